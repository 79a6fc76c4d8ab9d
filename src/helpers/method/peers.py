"""A group of municipalities beside the plan's own (method, section 9).

The group's mean, lowest and highest value, and the municipality's place among them.

Context only: nothing here takes part in a class, except that a declared target may ask for a group's mean, which
`helpers.data.companions.group_observations` lays beside the series as the comparator's figure.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from statistics import mean
from typing import NamedTuple

import pandas as pd

from helpers.method.companions import Line, lines_of
from helpers.method.plan import HALF
from helpers.model.numbers import exact, round_half_up
from helpers.model.records import as_records

COLUMNS = ("measure", "series", "same", "sex", "year", "n", "of", "mean", "lowest", "highest", "value", "place",
           "shared")  # fmt: skip


class Spread(NamedTuple):
    """A group's known figures in one year.

    Their number, unweighted mean, lowest and highest.
    """

    n: int
    mean: Decimal
    lowest: Decimal
    highest: Decimal


def spread(values: Collection[Decimal]) -> Spread:
    """Return number, unweighted mean, lowest and highest of at least one figure."""
    return Spread(len(values), mean(values), min(values), max(values))


def place(own: Decimal, others: Collection[Decimal], better: str, unit: Decimal) -> tuple[int, int]:
    """Return a figure's place among others, and how many share it.

    Parameters
    ----------
    own : Decimal
    others : collection of Decimal
        The group's known figures.
    better : str
        ``higher``, ``lower`` or ``balance``: nearest to 50 first.
    unit : Decimal
        The measure's last digit: figures that are printed alike share a place.

    Returns
    -------
    tuple of int
        One more than those that are better (the best is 1), and the number of equals.
    """
    way = -1 if better == "higher" else 1

    def rank(value: Decimal) -> Decimal:
        """Return the sorting key of a figure as printed: the best is lowest."""
        printed = round_half_up(value, unit)
        return abs(printed - HALF) if better == "balance" else way * printed

    ranks = [rank(value) for value in others]
    return 1 + sum(each < rank(own) for each in ranks), ranks.count(rank(own))


def peers(
    groups: pd.DataFrame,
    measures: pd.DataFrame,
    observations: pd.DataFrame,
    home: str,
    members: Collection[str],
) -> pd.DataFrame:
    """Return a group of municipalities beside the municipality, measure by measure.

    Parameters
    ----------
    groups, measures : DataFrame
        The tidy tables; of a measure marked ``same`` the municipality's figures are the plan's own outcomes, its
        baseline where there is no outcome of that year; of others the companion's.
    observations : DataFrame
        The figures that may be shown.
    home : str
        The municipality's code.
    members : collection of str
        The codes of the group's municipalities.

    Returns
    -------
    DataFrame
        One row per measure, sex and year with at least one of the group's figures: ``measure``, ``series``, ``same``,
        ``sex``, ``year``, ``n`` (municipalities with a figure) ``of`` all in the group, ``mean`` (unweighted),
        ``lowest``, ``highest`` and the municipality's ``value``, in the measure's unit and unrounded; ``place`` among
        those known and itself, 1 for the best, and ``shared``, how many others have the same printed figure. NaN and
        NA where the municipality has no figure.
    """
    chosen = groups[groups["geography"].isin(members)]
    rows = []
    for measure in as_records(measures[measures["key"].isin(chosen["measure"])]):
        unit = Decimal(str(measure["precision"])).normalize()
        own = _own(observations, measure, home)
        here = chosen[chosen["measure"] == measure["key"]]
        for (sex, year), known in here.groupby(["sex", "year"], sort=True):
            values = [exact(value) for value in known["value"]]
            value = own.get(sex, {}).get(int(year))
            placed = (None, None) if value is None else place(value, values, measure["better"], unit)
            found = spread(values)
            head = (measure["key"], measure["series"], measure["same"], sex, int(year), found.n, len(members))
            rows.append((*head, *map(float, found[1:]), None if value is None else float(value), *placed))
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.astype({"value": float, "place": "Int64", "shared": "Int64"})


def _own(observations: pd.DataFrame, measure: dict, home: str) -> dict[str, Line]:
    """Return the municipality's own figures of a measure by sex and year."""
    if not measure["same"]:
        own = observations[(observations["measure"] == measure["key"]) & (observations["geography"] == home)]
        return lines_of(own).get(measure["key"], {}).get(home, {})
    rows = observations[(observations["series"] == measure["series"]) & (observations["geography"] == home)]
    rows = rows[rows["kind"].isin(["baseline", "outcome"]) & rows["denominator"].isna()]
    outcomes_first = rows.sort_values("kind", ascending=False, kind="stable")
    kept = outcomes_first[outcomes_first["value"].notna()].drop_duplicates(["sex", "year"])
    return lines_of(kept.assign(measure=measure["key"])).get(measure["key"], {}).get(home, {})
