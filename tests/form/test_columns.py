"""What is true of every column that is filled in, also of one that is added. Every figure here is made up."""

import pytest
from frozen import FROZEN

from helpers.data.tidy import gather
from helpers.form.entries import Entry
from helpers.form.intake import know
from helpers.form.layout import FILLED_IN
from helpers.form.rules import decide
from helpers.form.workbook import guide
from helpers.model.schemas import columns

OTHER = {"value": "73", "whole": "7", "size": "0.3", "reason": "not_found", "text": "Annat"}


@pytest.fixture(scope="module")
def known():
    return know(gather(FROZEN))


@pytest.mark.parametrize("column", FILLED_IN, ids=lambda column: column.name)
def test_what_is_filled_in_has_a_column_to_be_kept_in_and_words_on_the_first_sheet(column):
    assert column.name in columns("outcomes")
    said = [text for heading, text in guide(2031) if heading in column.guide]
    assert said and all("{" not in text for text in said)


@pytest.mark.parametrize(
    "column", [one for one in FILLED_IN if one.name != "revision_reason"], ids=lambda column: column.name
)
def test_a_line_that_differs_in_one_column_only_is_a_change(known, column):
    before = dict.fromkeys(columns("outcomes"), "") | {
        "series": "21", "geography": "eskilstuna", "sex": "total", "year": "2021", "kind": "outcome", "value": "71.5",
        "denominator": "200", "margin": "0.5", "source": "Påhittat prov", "comment": "Två bilar lånades",
    }  # fmt: skip
    there = known._replace(stored=[before])
    for given, what in ((before, "unchanged"), (before | {column.name: OTHER[column.read_as]}, "revision")):
        (decision,), _ = decide([Entry("svar.xlsx", "", 5, {}, {}, given)], 2021, there)
        assert decision.what == what
