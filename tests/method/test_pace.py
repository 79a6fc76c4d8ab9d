"""Pace, the straight path and what is required a year; outcomes here are made up."""

from __future__ import annotations

import pandas as pd
import pytest
from strategies import figures, flags, line, tables


def test_migration_from_minus_124_to_zero_in_2016_is_on_track():
    row = line(tables(figures(-124, 200, {2016: 0})), 2016)
    assert row["p"] == pytest.approx(124 / 324)
    assert row["q"] == 0.4
    assert row["pace_ratio"] == pytest.approx(0.957, abs=0.0005)
    assert row["pace"] == "on_track"
    assert row["required_per_year"] == pytest.approx(66.667, abs=0.001)


def test_carbon_dioxide_has_its_own_baseline_year_and_a_path_without_any_outcome():
    case = tables(figures(2000, 1500, baseline_year=2012), better="lower", baseline_year=2012)
    row = line(case, 2015)
    assert row["q"] == pytest.approx(3 / 7)
    assert row["path"] == pytest.approx(1785.714, abs=0.001)
    assert row["path_per_year"] == pytest.approx(-71.429, abs=0.001)
    assert (row["level"], row["path_year"]) == ("not_assessable", 2015)


def test_300_ideas_in_2017_are_far_behind_on_the_straight_line():
    row = line(tables(figures(82, 700, {2017: 300})), 2017)
    assert row["pace"] == "far_behind"
    assert row["pace_ratio"] == pytest.approx(0.588, abs=0.0005)


@pytest.mark.parametrize(
    ("value", "pace"),
    [(69, "on_track"), (68.9, "behind"), (62, "behind"), (61.9, "far_behind"), (50, "far_behind"), (49, "wrong_way")],
)
def test_the_limits_of_the_pace(value, pace):
    # 50 -> 90 in four years: after two years the straight line is at 70, so R = (value - 50) / 20.
    case = tables(figures(50, 90, {2016: value}, target_year=2018), target_year=2018, precision="0.1")
    assert line(case, 2016)["pace"] == pace


@pytest.mark.parametrize(("value", "within"), [(79.6, True), (79, False), (80, False)])
def test_the_wrong_way_by_less_than_the_plans_last_digit_is_flagged(value, within):
    assert ("within_rounding" in flags(line(tables(figures(80, 83, {2016: value})), 2016))) == within


def test_a_standstill_has_a_pace_of_zero_and_never_of_minus_zero():
    row = line(tables(figures(5.5, 5.4, {2017: 5.5}), better="lower", precision="0.1"), 2017)
    assert str(row["pace_ratio"]) == "0.0"


def test_a_value_past_the_target_has_the_pace_met():
    row = line(tables(figures(52, 65, {2016: 66})), 2016)
    assert (row["level"], row["pace"]) == ("met", "met")
    assert pd.isna(row["required_per_year"])


def test_in_the_target_year_there_is_no_pace_but_met():
    assert line(tables(figures(52, 65, {2019: 60})), 2019)["pace"] == ""
    assert line(tables(figures(52, 65, {2019: 65})), 2019)["pace"] == "met"


def test_required_pace_is_a_factor_of_the_pace_so_far():
    row = line(tables(figures(52, 65, {2016: 56})), 2016)
    assert row["required_per_year"] == 3
    assert (row["observed_per_year"], row["factor"]) == (2, 1.5)


def test_a_series_going_the_wrong_way_must_turn():
    row = line(tables(figures(52, 65, {2016: 50})), 2016)
    assert pd.isna(row["factor"])
    assert "turn_required" in flags(row)


def test_hold_targets_have_no_pace_but_their_years():
    case = tables(figures(3.7, 3.7, {2015: 3.7, 2016: 3.6, 2017: 3.5, 2018: 3.8}),
                  target_type="hold", precision="0.1", true_zero=False)  # fmt: skip
    row = line(case, 2018)
    assert row["pace"] == ""
    assert (row["hold_met"], row["hold_years"]) == (2, 4)
    assert row["hold_path"] == "2015:met;2016:near;2017:not_met;2018:met"
