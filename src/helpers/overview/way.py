"""How far the measures have come towards their targets, on shared scales."""

from __future__ import annotations

import math

import pandas as pd
from IPython.display import HTML
from markupsafe import Markup

from helpers.charts.inline import Scale, way, way_axis, way_scale
from helpers.method.standing import is_final
from helpers.method.ways import ways
from helpers.model.numbers import known
from helpers.overview.common import card_of, named, start_text, target_text, value_text
from helpers.overview.first import expected_year, standings
from helpers.tables.render import STANDING_SYMBOLS, render
from helpers.text.figures import as_share, number
from helpers.text.headlines import of_the_way, on_pace, way_text
from helpers.text.vocabulary import PACE_WORDS, STANDING_WORDS
from helpers.view import FollowUp, of_the_whole_plan

# pixels that the drawings have at least; before the target year there is a column more
WIDE, NARROW = 300, 220


@of_the_whole_plan
def way_to_target(view: FollowUp) -> HTML:
    """Show how much of the way to target each judged measure has gone.

    Parameters
    ----------
    view : FollowUp
        Of all areas.

    Returns
    -------
    HTML
        Change targets by share of the way; level and hold targets by per cent of the target. Before the target year
        the time gone and the projection are drawn as well.
    """
    lines = standings(view)
    final = is_final(lines)
    rows = ways(lines, view.series)
    year = int(lines["report_year"].iloc[0])
    parts = [
        _part(view, rows[rows["scale"] == scale], final)
        for scale in ("way", "target")
        if (rows["scale"] == scale).any()
    ]
    return HTML(
        render(
            "ways.html.j2",
            title=_title(rows[rows["scale"] == "way"], final, year),
            parts=parts,
            notes=_notes(view, rows, final),
            symbols=STANDING_SYMBOLS,
        )
    )


def _title(rows: pd.DataFrame, final: bool, year: int) -> str:
    if final:
        met = rows["level"] == "met"
        return of_the_way(len(rows), int(met.sum()), int(((rows["share"] < 0) & ~met).sum()))
    return on_pace(rows["pace"].value_counts().to_dict(), year)


def _part(view: FollowUp, rows: pd.DataFrame, final: bool) -> dict:
    """Return one scale: its heading, its axis, a row per measure."""
    on_way = rows["scale"].iloc[0] == "way"
    shares = [*rows["share"], *rows["projected"]]
    scale = way_scale(shares, high=1.1) if on_way else way_scale(shares, low=0, high=1.1)
    start, end = int(rows["baseline_year"].iloc[0]), int(rows["target_year"].iloc[0])
    if on_way:
        head = f"Mål om förändring: andel av vägen från {start} till målet {end}"
        names = {1.0: f"målet {end}", 0.0: f"start {start}", 2.0: "dubbla vägen", -1.0: "−100 %", 0.5: "halvvägs"}
    else:
        head = "Mål som är en nivå att nå eller hålla: utfall i procent av målet"
        names = {1.0: f"målet {end}", 0.0: "0", 2.0: "dubbla målet", 0.5: "halva målet"}
    items = [_row(view, row, scale, final) for _, row in rows.iterrows()]
    return {
        "head": head,
        "axis": way_axis(scale, names, WIDE if final else NARROW),
        "rows": items,
        "shown": "Vägen" if on_way else "Mot målet",
    }


def _row(view: FollowUp, row: pd.Series, scale: Scale, final: bool) -> dict:
    series = view.series.set_index("series", drop=False).loc[row["series"]]
    older = f" ({int(row['year'])})" if row["older"] else ""
    start = start_text(series, row)
    label = way_text(row["share"], row["number_level"] == "met")
    return {
        "url": card_of(view)[row["series"]],
        "name": named(series, row["sex"]),
        "drawing": _drawing(row, scale, final, label),
        "share": label,
        "figures": f"{f'{start} → ' if start else ''}{value_text(series, row)}{older}",
        "target": target_text(series, row),
        "level": row["standing"],
        "word": PACE_WORDS[row["pace"]] if row["standing"] == "behind" else STANDING_WORDS[row["standing"]],
        "note": _note(series, row),
        "projected": _projected(series, row),
    }


def _drawing(row: pd.Series, scale: Scale, final: bool, label: str) -> Markup:
    expected = math.nan if final else row["expected"]
    return way(
        scale,
        row["share"],
        row["near_from"] if final else math.nan,
        row["standing"],
        label,
        hollow=bool(row["older"]),
        expected=expected,
        projected=row["projected"],
    )


def _note(series: pd.Series, row: pd.Series) -> str:
    """Return why a class differs from what the number alone would give."""
    if row["reason"] == "relation_not_met":
        return f"talet når målet, men {series['comparator_genitive']} {number(series, row['reference'])} är bättre"
    if row["reason"] == "number_not_met":
        return f"bättre än {series['comparator_genitive']} {number(series, row['reference'])}, men talet når inte målet"
    return ""


def _projected(series: pd.Series, row: pd.Series) -> str:
    return number(series, as_share(series, row, row["projection"])) if known(row["projected"]) else ""


def _notes(view: FollowUp, rows: pd.DataFrame, final: bool) -> list[str]:
    """Return what the drawn marks mean, and the measures off both scales."""
    drawn = rows[rows["scale"] != "none"]
    notes = ["Ljus ruta vid målet: där räknas måttet som nära målet"] if final and len(drawn) else []
    notes += [f"Öppet tecken: utfallet är äldre än {expected_year(rows)}"] if drawn["older"].any() else []
    if not final and drawn["expected"].notna().any():
        notes.append("Svart streck: så stor del av tiden hade gått när utfallet mättes")
    if drawn["projected"].notna().any() and not final:
        notes.append("Grå ring: dit en rak framskrivning pekar målåret; den görs bara med minst tre mätningar")
    notes += [_outside(view, row) for _, row in rows[rows["scale"] == "none"].iterrows()]
    return [f"{note}." for note in notes]


def _outside(view: FollowUp, row: pd.Series) -> str:
    """Return in figures a measure that has no place on either scale."""
    series = view.series.set_index("series", drop=False).loc[row["series"]]
    figures = f"{value_text(series, row)} mot målet {target_text(series, row)}"
    return f"Utanför diagrammet: {named(series, row['sex'])}, {figures}"
