"""The analyst's page: counts by kind, coverage, the plan's oddities, firmness of classes."""

from __future__ import annotations

import pandas as pd
from IPython.display import HTML

from helpers.data.drafts import drafted
from helpers.method.assess import counted
from helpers.method.coverage import coverage, coverage_summary, sex_coverage
from helpers.method.plan import METHOD
from helpers.method.plan_audit import ambition, consistency
from helpers.method.robustness import VARIANTS, backtest, robustness
from helpers.model.numbers import format_number, in_percent, known
from helpers.model.records import as_records
from helpers.model.schemas import schema
from helpers.overview.common import area_names, judged_on, named
from helpers.tables.counts import count_cells, count_heads
from helpers.tables.render import Table, render, safe
from helpers.text.figures import as_share, number
from helpers.text.vocabulary import AMBITION_WORDS, VARIANT_WORDS, VERDICT_WORDS
from helpers.text.words import listed, sentence, spelled
from helpers.view import FollowUp, of_the_whole_plan

COVERAGE_HEADS = {
    "baseline": "Utgångsvärden",
    "outcome": "Utfall",
    "related": "Bara närliggande mått",
    "not_split_by_sex": "Ej uppdelade på kön",
    "no_baseline": "Inget utgångsvärde i planen",
}


def _show(table: Table, *sentences: str) -> HTML:
    texts = [sentence(text) for text in sentences if text]
    return HTML(render("answer.html.j2", sentences=texts, table=table, figure=safe("")))


@of_the_whole_plan
def by_scope(view: FollowUp) -> HTML:
    """Show the number of measures in each class.

    By goal area, for the whole plan, by the plan's kinds of indicators, and for classes that rest on older outcomes.
    """
    lines = counted(view.assessment, view.series)
    areas = [(name, lines[lines["area"] == area]) for area, name in area_names(view).items()]
    kinds = [(f"varav {one.word}", lines[lines["scope"] == one.level]) for one in view.about.levels]
    older = [(f"varav med utfall från före {view.year}", _older(lines))]
    rows = [[name, *count_cells(part)] for name, part in (*areas, ("Hela planen", lines), *kinds, *older) if len(part)]
    heads = ["Målområde", *count_heads(lines), "Bedömbara"]
    return _show(Table(f"Antal mått per klass {view.year}", heads, rows, "lr"), view.about.sentence("levels"))


def _older(lines: pd.DataFrame) -> pd.DataFrame:
    """Return the lines whose class rests on an outcome of an earlier year."""
    return lines[(lines["level"] != "not_assessable") & (lines["year"] < lines["report_year"])]


@of_the_whole_plan
def split_by_sex(view: FollowUp) -> HTML:
    """Show how many series about individuals are told for women and men.

    By goal area.
    """
    table = sex_coverage(view.series, judged_on(view), view.year)
    names = area_names(view) | {"": "Hela planen"}
    cells = [
        [names[r.area], str(r.individual_based), str(r.baseline_both), str(r.target_both), str(r.outcome_both)]
        for r in table.itertuples()
    ]
    total = table[table["area"] == ""].iloc[0]
    text = (
        f"För {spelled(total['baseline_both'])} av de {spelled(total['individual_based'])} måtten om personer anger "
        f"planen utgångsvärden för både kvinnor och män, för {spelled(total['target_both'])} mål, och för "
        f"{spelled(total['outcome_both'])} finns utfall för båda"
    )
    heads = ["Målområde", "Mått om personer", "Utgångsvärde för båda", "Mål för båda", "Utfall för båda"]
    return _show(Table(f"Uppdelning på kvinnor och män till och med {view.year}", heads, cells, "lr"), text)


@of_the_whole_plan
def without_outcome(view: FollowUp) -> HTML:
    """Show how many expected figures are known, and why others are not.

    By goal area.
    """
    cells = coverage(view.series, judged_on(view), view.year)
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
    return _show(Table("Täckning: väntade och kända värden", heads, rows, "lr"), text)


def _coverage_cells(row: pd.Series) -> list[int]:
    """Return the counts of one area's expected figures, by status.

    All other reasons stand together in the last one, so that the columns add up.
    """
    others = row.index.difference(["area", "known", "expected", *COVERAGE_HEADS])
    return [int(row["expected"]), *(int(row[status]) for status in COVERAGE_HEADS), int(row[others].sum())]


@of_the_whole_plan
def oddities(view: FollowUp) -> HTML:
    """Show what is odd in the plan itself.

    Targets that are not better than their baseline, totals that do not fit women and men.
    """
    series = view.series.set_index("series", drop=False)
    rows = []
    for row in ambition(view.series, judged_on(view)).itertuples():
        one = series.loc[row.series]
        if row.sex == "total" and row.ambition in ("equal", "behind"):
            figures = f"{number(one, row.baseline)} → {number(one, row.target)}"
            rows.append([one["label"], f"målet är {AMBITION_WORDS[row.ambition]}", figures])
        if row.sex == "total" and row.riket_passed == "yes":
            riket = _riket_then(view, one)
            figures = f"{one['comparator_word']} {number(one, riket)}, mål {number(one, row.target)}"
            rows.append(
                [
                    one["label"],
                    f"{one['comparator_word']} hade redan {one['baseline_year']} ett värde som når målet",
                    figures,
                ]
            )
    for row in consistency(view.series, judged_on(view)).itertuples():
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
    return _show(Table("Vad som är udda i planen", ["Mått", "Vad", "Tal"], rows, "l"), text)


@of_the_whole_plan
def proposals(view: FollowUp) -> HTML:
    """Show what is proposed about the series and not confirmed by a person."""
    series = view.series.set_index("series", drop=False)
    drafts = drafted(as_records(view.series))
    if not drafts:
        return HTML("<p>Inget: allt som metoden behöver veta om serierna är bekräftat.</p>")
    titles = {one["name"]: one["title"].removeprefix("Skäl för ") for one in schema("declarations")["fields"]}
    rows = [
        [series.loc[name, "label"], series.loc[name, "area_name"], listed([titles[column] for column in columns])]
        for name, columns in drafts.items()
    ]
    text = (
        f"För {len(drafts)} av {len(series)} serier är något föreslaget av regler utan att någon har bekräftat det. "
        "Klasserna gäller under förutsättning att förslagen stämmer"
    )
    return _show(Table("Föreslaget och inte bekräftat", ["Mått", "Målområde", "Vad"], rows, "l"), text)


def _riket_then(view: FollowUp, series: pd.Series) -> float:
    """Return the comparator's figure of the baseline year."""
    rows = judged_on(view)
    riket = (rows["geography"] == series["comparator"]) & (rows["sex"] == "total") & (rows["kind"] == "baseline")
    return rows.loc[riket & (rows["series"] == series["series"]), "value"].iloc[0]


@of_the_whole_plan
def firmness(view: FollowUp) -> HTML:
    """Show how many classes other choices of method would change."""
    label = view.series.set_index("series")["label"]
    compared = listed(filter(None, view.series["comparator_word"].unique()))
    rows = []
    tried = robustness(view.series, judged_on(view), view.year)
    for row in tried[tried["comparable"] > 0].itertuples():
        changed = "; ".join(label[name] for name in row.series.split(";") if name) or "ingen"
        near, own_near = (in_percent(options.near_change) for options in (VARIANTS[row.variant][1], METHOD))
        words = VARIANT_WORDS[row.variant].format(comparator_word=compared, near=near, own_near=own_near)
        rows.append([words, f"{row.changed} av {row.comparable}", changed])
    text = "Tabellen visar hur många klasser som skulle bli andra om metoden vore en annan"
    return _show(
        Table("Hur känsliga klasserna är för metoden", ["Om man i stället", "Ändrade klasser", "Vilka"], rows, "lrl"),
        text,
    )


@of_the_whole_plan
def projections_tested(view: FollowUp) -> HTML:
    """Show earlier years' projections beside the target year's outcomes.

    Only where that outcome is known.
    """
    table = backtest(view.series, judged_on(view), view.year)
    series = view.series.set_index("series", drop=False)
    tested = table[table["hit"] != ""]
    if tested.empty:
        text = f"Ingen prognos kan prövas i uppföljningen av {view.year}: målårets utfall är inte känt."
        return HTML(render("paragraph.html.j2", text=text))
    rows = {(row["series"], row["sex"]): row for row in as_records(view.assessment)}
    cells = [
        [
            named(one, r.sex),
            str(r.as_of),
            *(number(one, as_share(one, rows[r.series, r.sex], figure)) for figure in (r.projection, r.actual)),
            "ja" if r.hit == "yes" else "nej",
        ]
        for r in tested.itertuples()
        for one in [series.loc[r.series]]
    ]
    hits, first = int((tested["hit"] == "yes").sum()), view.series.iloc[0]
    text = (
        f"{hits} av {len(tested)} prognoser gav den klass som talet sedan fick. En prognos är en rak framskrivning, "
        f"inte ett löfte, och den känner inte {first['beside_genitive']} värde: där målet också är att ligga bättre "
        f"till än {first['beside_word']} prövas bara talet"
    )
    return _show(
        Table("Prognoser mot utfall", ["Mått", "Prognos från", "Prognos", "Utfall", "Rätt klass"], cells, "lrrrl"),
        text,
    )
