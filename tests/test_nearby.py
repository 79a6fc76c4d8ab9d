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
