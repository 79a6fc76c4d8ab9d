"""Projection to the target year (method, section 4)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations
from statistics import median

from helpers.method.level import judge_by
from helpers.method.line import Line, broken
from helpers.method.pace import pace_class, paced
from helpers.method.plan import Options


def theil_sen(points: Sequence[tuple[int, Decimal]], year: int) -> tuple[Decimal, Decimal]:
    """Return the Theil-Sen line's value in a year, and its slope.

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
    slope = median((b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(points, 2))
    return median(value + slope * (year - when) for when, value in points), slope


def _bounds(line: Line) -> tuple[Decimal | None, Decimal | None]:
    """Return the scale's ends: the declared ones, for a count 0 to n."""
    declared = line.declared
    return declared.low, line.value.denominator if declared.aggregation == "count" else declared.high


def clip(value: Decimal, low: Decimal | None, high: Decimal | None) -> Decimal:
    """Return a value kept on its scale; None is no bound."""
    raised = value if low is None else max(low, value)
    return raised if high is None else min(high, raised)


def _project(points: Sequence[tuple[int, Decimal]], year: int, options: Options) -> tuple[Decimal, Decimal]:
    ends = [points[0], points[-1]] if options.two_point_slope else points
    return theil_sen(ends, year)


def _projectable(line: Line) -> bool:
    """Return whether a projection may be made.

    It needs a target ahead, at least two points, and no break known so far.
    """
    declared = line.declared
    if (
        line.value is None
        or line.target is None
        or declared.kind == "follow"
        or line.report_year >= declared.target_year
    ):
        return False
    return len(line.points) > 1 and not broken(declared, declared.baseline_year, line.report_year)


def projection_facts(line: Line, options: Options) -> dict:
    """Return the projection to the target year and its sensitivity range.

    The range is the projections with each point in turn left out: sensitivity, not confidence.
    """
    if not _projectable(line):
        return {}
    year, (low, high) = line.declared.target_year, _bounds(line)
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
    """Return a projected value's level, and its pace at the target year.

    The pace is p-hat, with all the time gone, against the same limits.
    """
    declared, baseline = line.declared, line.baseline.value if line.baseline else None
    level = judge_by(declared)(kind=declared.kind, baseline=baseline, target=line.target.value, value=value)["level"]
    if not paced(line) or line.target.value == baseline:
        return {"projection_level": level}
    p = (value - baseline) / (line.target.value - baseline)
    return {
        "projection_level": level,
        "projection_p": p,
        "projection_pace": "met" if level == "met" else pace_class(p),
    }
