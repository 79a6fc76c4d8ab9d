"""The same data give the same bytes, wherever and however they are built."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from builds import PATIENCE, make
from frozen import REPOSITORY
from small_project import files_of, small_project

from helpers.runner import build as runner_build
from helpers.runner import making, pages, parts
from helpers.runner.build import build

pytestmark = [pytest.mark.build, pytest.mark.process]


def test_two_builds_under_other_circumstances_are_the_same_byte_for_byte(tmp_path, command):
    first, second = small_project(tmp_path / "ett"), small_project(tmp_path / "två mappar ner" / "två")
    surroundings = [
        (first, "2024-02-29", {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"}, "1", 0o022, "/"),
        (
            second,
            "2031-07-01",
            {"TZ": "America/Adak", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"},
            "3",
            0o077,
            tmp_path,
        ),
    ]
    for project, day, environment, jobs, umask, folder in surroundings:
        options = {"env": os.environ | environment, "umask": umask, "cwd": folder}
        process = command("--jobs", jobs, root=project, day=day, **options)
        assert process.wait(PATIENCE) == 0, process.stderr.read()
        assert next((project / "reports" / "log").iterdir()).name.startswith(day[:4])
    found = files_of(first / "reports" / "2019")
    assert found == files_of(second / "reports" / "2019")
    content = b"".join(found.values())
    for trace in ("2024-02-29", "2031-07-01", date.today().isoformat(), str(tmp_path), "iopub", "start_time"):
        assert trace.encode() not in content


def test_the_two_engines_make_the_same_of_every_notebook_of_the_collection_byte_for_byte(reports, tmp_path):
    assert {path.stem for path in pages.notebooks_of(REPOSITORY)} <= {Path(name).stem for name in files_of(reports)}
    kernels = build(REPOSITORY, 2019, out=tmp_path / "2019", engine="kernel", tell=lambda line: None)
    assert files_of(kernels) == files_of(reports)


def test_without_fork_the_kernel_engine_runs(project, monkeypatch):
    shell = files_of(make(project))
    for module in (runner_build, making, parts):
        monkeypatch.setattr(module, "CAN_FORK", False)
    assert files_of(make(project, everything=True)) == shell


def _foreign_settings(project, tmp_path):
    """A matplotlibrc where one stands and where notebooks run, and a kernel that is named as Python's own."""
    for folder in (project, project / "notebooks"):
        (folder / "matplotlibrc").write_text("font.size: 30\naxes.facecolor: red\nlines.linewidth: 9\n")
    kernel = tmp_path / "jupyter" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text('{"argv": ["/bin/false"], "display_name": "Annan", "language": "python"}')
    return {"JUPYTER_PATH": str(tmp_path / "jupyter"), "JUPYTER_DATA_DIR": str(tmp_path / "jupyter")}


def _foreign_modules(project, tmp_path):
    """A module named helpers where one stands, and broken ones with the libraries' names on Python's path."""
    (tmp_path / "eget").mkdir()
    for path in (project / "helpers.py", tmp_path / "eget" / "pandas.py", tmp_path / "eget" / "click.py"):
        path.write_text("raise ImportError('fel modul')\n")
    return {"PYTHONPATH": str(tmp_path / "eget")}


HOSTILE = {
    "a matplotlibrc and a foreign kernel": (_foreign_settings, ()),
    "the same for kernels": (_foreign_settings, ("--engine", "kernel")),
    "foreign modules": (_foreign_modules, ()),
    "warnings as errors": ({"PYTHONWARNINGS": "error", "PYTHONOPTIMIZE": "1"}, ()),
    "no home": ({"HOME": None, "XDG_CACHE_HOME": None, "XDG_CONFIG_HOME": None}, ()),
    "a home that is missing": ({"HOME": "/finns/inte"}, ("--engine", "kernel")),
    "a home that is the root": ({"HOME": "/"}, ()),
    "a latin-1 terminal": ({"PYTHONIOENCODING": "latin-1"}, ()),
    "a terminal without letters": ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, ()),
    "closed streams": ({}, ("<&-", ">&-", "2>&-")),
    "a reader that has left": ({}, ("| true",)),
}


@pytest.mark.parametrize(("variables", "arguments"), HOSTILE.values(), ids=HOSTILE)
def test_the_users_machine_does_not_reach_the_pages(built, project_again, tmp_path, variables, arguments):
    if callable(variables):
        variables = variables(project_again, tmp_path)
    environment = {name: value for name, value in (os.environ | variables).items() if value is not None}
    options = " ".join(arguments)
    line = f'"{sys.executable}" -P -m helpers reports --year 2019 {options}'
    done = subprocess.run(line, shell=True, cwd=project_again, env=environment, capture_output=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr
    assert files_of(project_again / "reports" / "2019") == files_of(built / "reports" / "2019")


@pytest.fixture
def project_again(tmp_path):
    return small_project(tmp_path / "igen")


def test_what_a_computer_leaves_in_the_folders_changes_nothing(built, told):
    for name in ("Thumbs.db", ".DS_Store", "desktop.ini", ".ipynb_checkpoints/series-checkpoint.csv", "~$series.csv"):
        for folder in ("data/processed", "notebooks"):
            path = built / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"\xe5\x00")
    make(built, told)
    assert told[-1].startswith("Inget har ändrats")


def test_a_clone_that_turns_line_endings_has_the_same_bytes(tmp_path):
    options = ["-c", "core.autocrlf=true", "-c", "core.eol=crlf"]
    subprocess.run(["git", *options, "clone", "-q", REPOSITORY, tmp_path / "klon"], check=True, capture_output=True)
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=tmp_path / "klon", capture_output=True, check=True).stdout
    files = [tmp_path / "klon" / os.fsdecode(name) for name in listed.split(b"\0") if name]
    text = [path for path in files if path.suffix != ".png"]  # whose first bytes hold a line ending of each kind
    assert [path for path in text if b"\r\n" in path.read_bytes()] == []
