"""The analyst's page; expected figures are read by hand in the plan and in the published outcomes."""

from __future__ import annotations

import pytest
from lxml import html

from helpers import overview
from helpers.followup import follow_up
from helpers.read import plan_first


@pytest.fixture(scope="module")
def at_the_end():
    return follow_up(None, 2019)


@pytest.fixture(scope="module")
def midway():
    return follow_up(None, 2017)


def text_of(shown) -> str:
    return " ".join(html.fromstring(f"<div>{shown.data}</div>").text_content().split())


def rows_of(shown) -> list[list[str]]:
    rows = html.fromstring(f"<div>{shown.data}</div>").findall(".//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in rows]


def test_classes_that_rest_on_older_outcomes_are_counted_apart(at_the_end):
    """3 and 31 are last known for 2017 (near and met), 35 for 2016 (not met)."""
    assert rows_of(overview.by_scope(at_the_end))[-1] == [
        "varav med utfall från före 2019",
        "1",
        "1",
        "1",
        "0",
        "3 av 3",
    ]


def test_the_row_of_the_whole_plan_is_the_sum_of_the_areas_and_of_both_kinds_of_indicators(at_the_end):
    rows = rows_of(overview.by_scope(at_the_end))
    names = [row[0] for row in rows]
    whole = names.index("Hela planen")
    counts = [[int(cell) for cell in row[1:5]] for row in rows]
    assert counts[whole] == [sum(column) for column in zip(*counts[:whole], strict=True)]
    assert counts[whole] == [sum(column) for column in zip(*counts[whole + 1 : whole + 3], strict=True)]
    assert names[whole + 1 : whole + 3] == ["varav ortsindikatorer", "varav organisationsindikatorer"]


@pytest.mark.parametrize("year", [2016, 2017, 2019, 2020])
def test_the_columns_of_what_is_known_add_up(year):
    for row in rows_of(overview.without_outcome(follow_up(None, year))):
        counts = [int(cell) for cell in row[1:]]
        assert counts[0] == sum(counts[1:]), row


def test_only_outcomes_are_counted_as_outcomes(at_the_end):
    """As many as there are cells with an outcome in the plan's years and printed sexes, and no baseline of the plan."""
    series = at_the_end.series.set_index("series")
    rows = plan_first(at_the_end.observations)
    rows = rows[(rows["geography"] == "eskilstuna") & (rows["kind"] == "outcome") & rows["value"].notna()]
    rows = rows[rows["series"].map(series["baseline_year"]) <= rows["year"]]
    rows = rows[rows["year"] <= rows["series"].map(series["target_year"])]
    printed = [row.sex in series.loc[row.series, "sexes"].split(";") for row in rows.itertuples()]
    whole = rows_of(overview.without_outcome(at_the_end))[-1]
    assert int(whole[3]) == sum(printed)


def test_targets_that_riket_had_already_reached_are_named(at_the_end):
    """The plan prints for riket 2014: L 7,9 against the target 10,8; 17: 23 against 40; O: 2,7 against 5,9."""
    rows = rows_of(overview.oddities(at_the_end))
    told = {row[0]: row[2] for row in rows if row[1] == "riket hade redan 2014 ett värde som når målet"}
    assert told["Arbetslöshet 20–64 år"] == "riket 7,9, mål 10,8"
    assert told["Bidragshushåll"] == "riket 23, mål 40"
    assert told["Barn i familjer med långvarigt bistånd"] == "riket 2,7, mål 5,9"


def test_where_no_projection_can_be_tried_there_is_a_sentence_and_no_empty_table(midway):
    shown = overview.projections_tested(midway)
    assert "Ingen prognos kan prövas i uppföljningen av 2017" in text_of(shown)
    assert "<table" not in shown.data


def test_a_variant_that_no_class_can_be_tried_in_is_left_out(at_the_end):
    assert all(not row[1].endswith(" av 0") for row in rows_of(overview.firmness(at_the_end)))


def test_a_variant_of_the_tolerance_is_told_with_both_figures(at_the_end):
    told = [row[0] for row in rows_of(overview.firmness(at_the_end)) if "tolerans" in row[0]]
    assert told == [
        "halverad tolerans för nära målet (5 i stället för 10 procent)",
        "dubblad tolerans för nära målet (20 i stället för 10 procent)",
    ]
