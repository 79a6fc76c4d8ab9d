"""Swedish numbers: what is printed is read back, halves go up, a decimal point is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.model.numbers import decimals_of, format_number, in_percent, parse_number, round_half_up


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("1194", "1194"),
        ("-124", "-124"),
        ("−124", "-124"),
        ("5 180 000", "5180000"),
        ("175\u00a0000", "175000"),
        ("90,1 %", "90.1"),
        ("96,6%", "96.6"),
        ("25,0", "25.0"),
        ("78 %", "78"),
    ],
)
def test_the_plan_s_ways_of_printing_a_number_are_read(printed: str, number: str):
    assert str(parse_number(printed)) == number


@pytest.mark.parametrize("text", ["1.234", "", "%", "63/37", "1 23", "12,", "1,2,3", "1e5", "nan", "12 34 567", "--1"])
def test_what_is_not_one_swedish_number_is_refused(text: str):
    with pytest.raises(ValueError, match="svensk form"):
        parse_number(text)


@given(st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False, places=2))
def test_what_is_printed_is_read_back(number: Decimal):
    assert parse_number(format_number(number, 2)) == number


@given(st.integers(-(10**9), 10**9), st.integers(0, 3))
def test_decimals_are_kept_as_printed(whole: int, places: int):
    number = Decimal(whole).scaleb(-places)
    assert decimals_of(parse_number(format_number(number, places))) == places


@pytest.mark.parametrize(
    ("value", "unit", "rounded"), [(2.5, "1", "3"), (-2.5, "1", "-3"), (0.25, "0.1", "0.3"), (1.005, "0.01", "1.01")]
)
def test_halves_go_away_from_zero_as_on_paper(value: float, unit: str, rounded: str):
    assert round_half_up(value, unit) == Decimal(rounded)


def test_there_is_no_minus_zero_no_hyphen_and_no_decimal_point():
    assert format_number(-0.04, 1) == "0,0"
    assert format_number(-1.5, 1) == "−1,5"
    assert format_number(3, 0, sign=True) == "+3"
    assert format_number(5180000) == "5\u00a0180\u00a0000"


@pytest.mark.parametrize("nothing", [None, float("nan")])
def test_a_missing_figure_is_two_points(nothing: float | None):
    assert format_number(nothing, 1) == ".."


def test_a_share_is_told_in_percent_with_the_decimals_that_it_has():
    assert [in_percent(Decimal(share)) for share in ("0.10", "0.05", "0.025", "1", "0")] == [
        "10",
        "5",
        "2,5",
        "100",
        "0",
    ]
