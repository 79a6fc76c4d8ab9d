"""The outcomes that the method page's own examples quote are the tables' own, so that a revised one is seen."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from frozen import REPOSITORY

from helpers.model.numbers import exact, parse_number, round_half_up
from helpers.read import load
from helpers.runner.method_page import OWN

# Read in the text of data/raw/metod_egna.md: the block, the words with the figure last, and whose figure it is.
QUOTED = [
    ("forandra", "Utfallet 2017 var 57", "3", "eskilstuna", "total", 2017),
    ("forandra", "Utfallet 2017 var 5,5", "7", "eskilstuna", "total", 2017),
    ("halla-exempel", "Utfallet 2019 var 935", "A_totalt", "eskilstuna", "total", 2019),
    ("halla-exempel", "Året före var utfallet 1 215", "A_totalt", "eskilstuna", "total", 2018),
    ("niva", "Utfallet 2019 var 205", "1_totalt", "eskilstuna", "total", 2019),
    ("balans-exempel", "Utfallet 2017 var 25,8", "F_foraldrapenning", "eskilstuna", "men", 2017),
    ("relativa-exempel", "Utfallet 2019 var 14,3", "11", "eskilstuna", "total", 2019),
    ("relativa-exempel", "Riket hade 14,4", "11", "riket", "total", 2019),
    ("antal-exempel", "Utfallet 2016 var 10", "35", "eskilstuna", "total", 2016),
    ("takt", "Utfallet var 46,9", "17", "eskilstuna", "total", 2016),
    ("prognos", "55 (2014), 51,5", "17", "eskilstuna", "total", 2015),
    ("prognos", "Utfallet 2019 blev 38", "17", "eskilstuna", "total", 2019),
    ("grupp", "Eskilstunas 69,7", "9", "eskilstuna", "total", 2019),
]


@pytest.mark.parametrize(("block", "words", "series", "geography", "sex", "year"), QUOTED)
def test_an_outcome_that_an_example_quotes_is_the_tables_own(block, words, series, geography, sex, year):
    text = (REPOSITORY / OWN).read_text(encoding="utf-8")
    told = " ".join(re.search(rf"<!-- eget: {block} -->\n(.*?)<!-- slut -->", text, re.DOTALL)[1].split())
    assert re.search(rf"{re.escape(words)}(?![\d,]*\d)", told)
    figure = parse_number(re.search(r"[\d ]*\d(?:,\d+)?$", words)[0])
    rows = load(root=REPOSITORY).observations
    cell = (rows["series"] == series) & (rows["geography"] == geography) & (rows["sex"] == sex) & (rows["year"] == year)
    values = rows.loc[cell & (rows["kind"] == "outcome"), "value"].tolist()
    unit = Decimal(1).scaleb(figure.as_tuple().exponent)
    assert figure in [round_half_up(exact(value), unit) for value in values]
