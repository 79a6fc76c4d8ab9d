"""Every worked case of the method, every hard case of the plan, and what must hold for any figures.

Expected values are worked out by hand from the plan's table or the method; outcomes here are made up.
"""

from __future__ import annotations

import itertools
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from strategies import declared, figures, line, observed, plain, promises, tables, tenths

from helpers.method.assess import assess, counted
from helpers.method.columns import ASSESSMENT_COLUMNS, FLAGS
from helpers.method.evidence import mann_kendall
from helpers.method.line import margin_bound
from helpers.method.plan import METHOD
from helpers.method.projection import theil_sen

RANK = {"not_met": 0, "near": 1, "met": 2}


def flags(row) -> set[str]:
    return set(filter(None, row["flags"].split(";")))


# --- Section 9: the method's worked cases ----------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "level"), [(3.7, "met"), (3.6, "near"), (3.5, "not_met")])
def test_six_holds_within_one_unit_on_a_scale_without_a_true_zero(value, level):
    case = tables(figures(3.7, 3.7, {2019: value}), target_type="hold", precision="0.1", true_zero=False)
    assert line(case, 2019)["level"] == level


@pytest.mark.parametrize(("value", "level"), [(1100, "met"), (990, "near"), (900, "not_met")])
def test_population_growth_holds_within_five_percent_of_the_target(value, level):
    row = line(tables(figures(1194, 1000, {2019: value}), target_type="hold"), 2019)
    assert (row["level"], row["tolerance"]) == (level, 50)
    assert "worse_than_baseline" in flags(row)


def test_migration_from_minus_124_to_zero_in_2016_is_on_track():
    row = line(tables(figures(-124, 200, {2016: 0})), 2016)
    assert row["p"] == pytest.approx(124 / 324)
    assert row["q"] == 0.4
    assert row["pace_ratio"] == pytest.approx(0.957, abs=0.0005)
    assert row["pace"] == "on_track"
    assert row["required_per_year"] == pytest.approx(66.667, abs=0.001)


def test_jobs_may_fall_five_percent_below_a_target_that_is_behind_its_baseline():
    row = line(tables(figures(310, 300, {2019: 295}), target_type="hold"), 2019)
    assert (row["level"], row["tolerance"], row["remaining"]) == ("near", 15, 5)


@pytest.mark.parametrize(("value", "level"), [(96, "near"), (94, "not_met")])
def test_a_target_without_a_baseline_is_near_within_five_percent(value, level):
    row = line(tables(figures(None, 100, {2019: value}), target_type="level"), 2019)
    assert (row["level"], row["pace"]) == (level, "")


def test_carbon_dioxide_has_its_own_baseline_year_and_a_path_without_any_outcome():
    case = tables(figures(2000, 1500, baseline_year=2012), better="lower", baseline_year=2012)
    row = line(case, 2015)
    assert row["q"] == pytest.approx(3 / 7)
    assert row["path"] == pytest.approx(1785.714, abs=0.001)
    assert row["path_per_year"] == pytest.approx(-71.429, abs=0.001)
    assert (row["level"], row["path_year"]) == ("not_assessable", 2015)


@pytest.mark.parametrize(
    ("women", "level", "distance", "changed"),
    [(61, "near", 11, False), (58, "met", 8, False), (38, "not_met", 12, True)],
)
def test_public_managers_are_judged_by_their_distance_from_half(women, level, distance, changed):
    case = tables(
        figures(63, 60, {2019: women}, sex="women") + figures(37, 40, {2019: 100 - women}, sex="men"),
        better="balance",
        target_type="balance",
        distribution=True,
    )
    for sex, share in (("women", women), ("men", 100 - women)):
        row = line(case, 2019, sex)
        assert (row["level"], row["value"], row["raw_value"]) == (level, distance, share)
        assert ("majority_changed" in flags(row)) == changed
    assert set(assess(*case, 2019)["sex"]) == {"women", "men"}


def test_private_managers_meet_the_target_of_thirty_outside_forty_to_sixty():
    case = tables(figures(26, 30, {2019: 30}, sex="women"), better="balance", target_type="balance", distribution=True)
    row = line(case, 2019, "women")
    assert (row["level"], row["inside_40_60"]) == ("met", "no")


@pytest.mark.parametrize(
    ("women", "unit", "inside"),
    [(60.4, "1", "yes"), (60.5, "1", "no"), (39.5, "1", "no"), (60.05, "0.1", "no"), (60.04, "0.1", "yes")],
)
def test_both_shares_of_a_distribution_say_the_same_of_forty_to_sixty(women, unit, inside):
    # Decided by the distance from 50 at the plan's precision: 10.5 is 11 and 10.05 is 10.1, whichever share is counted.
    case = tables(
        figures(63, 60, {2019: women}, sex="women") + figures(37, 40, {2019: round(100 - women, 2)}, sex="men"),
        better="balance",
        target_type="balance",
        distribution=True,
        precision=unit,
    )
    assert [line(case, 2019, sex)["inside_40_60"] for sex in ("women", "men")] == [inside, inside]


@pytest.mark.parametrize(("x", "n", "level", "changed"), [(14, 15, "near", False), (13, 13, "met", True)])
def test_a_count_is_judged_out_of_its_own_n(x, n, level, changed):
    rows = figures(9, 15, {2019: x}, denominator=15)
    rows[-1]["denominator"] = n
    row = line(tables(rows, target_type="change;count", aggregation="count"), 2019)
    assert row["level"] == level
    assert ("n_changed" in flags(row)) == changed
    assert (row["denominator"], row["target"]) == (n, n)


@pytest.mark.parametrize("outcome", [None, (12, 14, 2014), (12, 14, 2016)])
def test_a_count_without_a_judged_value_keeps_the_plans_own_n(outcome):
    x, n, year = outcome or (None, None, None)
    rows = [dict(row, denominator=15) for row in figures(9, 15)]
    rows += [observed(x, denominator=n, year=year)] if outcome else []
    row = line(tables(rows, target_type="change;count", aggregation="count"), 2015)
    assert (row["level"], row["baseline"], row["target"]) == ("not_assessable", 9, 15)


def relative(value, riket, **changes):
    rows = [*figures(90.1, 91, {2019: value}), observed(88.5, kind="baseline", geography="riket", definition="")]
    rows += [] if riket is None else [observed(riket, geography="riket", year=2019)]
    declaration = {"target_type": "change;relative", "relative_to": "riket", "comparator": "riket", "precision": "0.1"}
    return line(tables(rows, **declaration | changes), 2019)


def test_exams_above_the_number_but_below_riket_are_near():
    row = relative(91.2, 91.5)
    assert (row["level"], row["reason"], row["number_level"]) == ("near", "relation_not_met", "met")
    assert (row["reference"], row["relation_met"]) == (91.5, "no")


def test_300_ideas_in_2017_are_far_behind_on_the_straight_line():
    row = line(tables(figures(82, 700, {2017: 300})), 2017)
    assert row["pace"] == "far_behind"
    assert row["pace_ratio"] == pytest.approx(0.588, abs=0.0005)


def test_when_only_women_reach_a_target_for_the_total_it_is_said_on_the_gap_row():
    rows = figures(55, None, {2019: 66}, sex="women") + figures(48, None, {2019: 60}, sex="men")
    case = tables(rows + figures(52, 65, {2019: 63}))
    total, gap = line(case, 2019), line(case, 2019, "gap")
    assert (total["level"], total["tolerance"]) == ("not_met", 1.3)
    assert gap["total_target_reached_by"] == "women"
    assert (gap["level"], gap["reason"]) == ("not_assessable", "no_own_target")
    assert line(case, 2019, "women")["reason"] == "no_own_target"


def test_pupils_gap_of_one_against_a_planned_gap_of_none_is_near():
    rows = figures(77, 95, {2019: 94}, sex="women") + figures(93, 95, {2019: 95}, sex="men")
    row = line(tables(rows, sexes="women;men"), 2019, "gap")
    assert (row["value"], row["target"], row["tolerance"], row["level"]) == (1, 0, 1.6, "near")


def test_children_per_pedagogue_at_the_baseline_are_not_near_though_within_the_tolerance():
    rows = [*figures(5.5, 5.4, {2019: 5.5}), observed(5.2, geography="riket", year=2019)]
    case = tables(
        rows,
        better="lower",
        precision="0.1",
        target_type="change;relative",
        relative_to="jamforbara_kommuner",
        comparator="riket",
    )
    row = line(case, 2019)
    assert (row["level"], row["tolerance"], row["remaining"]) == ("not_met", 0.1, 0.1)
    assert {"coarse", "comparator_unnamed"} <= flags(row)
    assert (row["reference"], row["relation_met"]) == (5.2, "")


def test_sick_leave_gap_of_the_baseline_is_signed():
    rows = figures(7.8, sex="women") + figures(4.5, sex="men") + figures(7.1, 5.9)
    row = line(tables(rows, better="lower", precision="0.1", scale_min=0), 2019, "gap")
    assert row["gap_baseline"] == pytest.approx(3.3)
    assert row["better_off_baseline"] == "men"


# --- Relative targets ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "riket", "level", "reason"),
    [
        (91.2, 90.0, "met", ""),
        (90.5, 90.0, "near", "number_not_met"),
        (90.5, 92.0, "not_met", ""),
        (91.2, 91.2, "near", "relation_not_met"),
    ],
)
def test_a_relative_target_asks_two_questions(value, riket, level, reason):
    row = relative(value, riket)
    assert (row["level"], row["reason"]) == (level, reason)


def test_without_rikets_figure_of_the_year_only_the_number_is_judged_and_flagged():
    row = relative(91.2, None)
    assert (row["level"], row["relation_met"]) == ("met", "")
    assert "comparator_missing" in flags(row)


def test_a_relative_target_where_lower_is_better_must_lie_below_riket():
    assert relative(90.0, 91.0, better="lower", target_type="hold;relative")["relation_met"] == "yes"


# --- What is seen ----------------------------------------------------------------------------------------------------


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


def test_outcomes_before_a_break_that_the_plan_came_after_are_left_out_of_the_trend():
    # The plan's baseline of 2014 was measured in the new way, so 2013 is another measure.
    row = line(tables(figures(None, 65, {2013: 90, 2014: 52, 2016: 60}), target_type="level", breaks="2014"), 2016)
    assert (row["previous_year"], row["projection_points"]) == (2014, 2)


def test_only_broken_outcomes_cannot_be_judged():
    row = line(tables(figures(52, 65, {2018: 70}), breaks="2017"), 2018)
    assert (row["level"], row["reason"]) == ("not_assessable", "broken_series")


BROKEN = observed(missing="break_in_series", year=2018)


def test_a_break_that_the_reporter_states_stops_the_projection():
    # 69 -> 75: by 2017 the slopes' median, 5/3 a year, leads to 77.5; in 2018 the measurement is another.
    case = tables([*figures(69, 75, {2015: 70, 2016: 72, 2017: 74}), BROKEN])
    before, after = line(case, 2017), line(case, 2018)
    assert before["projection"] > 77
    assert "break_in_series" not in flags(before)
    assert pd.isna(after["projection"])
    assert (after["year"], after["level"], after["pace"]) == (2017, "near", "on_track")
    assert {"break_in_series", "older_outcome"} <= flags(after)


def test_what_is_measured_after_a_stated_break_is_not_judged():
    case = tables([*figures(69, 75, {2015: 70, 2017: 76, 2018: 77}), BROKEN | {"year": 2016}])
    row = line(case, 2018)
    # (70 - 69) / (75 - 69) of the way in a fifth of the time: 1/6 / 1/5 = 0.83.
    assert (row["year"], row["value"], row["level"], row["pace"]) == (2015, 70, "not_met", "behind")
    assert "break_in_series" in flags(row)
    assert pd.isna(row["projection"])


@pytest.mark.parametrize("sex", ["women", "men", "total"])
@pytest.mark.parametrize("broken", [2014, 2015, 2016, 2018, 2019])
@pytest.mark.parametrize("year", range(2014, 2021))
def test_a_stated_break_acts_as_a_declared_one_for_all_lines_of_the_series(year, broken, sex):
    spread = {"women": 2, "men": -2, "total": 0}
    measured = {2013: 40, 2015: 53, 2016: 55, 2017: 58, 2018: 57, 2019: 66}
    rows = [
        row
        for name, more in spread.items()
        for row in figures(50 + more, 65, {at: v + more for at, v in measured.items()}, sex=name)
        if (name, row["year"], row["kind"]) != (sex, broken, "outcome")
    ]
    stated = assess(*tables([*rows, BROKEN | {"sex": sex, "year": broken}]), year)
    pd.testing.assert_frame_equal(stated, assess(*tables(rows, breaks=str(broken)), year))


def test_a_gap_from_before_a_break_is_flagged():
    case = tables(figures(50, 65, {2016: 55}, sex="women") + figures(48, 65, {2016: 54}, sex="men"), breaks="2017")
    assert "break_in_series" not in flags(line(case, 2016, "gap"))
    assert {"break_in_series", "older_outcome"} <= flags(line(case, 2017, "gap"))


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


# --- Rounding and tolerances -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "level", "rounded"), [(64.5, "met", True), (64.49, "near", False), (65, "met", False)]
)
def test_values_are_rounded_half_up_to_the_plans_precision(value, level, rounded):
    row = line(tables(figures(52, 65, {2019: value})), 2019)
    assert row["level"] == level
    assert ("rounded" in flags(row)) == rounded


def test_a_binary_half_is_rounded_as_it_is_written():
    row = line(tables(figures(1, 2.7, {2019: 2.675}), precision="0.01"), 2019)
    assert row["value_rounded"] == 2.68


def test_a_plan_that_prints_tens_is_rounded_to_tens():
    assert line(tables(figures(600, 650, {2019: 645}), precision="10"), 2019)["value_rounded"] == 650


def test_negative_halves_round_away_from_zero():
    assert line(tables(figures(-10, 0, {2019: -2.5})), 2019)["value_rounded"] == -3


def test_a_declared_tolerance_beats_the_rules():
    row = line(tables(figures(52, 65, {2019: 62}), near_tolerance=3.0), 2019)
    assert (row["level"], row["tolerance"], row["tolerance_rule"]) == ("near", 3, "declared")


def test_a_hold_target_of_zero_tolerates_one_unit():
    case = figures(0, 0, {2019: -1})
    assert line(tables(case, target_type="hold"), 2019)["level"] == "near"


def test_a_change_target_without_a_baseline_is_judged_as_a_level():
    row = line(tables(figures(None, 100, {2016: 96})), 2016)
    assert (row["level"], row["tolerance_rule"], row["pace"]) == ("near", "share_of_target", "")


@pytest.mark.parametrize(("value", "worse"), [(51.4, True), (51.5, False), (52, False)])
def test_a_value_behind_its_baseline_at_the_plans_precision_is_flagged(value, worse):
    assert ("worse_than_baseline" in flags(line(tables(figures(52, 65, {2019: value})), 2019))) == worse


# --- Pace and required pace ------------------------------------------------------------------------------------------


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


# --- Means and counts ------------------------------------------------------------------------------------------------


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


# --- Margins ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("margin", "uncertain"), [(5, True), (4.9, False)])
def test_a_margin_that_reaches_the_target_makes_the_class_uncertain_and_nothing_else(margin, uncertain):
    rows = figures(52, 65, {2019: 60})
    rows[-1]["margin"] = margin
    row = line(tables(rows), 2019)
    assert row["level"] == "not_met"
    assert ("uncertain" in flags(row)) == uncertain


def test_the_widest_margin_of_a_bounded_mean():
    # Scale 0-100, mean 50, 100 answers: 1.96 * sqrt(50 * 50 / 100) = 9.8.
    assert margin_bound(Decimal(50), Decimal(100), Decimal(0), Decimal(100)) == Decimal("9.8")


def test_a_survey_with_its_number_of_answers_gets_the_upper_bound_as_margin():
    rows = figures(52, 65, {2019: 50})
    rows[-1]["denominator"] = 100
    row = line(tables(rows, survey=True, scale_min=0, scale_max=100), 2019)
    assert row["margin"] == 9.8
    assert "margin_bound" in flags(row)


@pytest.mark.parametrize(("margin", "planned", "coarse"), [(None, 2, True), (None, 3, False), (3, 4, True)])
def test_a_planned_change_under_three_units_or_the_margin_is_coarse(margin, planned, coarse):
    rows = figures(50, 50 + planned, {2016: 51})
    rows[-1]["margin"] = float("nan") if margin is None else margin
    assert ("coarse" in flags(line(tables(rows), 2016))) == coarse


# --- Projection ------------------------------------------------------------------------------------------------------


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
    slope = stats.theilslopes([v for _y, v in points], [y for y, _v in points]).slope
    assert float(theil_sen([(y, Decimal(v)) for y, v in points], 2020)[1]) == pytest.approx(slope)


# --- Direction and evidence ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("better", "value", "word"),
    [("higher", 56, "better"), ("higher", 55.5, "unchanged"), ("higher", 54, "worse"), ("lower", 54, "better")],
)
def test_a_change_counts_from_one_unit_in_the_declared_direction(better, value, word):
    row = line(tables(figures(55, 60, {2016: value}), better=better), 2016)
    assert (row["change_baseline"], row["change_previous"], row["previous_year"]) == (word, word, 2014)


@pytest.mark.parametrize(("margin", "word", "significant"), [(3, "unchanged", "no"), (2, "better", "yes")])
def test_a_surveys_change_counts_from_the_margin_of_the_difference(margin, word, significant):
    # sqrt(3^2 + 3^2) = 4.24 > 4; sqrt(2^2 + 2^2) = 2.83 < 4.
    rows = [dict(row, margin=margin) for row in figures(None, 65, {2015: 52, 2016: 56})]
    row = line(tables(rows, survey=True, target_type="level"), 2016)
    assert (row["change_previous"], row["significant_previous"]) == (word, significant)


def test_a_surveys_difference_is_never_significant_without_margins():
    assert line(tables(figures(52, 65, {2016: 99}), survey=True), 2016)["significant_previous"] == ""


def test_a_difference_in_a_register_is_not_called_significant_even_with_margins():
    rows = [dict(row, margin=1) for row in figures(None, 65, {2015: 52, 2016: 56})]
    assert line(tables(rows, target_type="level"), 2016)["significant_previous"] == ""


def test_four_points_can_be_mostly_but_never_clearly_one_way():
    row = line(tables(figures(50, 70, {2015: 52, 2016: 56, 2017: 60})), 2017)
    assert (row["evidence"], row["trend"], row["evidence_n"]) == ("mostly", "better", 4)
    assert row["evidence_p"] == row["evidence_p_min"] == pytest.approx(2 / 24)


@pytest.mark.parametrize(
    ("values", "word", "tau"),
    [([52, 51, 53], "mostly", 2 / 3), ([53, 52, 51], "none", 0), ([53, 51, 54], "mostly", 2 / 3)],
)
def test_a_direction_is_mostly_one_way_from_tau_of_six_tenths(values, word, tau):
    # Four points from 50: one falling pair of six gives (5 - 1) / 6, three falling pairs give 0.
    row = line(tables(figures(50, 70, dict(zip((2015, 2016, 2017), values, strict=True)))), 2017)
    assert (row["evidence"], row["evidence_tau"]) == (word, pytest.approx(tau))


def test_five_rising_points_are_clear():
    row = line(tables(figures(50, 30, {2015: 52, 2016: 56, 2017: 60, 2018: 61}), better="lower"), 2018)
    assert (row["evidence"], row["trend"]) == ("clear", "worse")
    assert row["evidence_p"] == pytest.approx(2 / 120)


def test_three_points_have_no_evidence():
    assert line(tables(figures(50, 70, {2015: 52, 2016: 56})), 2016)["evidence"] == ""


@given(st.permutations(list(range(7))), st.integers(2, 7))
def test_mann_kendall_agrees_with_scipy_where_scipy_is_exact(order, n):
    values = [value for value in order if value < n]
    found, expected = mann_kendall(values), stats.kendalltau(range(n), values, method="exact")
    assert found.p == pytest.approx(expected.pvalue)
    assert found.tau_b == pytest.approx(expected.statistic)


@settings(max_examples=40)
@given(st.lists(st.integers(0, 3), min_size=4, max_size=6))
def test_mann_kendall_with_ties_is_the_share_of_all_orders(values):
    def s(order):
        return sum((b > a) - (b < a) for a, b in itertools.combinations(order, 2))

    sizes = [abs(s(order)) for order in itertools.permutations(values)]
    found = mann_kendall(values)
    assert found.p == pytest.approx(sum(size >= abs(s(values)) for size in sizes) / len(sizes))
    assert found.p_min == pytest.approx(sum(size == max(sizes) for size in sizes) / len(sizes))
    if len(set(values)) > 1:
        assert found.tau_b == pytest.approx(stats.kendalltau(range(len(values)), values).statistic)


def test_equal_values_show_no_trend():
    found = mann_kendall([5, 5, 5, 5])
    assert (found.s, found.p, found.p_min, found.strong) == (0, 1, 1, False)


# --- What must hold for any figures ----------------------------------------------------------------------------------


@settings(max_examples=150)
@given(promises(), tenths(), tenths(), tenths())
def test_a_better_outcome_never_gets_a_worse_class(promise, one, other, riket):
    changes, baseline, target = promise
    if changes["better"] != "balance":
        changes |= {"relative_to": "riket", "comparator": "riket"}

    def level(value):
        rows = [*figures(baseline, target, {2017: value}), observed(riket, year=2017, geography="riket")]
        return plain(tables(rows, **changes), 2017)["level"]

    goodness = {"higher": lambda v: v, "lower": lambda v: -v, "balance": lambda v: -abs(v - 50)}[changes["better"]]
    worse, better = sorted((one, other), key=goodness)
    assert RANK[level(worse)] <= RANK[level(better)]


@settings(max_examples=100)
@given(promises(("change", "hold", "level")), st.lists(tenths(), min_size=1, max_size=5), st.integers(-3, 3))
def test_classes_do_not_change_with_the_unit(promise, values, power):
    changes, baseline, target = promise

    def classes(factor, unit):
        def scaled(value):
            return None if value is None else float(Decimal(str(value)) * factor)

        rows = figures(scaled(baseline), scaled(target), {2015 + i: scaled(v) for i, v in enumerate(values)})
        row = plain(tables(rows, **changes | {"precision": str(unit)}), 2018)
        names = ("level", "pace", "projection_level", "projection_pace", "change_previous", "evidence", "hold_path")
        return [row.get(name) for name in names]

    factor = Decimal(10) ** power
    assert classes(Decimal(1), Decimal(changes["precision"])) == classes(factor, Decimal(changes["precision"]) * factor)


@settings(max_examples=100)
@given(promises(("change", "hold", "level")), st.lists(tenths(), min_size=1, max_size=5))
def test_classes_do_not_change_with_a_mirrored_polarity_declared_as_such(promise, values):
    changes, baseline, target = promise
    mirrored = changes | {"better": {"higher": "lower", "lower": "higher"}[changes["better"]]}

    def classes(sign, declaration):
        start = None if baseline is None else sign * baseline
        rows = figures(start, sign * target, {2015 + i: sign * v for i, v in enumerate(values)})
        row = plain(tables(rows, **declaration), 2018)
        names = ("level", "pace", "pace_ratio", "projection_level", "projection_pace", "change_previous", "trend")
        return [row.get(name) for name in names]

    assert classes(1, changes) == classes(-1, mirrored)


def mixed_tables():
    rows = (
        figures(77, 95, {2017: 80, 2019: 94}, sex="women", series="R")
        + figures(93, 95, {2017: 94, 2019: 95}, sex="men", series="R")
        + figures(2.6, 2.5, {2016: 3, 2017: 2, 2018: 1}, series="34")
        + figures(90.1, 91, {2018: 90, 2019: 91}, series="10")
        + [
            observed(89, year=2019, geography="riket", series="10"),
            observed(88, year=2019, kind="related", series="10"),
        ]
        + [observed(92, year=2019, series="10", definition="close", source="b")]
    )
    return tables(
        rows,
        declared(series="R", sexes="women;men", scale_min=0, scale_max=100),
        declared(series="34", target_type="hold;mean", aggregation="mean", period_start=2016, period_end=2019),
        declared(series="10", target_type="change;relative", relative_to="riket", comparator="riket"),
    )


@given(st.randoms(use_true_random=False))
@settings(max_examples=15)
def test_the_order_of_rows_does_not_matter(random):
    made = mixed_tables()
    order = list(range(len(made.observations)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(assess(*made, 2019), assess(made.series, made.observations.iloc[order], 2019))


@settings(max_examples=100)
@given(promises(), tenths(), st.floats(0, 50).map(lambda m: round(m, 1)))
def test_a_margin_never_changes_a_class(promise, value, margin):
    changes, baseline, target = promise
    rows = figures(baseline, target, {2016: value})
    without = plain(tables(rows, **changes), 2016)
    rows[-1]["margin"] = margin
    with_margin = plain(tables(rows, **changes), 2016)
    assert with_margin["level"] == without["level"]
    assert with_margin.get("pace") == without.get("pace")


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


def test_the_tables_are_not_changed():
    made = mixed_tables()
    before = made.series.copy(deep=True), made.observations.copy(deep=True)
    assess(*made, 2019)
    pd.testing.assert_frame_equal(made.series, before[0])
    pd.testing.assert_frame_equal(made.observations, before[1])


# --- The frame -------------------------------------------------------------------------------------------------------


def test_the_contracts_columns_come_first_and_every_flag_is_documented():
    frame = assess(*mixed_tables(), 2019)
    assert tuple(frame.columns[: len(ASSESSMENT_COLUMNS)]) == ASSESSMENT_COLUMNS
    assert set(";".join(frame["flags"]).split(";")) - {""} <= set(FLAGS)


def test_an_empty_table_of_observations_gives_an_empty_assessment_with_all_columns():
    frame = assess(*tables([]), 2019)
    assert frame.empty
    assert tuple(frame.columns[: len(ASSESSMENT_COLUMNS)]) == ASSESSMENT_COLUMNS


def test_rows_stand_as_women_men_total_gap():
    rows = figures(52, 65) + figures(55, sex="women") + figures(48, sex="men")
    assert assess(*tables(rows), 2019)["sex"].tolist() == ["women", "men", "total", "gap"]


@pytest.mark.parametrize("better", ["up", ""])
def test_an_unknown_direction_is_refused(better):
    with pytest.raises(ValueError, match="better"):
        assess(*tables(figures(1, 2), better=better), 2019)


@pytest.mark.parametrize("precision", ["5", "0", "-1", "0.25"])
def test_a_precision_that_is_no_power_of_ten_is_refused(precision):
    with pytest.raises(ValueError, match="precision"):
        assess(*tables(figures(1, 2), precision=precision), 2019)


def test_a_target_type_without_a_rule_is_refused():
    with pytest.raises(ValueError, match="target_type"):
        assess(*tables(figures(1, 2), target_type="mean"), 2019)


def test_the_robustness_choices_change_what_they_name():
    halves = tables(figures(50, 60, {2017: 59.5}))
    assert plain(halves, 2017)["level"] == "met"
    assert plain(halves, 2017, options=METHOD._replace(rounding=False))["level"] == "near"
    tolerant = tables(figures(50, 90, {2017: 83}))
    assert plain(tolerant, 2017)["level"] == "not_met"
    assert plain(tolerant, 2017, options=METHOD._replace(near_change=Decimal("0.20")))["level"] == "near"


# --- Section 8: what is counted --------------------------------------------------------------------------------------


def test_each_line_of_the_plan_is_counted_once():
    rows = (
        figures(55, sex="women", series="B") + figures(48, sex="men", series="B") + figures(52, 65, series="B")
        + figures(77, 95, sex="women", series="R") + figures(93, 95, sex="men", series="R")
        + figures(63, 60, sex="women", series="F") + figures(37, 40, sex="men", series="F")
        + figures(22.2, 25, sex="men", series="F2")
    )  # fmt: skip
    made = tables(
        rows,
        declared(series="B"),
        declared(series="R", sexes="women;men"),
        declared(series="F", sexes="women;men", better="balance", target_type="balance", distribution=True),
        declared(
            series="F2", sexes="men", better="balance", target_type="balance", distribution=True, level="organisation"
        ),
    )
    rows = counted(assess(*made, 2019), made.series)
    lines = list(zip(rows["series"], rows["sex"], strict=True))
    assert lines == [("B", "total"), ("R", "women"), ("R", "men"), ("F", "women"), ("F2", "men")]
    assert rows["scope"].tolist() == ["ort"] * 4 + ["organisation"]
