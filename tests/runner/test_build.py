"""One build: what it gives, what it leaves alone, what it tells."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys

import pytest
from builds import EXPECTED, PATIENCE, change_outcome, leftovers, made, make, warm_up
from small_project import PARAMETERS, change_cell, files_of, small_project, write_notebook
from typed import run

from helpers.runner import build as runner_build
from helpers.runner import making

pytestmark = [pytest.mark.build, pytest.mark.process]


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """Build a project as a user does; return it and what was said.

    Many logs and a notebook about the whole plan are there.
    """
    warm_up()
    project = small_project(tmp_path_factory.mktemp("forsta") / "projekt")
    write_notebook(project / "notebooks" / "09_hela.ipynb", "# Hela planen", PARAMETERS, page="hela")
    log = project / "reports" / "log"
    log.mkdir(parents=True)
    for number in range(30):
        (log / f"20200101-0000{number:02d}-2019-1.log").touch()
    return project, run("--root", project, "reports", "--year", 2019)


def test_a_build_gives_a_page_per_notebook_the_method_the_assessment_and_nothing_else(first):
    project, _ = first
    names = set(files_of(project / "reports" / "2019"))
    expected = EXPECTED | {"hela.html", "09_hela.ipynb"}
    assert names >= expected
    assert {name for name in names - expected if not name.endswith(".csv")} == set()
    assert leftovers(project) == []


def test_each_part_is_told_on_a_line_with_its_time_and_then_the_total(first):
    told = first[1].stdout.splitlines()
    assert made(told) == {"00_oversikt", "01_fler_jobb", "02_kvalitet", "09_hela", "metod", "assessment.csv"}
    assert all(line.endswith(" s") and "," in line for line in told if line.startswith("  "))
    assert told[-1].startswith("Klart på ")
    assert told[-1].endswith(": reports/2019")


def test_each_build_has_a_log_and_only_the_newest_are_kept(first):
    log = first[0] / "reports" / "log"
    kept = sorted(path.name for path in log.iterdir())
    assert len(kept) == making.KEPT_LOGS
    content = (log / kept[-1]).read_text(encoding="utf-8")
    assert "01_fler_jobb" in content
    assert content.endswith("Klart.\n")


def test_the_page_of_a_removed_notebook_goes(first, tmp_path):
    project = shutil.copytree(first[0], tmp_path / "projekt")
    (project / "notebooks" / "09_hela.ipynb").unlink()
    assert not [name for name in files_of(make(project)) if "hela" in name]


def test_a_bar_is_drawn_on_a_terminal_only_and_a_reader_that_has_left_ends_nothing(first, built, command):
    (built / "reports" / "2019" / "index.html").unlink()
    leading, following = pty.openpty()
    os.set_blocking(leading, False)
    reading, writing = os.pipe()
    os.close(reading)
    process = command(stdout=writing, stderr=following)
    assert process.wait(PATIENCE) == 0
    drawn = os.read(leading, 100_000).decode()
    for end in (following, leading, writing):
        os.close(end)
    assert "1 av 1" in drawn
    assert "Traceback" not in drawn
    assert "Exception ignored" not in drawn
    assert "█" not in first[1].stdout + first[1].stderr


def test_each_page_carries_the_year_that_was_asked_for_and_another_years_reports_stay(built):
    before = files_of(built / "reports" / "2019")
    out = make(built, year=2017)
    assert out.name == "2017"
    assert "2017, riket" in (out / "index.html").read_text(encoding="utf-8")
    assert files_of(built / "reports" / "2019") == before


def test_the_default_year_is_the_newest_with_outcomes_and_is_remembered_until_the_data_change(project, monkeypatch):
    from helpers import read

    expected = read.default_year(*read.load(root=project))
    assert runner_build.newest_year(project) == expected
    monkeypatch.setattr(runner_build, "_default_year", lambda root: 1900)
    assert runner_build.newest_year(project) == expected
    change_outcome(project, "kvalitet")
    assert runner_build.newest_year(project) == 1900


def test_nothing_is_made_when_nothing_has_changed(built, told):
    out = built / "reports" / "2019"
    before = {path: path.stat().st_mtime_ns for path in out.iterdir()}
    make(built, told)
    assert told[0].startswith("Inget har ändrats")
    assert {path: path.stat().st_mtime_ns for path in out.iterdir()} == before


def test_nothing_changed_is_known_without_heavy_imports(built):
    heavy = {"pandas", "numpy", "scipy", "matplotlib", "seaborn", "babel", "lxml", "jinja2"}
    heavy |= {"IPython", "nbformat", "nbclient", "nbconvert", "papermill"}
    program = (
        "import sys\nfrom helpers.__main__ import main\n"
        "main(['--root', sys.argv[1], 'reports', '--year', '2019'], standalone_mode=False)\n"
        f"print(*sorted({heavy} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", program, built], capture_output=True, text=True, check=True).stdout
    assert said.splitlines()[0].startswith("Inget har ändrats")
    assert said.splitlines()[1] == ""


def test_unchanged_parts_are_counted_on_one_line(built, told):
    change_cell(built / "notebooks" / "02_kvalitet.ipynb", "*betoning*", "ny")
    make(built, told)
    assert told[0] == "4 av 5 delar är oförändrade."
