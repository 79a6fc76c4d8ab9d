"""The sentences of a card: message, ambition, outcome, women and men."""

from __future__ import annotations

import pandas as pd

from helpers.model.numbers import format_number, known
from helpers.text.figures import between, judged_figure, number
from helpers.text.vocabulary import CLASS_NOTES, PACE_WORDS, REASON_WORDS
from helpers.text.words import (
    amount,
    apart,
    baseline_measured,
    beside_word,
    brief,
    brief_distance,
    distance,
    left,
    left_word,
    quantity,
    quantity_after,
    quantity_before,
    sentence,
    sex_word,
    share_text,
)


def goal(series: pd.Series, row: pd.Series) -> str:
    """Return the target with its unit.

    15 of 15 is all of them, however many they are in another year.
    """
    value, denominator = judged_figure(series, row, "target"), row["target_denominator"]
    return f"alla {series['unit']}" if value == denominator else quantity(series, value, denominator)


def message(series: pd.Series, row: pd.Series) -> str:
    """Return where a series stands, in a sentence after its class.

    Parameters
    ----------
    series : Series
        One row of the series table.
    row : Series
        One row of an assessment of the same series.

    Returns
    -------
    str
        With value, year and target, or with the reason why there is no class.
    """
    if row["level"] == "not_assessable":
        return sentence(_no_class(series, row))
    who = f"{_whose(series, row)}: " if _whose(series, row) else ""
    value = f"{who}{quantity(series, judged_figure(series, row, 'value'), row['denominator'])} år {int(row['year'])}"
    if series["aggregation"] == "mean":
        value = f"{value} (medelvärde från {series['period_start']})"
    return sentence(
        f"{value}; målet för {int(row['target_year'])} är {goal(series, row)}{_relation(series, row)}"
    ) + _notes(series, row)


def _notes(series: pd.Series, row: pd.Series) -> str:
    return "".join(f" {note}" for note in class_notes(series, row).values())


def class_notes(series: pd.Series, row: pd.Series) -> dict[str, str]:
    """Return by flag what a reader must know to rely on a class, as sentences."""
    flags = row["flags"].split(";")
    return {flag: sentence(note.format_map(series)) for flag, note in CLASS_NOTES.items() if flag in flags}


def _relation(series: pd.Series, row: pd.Series) -> str:
    """Return whether a relative target's value beats the comparator's."""
    if not row["relation_met"]:
        return ""
    answer = "är" if row["relation_met"] == "yes" else "är inte"
    return f" och värdet {answer} bättre än {series['comparator_genitive']} {number(series, row['reference'])}"


def _no_class(series: pd.Series, row: pd.Series) -> str:
    last = min(int(row["report_year"]), int(row["target_year"]))
    until = {
        "no_outcome": f"inget utfall har hittats till och med {last}",
        "related_only": f"bara närliggande mått har hittats till och med {last}",
    }
    return until.get(row["reason"]) or REASON_WORDS[row["reason"]].format_map(series)


def ambition(series: pd.Series, row: pd.Series) -> str:
    """Return what the plan wants with a series: from where to where.

    Returns
    -------
    str
        One sentence; empty where the plan has no target.
    """
    if not known(row["target"]):
        return ""
    target, year = goal(series, row), int(row["target_year"])
    mean = f" i genomsnitt {series['period_start']}–{series['period_end']}" if series["aggregation"] == "mean" else ""
    if not known(row["baseline"]):
        return f"Planen sätter målet {target} år {year} men anger inget utgångsvärde."
    base, start = (
        quantity(series, judged_figure(series, row, "baseline"), row["baseline_denominator"]),
        int(row["baseline_year"]),
    )
    if "hold" in series["target_type"]:
        when = f" under {year}" if series["unit_yearly"] else f" år {year}"
        return f"Planen vill hålla {_side(series)} {target}{mean or when}; utgångsvärdet {start} var {base}."
    change = between(series, judged_figure(series, row, "target"), judged_figure(series, row, "baseline"))
    way = "en ökning" if change > 0 else "en minskning"
    size, who = distance(series, change), _whose(series, row)
    if not known(row["target_denominator"]):  # a unit of several words is said once
        target, size = brief(series, judged_figure(series, row, "target")), brief_distance(series, change)
    wants = f"För {who} vill planen gå" if who else "Planen vill gå"
    wants = f"Planen vill att {who}s andel ska gå" if who and series["distribution"] else wants
    return f"{wants} från {base} år {start} till {target}{mean or f' år {year}'}, {way} med {size}."


def _whose(series: pd.Series, row: pd.Series) -> str:
    """Return the sex that a headline speaks of.

    Only where the plan has lines for both sexes and none for the total.
    """
    both = {"women", "men"} <= set(series["sexes"].split(";"))
    return sex_word(series, row["sex"]) if both and row["sex"] != "total" else ""


def _side(series: pd.Series) -> str:
    return {"higher": "minst", "lower": "högst"}.get(series["better"], "")


def outcome(series: pd.Series, row: pd.Series) -> str:
    """Return the outcome, its change since the baseline and what is left.

    Empty without an outcome.
    """
    if not known(row["value"]) or not known(row["year"]):
        return ""
    value = quantity(series, judged_figure(series, row, "value"), row["denominator"])
    value += f" för {_whose(series, row)}" if _whose(series, row) else ""
    what = "Medelvärdet till och med" if series["aggregation"] == "mean" else "Utfallet"
    told = sentence(f"{what} {int(row['year'])} är {value}{_against(series, row)}")
    if known(row["target"]) and row["level"] in ("near", "not_met") and row["number_level"] != "met":
        told += f" Till målet {left_word(row)} {distance(series, left(series, row))}."
    return told + _pace(row)


def _against(series: pd.Series, row: pd.Series) -> str:
    """Return an outcome beside the baseline: side, distance, better or worse."""
    if not known(row["baseline"]):
        return ""
    other = baseline_measured(series)
    than = f"planens utgångsvärde (troligen {other} års värde)" if other else str(int(row["baseline_year"]))
    if series["aggregation"] == "count":
        x, n = row["raw_baseline"], row["baseline_denominator"]
        return f" mot {number(series, x)} av {format_number(n)} ({share_text(x, n)}) {than}"
    change, better = between(series, row["value"], row["baseline"]), row["change_baseline"]
    if better not in ("better", "worse"):
        return f", vilket är {'oförändrat' if change == 0 else 'i stort sett oförändrat'} mot {than}"
    if series["better"] == "balance":
        closer = "närmare" if better == "better" else "längre ifrån"
        return f", vilket är {distance(series, change)} {closer} en jämn fördelning än {than}"
    return f", vilket är {apart(series, change)} än {than}, alltså {'bättre' if better == 'better' else 'sämre'}"


def _pace(row: pd.Series) -> str:
    if not row["pace"] or row["report_year"] >= row["target_year"] or not known(row["p"]):
        return ""
    if row["pace"] == "met":
        return f" Målnivån är nådd före {int(row['target_year'])}."
    done, time = (format_number(100 * row[name]) for name in ("p", "q"))
    return f" Takten: {PACE_WORDS[row['pace']]} – {done} procent av vägen när {time} procent av tiden har gått."


def women_and_men(series: pd.Series, gap: pd.Series) -> str:
    """Return how women and men stood and stand, and the plan's aim.

    Parameters
    ----------
    series : Series
        One row of the series table.
    gap : Series
        The series' row with ``sex == "gap"``.
    """
    parts = []
    if known(gap["gap_baseline"]):
        parts.append(_pair(series, gap["women_baseline"], gap["men_baseline"], int(gap["baseline_year"])))
    if known(gap["gap"]):
        parts.append(_pair(series, gap["women"], gap["men"], int(gap["year"])))
    if known(gap["gap_target"]):
        parts.append(_planned(series, gap))
    return " ".join(parts)


def _pair(series: pd.Series, women: float, men: float, year: int) -> str:
    names = sex_word(series, "women"), sex_word(series, "men")
    gap = between(series, women, men)
    if series["own_yardstick"]:
        both = f"{quantity_before(series, women)} och {names[1]} {quantity_after(series, men)}"
        return f"{year} hade {names[0]} {both}, var och en räknad mot {beside_word(series)}."
    if gap == 0:
        return f"{year} hade {names[0]} och {names[1]} samma värde, {quantity(series, women)}."
    if series["unit_counted"]:
        ahead = names[0] if gap > 0 else names[1]
        return (
            f"{year} var värdet {quantity(series, women)} för {names[0]} och {number(series, men)} för {names[1]}, "
            f"{amount(series, abs(gap))} fler för {ahead}."
        )
    ahead = names[0] if gap > 0 else names[1]
    return (
        f"{year} hade {names[0]} {quantity_before(series, women)} och {names[1]} {quantity_after(series, men)}: "
        f"{ahead} låg {distance(series, gap)} högre."
    )


def _planned(series: pd.Series, gap: pd.Series) -> str:
    planned, year = gap["gap_target"], int(gap["target_year"])
    if planned == 0:
        return f"Målen {year} är lika för {sex_word(series, 'women')} och {sex_word(series, 'men')}."
    if known(gap["gap_baseline"]) and abs(planned) == abs(gap["gap_baseline"]):
        return f"Målen {year} lämnar skillnaden oförändrad, {distance(series, planned)}."
    return f"Målen {year} innebär en skillnad på {distance(series, planned)}."


def parts_of_sum(series: pd.Series, by_sex: dict[str, pd.Series]) -> str:
    """Return both sexes' parts of a total that is their sum.

    Such parts have no gap; empty for other totals.
    """
    women, men = by_sex.get("women"), by_sex.get("men")
    if not series["additive_total"] or women is None or men is None or not known(women["value"]):
        return ""
    if not known(men["value"]) or women["year"] != men["year"]:
        return ""
    names = sex_word(series, "women"), sex_word(series, "men")
    one, other = quantity(series, women["value"]), number(series, men["value"])
    return f"{int(women['year'])} var värdet {one} för {names[0]} och {other} för {names[1]}."


def later(series: pd.Series, observations: pd.DataFrame, sex: str) -> str:
    """Return what came after the plan's last year, which is never judged.

    Empty where nothing may be shown.
    """
    after = observations[
        (observations["kind"] == "outcome")
        & (observations["geography"] == series["geography"])
        & (observations["sex"] == sex)
        & (observations["year"] > series["target_year"])
        & observations["value"].notna()
    ]
    if after.empty:
        return ""
    last = after.sort_values("year").iloc[-1]
    return f"{last['year']}, efter planperioden, var värdet {quantity(series, last['value'], last['denominator'])}."


def reading(series: pd.Series, observations: pd.DataFrame, rows: pd.DataFrame) -> str:
    """Return the reading of one series, sentence by sentence.

    Ambition, outcome, women and men, what came after.

    Parameters
    ----------
    series : Series
        One row of the series table.
    observations : DataFrame
        The series' figures that may be shown.
    rows : DataFrame
        The series' rows of an assessment.
    """
    by_sex = {row["sex"]: row for _, row in rows.iterrows()}
    main, told = main_row(rows), told_rows(series, rows)
    parts = [ambition(series, row) for row in told] + [outcome(series, row) for row in told]
    if "gap" in by_sex and not series["distribution"]:
        parts.append(women_and_men(series, by_sex["gap"]))
    parts.append(parts_of_sum(series, by_sex))
    return " ".join(part for part in [*parts, later(series, observations, main["sex"])] if part)


def main_row(rows: pd.DataFrame) -> pd.Series:
    """Return the row that a series' headline speaks of.

    The total, else the worst judged of the sexes, else the first.
    """
    order = {"not_met": 0, "near": 1, "met": 2, "not_assessable": 3}
    sexes, levels = rows["sex"].tolist(), rows["level"].tolist()
    if "total" in sexes:
        return rows.iloc[sexes.index("total")]
    return rows.iloc[min((order[levels[at]], at) for at, sex in enumerate(sexes) if sex != "gap")[1]]


def told_rows(series: pd.Series, rows: pd.DataFrame) -> list[pd.Series]:
    """Return the rows that a card speaks of.

    The total's, or both sexes' where the plan has lines for them alone.
    """
    people = rows["sex"].isin(["women", "men"])
    if series["distribution"] or "total" in rows["sex"].tolist() or not people.any():
        return [main_row(rows)]
    return [row for _, row in rows[people].iterrows()]
