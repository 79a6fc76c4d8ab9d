"""Rows of an assessment: one per series and sex, one per gap."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from helpers.method.columns import FLAGS
from helpers.method.evidence import direction_facts, evidence_facts
from helpers.method.gaps import Pair, Sides, gap_facts
from helpers.method.level import hold_facts, judge, level_facts, riket_reference
from helpers.method.line import Line, after_facts, line_of, mean_parts, origin_flags
from helpers.method.pace import pace_facts, path_facts, required_facts
from helpers.method.plan import HALF, METHOD, Cell, Declaration, Options, Plan, Point, home_cells, with_each_alternative
from helpers.method.projection import projection_facts
from helpers.model.numbers import round_half_up


def _identity(line: Line) -> dict:
    """Return what a row is about."""
    declared = line.declared
    return {
        "series": declared.series,
        "sex": line.sex,
        "report_year": line.report_year,
        "target_type": declared.target_type,
        "baseline_year": declared.baseline_year,
        "target_year": declared.target_year,
    }


def _given(line: Line, reference: Point | None) -> dict:
    """Return a line's own figures: as printed and as judged."""
    cell, raw = line.cell, line.raw
    figures = {
        "baseline": line.baseline,
        "target": line.target,
        "value": line.value,
        "raw_baseline": cell.baseline,
        "raw_target": cell.target,
        "raw_value": raw,
        "reference": reference,
        "later_value": line.later,
    }
    bases = {"baseline_denominator": cell.baseline, "target_denominator": cell.target, "denominator": raw}
    facts = {name: point.value for name, point in figures.items() if point is not None}
    facts |= {name: point.denominator for name, point in bases.items() if point is not None}
    facts |= {"later_year": line.later.year} if line.later else {}
    return _identity(line) | facts | {"target_kind": line.declared.kind} | (_value_facts(line) if line.value else {})


def _value_facts(line: Line) -> dict:
    """Return the judged value's year and margin, and all judged figures.

    ``points`` is one text: ``year:value;...``.
    """
    points = ";".join(f"{point.year}:{float(point.value)!r}" for point in line.points)
    return {
        "year": line.value.year,
        "margin": line.value.margin,
        "identity": line.value.identity,
        "points": points,
    } | _special(line)


def _special(line: Line) -> dict:
    """Return what only parity, distributions and means have."""
    declared, facts = line.declared, {}
    if declared.distribution:
        facts["inside_40_60"] = "yes" if round_half_up(abs(line.raw.value - HALF), declared.unit) <= 10 else "no"
    if declared.aggregation == "mean":
        total, n = mean_parts(line)
        facts |= {"mean_sum": total, "mean_years": n, "period_years": declared.period[1] - declared.period[0] + 1}
    return facts


def _joined(*parts: dict) -> dict:
    """Return one row of several parts."""
    flags = {flag for part in parts for flag in part.get("flags", ())}
    row = {}
    for part in parts:
        row.update(part)
    return row | {"flags": _in_order(flags)}


def _in_order(flags: set[str]) -> str:
    """Return flags as one text; a flag without a sentence is an error, never left out."""
    return ";".join(sorted(flags, key=FLAGS.index))


def line_row(line: Line, riket: Cell | None, total_has_target: bool, options: Options = METHOD) -> dict:
    """Return all that the method says of one line."""
    reference = riket_reference(line, riket)
    level = level_facts(line, reference, total_has_target, options)
    return _joined(
        {"flags": line.flags},
        _given(line, reference),
        path_facts(line),
        level,
        pace_facts(line, level["level"]),
        required_facts(line, level),
        projection_facts(line, options),
        direction_facts(line),
        evidence_facts(line),
        hold_facts(line),
    )


def _pair(women: Point | None, men: Point | None) -> Pair | None:
    if women is None or men is None:
        return None
    return Pair(women.value, men.value, women.margin, men.margin)


def _common(women: Line, men: Line) -> tuple[Point | None, Point | None]:
    """Return both sexes' figures of the latest year that both have."""
    if women.value is None or men.value is None:
        return None, None
    hers, his = ({p.year: p for p in after_facts(line.declared, line.points)} for line in (women, men))
    shared = hers.keys() & his.keys()
    return (hers[max(shared)], his[max(shared)]) if shared else (None, None)


def gap_row(lines: dict[str, Line], options: Options = METHOD) -> dict | None:
    """Return one series' gap row, or None where there is no gap.

    None without a figure for both sexes. Two shares of one whole (a distribution, or a count whose total is the sum of
    the sexes) have no gap either: how large one part is says how large the other is, or how many there are.
    """
    women, men, total = lines.get("women"), lines.get("men"), lines.get("total")
    if women is None or men is None or women.declared.distribution or women.declared.additive_total:
        return None
    declared, (hers, his) = women.declared, _common(women, men)
    baseline, target = _pair(women.baseline, men.baseline), _pair(women.target, men.target)
    outcome = _pair(hers, his)
    if baseline is None and target is None and outcome is None:
        return None
    comparable = not declared.own_yardstick
    total_target = total.target.value if comparable and total and total.target else None
    sides = Sides(
        declared.direction if comparable else 0,
        declared.unit,
        declared.rate and comparable,
        baseline,
        target,
        outcome,
        total_target,
    )
    judged = partial(judge, direction=-1, unit=declared.unit, true_zero=True, near=None, options=options)
    facts = gap_facts(sides, judged)
    return _joined(
        _identity(women) | {"sex": "gap"} | ({"year": hers.year} if hers else {}),
        facts,
        _gap_class(facts, women, men, bool(total and total.target)),
        {"flags": _gap_flags(facts, women, hers, his)},
    )


def _gap_class(facts: dict, women: Line, men: Line, total_has_target: bool) -> dict:
    """Return why a gap is not assessable, where it is not."""
    if "level" in facts:
        return {}
    if facts["target"] is None:
        return {"level": "not_assessable", "reason": "no_own_target" if total_has_target else "no_target"}
    return {"level": "not_assessable", "reason": women.reason or men.reason or "no_common_year"}


def _gap_flags(facts: dict, women: Line, hers: Point | None, his: Point | None) -> list[str]:
    """Return the flags of a gap."""
    flags = []
    if facts.get("planned_gap_change") is not None and facts["planned_gap_change"] >= 0 and facts["baseline"] > 0:
        flags.append("no_narrowing_planned")
    if hers is None or his is None:
        return flags
    flags += origin_flags(women.declared, [hers, his], women.report_year)
    if facts["target"] is not None and hers.margin is not None and his.margin is not None:
        distance = abs(facts["value"] - facts["target"])
        flags += ["uncertain"] if distance <= (hers.margin**2 + his.margin**2).sqrt() else []
    return flags


class Seen(NamedTuple):
    """One line, the comparator's figures, and whether the total has a target."""

    line: Line
    riket: Cell | None
    total_has_target: bool

    def row(self, options: Options = METHOD) -> dict:
        """Return all that the method says of the line."""
        return line_row(self.line, self.riket, self.total_has_target, options)

    def level(self, options: Options = METHOD) -> str:
        """Return the line's level only."""
        return level_facts(self.line, self._reference(), self.total_has_target, options)["level"]

    def projected_level(self, options: Options = METHOD) -> str:
        """Return the class of the line's projection; empty without one."""
        return projection_facts(self.line, options).get("projection_level", "")

    def _reference(self) -> Point | None:
        return riket_reference(self.line, self.riket)


def seen_lines(plan: Plan, declared: Declaration, report_year: int) -> dict[str, Seen]:
    """Return one series' lines as seen from a report year, by sex."""
    lines = {sex: line_of(declared, sex, cell, report_year) for sex, cell in home_cells(plan, declared)}
    riket = plan.cells.get((declared.series, declared.comparator), {})
    total_has_target = "total" in lines and lines["total"].target is not None
    return {sex: Seen(line, riket.get(sex), total_has_target) for sex, line in lines.items()}


def series_rows(plan: Plan, declared: Declaration, report_year: int, options: Options = METHOD) -> list[dict]:
    """Return one series' rows: women, men, total and gap.

    As far as they exist. A class that another source's figure would change is flagged.
    """
    rows = _rows(plan, declared, report_year, options)
    others = [_rows(other, declared, report_year, options) for other in with_each_alternative(plan, declared.series)]
    return [_with_other_levels(row, [other for rows in others for other in rows]) for row in rows]


def _rows(plan: Plan, declared: Declaration, report_year: int, options: Options) -> list[dict]:
    seen = seen_lines(plan, declared, report_year)
    gap = gap_row({sex: one.line for sex, one in seen.items()}, options)
    rows = [one.row(options) for one in seen.values()]
    return rows if gap is None else [*rows, gap]


def _with_other_levels(row: dict, others: list[dict]) -> dict:
    """Flag the classes that other sources' figures would give the row."""
    levels = {other["level"] for other in others if other["sex"] == row["sex"]} - {row["level"], "not_assessable"}
    if not levels:
        return row
    flags = {flag for flag in row["flags"].split(";") if flag} | {f"other_source_{level}" for level in levels}
    return row | {"flags": _in_order(flags)}


def assess_rows(plan: Plan, report_year: int, options: Options = METHOD) -> list[dict]:
    """Return the assessment of a parsed plan, one dict per row.

    Per series and sex, and one per gap; numbers are still Decimal.
    """
    return [row for declared in plan.declarations for row in series_rows(plan, declared, report_year, options)]
