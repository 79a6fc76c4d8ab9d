"""Rows of a table of text as dictionaries."""

from __future__ import annotations

import pandas as pd


def as_records(table: pd.DataFrame) -> list[dict]:
    """Return one dictionary per row of a table, of Python values.

    As ``to_dict("records")``, which also asks of every cell whether it is a numpy number; that takes most of the time
    of reading all tables.
    """
    names = list(table.columns)
    return [dict(zip(names, row, strict=True)) for row in table.to_numpy(dtype=object).tolist()]
