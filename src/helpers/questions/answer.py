"""What all answers share: layout, gap row, origin, distance."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from IPython.display import HTML

from helpers.model.numbers import minus
from helpers.tables.render import Table, render, safe
from helpers.text.words import beside_word, capital, listed, sentence, span, spelled
from helpers.view import FollowUp


def answer(sentences: Iterable[str], table: Table, figure: str = "") -> HTML:
    """Return an answer: sentences, table and figure."""
    told = [sentence(text) for text in sentences if text]
    return HTML(render("answer.html.j2", sentences=told, table=table, figure=safe(figure)))


def short_labels(rows: Iterable[pd.Series]) -> str:
    """Return labels in one text, parted by semicolons.

    Labels hold commas of their own.
    """
    return "; ".join(series["label"] for series in rows)


def first_gap(rows: pd.DataFrame) -> pd.Series | None:
    """Return the first gap row, or None without one."""
    found = rows[rows["sex"] == "gap"]
    return found.iloc[0] if len(found) else None


def origin_text(
    view: FollowUp, names: Iterable[str], years: Iterable[int], *, split: bool = False, riket: bool = False
) -> str:
    """Return the end of a caption: places, years and sources of the figures.

    A chart that is split by sex shows no outcome of the total.
    """
    first = view.series.iloc[0]
    shown, years, names = view.observations, set(years), set(names)
    drawn = shown[shown["series"].isin(names) & shown["year"].isin(years) & shown["value"].notna()]
    shown_places = [first["geography"], *([first["beside"]] if riket else [])]
    drawn = drawn[drawn["geography"].isin(shown_places) & (drawn["kind"] != "related")]
    drawn = drawn[(drawn["sex"] != "total") | (drawn["kind"] == "target")] if split else drawn
    sources = sorted({source.removeprefix("Källa: ") for source in drawn["source"]})
    told = (
        f"Källa: {sources[0]}"
        if len(sources) == 1
        else f"{capital(spelled(len(sources)))} källor, som står i måttens kort"
    )
    beside = dict.fromkeys(beside_word(row) for _, row in view.series[view.series["series"].isin(names)].iterrows())
    places = listed([first["place"], *(beside if riket else [])])
    return f"{places} {span(years)}. {told}."


def left_to_goal(series: pd.Series, value: float, goal: float) -> float:
    """Return how far a value is from its target; negative beyond it."""
    return minus(goal, value) if series["better"] == "higher" else minus(value, goal)


def who_is_better(series: pd.Series, one: float, other: float) -> bool | None:
    """Return whether one figure is better than another; None when equal."""
    if series["better"] == "balance":
        one, other = -abs(one - 50), -abs(other - 50)
    if one == other:
        return None
    return (one > other) == (series["better"] != "lower")
