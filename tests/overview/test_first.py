"""The first screen and the tables below it; expected figures are read by hand in the plan "
"and the published outcomes."""

from __future__ import annotations

import pandas as pd
import pytest
from lxml import html

from helpers import overview
from helpers.followup import follow_up


@pytest.fixture(scope="module")
def at_the_end():
    return follow_up(None, 2019)


@pytest.fixture(scope="module")
def midway():
    return follow_up(None, 2017)


SHOWN: dict[tuple[str, int], str] = {}


def shown(show, view) -> str:
    """Return what a function shows of a view; each is asked once for all tests."""
    key = show.__name__, view.year
    SHOWN[key] = SHOWN.get(key) or show(view).data
    return SHOWN[key]


def page_of(show, view) -> html.HtmlElement:
    return html.fromstring(f"<div>{shown(show, view)}</div>")


def text_of(element) -> str:
    return " ".join(element.text_content().split())


def tile(page: html.HtmlElement, name: str) -> html.HtmlElement:
    """Return the tile whose words begin with a measure's name."""
    return next(a for a in page.find_class("tile") if text_of(a.find_class("tip")[0]).startswith(f"{name}:"))


def test_there_is_a_tile_for_every_measure_and_its_link_is_its_card(at_the_end):
    """R and S are printed for girls and boys and none for both: two measures each, so 76 series are 78 measures."""
    tiles = page_of(overview.first_screen, at_the_end).find_class("tile")
    assert len(tiles) == 78
    assert {a.get("href").partition("#")[2] for a in tiles} == set(at_the_end.series["series"])


def test_a_tile_says_its_class_in_words_its_older_year_and_what_the_measure_is(at_the_end):
    """3 is last known for 2017, as a measure close to the plan's: 57 against 58, near."""
    found = tile(page_of(overview.first_screen, at_the_end), "Nöjda med verksamheterna")
    said = "Nöjda med verksamheterna: nära målet, utfall från 2017, måttet ligger nära planens"
    assert text_of(found).endswith(said)
    assert {"near", "older", "dot"} <= set(found.get("class").split())
    exact = tile(page_of(overview.first_screen, at_the_end), "Befolkningsförändring")
    assert set(exact.get("class").split()) == {"tile", "not_met"}


def test_companions_are_counted_apart_and_a_measure_with_one_is_not_empty(at_the_end):
    """12 has no outcome; its companion rose from 49.3 to 50.1 percent. 5 has neither outcome nor companion.

    Of 24 companions G and the two of children and the young in care have one year only. Worse are 9, 10, both of 16,
    the three of 19 for the elderly, and recycling in K.
    """
    page = page_of(overview.first_screen, at_the_end)
    told = [
        dd for dt, dd in zip(page.iter("dt"), page.iter("dd"), strict=True) if dt.text == "Vad närliggande mått visar"
    ]
    assert text_of(told[0]).startswith("Av 21 närliggande mått har 13 blivit bättre och åtta blivit sämre")
    assert "räknas inte bland klasserna" in text_of(told[0])
    found = tile(page, "20-åringar med högskolebehörighet")
    assert found.find("span").text == "~"
    assert text_of(found).endswith("går inte att bedöma, närliggande mått: bättre")
    assert not any(tile(page, "Förskoleplats inom 4 månader").find("span").text or "")


def test_the_four_counts_have_the_unknown_among_them_and_sum_to_all(at_the_end):
    boxes = page_of(overview.first_screen, at_the_end).find_class("counts")[0]
    counts = [int(box.findtext("strong")) for box in boxes]
    assert len(counts) == 4
    assert sum(counts) == 78


def test_the_areas_where_nothing_can_be_judged_are_asked_about(at_the_end):
    said = text_of(page_of(overview.first_screen, at_the_end).find_class("groups")[0])
    assert "bland dem alla i Social uthållighet och Kvalitet?" in said


def test_before_the_target_year_no_class_is_final(midway):
    for show in (overview.first_screen, overview.way_to_target, overview.all_measures, overview.since_last):
        told = shown(show, midway)
        assert "ej uppnått" not in told.lower(), show.__name__
        assert "nåddes" not in told, show.__name__
    assert "redan nått" in shown(overview.all_measures, midway)


def test_what_has_no_figure_is_said_in_words_to_those_who_do_not_see_two_dots(at_the_end):
    rows = page_of(overview.all_measures, at_the_end).xpath("//tr[th/a[contains(@href, '#1_totalt')]]")
    assert text_of(rows[0].xpath("td[2]")[0]) == "uppgift saknas"


def test_every_measure_has_a_row_with_start_latest_target_and_class(at_the_end):
    """A in the plan: 1 194 in 2014, target 1 000; SCB gives 935 for 2019. 35 was 9 of 15 and is known for 2016."""
    page = page_of(overview.all_measures, at_the_end)
    rows = {a.get("href").partition("#")[2]: a.getparent().getparent() for a in page.xpath("//tbody//th/a")}
    assert len(page.xpath("//tbody//th/a")) == 78
    cells = {name: [text_of(cell) for cell in row.xpath("td")[1:4]] for name, row in rows.items()}
    assert [text.replace("\xa0", " ") for text in cells["A_totalt"]] == ["1 194", "935", "1 000"]
    assert cells["35"] == ["9 av 15", "10 av 14 (2016)", "alla"]
    assert text_of(rows["A_totalt"].xpath("td[@class='say']")[0]) == "✗ ej uppnått"


def test_the_way_puts_change_targets_and_levels_apart_and_says_the_share(at_the_end):
    """22: from 47 to 45 of the way to 50 is (45 - 47) / (50 - 47) = -67 per cent; 1: 205 of 400 "
    "homes is 51 per cent."""
    tables = page_of(overview.way_to_target, at_the_end).xpath("//table")
    assert len(tables) == 2
    shares = [
        {text_of(row.find("th")): row.xpath("string(td/span[@class='vh'])") for row in table.xpath("tbody/tr")}
        for table in tables
    ]
    assert shares[0]["Ekologiska livsmedel"].replace("\xa0", " ") == "−67 %"
    assert shares[1]["Färdigställda bostäder"].replace("\xa0", " ") == "51 %"


def test_a_target_with_two_questions_says_which_one_failed(at_the_end):
    """11: 14,3 reaches 14,1 but riket has 14,4."""
    assert "talet når målet, men rikets 14,4 är bättre" in text_of(page_of(overview.way_to_target, at_the_end))


def test_before_the_target_year_the_projection_stands_in_figures(midway, at_the_end):
    """17: 55, 51, 47, 41 in 2014, 2015, 2016, 2017, so it points at 32,4 in 2019 (metod, prognos)."""
    page = page_of(overview.way_to_target, midway)
    row = page.xpath("//tr[th/a[contains(@href, '#17')]]")[0]
    assert row.xpath("string(td[@data-label='Framskrivning'])") == "32,4"
    assert not page_of(overview.way_to_target, at_the_end).xpath("//td[@data-label='Framskrivning']")


def test_women_and_men_are_told_in_figures_and_by_whose_advantage_it_is(at_the_end):
    """R in the plan 2014: girls 77 per cent, boys 93, both to be 95."""
    row = page_of(overview.women_and_men, at_the_end).xpath("//tr[th/a[contains(@href, '#R')]]")[0]
    said = [text_of(span) for span in row.xpath("td[@class='draw']/span[@class='vh']")]
    assert said[0] == "flickor 77, pojkar 93 (2014)"
    assert said[1].startswith("16 procentenheter till pojkarnas fördel")
    assert text_of(row.xpath("td[@data-label='Planen']")[0]) == "lika"


def test_lower_unemployment_is_the_better_value(at_the_end):
    """L in the plan 2014, 16-24 years: women 21,0 per cent, men 26,7: women's advantage is 5,7."""
    row = page_of(overview.women_and_men, at_the_end).xpath("//tr[th/a[contains(@href, '#L_ungdomar')]]")[0]
    assert "5,7 procentenheter till kvinnornas fördel" in text_of(row).replace("\xa0", " ")


def test_what_got_worse_since_last_year_has_both_figures(at_the_end):
    """SCB: 1 215 new inhabitants in 2018, 935 in 2019; 623 and 205 homes, which the label counts."""
    said = text_of(page_of(overview.since_last, at_the_end).find_class("groups")[0]).replace("\xa0", " ")
    worse = said.partition("Sämre")[2].partition("Bättre")[0]
    assert "Befolkningsförändring: 1 215 → 935 personer" in worse
    assert worse.count("Färdigställda bostäder: 623 → 205") == 1


def test_a_companion_measure_tells_of_a_gap_that_the_plan_s_own_cannot_and_is_marked(at_the_end):
    """9 has outcomes for both sexes of its own, L_ungdomar has none.

    Of the young population 3,5 percentage points fewer women than men were unemployed in 2014, and 2,2 in 2019.
    """
    rows = page_of(overview.women_and_men, at_the_end)
    young = rows.xpath("//tr[th/a[contains(@href, '#L_ungdomar')]]")[0]
    assert text_of(young.xpath("td[@data-label='Skillnaden sedan start']")[0]) == "minskar (närliggande mått)"
    own = rows.xpath("//tr[th/a[contains(@href, '#9')]]")[0]
    assert text_of(own.xpath("td[@data-label='Skillnaden sedan start']")[0]) == "minskar"
    table = page_of(overview.companion_gap_table, at_the_end)
    cells = table.xpath("//tr[th/a[contains(@href, '#L_ungdomar')]]/td")
    assert text_of(cells[1]) == "2014–2019"
    assert text_of(cells[4]) == "3,5 → 2,2"


def test_a_sparkline_shows_each_year_once(at_the_end):
    """Of A the plan has a baseline of 2014 and sources outcomes of 2014 to 2019; of B the baseline is all there is."""
    page = page_of(overview.all_measures, at_the_end)
    for name, years in (("A_totalt", 6), ("B", 1)):
        (row,) = page.xpath(f"//tr[th/a[contains(@href, '#{name}')]]")
        assert row.xpath(".//td[@class='line']//path/@d")[-1].count("M") == years


def test_a_share_is_told_as_of_the_target_year_and_not_as_of_a_later_one(at_the_end):
    """F: men took 27.9 per cent in 2019 and 27.96 in 2020, when the plan had ended; riket 30.0 in both years."""
    (row,) = page_of(overview.shares, at_the_end).xpath("//tr[th/a[contains(@href, '#F_foraldrapenning')]]")
    latest, beside = (text_of(row.xpath("td")[place]) for place in (1, 3))
    assert latest == "72,1 kvinnor, 27,9 män (2019)"
    assert beside == "70,0 kvinnor, 30,0 män (2019)"


def test_new_figures_of_both_sexes_in_a_share_say_whose_they_are(at_the_end):
    """F, managers in the public sector: made up, 61 per cent women and 39 men in 2019."""
    rows = at_the_end.observations
    one = rows[(rows["series"] == "F_chefer_offentlig") & (rows["geography"] == "eskilstuna")]
    one = one[one["kind"] == "baseline"].assign(
        kind="outcome", year=2019, value=lambda row: row["sex"].map({"women": 61, "men": 39})
    )
    view = at_the_end._replace(observations=pd.concat([rows, one], ignore_index=True))
    told = " ".join(html.fromstring(overview.since_last(view).data).text_content().replace("\xa0", " ").split())
    assert "Chefer i offentlig sektor, kvinnor: 61 procent (2019)" in told
    assert "Chefer i offentlig sektor, män: 39 procent (2019)" in told


@pytest.mark.parametrize(("year", "told"), [(2016, True), (2017, False)])
def test_a_follow_up_before_the_plan_is_told_to_be_worked_out_afterwards(year, told):
    """The plan's first year is 2016: no follow-up of it was made in 2015."""
    said = "Planen börjar 2016; uppföljningen 2015 är uträknad i efterhand för att ha något att jämföra med."
    assert (said in shown(overview.since_last, follow_up(None, year))) == told
