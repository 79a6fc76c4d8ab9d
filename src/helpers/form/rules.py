"""Cross-row checks of submitted rows: years, duplicates, revisions, small counts.

What is only unlikely, and asked about, stands in `helpers.form.doubts`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pandas as pd

from helpers.data.checks import comes_whole, table_issues
from helpers.data.disclosure import cells, says
from helpers.data.revisions import cell_of, reported_in
from helpers.form.entries import TITLES, Entry, Known
from helpers.form.layout import FILLED_IN, REASONS
from helpers.form.telling import tells
from helpers.model.issues import Issue
from helpers.model.numbers import decimals_of, exact, format_number
from helpers.model.signs import folded
from helpers.text.words import listed, place_name

FIGURES = tuple(column.name for column in FILLED_IN if column.read_as != "text")
TEXTS = {  # headers; the reason for a change is about the change, and says nothing new by itself
    column.name: column.header for column in FILLED_IN if column.read_as == "text" and column.name != "revision_reason"
} | {"source_url": TITLES["source_url"]}
SEX_NAMES = {"women": "kvinnor", "men": "män", "total": "totalt"}


class Decision(NamedTuple):
    """What becomes of one line.

    ``what`` is ``new``, ``late``, ``revision`` or ``unchanged``; ``row`` is the row to keep.
    """

    entry: Entry
    what: str
    row: dict[str, str]
    before: dict | None


def year_issues(entries: Iterable[Entry], follow_up: int, known: Known) -> Iterator[Issue]:
    """Yield the issues of outcomes from years that cannot be.

    Years to come, after the follow-up, or before the plan unless the series continues an earlier one.
    """
    first, now = int(known.series["baseline_year"].min()), date.today().year
    for entry in entries:
        year = int(entry.values["year"])
        name = "year" if "year" in entry.places else "value"
        if year > now:
            yield entry.issue(name, f"utfallet gäller {year}, som inte har varit än")
        elif year > follow_up:
            yield entry.issue(name, f"utfallet gäller {year}, som är efter uppföljningen {follow_up}")
        elif year < first and not known.declared[entry.values["series"]]["continues"]:
            yield entry.issue(name, f"utfallet gäller {year}, som är före planens utgångsår {first}")


def doubled_issues(entries: Iterable[Entry]) -> Iterator[Issue]:
    """Yield the issues where two lines fill one cell.

    In one file or in two.
    """
    first: dict[tuple, Entry] = {}
    for entry in entries:
        other = first.setdefault(cell_of(entry.values), entry)
        if other is not entry:
            where = f"rad {other.row}" if other.file == entry.file else f"{other.file} rad {other.row}"
            name = "key" if "key" in entry.places else "series"
            both = f"här {said(entry.values)}, där {said(other.values)}"
            told = f"raden står två gånger: {cell_name(entry.values, known=None)} finns redan på {where} ({both})"
            yield entry.issue(name, told)


def sex_issues(entries: Iterable[Entry], known: Known) -> Iterator[Issue]:
    """Yield the issues where a series not about people is split by sex."""
    for entry in entries:
        declared = known.declared[entry.values["series"]]
        if declared["individual_based"] != "true" and entry.values["sex"] not in declared["sexes"].split(";"):
            name = "sex" if "sex" in entry.places else "key"
            yield entry.issue(name, "serien handlar inte om personer och delas inte på kön")


def measure_issues(entries: Iterable[Entry], known: Known) -> Iterator[Issue]:
    """Yield the issues of values that the series' unit or scale cannot hold.

    Half persons, half of anything else that is counted and not a rate, another unit, a margin wider than the scale.
    """
    for entry in entries:
        row, declared = entry.values, known.declared[entry.values["series"]]
        if row["value"] and comes_whole(declared) and exact(row["value"]) % 1:
            yield entry.issue("value", f"ska vara ett helt antal ({declared['unit']})")
        width = scale_width(declared, row)
        if row["margin"] and width is not None and exact(row["margin"]) > width:
            shown = format_number(width, decimals_of(width))
            yield entry.issue("margin", f"felmarginalen är större än hela skalan, {shown}: kontrollera den")
        if folded(row["unit"]).casefold() not in _unit_words(declared):
            yield entry.issue("unit", f"seriens enhet är {declared['unit']}: räkna om talet, eller rätta enheten")


def _unit_words(declared: dict) -> set[str]:
    percent = {"%", "procent"} if declared["unit_percent"] == "true" else set()
    return {folded(declared["unit"]).casefold()} | percent


def scale_width(declared: dict, row: dict) -> Decimal | None:
    """Return the width of a series' scale, or None without bounds.

    For a count it is its n.
    """
    if declared["aggregation"] == "count":
        return exact(row["denominator"]) if row["denominator"] else None
    if declared["scale_min"] and declared["scale_max"]:
        return exact(declared["scale_max"]) - exact(declared["scale_min"])
    return None


def cell_name(row: dict, known: Known | None) -> str:
    """Return a cell's name in Swedish: label, place, sex and year."""
    declared = known.declared[row["series"]] if known else {}
    label = declared.get("label", row["series"])
    place = place_name(declared, row["geography"]) if known else row["geography"]
    return f"{label}, {place}, {SEX_NAMES[row['sex']]} {row['year']}"


def decide(entries: Iterable[Entry], follow_up: int, known: Known) -> tuple[list[Decision], list[Issue]]:
    """Return what becomes of each line, beside what was handed in before.

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
    sources = {series: row["source"] for series, row in known.declared.items()}
    decisions = [_decision(entry, latest.get(cell_of(entry.values)), follow_up, sources) for entry in entries]
    return decisions, [issue for decision in decisions for issue in _decision_issues(decision, follow_up, known)]


def _decision(entry: Entry, before: dict | None, follow_up: int, sources: dict[str, str]) -> Decision:
    late = int(entry.values["year"]) < follow_up
    if before is None:
        reported = str(follow_up) if late else ""
        return Decision(entry, "late" if late else "new", entry.values | {"reported": reported}, None)
    if not _says_new(entry.values, before, sources[entry.values["series"]]):
        return Decision(entry, "unchanged", entry.values, before)
    reported = max(follow_up, int(reported_in(before)) + 1)
    return Decision(entry, "revision", entry.values | {"reported": str(reported)}, before)


def _says_new(row: dict, before: dict, proposed: str) -> bool:
    """Return whether a row says anything new beside the one before."""
    return not _same_figures(row, before) or bool(_new_texts(row, before, proposed))


def _new_texts(row: dict, before: dict, proposed: str) -> list[str]:
    """Return the headers of the texts that say something new.

    A text left empty and the form's proposed source do not.
    """
    nothing_new = dict.fromkeys(TEXTS, "") | {"source": proposed}
    return [header for name, header in TEXTS.items() if row[name] not in (before[name], nothing_new[name])]


def _same_figures(row: dict, before: dict) -> bool:
    return all(_as_number(row[name]) == _as_number(before[name]) for name in FIGURES)


def _as_number(text: str) -> str | Decimal:
    try:
        return exact(text) if text else ""
    except ArithmeticError:
        return text


def is_history(row: dict, known: Known) -> bool:
    """Return whether a line is history of a continued series.

    A year before the baseline, of a series that continues one of an earlier plan.
    """
    declared = known.declared[row["series"]]
    return bool(declared["continues"]) and row["year"] < declared["baseline_year"]


def _decision_issues(decision: Decision, follow_up: int, known: Known) -> Iterator[Issue]:
    entry, before = decision.entry, decision.before
    if decision.what == "late" and not is_history(entry.values, known) and not tells(entry.values["comment"]):
        allowed = (
            f"utfallet för {entry.values['year']} lämnas först i uppföljningen {follow_up}: skriv varför i kommentaren"
        )
        yield entry.issue("comment", allowed)
    if decision.what == "revision" and not tells(entry.values["revision_reason"]):
        texts = _new_texts(entry.values, before, known.declared[entry.values["series"]]["source"])
        same = f"samma tal, men något annat under {listed(texts)}"
        which = same if _same_figures(entry.values, before) else f"{said(before)} (källa: {before['source']})"
        allowed = f"redan lämnat i uppföljningen {reported_in(before)}: {which}; skriv skälet till ändringen"
        yield entry.issue("revision_reason", f"{allowed}, eller lämna raden tom")
    if decision.what in ("new", "late") and entry.values["revision_reason"]:
        yield entry.issue(
            "revision_reason", "inget är lämnat förut för den här raden: ta bort skälet, eller välj rätt rad"
        )


def said(row: dict) -> str:
    """Return in Swedish a row's value, or that it is missing."""
    if not row["value"]:
        return f"utan värde ({REASONS.get(row['missing'], row['missing']).lower()})"
    value = exact(row["value"])
    base = f" av {format_number(exact(row['denominator']))}" if row["denominator"] else ""
    return format_number(value, decimals_of(value)) + base


def small_issues(entries: Iterable[Entry], known: Known) -> Iterator[Issue]:
    """Yield the issues of small counts and of cells that would reveal them."""
    groups: dict[tuple, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.values["series"], entry.values["geography"], entry.values["year"]].append(entry)
    stored = defaultdict(list)
    for row in known.truth:
        stored[row["series"], row["geography"], row["year"]].append(row)
    for measurement, lines in groups.items():
        yield from _group_issues(lines, stored[measurement], known.declared[measurement[0]])


def _group_issues(lines: list[Entry], stored: list[dict], declared: dict) -> Iterator[Issue]:
    """Yield the small-count issues of one measurement: women, men and total.

    Stored rows that are not handed in again are looked at too.
    """
    handed_in = {line.values["sex"] for line in lines}
    rows = [line.values for line in lines]
    rows += [row for row in stored if row["kind"] in ("outcome", "related") and row["sex"] not in handed_in]
    small, hidden, also = cells(rows, declared)
    too_late = not also <= handed_in  # what must be hidden is stored already, so the rest is refused
    for line in [line for line in lines if says(line.values)]:
        if line.values["sex"] in small:
            yield line.issue("value", "gäller 1–4 personer: lämna tomt och välj Skyddas (1–4 personer)")
        elif line.values["sex"] in also or too_late:
            which = " och ".join(SEX_NAMES[sex] for sex in ("women", "men", "total") if sex in hidden)
            yield line.issue(
                "value", f"skulle avslöja det skyddade talet för {which}: välj Skyddas (1–4 personer) även här"
            )


def table_rule_issues(decisions: Iterable[Decision], known: Known) -> list[Issue]:
    """Return the issues by the tidy tables' own rules, stored rows included.

    Returns
    -------
    list of Issue
        Values off their scale, counts above n, totals outside women and men, shares that do not sum to 100; told of the
        handed-in cell, or of the stored row where the issue shows there.
    """
    taken = [decision for decision in decisions if decision.what != "unchanged"]
    if not taken:
        return []
    rows = [decision.row | {"file": "", "line": at} for at, decision in enumerate(taken)]
    touched = {row["series"] for row in rows}  # a rule of the tables is about one series, and what is stored is sound
    plan = [row for row in known.truth if row["kind"] in ("baseline", "target")]
    stored = [row for row in (*plan, *known.stored) if row["series"] in touched]
    issues = table_issues(pd.DataFrame(known.declared.values()), pd.DataFrame([*stored, *rows]).fillna(""))
    return [_placed(issue, taken) if not issue.file else issue for issue in issues]


def _placed(issue: Issue, decisions: list[Decision]) -> Issue:
    entry = decisions[issue.row].entry
    return entry.issue(issue.column if issue.column in entry.places else "value", issue.allowed)
