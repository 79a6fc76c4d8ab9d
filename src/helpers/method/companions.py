"""Companion measures: their direction and their gaps (method, sections 5 and 6).

A companion is real and long but not the plan's own measure. It is never classed, never counted as an outcome and has no
pace or projection. Everything is in the companion's own unit and precision.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

import pandas as pd

from helpers.method.columns import rows_to_frame
from helpers.method.evidence import mann_kendall
from helpers.method.gaps import Pair, better_off, gap_change, gap_how
from helpers.method.plan import HALF, RANK
from helpers.model.codes import SEXES
from helpers.model.numbers import exact
from helpers.model.records import as_records

Line = dict[int, Decimal]  # figures by year
TEXT = ("measure", "series", "indicator", "area", "scope", "label", "unit", "unit_difference",
        "unit_difference_singular", "better", "difference", "worth", "direction", "evidence", "trend", "gap_change",
        "gap_how", "better_off", "riket_gap_change", "gap_change_beside_riket", "gap_against_riket", "beside_word",
        "beside_genitive",
        *(f"{sex}_direction" for sex in SEXES))  # fmt: skip
YEARS = ("first_year", "last_year", "years", "evidence_n", "gap_first_year", "gap_last_year", "riket_gap_first_year",
         "riket_gap_last_year",
         *(f"{sex}_riket_{when}_year" for sex in SEXES for when in ("first", "last")))  # fmt: skip
NUMBERS = ("precision", "evidence_tau", "evidence_p", "evidence_p_min", "gap_first", "gap_last", "riket_gap_first",
           "riket_gap_last", "gap_beside_riket",
           *(f"gap_{sex}_{when}" for sex in ("women", "men") for when in ("first", "last")),
           *(f"{sex}_{what}" for sex in SEXES for what in ("first", "last", "change", "beside_riket")))  # fmt: skip
COLUMNS = (*TEXT, *YEARS, *NUMBERS)
DIRECTIONS = ("better", "unchanged", "worse")


_TOLD = ("series", "label", "unit", "unit_difference", "unit_difference_singular", "better", "precision", "difference",
         "worth")  # fmt: skip


_READ = ["definition", "source", "measure", "geography", "sex", "year", "value"]


class _Span(NamedTuple):
    """The first and the last year to compare.

    From the plan's baseline year, or the first year after it, to the last allowed.
    """

    first: int
    last: int


def lines_of(observations: pd.DataFrame) -> dict[str, dict[str, dict[str, Line]]]:
    """Return the companions' figures by measure, geography, sex and year.

    Where several sources give one year the closest definition is used, then the first source by name, as for outcomes.
    """
    rows = observations.loc[(observations["measure"] != "") & observations["value"].notna(), _READ]
    cells = zip(*(rows[name].tolist() for name in _READ), strict=True)
    lines: dict[str, dict[str, dict[str, Line]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(dict)))
    for _, _, measure, place, sex, year, value in sorted(cells, key=lambda cell: (RANK.get(cell[0], 9), cell[1])):
        lines[measure][place][sex].setdefault(int(year), exact(value))
    return {measure: {place: dict(sexes) for place, sexes in places.items()} for measure, places in lines.items()}


def companions(series: pd.DataFrame, observations: pd.DataFrame, measures: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the direction and the gap of every companion measure.

    Parameters
    ----------
    series, observations : DataFrame
        The tidy tables.
    measures : DataFrame
        The tidy table of companion measures; rows with ``same`` are the plan's own measure and are left out.
    year : int
        The report's year; nothing later is read, nor anything after the series' target year.

    Returns
    -------
    DataFrame
        One row per companion with a figure for the municipality, in the plan's order; figures in the companion's own
        unit, differences unrounded. ``measure`` (key), ``series``, ``indicator``, ``area``, ``scope``, ``label``,
        ``unit``, ``better``, ``precision``, ``difference`` and ``worth`` (sentences); ``first_year`` (the baseline
        year, or the first year with a figure after it) and ``last_year``, ``years`` with a figure between them;
        ``direction`` of the total (better, unchanged, worse: a change counts when it is at least ``precision``; of
        women and men together when there is no total; empty with one year only); ``evidence`` (clear, mostly, none;
        empty under four years), ``trend``, ``evidence_n``, ``_tau``, ``_p``, ``_p_min``. By sex: ``women_first``,
        ``women_last``, ``women_change``, ``women_direction`` and ``women_beside_riket`` (own change minus riket's over
        the years ``women_riket_first_year`` to ``women_riket_last_year`` that both have), and so for men and total.
        ``gap_first``, ``gap_last`` (women minus men, of ``gap_women_first`` and so on, in the years both have,
        ``gap_first_year`` to ``gap_last_year``), ``gap_change``, ``gap_how``, ``better_off`` as `helpers.method.gaps`;
        ``riket_gap_first``, ``riket_gap_last``, ``riket_gap_change``, and over the same years, from
        ``riket_gap_first_year``, the own gap's ``gap_change_beside_riket`` and ``gap_beside_riket`` (change of the
        gap's size minus riket's, negative where it closed more); ``gap_against_riket`` (larger, smaller, equal in the
        last year); what is called riket here is what stands beside
        the series, in words ``beside_word`` and ``beside_genitive``. NaN, NA and empty text: not known.
    """
    declared = series.set_index("series")
    own = measures[~measures["same"] & measures["series"].isin(declared.index)]
    lines = lines_of(observations)
    rows = [_row(row, declared.loc[row["series"]], lines.get(row["key"], {}), year) for row in as_records(own)]
    known = [row for row in rows if row is not None]
    known.sort(key=lambda row: int(declared.loc[row["series"], "plan_order"]))
    return rows_to_frame(known, COLUMNS, TEXT, YEARS)


def with_same_beside(series: pd.Series, observations: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """Return the figures with the comparator's same measure as its outcomes.

    Only in cells that neither the plan nor an outcome fills.

    Parameters
    ----------
    series : Series
        One row of the series table.
    observations : DataFrame
        The series' figures that may be shown.
    measures : DataFrame
        The tidy table; of those marked ``same`` the comparator's figures become outcomes, to be shown.

    Returns
    -------
    DataFrame
        The same rows; the comparator's figures of the same measure, from the baseline year on, are of kind outcome in
        the cells that have no baseline or outcome. For showing only: no class is made of it.
    """
    key = ["geography", "sex", "year"]
    same = observations["measure"].isin(measures.loc[measures["same"], "key"]) & observations["value"].notna()
    if not same.any():
        return observations
    since = observations["year"] >= series["baseline_year"]
    here = observations["geography"] == series["beside"]
    theirs = observations[same & since & here & (observations["kind"] == "related")]
    ordered = theirs.assign(rank=theirs["definition"].map(RANK)).sort_values(["rank", "source"])
    first = ordered.drop_duplicates(key)
    told = observations[observations["kind"].isin(["baseline", "outcome"]) & observations["value"].notna()]
    taken = set(told[key].itertuples(index=False, name=None))
    free = [cell not in taken for cell in first[key].itertuples(index=False, name=None)]
    return observations.assign(kind=observations["kind"].mask(observations.index.isin(first.index[free]), "outcome"))


def own_beside_riket(
    series: pd.DataFrame, observations: pd.DataFrame, measures: pd.DataFrame, year: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the plan's own series beside the comparator's figures by sex.

    The same measure, for which the plan prints no such figures.

    Parameters
    ----------
    series, observations, measures, year
        As `companions`; of ``measures`` those with ``same`` and riket's women and men are used.

    Returns
    -------
    rows : DataFrame
        As `companions`, one row per series: direction, gap and movement of the plan's own outcomes beside riket's.
        What counts as a change is what counts in the series' own gap: by the plan's last digit.
    figures : DataFrame
        The figures that they rest on, with ``measure``: the plan's baseline only where there is no outcome.
    """
    place = observations["series"].map(series.set_index("series")["geography"])
    other = observations["series"].map(series.set_index("series")["beside"])
    split = observations[(observations["geography"] == other) & observations["sex"].isin(["women", "men"])]
    split = split[split["kind"].isin(["related", "outcome"]) & split["value"].notna()]
    same = measures[
        measures["same"] & measures["key"].isin(split["measure"]) & measures["series"].isin(series["series"])
    ]
    key = dict(zip(same["series"], same["key"], strict=True))
    own = observations[(observations["geography"] == place) & observations["series"].isin(key)]
    own = own[own["kind"].isin(["baseline", "outcome"]) & own["value"].notna()]
    own = own.sort_values("kind", ascending=False, kind="stable").drop_duplicates(["series", "sex", "year"])
    theirs = observations[(observations["geography"] == other) & observations["measure"].isin(same["key"])]
    figures = pd.concat([own.assign(measure=own["series"].map(key)), theirs], ignore_index=True)
    both = own.loc[own["sex"].isin(["women", "men"]), "series"].map(key)
    plans = series.set_index("series")["precision"]  # one measure has one last digit that counts, whoever prints it
    kept = same[same["key"].isin(both)].assign(same=False, judged_by=same["series"].map(plans))
    return companions(series, figures, kept, year), figures


def _row(measure: dict, series: pd.Series, lines: dict[str, dict[str, Line]], year: int) -> dict | None:
    span = _Span(int(series["baseline_year"]), min(year, int(series["target_year"])))
    home = {sex: _within(line, span) for sex, line in lines.get(series["geography"], {}).items()}
    home = {sex: line for sex, line in home.items() if line}
    if not home:
        return None
    beside = {sex: _within(line, span) for sex, line in lines.get(series["beside"], {}).items()}
    way = 1 if measure["better"] == "higher" else -1
    unit = Decimal(str(measure.get("judged_by", measure["precision"]))).normalize()
    facts = {
        "measure": measure["key"],
        **{name: measure[name] for name in _TOLD},
        **{name: series[name] for name in ("indicator", "area")},
        "scope": series["level"],
        "beside_word": series["beside_word"],
        "beside_genitive": series["beside_genitive"],
    }
    even = measure["better"] == "balance"
    judged = {sex: _from_even(line) for sex, line in home.items()} if even else home
    facts |= _directions(home, judged, way, unit)
    if series["additive_total"]:  # women and men are parts of a sum: no gap, and no pace to compare with a larger place
        return facts
    return facts | _beside(home, beside) | ({} if even else _gaps(home, beside, way, unit))


def _within(line: Line, span: _Span) -> Line:
    return {year: line[year] for year in sorted(line) if span.first <= year <= span.last}


def _from_even(line: Line) -> Line:
    return {year: abs(value - HALF) for year, value in line.items()}


def direction(change: Decimal, way: int, unit: Decimal) -> str:
    """Return whether a change is better, unchanged or worse.

    It counts when it is at least one unit.
    """
    if abs(change) < unit:
        return "unchanged"
    return "better" if way * change > 0 else "worse"


def _directions(home: dict[str, Line], judged: dict[str, Line], way: int, unit: Decimal) -> dict:
    """Return each sex's figures and change as published, and the direction of what is judged.

    ``judged`` has the distances from 50 where balance is the aim, else the same figures.
    """
    facts = {}
    for sex, line in home.items():
        first, last = min(line), max(line)
        facts |= {f"{sex}_first": line[first], f"{sex}_last": line[last]}
        if first < last:
            facts[f"{sex}_change"] = line[last] - line[first]
            facts[f"{sex}_direction"] = direction(judged[sex][last] - judged[sex][first], way, unit)
    told = home.get("total") or max(home.values(), key=len)
    facts |= {"first_year": min(told), "last_year": max(told), "years": len(told)}
    words = {facts.get(f"{sex}_direction", "") for sex in (("total",) if "total" in home else home)}
    sex = next(sex for sex, line in home.items() if line is told)
    return facts | {"direction": words.pop() if len(words) == 1 else ""} | _evidence(judged[sex], way)


def _evidence(line: Line, way: int) -> dict:
    """Return the evidence for the direction of at least four years (section 5)."""
    if len(line) < 4:
        return {}
    trend = mann_kendall([line[year] for year in sorted(line)])
    word = "clear" if trend.p <= 0.05 else "mostly" if trend.strong else "none"
    return {
        "evidence": word,
        "trend": "" if word == "none" else "better" if way * trend.s > 0 else "worse",
        "evidence_n": len(line),
        "evidence_tau": trend.tau_b,
        "evidence_p": trend.p,
        "evidence_p_min": trend.p_min,
    }


def _shared(*lines: Line) -> tuple[int, int] | None:
    """Return the first and last year that all lines have, or None.

    None when they share fewer than two.
    """
    years = set.intersection(*(set(line) for line in lines))
    return (min(years), max(years)) if len(years) > 1 else None


def _beside(home: dict[str, Line], riket: dict[str, Line]) -> dict:
    """Return each sex's change beside the comparator's over the same years."""
    facts = {}
    for sex in SEXES:
        years = _shared(home[sex], riket[sex]) if sex in home and riket.get(sex) else None
        if years is None:
            continue
        first, last = years
        own, theirs = (line[last] - line[first] for line in (home[sex], riket[sex]))
        facts |= {f"{sex}_beside_riket": own - theirs}
        facts |= {f"{sex}_riket_first_year": first, f"{sex}_riket_last_year": last}
    return facts


def _pairs(lines: dict[str, Line], years: tuple[int, int]) -> tuple[Pair, Pair]:
    first, last = years
    return Pair(lines["women"][first], lines["men"][first]), Pair(lines["women"][last], lines["men"][last])


def _gaps(home: dict[str, Line], riket: dict[str, Line], way: int, unit: Decimal) -> dict:
    """Return what became of the gap, beside the comparator's."""
    if not {"women", "men"} <= home.keys():
        return {}
    both = home["women"].keys() & home["men"].keys()
    if not both:
        return {}
    last = max(both)
    now = Pair(home["women"][last], home["men"][last])
    facts = {"gap_last_year": last, "gap_last": now.gap, "better_off": better_off(now.gap, way, unit)}
    facts |= {"gap_women_last": now.women, "gap_men_last": now.men}
    years = _shared(home["women"], home["men"])
    if years:
        before, _ = _pairs(home, years)
        change = gap_change(before, now, unit)
        facts |= {"gap_first_year": years[0], "gap_first": before.gap, "gap_change": change}
        facts |= {"gap_women_first": before.women, "gap_men_first": before.men}
        facts["gap_how"] = "" if change == "unchanged" else gap_how(before, now, way, unit)
    return facts | _gap_of_riket(home, riket, last, unit)


def _gap_of_riket(home: dict[str, Line], riket: dict[str, Line], last: int, unit: Decimal) -> dict:
    if not riket.get("women") or not riket.get("men"):
        return {}
    facts = {}
    if last in riket["women"] and last in riket["men"]:
        apart = abs(home["women"][last] - home["men"][last]) - abs(riket["women"][last] - riket["men"][last])
        facts["gap_against_riket"] = "equal" if abs(apart) < unit else "larger" if apart > 0 else "smaller"
    years = _shared(home["women"], home["men"], riket["women"], riket["men"])
    if years is None:
        return facts
    (own_before, own_now), (before, now) = _pairs(home, years), _pairs(riket, years)
    closed = abs(own_now.gap) - abs(own_before.gap)
    return facts | {
        "riket_gap_first_year": years[0],
        "riket_gap_last_year": years[1],
        "riket_gap_first": before.gap,
        "riket_gap_last": now.gap,
        "riket_gap_change": gap_change(before, now, unit),
        "gap_change_beside_riket": gap_change(own_before, own_now, unit),
        "gap_beside_riket": closed - (abs(now.gap) - abs(before.gap)),
    }


def counted_companions(companions: pd.DataFrame) -> pd.DataFrame:
    """Return the number of companions by area and direction.

    Parameters
    ----------
    companions : DataFrame
        From `companions`.

    Returns
    -------
    DataFrame
        One row per goal area and last one for all (``area`` empty): ``better``, ``unchanged``, ``worse`` and ``n``
        (their sum), and ``unknown``: those without a direction, of one year only or whose sexes went different ways.
    """
    areas = [*dict.fromkeys(companions["area"]), ""]
    rows = []
    for area in areas:
        words = companions.loc[(companions["area"] == area) | (area == ""), "direction"]
        counts = {word: int((words == word).sum()) for word in DIRECTIONS}
        rows.append({"area": area, **counts, "n": sum(counts.values()), "unknown": int((words == "").sum())})
    return pd.DataFrame(rows)
