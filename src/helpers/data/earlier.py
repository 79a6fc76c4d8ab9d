"""Outcomes of the plan before this one: history, never judged.

They are compared with this plan's baselines.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from helpers.data.raw import read_raw
from helpers.model.about import About
from helpers.model.issues import Issue
from helpers.model.names import meant
from helpers.model.numbers import decimals_of, exact, format_number, round_half_up
from helpers.model.records import as_records
from helpers.model.schemas import columns
from helpers.storage.sound import Sound

EARLIER = "earlier"  # kind of an outcome from before the plan's baseline, of a continued series
TABLES = "data/processed"
# Whether a measure is the same as the plan's was tried against the earlier plan: this one has not been compared.
_OF_THAT_PLAN = ("kind", "identity", "identity_reason")
# What the history cannot do without; the earlier plan's tables may have been written before other columns were added.
_NEEDED = {
    "series": ("series", "unit", "geography", "breaks"),
    "observations": ("series", "geography", "sex", "year", "kind", "value", "missing", "source"),
}
_KEPT = [name for name in columns("outcomes") if name in columns("observations") and name not in _OF_THAT_PLAN]


def earlier_outcomes(
    root: Path, facts: Mapping[str, Any], declarations: pd.DataFrame, sound: Sound | None = None
) -> tuple[pd.DataFrame, list[Issue]]:
    """Return the outcomes of the series that this plan's series continue.

    Parameters
    ----------
    root : Path
        The project's folder; the earlier plan's folder is found from it.
    facts : mapping
        What ``plan.toml`` holds; ``earlier`` lists plans with their folder, empty where only the intake knows them.
    declarations : DataFrame
        The declared series, with ``continues`` as ``plan/series``, ``file`` and ``line``.
    sound : Sound, optional
        As `helpers.data.raw.read_raw`.

    Returns
    -------
    rows : DataFrame
        One row per outcome with a value or a stated break, text, in the columns of the outcomes' schema; ``series``
        and ``geography`` are this plan's, ``file`` and ``line`` of the earlier plan's table, ``broken`` its declared
        years of another measurement. Places that are not this plan's are left out.
    issues : list of Issue
        Plans, folders and series that are not there, and units that differ, each at its declaration; what breaks the
        schema in the earlier plan's tables, once a table.
    """
    places = {one["plan"]: one.get("folder", "") for one in facts.get("earlier", [])}
    continued = as_records(declarations[declarations["continues"] != ""])
    named = {places.get(row["continues"].partition("/")[0]) for row in continued}
    then = {folder: _tables(root, folder, sound) for folder in sorted(filter(None, named))}
    rows, issues = [], [issue for tables in then.values() for issue in tables.issues]
    for declared in continued:
        plan, _, name = declared["continues"].partition("/")
        allowed = ""
        if plan not in places:
            told = f"där finns {', '.join(places)}" if places else "där finns inget"
            allowed = f"planen {plan} finns inte under [[earlier]] i plan.toml; {told}"
        elif places[plan] and not then[places[plan]].issues:
            found, allowed = _of_series(then[places[plan]], places[plan], name, declared, About.of(facts))
            rows += found
        if allowed:
            issues.append(Issue(declared["file"], declared["line"], "continues", declared["continues"], allowed))
    frame = pd.DataFrame(rows, columns=[*columns("outcomes"), "file", "line", "broken"], dtype=object)
    return frame.fillna(""), issues


class _Tables(NamedTuple):
    """An earlier plan's tidy tables; ``series`` is None where its folder is not there."""

    series: dict[str, dict] | None
    observations: list[dict]
    issues: list[Issue]


def _tables(root: Path, folder: str, sound: Sound | None) -> _Tables:
    """Return an earlier plan's tables, with what breaks their schemas."""
    place = root / folder / TABLES
    if not (place / "series.csv").is_file():
        return _Tables(None, [], [])
    read, issues = {}, []
    for name, needed in _NEEDED.items():
        path, shown = place / f"{name}.csv", f"{folder}/{TABLES}/{name}.csv"
        if path.is_file():
            frame, found = read_raw(path.read_bytes(), name, shown, sound=sound, needed=needed)
            read[name], issues = as_records(frame), issues + found
        else:
            issues.append(Issue(shown, None, "", "", "filen saknas; bygg den planens tabeller"))
    return _Tables({row["series"]: row for row in read["series"]}, read.get("observations", []), issues)


def _of_series(tables: _Tables, folder: str, name: str, declared: dict, about: About) -> tuple[list[dict], str]:
    """Return one earlier series' outcomes, or what is wrong with the reference."""
    if tables.series is None:
        return [], f"{folder}/{TABLES} finns inte; bygg den planens tabeller, eller rätta folder i plan.toml"
    if name not in tables.series:
        return [], f"serien {name} finns inte i {folder}{meant(name, tables.series) or ''}"
    then = tables.series[name]
    if then["unit"] != declared["unit"]:
        return [], f"den förra serien mäts i {then['unit']}, den här i {declared['unit']}"
    codes = {then["geography"]: about.home} | {one.code: one.code for one in about.comparators}
    rows = []
    for row in tables.observations:
        told = row["value"] or row["missing"] == "break_in_series"
        ours = row["series"] == name and row["geography"] in codes and row["alternative"] != "true"
        if ours and told and row["kind"] in ("outcome", EARLIER):
            place = {"series": declared["series"], "geography": codes[row["geography"]], "kind": "outcome"}
            kept = {column: row[column] for column in (*_KEPT, "file", "line")}
            rows.append(kept | place | {"broken": then["breaks"]})
    return rows, ""


def before_the_plan(rows: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Return the earlier plan's outcomes of years before the baseline.

    Parameters
    ----------
    rows : DataFrame
        From `earlier_outcomes`.
    series : DataFrame
        This plan's series, text.

    Returns
    -------
    DataFrame
        Rows with a value, of the declared sexes only where the series is a distribution, without the column ``broken``.
    """
    first = _of_each(rows, series, "baseline_year")
    sexes = _of_each(rows, series[series["distribution"] == "true"], "sexes")
    fits = [not own or sex in own.split(";") for own, sex in zip(sexes, rows["sex"], strict=True)]
    kept = rows[(rows["year"] < first) & (rows["value"] != "") & pd.Series(fits, index=rows.index, dtype=bool)]
    return kept.drop(columns="broken")


def history_since(series: pd.DataFrame, rows: pd.DataFrame, earlier: pd.DataFrame) -> list[str]:
    """Return each series' first year measured as the baseline is.

    One per series; empty without a break.

    Parameters
    ----------
    series : DataFrame
        This plan's series, text.
    rows : DataFrame
        What is handed in, text.
    earlier : DataFrame
        From `earlier_outcomes`.
    """
    stated = pd.concat([rows[["series", "year", "missing"]], earlier[["series", "year", "missing"]]])
    stated = stated[stated["missing"] == "break_in_series"].groupby("series")["year"].agg(set).to_dict()
    then = earlier.groupby("series")["broken"].first().to_dict()
    since = []
    for row in as_records(series):
        told = {*row["breaks"].split(";"), *then.get(row["series"], "").split(";"), *stated.get(row["series"], ())}
        since.append(max((year for year in told if year and year <= row["baseline_year"]), default=""))
    return since


def as_history(observations: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Return the observations, outcomes before the baseline marked as history.

    For the series that continue another.

    Parameters
    ----------
    observations : DataFrame
        The newest of every cell, text.
    series : DataFrame
        One row per series, text, with ``history_since``.

    Returns
    -------
    DataFrame
        Such outcomes have the kind ``earlier``; those from before the last break up to the baseline are left out, since
        they cannot stand beside the plan's figures.
    """
    continues = series[series["continues"] != ""]
    first = _of_each(observations, continues, "baseline_year")
    since = _of_each(observations, continues, "history_since")
    past = (observations["kind"] == "outcome") & (first != "") & (observations["year"] < first)
    changed = observations.assign(kind=observations["kind"].where(~past, EARLIER))
    return changed[~past | ((observations["year"] >= since) & (observations["value"] != ""))]


def _of_each(rows: pd.DataFrame, series: pd.DataFrame, column: str) -> pd.Series:
    """Return what each row's series says in a column.

    Empty for series that are not there.
    """
    told = dict(zip(series["series"], series[column], strict=True))
    return pd.Series([told.get(name, "") for name in rows["series"]], index=rows.index, dtype=str)


def beside_earlier(series: pd.DataFrame, rows: pd.DataFrame, earlier: pd.DataFrame) -> list[Issue]:
    """Return the issues where this plan departs from the earlier one's figures.

    A baseline that is not the earlier plan's last outcome, and history that is left out.

    Parameters
    ----------
    series, rows : DataFrame
        From `helpers.data.tidy.handed_in`.
    earlier : DataFrame
        From `earlier_outcomes`.

    Returns
    -------
    list of Issue
        Nothing stops because of them: the plan's figure is what was decided, and a mended outcome may be the reason.
    """
    declared = series.set_index("series")
    last = {
        (row["series"], row["geography"], row["sex"]): row
        for row in as_records(earlier[earlier["value"] != ""].sort_values("year"))
        if row["year"] <= declared.loc[row["series"], "baseline_year"]
    }
    found = []
    for row in as_records(rows[(rows["kind"] == "baseline") & (rows["value"] != "")]):
        then = last.get((row["series"], row["geography"], row["sex"]))
        if then and then["year"] == row["year"] and not _same(row, then):
            source = declared.loc[row["series"], "continues"]
            told = f"den förra planens senaste utfall {then['year']} är {_shown(then)} ({source}, {then['file']} rad "
            found.append(Issue(row["file"], row["line"], "baseline", _shown(row), f"{told}{then['line']})"))
    for name, year in declared.loc[declared["continues"] != "", "history_since"].items():
        own = rows[(rows["series"] == name) & (rows["kind"] == "outcome") & (rows["value"] != "")]
        if left := sorted({*own.loc[own["year"] < year, "year"]}):
            line = declared.loc[name]
            told = f"mätningen lades om {year}: utfallen {', '.join(left)} visas inte bredvid planens"
            found.append(Issue(line["file"], line["line"], "continues", line["continues"], told))
    return found


def _same(row: dict, then: dict) -> bool:
    """Return whether a baseline equals an outcome, at the digits both have."""
    if (row["denominator"] or then["denominator"]) and row["denominator"] != then["denominator"]:
        return False
    one, other = exact(row["value"]), exact(then["value"])
    digits = Decimal(1).scaleb(-min(decimals_of(one), decimals_of(other)))
    return round_half_up(one, digits) == round_half_up(other, digits)


def _shown(row: dict) -> str:
    value = exact(row["value"])
    base = f" av {row['denominator']}" if row["denominator"] else ""
    return format_number(value, decimals_of(value)) + base
