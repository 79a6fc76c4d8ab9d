"""Outliers: values that history or the plan makes unlikely.

A comment that says something confirms the value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from helpers.form.entries import Entry, Known
from helpers.form.rules import scale_width
from helpers.form.telling import tells
from helpers.model.issues import Issue
from helpers.model.numbers import decimals_of, exact, format_number, round_half_up

TIMES_LARGEST_CHANGE = 3
LEAST_SHARE, LEAST_SHARE_OF_ONE = Decimal("0.10"), Decimal("0.30")


class Jump(NamedTuple):
    """An unlikely change and the largest change that would have passed."""

    year: int
    value: Decimal
    change: Decimal
    limit: Decimal


def find_jump(earlier: list[tuple[int, Decimal]], year: int, value: Decimal, scale: Decimal | None) -> Jump | None:
    """Return the unlikely change that a value makes, or None.

    Parameters
    ----------
    earlier : list of (year, value)
        Baseline and outcomes of earlier years on this side of any break, by year.
    year, value
        The handed-in one.
    scale : Decimal or None
        The width of the scale, for a count its n; None without bounds.

    Returns
    -------
    Jump or None
        None when the change since the last value is at most three times the largest earlier change a year, times the
        years since, or less than a tenth of the level (the last value, or the scale's width where that is smaller).
        With one earlier value only, three tenths of the level is the limit. None without earlier values.
    """
    if not earlier:
        return None
    last_year, last = earlier[-1]
    level = min((size for size in (abs(last), scale) if size), default=Decimal(0))
    change = abs(value - last)
    if len(earlier) == 1:
        limit = LEAST_SHARE_OF_ONE * level
    else:
        pairs = pairwise(earlier)
        largest = max(abs(b - a) / (later - before) for (before, a), (later, b) in pairs)
        limit = max(TIMES_LARGEST_CHANGE * largest * (year - last_year), LEAST_SHARE * level)
    return Jump(last_year, last, change, limit) if change > limit else None


def jumps(entries: list[Entry], known: Known) -> list[tuple[Entry, Jump]]:
    """Return the outcomes that history makes unlikely, each with its jump.

    `jump_issues` refuses those that no comment confirms.
    """
    history = _history(known)
    stated = _stated_breaks([*known.truth, *(entry.values for entry in entries)])
    found = []
    for entry in entries:
        row = entry.values
        if row["value"] and row["kind"] == "outcome":
            years = history[row["series"], row["geography"], row["sex"]]
            declared = known.declared[row["series"]]
            breaks = _declared_breaks(declared) | stated[row["series"], row["geography"]]
            earlier = _comparable(years, int(row["year"]), breaks)
            jump = find_jump(earlier, int(row["year"]), exact(row["value"]), scale_width(declared, row))
            found += [(entry, jump)] if jump else []
    return found


def _history(known: Known) -> dict[tuple[str, str, str], dict[int, Decimal]]:
    """Return the known figures by series, geography and sex, then year.

    Where a year has both, the outcome is taken before the plan's baseline.
    """
    history: dict[tuple, dict[int, Decimal]] = defaultdict(dict)
    for row in sorted(known.truth, key=lambda row: row["kind"] == "outcome"):
        if row["value"] and row["kind"] in ("baseline", "outcome"):
            history[row["series"], row["geography"], row["sex"]][int(row["year"])] = exact(row["value"])
    return history


def _declared_breaks(declared: dict) -> set[int]:
    return {int(year) for year in declared["breaks"].split(";") if year}


def _stated_breaks(rows: Iterable[dict]) -> dict[tuple[str, str], set[int]]:
    """Return the years with a break in series, by series and geography.

    Those whose outcome is missing because of one.
    """
    breaks: dict[tuple[str, str], set[int]] = defaultdict(set)
    for row in rows:
        if row["kind"] == "outcome" and row["missing"] == "break_in_series":
            breaks[row["series"], row["geography"]].add(int(row["year"]))
    return breaks


def _comparable(years: dict[int, Decimal], year: int, breaks: set[int]) -> list[tuple[int, Decimal]]:
    """Return the earlier years after the latest break, with their values."""
    start = max((new for new in breaks if new <= year), default=0)
    return sorted((each, value) for each, value in years.items() if start <= each < year)


def jump_issues(found: Iterable[tuple[Entry, Jump]]) -> Iterator[Issue]:
    """Yield the issues where an unlikely value has no comment that confirms it."""
    for entry, jump in found:
        if not tells(entry.values["comment"]):
            yield entry.issue(
                "value", f"{jump_words(jump)}: kontrollera talet, och bekräfta det med en kommentar om det stämmer"
            )


def jump_words(jump: Jump) -> str:
    """Return why a value is unlikely, with its figures, in Swedish."""
    change, limit, value = (
        format_number(each, min(decimals_of(each), 1)) for each in (jump.change, jump.limit, jump.value)
    )
    return f"avviker med {change} från {value} år {jump.year}, mer än vad tidigare år gör troligt ({limit})"


def baseline_issues(entries: Iterable[Entry], known: Known) -> Iterator[Issue]:
    """Yield the issues where an outcome differs from the plan's own baseline.

    Compared at the plan's decimals; a comment that tells of the plan explains it.
    """
    printed = {
        (row["series"], row["geography"], row["sex"], row["year"]): exact(row["value"])
        for row in known.truth
        if row["kind"] == "baseline" and row["value"]
    }
    for entry in entries:
        row = entry.values
        plan = printed.get((row["series"], row["geography"], row["sex"], row["year"]))
        if plan is None or not row["value"] or row["kind"] != "outcome":
            continue
        unit = Decimal(1).scaleb(-decimals_of(plan))
        explained = tells(row["comment"]) and "plan" in row["comment"].lower()
        if round_half_up(exact(row["value"]), unit) != plan and not explained:
            shown = format_number(plan, decimals_of(plan))
            told = f"planen anger {shown} för {row['year']}: kontrollera talet"
            yield entry.issue("value", f"{told}, och förklara i kommentaren varför planen har ett annat")


def gap_issues(entries: Iterable[Entry], known: Known) -> Iterator[Issue]:
    """Yield the issues where women and men may have been swapped.

    They have changed places since the last year that has both, and no comment says why.
    """
    history = _history(known)
    given: dict[tuple, dict[str, Entry]] = defaultdict(dict)
    for entry in entries:
        row = entry.values
        parts_of_a_sum = known.declared[row["series"]]["additive_total"] == "true"  # they may change places
        if row["value"] and row["kind"] == "outcome" and row["sex"] in ("women", "men") and not parts_of_a_sum:
            given[row["series"], row["geography"], int(row["year"])][row["sex"]] = entry
    stated = _stated_breaks([*known.truth, *(entry.values for entry in entries)])
    for (series, geography, year), lines in given.items():
        declared = known.declared[series]
        women, men = (_with_given(history[series, geography, sex], lines.get(sex), year) for sex in ("women", "men"))
        both = {each: women[each] - men[each] for each in women.keys() & men.keys()}
        breaks = _declared_breaks(declared) | stated[series, geography]
        earlier = _comparable(both, year, breaks)
        if year not in both or not earlier or any(tells(line.values["comment"]) for line in lines.values()):
            continue
        (when, before), now = earlier[-1], both[year]
        if before * now < 0 and min(abs(before), abs(now)) > 2 * exact(declared["precision"]):
            then, here = (format_number(abs(each), min(decimals_of(each), 1)) for each in (before, now))
            higher, lower = ("kvinnor", "män") if now > 0 else ("män", "kvinnor")
            told = f"{higher} ligger här {here} över {lower}, men {when} låg {lower} {then} över {higher}"
            first = next(iter(lines.values()))
            yield first.issue("value", f"{told}: har talen bytt plats? Stämmer de, bekräfta det med en kommentar")


def _with_given(years: dict[int, Decimal], entry: Entry | None, year: int) -> dict[int, Decimal]:
    return years if entry is None else years | {year: exact(entry.values["value"])}
