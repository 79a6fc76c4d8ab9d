"""How many persons a measure is counted on, as a tidy table.

A measure's base joined with the number of inhabitants.
"""

from __future__ import annotations

import pandas as pd

from helpers.model.issues import Issue
from helpers.model.names import meant
from helpers.model.records import as_records
from helpers.model.schemas import columns


def persons_table(bases: pd.DataFrame, population: pd.DataFrame, home: str) -> pd.DataFrame:
    """Return how many each series is counted on, by sex and year.

    Parameters
    ----------
    bases : DataFrame
        The raw table: the ``population`` that a series is counted on, ``per`` how many of them a point is one thing.
    population : DataFrame
        The raw table of inhabitants; only the municipality's rows are used.
    home : str
        The municipality's code.

    Returns
    -------
    DataFrame
        One row per series, sex and year, sorted, all text; no row for a series without a base.
    """
    own = population.loc[population["geography"] == home, ["measure", "sex", "year", "value", "source_url"]]
    own = own.rename(columns={"measure": "population", "value": "people"})
    joined = bases.drop(columns=["file", "line"], errors="ignore").merge(own, on="population")
    return joined.sort_values(["series", "sex", "year"])[columns("persons")].reset_index(drop=True)


def base_issues(bases: pd.DataFrame, population: pd.DataFrame, series: pd.DataFrame, home: str) -> list[Issue]:
    """Return the issues of bases and inhabitants.

    Unknown series, uncounted populations, women and men that are not the total.
    """
    counted = set(population.loc[population["geography"] == home, "measure"])
    known = {"series": set(series["series"]), "population": counted}
    words = {"series": "serien finns inte i planen", "population": "kommunens antal finns inte i population.csv"}
    return _sum_issues(population) + [
        Issue(
            row["file"], row["line"], column, row[column], words[column] + (meant(row[column], sorted(allowed)) or "")
        )
        for row in as_records(bases)
        for column, allowed in known.items()
        if row[column] not in allowed
    ]


def _sum_issues(population: pd.DataFrame) -> list[Issue]:
    issues = []
    for _, rows in population.groupby(["measure", "geography", "year"], sort=False):
        counted = {row["sex"]: row for row in as_records(rows)}
        if len(counted) == 3 and (both := int(counted["women"]["value"]) + int(counted["men"]["value"])) != int(
            counted["total"]["value"]
        ):
            row = counted["total"]
            issues.append(Issue(row["file"], row["line"], "value", row["value"], f"kvinnor och män är {both}"))
    return issues
