"""The projection and its range; outcomes here are made up."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import BROKEN, figures, flags, line, plain, promises, tables, tenths

from helpers.method.projection import theil_sen


def test_outcomes_before_a_break_that_the_plan_came_after_are_left_out_of_the_trend():
    # The plan's baseline of 2014 was measured in the new way, so 2013 is another measure.
    row = line(tables(figures(None, 65, {2013: 90, 2014: 52, 2016: 60}), target_type="level", breaks="2014"), 2016)
    assert (row["previous_year"], row["projection_points"]) == (2014, 2)


def test_a_break_that_the_reporter_states_stops_the_projection():
    # 69 -> 75: by 2017 the slopes' median, 5/3 a year, leads to 77.5; in 2018 the measurement is another.
    case = tables([*figures(69, 75, {2015: 70, 2016: 72, 2017: 74}), BROKEN])
    before, after = line(case, 2017), line(case, 2018)
    assert before["projection"] > 77
    assert "break_in_series" not in flags(before)
    assert pd.isna(after["projection"])
    assert (after["year"], after["level"], after["pace"]) == (2017, "near", "on_track")
    assert {"break_in_series", "older_outcome"} <= flags(after)


def test_the_projection_extends_the_median_slope():
    # Slopes 2 (2014-2015), 3 (2014-2016) and 4 (2015-2016): median 3.
    # Extended to 2019 by 3 a year: 50 + 15, 52 + 12, 56 + 9 = 65, 64, 65: median 65.
    row = line(tables(figures(50, 70, {2015: 52, 2016: 56})), 2016)
    assert (row["projection"], row["projection_slope"], row["projection_points"]) == (65, 3, 3)
    # Leaving out 2014: 56+3*4 = 68; 2015: 56+3*3 = 65; 2016: 52+4*2 = 60.
    assert (row["projection_low"], row["projection_high"]) == (60, 68)
    assert (row["projection_level"], row["projection_pace"]) == ("not_met", "behind")
    assert row["projection_p"] == 0.75


def test_the_range_always_holds_the_projection_itself():
    # Rare but possible: every projection with a year left out (the lowest 20.67) is above the one with all years.
    outcomes = {2013: 23, 2014: 37, 2015: 34, 2017: 27, 2018: 8}
    row = line(tables(figures(18, 60, outcomes, baseline_year=2012), baseline_year=2012), 2018)
    assert row["projection_low"] == row["projection"] == pytest.approx(18.333, abs=0.001)


def test_true_years_count_in_the_slope():
    # 2014: 50, 2017: 56 and 2018: 58: slopes 2, 2, 2.
    assert line(tables(figures(50, 70, {2017: 56, 2018: 58})), 2018)["projection"] == 60


def test_two_points_give_a_line_without_a_class():
    row = line(tables(figures(50, 70, {2016: 54})), 2016)
    assert (row["projection"], row["projection_level"]) == (60, "")
    assert "two_points" in flags(row)
    assert pd.isna(row["projection_low"])


def test_a_projection_stays_on_the_scale():
    row = line(tables(figures(80, 99, {2015: 90, 2016: 99}), scale_min=0, scale_max=100), 2016)
    assert row["projection"] == 100
    assert row["projection_high"] == 100


def test_a_projected_count_stays_within_n():
    rows = [dict(row, denominator=10) for row in figures(4, 10, {2015: 7, 2016: 9})]
    assert line(tables(rows, target_type="change;count", aggregation="count"), 2016)["projection"] == 10


@pytest.mark.parametrize("year", [2019, 2020])
def test_there_is_no_projection_from_the_target_year_on(year):
    assert pd.isna(line(tables(figures(50, 70, {2015: 52, 2016: 56})), year)["projection"])


def test_theil_sen_agrees_with_scipy_on_the_slope():
    points = [(2014, 5), (2015, 9), (2017, 7), (2018, 12), (2019, 30)]
    from scipy import stats  # takes seconds, here alone

    slope = stats.theilslopes([v for _y, v in points], [y for y, _v in points]).slope
    assert float(theil_sen([(y, Decimal(v)) for y, v in points], 2020)[1]) == pytest.approx(slope)


@settings(max_examples=100)
@given(promises(), st.lists(tenths(0, 1000), min_size=1, max_size=4))
def test_a_projection_and_its_range_stay_on_the_scale(promise, values):
    changes, baseline, target = promise
    rows = figures(baseline, target, {2015 + i: v for i, v in enumerate(values)})
    row = plain(tables(rows, **changes, scale_min=0, scale_max=100), 2018)
    top = 50 if changes["better"] == "balance" else 100
    found = [row.get(name) for name in ("projection_low", "projection", "projection_high")]
    known = [value for value in found if value is not None]
    assert all(0 <= value <= top for value in known)
    assert known == sorted(known)
