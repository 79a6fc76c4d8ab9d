"""Women and men: the gap, its change, how it changed, and what the plan planned. All outcomes are made up."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import figures, line, observed, plain, tables, tenths

from helpers.method.assess import assess
from helpers.method.gaps import Pair, better_off, gap_change, gap_how, gap_tolerance

ONE = Decimal(1)


def pair(women, men, *margins):
    return Pair(Decimal(str(women)), Decimal(str(men)), *(Decimal(margin) for margin in margins))


def both(women, men, **changes):
    """Tables of (baseline, target, outcomes) for women and for men."""
    return tables(figures(*women, sex="women") + figures(*men, sex="men"), **changes)


# --- The arithmetic --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gap", "direction", "who"), [(3, 1, "women"), (3, -1, "men"), (-3, 1, "men"), ("0.4", 1, "equal"), (5, 0, "")]
)
def test_who_is_better_off_follows_from_the_direction_and_the_precision(gap, direction, who):
    assert better_off(Decimal(gap), direction, ONE) == who


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ((60, 50), (60, 52), "narrowing"),
        ((60, 50), (60, 51), "unchanged"),
        ((60, 50), (62, 50), "widening"),
        ((50, 60), (50, 62), "widening"),
        ((60, 50), (50, 60), "reversed"),
        ((60, 50), (50, 50.5), "narrowing"),
        ((50, 50), (52, 50), "widening"),
    ],
)
def test_a_change_of_the_gap_counts_from_two_units_without_margins(before, after, change):
    assert gap_change(pair(*before), pair(*after), ONE) == change


def test_with_margins_the_tolerance_is_the_root_of_the_four_squares():
    before, after = pair(60, 50, 2, 4), pair(60, 50, 4, 8)
    assert gap_tolerance(before, after, ONE) == 10
    assert gap_tolerance(before, pair(60, 50), ONE) == 2


def test_margins_of_zero_do_not_make_a_standstill_a_change():
    still = pair(60, 50, 0, 0)
    assert gap_change(still, still, ONE) == "unchanged"


@pytest.mark.parametrize(
    ("before", "after", "direction", "how"),
    [
        ((60, 50), (60, 55), 1, "up"),
        ((60, 50), (58, 53), 1, "both"),
        ((60, 50), (55, 50), 1, "down"),
        ((60, 50), (55, 50), -1, "up"),
        ((60, 50), (63, 50), 1, "up"),
        ((60, 50), (62, 48), 1, "both"),
        ((60, 50), (60, 46), 1, "down"),
    ],
)
def test_a_gap_changes_upwards_from_both_sides_or_downwards(before, after, direction, how):
    assert gap_how(pair(*before), pair(*after), direction, ONE) == how


# --- The rows --------------------------------------------------------------------------------------------------------


def test_the_gap_is_women_minus_men_in_the_latest_year_that_both_have():
    row = line(both((77, 95, {2017: 80, 2019: 90}), (93, 95, {2017: 94})), 2019, "gap")
    assert (row["year"], row["gap"], row["gap_baseline"], row["gap_target"]) == (2017, -14, -16, 0)
    assert (row["women"], row["men"]) == (80, 94)
    assert (row["gap_change"], row["gap_how"], row["better_off"]) == ("narrowing", "up", "men")
    assert "older_outcome" in row["flags"]


def test_a_plan_without_narrowing_is_named_and_its_gap_is_held():
    row = line(both((13.3, 10, {2019: 10.0}), (14.8, 11.5, {2019: 11.6}), better="lower", precision="0.1"), 2019, "gap")
    assert (row["planned_gap_change"], row["target_kind"]) == (0, "hold")
    assert "no_narrowing_planned" in row["flags"]
    # The gap is 1.6 against a held 1.5: one unit, 0.1, is left and tolerated.
    assert (row["level"], row["tolerance"]) == ("near", 0.1)


def test_equal_sexes_have_no_gap_to_narrow():
    row = line(both((3.7, 3.7, {2019: 3.7}), (3.7, 3.7, {2019: 3.7}), precision="0.1", target_type="hold"), 2019, "gap")
    assert (row["level"], row["better_off"], row["gap_change"]) == ("met", "equal", "unchanged")
    assert "no_narrowing_planned" not in row["flags"]


def test_targets_without_baselines_judge_the_gap_as_a_level():
    row = line(both((None, 80, {2019: 80}), (None, 60, {2019: 59})), 2019, "gap")
    # |21| against |20|: 5 % of 20 is 1.
    assert (row["level"], row["target_kind"], row["gap_change"]) == ("near", "level", "not_assessable")


def test_sexes_without_a_common_year_have_no_gap_of_outcomes():
    row = line(both((77, 95, {2017: 80}), (93, 95, {2018: 94})), 2019, "gap")
    assert (row["level"], row["reason"]) == ("not_assessable", "no_common_year")


def test_a_sex_without_outcomes_gives_its_reason():
    made = tables(
        [
            *figures(77, 95, {2017: 80}, sex="women"),
            *figures(93, 95, sex="men"),
            observed(missing="protected", sex="men", year=2017),
        ]
    )
    assert line(made, 2017, "gap")["reason"] == "protected"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"scale_min": 0}, 1.5),
        ({"scale_min": 0, "unit": "dagar per barn"}, 1.5),
        ({"scale_min": 0, "unit": "indexenheter"}, None),
        ({"scale_min": 0, "true_zero": False}, None),
        ({"scale_min": 1}, None),
        ({}, None),
    ],
)
def test_a_ratio_stands_only_beside_rates_from_a_true_zero(changes, expected):
    row = line(both((None, None, {2015: 30}), (None, None, {2015: 20}), **changes), 2015, "gap")
    assert row["ratio"] == expected if expected else pd.isna(row["ratio"])


def test_a_ratio_needs_positive_values():
    assert pd.isna(line(both((None, None, {2015: 30}), (None, None, {2015: 0}), scale_min=0), 2015, "gap")["ratio"])


@pytest.mark.parametrize(
    ("women", "men", "who"),
    [(66, 60, "women"), (60, 66, "men"), (66, 65, "both"), (64.4, 60, "none"), (64.5, 1, "women")],
)
def test_each_sex_is_compared_with_a_target_for_the_total(women, men, who):
    rows = figures(55, None, {2019: women}, sex="women") + figures(48, None, {2019: men}, sex="men")
    assert line(tables(rows + figures(52, 65)), 2019, "gap")["total_target_reached_by"] == who


def test_parts_of_a_sum_have_no_gap():
    # 469 + 466 = 935: how many of the new inhabitants are women is no gap between women and men.
    rows = figures(None, None, {2019: 469}, sex="women") + figures(None, None, {2019: 466}, sex="men")
    made = tables(rows + figures(1194, 1000), additive_total=True, target_type="hold")
    assert set(assess(*made, 2019)["sex"]) == {"women", "men", "total"}


def test_where_each_sex_has_a_yardstick_of_its_own_nobody_is_better_off():
    # Women have 96.6 percent of what women in the country have, men 93.1 of what men have: no gap in pay.
    rows = figures(96.6, None, {2019: 97.0}, sex="women") + figures(93.1, None, {2019: 95.0}, sex="men")
    own = tables(rows + figures(94.1, 96.0), own_yardstick=True, scale_min=0, precision="0.1")
    row = line(own, 2019, "gap")
    assert (row["better_off"], row["better_off_baseline"], row["total_target_reached_by"]) == ("", "", "")
    assert pd.isna(row["ratio"])
    shared = line(tables(rows + figures(94.1, 96.0), scale_min=0, precision="0.1"), 2019, "gap")
    assert (shared["better_off"], shared["total_target_reached_by"]) == ("women", "women")


def test_one_sex_alone_has_no_gap_row():
    assert "gap" not in set(assess(*tables(figures(55, sex="women") + figures(52, 65)), 2019)["sex"])


def test_the_margins_of_both_sexes_make_a_gap_uncertain_but_do_not_class_it():
    rows = both((77, 95, {2019: 91}), (93, 95, {2019: 95}))
    sure = line(rows, 2019, "gap")
    margins = rows._replace(observations=rows.observations.assign(margin=3.0))
    unsure = line(margins, 2019, "gap")
    # sqrt(3^2 + 3^2) = 4.24 covers the distance of 4.
    assert "uncertain" in unsure["flags"]
    assert "uncertain" not in sure["flags"]
    assert unsure["level"] == sure["level"] == "not_met"


# --- What must hold for any figures ----------------------------------------------------------------------------------


@settings(max_examples=100)
@given(st.lists(tenths(), min_size=6, max_size=6), st.sampled_from(["higher", "lower"]))
def test_the_gap_is_antisymmetric_in_women_and_men(values, better):
    one = (values[0], values[1], {2018: values[2]})
    other = (values[3], values[4], {2018: values[5]})
    first, second = (
        plain(both(*sexes, better=better, precision="0.1"), 2018, "gap") for sexes in ((one, other), (other, one))
    )
    swap = {"women": "men", "men": "women", "equal": "equal"}
    for name in ("gap_baseline", "gap", "gap_target"):
        assert first[name] == -second[name]
    for name in ("level", "gap_change", "gap_how", "value", "baseline", "target", "planned_gap_change"):
        assert first.get(name) == second.get(name)
    assert first["better_off"] == swap[second["better_off"]]


@settings(max_examples=100)
@given(st.lists(tenths(), min_size=5, max_size=5))
def test_a_smaller_gap_never_gets_a_worse_class(values):
    start, goal, men, near, far = values
    rank = {"not_met": 0, "near": 1, "met": 2}

    def level(women):
        return plain(both((50 + start, 50 + goal, {2018: women}), (50, 50, {2018: men})), 2018, "gap")["level"]

    closer, further = sorted((near, far), key=lambda women: abs(women - men))
    assert rank[level(closer)] >= rank[level(further)]
