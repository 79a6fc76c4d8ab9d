"""The plan in one page: all areas, the matrix of classes, changes, coverage, oddities, how firm the classes are."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from IPython.display import HTML

from helpers.data.as_reported import load_as_reported
from helpers.method.assess import counted
from helpers.method.changes import changed_values, changes
from helpers.method.coverage import coverage, coverage_summary, sex_coverage
from helpers.method.plan_audit import ambition, consistency
from helpers.method.robustness import backtest, robustness
from helpers.model.codes import RIKET
from helpers.model.numbers import format_number, known
from helpers.read import load
from helpers.storage.paths import project_root
from helpers.tables.counts import LEVELS, SCOPES, count_cells
from helpers.tables.render import SYMBOLS, Table, render, safe
from helpers.tables.series_table import gap_text
from helpers.text.changes import sentences, tally_sentence
from helpers.text.figures import number
from helpers.text.vocabulary import AMBITION_WORDS, LEVEL_WORDS, PACE_WORDS, UNREACHED, VARIANT_WORDS, VERDICT_WORDS
from helpers.text.words import difference, listed, sentence, sex_word
from helpers.view import FollowUp

PACE_OF_MANY = PACE_WORDS | {"met": "redan uppnådda", "wrong_way": "på fel väg"}
COVERAGE_HEADS = {
    "baseline": "Utgångsvärden",
    "outcome": "Utfall",
    "related": "Bara närliggande mått",
    "not_split_by_sex": "Ej uppdelade på kön",
    "no_baseline": "Inget utgångsvärde i planen",
}


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
    names, pages = area_names(view), area_pages(view)
    areas = [
        {"name": names[area], "url": pages[area], "cells": count_cells(lines[lines["area"] == area])} for area in names
    ]
    shown = {"areas": areas, "year": view.year, "levels": LEVELS, "total": _totals(lines, view.year)}
    return HTML(render("plan.html.j2", lead=_lead(lines, view.year), **shown))


def _totals(lines: pd.DataFrame, year: int) -> list[list[str]]:
    """Count the whole plan, its two kinds of indicators, and apart the classes that rest on an older outcome."""
    kinds = [(f"varav {name}", lines[lines["scope"] == scope]) for scope, name in SCOPES.items()]
    older = [(f"varav med utfall från före {year}", _older(lines))]
    return [[name, *count_cells(rows)] for name, rows in [("Hela planen", lines), *kinds, *older] if len(rows)]


def _older(lines: pd.DataFrame) -> pd.DataFrame:
    """Pick the lines whose class rests on an outcome of an earlier year than the report's."""
    return lines[(lines["level"] != "not_assessable") & (lines["year"] < lines["report_year"])]


def _lead(lines: pd.DataFrame, year: int) -> str:
    """Say what can be judged, of what year the outcomes are, the pace, and why the rest cannot be judged."""
    counts = lines["level"].value_counts()
    met, near, missed = (int(counts.get(level, 0)) for level in ("met", "near", "not_met"))
    judged, older, aimless = met + near + missed, len(_older(lines)), int((lines["reason"] == "no_target").sum())
    told = [
        f"{judged} av planens {len(lines)} mått går att bedöma {year}: {met} uppnådda, {near} nära målet och "
        f"{missed} ej uppnådda."
    ]
    if older:
        told.append(f"{judged - older} av klasserna bygger på utfall från {year}, {older} på äldre utfall.")
    told.append(_pace_sentence(lines))
    why = "nästan alltid för att inget utfall har hittats"
    without = f", och {aimless} av dem har inget mål i planen" if aimless else ""
    told.append(f"{len(lines) - judged} går inte att bedöma, {why}{without}.")
    told.append(UNREACHED if (lines["reason"] == "no_outcome").any() else "")
    return " ".join(filter(None, told))


def _pace_sentence(lines: pd.DataFrame) -> str:
    """Count the pace of the targets that still lie ahead; empty when none does."""
    ahead = lines[(lines["report_year"] < lines["target_year"]) & (lines["pace"] != "")]
    if ahead.empty:
        return ""
    counts = ahead["pace"].value_counts()
    parts = [f"{counts[pace]} {words}" for pace, words in PACE_OF_MANY.items() if pace in counts]
    year = int(ahead["target_year"].max())
    return f"Målen gäller {year}; takten dit går att räkna för {len(ahead)} mått: {listed(parts)}."


def matrix(view: FollowUp) -> HTML:
    """Show every series in the column of its class, a row per goal area, each with a link to its card."""
    lines = counted(view.assessment, view.series)
    label = view.series.set_index("series")["label"]
    sexes, pages = {"women": "flickor", "men": "pojkar"}, area_pages(view)
    double, older = lines["series"].value_counts(), set(_older(lines).index)
    rows = []
    for area, name in area_names(view).items():
        here = lines[lines["area"] == area]
        cells = [
            [
                {
                    "url": f"{pages[area]}#{row.series}",
                    "text": label[row.series]
                    + (f", {sexes[row.sex]}" if double[row.series] > 1 else "")
                    + (f" ({int(row.year)})" if row.Index in older else ""),
                }
                for row in here[here["level"] == level].itertuples()
            ]
            for level in LEVELS
        ]
        rows.append({"name": name, "cells": cells})
    heads = [f"{SYMBOLS[level]} {LEVEL_WORDS[level]}" for level in LEVELS]
    caption = f"Alla mått efter område och klass {view.year}" + ("; äldre utfall med sitt år" if older else "")
    return HTML(render("matrix.html.j2", rows=rows, heads=heads, caption=caption))


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
        f"Bland de {len(rows)} största kända skillnaderna, {_from_years(rows)}, är det bättre värdet kvinnors eller "
        f"flickors i {behind.get('women', 0)} och mäns eller pojkars i {behind.get('men', 0)}. En skillnad är inte i "
        "sig en orättvisa; frågan är vad den beror på"
    )
    heads = ["Serie", "Skillnad", "Bättre värde har", "Planens skillnad målåret"]
    return _show(Table("De största skillnaderna, procentenheter eller indexenheter", heads, cells), text)


def _from_years(gaps: pd.DataFrame) -> str:
    """Say of which years gaps are: the outcome's where there is one, else the baseline's."""
    years = gaps["year"].where(gaps["gap"].notna(), gaps["baseline_year"]).astype(int)
    first, last = years.min(), years.max()
    return f"alla från {first}" if first == last else f"från {first} till {last}"


def _gap_cells(series: pd.Series, row: pd.Series) -> list[str]:
    words = {"women": series["women_word"], "men": series["men_word"], "equal": "lika"}
    planned = difference(series, row["gap_target"]) if known(row["gap_target"]) else "inga egna mål"
    return [series["label"], gap_text(series, row), words[row["better_off"] or row["better_off_baseline"]], planned]


def split_by_sex(view: FollowUp) -> HTML:
    """Count the series about individuals that are told for women and men, and name those that are not."""
    table = sex_coverage(view.series, view.observations, view.year)
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
    cells = coverage(view.series, view.observations, view.year)
    table = coverage_summary(cells)
    names = area_names(view) | {"": "Hela planen"}
    rows = [[names[row["area"]], *map(str, _coverage_cells(row))] for _, row in table.iterrows()]
    total = table[table["area"] == ""].iloc[0]
    share = format_number(100 * total["outcome"] / (total["expected"] - total["baseline"] - total["no_baseline"]))
    text = (
        f"Av {total['expected']} väntade värden till och med {view.year} är {total['baseline']} planens egna "
        f"utgångsvärden och {total['outcome']} utfall. Av de utfall som kunde väntas har {share} procent hittats. Ett "
        "väntat värde är en serie, ett mätår och ett kön som planen själv redovisar"
    )
    heads = ["Målområde", "Väntade värden", *COVERAGE_HEADS.values(), "Uppgift saknas"]
    return _show(Table("Täckning: väntade och kända värden", heads, rows), text)


def _coverage_cells(row: pd.Series) -> list[int]:
    """Count what is expected, what stands in it, and all other reasons together, so that the columns add up."""
    others = row.index.difference(["area", "known", "expected", *COVERAGE_HEADS])
    return [int(row["expected"]), *(int(row[status]) for status in COVERAGE_HEADS), int(row[others].sum())]


def oddities(view: FollowUp) -> HTML:
    """Say what in the plan itself is odd: targets that are not better than their baseline, totals that do not fit."""
    series = view.series.set_index("series", drop=False)
    rows = []
    for row in ambition(view.series, view.observations).itertuples():
        one = series.loc[row.series]
        if row.sex == "total" and row.ambition in ("equal", "behind"):
            figures = f"{number(one, row.baseline)} → {number(one, row.target)}"
            rows.append([one["label"], f"målet är {AMBITION_WORDS[row.ambition]}", figures])
        if row.sex == "total" and row.riket_passed == "yes":
            riket = _riket_then(view, one)
            figures = f"riket {number(one, riket)}, mål {number(one, row.target)}"
            rows.append([one["label"], f"riket hade redan {one['baseline_year']} ett värde som når målet", figures])
    for row in consistency(view.series, view.observations).itertuples():
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


def _riket_then(view: FollowUp, series: pd.Series) -> float:
    """Look up riket's figure of the baseline year."""
    rows = view.observations
    riket = (rows["geography"] == RIKET) & (rows["sex"] == "total") & (rows["kind"] == "baseline")
    return rows.loc[riket & (rows["series"] == series["series"]), "value"].iloc[0]


def firmness(view: FollowUp) -> HTML:
    """Say how many classes would change if the method had been chosen otherwise."""
    label = view.series.set_index("series")["label"]
    rows = []
    tried = robustness(view.series, view.observations, view.year)
    for row in tried[tried["comparable"] > 0].itertuples():
        changed = "; ".join(label[name] for name in row.series.split(";") if name) or "ingen"
        rows.append([VARIANT_WORDS[row.variant], f"{row.changed} av {row.comparable}", changed])
    text = "Tabellen visar hur många klasser som skulle bli andra om metoden vore en annan"
    return _show(
        Table("Hur känsliga klasserna är för metoden", ["Om man i stället", "Ändrade klasser", "Vilka"], rows), text
    )


def projections_tested(view: FollowUp) -> HTML:
    """Hold earlier years' projections against what came in the target year; only where that is known."""
    table = backtest(view.series, view.observations, view.year)
    series = view.series.set_index("series", drop=False)
    tested = table[table["hit"] != ""]
    if tested.empty:
        return HTML(f"<p>Ingen prognos kan prövas i uppföljningen av {view.year}: målårets utfall är inte känt.</p>")
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
        f"{hits} av {len(tested)} prognoser gav den klass som talet sedan fick. En prognos är en rak framskrivning, "
        "inte ett löfte, och den känner inte rikets värde: där målet också är att ligga bättre till än riket prövas "
        "bara talet"
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
