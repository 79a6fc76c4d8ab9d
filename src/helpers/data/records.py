"""Rows of a table of text as dictionaries."""

from __future__ import annotations

import pandas as pd


def as_records(table: pd.DataFrame) -> list[dict]:
    """Return one dictionary per row of a table of text.

    As ``to_dict("records")``, which also asks of every cell whether it is a numpy number; that takes half the time of
    reading all tables.
    """
    names = list(table.columns)
    columns = [table[name].tolist() for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
