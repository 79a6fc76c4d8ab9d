"""Questions about women and men: gaps, distance to the target, distribution."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pandas as pd
from IPython.display import HTML

from helpers.charts.lines import gap_lines
from helpers.charts.rows import sexes, shares
from helpers.charts.svg import as_html
from helpers.model.numbers import MISSING, exact, known, minus, round_half_up
from helpers.questions.answer import answer, first_gap, left_to_goal, origin_text, short_labels
from helpers.tables.render import Table
from helpers.text.alt_text import fit
from helpers.text.figures import decimals, number
from helpers.text.reading import main_row
from helpers.text.vocabulary import BETTER_OFF_WORDS, GAP_CHANGE_WORDS
from helpers.text.words import beside_word, difference, distance, listed, quantity, sex_word
from helpers.view import FollowUp, rows_of, series_named


def gap_closure(view: FollowUp, *names: str) -> HTML:
    """Answer which gaps the plan closes, keeps and leaves open.

    Parameters
    ----------
    view : FollowUp
    *names : str
        Series split by sex, in the order to show them.

    Returns
    -------
    HTML
        Sentences, the gap over time and a table: one row per series, gaps women minus men in the series' own unit.
    """
    names = tuple(series_named(view, "gap_closure", names))
    chosen = [(series, first_gap(rows)) for series, _, rows in (rows_of(view, name) for name in names)]
    known_gaps = [(series, gap) for series, gap in chosen if gap is not None]
    return answer(_closure_sentences(chosen), _closure_table(view, chosen), _gap_figure(view, known_gaps))


def _closure_sentences(chosen: Sequence[tuple[pd.Series, pd.Series | None]]) -> list[str]:
    groups: dict[str, list[pd.Series]] = {
        "closed": [], "narrowed": [], "kept": [], "open": [], "unknown": [], "ratio": []
    }  # fmt: skip
    for series, gap in chosen:
        groups["ratio" if series["own_yardstick"] else _planned(gap)].append(series)
    words = {
        "closed": "planens mål är lika för båda könen: {}",
        "narrowed": "planen vill minska skillnaden men tar inte bort den: {}",
        "kept": "planen låter skillnaden vara lika stor: {}",
        "open": "planen sätter inga egna mål för kvinnor och män: {}",
        "unknown": "planen anger inga tal för kvinnor och män: {}",
        "ratio": "kvinnor och män är räknade mot var sitt jämförelsetal, så talens skillnad säger inte vem som har det "
        "bättre: {}",
    }
    return [words[key].format(short_labels(found)) for key, found in groups.items() if found]


def _planned(gap: pd.Series | None) -> str:
    if gap is None or not known(gap["gap_baseline"]):
        return "unknown"
    if not known(gap["gap_target"]):
        return "open"
    if gap["gap_target"] == 0:
        return "closed"
    return "narrowed" if gap["planned_gap_change"] < 0 else "kept"


def _closure_table(view: FollowUp, chosen: Sequence[tuple[pd.Series, pd.Series | None]]) -> Table:
    heads = ["Mått", "Utgångsår", "Senaste utfall", "Planens mål", "Bättre värde har", "Utveckling"]
    rows = [[series["label"], *_closure_cells(series, gap)] for series, gap in chosen]
    notes = ["Skillnaden är kvinnors (flickors) värde minus mäns (pojkars), i måttets enhet."]
    return Table("Skillnaden mellan kvinnor och män", heads, rows, "lrrrll", notes)


def _closure_cells(series: pd.Series, gap: pd.Series | None) -> list[str]:
    if gap is None:
        return [MISSING] * 5
    if series["own_yardstick"]:
        return ["."] * 5
    figures_ = [gap["gap_baseline"], gap["gap"], gap["gap_target"]]
    cells = [difference(series, value) if known(value) else MISSING for value in figures_]
    ahead = gap["better_off"] or gap["better_off_baseline"]
    words = {"women": sex_word(series, "women"), "men": sex_word(series, "men")}
    return [*cells, words.get(ahead, BETTER_OFF_WORDS[ahead] or MISSING), GAP_CHANGE_WORDS[gap["gap_change"]]]


def _gap_figure(view: FollowUp, chosen: Sequence[tuple[pd.Series, pd.Series]]) -> str:
    """Draw the gaps of the series that share the commonest unit.

    A chart has one unit.
    """
    chosen = [(series, gap) for series, gap in chosen if not series["own_yardstick"]]
    if not chosen:
        return ""
    units = [series["unit"] for series, _ in chosen]
    chosen = [(series, gap) for series, gap in chosen if series["unit"] == max(units, key=units.count)]
    rows = pd.DataFrame([point for series, gap in chosen for point in _gap_points(series, gap)])
    if rows.empty or rows["year"].nunique() < 2:
        return ""
    digits = max(decimals(series) for series, _ in chosen)
    unit = chosen[0][0]["unit_difference"]
    parts = [
        f"{label} {', '.join(_point_told(point) for point in line.itertuples())}"
        for label, line in rows.groupby("label", sort=False)
    ]
    alt = fit(f"Linjediagram: skillnaden mellan kvinnor och män, kvinnor minus män, {unit}. ", parts)
    caption = f"Skillnaden mellan kvinnor och män, {unit}. Streckad linje: planens väg till målet (öppen romb). "
    origin = origin_text(view, [s["series"] for s, _ in chosen], rows["year"], split=True)
    return as_html(gap_lines(rows, unit=unit, decimals=digits), alt, caption + origin)


def _point_told(point: Any) -> str:
    """Return a point of a gap for an alternative text; what is no outcome but a target is called one."""
    return f"{'planens mål ' if point.kind == 'target' else ''}{point.text} år {point.year}"


def _gap_points(series: pd.Series, gap: pd.Series) -> list[dict]:
    times = (
        ("baseline", "gap_baseline", "baseline_year"),
        ("outcome", "gap", "year"),
        ("target", "gap_target", "target_year"),
    )
    return [
        {"label": series["label"], "year": int(gap[year]), "gap": gap[value], "kind": kind}
        | {"text": difference(series, gap[value])}
        for kind, value, year in times
        if known(gap[value]) and known(gap[year])
    ]


def each_sex_to_target(view: FollowUp, *names: str) -> HTML:
    """Answer how far women and men each have to the target.

    Their own, or the total's where the plan has no other.

    Parameters
    ----------
    view : FollowUp
    *names : str
        Series split by sex.

    Returns
    -------
    HTML
        Sentences, women and men as points with the target, and a table: one row per series, distances from the latest
        figure (the baseline where there is no outcome) in the series' unit. A comparison with the total's target is
        marked as derived.
    """
    names = tuple(series_named(view, "each_sex_to_target", names))
    rows = [_sexes_row(series, assessed) for series, _, assessed in (rows_of(view, name) for name in names)]
    women, men = (sex_word(rows[0]["series"], sex) for sex in ("women", "men"))
    heads = [
        "Mått",
        "År",
        women.capitalize(),
        men.capitalize(),
        "Mål",
        f"Kvar för {women}",
        f"Kvar för {men}",
        "Målet gäller",
    ]
    derived = "Härledd jämförelse: målet gäller totalen och är inte planens mål för vart och ett av könen."
    notes = [derived] if any(row["derived"] for row in rows) else []
    table = Table(
        f"Hur långt {women} och {men} har till målet", heads, [row["cells"] for row in rows], "lrrrrrrl", notes
    )
    return answer([row["sentence"] for row in rows], table, _sexes_figure(view, rows))


def _sexes_row(series: pd.Series, rows: pd.DataFrame) -> dict:
    gap, main = first_gap(rows), main_row(rows)
    now = gap is not None and known(gap["gap"])
    women, men = (gap["women"], gap["men"]) if now else (gap["women_baseline"], gap["men_baseline"])
    year = int(gap["year"] if now else gap["baseline_year"])
    own = known(gap["women_target"])
    goals = (gap["women_target"], gap["men_target"]) if own else (main["target"], main["target"])
    left = [left_to_goal(series, value, goal) for value, goal in zip((women, men), goals, strict=True)]
    goal_text = (
        number(series, goals[0]) if goals[0] == goals[1] else f"{number(series, goals[0])} / {number(series, goals[1])}"
    )
    cells = [series["label"], str(year), number(series, women), number(series, men), goal_text]
    cells += [number(series, value) if value > 0 else "nått" for value in left]
    names = sex_word(series, "women"), sex_word(series, "men")
    told = f"{year} {_left_words(series, names, left)}{_newer_total(series, main, year)}"
    text = f"{series['label']} (mål {goal_text} för {main['target_year']}): {told}"
    return {
        "series": series,
        "cells": [*cells, "varje kön" if own else "totalen (härledd)"],
        "sentence": text,
        "derived": not own,
        "years": (year, int(main["target_year"])),
        "point": {"label": f"{series['label']} {year}"} | _printed(series, women=women, men=men, target=goals[0]),
    }


def _printed(series: pd.Series, **values: float) -> dict:
    """Return figures with each as it is printed beside it."""
    return values | {f"{name}_text": number(series, value) for name, value in values.items()}


def _left_words(series: pd.Series, names: tuple[str, str], left: Sequence[float]) -> str:
    """Return how far two groups had to the target in their figures' year."""
    (first, second), far = names, [distance(series, value) for value in left]
    if left[0] > 0 and left[1] > 0:
        return f"hade {first} {far[0]} kvar och {second} {far[1]}"
    if left[0] > 0:
        return f"hade {first} {far[0]} kvar, medan {second} redan hade nått målnivån"
    if left[1] > 0:
        return f"hade {first} redan nått målnivån, medan {second} hade {far[1]} kvar"
    return f"hade både {first} och {second} redan nått målnivån"


def _newer_total(series: pd.Series, main: pd.Series, year: int) -> str:
    """Return the total's newer figure, if women and men were measured earlier."""
    if main["sex"] != "total" or not known(main["value"]) or int(main["year"]) <= year:
        return ""
    return f"; för totalen finns ett nyare värde, {quantity(series, main['value'])} år {int(main['year'])}"


def _sexes_figure(view: FollowUp, rows: Sequence[dict]) -> str:
    table = pd.DataFrame([row["point"] for row in rows]).assign(total=float("nan"), plan=False)
    first = rows[0]["series"]
    digits = max(decimals(row["series"], row["point"]["women"], row["point"]["men"]) for row in rows)
    unit = listed(sorted({row["series"]["unit"] for row in rows}))
    names = sex_word(first, "women"), sex_word(first, "men")
    parts = [
        f"{p.label}: {names[0]} {p.women_text}, {names[1]} {p.men_text}, mål {p.target_text}"
        for p in table.itertuples()
    ]
    alt = fit(f"Punktdiagram: {names[0]} och {names[1]} mot målet, {unit}. ", parts)
    caption = f"{names[0].capitalize()} och {names[1]} mot målet, {unit}. "
    years = {year for row in rows for year in row["years"]}
    origin = origin_text(view, [row["series"]["series"] for row in rows], years, split=True)
    return as_html(sexes(table, names, unit=unit, decimals=digits), alt, caption + origin)


def composition(view: FollowUp, *names: str) -> HTML:
    """Answer how women and men are distributed, and whether within 40-60 percent.

    Parameters
    ----------
    view : FollowUp
    *names : str
        Series that are a distribution (könsfördelning).

    Returns
    -------
    HTML
        Sentences, one 100 % bar per series, place and time, and a table with the same figures.
    """
    names = tuple(series_named(view, "composition", names))
    found = [(series, observations) for series, observations, _ in (rows_of(view, name) for name in names)]
    bars = pd.DataFrame([bar for series, observations in found for bar in _bars(series, observations)])
    first = found[0][0]
    names_ = sex_word(first, "women"), sex_word(first, "men")
    parts = [f"{b.label}: {names_[0]} {b.women_text}, {names_[1]} {b.men_text}" for b in bars.itertuples()]
    origin = origin_text(view, names, bars["year"], riket=True)
    image = as_html(
        shares(bars, names_),
        fit("Stapeldiagram, 100 procent: könsfördelning. ", parts),
        f"Könsfördelning i procent; de streckade linjerna visar spannet 40–60. {origin}",
    )
    rows = [[b.label, b.women_text, b.men_text, "ja" if b.inside else "nej"] for b in bars.itertuples()]
    table = Table("Könsfördelning, procent av gruppen", ["Grupp", "Kvinnor", "Män", "Inom 40–60"], rows, "lrrl")
    inside = [row[0] for row in rows if row[3] == "ja"]
    text = (
        f"Inom spannet 40–60 procent: {'; '.join(inside)}"
        if inside
        else "Inget av värdena ligger inom spannet 40–60 procent"
    )
    return answer([text], table, image)


def _bars(series: pd.Series, observations: pd.DataFrame) -> list[dict]:
    usable = observations[
        observations["value"].notna() & (observations["kind"] != "related") & (observations["sex"] == "men")
    ]
    usable = usable.assign(beside=usable["geography"] != series["geography"])
    usable = usable[~usable["beside"] | (usable["kind"] == "baseline")].sort_values(["beside", "year"])
    return [
        {
            "label": f"{series['label']}, {_which(series, row)}{row.year}",
            **_printed(series, women=minus(100, row.value), men=row.value),
            "year": row.year,
            "inside": round_half_up(abs(exact(row.value) - 50), Decimal(series["precision"])) <= 10,
        }
        for row in usable.itertuples()
    ]


def _which(series: pd.Series, row) -> str:
    return (f"{beside_word(series)} " if row.beside else "") + ("mål " if row.kind == "target" else "")
