"""The table of one series."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.model.codes import SEXES
from helpers.model.numbers import MISSING, known
from helpers.model.records import as_records
from helpers.read import plan_first
from helpers.tables.render import Table, class_text
from helpers.text.figures import between, number
from helpers.text.words import amount, beside_word, capital, distance, headed, left, sex_word

NOT_APPLICABLE = "."
_SHOWN = ("baseline", "outcome", "earlier")


def series_table(series: pd.Series, observations: pd.DataFrame, rows: pd.DataFrame) -> Table:
    """Return the table of one series.

    A row per sex and per comparator; a column per year with figures, then target, distance and class.

    Parameters
    ----------
    series : Series
        One row of the series table.
    observations : DataFrame
        The series' figures that may be shown.
    rows : DataFrame
        The series' rows of an assessment.

    Returns
    -------
    Table
    """
    figures = as_records(plan_first(observations))
    shown = [row for row in figures if row["kind"] in _SHOWN]
    past = {row["year"] for row in shown if row["kind"] == "earlier"}
    years = sorted({int(series["baseline_year"]), *(row["year"] for row in shown if known(row["value"]))})
    by_group: dict[tuple[str, str], list[dict]] = {}
    for row in figures:
        by_group.setdefault((row["geography"], row["sex"]), []).append(row)
    places = (series["geography"], series["beside"])
    groups = [(place, sex) for place in places for sex in SEXES if _has(series, by_group.get((place, sex), []), place)]
    heads = [
        "Grupp",
        *(f"{year} förra planen" if year in past else _year_head(series, year) for year in years),
        f"Mål {series['target_year']}",
        "Kvar till målet" if rows["report_year"].iloc[0] < series["target_year"] else "Fattades till målet",
        "Klass",
    ]
    judged = {row["sex"]: row for row in as_records(rows)}
    ours = [row for row in figures if row["geography"] == series["geography"]]
    alone = {row["sex"] for row in ours} == {"total"}
    lines = [_line(series, by_group[group], judged, years, *group, alone=alone) for group in groups]
    align = "l" + "r" * (len(heads) - 2) + "l"
    return Table(headed(series), heads, lines, align, _notes(series, {row["missing"] for row in ours}, rows))


def _has(series: pd.Series, here: list[dict], geography: str) -> bool:
    return any(row["kind"] != "related" for row in here) and (
        geography == series["geography"] or any(known(row["value"]) for row in here)
    )


def _year_head(series: pd.Series, year: int) -> str:
    if year == series["baseline_year"]:
        return f"{year} utgångsvärde" if "level" not in series["target_type"] else str(year)
    return f"{year} efter planen" if year > series["target_year"] else str(year)


def _line(
    series: pd.Series,
    here: list[dict],
    judged: dict[str, dict],
    years: Sequence[int],
    geography: str,
    sex: str,
    *,
    alone: bool,
) -> list[str]:
    figures = {row["year"]: row for row in here if row["kind"] in _SHOWN}
    goal = _figure(series, next((row for row in here if row["kind"] == "target"), None))
    cells = [_figure(series, figures.get(year)) for year in years]
    name = sex_word(series, sex).capitalize()
    if geography == series["beside"]:
        place = capital(beside_word(series))
        return [f"{place}, {name.lower()}" if sex != "total" else place, *cells, goal, NOT_APPLICABLE, NOT_APPLICABLE]
    return [series["place"] if alone else name, *cells, goal, _left(series, judged[sex]), _class(judged[sex])]


def _figure(series: pd.Series, row: dict | None) -> str:
    if row is None or not known(row["value"]):
        return NOT_APPLICABLE if row is not None and row["missing"] == "not_applicable" else MISSING
    text = number(series, row["value"])
    return f"{text} av {row['denominator']:.0f}" if known(row["denominator"]) else text


def _left(series: pd.Series, row: dict) -> str:
    """Return what is left from the judged value to the target, as printed."""
    if not known(row["target"]):
        return NOT_APPLICABLE
    if known(row["value"]):
        reached = row["level"] == "met" or row["number_level"] == "met"
        return "nått" if reached else amount(series, left(series, row))
    return MISSING


def _class(row: dict) -> str:
    if row["reason"] in ("no_own_target", "no_target"):
        return "inget eget mål"
    return class_text(row["level"], final=row["report_year"] >= row["target_year"])


def _notes(series: pd.Series, codes: set[str], rows: pd.DataFrame) -> list[str]:
    women, men = sex_word(series, "women"), sex_word(series, "men")
    words = {
        "total_target_only": f"Planen anger mål bara för totalen, inte för {women} och {men} var för sig.",
        "not_split_by_sex": f"Planen anger inget utgångsvärde för {women} och {men}.",
        "no_baseline": "Planen anger inget utgångsvärde.",
        "no_target": "Planen anger inget mål.",
        "protected": "Värden som bygger på 1–4 personer visas inte.",
    }
    left = rows.iloc[0]
    unit = series["unit_difference"]
    apart = unit != series["unit"] and (known(left["target"]) or rows["target"].notna().any())
    found = [f"Avståndet till målet anges i {unit}."] if apart else []
    return found + [text for code, text in words.items() if code in codes]


def gap_text(series: pd.Series, gap: pd.Series) -> str:
    """Return a gap for a list.

    Who is ahead, by how much, in which year, and what became of it.
    """
    now = known(gap["gap"])
    end, year = ("", gap["year"]) if now else ("_baseline", gap["baseline_year"])
    value = between(series, gap[f"women{end}"], gap[f"men{end}"])
    ahead = sex_word(series, "women" if value > 0 else "men")
    return (
        f"{ahead} {distance(series, value)} högre än {sex_word(series, 'men' if value > 0 else 'women')} ({int(year)})"
    )
