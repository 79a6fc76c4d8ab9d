"""A code and its Swedish word stand in one schema; what else needs them takes them from there."""

import pytest

from helpers.model.schemas import labels, schema
from helpers.text import vocabulary


def field(table, column):
    return next(field for field in schema(table)["fields"] if field["name"] == column)


def test_a_columns_words_are_told_by_code():
    assert labels("outcomes", "definition") == {
        "exact": "planens eget mått", "close": "nära planens mått", "derived": "uträknat ur publicerade tal",
    }  # fmt: skip


@pytest.mark.parametrize("column", ["sex", "missing", "definition", "identity"])
def test_the_codes_that_have_a_word_are_those_that_are_allowed(column):
    assert field("outcomes", column)["constraints"]["enum"] == list(labels("outcomes", column)) != []


def test_a_reason_for_a_missing_value_is_a_reason_for_no_class_in_the_same_words():
    assert labels("outcomes", "missing").items() <= labels("assessment", "reason").items()
    assert "relation_not_met" in labels("assessment", "reason")


def test_the_forms_list_has_words_of_its_own_for_what_a_person_may_answer():
    offered = labels("outcomes", "missing", "form")
    assert offered["not_measured"] == "Ej mätt i år"
    assert "no_target" not in offered  # only the plan itself lacks a target


def test_the_projections_pace_has_the_words_of_the_pace():
    assert list(labels("assessment", "projection_pace").items()) == list(labels("assessment", "pace").items())


def test_no_marker_of_where_words_come_from_is_published():
    fields = [each for table in ("outcomes", "observations", "assessment") for each in schema(table)["fields"]]
    assert not [each["name"] for each in fields if {"from", "categories_from"} & set(each)]
    assert not [each["name"] for each in fields if each.get("constraints", {}).get("enum") == "categories"]


def test_what_is_written_beside_the_schema_has_its_code_there():
    for name, column in (("FLAG_WORDS", "flags"), ("REASON_WORDS", "reason"), ("UNKNOWN_WORDS", "reason")):
        assert set(getattr(vocabulary, name)) <= set(labels("assessment", column)), name


@pytest.mark.parametrize("pace", ["on_track", "behind", "far_behind"])
def test_a_pace_is_told_in_a_heading_by_its_own_word(pace):
    assert vocabulary.PACE_ENDS[pace].startswith(f"{labels('assessment', 'pace')[pace]} ")
