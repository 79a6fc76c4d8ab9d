"""Hop one: the raw tables become the tidy tables of ``data/processed``, or all their issues are told."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from helpers.data.about import read_about
from helpers.data.checks import heading_issues, place_issues, plan_issues, table_issues
from helpers.data.disclosure import protect
from helpers.data.plan import PLAN_KEY, correct, describe, plan_observations
from helpers.data.raw import read_raw
from helpers.data.revisions import newest, seen
from helpers.model.about import About
from helpers.model.issues import Issue, refuse
from helpers.model.schemas import columns

RAW_TABLES = ("plan_rows", "corrections", "declarations", "areas", "units")
KEY = ["series", "geography", "sex", "year", "kind", "source"]


class Tables(NamedTuple):
    """The two tidy tables as text, in the columns and the order in which they are written."""

    series: pd.DataFrame
    observations: pd.DataFrame


def tidy(root: Path, as_reported: int | None = None) -> Tables:
    """Read all raw tables and return the tidy ones.

    Parameters
    ----------
    root : Path
        The project's folder.
    as_reported : int, optional
        See only what had been handed in up to this year's follow-up; all of it when left out.

    Returns
    -------
    Tables
        ``series``: one row per series of the plan, sorted by ``series``. ``observations``: one row per series,
        geography, sex, year, kind and source, sorted by that key; a cell that the plan prints empty is a row with an
        empty ``value`` and a reason in ``missing``. Of a value that was revised only the newest is here; small counts
        of persons are hidden. All cells are text.

    Raises
    ------
    IssuesError
        With every issue in every raw file, in Swedish; nothing has been written.
    """
    return todays_truth(*gather(root, as_reported))


def todays_truth(series: pd.DataFrame, handed_in: pd.DataFrame) -> Tables:
    """Keep the newest word of every cell, with small counts hidden; parameters from `gather`, returns as `tidy`."""
    observations = protect(series, newest(handed_in))
    return Tables(
        series.sort_values("series")[columns("series")].reset_index(drop=True),
        observations.sort_values(KEY)[columns("observations")].reset_index(drop=True),
    )


def gather(root: Path, as_reported: int | None = None) -> Tables:
    """Read and check all raw tables and return what was handed in.

    Parameters
    ----------
    root, as_reported
        As `tidy`.

    Returns
    -------
    Tables
        As `tidy`, but with the revised values too (``reported`` and ``revision_reason`` tell them apart), with ``file``
        and ``line``, and with no small count hidden: for checking what is handed in, never for showing.

    Raises
    ------
    IssuesError
        As `tidy`.
    """
    about = read_about(root)
    raw, unread = read_all(root, about)
    refuse(unread if any("/outcomes/" not in issue.file for issue in unread) else [])
    plan, issues = correct(raw["plan"], raw["corrections"])
    mapped = plan.merge(raw["plan_rows"].drop(columns=["file", "line"]), on=PLAN_KEY, how="left").fillna("")
    issues += plan_issues(mapped, raw["plan_rows"], raw["declarations"])
    issues += heading_issues(mapped, raw["areas"], about) + place_issues(raw["declarations"], about)
    refuse(unread + issues if issues else [])
    series = describe(raw["declarations"], mapped, raw["areas"], raw["units"], about)
    outcomes = outcome_observations(seen(_without(raw["outcomes"], unread), as_reported))
    handed_in = pd.concat([plan_observations(mapped, series, about), outcomes], ignore_index=True).fillna("")
    refuse(unread + table_issues(series, handed_in))
    return Tables(series, handed_in)


def _without(rows: pd.DataFrame, issues: list[Issue]) -> pd.DataFrame:
    """Leave out the rows that could not be read, so that all others are checked in the same run."""
    broken = {(issue.file, issue.row) for issue in issues}
    return rows[[place not in broken for place in zip(rows["file"], rows["line"], strict=True)]]


def read_all(root: Path, about: About | None = None) -> tuple[dict[str, pd.DataFrame], list[Issue]]:
    """Read the raw tables, the outcome files as one; one row per line, text, with ``file`` and ``line``."""
    about = about or read_about(root)
    folder = root / "data" / "raw"
    tables = {name: f"{name}.csv" for name in reversed(RAW_TABLES)} | {"plan": about.table}
    values = allowed_values(about)
    read = {}
    for name, file in tables.items():
        read[name] = read_raw(folder / file, name, f"data/raw/{file}", values)
        if name == "units":  # the declarations name them
            values |= {"units": list(read[name][0]["unit"])}
    outcomes = [
        read_raw(path, "outcomes", f"data/raw/outcomes/{path.name}", values)
        for path in sorted((folder / "outcomes").glob("*.csv"))
    ]
    read["outcomes"] = (
        pd.concat([pd.DataFrame(columns=[*columns("outcomes"), "file", "line"]), *(rows for rows, _ in outcomes)]),
        [issue for _, issues in outcomes for issue in issues],
    )
    return {name: rows for name, (rows, _) in read.items()}, [f for _, issues in read.values() for f in issues]


def allowed_values(about: About) -> dict[str, list[str]]:
    """Return the codes that the project declares, by the name in a schema's ``values_from``."""
    comparators = [one.code for one in about.comparators]
    return {
        "geographies": [one.code for one in about.geographies],
        "comparators": comparators,
        "references": [*comparators, *about.unnamed],
        "levels": [one.level for one in about.levels],
    }


def outcome_observations(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Carry the handed-in outcomes over, cell by cell; one row per row."""
    digits = [str(len(value.partition(".")[2])) if value else "" for value in outcomes["value"]]
    return outcomes.assign(decimals=digits)
