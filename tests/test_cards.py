"""A card says no more than what is known; the reasons that are set here are made up."""

import pytest

from helpers import cards, follow_up
from helpers.overview import all_measures


@pytest.mark.parametrize(
    ("reason", "told"),
    [("no_outcome", "inget utfall"), ("incomplete_mean", "ett år saknas"), ("no_common_year", "går inte att bedöma")],
)
def test_a_reason_without_a_short_word_is_no_claim_that_there_is_no_outcome(reason, told):
    view = follow_up(None, 2019)
    view = view._replace(assessment=view.assessment.assign(level="not_assessable", reason=reason))
    for shown in (cards(view, "4").data, all_measures(view).data):
        assert told in shown
        assert ("inget utfall" in shown) == (reason == "no_outcome")


def test_a_card_names_the_comparator_whose_value_is_missing():
    """In 2018 riket's value of 10 and 11, whose targets are relative, was not known."""
    shown = cards(follow_up(None, 2018), "10", "11").data
    assert shown.count("Bara talet är bedömt, eftersom rikets värde för samma år saknas.") == 2
    assert "{" not in shown
