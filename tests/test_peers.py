"""A group of municipalities on a page: the band, the fact, the table; riket stays, and the default shows none of it."""

from __future__ import annotations

import re

import pytest
from lxml import html
from small_project import small_project

from helpers.cards import cards
from helpers.charts.lines import path_chart
from helpers.charts.of_series import peers_drawn, points
from helpers.charts.plot import svg
from helpers.charts.style import BAND, COLOURS, TEXT_COLOURS
from helpers.followup import follow_up
from helpers.model.codes import PEERS
from helpers.runner.pages import refuse_parameters
from helpers.runner.settings import PlanError
from helpers.view import rows_of


@pytest.fixture(scope="module")
def school():
    return follow_up("hojd_utbildningsniva", 2019, "r9")


def test_the_card_tells_the_group_and_keeps_riket(school):
    text = " ".join(" ".join(html.fromstring(f"<div>{cards(school, '7', '9').data}</div>").itertext()).split())
    assert "R9 2019 Medelvärde 75,0, lägst 69,3 och högst 80,6; Eskilstuna på plats 8 av 9." in text
    assert "Flickor 77,1 (72,0–85,1), plats 9 av 9. Pojkar 72,9 (66,7–76,3), plats 8 av 9." in text
    assert "Ljust band: lägst till högst i R9; streckprickad linje: ovägt medelvärde." in text
    assert "Riket 2019" in text


def test_every_year_and_sex_that_is_drawn_stands_in_the_fold(school):
    page = html.fromstring(f"<div>{cards(school, '9').data}</div>")
    (table,) = [
        t for t in page.iter("table") if t.findtext("caption") == "Godkända i alla ämnen, procent: Resultatnätverket R9"
    ]
    lines = [[" ".join(cell.text_content().split()) for cell in row] for row in table.iter("tr")]
    assert ["Totalt 2019", "69,7", "75,0", "69,3", "80,6", "8 av 9", "8 av 8"] in lines
    assert len(lines) == 1 + 3 * 6


def test_nothing_of_a_group_is_shown_unless_it_is_asked_for():
    assert "R9" not in cards(follow_up("hojd_utbildningsniva", 2019), "7", "9").data


def test_the_band_lies_behind_the_lines_from_lowest_to_highest(school):
    series, observations, _ = rows_of(school, "9")
    own = school.peers[school.peers["measure"] == "9_samma"]
    drawn, band = peers_drawn(points(series, observations), own, str)
    assert band.set_index("year").loc[2019].tolist() == [69.25734, 80.591]
    names = dict.fromkeys(drawn["line"], "x")
    chart = path_chart(drawn, names, unit="procent", decimals=1, band=band)
    (area,) = [each for each in chart.areas if each.colour == BAND]
    assert area.lows[list(area.xs).index(2019)] == 69.25734
    assert chart.ylim[0] < min(area.lows) and chart.ylim[1] > max(area.highs)
    drawing = svg(chart)
    assert drawing.index(BAND) < drawing.index(f'stroke="{COLOURS["women"]}"')


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_words_and_lines_are_seen_on_the_band():
    """WCAG 2.1: 4.5 for text, 3 for lines; the weakest line, that of what stands beside, has a mark and words too."""
    assert all(_contrast(colour, BAND) >= 4.5 for colour in TEXT_COLOURS.values() if len(colour) == 7)
    assert all(_contrast(COLOURS[line], BAND) >= 3 for line in ("women", "men", "total", "target", PEERS))


@pytest.mark.parametrize("asked", ["R9", "Resultatnätverket", "r99"])
def test_a_comparison_that_is_no_code_is_told_with_what_is_allowed_and_the_nearest(tmp_path, asked):
    with pytest.raises(ValueError, match=r"menade du 'r9'\? Det finns riket, r9, ingen"):
        follow_up(None, 2019, asked)
    with pytest.raises(PlanError, match=re.escape("det finns riket, r9, ingen; menas r9?")):
        refuse_parameters(small_project(tmp_path / "projekt"), 2019, asked)
