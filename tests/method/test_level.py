"""Met, near or not met: the method's worked cases, rounding and tolerances; outcomes here are made up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from strategies import figures, flags, line, observed, plain, tables

from helpers.method.assess import assess
from helpers.method.plan import METHOD


@pytest.mark.parametrize(("value", "level"), [(3.7, "met"), (3.6, "near"), (3.5, "not_met")])
def test_six_holds_within_one_unit_on_a_scale_without_a_true_zero(value, level):
    case = tables(figures(3.7, 3.7, {2019: value}), target_type="hold", precision="0.1", true_zero=False)
    assert line(case, 2019)["level"] == level


@pytest.mark.parametrize(("value", "level"), [(1100, "met"), (990, "near"), (900, "not_met")])
def test_population_growth_holds_within_five_percent_of_the_target(value, level):
    row = line(tables(figures(1194, 1000, {2019: value}), target_type="hold"), 2019)
    assert (row["level"], row["tolerance"]) == (level, 50)
    assert "worse_than_baseline" in flags(row)


def test_jobs_may_fall_five_percent_below_a_target_that_is_behind_its_baseline():
    row = line(tables(figures(310, 300, {2019: 295}), target_type="hold"), 2019)
    assert (row["level"], row["tolerance"], row["remaining"]) == ("near", 15, 5)


@pytest.mark.parametrize(("value", "level"), [(96, "near"), (94, "not_met")])
def test_a_target_without_a_baseline_is_near_within_five_percent(value, level):
    row = line(tables(figures(None, 100, {2019: value}), target_type="level"), 2019)
    assert (row["level"], row["pace"]) == (level, "")


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


def relative(value, riket, **changes):
    rows = [*figures(90.1, 91, {2019: value}), observed(88.5, kind="baseline", geography="riket", definition="")]
    rows += [] if riket is None else [observed(riket, geography="riket", year=2019)]
    declaration = {"target_type": "change;relative", "relative_to": "riket", "comparator": "riket", "precision": "0.1"}
    return line(tables(rows, **declaration | changes), 2019)


def test_exams_above_the_number_but_below_riket_are_near():
    row = relative(91.2, 91.5)
    assert (row["level"], row["reason"], row["number_level"]) == ("near", "relation_not_met", "met")
    assert (row["reference"], row["relation_met"]) == (91.5, "no")


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


@pytest.mark.parametrize(("margin", "uncertain"), [(5, True), (4.9, False)])
def test_a_margin_that_reaches_the_target_makes_the_class_uncertain_and_nothing_else(margin, uncertain):
    rows = figures(52, 65, {2019: 60})
    rows[-1]["margin"] = margin
    row = line(tables(rows), 2019)
    assert row["level"] == "not_met"
    assert ("uncertain" in flags(row)) == uncertain


@pytest.mark.parametrize(("margin", "planned", "coarse"), [(None, 2, True), (None, 3, False), (3, 4, True)])
def test_a_planned_change_under_three_units_or_the_margin_is_coarse(margin, planned, coarse):
    rows = figures(50, 50 + planned, {2016: 51})
    rows[-1]["margin"] = float("nan") if margin is None else margin
    assert ("coarse" in flags(line(tables(rows), 2016))) == coarse


def test_the_robustness_choices_change_what_they_name():
    halves = tables(figures(50, 60, {2017: 59.5}))
    assert plain(halves, 2017)["level"] == "met"
    assert plain(halves, 2017, options=METHOD._replace(rounding=False))["level"] == "near"
    tolerant = tables(figures(50, 90, {2017: 83}))
    assert plain(tolerant, 2017)["level"] == "not_met"
    assert plain(tolerant, 2017, options=METHOD._replace(near_change=Decimal("0.20")))["level"] == "near"
