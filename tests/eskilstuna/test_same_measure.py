"""A second copy of the plan's own measure is another source; how a measure is known to be the plan's is told."""

from __future__ import annotations

import pytest
from lxml import html

from helpers.cards import cards
from helpers.followup import follow_up
from helpers.read import load, measures


def test_a_second_copy_of_a_cell_that_has_an_outcome_is_marked_as_another_source():
    table, same = load().observations, set(measures().query("same")["key"])
    cell = ["series", "geography", "sex", "year"]
    outcomes = set(
        table[(table["kind"] == "outcome") & table["value"].notna()][cell].itertuples(index=False, name=None)
    )
    second = table[(table["kind"] == "related") & table["measure"].isin(same)]
    beside = [at in outcomes for at in second[cell].itertuples(index=False, name=None)]
    assert second["alternative"].tolist() == beside
    assert sum(beside) == 21  # 7 seven times, 14 SBA five, F five, 30 twice, 17 and 22 once each


@pytest.mark.parametrize(
    ("area", "name", "evidence"),
    [
        ("hojd_utbildningsniva", "9", "exakt planens mått (styrkt)"),
        ("attraktiv_arbetsgivare", "30", "exakt planens mått (rimligt, inte styrkt)"),
        ("ekologisk_uthallighet", "22", "nära planens mått (prövat, inte samma)"),
        ("fler_jobb", "L_alla", "nära planens mått"),  # never held against the plan's baseline
    ],
)
def test_the_class_says_how_its_measure_is_known_to_be_the_plans(area, name, evidence):
    page = html.fromstring(f"<div>{cards(follow_up(area, 2019), name).data}</div>")
    assert page.find_class("evidence")[0].text_content().strip().split(" · ")[:2] == ["utfall 2019", evidence]
