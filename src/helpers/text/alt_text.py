"""Alternative texts of charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import itemgetter

import pandas as pd

from helpers.model.codes import PEERS, RIKET, SEXES
from helpers.model.records import as_records, grouped
from helpers.text.words import beside_word, headed, sentence, sex_word


def describe(points: pd.DataFrame, series: pd.Series, form: str, more: Mapping[str, str] | None = None) -> str:
    """Return a chart's alternative text, from the points that it draws.

    Parameters
    ----------
    points : DataFrame
        One row per point: ``line`` (women, men, total, riket), ``kind`` (baseline, outcome, target), ``year``,
        ``value``, ``text`` (the value as it is printed).
    series : Series
        One row of the series table.
    form : str
        The chart's form in Swedish, for example ``Linjediagram``.
    more : mapping of str to str, optional
        What lines are called that a series does not name itself.

    Returns
    -------
    str
        At most 400 characters: all numbers, or of a line with many points the decisive ones.
    """
    names = {line: sex_word(series, line) for line in SEXES} | {RIKET: beside_word(series)}
    names |= {f"{RIKET}_{sex}": f"{sex_word(series, sex)} i {beside_word(series)}" for sex in ("women", "men")}
    if set(points["line"]) <= {"total", RIKET, PEERS}:
        names["total"] = series["place"]
    names |= more or {}
    drawn = grouped(as_records(points), "line")
    return fit(
        f"{form}: {headed(series)}. ",
        [_clause(name, drawn[line], series) for line, name in names.items() if line in drawn],
    )


def _clause(name: str, rows: list[dict], series: pd.Series) -> str:
    seen = sorted((row for row in rows if row["kind"] != "target"), key=itemgetter("year"))
    parts = [f"{row['text']} år {row['year']}" for row in _decisive(seen, series)]
    parts += [f"mål {row['text']} år {row['year']}" for row in rows if row["kind"] == "target"]
    return f"{name} {', '.join(parts)}"


def _decisive(seen: list[dict], series: pd.Series, most: int = 6) -> list[dict]:
    """Return the points that an alternative text tells, of points in order of years.

    All, or first, last, highest, lowest and the judged one.
    """
    if len(seen) <= most:
        return seen
    judged = [row for row in seen if row["year"] <= series["target_year"]][-1:]
    extremes = [of(seen, key=itemgetter("value")) for of in (max, min)]
    return [row for row in seen if row in (seen[0], seen[-1], *extremes, *judged)]


def fit(head: str, clauses: Iterable[str], limit: int = 400) -> str:
    """Return an alternative text of as many whole clauses as fit.

    The most important come first; a last sentence says when some are left out.
    """
    rest, text = "Resten står i tabellen.", head
    told = [sentence(clause) for clause in clauses]
    for place, clause in enumerate(told):
        room = limit if place == len(told) - 1 else limit - len(rest) - 1
        if len(text) + len(clause) > room:
            return text + rest
        text += f"{clause} "
    return text.strip()
