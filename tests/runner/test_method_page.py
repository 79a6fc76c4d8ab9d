"""The method page is general; a plan's own examples stand in their places, and what has no place is refused."""

from __future__ import annotations

import pytest
from frozen import REPOSITORY

from helpers.runner.method_page import OWN, method_text
from helpers.runner.settings import PlanError
from helpers.storage.about import about

METHOD = REPOSITORY / "docs" / "metod.md"


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "metod.md"
    path.write_text("# Metod\n\n<!-- eget: ett -->\nAllmänt.\n<!-- slut -->\n\nSlut.\n", encoding="utf-8")
    (tmp_path / "data" / "raw").mkdir(parents=True)
    return path


def test_a_plan_without_own_examples_gets_the_general_ones(text, tmp_path):
    assert method_text(text, tmp_path) == "# Metod\n\nAllmänt.\n\nSlut.\n"


def test_a_plans_own_example_stands_in_place_of_the_general_one(text, tmp_path):
    (tmp_path / OWN).write_text("<!-- eget: ett -->\nPlanens 52.\n\nOch 58.\n<!-- slut -->\n", encoding="utf-8")
    assert method_text(text, tmp_path) == "# Metod\n\nPlanens 52.\n\nOch 58.\n\nSlut.\n"


def test_an_own_example_without_a_place_is_refused_with_the_places_there_are(text, tmp_path):
    (tmp_path / OWN).write_text("<!-- eget: tva -->\nFel.\n<!-- slut -->\n", encoding="utf-8")
    with pytest.raises(PlanError, match=r"metod_egna\.md: tva finns inte i metod\.md; där finns ett"):
        method_text(text, tmp_path)


def test_the_general_page_names_no_municipality_plan_or_series(tmp_path):
    facts = about(REPOSITORY)
    general, own = method_text(METHOD, tmp_path), method_text(METHOD, REPOSITORY)
    for name in (facts.municipality.name, facts.name, "(L)", "(17)", "2014"):
        assert name not in general
        assert name in own
    assert "<!--" not in general + own
