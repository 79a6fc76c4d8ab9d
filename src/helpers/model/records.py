"""Rows of a table as dictionaries."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def as_records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return one dictionary per row of a table, by column.

    As ``to_dict("records")``, which also asks of every cell whether it is a numpy number; that takes most of the time
    of reading all tables. What is missing is None in a column of pandas' own types, as whole numbers, and stands as it
    is in the others, NaN in numbers with decimals.
    """
    names = list(table.columns)
    rows = [dict(zip(names, row, strict=True)) for row in table.to_numpy(dtype=object).tolist()]
    for name, kind in zip(names, table.dtypes, strict=True):
        for row in rows if hasattr(kind, "na_value") else ():  # a type of pandas' own
            row[name] = None if row[name] is kind.na_value else row[name]
    return rows


def grouped(rows: Iterable[Mapping[str, Any]], column: str) -> dict[Hashable, list[Mapping[str, Any]]]:
    """Return rows by what they have in a column, both in order of appearance."""
    groups: dict[Hashable, list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row[column], []).append(row)
    return groups
