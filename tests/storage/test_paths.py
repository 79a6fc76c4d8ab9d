"""Every run belongs to the project one stands in, or is refused with both folders named."""

from __future__ import annotations

import shutil

import pytest
from frozen import REPOSITORY
from small_project import small_project
from typed import typed

from helpers.storage.paths import PACKAGE, ProjectError, project_root


@pytest.fixture(autouse=True)
def nothing_named(monkeypatch):
    monkeypatch.delenv("HELPERS_ROOT", raising=False)


@pytest.fixture
def clone(tmp_path):
    """Another clone: data and code of its own, which is not the code that runs."""
    project = small_project(tmp_path / "klon")
    shutil.copytree(PACKAGE, project / "src" / "helpers", ignore=shutil.ignore_patterns("__pycache__"))
    return project


def test_the_project_one_stands_in_is_taken_at_any_depth(tmp_path, monkeypatch):
    project = small_project(tmp_path / "p")
    monkeypatch.chdir(project / "notebooks")
    assert project_root() == project


def test_outside_any_project_it_is_the_one_that_the_code_stands_in(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert project_root() == REPOSITORY


def test_a_clone_is_never_worked_on_by_another_clones_code(clone, monkeypatch):
    monkeypatch.chdir(clone / "notebooks")
    with pytest.raises(ProjectError) as caught:
        project_root()
    assert f"{clone.name} (..)" in str(caught.value)
    assert str(REPOSITORY) in str(caught.value)


@pytest.mark.process
@pytest.mark.parametrize("command", ["check", "clean", "data", "reports", "lint"])
def test_every_command_refuses_and_names_both_folders(clone, command):
    (clone / "reports").mkdir()
    said = typed(command, cwd=clone)
    assert said.returncode == 1
    assert f"{clone.name} (mappen du står i)" in said.stderr
    assert str(REPOSITORY) in said.stderr
    assert list((clone / "reports").iterdir()) == []


@pytest.mark.process
def test_a_project_that_the_environment_names_is_refused_in_another(tmp_path):
    one, other = small_project(tmp_path / "ett"), small_project(tmp_path / "två")
    said = typed("check", cwd=one, env={"HELPERS_ROOT": str(other)})
    assert said.returncode == 1
    assert "ett (mappen du står i)" in said.stderr
    assert "../två" in said.stderr
    assert str(tmp_path) not in said.stderr
    assert typed("--root", other, "check", cwd=one).returncode == 0


def test_a_folder_that_is_gone_is_told(tmp_path, monkeypatch):
    gone = tmp_path / "borta"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(ProjectError, match="finns inte längre"):
        project_root()
