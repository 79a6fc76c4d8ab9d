"""Alternative texts of charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import itemgetter

import pandas as pd

from helpers.model.codes import PEERS, RIKET, SEXES
from helpers.model.records import as_records, grouped
from helpers.text.words import beside_word, headed, sentence, sex_word

REST = "Resten står i tabellen."
_KEPT = ("all", "decisive", "ends", "judged")  # what is told of each line, the first that leaves none out


def describe(
    points: pd.DataFrame, series: pd.Series, form: str, more: Mapping[str, str] | None = None, rest: str = REST
) -> str:
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
    rest : str
        The sentence that says where the lines are that are left out.

    Returns
    -------
    str
        At most 400 characters: all numbers, or of lines with many points the decisive ones. Rather fewer points of
        each line than a line, or the comparator, left out.
    """
    names = {line: sex_word(series, line) for line in SEXES} | {RIKET: beside_word(series)}
    names |= {f"{RIKET}_{sex}": f"{sex_word(series, sex)} i {beside_word(series)}" for sex in ("women", "men")}
    if set(points["line"]) <= {"total", RIKET, PEERS}:
        names["total"] = series["place"]
    names |= more or {}
    drawn = grouped(as_records(points), "line")
    for kept in _KEPT:
        told = [_clause(name, drawn[line], series, kept) for line, name in names.items() if line in drawn]
        text = fit(f"{form}: {headed(series)}. ", told, rest=rest)
        if not text.endswith(rest):
            break
    return text


def _clause(name: str, rows: list[dict], series: pd.Series, kept: str) -> str:
    seen = sorted((row for row in rows if row["kind"] != "target"), key=itemgetter("year"))
    parts = [f"{row['text']} år {row['year']}" for row in decisive(seen, series["target_year"], kept)]
    parts += [f"mål {row['text']} år {row['year']}" for row in rows if row["kind"] == "target"]
    return f"{name} {', '.join(parts)}"


def decisive(seen: list[dict], target_year: int, kept: str = "all", most: int = 6) -> list[dict]:
    """Return the points that an alternative text tells, of points in order of years.

    All of them unless they are many; or first, last, highest, lowest and the last until the target year; or without
    the extremes (``ends``), or the first and the judged one alone (``judged``).
    """
    if len(seen) <= (most if kept == "all" else 2):
        return seen
    until = [row for row in seen if row["year"] <= target_year][-1:] or seen[-1:]
    ends = [seen[0], *until] if kept == "judged" else [seen[0], *until, seen[-1]]
    extremes = [of(seen, key=itemgetter("value")) for of in (max, min)] if kept in ("all", "decisive") else []
    return [row for row in seen if row in (*ends, *extremes)]


def fit(head: str, clauses: Iterable[str], limit: int = 400, rest: str = REST) -> str:
    """Return an alternative text of as many whole clauses as fit.

    The most important come first; a last sentence says when some are left out.
    """
    text = head
    told = [sentence(clause) for clause in clauses]
    for place, clause in enumerate(told):
        room = limit if place == len(told) - 1 else limit - len(rest) - 1
        if len(text) + len(clause) > room:
            return text + rest
        text += f"{clause} "
    return text.strip()
