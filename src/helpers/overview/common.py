"""What the sections of the whole plan's pages share: names, links, figures."""

from __future__ import annotations

import pandas as pd

from helpers.model.codes import NO_COMPARISON
from helpers.model.numbers import known
from helpers.text.figures import judged_figure, number
from helpers.text.words import sex_word
from helpers.view import FollowUp, visible


def area_names(view: FollowUp) -> dict[str, str]:
    """Return the goal areas' printed names by code, in the plan's order."""
    return dict(zip(view.series["area"], view.series["area_name"], strict=True))


def area_pages(view: FollowUp) -> dict[str, str]:
    """Return each goal area's notebook by code.

    On a page the exporter makes it the notebook's page.
    """
    return {area: f"{page}.ipynb" for area, page in zip(view.series["area"], view.series["page"], strict=True)}


def named(series: pd.Series, sex: str) -> str:
    """Return a measure's name, with its sex if each sex has its own."""
    own = sex in ("women", "men") and not series["distribution"]
    return f"{series['label']}, {sex_word(series, sex)}" if own else series["label"]


def judged_on(view: FollowUp) -> pd.DataFrame:
    """Return the figures that the classes rest on, whatever is shown.

    Without a comparison the figures that are shown.
    """
    if view.all_observations is None or view.comparison == NO_COMPARISON:
        return view.observations
    return visible(view.series, view.all_observations, view.year)


def card_of(view: FollowUp) -> dict[str, str]:
    """Return the address of each series' card."""
    pages, series = area_pages(view), view.series
    return {name: f"{pages[area]}#{name}" for name, area in zip(series["series"], series["area"], strict=True)}


def figure_text(series: pd.Series, value: float, denominator: float = float("nan")) -> str:
    """Return a figure without its unit: ``13,8``, ``10 av 14``."""
    return f"{number(series, value)} av {denominator:.0f}" if known(denominator) else number(series, value)


def value_text(series: pd.Series, row: pd.Series) -> str:
    """Return the judged outcome as handed in; empty where there is none.

    A mean is printed as judged.
    """
    if not known(row["value"]):
        return ""
    return figure_text(series, judged_figure(series, row, "value"), row["denominator"])


def start_text(series: pd.Series, row: pd.Series) -> str:
    """Return the plan's baseline as printed; empty where there is none."""
    value = judged_figure(series, row, "baseline")
    return figure_text(series, value, row["baseline_denominator"]) if known(value) else ""


def target_text(series: pd.Series, row: pd.Series) -> str:
    """Return the plan's target as printed: ``10,8``, ``alla``; empty without one."""
    value = judged_figure(series, row, "target")
    if not known(value):
        return ""
    return "alla" if value == row["target_denominator"] else figure_text(series, value)
