"""Companion measures and groups of municipalities, as two tidy tables."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from statistics import mean

import pandas as pd

from helpers.model.about import About
from helpers.model.issues import Issue
from helpers.model.names import meant
from helpers.model.records import as_records
from helpers.model.schemas import columns

TABLES = {"measures": ["key"], "groups": ["measure", "geography", "sex", "year"]}


def companion_tables(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tidy tables ``measures`` and ``groups``, sorted, all text.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        The raw tables; ``measures`` has one row per companion measure, ``groups`` one per measure, municipality of a
        group, sex and year.

    Returns
    -------
    dict of str to DataFrame
        By the table's name, with the same rows as the raw table and the columns of its schema.
    """
    words = tables["units"].set_index("unit")
    named = {
        f"unit_{name}": tables["measures"]["unit"].map(words[name]) for name in ("difference", "difference_singular")
    }
    tables = {"groups": tables["groups"], "measures": tables["measures"].assign(**named)}
    return {name: tables[name].sort_values(key)[columns(name)].reset_index(drop=True) for name, key in TABLES.items()}


def group_observations(
    series: pd.DataFrame, measures: pd.DataFrame, groups: pd.DataFrame, rows: pd.DataFrame, about: About
) -> pd.DataFrame:
    """Return a group's mean as the comparator's outcomes of a series.

    Only for series whose target is relative to that group.

    Parameters
    ----------
    series : DataFrame
        One row per series of the plan; ``comparator`` names the group.
    measures, groups : DataFrame
        The raw tables: only a measure marked ``same`` is the plan's own.
    rows : DataFrame
        All that was handed in; a figure of the group itself stands, and no mean is worked out for that year.
    about : About

    Returns
    -------
    DataFrame
        One row per series, sex and year, text: the unweighted mean of the group's known municipalities, with six
        decimals, ``derived``, and a comment with their number. No row where no target names a group.
    """
    keys = ["series", "geography", "sex", "year"]
    given = set(rows.loc[rows["value"] != "", keys].itertuples(index=False, name=None))
    found = []
    for name, group in series.loc[
        series["comparator"].isin(one.code for one in about.groups), ["series", "comparator"]
    ].values:
        members = about.members_of(group)
        same = measures[(measures["series"] == name) & (measures["same"] == "true")].set_index("key")
        own = groups[groups["measure"].isin(same.index) & groups["geography"].isin(members)]
        for (measure, sex, year), known in own.groupby(["measure", "sex", "year"]):
            if (name, group, sex, year) in given:
                continue
            first = known.iloc[0]
            found.append({
                "series": name, "geography": group, "sex": sex, "year": year, "kind": "outcome",
                "value": str(round(mean(map(Decimal, known["value"])), 6)),
                "source": f"Egen bearbetning av {same.loc[measure, 'source']}",
                "comment": f"Ovägt medelvärde av {len(known)} av {len(members)} kommuner.",
                "definition": "derived", "source_url": first["source_url"], "decimals": "6",
                "file": first["file"], "line": first["line"],
            })  # fmt: skip
    return pd.DataFrame(found, columns=[*keys, "kind", "value", "source", "comment", "definition", "source_url",
                                        "decimals", "file", "line"])  # fmt: skip


def companion_issues(
    measures: pd.DataFrame, groups: pd.DataFrame, series: pd.DataFrame, rows: pd.DataFrame
) -> list[Issue]:
    """Return the issues of measures and figures that do not belong together.

    A measure of an unknown series, one marked ``same`` in another unit or direction than its series, and a figure with
    an unknown measure, a measure of another series, or a measure though it is not of kind related.

    Parameters
    ----------
    measures, groups : DataFrame
        The raw tables, with ``file`` and ``line``.
    series : DataFrame
        One row per series of the plan.
    rows : DataFrame
        All that was handed in.

    Returns
    -------
    list of Issue
        Empty when all is well.
    """
    known = {row["series"]: row for row in as_records(series)}
    of = dict(zip(measures["key"], measures["series"], strict=True))
    found = [
        _issue(row, "series", f"serien finns inte i planen{meant(row['series'], known)}")
        for row in as_records(measures)
        if row["series"] not in known
    ]
    found += [
        _issue(
            row, column, f"måttet är planens eget (same) och har då seriens {column}: {known[row['series']][column]}"
        )
        for row in as_records(measures[(measures["same"] == "true") & measures["series"].isin(known)])
        for column in ("unit", "better")
        if row[column] != known[row["series"]][column]
    ]
    for row in as_records(rows[rows["measure"] != ""]):
        if row["measure"] not in of:
            found.append(_issue(row, "measure", f"måttet finns inte i measures.csv{meant(row['measure'], of)}"))
        elif row["kind"] != "related":
            found.append(_issue(row, "measure", "bara närliggande mått (related) anger measure"))
        elif of[row["measure"]] != row["series"]:
            found.append(_issue(row, "measure", f"måttet hör till serien {of[row['measure']]} i measures.csv"))
    return found + [
        _issue(row, "measure", f"måttet finns inte i measures.csv{meant(row['measure'], of)}")
        for row in as_records(groups[~groups["measure"].isin(of)])
    ]


def _issue(row: dict, column: str, allowed: str) -> Issue:
    return Issue(row["file"], row["line"], column, row[column], allowed)
