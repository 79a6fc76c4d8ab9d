"""Read a filled plan table, workbook or CSV, with all its issues."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from helpers.data.plan import numbers, slug
from helpers.form.cells import UnreadableError, read_text
from helpers.form.content import Cell, Content
from helpers.form.files import read_file
from helpers.model.about import About
from helpers.model.issues import Issue, refuse
from helpers.model.names import nearest
from helpers.newplan.heads import HEADS, NAMES, PEOPLE, SHEET

_YEAR = re.compile(r"20\d\d")
_SPAN = re.compile(r"(20\d\d)\s*[-–]\s*(20\d\d)")
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
    content = read_file(path, sheet=SHEET)
    refuse(content.issues)
    top, *below = sorted(content.rows) or [1]
    head = {at: cell.text for at, cell in content.rows.get(top, {}).items()}
    refuse(_head_issues(content, top, head))
    place = {name: get_column_letter(at) for at, name in head.items()}
    rows, issues = [], []

    def issue(row: Row, name: str, allowed: str) -> Issue:
        where = f"{name}, cell {place[name]}{row.line}" if name in place else name
        return Issue(content.file, row.line, where, row.cells[name], allowed, content.sheet)

    for number in below:
        cells = content.rows[number]
        named = {head[at]: cell for at, cell in cells.items() if at in head}
        row = _row(number, {name: cell.text for name, cell in named.items()})
        rows.append(row)
        issues += [issue(row, name, told) for name, cell in named.items() if (told := _trouble(cell, name))]
        issues += [
            Issue(content.file, number, f"cell {cell.ref}", cell.text, "kolumnen saknar rubrik", content.sheet)
            for at, cell in cells.items()
            if at not in head
        ]
    unread = {(told.row, told.column) for told in issues}
    found = [issue(row, name, allowed) for row in rows for name, allowed in _issues(row, about)]
    found += [issue(row, name, allowed) for row, name, allowed in _doubles(rows)]
    refuse(issues + [one for one in found if (one.row, one.column) not in unread])
    if not rows:
        refuse([Issue(content.file, None, "", "", "tabellen har inga ifyllda rader", content.sheet)])
    return rows


def _row(number: int, told: dict[str, str]) -> Row:
    filled = dict.fromkeys(NAMES, "") | told
    filled["Enhet"] = "procent" if filled["Enhet"] == "%" else filled["Enhet"]
    part = slug(re.sub(r"[^\w ]", "", filled["Del"]))
    code = re.sub(r"[^0-9A-Za-z]", "", filled["Nr"])
    return Row(number, f"{code}_{part}" if part else code, filled)


def _trouble(cell: Cell, name: str) -> str:
    """Return in Swedish why a cell cannot be read, or empty text."""
    if cell.trouble or name in FIGURES:
        return cell.trouble
    try:
        read_text(cell)
    except UnreadableError as error:
        return str(error)
    return ""


def _head_issues(content: Content, row: int, head: dict[int, str]) -> list[Issue]:
    given = list(head.values())
    missing = [one.name for one in HEADS if one.name not in given and one.needed]
    told = [(name, "", "kolumnen saknas i rubrikraden") for name in missing]
    for name in dict.fromkeys(given):
        if name not in NAMES:
            near = nearest(name, NAMES)
            told.append((name, name, "okänd kolumn" + (f"; menas {near}?" if near else "")))
        elif given.count(name) > 1:
            told.append((name, name, "kolumnen står två gånger"))
    return [Issue(content.file, row, name, value, allowed, content.sheet) for name, value, allowed in told]


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
            yield name, "ska vara ett årtal med fyra siffror, 2000 eller senare"
    if _YEAR.fullmatch(cells["Utgångsår"]) and cells["Målår"] <= cells["Utgångsår"]:
        yield "Målår", "ska vara senare än utgångsåret"
    span = _SPAN.fullmatch(cells["Genomsnitt"])
    if cells["Genomsnitt"] and not span:
        yield "Genomsnitt", "ska vara två år med streck emellan, till exempel 2020-2023"
    elif span and not cells["Utgångsår"] < span[1] <= span[2] <= cells["Målår"]:
        yield "Genomsnitt", "åren ska stå i ordning, efter utgångsåret och senast målåret"
    if cells["Gäller"].lower() == "annat" and any(row.figure(name) for name in FIGURES if not name.endswith("T")):
        yield "Gäller", f"raden har tal för två kön: välj {' eller '.join(list(PEOPLE)[:2])}"
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
                elif len(read) == 2 and any(number % 1 for number in read):
                    yield name, "ett antal av alla är två heltal, som 9/15"
    given = {name: figure for name in FIGURES if (figure := row.figure(name))}
    if is_count(row) and (plain := [name for name, figure in given.items() if "/" not in figure]):
        yield plain[0], _EITHER
    if not any(cells[f"{kind} {sex}"] for kind in ("Utgång", "Mål") for sex in "KMT"):
        yield "Utgång T", "minst ett utgångsvärde eller mål ska anges; – när planen har raden utan tal"


def area_code(name: str) -> str:
    """Return a goal area's code, of which its page is named."""
    return re.sub(r"[^a-z0-9]+", "_", slug(name)).strip("_")


def is_count(row: Row) -> bool:
    """Return whether the plan prints a count of n, as 9/15."""
    return any("/" in row.cells[name] for name in FIGURES)


def others(about: About) -> list[str]:
    """Return whom a target can be set against, as the table names them."""
    return [*(one.word for one in (*about.comparators, *about.groups)), *about.unnamed]


def _doubles(rows: list[Row]) -> Iterator[tuple[Row, str, str]]:
    seen, labels, areas = {}, {}, {}
    for row in rows:
        name = row.cells["Målområde"]
        if (first := areas.setdefault(area_code(name), row)).cells["Målområde"] != name:
            other = f"”{first.cells['Målområde']}” på rad {first.line}"
            yield row, "Målområde", f"skulle få samma sida som {other}: skriv dem lika, eller mer olika"
        if (first := seen.setdefault(row.series, row)) is not row:
            yield row, "Nr", f"samma nr och del står på rad {first.line}; skriv vad raden gäller i Del"
        if (first := labels.setdefault(row.cells["Kort namn"], row)) is not row:
            yield row, "Kort namn", f"namnet står på rad {first.line}; varje rad har ett eget"
