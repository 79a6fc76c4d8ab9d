"""Audit of the plan: consistency and ambition of its figures (method, section 7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import product
from statistics import median
from typing import NamedTuple

import pandas as pd

from helpers.method.columns import rows_to_frame
from helpers.method.line import Line, line_of
from helpers.method.plan import HALF, PACED, Cell, Declaration, Plan, home_cells, prepare
from helpers.method.rows import gap_row
from helpers.model.codes import SEXES

SISTER_SPAN = Decimal("0.10")
SUM_OF_SHARES = Decimal(100)


class Triple(NamedTuple):
    """Women, men and total of one series, place, kind and year."""

    series: str
    geography: str
    kind: str
    year: int
    women: Decimal
    men: Decimal
    total: Decimal


CONSISTENCY_COLUMNS = (
    *("series", "geography", "kind", "year", "sex", "check", "verdict", "women", "men", "total"),
    *("weight", "weight_low", "weight_high", "sister_low", "sister_high", "value", "limit"),
)


def _figures_of(cell: Cell, declared: Declaration) -> Iterator[tuple[str, int, Decimal, Decimal | None]]:
    """Return a cell's figures: kind, year, value and denominator."""
    if cell.baseline:
        yield "baseline", declared.baseline_year, cell.baseline.value, cell.baseline.denominator
    if cell.target:
        yield "target", declared.target_year, cell.target.value, cell.target.denominator
    for point in cell.outcomes:
        yield "outcome", point.year, point.value, point.denominator


def _places(plan: Plan, declared: Declaration) -> list[str]:
    """Return the places that a series has figures for, the municipality first."""
    found = [place for series, place in plan.cells if series == declared.series]
    return sorted(found, key=lambda place: (place != declared.home, place))


def _triples(plan: Plan) -> Iterator[tuple[Declaration, Triple]]:
    """Yield each kind and year with women, men and total all known."""
    for declared in plan.declarations:
        for geography in _places(plan, declared):
            cells = plan.cells.get((declared.series, geography), {})
            if not all(sex in cells for sex in SEXES):
                continue
            values = [{(k, y): v for k, y, v, _n in _figures_of(cells[sex], declared)} for sex in SEXES]
            for kind, year in sorted(set.intersection(*(set(v) for v in values))):
                yield declared, Triple(declared.series, geography, kind, year, *(v[kind, year] for v in values))


def women_weight(triple: Triple, unit: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """Return the share of women that a total implies, and its interval.

    weight = (total - men) / (women - men); the interval is the lowest and highest weight when each figure may be half a
    unit lower or higher. Needs abs(women - men) > unit.
    """
    half = unit / 2
    ends = [(value - half, value + half) for value in (triple.women, triple.men, triple.total)]
    corners = [(total - men) / (women - men) for women, men, total in product(*ends)]
    return (triple.total - triple.men) / (triple.women - triple.men), min(corners), max(corners)


def _triple_row(declared: Declaration, triple: Triple) -> dict:
    """Return the check of one triple alone: weighted, wide enough, between the sexes."""
    row = triple._asdict() | {"sex": "", "check": "women_weight"}
    if not declared.weighted_total:
        return row | {"verdict": "skipped_not_weighted"}
    half = declared.unit / 2
    low, high = sorted((triple.women, triple.men))
    if not low - 2 * half <= triple.total <= high + 2 * half:
        return row | {"verdict": "total_outside"}
    if abs(triple.women - triple.men) <= 2 * declared.unit:
        return row | {"verdict": "skipped_small_gap"}
    weight, lowest, highest = women_weight(triple, declared.unit)
    return row | {"verdict": "ok", "weight": weight, "weight_low": lowest, "weight_high": highest}


def _beside_sisters(row: dict, sisters: list[Decimal]) -> dict:
    """Return a row with its weight compared with its sister rows'.

    Sisters are the same indicator's other triples.
    """
    if row["verdict"] != "ok":
        return row
    if not sisters:
        return row | {"verdict": "no_sisters"}
    middle = median(sisters)
    apart = row["weight_low"] > middle + SISTER_SPAN or row["weight_high"] < middle - SISTER_SPAN
    return row | {
        "verdict": "apart_from_sisters" if apart else "ok",
        "sister_low": min(sisters),
        "sister_high": max(sisters),
    }


def _weight_rows(plan: Plan, indicator: dict[str, str]) -> list[dict]:
    """Return the check of women's implied weight in every triple.

    Alone and beside its sisters.
    """
    rows = [_triple_row(declared, triple) for declared, triple in _triples(plan)]
    family = defaultdict(list)
    for number, row in enumerate(rows):
        if "weight" in row:
            family[indicator[row["series"]], row["geography"]].append((number, row["weight"]))
    return [
        _beside_sisters(row, [w for n, w in family[indicator[row["series"]], row["geography"]] if n != number])
        for number, row in enumerate(rows)
    ]


def _cell_issues(declared: Declaration, cell: Cell) -> Iterator[dict]:
    """Yield the issues where figures leave their scale or counts exceed their n."""
    low, high = (Decimal(0), SUM_OF_SHARES) if declared.kind == "balance" else (declared.low, declared.high)
    for kind, year, value, n in _figures_of(cell, declared):
        at = {"kind": kind, "year": year, "value": value}
        if low is not None and value < low:
            yield at | {"check": "scale", "verdict": "below_scale", "limit": low}
        if high is not None and value > high:
            yield at | {"check": "scale", "verdict": "above_scale", "limit": high}
        if declared.aggregation == "count" and n is not None and value > n:
            yield at | {"check": "count", "verdict": "more_than_n", "limit": n}
    yield from _repeated(cell)


def _repeated(cell: Cell) -> Iterator[dict]:
    """Yield the issues where a year has several outcomes.

    Only the closest definition is judged.
    """
    for year in sorted(set(cell.repeated)):
        yield {"kind": "outcome", "year": year, "check": "one_outcome", "verdict": "several_outcomes"}


def _share_issues(declared: Declaration, cells: dict[str, Cell]) -> Iterator[dict]:
    """Yield the issues where two shares do not add up to 100.

    Within one unit.
    """
    if not declared.distribution or "women" not in cells or "men" not in cells:
        return
    women, men = ({(k, y): v for k, y, v, _n in _figures_of(cells[sex], declared)} for sex in ("women", "men"))
    for kind, year in sorted(women.keys() & men.keys()):
        total = women[kind, year] + men[kind, year]
        if abs(total - SUM_OF_SHARES) > declared.unit:
            yield {"kind": kind, "year": year, "sex": "", "check": "shares", "verdict": "not_100", "value": total,
                   "limit": SUM_OF_SHARES}  # fmt: skip


def _declaration_issues(declared: Declaration, cell: Cell) -> Iterator[dict]:
    """Yield the issues where the plan's figures contradict the target type."""
    at = {"kind": "target", "year": declared.target_year, "check": "target_type"}
    line = line_of(declared, "", cell, declared.baseline_year)
    if line.target is None:
        return
    if declared.kind == "follow":
        yield at | {"verdict": "follow_with_target"}
    elif line.baseline is None:
        if declared.kind in (*PACED, "hold"):
            yield at | {"verdict": f"{declared.kind}_without_baseline"}
    elif declared.kind == "level":
        yield at | {"verdict": "level_with_baseline"}
    else:
        better = declared.direction * (line.target.value - line.baseline.value) > 0
        if better != (declared.kind in PACED):
            yield at | {
                "verdict": f"{declared.kind}_contradicted",
                "value": line.target.value,
                "limit": line.baseline.value,
            }


def _comparator_issues(declared: Declaration, cells: dict[str, Cell], riket: dict[str, Cell]) -> Iterator[dict]:
    """Yield the issues where a relative target's outcome lacks the comparator's figure."""
    if not declared.relative_to or declared.relative_to != declared.comparator:
        return
    for sex, cell in cells.items():
        known = {point.year for point in riket.get(sex, Cell()).outcomes}
        for point in cell.outcomes:
            if point.year > declared.baseline_year and point.year not in known:
                yield {"kind": "outcome", "year": point.year, "sex": sex, "check": "comparator",
                       "verdict": "comparator_missing", "value": point.value}  # fmt: skip


def _series_issues(plan: Plan, declared: Declaration) -> Iterator[dict]:
    """Yield all issues of one series that one place's figures show."""
    home, riket = (plan.cells.get((declared.series, place), {}) for place in (declared.home, declared.comparator))
    for geography in _places(plan, declared):
        cells = plan.cells[declared.series, geography]
        at = {"series": declared.series, "geography": geography}
        for sex, cell in sorted(cells.items()):
            yield from (at | {"sex": sex} | issue for issue in _cell_issues(declared, cell))
        yield from (at | issue for issue in _share_issues(declared, cells))
    for sex, cell in sorted(home.items()):
        at = {"series": declared.series, "geography": declared.home, "sex": sex}
        yield from (at | issue for issue in _declaration_issues(declared, cell))
    yield from (
        {"series": declared.series, "geography": declared.home} | f for f in _comparator_issues(declared, home, riket)
    )


def consistency(series: pd.DataFrame, observations: pd.DataFrame) -> pd.DataFrame:
    """Return the checks of figures against each other and declarations.

    Parameters
    ----------
    series, observations : DataFrame
        The tidy tables.

    Returns
    -------
    DataFrame
        One row per triple of women, men and total (``check`` women_weight, whatever its verdict) and one row per
        issue of the other checks; columns `CONSISTENCY_COLUMNS`. ``weight`` is the share of women (0-1) that the
        total implies, with its rounding interval, ``sister_low`` and ``sister_high`` the lowest and highest weight
        among the same indicator's other triples. Verdicts: ok; skipped_small_gap (women and men within two units),
        skipped_not_weighted (the total is no weighted mean), no_sisters, total_outside, apart_from_sisters (the whole
        interval is over ten percentage points from the sisters' median); below_scale, above_scale, more_than_n,
        not_100, several_outcomes, comparator_missing; follow_with_target, change_without_baseline,
        balance_without_baseline, hold_without_baseline, level_with_baseline, change_contradicted,
        balance_contradicted, hold_contradicted. Section 7.
    """
    plan = prepare(series, observations)
    indicator = dict(zip(series["series"], series["indicator"], strict=True))
    rows = [
        *_weight_rows(plan, indicator),
        *(issue for declared in plan.declarations for issue in _series_issues(plan, declared)),
    ]
    text = ("series", "geography", "kind", "sex", "check", "verdict")
    return rows_to_frame(rows, CONSISTENCY_COLUMNS, text, ("year",))


AMBITION_COLUMNS = (
    *("series", "sex", "baseline", "target", "planned_change", "ambition", "riket_baseline", "riket_passed"),
    *("riket_target", "behind_riket"),
)


def _ambition_row(line: Line, riket: Cell | None) -> dict:
    """Return one target beside its baseline and the comparator's figures."""
    declared, target, baseline = line.declared, line.target.value, line.baseline
    planned = None if baseline is None else declared.direction * (target - baseline.value)
    row = {"series": declared.series, "sex": line.sex, "baseline": baseline and baseline.value, "target": target,
           "planned_change": None if baseline is None else target - baseline.value,
           "ambition": _ambition(planned)}  # fmt: skip
    if riket is None or riket.baseline is None:
        return row
    there = _in_terms(declared, riket.baseline.value)
    row |= {"riket_baseline": there, "riket_passed": "yes" if declared.direction * (there - target) >= 0 else "no"}
    if riket.target is not None:
        ahead = _in_terms(declared, riket.target.value)
        row |= {"riket_target": ahead, "behind_riket": "yes" if declared.direction * (target - ahead) < 0 else "no"}
    return row


def _in_terms(declared: Declaration, value: Decimal) -> Decimal:
    """Return the comparator's figure as it is judged."""
    return abs(value - HALF) if declared.kind == "balance" else value


def _ambition(planned: Decimal | None) -> str:
    """Return what a target asks for: better, equal or behind its baseline.

    ``planned`` is the distance from the baseline in the better direction; no_baseline where that is None.
    """
    if planned is None:
        return "no_baseline"
    return "better" if planned > 0 else "equal" if planned == 0 else "behind"


def _gap_ambition(gap: dict) -> dict:
    """Return the gap of the plan's two targets beside the baseline's gap."""
    planned = gap.get("planned_gap_change")
    return {"series": gap["series"], "sex": "gap", "baseline": gap["baseline"], "target": gap["target"],
            "planned_change": planned, "ambition": _ambition(None if planned is None else -planned)}  # fmt: skip


def ambition(series: pd.DataFrame, observations: pd.DataFrame) -> pd.DataFrame:
    """Return what every target asks for beside its baseline and the comparator.

    Parameters
    ----------
    series, observations : DataFrame
        The tidy tables.

    Returns
    -------
    DataFrame
        One row per series and sex with a target, and one with sex ``gap`` per series with targets for both sexes:
        `AMBITION_COLUMNS`. ``baseline`` and ``target`` in the terms that are judged; ``ambition`` is better, equal,
        behind or no_baseline; ``riket_passed`` yes when riket's baseline already met the target; ``behind_riket`` yes
        when the target lies behind the plan's own figure for riket in the target year. Empty: nothing to compare.
    """
    plan = prepare(series, observations)
    rows = [row for declared in plan.declarations for row in _ambitions(plan, declared)]
    return rows_to_frame(rows, AMBITION_COLUMNS, ("series", "sex", "ambition", "riket_passed", "behind_riket"), ())


def _ambitions(plan: Plan, declared: Declaration) -> list[dict]:
    """Return the ambition of all targets of one series."""
    lines = {sex: line_of(declared, sex, cell, declared.baseline_year) for sex, cell in home_cells(plan, declared)}
    riket = plan.cells.get((declared.series, declared.comparator), {})
    rows = [_ambition_row(line, riket.get(sex)) for sex, line in lines.items() if line.target is not None]
    gap = gap_row(lines)
    return rows if gap is None or gap["target"] is None else [*rows, _gap_ambition(gap)]
