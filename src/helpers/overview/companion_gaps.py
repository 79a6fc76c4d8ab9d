"""Women and men in companion measures, whose gaps the plan's own measures lack."""

from __future__ import annotations

import pandas as pd
from IPython.display import HTML

from helpers.companions import companion_rows
from helpers.model.numbers import MISSING, known
from helpers.model.records import as_records
from helpers.overview.common import card_of
from helpers.tables.render import render
from helpers.text.companions import Figures, beside_years
from helpers.text.vocabulary import GAP_CHANGE_WORDS, GAP_HOW_TOLD
from helpers.view import FollowUp, of_the_whole_plan


def companion_gaps(view: FollowUp) -> pd.DataFrame:
    """Return the companion measures with women and men in two years.

    The longest first within a series.

    Parameters
    ----------
    view : FollowUp

    Returns
    -------
    DataFrame
        Rows of `helpers.method.companions.companions`, in the plan's order.
    """
    rows = companion_rows(view)
    both = rows[rows["gap_first"].notna() & rows["gap_last"].notna()]
    place = {name: order for order, name in enumerate(view.series["series"])}
    ordered = both.assign(place=both["series"].map(place))
    return ordered.sort_values(["place", "years", "measure"], ascending=[True, False, True], ignore_index=True)


@of_the_whole_plan
def companion_gap_table(view: FollowUp) -> HTML:
    """Show both sexes' first and last figure in each companion measure.

    With the gap, what became of it, and the comparator's.
    """
    label, cards = view.series.set_index("series")["label"], card_of(view)
    rows = [
        {"url": cards[row["series"]], "name": label[row["series"]], "cells": _cells(row)}
        for row in as_records(companion_gaps(view))
    ]
    heads = ["Planens mått", "Närliggande mått", "År", "Kvinnor, flickor", "Män, pojkar", "Skillnad", "Utveckling",
             "Rikets skillnad"]  # fmt: skip
    caption = "Närliggande mått som visar både kvinnor och män; de bedöms aldrig"
    note = "Skillnaderna är räknade på oavrundade tal." if rows else ""
    return HTML(render("linked_table.html.j2", caption=caption, heads=heads, rows=rows, note=note))


def _cells(row: dict) -> list[str]:
    show, apart = Figures(row), beside_years(row)
    return [
        f"{row['label']}, {row['unit']}",
        f"{int(row['gap_first_year'])}–{int(row['gap_last_year'])}",
        _moved(row["gap_women_first"], row["gap_women_last"], show),
        _moved(row["gap_men_first"], row["gap_men_last"], show),
        _moved(abs(row["gap_first"]), abs(row["gap_last"]), show),
        f"{GAP_CHANGE_WORDS[row['gap_change']]}{GAP_HOW_TOLD[row['gap_how']]}",
        _moved(abs(row["riket_gap_first"]), abs(row["riket_gap_last"]), show) + (f" ({apart})" if apart else ""),
    ]


def _moved(first: float, last: float, show: Figures) -> str:
    """Return a first and a last figure; two dots where neither is known."""
    return " → ".join(show.number(value) for value in (first, last) if known(value)) or MISSING
