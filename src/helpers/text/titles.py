"""The message of a card: what happened, and how the target stands."""

from __future__ import annotations

import pandas as pd

from helpers.model.numbers import format_number, known
from helpers.text.figures import between, judged_figure, number
from helpers.text.reading import told_rows
from helpers.text.vocabulary import PACE_ENDS, PACE_WORDS, REASON_WORDS
from helpers.text.words import brief, capital, compared_word, mean_years, quantity_after, quantity_before, sex_word


def title(series: pd.Series, rows: pd.DataFrame) -> str:
    """Return the message of a series as the heading of its card.

    Parameters
    ----------
    series : Series
        One row of the series table.
    rows : DataFrame
        The series' rows of an assessment.

    Returns
    -------
    str
        Name, development and how it stands to the target: ``Bidragshushåll: ned från 55 till 38,0 – målet 40
        nåddes``. Every figure is one of the rows', as printed. Before the target year nothing is final. Without a
        value that can be judged the reason stands in place of the development. Both sexes are told where the plan has
        lines for them and none for the total.
    """
    parts = dict.fromkeys(
        f"{whose(series, row)} {_told(series, row)}".strip() if len(told_rows(series, rows)) > 1 else _told(series, row)
        for row in told_rows(series, rows)
    )
    return capital(f"{series['label']}: {'; '.join(parts)}")


def _told(series: pd.Series, row: pd.Series) -> str:
    if not known(row["value"]):
        return without_value(row)
    return f"{development(series, row)} – {verdict(series, row)}"


def whose(series: pd.Series, row: pd.Series) -> str:
    """Return the sex that a headline speaks of.

    Only where the plan has lines for both sexes and none for the total.
    """
    both = {"women", "men"} <= set(series["sexes"].split(";"))
    return sex_word(series, row["sex"]) if both and row["sex"] in ("women", "men") else ""


def without_value(row: pd.Series) -> str:
    """Return why there is no value to judge, and until which year."""
    last = min(int(row["report_year"]), int(row["target_year"]))
    until = {
        "no_outcome": f"inget utfall till och med {last}",
        "related_only": f"bara närliggande mått till och med {last}",
    }
    return until.get(row["reason"]) or REASON_WORDS[row["reason"]]


def development(series: pd.Series, row: pd.Series) -> str:
    """Return where the value came from and went, as printed.

    With its year where that is not the report's.
    """
    value = judged_figure(series, row, "value")
    year = "" if row["year"] == row["report_year"] else f" ({int(row['year'])})"
    if series["aggregation"] == "mean":
        return f"i genomsnitt {brief(series, value)} {mean_years(series, row)}"
    if series["aggregation"] == "count":
        before = ""
        if known(row["raw_baseline"]):
            n = format_number(row["baseline_denominator"])
            before = f", mot {number(series, row['raw_baseline'])} av {n} {int(row['baseline_year'])}"
        return f"{number(series, value)} av {format_number(row['denominator'])}{year}{before}"
    if not known(row["baseline"]):
        return f"{brief(series, value)}{year}"
    start = judged_figure(series, row, "baseline")
    change = between(series, value, start)
    if change == 0:
        return f"oförändrat {brief(series, value)}{year}"
    way = "upp" if change > 0 else "ned"
    if row["change_baseline"] == "unchanged":
        way = "i stort sett oförändrat,"
    now = number(series, value) if " " in series["unit"] else quantity_after(series, value)
    return f"{way} från {quantity_before(series, start)} till {now}{year}"


def verdict(series: pd.Series, row: pd.Series) -> str:
    """Return how the value stands to the target.

    A final word in the target year, the pace before it.
    """
    if row["level"] == "not_assessable":
        return "planen anger inget mål" if not known(row["target"]) else REASON_WORDS[row["reason"]]
    goal = printed_goal(series, row)
    ended = row["report_year"] >= row["target_year"]
    if row["relation_met"] and row["relation_met"] != ("yes" if row["number_level"] == "met" else "no"):
        return _half(series, row, goal, ended)
    if row["level"] == "met":
        if "hold" in series["target_type"]:
            return f"nivån {goal} {'hölls' if ended else 'hålls hittills'}"
        return f"målet {goal} {'nåddes' if ended else 'är redan nått'}"
    if not ended and row["pace"] in PACE_ENDS:
        return PACE_ENDS[row["pace"]].format(goal=goal, year=int(row["target_year"]))
    if row["level"] == "near":
        return f"nära målet {goal}{'' if ended else ', som ännu inte är nått'}"
    return f"målet {goal} {'nåddes inte' if ended else 'är ännu inte nått'}"


def _half(series: pd.Series, row: pd.Series, goal: str, ended: bool) -> str:
    """Return the verdict where one of a relative target's two parts is met."""
    better = "lägre" if series["better"] == "lower" else "högre"
    beside = compared_word(series)
    if row["relation_met"] == "yes":
        reached = "nåddes inte" if ended else "är ännu inte nått"
        return f"{better} än {beside}, men talet {goal} {reached}"
    return f"talet {goal} {'nåddes' if ended else 'är nått'}, men inte målet att ligga {better} än {beside}"


def printed_goal(series: pd.Series, row: pd.Series) -> str:
    """Return the target as a number.

    For a count ``alla`` where all are meant.
    """
    target = judged_figure(series, row, "target")
    if known(row["target_denominator"]):
        whole = target == row["target_denominator"]
        return "”alla”" if whole else f"{number(series, target)} av {format_number(row['target_denominator'])}"
    return number(series, target)


def pace_told(row: pd.Series) -> str:
    """Return the pace before the target year in a word or two.

    Empty where the row has none.
    """
    ahead = row["report_year"] < row["target_year"]
    return PACE_WORDS[row["pace"]] if ahead and row["pace"] and row["pace"] != "met" else ""
