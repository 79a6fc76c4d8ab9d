"""Statistical disclosure control: small counts of persons are hidden.

A number or a base of 1-4 persons is hidden before any table, also one that nobody states but that follows by
subtraction, and with it the cell that would give it away. The rule and what was weighed stand in
docs/decisions/0040-small-counts.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

import pandas as pd

from helpers.model.numbers import number_or_none
from helpers.model.records import as_records

SMALL_COMMENT = "Dolt: uppgiften rör 1–4 personer."
REVEALING_COMMENT = "Dolt: uppgiften skulle avslöja en annan som rör 1–4 personer."
_HANDED_IN = ("outcome", "related")
MAY_STAY = (  # of a hidden row; everything else, a column that is added too, could tell the number or its persons
    "series", "geography", "sex", "year", "kind", "source", "source_url", "definition", "unit", "measure", "kpi",
    "retrieved", "alternative", "reported", "file", "line",
)  # fmt: skip


def is_small(row: dict, series: dict) -> bool:
    """Return whether a value is about 1-4 persons.

    Parameters
    ----------
    row : dict
        ``value`` and ``denominator`` as text or numbers; empty when there is none.
    series : dict
        The series' declaration with ``unit_persons``, ``unit_percent``, ``aggregation`` and ``individual_based``.

    Returns
    -------
    bool
        True for a count of persons of 1-4, for a base of 1-4 persons, and for a share whose numerator, or what is left
        of the base, is 1-4 persons. A net of persons (-3) counts by its size.
    """
    value, base = number_or_none(row["value"]), number_or_none(row["denominator"])
    if _is(series, "unit_persons"):
        return _few(value)
    if not _is(series, "individual_based") or base is None:
        return False
    part = _persons(value, base, series)
    return _few(base) or _few(part) or (part is not None and _few(base - part))


def _few(persons: Decimal | None) -> bool:
    return persons is not None and Decimal("0.5") <= abs(persons) < Decimal("4.5")


def _is(series: dict, name: str) -> bool:
    return str(series[name]).lower() == "true"


def _persons(value: Decimal | None, base: Decimal | None, series: dict) -> Decimal | None:
    """Return the persons behind a value: a count, or a share's numerator."""
    if _is(series, "unit_persons") or series["aggregation"] == "count":
        return value
    return value * base / 100 if None not in (value, base) and _is(series, "unit_percent") else None


def small_by_subtraction(rows: Iterable[dict], series: dict) -> set[str]:
    """Return the sexes of one measurement that are about 1-4 persons by subtraction.

    Parameters
    ----------
    rows : iterable of dict
        ``sex``, ``kind``, ``source``, ``value`` and ``denominator`` of one series, geography and year.
    series : dict
        The series' declaration, as for `is_small` and `revealing`.

    Returns
    -------
    set of str
        Women, men or total whose base, persons or persons left of the base are 1-4 when the third is worked out from
        the two that are known. Empty where the total is not women and men together. A sex without any row can be in it.
    """
    counted = _is(series, "unit_persons")
    linked = _is(series, "additive_total") or (_is(series, "weighted_total") and not counted)
    if not linked or not (counted or _is(series, "individual_based")):
        return set()
    measurements: dict[str, list[dict]] = defaultdict(list)
    for row in rows:
        measurements[row["source"] if row["kind"] == "related" else ""].append(row)
    return {sex for each in measurements.values() for sex in _few_of_three(each, series)}


def _few_of_three(rows: list[dict], series: dict) -> Iterable[str]:
    bases = _completed({row["sex"]: number_or_none(row["denominator"]) for row in rows})
    persons = _completed(
        {row["sex"]: _persons(number_or_none(row["value"]), bases.get(row["sex"]), series) for row in rows}
    )
    left = {sex: bases[sex] - persons[sex] for sex in bases.keys() & persons.keys()}
    return (sex for known in (bases, persons, left) for sex, number in known.items() if _few(number))


def _completed(known: dict[str, Decimal | None]) -> dict[str, Decimal]:
    """Add the third of women, men and total when two are known."""
    known = {sex: number for sex, number in known.items() if number is not None}
    if known.keys() == {"women", "men"}:
        return known | {"total": known["women"] + known["men"]}
    if len(known) == 2:
        (missing,) = {"women", "men"} - known.keys()
        (other,) = {"women", "men"} & known.keys()
        return known | {missing: known["total"] - known[other]}
    return known


def revealing(hidden: set[str], shown: set[str], series: dict) -> set[str]:
    """Return the sexes whose values would reveal a hidden one.

    Parameters
    ----------
    hidden, shown : set of str
        The sexes (women, men, total) whose values are hidden, and those whose values stand there.
    series : dict
        The series' declaration with ``distribution``, ``additive_total`` and ``weighted_total``.

    Returns
    -------
    set of str
        The other share of a distribution; the other sex where a total stands there; both sexes where the total is
        hidden. Women and men are always hidden together, so that the total can stay.
    """
    if not hidden:
        return set()
    sexes = shown & {"women", "men"}
    if _is(series, "distribution"):
        return sexes
    linked = _is(series, "additive_total") or _is(series, "weighted_total")
    return sexes if linked and ("total" in shown or "total" in hidden) else set()


class Cells(NamedTuple):
    """The sexes of one measurement to hide.

    Attributes
    ----------
    small : set of str
        Those about 1-4 persons.
    hidden : set of str
        The small ones and those that were hidden already.
    revealing : set of str
        Those whose values would reveal a hidden one.
    """

    small: set[str]
    hidden: set[str]
    revealing: set[str]


def cells(rows: list[dict], series: dict) -> Cells:
    """Return which of a measurement's women, men and total must be hidden.

    Parameters
    ----------
    rows : list of dict
        The outcomes and related measures of one series, geography and year; ``missing`` is ``protected`` where a value
        is hidden already.
    series : dict
        The series' declaration.
    """
    small = {row["sex"] for row in rows if is_small(row, series)} | small_by_subtraction(rows, series)
    hidden = small | {row["sex"] for row in rows if row["missing"] == "protected"}
    shown = {row["sex"] for row in rows if says(row)} - hidden
    return Cells(small, hidden, revealing(hidden, shown, series))


def says(row: dict) -> bool:
    """Return whether a row states a value or a base."""
    return bool(row["value"] or row["denominator"])


def protect(series: pd.DataFrame, observations: pd.DataFrame) -> pd.DataFrame:
    """Return the observations with small counts and revealing cells hidden.

    Parameters
    ----------
    series : DataFrame
        One row per series, text.
    observations : DataFrame
        One row per observation, text. Only outcomes and related measures are hidden: the plan's own figures have been
        public and none is small.

    Returns
    -------
    DataFrame
        The same rows; a hidden one keeps the columns of `MAY_STAY`, has the reason ``protected`` and a comment that
        says why. The comment handed in and every other text could tell the number, so they are emptied too.
    """
    known = {row["series"]: row for row in as_records(series)}
    records = as_records(observations)
    groups: dict[tuple, list[dict]] = defaultdict(list)
    for row in records:
        if row["kind"] in _HANDED_IN:
            groups[row["series"], row["geography"], row["year"]].append(row)
    whys = {id(row): why for (name, *_), rows in groups.items() for row, why in _hide(rows, known[name])}
    changed = [_hidden(row, whys[id(row)]) if id(row) in whys else row for row in records]
    return pd.DataFrame(changed, columns=observations.columns, index=observations.index, dtype=object)


def _hide(rows: list[dict], series: dict) -> Iterable[tuple[dict, str]]:
    """Yield the rows of one measurement to hide, each with its comment.

    All sources of a hidden cell are hidden. A row that was handed in as protected keeps its own comment.
    """
    small, hidden, also = cells(rows, series)
    for row in rows:
        if says(row) and row["sex"] in hidden | also:
            yield row, SMALL_COMMENT if row["sex"] in small else REVEALING_COMMENT
        elif row["missing"] == "protected":
            yield row, row["comment"]


def _hidden(row: dict, why: str) -> dict:
    kept = {name: value if name in MAY_STAY else "" for name, value in row.items()}
    return kept | {"missing": "protected", "comment": why}
