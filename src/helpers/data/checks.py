"""Cross-cell checks of the tables: known series, totals, sums, scales, counts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import compress

import pandas as pd

from helpers.data.revisions import are_newest, cell_of, reported_in
from helpers.model.about import About
from helpers.model.issues import Issue
from helpers.model.names import meant
from helpers.model.numbers import decimals_of, exact, format_number, parse_number
from helpers.model.records import as_records

_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def plan_issues(mapped: pd.DataFrame, plan_rows: pd.DataFrame, declarations: pd.DataFrame) -> list[Issue]:
    """Return the issues where plan, mapping and declarations do not fit together.

    A plan row without a series, a mapping without a plan row, two rows for one cell, a mapped series that is not
    declared, a declared series without a row, and a cell that cannot be read.

    Parameters
    ----------
    mapped : DataFrame
        One row per printed row of the plan, with ``series``, ``geography`` and ``sex`` ("" where unmapped).
    plan_rows : DataFrame
        The mapping, one row per printed row.
    declarations : DataFrame
        One row per declared series.

    Returns
    -------
    list of Issue
        Empty when all is well.
    """
    printed = set(mapped[["indicator", "table", "row"]].itertuples(index=False, name=None))
    declared = set(declarations["series"])
    issues = [
        _issue(row, "row", row["row"], "raden saknas i plan_rows.csv")
        for row in as_records(mapped[mapped["series"] == ""])
    ]
    for row in as_records(plan_rows):
        if (row["indicator"], row["table"], row["row"]) not in printed:
            issues.append(_issue(row, "row", row["row"], "raden finns inte i planens tabeller"))
        if row["series"] not in declared:
            issues.append(_issue(row, "series", row["series"], unknown_series(row["series"], declared)))
    issues += _mapped_twice(as_records(plan_rows))
    used = set(plan_rows["series"])
    issues += [
        _issue(r, "series", r["series"], "serien har ingen rad i planen")
        for r in as_records(declarations)
        if r["series"] not in used
    ]
    return issues + [issue for row in as_records(mapped) for issue in _cell_issues(row)]


def _mapped_twice(rows: list[dict]) -> Iterator[Issue]:
    """Yield the issues where two printed rows are one series, place and sex: chance would decide which is judged."""
    first: dict[tuple, dict] = {}
    for row in rows:
        for sex in row["sex"].split("/"):
            other = first.setdefault((row["series"], row["geography"], sex), row)
            if other is not row:
                allowed = f"{row['series']}, {row['geography']} och {sex} står på rad {other['line']} också"
                yield _issue(row, "sex", row["sex"], allowed)


def unit_issues(units: pd.DataFrame) -> list[Issue]:
    """Return the issues of units that are declared as two things at once.

    Parameters
    ----------
    units : DataFrame
        The raw table, one row per unit.
    """
    return [
        _issue(row, other, row[other], f"{row['unit']} är procent (percent) och kan då inte vara {other}")
        for row in as_records(units[units["percent"] == "true"])
        for other in ("counted", "persons")
        if row[other] == "true"
    ]


def heading_issues(mapped: pd.DataFrame, areas: pd.DataFrame, about: About) -> list[Issue]:
    """Return the issues where a goal area or kind of indicator is undeclared.

    Parameters
    ----------
    mapped : DataFrame
        One row per printed row of the plan, with ``area`` and ``level`` as printed.
    areas : DataFrame
        One row per goal area, with ``name``.
    about : About
        Its ``levels`` are the declared kinds of indicators.

    Returns
    -------
    list of Issue
        Empty when all is well.
    """
    allowed = {"area": list(areas["name"]), "level": [one.printed for one in about.levels]}
    files = {"area": "data/raw/areas.csv", "level": "data/raw/plan.toml"}
    return [
        _issue(row, column, row[column], f"finns inte i {files[column]}; där finns {', '.join(names)}")
        for column, names in allowed.items()
        for row in as_records(mapped[~mapped[column].isin(names)])
    ]


def place_issues(declarations: pd.DataFrame, about: About) -> list[Issue]:
    """Return the issues where ``baseline_measured`` names an undeclared place.

    Parameters
    ----------
    declarations : DataFrame
        One row per declared series; ``baseline_measured`` as ``place=year;place=year``, empty when nothing is declared.
    about : About
        Its geographies and groups are the declared places.
    """
    codes = [one.code for one in (*about.geographies, *about.groups)]
    named = [
        (row, part.split("=")[0]) for row in as_records(declarations) for part in row["baseline_measured"].split(";")
    ]
    return [
        _issue(row, "baseline_measured", row["baseline_measured"], f"platsen ska vara {' eller '.join(codes)}")
        for row, place in named
        if place and place not in codes
    ]


def _cell_issues(row: dict) -> Iterator[Issue]:
    for column in ("head_baseline", "head_target"):
        if not re.fullmatch(r"20\d\d", row[column]):
            yield _issue(row, column, row[column], "tabellhuvudet ska vara ett årtal")
    for column in ("baseline", "target"):
        parts = row[column].split("/") if row[column] else []
        try:
            [parse_number(part) for part in parts]
        except ValueError:
            yield _issue(row, column, row[column], "ska vara ett tal i svensk form, ett par som 63/37 eller tomt")
        else:
            if len(parts) > 2 or (row["sex"] == "women/men" and len(parts) == 1):
                yield _issue(
                    row, column, row[column], "ska vara två tal med snedstreck, kvinnor/män, som summerar till 100"
                )


def table_issues(series: pd.DataFrame, observations: pd.DataFrame, *, all_read: bool = True) -> list[Issue]:
    """Return the issues where tidy tables contradict the declarations.

    Parameters
    ----------
    series : DataFrame
        One row per series, text.
    observations : DataFrame
        One row per observation, text, with ``file`` and ``line`` of where it was handed in.
    all_read : bool
        Whether that is all of them; of some only, what should stand beside others is not looked for.

    Returns
    -------
    list of Issue
        Unknown series, values that are missing without a reason or not numbers, years to come, values off their scale,
        halves of what is counted, counts above their n, two outcomes for one cell in one follow-up, revisions without a
        reason, totals outside women and men or not what their numbers give, totals that are not the sum of their parts,
        shares of a group that do not sum to 100.
    """
    known = {row["series"]: row for row in as_records(series)}
    rows = as_records(observations)
    issues = [
        _issue(r, "series", r["series"], unknown_series(r["series"], known)) for r in rows if r["series"] not in known
    ]
    rows = [row for row in rows if row["series"] in known]
    issues += [issue for row in rows for issue in _row_issues(row, known[row["series"]])]
    issues += _doubled(rows) + _revision_issues(rows) + (_alternative_issues(rows) if all_read else [])
    latest = compress(rows, are_newest(rows))
    sound = [row for row in latest if _NUMBER.fullmatch(row["value"])]
    return issues + [issue for group in _triples(sound) for issue in _triple_issues(group, known)]


def _row_issues(row: dict, series: dict) -> Iterator[Issue]:
    column = _column(row)
    if bool(row["value"]) == bool(row["missing"]):
        yield _issue(
            row, column, row["value"], "antingen ett värde eller en orsak i missing, inte båda och inte ingetdera"
        )
    for name in ("value", "denominator", "margin"):
        if row[name] and not _NUMBER.fullmatch(row[name]):
            yield _issue(
                row, name, row[name], "ska vara ett vanligt tal med punkt som decimaltecken, till exempel 13.8"
            )
            return
    yield from _year_issues(row)
    if row["denominator"] and exact(row["denominator"]) % 1:
        yield _issue(row, "denominator", row["denominator"], "ska vara ett helt antal, minst 1")
    if row["margin"] and not row["value"]:
        yield _issue(row, "margin", row["margin"], "en felmarginal hör till ett värde: här saknas värdet")
    if row["missing"] == "not_split_by_sex" and row["sex"] == "total":
        yield _issue(row, "missing", row["missing"], "gäller kvinnor och män: en total är aldrig uppdelad på kön")
    if bool(row.get("identity")) != bool(row.get("identity_reason")):
        yield _issue(
            row, "identity_reason", row.get("identity_reason", ""), "identity och dess skäl anges båda eller inget"
        )
    if row["value"]:
        yield from _scale_issues(row, series, column)
        yield from _count_issues(row, series, column)
        if row["kind"] != "related" and comes_whole(series) and exact(row["value"]) % 1:
            yield _issue(row, column, row["value"], f"ska vara ett helt antal ({series['unit']})")
    if series["distribution"] == "true" and row["sex"] not in series["sexes"].split(";"):
        yield _issue(row, "sex", row["sex"], f"serien anges bara för {series['sexes']}")


def _year_issues(row: dict) -> Iterator[Issue]:
    """Yield the issues of outcomes and follow-ups from years to come."""
    now = date.today().year
    told = {"year": "utfallet gäller ett år som inte har varit än", "reported": "uppföljningen har inte varit än"}
    for name, allowed in told.items() if row["kind"] in ("outcome", "related") else ():
        if int(row.get(name) or 0) > now:
            yield _issue(row, name, row[name], f"{allowed}: högst {now} enligt datorns klocka")


def _scale_issues(row: dict, series: dict, column: str) -> Iterator[Issue]:
    low, high = series["scale_min"], series["scale_max"]
    value = exact(row["value"])
    if (low and value < exact(low)) or (high and value > exact(high)):
        limits = f"mellan {low} och {high}" if low and high else f"minst {low}" if low else f"högst {high}"
        yield _issue(row, column, row["value"], f"{row['series']} ska ligga {limits} ({series['unit']})")


def _count_issues(row: dict, series: dict, column: str) -> Iterator[Issue]:
    if series["aggregation"] != "count":
        return
    if not row["denominator"]:
        yield _issue(row, "denominator", "", f"{row['series']} är ett antal av n: nämnaren ska anges")
    elif exact(row["value"]) > exact(row["denominator"]):
        yield _issue(row, column, row["value"], f"antalet kan inte vara större än alla, {row['denominator']}")


def comes_whole(series: dict) -> bool:
    """Return whether a series' figures are whole: persons, or what else is counted and no rate."""
    counted = series["unit_counted"] == "true" and series["unit_rate"] != "true"
    return counted or series["unit_persons"] == "true" or series["aggregation"] == "count"


def _doubled(rows: list[dict]) -> list[Issue]:
    """Return the issues where one follow-up hands in two outcomes for one cell.

    Chance would decide which of them is judged.
    """
    first: dict[tuple, dict] = {}
    issues = []
    for row in rows:
        cell = (*cell_of(row), reported_in(row))
        if row["kind"] == "outcome" and cell in first:
            place = f"{first[cell]['file']} rad {first[cell]['line']}"
            issues.append(
                _issue(
                    row,
                    "value",
                    row["value"],
                    f"det finns redan ett utfall för samma serie, område, kön och år: {place}",
                )
            )
        first.setdefault(cell, row)
    return issues


def _alternative_issues(rows: list[dict]) -> list[Issue]:
    """Return the issues where another source's figure has no outcome beside it.

    ``alternative`` is allowed for kind related only, in a cell that has an outcome with a value.
    """
    outcomes = {cell_of(row)[:4] for row in rows if row["kind"] == "outcome" and row["value"]}
    return [
        _issue(row, "alternative", row["alternative"], "anges bara för kind related, i en cell som har ett utfall")
        for row in rows
        if row.get("alternative") == "true" and not (row["kind"] == "related" and cell_of(row)[:4] in outcomes)
    ]


def _revision_issues(rows: list[dict]) -> list[Issue]:
    """Return the issues where a revision has no reason or comes too early."""
    issues, first = [], {}
    for row in sorted(rows, key=reported_in):
        if reported_in(row) < row["year"]:
            issues.append(
                _issue(row, "reported", row["reported"], f"uppföljningen ska vara {row['year']} eller senare")
            )
        earlier = first.setdefault(cell_of(row), row)
        if reported_in(earlier) < reported_in(row) and not row["revision_reason"]:
            allowed = f"värdet ändrar {earlier['file']} rad {earlier['line']}: skriv varför"
            issues.append(_issue(row, "revision_reason", "", allowed))
    return issues


def _triples(rows: list[dict]) -> list[dict[str, dict]]:
    """Return women, men and total of each measurement, by sex.

    Each source of a related measure is a measurement of its own.
    """
    groups: dict[tuple, dict[str, dict]] = defaultdict(dict)
    for row in rows:
        source = row["source"] if row["kind"] == "related" else ""
        groups[(row["series"], row["geography"], row["year"], row["kind"], source)][row["sex"]] = row
    return list(groups.values())


def _triple_issues(group: dict[str, dict], known: dict[str, dict]) -> Iterator[Issue]:
    series = known[next(iter(group.values()))["series"]]
    if not {"women", "men"} <= group.keys():
        return
    women, men = (exact(group[sex]["value"]) for sex in ("women", "men"))
    if series["distribution"] == "true" and women + men != 100:
        row = group["women"]
        yield _issue(row, _column(row), _pair(group), "kvinnor och män ska summera till 100")
    if "total" not in group:
        return
    total, row = exact(group["total"]["value"]), group["total"]
    if series["weighted_total"] == "true" and not row.get("accepted") and not _between(total, women, men):
        yield _issue(row, _column(row), row["value"], f"totalen ska ligga mellan kvinnor och män, {_pair(group)}")
    else:
        yield from _number_issues(group, weighted=series["weighted_total"] == "true" and not row.get("accepted"))
    if series["additive_total"] == "true" and total != women + men:
        yield _issue(row, _column(row), row["value"], f"totalen ska vara kvinnor plus män, {_pair(group)}")


def _number_issues(group: dict[str, dict], *, weighted: bool) -> Iterator[Issue]:
    """Yield the issue where the numbers behind women, men and total contradict each other or the total.

    Some may be neither, so that the total's number may be larger; where it is the sum the total is their weighted mean.
    """
    numbers = {sex: exact(row["denominator"]) for sex, row in group.items() if row["denominator"]}
    if len(numbers) < 3:
        return
    row, both = group["total"], numbers["women"] + numbers["men"]
    if both > numbers["total"]:
        allowed = f"kvinnor och män är tillsammans {format_number(both)}, fler än totalt"
        yield _issue(row, "denominator", row["denominator"], allowed)
    elif weighted and both == numbers["total"]:
        values = {sex: exact(each["value"]) for sex, each in group.items()}
        mean = (values["women"] * numbers["women"] + values["men"] * numbers["men"]) / both
        digits = [decimals_of(value) for value in values.values()]
        if abs(mean - values["total"]) > Decimal(1).scaleb(-min(digits)):  # what rounding of all three can make
            told = (
                f"med {format_number(numbers['women'])} kvinnor och {format_number(numbers['men'])} män blir totalen "
            )
            yield _issue(row, _column(row), row["value"], told + format_number(mean, max(digits) + 1))


def _between(total: Decimal, women: Decimal, men: Decimal) -> bool:
    """Return whether the total can lie between women and men, rounding considered."""
    low, high = sorted((women, men))
    return low - _slack(total, low) <= total <= high + _slack(total, high)


def _slack(one: Decimal, other: Decimal) -> Decimal:
    """Return how far rounding can change the order of two figures.

    Zero when both have equally many decimals, for rounding keeps their order.
    """
    places = {decimals_of(one), decimals_of(other)}
    return Decimal(0) if len(places) == 1 else sum(Decimal("0.5").scaleb(-each) for each in places)


def _pair(group: dict[str, dict]) -> str:
    return " och ".join(
        format_number(exact(v), decimals_of(exact(v))) for v in (group[s]["value"] for s in ("women", "men"))
    )


def _column(row: dict) -> str:
    """Return the column of the handed-in file that holds a row's value."""
    return row["kind"] if row["kind"] in ("baseline", "target") else "value"


def unknown_series(name: str, known: Iterable[str]) -> str:
    """Return a Swedish text for an unknown series, with the nearest name."""
    return "okänd serie" + (meant(name, known) or "; serierna står i data/processed/series.csv")


def _issue(row: dict, column: str, value: str, allowed: str) -> Issue:
    return Issue(row["file"], row["line"], column, value, allowed)
