"""The room for coverage and audit: what is known, what is missing and why, whether the plan's own figures agree.

Frames in, frames out. Nothing here corrects a figure: a doubtful one is shown with the arithmetic that raised the
doubt. The rules are sections 7 and 8 of the method, in Swedish in docs/metod.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import product
from typing import NamedTuple

import pandas as pd

from helpers.assess import (
    COMPARATOR,
    HALF,
    HOME,
    METHOD,
    PACED,
    SEXES,
    Cell,
    Line,
    Options,
    Plan,
    Rule,
    Seen,
    assess_rows,
    comparable,
    counted,
    gap_row,
    home_cells,
    line_of,
    pace_class,
    prepare,
    seen_lines,
)

LEVELS = ("met", "near", "not_met", "not_assessable")
STATUSES = (
    *("baseline", "outcome", "related", "not_applicable", "protected", "not_measured", "not_split_by_sex"),
    *("break_in_series", "no_baseline", "not_found"),
)
SISTER_SPAN = Decimal("0.10")
SUM_OF_SHARES = Decimal(100)


# --- Coverage --------------------------------------------------------------------------------------------------------


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(";") if part)


def _expected_years(rule: Rule, year: int) -> list[int]:
    """List the years in which a series is expected to be measured, as far as the report's year."""
    last = min(year, rule.target_year)
    every = range(rule.baseline_year, last + 1)
    return [when for when in every if not rule.measured or when in rule.measured or when == rule.baseline_year]


def _known_status(rule: Rule, cell: Cell, when: int) -> str:
    """Tell what stands in a cell's year: a figure, a related figure, or a stated reason; else empty."""
    if cell.baseline is not None and when == rule.baseline_year:
        return "baseline"
    if any(point.year == when for point in cell.outcomes):
        return "outcome" if comparable(rule, when) else "break_in_series"
    if when in cell.related:
        return "related"
    kinds = ("baseline", "outcome") if when == rule.baseline_year else ("outcome",)
    return next((code for kind, at, code in sorted(cell.missing) if at == when and kind in kinds), "")


def _status(rule: Rule, cells: dict[str, Cell], sex: str, when: int) -> str:
    """Tell what stands in one expected cell; a sex that is missing where the total is known is not split by sex."""
    known = _known_status(rule, cells.get(sex, Cell()), when)
    if known:
        return known
    total = "" if sex == "total" else _known_status(rule, cells.get("total", Cell()), when)
    return "not_split_by_sex" if total in ("baseline", "outcome") else "not_found"


def coverage(series: pd.DataFrame, observations: pd.DataFrame, year: int) -> pd.DataFrame:
    """Say of every expected cell what is known, or why it is empty.

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
    for rule, declared in zip(plan.rules, series.to_dict("records"), strict=True):
        cells = plan.cells.get((rule.series, HOME), {})
        head = (rule.series, declared["indicator"], declared["area"], declared["level"])
        expected = product(_split(declared["sexes"]), _expected_years(rule, year))
        rows += [(*head, sex, when, _status(rule, cells, sex, when)) for sex, when in expected]
    return pd.DataFrame(rows, columns=["series", "indicator", "area", "scope", "sex", "year", "status"])


def coverage_summary(cells: pd.DataFrame) -> pd.DataFrame:
    """Count the expected cells of each goal area by what stands in them.

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


def _has_both(plan: Plan, rule: Rule, year: int) -> dict[str, bool]:
    """Tell whether both sexes have a baseline, a target and an outcome in the same year."""
    cells = plan.cells.get((rule.series, HOME), {})
    pair = [cells.get(sex, Cell()) for sex in ("women", "men")]
    last = min(year, rule.target_year)
    years = [
        {p.year for p in cell.outcomes if rule.baseline_year < p.year <= last and comparable(rule, p.year)}
        for cell in pair
    ]
    join = any if rule.distribution else all
    shared = years[0] | years[1] if rule.distribution else years[0] & years[1]
    return {
        "baseline_both": join(cell.baseline is not None for cell in pair),
        "target_both": join(cell.target is not None for cell in pair),
        "outcome_both": bool(shared),
    }


def sex_coverage(series: pd.DataFrame, observations: pd.DataFrame, year: int) -> pd.DataFrame:
    """Count the individual-based series that are told for women and men.

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
        One row per goal area with individual-based series and last one for all (``area`` empty): ``area``,
        ``individual_based`` (number of series), ``baseline_both``, ``target_both``, ``outcome_both`` (how many of
        them have both sexes, for outcomes in one year), ``outcome_share`` (of individual_based, 0-1), ``without``
        (the series whose outcomes lack a sex, ``;``-joined).
    """
    plan = prepare(series, observations)
    facts = [
        {"area": area, "series": rule.series, **_has_both(plan, rule, year)}
        for rule, area, individual in zip(plan.rules, series["area"], series["individual_based"], strict=True)
        if individual
    ]
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


# --- Consistency -----------------------------------------------------------------------------------------------------


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


def _figures_of(cell: Cell, rule: Rule) -> Iterator[tuple[str, int, Decimal, Decimal | None]]:
    """List a cell's figures: kind, year, value and denominator."""
    if cell.baseline:
        yield "baseline", rule.baseline_year, cell.baseline.value, cell.baseline.denominator
    if cell.target:
        yield "target", rule.target_year, cell.target.value, cell.target.denominator
    for point in cell.outcomes:
        yield "outcome", point.year, point.value, point.denominator


def _triples(plan: Plan) -> Iterator[tuple[Rule, Triple]]:
    """List every year and kind in which all three of women, men and total are known."""
    for rule in plan.rules:
        for geography in (HOME, COMPARATOR):
            cells = plan.cells.get((rule.series, geography), {})
            if not all(sex in cells for sex in SEXES):
                continue
            values = [{(k, y): v for k, y, v, _n in _figures_of(cells[sex], rule)} for sex in SEXES]
            for kind, year in sorted(set.intersection(*(set(v) for v in values))):
                yield rule, Triple(rule.series, geography, kind, year, *(v[kind, year] for v in values))


def women_weight(triple: Triple, unit: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """Work out the share of women that a total implies, and its interval when all three figures are rounded.

    weight = (total - men) / (women - men); the interval is the lowest and highest weight when each figure may be half
    a unit lower or higher. Needs abs(women - men) > unit.
    """
    half = unit / 2
    ends = [(value - half, value + half) for value in (triple.women, triple.men, triple.total)]
    corners = [(total - men) / (women - men) for women, men, total in product(*ends)]
    return (triple.total - triple.men) / (triple.women - triple.men), min(corners), max(corners)


def _triple_row(rule: Rule, triple: Triple) -> dict:
    """Check one triple alone: is it a weighted mean, is the gap wide enough, is the total between the sexes."""
    row = triple._asdict() | {"sex": "", "check": "women_weight"}
    if not rule.weighted_total:
        return row | {"verdict": "skipped_not_weighted"}
    half = rule.unit / 2
    low, high = sorted((triple.women, triple.men))
    if not low - 2 * half <= triple.total <= high + 2 * half:
        return row | {"verdict": "total_outside"}
    if abs(triple.women - triple.men) <= 2 * rule.unit:
        return row | {"verdict": "skipped_small_gap"}
    weight, lowest, highest = women_weight(triple, rule.unit)
    return row | {"verdict": "ok", "weight": weight, "weight_low": lowest, "weight_high": highest}


def _median(values: list[Decimal]) -> Decimal:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _beside_sisters(row: dict, sisters: list[Decimal]) -> dict:
    """Compare an implied weight with those of its sister rows: the same indicator's other triples."""
    if row["verdict"] != "ok":
        return row
    if not sisters:
        return row | {"verdict": "no_sisters"}
    middle = _median(sisters)
    apart = row["weight_low"] > middle + SISTER_SPAN or row["weight_high"] < middle - SISTER_SPAN
    return row | {
        "verdict": "apart_from_sisters" if apart else "ok",
        "sister_low": min(sisters),
        "sister_high": max(sisters),
    }


def _weight_rows(plan: Plan, indicator: dict[str, str]) -> list[dict]:
    """Check the implied weight of women in every triple, alone and beside its sisters."""
    rows = [_triple_row(rule, triple) for rule, triple in _triples(plan)]
    family = defaultdict(list)
    for number, row in enumerate(rows):
        if "weight" in row:
            family[indicator[row["series"]], row["geography"]].append((number, row["weight"]))
    return [
        _beside_sisters(row, [w for n, w in family[indicator[row["series"]], row["geography"]] if n != number])
        for number, row in enumerate(rows)
    ]


def _cell_faults(rule: Rule, cell: Cell) -> Iterator[dict]:
    """Find figures outside the declared scale and counts above their n."""
    low, high = (Decimal(0), SUM_OF_SHARES) if rule.kind == "balance" else (rule.low, rule.high)
    for kind, year, value, n in _figures_of(cell, rule):
        at = {"kind": kind, "year": year, "value": value}
        if low is not None and value < low:
            yield at | {"check": "scale", "verdict": "below_scale", "limit": low}
        if high is not None and value > high:
            yield at | {"check": "scale", "verdict": "above_scale", "limit": high}
        if rule.aggregation == "count" and n is not None and value > n:
            yield at | {"check": "count", "verdict": "more_than_n", "limit": n}
    yield from _repeated(cell)


def _repeated(cell: Cell) -> Iterator[dict]:
    """Find years with several outcomes: only the closest definition is judged."""
    for year in sorted(set(cell.repeated)):
        yield {"kind": "outcome", "year": year, "check": "one_outcome", "verdict": "several_outcomes"}


def _share_faults(rule: Rule, cells: dict[str, Cell]) -> Iterator[dict]:
    """Find pairs of shares that do not add up to 100 within one unit."""
    if not rule.distribution or "women" not in cells or "men" not in cells:
        return
    women, men = ({(k, y): v for k, y, v, _n in _figures_of(cells[sex], rule)} for sex in ("women", "men"))
    for kind, year in sorted(women.keys() & men.keys()):
        total = women[kind, year] + men[kind, year]
        if abs(total - SUM_OF_SHARES) > rule.unit:
            yield {"kind": kind, "year": year, "sex": "", "check": "shares", "verdict": "not_100", "value": total,
                   "limit": SUM_OF_SHARES}  # fmt: skip


def _declaration_faults(rule: Rule, cell: Cell) -> Iterator[dict]:
    """Find target types that the plan's own figures contradict."""
    at = {"kind": "target", "year": rule.target_year, "check": "target_type"}
    line = line_of(rule, "", cell, rule.baseline_year)
    if line.target is None:
        return
    if rule.kind == "follow":
        yield at | {"verdict": "follow_with_target"}
    elif line.baseline is None:
        if rule.kind in (*PACED, "hold"):
            yield at | {"verdict": f"{rule.kind}_without_baseline"}
    elif rule.kind == "level":
        yield at | {"verdict": "level_with_baseline"}
    else:
        better = rule.direction * (line.target.value - line.baseline.value) > 0
        if better != (rule.kind in PACED):
            yield at | {
                "verdict": f"{rule.kind}_contradicted",
                "value": line.target.value,
                "limit": line.baseline.value,
            }


def _comparator_faults(rule: Rule, cells: dict[str, Cell], riket: dict[str, Cell]) -> Iterator[dict]:
    """Find outcomes of a relative target without riket's figure of the same year."""
    if rule.relative_to != COMPARATOR:
        return
    for sex, cell in cells.items():
        known = {point.year for point in riket.get(sex, Cell()).outcomes}
        for point in cell.outcomes:
            if point.year > rule.baseline_year and point.year not in known:
                yield {"kind": "outcome", "year": point.year, "sex": sex, "check": "comparator",
                       "verdict": "comparator_missing", "value": point.value}  # fmt: skip


def _series_faults(plan: Plan, rule: Rule) -> Iterator[dict]:
    """Find all faults of one series that one place's figures show."""
    home, riket = plan.cells.get((rule.series, HOME), {}), plan.cells.get((rule.series, COMPARATOR), {})
    for geography, cells in ((HOME, home), (COMPARATOR, riket)):
        at = {"series": rule.series, "geography": geography}
        for sex, cell in sorted(cells.items()):
            yield from (at | {"sex": sex} | fault for fault in _cell_faults(rule, cell))
        yield from (at | fault for fault in _share_faults(rule, cells))
    for sex, cell in sorted(home.items()):
        at = {"series": rule.series, "geography": HOME, "sex": sex}
        yield from (at | fault for fault in _declaration_faults(rule, cell))
    yield from ({"series": rule.series, "geography": HOME} | f for f in _comparator_faults(rule, home, riket))


def _frame(rows: Iterable[dict], columns: Iterable[str], text: Iterable[str], years: Iterable[str]) -> pd.DataFrame:
    """Lay rows out as a frame: text with empty strings, years as Int64, numbers as float."""
    rows, text, years = list(rows), set(text), set(years)
    table = {}
    for name in columns:
        values = [row.get(name) for row in rows]
        if name in years:
            table[name] = pd.array(values, dtype="Int64")
        elif name in text:
            table[name] = ["" if value is None else value for value in values]
        else:
            table[name] = [float("nan") if value is None else float(value) for value in values]
    return pd.DataFrame(table)


def consistency(series: pd.DataFrame, observations: pd.DataFrame) -> pd.DataFrame:
    """Check whether the figures agree with each other and with what is declared.

    Parameters
    ----------
    series, observations : DataFrame
        The tidy tables.

    Returns
    -------
    DataFrame
        One row per triple of women, men and total (``check`` women_weight, whatever its verdict) and one row per
        fault of the other checks; columns `CONSISTENCY_COLUMNS`. ``weight`` is the share of women (0-1) that the
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
    rows = [*_weight_rows(plan, indicator), *(fault for rule in plan.rules for fault in _series_faults(plan, rule))]
    text = ("series", "geography", "kind", "sex", "check", "verdict")
    return _frame(rows, CONSISTENCY_COLUMNS, text, ("year",))


# --- Ambition --------------------------------------------------------------------------------------------------------

AMBITION_COLUMNS = (
    *("series", "sex", "baseline", "target", "planned_change", "ambition", "riket_baseline", "riket_passed"),
    *("riket_target", "behind_riket"),
)


def _ambition_row(line: Line, riket: Cell | None) -> dict:
    """Weigh one target against its baseline and against where riket stood and was to stand."""
    rule, target, baseline = line.rule, line.target.value, line.baseline
    planned = None if baseline is None else rule.direction * (target - baseline.value)
    row = {"series": rule.series, "sex": line.sex, "baseline": baseline and baseline.value, "target": target,
           "planned_change": None if baseline is None else target - baseline.value,
           "ambition": _ambition(planned)}  # fmt: skip
    if riket is None or riket.baseline is None:
        return row
    there = _in_terms(rule, riket.baseline.value)
    row |= {"riket_baseline": there, "riket_passed": "yes" if rule.direction * (there - target) >= 0 else "no"}
    if riket.target is not None:
        ahead = _in_terms(rule, riket.target.value)
        row |= {"riket_target": ahead, "behind_riket": "yes" if rule.direction * (target - ahead) < 0 else "no"}
    return row


def _in_terms(rule: Rule, value: Decimal) -> Decimal:
    """Put riket's figure in the terms that are judged."""
    return abs(value - HALF) if rule.kind == "balance" else value


def _ambition(planned: Decimal | None) -> str:
    """Name what a target asks for, given its distance from the baseline in the better direction."""
    if planned is None:
        return "no_baseline"
    return "better" if planned > 0 else "equal" if planned == 0 else "behind"


def _gap_ambition(gap: dict) -> dict:
    """Weigh the gap that the plan's two targets imply against the baseline's gap."""
    planned = gap.get("planned_gap_change")
    return {"series": gap["series"], "sex": "gap", "baseline": gap["baseline"], "target": gap["target"],
            "planned_change": planned, "ambition": _ambition(None if planned is None else -planned)}  # fmt: skip


def ambition(series: pd.DataFrame, observations: pd.DataFrame) -> pd.DataFrame:
    """Name the targets that are not better than their baseline, and those that riket had already passed.

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
    rows = [row for rule in plan.rules for row in _ambitions(plan, rule)]
    return _frame(rows, AMBITION_COLUMNS, ("series", "sex", "ambition", "riket_passed", "behind_riket"), ())


def _ambitions(plan: Plan, rule: Rule) -> list[dict]:
    """Weigh all targets of one series."""
    lines = {sex: line_of(rule, sex, cell, rule.baseline_year) for sex, cell in home_cells(plan, rule.series)}
    riket = plan.cells.get((rule.series, COMPARATOR), {})
    rows = [_ambition_row(line, riket.get(sex)) for sex, line in lines.items() if line.target is not None]
    gap = gap_row(lines)
    return rows if gap is None or gap["target"] is None else [*rows, _gap_ambition(gap)]


# --- Robustness and back-test ----------------------------------------------------------------------------------------


def compound_ratio(row: dict) -> float | None:
    """Give the pace as compound growth: yearly growth so far over yearly growth needed; None where undefined."""
    values = [row.get(name) for name in ("baseline", "target", "value")]
    if any(value is None or value <= 0 for value in values) or row["baseline"] == row["target"]:
        return None
    baseline, target, value = map(float, values)
    so_far = (value / baseline) ** (1 / (row["year"] - row["baseline_year"])) - 1
    return so_far / ((target / baseline) ** (1 / (row["target_year"] - row["baseline_year"])) - 1)


def _compound_pace(row: dict) -> str:
    """Class the compound pace; empty where compound growth is undefined."""
    ratio = compound_ratio(row)
    if ratio is None:
        return ""
    return "met" if row["pace"] == "met" else pace_class(Decimal(str(round(ratio, 12))))


VARIANTS = {
    "cagr": ("pace", METHOD),
    "near_5": ("level", METHOD._replace(near_change=Decimal("0.05"), near_hold=Decimal("0.025"))),
    "near_20": ("level", METHOD._replace(near_change=Decimal("0.20"), near_hold=Decimal("0.10"))),
    "no_rounding": ("level", METHOD._replace(rounding=False)),
    "two_point_slope": ("projection_level", METHOD._replace(two_point_slope=True)),
    "no_relation": ("level", METHOD._replace(relation=False)),
}


def _class_of(seen: Seen, row: dict, concerns: str, options: Options) -> str:
    """Class a line under other choices; empty where the variant gives no class."""
    if concerns == "level":
        return seen.level(options)
    return seen.projected_level(options) if concerns == "projection_level" else _compound_pace(row)


def _variant(name: str, own: list[tuple[Seen, dict]]) -> dict:
    """Compare one variant's classes with the method's own."""
    concerns, options = VARIANTS[name]
    classed = [(seen, row) for seen, row in own if row.get(concerns, "") not in ("", "not_assessable")]
    if concerns == "pace":
        classed = [(seen, row) for seen, row in classed if "pace_ratio" in row]
    others = [(row, _class_of(seen, row, concerns, options)) for seen, row in classed]
    defined = [(row, other) for row, other in others if other]
    changed = [row for row, other in defined if other != row[concerns]]
    return {
        "variant": name,
        "concerns": concerns,
        "comparable": len(defined),
        "changed": len(changed),
        "share": len(changed) / len(defined) if defined else None,
        "undefined": len(classed) - len(defined),
        "series": ";".join(dict.fromkeys(row["series"] for row in changed)),
    }


def _counted_lines(plan: Plan, series: pd.DataFrame, year: int) -> list[Seen]:
    """See the lines that the summing up counts."""
    lines = [seen for rule in plan.rules for seen in seen_lines(plan, rule, year).values()]
    keys = pd.DataFrame([(seen.line.rule.series, seen.line.sex) for seen in lines], columns=["series", "sex"])
    keep = set(counted(keys, series)[["series", "sex"]].itertuples(index=False, name=None))
    return [seen for seen in lines if (seen.line.rule.series, seen.line.sex) in keep]


def robustness(series: pd.DataFrame, observations: pd.DataFrame, year: int) -> pd.DataFrame:
    """Count the classes that would change under another choice of method.

    Parameters
    ----------
    series, observations : DataFrame
        The tidy tables.
    year : int
        The report's year.

    Returns
    -------
    DataFrame
        One row per variant over the rows that the summing up counts: ``variant`` (cagr, near_5, near_20, no_rounding,
        two_point_slope, no_relation), ``concerns`` (the column compared: level, pace or projection_level),
        ``comparable`` (classes that both ways give), ``changed``, ``share`` (0-1, NaN when nothing is comparable),
        ``undefined`` (classes that the variant cannot give) and ``series`` (the changed ones, ``;``-joined). near_5
        and near_20 halve and double the tolerance of 10 % of the planned change, and the 5 % of the target with it.
    """
    own = [(seen, seen.row()) for seen in _counted_lines(prepare(series, observations), series, year)]
    columns = ("variant", "concerns", "comparable", "changed", "share", "undefined", "series")
    rows = [_variant(name, own) for name in VARIANTS]
    return _frame(rows, columns, ("variant", "concerns", "series"), ("comparable", "changed", "undefined"))


BACKTEST_COLUMNS = (
    *("series", "sex", "as_of", "projection", "projection_low", "projection_high", "projection_points"),
    *("projection_level", "projection_pace", "actual", "actual_level", "error", "inside", "hit"),
)


def _verdict(as_of: int, past: dict, actual: dict) -> dict:
    """Compare one earlier projection with what the target year brought."""
    low, high = past.get("projection_low"), past.get("projection_high")
    level = past.get("projection_level", "")
    copied = {name: past.get(name) for name in BACKTEST_COLUMNS if name in past}
    return copied | {
        "as_of": as_of,
        "actual": actual["value"],
        "actual_level": actual["number_level"],
        "error": past["projection"] - actual["value"],
        "inside": "" if low is None else "yes" if low <= actual["value"] <= high else "no",
        "hit": "" if not level else "yes" if level == actual["number_level"] else "no",
    }


def backtest(series: pd.DataFrame, observations: pd.DataFrame, year: int) -> pd.DataFrame:
    """Say what earlier years' projections would have said about a target year that is now known.

    Parameters
    ----------
    series, observations : DataFrame
        The tidy tables.
    year : int
        The report's year.

    Returns
    -------
    DataFrame
        One row per series, sex and earlier year (``as_of``) that gives a projection, for lines with an outcome in
        their target year: `BACKTEST_COLUMNS`. ``error`` is projection minus outcome in the terms that are judged,
        ``inside`` whether the outcome fell within the range, ``hit`` whether the projected class came true (both
        empty for projections from two points). ``actual_level`` is the number's class: a projection knows no riket.
    """
    plan = prepare(series, observations)
    known = {
        (row["series"], row["sex"]): row
        for row in assess_rows(plan, year)
        if row.get("number_level") and row["year"] == row["target_year"]
    }
    slugs = {slug for slug, _sex in known}
    kept = plan._replace(rules=tuple(rule for rule in plan.rules if rule.series in slugs))
    first = min((rule.baseline_year + 1 for rule in kept.rules), default=year)
    rows = [
        _verdict(as_of, row, known[row["series"], row["sex"]])
        for as_of in range(first, year)
        for row in assess_rows(kept, as_of)
        if row.get("projection") is not None and (row["series"], row["sex"]) in known
    ]
    text = ("series", "sex", "projection_level", "projection_pace", "actual_level", "inside", "hit")
    return _frame(rows, BACKTEST_COLUMNS, text, ("as_of", "projection_points"))


# --- Summing up ------------------------------------------------------------------------------------------------------


def summary(assessment: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Count the four classes by goal area, with organisation and ort indicators apart.

    Parameters
    ----------
    assessment : DataFrame
        From `helpers.assess.assess`.
    series : DataFrame
        The tidy table of declarations.

    Returns
    -------
    DataFrame
        One row per goal area and ``scope`` (ort, organisation), last one per scope for all areas (``area`` empty):
        ``area``, ``scope``, ``met``, ``near``, ``not_met``, ``not_assessable``, ``assessable`` (the first three
        together), ``total`` and ``older`` (how many of the assessable rest on a value older than the report's year).
        To be read "met av assessable bedömbara av total". Section 8: one line of the plan counts once.
    """
    rows = counted(assessment, series)
    counts: dict[tuple[str, str], Counter] = defaultdict(Counter)
    for area, scope, level, flags in zip(rows["area"], rows["scope"], rows["level"], rows["flags"], strict=True):
        for key in ((area, scope), ("", scope)):
            counts[key][level] += 1
            counts[key]["older"] += level != "not_assessable" and "older_outcome" in flags.split(";")
    areas = [*dict.fromkeys(rows["area"]), ""]
    keys = [(area, scope) for area in areas for scope in ("ort", "organisation") if (area, scope) in counts]
    return pd.DataFrame([_summary_row(*key, counts[key]) for key in keys])


def _summary_row(area: str, scope: str, count: Counter) -> dict:
    assessable = count["met"] + count["near"] + count["not_met"]
    return {
        "area": area,
        "scope": scope,
        **{level: count[level] for level in LEVELS},
        "assessable": assessable,
        "total": assessable + count["not_assessable"],
        "older": count["older"],
    }
