"""The environment is looked at before every run: what is not whole, or belongs elsewhere, is found and named."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from frozen import REPOSITORY

pytestmark = pytest.mark.process


@pytest.fixture
def project(tmp_path):
    """A folder with the project's set-up and a .venv that holds nothing but where helpers is."""
    return _laid(tmp_path / "projekt")


def _laid(folder):
    (folder / "src").mkdir(parents=True)
    shutil.copytree(REPOSITORY / "setup", folder / "setup", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("requirements.lock", "pyproject.toml"):
        shutil.copy(REPOSITORY / name, folder)
    (folder / "src" / "helpers").mkdir()
    (folder / "src" / "helpers" / "__init__.py").touch()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / ".venv"], check=True)
    _packages(folder, folder)
    return folder


def _packages(folder, origin):
    """Install as an editable package does: a .pth file that names the folder, and a folder that names the package."""
    place = next((folder / ".venv").rglob("site-packages"))
    (place / "_helpers.pth").write_text(str(origin / "src"))
    (place / "pandas-3.0.dist-info").mkdir(exist_ok=True)
    return place


def _setup(project):
    spec = importlib.util.spec_from_file_location("project_setup", project / "setup" / "environment.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _ready(project):
    """Write the stamp as a set-up does when it is done."""
    module = _setup(project)
    now = module.probed(module.PYTHON)
    made = {"version": now["version"], "installed": now["installed"], "from": module.fingerprint()}
    (project / ".venv" / ".ready").write_text(json.dumps(made))
    return module


def test_a_whole_environment_is_let_be(project):
    assert _ready(project).why_not_whole() == ("", True)


@pytest.mark.parametrize("name", ["kostar $HOME", "a`id`b", "$(id)", 'ett " citat', "O'Hara", "100 % & #1; (x)"])
def test_make_runs_in_a_folder_whatever_signs_its_name_has(tmp_path, name):
    folder = _laid(tmp_path / name)
    shutil.copy(REPOSITORY / "Makefile", folder)
    (folder / "src" / "helpers" / "__main__.py").write_text("print('det gick')")
    _ready(folder)
    said = subprocess.run(["make", "check"], cwd=folder, capture_output=True, text=True)
    assert (said.stdout, said.stderr) == ("det gick\n", "")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system itself refuses such names")
def test_a_folder_whose_name_is_not_utf_8_is_told_before_anything_is_made(tmp_path):
    folder = tmp_path / os.fsdecode(b"plan \xe5r")
    shutil.copytree(REPOSITORY / "setup", folder / "setup")
    said = _run(folder)
    assert said.returncode == 1
    assert said.stderr == ("Sökvägen till projektet har tecken som inte är UTF-8. Byt namn på mappen och kör igen.\n")
    assert not (folder / ".venv").exists()


def test_what_is_broken_is_found_and_named(project):
    module = _ready(project)
    place = next((project / ".venv").rglob("site-packages"))

    (place / "pandas-3.0.dist-info").rename(place / "undan")
    assert module.why_not_whole() == ("saknar pandas", True)
    (place / "undan").rename(place / "pandas-3.0.dist-info")

    (project / "requirements.lock").write_text("annat==1.0\n")
    assert module.why_not_whole() == ("är gjord av en annan requirements.lock", True)

    stamp = project / ".venv" / ".ready"
    made = json.loads(stamp.read_text())
    stamp.write_text(json.dumps(made | {"version": "3.10.1"}))
    assert module.why_not_whole() == (f"är gjord för Python 3.10.1, men har nu {sys.version.split()[0]}", False)

    stamp.write_text("")
    assert module.why_not_whole() == ("blev aldrig klar", True)

    python = Path(module.PYTHON)
    python.unlink()
    python.symlink_to("/finns/inte/python3")
    assert module.why_not_whole() == ("har en Python som inte går att köra", False)

    shutil.rmtree(project / ".venv")
    assert module.why_not_whole() == ("finns inte", False)


def test_a_copied_or_renamed_folder_does_not_use_the_other_folders_code(project, tmp_path):
    _ready(project)
    shutil.copytree(project, tmp_path / "kopia", symlinks=True)
    why, can_be_mended = _setup(tmp_path / "kopia").why_not_whole()
    assert "hör till" in why
    assert os.path.relpath(project) in why
    assert not can_be_mended


def test_a_shared_environment_is_never_made_anew_over_the_others_head(project, tmp_path):
    _ready(project)
    other = tmp_path / "annan"
    shutil.copytree(project, other, ignore=shutil.ignore_patterns(".venv"))
    (other / ".venv").symlink_to(project / ".venv")
    said = _run(other)
    assert said.returncode == 1
    assert ".venv är en länk till ../projekt/.venv" in said.stderr
    assert "görs en egen miljö i annan (mappen du står i)" in said.stderr
    assert str(tmp_path) not in said.stderr
    assert (project / ".venv" / ".ready").is_file()


def test_another_clones_conda_environment_is_not_used_and_both_folders_are_named(project, tmp_path):
    module = _ready(project)
    other = tmp_path / "conda"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", other], check=True)
    (next(other.rglob("site-packages")) / "_helpers.pth").write_text(str(REPOSITORY / "src"))
    said = _run(project, CONDA_PREFIX=str(other))
    assert said.returncode == 0
    assert f"hör till {os.path.relpath(REPOSITORY, project)}, inte till projekt (mappen du står i)" in said.stderr
    assert str(tmp_path) not in said.stderr
    assert _run(project, "--which", CONDA_PREFIX=str(other)).stdout.strip() == module.PYTHON
    (next(other.rglob("site-packages")) / "_helpers.pth").write_text(str(project / "src"))
    assert _run(project, "--which", CONDA_PREFIX=str(other)).stdout.strip() == str(other / "bin" / "python")


@pytest.mark.parametrize(("wanted", "named"), [("browser", "Chromium"), ("pango", "Pango")])
def test_what_cannot_be_got_is_told_in_one_line_with_what_to_install(project, wanted, named):
    _ready(project)
    said = _run(project, wanted, PATH="", PLAYWRIGHT_BROWSERS_PATH=str(project / "inga"))
    assert said.returncode == 1
    assert named in next(line for line in said.stderr.splitlines() if "Installera" in line)
    assert "Traceback" not in said.stderr


def _run(project, *wanted, **variables):
    environment = {name: value for name, value in os.environ.items() if name != "CONDA_PREFIX"} | variables
    command = [sys.executable, "-I", project / "setup" / "environment.py", *wanted]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, env=environment)
