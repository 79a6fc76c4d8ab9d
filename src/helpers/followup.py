"""One goal area as of one year: its series, the figures that may be shown and what they are judged to be."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from helpers.method.assess import assess
from helpers.model.codes import HOME, NO_COMPARISON, RIKET
from helpers.read import load

COMPARISONS = (RIKET, NO_COMPARISON)


class FollowUp(NamedTuple):
    """What a notebook's helpers work on.

    Attributes
    ----------
    series : DataFrame
        One row per series of the area, see `helpers.read.Collection`.
    observations : DataFrame
        One row per figure that may be shown in a report of ``year``.
    assessment : DataFrame
        One row per series and sex, and one with ``sex == "gap"`` where women and men are both known; the columns
        are told by `helpers.method.assess.assess`.
    year : int
        The year of the follow-up.
    comparison : str
        ``riket`` or ``ingen``.
    """

    series: pd.DataFrame
    observations: pd.DataFrame
    assessment: pd.DataFrame
    year: int
    comparison: str


def follow_up(area: str | None, year: int, comparison: str = RIKET, *, root: Path | None = None) -> FollowUp:
    """Load a goal area and judge it as of a year.

    Parameters
    ----------
    area : str or None
        A goal area's name, for example ``"fler_jobb"``; None for all.
    year : int
        The year of the follow-up. Figures of later years are left out, except that a report of the target year or
        later shows what came after the plan.
    comparison : str
        ``riket`` shows riket's figures beside Eskilstuna's, ``ingen`` does not.
    root : Path, optional
        The project's folder.

    Returns
    -------
    FollowUp

    Raises
    ------
    ValueError
        If the area or the comparison is unknown, or no series has a plan for that year.

    Examples
    --------
    >>> view = follow_up("fler_jobb", 2019)
    >>> sorted(view.series["indicator"].unique())
    ['14', '15', '16', '17', '18', 'L', 'M', 'N']
    """
    if comparison not in COMPARISONS:
        raise ValueError(f"jämförelsen {comparison!r} finns inte; det finns {', '.join(COMPARISONS)}")
    series, observations = load(area, root=root)
    first, last = int(series["baseline_year"].min()), int(series["target_year"].max())
    if not first < year <= last + 10:
        raise ValueError(f"året {year} ligger utanför planen; uppföljningen gäller år efter {first}")
    shown = visible(series, observations, year)
    if comparison != RIKET:
        shown = shown[shown["geography"] == HOME].reset_index(drop=True)
    return FollowUp(series, shown, assess(series, observations, year), year, comparison)


def visible(series: pd.DataFrame, observations: pd.DataFrame, year: int) -> pd.DataFrame:
    """Pick the figures that a report of a year may show; one row per figure.

    The plan's own rows always; outcomes and related figures up to the year, and all of them once the target year has
    come, when later ones are shown as what came after.
    """
    ended = observations["series"].map(series.set_index("series")["target_year"]) <= year
    planned = observations["kind"].isin(["baseline", "target"])
    return observations[planned | (observations["year"] <= year) | ended].reset_index(drop=True)


def rows_of(view: FollowUp, name: str) -> tuple[pd.Series, pd.DataFrame, pd.DataFrame]:
    """Pick one series: its declaration, its observations and its rows of the assessment.

    Raises
    ------
    KeyError
        If the area has no such series; the message lists those it has.
    """
    found = view.series[view.series["series"] == name]
    if found.empty:
        raise KeyError(f"serien {name!r} finns inte i området; det finns {', '.join(view.series['series'])}")
    return (
        found.iloc[0],
        view.observations[view.observations["series"] == name],
        view.assessment[view.assessment["series"] == name],
    )


def page_figures(series: pd.DataFrame, observations: pd.DataFrame, area: str, year: int) -> pd.DataFrame:
    """Lay out a page's figures for its CSV file.

    Parameters
    ----------
    series, observations : DataFrame
        As `helpers.read.load` gives them.
    area : str
        The page's goal area; empty for all.
    year : int
        The year of the follow-up: what it may not show is left out.

    Returns
    -------
    DataFrame
        One row per figure: ``label`` and ``unit`` of its series, then the columns of the tidy observations, in the
        plan's order. An empty ``value`` has its reason in ``missing``.
    """
    chosen = series[series["area"] == area] if area else series
    shown = visible(chosen, observations[observations["series"].isin(chosen["series"])], year)
    named = chosen[["series", "label", "unit", "plan_order"]].merge(shown, on="series")
    ordered = named.sort_values(["plan_order", "geography", "sex", "year", "kind", "source"], ignore_index=True)
    return ordered.drop(columns="plan_order")
