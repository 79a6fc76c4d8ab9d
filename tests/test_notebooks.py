"""The notebooks as committed: empty, small, parameterised, each with a question of its own."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from helpers.runner.pages import notebooks_of, plan
from helpers.storage.paths import project_root

NOTEBOOKS = notebooks_of(project_root())


def code(path: Path) -> list:
    return [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]


def test_every_notebook_is_a_page_and_every_goal_area_has_one():
    assert {page.source for page in plan(project_root(), 2019, "riket")} >= set(NOTEBOOKS)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_committed_empty_with_the_kernel_kept(path: Path):
    assert all(not cell.outputs and cell.execution_count is None for cell in code(path))
    assert nbformat.read(path, 4).metadata.kernelspec.name == "python3"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_begins_with_its_question_and_has_one_cell_of_parameters(path: Path):
    first = nbformat.read(path, 4).cells[0]
    assert first.cell_type == "markdown"
    assert first.source.splitlines()[0].startswith("# ")
    assert first.source.splitlines()[0].endswith("?")
    tagged = [cell.source for cell in code(path) if "parameters" in cell.metadata.get("tags", [])]
    assert tagged == ['year: int = 2019\ncomparison: str = "riket"']


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_tells_and_does_not_compute(path: Path):
    cells = [cell.source for cell in code(path)]
    assert len(cells) <= 15
    assert max(len(source.splitlines()) for source in cells) <= 10
    assert not [source for source in cells for word in ("def ", "merge", "/", "Path(") if word in source]
    prose = [c.source for c in nbformat.read(path, 4).cells[1:] if c.cell_type == "markdown"]
    assert not [
        line
        for text in prose
        for line in text.splitlines()
        if any(char.isdigit() for char in line.replace("årskurs 7", ""))
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_reads_nothing_but_what_its_page_is_made_anew_for(path: Path, files_read: dict[str, set[str]]):
    tidy = {"processed/series.csv", "processed/observations.csv"}
    read = files_read[path.stem]
    assert tidy <= read
    tidy |= {"processed/measures.csv", "processed/groups.csv", "processed/persons.csv", "processed/datapackage.json"}
    others = {name for name in read - tidy if not name.startswith("raw/")}
    assert others == set()
    assert bool(read - tidy) == (path.stem == "00_oversikt")
