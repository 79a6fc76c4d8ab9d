"""Make the tidy tables of the raw ones, or raise all issues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from helpers.data.about import read_facts
from helpers.data.checks import heading_issues, place_issues, plan_issues, table_issues, unit_issues
from helpers.data.companions import companion_issues, group_observations
from helpers.data.declarations import declaration_issues, pair_issues
from helpers.data.disclosure import protect
from helpers.data.earlier import as_history, before_the_plan, beside_earlier, earlier_outcomes, history_since
from helpers.data.persons import base_issues
from helpers.data.plan import PLAN_KEY, correct, describe, plan_observations
from helpers.data.raw import read_raw
from helpers.data.revisions import newest, seen
from helpers.model.about import About
from helpers.model.issues import Issue, refuse
from helpers.model.schemas import columns
from helpers.storage.files import files_in
from helpers.storage.sound import Sound

RAW_TABLES = ("plan_rows", "corrections", "declarations", "likely", "areas", "units")
RAW, OUTCOMES, GROUPS = "data/raw", "data/raw/outcomes", "data/raw/groups"
KEY = ["series", "geography", "sex", "year", "kind", "source"]


class Tables(NamedTuple):
    """The two tidy tables as text, columns and rows as written."""

    series: pd.DataFrame
    observations: pd.DataFrame


class Raw(NamedTuple):
    """The raw tables as they were handed in.

    Attributes
    ----------
    facts : dict
        What ``plan.toml`` holds.
    tables : dict of str to DataFrame
        By the schema's name, the outcome files as one table ``outcomes``; one row per line, text, with ``file`` and
        ``line``.
    issues : list of Issue
        What could not be read.
    """

    facts: dict[str, Any]
    tables: dict[str, pd.DataFrame]
    issues: list[Issue]


def gather(root: Path, *, remember: bool = False) -> Raw:
    """Return the raw tables of a project, read but not cross-checked.

    Parameters
    ----------
    root : Path
    remember : bool
        Whether to write down in ``.cache`` which tables were found sound; who only looks writes nothing.

    Raises
    ------
    IssuesError
        If ``plan.toml`` is missing or not sound.
    """
    facts = read_facts(root)
    about = About.of(facts)
    values = allowed_values(about)
    tables, issues, sound = {}, [], Sound(root)
    named = {name: f"{name}.csv" for name in reversed(RAW_TABLES)} | {"plan": about.table}
    for name, file in named.items():
        tables[name], found = _read(root, f"{RAW}/{file}", name, values, sound)
        issues += found
        if name == "units" and not found:  # the declarations name them; of broken ones they would all be unknown
            values |= {"units": list(tables[name]["unit"])}
    tables["earlier"], found = earlier_outcomes(root, facts, tables["declarations"], sound)
    issues += found
    read = [
        _read(root, f"{OUTCOMES}/{path.name}", "outcomes", values, sound) for path in files_in(root / OUTCOMES, ".csv")
    ]
    tables["outcomes"] = _joined("outcomes", read)
    beside = [_read(root, f"{GROUPS}/{path.name}", "groups", values, sound) for path in files_in(root / GROUPS, ".csv")]
    tables["groups"] = _joined("groups", beside)
    for name in ("measures", "bases", "population"):  # a plan without them needs no file
        there = (root / RAW / f"{name}.csv").is_file()
        found_here = [_read(root, f"{RAW}/{name}.csv", name, values, sound)] if there else []
        tables[name] = _joined(name, found_here)
        beside += found_here
    if remember:
        sound.keep()
    return Raw(facts, tables, issues + [issue for _, found in (*read, *beside) for issue in found])


def _joined(name: str, read: Sequence[tuple[pd.DataFrame, list[Issue]]]) -> pd.DataFrame:
    empty = pd.DataFrame(columns=[*columns(name), "file", "line"], dtype=object)
    return pd.concat([empty, *(rows for rows, _ in read)])


def _read(
    root: Path, shown: str, name: str, values: Mapping[str, Sequence[str]], sound: Sound
) -> tuple[pd.DataFrame, list[Issue]]:
    if not (root / shown).is_file():
        return read_raw(b"", name, shown)[0], [Issue(shown, None, "", "", "filen saknas")]
    return read_raw((root / shown).read_bytes(), name, shown, values, sound)


def with_outcomes(raw: Raw, files: Mapping[str, bytes]) -> Raw:
    """Return the raw tables with some outcome files added or replaced.

    Parameters
    ----------
    raw : Raw
    files : mapping of str to bytes
        New contents by the files' paths inside the project.
    """
    values = allowed_values(About.of(raw.facts))
    read = [read_raw(content, "outcomes", shown, values) for shown, content in files.items()]
    kept = raw.tables["outcomes"]
    rows = pd.concat([kept[~kept["file"].isin(files)], *(rows for rows, _ in read)]).sort_values("file", kind="stable")
    issues = [issue for issue in raw.issues if issue.file not in files]
    return Raw(raw.facts, raw.tables | {"outcomes": rows}, issues + [issue for _, found in read for issue in found])


def tidy(raw: Raw, as_reported: int | None = None) -> Tables:
    """Return the tidy tables of the raw ones.

    Parameters
    ----------
    raw : Raw
        From `gather`.
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
        With every issue in every raw file, in Swedish.
    """
    return todays_truth(*handed_in(raw, as_reported))


def notices(root: Path) -> list[str]:
    """Return in Swedish what deserves a look though it is allowed.

    Empty without raw tables.
    """
    if not (root / RAW).is_dir():
        return []
    raw = gather(root)
    return [str(issue) for issue in beside_earlier(*handed_in(raw), raw.tables["earlier"])]


def todays_truth(series: pd.DataFrame, handed_in: pd.DataFrame) -> Tables:
    """Return the newest value of every cell, with small counts hidden.

    Parameters
    ----------
    series, handed_in : DataFrame
        From `handed_in`.

    Returns
    -------
    Tables
        As `tidy`.
    """
    observations = as_history(protect(series, newest(handed_in)), series)
    return Tables(
        series.sort_values("series")[columns("series")].reset_index(drop=True),
        observations.sort_values(KEY).reindex(columns=columns("observations"), fill_value="").reset_index(drop=True),
    )


def handed_in(raw: Raw, as_reported: int | None = None) -> Tables:
    """Return what was handed in, checked but not yet disclosure-controlled.

    Parameters
    ----------
    raw, as_reported
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
    about, tables, unread = About.of(raw.facts), raw.tables, raw.issues
    refuse(unread if any("/outcomes/" not in issue.file for issue in unread) else [])
    plan, issues = correct(tables["plan"], tables["corrections"])
    mapped = plan.merge(tables["plan_rows"].drop(columns=["file", "line"]), on=PLAN_KEY, how="left").fillna("")
    issues += plan_issues(mapped, tables["plan_rows"], tables["declarations"])
    issues += heading_issues(mapped, tables["areas"], about) + place_issues(tables["declarations"], about)
    issues += unit_issues(tables["units"])
    refuse(unread + issues if issues else [])
    series = describe(tables["declarations"], mapped, tables["areas"], tables["units"], about)
    before = before_the_plan(tables["earlier"], series)
    outcomes = outcome_observations(pd.concat([before, seen(without(tables["outcomes"], unread), as_reported)]))
    rows = pd.concat([plan_observations(mapped, series, about), outcomes], ignore_index=True).fillna("")
    means = group_observations(series, tables["measures"], tables["groups"], rows, about)
    rows = pd.concat([rows, means], ignore_index=True).fillna("") if len(means) else rows
    series = series.assign(history_since=history_since(series, rows, tables["earlier"]))
    declared = pair_issues(mapped, series) + declaration_issues(series, rows, tables["likely"])
    beside = companion_issues(tables["measures"], tables["groups"], series, rows)
    beside += base_issues(tables["bases"], tables["population"], series, about.home)
    refuse(unread + declared + table_issues(series, rows, all_read=not unread) + beside)
    return Tables(series, rows)


def without(rows: pd.DataFrame, issues: list[Issue]) -> pd.DataFrame:
    """Return the rows that could be read, so that they too are checked.

    Parameters
    ----------
    rows : DataFrame
        With ``file`` and ``line``.
    issues : list of Issue
        A row that has any of them is left out.
    """
    broken = {(issue.file, issue.row) for issue in issues}
    kept = [place not in broken for place in zip(rows["file"], rows["line"], strict=True)]
    return rows.loc[pd.Series(kept, index=rows.index, dtype=bool)]  # as a Series: an empty list would select columns


def allowed_values(about: About) -> dict[str, list[str]]:
    """Return the codes that the project declares.

    By the name in a schema's ``values_from``.
    """
    comparators = [one.code for one in (*about.comparators, *about.groups)]
    return {
        "geographies": [about.home, *comparators],
        "comparators": comparators,
        "references": [*comparators, *about.unnamed],
        "members": [one.code for one in about.members],
        "levels": [one.level for one in about.levels],
    }


def outcome_observations(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return handed-in outcomes as observations, one row per row.

    ``decimals`` is the number of decimals in ``value``, empty where that is.
    """
    digits = [str(len(value.partition(".")[2])) if value else "" for value in outcomes["value"]]
    return outcomes.assign(decimals=digits)
