"""The list of facts beside a card's chart, with figures as printed."""

from __future__ import annotations

import re
from typing import NamedTuple

import pandas as pd

from helpers.model.numbers import format_number, known
from helpers.read import plan_first
from helpers.text.figures import as_share, between, judged_figure, number
from helpers.text.reading import goal, main_row, told_rows
from helpers.text.titles import pace_told, whose
from helpers.text.vocabulary import CHANGE_WORDS, EVIDENCE_WORDS, GAP_CHANGE_WORDS, GAP_HOW_TOLD, REASON_WORDS
from helpers.text.words import (
    baseline_measured,
    beside_word,
    brief,
    brief_distance,
    capital,
    compared_word,
    difference,
    left,
    left_word,
    mean_years,
    sex_word,
)

_NO_VALUE = {"no_outcome": "inget hittat", "related_only": "bara för närliggande mått"}


class Fact(NamedTuple):
    """One fact: its term and its text."""

    term: str
    text: str


def facts(series: pd.Series, observations: pd.DataFrame, rows: pd.DataFrame) -> list[Fact]:
    """Return the facts that a card lists beside its chart.

    Before the target year pace and projection come first.

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
    list of Fact
        Only what is known: a fact without a figure is left out.
    """
    gap = next((row for _, row in rows.iterrows() if row["sex"] == "gap"), None)
    main, told = main_row(rows), told_rows(series, rows)
    parts = (_ahead, _value, _target, _start, _change, _direction)
    found = [(_of(series, row, term), text) for row in told for part in parts for term, text in part(series, row)]
    found += _beside(series, observations, main) + _sexes(series, rows, gap)
    found += _later(series, observations, main)
    return [Fact(*one) for one in found if one[1]]


def _of(series: pd.Series, row: pd.Series, term: str) -> str:
    """Return a term with the sex that it is about.

    Only where the plan has lines for both sexes and none for the total.
    """
    who = whose(series, row)
    return f"{term}, {who}" if who else term


def _ahead(series: pd.Series, row: pd.Series) -> list[tuple[str, str]]:
    """Return pace and projection, which only a report before the target year has."""
    pace, found = pace_told(row), []
    if pace and known(row["p"]):
        done, time = (format_number(100 * row[name]) for name in ("p", "q"))
        found.append(("Takt", f"{pace}: {done} procent av vägen när {time} procent av tiden har gått"))
    if known(row["projection"]) and row["report_year"] < row["target_year"]:
        about = " (två punkter)" if "two_points" in row["flags"].split(";") else ""
        found.append(
            (f"Prognos {int(row['target_year'])}", f"{brief(series, as_share(series, row, row['projection']))}{about}")
        )
    return found


def _value(series: pd.Series, row: pd.Series) -> list[tuple[str, str]]:
    if not known(row["value"]):
        missing = _NO_VALUE.get(row["reason"], REASON_WORDS.get(row["reason"], ""))
        return [("Utfall", missing)] if row["level"] == "not_assessable" else []
    value = brief(series, judged_figure(series, row, "value"), row["denominator"])
    if series["aggregation"] == "mean":
        return [(f"Medelvärde {mean_years(series, row)}", value)]
    return [(f"Utfall {int(row['year'])}", value)]


def _target(series: pd.Series, row: pd.Series) -> list[tuple[str, str]]:
    if not known(row["target"]):
        return [("Mål", "planen anger inget")]
    term = f"Mål {int(row['target_year'])}" + (" (medelvärde)" if series["aggregation"] == "mean" else "")
    return [(term, _goal(series, row) + _left(series, row)), *_relation(series, row)]


def _goal(series: pd.Series, row: pd.Series) -> str:
    whole = known(row["target_denominator"])
    return goal(series, row) if whole else brief(series, judged_figure(series, row, "target"))


def _left(series: pd.Series, row: pd.Series) -> str:
    """Return what is left to the target, to stand after its figure."""
    if row["level"] == "not_assessable" or not known(row["value"]):
        return ""
    if row["number_level"] == "met":
        return " (nått)"
    return f" ({brief_distance(series, left(series, row))} {left_word(row)})"


def _relation(series: pd.Series, row: pd.Series) -> list[tuple[str, str]]:
    """Return whether a relative target's value beats the comparator's."""
    if not row["relation_met"]:
        return []
    better = "lägre" if series["better"] == "lower" else "högre"
    return [(f"{capital(better)} än {compared_word(series)}", "ja" if row["relation_met"] == "yes" else "nej")]


def _start(series: pd.Series, row: pd.Series) -> list[tuple[str, str]]:
    if not known(row["baseline"]):
        return [("Start", "planen anger inget utgångsvärde")]
    start = brief(series, judged_figure(series, row, "baseline"), row["baseline_denominator"])
    other = baseline_measured(series)
    return [(f"Start {int(row['baseline_year'])}", start + (f" (troligen {other} års värde)" if other else ""))]


def _change(series: pd.Series, row: pd.Series) -> list[tuple[str, str]]:
    """Return the signed change since the baseline, and whether it is better."""
    if not known(row["value"]) or not known(row["baseline"]) or series["aggregation"] == "count":
        return []
    change = between(series, judged_figure(series, row, "value"), judged_figure(series, row, "baseline"))
    word = CHANGE_WORDS[row["change_baseline"]]
    word = f"i stort sett {word}" if row["change_baseline"] == "unchanged" else word
    if change == 0:
        return [("Förändring", "ingen")]
    size = brief_distance(series, change)
    return [("Förändring", f"{difference(series, change)[0]}{size}" + (f" ({word})" if word else ""))]


def _beside(series: pd.Series, observations: pd.DataFrame, row: pd.Series) -> list[tuple[str, str]]:
    """Return the comparator's figure of the value's year.

    Else its newest up to the report's year.
    """
    own = observations[(observations["geography"] == series["beside"]) & observations["value"].notna()]
    own = own[own["kind"].isin(["baseline", "outcome"]) & (own["year"] <= row["report_year"])]
    if own.empty:
        return []
    own = plan_first(own).sort_values("year")
    whole = own[own["sex"] == "total"]
    same = whole[whole["year"] == row["year"]] if known(row["year"]) else whole.iloc[:0]
    found = same if len(same) else whole
    if found.empty:
        return []
    last = found.iloc[-1]
    now = own[own["year"] == last["year"]].set_index("sex")["value"]
    parts = [f"{sex_word(series, sex)} {number(series, now[sex])}" for sex in ("women", "men") if sex in now]
    both = f" ({', '.join(parts)})" if len(parts) == 2 and not series["distribution"] else ""
    return [(f"{capital(beside_word(series))} {int(last['year'])}", brief(series, last["value"]) + both)]


def _sexes(series: pd.Series, rows: pd.DataFrame, gap: pd.Series | None) -> list[tuple[str, str]]:
    """Return both sexes' newest figures, and what became of their gap."""
    names = sex_word(series, "women"), sex_word(series, "men")
    term = f"{capital(names[0])} och {names[1]}"
    if gap is None:
        return [(term, _parts_of_sum(series, rows, names))]
    end, year = ("", gap["year"]) if known(gap["gap"]) else ("_baseline", gap["baseline_year"])
    women, men = gap[f"women{end}"], gap[f"men{end}"]
    if not known(women) or not known(men):
        return [(term, "planen anger samma mål" if gap["gap_target"] == 0 else "")]
    both = f"{number(series, women)} och {number(series, men)} ({int(year)})"
    if series["own_yardstick"]:
        return [(term, f"{both}, var och en räknad mot {beside_word(series)}")]
    size = between(series, women, men)
    if size == 0:
        return [(term, f"{both}, lika")]
    ahead = names[0] if size > 0 else names[1]
    changed = gap["gap_change"] in ("narrowing", "widening", "unchanged", "reversed") and known(gap["gap"])
    how = GAP_HOW_TOLD[gap["gap_how"]] if changed else ""
    became = f"; skillnaden {GAP_CHANGE_WORDS[gap['gap_change']].replace('oförändrat', 'är oförändrad')}{how}"
    return [(term, f"{both}, {ahead} {brief_distance(series, size)} högre{became if changed else ''}")]


def _parts_of_sum(series: pd.Series, rows: pd.DataFrame, names: tuple[str, str]) -> str:
    """Return the two parts of a total that is their sum."""
    found = {row["sex"]: row for _, row in rows.iterrows() if row["sex"] in ("women", "men") and known(row["value"])}
    if not series["additive_total"] or len(found) < 2 or found["women"]["year"] != found["men"]["year"]:
        return ""
    women, men = (number(series, found[sex]["value"]) for sex in ("women", "men"))
    return f"{women} {names[0]} och {men} {names[1]} ({int(found['women']['year'])})"


def _direction(_series: pd.Series, row: pd.Series) -> list[tuple[str, str]]:
    """Return the direction over all years, where there are enough of them."""
    if not row["evidence"]:
        return []
    word = EVIDENCE_WORDS[row["evidence"]]
    trend = "" if row["evidence"] == "none" else f": {CHANGE_WORDS[row['trend']]}"
    return [("Riktning", f"{word}{trend} ({int(row['evidence_n'])} mätningar)")]


def _later(series: pd.Series, observations: pd.DataFrame, row: pd.Series) -> list[tuple[str, str]]:
    """Return the newest figure after the plan, which is never judged."""
    own = observations[(observations["geography"] == series["geography"]) & (observations["sex"] == row["sex"])]
    own = own[(own["kind"] == "outcome") & own["value"].notna() & (own["year"] > series["target_year"])]
    if own.empty:
        return []
    last = own.sort_values("year").iloc[-1]
    return [("Efter planen", f"{brief(series, last['value'], last['denominator'])} ({int(last['year'])})")]


def publisher(source: str) -> str:
    """Return who has published a figure, from its source's name: ``Kolada``."""
    return re.split(r" \(|: |, | \d{4}-", source.removeprefix("Källa: "))[0]


def founded(row: pd.Series) -> str:
    """Return how near a measure is to the plan's, and how sure.

    Exact, close or derived; proved, reasoned or not the same, where the measure was compared with the plan's baseline.
    """
    flags = row["flags"].split(";")
    words = {"close_definition": "nära planens mått", "derived_value": "uträknat av publicerade tal"}
    near = ", ".join(text for flag, text in words.items() if flag in flags) or "exakt planens mått"
    known_by = {"proved": "styrkt", "reasoned": "rimligt, inte styrkt", "not_same": "prövat, inte samma"}
    return f"{near} ({known_by[row['identity']]})" if row["identity"] else near
