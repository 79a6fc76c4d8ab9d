"""The block of companion measures on a card, and the frames for other pages."""

from __future__ import annotations

import pytest
from lxml import html

from helpers.cards import cards, first_screen
from helpers.charts.svg import on_page
from helpers.companions import companion_counts, companion_rows
from helpers.followup import follow_up


@pytest.fixture(scope="module")
def school():
    return follow_up("hojd_utbildningsniva", 2019)


def blocks(view, name: str) -> list[str]:
    page = html.fromstring(f"<div>{cards(view, name).data}</div>")
    return [" ".join(one.text_content().split()) for one in page.find_class("companion")]


def test_the_card_tells_the_worked_case_with_the_sentence_of_difference(school):
    (block,) = blocks(school, "12")
    assert "Räknar dem som började gymnasiet tre år tidigare, inte alla 20-åringar" in block
    assert "Flickor från 55,4 till 53,2, pojkar från 43,3 till 47,2." in block
    assert (
        "Skillnaden gick från 12,1 till 5,9 procentenheter och minskade, genom att det ena könet fick det bättre och "
        "det andra sämre."
    ) in block
    assert "Rikets skillnad gick från 15,1 till 13,8 och minskade; kommunens minskade 4,8 procentenheter mer." in block
    assert "2019 var kommunens skillnad mindre än rikets." in block


def test_the_plans_own_measure_is_set_beside_riket_by_sex(school):
    """9 in 2014 and 2019: girls 77.76 -> 70.97 and boys 71.99 -> 68.41, gap 5.76 -> 2.56.

    Riket 80.5 - 74.4 and 78.676 - 73.332.
    """
    own = blocks(school, "9")[0]
    assert own.startswith("Planens eget mått bredvid riket: ")
    assert (
        "Skillnaden gick från 5,8 till 2,6 procentenheter och minskade, utan att något av könen fick det bättre." in own
    )
    assert "Rikets skillnad gick från 6,1 till 5,3" in own
    assert "2019 var kommunens skillnad mindre än rikets." in own


def test_riket_is_drawn_by_sex_beside_the_plans_own_line_where_it_is_known(school):
    """9 for riket in 2019: girls 78.676, boys 73.332, all 75.918; the plan prints no row for riket."""
    (figure, *_) = html.fromstring(f"<div>{on_page(cards(school, '9').data)}</div>").iter("figure")
    words = [text.text for text in figure.iter("text")]
    assert [word for word in words if "riket" in (word or "")] == ["flickor, riket", "pojkar, riket"]
    text = " ".join(" ".join(html.fromstring(f"<div>{cards(school, '9').data}</div>").itertext()).split())
    assert "Riket 2019 75,9 procent (flickor 78,7, pojkar 73,3)" in text


def test_figures_of_riket_before_the_plans_baseline_year_are_not_drawn():
    """34 is known for riket from 2011 on; the plan's baseline is of 2014."""
    page = html.fromstring(f"<div>{cards(follow_up('stabil_ekonomi', 2019), '34').data}</div>")
    table = next(each for each in page.iter("table"))
    assert next(th.text for th in table.iter("th") if (th.text or "").startswith("201")) == "2014 utgångsvärde"
    assert "Riket 2019" in page.text_content()


def test_a_companion_is_in_a_chart_of_its_own_and_has_no_target(school):
    page = html.fromstring(f"<div>{cards(school, '12').data}</div>")
    (block,) = page.find_class("companion")
    assert len(block.findall(".//figure")) == 1
    assert "mål" not in block.find(".//figure").text_content().replace("målet", "")


def test_the_counts_stand_apart_from_the_classes(school):
    """Better: 7 (4,99 < 5,51), 11, 12, 13; worse: 9 (65,6 < 70,0) and 10 (56,4 < 60,1)."""
    assert companion_counts(school).startswith("Av sex närliggande mått har fyra blivit bättre och två blivit sämre")
    assert "Vad närliggande mått visar" in first_screen(school).data
    assert set(companion_rows(school)["area"]) == {"hojd_utbildningsniva"}
