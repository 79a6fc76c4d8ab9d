from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.model.records import as_records, grouped


def test_a_row_is_a_dictionary_of_pythons_own_values():
    table = pd.DataFrame({"name": ["a", "b"], "year": [2016, 2017], "value": [1.5, 2.0], "same": [True, False]})
    rows = as_records(table)
    assert rows == [
        {"name": "a", "year": 2016, "value": 1.5, "same": True},
        {"name": "b", "year": 2017, "value": 2.0, "same": False},
    ]
    assert [type(cell) for cell in rows[0].values()] == [str, int, float, bool]


def test_a_missing_year_is_none_and_a_missing_number_nan():
    table = pd.DataFrame({"year": pd.array([2016, None], dtype="Int64"), "value": [np.nan, 2.0]})
    first, second = as_records(table)
    assert (first["year"], second) == (2016, {"year": None, "value": 2.0})
    assert np.isnan(first["value"])


def test_a_table_without_rows_or_columns_gives_as_many_rows():
    assert as_records(pd.DataFrame({"name": []})) == []
    assert as_records(pd.DataFrame(index=range(2))) == [{}, {}]


def test_rows_are_grouped_by_a_column_in_order_of_appearance():
    rows = [{"line": "women", "year": 2017}, {"line": "men", "year": 2016}, {"line": "women", "year": 2015}]
    groups = grouped(rows, "line")
    assert list(groups) == ["women", "men"]
    assert [row["year"] for row in groups["women"]] == [2017, 2015]
