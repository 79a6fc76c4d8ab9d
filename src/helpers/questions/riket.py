"""Questions about the municipality beside its comparator."""

from __future__ import annotations

import pandas as pd
from IPython.display import HTML

from helpers.model.numbers import MISSING, known
from helpers.model.records import as_records
from helpers.questions.answer import answer, who_is_better
from helpers.read import plan_first
from helpers.tables.render import Table
from helpers.text.figures import between, number
from helpers.text.words import apart, baseline_measured, beside_word, distance, listed
from helpers.view import FollowUp, rows_of, series_named

PLACES = {"place": "geography", "beside": "beside"}


def against_riket(view: FollowUp, *names: str) -> HTML:
    """Answer how the municipality stands against its comparator.

    The answer also says whether the target would take it past where the comparator stood.

    Parameters
    ----------
    view : FollowUp
    *names : str
        Series with figures for riket.

    Returns
    -------
    HTML
        Sentences and a table: one row per series, with both figures of the baseline year and of the latest common
        year. Riket's related figures are left out.
    """
    names = tuple(series_named(view, "against_riket", names))
    rows = [_riket_row(*rows_of(view, name)) for name in names]
    first = view.series.iloc[0]
    home, beside = first["place"], first["beside_word"]
    chosen = as_records(view.series[view.series["series"].isin(names)])
    surveys = any(row["survey"] and beside_word(row) == beside for row in chosen)
    notes = ["Enheterna står i måttens kort."]
    notes += [f"För enkäter är {beside} genomsnittet för de kommuner som deltog."] if surveys else []
    heads = [
        "Mått",
        f"Utgångsår: {home}",
        beside,
        "Senaste gemensamma år",
        home,
        beside,
        "Mål",
        f"Målet mot {first['beside_genitive']} utgångsvärde",
    ]
    table = Table(f"{home} och {beside}", heads, [row["cells"] for row in rows], "lrrrrrrl", notes)
    return answer([row["sentence"] for row in rows], table)


def _riket_row(series: pd.Series, observations: pd.DataFrame, rows: pd.DataFrame) -> dict:
    observations = plan_first(observations)
    usable = observations[observations["value"].notna() & observations["kind"].isin(["baseline", "outcome"])]
    sex = "total" if (usable["sex"] == "total").any() else "men"
    if sex == "men" and "women" in series["sexes"]:
        series = series.replace(series["label"], f"{series['label']}, mäns andel")
    here, there = (_by_year(usable, place, sex) for place in (series["geography"], series["beside"]))
    start = int(series["baseline_year"])
    common = [year for year in here if year in there and year > start and year <= series["target_year"]]
    last = max(common, default=None)
    judged = rows[rows["sex"] == sex].iloc[0]
    goal = judged["raw_target"] if known(judged["raw_target"]) else judged["target"]
    verdict = _goal_verdict(series, goal, there.get(start))
    other = beside_word(series)
    cells = [
        series["label"] if other == series["beside_word"] else f"{series['label']}, mot {other}",
        *_pair(series, here, there, start),
        str(last or MISSING),
        *_pair(series, here, there, last),
    ]
    return {
        "cells": [*cells, number(series, goal), verdict],
        "sentence": _riket_sentence(series, here, there, start, last),
    }


def _by_year(usable: pd.DataFrame, place: str, sex: str) -> dict[int, float]:
    rows = usable[(usable["geography"] == place) & (usable["sex"] == sex)]
    return dict(zip(rows["year"].astype(int), rows["value"], strict=True))


def _pair(series: pd.Series, here: dict, there: dict, year: int | None) -> list[str]:
    return [number(series, place[year]) if year in place else MISSING for place in (here, there)]


def _goal_verdict(series: pd.Series, goal: float, riket: float | None) -> str:
    if riket is None or not known(goal):
        return MISSING
    ahead = who_is_better(series, goal, riket)
    return {True: "bättre", False: "sämre", None: "lika"}[ahead]


def _riket_sentence(series: pd.Series, here: dict, there: dict, start: int, last: int | None) -> str:
    year = last or start
    if year not in here or year not in there:
        return f"{series['label']}: inget värde att jämföra med är känt"
    text = f"{series['label']}: {_stood(series, here[year], there[year], year)}"
    if last is None or start not in here or start not in there:
        return text
    return f"{text}; {_before(series, here, there, start, last)}"


def _stood(series: pd.Series, here: float, there: float, year: int) -> str:
    """Return where the municipality stood beside its comparator one year.

    With both figures, and whether that is better.
    """
    place, beside = series["place"], beside_word(series)
    if who_is_better(series, here, there) is None:
        return f"{year} var värdet detsamma i {place} som {_of_beside(series)}, {number(series, here)}"
    figures = f"({number(series, here)} mot {number(series, there)})"
    far = apart(series, between(series, here, there))
    return f"{year} {_verb(series)} {place} {far} än {beside} {figures}, {_verdict(series, here, there)}"


def _before(series: pd.Series, here: dict, there: dict, start: int, last: int) -> str:
    """Return how the municipality stood at the start.

    Only what differs from what is said of the last year.
    """
    others = {series[f"{of}_genitive"]: baseline_measured(series, series[code]) for of, code in PLACES.items()}
    notes = [f"{place} tal är troligen {other} års" for place, other in others.items() if other]
    note = f" ({listed(notes)})" if notes else ""
    sides = [who_is_better(series, here[year], there[year]) for year in (start, last)]
    if sides[0] is None:
        return f"{start} var värdena lika{note}"
    far, now = (between(series, here[year], there[year]) for year in (start, last))
    if sides[0] is sides[1]:
        same = "detsamma" if far == now else distance(series, far)
        return f"{start} var avståndet {same}{note}"
    told = f"{apart(series, far)}, {_verdict(series, here[start], there[start])}"
    return f"{start} {_verb(series)} {series['place']} {told}{note}"


def _verb(series: pd.Series) -> str:
    return "hade" if series["unit_counted"] else "låg"


def _verdict(series: pd.Series, here: float, there: float) -> str:
    words = ("jämnare", "mindre jämnt") if series["better"] == "balance" else ("bättre", "sämre")
    return f"vilket är {words[0] if who_is_better(series, here, there) else words[1]}"


def _of_beside(series: pd.Series) -> str:
    """Return whose figure stands beside the municipality's, after *som*."""
    return f"för {beside_word(series)}" if series["comparison_group"] else f"i {beside_word(series)}"
