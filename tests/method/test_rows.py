"""The rows of women, men, total and gap; outcomes here are made up."""

from __future__ import annotations

import pytest
from strategies import figures, flags, line, tables

from helpers.method import rows
from helpers.method.assess import assess


def test_when_only_women_reach_a_target_for_the_total_it_is_said_on_the_gap_row():
    both = figures(55, None, {2019: 66}, sex="women") + figures(48, None, {2019: 60}, sex="men")
    case = tables(both + figures(52, 65, {2019: 63}))
    total, gap = line(case, 2019), line(case, 2019, "gap")
    assert (total["level"], total["tolerance"]) == ("not_met", 1.3)
    assert gap["total_target_reached_by"] == "women"
    assert (gap["level"], gap["reason"]) == ("not_assessable", "no_own_target")
    assert line(case, 2019, "women")["reason"] == "no_own_target"


def test_pupils_gap_of_one_against_a_planned_gap_of_none_is_near():
    both = figures(77, 95, {2019: 94}, sex="women") + figures(93, 95, {2019: 95}, sex="men")
    row = line(tables(both, sexes="women;men"), 2019, "gap")
    assert (row["value"], row["target"], row["tolerance"], row["level"]) == (1, 0, 1.6, "near")


def test_a_gap_from_before_a_break_is_flagged():
    case = tables(figures(50, 65, {2016: 55}, sex="women") + figures(48, 65, {2016: 54}, sex="men"), breaks="2017")
    assert "break_in_series" not in flags(line(case, 2016, "gap"))
    assert {"break_in_series", "older_outcome"} <= flags(line(case, 2017, "gap"))


def test_rows_stand_as_women_men_total_gap():
    three = figures(52, 65) + figures(55, sex="women") + figures(48, sex="men")
    assert assess(*tables(three), 2019)["sex"].tolist() == ["women", "men", "total", "gap"]


def test_a_flag_that_no_sentence_tells_of_stops_the_assessment(monkeypatch):
    monkeypatch.setattr(rows, "FLAGS", tuple(flag for flag in rows.FLAGS if flag != "older_outcome"))
    with pytest.raises(ValueError, match="not in tuple"):
        assess(*tables(figures(50, 65, {2016: 55})), 2017)
