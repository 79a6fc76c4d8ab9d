"""One series and sex as seen from one report year (method, section 1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from helpers.method.plan import HALF, IDENTITIES, RANK, Cell, Declaration, Point


class Figures(NamedTuple):
    """Baseline, target and yearly figures as judged, and the figures behind them."""

    baseline: Point | None
    target: Point | None
    yearly: list[Point]
    usable: list[Point]
    seen: list[Point]


class Line(NamedTuple):
    """One series and sex seen from a report year, in judged terms.

    See the method, section 1.
    """

    declared: Declaration
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


def comparable(declared: Declaration, year: int) -> bool:
    """Return whether no break separates a year from the plan.

    A break is the first year of another measurement.
    """
    return not any(new <= year if new > declared.baseline_year else year < new for new in declared.breaks)


def broken(declared: Declaration, after: int, report_year: int) -> bool:
    """Return whether a break came after a year.

    Up to the report's year and the target year.
    """
    return any(after < new <= min(report_year, declared.target_year) for new in declared.breaks)


def margin_bound(mean: Decimal, n: Decimal, low: Decimal, high: Decimal) -> Decimal:
    """Return the widest margin of error (95 %) that a mean can have.

    On a bounded scale, when only the mean and n are known: 1.96 sqrt((high - mean)(mean - low) / n). No spread of
    answers with that mean can be wider (Bhatia-Davis).
    """
    return Decimal("1.96") * ((high - mean) * (mean - low) / n).sqrt()


def _with_margin(declared: Declaration, point: Point) -> Point:
    """Return a survey figure with the upper bound of its unstated margin.

    Only where it states its number of answers.
    """
    known = point.margin is not None or not point.denominator or declared.aggregation == "count"
    if known or not declared.survey or declared.low is None or declared.high is None:
        return point
    return point._replace(margin=margin_bound(point.value, point.denominator, declared.low, declared.high))


def _running_means(declared: Declaration, points: Sequence[Point]) -> list[Point]:
    """Return running means from the period's first year to the first missing year."""
    by_year = {point.year: point for point in points}
    means, values, margins = [], [], []
    for year in range(declared.period[0], declared.period[1] + 1):
        if year not in by_year:
            break
        values.append(by_year[year].value)
        margins.append(by_year[year].margin)
        margin = None if None in margins else sum((m * m for m in margins), Decimal(0)).sqrt() / len(margins)
        loosest = max(
            (by_year[y].definition for y in range(declared.period[0], year + 1)), key=lambda d: RANK.get(d, 9)
        )
        known = max((by_year[y].identity for y in range(declared.period[0], year + 1)), key=IDENTITIES.index)
        means.append(Point(year, sum(values) / len(values), None, margin, loosest, known))
    return means


def _rescaled(point: Point | None, n: Decimal | None) -> Point | None:
    """Return x of its own n as x of another n."""
    if point is None or not point.denominator or not n:
        return point
    return point._replace(value=point.value * n / point.denominator, margin=None)


def _transform(declared: Declaration, points: Sequence[Point]) -> list[Point]:
    """Return yearly figures as they are judged, before counts are restated."""
    if declared.kind == "balance":
        return [point._replace(value=abs(point.value - HALF)) for point in points]
    if declared.aggregation == "mean" and declared.period:
        return _running_means(declared, points)
    if declared.aggregation == "count":
        return [point for point in points if point.denominator]
    return [_with_margin(declared, point) for point in points]


def _why_no_value(declared: Declaration, cell: Cell, report_year: int, figures: Figures) -> str:
    """Return the reason why a line has no value to judge."""
    if report_year <= declared.baseline_year:
        return "before_plan"
    unused = [point.year for point in after_facts(declared, figures.usable)]
    if declared.aggregation == "mean" and any(declared.period[0] < year <= declared.period[1] for year in unused):
        return "incomplete_mean"
    if declared.aggregation == "count" and unused:
        return "no_denominator"
    if not unused and broken(declared, declared.baseline_year, report_year):
        return "broken_series"
    return _stated_reason(declared, cell, range(declared.baseline_year + 1, min(report_year, declared.target_year) + 1))


def _stated_reason(declared: Declaration, cell: Cell, years: range) -> str:
    """Return the latest stated reason for a missing outcome.

    Unless a related figure or the measuring years say more.
    """
    codes = [code for kind, year, code in sorted(cell.missing) if kind == "outcome" and year in years]
    code = codes[-1] if codes else ""
    if code in ("", "not_found", "not_measured"):
        if any(year in years for year in cell.related):
            return "related_only"
        if declared.measured and not any(year in years for year in declared.measured):
            return "not_yet_measured"
    return code or "no_outcome"


def origin_flags(declared: Declaration, points: Sequence[Point], report_year: int) -> list[str]:
    """Return the flags on where the figures of one year come from.

    An older year, a break since, a definition that is not the plan's own.
    """
    year, flags = points[0].year, []
    if year < min(report_year, declared.target_year):
        flags.append("older_outcome")
    if broken(declared, year, report_year):
        flags.append("break_in_series")
    words = {"close": "close_definition", "derived": "derived_value"}
    return flags + [words[point.definition] for point in points if point.definition in words]


def _value_flags(
    declared: Declaration, value: Point, raw: Point, seen: Sequence[Point], cell: Cell, report_year: int
) -> list[str]:
    """Return the flags on a value: its origin, its majority, its base, its years, its margin."""
    flags = origin_flags(declared, [value], report_year)
    if declared.kind == "balance" and cell.baseline and (raw.value - HALF) * (cell.baseline.value - HALF) < 0:
        flags.append("majority_changed")
    if declared.aggregation == "count" and cell.target and raw.denominator != cell.target.denominator:
        flags.append("n_changed")
    if declared.aggregation == "mean" and any(value.year < point.year <= declared.period[1] for point in seen):
        flags.append("incomplete_mean")
    if value.margin is not None and raw.margin is None and declared.aggregation == "value":
        flags.append("margin_bound")
    return flags


def after_facts(declared: Declaration, points: Iterable[Point]) -> list[Point]:
    """Return the figures after the baseline year, the only ones to judge."""
    return [point for point in points if point.year > declared.baseline_year]


def _plan_figure(declared: Declaration, point: Point | None, n: Decimal | None) -> Point | None:
    """Return a baseline or target as it is judged."""
    if point is None:
        return None
    if declared.kind == "balance":
        return point._replace(value=abs(point.value - HALF))
    return _rescaled(point, n) if declared.aggregation == "count" else point


def _figures(declared: Declaration, cell: Cell, report_year: int) -> Figures:
    """Return what is seen from a report year, comparable and transformed (section 1)."""
    seen = [point for point in cell.outcomes if point.year <= min(report_year, declared.target_year)]
    usable = [point for point in seen if comparable(declared, point.year)]
    yearly = _transform(declared, usable)
    judged = after_facts(declared, yearly)
    n = judged[-1].denominator if judged else cell.target.denominator if cell.target else None
    if declared.aggregation == "count":
        yearly = [_rescaled(point, n) for point in yearly]
    return Figures(
        _plan_figure(declared, cell.baseline, n), _plan_figure(declared, cell.target, n), yearly, usable, seen
    )


def line_of(declared: Declaration, sex: str, cell: Cell, report_year: int) -> Line:
    """Return one series and sex as seen from a report year."""
    figures = _figures(declared, cell, report_year)
    after = after_facts(declared, figures.yearly)
    value = after[-1] if after else None
    raw = next((point for point in figures.usable if value and point.year == value.year), None)
    later = [point for point in cell.outcomes if declared.target_year < point.year <= report_year]
    return Line(
        declared=declared,
        sex=sex,
        report_year=report_year,
        baseline=figures.baseline,
        target=figures.target,
        points=tuple([figures.baseline, *after] if figures.baseline else figures.yearly),
        value=value,
        raw=raw,
        cell=cell,
        reason="" if value else _why_no_value(declared, cell, report_year, figures),
        flags=tuple(_value_flags(declared, value, raw, figures.seen, cell, report_year)) if value else (),
        later=later[-1] if later else None,
    )


def mean_parts(line: Line) -> tuple[Decimal, int]:
    """Return the sum and the number of yearly values behind a running mean."""
    n = line.value.year - line.declared.period[0] + 1
    return line.value.value * n, n
