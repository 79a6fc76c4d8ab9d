"""Read one handed-in file, workbook or text.

Its bytes say what it is, not its name. What cannot be read is an issue in Swedish. Workbooks are read in
`helpers.form.excel`, text here.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path

from helpers.data.raw import swallowed
from helpers.form.content import MOST_COLUMNS, MOST_ROWS, SEND_WORKBOOK, Cell, Content, nothing
from helpers.form.excel import read_sheet, read_workbook
from helpers.model.signs import garbled, visible
from helpers.storage.files import why

MEGABYTE = 1024 * 1024
LARGEST_FILE = 5 * MEGABYTE
_AS_CSV = "spara den som CSV UTF-8 (semikolonavgränsad)"
_KINDS = {
    b"\xd0\xcf\x11\xe0": "filen är lösenordsskyddad eller i ett äldre Excelformat: spara den som .xlsx utan lösenord",
    b"PK\x05\x06": f"filen är en tom zip-fil: {SEND_WORKBOOK}",
    b"%PDF": f"filen är en PDF: {SEND_WORKBOOK}",
    b"\xff\xd8\xff": f"filen är en bild: {SEND_WORKBOOK}",
    b"\x89PNG": f"filen är en bild: {SEND_WORKBOOK}",
    b"GIF8": f"filen är en bild: {SEND_WORKBOOK}",
    b"{\\rtf": f"filen är ett textdokument (RTF): {SEND_WORKBOOK}",
}
_MARKUP = re.compile(rb"\s*<(!doctype|html|\?xml|table|head|meta|workbook)\b", re.IGNORECASE)
_WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff")
_SEPARATOR_TOLD = re.compile(r"\Asep=.(\r?\n|\r|\Z)", re.IGNORECASE)  # a first line for Excel alone
_INSIDE_WORD = re.compile(r"(?<=[a-zA-Z])[åäöÅÄÖ](?=[a-zA-Z])")


def shown_names(paths: Iterable[Path]) -> dict[Path, str]:
    """Return the name to print for each file.

    Its own name, or the path as given where two files share a name.
    """
    paths = list(paths)
    names = [path.name for path in paths]
    return {path: _printable(path.name if names.count(path.name) == 1 else path.as_posix()) for path in paths}


def _printable(name: str) -> str:
    """Return a file's name without signs that would steer a terminal."""
    return "".join(mark if mark.isprintable() else "?" for mark in name)


def read_file(path: Path, shown: str | None = None, sheet: str | None = None) -> Content:
    """Return what a handed-in workbook or text file holds.

    Parameters
    ----------
    path : Path
    shown : str, optional
        The file's name in the issues; its own name when left out.
    sheet : str, optional
        The only sheet to read of a workbook; when left out the workbook should be a form.

    Returns
    -------
    Content
        With an issue, and no rows, where the file cannot be read or is not what it should be.
    """
    shown = shown or _printable(path.name)
    try:
        if told := _not_a_file(path):
            return nothing(shown, "", told)
        size = path.stat().st_size
        if size > LARGEST_FILE:
            allowed = f"filen är för stor: högst {LARGEST_FILE // MEGABYTE} MB läses, ett formulär är mindre än 1 MB"
            return nothing(shown, f"{size // MEGABYTE} MB", allowed)
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        cause = why(error) if isinstance(error, OSError) else "namnet går inte att läsa"
        return nothing(shown, "", f"filen gick inte att öppna ({cause}): stäng den i andra program och försök igen")
    if content[:4] == b"PK\x03\x04":
        return read_sheet(shown, content, sheet) if sheet else read_workbook(shown, content)
    for start, allowed in _KINDS.items():
        if content.startswith(start):
            return nothing(shown, "", allowed)
    return _read_text(shown, content)


def _not_a_file(path: Path) -> str:
    """Return in Swedish why a path cannot be read, or empty text."""
    if path.name.startswith(("~$", ".~lock.")):
        return "är en låsfil som finns medan filen är öppen: stäng den och välj filen själv"
    if path.is_dir():
        return "är en mapp: ange filerna i den"
    if not path.exists():
        return "filen finns inte"
    return "" if path.is_file() else "är ingen vanlig fil"


def _read_text(file: str, content: bytes) -> Content:
    if _MARKUP.match(content.removeprefix(b"\xef\xbb\xbf")):
        return nothing(file, "", "filen är en webbsida eller XML, vad den än heter: öppna den och spara som .xlsx")
    if content[:2] in _WIDE_TEXT or b"\0" in content:
        return nothing(file, "", f"filen är inte vanlig text: {_AS_CSV}")
    try:
        if other := _code_page(content):
            return nothing(file, "", f"filen är sparad i teckenkodningen {other}, så å, ä och ö blir fel: {_AS_CSV}")
        text = _SEPARATOR_TOLD.sub("\n", decoded(content))
        if not visible(text).strip():
            return nothing(file, "", "filen är tom")
        delimiter = _delimiter(text)
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except UnicodeDecodeError as error:
        bad = f"byte 0x{content[error.start]:02x}"
        return nothing(file, bad, f"filen ska vara kodad i UTF-8 eller Windows-1252: {_AS_CSV}")
    except csv.Error:
        return nothing(file, "", "filen kan inte delas i celler: kontrollera citattecknen")
    if len(lines) > MOST_ROWS:
        return nothing(file, f"{len(lines)} rader", f"filen har för många rader: högst {MOST_ROWS} läses")
    head = next(line for line in lines if line)
    if (most := max(map(len, lines))) > MOST_COLUMNS:
        return nothing(file, f"{most} kolumner", f"filen har för många kolumner: högst {MOST_COLUMNS} läses")
    for number, line in enumerate(lines, start=1):
        if any(swallowed(cell, delimiter, len(head)) for cell in line):
            allowed = f"ett citattecken saknas på rad {number}, så att flera rader hamnar i en cell: rätta det"
            return nothing(file, "", allowed)
    rows = {number: _cells(number, line) for number, line in enumerate(lines, start=1)}
    return Content(file, "", {number: cells for number, cells in rows.items() if cells}, None, [])


def _cells(number: int, line: list[str]) -> dict[int, Cell]:
    texts = {at: visible(cell).strip() for at, cell in enumerate(line, start=1)}
    return {at: Cell(number, at, text) for at, text in texts.items() if text}


def decoded(content: bytes) -> str:
    """Return bytes as text: UTF-8, or else Windows-1252.

    Swedish Excel saves text in both ways, the first with or without byte order mark.

    Raises
    ------
    UnicodeDecodeError
        If it is neither.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _code_page(content: bytes) -> str:
    """Return another encoding that a text is plainly in, or empty text.

    UTF-8 that was saved as UTF-8 once more shows by its pairs (``Ã¤``); code page 850 and Mac show by Swedish letters
    inside words that Windows-1252 does not give.
    """
    try:
        mark = garbled(content.decode("utf-8"))
        return f"UTF-8 två gånger ({mark})" if len(mark) > 1 else ""
    except UnicodeDecodeError:
        pass
    right = _swedish_letters(content, "cp1252")
    names = {"cp850": "CP850 (MS-DOS)", "mac_roman": "Macintosh"}
    return next((name for page, name in names.items() if _swedish_letters(content, page) > right), "")


def _swedish_letters(content: bytes, page: str) -> int:
    return len(_INSIDE_WORD.findall(content.decode(page, errors="replace")))


def _delimiter(text: str) -> str:
    """Return the character between cells: the commonest candidate of the first line."""
    first = next(line for line in text.splitlines() if line.strip())
    return max(";\t,", key=first.count)
