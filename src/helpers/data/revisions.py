"""Revisions: what was handed in for a cell and changed later.

A row of data/raw/outcomes says in ``reported`` in which follow-up it was handed in; empty means the year that it is
about. A revision is a new row for the same cell with a later ``reported`` and a reason; the old row stays.
"""

from __future__ import annotations

import pandas as pd

from helpers.model.records import as_records

_CELL = ("series", "geography", "sex", "year", "kind")


def cell_of(row: dict) -> tuple[str, ...]:
    """Return the key of the cell that a row fills.

    A related measure is one cell per source.
    """
    series, geography, sex, year, kind = (row[name] for name in _CELL)
    return series, geography, sex, str(year), kind, row["source"] if kind == "related" else ""


def reported_in(row: dict) -> str:
    """Return the follow-up in which a row was handed in.

    ``reported``, or the row's own year when that is empty.
    """
    return str(row.get("reported") or row["year"])


def seen(rows: pd.DataFrame, as_reported: int | None) -> pd.DataFrame:
    """Return what had been handed in up to one follow-up.

    Parameters
    ----------
    rows : DataFrame
        One row per handed-in row, text, with ``year`` and ``reported``.
    as_reported : int or None
        The follow-up's year; None keeps everything.

    Returns
    -------
    DataFrame
        The rows whose follow-up is that year or earlier, in the same order.
    """
    if as_reported is None:
        return rows
    dated = rows[[name for name in ("year", "reported") if name in rows]]
    return _where(rows, [int(reported_in(row)) <= as_reported for row in as_records(dated)])


def newest(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the latest reported value of each observation.

    Parameters
    ----------
    rows : DataFrame
        One row per value, text, with the columns of a cell, ``source`` and ``reported``.

    Returns
    -------
    DataFrame
        The rows of each cell with the latest ``reported``, in the same order. Two rows with the same ``reported``
        both stay: `helpers.data.checks.table_issues` tells of them.
    """
    read = rows[[name for name in (*_CELL, "source", "reported") if name in rows]]
    return _where(rows, are_newest(as_records(read)))


def are_newest(rows: list[dict]) -> list[bool]:
    """Return of each value whether it is the latest of its cell, as `newest`."""
    handed_in = [(cell_of(row), reported_in(row)) for row in rows]
    latest: dict[tuple, str] = {}
    for cell, reported in handed_in:
        latest[cell] = max(latest.get(cell, ""), reported)
    return [reported == latest[cell] for cell, reported in handed_in]


def _where(rows: pd.DataFrame, keep: list[bool]) -> pd.DataFrame:
    return rows.loc[pd.Series(keep, index=rows.index, dtype=bool)]  # as a Series: an empty list would select columns
