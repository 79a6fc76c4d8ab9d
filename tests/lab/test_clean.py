"""Notebooks are committed as they were written: a save adds nothing that nobody changed, strip takes outputs away."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from frozen import REPOSITORY
from small_project import small_project
from typed import typed

from helpers.lab.clean import as_committed, before_save, strip, unclean
from helpers.lab.start import lab_command, lab_environment, make_room

NOTEBOOK = "01_fler_jobb.ipynb"


@pytest.fixture
def project(tmp_path):
    root = small_project(tmp_path / "p")
    strip(root)
    return root


def _as_a_program_saves_it(path: Path, *, outputs: bool) -> dict:
    """Say of a notebook what JupyterLab and VS Code write of themselves when they save it."""
    nb = json.loads(path.read_text(encoding="utf-8"))
    nb["metadata"]["kernelspec"]["display_name"] = "Python 3 (ipykernel)"
    nb["metadata"]["language_info"] = {"name": "python", "version": "3.11.9", "file_extension": ".py"}
    code = [cell for cell in nb["cells"] if cell["cell_type"] == "code"]
    code[1]["metadata"]["execution"] = {"iopub.execute_input": "2019-01-01T00:00:00Z"}
    if outputs:
        code[1]["execution_count"] = 7
        code[1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "hej"}]
        nb["metadata"]["widgets"] = {}
    return nb


def test_a_save_without_a_change_leaves_the_file_as_it_was(project):
    path = project / "notebooks" / NOTEBOOK
    before = path.read_text(encoding="utf-8")
    model = {"type": "notebook", "content": _as_a_program_saves_it(path, outputs=False)}
    before_save(model=model, path=f"notebooks/{NOTEBOOK}", contents_manager=None)
    assert nbformat.writes(nbformat.from_dict(model["content"])) + "\n" == before


def test_a_save_keeps_what_was_changed_and_the_outputs(project):
    content = _as_a_program_saves_it(project / "notebooks" / NOTEBOOK, outputs=True)
    content["cells"][0]["source"] = "# Ny fråga?"
    before_save(model={"type": "notebook", "content": content})
    assert content["cells"][0]["source"] == "# Ny fråga?"
    code = [cell for cell in content["cells"] if cell["cell_type"] == "code"][1]
    assert (code["execution_count"], code["outputs"][0]["text"]) == (7, "hej")


def test_other_files_are_saved_as_they_are():
    for model in ({"type": "file", "content": "x"}, {"type": "notebook", "content": None}):
        before_save(model=model)
    assert model["content"] is None


def test_strip_makes_a_run_notebook_what_was_committed(project):
    path = project / "notebooks" / NOTEBOOK
    before = path.read_text(encoding="utf-8")
    path.write_text(json.dumps(_as_a_program_saves_it(path, outputs=True)), encoding="utf-8")
    assert unclean(project) == [path]
    assert strip(project) == [path]
    assert path.read_text(encoding="utf-8") == before
    assert (unclean(project), strip(project)) == ([], [])


def test_a_file_that_is_no_notebook_is_told_of(project):
    path = project / "notebooks" / NOTEBOOK
    path.write_text("<<<<<<< HEAD", encoding="utf-8")
    with pytest.raises(ValueError, match=r"01_fler_jobb\.ipynb går inte att läsa som anteckningsbok"):
        as_committed(path)


def test_own_work_is_neither_stripped_nor_seen(project):
    own = make_room(project)
    own.write_text("mitt", encoding="utf-8")
    assert (unclean(project), strip(project)) == ([], [])
    assert make_room(project) == own
    assert own.read_text(encoding="utf-8") == "mitt"


def test_what_is_missing_of_the_room_for_own_work_is_put_there(project):
    own = make_room(project)
    assert own == project / "notebooks" / "egna" / "utforska.ipynb"
    assert nbformat.read(own, 4).cells[0].source.startswith("# Utforska")
    shutil.rmtree(own.parent)
    assert make_room(project).exists()


def test_own_work_is_in_no_ones_way():
    ignored = (REPOSITORY / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "/notebooks/egna/" in ignored
    assert '"notebooks/egna"' in (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")


def test_jupyterlab_starts_at_the_projects_root_on_the_notebooks(tmp_path):
    command = lab_command(tmp_path, ["--no-browser"])
    assert f"--ServerApp.root_dir={tmp_path}" in command
    assert "--LabApp.default_url=/lab/tree/notebooks" in command
    assert command[-1] == "--no-browser"


def test_an_analysts_own_settings_of_jupyter_still_hold(tmp_path):
    made = lab_environment(tmp_path, {"JUPYTER_CONFIG_PATH": "/egen", "HOME": "/h"})
    assert made["JUPYTER_CONFIG_PATH"].endswith(":/egen")
    assert made["HOME"] == "/h"


def test_what_a_computer_leaves_among_the_notebooks_is_no_notebook(project):
    for name in ("._01_fler_jobb.ipynb", ".~01_fler_jobb.ipynb", "~$01_fler_jobb.ipynb"):
        (project / "notebooks" / name).write_bytes(b"\x00\x05\x16\x07")
    assert unclean(project) == []


@pytest.mark.process
def test_a_disk_that_gets_full_leaves_the_notebook_that_is_stripped_whole(project):
    path = project / "notebooks" / NOTEBOOK
    path.write_text(json.dumps(_as_a_program_saves_it(path, outputs=True)), encoding="utf-8")
    before = path.read_bytes()
    said = typed("--root", project, "strip", largest=1000)
    assert said.returncode == 1
    assert "Det gick inte att läsa eller skriva" in said.stderr
    assert path.read_bytes() == before
    assert not list((project / "notebooks").glob(".*"))
