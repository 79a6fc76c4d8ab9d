"""Read a filled plan table, workbook or CSV, with all its issues."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from helpers.data.plan import numbers, slug
from helpers.model.about import About
from helpers.model.issues import Issue, refuse
from helpers.model.names import nearest
from helpers.newplan.heads import HEADS, NAMES, SHEET

_YEAR = re.compile(r"(19|20)\d\d")
_SPAN = re.compile(r"((?:19|20)\d\d)\s*[-–]\s*((?:19|20)\d\d)")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]*")
_FIGURE = "ska vara ett tal i svensk form, till exempel 84,5, ett antal av alla, som 9/15, eller – utan tal"
_EITHER = "radens andra tal är antal av alla; skriv det här också så, som 9/15"
DASHES = ("-", "–", "—", "−")
FIGURES = tuple(name for name in NAMES if name.split()[-1] in ("K", "M", "T"))


class Row(NamedTuple):
    """One filled line: number in the sheet, series, cells by head."""

    line: int
    series: str
    cells: dict[str, str]

    def figure(self, name: str) -> str:
        """Return the number in a cell, empty where a dash says that the plan has the row without one."""
        return "" if self.cells[name] in DASHES else self.cells[name]


def read_table(path: Path, about: About) -> list[Row]:
    """Return the filled lines of a plan table.

    Parameters
    ----------
    path : Path
        A workbook with the sheet ``Plan``, or the same heads as CSV (semicolon or comma; UTF-8 or Windows-1252).
    about : About
        What the plan's levels and comparators are.

    Raises
    ------
    IssuesError
        With every issue, its sheet and cell, in Swedish.
    """
    lines = _csv_lines(path) if path.suffix.lower() == ".csv" else _sheet_lines(path)
    sheet = "" if path.suffix.lower() == ".csv" else SHEET
    head = [text.strip() for text in lines[0]] if lines else []
    refuse(_head_issues(path.name, sheet, head))
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        told = {name: text.strip() for name, text in zip(head, cells, strict=False) if name in NAMES}
        if any(told.values()):
            filled = dict.fromkeys(NAMES, "") | told
            filled["Enhet"] = "procent" if filled["Enhet"] == "%" else filled["Enhet"]
            part = slug(re.sub(r"[^\w ]", "", filled["Del"]))
            code = re.sub(r"[^0-9A-Za-z]", "", filled["Nr"])
            rows.append(Row(number, f"{code}_{part}" if part else code, filled))
    place = {name: get_column_letter(head.index(name) + 1) for name in NAMES if name in head}

    def issue(row: Row, name: str, allowed: str) -> Issue:
        where = f"{name}, cell {place[name]}{row.line}" if name in place else name
        return Issue(path.name, row.line, where, row.cells[name], allowed, sheet)

    refuse(
        [issue(row, name, allowed) for row in rows for name, allowed in _issues(row, about)]
        + [issue(row, name, allowed) for row, name, allowed in _doubles(rows)]
    )
    if not rows:
        refuse([Issue(path.name, None, "", "", "tabellen har inga ifyllda rader", sheet)])
    return rows


def _csv_lines(path: Path) -> list[list[str]]:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    mark = ";" if ";" in text.partition("\n")[0] else ","
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))


def _sheet_lines(path: Path) -> list[list[str]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl promises no kind of error for a broken file
        refuse([Issue(path.name, None, "", "", "filen går inte att läsa som Excel; spara den som .xlsx eller .csv")])
        raise AssertionError from error
    if SHEET not in book.sheetnames:
        refuse([Issue(path.name, None, "", ", ".join(book.sheetnames), f"bladet {SHEET} saknas")])
    return [[_text(cell) for cell in row] for row in book[SHEET].iter_rows(values_only=True)]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return format(Decimal(repr(cell)).normalize(), "f").replace(".", ",")
    return str(cell)


def _head_issues(file: str, sheet: str, head: list[str]) -> list[Issue]:
    missing = [one.name for one in HEADS if one.name not in head and one.needed]
    found = [Issue(file, 1, name, "", "kolumnen saknas i rubrikraden", sheet) for name in missing]
    for name in head:
        if name and name not in NAMES:
            near = nearest(name, NAMES)
            found.append(Issue(file, 1, name, name, "okänd kolumn" + (f"; menas {near}?" if near else ""), sheet))
    return found


def _issues(row: Row, about: About) -> Iterator[tuple[str, str]]:
    cells = row.cells
    for head in HEADS:
        if head.needed and not cells[head.name]:
            yield head.name, "får inte vara tomt"
        elif head.choices and cells[head.name] and cells[head.name].lower() not in head.choices:
            yield head.name, f"välj {', '.join(head.choices)}"
    printed = [one.printed for one in about.levels]
    if cells["Nivå"] and cells["Nivå"] not in printed:
        yield "Nivå", f"välj {', '.join(printed)}; nivåerna står i plan.toml"
    if cells["Nr"] and not _CODE.fullmatch(cells["Nr"]):
        yield "Nr", "ska vara en bokstav eller siffra, som 3 eller B"
    for name in ("Utgångsår", "Målår", "Nytt mätsätt från"):
        if cells[name] and not _YEAR.fullmatch(cells[name]):
            yield name, "ska vara ett årtal med fyra siffror"
    if _YEAR.fullmatch(cells["Utgångsår"]) and cells["Målår"] <= cells["Utgångsår"]:
        yield "Målår", "ska vara senare än utgångsåret"
    if cells["Genomsnitt"] and not _SPAN.fullmatch(cells["Genomsnitt"]):
        yield "Genomsnitt", "ska vara två år med streck emellan, till exempel 2020-2023"
    if cells["Ska vara bättre än"] and cells["Ska vara bättre än"] not in others(about):
        yield "Ska vara bättre än", f"välj {', '.join(others(about))}; de står i plan.toml"
    for name in FIGURES:
        if figure := row.figure(name):
            try:
                read = numbers(figure)
            except ValueError:
                yield name, _FIGURE
            else:
                if len(read) > 2 or (len(read) == 2 and not 0 <= read[0] <= read[1] > 0):
                    yield name, "ett antal av alla skrivs 9/15, och antalet kan inte vara fler än alla"
    given = {name: figure for name in FIGURES if (figure := row.figure(name))}
    if is_count(row) and (plain := [name for name, figure in given.items() if "/" not in figure]):
        yield plain[0], _EITHER
    if not any(cells[f"{kind} {sex}"] for kind in ("Utgång", "Mål") for sex in "KMT"):
        yield "Utgång T", "minst ett utgångsvärde eller mål ska anges; – när planen har raden utan tal"


def is_count(row: Row) -> bool:
    """Return whether the plan prints a count of n, as 9/15."""
    return any("/" in row.cells[name] for name in FIGURES)


def others(about: About) -> list[str]:
    """Return whom a target can be set against, as the table names them."""
    return [*(one.word for one in (*about.comparators, *about.groups)), *about.unnamed]


def _doubles(rows: list[Row]) -> Iterator[tuple[Row, str, str]]:
    seen, labels = {}, {}
    for row in rows:
        if (first := seen.setdefault(row.series, row)) is not row:
            yield row, "Nr", f"samma nr och del står på rad {first.line}; skriv vad raden gäller i Del"
        if (first := labels.setdefault(row.cells["Kort namn"], row)) is not row:
            yield row, "Kort namn", f"namnet står på rad {first.line}; varje rad har ett eget"
