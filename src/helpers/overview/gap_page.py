"""The page of women and men: figures behind gaps, shares, unsplit measures."""

from __future__ import annotations

import pandas as pd
from IPython.display import HTML

from helpers.method.advantage import reference_gaps
from helpers.method.companions import own_beside_riket
from helpers.method.coverage import split_by_series
from helpers.method.plan import RANK
from helpers.model.numbers import MISSING, known
from helpers.model.records import as_records
from helpers.overview.common import area_names, card_of
from helpers.overview.pairs import pairs
from helpers.read import measures
from helpers.tables.render import render
from helpers.text.figures import number
from helpers.text.headlines import not_split_title
from helpers.text.vocabulary import GAP_CHANGE_WORDS, GAP_HOW_TOLD
from helpers.text.words import advantage, beside_word, capital, distance, sex_word
from helpers.view import FollowUp, of_the_whole_plan


@of_the_whole_plan
def gap_table(view: FollowUp) -> HTML:
    """Show every measure with both sexes in figures.

    Levels, the gap at the start, latest and planned, and how it changed.

    Parameters
    ----------
    view : FollowUp
        Of all areas.

    Returns
    -------
    HTML
        A table; what stands beside it in a column where it is known of at least half of the measures, else in a
        sentence.
    """
    rows = pairs(view)
    beside = _beside(view)
    series = view.series.set_index("series", drop=False)
    known_of = [name for name in rows["series"] if name in beside]
    column = len(known_of) * 2 >= len(rows)
    heads = [
        "Mått",
        "Kvinnor, flickor",
        "Män, pojkar",
        "Skillnad vid start",
        "Senaste skillnad",
        "Planens mål",
        "Utveckling",
    ]
    theirs = view.series["beside_genitive"].iloc[0]
    cells = [_cells(series.loc[row["series"]], row, view) for _, row in rows.iterrows()]
    if column:
        heads.append(f"{capital(theirs)} skillnad")
        for cell, name in zip(cells, rows["series"], strict=True):
            cell["cells"].append(beside.get(name, MISSING))
    told = "; ".join(f"{series.loc[name, 'label']}, {beside[name]}" for name in known_of)
    note = "" if column else _known_of(theirs, told, len(known_of) < len(rows))
    caption = "Alla mått som visar både kvinnor och män"
    return HTML(render("linked_table.html.j2", caption=caption, heads=heads, rows=cells, note=note))


def _known_of(theirs: str, told: str, some: bool) -> str:
    """Return of which measures the comparator's gap is known, in a sentence.

    In place of a column that would be mostly empty.
    """
    if not told:
        return f"{capital(theirs)} tal för kvinnor och män är inte kända för något av måtten."
    rest = " För övriga mått är den inte känd." if some else ""
    return f"{capital(theirs)} skillnad: {told}.{rest}"


def _beside(view: FollowUp) -> dict[str, str]:
    """Return the comparator's gap by series.

    Of the plan's own rows, else of the same measure's figures.
    """
    series = view.series.set_index("series", drop=False)
    own, _ = own_beside_riket(view.series, view.observations, measures(), view.year)
    found = {
        row["series"]: _Side(series.loc[row["series"]]).said(row["riket_gap_last"], row["gap_last_year"])
        for row in as_records(own)
        if known(row["riket_gap_last"])
    }
    for name, row in reference_gaps(view.observations, view.series["beside"].iloc[0]).iterrows():
        latest = known(row["latest"])
        year = row["latest_year"] if latest else series.loc[name, "baseline_year"]
        if latest or known(row["start"]):
            found[name] = _Side(series.loc[name]).said(row["latest"] if latest else row["start"], year)
    return found


def _cells(series: pd.Series, row: pd.Series, view: FollowUp) -> dict:
    side = _Side(series)
    return {
        "url": card_of(view)[row["series"]],
        "name": series["label"],
        "cells": [
            _levels(series, row, "women"),
            _levels(series, row, "men"),
            side.said(row["gap_baseline"], row["baseline_year"]),
            side.said(row["gap"], row["year"]),
            side.planned(row),
            _development(row),
        ],
    }


class _Side:
    """Print gaps of one series, women minus men, by whose advantage they are."""

    def __init__(self, series: pd.Series) -> None:
        self.series = series
        self.turn = {"higher": 1, "lower": -1}.get(series["better"], 0) * (not series["own_yardstick"])

    def said(self, gap: float | None, year: object) -> str:
        """Return a gap and its year; two dots where it is unknown."""
        if not known(gap):
            return MISSING
        text = advantage(self.series, self.turn * gap) if self.turn or gap == 0 else distance(self.series, gap)
        return f"{text} ({int(year)})"

    def planned(self, row: pd.Series) -> str:
        """Return what the plan's own targets make of the gap."""
        if not known(row["gap_target"]):
            return "inget eget mål"
        return "lika" if row["gap_target"] == 0 else f"{distance(self.series, row['gap_target'])}"


def _levels(series: pd.Series, row: pd.Series, sex: str) -> str:
    """Return one sex's figures, start and latest: ``42 → 45``."""
    figures = [row[f"{sex}_baseline"], row[sex]]
    shown = [number(series, value) for value in figures if known(value)]
    return " → ".join(shown) or MISSING


def _development(row: pd.Series) -> str:
    """Return what became of the gap, and how."""
    if row["gap_change"] == "not_assessable":
        return "går inte att säga"
    return f"{GAP_CHANGE_WORDS[row['gap_change']]}{GAP_HOW_TOLD[row['gap_how']]}"


@of_the_whole_plan
def shares(view: FollowUp) -> HTML:
    """Show the measures that are themselves a share of women and men.

    Start, latest, target, and what stands beside.
    """
    chosen = view.series[view.series["distribution"].astype(bool)]
    rows = [
        {"url": card_of(view)[row["series"]], "name": row["label"], "cells": _share_cells(view, row)}
        for _, row in chosen.iterrows()
    ]
    beside = dict.fromkeys(beside_word(row) for _, row in chosen.iterrows())
    heads = ["Mått", "Start", "Senast", "Mål", capital(" eller ".join(beside))]
    return HTML(render("linked_table.html.j2", caption="Andel kvinnor och män i en grupp", heads=heads, rows=rows))


def _share_cells(view: FollowUp, series: pd.Series) -> list[str]:
    own = view.observations[(view.observations["series"] == series["series"]) & view.observations["value"].notna()]
    own = own[own["year"] <= series["target_year"]]  # what came later is told on the card, as after the plan
    home = own[own["geography"] == series["geography"]]
    beside = own[(own["geography"] == series["beside"]) & own["kind"].isin(["baseline", "outcome"])]
    return [
        *(_share(series, home[home["kind"] == kind]) for kind in ("baseline", "outcome", "target")),
        _share(series, beside),
    ]


def _share(series: pd.Series, rows: pd.DataFrame) -> str:
    """Return the latest share: ``63 kvinnor, 37 män (2004)``.

    The other sex is the rest of 100. Of several sources of a year the closest definition is told, as it is judged.
    """
    if rows.empty:
        return MISSING
    ranked = rows.assign(rank=rows["definition"].map(RANK).fillna(len(RANK)))
    last = ranked.sort_values(["year", "rank", "source"], ascending=[False, True, True]).iloc[0]
    women = last["value"] if last["sex"] == "women" else 100 - last["value"]
    men = round(100 - women, 6)
    words = [f"{number(series, value)} {sex_word(series, sex)}" for value, sex in ((women, "women"), (men, "men"))]
    return f"{', '.join(words)} ({int(last['year'])})"


@of_the_whole_plan
def not_split(view: FollowUp) -> HTML:
    """Show the measures about people that are never told by sex.

    By goal area.
    """
    facts = split_by_series(view.series, view.observations, view.year)
    parts = ["baseline_both", "target_both", "outcome_both"]
    series = view.series.set_index("series", drop=False)
    cards = card_of(view)
    never = facts[~facts[parts].any(axis=1)]
    groups = [
        {"word": name, "items": [{"url": cards[one], "name": series.loc[one, "label"], "text": ""} for one in here]}
        for area, name in area_names(view).items()
        if len(here := never.loc[never["area"] == area, "series"])
    ]
    title = not_split_title(len(facts), len(never), int(facts["outcome_both"].sum()))
    return HTML(render("not_split.html.j2", title=title, groups=groups))
