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


def test_a_remark_on_another_measure_says_which_and_one_on_what_is_not_shown_is_left_out():
    """9 counts pupils by home; a companion of it municipal schools only. The mean of 3's participants is not shown."""
    school, town = (follow_up(area, 2018) for area in ("hojd_utbildningsniva", "attraktiv_stad_och_landsbygd"))
    remarks = [item.text_content() for item in html.fromstring(cards(school, "9").data).xpath("//ul/li")]
    assert not [line for line in remarks if line.startswith("Eskilstuna 2017: Kommunala grundskolor")]
    name = "Godkända i alla ämnen i kommunala skolor"
    assert f"{name}, Eskilstuna 2017: Kommunala grundskolor, läsåret 2016/17." in remarks
    assert "Genomsnitt för kommunerna som deltog" not in cards(town, "3").data


def test_a_measure_without_any_figure_has_no_empty_line_of_sources():
    """N has neither baseline nor target nor outcome."""
    lines = html.fromstring(cards(follow_up("fler_jobb", 2018), "M", "N").data).xpath("//details//li")
    assert not [line.text_content() for line in lines if line.text_content().rstrip().endswith(":")]
