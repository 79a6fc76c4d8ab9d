"""A group of municipalities in words: all known, some known, shared places; the figures are made up."""

from __future__ import annotations

import pandas as pd

from helpers.text.peers import peers_told

MEASURE = {"unit": "procent", "unit_difference": "procentenheter", "unit_difference_singular": "procentenhet",
           "precision": 0.1}  # fmt: skip
SERIES = pd.Series({"place": "Exempelköping", "target_year": 2009, "women_word": "flickor", "men_word": "pojkar"})
HEADS = ["sex", "year", "n", "of", "mean", "lowest", "highest", "value", "place", "shared"]


def rows(*cells: tuple) -> pd.DataFrame:
    return pd.DataFrame(cells, columns=HEADS)


def test_the_newest_year_that_both_have_is_told_total_first():
    told = rows(
        ("total", 2008, 3, 3, 50.0, 40.0, 60.0, 55.0, 2, 0),
        ("men", 2009, 3, 3, 51.04, 41.0, 61.0, 45.0, 3, 1),
        ("total", 2009, 3, 3, 52.05, 42.0, 62.0, 70.0, 1, 0),
        ("total", 2010, 3, 3, 90.0, 90.0, 90.0, 10.0, 4, 0),
    )
    assert peers_told(told, MEASURE, SERIES, "Fyrklövern", "F4") == (
        "F4 2009",
        "Medelvärde 52,1, lägst 42,0 och högst 62,0; Exempelköping på plats 1 av 4. Pojkar 51,0 (41,0–61,0), delad "
        "plats 3 av 4. Ovägt medelvärde av Fyrklövern; egen bearbetning. Visas, bedöms inte.",
    )


def test_how_many_are_known_is_told_where_some_are_missing():
    _, text = peers_told(rows(("total", 2009, 2, 3, 5, 4, 6, 4, 2, 1)), MEASURE, SERIES, "Fyrklövern", "F4")
    assert text.startswith(
        "Medelvärde 5,0, lägst 4,0 och högst 6,0 (2 av 3 kommuner kända); Exempelköping på delad plats"
    )


def test_nothing_is_told_where_the_municipality_has_no_figure():
    none = rows(("total", 2009, 3, 3, 5.0, 4.0, 6.0, float("nan"), None, None))
    assert peers_told(none, MEASURE, SERIES, "Fyrklövern", "F4") == ("", "")
