"""The shared scales of all measures, and whose advantage a gap is: every expected figure is worked out by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from helpers.method.advantage import advantages
from helpers.method.standing import time_gone, with_standing
from helpers.method.ways import ways

NAN = math.nan
LINE = {
    "series": "a", "sex": "total", "level": "not_met", "pace": "", "flags": "",
    "report_year": 2019, "target_year": 2019, "baseline_year": 2014, "baseline": NAN, "target": 10.0, "value": 5.0,
    "tolerance": 0.5, "p": NAN, "q": NAN, "projection": NAN, "projection_p": NAN, "projection_points": NAN,
}  # fmt: skip
SERIES = pd.DataFrame({"series": ["a", "b"], "better": ["higher", "lower"], "own_yardstick": [False, False]})


def lines(*changes: dict) -> pd.DataFrame:
    return pd.DataFrame([LINE | change for change in changes])


def test_a_change_target_stands_at_its_share_of_the_way():
    """From 4 to 10 the tolerance 0,6 is a tenth of the way, so near begins at 0,9."""
    found = ways(lines({"p": 0.5, "q": 0.6, "baseline": 4.0, "tolerance": 0.6}), SERIES).iloc[0]
    assert (found["scale"], found["share"], found["expected"]) == ("way", 0.5, 0.6)
    assert found["near_from"] == pytest.approx(0.9)


def test_a_level_stands_at_its_share_of_the_target_and_near_lies_on_the_side_it_comes_from():
    found = ways(lines({}, {"series": "b"}), SERIES).set_index("series")
    assert found["share"].tolist() == [0.5, 0.5]
    assert found.loc["a", "near_from"] == pytest.approx(0.95)
    assert found.loc["b", "near_from"] == pytest.approx(1.05)


@pytest.mark.parametrize("target", [0.0, -3.0])
def test_a_target_of_zero_or_below_has_no_share(target):
    found = ways(lines({"target": target}), SERIES).iloc[0]
    assert found["scale"] == "none"
    assert math.isnan(found["share"])


def test_what_cannot_be_judged_has_no_place():
    assert ways(lines({"level": "not_assessable"}), SERIES).empty


def test_a_projection_of_two_points_is_not_drawn():
    found = ways(
        lines({"projection": 8.0, "projection_points": 2}, {"projection": 8.0, "projection_points": 3}), SERIES
    )
    assert sorted(found["projected"].isna()) == [False, True]
    assert found["projected"].max() == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("line", "standing"),
    [
        ({"level": "met"}, "met"),
        ({"level": "not_met", "pace": "wrong_way"}, "not_met"),
        ({"level": "met", "report_year": 2017}, "already"),
        ({"level": "near", "pace": "on_track", "report_year": 2017}, "on_track"),
        ({"level": "not_met", "pace": "behind", "report_year": 2017}, "behind"),
        ({"level": "not_met", "pace": "far_behind", "report_year": 2017}, "behind"),
        ({"level": "not_met", "pace": "wrong_way", "report_year": 2017}, "behind"),
        ({"level": "near", "report_year": 2017}, "not_yet"),
        ({"level": "not_assessable", "report_year": 2017}, "not_assessable"),
    ],
)
def test_a_standing_is_final_in_the_target_year_only(line, standing):
    assert with_standing(lines(line))["standing"].tolist() == [standing]


def test_a_class_is_exact_when_measure_and_year_are_the_plan_s_own():
    found = with_standing(
        lines({}, {"flags": "coarse;older_outcome"}, {"flags": "close_definition"}, {"level": "not_assessable"})
    )
    assert found["exact"].tolist() == [True, False, False, False]
    assert found["older"].tolist() == [False, True, False, False]
    assert found["close"].tolist() == [False, False, True, False]


def test_three_of_five_years_are_sixty_per_cent_of_the_time():
    assert (
        time_gone(lines({"report_year": 2017}, {"report_year": 2017}, {"report_year": 2017, "baseline_year": 2012}))
        == 0.6
    )


GAP = {
    "series": "a", "sex": "gap", "year": pd.NA, "baseline_year": 2014,
    "gap_baseline": 6.0, "gap": NAN, "gap_target": NAN,
}  # fmt: skip


def gap(**changes) -> pd.Series:
    return advantages(pd.DataFrame([GAP | changes]), SERIES).iloc[0]


def test_a_gap_is_turned_to_whose_advantage_it_is():
    assert gap()["now"] == 6.0
    assert gap(series="b")["now"] == -6.0
    assert gap(series="b", gap=2.0, year=2018)["now"] == -2.0
    assert gap(series="b", gap=2.0, year=2018)["now_year"] == 2018


@pytest.mark.parametrize(
    ("start", "target", "aim"),
    [(6.0, 0.0, "close"), (6.0, 3.0, "narrow"), (6.0, 6.0, "keep"), (6.0, -6.0, "keep"), (6.0, 9.0, "widen"),
     (0.0, 0.0, "keep"), (6.0, NAN, "none"), (NAN, 0.0, "close"), (NAN, 2.0, "keep")],
)  # fmt: skip
def test_the_aim_is_what_the_targets_do_with_the_gap(start, target, aim):
    assert gap(gap_baseline=start, gap=1.0, gap_target=target)["aim"] == aim


def test_where_each_sex_has_a_yardstick_of_its_own_nobody_is_better_off():
    own = SERIES.assign(own_yardstick=True)
    assert math.isnan(advantages(pd.DataFrame([GAP]), own).iloc[0]["now"])
