"""A helper that counts refuses the view that it would count wrongly."""

from __future__ import annotations

import pytest

from helpers import cards, follow_up, overview
from helpers.cards import first_screen

WHOLE = sorted(overview.__all__)


@pytest.fixture(scope="module")
def area():
    return follow_up("fler_jobb", 2019)


@pytest.mark.parametrize("name", WHOLE)
def test_what_counts_the_whole_plan_refuses_the_view_of_one_area(area, name):
    with pytest.raises(ValueError, match="men vyn gäller bara målområdet fler_jobb") as caught:
        getattr(overview, name)(area)
    assert str(caught.value) == (
        f"{name}() räknar hela planen, men vyn gäller bara målområdet fler_jobb; skriv view = follow_up(None, 2019)"
    )


def test_what_counts_one_area_refuses_the_whole_plan(area):
    whole = follow_up(None, 2019)
    with pytest.raises(ValueError, match="räknar ett målområde, men vyn gäller hela planen; skriv view = follow_up"):
        first_screen(whole)
    assert "av områdets elva mått" in first_screen(area).data


def test_cards_and_questions_about_named_series_take_either_view(area):
    assert cards(follow_up(None, 2019), "17").data == cards(area, "17").data


def test_what_is_no_view_is_told():
    with pytest.raises(TypeError, match=r"first_screen\(\) tar först en vy, inte 'fler_jobb'"):
        first_screen("fler_jobb")
