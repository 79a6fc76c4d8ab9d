"""Level: a value against its target (method, section 2)."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from helpers.method.line import Line, comparable
from helpers.method.plan import METHOD, PACED, Cell, Declaration, Options, Point
from helpers.model.numbers import round_half_up

ROOT_TWO = Decimal(2).sqrt()


def tolerance(
    kind: str,
    unit: Decimal,
    true_zero: bool,
    near: Decimal | None,
    baseline: Decimal | None,
    target: Decimal,
    options: Options = METHOD,
) -> tuple[Decimal, str]:
    """Return the tolerance and the code of its rule.

    The tolerance is tau, the largest remaining distance that is near. Rules: ``declared`` (in the data, with its
    motive), ``share_of_change`` (max of one unit and ``options.near_change`` of the planned change),
    ``share_of_target`` (max of one unit and ``options.near_hold`` of the target, true zero), ``unit`` (one unit).
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
    """Return the class of one figure against its target (section 2).

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
    tau, declared = tolerance(kind, unit, true_zero, near, baseline, target, options)
    improved = kind not in PACED or direction * (shown - baseline) > 0
    level = "met" if remaining <= 0 else "near" if remaining <= tau and improved else "not_met"
    return {
        "level": level,
        "value_rounded": shown,
        "remaining": remaining,
        "tolerance": tau,
        "tolerance_rule": declared,
        "flags": ["rounded"] if level == "met" and direction * (value - target) < 0 else [],
    }


def judge_by(declared: Declaration, options: Options = METHOD) -> partial:
    """Return `judge` with the declared terms of a series filled in."""
    return partial(
        judge,
        direction=declared.direction,
        unit=declared.unit,
        true_zero=declared.true_zero,
        near=declared.near,
        options=options,
    )


def _relation(line: Line, reference: Point | None) -> dict:
    """Return whether a relative target's value beats the comparator's of the same year.

    The second question of such a target; empty for other targets.
    """
    declared = line.declared
    if not declared.relative_to:
        return {}
    if declared.relative_to != declared.comparator:
        return {"flags": ["comparator_unnamed"]}
    if reference is None:
        return {"flags": ["comparator_missing"]}
    return {"relation_met": "yes" if declared.direction * (line.value.value - reference.value) > 0 else "no"}


def _both_questions(number_level: str, relation_met: str) -> dict:
    """Return the joint class of number and relation: both met, one, or none."""
    if relation_met == "yes":
        return {"level": "met"} if number_level == "met" else {"level": "near", "reason": "number_not_met"}
    if relation_met == "no" and number_level == "met":
        return {"level": "near", "reason": "relation_not_met"}
    return {"level": number_level}


def level_facts(line: Line, reference: Point | None, total_has_target: bool, options: Options) -> dict:
    """Return a line's level, or the reason why it cannot be assessed."""
    declared = line.declared
    if line.target is None or declared.kind == "follow":
        own = "no_own_target" if total_has_target and line.sex != "total" else "no_target"
        return {"level": "not_assessable", "reason": own, "flags": []}
    if line.value is None:
        return {"level": "not_assessable", "reason": line.reason, "flags": []}
    baseline = line.baseline.value if line.baseline else None
    number = judge_by(declared, options)(
        kind=declared.kind, baseline=baseline, target=line.target.value, value=line.value.value
    )
    relation = _relation(line, reference) if options.relation else {}
    flags = number["flags"] + relation.pop("flags", []) + _doubts(line)
    joined = _both_questions(number["level"], relation.get("relation_met", ""))
    return number | {"number_level": number["level"]} | relation | joined | {"flags": flags}


def _doubts(line: Line) -> list[str]:
    """Return the flags of doubt about a judged value.

    A distance within the margin, a planned change too small to pace, a value worse than the baseline.
    """
    declared, value, target, baseline = line.declared, line.value, line.target.value, line.baseline
    flags = []
    if value.margin is not None and abs(value.value - target) <= value.margin:
        flags.append("uncertain")
    if baseline is None:
        return flags
    planned = abs(target - baseline.value)
    if declared.kind in PACED and (planned < 3 * declared.unit or planned < ROOT_TWO * (value.margin or 0)):
        flags.append("coarse")
    if declared.direction * (round_half_up(value.value, declared.unit) - baseline.value) < 0:
        flags.append("worse_than_baseline")
    return flags


def hold_facts(line: Line) -> dict:
    """Return whether a hold target was held, year by year: k of n."""
    if line.declared.kind != "hold" or line.value is None or line.target is None:
        return {}
    judged = judge_by(line.declared)
    baseline = line.baseline.value if line.baseline else None
    levels = [
        (point.year, judged(kind="hold", baseline=baseline, target=line.target.value, value=point.value)["level"])
        for point in line.points
        if point.year > line.declared.baseline_year
    ]
    met = sum(level == "met" for _year, level in levels)
    path = ";".join(f"{year}:{level}" for year, level in levels)
    return {"hold_met": met, "hold_years": len(levels), "hold_path": path}


def riket_reference(line: Line, riket: Cell | None) -> Point | None:
    """Return the comparator's outcome of the value's year, if there is a comparator."""
    if riket is None:
        return None
    year = line.value.year if line.value else None
    whole = line.declared._replace(breaks=tuple(riket.breaks))
    found = (point for point in riket.outcomes if point.year == year and comparable(whole, year))
    return next(found, None)
