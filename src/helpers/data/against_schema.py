"""Compare one raw table with its schema, by frictionless, and tell in Swedish."""

from __future__ import annotations

from importlib import import_module

from frictionless import Dialect, Resource, Schema, system
from frictionless.errors import Error as TableError
from frictionless.formats import CsvControl

from helpers.model.imports import without_formats
from helpers.model.issues import Issue
from helpers.model.names import meant
from helpers.model.schemas import schema

_TYPES = {
    "number": "ska vara ett tal med punkt som decimaltecken, till exempel 13.8",
    "integer": "ska vara ett heltal",
    "year": "ska vara ett årtal med fyra siffror",
    "boolean": "ska vara true eller false",
}
with without_formats():
    import_module("jsonschema")  # frictionless imports it when it first validates


def schema_issues(text: str, header: list[str], name: str, shown: str, fields: list[dict]) -> list[Issue]:
    """Return what in one table breaks its schema.

    Parameters
    ----------
    text : str
        The table as CSV with a header.
    header : list of str
        Its columns, in any order.
    name : str
        The schema's name.
    shown : str
        The file's name in the issues.
    fields : list of dict
        The schema's fields, from `helpers.model.schemas.filled`.

    Returns
    -------
    list of Issue
        In Swedish; one per broken cell, and one per empty or short row.
    """
    return _without_echoes([_issue(error, name, shown, fields) for error in _schema_errors(text, header, name, fields)])


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
        case "unique-error":
            return f"står på en annan rad också: varje {getattr(error, 'field_name', '')} får stå en gång"
        case "blank-label":
            return "rubrikraden har en tom cell: ge kolumnen ett namn, eller ta bort den"
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
        allowed = [str(value) for value in constraints["enum"]]
        likely = meant(cell, allowed) if all(isinstance(value, str) for value in constraints["enum"]) else ""
        return f"tillåtet är {', '.join(allowed)}{likely}"
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
