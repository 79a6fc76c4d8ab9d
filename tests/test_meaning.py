"""Meaning stands in data: the package names no place, series, goal area or year of a plan; every code has its word."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

import pytest
from frozen import REPOSITORY

from helpers.data.about import read_about
from helpers.method.columns import FLAGS
from helpers.method.coverage import STATUSES
from helpers.model.schemas import schema
from helpers.text import vocabulary

SRC = REPOSITORY / "src" / "helpers"
FILES = sorted(path for path in SRC.rglob("*") if path.suffix in (".py", ".j2", ".json", ".css"))
ABOUT = read_about(REPOSITORY)


def _column(name: str, column: str) -> list[str]:
    with (REPOSITORY / "data" / "raw" / name).open(encoding="utf-8", newline="") as file:
        return [row[column] for row in csv.DictReader(file)]


def _meant() -> list[str]:
    """List what belongs to this municipality and plan: names, ids, series, goal areas and the plan's years."""
    own = ABOUT.municipality
    names = [own.name, own.kolada, ABOUT.name.rstrip("0123456789–- "), "årsredovisning"]
    series = [name for name in _column("declarations.csv", "series") if "_" in name]
    areas = [name for name in _column("areas.csv", "area") if "_" in name]
    years = {*_column(ABOUT.table, "head_baseline"), *_column(ABOUT.table, "head_target")}
    years |= set(map(str, range(ABOUT.first_year, ABOUT.last_year + 1)))
    return [
        *names,
        *series,
        *areas,
        *(name for name in _column("areas.csv", "name") if " " in name),
        *sorted(year for year in years if year.isdigit()),
    ]


def _in_files(files: Iterable[Path], find: Callable[[str], Collection]) -> dict[str, Collection]:
    """Return what is found in the texts of files, by the file; one where nothing is found is left out."""
    found = {path.relative_to(SRC).as_posix(): find(path.read_text(encoding="utf-8")) for path in files}
    return {name: what for name, what in found.items() if what}


def test_no_name_series_area_or_year_of_the_plan_stands_in_the_package():
    meant = re.compile(rf"(?<![A-Za-z0-9_#.])({'|'.join(map(re.escape, _meant()))})(?!\d)", re.IGNORECASE)
    assert _in_files(FILES, meant.findall) == {}


def _compared(tree: ast.AST) -> Iterator[str]:
    """Yield the texts that code compares with or looks something up by."""
    for node in ast.walk(tree):
        inside = [*node.comparators, node.left] if isinstance(node, ast.Compare) else []
        inside += [node.slice] if isinstance(node, ast.Subscript) else []
        inside += [key for key in node.keys if key] if isinstance(node, ast.Dict) else []
        constants = (one.value for each in inside for one in ast.walk(each) if isinstance(one, ast.Constant))
        yield from (value for value in constants if isinstance(value, str))


def _short() -> set[str]:
    """List the plan's codes, but those that are letters of a sex, a pen stroke or a mark too."""
    return {*_column("declarations.csv", "series"), *_column("areas.csv", "area")} - {"D", "K", "M"}


def test_no_code_asks_for_one_indicator_area_or_year():
    short = _short()

    def asked(code: str) -> set:
        tree = ast.parse(code)
        numbers = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and type(node.value) is int]
        return short & set(_compared(tree)) | {number for number in numbers if 2000 < number < 2100}

    assert _in_files([path for path in FILES if path.suffix == ".py"], asked) == {}


@pytest.mark.parametrize("path", sorted((SRC / "model" / "schemas").glob("*.json")), ids=lambda path: path.stem)
def test_a_schema_lists_no_code_that_the_data_declare(path):
    declared = {one.code for one in ABOUT.geographies} | {one.level for one in ABOUT.levels} | set(ABOUT.unnamed)
    declared |= {*_column("areas.csv", "area"), *_column("units.csv", "unit"), *_column("declarations.csv", "series")}
    for field in schema(path.stem)["fields"]:
        assert not declared & set(field.get("constraints", {}).get("enum", []))


def _codes(table: str, column: str) -> set[str]:
    field = next(field for field in schema(table)["fields"] if field["name"] == column)
    return set(field["constraints"]["enum"])


def test_every_reason_that_the_schema_allows_has_its_sentence():
    allowed = _codes("outcomes", "missing") | _codes("observations", "missing")
    assert allowed - set(vocabulary.REASON_WORDS) == set()


def test_every_flag_has_its_sentence_and_no_sentence_is_without_its_flag():
    assert set(vocabulary.FLAG_WORDS) == set(FLAGS)
    assert set(vocabulary.CLASS_NOTES) <= set(FLAGS)


def test_every_status_of_coverage_has_a_word_or_is_a_reason():
    named = set(vocabulary.REASON_WORDS) | {"baseline", "outcome", "related"}
    assert set(STATUSES) - named == set()
