"""The room where a figure meets its target: level, pace, required path, projection, direction and evidence.

Frames in, frames out: no drawing, no files, no year and no series written into code. What a series means (better,
scale, target type, period, breaks) is declared in ``series``; nothing is inferred from the sign of target minus
baseline. All arithmetic that decides a class is decimal. The rules are told in Swedish, with worked examples, in
docs/metod.md; section numbers below refer to it.

Rules that hold all through:

- As of report year Y nothing later than Y is seen, neither outcomes, riket's figures nor breaks. What came after the
  target year is shown in ``later_year`` and ``later_value`` and never judged.
- Only rows of kind ``outcome`` are judged. Related, missing and broken figures never reach a class.
- A break is a year in the series' ``breaks``, or the year of an outcome that is missing because of one: both act alike.
- A margin of error sets flags and decides whether a change counts; it never makes a class kinder.

Codes
-----
level : met, near, not_met, not_assessable.
reason : why a class is not assessable: ``no_target``, ``no_own_target`` (the plan has a target for the total only),
    ``before_plan`` (the report's year is not after the baseline year), ``not_yet_measured`` (no declared measuring year
    so far), ``no_outcome``, ``related_only``, ``broken_series``, ``no_denominator``, ``incomplete_mean``, or the code
    in ``missing``. For a relative target that is near because one of its two questions is met: ``relation_not_met``
    or ``number_not_met``.
pace : met, on_track, behind, far_behind, wrong_way, or empty where the target type has no pace.
flags : see `FLAGS`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, partial
from itertools import combinations
from typing import NamedTuple

import pandas as pd

from helpers.gaps import Pair, Sides, gap_facts
from helpers.swedish import exact, round_half_up

# fmt: off
ASSESSMENT_COLUMNS = (
    "series", "sex", "year", "baseline", "target", "value", "level", "reason", "pace", "pace_ratio",
    "required_per_year", "projection", "flags", "gap_baseline", "gap", "gap_change",
)

# fmt: on

FLAGS = {
    "rounded": "met at the plan's precision only: the unrounded value misses the target",
    "uncertain": "the distance to the target is within the margin of error",
    "older_outcome": "the value is older than the report's year",
    "coarse": "the planned change is under three units or under 1.41 margins, so the pace says little",
    "within_rounding": "the wrong way by less than the plan's last digit: at its precision nothing has changed",
    "majority_changed": "the other sex is now in majority",
    "n_changed": "the count is out of another number than the target's",
    "comparator_missing": "riket's figure of the same year is missing: only the number is judged",
    "comparator_unnamed": "the plan compares with peers it does not name: only the number is judged",
    "close_definition": "the outcome's definition is close to the plan's, not the same",
    "derived_value": "the outcome is one sum, difference or division of published figures",
    "worse_than_baseline": "the value is worse than the baseline, whatever the class",
    "two_points": "the projection is the line through two points: shown, not classed",
    "turn_required": "the development must turn for the target to be reached",
    "break_in_series": "a break in the series came after the value: what was measured since is left out",
    "incomplete_mean": "newer yearly values exist, but the mean stops at a year without one",
    "margin_bound": "the margin is an upper bound worked out from the number of answers",
    "no_narrowing_planned": "gap rows: the plan's own targets do not narrow the gap",
}

# fmt: off
TEXT_COLUMNS = (
    "series", "sex", "level", "reason", "pace", "flags", "gap_change", "target_kind", "target_type",
    "number_level", "tolerance_rule", "relation_met", "projection_level", "projection_pace", "change_previous",
    "significant_previous", "change_baseline", "significant_baseline", "evidence", "trend", "hold_path",
    "inside_40_60", "points", "gap_how", "better_off", "better_off_baseline", "total_target_reached_by",
)
YEAR_COLUMNS = (
    "year", "report_year", "baseline_year", "target_year", "path_year", "projection_points", "previous_year",
    "evidence_n", "hold_met", "hold_years", "mean_years", "period_years", "later_year",
)
NUMBER_COLUMNS = (
    "baseline", "target", "value", "pace_ratio", "required_per_year", "projection", "gap_baseline", "gap",
    "raw_baseline", "raw_target", "raw_value", "raw_share", "baseline_denominator", "target_denominator",
    "denominator", "margin", "value_rounded", "remaining", "tolerance", "reference", "reference_baseline",
    "path", "path_per_year", "p", "q", "observed_per_year", "factor", "mean_sum", "projection_low",
    "projection_high", "projection_slope", "projection_p", "previous", "later_value", "evidence_tau",
    "evidence_p", "evidence_p_min", "gap_target", "planned_gap_change", "gap_tolerance", "women", "men",
    "women_baseline", "men_baseline", "women_target", "men_target", "ratio", "ratio_baseline",
)
# fmt: on
COLUMNS = (
    *ASSESSMENT_COLUMNS,
    *(name for name in (*YEAR_COLUMNS, *TEXT_COLUMNS, *NUMBER_COLUMNS) if name not in ASSESSMENT_COLUMNS),
)

HOME, COMPARATOR = "eskilstuna", "riket"
SEXES = ("women", "men", "total")
ON_TRACK, BEHIND = Decimal("0.95"), Decimal("0.60")
PACED = frozenset({"change", "balance"})
HALF = Decimal(50)
ROOT_TWO = Decimal(2).sqrt()


class Options(NamedTuple):
    """The method's own choices; the robustness table changes one at a time."""

    near_change: Decimal = Decimal("0.10")
    near_hold: Decimal = Decimal("0.05")
    rounding: bool = True
    relation: bool = True
    two_point_slope: bool = False


METHOD = Options()


# --- What is declared and what is known ------------------------------------------------------------------------------


class Rule(NamedTuple):
    """What one series declares, read once from its row."""

    series: str
    direction: int
    kind: str
    target_type: str
    unit: Decimal
    low: Decimal | None
    high: Decimal | None
    true_zero: bool
    aggregation: str
    period: tuple[int, int] | None
    relative_to: str
    comparator: str
    rate: bool
    baseline_year: int
    target_year: int
    measured: frozenset[int]
    breaks: tuple[int, ...]
    near: Decimal | None
    distribution: bool
    weighted_total: bool
    additive_total: bool
    survey: bool


class Point(NamedTuple):
    """One figure of one year."""

    year: int
    value: Decimal
    denominator: Decimal | None = None
    margin: Decimal | None = None
    definition: str = ""


@dataclass(slots=True)
class Cell:
    """The rows of one series, geography and sex, filled while the table is read once; outcomes sorted by year."""

    baseline: Point | None = None
    target: Point | None = None
    outcomes: list[Point] = field(default_factory=list)
    related: list[int] = field(default_factory=list)
    missing: list[tuple[str, int, str]] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)

    @property
    def breaks(self) -> set[int]:
        """The years whose outcome is missing because the measurement was changed: the first years of another one."""
        return {year for kind, year, code in self.missing if kind == "outcome" and code == "break_in_series"}


class Plan(NamedTuple):
    """All declarations and all figures, parsed once; one assessment per report year can be drawn from it."""

    rules: tuple[Rule, ...]
    cells: dict[tuple[str, str], dict[str, Cell]]


class Figures(NamedTuple):
    """Baseline, target and yearly figures in the terms that are judged, and the yearly figures they came from."""

    baseline: Point | None
    target: Point | None
    yearly: list[Point]
    usable: list[Point]
    seen: list[Point]


class Line(NamedTuple):
    """One series and sex as seen from one report year, in the terms that are judged (section 1)."""

    rule: Rule
    sex: str
    report_year: int
    baseline: Point | None
    target: Point | None
    points: tuple[Point, ...]
    value: Point | None
    raw: Point | None
    cell: Cell
    reason: str
    flags: tuple[str, ...]
    later: Point | None


def _number(value: object) -> Decimal | None:
    """Read a cell as Decimal; empty and NaN are None."""
    return None if value is None or value == "" or value != value else exact(value)


def _years(text: object) -> tuple[int, ...]:
    """Read years joined by semicolons."""
    return tuple(sorted(int(part) for part in str(text).split(";"))) if isinstance(text, str) and text else ()


def _kind(target_type: str) -> str:
    """Pick the part of the declared target type that decides the rule of the level."""
    found = [part for part in target_type.split(";") if part in ("change", "hold", "level", "balance", "follow")]
    if len(found) != 1:
        raise ValueError(f"target_type {target_type!r} must hold exactly one of change, hold, level, balance, follow")
    return found[0]


def _unit(text: object) -> Decimal:
    """Read the last digit that the plan prints: a power of ten, so that tens can be rounded to as well as tenths."""
    unit = Decimal(str(text)).normalize()
    if unit.as_tuple().digits != (1,) or unit < 0:
        raise ValueError(f"precision {text!r} must be a power of ten, as 1 or 0.1")
    return unit


def _is_rate(row: dict) -> bool:
    """Tell whether values are shares or per-figures from a true zero, so that a ratio of two says something."""
    starts_at_zero = bool(row["true_zero"]) and _number(row["scale_min"]) == 0
    return starts_at_zero and (row["unit"] == "procent" or " per " in row["unit"])


def read_rule(row: dict) -> Rule:
    """Read one row of ``series`` into a Rule.

    Raises
    ------
    ValueError
        If ``better`` or ``target_type`` holds no known word, or ``precision`` is no power of ten.
    """
    directions = {"higher": 1, "lower": -1, "balance": -1}
    if row["better"] not in directions:
        raise ValueError(f"better {row['better']!r} must be one of higher, lower, balance")
    start, end = _number(row["period_start"]), _number(row["period_end"])
    balance = row["better"] == "balance"
    return Rule(
        series=row["series"],
        direction=directions[row["better"]],
        kind=_kind(row["target_type"]),
        target_type=row["target_type"],
        unit=_unit(row["precision"]),
        low=Decimal(0) if balance else _number(row["scale_min"]),
        high=HALF if balance else _number(row["scale_max"]),
        true_zero=bool(row["true_zero"]),
        aggregation=row["aggregation"],
        period=None if start is None or end is None else (int(start), int(end)),
        relative_to=row["relative_to"] or "",
        comparator=row["comparator"] or "",
        rate=_is_rate(row),
        baseline_year=int(row["baseline_year"]),
        target_year=int(row["target_year"]),
        measured=frozenset(_years(row["measured_years"])),
        breaks=_years(row["breaks"]),
        near=_number(row["near_tolerance"]),
        distribution=bool(row["distribution"]),
        weighted_total=bool(row["weighted_total"]),
        additive_total=bool(row.get("additive_total", False)),
        survey=bool(row["survey"]),
    )


_READ = (
    *("series", "geography", "sex", "year", "kind", "source"),
    *("value", "denominator", "margin", "missing", "definition"),
)
_RANK = {"exact": 0, "": 1, "close": 2, "derived": 3}


def _fill(cell: Cell, kind: str, point: Point | None, year: int, missing: str) -> None:
    """Put one row of ``observations`` where it belongs in its cell."""
    if point is None:
        cell.missing.append((kind, year, missing))
    elif kind == "related":
        cell.related.append(year)
    elif kind == "outcome":
        cell.outcomes.append(point)
    elif kind == "baseline":
        cell.baseline = point
    else:
        cell.target = point


def prepare(series: pd.DataFrame, observations: pd.DataFrame) -> Plan:
    """Parse both tables once, independent of the order of their rows.

    Where a year has several outcomes the closest definition is used (exact, unstated, close, derived), then the
    first source in alphabetical order; `helpers.audit.consistency` names such years.

    Raises
    ------
    KeyError
        If a column of the tidy contract is missing.
    """
    cells: dict[tuple[str, str], dict[str, Cell]] = defaultdict(lambda: defaultdict(Cell))
    rows = zip(*(observations[name].tolist() for name in _READ), strict=True)
    ordered = sorted(rows, key=lambda r: (r[0], r[1], r[2], int(r[3]), r[4], _RANK.get(r[10], 9), str(r[5])))
    seen = set()
    for slug, geography, sex, year, kind, _source, value, denominator, margin, missing, definition in ordered:
        number, key = _number(value), (slug, geography, sex, year, kind)
        if number is not None and key in seen:
            if kind == "outcome":
                cells[slug, geography][sex].repeated.append(int(year))
            if kind != "related":
                continue
        point = None if number is None else Point(int(year), number, _number(denominator), _number(margin), definition)
        _fill(cells[slug, geography][sex], kind, point, int(year), missing)
        if number is not None:
            seen.add(key)
    return Plan(tuple(_with_stated_breaks(read_rule(row), cells) for row in series.to_dict("records")), dict(cells))


def _with_stated_breaks(rule: Rule, cells: dict[tuple[str, str], dict[str, Cell]]) -> Rule:
    """Add the breaks that the municipality's own rows state; one sex's break is the whole measurement's."""
    stated = {year for cell in cells.get((rule.series, HOME), {}).values() for year in cell.breaks}
    return rule._replace(breaks=tuple(sorted({*rule.breaks, *stated})))


# --- Section 1: what is seen in a year, and the transformations ------------------------------------------------------


def comparable(rule: Rule, year: int) -> bool:
    """Tell whether a year is on the plan's side of every break: a break is the first year of another measurement."""
    return not any(new <= year if new > rule.baseline_year else year < new for new in rule.breaks)


def _broken(rule: Rule, after: int, report_year: int) -> bool:
    """Tell whether a break came after a year, as far as the report's year and the target year."""
    return any(after < new <= min(report_year, rule.target_year) for new in rule.breaks)


def margin_bound(mean: Decimal, n: Decimal, low: Decimal, high: Decimal) -> Decimal:
    """Give the widest margin of error (95 %) of a mean on a bounded scale when only the mean and n are known.

    1.96 sqrt((high - mean)(mean - low) / n): no spread of answers with that mean can be wider (Bhatia-Davis).
    """
    return Decimal("1.96") * ((high - mean) * (mean - low) / n).sqrt()


def _with_margin(rule: Rule, point: Point) -> Point:
    """Add the upper bound of the margin to a survey figure that states its number of answers but no margin."""
    known = point.margin is not None or not point.denominator or rule.aggregation == "count"
    if known or not rule.survey or rule.low is None or rule.high is None:
        return point
    return point._replace(margin=margin_bound(point.value, point.denominator, rule.low, rule.high))


def _running_means(rule: Rule, points: Sequence[Point]) -> list[Point]:
    """Turn yearly values into means from the period's first year on; stop at the first missing year."""
    by_year = {point.year: point for point in points}
    means, values, margins = [], [], []
    for year in range(rule.period[0], rule.period[1] + 1):
        if year not in by_year:
            break
        values.append(by_year[year].value)
        margins.append(by_year[year].margin)
        margin = None if None in margins else sum((m * m for m in margins), Decimal(0)).sqrt() / len(margins)
        loosest = max((by_year[y].definition for y in range(rule.period[0], year + 1)), key=lambda d: _RANK.get(d, 9))
        means.append(Point(year, sum(values) / len(values), None, margin, loosest))
    return means


def _rescaled(point: Point | None, n: Decimal | None) -> Point | None:
    """Restate x of its own n as x of another n."""
    if point is None or not point.denominator or not n:
        return point
    return point._replace(value=point.value * n / point.denominator, margin=None)


def _transform(rule: Rule, points: Sequence[Point]) -> list[Point]:
    """Turn yearly figures into the figures that are judged, before counts are restated."""
    if rule.kind == "balance":
        return [point._replace(value=abs(point.value - HALF)) for point in points]
    if rule.aggregation == "mean" and rule.period:
        return _running_means(rule, points)
    if rule.aggregation == "count":
        return [point for point in points if point.denominator]
    return [_with_margin(rule, point) for point in points]


def _why_no_value(rule: Rule, cell: Cell, report_year: int, figures: Figures) -> str:
    """Name the reason why a line has no value to judge."""
    if report_year <= rule.baseline_year:
        return "before_plan"
    unused = [point.year for point in _after(rule, figures.usable)]
    if rule.aggregation == "mean" and any(rule.period[0] < year <= rule.period[1] for year in unused):
        return "incomplete_mean"
    if rule.aggregation == "count" and unused:
        return "no_denominator"
    if not unused and _broken(rule, rule.baseline_year, report_year):
        return "broken_series"
    return _stated_reason(rule, cell, range(rule.baseline_year + 1, min(report_year, rule.target_year) + 1))


def _stated_reason(rule: Rule, cell: Cell, years: range) -> str:
    """Give the latest stated reason, unless a related figure or the measuring years say more."""
    codes = [code for kind, year, code in sorted(cell.missing) if kind == "outcome" and year in years]
    code = codes[-1] if codes else ""
    if code in ("", "not_found", "not_measured"):
        if any(year in years for year in cell.related):
            return "related_only"
        if rule.measured and not any(year in years for year in rule.measured):
            return "not_yet_measured"
    return code or "no_outcome"


def _origin_flags(
    rule: Rule, value: Point, raw: Point, seen: Sequence[Point], cell: Cell, report_year: int
) -> list[str]:
    """Flag what the reader must know of where a value comes from."""
    flags = []
    if value.year < min(report_year, rule.target_year):
        flags.append("older_outcome")
    if _broken(rule, value.year, report_year):
        flags.append("break_in_series")
    if rule.kind == "balance" and cell.baseline and (raw.value - HALF) * (cell.baseline.value - HALF) < 0:
        flags.append("majority_changed")
    if rule.aggregation == "count" and cell.target and raw.denominator != cell.target.denominator:
        flags.append("n_changed")
    if value.definition in ("close", "derived"):
        flags.append({"close": "close_definition", "derived": "derived_value"}[value.definition])
    if rule.aggregation == "mean" and any(value.year < point.year <= rule.period[1] for point in seen):
        flags.append("incomplete_mean")
    if value.margin is not None and raw.margin is None and rule.aggregation == "value":
        flags.append("margin_bound")
    return flags


def _after(rule: Rule, points: Iterable[Point]) -> list[Point]:
    """Keep what was measured after the baseline year: the only figures that can be judged."""
    return [point for point in points if point.year > rule.baseline_year]


def _plan_figure(rule: Rule, point: Point | None, n: Decimal | None) -> Point | None:
    """Put a baseline or target in the terms that are judged."""
    if point is None:
        return None
    if rule.kind == "balance":
        return point._replace(value=abs(point.value - HALF))
    return _rescaled(point, n) if rule.aggregation == "count" else point


def _figures(rule: Rule, cell: Cell, report_year: int) -> Figures:
    """Take what is seen from a report year and comparable with the plan, and transform it (section 1)."""
    seen = [point for point in cell.outcomes if point.year <= min(report_year, rule.target_year)]
    usable = [point for point in seen if comparable(rule, point.year)]
    yearly = _transform(rule, usable)
    judged = _after(rule, yearly)
    n = judged[-1].denominator if judged else cell.target.denominator if cell.target else None
    if rule.aggregation == "count":
        yearly = [_rescaled(point, n) for point in yearly]
    return Figures(_plan_figure(rule, cell.baseline, n), _plan_figure(rule, cell.target, n), yearly, usable, seen)


def line_of(rule: Rule, sex: str, cell: Cell, report_year: int) -> Line:
    """See one series and sex from a report year: what is comparable, transformed, and judged."""
    figures = _figures(rule, cell, report_year)
    after = _after(rule, figures.yearly)
    value = after[-1] if after else None
    raw = next((point for point in figures.usable if value and point.year == value.year), None)
    later = [point for point in cell.outcomes if rule.target_year < point.year <= report_year]
    return Line(
        rule=rule,
        sex=sex,
        report_year=report_year,
        baseline=figures.baseline,
        target=figures.target,
        points=tuple([figures.baseline, *after] if figures.baseline else figures.yearly),
        value=value,
        raw=raw,
        cell=cell,
        reason="" if value else _why_no_value(rule, cell, report_year, figures),
        flags=tuple(_origin_flags(rule, value, raw, figures.seen, cell, report_year)) if value else (),
        later=later[-1] if later else None,
    )


# --- Section 2: level ------------------------------------------------------------------------------------------------


def tolerance(
    kind: str,
    unit: Decimal,
    true_zero: bool,
    near: Decimal | None,
    baseline: Decimal | None,
    target: Decimal,
    options: Options = METHOD,
) -> tuple[Decimal, str]:
    """Give tau, the largest remaining distance that is near, and the code of the rule it came from.

    Rules: ``declared`` (in the data, with its motive), ``share_of_change`` (max of one unit and 10 % of the planned
    change), ``share_of_target`` (max of one unit and 5 % of the target, true zero), ``unit`` (one unit).
    """
    if near is not None:
        return near, "declared"
    if kind in PACED:
        return max(unit, options.near_change * abs(target - baseline)), "share_of_change"
    if true_zero:
        return max(unit, options.near_hold * abs(target)), "share_of_target"
    return unit, "unit"


def judge(
    *,
    kind: str,
    direction: int,
    unit: Decimal,
    true_zero: bool,
    near: Decimal | None,
    baseline: Decimal | None,
    target: Decimal,
    value: Decimal,
    options: Options = METHOD,
) -> dict:
    """Class one figure against its target (section 2).

    Parameters
    ----------
    kind : str
        change, balance, hold or level.
    direction : int
        +1 when higher is better, -1 when lower is.
    unit : Decimal
        The last digit that the plan prints; ``value`` is rounded half-up to it before it is compared.
    true_zero : bool
    near : Decimal or None
        A declared tolerance, which beats the rules.
    baseline : Decimal or None
        Needed by change and balance; without one they are judged as level.
    target, value : Decimal

    Returns
    -------
    dict
        ``level``, ``value_rounded``, ``remaining`` (distance left in the target's direction, negative when past
        it), ``tolerance``, ``tolerance_rule`` and ``flags`` (a list).
    """
    kind = "level" if kind in PACED and baseline is None else kind
    shown = round_half_up(value, unit) if options.rounding else value
    remaining = direction * (target - shown)
    tau, rule = tolerance(kind, unit, true_zero, near, baseline, target, options)
    improved = kind not in PACED or direction * (shown - baseline) > 0
    level = "met" if remaining <= 0 else "near" if remaining <= tau and improved else "not_met"
    return {
        "level": level,
        "value_rounded": shown,
        "remaining": remaining,
        "tolerance": tau,
        "tolerance_rule": rule,
        "flags": ["rounded"] if level == "met" and direction * (value - target) < 0 else [],
    }


def _judge_by(rule: Rule, options: Options = METHOD) -> partial:
    """Fix the declared terms of a series in `judge`."""
    return partial(
        judge, direction=rule.direction, unit=rule.unit, true_zero=rule.true_zero, near=rule.near, options=options
    )


def _relation(line: Line, reference: Point | None) -> dict:
    """Ask a relative target's second question, whether the value is better than riket's in the same year."""
    rule = line.rule
    if not rule.relative_to:
        return {}
    if rule.relative_to != COMPARATOR:
        return {"flags": ["comparator_unnamed"]}
    if reference is None:
        return {"flags": ["comparator_missing"]}
    return {"relation_met": "yes" if rule.direction * (line.value.value - reference.value) > 0 else "no"}


def _both_questions(number_level: str, relation_met: str) -> dict:
    """Join the classes of the number and of the relation: both met, one of two, none."""
    if relation_met == "yes":
        return {"level": "met"} if number_level == "met" else {"level": "near", "reason": "number_not_met"}
    if relation_met == "no" and number_level == "met":
        return {"level": "near", "reason": "relation_not_met"}
    return {"level": number_level}


def _level(line: Line, reference: Point | None, total_has_target: bool, options: Options) -> dict:
    """Class a line's level, or say why it cannot be assessed."""
    rule = line.rule
    if line.target is None or rule.kind == "follow":
        own = "no_own_target" if total_has_target and line.sex != "total" else "no_target"
        return {"level": "not_assessable", "reason": own, "flags": []}
    if line.value is None:
        return {"level": "not_assessable", "reason": line.reason, "flags": []}
    baseline = line.baseline.value if line.baseline else None
    number = _judge_by(rule, options)(
        kind=rule.kind, baseline=baseline, target=line.target.value, value=line.value.value
    )
    relation = _relation(line, reference) if options.relation else {}
    flags = number["flags"] + relation.pop("flags", []) + _doubts(line)
    joined = _both_questions(number["level"], relation.get("relation_met", ""))
    return number | {"number_level": number["level"]} | relation | joined | {"flags": flags}


def _doubts(line: Line) -> list[str]:
    """Flag a distance within the margin, a planned change too small to pace, and a value worse than the baseline."""
    rule, value, target, baseline = line.rule, line.value, line.target.value, line.baseline
    flags = []
    if value.margin is not None and abs(value.value - target) <= value.margin:
        flags.append("uncertain")
    if baseline is None:
        return flags
    planned = abs(target - baseline.value)
    if rule.kind in PACED and (planned < 3 * rule.unit or planned < ROOT_TWO * (value.margin or 0)):
        flags.append("coarse")
    if rule.direction * (round_half_up(value.value, rule.unit) - baseline.value) < 0:
        flags.append("worse_than_baseline")
    return flags


# --- Section 3: pace and required path -------------------------------------------------------------------------------


def pace_class(ratio: Decimal) -> str:
    """Class the ratio of the way gone to the time gone: on_track from 0.95, behind from 0.60, far_behind, wrong_way."""
    if ratio < 0:
        return "wrong_way"
    return "on_track" if ratio >= ON_TRACK else "behind" if ratio >= BEHIND else "far_behind"


def _paced(line: Line) -> bool:
    """Tell whether a line has a straight line from baseline to target."""
    known = line.baseline is not None and line.target is not None
    return known and line.rule.kind in PACED and line.rule.target_year > line.rule.baseline_year


def _path(line: Line) -> dict:
    """Give where the straight line stands in the value's year, or in the report's year when there is no value."""
    rule = line.rule
    year = line.value.year if line.value else min(line.report_year, rule.target_year)
    if not _paced(line) or year < rule.baseline_year:
        return {}
    years, planned = rule.target_year - rule.baseline_year, line.target.value - line.baseline.value
    q = Decimal(year - rule.baseline_year) / years
    path = line.baseline.value + planned * (year - rule.baseline_year) / years
    return {"path_year": year, "path": path, "path_per_year": planned / years, "q": q}


def _pace(line: Line, level: str) -> dict:
    """Class the pace before the target year: way gone p over time gone q."""
    rule = line.rule
    if not _paced(line) or line.value is None or line.target.value == line.baseline.value:
        return {}
    gone, planned = line.value.value - line.baseline.value, line.target.value - line.baseline.value
    facts = {"p": gone / planned, "observed_per_year": gone / (line.value.year - rule.baseline_year)}
    if line.value.year >= rule.target_year:
        return facts | {"pace": "met" if level == "met" else ""}
    years, so_far = rule.target_year - rule.baseline_year, line.value.year - rule.baseline_year
    ratio = gone * years / (planned * so_far)
    pace = "met" if level == "met" else pace_class(ratio)
    flags = ["within_rounding"] if pace == "wrong_way" and abs(gone) < rule.unit else []
    return facts | {"pace_ratio": ratio, "pace": pace, "flags": flags}


def _required(line: Line, judged: dict) -> dict:
    """Give the change a year that is still needed, and how many times the observed one that is."""
    rule = line.rule
    if line.value is None or line.target is None or line.report_year >= rule.target_year:
        return {}
    if rule.aggregation == "mean":
        return _required_mean(line)
    if not _paced(line) or judged.get("number_level") == "met":
        return {}
    needed = (line.target.value - line.value.value) / (rule.target_year - line.value.year)
    observed = (line.value.value - line.baseline.value) / (line.value.year - rule.baseline_year)
    if needed * observed > 0:
        return {"required_per_year": needed, "factor": needed / observed}
    return {"required_per_year": needed, "flags": ["turn_required"]}


def _required_mean(line: Line) -> dict:
    """Give the mean that the period's remaining years must have: (N T - sum so far) / (N - n)."""
    total, n = _mean_parts(line)
    years = line.rule.period[1] - line.rule.period[0] + 1
    return {"required_per_year": (years * line.target.value - total) / (years - n)} if n < years else {}


def _mean_parts(line: Line) -> tuple[Decimal, int]:
    """Give the sum and number of the yearly values behind a running mean."""
    n = line.value.year - line.rule.period[0] + 1
    return line.value.value * n, n


def required_path(series: pd.DataFrame, observations: pd.DataFrame) -> pd.DataFrame:
    """Draw the straight line from baseline to target for every line that has a pace.

    Parameters
    ----------
    series, observations : DataFrame
        The tidy tables.

    Returns
    -------
    DataFrame
        One row per series, sex and year from baseline year to target year: ``series``, ``sex``, ``year``, ``path``
        in the terms that are judged (balance: distance from 50, in procentenheter). Section 3.
    """
    plan = prepare(series, observations)
    lines = (
        line_of(rule, sex, cell, rule.baseline_year)
        for rule in plan.rules
        for sex, cell in home_cells(plan, rule.series)
    )
    rows = [row for line in lines if _paced(line) for row in _path_rows(line)]
    return pd.DataFrame(rows, columns=["series", "sex", "year", "path"])


def _path_rows(line: Line) -> list[tuple]:
    """List the straight line of one series and sex, year by year."""
    rule, start = line.rule, line.baseline.value
    years = rule.target_year - rule.baseline_year
    step = (line.target.value - start) / years
    values = ((year, float(start + step * year)) for year in range(years + 1))
    return [(rule.series, line.sex, rule.baseline_year + year, value) for year, value in values]


# --- Section 4: projection -------------------------------------------------------------------------------------------


def _median(values: Iterable[Decimal]) -> Decimal:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def theil_sen(points: Sequence[tuple[int, Decimal]], year: int) -> tuple[Decimal, Decimal]:
    """Extend the median slope over true years to a year.

    The slope is the median of all pairs' slopes, the line goes through the median of ``value - slope * year``
    (Sen 1968, Conover 1980).

    Parameters
    ----------
    points : sequence of (year, value)
        At least two, with different years.
    year : int

    Returns
    -------
    tuple of Decimal
        The value in ``year``, and the slope a year.
    """
    slope = _median((b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(points, 2))
    return _median(value + slope * (year - when) for when, value in points), slope


def _bounds(line: Line) -> tuple[Decimal | None, Decimal | None]:
    """Give the scale's ends: the declared ones, and for a count 0 to n."""
    rule = line.rule
    return rule.low, line.value.denominator if rule.aggregation == "count" else rule.high


def clip(value: Decimal, low: Decimal | None, high: Decimal | None) -> Decimal:
    """Keep a value on its scale; None is no bound."""
    raised = value if low is None else max(low, value)
    return raised if high is None else min(high, raised)


def _project(points: Sequence[tuple[int, Decimal]], year: int, options: Options) -> tuple[Decimal, Decimal]:
    ends = [points[0], points[-1]] if options.two_point_slope else points
    return theil_sen(ends, year)


def _projectable(line: Line) -> bool:
    """Tell whether a projection may be made: a target ahead, two points or more, no break known so far."""
    rule = line.rule
    if line.value is None or line.target is None or rule.kind == "follow" or line.report_year >= rule.target_year:
        return False
    return len(line.points) > 1 and not _broken(rule, rule.baseline_year, line.report_year)


def _projection(line: Line, options: Options) -> dict:
    """Project to the target year, with the range when each year in turn is left out (sensitivity, not confidence)."""
    if not _projectable(line):
        return {}
    year, (low, high) = line.rule.target_year, _bounds(line)
    points = [(point.year, point.value) for point in line.points]
    value, slope = _project(points, year, options)
    value = clip(value, low, high)
    facts = {"projection": value, "projection_slope": slope, "projection_points": len(points)}
    if len(points) == 2:
        return facts | {"flags": ["two_points"]}
    others = [points[:i] + points[i + 1 :] for i in range(len(points))]
    spread = [value, *(clip(_project(other, year, options)[0], low, high) for other in others)]
    return facts | {"projection_low": min(spread), "projection_high": max(spread)} | _projected_class(line, value)


def _projected_class(line: Line, value: Decimal) -> dict:
    """Class a projected value as a level, and as a pace with all the time gone (p-hat against the same limits)."""
    rule, baseline = line.rule, line.baseline.value if line.baseline else None
    level = _judge_by(rule)(kind=rule.kind, baseline=baseline, target=line.target.value, value=value)["level"]
    if not _paced(line) or line.target.value == baseline:
        return {"projection_level": level}
    p = (value - baseline) / (line.target.value - baseline)
    return {
        "projection_level": level,
        "projection_p": p,
        "projection_pace": "met" if level == "met" else pace_class(p),
    }


# --- Section 5: direction and evidence -------------------------------------------------------------------------------


class Trend(NamedTuple):
    """Mann-Kendall's test of one series of years.

    Attributes
    ----------
    s : int
        Pairs that rise minus pairs that fall.
    tau_b : float
        s over its largest possible value given the ties; NaN when all values are equal.
    p : float
        Exact two-sided probability over all orders of the values, ties kept.
    p_min : float
        The smallest p that these values could have given in any order.
    strong : bool
        Whether abs(tau_b) >= 0.6, decided in whole numbers.
    """

    s: int
    tau_b: float
    p: float
    p_min: float
    strong: bool


@cache
def _gaussian_binomial(n: int, k: int) -> tuple[int, ...]:
    """Give the coefficients of the Gaussian binomial: how many orders of k ones and n-k twos have 0, 1, 2... falls."""
    if k in (0, n):
        return (1,)
    left, right = _gaussian_binomial(n - 1, k - 1), _gaussian_binomial(n - 1, k)
    size = k * (n - k) + 1
    terms = [left[i] if i < len(left) else 0 for i in range(size)]
    return tuple(term + (right[i - k] if 0 <= i - k < len(right) else 0) for i, term in enumerate(terms))


@cache
def _falls(ties: tuple[int, ...]) -> tuple[int, ...]:
    """Count the orders of values with these tie sizes by their number of falling pairs (the Gaussian multinomial)."""
    total, counts = 0, (1,)
    for size in ties:
        total += size
        factor = _gaussian_binomial(total, size)
        product = [0] * (len(counts) + len(factor) - 1)
        for i, a in enumerate(counts):
            for j, b in enumerate(factor):
                product[i + j] += a * b
        counts = tuple(product)
    return counts


@cache
def _tail(ties: tuple[int, ...], size: int) -> tuple[float, float, float, bool]:
    """Give tau_b, p and the smallest attainable p for abs(s) = size, and whether tau_b is at least 0.6."""
    counts = _falls(ties)
    pairs, orders = len(counts) - 1, sum(counts)
    as_extreme = sum(count for falls, count in enumerate(counts) if abs(pairs - 2 * falls) >= size)
    most = counts[0] + counts[-1] if pairs else orders
    n = sum(ties)
    product = (n * (n - 1) // 2) * pairs
    tau_b = size / product**0.5 if product else float("nan")
    return tau_b, as_extreme / orders, most / orders, pairs > 0 and 25 * size * size >= 9 * product


def mann_kendall(values: Sequence[Decimal]) -> Trend:
    """Test for a trend over the values in the order of their years, exactly, with ties.

    Under no trend all orders of the values are equally likely. The number of falling pairs over all orders of values
    with ties follows the Gaussian multinomial coefficient, so no simulation and no normal approximation is needed.

    Parameters
    ----------
    values : sequence of numbers
        At least two, one a year, sorted by year.

    Returns
    -------
    Trend
    """
    s = sum((b > a) - (b < a) for a, b in combinations(values, 2))
    sizes: dict = defaultdict(int)
    for value in values:
        sizes[value] += 1
    tau_b, p, p_min, strong = _tail(tuple(sorted(sizes.values())), abs(s))
    return Trend(s, tau_b if s >= 0 else -tau_b, p, p_min, strong)


def _evidence(line: Line) -> dict:
    """Put the direction of at least four points in a word: clear (p <= 0.05), mostly (tau_b >= 0.6), none."""
    if len(line.points) < 4 or line.value is None:
        return {}
    trend = mann_kendall([point.value for point in line.points])
    word = "clear" if trend.p <= 0.05 else "mostly" if trend.strong else "none"
    way = line.rule.direction * trend.s
    return {
        "evidence": word,
        "trend": "" if word == "none" else "better" if way > 0 else "worse",
        "evidence_n": len(line.points),
        "evidence_tau": trend.tau_b,
        "evidence_p": trend.p,
        "evidence_p_min": trend.p_min,
    }


def _compare(rule: Rule, before: Point, after: Point) -> tuple[str, str]:
    """Say better, unchanged or worse, and for surveys with known margins whether the difference exceeds them.

    A change counts when it is at least the larger of one unit and the margin of the difference (the root of the two
    squared margins).
    """
    change, margin = rule.direction * (after.value - before.value), None
    if before.margin is not None and after.margin is not None:
        margin = (before.margin**2 + after.margin**2).sqrt()
    word = "unchanged" if abs(change) < max(rule.unit, margin or 0) else "better" if change > 0 else "worse"
    if not rule.survey or margin is None:
        return word, ""
    return word, "yes" if change and abs(change) >= margin else "no"


def _direction(line: Line) -> dict:
    """Compare with the previous measured year and with the baseline."""
    if line.value is None:
        return {}
    facts = {}
    if len(line.points) > 1:
        previous = line.points[-2]
        change, significant = _compare(line.rule, previous, line.value)
        facts |= {
            "previous_year": previous.year,
            "previous": previous.value,
            "change_previous": change,
            "significant_previous": significant,
        }
    if line.baseline is not None:
        change, significant = _compare(line.rule, line.baseline, line.value)
        facts |= {"change_baseline": change, "significant_baseline": significant}
    return facts


# --- Rows and frames -------------------------------------------------------------------------------------------------


def _hold(line: Line) -> dict:
    """Judge each year of a hold target: held in k of n years."""
    if line.rule.kind != "hold" or line.value is None or line.target is None:
        return {}
    judged = _judge_by(line.rule)
    baseline = line.baseline.value if line.baseline else None
    levels = [
        (point.year, judged(kind="hold", baseline=baseline, target=line.target.value, value=point.value)["level"])
        for point in line.points
        if point.year > line.rule.baseline_year
    ]
    met = sum(level == "met" for _year, level in levels)
    path = ";".join(f"{year}:{level}" for year, level in levels)
    return {"hold_met": met, "hold_years": len(levels), "hold_path": path}


def _identity(line: Line) -> dict:
    """Lay out what a row is about."""
    rule = line.rule
    return {
        "series": rule.series,
        "sex": line.sex,
        "report_year": line.report_year,
        "target_type": rule.target_type,
        "baseline_year": rule.baseline_year,
        "target_year": rule.target_year,
    }


def _given(line: Line, reference: Point | None, reference_baseline: Point | None) -> dict:
    """Lay out a line's own figures: as printed, and as judged."""
    cell, raw = line.cell, line.raw
    figures = {
        "baseline": line.baseline,
        "target": line.target,
        "value": line.value,
        "raw_baseline": cell.baseline,
        "raw_target": cell.target,
        "raw_value": raw,
        "reference": reference,
        "reference_baseline": reference_baseline,
        "later_value": line.later,
    }
    bases = {"baseline_denominator": cell.baseline, "target_denominator": cell.target, "denominator": raw}
    facts = {name: point.value for name, point in figures.items() if point is not None}
    facts |= {name: point.denominator for name, point in bases.items() if point is not None}
    facts |= {"later_year": line.later.year} if line.later else {}
    return _identity(line) | facts | {"target_kind": line.rule.kind} | (_value_facts(line) if line.value else {})


def _value_facts(line: Line) -> dict:
    """Lay out the judged value's year and margin, and all judged figures in one text (year:value;...)."""
    points = ";".join(f"{point.year}:{float(point.value)!r}" for point in line.points)
    return {"year": line.value.year, "margin": line.value.margin, "points": points} | _special(line)


def _special(line: Line) -> dict:
    """Lay out what only parity, distributions and means have."""
    rule, facts = line.rule, {}
    if rule.kind == "balance":
        facts["raw_share"] = line.raw.value
    if rule.distribution:
        facts["inside_40_60"] = "yes" if round_half_up(abs(line.raw.value - HALF), rule.unit) <= 10 else "no"
    if rule.aggregation == "mean":
        total, n = _mean_parts(line)
        facts |= {"mean_sum": total, "mean_years": n, "period_years": rule.period[1] - rule.period[0] + 1}
    return facts


def _joined(*parts: dict) -> dict:
    """Merge parts of a row; their flags are gathered in the order of `FLAGS`."""
    flags = {flag for part in parts for flag in part.get("flags", ())}
    row = {}
    for part in parts:
        row.update(part)
    return row | {"flags": ";".join(flag for flag in FLAGS if flag in flags)}


def _references(line: Line, riket: Cell | None) -> tuple[Point | None, Point | None]:
    """Give riket's outcome of the value's year and riket's baseline, where the series compares with riket."""
    if riket is None or not (line.rule.comparator == COMPARATOR or line.rule.relative_to):
        return None, None
    year = line.value.year if line.value else None
    whole = line.rule._replace(breaks=tuple(riket.breaks))
    found = (point for point in riket.outcomes if point.year == year and comparable(whole, year))
    return next(found, None), riket.baseline


def line_row(line: Line, riket: Cell | None, total_has_target: bool, options: Options = METHOD) -> dict:
    """Say all that the method says of one line."""
    reference, reference_baseline = _references(line, riket)
    level = _level(line, reference, total_has_target, options)
    return _joined(
        {"flags": line.flags},
        _given(line, reference, reference_baseline),
        _path(line),
        level,
        _pace(line, level["level"]),
        _required(line, level),
        _projection(line, options),
        _direction(line),
        _evidence(line),
        _hold(line),
    )


def _pair(women: Point | None, men: Point | None) -> Pair | None:
    if women is None or men is None:
        return None
    return Pair(women.value, men.value, women.margin, men.margin)


def _common(women: Line, men: Line) -> tuple[Point | None, Point | None]:
    """Give both sexes' figures of the latest year in which both were measured."""
    if women.value is None or men.value is None:
        return None, None
    hers, his = ({p.year: p for p in _after(line.rule, line.points)} for line in (women, men))
    shared = hers.keys() & his.keys()
    return (hers[max(shared)], his[max(shared)]) if shared else (None, None)


def gap_row(lines: dict[str, Line], options: Options = METHOD) -> dict | None:
    """Say all that the method says of women and men in one series; None when no figure exists for both."""
    women, men, total = lines.get("women"), lines.get("men"), lines.get("total")
    if women is None or men is None or women.rule.distribution:
        return None
    rule, (hers, his) = women.rule, _common(women, men)
    baseline, target = _pair(women.baseline, men.baseline), _pair(women.target, men.target)
    outcome = _pair(hers, his)
    if baseline is None and target is None and outcome is None:
        return None
    total_target = total.target.value if total and total.target and not rule.additive_total else None
    sides = Sides(
        0 if rule.additive_total else rule.direction, rule.unit, rule.rate, baseline, target, outcome, total_target
    )
    judged = partial(judge, direction=-1, unit=rule.unit, true_zero=True, near=None, options=options)
    facts = gap_facts(sides, judged)
    return _joined(
        _identity(women) | {"sex": "gap"} | ({"year": hers.year} if hers else {}),
        facts,
        _gap_class(facts, women, men, bool(total and total.target)),
        {"flags": _gap_flags(facts, women, hers, his)},
    )


def _gap_class(facts: dict, women: Line, men: Line, total_has_target: bool) -> dict:
    """Say why a gap is not assessable, where it is not."""
    if "level" in facts:
        return {}
    if facts["target"] is None:
        return {"level": "not_assessable", "reason": "no_own_target" if total_has_target else "no_target"}
    return {"level": "not_assessable", "reason": women.reason or men.reason or "no_common_year"}


def _gap_flags(facts: dict, women: Line, hers: Point | None, his: Point | None) -> list[str]:
    """Flag what the reader must know of a gap."""
    rule, flags = women.rule, []
    if facts.get("planned_gap_change") is not None and facts["planned_gap_change"] >= 0 and facts["baseline"] > 0:
        flags.append("no_narrowing_planned")
    if hers is None or his is None:
        return flags
    if hers.year < min(women.report_year, rule.target_year):
        flags.append("older_outcome")
    if _broken(rule, hers.year, women.report_year):
        flags.append("break_in_series")
    words = {"close": "close_definition", "derived": "derived_value"}
    flags += [words[point.definition] for point in (hers, his) if point.definition in words]
    if facts["target"] is not None and hers.margin is not None and his.margin is not None:
        distance = abs(facts["value"] - facts["target"])
        flags += ["uncertain"] if distance <= (hers.margin**2 + his.margin**2).sqrt() else []
    return flags


def home_cells(plan: Plan, slug: str) -> list[tuple[str, Cell]]:
    """List the municipality's cells of a series: women first, then men, then total."""
    cells = plan.cells.get((slug, HOME), {})
    return [(sex, cells[sex]) for sex in SEXES if sex in cells]


class Seen(NamedTuple):
    """One line, riket's figures of the same series and sex, and whether the series' total has a target."""

    line: Line
    riket: Cell | None
    total_has_target: bool

    def row(self, options: Options = METHOD) -> dict:
        """Say all that the method says of the line."""
        return line_row(self.line, self.riket, self.total_has_target, options)

    def level(self, options: Options = METHOD) -> str:
        """Class the line's level only."""
        return _level(self.line, self._reference(), self.total_has_target, options)["level"]

    def projected_level(self, options: Options = METHOD) -> str:
        """Class the line's projection only; empty when there is none to class."""
        return _projection(self.line, options).get("projection_level", "")

    def _reference(self) -> Point | None:
        return _references(self.line, self.riket)[0]


def seen_lines(plan: Plan, rule: Rule, report_year: int) -> dict[str, Seen]:
    """See one series' lines from a report year, by sex."""
    lines = {sex: line_of(rule, sex, cell, report_year) for sex, cell in home_cells(plan, rule.series)}
    riket = plan.cells.get((rule.series, COMPARATOR), {})
    total_has_target = "total" in lines and lines["total"].target is not None
    return {sex: Seen(line, riket.get(sex), total_has_target) for sex, line in lines.items()}


def series_rows(plan: Plan, rule: Rule, report_year: int, options: Options = METHOD) -> list[dict]:
    """Assess one series: women, men, total and gap, as far as they exist."""
    seen = seen_lines(plan, rule, report_year)
    gap = gap_row({sex: one.line for sex, one in seen.items()}, options)
    rows = [one.row(options) for one in seen.values()]
    return rows if gap is None else [*rows, gap]


def assess_rows(plan: Plan, report_year: int, options: Options = METHOD) -> list[dict]:
    """Assess a prepared plan as of a report year: one dict per series and sex, numbers still decimal."""
    return [row for rule in plan.rules for row in series_rows(plan, rule, report_year, options)]


def to_frame(rows: Sequence[dict]) -> pd.DataFrame:
    """Lay rows out as a frame: text with empty strings, years as Int64, numbers as float and never minus zero."""
    columns = {}
    for name in COLUMNS:
        values = [row.get(name) for row in rows]
        if name in YEAR_COLUMNS:
            columns[name] = pd.array(values, dtype="Int64")
        elif name in TEXT_COLUMNS:
            columns[name] = ["" if value is None else value for value in values]
        else:
            columns[name] = [float("nan") if value is None else float(value) + 0.0 for value in values]
    return pd.DataFrame(columns)


def assess(series: pd.DataFrame, observations: pd.DataFrame, year: int) -> pd.DataFrame:
    """Judge every series as of a report year.

    Parameters
    ----------
    series : DataFrame
        The tidy table of declarations, one row per series.
    observations : DataFrame
        The tidy table of figures, one row per series, geography, sex, year, kind and source. A missing figure is a
        row with NaN in ``value`` and its reason in ``missing``. Rows later than ``year`` are not seen.
    year : int
        The report's year.

    Returns
    -------
    DataFrame
        One row per series and sex for the municipality, in the order of ``series``: women, men, total as far as the
        series has any row for them, then a row with sex ``gap`` where both sexes have a figure of the same kind
        (never for distributions, whose two shares are one figure). First `ASSESSMENT_COLUMNS`, then the rest of
        `COLUMNS`. ``baseline``, ``target`` and ``value`` stand in the terms that are judged: distance from 50 for
        balance, mean so far for means, count out of the value's own n for counts, size of the gap for gap rows; the
        figures as printed stand in ``raw_baseline``, ``raw_target`` and ``raw_value``. Numbers are in the
        indicator's own unit; NaN, empty text and NA mean that there is nothing to say.

    Raises
    ------
    KeyError
        If a column of the tidy contract is missing.
    ValueError
        If a declaration holds a word that the method does not know.
    """
    return to_frame(assess_rows(prepare(series, observations), year))


def counted(assessment: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Pick the rows that the summing up counts (section 8), each of the plan's lines once.

    Parameters
    ----------
    assessment : DataFrame
        From `assess`.
    series : DataFrame
        The tidy table of declarations.

    Returns
    -------
    DataFrame
        The total row of each series that declares one; for series printed without a total every sex's own row; for
        distributions (both shares are one line of the plan) women's row, or men's where only theirs is printed. All
        columns of ``assessment`` and ``indicator``, ``area`` and ``scope`` (ort or organisation).
    """
    declared = series.set_index("series")
    sexes = {slug: set(text.split(";")) for slug, text in declared["sexes"].items()}
    spread = set(declared.index[declared["distribution"].astype(bool)])
    present = defaultdict(set)
    for slug, sex in zip(assessment["series"], assessment["sex"], strict=True):
        present[slug].add(sex)

    def counts(slug: str, sex: str) -> bool:
        if slug in spread:
            return sex == next((first for first in SEXES if first in present[slug]), None)
        return sex == "total" if "total" in sexes[slug] else sex in ("women", "men")

    keep = [counts(slug, sex) for slug, sex in zip(assessment["series"], assessment["sex"], strict=True)]
    rows = assessment.loc[keep].reset_index(drop=True)
    return rows.assign(
        indicator=rows["series"].map(declared["indicator"]),
        area=rows["series"].map(declared["area"]),
        scope=rows["series"].map(declared["level"]),
    )
