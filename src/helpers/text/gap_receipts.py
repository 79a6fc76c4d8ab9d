"""The receipt's lines about a gap between women and men (method, section 6)."""

from __future__ import annotations

from collections.abc import Iterator

from helpers.model.numbers import format_number
from helpers.text.units import Numbers
from helpers.text.vocabulary import GAP_CHANGE_WORDS, GAP_HOW_WORDS


def gap_inputs(facts: dict, show: Numbers) -> Iterator[str]:
    """Yield both sexes and the signed gap at baseline, outcome and target."""
    times = (("_baseline", facts["baseline_year"]), ("", facts.get("year")), ("_target", facts["target_year"]))
    for suffix, year in times:
        if f"women{suffix}" not in facts:
            continue
        women, men = (facts[f"{name}{suffix}"] for name in ("women", "men"))
        gap = show.between(women, men)
        word = "Planens mål" if suffix == "_target" else "Gap"
        yield (
            f"{word} {year}, {facts['women_word']} minus {facts['men_word']}: {show.number(women)} − {show.term(men)} "
            f"= {show.change(gap, sign=True)}{_who(facts, suffix)}."
        )


def _who(facts: dict, suffix: str) -> str:
    """Return who has the better value; nothing is said of the plan's targets."""
    who = facts.get(f"better_off{suffix}", "") if suffix != "_target" else ""
    if not who:
        return ""
    if who == "equal":
        return " (lika)"
    ratio = f"; kvoten är {format_number(facts[f'ratio{suffix}'], 2)}" if f"ratio{suffix}" in facts else ""
    return f" ({facts[f'{who}_word']} har det bättre värdet{ratio})"


def gap_development(facts: dict, show: Numbers) -> Iterator[str]:
    """Yield what became of the gap and how."""
    if "gap_tolerance" not in facts:
        return
    before = abs(show.between(facts["women_baseline"], facts["men_baseline"]))
    after = abs(show.between(facts["women"], facts["men"]))
    how = f", {GAP_HOW_WORDS[facts['gap_how']]}" if "gap_how" in facts else ""
    yield (
        f"Gapets förändring: {show.size(after)} − {show.size(before)} = {show.change(after - before, sign=True)}; "
        f"minst {show.change(facts['gap_tolerance'])} räknas: {GAP_CHANGE_WORDS[facts['gap_change']]}{how}."
    )


def gap_plan(facts: dict, show: Numbers) -> Iterator[str]:
    """Yield the gap that the plan itself implies."""
    if "planned_gap_change" in facts:
        size = show.change(facts["planned_gap_change"], sign=True)
        same = f"Planen innebär lika stort gap {facts['target_year']} som {facts['baseline_year']}."
        planned = f"Planen innebär att gapets storlek ändras med {size} till {facts['target_year']}."
        yield planned if facts["planned_gap_change"] else same
    if "total_target_reached_by" in facts:
        by = facts["total_target_reached_by"]
        who = {"both": "av båda könen", "none": "av ingen av dem"}.get(by) or f"bara av {facts[f'{by}_word']}"
        yield f"Totalens mål nås {who} (härledd jämförelse, inte planens mål)."
