"""Read a workbook's cells safely.

Its parts are unpacked in bounded pieces, looked through (entities, huge merged areas, macros) and packed again with
true sizes before openpyxl opens them, so that a header that lies about its size costs nothing. One with formulas is
read twice, for them and for their values: other readers turn ``#N/A`` and formulas without a value into empty cells
without a word. Every failure of the libraries becomes an issue in Swedish.
"""

from __future__ import annotations

import ast
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from operator import add, mul, sub, truediv
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.worksheet import Worksheet

from helpers.form.content import MOST_COLUMNS, MOST_ROWS, SEND_WORKBOOK, Cell, Content, nothing
from helpers.form.layout import COLUMNS, GUIDE, HEADER_ROW, SHEET, VERSION_SHEET
from helpers.model.issues import Issue
from helpers.model.signs import visible

MEGABYTE = 1024 * 1024
LARGEST_UNPACKED = 10 * MEGABYTE
MOST_PARTS = 200
LARGEST_AREA = 10_000
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_PLAIN_FORMULA = re.compile(r"=[-+*/(). \d]+")
_AREA = re.compile(rb"<(?:\w+:)?(mergeCell|hyperlink)\b[^>]*?\bref=\"([A-Z0-9:]+)\"")
_ENTITIES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff")
_BRACKETS = re.compile(r"\[[^\]]*\]")  # a colour, a condition, a currency
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.')
_DAMAGED = (
    "filen är skadad, eller gjord av ett program som inte följer Excels format: öppna den i Excel och spara som .xlsx"
)
_OTHERS = {
    "word/document.xml": f"filen är ett Worddokument: {SEND_WORKBOOK}",
    "ppt/presentation.xml": f"filen är en Powerpoint: {SEND_WORKBOOK}",
    "content.xml": "filen är sparad av LibreOffice (.ods): spara den som .xlsx",
    "xl/workbook.bin": "filen är en binär Excelbok (.xlsb): spara den som .xlsx",
}


class _RefusedError(Exception):
    """A workbook that is not opened; carries the Swedish reason."""


def read_workbook(file: str, content: bytes) -> Content:
    """Return what a workbook holds.

    Parameters
    ----------
    file : str
        Its name for the issues.
    content : bytes
        A zip file.
    """
    return _opened(file, content, (SHEET, VERSION_SHEET), _content)


def read_sheet(file: str, content: bytes, name: str) -> Content:
    """Return what one sheet of a workbook holds, whatever other sheets there are.

    Parameters
    ----------
    file, content
        As `read_workbook`.
    name : str
        The sheet's.
    """

    def only(shown: str, formulas: Workbook, values: Workbook) -> Content:
        if name not in formulas.sheetnames:
            return nothing(shown, ", ".join(formulas.sheetnames), f"bladet {name} saknas")
        sheet = formulas[name]
        rows = {} if too_large(sheet) else _rows(sheet, values[name], notes=False)
        return Content(shown, name, rows, None, list(_layout_issues(shown, sheet)))

    return _opened(file, content, (name,), only)


def _opened(
    file: str, content: bytes, names: tuple[str, ...], read: Callable[[str, Workbook, Workbook], Content]
) -> Content:
    """Return what is read of a workbook and its values, of which the named sheets are used, the first one's cells."""
    try:
        safe = _repacked(_unpacked(content))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(safe))
            for name in names:
                if name in book.sheetnames and not isinstance(book[name], Worksheet):
                    raise _RefusedError(f"bladet {name} är ett diagram utan celler: talen ska stå i ett vanligt blad")
            computed = _computes(book, names[0])
            return read(file, book, load_workbook(io.BytesIO(safe), data_only=True) if computed else book)
    except _RefusedError as error:
        return nothing(file, "", str(error))
    except Exception:  # the libraries promise no kind of error for a broken file
        return nothing(file, "", _DAMAGED)


def _unpacked(content: bytes) -> dict[str, bytes]:
    """Return a workbook's parts, unpacked up to a limit.

    Raises
    ------
    _RefusedError
        Before more than `LARGEST_UNPACKED` has been unpacked.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        names = {part.filename for part in parts}
        too_large = f"filen är packad och för stor: högst {LARGEST_UNPACKED // MEGABYTE} MB uppackad läses"
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise _RefusedError(too_large)
        for told in _dangers(parts, names):
            raise _RefusedError(told)
        unpacked, left = {}, LARGEST_UNPACKED
        for part in parts:
            with archive.open(part) as packed:
                unpacked[part.filename] = packed.read(left + 1)
            left -= len(unpacked[part.filename])
            if left < 0:
                raise _RefusedError(too_large)
    for name, xml in unpacked.items():
        for told in _xml_dangers(xml) if name.endswith((".xml", ".rels")) else ():
            raise _RefusedError(told)
    return unpacked


def _repacked(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _dangers(parts: list[zipfile.ZipInfo], names: set[str]) -> Iterator[str]:
    """Yield what is wrong with a packed file, from its list of parts."""
    yield from (told for name, told in _OTHERS.items() if name in names)
    if "[Content_Types].xml" not in names and any(name.lower().endswith((".xlsx", ".csv")) for name in names):
        yield "filen är en zip-fil: packa upp den och skicka filen i den"
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
        yield "filen är ingen Excelfil: spara den som .xlsx"
    if any(part.flag_bits & 1 for part in parts):
        yield "filen är lösenordsskyddad: spara den utan lösenord"
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        yield "filen innehåller makron: spara den som .xlsx utan makron"
    if len(names) != len(parts):
        yield "filen är skadad: en del finns två gånger"
    if any(part.compress_type not in _PACKINGS for part in parts):
        yield "filen är packad på ett sätt som Excel inte använder: öppna den i Excel och spara som .xlsx"


def _computes(book: Workbook, name: str) -> bool:
    """Return whether a sheet holds formulas, whose values must be read too."""
    if name not in book.sheetnames or too_large(book[name]):
        return False
    return any(cell.data_type == "f" for line in book[name] for cell in line)


def too_large(sheet: Worksheet) -> bool:
    """Return whether a cell stands so far out that going through all cells would take gigabytes."""
    return sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS


def _content(file: str, formulas: Workbook, values: Workbook) -> Content:
    issues = list(_sheet_issues(file, formulas.sheetnames))
    if SHEET not in formulas.sheetnames:
        return Content(file, "", {}, None, issues)
    sheet = formulas[SHEET]
    issues += _layout_issues(file, sheet)
    rows = {} if too_large(sheet) else _rows(sheet, values[SHEET])
    facts = _facts(formulas[VERSION_SHEET]) if VERSION_SHEET in formulas.sheetnames else {}
    return Content(file, SHEET, rows, facts, issues)


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
    """Yield the issues of a layout that hides or merges cells."""
    for area in sorted(str(area) for area in sheet.merged_cells.ranges):
        row = range_boundaries(area)[1]
        yield Issue(file, row, f"cell {area}", "", "cellerna är sammanslagna: dela dem", sheet.title)
    if hidden := sorted(number for number, dimension in sheet.row_dimensions.items() if dimension.hidden):
        what = "raden är dold" if len(hidden) == 1 else f"{len(hidden)} rader är dolda"
        cause = "ett filter är på: ta bort det" if sheet.auto_filter.ref else "visa alla rader"
        yield Issue(file, hidden[0], "", "", f"{what}: {cause}, så att inget lämnas oläst", sheet.title)
    for letter, dimension in sheet.column_dimensions.items():
        if dimension.hidden:
            told = "kolumnen är dold: visa den, så att inget lämnas oläst"
            yield Issue(file, None, _header(sheet, letter), "", told, sheet.title)
    if too_large(sheet):
        value = f"{get_column_letter(sheet.max_column)}{sheet.max_row}"
        yield Issue(
            file, None, "", value, "något står eller är formaterat långt utanför formuläret: ta bort det", sheet.title
        )


def _header(sheet: Worksheet, letter: str) -> str:
    """Return a column's name as the form has it: ``Kommentar (Q)``."""
    at = column_index_from_string(letter)
    text = sheet.cell(HEADER_ROW, at).value if at <= len(COLUMNS) else None
    return f"{text} ({letter})" if text else letter


def _rows(formulas: Worksheet, values: Worksheet, *, notes: bool = True) -> dict[int, dict[int, Cell]]:
    """Return the filled cells by row and column; a note on one is trouble where it could be meant as an answer."""
    rows: dict[int, dict[int, Cell]] = {}
    for line in formulas.iter_rows():
        for cell in line:
            if notes and cell.comment is not None:
                trouble = "cellen har en anteckning, som inte läses: flytta texten till kolumnen Kommentar"
                rows.setdefault(cell.row, {})[cell.column] = Cell(cell.row, cell.column, "", trouble=trouble)
            elif cell.value is not None and str(cell.value).strip():
                cached = values.cell(cell.row, cell.column).value
                read = _cell(cell, cached)
                if cell.font.strike and not read.trouble:
                    read = read._replace(trouble="är överstruket: ta bort det, eller strecket om det gäller")
                rows.setdefault(cell.row, {})[cell.column] = read
    return rows


def _cell(cell: Any, cached: object) -> Cell:
    at, value = (cell.row, cell.column), cell.value
    if cell.data_type == "f":
        return _formula(at, value, cached, cell.number_format)
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
        return _number(at, value, cell.number_format)
    return Cell(*at, visible(str(value)).strip())


def _formula(at: tuple[int, int], formula: object, cached: object, shown_as: str) -> Cell:
    """Return a formula of plain figures with its value.

    Any other formula becomes a cell in trouble: it could stand for whatever its file held.
    """
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
        shown = _number(at, cached, shown_as).text
        return Cell(*at, text, trouble=f"formeln hämtar sitt värde från annat håll: skriv talet i stället, här {shown}")
    if (right := _worked_out(text)) is None or abs(right - Fraction(cached)) > max(abs(right), 1) / 10**9:
        shown = _number(at, cached, shown_as).text
        return Cell(*at, text, trouble=f"formeln ger inte det som filen visar, {shown}: skriv talet i stället")
    return _number(at, cached, shown_as)._replace(formula=text.removeprefix("="))


def _worked_out(formula: str) -> Fraction | None:
    """Return what plain arithmetic gives; None when it gives nothing, as a division by nought does not."""
    ways = {ast.Add: add, ast.Sub: sub, ast.Mult: mul, ast.Div: truediv}

    def value(node: ast.expr) -> Fraction:
        match node:
            case ast.Constant(value=int() | float()):
                return Fraction(str(node.value))
            case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
                return value(node.operand) * (-1 if isinstance(node.op, ast.USub) else 1)
            case ast.BinOp() if type(node.op) in ways:
                return ways[type(node.op)](value(node.left), value(node.right))
        raise ValueError(formula)

    try:
        return value(ast.parse(formula.removeprefix("=").strip(), mode="eval").body)
    except (SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError):
        return None


def _number(at: tuple[int, int], value: float, shown_as: str) -> Cell:
    """Return a number with the fifteen digits that a spreadsheet shows.

    A percent sign in the number format multiplies what is seen by a hundred; one that only is written out, in quotation
    marks or after a backslash, does not: then 78 is seen as 78% and is taken as the text that it looks like.
    """
    number = Decimal(f"{value:.15g}")
    section = _section(shown_as, number)
    if "%" in _LITERAL.sub("", section):
        shown = f"{(number * 100).normalize():f} %" if number.is_finite() else str(number)
        return Cell(*at, _swedish(shown), number, percent=True)
    shown = _swedish(f"{number:f}")
    if _shows_another(section):
        trouble = f"cellens talformat visar något annat än talet, {shown}: skriv talet i en cell med vanligt format"
        return Cell(*at, shown, trouble=trouble)
    if "%" in section and not 0 < abs(number) <= 1:
        return Cell(*at, f"{shown} %")
    return Cell(*at, shown, number)


def _shows_another(section: str) -> bool:
    """Tell whether a number format hides a number, divides it by thousands or writes figures or ‰ of its own."""
    literals = "".join(_LITERAL.findall(section))
    plain = _LITERAL.sub("", _BRACKETS.sub("", section))
    hides = not re.search(r"[0#?@]|general|standard", plain, re.IGNORECASE)
    return hides or bool(re.search(r"[0#?],+(?![0#?,])", plain)) or "‰" in section or bool(re.search(r"\d", literals))


def _section(shown_as: str, number: Decimal) -> str:
    """Return the part of a number format that fits a number's sign."""
    sections = shown_as.split(";")
    at = 0 if number > 0 else 1 if number < 0 else 2
    return sections[at] if at < len(sections) else sections[0]


def _swedish(number: str) -> str:
    return number.replace(".", ",").replace("-", "\u2212")


def _facts(sheet: Worksheet) -> dict[str, str]:
    """Return the hidden sheet's facts: version, year, level and checksums."""
    lines: Iterable[tuple] = sheet.iter_rows(max_row=min(sheet.max_row, MOST_ROWS), max_col=2, values_only=True)
    return {str(name): str(value) for name, value in lines if name is not None}
