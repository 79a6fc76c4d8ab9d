"""Whose advantage each gap is: women's or men's."""

from __future__ import annotations

import pandas as pd

from helpers.model.numbers import exact, known
from helpers.model.records import as_records

PLANS = ("close", "narrow", "keep", "widen", "none")
SIDES = {"higher": 1, "lower": -1}


def advantages(assessment: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Return each series' gap, positive where women have the better value.

    One row per series with both sexes.

    Parameters
    ----------
    assessment : DataFrame
        From `helpers.method.assess.assess`.
    series : DataFrame
        The tidy table of declarations.

    Returns
    -------
    DataFrame
        The gap rows with a figure for both sexes, in the plan's order, with ``start``, ``latest`` and ``planned``
        (the gap in the indicator's unit, above zero where women have the better value; NaN where unknown, or where
        each sex has a yardstick of its own), ``now`` (latest, or start where there is none), ``now_year`` and ``aim``
        (what the plan's own targets do with the gap: one of `PLANS`; ``none`` where they are not given for both).
    """
    gaps = assessment[(assessment["sex"] == "gap") & assessment[["gap", "gap_baseline"]].notna().any(axis=1)]
    declared = series.set_index("series")
    sides = gaps["series"].map(declared["better"]).map(SIDES).astype(float)
    sides = sides.where(~gaps["series"].map(declared["own_yardstick"]).astype(bool))
    rows = gaps.assign(
        start=sides * gaps["gap_baseline"], latest=sides * gaps["gap"], planned=sides * gaps["gap_target"]
    )
    has_latest = rows["gap"].notna()
    return rows.assign(
        now=rows["latest"].where(has_latest, rows["start"]),
        now_year=rows["year"].where(has_latest, rows["baseline_year"]),
        aim=[_aim(row) for row in as_records(gaps)],
    ).reset_index(drop=True)


def _aim(row: dict) -> str:
    target, start = row["gap_target"], row["gap_baseline"]
    if not known(target):
        return "none"
    if target == 0:
        return "close" if start != 0 else "keep"
    if not known(start) or abs(target) == abs(start):
        return "keep"
    return "narrow" if abs(target) < abs(start) else "widen"


def reference_gaps(observations: pd.DataFrame, geography: str) -> pd.DataFrame:
    """Return another geography's first and latest gap of each series.

    Parameters
    ----------
    observations : DataFrame
        The tidy table, as far as it may be shown.
    geography : str

    Returns
    -------
    DataFrame
        Indexed by series: ``start`` (of the baselines) and ``latest`` (of the last year with outcomes of both sexes),
        women minus men in the indicator's unit, and ``latest_year``; NaN where a sex is unknown.
    """
    rows = observations[(observations["geography"] == geography) & observations["value"].notna()]
    found: dict[str, dict] = {}
    for kind in ("baseline", "outcome"):
        own = rows[(rows["kind"] == kind) & rows["sex"].isin(["women", "men"])]
        for (name, year), pair in own.groupby(["series", "year"], sort=True):
            sexes = dict(zip(pair["sex"], pair["value"], strict=True))
            if len(sexes) < 2:
                continue
            gap = float(exact(sexes["women"]) - exact(sexes["men"]))
            end = {"start": gap} if kind == "baseline" else {"latest": gap, "latest_year": year}
            found.setdefault(name, {}).update(end)
    return pd.DataFrame.from_dict(found, orient="index").reindex(columns=["start", "latest", "latest_year"])
