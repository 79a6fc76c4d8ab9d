"""Questions about targets: distance, demand per year, held levels, means."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from IPython.display import HTML

from helpers.charts.rows import bars, bullets
from helpers.charts.svg import as_html
from helpers.model.numbers import MISSING, format_number, known, minus
from helpers.questions.answer import answer, left_to_goal, origin_text, short_labels, who_is_better
from helpers.tables.render import Table, class_text
from helpers.text.alt_text import fit
from helpers.text.figures import decimals, number
from helpers.text.reading import main_row
from helpers.text.words import distance, quantity, spelled
from helpers.view import FollowUp, rows_of, series_named


def required_per_year(view: FollowUp, *names: str) -> HTML:
    """Answer what each target demands per year, in percent of the baseline.

    Parameters
    ----------
    view : FollowUp
    *names : str
        Series with baseline and target on a scale with a true zero.

    Returns
    -------
    HTML
        A sentence, bars sorted by demand, and a table: one row per series with the demand in its own unit and in
        percent of the baseline, both along the straight line of the method (section 3).
    """
    names = tuple(series_named(view, "required_per_year", names))
    rows = sorted((_demand(*rows_of(view, name)) for name in names), key=lambda row: (-row["share"], row["label"]))
    table = Table(
        "Vad målen kräver per år, längs en rak väg",
        ["Mått", "Utgångsvärde", "Mål", "Antal år", "Per år i måttets enhet", "Per år, procent av utgångsvärdet"],
        [row["cells"] for row in rows],
        "lr",
    )
    most, least = rows[0], rows[-1]
    texts = [f"Högst krav per år ställer {most['told']}", f"Lägst krav ställer {least['told']}"]
    return answer(texts, table, _demand_figure(rows))


def _demand(series: pd.Series, _observations: pd.DataFrame, rows: pd.DataFrame) -> dict:
    main = main_row(rows)
    years = int(main["target_year"]) - int(main["baseline_year"])
    change = minus(main["target"], main["baseline"])
    share = abs(change) / years / main["baseline"] * 100
    digits = decimals(series) + (abs(change) < 1000 * years)
    cells = [
        series["label"],
        f"{quantity(series, main['baseline'])} ({main['baseline_year']})",
        f"{number(series, main['target'])} ({main['target_year']})",
        str(years),
        format_number(change / years, digits, sign=True),
        format_number(share, 1),
    ]
    unit, way = series["unit_difference"], "en ökning" if change > 0 else "en minskning"
    told = (
        f"”{series['label']}”: {way} med {format_number(abs(change) / years, digits)} {unit} om året, "
        f"{format_number(share, 1)} procent av utgångsvärdet"
    )
    return {"label": series["label"], "share": share, "cells": cells, "told": told}


def _demand_figure(rows: Sequence[dict]) -> str:
    shares = [{"value": row["share"], "value_text": format_number(row["share"], 1)} for row in rows]
    table = pd.DataFrame(shares).assign(label=[row["label"] for row in rows])
    unit = "procent av utgångsvärdet per år"
    parts = [f"{row['label']} {format_number(row['share'], 1)}" for row in rows]
    alt = fit("Stapeldiagram: vad målen kräver per år, procent av utgångsvärdet. ", parts)
    caption = "Krav per år i procent av utgångsvärdet, längs en rak väg. Källa: planens tabeller."
    return as_html(bars(table, unit=unit, decimals=1), alt, caption)


def distance_to_target(view: FollowUp, *names: str) -> HTML:
    """Answer how far it is to each target of series with one unit.

    Series without a baseline are told of.

    Parameters
    ----------
    view : FollowUp
    *names : str
        Series in the same unit.

    Returns
    -------
    HTML
        Sentences, baseline, latest outcome and target on one axis, and a table: one row per series.
    """
    names = tuple(series_named(view, "distance_to_target", names))
    chosen = [(series, main_row(rows)) for series, _, rows in (rows_of(view, name) for name in names)]
    points = pd.DataFrame([_bullet(series, row) for series, row in chosen])
    first = chosen[0][0]
    longest = points.assign(left=(points["target"] - points["value"].fillna(points["baseline"])).abs())
    parts = [_bullet_text(p) for p in longest.sort_values("left", ascending=False, kind="stable").itertuples()]
    alt = fit(f"Punktdiagram, {first['unit']}, längst till målet först. ", parts)
    origin = origin_text(view, names, _drawn_years(chosen))
    caption = f"Avståndet till målet, {first['unit']}. {_marks(points)} {origin}"
    rows = [_bullet_cells(series, row) for series, row in chosen]
    heads = ["Mått", "Utgångsvärde", "Senaste utfall", "Mål", "Kvar till målet"]
    table = Table(f"Avstånd till målet, {first['unit']}", heads, rows, "lr", _other_units(view, first["unit"]))
    chart = bullets(points, unit=first["unit"], decimals=max(decimals(series) for series, _ in chosen))
    return answer(_distance_sentences(chosen), table, as_html(chart, alt, caption))


def _other_units(view: FollowUp, unit: str) -> list[str]:
    """Return a note on series that are left out for their unit."""
    others = view.series[view.series["unit"] != unit]
    named = "; ".join(f"{row.label} ({row.unit})" for row in others.itertuples())
    return [f"Räknas i en annan enhet och är därför inte med: {named}."] if named else []


def _bullet(series: pd.Series, row: pd.Series) -> dict:
    values = {name: row[name] for name in ("baseline", "value", "target")}
    texts = {f"{name}_text": number(series, value) for name, value in values.items()}
    return {"label": series["label"]} | values | texts


def _bullet_text(point) -> str:
    named = (("", point.baseline_text), ("utfall ", point.value_text), ("mål ", point.target_text))
    return f"{point.label}: " + ", ".join(f"{name}{text}" for name, text in named if text != MISSING)


def _marks(points: pd.DataFrame) -> str:
    words = {"baseline": "Streck: utgångsvärde.", "value": "Punkt: senaste utfall.", "target": "Öppen romb: mål."}
    return " ".join(text for column, text in words.items() if points[column].notna().any())


def _drawn_years(chosen: Sequence[tuple[pd.Series, pd.Series]]) -> set[int]:
    pairs = (("baseline", "baseline_year"), ("value", "year"), ("target", "target_year"))
    return {int(row[year]) for _, row in chosen for value, year in pairs if known(row[value]) and known(row[year])}


def _bullet_cells(series: pd.Series, row: pd.Series) -> list[str]:
    value = f"{number(series, row['value'])} ({row['year']})" if known(row["value"]) else MISSING
    base = f"{number(series, row['baseline'])} ({row['baseline_year']})" if known(row["baseline"]) else MISSING
    start, year = _latest(row)
    left = f"{number(series, max(left_to_goal(series, start, row['target']), 0))} ({year})" if known(start) else MISSING
    return [series["label"], base, value, number(series, row["target"]), left]


def _latest(row: pd.Series) -> tuple[float, int]:
    """Return the judged outcome, or else the baseline, and its year."""
    return (row["value"], row["year"]) if known(row["value"]) else (row["baseline"], row["baseline_year"])


def _distance_sentences(chosen: Sequence[tuple[pd.Series, pd.Series]]) -> list[str]:
    without = [series for series, row in chosen if not known(row["baseline"])]
    starts = [(series, row, *_latest(row)) for series, row in chosen if known(_latest(row)[0])]
    lefts = [(left_to_goal(series, start, row["target"]), year, series) for series, row, start, year in starts]
    texts = []
    if lefts:
        size, year, series = max(lefts, key=lambda found: found[0])
        far = f"Längst till målet var det för ”{series['label']}”: {distance(series, size)} år {year}"
        texts.append(far if size > 0 else "Alla mål med ett känt värde är nådda")
    if without:
        unit = chosen[0][0]["unit"]
        share = f"{spelled(len(without)).capitalize()} av de {spelled(len(chosen))} mål som anges i {unit}"
        texts.append(f"{share} saknar utgångsvärde i planen: {short_labels(without)}")
    return texts


def targets_behind_baseline(view: FollowUp, *names: str) -> HTML:
    """Answer which targets equal or lie behind their baseline.

    Parameters
    ----------
    view : FollowUp
    *names : str
        Series to look at; all of the area when left out.

    Returns
    -------
    HTML
        Sentences and a table: one row per series whose target type is to hold.
    """
    wanted = series_named(view, "targets_behind_baseline", names) if names else view.series["series"]
    found = [
        (s, main_row(rows)) for s, _, rows in (rows_of(view, name) for name in wanted) if "hold" in s["target_type"]
    ]
    rows = [_hold_cells(series, row) for series, row in found]
    behind = [series for series, row in found if who_is_better(series, row["baseline"], row["target"])]
    equal = [series for series, row in found if row["baseline"] == row["target"]]
    texts = [
        f"Målet är sämre än utgångsvärdet, så planen lovar ingen förbättring: {short_labels(behind)}" if behind else "",
        f"Målet är lika med utgångsvärdet, så planen vill hålla nivån: {short_labels(equal)}" if equal else "",
    ]
    heads = ["Mått", "Utgångsvärde", "Mål", "Senaste utfall", "Klass"]
    which = " eller ".join(word for word, series in (("lika med", equal), ("sämre än", behind)) if series)
    return answer(texts, Table(f"Mål som är {which or 'lika med eller sämre än'} utgångsvärdet", heads, rows, "llrrl"))


def _hold_cells(series: pd.Series, row: pd.Series) -> list[str]:
    value = f"{number(series, row['value'])} ({row['year']})" if known(row["value"]) else MISSING
    return [
        series["label"],
        f"{quantity(series, row['baseline'])} ({row['baseline_year']})",
        f"{number(series, row['target'])} ({row['target_year']})",
        value,
        class_text(row["level"], final=row["report_year"] >= row["target_year"])
        + (" (måttet ligger nära planens)" if "close_definition" in row["flags"] else ""),
    ]


def means_over_period(view: FollowUp, *names: str) -> HTML:
    """Answer what targets for a period's mean demand of the years left.

    Parameters
    ----------
    view : FollowUp
    *names : str
        Series whose target is a mean over a declared period.

    Returns
    -------
    HTML
        Sentences and a table: one row per series with the mean so far and the mean that the remaining years need.
    """
    names = tuple(series_named(view, "means_over_period", names))
    found = [(series, main_row(rows)) for series, _, rows in (rows_of(view, name) for name in names)]
    heads = [
        "Mått",
        "Utgångsvärde",
        "Mål för medelvärdet",
        "Period",
        "Medelvärde hittills",
        "Krävs i snitt av åren som återstår",
    ]
    rows = [_mean_cells(series, row) for series, row in found]
    texts = [_mean_sentence(series, row) for series, row in found]
    notes = ["Planen skriver ”i genomsnitt under mandatperioden” men inte vilka år; perioden är ett antagande."]
    return answer(texts, Table("Mål för genomsnittet under perioden", heads, rows, "lr", notes))


def _mean_cells(series: pd.Series, row: pd.Series) -> list[str]:
    return [
        series["label"],
        f"{number(series, row['baseline'])} ({row['baseline_year']})",
        number(series, row["target"]),
        f"{series['period_start']}–{series['period_end']}",
        number(series, row["value"]) if known(row["value"]) else MISSING,
        _mean_needed(series, row),
    ]


def _mean_needed(series: pd.Series, row: pd.Series) -> str:
    """Return the mean that the years left must have, as printed.

    The target itself before the period; a dash when it is unknown.
    """
    if row["report_year"] >= series["period_end"]:
        return "perioden är slut"
    if row["report_year"] < series["period_start"]:
        return number(series, row["target"])
    return number(series, row["required_per_year"]) if known(row["value"]) else MISSING


def _mean_sentence(series: pd.Series, row: pd.Series) -> str:
    goal = quantity(series, row["target"])
    if not known(row["value"]):
        return (
            f"{series['label']}: målet är {goal} i genomsnitt {series['period_start']}–{series['period_end']}; "
            f"{row['baseline_year']} var värdet {quantity(series, row['baseline'])}, och inget årsvärde av planens "
            "eget mått har hittats sedan dess"
        )
    return (
        f"{series['label']}: medelvärdet till och med {row['year']} är {quantity(series, row['value'])}, målet {goal}"
    )
