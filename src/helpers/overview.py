"""The plan in one page: all areas, the matrix of classes, changes, coverage, oddities, how firm the classes are."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from IPython.display import HTML

from helpers import audit
from helpers.as_reported import load_as_reported
from helpers.assess import counted
from helpers.changes import changed_values, changes, sentences, tally_sentence
from helpers.followup import FollowUp
from helpers.paths import project_root
from helpers.read import load
from helpers.receipts import LEVEL_WORDS, VARIANT_WORDS, VERDICT_WORDS
from helpers.swedish import format_number
from helpers.tables import SYMBOLS, Table, gap_text, render, safe
from helpers.words import difference, known, number, sentence, sex_word

LEVELS = tuple(SYMBOLS)
SCOPES = {"ort": "ortsindikatorer", "organisation": "organisationsindikatorer"}


def _show(table: Table, *sentences: str) -> HTML:
    told = [sentence(text) for text in sentences if text]
    return HTML(render("answer.html.j2", sentences=told, table=table, figure=safe("")))


def area_names(view: FollowUp) -> dict[str, str]:
    """Name the goal areas as the plan does, in its order, from the plan's own rows."""
    special = {
        "attraktiv_stad_och_landsbygd": "Attraktiv stad och landsbygd",
        "hojd_utbildningsniva": "Höjd utbildningsnivå",
    }
    special |= {"social_uthallighet": "Social uthållighet", "ekologisk_uthallighet": "Ekologisk uthållighet"}
    return {area: special.get(area, area.replace("_", " ").capitalize()) for area in view.series["area"].unique()}


def area_pages(view: FollowUp) -> dict[str, str]:
    """Name each area's page: the areas are numbered from 1 in the plan's order, as their notebooks are."""
    return {area: f"{place:02d}_{area}.html" for place, area in enumerate(view.series["area"].unique(), start=1)}


def plan_screen(view: FollowUp) -> HTML:
    """Show the whole plan in one screen: what can be judged and how it went, area by area, with links.

    Parameters
    ----------
    view : FollowUp
        Of all areas.

    Returns
    -------
    HTML
    """
    lines = counted(view.assessment, view.series)
    counts = {level: int((lines["level"] == level).sum()) for level in LEVELS}
    judged = len(lines) - counts["not_assessable"]
    names, pages = area_names(view), area_pages(view)
    areas = [
        {
            "name": names[area],
            "url": pages[area],
            "cells": [*_level_counts(rows), f"{int((rows['level'] != 'not_assessable').sum())} av {len(rows)}"],
        }
        for area, rows in ((area, lines[lines["area"] == area]) for area in names)
    ]
    lead = (
        f"{judged} av planens {len(lines)} mål går att bedöma {view.year}: {counts['met']} uppnådda, "
        f"{counts['near']} nära målet och {counts['not_met']} ej uppnådda. {counts['not_assessable']} går inte att "
        "bedöma, nästan alltid för att inget utfall är publicerat."
    )
    return HTML(render("plan.html.j2", lead=lead, areas=areas, year=view.year, levels=LEVELS, total=_total(lines)))


def _level_counts(rows: pd.DataFrame) -> list[str]:
    return [str(int((rows["level"] == level).sum())) for level in LEVELS]


def _total(lines: pd.DataFrame) -> list[list[str]]:
    parts = [(name.capitalize(), lines[lines["scope"] == scope]) for scope, name in SCOPES.items()]
    return [[n, *_level_counts(r), f"{int((r['level'] != 'not_assessable').sum())} av {len(r)}"] for n, r in parts]


def matrix(view: FollowUp) -> HTML:
    """Show every series in the column of its class, a row per goal area, each with a link to its card."""
    lines = counted(view.assessment, view.series)
    label = view.series.set_index("series")["label"]
    sexes, pages = {"women": "flickor", "men": "pojkar"}, area_pages(view)
    double = lines["series"].value_counts()
    rows = []
    for area, name in area_names(view).items():
        here = lines[lines["area"] == area]
        cells = [
            [
                {
                    "url": f"{pages[area]}#{row.series}",
                    "text": label[row.series] + (f", {sexes[row.sex]}" if double[row.series] > 1 else ""),
                }
                for row in here[here["level"] == level].itertuples()
            ]
            for level in LEVELS
        ]
        rows.append({"name": name, "cells": cells})
    heads = [f"{SYMBOLS[level]} {LEVEL_WORDS[level]}" for level in LEVELS]
    return HTML(
        render("matrix.html.j2", rows=rows, heads=heads, caption=f"Alla mål efter område och klass {view.year}")
    )


def largest_gaps(view: FollowUp, most: int = 8) -> HTML:
    """List the largest differences between women and men on the scales 0-100, and where they point."""
    gaps = view.assessment[view.assessment["sex"] == "gap"]
    series = view.series.set_index("series", drop=False)
    size = gaps["gap"].where(gaps["gap"].notna(), gaps["gap_baseline"]).abs()
    on_scale = gaps["series"].map(series["unit"]).isin(["procent", "indexenheter"])
    rows = (
        gaps[on_scale & (size > 0)]
        .assign(size=size)
        .sort_values(["size", "series"], ascending=[False, True])
        .head(most)
    )
    cells = [_gap_cells(series.loc[row["series"]], row) for _, row in rows.iterrows()]
    behind = (rows["better_off"].where(rows["better_off"] != "", rows["better_off_baseline"])).value_counts()
    text = (
        f"Bland de {len(rows)} största skillnaderna har kvinnor eller flickor det bättre värdet i "
        f"{behind.get('women', 0)} och män eller pojkar i {behind.get('men', 0)}. En skillnad är inte i sig en "
        "orättvisa; frågan är vad den beror på"
    )
    heads = ["Serie", "Skillnad", "Bättre värde har", "Planens skillnad målåret"]
    return _show(Table("De största skillnaderna, procentenheter eller indexenheter", heads, cells), text)


def _gap_cells(series: pd.Series, row: pd.Series) -> list[str]:
    words = {"women": series["women_word"], "men": series["men_word"], "equal": "lika"}
    planned = difference(series, row["gap_target"]) if known(row["gap_target"]) else "inga egna mål"
    return [series["label"], gap_text(series, row), words[row["better_off"] or row["better_off_baseline"]], planned]


def split_by_sex(view: FollowUp) -> HTML:
    """Count the series about individuals that are told for women and men, and name those that are not."""
    table = audit.sex_coverage(view.series, view.observations, view.year)
    names = area_names(view) | {"": "Hela planen"}
    cells = [
        [names[r.area], str(r.individual_based), str(r.baseline_both), str(r.target_both), str(r.outcome_both)]
        for r in table.itertuples()
    ]
    total = table[table["area"] == ""].iloc[0]
    text = (
        f"{total['individual_based']} av planens {len(view.series)} serier handlar om personer. För "
        f"{total['baseline_both']} av dem anger planen utgångsvärden för både kvinnor och män, för "
        f"{total['target_both']} mål, och för {total['outcome_both']} finns utfall för båda. Måttstocken är 14 § "
        "förordningen (2001:100) om den officiella statistiken: uppgifter om personer ska delas upp på kön om det "
        "inte finns särskilda skäl mot det"
    )
    heads = ["Målområde", "Serier om personer", "Utgångsvärde för båda", "Mål för båda", "Utfall för båda"]
    return _show(Table(f"Uppdelning på kvinnor och män till och med {view.year}", heads, cells), text)


def without_outcome(view: FollowUp) -> HTML:
    """Say how many expected figures are known, area by area, and why the others are not."""
    cells = audit.coverage(view.series, view.observations, view.year)
    table = audit.coverage_summary(cells)
    names = area_names(view) | {"": "Hela planen"}
    rows = [
        [
            names[r.area],
            str(r.expected),
            str(r.known),
            str(r.not_split_by_sex),
            str(r.no_baseline),
            str(r.not_found + r.not_measured),
        ]
        for r in table.itertuples()
    ]
    total = table[table["area"] == ""].iloc[0]
    share = format_number(100 * total["known"] / total["expected"])
    text = (
        f"Av {total['expected']} väntade värden till och med {view.year} är {total['known']} kända, {share} procent. "
        "Ett väntat värde är en serie, ett mätår och ett kön som planen själv redovisar"
    )
    heads = [
        "Målområde",
        "Väntade värden",
        "Kända",
        "Ej uppdelade på kön",
        "Inget utgångsvärde i planen",
        "Uppgift saknas",
    ]
    return _show(Table("Täckning: väntade och kända värden", heads, rows), text)


def oddities(view: FollowUp) -> HTML:
    """Say what in the plan itself is odd: targets that are not better than their baseline, totals that do not fit."""
    series = view.series.set_index("series", drop=False)
    rows = []
    for row in audit.ambition(view.series, view.observations).itertuples():
        if row.sex == "total" and row.ambition in ("equal", "behind"):
            one = series.loc[row.series]
            what = {"equal": "målet är lika med utgångsvärdet", "behind": "målet är sämre än utgångsvärdet"}[
                row.ambition
            ]
            rows.append([one["label"], what, f"{number(one, row.baseline)} → {number(one, row.target)}"])
    for row in audit.consistency(view.series, view.observations).itertuples():
        if row.verdict in ("apart_from_sisters", "total_outside", "not_100"):
            one = series.loc[row.series]
            figures = f"kvinnor {number(one, row.women)}, män {number(one, row.men)}, totalt {number(one, row.total)}"
            low, high = (format_number(100 * weight) for weight in (row.weight_low, row.weight_high))
            span = f"; innebär {low}–{high} procent kvinnor"
            rows.append(
                [
                    f"{one['label']} {row.year}",
                    VERDICT_WORDS[row.verdict],
                    figures + (span if known(row.weight) else ""),
                ]
            )
    text = (
        f"{len(rows)} uppgifter i planens egna tabeller är värda en fråga. De visas som de är tryckta och rättas inte"
    )
    return _show(Table("Vad som är udda i planen", ["Serie", "Vad", "Tal"], rows), text)


def firmness(view: FollowUp) -> HTML:
    """Say how many classes would change if the method had been chosen otherwise."""
    label = view.series.set_index("series")["label"]
    rows = []
    for row in audit.robustness(view.series, view.observations, view.year).itertuples():
        changed = "; ".join(label[name] for name in row.series.split(";") if name) or "ingen"
        rows.append([VARIANT_WORDS[row.variant], f"{row.changed} av {row.comparable}", changed])
    text = "Tabellen visar hur många klasser som skulle bli andra om metoden vore en annan"
    return _show(
        Table("Hur känsliga klasserna är för metoden", ["Om man i stället", "Ändrade klasser", "Vilka"], rows), text
    )


def projections_tested(view: FollowUp) -> HTML:
    """Hold earlier years' projections against what came in the target year; only where that is known."""
    table = audit.backtest(view.series, view.observations, view.year)
    series = view.series.set_index("series", drop=False)
    tested = table[table["hit"] != ""]
    if tested.empty:
        return _show(
            Table("Prognoser mot utfall", ["Serie", "Prognos från", "Prognos", "Utfall", "Rätt klass"], []),
            f"Ingen prognos kan prövas i uppföljningen av {view.year}: målårets utfall är inte känt",
        )
    cells = [
        [
            series.loc[r.series, "label"],
            str(r.as_of),
            number(series.loc[r.series], r.projection),
            number(series.loc[r.series], r.actual),
            "ja" if r.hit == "yes" else "nej",
        ]
        for r in tested.itertuples()
    ]
    hits = int((tested["hit"] == "yes").sum())
    text = (
        f"{hits} av {len(tested)} prognoser gav den klass som utfallet sedan fick. En prognos är en rak framskrivning, "
        "inte ett löfte"
    )
    return _show(
        Table("Prognoser mot utfall", ["Serie", "Prognos från", "Prognos", "Utfall", "Rätt klass"], cells), text
    )


def since_last(view: FollowUp, *, root: Path | None = None) -> HTML:
    """Say what has changed since the previous follow-up: classes, gaps, new figures and revised ones with both figures.

    Parameters
    ----------
    view : FollowUp
        Of all areas.
    root : Path, optional
        The project's folder.

    Returns
    -------
    HTML
        A sentence that counts the classes, and a table: one row per series and sex with a change.
    """
    series = load(root=root).series
    observations = view.observations
    before = _known_then(view, root)
    compared = changes(series, observations, view.year, before, now=view.assessment)
    values = changed_values(observations, view.year, before)
    declared = series.set_index("series", drop=False)
    rows = []
    for _, row in compared.iterrows():
        told = sentences(declared.loc[row["series"]], row, values)
        if told:
            rows.append([_named(declared.loc[row["series"]], row["sex"]), " ".join(told)])
    table = Table(f"Ändringar sedan uppföljningen {view.year - 1}", ["Serie", "Vad som har ändrats"], rows)
    return HTML(render("answer.html.j2", sentences=[tally_sentence(compared)], table=table, figure=safe("")))


def _known_then(view: FollowUp, root: Path | None) -> pd.DataFrame:
    """Return what the previous follow-up knew; without raw tables, which alone keep revisions, today's figures."""
    root = project_root(root)
    if not (root / "data" / "raw").is_dir():
        return view.observations
    return load_as_reported(view.year - 1, root=root).observations


def _named(series: pd.Series, sex: str) -> str:
    if sex in ("total", "gap"):
        return series["label"]
    return f"{series['label']}, {sex_word(series, sex)}"
