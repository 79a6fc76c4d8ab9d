"""The plan as printed: corrections, mapping to series, baselines and targets."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from helpers.model.about import About
from helpers.model.codes import SEXES
from helpers.model.issues import Issue
from helpers.model.numbers import decimals_of, parse_number
from helpers.model.records import as_records

PLAN_KEY = ["indicator", "table", "row"]


def correct(plan: pd.DataFrame, corrections: pd.DataFrame) -> tuple[pd.DataFrame, list[Issue]]:
    """Return the plan with its known misprints corrected, and the issues.

    Parameters
    ----------
    plan : DataFrame
        One row per printed row, text.
    corrections : DataFrame
        One row per correction: the plan's key, ``column``, ``printed`` and ``read_as``, with ``file`` and ``line``.

    Returns
    -------
    plan : DataFrame
        The same rows.
    issues : list of Issue
        The corrections whose printed text is not found in the plan.
    """
    read, issues = plan.copy(), []
    for fix in as_records(corrections):
        where = (plan[PLAN_KEY] == [fix[name] for name in PLAN_KEY]).all(axis=1) & (
            plan[fix["column"]] == fix["printed"]
        )
        if where.any():
            read.loc[where, fix["column"]] = fix["read_as"]
        else:
            allowed = "rättelsen träffar ingen rad i planen: indikator, tabell, rad och tryckt text ska stämma"
            issues.append(Issue(fix["file"], fix["line"], "printed", fix["printed"], allowed))
    return read, issues


def describe(
    declarations: pd.DataFrame, mapped: pd.DataFrame, areas: pd.DataFrame, units: pd.DataFrame, about: About
) -> pd.DataFrame:
    """Return what is declared and what is printed about each series.

    Parameters
    ----------
    declarations, areas, units : DataFrame
        The raw tables, text.
    mapped : DataFrame
        The plan's printed rows with ``series``, ``geography`` and ``sex``.
    about : About

    Returns
    -------
    DataFrame
        One row per series, text: the declaration, printed facts, area, unit's words (``unit_...``), the municipality
        and the comparator. A series whose area or unit is not declared has no row.
    """
    rows: dict[str, list[dict]] = {}
    for order, row in enumerate(as_records(mapped), start=1):
        rows.setdefault(row["series"], []).append(row | {"plan_order": str(order)})
    words = units.drop(columns=["file", "line"]).rename(columns=lambda name: f"unit_{name}" if name != "unit" else name)
    of_unit = {row["unit"]: row for row in as_records(words)}
    named = areas.rename(columns={"name": "area_name"})[["area", "area_name", "page"]]
    of_area = {row["area_name"]: row for row in as_records(named)}
    place = about.municipality
    ours = {"geography": about.home, "place": place.word, "place_genitive": place.genitive}
    found = []
    for declared in as_records(declarations):
        printed = _printed_facts(rows[declared["series"]], about)
        row = declared | printed | of_area[printed["area_name"]] | of_unit[declared["unit"]] | ours
        found.append(row | _comparators(row, about))
    return pd.DataFrame(found, dtype=object)


def _comparators(row: dict, about: About) -> dict[str, str]:
    """Return a series' comparator, and what is shown beside it, with words."""
    words = {one.code: (one.word, one.genitive) for one in (*about.comparators, *about.groups)} | {"": ("", "")}
    compared = row["relative_to"] if row["relative_to"] and row["relative_to"] in words else row["comparator"]
    beside = compared or next((one.code for one in about.comparators), "")
    return {
        "comparator": compared,
        "comparator_word": words[compared][0],
        "comparator_genitive": words[compared][1],
        "beside": beside,
        "beside_word": words[beside][0],
        "beside_genitive": words[beside][1],
    }


def _printed_facts(rows: list[dict], about: About) -> dict[str, str]:
    first, ours = rows[0], [row for row in rows if row["geography"] == about.home]
    sexes, places = {sex for row in ours for sex in row["sex"].split("/")}, {row["geography"] for row in rows}
    cells = [row[column] for column in ("baseline", "target") for row in ours if row[column]]
    digits = max((decimals_of(number) for cell in cells for number in numbers(cell)), default=0)
    return {
        "indicator": first["indicator"],
        "area_name": first["area"],
        "level": {one.printed: one.level for one in about.levels}[first["level"]],
        "level_word": {one.printed: one.word for one in about.levels}[first["level"]],
        "baseline_year": first["head_baseline"],
        "target_year": first["head_target"],
        "precision": str(Decimal(1).scaleb(-digits)),
        "comparator": next((one.code for one in (*about.comparators, *about.groups) if one.code in places), ""),
        "sexes": ";".join(sex for sex in SEXES if sex in sexes),
        "plan_order": first["plan_order"],
    }


def slug(text: str) -> str:
    """Return a Swedish heading as an ASCII name: ``God miljö`` becomes ``god_miljo``."""
    return text.lower().translate(str.maketrans("åäöé", "aaoe")).replace(" ", "_")


def numbers(cell: str) -> list[Decimal]:
    """Read a printed cell: one number, or the two of 63/37 and 9/15."""
    return [parse_number(part) for part in cell.split("/")]


def plan_observations(mapped: pd.DataFrame, series: pd.DataFrame, about: About) -> pd.DataFrame:
    """Return the plan's printed rows as observations.

    Parameters
    ----------
    mapped : DataFrame
        One row per printed row of the plan, with ``series``, ``geography`` and ``sex``.
    series : DataFrame
        One row per series, with ``aggregation``.
    about : About

    Returns
    -------
    DataFrame
        Two rows per printed row, baseline and target; four for a pair of women and men. An empty cell has an empty
        ``value`` and a reason in ``missing``.
    """
    counts = set(series.loc[series["aggregation"] == "count", "series"])
    cells = [
        cell
        for row in as_records(mapped)
        for kind in ("baseline", "target")
        for cell in _cell(row, kind, row["series"] in counts, about.source)
    ]
    return _with_reasons(pd.DataFrame(cells), about.home)


def _cell(row: dict, kind: str, is_count: bool, source: str) -> list[dict]:
    base = {
        "series": row["series"],
        "geography": row["geography"],
        "year": row[f"head_{kind}"],
        "kind": kind,
        "source": source,
        "file": row["file"],
        "line": row["line"],
    } | dict.fromkeys(("denominator", "margin", "missing", "comment", "definition", "source_url"), "")
    values = numbers(row[kind]) if row[kind] else []
    if is_count and len(values) == 2:
        return [base | {"sex": row["sex"]} | _value(values[0]) | {"denominator": str(values[1])}]
    sexes = row["sex"].split("/")
    return [base | {"sex": sex} | _value(values[i] if values else None) for i, sex in enumerate(sexes)]


def _value(value: Decimal | None) -> dict[str, str]:
    return {"value": "" if value is None else str(value), "decimals": "" if value is None else str(decimals_of(value))}


def _with_reasons(cells: pd.DataFrame, home: str) -> pd.DataFrame:
    """Add the reason in ``missing`` to every cell that is printed empty."""
    has_total = set(
        cells.loc[(cells["sex"] == "total") & (cells["value"] != ""), ["series", "geography", "kind"]].itertuples(
            index=False, name=None
        )
    )
    reasons = [
        "" if value else _reason(kind, geography == home, sex != "total" and (name, geography, kind) in has_total)
        for name, geography, sex, kind, value in cells[["series", "geography", "sex", "kind", "value"]].itertuples(
            index=False, name=None
        )
    ]
    return cells.assign(missing=reasons)


def _reason(kind: str, is_home: bool, total_is_printed: bool) -> str:
    if kind == "baseline":
        return "not_split_by_sex" if total_is_printed else "no_baseline"
    if not is_home:
        return "not_applicable"
    return "total_target_only" if total_is_printed else "no_target"
