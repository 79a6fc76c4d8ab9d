"""Questions that take the yearly figures one by one, worked out by hand from the outcome files and the plan."""

from __future__ import annotations

import re

from lxml import html

from helpers.followup import follow_up
from helpers.questions import against_path, change_by_sex, mean_without_best


def told(shown) -> str:
    return " ".join(html.fromstring(f"<div>{shown.data}</div>").text_content().split())


def cells(shown) -> list[list[str]]:
    page = html.fromstring(f"<div>{shown.data}</div>")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in page.findall(".//tbody/tr")]


def test_who_made_the_change_of_a_sum_is_told():
    """A_inrikes: women -77 -> 155 and men -47 -> 85: +232 and +132, together 364 = 240 - (-124)."""
    shown = change_by_sex(follow_up("attraktiv_stad_och_landsbygd", 2019), "A_inrikes")
    assert (
        "−124 år 2014 (kvinnor −77, män −47) och 240 år 2019 (kvinnor 155, män 85); förändringen +364 är kvinnor +232 "
        "och män +132."
    ) in told(shown)
    assert len(cells(shown)) == 6


def test_each_years_side_of_the_straight_path_is_told():
    """H from 2000 in 2012 to 1500 in 2019: 2015 is 2000 - 500 x 3 / 7 = 1785.7; the outcome 1797 is higher, so worse.

    22 from 47 in 2014 to 50 in 2019: 0.6 a year, so 47.6 in 2015; 51 is better.
    """
    shown = against_path(follow_up("ekologisk_uthallighet", 2019), "H", "22")
    rows = {row[0]: row[1:] for row in cells(shown)}
    assert rows["Koldioxidutsläpp 2015"] == ["1 797", "1 786", "sämre"]
    assert rows["Ekologiska livsmedel 2015"][1:] == ["48", "bättre"]
    assert "på rätt sida om den raka vägen noll av fem år" in told(shown)


def test_nothing_after_the_reports_year_is_on_the_path():
    rows = cells(against_path(follow_up("ekologisk_uthallighet", 2016), "H"))
    assert [row[0] for row in rows] == ["Koldioxidutsläpp 2015", "Koldioxidutsläpp 2016"]


def test_what_a_mean_is_without_its_best_year():
    """34: (4.78 + 5.32 + 1.95 + 2.69) / 4 = 3.685 from full decimals 3.68; without 5.32, 9.42 / 3 = 3.14 >= 2.5."""
    shown = mean_without_best(follow_up("stabil_ekonomi", 2019), "34")
    assert "medelvärdet av fyra år är 3,68 mot målet 2,5; utan det bästa året, 2017, är det 3,14, fortfarande" in told(
        shown
    )
    assert cells(shown)[-1] == ["Resultat mot skatter och bidrag 2019", "2,69", "3,19"]
    assert "bara ett årsvärde i perioden är känt" in told(mean_without_best(follow_up("stabil_ekonomi", 2016), "34"))


def test_of_two_equally_good_years_one_is_left_out():
    """Made up: 5, 5, 2 and 2; without the first of the best (5 + 2 + 2) / 3 = 3."""
    view = follow_up("stabil_ekonomi", 2019)
    made_up = view.observations["year"].map({2016: 5.0, 2017: 5.0, 2018: 2.0, 2019: 2.0})
    ours = (view.observations["series"] == "34") & (view.observations["kind"] == "outcome") & made_up.notna()
    changed = view.observations.assign(value=view.observations["value"].mask(ours, made_up))
    shown = told(mean_without_best(view._replace(observations=changed), "34"))
    assert re.search(r"utan det bästa året, 2016, är det 3(,0+)?, fortfarande", shown), shown
