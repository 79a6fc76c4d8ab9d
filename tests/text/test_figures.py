"""One rule for how a figure is printed, whether in a text, a table, a chart or a receipt; all figures are made up."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from strategies import figures, line, observed, tables

from helpers.cards import cards, first_screen
from helpers.method.assess import assess
from helpers.read import as_printed, plan_first
from helpers.storage.about import about
from helpers.text.figures import between, judged_figure, number
from helpers.text.words import difference
from helpers.view import FollowUp

WHOLE = {"precision": "1", "as_printed": "55;41.0;38.17;90"}
PERSONS = WHOLE | {"unit_counted": True, "unit_rate": False, "aggregation": "value"}
TENTHS = {"precision": "0.1", "as_printed": "90.1;90;13.25"}


@pytest.mark.parametrize(
    ("series", "value", "told"),
    [
        (WHOLE, 55, "55"),
        (WHOLE, 41, "41,0"),  # printed with a decimal by its source, which the plan allows one of
        (WHOLE, 38.17, "38,2"),  # at most one decimal more than the plan
        (TENTHS, 90, "90"),  # its source prints no decimal, so none is made up
        (TENTHS, 13.25, "13,25"),
        (WHOLE, 39.5, "39,5"),  # worked out: as many as it needs
        (WHOLE, 40, "40"),
        (PERSONS, 924.3, "924"),  # worked out, but there are no tenths of a person
        (PERSONS | {"unit_rate": True}, 39.5, "39,5"),  # persons per thousand have tenths
        (TENTHS, 7 / 3, "2,33"),
    ],
)
def test_a_figure_has_its_sources_decimals_and_at_most_one_more_than_the_plan(series, value, told):
    assert number(series, value) == told


def test_a_difference_is_that_of_the_figures_as_printed():
    # 38.17 and 55.24 are printed 38,2 and 55,2: 17,0 apart on the page, though 17.07 apart.
    series = {"precision": "1", "as_printed": "38.17;55.24"}
    assert between(series, 55.24, 38.17) == Decimal("17.0")
    assert difference(series, between(series, 38.17, 55.24)) == "−17,0"


def test_a_difference_that_equals_a_printed_figure_does_not_borrow_its_decimals():
    assert difference({"precision": "1", "as_printed": "3.0"}, 3.0) == "+3"


def test_the_sources_own_decimals_come_from_the_table():
    rows = [observed(41.0, year=2017, decimals=1), observed(90.0, year=2018, decimals=0), observed(float("nan"))]
    rows.append(observed(7.123, kind="related", decimals=3))
    made = tables(rows)
    frame = pd.DataFrame(rows)
    assert as_printed(made.series, frame).tolist() == ["41.0;90"]


def view_of(made, year: int) -> FollowUp:
    texts = {"comment": "", "source_url": "", "measure": "", "decimals": float("nan")}
    reasons = {f"{name}_reason": "" for name in ("better", "target_type", "unit", "scale", "aggregation", "period")}
    series = made.series.assign(plan_order=1, source="", as_printed="", **reasons)
    return FollowUp(series, made.observations.assign(**texts), assess(*made, year), year, "riket", None, about())


MEAN = {
    "target_type": "change;mean", "aggregation": "mean", "period_start": 2016, "period_end": 2019, "precision": "0.1",
    "sexes": "total",
}  # fmt: skip


def test_a_mean_is_told_as_the_mean_and_not_as_the_years_value():
    # (2.9 + 3.1 + 1.0) / 3 = 2.333...
    made = tables(figures(2.6, 3.0, {2016: 2.9, 2017: 3.1, 2018: 1.0}), **MEAN)
    row, series = line(made, 2018), made.series.iloc[0]
    assert number(series, judged_figure(series, row, "value")) == "2,33"
    told = first_screen(view_of(made, 2018)).data + cards(view_of(made, 2018), "X").data
    assert "2,33 procent" in told.replace("\xa0", " ")
    assert "1,0 procent år 2018" not in told.replace("\xa0", " ")


def test_an_outcome_of_the_baseline_year_does_not_take_the_plans_place():
    made = tables(figures(47, 60, {2014: 46, 2019: 50}))
    kept = plan_first(made.observations)
    assert kept.loc[kept["kind"] != "target", "value"].tolist() == [47, 50]


def test_where_the_plan_has_no_baseline_the_outcome_of_its_year_stands():
    made = tables([observed(kind="baseline", missing="no_baseline"), *figures(None, 60, {2014: 46, 2019: 50})])
    kept = plan_first(made.observations)
    assert kept.loc[kept["kind"] != "target", "value"].tolist() == [46, 50]
