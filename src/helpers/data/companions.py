"""Companion measures and groups of municipalities: two tidy tables beside the plan's own."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

import pandas as pd

from helpers.model.issues import Issue
from helpers.model.schemas import columns

TABLES = {"measures": ["key"], "groups": ["measure", "geography", "sex", "year"]}


def companion_tables(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tidy tables ``measures`` and ``groups``, sorted by their keys, all cells text.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        The raw tables; ``measures`` has one row per companion measure, ``groups`` one per measure, municipality of a
        group, sex and year.
    """
    words = tables["units"].set_index("unit")
    named = {
        f"unit_{name}": tables["measures"]["unit"].map(words[name]) for name in ("difference", "difference_singular")
    }
    tables = {"groups": tables["groups"], "measures": tables["measures"].assign(**named)}
    return {name: tables[name].sort_values(key)[columns(name)].reset_index(drop=True) for name, key in TABLES.items()}


def companion_issues(
    measures: pd.DataFrame, groups: pd.DataFrame, series: pd.DataFrame, rows: pd.DataFrame
) -> list[Issue]:
    """Find measures of unknown series, and figures that name a measure that is not theirs.

    Parameters
    ----------
    measures, groups : DataFrame
        The raw tables, with ``file`` and ``line``.
    series : DataFrame
        One row per series of the plan.
    rows : DataFrame
        All that was handed in; ``measure`` belongs to figures of kind related only, and to the measure's own series.
    """
    known, of = set(series["series"]), dict(zip(measures["key"], measures["series"], strict=True))
    found = [
        _issue(row, "series", f"serien finns inte i planen{_near(row['series'], known)}")
        for row in measures.to_dict("records")
        if row["series"] not in known
    ]
    for row in rows[rows["measure"] != ""].to_dict("records"):
        if row["measure"] not in of:
            found.append(_issue(row, "measure", f"måttet finns inte i measures.csv{_near(row['measure'], of)}"))
        elif row["kind"] != "related":
            found.append(_issue(row, "measure", "bara närliggande mått (related) anger measure"))
        elif of[row["measure"]] != row["series"]:
            found.append(_issue(row, "measure", f"måttet hör till serien {of[row['measure']]} i measures.csv"))
    return found + [
        _issue(row, "measure", f"måttet finns inte i measures.csv{_near(row['measure'], of)}")
        for row in groups[~groups["measure"].isin(of)].to_dict("records")
    ]


def _near(word: str, known) -> str:
    close = get_close_matches(word, list(known), n=1)
    return f"; menas {close[0]}?" if close else ""


def _issue(row: dict, column: str, allowed: str) -> Issue:
    return Issue(row["file"], row["line"], column, row[column], allowed)
