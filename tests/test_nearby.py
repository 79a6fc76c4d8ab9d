"""The question of women and men beside riket."""

from __future__ import annotations

from lxml import html

from helpers.followup import follow_up
from helpers.questions import beside_riket


def test_sick_leave_of_women_and_men_is_told_beside_riket():
    """33 in 2014 and 2019: 7.8 - 4.5 = 3.3 and 8.1 - 4.5 = 3.6; riket 6.9 - 4.0 = 2.9 and 7.4 - 4.4 = 3.0."""
    page = html.fromstring(f"<div>{beside_riket(follow_up('attraktiv_arbetsgivare', 2019), '33').data}</div>")
    cells = [cell.text_content() for cell in page.findall(".//tbody/tr/*")]
    assert cells == ["Sjukfrånvaro", "3,3", "3,6", "2,9", "3,0"]
    assert "2019 var kommunens skillnad större än rikets." in page.text_content()


def test_rikets_gap_of_other_years_stands_with_them():
    """Of L riket's women and men are known from 2016: 5.58 - 6.73 = -1.15; in 2019 5.66 - 5.89 = -0.24.

    The municipality's from 2014: 10.13 - 12.49 = -2.35 and 10.25 - 10.54 = -0.29. From 2016 to 2019 its gap went from
    1.90 to 0.29, by 1.61, and riket's by 0.92: 0.70 more. Women 10.2245 -> 10.2520 against 5.5811 -> 5.6589: -0.0503.
    Men 12.1234 -> 10.5370 against 6.7319 -> 5.8941: -0.7486.
    """
    page = html.fromstring(f"<div>{beside_riket(follow_up('fler_jobb', 2019), 'L_alla').data}</div>")
    cells = [cell.text_content() for cell in page.findall(".//tbody/tr/*")]
    assert cells[1:] == ["−2,4", "−0,3", "−1,2 (2016)", "−0,2 (2019)"]
    told = page.text_content().replace("\xa0", " ")
    assert "Förändringen 2016–2019 minus rikets var för kvinnor −0,1 och för män −0,7 procentenheter." in told
    assert "Rikets skillnad (2016–2019) gick från 1,2 till 0,2 och minskade" in told
    assert "kommunens minskade 0,7 procentenheter mer under samma år." in told
