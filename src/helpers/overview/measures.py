"""The table of all measures: figures over the years, target, way, class."""

from __future__ import annotations

import math

import pandas as pd
from IPython.display import HTML

from helpers.charts.inline import small_way, sparkline
from helpers.method.standing import is_final
from helpers.method.ways import ways
from helpers.model.numbers import known
from helpers.overview.common import area_names, card_of, named, start_text, target_text, value_text
from helpers.overview.first import standings
from helpers.tables.render import STANDING_SYMBOLS, render
from helpers.text.figures import judged_figure
from helpers.text.headlines import all_measures_title
from helpers.text.vocabulary import PACE_WORDS, STANDING_WORDS, UNKNOWN_WORDS
from helpers.view import FollowUp, of_the_whole_plan


@of_the_whole_plan
def all_measures(view: FollowUp) -> HTML:
    """Show every measure of the plan in a row.

    Grouped by goal area, each with a link to its card.

    Parameters
    ----------
    view : FollowUp
        Of all areas.

    Returns
    -------
    HTML
        A table: sparkline from the first baseline year to the last target year, start, latest outcome and its year,
        target, way to the target and class.
    """
    lines = standings(view)
    placed = ways(lines, view.series).set_index(["series", "sex"])["share"].to_dict()
    years = int(lines["baseline_year"].min()), int(lines["target_year"].max())
    points = _points(view, years)
    series = view.series.set_index("series", drop=False)
    cards = card_of(view)
    areas = []
    for area, name in area_names(view).items():
        here = lines[lines["area"] == area]
        rows = [
            _row(series.loc[row["series"]], row, placed, points, years) | {"url": cards[row["series"]]}
            for _, row in here.iterrows()
        ]
        judged = int((here["level"] != "not_assessable").sum())
        areas.append({"name": name, "judged": f"{judged} av {len(here)} bedömda", "rows": rows})
    title = all_measures_title(len(lines), int((lines["level"] == "not_assessable").sum()), is_final(lines))
    shown = {"areas": areas, "title": title, "first": years[0], "last": years[1], "symbols": STANDING_SYMBOLS}
    return HTML(render("measures.html.j2", **shown))


def _points(view: FollowUp, years: tuple[int, int]) -> dict[tuple[str, str], list[tuple[int, float]]]:
    """Return the municipality's own figures by series and sex, as printed.

    One a year: an outcome of the baseline year does not take the place of the plan's baseline.
    """
    rows = view.observations
    kept = rows[
        (rows["geography"] == view.about.home)
        & rows["kind"].isin(["baseline", "outcome"])
        & rows["value"].notna()
        & rows["year"].between(*years)
    ].sort_values(["year", "kind"])
    found: dict[tuple[str, str], dict[int, float]] = {}
    for name, sex, year, value in zip(kept["series"], kept["sex"], kept["year"], kept["value"], strict=True):
        found.setdefault((name, sex), {}).setdefault(int(year), float(value))
    return {key: list(figures.items()) for key, figures in found.items()}


def _row(series: pd.Series, row: pd.Series, placed: dict, points: dict, years: tuple[int, int]) -> dict:
    judged = row["level"] != "not_assessable"
    key = row["series"], row["sex"]
    goal = judged_figure(series, row, "target")
    target = (int(row["target_year"]), float(goal)) if known(goal) else None
    value = value_text(series, row)
    older = f" ({int(row['year'])})" if judged and row["older"] else ""
    return {
        "code": series["indicator"],
        "name": named(series, row["sex"]),
        "line": sparkline(points.get(key, []), target, years, judged),
        "start": start_text(series, row),
        "latest": f"{value}{older}",
        "target": target_text(series, row),
        "way": small_way(placed.get(key, math.nan), row["standing"]) if judged else "",
        "level": row["standing"],
        "word": _word(row),
    }


def _word(row: pd.Series) -> str:
    """Return a standing in words, or in short why there is none."""
    if row["standing"] == "not_assessable":
        return UNKNOWN_WORDS.get(row["reason"], STANDING_WORDS["not_assessable"])
    if row["standing"] == "behind":
        return PACE_WORDS[row["pace"]]
    return STANDING_WORDS[row["standing"]]
