"""The same data give the same bytes, wherever and however they are built."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from builds import PATIENCE, make
from small_project import REPOSITORY, files_of, small_project

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
