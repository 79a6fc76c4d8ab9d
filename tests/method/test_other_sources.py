"""A class that another source's figure would change is flagged, with that class; outcomes here are made up."""

from __future__ import annotations

import pytest
from strategies import figures, flags, line, observed, tables

from helpers.text.vocabulary import CLASS_NOTES, FLAG_WORDS, LEVEL_WORDS


def other(value, **where):
    return observed(value, kind="related", year=2019, source="annan källa", alternative=True, **where)


# Baseline 50, target 60: near is within max(1, 10 % of 10) = 1, so 60 is met, 59 near and 58 not met.
@pytest.mark.parametrize(
    ("said", "flagged"),
    [
        ([60], {"other_source_met"}),
        ([58], {"other_source_not_met"}),
        ([59.2], set()),
        ([60, 58], {"other_source_met", "other_source_not_met"}),
        ([], set()),
    ],
)
def test_an_outcome_of_59_is_near_whatever_others_say_but_their_class_is_named(said, flagged):
    row = line(tables([*figures(50, 60, {2019: 59}), *(other(v) | {"source": str(v)} for v in said)]), 2019)
    assert (row["level"], row["value"]) == ("near", 59)
    assert flags(row) & set(FLAG_WORDS) == flagged


def test_another_figure_for_riket_is_tried_too():
    # as 11: the target 14,1 is met by 14,3, which is below riket's 14,4 but above the 14,1 that another source prints
    rows = [*figures(13.8, 14.1, {2019: 14.3}), observed(14.4, geography="riket", year=2019)]
    declared = {"target_type": "change;relative", "relative_to": "riket", "comparator": "riket", "precision": "0.1"}
    row = line(tables([*rows, other(14.1, geography="riket")], **declared), 2019)
    assert (row["level"], flags(row)) == ("near", {"other_source_met"})


def test_a_related_figure_of_another_measure_is_not_tried():
    case = tables([*figures(50, 60, {2019: 59}), other(60) | {"alternative": False}])
    assert "other_source_met" not in flags(line(case, 2019))


def test_another_figure_of_a_year_that_is_not_judged_changes_nothing():
    case = tables([*figures(50, 60, {2018: 58, 2019: 59}), other(60) | {"year": 2018}])
    assert "other_source_met" not in flags(line(case, 2019))
    assert "other_source_met" in flags(line(case, 2018))


def test_another_figure_of_one_year_counts_in_a_mean():
    # yearly 1, 2 and 3 have the mean 2, the target; with 0 for the last year the mean is 1
    yearly = figures(1, 2, {2017: 1, 2018: 2, 2019: 3})
    mean = {"aggregation": "mean", "period_start": 2017, "period_end": 2019, "target_type": "change;mean"}
    row = line(tables([*yearly, other(0)], **mean), 2019)
    assert (row["level"], row["value"], flags(row) & set(CLASS_NOTES)) == ("met", 2, {"other_source_not_met"})


def test_the_gap_between_women_and_men_is_tried_too():
    # the gap is to shrink from 10 to 5: 60 - 55 is 5, met; with men at 52 it is 8, not within max(1, 10 % of 5) = 1
    rows = figures(60, 65, {2019: 60}, sex="women") + figures(50, 60, {2019: 55}, sex="men")
    row = line(tables([*rows, other(52, sex="men")]), 2019, "gap")
    assert (row["level"], flags(row)) == ("met", {"other_source_not_met"})


@pytest.mark.parametrize("level", ["met", "near", "not_met"])
def test_the_sentence_at_the_class_names_the_other_class(level):
    assert CLASS_NOTES[f"other_source_{level}"] == f"en annan källa ger {LEVEL_WORDS[level]}"
