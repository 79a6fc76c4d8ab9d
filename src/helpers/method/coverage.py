"""Coverage: which expected values are known, why others are missing (method, section 7)."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import product

import pandas as pd

from helpers.method.line import comparable
from helpers.method.plan import Cell, Declaration, Plan, prepare
from helpers.model.records import as_records

STATUSES = (
    *("baseline", "outcome", "related", "not_applicable", "protected", "not_measured", "not_split_by_sex"),
    *("break_in_series", "no_baseline", "not_found"),
)


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(";") if part)


def _expected_years(declared: Declaration, year: int) -> list[int]:
    """Return the years in which a series should be measured.

    Up to the report's year and the target year.
    """
    last = min(year, declared.target_year)
    every = range(declared.baseline_year, last + 1)
    return [
        when for when in every if not declared.measured or when in declared.measured or when == declared.baseline_year
    ]


def _known_status(declared: Declaration, cell: Cell, when: int) -> str:
    """Return what a cell's year holds: figure, related figure or stated reason.

    Empty when it holds nothing.
    """
    if cell.baseline is not None and when == declared.baseline_year:
        return "baseline"
    if any(point.year == when for point in cell.outcomes):
        return "outcome" if comparable(declared, when) else "break_in_series"
    if when in cell.related:
        return "related"
    kinds = ("baseline", "outcome") if when == declared.baseline_year else ("outcome",)
    return next((code for kind, at, code in sorted(cell.missing) if at == when and kind in kinds), "")


def _status(declared: Declaration, cells: dict[str, Cell], sex: str, when: int) -> str:
    """Return what stands in one expected cell.

    A sex that is missing where the total is known is not split by sex.
    """
    known = _known_status(declared, cells.get(sex, Cell()), when)
    if known:
        return known
    total = "" if sex == "total" else _known_status(declared, cells.get("total", Cell()), when)
    return "not_split_by_sex" if total in ("baseline", "outcome") else "not_found"


def coverage(series: pd.DataFrame, observations: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return every expected cell with what is known or why it is empty.

    Parameters
    ----------
    series, observations : DataFrame
        The tidy tables; ``sexes`` declares the sexes that are expected, ``measured_years`` the years (empty: every
        year).
    year : int
        The report's year; later years are not expected, nor are years after the target year.

    Returns
    -------
    DataFrame
        One row per series, expected sex and expected year from the baseline year on: ``series``, ``indicator``,
        ``area``, ``scope`` (ort or organisation), ``sex``, ``year``, ``status`` (one of `STATUSES`). Section 7.
    """
    plan = prepare(series, observations)
    rows = []
    for declared, row in zip(plan.declarations, as_records(series), strict=True):
        cells = plan.cells.get((declared.series, declared.home), {})
        head = (declared.series, row["indicator"], row["area"], row["level"])
        expected = product(_split(row["sexes"]), _expected_years(declared, year))
        rows += [(*head, sex, when, _status(declared, cells, sex, when)) for sex, when in expected]
    return pd.DataFrame(rows, columns=["series", "indicator", "area", "scope", "sex", "year", "status"])


def coverage_summary(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the number of expected cells by goal area and status.

    Parameters
    ----------
    cells : DataFrame
        From `coverage`.

    Returns
    -------
    DataFrame
        One row per goal area and last one for all (``area`` empty): ``area``, one column of counts per status in
        `STATUSES` (other stated reasons after them), ``known`` (baseline or outcome) and ``expected``.
    """
    counts: dict[str, Counter] = defaultdict(Counter)
    for area, status in zip(cells["area"], cells["status"], strict=True):
        counts[area][status] += 1
    everything = sum(counts.values(), Counter())
    statuses = [*STATUSES, *sorted(set(everything) - set(STATUSES))]
    rows = [
        {"area": area, **{status: count[status] for status in statuses}, "known": count["baseline"] + count["outcome"],
         "expected": count.total()}
        for area, count in [*counts.items(), ("", everything)]
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _has_both(plan: Plan, declared: Declaration, year: int) -> dict[str, bool]:
    """Return which of baseline, target and outcome both sexes have.

    The outcome in the same year.
    """
    cells = plan.cells.get((declared.series, declared.home), {})
    pair = [cells.get(sex, Cell()) for sex in ("women", "men")]
    last = min(year, declared.target_year)
    years = [
        {p.year for p in cell.outcomes if declared.baseline_year < p.year <= last and comparable(declared, p.year)}
        for cell in pair
    ]
    join = any if declared.distribution else all
    shared = years[0] | years[1] if declared.distribution else years[0] & years[1]
    return {
        "baseline_both": join(cell.baseline is not None for cell in pair),
        "target_both": join(cell.target is not None for cell in pair),
        "outcome_both": bool(shared),
    }


def split_by_series(series: pd.DataFrame, observations: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return which figures of each individual-based series both sexes have.

    14 § förordning (2001:100) om den officiella statistiken is the yardstick: statistics about individuals are to be
    split by sex unless there are special reasons. A distribution counts as split when either share is known, since
    the other is the rest of 100.

    Parameters
    ----------
    series, observations : DataFrame
        The tidy tables.
    year : int
        The report's year.

    Returns
    -------
    DataFrame
        One row per individual-based series, in the plan's order: ``area``, ``series``, and the booleans
        ``baseline_both``, ``target_both`` and ``outcome_both`` (both sexes in one year).
    """
    plan = prepare(series, observations)
    facts = [
        {"area": area, "series": declared.series, **_has_both(plan, declared, year)}
        for declared, area, individual in zip(
            plan.declarations, series["area"], series["individual_based"], strict=True
        )
        if individual
    ]
    return pd.DataFrame(facts, columns=["area", "series", "baseline_both", "target_both", "outcome_both"])


def sex_coverage(series: pd.DataFrame, observations: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the number of individual-based series with figures for both sexes.

    Parameters
    ----------
    series, observations, year
        As `split_by_series`.

    Returns
    -------
    DataFrame
        One row per goal area with individual-based series and last one for all (``area`` empty): ``area``,
        ``individual_based`` (number of series), ``baseline_both``, ``target_both``, ``outcome_both`` (how many of
        them have both sexes, for outcomes in one year), ``outcome_share`` (of individual_based, 0-1), ``without``
        (the series whose outcomes lack a sex, ``;``-joined).
    """
    facts = as_records(split_by_series(series, observations, year))
    areas = [*dict.fromkeys(fact["area"] for fact in facts), ""]
    return pd.DataFrame([_sex_coverage_row(area, [f for f in facts if area in ("", f["area"])]) for area in areas])


def _sex_coverage_row(area: str, facts: list[dict]) -> dict:
    counts = {name: sum(fact[name] for fact in facts) for name in ("baseline_both", "target_both", "outcome_both")}
    return {
        "area": area,
        "individual_based": len(facts),
        **counts,
        "outcome_share": counts["outcome_both"] / len(facts) if facts else float("nan"),
        "without": ";".join(fact["series"] for fact in facts if not fact["outcome_both"]),
    }
