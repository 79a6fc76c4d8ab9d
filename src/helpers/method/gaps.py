"""Women and men: the gap and the plan's intention (method, section 6).

Pure arithmetic on the two sexes' figures; nothing here reads, draws or knows a series by name. `helpers.method.assess`
calls `gap_facts` for its rows with ``sex == "gap"``.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from helpers.model.numbers import round_half_up


class Pair(NamedTuple):
    """One figure of both sexes at one time.

    In the indicator's own unit, with margins where known.
    """

    women: Decimal
    men: Decimal
    women_margin: Decimal | None = None
    men_margin: Decimal | None = None

    @property
    def gap(self) -> Decimal:
        """Return women minus men, signed."""
        return self.women - self.men


class Sides(NamedTuple):
    """What is known of women and men in one series.

    A pair is None where one of the two is missing. ``direction`` is 0 where each sex is measured against a yardstick of
    its own: then neither value is the better one.
    """

    direction: int
    unit: Decimal
    rate: bool
    baseline: Pair | None
    target: Pair | None
    outcome: Pair | None
    total_target: Decimal | None


def better_off(gap: Decimal, direction: int, unit: Decimal) -> str:
    """Return who has the better value: women, men or equal.

    Equal when the gap rounds to 0 at the plan's precision; empty when neither value can be the better one.
    """
    rounded = round_half_up(gap, unit)
    if rounded == 0 or direction == 0:
        return "equal" if rounded == 0 else ""
    return "women" if direction * rounded > 0 else "men"


def ratio(pair: Pair, rate: bool) -> Decimal | None:
    """Return women divided by men, untruncated, or None.

    None unless both are positive on a scale that starts at a true zero.
    """
    return pair.women / pair.men if rate and pair.women > 0 and pair.men > 0 else None


def gap_tolerance(before: Pair, after: Pair, unit: Decimal) -> Decimal:
    """Return the smallest change of the gap that counts.

    The root of the four squared margins where all are known, never under one unit; else two units.
    """
    margins = [before.women_margin, before.men_margin, after.women_margin, after.men_margin]
    if any(margin is None for margin in margins):
        return 2 * unit
    return max(unit, sum((margin * margin for margin in margins), Decimal(0)).sqrt())


def gap_change(before: Pair, after: Pair, unit: Decimal) -> str:
    """Return how the gap's size changed: narrowing, unchanged, widening or reversed.

    Reversed when the other sex is ahead.
    """
    if before.gap * after.gap < 0 and min(abs(before.gap), abs(after.gap)) >= unit:
        return "reversed"
    change, tolerance = abs(after.gap) - abs(before.gap), gap_tolerance(before, after, unit)
    if change <= -tolerance:
        return "narrowing"
    return "widening" if change >= tolerance else "unchanged"


def gap_how(before: Pair, after: Pair, direction: int, unit: Decimal) -> str:
    """Return how a gap narrowed, widened or turned: up, both or down.

    Up: nobody got worse. Both: one sex got better and the other worse. Down: nobody got better. Each sex's change
    is rounded to the plan's precision first.
    """
    changes = [
        direction * round_half_up(after.women - before.women, unit),
        direction * round_half_up(after.men - before.men, unit),
    ]
    if min(changes) >= 0:
        return "up"
    return "down" if max(changes) <= 0 else "both"


def reached_by(pair: Pair, target: Decimal, direction: int, unit: Decimal) -> str:
    """Return who reaches the total's target: both, women, men or none.

    Derived: the plan sets that target for the total only.
    """
    women, men = (direction * (round_half_up(value, unit) - target) >= 0 for value in (pair.women, pair.men))
    if women and men:
        return "both"
    return "women" if women else "men" if men else "none"


def _development(sides: Sides) -> dict:
    """Return what became of the gap since the baseline."""
    before, after = sides.baseline, sides.outcome
    if before is None or after is None:
        return {"gap_change": "not_assessable"}
    change = gap_change(before, after, sides.unit)
    return {
        "gap_change": change,
        "gap_tolerance": gap_tolerance(before, after, sides.unit),
        "gap_how": ""
        if change == "unchanged" or not sides.direction
        else gap_how(before, after, sides.direction, sides.unit),
    }


def _times(sides: Sides) -> dict:
    """Return both sexes' figures, gap and lead at baseline, outcome and target.

    With the ratio at the outcome.
    """
    facts = {}
    for pair, suffix in ((sides.baseline, "_baseline"), (sides.outcome, "")):
        if pair is not None:
            facts |= {f"women{suffix}": pair.women, f"men{suffix}": pair.men, f"gap{suffix}": pair.gap}
            facts[f"better_off{suffix}"] = better_off(pair.gap, sides.direction, sides.unit)
    if sides.outcome is not None:
        facts["ratio"] = ratio(sides.outcome, sides.rate)
    if sides.target is not None:
        facts |= {"women_target": sides.target.women, "men_target": sides.target.men, "gap_target": sides.target.gap}
    return facts


def _planned(sides: Sides, judge: Callable[..., dict]) -> dict:
    """Return the gap beside the one that the plan's two targets imply."""
    size = {name: None if pair is None else abs(pair.gap) for name, pair in sides._asdict().items() if name in _PAIRS}
    facts = {"baseline": size["baseline"], "target": size["target"], "value": size["outcome"]}
    if size["target"] is None:
        return facts
    narrowing = size["baseline"] is not None and size["target"] < size["baseline"]
    facts["target_kind"] = "level" if size["baseline"] is None else "change" if narrowing else "hold"
    if size["baseline"] is not None:
        facts["planned_gap_change"] = size["target"] - size["baseline"]
    if size["outcome"] is None:
        return facts
    return facts | judge(kind=facts["target_kind"], baseline=size["baseline"], target=size["target"],
                         value=size["outcome"])  # fmt: skip


_PAIRS = ("baseline", "target", "outcome")


def gap_facts(sides: Sides, judge: Callable[..., dict]) -> dict:
    """Return all that is said of one series' gap.

    Parameters
    ----------
    sides : Sides
    judge : callable
        Section 2 of the method for a figure where lower is better, called with ``kind``, ``baseline``, ``target``
        and ``value``; returns the columns of a level.

    Returns
    -------
    dict
        The columns of a gap row that have something to say; sizes of the gap in ``baseline``, ``target`` and
        ``value``, signed gaps in ``gap_baseline``, ``gap`` and ``gap_target``.
    """
    facts = _times(sides) | _development(sides) | _planned(sides, judge)
    if sides.target is None and sides.outcome is not None and sides.total_target is not None:
        facts["total_target_reached_by"] = reached_by(sides.outcome, sides.total_target, sides.direction, sides.unit)
    return facts
