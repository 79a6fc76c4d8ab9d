"""What an area's notebook shows: its first screen, a card per series.

Each call returns HTML to display.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd
from IPython.display import HTML

from helpers.charts.of_series import has_outcome, series_figure
from helpers.companions import Group, companion_block, companion_counts
from helpers.method.assess import counted
from helpers.method.companions import with_same_beside
from helpers.method.standing import FINAL, MIDTERM, is_final, standing, with_standing
from helpers.model.numbers import known
from helpers.model.records import as_records, grouped
from helpers.read import measures, persons, plan_first
from helpers.tables.counts import count_cells, count_heads, counts_told, unjudged
from helpers.tables.render import STANDING_SYMBOLS, Table, render, safe
from helpers.tables.series_table import gap_text, series_table
from helpers.text.amounts import amount_facts, amount_receipts
from helpers.text.facts import facts, founded, publisher
from helpers.text.figures import judged_figure, number
from helpers.text.identity import identity_told
from helpers.text.reading import class_notes, main_row, reading, told_rows
from helpers.text.receipts import anchor, receipt
from helpers.text.titles import pace_told, title, whose
from helpers.text.vocabulary import LEVEL_WORDS, STANDING_WORDS, UNKNOWN_WORDS
from helpers.text.words import (
    beside_word,
    capital,
    listed,
    mean_years,
    quantity,
    sex_word,
    spelled,
    with_unit,
    years_told,
)
from helpers.view import FollowUp, of_one_area, rows_of, series_named, view_or_told

_SENTENCE_END = re.compile(r"(?<=\.) (?=[A-ZÅÄÖ0-9])")


def cards(view: FollowUp | None = None, *names: str) -> HTML:
    """Show one card per series.

    Message, chart, reading, table, receipt and sources.

    Parameters
    ----------
    view : FollowUp
        From `helpers.followup.follow_up`.
    *names : str
        Series, in the order to show them, for example ``"X_alla", "X_annan"``; an indicator stands for all its
        series. None: every series of the view.

    Returns
    -------
    HTML
        One section per series; its heading has the series as id, so ``page.html#X_alla`` leads there.

    Raises
    ------
    KeyError
        In Swedish, if the area has no such series.
    TypeError
        In Swedish, if ``view`` is no view, or a name no text.
    """
    wanted = series_named(view, "cards", names) if names else view_or_told("cards", view).series["series"]
    found = [rows_of(view, name) for name in wanted]
    shown = [one for one in found if has_card(one[0], one[1])]
    rows = [_row(*one) for one in found if not has_card(one[0], one[1])]
    declared = _declared([series for series, _, _ in found])
    table = render("rows.html.j2", rows=rows, declared=declared)
    counted_on = persons()
    made = (_card(*one, Group.of(view, one[0]["series"]), counted_on) for one in shown)
    return HTML("".join(render("card.html.j2", card=card) for card in made) + table)


def has_card(series: pd.Series, observations: pd.DataFrame) -> bool:
    """Return whether a measure has figures besides the plan's own.

    The municipality's outcomes or related figures.
    """
    ours = observations[
        (observations["geography"] == series["geography"]) & observations["kind"].isin(["outcome", "related"])
    ]
    return bool(ours["value"].notna().any())


def _card(
    series: pd.Series, observations: pd.DataFrame, rows: pd.DataFrame, group: Group, counted_on: pd.DataFrame
) -> dict:
    main, shown = main_row(rows), with_same_beside(series, observations, measures())
    own, drawn = group.of_plan(), has_outcome(series, observations)
    figure = series_figure(series, shown, own, group.word) if drawn else ""
    return {
        "id": series["series"],
        "code": series["indicator"],
        "title": title(series, rows),
        "plan": _plan(series),
        "badges": [_badge(series, row) for row in told_rows(series, rows)],
        "evidence": _evidence(series, observations, main),
        "notes": [note for flag, note in class_notes(series, main).items() if flag != "close_definition"],
        "figure": safe(figure),
        "facts": [*facts(series, shown, rows), *amount_facts(series, rows, counted_on), *group.told(series, own)],
        "companions": safe(_beside(series, observations, int(main["report_year"]), group)),
        "reading": reading(series, observations, rows),
        "tables": [series_table(series, shown, rows), *group.tables(series, own)],
        "receipts": _receipts(series, observations, rows, counted_on),
        "sources": _sources(series, shown),
        "remarks": _remarks(series, observations),
    }


def _beside(series: pd.Series, observations: pd.DataFrame, year: int, group: Group) -> str:
    """Return a card's block of what is close to the plan's measure.

    It is shown but never judged.
    """
    lines = _related(series, observations)
    alone = render("related.html.j2", lines=lines) if lines else ""
    return companion_block(series, observations, year, group) + alone


def _plan(series: pd.Series) -> str:
    better = {"higher": " Högre är bättre.", "lower": " Lägre är bättre.", "balance": " Jämnare är bättre."}
    return f"Planen: {with_unit(series['title'], series)}.{better[series['better']]}{_measured(series)}"


def _badge(series: pd.Series, row: pd.Series) -> dict:
    """Return a row's class as symbol and word.

    A final one in the target year, where it stands before it.
    """
    level = standing(row)
    word = pace_told(row) if level in ("on_track", "behind") else STANDING_WORDS[level]
    return {"who": whose(series, row), "level": level, "symbol": STANDING_SYMBOLS[level], "word": word}


def _evidence(series: pd.Series, observations: pd.DataFrame, row: pd.Series) -> str:
    """Return a class's year, its measure's nearness, and the figure's publisher.

    Nearness is how near the measure is to the plan's.
    """
    if row["level"] == "not_assessable":
        return ""
    told = plan_first(observations)
    told = told[(told["geography"] == series["geography"]) & (told["sex"] == row["sex"]) & (told["kind"] == "outcome")]
    sources = dict.fromkeys(publisher(source) for source in told.loc[told["year"] == row["year"], "source"])
    mean = series["aggregation"] == "mean"
    when = f"medelvärde {mean_years(series, row)}" if mean else f"utfall {int(row['year'])}"
    return " · ".join([when, founded(row), *sources])


def _row(series: pd.Series, observations: pd.DataFrame, rows: pd.DataFrame) -> dict:
    """Return a measure that has only the plan's own figures, as a row."""
    main = main_row(rows)
    return {
        "id": series["series"],
        "code": series["indicator"],
        "label": series["label"],
        "plan": f"{with_unit(series['title'], series)}.{_measured(series)}",
        "start": _plan_figures(series, rows, "baseline") or "inget",
        "goal": _plan_figures(series, rows, "target") or "inget",
        "way": _way(series, main),
        "why": UNKNOWN_WORDS.get(main["reason"], LEVEL_WORDS["not_assessable"]),
        "sources": _sources(series, observations),
        "remarks": _remarks(series, observations),
    }


def _plan_figures(series: pd.Series, rows: pd.DataFrame, name: str) -> str:
    """Return what the plan says: the total, then women and men."""
    people = {row["sex"]: row for _, row in rows[rows["sex"] != "gap"].iterrows()}
    told = {sex: judged_figure(series, row, name) for sex, row in people.items() if known(row[name])}
    both = [f"{sex_word(series, sex)} {number(series, told[sex])}" for sex in ("women", "men") if sex in told]
    if "total" not in told:
        return ", ".join(both)
    base = people["total"][f"{name}_denominator"]
    own = quantity(series, told["total"], base if series["aggregation"] == "count" else None)
    return f"{own} ({', '.join(both)})" if both else own


def _way(series: pd.Series, row: pd.Series) -> dict | None:
    """Return start and target on a scale from 0 to 100.

    None for other scales.
    """
    if not known(row["target"]) or series["scale_min"] != 0 or series["scale_max"] != 100:
        return None
    start = judged_figure(series, row, "baseline") if known(row["baseline"]) else None
    return {"start": None if start is None else 2 * start, "goal": 2 * judged_figure(series, row, "target")}


def _measured(series: pd.Series) -> str:
    """Return the years in which a series is measured, if not every year."""
    years = [year for year in series["measured_years"].split(";") if year]
    return f" Mäts {listed(years)}." if years else ""


def _receipts(
    series: pd.Series, observations: pd.DataFrame, rows: pd.DataFrame, counted_on: pd.DataFrame
) -> list[dict]:
    names = {sex: sex_word(series, sex).capitalize() for sex in ("women", "men", "total")}
    names["gap"] = f"Skillnaden mellan {sex_word(series, 'women')} och {sex_word(series, 'men')}"
    judged = (rows["level"] != "not_assessable") | (rows["sex"] == "gap")
    told = rows[judged | (rows.index == main_row(rows).name)]
    return [
        {
            "name": names[row["sex"]],
            "anchor": anchor(row),
            "lines": [
                *receipt(row, series),
                *amount_receipts(series, row, counted_on),
                *identity_told(series, observations, row),
            ],
        }
        for _, row in told.iterrows()
    ]


def _declared(shown: Sequence[pd.Series]) -> list[str]:
    """Return what the measures of a section presuppose, each text once.

    With the measures that it holds for.
    """
    found: dict[str, list[str]] = {}
    for column in ("better", "target_type", "unit", "scale", "aggregation", "period"):
        for series in shown:
            if text := series[f"{column}_reason"]:
                found.setdefault(text.rstrip("."), []).append(series["label"])
    return [
        f"{text}." if len(names) == len(shown) else f"{text} ({'; '.join(names)})." for text, names in found.items()
    ]


def _source(row: dict) -> dict:
    return {
        "name": row["source"].removeprefix("Källa: "),
        "url": row["source_url"] if row["source_url"].startswith(("http://", "https://")) else "",
    }


def _related(series: pd.Series, observations: pd.DataFrame) -> list[dict]:
    alone = (observations["kind"] == "related") & (observations["measure"] == "")
    found = as_records(observations[alone & observations["value"].notna()])
    places = {series["geography"]: series["place"], series["beside"]: capital(beside_word(series))}
    return [
        {
            "text": f"{places[row['geography']]}{_of_sex(series, row['sex'])} {row['year']}: "
            f"{quantity(series, row['value'])}",
            "source": _source(row),
        }
        for row in sorted(found, key=lambda row: (row["geography"] != series["geography"], row["year"]))
    ]


def _of_sex(series: pd.Series, sex: str) -> str:
    return "" if sex == "total" else f", {sex_word(series, sex)}"


def _sources(series: pd.Series, observations: pd.DataFrame) -> list[dict]:
    """Return every source once, with its years and places."""
    told = observations[observations["value"].notna() & (observations["kind"] != "related")]
    by_source = grouped(as_records(told), "source").values()
    return [{"what": _where(series, rows), "source": _source(rows[0])} for rows in by_source]


def _remarks(series: pd.Series, observations: pd.DataFrame) -> list[str]:
    """Return every comment and margin of error once, sentence by sentence.

    With years and places, and of another measure than the plan's with its name; what no card shows is not remarked on.
    """
    said: dict[tuple[str, str], list[dict]] = {}
    rows = as_records(observations[observations["value"].notna()])
    margins = grouped((row for row in rows if known(row["margin"])), "margin")
    others = _other_measures(series, rows)
    for row in rows:
        if others.get(row["measure"]) == "":
            continue
        for text in filter(None, _SENTENCE_END.split(row["comment"])):
            said.setdefault((others.get(row["measure"], ""), text), []).append(row)
    together: dict[str, list[str]] = {}
    for (measure, text), theirs in said.items():
        where = _where(series, theirs)
        together.setdefault(f"{measure}, {where}" if measure else where, []).append(text)
    return [
        *(f"{where}: {' '.join(texts)}" for where, texts in together.items()),
        *(f"{_where(series, margins[one])}: felmarginal ± {number(series, one)}" for one in sorted(margins)),
    ]


def _other_measures(series: pd.Series, rows: Sequence[dict]) -> dict[str, str]:
    """Return the labels of measures that are not the plan's own; empty of those without a figure of the municipality.

    A companion is shown only where the municipality has a figure of it.
    """
    ours = {row["measure"] for row in rows if row["geography"] == series["geography"]}
    listed = measures()
    other = listed[~listed["same"]]
    return {key: label if key in ours else "" for key, label in zip(other["key"], other["label"], strict=True)}


def _where(series: pd.Series, rows: Sequence[dict]) -> str:
    """Return places and years as text, the municipality first."""
    places = {series["geography"]: series["place"], series["beside"]: beside_word(series)}
    years = {place: sorted({row["year"] for row in rows if row["geography"] == place}) for place in places}
    return capital(", ".join(f"{places[place]} {years_told(when)}" for place, when in years.items() if when))


@of_one_area
def first_screen(view: FollowUp) -> HTML:
    """Show a goal area in one screen: classes, and the largest gaps.

    Parameters
    ----------
    view : FollowUp

    Returns
    -------
    HTML
    """
    lines = with_standing(counted(view.assessment, view.series))
    by_name = view.series.set_index("series", drop=False)
    order = FINAL if is_final(lines) else MIDTERM
    boxes = [_box(as_records(lines[lines["standing"] == level]), level, by_name) for level in order]
    return HTML(
        render(
            "overview.html.j2",
            lead=_lead(view, lines, order),
            boxes=[box for box in boxes if box["count"]],
            gaps=_gaps(view, by_name),
            gaps_head="Störst skillnad mellan kvinnor och män",
            table=_counts(view, lines),
            companions=companion_counts(view),
        )
    )


def _lead(view: FollowUp, lines: pd.DataFrame, order: Sequence[str]) -> str:
    """Return how many can be judged, how they stand, and why others cannot."""
    counts = {level: int((lines["standing"] == level).sum()) for level in order}
    judged = len(lines) - counts.pop("not_assessable")
    return " ".join(filter(None, [_judged(view, len(lines), judged, counts), unjudged(lines), _unreached(view, lines)]))


def _judged(view: FollowUp, total: int, judged: int, counts: dict[str, int]) -> str:
    if not judged:
        return f"Inget av områdets {spelled(total)} mått går att bedöma {view.year}."
    told = counts_told({level: count for level, count in counts.items() if count})
    if judged == total:
        able = f"Alla områdets {spelled(total)}" if total > 1 else "Områdets enda"
    else:
        able = f"{spelled(judged).capitalize()} av områdets {spelled(total)}"
    return f"{able} mått går att bedöma {view.year}: {told}."


def _unreached(view: FollowUp, lines: pd.DataFrame) -> str:
    """Return why outcomes may be missing here though they exist.

    Empty where none are missing.
    """
    told = view.about.sentence("missing_outcomes")
    return told if told and lines["reason"].isin(["no_outcome", "related_only"]).any() else ""


def _box(lines: list[dict], level: str, by_name: pd.DataFrame) -> dict:
    items = []
    for row in lines:
        series = by_name.loc[row["series"]]
        items.append({"id": row["series"], "name": _name(series, row["sex"]), "text": _short(series, row)})
    word = capital(STANDING_WORDS[level])
    return {"level": level, "symbol": STANDING_SYMBOLS[level], "word": word, "count": len(lines), "lines": items}


def _name(series: pd.Series, sex: str) -> str:
    own = sex in ("women", "men") and not series["distribution"]
    return f"{series['label']}, {sex_word(series, sex)}" if own else series["label"]


def _short(series: pd.Series, row: dict) -> str:
    if not known(row["value"]):
        return ""
    value, target = (judged_figure(series, row, name) for name in ("value", "target"))
    older = "" if row["year"] == row["report_year"] else f" år {int(row['year'])}"
    older += f" i genomsnitt från {series['period_start']}" if series["aggregation"] == "mean" else ""
    aim = "et är alla" if target == row["target_denominator"] else f" {number(series, target)}"
    close = " (måttet ligger nära planens)" if "close_definition" in row["flags"].split(";") else ""
    return f"{quantity(series, value, row['denominator'])}{older}, mål{aim}{close}"


def _gaps(view: FollowUp, by_name: pd.DataFrame, most: int = 3) -> list[dict]:
    gaps = view.assessment[view.assessment["sex"] == "gap"]
    size = gaps["gap"].where(gaps["gap"].notna(), gaps["gap_baseline"]).abs()
    shared = gaps["series"].map(by_name["unit_scale"]) & ~gaps["series"].map(by_name["own_yardstick"])
    comparable = gaps[(size > 0) & shared].assign(size=size)
    largest = comparable.sort_values(["size", "series"], ascending=[False, True]).head(most)
    return [
        {
            "id": row["series"],
            "name": by_name.loc[row["series"], "label"],
            "text": gap_text(by_name.loc[row["series"]], row),
        }
        for _, row in largest.iterrows()
    ]


def _counts(view: FollowUp, lines: pd.DataFrame) -> Table:
    levels = view.series.set_index("series")["level"]
    kind = lines["series"].map(levels)
    heads = ["Mått", *count_heads(lines), "bedömbara av alla"]
    rows = [
        [capital(one.word), *count_cells(lines[kind == one.level])]
        for one in view.about.levels
        if (kind == one.level).any()
    ]
    return Table(f"Antal mått per klass {view.year}", heads, rows, "lr")
