"""plan.toml, areas.csv and units.csv: what they say reaches the tidy tables, and what is wrong with them is told."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from frozen import FROZEN
from part_of_plan import part_of_plan

from helpers.data.about import read_about
from helpers.data.package import write_processed
from helpers.data.tidy import gather, tidy
from helpers.model.issues import IssuesError
from helpers.storage.about import about

FACTS = """\
[plan]
name = "Målplan 2020–2023"
source = "Målplan 2020-2023"
title = "Exempelköpings målplan 2020–2023"
package = "exempelkoping-malplan"
table = "plan.csv"
first_year = 2020
last_year = 2023

[municipality]
geography = "exempelkoping"
name = "Exempelköping"
word = "Exempelköping"
genitive = "Exempelköpings"
authority = "Exempelköpings kommun"

[[levels]]
level = "ort"
printed = "Orten"
word = "mått på orten"
"""


def _facts(folder: Path, *changes: tuple[str, str]) -> Path:
    text = FACTS
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "data" / "raw").mkdir(parents=True)
    (folder / "data" / "raw" / "plan.toml").write_text(text, encoding="utf-8")
    return folder


def _told(folder: Path) -> list[str]:
    with pytest.raises(IssuesError) as raised:
        read_about(folder)
    return [str(issue) for issue in raised.value.issues]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return part_of_plan(tmp_path / "root", ["21", "25", "J", "L_alla"])


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_plan_without_anything_to_compare_with_is_read(tmp_path):
    facts = read_about(_facts(tmp_path))
    assert (facts.home, facts.municipality.genitive, facts.comparison) == ("exempelkoping", "Exempelköpings", "ingen")
    assert facts.comparisons == ("ingen",)
    assert facts.sentence("levels") == ""


def test_all_issues_of_the_plans_facts_are_told_at_once_with_their_lines(tmp_path):
    folder = _facts(
        tmp_path,
        ("first_year = 2020", 'first_year = "2020"'),
        ('geography = "exempelkoping"', 'geography = "Exempelköping"'),
        ('word = "mått på orten"\n', ""),
    )
    assert _told(folder) == [
        "data/raw/plan.toml, rad 7, kolumn plan first_year: ”2020” – ska vara ett årtal med fyra siffror, utan "
        "citattecken",
        "data/raw/plan.toml, rad 11, kolumn municipality geography: ”Exempelköping” – ska vara ett kort namn med a–z, "
        "siffror och understreck",
        "data/raw/plan.toml, rad 17, kolumn levels 1 word: ”” – ska vara en text och får inte vara tomt",
    ]


def test_a_misspelt_name_and_section_are_told_and_never_passed_over(tmp_path):
    misspelt = '[[comparator]]\ngeography = "riket"\n\n[[levels]]'
    folder = _facts(tmp_path, ("[[levels]]", misspelt), ("last_year = 2023", "last_year = 2023\nfirst_yaer = 2020"))
    assert _told(folder) == [
        "data/raw/plan.toml, rad 9, kolumn plan first_yaer: ”2020” – okänt namn; menas first_year?",
        "data/raw/plan.toml, rad 18, kolumn comparator: ”” – okänt avsnitt; menas comparators?",
    ]


def test_a_code_in_kolada_has_four_digits_and_is_one_places(tmp_path):
    riket = '[[comparators]]\ngeography = "riket"\nname = "A"\nword = "a"\ngenitive = "as"\nkolada = "{}"\n\n[[levels]]'
    own = ("[[levels]]", 'kolada = "0999"\n[[levels]]')
    assert _told(_facts(tmp_path / "a", own, ("[[levels]]", riket.format("0999")))) == [
        "data/raw/plan.toml, kolumn kolada: ”0999” – får stå en gång"
    ]
    assert _told(_facts(tmp_path / "b", ("[[levels]]", riket.format("999")))) == [
        "data/raw/plan.toml, rad 22, kolumn comparators 1 kolada: ”999” – ska vara kommunens kod i Kolada, fyra "
        "siffror, eller tomt"
    ]


def test_a_file_that_is_no_toml_is_told_with_its_line(tmp_path):
    told = _told(_facts(tmp_path, ("[municipality]", "[municipality")))
    assert told == ["data/raw/plan.toml, rad 10: ”” – raden går inte att läsa som TOML"]


def test_a_missing_file_is_told(tmp_path):
    assert _told(tmp_path) == [
        "data/raw/plan.toml: ”” – filen saknas; den säger vilken plan och vilken kommun det gäller"
    ]


def test_two_places_or_levels_with_one_code_are_refused(tmp_path):
    twice = '[[comparators]]\ngeography = "exempelkoping"\nname = "A"\nword = "a"\ngenitive = "as"\n\n[[levels]]'
    assert _told(_facts(tmp_path, ("[[levels]]", twice))) == [
        "data/raw/plan.toml, kolumn geography: ”exempelkoping” – får stå en gång"
    ]


def test_the_facts_are_read_after_the_data_are_built(copy):
    write_processed(copy)
    assert about(copy) == read_about(copy)


def test_tables_built_before_the_facts_were_told_ask_for_a_new_build(copy):
    write_processed(copy)
    _change(copy / "data" / "processed" / "datapackage.json", '"about"', '"annat"')
    with pytest.raises(FileNotFoundError, match="kör make data"):
        about(copy)


def test_an_area_a_level_and_a_unit_that_are_not_declared_are_told_with_their_rows(copy):
    raw = copy / "data" / "raw"
    _change(raw / "areas.csv", "Kvalitet", "Kvaliteter")
    _change(raw / "plan.toml", 'printed = "Ortsindikatorer"', 'printed = "Platsindikatorer"')
    with pytest.raises(IssuesError) as raised:
        tidy(gather(copy))
    told = {(issue.file, issue.column, issue.value) for issue in raised.value.issues}
    plan = f"data/raw/{read_about(copy).table}"
    assert told == {(plan, "area", "Kvalitet"), (plan, "level", "Ortsindikatorer")}
    _change(raw / "units.csv", "resor,resor", "färder,resor")
    with pytest.raises(IssuesError, match=r"declarations\.csv, rad \d+, kolumn unit: ”resor” – tillåtet är"):
        tidy(gather(copy))


def test_the_words_of_units_areas_and_places_stand_at_every_series(copy):
    series = tidy(gather(copy)).series.set_index("series")
    units = pd.read_csv(copy / "data" / "raw" / "units.csv", dtype=str, keep_default_na=False).set_index("unit")
    assert (series["unit_difference"] == series["unit"].map(units["difference"])).all()
    assert set(series["geography"]) == {about(FROZEN).home}
    assert (series["page"].str[3:] == series["area"]).all()
