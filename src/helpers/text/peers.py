"""A group of municipalities beside a measure, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from helpers.model.numbers import known
from helpers.text.companions import Figures
from helpers.text.words import capital, sex_word

_ORDER = ("total", "women", "men")


def peers_told(
    rows: pd.DataFrame, measure: Mapping[str, Any], series: pd.Series, group: str, word: str
) -> tuple[str, str]:
    """Return a group's newest year with a figure of the municipality.

    The total first, then each sex.

    Parameters
    ----------
    rows : DataFrame
        Of `helpers.method.peers.peers`, one measure.
    measure : mapping
        One row of the table of measures: unit and last digit.
    series : Series
        The series that the measure is of, up to whose target year figures are told.
    group, word : str
        The group's name, and its short word, which is the term.

    Returns
    -------
    tuple of str
        A term and a text; both empty where no year has both the municipality and the group.
    """
    both = rows[rows["value"].notna() & (rows["year"] <= int(series["target_year"]))]
    if both.empty:
        return "", ""
    last = int(both["year"].max())
    now = both[both["year"] == last].set_index("sex").to_dict("index")
    told = [_clause(now[sex], Figures(measure), series, sex) for sex in _ORDER if sex in now]
    members = f"Ovägt medelvärde av {group}; egen bearbetning. Visas, bedöms inte."
    return f"{word} {last}", f"{' '.join(told)} {members}"


def _clause(row: Mapping[str, Any], show: Figures, series: pd.Series, sex: str) -> str:
    mean, low, high = (show.number(row[name]) for name in ("mean", "lowest", "highest"))
    some = "" if row["n"] == row["of"] else f" ({counted(row)} kommuner kända)"
    shared, placed = ("delad " if row["shared"] else ""), place_told(row)
    if sex == "total":
        return f"Medelvärde {mean}, lägst {low} och högst {high}{some}; {series['place']} på {shared}plats {placed}."
    return f"{capital(sex_word(series, sex))} {mean} ({low}–{high}){some}, {shared}plats {placed}."


def counted(row: Mapping[str, Any]) -> str:
    """Return how many of the group's municipalities have a figure: ``7 av 8``."""
    return f"{int(row['n'])} av {int(row['of'])}"


def place_told(row: Mapping[str, Any]) -> str:
    """Return the municipality's place among those known: ``3 av 9``.

    The municipality itself is counted; empty where the place is not known.
    """
    return f"{int(row['place'])} av {int(row['n']) + 1}" if known(row["place"]) else ""
