"""What stands in a handed-in file, cell by cell, as far as it can be read safely; no meaning is put into it here.

A workbook is looked through before it is opened (size, zip bombs, entities, huge merged areas) and read twice with
openpyxl, once for formulas and once for their values: other readers turn ``#N/A`` and formulas without a value into
empty cells without a word.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.worksheet import Worksheet

from helpers.form.layout import GUIDE, SHEET, VERSION_SHEET
from helpers.model.issues import Issue

MEGABYTE = 1024 * 1024
LARGEST_FILE = 5 * MEGABYTE
LARGEST_UNPACKED = 10 * MEGABYTE
MOST_PARTS = 200
LARGEST_AREA = 10_000
MOST_ROWS, MOST_COLUMNS = 5_000, 100
_PLAIN_FORMULA = re.compile(r"=[-+*/(). \d]+")
_AREA = re.compile(rb"<(?:\w+:)?(mergeCell|hyperlink)\b[^>]*?\bref=\"([A-Z0-9:]+)\"")
_ENTITIES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff")


class Cell(NamedTuple):
    """One cell that is not empty.

    Attributes
    ----------
    row : int
        As a spreadsheet counts, from 1.
    column : int
        From 1.
    text : str
        What a person sees there, numbers with decimal comma; stripped.
    number : Decimal or None
        The number, where the cell holds one as such.
    percent : bool
        Whether the number is formatted as percent, so that 0,78 is seen as 78 %.
    formula : str
        The plain arithmetic that the number was worked out with, without ``=``; empty when it was typed.
    trouble : str
        In Swedish, why the cell cannot be read at all; empty when it can.
    """

    row: int
    column: int
    text: str
    number: Decimal | None = None
    percent: bool = False
    formula: str = ""
    trouble: str = ""

    @property
    def ref(self) -> str:
        """The cell's name in a spreadsheet: ``K7``."""
        return f"{get_column_letter(self.column)}{self.row}"


class Content(NamedTuple):
    """What one file holds.

    Attributes
    ----------
    file, sheet : str
        Names for the issues; ``sheet`` is empty for text files.
    rows : dict of int to dict of int to Cell
        The cells that are not empty, by row and column.
    facts : dict of str to str or None
        The form's hidden facts; None for text files.
    issues : list of Issue
    """

    file: str
    sheet: str
    rows: dict[int, dict[int, Cell]]
    facts: dict[str, str] | None
    issues: list[Issue]


def read_file(path: Path) -> Content:
    """Read a handed-in workbook or text file; what it is decides its content, not its name."""
    if not path.is_file():
        return _nothing(path, "", "filen finns inte")
    size = path.stat().st_size
    if size > LARGEST_FILE:
        allowed = f"filen är för stor: högst {LARGEST_FILE // MEGABYTE} MB läses, ett formulär är mindre än 1 MB"
        return _nothing(path, f"{size // MEGABYTE} MB", allowed)
    content = path.read_bytes()
    if content[:4] == b"PK\x03\x04":
        return _read_workbook(path, content)
    if content[:4] == b"\xd0\xcf\x11\xe0":
        return _nothing(
            path, "", "filen är lösenordsskyddad eller i ett äldre Excelformat: spara den som .xlsx utan lösenord"
        )
    return _read_text(path, content)


def _nothing(path: Path, value: str, allowed: str) -> Content:
    return Content(path.name, "", {}, None, [Issue(path.name, None, "", value, allowed)])


def _read_text(path: Path, content: bytes) -> Content:
    if content[:2] in _WIDE_TEXT or b"\0" in content:
        return _nothing(path, "", "filen är inte vanlig text: spara den som CSV UTF-8 (semikolonavgränsad)")
    try:
        text = decoded(content)
        if not text.strip():
            return _nothing(path, "", "filen är tom")
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True))
    except UnicodeDecodeError as error:
        bad = f"byte 0x{content[error.start]:02x}"
        return _nothing(path, bad, "filen ska vara kodad i UTF-8 eller Windows-1252: spara den som CSV UTF-8")
    except csv.Error:
        return _nothing(path, "", "filen kan inte delas i celler: kontrollera citattecknen")
    rows = {
        number: {at: Cell(number, at, cell.strip()) for at, cell in enumerate(line, start=1) if cell.strip()}
        for number, line in enumerate(lines, start=1)
    }
    return Content(path.name, "", {number: cells for number, cells in rows.items() if cells}, None, [])


def decoded(content: bytes) -> str:
    """Read text as UTF-8, with or without byte order mark, or as Windows-1252, the ways that Swedish Excel saves it.

    Raises
    ------
    UnicodeDecodeError
        If it is neither.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _delimiter(text: str) -> str:
    """Find the mark between cells in the first line, where a spreadsheet writes one for every column."""
    first = next(line for line in text.splitlines() if line.strip())
    return max(";\t,", key=first.count)


def _read_workbook(path: Path, content: bytes) -> Content:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            dangers = list(_dangers(archive))
        if dangers:
            return _nothing(path, "", dangers[0])
        formulas, values = (load_workbook(io.BytesIO(content), data_only=only) for only in (False, True))
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        OSError,
        EOFError,
        SyntaxError,
    ) as error:
        return _nothing(path, type(error).__name__, "filen är skadad eller ingen Excelfil: spara den som .xlsx")
    issues = list(_sheet_issues(path.name, formulas.sheetnames))
    if SHEET not in formulas.sheetnames:
        return Content(path.name, "", {}, None, issues)
    sheet = formulas[SHEET]
    issues += _layout_issues(path.name, sheet)
    too_large = sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS
    rows = {} if too_large else _rows(sheet, values[SHEET])
    facts = _facts(formulas[VERSION_SHEET]) if VERSION_SHEET in formulas.sheetnames else {}
    return Content(path.name, SHEET, rows, facts, issues)


def _dangers(archive: zipfile.ZipFile) -> Iterator[str]:
    """Look through a packed file before anything opens it; sizes first, since the rest unpacks the parts."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        yield f"filen är packad och för stor: högst {LARGEST_UNPACKED // MEGABYTE} MB uppackad läses"
        return
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
        yield "filen är ingen Excelfil: spara den som .xlsx"
    if any(part.flag_bits & 1 for part in parts):
        yield "filen är lösenordsskyddad: spara den utan lösenord"
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        yield "filen innehåller makron: spara den som .xlsx utan makron"
    if len(names) != len(parts):
        yield "filen är skadad: en del finns två gånger"
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            yield from _xml_dangers(archive.read(part))


def _xml_dangers(xml: bytes) -> Iterator[str]:
    if xml[:2] in _WIDE_TEXT or _ENTITIES.search(xml):
        yield "filen innehåller något som ingen Excelfil har (entiteter): den läses inte"
    for _kind, area in _AREA.findall(xml):
        if _size(area.decode()) > LARGEST_AREA:
            yield f"området {area.decode()} är för stort: dela de sammanslagna cellerna"


def _size(area: str) -> int:
    left, top, right, bottom = range_boundaries(area)
    return (right - left + 1) * (bottom - top + 1)


def _sheet_issues(file: str, names: list[str]) -> Iterator[Issue]:
    known = [GUIDE, SHEET, VERSION_SHEET]
    for name in known:
        if name not in names:
            yield Issue(
                file,
                None,
                "",
                name,
                "bladet saknas: filen ska vara ett formulär som python -m helpers form har skrivit",
            )
    for name in names:
        if name not in known:
            yield Issue(file, None, "", name, "bladet hör inte till formuläret och läses inte: ta bort det", name)


def _layout_issues(file: str, sheet: Worksheet) -> Iterator[Issue]:
    """Tell of what would make cells be missed or read as another row's."""
    for area in sorted(str(area) for area in sheet.merged_cells.ranges):
        row = range_boundaries(area)[1]
        yield Issue(file, row, f"cell {area}", "", "cellerna är sammanslagna: dela dem", sheet.title)
    for number, dimension in sheet.row_dimensions.items():
        if dimension.hidden:
            yield Issue(file, number, "", "", "raden är dold: visa den, så att inget lämnas oläst", sheet.title)
    for letter, dimension in sheet.column_dimensions.items():
        if dimension.hidden:
            yield Issue(file, None, letter, "", "kolumnen är dold: visa den, så att inget lämnas oläst", sheet.title)
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        value = f"{get_column_letter(sheet.max_column)}{sheet.max_row}"
        yield Issue(
            file, None, "", value, "något står eller är formaterat långt utanför formuläret: ta bort det", sheet.title
        )


def _rows(formulas: Worksheet, values: Worksheet) -> dict[int, dict[int, Cell]]:
    rows: dict[int, dict[int, Cell]] = {}
    for line in formulas.iter_rows():
        for cell in line:
            if cell.comment is not None:
                trouble = "cellen har en anteckning, som inte läses: flytta texten till kolumnen Kommentar"
                rows.setdefault(cell.row, {})[cell.column] = Cell(cell.row, cell.column, "", trouble=trouble)
            elif cell.value is not None and str(cell.value).strip():
                cached = values.cell(cell.row, cell.column).value
                rows.setdefault(cell.row, {})[cell.column] = _cell(cell, cached)
    return rows


def _cell(cell: Any, cached: object) -> Cell:
    at, value = (cell.row, cell.column), cell.value
    if cell.data_type == "f":
        return _formula(at, value, cached, "%" in cell.number_format)
    if cell.data_type == "e":
        return Cell(
            *at, str(value), trouble=f"{value} är ett felvärde från Excel: skriv talet, eller lämna tomt med ett skäl"
        )
    if isinstance(value, bool):
        return Cell(*at, "SANT" if value else "FALSKT", trouble="ska vara ett tal eller text, inte SANT eller FALSKT")
    if isinstance(value, datetime | date | time):
        trouble = "Excel har gjort om det som skrevs till ett datum: skriv om det, med decimalkomma"
        return Cell(*at, str(value)[:10], trouble=trouble)
    if isinstance(value, int | float):
        return _number(at, value, "%" in cell.number_format)
    return Cell(*at, str(value).strip())


def _formula(at: tuple[int, int], formula: object, cached: object, percent: bool) -> Cell:
    """Take a formula of plain figures with its value; any other could stand for whatever its file held."""
    text = (
        formula.text
        if isinstance(formula, ArrayFormula)
        else "="
        if isinstance(formula, DataTableFormula)
        else str(formula)
    )
    if cached is None:
        return Cell(*at, text, trouble="formeln har inget uträknat värde: skriv talet i stället")
    if isinstance(cached, bool) or not isinstance(cached, int | float):
        return Cell(*at, text, trouble=f"formeln ger inget tal ({cached}): skriv talet i stället")
    if not _PLAIN_FORMULA.fullmatch(text):
        shown = _number(at, cached, percent).text
        return Cell(*at, text, trouble=f"formeln hämtar sitt värde från annat håll: skriv talet i stället, här {shown}")
    return _number(at, cached, percent)._replace(formula=text.removeprefix("="))


def _number(at: tuple[int, int], value: float, percent: bool) -> Cell:
    """Keep the fifteen digits that a spreadsheet shows of a number."""
    number = Decimal(f"{value:.15g}")
    shown = f"{(number * 100).normalize():f} %" if percent else f"{number:f}"
    return Cell(*at, shown.replace(".", ",").replace("-", "\u2212"), number, percent)


def _facts(sheet: Worksheet) -> dict[str, str]:
    """Read the hidden sheet: the form's version, year, level and checksums."""
    lines: Iterable[tuple] = sheet.iter_rows(max_row=min(sheet.max_row, MOST_ROWS), max_col=2, values_only=True)
    return {str(name): str(value) for name, value in lines if name is not None}
