"""Read one raw table as text and check it against its schema."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path

import pandas as pd
from frictionless import Dialect, Resource, Schema, system
from frictionless import __version__ as version
from frictionless.errors import Error as TableError
from frictionless.formats import CsvControl

from helpers.data import personal
from helpers.data.personal import is_personal_column, personal_data
from helpers.model import signs
from helpers.model.imports import without_module
from helpers.model.issues import Issue
from helpers.model.names import meant
from helpers.model.schemas import columns, filled, schema
from helpers.model.signs import garbled
from helpers.storage.sound import Sound

_TYPES = {
    "number": "ska vara ett tal med punkt som decimaltecken, till exempel 13.8",
    "integer": "ska vara ett heltal",
    "year": "ska vara ett årtal med fyra siffror",
    "boolean": "ska vara true eller false",
}
with without_module("rfc3987_syntax"):  # its grammar of web addresses takes a second; no schema has an address
    import_module("jsonschema")  # frictionless imports it when it first validates

PERSONAL_COLUMN = "kolumnen ser ut att gälla enskilda personer; uppgifter om enskilda får inte lämnas, ta bort den"
MOST_DIGITS = 15


def read_raw(
    content: bytes,
    name: str,
    shown: str,
    values: Mapping[str, Sequence[str]] | None = None,
    sound: Sound | None = None,
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
    rows, issues = _read_once(content, name, shown, allowed, is_sound=sound is not None and known_by in sound)
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
    code = (Path(module.__file__).read_bytes() for module in (sys.modules[__name__], personal, signs))
    return b"".join([version.encode(), *code])


@lru_cache(64)  # room for all, twice: the overview reads them as they are and as the follow-up before knew them
def _read_once(
    content: bytes, name: str, shown: str, allowed: tuple, is_sound: bool
) -> tuple[pd.DataFrame, list[Issue]]:
    fields = filled(name, dict(allowed))["fields"]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        bad = error.object[error.start : error.start + 1].hex()
        return _empty(name), [Issue(shown, None, "", f"byte 0x{bad}", "filen ska vara kodad i UTF-8")]
    header = next(csv.reader(io.StringIO(text, newline="")), [])
    if issues := _header_issues(header, name, shown):
        return _empty(name), issues
    if is_sound:
        return _text_rows(text, header, name, shown), []
    issues = [_issue(error, name, shown, fields) for error in _schema_errors(text, header, name, fields)]
    return _text_rows(text, header, name, shown), [*_without_echoes(issues), *_cell_issues(text, header, shown, fields)]


def _empty(name: str) -> pd.DataFrame:
    return pd.DataFrame(columns=[*columns(name), "file", "line"], dtype=object)


def _header_issues(header: list[str], name: str, shown: str) -> list[Issue]:
    missing = [column for column in columns(name) if column not in header and column not in _optional(name)]
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
    for row, cells in enumerate(csv.reader(io.StringIO(text, newline="")), start=1):
        for column, cell in zip(header, cells, strict=False):
            if why := personal_data(cell):
                yield Issue(shown, row, column, "dolt", why)
            elif mark := garbled(cell):
                yield Issue(shown, row, column, cell, f"”{mark}” är ett tecken som blivit fel: skriv om texten")
            elif column in numbers and sum(map(str.isdigit, cell)) > MOST_DIGITS:
                yield Issue(shown, row, column, cell, f"talet har fler än {MOST_DIGITS} siffror")
            elif swallowed(cell, ",", len(header)):
                yield Issue(shown, row, column, cell, "ett citattecken saknas: flera rader har hamnat i en cell")


def swallowed(cell: str, delimiter: str, columns: int) -> bool:
    """Return whether a cell holds whole rows because a quotation mark is missing."""
    return any(line.count(delimiter) >= max(2, columns // 2) for line in cell.splitlines()[1:])


def _text_rows(text: str, header: list[str], name: str, shown: str) -> pd.DataFrame:
    """Return the non-empty rows as text, numbered as a spreadsheet does."""
    rows = []
    for number, cells in enumerate(csv.reader(io.StringIO(text, newline="")), start=1):
        if number > 1 and any(cells):
            given = dict(zip(header, cells, strict=False))
            rows.append({column: given.get(column, "") for column in columns(name)} | {"file": shown, "line": number})
    return pd.DataFrame(rows, columns=_empty(name).columns, dtype=object)


def _schema_errors(text: str, header: list[str], name: str, fields: list[dict]) -> list[TableError]:
    """Return frictionless's errors for one table; columns may stand in any order."""
    known = {field["name"]: field for field in fields}
    given = [known.get(column, {"name": column, "type": "string"}) for column in header]
    key = [column for column in schema(name)["primaryKey"] if column in header]
    resource = Resource(
        data=text.encode(),
        format="csv",
        encoding="utf-8",
        schema=Schema.from_descriptor({**schema(name), "fields": given, "primaryKey": key, "foreignKeys": []}),
        dialect=Dialect(controls=[CsvControl(delimiter=",")]),
    )
    with system.use_context(trusted=True):
        report = resource.validate(limit_errors=10_000)
    return [error for task in report.tasks for error in task.errors] + list(report.errors)


_LAST_NEEDED = {"outcomes": "comment", "measures": "kpi", "declarations": "unlikely_reason"}


def _optional(name: str) -> set[str]:
    """Return the columns that a file may leave out.

    In outcome files those after ``comment``, in measures those after ``kpi``, in declarations ``continues``.
    """
    names, last = columns(name), _LAST_NEEDED.get(name)
    return set(names[names.index(last) + 1 :]) if last else set()


def _issue(error: TableError, name: str, shown: str, fields: list[dict]) -> Issue:
    row = getattr(error, "row_number", None)
    column = getattr(error, "field_name", None) or ""
    cell = getattr(error, "cell", None)
    return Issue(shown, row, column, "" if cell is None else str(cell), _allowed(error, name, fields))


def _allowed(error: TableError, name: str, fields: list[dict]) -> str:
    """Return one frictionless error in Swedish."""
    match error.type:
        case "type-error":
            return _TYPES.get(_field(error, fields).get("type"), "har fel typ")
        case "constraint-error":
            return _constraint(error, _field(error, fields).get("constraints", {}))
        case "blank-row":
            return "raden är tom; ta bort den"
        case "missing-cell":
            return "raden har för få celler"
        case "extra-cell":
            return "raden har för många celler; text med komma ska stå inom citattecken"
        case "primary-key":
            key = schema(name)["primaryKey"]
            return f"raden finns redan: varje {', '.join(key)} får stå en gång"
        case "source-error" | "header-error":
            return "filen är tom eller saknar rubrikrad"
        case _:
            return f"kan inte läsas ({error.type})"


def _field(error: TableError, fields: list[dict]) -> dict:
    return next((f for f in fields if f["name"] == getattr(error, "field_name", "")), {})


def _constraint(error: TableError, constraints: dict) -> str:
    cell = str(getattr(error, "cell", "") or "")
    if not cell:
        return "får inte vara tomt"
    if "enum" in constraints:
        allowed = constraints["enum"]
        return f"tillåtet är {', '.join(allowed)}" + meant(cell, allowed)
    if "minimum" in constraints or "maximum" in constraints:
        low, high = constraints.get("minimum"), constraints.get("maximum")
        return f"ska vara minst {low}" if high is None else f"ska ligga mellan {low} och {high}"
    return f"ska ha formen {constraints.get('pattern', '')}"


def _without_echoes(issues: list[Issue]) -> list[Issue]:
    """Return one issue per empty or short row instead of one per cell."""
    broken = {f.row for f in issues if f.allowed.startswith(("raden är tom", "raden har för få"))}
    kept = [f for f in issues if f.row not in broken or f.allowed.startswith("raden ")]
    whole = {(f.row, f.allowed): Issue(f.file, f.row, "", "", f.allowed) for f in kept if f.row in broken}
    alone = [f for (_, allowed), f in whole.items() if not allowed.startswith("raden finns")]
    return [f for f in kept if f.row not in broken] + alone
