"""A distance and a gap as persons, tonnes or households, with arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from helpers.method.amounts import Amount, amount_of
from helpers.model.numbers import decimals_of, format_number, known
from helpers.model.records import as_records
from helpers.text.facts import Fact
from helpers.text.figures import between
from helpers.text.words import capital, left, sex_word


def left_amount(series: pd.Series, row: Mapping[str, Any], persons: pd.DataFrame) -> Amount | None:
    """Return what is left to the target as an amount, or None.

    None where the target is reached, or where the distance or its base is unknown.
    """
    missed = row["level"] in ("near", "not_met") and row["number_level"] != "met"
    if not missed or series["aggregation"] != "value" or series["better"] == "balance":
        return None
    return amount_of(left(series, row), persons, series["series"], row["sex"], int(row["year"]))


def gap_amount(series: pd.Series, gap: Mapping[str, Any], persons: pd.DataFrame) -> tuple[str, Amount] | None:
    """Return the sex with the worse value and the gap as an amount.

    None where the gap or its base is not known.
    """
    end, year = ("", gap["year"]) if known(gap["gap"]) else ("_baseline", gap["baseline_year"])
    women, men = gap[f"women{end}"], gap[f"men{end}"]
    if not known(women) or not known(men) or women == men or series["better"] == "balance":
        return None
    worse = "women" if (women < men) == (series["better"] == "higher") else "men"
    found = amount_of(abs(between(series, women, men)), persons, series["series"], worse, int(year))
    return None if found is None else (worse, found)


def amount_facts(series: pd.Series, rows: pd.DataFrame, persons: pd.DataFrame) -> list[Fact]:
    """Return the distance to the target and the gap as amounts.

    For the list beside a chart.
    """
    found = []
    for row in as_records(rows):
        if row["sex"] == "gap" and (pair := gap_amount(series, row, persons)):
            where = f"bland {sex_word(series, pair[0])} ({pair[1].year})"
            found.append(Fact(f"Skillnaden i {pair[1].thing}", f"{_about(pair[1])} {where}"))
        elif row["sex"] == "total" and (one := left_amount(series, row, persons)):
            found.append(Fact(f"Avståndet i {one.thing}", f"{_about(one)} ({one.year})"))
    return found


def amount_receipts(series: pd.Series, row: Mapping[str, Any], persons: pd.DataFrame) -> list[str]:
    """Return the arithmetic of a row's amount; empty where it has none."""
    if row["sex"] == "gap":
        pair = gap_amount(series, row, persons)
        return (
            [_arithmetic(series, pair[1], f"skillnaden i {pair[1].thing} bland {sex_word(series, pair[0])}")]
            if pair
            else []
        )
    one = left_amount(series, row, persons)
    return [_arithmetic(series, one, f"avståndet till målet i {one.thing}")] if one else []


def _about(amount: Amount) -> str:
    return f"omkring {format_number(amount.rounded)}"


def _arithmetic(series: pd.Series, amount: Amount, of: str) -> str:
    points = format_number(amount.points, decimals_of(amount.points))
    total = f"{points} × {format_number(amount.people)} / {format_number(amount.per)} = {format_number(amount.amount)}"
    step = "heltal" if amount.step == 1 else f"hela {format_number(amount.step)}-tal"
    return (
        f"{capital(of)}, räknat på {amount.base} {amount.year}: {total}, avrundat till {step} eftersom sista siffran i "
        f"måttet inte säger mer: {_about(amount)}."
    )
