"""How a series' figures are printed, in all texts, charts and tables.

A figure has the decimals that its source prints, at most one more than the plan. What is worked out (a mean, a
projection) has those it needs, from the plan's to one more; of what is counted one by one, as persons, the plan's. A
difference is that of the two figures as printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

import pandas as pd

from helpers.method.plan import HALF
from helpers.model.numbers import decimals_of, exact, format_number, known, round_half_up


def _digits(precision: object) -> int:
    return decimals_of(Decimal(str(precision)))


@cache
def _read(texts: str) -> dict[float, int]:
    """Return the decimals of each figure that sources print.

    The fewest where two sources print the same: no figure claims too much.
    """
    found: dict[float, int] = {}
    for text in filter(None, texts.split(";")):
        value = float(text)
        found[value] = min(found.get(value, 99), decimals_of(Decimal(text)))
    return found


def decimals(series: Mapping[str, Any] | pd.Series, *values: float | Decimal) -> int:
    """Return the decimals that figures are printed with; of several, the most.

    Parameters
    ----------
    series : Series
        One row of the series table: ``precision`` and, where sources are known, ``as_printed``.
    *values : number
        Figures in the series' unit; without any, the plan's decimals.
    """
    plan = _digits(series["precision"])
    source = _read(series.get("as_printed") or "")
    own = (
        source.get(float(value), max(plan, decimals_of(exact(value).normalize()))) for value in values if known(value)
    )
    whole = (
        series.get("unit_counted", False) and not series.get("unit_rate", False) and series["aggregation"] == "value"
    )
    return max((min(digits, plan + (not whole)) for digits in own), default=plan)


def difference_decimals(series: Mapping[str, Any] | pd.Series, value: float | Decimal) -> int:
    """Return the decimals of a difference.

    Those that a Decimal carries, or those that a float needs. A difference is no figure that a source has printed, even
    where the two happen to be equal.
    """
    if isinstance(value, Decimal):
        return decimals_of(value)
    plan = _digits(series["precision"])
    return min(max(plan, decimals_of(exact(value).normalize())), plan + 1)


def number(series: Mapping[str, Any] | pd.Series, value: float | Decimal) -> str:
    """Return one figure of a series as printed, without its unit."""
    return format_number(value, decimals(series, value))


def shown(series: Mapping[str, Any] | pd.Series, value: float | Decimal) -> Decimal:
    """Return a figure rounded as it is printed."""
    return round_half_up(value, Decimal(1).scaleb(-decimals(series, value)))


def between(series: Mapping[str, Any] | pd.Series, one: float | Decimal, other: float | Decimal) -> Decimal:
    """Return one figure minus another, both as printed.

    With the decimals of the finer one.
    """
    return shown(series, one) - shown(series, other)


def judged_figure(series: Mapping[str, Any] | pd.Series, row: Mapping[str, Any] | pd.Series, name: str) -> float:
    """Return a baseline, target or value in the plan's own terms.

    Parameters
    ----------
    series : Series
        One row of the series table.
    row : Series
        One row of an assessment of the same series.
    name : str
        ``baseline``, ``target`` or ``value``.

    Returns
    -------
    float
        The share itself where its distance from 50 is what is judged, x of the year's own n; the mean so far where the
        target is one, never the single year's value.
    """
    printed = row[f"raw_{name}"]
    return printed if known(printed) and series["aggregation"] != "mean" else row[name]


def as_share(series: Mapping[str, Any] | pd.Series, row: Mapping[str, Any] | pd.Series, judged: float) -> float:
    """Return a figure that is judged as a distance from 50 as the share that a reader knows.

    Parameters
    ----------
    series, row : Series
        As `judged_figure`; the row's own figures tell on which side of 50 the share lies.
    judged : float
        In the terms that are judged, as a projection is.

    Returns
    -------
    float
        ``judged`` itself where the series is not about an even distribution.
    """
    if series["better"] != "balance":
        return judged
    own = row["raw_value"] if known(row["raw_value"]) else row["raw_baseline"]
    return float(HALF) + (judged if own > HALF else -judged)
