"""Companion measures: direction, gap and movement beside riket's, each worked out by hand from data/raw/outcomes."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest

from helpers.method.companions import companions, counted_companions, direction, own_beside_riket
from helpers.read import load, measures


@pytest.fixture(scope="module")
def of_2019() -> pd.DataFrame:
    series, observations = load()
    return companions(series, observations, measures(), 2019).set_index("measure")


def test_the_worked_case_the_gap_in_eligibility_closed_more_than_the_nations(of_2019):
    """Girls 55.41 -> 53.16, boys 43.33 -> 47.22; riket 59.48 -> 61.90 and 44.33 -> 48.05.

    The gaps are 12.08 -> 5.94 and 15.15 -> 13.85 in full decimals: (12.08 - 5.94) - (15.15 - 13.85) = 4.84, so 4.8;
    from the printed figures 12,1 - 5,9 - (15,1 - 13,8) it would be 4.9.
    """
    row = of_2019.loc["12_inom_tre_ar"]
    assert (row["first_year"], row["last_year"], row["years"]) == (2014, 2019, 6)
    assert [round(row[name], 1) for name in ("women_first", "women_last", "men_first", "men_last")] == [
        *(55.4, 53.2, 43.3, 47.2)
    ]
    assert [round(row[name], 1) for name in ("gap_first", "gap_last", "riket_gap_first", "riket_gap_last")] == [
        *(12.1, 5.9, 15.1, 13.8)
    ]
    assert (row["gap_change"], row["gap_how"], row["riket_gap_change"]) == ("narrowing", "both", "narrowing")
    assert round(row["gap_beside_riket"], 1) == -4.8
    assert (row["better_off"], row["gap_against_riket"]) == ("women", "smaller")


def test_direction_and_evidence_since_the_baseline_year(of_2019):
    """O: 18.26 17.27 15.90 14.90 13.87 13.37, lower is better and every pair falls: p = 2/6! = 0.003, clear."""
    row = of_2019.loc["O_nagon_gang"]
    assert (row["direction"], row["evidence"], row["trend"], row["evidence_n"]) == ("better", "clear", "better", 6)
    assert row["evidence_p"] == pytest.approx(2 / 720)


def test_the_movement_beside_riket_is_over_the_years_that_both_have(of_2019):
    """Riket by sex begins in 2016: women 10.22 -> 10.25 (+0.03) against 5.58 -> 5.66 (+0.08): -0.05.

    Total from 2014: 11.33 -> 10.40 (-0.93) against 6.51 -> 5.78 (-0.73): -0.20.
    """
    row = of_2019.loc["L_alla_befolkning"]
    assert row["women_beside_riket"] == pytest.approx(-0.05, abs=0.01)
    assert row["total_beside_riket"] == pytest.approx(-0.20, abs=0.01)


def test_nothing_after_the_reports_year_or_the_target_year_is_read(of_2019):
    series, observations = load()
    later = companions(series, observations, measures(), 2022).set_index("measure")
    assert later["last_year"].max() == 2019
    earlier = companions(series, observations, measures(), 2016).set_index("measure")
    assert earlier.loc["12_inom_tre_ar", "last_year"] == 2016
    # 55.41 -> 53.86 and 43.33 -> 44.71: 12.08 -> 9.15.
    assert earlier.loc["12_inom_tre_ar", "gap_last"] == pytest.approx(9.15, abs=0.01)


def test_the_plans_own_measure_is_no_companion(of_2019):
    """9_samma is riket's figures of the plan's own measure; 3_deltagande has none for the municipality."""
    assert not {"9_samma", "33_samma", "3_deltagande"} & set(of_2019.index)


@pytest.fixture(scope="module")
def own_of_2019() -> pd.DataFrame:
    series, observations = load()
    return own_beside_riket(series, observations, measures(), 2019)[0].set_index("series")


def test_the_parts_of_a_sum_have_no_gap_and_are_not_set_beside_a_larger_place(own_of_2019):
    """A: 571 women and 623 men in 2014 are parts of the year's 1 194; Sweden's growth is a hundred times as many."""
    row = own_of_2019.loc["A_totalt"]
    assert (row["total_first"], row["total_last"], row["direction"]) == (1194, 935, "worse")
    assert row[["gap_first", "gap_last", "total_beside_riket", "women_beside_riket", "gap_beside_riket"]].isna().all()
    assert (row["gap_change"], row["gap_against_riket"]) == ("", "")


def test_the_plans_own_gap_changes_by_the_plans_last_digit():
    """9 in 2014 and 2018: 77.76 - 71.99 = 5.76 and 75.70 - 70.38 = 5.31; the plan prints whole numbers, so 2 counts.

    Riket 80.5 - 74.4 = 6.1 and 79 - 72.5 = 6.5.
    """
    series, observations = load()
    row = own_beside_riket(series, observations, measures(), 2018)[0].set_index("series").loc["9"]
    assert (row["gap_change"], row["riket_gap_change"], row["gap_change_beside_riket"]) == ("unchanged",) * 3
    assert (round(row["gap_first"], 2), round(row["gap_last"], 2)) == (5.76, 5.31)


def test_a_distribution_is_told_in_its_own_figures_and_judged_by_the_way_to_an_even_one(own_of_2019):
    """F: men 22.2 -> 27.9 per cent, +5.7; from 27.8 to 22.1 percentage points from 50, so better."""
    row = own_of_2019.loc["F_foraldrapenning"]
    assert (round(row["men_first"], 1), round(row["men_last"], 1)) == (22.2, 27.9)
    assert round(row["men_change"], 1) == 5.7
    assert (row["men_direction"], row["direction"], row["trend"]) == ("better", "better", "better")


def test_a_companion_has_no_class_no_pace_and_no_projection(of_2019):
    assert not {"level", "pace", "pace_ratio", "projection", "required_per_year", "target"} & set(of_2019.columns)


@pytest.mark.parametrize(("change", "way", "word"), [("0.9", 1, "unchanged"), ("-1", 1, "worse"), ("-1", -1, "better")])
def test_a_change_counts_when_it_is_at_least_one_unit(change, way, word):
    assert direction(Decimal(change), way, Decimal(1)) == word


def test_counts_stand_with_their_n_area_by_area(of_2019):
    table = counted_companions(of_2019.reset_index()).set_index("area")
    assert (table[["better", "unchanged", "worse"]].sum(axis=1) == table["n"]).all()
    assert table.loc["", "n"] == table.drop(index="")["n"].sum()
    # Fler jobb: L 12.49 < 13.84, L of the population 10.40 < 11.33, the young 7.13 < 12.31: all lower, so better;
    # trade 88.9 < 90.6 and 93 < 98, higher is better, so worse; M has one year only.
    assert table.loc["fler_jobb", ["better", "unchanged", "worse"]].tolist() == [3, 0, 2]
    # Social uthållighet: both of 19 about children and the young are known for 2016 only.
    assert table.loc["social_uthallighet", "unknown"] == 2
