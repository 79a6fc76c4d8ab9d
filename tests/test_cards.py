"""A card says no more than what is known; the reasons that are set here are made up."""

import pytest
from lxml import html

from helpers import cards, follow_up
from helpers.cards import first_screen
from helpers.overview import all_measures, by_scope
from helpers.questions import targets_behind_baseline


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


def test_before_the_target_year_no_table_has_a_final_class():
    """In 2018 A is 1 215 of 1 000 and 16 is 91.2 of 100, with a year to go."""
    area = follow_up("attraktiv_stad_och_landsbygd", 2018)
    page = html.fromstring(cards(follow_up(None, 2018), "A_totalt", "16").data)
    assert [cell.text_content() for cell in page.xpath("//td[@class='say']")] == ["✓ redan nått", "○ ännu inte nått"]
    assert "Måluppfyllelse: ännu inte nått." in page.text_content()
    assert "✓ redan nått" in targets_behind_baseline(area).data
    for shown in (first_screen(area), by_scope(follow_up(None, 2018))):
        heads = [head.text_content() for head in html.fromstring(shown.data).xpath("//thead//th")]
        assert heads[1:5] == ["✓ redan nått", "≈ nära målet", "○ ännu inte nått", "? går inte att bedöma"]
