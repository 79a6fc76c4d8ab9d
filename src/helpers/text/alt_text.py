"""Alternative texts of charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from helpers.model.codes import PEERS, RIKET, SEXES
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
    drawn = [(name, points[points["line"] == line]) for line, name in names.items() if (points["line"] == line).any()]
    return fit(f"{form}: {headed(series)}. ", [_clause(name, rows, series) for name, rows in drawn])


def _clause(name: str, rows: pd.DataFrame, series: pd.Series) -> str:
    shown = _decisive(rows[rows["kind"] != "target"].sort_values("year"), series)
    goals = rows[rows["kind"] == "target"]
    parts = [f"{text} år {year}" for text, year in zip(shown["text"], shown["year"], strict=True)]
    parts += [f"mål {text} år {year}" for text, year in zip(goals["text"], goals["year"], strict=True)]
    return f"{name} {', '.join(parts)}"


def _decisive(seen: pd.DataFrame, series: pd.Series, most: int = 6) -> pd.DataFrame:
    """Return the points that an alternative text tells.

    All, or first, last, highest, lowest and the judged one.
    """
    if len(seen) <= most:
        return seen
    judged = seen[seen["year"] <= series["target_year"]].tail(1)
    extremes = seen.loc[[seen["value"].idxmax(), seen["value"].idxmin()]]
    return pd.concat([seen.iloc[[0, -1]], extremes, judged]).drop_duplicates().sort_values("year")


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
