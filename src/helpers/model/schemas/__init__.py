"""Table Schemas of the raw and the tidy tables, with Swedish titles; one JSON file per table."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files


@cache
def schema(name: str) -> dict:
    """Return the Table Schema of one table.

    Parameters
    ----------
    name : str
        ``plan``, ``plan_rows``, ``corrections``, ``declarations``, ``outcomes``, ``series`` or ``observations``.

    Returns
    -------
    dict
        As https://specs.frictionlessdata.io/table-schema/ describes it. Do not change it: it is shared.
    """
    return json.loads(files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8"))


def columns(name: str) -> list[str]:
    """Return the column names of one table in the order in which they are written."""
    return [field["name"] for field in schema(name)["fields"]]
