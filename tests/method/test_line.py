"""Which figures of a series a year's follow-up sees, and what they are made into; outcomes here are made up."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from strategies import BROKEN, figures, flags, line, observed, tables

from helpers.method.assess import assess
from helpers.method.line import margin_bound


@pytest.mark.parametrize("outcome", [None, (12, 14, 2014), (12, 14, 2016)])
def test_a_count_without_a_judged_value_keeps_the_plans_own_n(outcome):
    x, n, year = outcome or (None, None, None)
    rows = [dict(row, denominator=15) for row in figures(9, 15)]
    rows += [observed(x, denominator=n, year=year)] if outcome else []
    row = line(tables(rows, target_type="change;count", aggregation="count"), 2015)
    assert (row["level"], row["baseline"], row["target"]) == ("not_assessable", 9, 15)


def test_an_outcome_after_the_target_year_is_shown_and_never_judged():
    row = line(tables(figures(52, 65, {2019: 60, 2020: 70})), 2020)
    assert (row["year"], row["level"]) == (2019, "not_met")
    assert (row["later_year"], row["later_value"]) == (2020, 70)
    assert "older_outcome" not in flags(row)


def test_an_older_outcome_is_judged_and_flagged():
    row = line(tables(figures(52, 65, {2017: 65})), 2019)
    assert (row["year"], row["level"]) == (2017, "met")
    assert "older_outcome" in flags(row)


def test_nothing_later_than_the_report_year_is_seen():
    early = [*figures(52, 65, {2015: 53, 2016: 55}), observed(50, geography="riket", year=2016)]
    late = [
        observed(missing="break_in_series", year=2018),
        observed(99, year=2017),
        observed(98, year=2018, geography="riket"),
        observed(1, year=2016, kind="related"),
    ]
    kept = {"relative_to": "riket", "comparator": "riket", "target_type": "change;relative"}
    before, after = assess(*tables(early, **kept), 2016), assess(*tables(early + late, breaks="2017", **kept), 2016)
    pd.testing.assert_frame_equal(before, after)


@pytest.mark.parametrize("year", [2012, 2014])
def test_a_report_year_up_to_the_baseline_year_has_nothing_to_judge(year):
    row = line(tables(figures(52, 65, {2014: 60, 2015: 66})), year)
    assert (row["level"], row["reason"]) == ("not_assessable", "before_plan")
    assert pd.isna(row["value"])


def test_an_outcome_of_the_baseline_year_is_never_judged():
    row = line(tables(figures(None, 400, {2014: 500}), target_type="level"), 2015)
    assert (row["level"], row["reason"]) == ("not_assessable", "no_outcome")


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "no_outcome"),
        ([observed(60, kind="related", year=2016)], "related_only"),
        ([observed(missing="protected", year=2016)], "protected"),
        ([observed(missing="not_measured", year=2016)], "not_measured"),
        ([observed(missing="not_measured", year=2016), observed(60, kind="related", year=2015)], "related_only"),
        ([observed(missing="break_in_series", year=2016)], "broken_series"),
        ([observed(60, kind="related", year=2018)], "no_outcome"),
    ],
)
def test_missing_and_related_figures_never_reach_a_class(rows, reason):
    row = line(tables(figures(52, 65) + rows), 2017)
    assert (row["level"], row["reason"], row["pace"]) == ("not_assessable", reason, "")
    assert pd.isna(row["value"])


def test_a_series_measured_in_some_years_says_that_it_is_not_measured_yet():
    case = tables(figures(77, 95, sex="women"), measured_years="2017;2019")
    assert line(case, 2016, "women")["reason"] == "not_yet_measured"
    assert line(case, 2017, "women")["reason"] == "no_outcome"


def test_outcomes_after_a_break_are_left_out():
    row = line(tables(figures(52, 65, {2016: 60, 2018: 70}), breaks="2018"), 2018)
    assert (row["year"], row["level"]) == (2016, "not_met")
    assert {"break_in_series", "older_outcome"} <= flags(row)
    assert pd.isna(row["projection"])


def test_only_broken_outcomes_cannot_be_judged():
    row = line(tables(figures(52, 65, {2018: 70}), breaks="2017"), 2018)
    assert (row["level"], row["reason"]) == ("not_assessable", "broken_series")


def test_what_is_measured_after_a_stated_break_is_not_judged():
    case = tables([*figures(69, 75, {2015: 70, 2017: 76, 2018: 77}), BROKEN | {"year": 2016}])
    row = line(case, 2018)
    # (70 - 69) / (75 - 69) of the way in a fifth of the time: 1/6 / 1/5 = 0.83.
    assert (row["year"], row["value"], row["level"], row["pace"]) == (2015, 70, "not_met", "behind")
    assert "break_in_series" in flags(row)
    assert pd.isna(row["projection"])


def test_a_break_in_a_related_measure_leaves_the_series_whole():
    case = tables([*figures(52, 65, {2016: 60, 2017: 66}), BROKEN | {"year": 2016, "kind": "related"}])
    assert (line(case, 2017)["value"], line(case, 2017)["flags"]) == (66, "")


def test_rikets_figures_after_its_own_break_are_not_compared_with():
    rows = [*figures(90.1, 91, {2019: 92}), observed(91, geography="riket", year=2019)]
    relative_to = {"relative_to": "riket", "comparator": "riket", "target_type": "change;relative"}
    row = line(tables([*rows, BROKEN | {"geography": "riket"}], **relative_to), 2019)
    assert (row["year"], row["level"], row["relation_met"]) == (2019, "met", "")
    assert pd.isna(row["reference"])
    assert "comparator_missing" in flags(row)
    assert "break_in_series" not in flags(row)


@pytest.mark.parametrize("other", [{"missing": "not_measured"}, {"value": 60, "kind": "related"}])
def test_a_stated_break_is_the_reason_also_when_a_later_year_has_another(other):
    row = line(tables([*figures(52, 65), BROKEN | {"year": 2016}, observed(year=2017, **other)]), 2017)
    assert (row["level"], row["reason"]) == ("not_assessable", "broken_series")


def test_a_line_without_a_target_shows_its_value_without_a_class():
    row = line(tables(figures(None, None, {2016: 40}), target_type="follow"), 2016)
    assert (row["level"], row["reason"], row["value"]) == ("not_assessable", "no_target", 40)


def test_of_two_outcomes_in_a_year_the_closest_definition_is_judged():
    rows = [
        *figures(52, 65),
        observed(70, year=2016, definition="close", source="a"),
        observed(60, year=2016, definition="exact", source="b"),
    ]
    assert line(tables(rows), 2016)["value"] == 60


@pytest.mark.parametrize(
    ("definition", "flag"), [("close", "close_definition"), ("derived", "derived_value"), ("exact", None)]
)
def test_a_definition_that_is_not_the_plans_own_is_flagged(definition, flag):
    found = flags(line(tables([*figures(52, 65, {2016: 60}), observed(61, year=2017, definition=definition)]), 2017))
    assert found & {"close_definition", "derived_value"} == ({flag} if flag else set())


def mean_case(outcomes, **changes):
    declaration = {"target_type": "change;mean", "aggregation": "mean", "period_start": 2016, "period_end": 2019}
    return tables(figures(37, 80, outcomes), **declaration | changes)


def test_a_mean_target_is_judged_by_the_mean_so_far_and_tells_the_mean_still_required():
    row = line(mean_case({2015: 10, 2016: 60, 2017: 90}), 2017)
    assert (row["value"], row["raw_value"], row["year"]) == (75, 90, 2017)
    assert (row["mean_sum"], row["mean_years"], row["period_years"]) == (150, 2, 4)
    assert row["required_per_year"] == (4 * 80 - 150) / 2


def test_a_mean_stops_at_a_missing_year():
    row = line(mean_case({2016: 60, 2018: 90}), 2018)
    assert (row["value"], row["year"]) == (60, 2016)
    assert {"incomplete_mean", "older_outcome"} <= flags(row)


def test_a_mean_without_its_first_year_cannot_be_judged():
    row = line(mean_case({2017: 60}), 2017)
    assert (row["level"], row["reason"]) == ("not_assessable", "incomplete_mean")


def test_a_hold_target_can_be_a_mean():
    case = tables(figures(2.6, 2.5, {2016: 4.0, 2017: 0.8}), target_type="hold;mean", aggregation="mean",
                  period_start=2016, period_end=2019, precision="0.1")  # fmt: skip
    row = line(case, 2017)
    assert (row["level"], row["value"]) == ("near", 2.4)
    assert row["hold_path"] == "2016:met;2017:near"


def test_a_count_restates_baseline_and_target_out_of_the_years_n():
    rows = figures(9, 15, {2016: 10}, denominator=15)
    rows[-1]["denominator"] = 14
    row = line(tables(rows, target_type="change;count", aggregation="count"), 2016)
    assert (row["baseline"], row["target"], row["value"]) == (8.4, 14, 10)
    assert row["pace_ratio"] == pytest.approx((1.6 / 5.6) / 0.4)
    assert row["pace"] == "behind"


def test_a_count_without_its_n_cannot_be_judged():
    rows = [*figures(9, 15, denominator=15), observed(10, year=2016)]
    row = line(tables(rows, target_type="change;count", aggregation="count"), 2016)
    assert (row["level"], row["reason"]) == ("not_assessable", "no_denominator")


def test_the_widest_margin_of_a_bounded_mean():
    # Scale 0-100, mean 50, 100 answers: 1.96 * sqrt(50 * 50 / 100) = 9.8.
    assert margin_bound(Decimal(50), Decimal(100), Decimal(0), Decimal(100)) == Decimal("9.8")


def test_a_survey_with_its_number_of_answers_gets_the_upper_bound_as_margin():
    rows = figures(52, 65, {2019: 50})
    rows[-1]["denominator"] = 100
    row = line(tables(rows, survey=True, scale_min=0, scale_max=100), 2019)
    assert row["margin"] == 9.8
    assert "margin_bound" in flags(row)
