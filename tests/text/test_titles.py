"""The message of a card, for every combination of class, pace, gap and missing that data can give; figures made up."""

from __future__ import annotations

import re
from itertools import product

import pandas as pd
import pytest
from strategies import declared, figures, observed, tables

from helpers.method.assess import assess
from helpers.text.facts import facts
from helpers.text.reading import told_rows
from helpers.text.titles import title

FINAL = ("nåddes", "hölls")


def series_of(made) -> pd.Series:
    return made.series.assign(as_printed="").iloc[0]


def told(made, year: int) -> str:
    return title(series_of(made), assess(*made, year))


def lower(outcomes: dict):
    return tables(figures(55, 40, outcomes), better="lower")


@pytest.mark.parametrize(
    ("made", "year", "said"),
    [
        (lower({2019: 38}), 2019, "ned från 55 till 38 procent – målet 40 nåddes"),
        (lower({2019: 50}), 2019, "ned från 55 till 50 procent – målet 40 nåddes inte"),
        (lower({2019: 41}), 2019, "ned från 55 till 41 procent – nära målet 40"),
        (lower({2017: 38}), 2017, "ned från 55 till 38 procent – målet 40 är redan nått"),
        # p = 9/15, q = 3/5, R = 1.00; p = 6/15 gives .67, p = 3/15 gives .33, and 56 is the wrong way.
        (lower({2017: 46}), 2017, "till 46 procent – i fas med målet 40 till 2019"),
        (lower({2017: 49}), 2017, "efter den takt som målet 40 kräver"),
        (lower({2017: 52}), 2017, "långt efter den takt som målet 40 kräver"),
        (lower({2017: 57}), 2017, "upp från 55 till 57 procent – åt fel håll från målet 40"),
        (lower({2017: 55}), 2019, "oförändrat 55 procent (2017) – målet 40 nåddes inte"),
        # The plan prints whole numbers, so 0,4 is no change.
        (lower({2019: 54.6}), 2019, "i stort sett oförändrat, från 55 till 54,6 procent – målet 40 nåddes inte"),
        (tables(figures(None, 90, {2018: 80}), target_type="level"), 2018, "80 procent – målet 90 är ännu inte nått"),
        (tables(figures(3, 3, {2018: 4}), target_type="hold"), 2018, "nivån 3 hålls hittills"),
        (tables(figures(3, 3, {2019: 3}), target_type="hold"), 2019, "oförändrat 3 procent – nivån 3 hölls"),
        # A unit before its number is said at the first one, one of several words not at all.
        (tables(figures(80, 83, {2019: 82}), unit="indexenheter"), 2019, "upp från index 80 till 82 – nära målet 83"),
        (tables(figures(5, 6, {2019: 6}), unit="barn per pedagog"), 2019, "upp från 5 till 6 – målet 6 nåddes"),
        (lower({}), 2017, "Påhittad: inget utfall till och med 2017"),
        (tables(figures(55, None, {2019: 60}), target_type="follow"), 2019, "planen anger inget mål"),
    ],
)  # fmt: skip
def test_a_title_says_what_became_of_the_measure_and_of_its_target(made, year, said):
    assert said in told(made, year)


@pytest.mark.parametrize(
    ("value", "riket", "said"),
    [
        (92, 91, "målet 91 nåddes"),
        (92, 93, "talet 91 nåddes, men inte målet att ligga högre än riket"),
        (90, 89, "högre än riket, men talet 91 nåddes inte"),
        (85, 93, "målet 91 nåddes inte"),
    ],
)
def test_a_relative_target_is_told_in_its_two_parts(value, riket, said):
    rows = [*figures(80, 91, {2019: value}), observed(riket, year=2019, geography="riket")]
    made = tables(rows, target_type="change;relative", relative_to="riket", comparator="riket")
    assert told(made, 2019).endswith(said)


def test_both_sexes_are_told_where_the_plan_has_no_line_for_the_total():
    rows = figures(77, 95, {2019: 96}, sex="women") + figures(93, 95, {2019: 90}, sex="men")
    made = tables(rows, sexes="women;men", women_word="flickor", men_word="pojkar")
    assert told(made, 2019) == (
        "Påhittad: flickor upp från 77 till 96 procent – målet 95 nåddes; "
        "pojkar ned från 93 till 90 procent – målet 95 nåddes inte"
    )
    assert [row["sex"] for row in told_rows(series_of(made), assess(*made, 2019))] == ["women", "men"]


def test_neither_sex_is_told_twice_where_nothing_is_known():
    made = tables(figures(77, 95, sex="women") + figures(93, 95, sex="men"), sexes="women;men")
    assert told(made, 2019) == "Påhittad: kvinnor inget utfall till och med 2019; män inget utfall till och med 2019"


KINDS = {
    "change": {"better": "lower"}, "hold": {"target_type": "hold"}, "level": {"target_type": "level"},
    "balance": {"target_type": "balance", "better": "balance", "scale_min": 0.0, "scale_max": 100.0},
    "mean": {"target_type": "change;mean", "aggregation": "mean", "period_start": 2016, "period_end": 2019},
    "relative": {"target_type": "change;relative", "relative_to": "riket", "comparator": "riket"},
    "unnamed": {"target_type": "change;relative", "relative_to": "jamforbara_kommuner", "comparator": "riket"},
    "follow": {"target_type": "follow"},
}  # fmt: skip
PLANS = {
    "change": (55, 40), "hold": (40, 40), "level": (None, 40), "balance": (30, 40), "mean": (30, 40),
    "relative": (30, 40), "unnamed": (30, 40), "follow": (30, None),
}  # fmt: skip
OUTCOMES = [
    {}, {2016: 20}, {2016: 36}, {2016: 39}, {2016: 40}, {2016: 60}, {2016: 36, 2017: 39},
    {2016: 39.96, 2017: 40, 2018: 41},
    {2016: 36, 2017: 37, 2018: 38, 2019: 39, 2020: 44}, {2016: 60, 2017: 50, 2018: 45, 2019: 41}, {2020: 41},
]  # fmt: skip
SEXES = [("total",), ("women", "men"), ("women", "men", "total")]


@pytest.fixture(scope="module")
def every_case():
    """Make one series of every kind, sexes, course of outcomes and riket."""
    rows, declarations = [], []
    compared = {"relative": (None, 38, 42), "unnamed": (None, 38)}
    for number, (kind, outcomes) in enumerate(product(KINDS, OUTCOMES)):
        sexes = SEXES[number % 3] if kind not in compared else ("total",)
        riket = compared.get(kind, (None,))[number % len(compared.get(kind, (None,)))]
        name = f"X{number}"
        rows += [row for sex in sexes for row in figures(*PLANS[kind], outcomes, sex=sex, series=name)]
        beside = {"geography": "riket", "series": name}
        rows += [] if riket is None else [observed(riket, year=year, **beside) for year in range(2016, 2020)]
        declarations.append(declared(series=name, sexes=";".join(sexes), **KINDS[kind]))
    return tables(rows, *declarations)


@pytest.mark.parametrize("year", [2016, 2018, 2019])
def test_every_title_and_fact_is_whole_and_says_what_the_assessment_says(every_case, year):
    figures_of = dict(list(every_case.observations.groupby("series")))
    assessed = dict(list(assess(*every_case, year).groupby("series")))
    for _, series in every_case.series.assign(as_printed="").iterrows():
        rows = assessed[series["series"]]
        text = title(series, rows)
        listed = facts(series, figures_of[series["series"]], rows)
        everything = " | ".join([text, *(f"{fact.term}: {fact.text}" for fact in listed)])
        assert listed
        assert not re.search(r"nan|None|<NA>|\.\.|  | ,|\(\)|: *\||–$|: *$", everything), everything
        for row in told_rows(series, rows):
            _agrees(next(piece for piece in text.split("; ") if _of(piece, row["sex"], text)), row)


def _of(piece: str, sex: str, text: str) -> bool:
    return "; " not in text or {"women": "kvinnor", "men": "män"}.get(sex, "") in piece


def _agrees(part: str, row: pd.Series) -> None:
    """Hold a title against its row: no verdict before the target year, and never another than the class."""
    if row["report_year"] < row["target_year"]:
        assert not any(word in part for word in FINAL), part
    elif row["level"] == "met":
        assert part.endswith(FINAL), part
    elif row["level"] == "not_met":
        assert part.endswith("nåddes inte"), part
    if row["level"] == "not_assessable":
        assert not any(word in part for word in (*FINAL, "nära", "nått")), part
    if row["level"] == "near":
        assert not part.endswith(FINAL), part


def test_a_projection_of_a_distribution_is_told_as_the_share():
    # The distances from 50 are 27,8, 26,8, 25,8 and 24,8: a year less each year, so 22,8 in 2019, which is 27,2.
    rows = figures(22.2, 25, {2015: 23.2, 2016: 24.2, 2017: 25.2})
    made = tables(rows, better="balance", target_type="balance", precision="0.1")
    assert dict(facts(series_of(made), made.observations, assess(*made, 2017)))["Prognos 2019"] == "27,2 procent"
    mirrored = tables([row | {"value": 100 - row["value"]} for row in rows], better="balance", target_type="balance",
                      precision="0.1")  # fmt: skip
    assert (
        dict(facts(series_of(mirrored), mirrored.observations, assess(*mirrored, 2017)))["Prognos 2019"]
        == "72,8 procent"
    )


@pytest.mark.parametrize(("year", "years"), [(2016, "2016"), (2017, "2016–2017")])
def test_a_mean_of_one_year_so_far_is_told_with_that_year(year, years):
    made = tables(figures(37, 80, {2016: 60, 2017: 90}), target_type="change;mean", aggregation="mean",
                  period_start=2016, period_end=2019)  # fmt: skip
    assert f"i genomsnitt {60 if year == 2016 else 75} procent {years} –" in told(made, year)
    assert f"Medelvärde {years}" in dict(facts(series_of(made), made.observations, assess(*made, year)))


def test_beside_a_figure_stands_the_comparators_of_that_year_and_the_plans_own_where_it_prints_one():
    rows = figures(30, 40, {2014: 30, 2017: 36})
    rows += [observed(value, geography="riket", **row) for value, row in (
        (51, {"year": 2014, "kind": "baseline"}), (52, {"year": 2014}), (53, {"year": 2016}), (54, {"year": 2018}),
    )]  # fmt: skip
    made = tables(rows, comparator="riket")
    told = [dict(facts(series_of(made), made.observations, assess(*made, year))) for year in (2015, 2017)]
    assert [{term: text for term, text in one.items() if term.startswith("Riket")} for one in told] == [
        {"Riket 2014": "51 procent"},
        {"Riket 2016": "53 procent"},
    ]
