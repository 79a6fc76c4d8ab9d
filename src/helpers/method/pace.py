"""Pace and the straight path to the target (method, section 3)."""

from __future__ import annotations

from decimal import Decimal

from helpers.method.line import Line, mean_parts
from helpers.method.plan import PACED

ON_TRACK, BEHIND = Decimal("0.95"), Decimal("0.60")


def pace_class(ratio: Decimal) -> str:
    """Return the class of a pace ratio: way gone over time gone.

    on_track from 0.95, behind from 0.60, far_behind below, wrong_way below zero.
    """
    if ratio < 0:
        return "wrong_way"
    return "on_track" if ratio >= ON_TRACK else "behind" if ratio >= BEHIND else "far_behind"


def paced(line: Line) -> bool:
    """Return whether a line has a straight path from baseline to target."""
    known = line.baseline is not None and line.target is not None
    return known and line.declared.kind in PACED and line.declared.target_year > line.declared.baseline_year


def straight_path(start: Decimal, goal: Decimal, first: int, last: int, year: int) -> Decimal:
    """Return where the straight path from start to goal stands in a year."""
    return start + (goal - start) * (year - first) / (last - first)


def path_facts(line: Line) -> dict:
    """Return where the straight path stands in the value's year.

    The report's year is taken when there is no value.
    """
    declared = line.declared
    year = line.value.year if line.value else min(line.report_year, declared.target_year)
    if not paced(line) or year < declared.baseline_year:
        return {}
    years, planned = declared.target_year - declared.baseline_year, line.target.value - line.baseline.value
    q = Decimal(year - declared.baseline_year) / years
    ends = declared.baseline_year, declared.target_year
    path = straight_path(line.baseline.value, line.target.value, *ends, year)
    return {"path_year": year, "path": path, "path_per_year": planned / years, "q": q}


def pace_facts(line: Line, level: str) -> dict:
    """Return the pace before the target year: way gone p, time gone q."""
    declared = line.declared
    if not paced(line) or line.value is None or line.target.value == line.baseline.value:
        return {}
    gone, planned = line.value.value - line.baseline.value, line.target.value - line.baseline.value
    facts = {"p": gone / planned, "observed_per_year": gone / (line.value.year - declared.baseline_year)}
    if line.value.year >= declared.target_year:
        return facts | {"pace": "met" if level == "met" else ""}
    years, so_far = declared.target_year - declared.baseline_year, line.value.year - declared.baseline_year
    ratio = gone * years / (planned * so_far)
    pace = "met" if level == "met" else pace_class(ratio)
    flags = ["within_rounding"] if pace == "wrong_way" and abs(gone) < declared.unit else []
    return facts | {"pace_ratio": ratio, "pace": pace, "flags": flags}


def required_facts(line: Line, judged: dict) -> dict:
    """Return the change a year that is still needed, and its factor.

    ``factor`` is how many times the observed change a year that is.
    """
    declared = line.declared
    if line.value is None or line.target is None or line.report_year >= declared.target_year:
        return {}
    if declared.aggregation == "mean":
        return _required_mean(line)
    if not paced(line) or judged.get("number_level") == "met":
        return {}
    needed = (line.target.value - line.value.value) / (declared.target_year - line.value.year)
    observed = (line.value.value - line.baseline.value) / (line.value.year - declared.baseline_year)
    if needed * observed > 0:
        return {"required_per_year": needed, "factor": needed / observed}
    return {"required_per_year": needed, "flags": ["turn_required"]}


def _required_mean(line: Line) -> dict:
    """Return the mean that the period's remaining years must have.

    (N T - sum so far) / (N - n).
    """
    total, n = mean_parts(line)
    years = line.declared.period[1] - line.declared.period[0] + 1
    return {"required_per_year": (years * line.target.value - total) / (years - n)} if n < years else {}
