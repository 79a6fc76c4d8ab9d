"""Women and men: every measure with both sexes, level and advantage."""

from __future__ import annotations

import math

import pandas as pd
from IPython.display import HTML

from helpers.charts.inline import both_levels, gap_bar, levels_axis
from helpers.method.advantage import advantages
from helpers.model.numbers import known
from helpers.model.records import as_records
from helpers.overview.common import card_of, figure_text
from helpers.overview.companion_gaps import companion_gaps
from helpers.tables.render import render
from helpers.text.figures import number
from helpers.text.headlines import better_value, closing, intentions
from helpers.text.vocabulary import GAP_CHANGE_WORDS
from helpers.text.words import advantage, amount, sentence, sex_word
from helpers.view import FollowUp, of_the_whole_plan


def pairs(view: FollowUp) -> pd.DataFrame:
    """Return the measures with both sexes, women's largest advantage first.

    Columns as `helpers.method.advantage.advantages`, and ``on_scale`` where the scale 0-100 holds the figures.
    """
    rows = advantages(view.assessment, view.series)
    on_scale = rows["series"].map(view.series.set_index("series")["unit_scale"])
    rows = rows.assign(on_scale=on_scale & rows["now"].notna())
    return rows.sort_values(["now", "series"], ascending=[False, True], ignore_index=True)


@of_the_whole_plan
def women_and_men(view: FollowUp) -> HTML:
    """Show women's and men's level and whose advantage each gap is.

    At the start, latest and planned.

    Parameters
    ----------
    view : FollowUp
        Of all areas.

    Returns
    -------
    HTML
        Percentages and indices on one scale; measures in other units in a line below.
    """
    rows = pairs(view)
    shown = rows[rows["on_scale"]]
    largest = float(shown[["now", "start", "planned"]].abs().max().max()) if len(shown) else 0.0
    near = companion_gaps(view).drop_duplicates("series").set_index("series")["gap_change"].to_dict()
    return HTML(
        render(
            "pairs.html.j2",
            title=_title(shown),
            told=[sentence(text) for text in _told(view, shown) if text],
            axis=levels_axis(),
            rows=[_row(view, row, largest, near) for _, row in shown.iterrows()],
            outside=_outside(view, rows[~rows["on_scale"]]),
            caption=f"Kvinnor och män: nivå och skillnad{_years(shown)}",
        )
    )


def _title(shown: pd.DataFrame) -> str:
    who = shown["better_off"].where(shown["better_off"] != "", shown["better_off_baseline"]).value_counts()
    counts = [int(who.get(name, 0)) for name in ("women", "men", "equal")]
    return better_value(*counts) + _years(shown, " – senast kända värden,")


def _years(shown: pd.DataFrame, several: str = "") -> str:
    """Return the year of the figures, or the first and last of several."""
    years = sorted(set(shown["now_year"].astype(int)))
    if not years:
        return ""
    return f" {years[0]}" if len(years) == 1 else f"{several} {years[0]}–{years[-1]}"


def _told(view: FollowUp, shown: pd.DataFrame) -> list[str]:
    return [
        _largest(view, shown),
        closing(*(int((shown["gap_change"] == name).sum()) for name in (*_CHANGES, "not_assessable"))),
        intentions(shown["aim"].value_counts().to_dict()),
    ]


_CHANGES = ("narrowing", "widening", "unchanged", "reversed")


def _largest(view: FollowUp, shown: pd.DataFrame) -> str:
    """Return the largest gap, whose advantage it is, and whether it is closing.

    All of them where several are equal.
    """
    if shown.empty or not shown["now"].abs().max():
        return ""
    top = shown[shown["now"].abs() == shown["now"].abs().max()]
    series = view.series.set_index("series", drop=False)
    told = []
    for row in as_records(top):
        one = series.loc[row["series"]]
        change = row["gap_change"]
        since = f" {int(row['now_year'])}; vad som har hänt sedan dess är okänt"
        became = since if change == "not_assessable" else f", och den {_BECAME[change]}"
        told.append(f"{one['label']}: {advantage(one, row['now'])}{became}")
    return f"Störst är skillnaden i måttet {' och '.join(told)}"


_BECAME = {
    "narrowing": "har minskat",
    "widening": "har ökat",
    "unchanged": "är oförändrad",
    "reversed": "har bytt riktning",
}


def _row(view: FollowUp, row: pd.Series, largest: float, near: dict[str, str]) -> dict:
    series = view.series.set_index("series", drop=False).loc[row["series"]]
    latest = known(row["gap"])
    women, men = (row[name] if latest else row[f"{name}_baseline"] for name in ("women", "men"))
    words = sex_word(series, "women"), sex_word(series, "men")
    size = amount(series, abs(row["now"]))
    start = row["start"] if latest else math.nan
    return {
        "url": card_of(view)[row["series"]],
        "name": series["label"] + (" (lägre är bättre)" if series["better"] == "lower" else ""),
        "levels": both_levels(women, men, (number(series, women), number(series, men)), _targets(view, row)),
        "level_text": f"{words[0]} {number(series, women)}, {words[1]} {number(series, men)} ({int(row['now_year'])})",
        "gap": gap_bar(largest, row["now"], size, start, row["planned"]),
        "gap_text": advantage(series, row["now"]),
        "became": _became(row, near),
        "planned": _planned(series, row),
    }


def _became(row: pd.Series, near: dict[str, str]) -> str:
    """Return what became of a gap.

    By a companion measure, marked as such, where the plan's own cannot tell.
    """
    if row["gap_change"] != "not_assessable":
        return GAP_CHANGE_WORDS[row["gap_change"]]
    companion = near.get(row["series"], "not_assessable")
    if companion == "not_assessable":
        return "okänt"
    return f"{GAP_CHANGE_WORDS[companion]} (närliggande mått)"


def _planned(series: pd.Series, row: pd.Series) -> str:
    aims = {"close": "lika", "keep": "oförändrad", "none": "inget eget mål"}
    return aims.get(row["aim"]) or amount(series, abs(row["planned"]))


def _targets(view: FollowUp, row: pd.Series) -> tuple[float, float, float]:
    own = row["women_target"], row["men_target"]
    if known(own[0]) or known(own[1]):
        return (*own, math.nan)
    rows = view.assessment
    total = rows.loc[(rows["series"] == row["series"]) & (rows["sex"] == "total"), "target"]
    return (math.nan, math.nan, float(total.iloc[0]) if len(total) else math.nan)


def _outside(view: FollowUp, rows: pd.DataFrame) -> list[dict]:
    """Return the measures that the scale 0-100 cannot hold, with their figures."""
    series = view.series.set_index("series", drop=False)
    items = []
    for row in as_records(rows):
        one = series.loc[row["series"]]
        latest = known(row["gap"])
        women, men = (row[name] if latest else row[f"{name}_baseline"] for name in ("women", "men"))
        text = (
            f"{sex_word(one, 'women')} {figure_text(one, women)}, {sex_word(one, 'men')} {figure_text(one, men)} "
            f"({one['unit']}, {int(row['now_year'])})"
        )
        items.append({"url": card_of(view)[row["series"]], "name": one["label"], "text": text})
    return items
