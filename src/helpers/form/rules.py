"""What handed-in lines must be beside each other, beside history and beside what has been handed in before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from helpers.data.checks import table_issues
from helpers.data.disclosure import cells, says
from helpers.data.revisions import cell_of, reported_in
from helpers.form.layout import GEOGRAPHIES, REASONS
from helpers.form.rows import Entry, Known
from helpers.model.issues import Issue
from helpers.model.numbers import decimals_of, exact, format_number

TIMES_LARGEST_CHANGE = 3
LEAST_SHARE, LEAST_SHARE_OF_ONE = Decimal("0.10"), Decimal("0.30")
CONTENT = ("value", "denominator", "margin", "missing")
SEX_NAMES = {"women": "kvinnor", "men": "män", "total": "totalt"}


class Decision(NamedTuple):
    """What becomes of one line: ``new``, ``late``, ``revision`` or ``unchanged``, and the row to keep of it."""

    entry: Entry
    what: str
    row: dict[str, str]
    before: dict | None


def year_issues(entries: Iterable[Entry], follow_up: int, known: Known) -> Iterator[Issue]:
    """Refuse outcomes of years after the follow-up and before the plan; a late one must be explained."""
    first = int(known.series["baseline_year"].min())
    for entry in entries:
        year = int(entry.values["year"])
        name = "year" if "year" in entry.places else "value"
        if year > follow_up:
            yield entry.issue(name, f"utfallet gäller {year}, som är efter uppföljningen {follow_up}")
        elif year < first:
            yield entry.issue(name, f"utfallet gäller {year}, som är före planens utgångsår {first}")


def doubled_issues(entries: Iterable[Entry]) -> Iterator[Issue]:
    """Refuse two lines for one cell, in one file or in two."""
    first: dict[tuple, Entry] = {}
    for entry in entries:
        other = first.setdefault(cell_of(entry.values), entry)
        if other is not entry:
            where = f"rad {other.row}" if other.file == entry.file else f"{other.file} rad {other.row}"
            name = "key" if "key" in entry.places else "series"
            yield entry.issue(
                name, f"raden står två gånger: {cell_name(entry.values, known=None)} finns redan på {where}"
            )


def sex_issues(entries: Iterable[Entry], known: Known) -> Iterator[Issue]:
    """Refuse a split by sex where the series is not about people."""
    for entry in entries:
        declared = known.declared[entry.values["series"]]
        if declared["individual_based"] != "true" and entry.values["sex"] not in declared["sexes"].split(";"):
            name = "sex" if "sex" in entry.places else "key"
            yield entry.issue(name, "serien handlar inte om personer och delas inte på kön")


def cell_name(row: dict, known: Known | None) -> str:
    """Name a cell for people: ``Arbetslöshet, alla, Eskilstuna, kvinnor 2020``."""
    label = known.declared[row["series"]]["label"] if known else row["series"]
    return f"{label}, {GEOGRAPHIES[row['geography']]}, {SEX_NAMES[row['sex']]} {row['year']}"


def decide(entries: Iterable[Entry], follow_up: int, known: Known) -> tuple[list[Decision], list[Issue]]:
    """Hold every line against what was handed in before.

    Parameters
    ----------
    entries : iterable of Entry
    follow_up : int
        The follow-up's year.
    known : Known

    Returns
    -------
    decisions : list of Decision
        A revision is dated to the follow-up, or to the one after the last that has the cell: two changes within one
        follow-up cannot both be kept (docs/decisions/0041-revisions.md).
    issues : list of Issue
        Changes without a reason, reasons without a change, late values without a comment.
    """
    latest: dict[tuple, dict] = {}
    for row in sorted(known.stored, key=reported_in):
        latest[cell_of(row)] = row
    decisions = [_decision(entry, latest.get(cell_of(entry.values)), follow_up) for entry in entries]
    return decisions, [issue for decision in decisions for issue in _decision_issues(decision, follow_up)]


def _decision(entry: Entry, before: dict | None, follow_up: int) -> Decision:
    late = int(entry.values["year"]) < follow_up
    if before is None:
        reported = str(follow_up) if late else ""
        return Decision(entry, "late" if late else "new", entry.values | {"reported": reported}, None)
    if not _differs(entry.values, before):
        return Decision(entry, "unchanged", entry.values, before)
    reported = max(follow_up, int(reported_in(before)) + 1)
    return Decision(entry, "revision", entry.values | {"reported": str(reported)}, before)


def _differs(row: dict, before: dict) -> bool:
    """Compare numbers as numbers; a comment left empty says nothing new."""
    if any(_as_number(row[name]) != _as_number(before[name]) for name in CONTENT):
        return True
    return row["source"] != before["source"] or row["comment"] not in ("", before["comment"])


def _as_number(text: str) -> str | Decimal:
    try:
        return exact(text) if text else ""
    except ArithmeticError:
        return text


def _decision_issues(decision: Decision, follow_up: int) -> Iterator[Issue]:
    entry, before = decision.entry, decision.before
    if decision.what == "late" and not entry.values["comment"]:
        allowed = (
            f"utfallet för {entry.values['year']} lämnas först i uppföljningen {follow_up}: skriv varför i kommentaren"
        )
        yield entry.issue("comment", allowed)
    if decision.what == "revision" and not entry.values["revision_reason"]:
        same = all(_as_number(entry.values[name]) == _as_number(before[name]) for name in CONTENT)
        which = "samma tal med annan källa eller kommentar" if same else f"{said(before)} (källa: {before['source']})"
        allowed = f"redan lämnat i uppföljningen {reported_in(before)}: {which}; skriv skälet till ändringen"
        yield entry.issue("revision_reason", f"{allowed}, eller lämna raden tom")
    if decision.what in ("new", "late") and entry.values["revision_reason"]:
        yield entry.issue(
            "revision_reason", "inget är lämnat förut för den här raden: ta bort skälet, eller välj rätt rad"
        )


def said(row: dict) -> str:
    """Print what a row says: its value, or that it is missing."""
    if not row["value"]:
        return f"utan värde ({REASONS.get(row['missing'], row['missing']).lower()})"
    value = exact(row["value"])
    base = f" av {format_number(exact(row['denominator']))}" if row["denominator"] else ""
    return format_number(value, decimals_of(value)) + base


class Jump(NamedTuple):
    """A change that history makes unlikely, and the largest that would not have been remarked on."""

    year: int
    value: Decimal
    change: Decimal
    limit: Decimal


def find_jump(earlier: list[tuple[int, Decimal]], year: int, value: Decimal, scale: Decimal | None) -> Jump | None:
    """Tell whether a value is unlikely beside the earlier ones.

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
    """Find the outcomes that history makes unlikely; one with a comment is confirmed by it, see `jump_issues`."""
    history: dict[tuple, dict[int, Decimal]] = defaultdict(dict)
    for row in sorted(known.truth, key=lambda row: row["kind"] == "outcome"):
        if row["value"] and row["kind"] in ("baseline", "outcome"):
            history[row["series"], row["geography"], row["sex"]][int(row["year"])] = exact(row["value"])
    stated = _stated_breaks([*known.truth, *(entry.values for entry in entries)])
    found = []
    for entry in entries:
        row = entry.values
        if row["value"] and row["kind"] == "outcome":
            years = history[row["series"], row["geography"], row["sex"]]
            declared = known.declared[row["series"]]
            breaks = {*map(int, filter(None, declared["breaks"].split(";"))), *stated[row["series"], row["geography"]]}
            earlier = _comparable(years, int(row["year"]), breaks)
            jump = find_jump(earlier, int(row["year"]), exact(row["value"]), _scale(declared, row))
            found += [(entry, jump)] if jump else []
    return found


def _stated_breaks(rows: Iterable[dict]) -> dict[tuple[str, str], set[int]]:
    """Gather by series and geography the years whose outcome is missing because of a break."""
    breaks: dict[tuple[str, str], set[int]] = defaultdict(set)
    for row in rows:
        if row["kind"] == "outcome" and row["missing"] == "break_in_series":
            breaks[row["series"], row["geography"]].add(int(row["year"]))
    return breaks


def _comparable(years: dict[int, Decimal], year: int, breaks: set[int]) -> list[tuple[int, Decimal]]:
    """Keep the earlier years that no break in the series parts from a year."""
    start = max((new for new in breaks if new <= year), default=0)
    return sorted((each, value) for each, value in years.items() if start <= each < year)


def _scale(declared: dict, row: dict) -> Decimal | None:
    if declared["aggregation"] == "count":
        return exact(row["denominator"]) if row["denominator"] else None
    if declared["scale_min"] and declared["scale_max"]:
        return exact(declared["scale_max"]) - exact(declared["scale_min"])
    return None


def jump_issues(found: Iterable[tuple[Entry, Jump]]) -> Iterator[Issue]:
    """Refuse an unlikely value that no comment confirms."""
    for entry, jump in found:
        if not entry.values["comment"]:
            yield entry.issue(
                "value", f"{jump_words(jump)}: kontrollera talet, och bekräfta det med en kommentar om det stämmer"
            )


def jump_words(jump: Jump) -> str:
    """Say why a value is unlikely, with its figures."""
    change, limit, value = (
        format_number(each, min(decimals_of(each), 1)) for each in (jump.change, jump.limit, jump.value)
    )
    return f"avviker med {change} från {value} år {jump.year}, mer än vad tidigare år gör troligt ({limit})"


def small_issues(entries: Iterable[Entry], known: Known) -> Iterator[Issue]:
    """Refuse small counts of persons, and the cells beside them that would give them away."""
    groups: dict[tuple, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.values["series"], entry.values["geography"], entry.values["year"]].append(entry)
    stored = defaultdict(list)
    for row in known.truth:
        stored[row["series"], row["geography"], row["year"]].append(row)
    for measurement, lines in groups.items():
        yield from _group_issues(lines, stored[measurement], known.declared[measurement[0]])


def _group_issues(lines: list[Entry], stored: list[dict], declared: dict) -> Iterator[Issue]:
    """Judge one measurement with its women, men and total, the stored ones that are not handed in again included."""
    handed_in = {line.values["sex"] for line in lines}
    rows = [line.values for line in lines]
    rows += [row for row in stored if row["kind"] in ("outcome", "related") and row["sex"] not in handed_in]
    small, hidden, also = cells(rows, declared)
    too_late = not also <= handed_in  # what would have to be hidden stands there already, so the rest must not come
    for line in [line for line in lines if says(line.values)]:
        if line.values["sex"] in small:
            yield line.issue("value", "gäller 1–4 personer: lämna tomt och välj Skyddas (1–4 personer)")
        elif line.values["sex"] in also or too_late:
            which = " och ".join(SEX_NAMES[sex] for sex in ("women", "men", "total") if sex in hidden)
            yield line.issue(
                "value", f"skulle avslöja det skyddade talet för {which}: välj Skyddas (1–4 personer) även här"
            )


def table_rule_issues(decisions: Iterable[Decision], known: Known) -> list[Issue]:
    """Hold the lines against the rules of the tidy tables, together with all that is there already.

    Returns
    -------
    list of Issue
        Values off their scale, counts above n, totals outside women and men, shares that do not sum to 100; told of the
        handed-in cell, or of the stored row where the issue shows there.
    """
    taken = [decision for decision in decisions if decision.what != "unchanged"]
    rows = [decision.row | {"file": "", "line": at} for at, decision in enumerate(taken)]
    plan = [row for row in known.truth if row["kind"] in ("baseline", "target")]
    issues = table_issues(pd.DataFrame(known.declared.values()), pd.DataFrame([*plan, *known.stored, *rows]).fillna(""))
    return [_placed(issue, taken) if not issue.file else issue for issue in issues]


def _placed(issue: Issue, decisions: list[Decision]) -> Issue:
    entry = decisions[issue.row].entry
    return entry.issue(issue.column if issue.column in entry.places else "value", issue.allowed)
