"""The Table Schemas of raw and tidy tables, with Swedish titles.

One JSON file per table.

A field whose allowed values come from the project's own data says ``values_from`` (``areas``, ``geographies``,
``comparators``, ``references``, ``levels``, ``units``); `filled` puts them in. A field that a tidy table takes over
from a raw one says ``from`` which, and is described there alone. A field whose codes are another's too says
``categories_from`` which, as ``table.column``; they stand after its own. Where every code of a field is allowed, its
``enum`` is ``categories``. So a code and its word stand in one place; `labels` hands them on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files


@cache
def schema(name: str) -> dict:
    """Return the Table Schema of one table.

    Parameters
    ----------
    name : str
        ``plan``, ``plan_rows``, ``corrections``, ``declarations``, ``outcomes``, ``units``, ``areas``, ``series``,
        ``observations`` or ``assessment``.

    Returns
    -------
    dict
        As https://specs.frictionlessdata.io/table-schema/ describes it. Do not change it: it is shared.
    """
    return _as_written(name) | {"fields": [_described(field) for field in _as_written(name)["fields"]]}


@cache
def _as_written(name: str) -> dict:
    return json.loads(files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8"))


def _described(field: dict) -> dict:
    if "from" in field:
        return _field(field["from"], field["name"])
    plain = {key: value for key, value in field.items() if key != "categories_from"}
    if source := field.get("categories_from"):
        plain["categories"] = [*field.get("categories", []), *_field(*source.split("."))["categories"]]
    if field.get("constraints", {}).get("enum") == "categories":
        codes = [category["value"] for category in plain["categories"]]
        plain["constraints"] = plain["constraints"] | {"enum": codes}
    return plain


def _field(table: str, column: str) -> dict:
    return _described(next(field for field in _as_written(table)["fields"] if field["name"] == column))


def labels(table: str, column: str, place: str = "label") -> dict[str, str]:
    """Return the Swedish word for each code of a column, in the schema's order.

    Parameters
    ----------
    table, column : str
    place : str
        ``label``, or ``form``: the words of the form's list, for the codes that it offers.
    """
    return {one["value"]: one[place] for one in _field(table, column)["categories"] if place in one}


def filled(name: str, values: Mapping[str, Sequence[str]]) -> dict:
    """Return one table's schema with the values that the project allows.

    Parameters
    ----------
    name : str
        As `schema`.
    values : mapping of str to sequence of str
        Allowed values by the name in ``values_from``; a name that is not there allows everything.
    """
    return schema(name) | {"fields": [_filled(field, values) for field in schema(name)["fields"]]}


def _filled(field: dict, values: Mapping[str, Sequence[str]]) -> dict:
    plain = {key: value for key, value in field.items() if key != "values_from"}
    if (source := field.get("values_from")) not in values:
        return plain
    return plain | {"constraints": {**field.get("constraints", {}), "enum": list(values[source])}}


def columns(name: str) -> list[str]:
    """Return one table's column names in the order they are written."""
    return [field["name"] for field in schema(name)["fields"]]


def in_file() -> dict[str, str]:
    """Return the columns of ``assessment.csv`` and where their values come from.

    The keys are the file's columns in order, the values the assessment's columns.

    In the file ``baseline``, ``target`` and ``value`` are the figures as they are printed; what is judged (distances
    from 50, counts out of another number, means) stands in ``judged_baseline`` and so on. In the assessment, which the
    helpers compute with, the short names are what is judged.
    """
    fields = {field["name"]: field for field in schema("assessment")["fields"]}
    named = {name: field.get("in_file", name) for name, field in fields.items()}
    holds = {shown: name for name, shown in named.items()}
    sources = [holds.get(name, named[name]) for name in fields]
    return {named[name]: name for name in sources}


def assessment_file() -> dict:
    """Return the Table Schema of ``assessment.csv``; see `in_file`."""
    fields = {field["name"]: field for field in schema("assessment")["fields"]}
    return schema("assessment") | {"fields": [_filed(shown, fields[name]) for shown, name in in_file().items()]}


def _filed(shown: str, field: dict) -> dict:
    plain = {key: value for key, value in field.items() if key != "in_file"}
    return plain | {"name": shown, "description": field["description"].partition(" I assessment.csv ")[0]}
