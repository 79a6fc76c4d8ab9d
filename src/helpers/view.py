"""A goal area as of one year: series, figures and assessment.

What every later room works on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, NamedTuple

import pandas as pd

from helpers.method.assess import assess
from helpers.model.about import About
from helpers.model.codes import NO_COMPARISON
from helpers.model.names import text_or_told, told, unknown
from helpers.model.schemas import columns, in_file

YEARS_AFTER = 10  # a plan's last figures come some years after it


class FollowUp(NamedTuple):
    """The tables of a follow-up, which a notebook's functions work on.

    An analyst holds `helpers.followup.View`, which answers questions too.

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
        The code of a declared comparator, as ``riket``, or of a group of municipalities, or ``ingen``.
    all_observations : DataFrame or None
        Every figure of the series, also those that a report of ``year`` may not show: what ``assessment`` was made of.
    about : About or None
        The plan's facts, see `helpers.model.about`.
    area : str or None
        The goal area; None for the whole plan.
    peers : DataFrame or None
        Where ``comparison`` is a group: its mean, lowest and highest, and the municipality's place, see
        `helpers.method.peers.peers`.
    """

    series: pd.DataFrame
    observations: pd.DataFrame
    assessment: pd.DataFrame
    year: int
    comparison: str
    all_observations: pd.DataFrame | None = None
    about: About | None = None
    area: str | None = None
    peers: pd.DataFrame | None = None


def visible(series: pd.DataFrame, observations: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the figures that a report of a year may show.

    Parameters
    ----------
    series, observations : DataFrame
        The tidy tables.
    year : int
        The report's year.

    Returns
    -------
    DataFrame
        One row per figure: the plan's own always; outcomes and related figures up to the year, and all of them once the
        target year has come, when later ones are shown as what came after.
    """
    ended = observations["series"].map(series.set_index("series")["target_year"]) <= year
    planned = observations["kind"].isin(["baseline", "target"])
    return observations[planned | (observations["year"] <= year) | ended].reset_index(drop=True)


def set_beside(
    series: pd.DataFrame, observations: pd.DataFrame, about: About, comparison: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return series and observations with the asked comparison beside them.

    The figures of all other places are left out.

    Parameters
    ----------
    series, observations : DataFrame
        The tidy tables.
    about : About
        Declares the comparison.
    comparison : str
        The plan's first comparator leaves each series with what it has beside it; another comparator or group takes its
        place where there are figures of it, except where each sex has a yardstick of its own; ``ingen`` leaves all out.

    Returns
    -------
    tuple of DataFrame
        The same rows of ``series`` with ``beside``, ``beside_word`` and ``beside_genitive``, and the observations left.
    """
    if comparison == NO_COMPARISON:
        return series, observations[observations["geography"] == about.home].reset_index(drop=True)
    if comparison != about.comparison:
        named = about.geography(comparison)
        known = observations[(observations["geography"] == comparison) & observations["value"].notna()]
        moved = series["series"].isin(known["series"]) & ~series["own_yardstick"]
        words = {"beside": named.code, "beside_word": named.word, "beside_genitive": named.genitive}
        series = series.assign(**{name: series[name].mask(moved, word) for name, word in words.items()})
    beside = observations["series"].map(series.set_index("series")["beside"])
    kept = (observations["geography"] == about.home) | (observations["geography"] == beside)
    return series, observations[kept].reset_index(drop=True)


def peers_of(view: FollowUp, name: str) -> pd.DataFrame | None:
    """Return the rows of one series' measures beside a group, or None.

    As `helpers.method.peers.peers`; None where the view is not compared with a group.
    """
    return None if view.peers is None else view.peers[view.peers["series"] == name]


def rows_of(view: FollowUp, name: str) -> tuple[pd.Series, pd.DataFrame, pd.DataFrame]:
    """Return one series' declaration, observations and assessment rows.

    Raises
    ------
    KeyError
        In Swedish, if the area has no such series; the message lists those it has, and the nearest.
    TypeError
        In Swedish, if the name is no text.
    """
    found = view.series[view.series["series"] == text_or_told("serien", name, _example(view))]
    if found.empty:
        raise unknown("serien", name, view.series["series"])
    return (
        found.iloc[0],
        view.observations[view.observations["series"] == name],
        view.assessment[view.assessment["series"] == name],
    )


def _example(view: FollowUp) -> str:
    return ", ".join(f'"{name}"' for name in view.series["series"][:2])


def names_of(view: FollowUp, name: str) -> list[str]:
    """Return the series that a name means, in the plan's order.

    One series, or all of an indicator.

    Parameters
    ----------
    view : FollowUp
    name : str
        A series (``"X_alla"``) or an indicator of the plan (``"X"``).

    Raises
    ------
    KeyError
        In Swedish, if the area has neither.
    TypeError
        In Swedish, if the name is no text.
    """
    series = view.series
    known = isinstance(name, int) and str(name) in {*series["series"], *series["indicator"]}
    text_or_told("serien", name, f'view["{name}"]' if known else _example(view))
    for column in ("series", "indicator"):
        found = series.loc[series[column] == name, "series"]
        if len(found):
            return found.tolist()
    labels = dict(zip(series["label"], series["series"], strict=True))
    raise unknown("serien", name, dict.fromkeys([*series["series"], *series["indicator"]]), labels)


def year_of_plan(series: pd.DataFrame, year: int) -> int:
    """Return a year that the plan can be followed up as of.

    Raises
    ------
    ValueError
        In Swedish, with the years that there are.
    """
    first, last = int(series["baseline_year"].min()), int(series["target_year"].max())
    if not first < year <= last + YEARS_AFTER:
        raise ValueError(
            f"året {year} ligger utanför planen; uppföljningen gäller åren {first + 1} till {last + YEARS_AFTER}"
        )
    return year


def view_or_told(call: str, view: object) -> FollowUp:
    """Return a view that was given as one.

    Raises
    ------
    TypeError
        In Swedish, with how ``call`` is written, if it is none.
    """
    if not isinstance(view, FollowUp):
        raise TypeError(
            f"{call}() tar först en vy, inte {told(view)}; skriv view = follow_up() och sedan {call}(view, ...)"
        )
    return view


def of_the_whole_plan(show: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function refuse the view of one goal area.

    With a ValueError in Swedish; for functions that count the whole plan.
    """

    @wraps(show)
    def checked(view: FollowUp, *args: Any, **options: Any) -> Any:
        area = view_or_told(show.__name__, view).area
        if area is not None:
            raise ValueError(
                f"{show.__name__}() räknar hela planen, men vyn gäller bara målområdet {area}; "
                f"skriv view = follow_up(None, {view.year})"
            )
        return show(view, *args, **options)

    return checked


def of_one_area(show: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function refuse the view of several goal areas.

    With a ValueError in Swedish; for functions that count one goal area.
    """

    @wraps(show)
    def checked(view: FollowUp, *args: Any, **options: Any) -> Any:
        areas = list(view_or_told(show.__name__, view).series["area"].unique())
        if len(areas) > 1:
            raise ValueError(
                f"{show.__name__}() räknar ett målområde, men vyn gäller hela planen; "
                f'skriv view = follow_up("{areas[0]}", {view.year})'
            )
        return show(view, *args, **options)

    return checked


def series_named(view: object, call: str, names: Sequence[object]) -> list[str]:
    """Return the series that the names in a call mean.

    Parameters
    ----------
    view : FollowUp
    call : str
        The function that was called, for the message.
    names : sequence
        As they were given: series or indicators.

    Raises
    ------
    KeyError
        In Swedish, if the view has no such series.
    TypeError
        In Swedish, if ``view`` is no view, there are no names, a name is no text, or they stand in a list.
    """
    view = view_or_told(call, view)
    if not names:
        raise TypeError(f"{call}() behöver minst en serie: {call}(view, {_example(view)})")
    for name in names:
        if isinstance(name, list | tuple | set | pd.Series):
            told = ", ".join(f'"{each}"' for each in list(name)[:3]) or _example(view)
            raise TypeError(f"serierna skrivs var för sig, inte i en lista: {call}(view, {told})")
    return list(dict.fromkeys(each for name in names for each in names_of(view, name)))  # type: ignore[arg-type]


def assessment_table(series: pd.DataFrame, observations: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return every series judged as of a year: ``view.assessment``.

    Parameters
    ----------
    series, observations : DataFrame
        As `helpers.read.load` gives them.
    year : int
        The year of the follow-up.

    Returns
    -------
    DataFrame
        The rows of `helpers.method.assess.assess` with ``label``, ``unit`` and ``area`` of the series, in the columns
        of the schema ``assessment``, which explains each.
    """
    names = series[["series", "label", "unit", "area"]]
    table = assess(series, observations, year).merge(names, on="series")
    told = columns("assessment")
    return table[[*told, *(name for name in table if name not in told)]]


def assessment_file(assessment: pd.DataFrame) -> pd.DataFrame:
    """Return an assessment as assessment.csv holds it.

    Parameters
    ----------
    assessment : DataFrame
        From `assessment_table`.

    Returns
    -------
    DataFrame
        The same rows. ``baseline``, ``target`` and ``value`` are the figures as printed, empty for gaps, which nobody
        prints; what is judged, as the distance from 50, stands in ``judged_baseline``, ``judged_target`` and
        ``judged_value``.
    """
    held = in_file()
    return assessment[list(held.values())].set_axis(list(held), axis=1)


def page_figures(series: pd.DataFrame, observations: pd.DataFrame, area: str, year: int) -> pd.DataFrame:
    """Return a page's figures for its CSV file.

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
