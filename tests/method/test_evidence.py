"""Change, direction and trend; outcomes here are made up."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import figures, line, tables

from helpers.method.evidence import mann_kendall


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
    from scipy import stats  # takes seconds, here alone

    values = [value for value in order if value < n]
    found, expected = mann_kendall(values), stats.kendalltau(range(n), values, method="exact")
    assert found.p == pytest.approx(expected.pvalue)
    assert found.tau_b == pytest.approx(expected.statistic)


@settings(max_examples=40)
@given(st.lists(st.integers(0, 3), min_size=4, max_size=6))
def test_mann_kendall_with_ties_is_the_share_of_all_orders(values):
    from scipy import stats

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
