"""Points turned into persons, tonnes and households: worked out by hand from the plan and data/raw/population.csv."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from lxml import html

from helpers.cards import cards
from helpers.followup import follow_up
from helpers.method.amounts import amount_of
from helpers.read import persons


def base(people: int, per: int) -> pd.DataFrame:
    row = {"series": "X", "sex": "total", "year": 2009, "people": people, "per": per, "thing": "ting", "base": "alla"}
    return pd.DataFrame([row | {"source_url": ""}])


@pytest.mark.parametrize(
    ("points", "people", "per", "step", "rounded"),
    [
        ("2.5", 59333, 100, 100, 1500),  # 1483.3; a tenth is worth 59.3, so hundreds
        ("113", 106859, 1000, 1000, 12000),  # 12075.1; one is worth 106.9, so thousands
        ("1.5", 29083, 100, 100, 400),  # 436.2; a tenth is worth 29.1, so hundreds
        ("0.5", 1000, 100, 1, 5),  # a tenth is worth one
        ("2", 50, 100, 1, 1),
    ],
)
def test_an_amount_claims_no_more_than_its_last_digit_holds(points, people, per, step, rounded):
    found = amount_of(Decimal(points), base(people, per), "X", "total", 2009)
    assert (found.step, found.rounded) == (step, rounded)


def test_nothing_is_told_where_the_base_is_unknown_or_the_amount_rounds_to_nothing():
    assert amount_of(Decimal("1.0"), base(1000, 100), "X", "women", 2009) is None
    assert amount_of(Decimal("1.0"), base(1000, 100), "X", "total", 2010) is None
    assert amount_of(Decimal("0.1"), base(40000, 100), "X", "total", 2009) is None  # 40 where only hundreds hold


def test_every_base_is_of_the_measures_own_population():
    table = persons().set_index(["series", "sex", "year"])["people"]
    assert table["L_alla", "men", 2014] == 29083
    assert table["17", "total", 2018] == 105924


def words(area: str, name: str, year: int = 2019) -> str:
    return " ".join(
        " ".join(html.fromstring(f"<div>{cards(follow_up(area, year), name).data}</div>").itertext()).split()
    )


def test_the_distance_is_told_in_persons_with_its_arithmetic():
    """L: 13.3 - 10.8 = 2.5 points of 59 333 inhabitants aged 20-64; the gap of 2014 is 1.5 points of 29 083 men."""
    text = words("fler_jobb", "L_alla").replace("\xa0", " ")
    assert "Avståndet i personer omkring 1 500 (2019)" in text
    assert "räknat på invånarna 20–64 år 2019: 2,5 × 59 333 / 100 = 1 483, avrundat till hela 100-tal" in text
    assert "Skillnaden i personer omkring 400 bland män (2014)" in text
    assert "1,5 × 29 083 / 100 = 436, avrundat till hela 100-tal" in text


def test_the_distance_is_told_in_tonnes():
    text = words("ekologisk_uthallighet", "H").replace("\xa0", " ")
    assert "Avståndet i ton omkring 12 000 (2019)" in text
    assert "113 × 106 859 / 1 000 = 12 075, avrundat till hela 1 000-tal" in text


def test_a_target_that_is_reached_is_not_told_as_an_amount():
    assert "omkring" not in words("fler_jobb", "17")
