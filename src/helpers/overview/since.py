"""What has changed since the previous follow-up."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pandas as pd
from IPython.display import HTML

from helpers.data.as_reported import load_as_reported, reasons_for_change
from helpers.method.changes import changed_values, changes, moved
from helpers.model.records import as_records
from helpers.overview.common import card_of, figure_text, judged_on, named
from helpers.read import load
from helpers.storage.paths import project_root
from helpers.tables.render import render
from helpers.text.changes import new_outcomes, sentences, tally_sentence
from helpers.text.figures import number
from helpers.text.headlines import moved_title
from helpers.text.words import from_to, sex_word
from helpers.view import FollowUp, of_the_whole_plan


@of_the_whole_plan
def since_last(view: FollowUp, *, root: Path | None = None) -> HTML:
    """Show what has changed since the previous follow-up.

    Values that got worse or better, classes, revised figures.

    Parameters
    ----------
    view : FollowUp
        Of all areas.
    root : Path, optional
        The project's folder.

    Returns
    -------
    HTML
        A title that counts, lists of what got worse and better since the year before, and in a fold one row per
        series and sex with every change.
    """
    series = load(root=root).series
    before = _known_then(view, root)
    compared = changes(series, judged_on(view), view.year, before, now=view.assessment)
    values = changed_values(view.observations, view.year, before, _reasons(root))
    declared = {row["series"]: row for _, row in series.iterrows()}
    cards, of_row = card_of(view), defaultdict(list)
    both = {row["series"] for row in as_records(values) if row["sex"] == "women"}
    both &= {row["series"] for row in as_records(values) if row["sex"] == "men"}
    for value in as_records(values):
        of_row[value["series"], value["sex"]].append(value)
    rows = [
        {
            "url": cards[row["series"]],
            "name": _named(declared[row["series"]], row["sex"], each=row["series"] in both),
            "told": " ".join(sentences(declared[row["series"]], row, own)),
            "new": new_outcomes(declared[row["series"]], row, own),
        }
        for row in as_records(compared)
        for own in [of_row[row["series"], row["sex"]]]
    ]
    found = moved(view.assessment, series)
    counts = found["moved"].value_counts()
    return HTML(
        render(
            "since.html.j2",
            title=moved_title(*(int(counts.get(name, 0)) for name in ("worse", "better", "unchanged")), view.year),
            groups=_groups(view, found),
            tally=" ".join(filter(None, [tally_sentence(compared), _before_the_plan(view)])),
            rows=[row for row in rows if row["told"]],
            news=[row for row in rows if row["new"]],
            year=view.year,
        )
    )


def _before_the_plan(view: FollowUp) -> str:
    """Return that the follow-up compared with is older than the plan, so that nobody has seen it; empty else."""
    if view.about is None or view.year > view.about.first_year:
        return ""
    made = f"uppföljningen {view.year - 1} är uträknad i efterhand för att ha något att jämföra med"
    return f"Planen börjar {view.about.first_year}; {made}."


def _groups(view: FollowUp, found: pd.DataFrame) -> list[dict]:
    words = {"worse": "Sämre", "better": "Bättre", "unchanged": "I stort sett oförändrat"}
    declared, cards = {row["series"]: row for _, row in view.series.iterrows()}, card_of(view)
    groups = []
    for name, word in words.items():
        items = [
            {
                "url": cards[row["series"]],
                "name": named(declared[row["series"]], row["sex"]),
                "text": _from_to(view, declared[row["series"]], row),
            }
            for row in as_records(found[found["moved"] == name])
        ]
        groups += [{"word": word, "items": items}] if items else []
    return groups


def _from_to(view: FollowUp, series: pd.Series, row: dict) -> str:
    """Return the figures of both years as they were handed in.

    Of a mean, the mean so far.
    """
    if series["aggregation"] == "mean":
        mean = from_to(series, number(series, row["previous"]), number(series, row["value"]))
        return f"{mean} i genomsnitt från {series['period_start']}"
    rows = view.observations
    own = rows[
        (rows["series"] == row["series"])
        & (rows["geography"] == series["geography"])
        & (rows["sex"] == row["sex"])
        & rows["kind"].isin(["baseline", "outcome"])
        & rows["value"].notna()
    ].set_index("year")
    texts = []
    for year in (row["previous_year"], row["year"]):
        figure = own.loc[[year]].iloc[-1]
        base = figure["denominator"] if series["aggregation"] == "count" else float("nan")
        texts.append(figure_text(series, figure["value"], base))
    return from_to(series, *texts)


def _named(series: pd.Series, sex: str, *, each: bool) -> str:
    """Return what a line is about; of a share of women and men whose it is, where ``each`` has a figure."""
    if each and series["distribution"] and sex in ("women", "men"):
        return f"{series['label']}, {sex_word(series, sex)}"
    if sex == "gap":
        return f"{series['label']}, skillnaden mellan {sex_word(series, 'women')} och {sex_word(series, 'men')}"
    return series["label"] if sex == "total" else named(series, sex)


def _known_then(view: FollowUp, root: Path | None) -> pd.DataFrame:
    """Return the figures that the previous follow-up knew.

    Today's without raw tables, which alone keep revisions.
    """
    root = project_root(root)
    if not (root / "data" / "raw").is_dir():
        return view.observations
    return load_as_reported(view.year - 1, root=root).observations


def _reasons(root: Path | None) -> pd.DataFrame | None:
    """Return the reasons for revised figures, or None.

    None without raw tables, which alone hold the reasons.
    """
    root = project_root(root)
    return reasons_for_change(root=root) if (root / "data" / "raw").is_dir() else None
