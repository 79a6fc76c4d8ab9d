"""Labelled frames for the analyst, in the plan's order."""

from __future__ import annotations

import pandas as pd

from helpers.model.codes import SEXES

LABELS = ["label", "unit", "area"]


class Frame(pd.DataFrame):
    """A DataFrame that a notebook shows with its texts whole.

    What is made of it is a plain DataFrame.
    """

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return pd.DataFrame

    def _repr_html_(self) -> str | None:
        with pd.option_context("display.max_colwidth", None, "display.max_columns", None):
            return super()._repr_html_()

    def __repr__(self) -> str:
        with pd.option_context("display.max_colwidth", 100, "display.max_columns", None, "display.width", 160):
            return super().__repr__()


def labelled(rows: pd.DataFrame, series: pd.DataFrame) -> Frame:
    """Return rows with name, unit and area, in the plan's order.

    Parameters
    ----------
    rows : DataFrame
        With the column ``series``; its order within a series is kept.
    series : DataFrame
        The tidy table of declarations, in the plan's order.

    Returns
    -------
    DataFrame
        ``series, label, unit, area``, then the other columns of ``rows``.
    """
    place = {name: order for order, name in enumerate(series["series"])}
    ordered = rows.sort_values("series", key=lambda names: names.map(place), kind="stable")
    named = ordered.drop(columns=LABELS, errors="ignore").merge(series[["series", *LABELS]], on="series", how="left")
    return Frame(named[["series", *LABELS, *(name for name in named if name not in ("series", *LABELS))]])


def groups_of(series: pd.Series) -> list[tuple[str, str]]:
    """Return whose figures a series may have, as place and sex.

    The municipality's women, men and total, then those shown beside them.
    """
    places = [place for place in (series["geography"], series["beside"]) if place]
    return [(place, sex) for place in places for sex in SEXES]
