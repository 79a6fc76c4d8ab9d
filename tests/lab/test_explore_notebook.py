"""The exploring notebook runs in any project, and a notebook can be run twice without a word."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import openpyxl
import papermill
import pytest
from frozen import FROZEN, REPOSITORY
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from helpers.lab.start import TEMPLATE, make_room
from helpers.storage.paths import ROOT_VARIABLE, project_root

COMMITTED = sorted((project_root() / "notebooks").glob("*.ipynb"))


def _run(path: Path, monkeypatch) -> InteractiveShell:
    """Run a notebook's cells in its own folder, in this process."""
    monkeypatch.chdir(path.parent)
    monkeypatch.setenv("MPLBACKEND", "agg")
    shell = InteractiveShell.instance()
    for cell in nbformat.read(path, 4).cells:
        if cell.cell_type == "code":
            shell.run_cell(cell.source, silent=True).raise_error()
    return shell


def test_the_exploring_notebook_runs_and_writes_its_workbook(tmp_path, monkeypatch):
    monkeypatch.setenv(ROOT_VARIABLE, str(FROZEN))
    path = make_room(tmp_path)
    shell = _run(path, monkeypatch)
    assert "Kolumner" in openpyxl.load_workbook(path.parent / "utforska.xlsx").sheetnames
    assert shell.user_ns["view"].year == shell.user_ns["follow_up"]().year


def test_the_exploring_notebook_is_small_and_names_no_measure_of_one_plan():
    nb = nbformat.read(REPOSITORY / "src" / "helpers" / "lab" / TEMPLATE, 4)
    assert len(nb.cells) < 15
    sources = "\n".join(cell.source for cell in nb.cells)
    view = project_root() / "data" / "processed" / "series.csv"
    names = [line.split(",")[0] for line in view.read_text(encoding="utf-8").splitlines()[1:]]
    assert [name for name in names if f'"{name}"' in sources] == []


def test_loading_what_follows_edits_is_silent_the_second_time():
    shell = InteractiveShell.instance()
    with capture_output() as told:
        for _ in range(2):
            shell.run_cell("%reload_ext autoreload\n%autoreload 2").raise_error()
    assert told.stdout + told.stderr == ""


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.stem)
def test_a_notebook_says_nothing_when_it_is_run_again_and_names_its_parameters_types(path):
    assert "%load_ext" not in "".join(cell.source for cell in nbformat.read(path, 4).cells)
    declared = papermill.inspect_notebook(os.fspath(path))
    assert {name: entry["inferred_type_name"] for name, entry in declared.items()} == {
        "year": "int",
        "comparison": "str",
    }


def test_an_edit_is_picked_up_after_a_second_run(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    module = tmp_path / "told_here.py"
    module.write_text("WORD = 'förr'\n", encoding="utf-8")
    shell = InteractiveShell.instance()
    for _ in range(2):
        shell.run_cell("%reload_ext autoreload\n%autoreload 2\nimport told_here").raise_error()
    module.write_text("WORD = 'nu, och längre'\n", encoding="utf-8")
    os.utime(module, (2_000_000_000, 2_000_000_000))
    shell.events.trigger("pre_run_cell", None)
    assert shell.user_ns["told_here"].WORD == "nu, och längre"
    shell.run_cell("%autoreload 0").raise_error()


@pytest.mark.parametrize("path", [path for path in COMMITTED if path.stem[:2] in "01 02 03 04 05 06 07 08"],
                         ids=lambda path: path.stem)  # fmt: skip
def test_an_area_ends_with_three_lines_to_go_on_from(path, monkeypatch):
    nb = nbformat.read(path, 4)
    heading, lines = nb.cells[-2:]
    assert heading.source.startswith("## Gå vidare själv")
    assert all(cell.metadata.tags == ["own-work"] for cell in (heading, lines))
    told = lines.source.splitlines()
    assert [line[:2] for line in told] == ["# "] * 3
    from helpers import follow_up

    view = follow_up(nb.metadata.followup.area)
    for line in told:
        assert eval(line[2:].replace(".plot()", ".points()"), {"view": view}) is not None
