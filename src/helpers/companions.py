"""Companion measures on a page: a card's block and an area's counts.

For other pages there is a frame: `companion_rows`, one row per companion measure.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from helpers.charts.lines import path_chart
from helpers.charts.of_series import band_told, mean_name, peers_drawn, places_drawn
from helpers.charts.svg import as_html
from helpers.method.companions import companions, counted_companions, lines_of, own_beside_riket
from helpers.model.codes import PEERS, RIKET, SEXES
from helpers.model.numbers import known
from helpers.model.records import as_records
from helpers.read import measures as all_measures
from helpers.tables.peers import peers_table
from helpers.tables.render import Table, render, safe
from helpers.text.alt_text import describe
from helpers.text.companions import Figures, beside_told, counts_told, direction_told, gap_told
from helpers.text.facts import Fact
from helpers.text.peers import peers_told
from helpers.text.words import beside_word, sex_word, span, with_unit
from helpers.view import FollowUp, peers_of


class Group(NamedTuple):
    """A group of municipalities beside one series.

    Empty where the view is not compared with one.

    Attributes
    ----------
    rows : DataFrame or None
        The series' rows of `helpers.method.peers.peers`; None where no group is asked for.
    name, word : str
        What a heading and a sentence call it.
    """

    rows: pd.DataFrame | None = None
    name: str = ""
    word: str = ""

    @classmethod
    def of(cls, view: FollowUp, series: str) -> Group:
        """Return the group that stands beside a series of a view."""
        rows = peers_of(view, series)
        if rows is None or rows.empty or view.about is None:
            return cls()
        named = view.about.geography(view.comparison)
        return cls(rows, named.name, named.word)

    def of_plan(self) -> pd.DataFrame | None:
        """Return the rows of the plan's own measure; None where there are none."""
        return None if self.rows is None or not self.rows["same"].any() else self.rows[self.rows["same"]]

    def of_measure(self, key: str) -> pd.DataFrame | None:
        """Return the rows of one companion; None where there are none."""
        return (
            None
            if self.rows is None or key not in set(self.rows["measure"])
            else self.rows[self.rows["measure"] == key]
        )

    def told(self, series: pd.Series, rows: pd.DataFrame | None) -> list[Fact]:
        """Return some rows as a fact, for the list beside a chart."""
        if rows is None:
            return []
        term, text = peers_told(rows, _measure_of(rows), series, self.name, self.word)
        return [Fact(term, text)] if text else []

    def tables(self, series: pd.Series, rows: pd.DataFrame | None) -> list[Table]:
        """Return some rows as a table, for a fold."""
        table = None if rows is None else peers_table(rows, _measure_of(rows), series, self.name)
        return [] if table is None else [table]


def _measure_of(rows: pd.DataFrame) -> pd.Series:
    return all_measures().set_index("key", drop=False).loc[rows["measure"].iloc[0]]


def companion_rows(view: FollowUp) -> pd.DataFrame:
    """Return what the companion measures of a view show, one row per measure.

    Returns
    -------
    DataFrame
        The columns of `helpers.method.companions.companions`: ``measure``, ``series``, ``area``, ``label``,
        ``direction`` (better, unchanged, worse, empty), ``gap_first``, ``gap_last``, ``gap_change`` and what they are
        beside riket. In the plan's order; no row for an area without companions.
    """
    return companions(view.series, view.observations, all_measures(), view.year)


def companion_block(series: pd.Series, observations: pd.DataFrame, year: int, group: Group | None = None) -> str:
    """Return a card's block of companion measures, which are never judged.

    Parameters
    ----------
    series : Series
        One row of the series table.
    observations : DataFrame
        The series' figures that may be shown.
    year : int
        The report's year.
    group : Group, optional
        What stands beside the series of a group of municipalities.

    Returns
    -------
    str
        HTML: for each companion a small chart of its own, how it differs, direction, women and men, and riket. Empty
        where the series has no companion.
    """
    listed = all_measures().query("series == @series.series").set_index("key", drop=False)
    if listed.empty:
        return ""
    one = series.to_frame().T
    own, figures = own_beside_riket(one, observations, listed, year)
    found = [(row, figures) for row in as_records(own)]
    found += [(row, observations) for row in as_records(companions(one, observations, listed, year))]
    names = sex_word(series, "women"), sex_word(series, "men")
    items = [_item(series, rows, listed.loc[row["measure"]], row, names, group or Group()) for row, rows in found]
    return render("companions.html.j2", items=items) if items else ""


def _item(
    series: pd.Series, observations: pd.DataFrame, measure: pd.Series, row: dict, names: tuple[str, str], group: Group
) -> dict:
    beside = None if measure["same"] else group.of_measure(measure["key"])
    told = {
        "Riktning": direction_told(row),
        f"{names[0].capitalize()} och {names[1]}": gap_told(row, names),
        f"Bredvid {series['beside_word']}": beside_told(row, names),
    }
    only = "" if row["direction"] or row["years"] > 1 else _only(row)
    facts = [Fact(term, text) for term, text in ({"Värde": only} | told).items() if text]
    return {
        "label": f"{f'Planens eget mått bredvid {beside_word(series)}' if measure['same'] else 'Närliggande mått'}: "
        f"{measure['label']}",
        "difference": f"{measure['difference']} {measure['worth']}",
        "figure": safe("" if measure["same"] else _figure(series, observations, measure, beside, group.word)),
        "facts": [*facts, *group.told(series, beside)],
        "tables": group.tables(series, beside),
        "source": {"name": measure["source"], "url": measure["source_url"]},
    }


def _only(row: dict) -> str:
    sex = next(sex for sex in ("total", "women", "men") if known(row[f"{sex}_last"]))
    return f"{Figures(row).number(row[f'{sex}_last'])} {row['unit']} år {row['last_year']}, det enda kända året."


def _figure(
    series: pd.Series, observations: pd.DataFrame, measure: pd.Series, peers: pd.DataFrame | None, group: str
) -> str:
    """Draw women, men, total and the comparator over the years.

    Empty where no line has two years.
    """
    drawn = _on_one_scale(series, _points(series, observations, measure))
    if drawn.empty or drawn.groupby("line")["year"].nunique().max() < 2:
        return ""
    show = Figures(measure)
    drawn, band = peers_drawn(drawn, peers, show.number)
    like = series.copy()
    for name in ("label", "unit", "better", "precision"):
        like[name] = measure[name]
    like["as_printed"] = ""
    names = {sex: sex_word(series, sex) for sex in SEXES} | {RIKET: beside_word(series)}
    names |= {f"{RIKET}_{sex}": f"{sex_word(series, sex)}, {beside_word(series)}" for sex in ("women", "men")}
    if set(drawn["line"]) <= {"total", RIKET, PEERS}:
        names["total"] = series["place"]
    names[PEERS] = mean_name(group)
    where = places_drawn(series, set(drawn["line"]))
    what = f"Närliggande mått: {with_unit(measure['label'], measure)}, {where} {span(drawn['year'])}."
    caption = " ".join([what, *band_told(band, group), "Källa: se nedan."])

    height = 190 if band is None else 240  # six names at the ends of the lines need the room
    style = {
        "unit": measure["unit"],
        "decimals": show.decimals,
        "target_year": int(series["target_year"]),
        "height": height,
    }
    chart = path_chart(drawn, names, path=False, band=band, **style)
    more, rest = {PEERS: mean_name(group)}, "Resten står i sidans siffror som CSV."
    return as_html(chart, describe(drawn, like, "Linjediagram, närliggande mått", more, rest), caption)


def _on_one_scale(series: pd.Series, drawn: pd.DataFrame) -> pd.DataFrame:
    """Return the points that fit one scale.

    Leaves out a comparator whose counts are so much larger that the municipality's lines would lie flat at the bottom.
    """
    beside = drawn["line"].str.startswith(RIKET)
    own, others = drawn.loc[~beside, "value"].abs().max(), drawn.loc[beside, "value"].abs().max()
    return drawn[~beside] if series["unit_counted"] and others > 10 * own else drawn


def _points(series: pd.Series, observations: pd.DataFrame, measure: pd.Series) -> pd.DataFrame:
    """Return the chart's points, rounded as they are told.

    ``line``, ``kind``, ``year``, ``value`` and ``text``.
    """
    show = Figures(measure)
    lines = lines_of(observations).get(measure["key"], {})
    home, split = series["geography"], {"women", "men"} <= lines.get(series["beside"], {}).keys()
    rows = [
        (_line_name(place == home, sex), "outcome", when, float(show.rounded(value)), show.number(value))
        for place, sexes in lines.items()
        for sex, line in sexes.items()
        if place == home or (sex == "total") != split
        for when, value in sorted(line.items())
    ]
    return pd.DataFrame(rows, columns=["line", "kind", "year", "value", "text"])


def _line_name(at_home: bool, sex: str) -> str:
    return sex if at_home else RIKET if sex == "total" else f"{RIKET}_{sex}"


def companion_counts(view: FollowUp) -> str:
    """Return what a view's companions show, in one sentence.

    Empty where there are none.
    """
    return counts_told(counted_companions(companion_rows(view)).iloc[-1])
