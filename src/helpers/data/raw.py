"""Read one raw table as text and check it against its schema."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from helpers.data import personal
from helpers.data.personal import is_personal_column, personal_data
from helpers.model import signs
from helpers.model.issues import Issue
from helpers.model.schemas import columns, filled
from helpers.model.signs import garbled, visible
from helpers.storage.sound import Sound

PERSONAL_COLUMN = "kolumnen ser ut att gälla enskilda personer; uppgifter om enskilda får inte lämnas, ta bort den"
MOST_DIGITS = 15
ADDRESS_TOLD = "ska vara en webbadress som börjar med https:// eller http://, utan mellanslag"
_ADDRESS = re.compile(r"https?://[\w-]+(\.[\w-]+)+(:\d+)?([/?#][^\s\"<>\\]*)?", re.IGNORECASE)


def read_raw(
    content: bytes,
    name: str,
    shown: str,
    values: Mapping[str, Sequence[str]] | None = None,
    sound: Sound | None = None,
    needed: Collection[str] | None = None,
) -> tuple[pd.DataFrame, list[Issue]]:
    """Return one raw table's rows as text, and its issues.

    Parameters
    ----------
    content : bytes
        A comma-separated UTF-8 file with a header; a byte order mark is accepted.
    name : str
        The schema's name in `helpers.model.schemas`.
    shown : str
        The file's name in the issues.
    values : mapping of str to sequence of str, optional
        What the project's own data allow, as `helpers.model.schemas.filled` takes it; not checked when left out.
    sound : Sound, optional
        A table that has been found sound before is not validated again; one that is found so now is noted.
    needed : collection of str, optional
        The columns that the file must have; when left out those of its schema that are not optional there.

    Returns
    -------
    rows : DataFrame
        One row per line of the file, every cell text, plus ``file`` and ``line`` (the header is row 1). Optional
        columns that the file lacks are empty, columns that the schema lacks are left out. No row when the file cannot
        be read.
    issues : list of Issue
        All that breaks the schema, in Swedish; empty when nothing does.
    """
    allowed = tuple((key, tuple(codes)) for key, codes in (values or {}).items())
    known_by = fingerprint(content, name, values) if sound is not None else ""
    must = tuple(needed) if needed is not None else None
    rows, issues = _read_once(content, name, shown, allowed, must, is_sound=sound is not None and known_by in sound)
    if sound is not None and not issues:
        sound.note(known_by)
    return rows.copy(), list(issues)


def fingerprint(content: bytes, name: str, values: Mapping[str, Sequence[str]] | None = None) -> str:
    """Return a fingerprint of a table, its schema and the checking code."""
    total = sha256(_judge())
    total.update(json.dumps(filled(name, values or {}), sort_keys=True).encode() + content)
    return total.hexdigest()


@cache
def _judge() -> bytes:
    modules = (module.__file__ for module in (sys.modules[__name__], personal, signs))
    code = (Path(path).read_bytes() for path in (*modules, Path(__file__).with_name("against_schema.py")))
    return b"".join([version("frictionless").encode(), *code])


@lru_cache(64)  # room for all, twice: the overview reads them as they are and as the follow-up before knew them
def _read_once(
    content: bytes, name: str, shown: str, allowed: tuple, needed: tuple | None, is_sound: bool
) -> tuple[pd.DataFrame, list[Issue]]:
    fields = filled(name, dict(allowed))["fields"]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        bad = error.object[error.start : error.start + 1].hex()
        return _empty(name), [Issue(shown, None, "", f"byte 0x{bad}", "filen ska vara kodad i UTF-8")]
    header = next(csv.reader(io.StringIO(text, newline="")), [])
    if issues := _header_issues(header, name, shown, needed):
        return _empty(name), issues
    if is_sound:
        return _text_rows(text, header, name, shown), []
    from helpers.data.against_schema import schema_issues  # takes a quarter of a second to import

    issues = [*schema_issues(text, header, name, shown, fields), *_cell_issues(text, header, shown, fields)]
    return _text_rows(text, header, name, shown), issues


def _empty(name: str) -> pd.DataFrame:
    return pd.DataFrame(columns=[*columns(name), "file", "line"], dtype=object)


def _header_issues(header: list[str], name: str, shown: str, needed: tuple | None) -> list[Issue]:
    must = [column for column in columns(name) if column not in _optional(name)] if needed is None else needed
    missing = [column for column in must if column not in header]
    doubled = sorted({column for column in header if header.count(column) > 1})
    hint = "; filen ska vara kommaseparerad" if len(header) == 1 and ";" in header[0] else ""
    found = [Issue(shown, 1, column, "", f"kolumnen saknas i rubrikraden{hint}") for column in missing]
    found += [Issue(shown, 1, column, column, "kolumnen står två gånger") for column in doubled]
    single = [column for column in header if column not in columns(name) and is_personal_column(column)]
    return found + [Issue(shown, 1, column, column, PERSONAL_COLUMN) for column in single]


def _cell_issues(text: str, header: list[str], shown: str, fields: list[dict]) -> Iterator[Issue]:
    """Yield the issues of contents that no cell may hold, whatever its column.

    Personal data are not repeated in the issue.
    """
    numbers = {field["name"] for field in fields if field["type"] in ("number", "integer")}
    required = {field["name"] for field in fields if field.get("constraints", {}).get("required")}
    for row, cells in enumerate(csv.reader(io.StringIO(text, newline="")), start=1):
        for column, cell in zip(header, cells, strict=False):
            if why := personal_data(cell):
                yield Issue(shown, row, column, "dolt", why)
            elif mark := garbled(cell):
                yield Issue(shown, row, column, cell, f"”{mark}” är ett tecken som blivit fel: skriv om texten")
            elif column in numbers and sum(map(str.isdigit, cell)) > MOST_DIGITS:
                yield Issue(shown, row, column, cell, f"talet har fler än {MOST_DIGITS} siffror")
            elif row > 1 and column in required and cell and not visible(cell).strip():
                yield Issue(shown, row, column, "", "får inte vara tomt: där står bara mellanslag")
            elif row > 1 and column == "source_url" and cell and not is_address(cell):
                yield Issue(shown, row, column, cell, ADDRESS_TOLD)
            elif swallowed(cell, ",", len(header)):
                yield Issue(shown, row, column, cell, "ett citattecken saknas: flera rader har hamnat i en cell")


def is_address(text: str) -> bool:
    """Return whether a text is the address of a page: no other kind may become a link."""
    return _ADDRESS.fullmatch(text) is not None


def swallowed(cell: str, delimiter: str, columns: int) -> bool:
    """Return whether a cell holds whole rows because a quotation mark is missing."""
    return any(line.count(delimiter) >= max(2, columns // 2) for line in cell.splitlines()[1:])


def _text_rows(text: str, header: list[str], name: str, shown: str) -> pd.DataFrame:
    """Return the non-empty rows as text, numbered as a spreadsheet does."""
    rows, wanted = [], columns(name)
    for number, cells in enumerate(csv.reader(io.StringIO(text, newline="")), start=1):
        if number > 1 and any(cells):
            given = dict(zip(header, cells, strict=False))
            rows.append({column: given.get(column, "") for column in wanted} | {"file": shown, "line": number})
    return pd.DataFrame(rows, columns=_empty(name).columns, dtype=object)


_LAST_NEEDED = {"outcomes": "comment", "measures": "kpi", "declarations": "unlikely_reason"}


def _optional(name: str) -> set[str]:
    """Return the columns that a file may leave out.

    In outcome files those after ``comment``, in measures those after ``kpi``, in declarations ``continues``.
    """
    names, last = columns(name), _LAST_NEEDED.get(name)
    return set(names[names.index(last) + 1 :]) if last else set()
