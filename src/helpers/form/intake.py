"""Take in filled forms and tables, all or nothing.

``python -m helpers intake FILE...`` checks the files and appends their rows to ``data/raw/outcomes/<year>.csv``; with
``--dry-run`` it only checks. `helpers.form.files` reads cells, `helpers.form.cells` says what one means,
`helpers.form.rows` which cell of the plan it fills, and `helpers.form.rules` checks rows against each other and against
history.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import NamedTuple

import click

from helpers.data.as_reported import typed
from helpers.data.package import tables_as_files
from helpers.data.revisions import newest
from helpers.data.tidy import OUTCOMES, Raw, gather, handed_in, tidy, todays_truth, with_outcomes
from helpers.data.unread import unread
from helpers.form.content import Content
from helpers.form.doubts import baseline_issues, gap_issues, jump_issues, jump_words, jumps
from helpers.form.entries import Entry, Known
from helpers.form.files import read_file, shown_names
from helpers.form.layout import REASONS
from helpers.form.rows import read_entries
from helpers.form.rules import (
    Decision,
    cell_name,
    decide,
    doubled_issues,
    measure_issues,
    said,
    sex_issues,
    small_issues,
    table_rule_issues,
    year_issues,
)
from helpers.model.issues import Issue, IssuesError, refuse
from helpers.model.records import as_records
from helpers.model.schemas import columns
from helpers.storage.files import why
from helpers.storage.folders import BusyError
from helpers.storage.paths import project_root
from helpers.storage.transaction import UnfinishedError, put_all, writing


class Taken(NamedTuple):
    """The sound result of an intake.

    Attributes
    ----------
    decisions : dict of int to list of Decision
        By the follow-up's year, in the order of the files.
    notes : list of str
        In Swedish: what deserves a look though it was accepted.
    unanswered : int
        How many rows of the forms nobody has filled in.
    """

    decisions: dict[int, list[Decision]]
    notes: list[str]
    unanswered: int


def know(raw: Raw) -> Known:
    """Return what the project knows already.

    Raises
    ------
    IssuesError
        If the raw tables themselves are not sound.
    """
    declared, everything = handed_in(raw)
    series, observations = typed(todays_truth(declared, everything))
    stored = everything[everything["kind"].isin(["outcome", "related"])]
    return Known(
        series,
        observations,
        {row["series"]: row for row in as_records(declared)},
        as_records(stored),
        as_records(newest(everything)),
    )


def check_files(paths: Sequence[Path], known: Known, follow_up: int | None = None) -> Taken:
    """Check handed-in files and return their rows; nothing is written.

    Parameters
    ----------
    paths : sequence of Path
        Filled forms, or tables as text with the columns of ``data/raw/outcomes``.
    known : Known
        From `know`.
    follow_up : int, optional
        The follow-up's year; when left out each file's own year, which must then be one.

    Returns
    -------
    Taken

    Raises
    ------
    IssuesError
        With every issue in every file.
    """
    if follow_up is not None and follow_up > (now := date.today().year):
        refuse(
            [
                Issue(
                    "--year",
                    None,
                    "",
                    str(follow_up),
                    f"en uppföljning som inte har varit än: högst {now} enligt datorns klocka",
                )
            ]
        )
    entries, issues, unanswered = _read(paths, known, follow_up)
    every = [entry for lines in entries.values() for entry in lines]
    decided = {year: decide(lines, year, known) for year, lines in entries.items()}
    issues += [issue for year, lines in entries.items() for issue in year_issues(lines, year, known)]
    issues += [issue for _, found in decided.values() for issue in found]
    issues += [*doubled_issues(every), *sex_issues(every, known), *measure_issues(every, known)]
    issues += [*baseline_issues(every, known), *gap_issues(every, known)]
    taken = {year: decisions for year, (decisions, _) in decided.items()}
    unlikely = jumps(every, known)
    issues += _beside_others([each for decisions in taken.values() for each in decisions], unlikely, issues, known)
    refuse(dict.fromkeys(issues))
    notes = [f"{cell_name(e.values, known)}: {jump_words(jump)}; bekräftat med kommentar." for e, jump in unlikely]
    return Taken(taken, notes + [note for found in taken.values() for note in _notes(found, known)], unanswered)


def _read(
    paths: Iterable[Path], known: Known, follow_up: int | None
) -> tuple[dict[int, list[Entry]], list[Issue], int]:
    """Return the files' lines by follow-up, all issues, and the unanswered rows' number."""
    entries: dict[int, list[Entry]] = defaultdict(list)
    issues: list[Issue] = []
    unanswered = 0
    for content in [read_file(path, shown) for path, shown in shown_names(paths).items()]:
        lines, found = read_entries(content, known)
        year, own = _follow_up_of(content, lines, follow_up, known)
        issues += found + own
        entries[year] += lines
        unanswered += max(0, sum("/" in key for key in content.facts or ()) - len(lines))
    return entries, issues, unanswered


def _beside_others(decisions: list[Decision], unlikely: list[tuple], issues: list[Issue], known: Known) -> list[Issue]:
    """Return the issues that show only beside other figures.

    Only lines that no earlier rule has refused are checked, so that one cause gives one issue.
    """
    refused = _lines(issues)
    clean = [d for d in decisions if _line(d.entry) not in refused]
    persons = list(small_issues([d.entry for d in decisions], known))
    clean = [d for d in clean if _line(d.entry) not in _lines(persons)]
    found = persons + table_rule_issues(clean, known)
    wrong = _lines(found)
    return found + list(jump_issues((e, jump) for e, jump in unlikely if _line(e) not in wrong))


def _line(entry: Entry) -> tuple:
    return entry.file, entry.sheet, entry.row


def _lines(issues: Iterable[Issue]) -> set[tuple]:
    return {(issue.file, issue.sheet, issue.row) for issue in issues}


def _follow_up_of(
    content: Content, entries: list[Entry], follow_up: int | None, known: Known
) -> tuple[int, list[Issue]]:
    """Return the follow-up that a file belongs to, and the issues.

    The one asked for, or the only year that the file is about.
    """
    years = sorted({int(entry.values["year"]) for entry in entries})
    newest_known = int(known.observations["year"].max())
    if follow_up is not None or not years:
        return follow_up or 0, []
    if len(years) > 1:
        allowed = "filen gäller flera år: ange uppföljningens år med --year"
        return years[-1], [Issue(content.file, None, "", ", ".join(map(str, years)), allowed, content.sheet)]
    if years[0] > newest_known + 1:
        allowed = f"året ligger långt efter det senaste som finns, {newest_known}: stämmer det, ange det med --year"
        return years[0], [Issue(content.file, None, "", str(years[0]), allowed, content.sheet)]
    return years[0], []


def _notes(decisions: list[Decision], known: Known) -> list[str]:
    """Return Swedish notes on changed values and on values already handed in."""
    notes = []
    for decision in decisions:
        name = cell_name(decision.entry.values, known)
        if decision.what == "revision":
            change = f"{said(decision.before)} ändras till {said(decision.row)}"
            when = f"räknas från uppföljningen {decision.row['reported']}"
            notes.append(f"{name}: {change}, {when} ({decision.row['revision_reason']}).")
        elif decision.what == "unchanged":
            notes.append(f"{name}: {said(decision.before)} är redan lämnat; inget ändras.")
    return notes


def write_taken(root: Path, raw: Raw, taken: Taken) -> list[Path]:
    """Append what was taken in and rebuild ``data/processed``, as one.

    To be called inside `helpers.storage.transaction.writing`.

    Returns
    -------
    list of Path
        The files that were written, none when there was nothing new.

    Raises
    ------
    IssuesError
        As `new_contents`.
    OSError
        As `helpers.storage.transaction.put_all`.
    """
    return put_all(root / "data", new_contents(root, raw, taken))


def new_contents(root: Path, raw: Raw, taken: Taken) -> dict[str, bytes]:
    """Return the files that change with what was taken in.

    By their paths inside ``data``.

    Parameters
    ----------
    root : Path
    raw : Raw
        The raw tables that the files were checked against.
    taken : Taken

    Raises
    ------
    IssuesError
        If the tables would not be sound with the new rows.
    """
    files = {
        f"{OUTCOMES}/{year}.csv": _appended(root / OUTCOMES / f"{year}.csv", rows)
        for year, decisions in taken.decisions.items()
        if (rows := [decision.row for decision in decisions if decision.what != "unchanged"])
    }
    if not files:
        return {}
    processed = tables_as_files(tidy(with_outcomes(raw, files)), raw)
    contents = {shown.removeprefix("data/"): content for shown, content in files.items()}
    return contents | {f"processed/{name}": content for name, content in processed.items()}


def _appended(path: Path, rows: list[dict[str, str]]) -> bytes:
    """Return an outcome file with rows added at its end.

    What stands there, columns of its own too, is kept.
    """
    text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    old = list(csv.reader(io.StringIO(text, newline="")))
    header = old[0] if old else []
    header += [name for name in columns("outcomes") if name not in header]
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([*line, *[""] * (len(header) - len(line))] for line in old[1:] if line)
    writer.writerows([row.get(name, "") for name in header] for row in rows)
    return buffer.getvalue().encode()


def summary(taken: Taken) -> list[str]:
    """Return in Swedish what was taken in: counts per follow-up, then notes."""
    lines = []
    for year, decisions in sorted(taken.decisions.items()):
        whats = Counter(decision.what for decision in decisions)
        missing = sum(decision.row["missing"] in REASONS for decision in decisions if decision.what != "unchanged")
        words = {
            "new": ("nytt", "nya"),
            "late": ("sent lämnat", "sent lämnade"),
            "revision": ("ändrat", "ändrade"),
            "unchanged": ("redan lämnat", "redan lämnade"),
        }
        counts = [f"{whats[what]} {words[what][whats[what] > 1]}" for what in words if whats[what]]
        lacking = f", varav {missing} utan värde med angivet skäl" if missing else ""
        lines.append(f"Uppföljningen {year}: {', '.join(counts)}{lacking}.")
    waiting = [f"{taken.unanswered} rader i formulären är inte ifyllda."] if taken.unanswered else []
    return [*lines, *waiting, *taken.notes]


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FIL...")
@click.option("--dry-run", is_flag=True, help="Kontrollera bara; skriv inget.")
@click.option("--year", type=click.IntRange(2000, 2100), help="Uppföljningens år, om inte det år som filerna gäller.")
@click.option("--root", type=click.Path(path_type=Path), help="Projektets mapp, om inte den som står här.")
def command(files: tuple[Path, ...], dry_run: bool, year: int | None, root: Path | None) -> None:
    """Tar emot ifyllda formulär och tabeller.

    Alla fel visas på en gång, och finns det något skrivs inget. Slutkod 1: fel i filerna eller på disken.
    """
    try:
        place = project_root(root)
        with nullcontext() if dry_run else writing(place / "data"):
            raw = gather(place)
            taken = check_files(files, know(raw), year)
            written = [] if dry_run else write_taken(place, raw, taken)
    except (IssuesError, BusyError, UnfinishedError) as error:
        raise SystemExit(str(error)) from None
    except OSError as error:
        raise SystemExit(f"Det gick inte att läsa eller skriva: {why(error)}") from error
    for line in [*summary(taken), *unread(place)]:
        click.echo(line)
    if dry_run:
        click.echo("Inga fel. Inget har skrivits (--dry-run).")
    for path in written:
        click.echo(f"Skrev {path.relative_to(place).as_posix()}")
    if not written and not dry_run:
        click.echo("Inget nytt att skriva.")
