"""plans/exempel, a made-up plan: from its table to pages, form and intake; all its figures are made up."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from example_plan import MUNICIPALITY, TABLE, VALUES, run, with_outcomes, with_tables
from typed import typed

from helpers.data.tidy import gather, tidy
from helpers.read import load
from helpers.storage.about import about

pytestmark = [pytest.mark.build, pytest.mark.process]
YEAR = 2021


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Return the project from its table to the pages of 2021; tests only read it."""
    beside = tmp_path_factory.mktemp("exempel")
    folder = with_outcomes(with_tables(beside / "plan"), beside)
    done = typed("--root", folder, "reports", "--year", YEAR)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def pages(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in (folder / "reports" / str(YEAR)).glob("*.html")}


def test_every_goal_area_has_a_page_beside_the_overview_the_analysts_and_the_method(folder):
    areas = {"01_trygg_uppvaxt.html", "02_hallbar_ort.html", "03_ordnad_ekonomi.html"}
    assert set(pages(folder)) == areas | {"index.html", "analys.html", "metod.html"}


def test_every_page_says_whose_plan_it_is_and_that_it_is_made_up(folder):
    assert all("Exempelköpings kommun" in page for page in pages(folder).values())
    assert all("påhittat exempel" in page for page in pages(folder).values())


def test_no_file_of_the_reports_names_the_municipality_of_the_tools_own_project(folder):
    own = about(TABLE.parents[2]).municipality.name
    assert own != MUNICIPALITY
    files = [path for path in (folder / "reports").rglob("*") if path.is_file()]
    assert [path.name for path in files if own.lower().encode() in path.read_bytes().lower()] == []


def test_what_nobody_has_confirmed_is_listed_by_check_and_on_the_analysts_page(folder):
    assert "inte bekräftat i declarations.csv: 1, 2_arskurs_6" in typed("--root", folder, "check").stdout
    assert "För 9 av 9 serier är något föreslaget av regler" in pages(folder)["analys.html"].replace("\u00a0", " ")


def test_every_figure_handed_in_by_the_form_is_an_outcome(folder):
    rows = load(root=folder).observations
    own = rows[(rows["kind"] == "outcome") & (rows["geography"] == about(folder).home)]
    handed_in = sum(len(values) for of_year in VALUES.values() for values in of_year.values())
    assert len(own) == handed_in == 31  # 16 of 2020, and 15 of 2021 without measure 4


def test_a_count_of_all_and_a_mean_are_judged_by_the_rules_that_the_table_gave(folder):
    series = load(root=folder).series.set_index("series")
    assert series.loc["7", ["target_type", "aggregation"]].tolist() == ["change;count", "count"]
    assert series.loc["6", ["period_start", "period_end"]].tolist() == [2020, 2023]
    assert series.loc["8", ["target_type", "relative_to"]].tolist() == ["change;relative", "riket"]


def test_the_zip_holds_the_projects_own_note_and_asks_for_no_more(folder):
    done = typed("--root", folder, "share")
    assert done.returncode == 0, done.stdout + done.stderr
    names = zipfile.ZipFile(folder / "reports" / f"uppfoljning_{YEAR}.zip").namelist()
    assert f"uppfoljning_{YEAR}/data/README.md" in names
    assert f"uppfoljning_{YEAR}/LICENSE" not in names


def test_the_folder_that_is_checked_in_is_a_sound_project_of_the_same_series(folder):
    there = tidy(gather(TABLE.parent))
    assert there.series["series"].tolist() == sorted(load(root=folder).series["series"])


@pytest.fixture(scope="module")
def bare(tmp_path_factory) -> Path:
    """Return the plan's raw tables and notebooks, which tests only copy."""
    folder = tmp_path_factory.mktemp("bare") / "plan"
    shutil.copytree(TABLE.parent / "data", folder / "data", ignore=shutil.ignore_patterns("processed"))
    shutil.copytree(TABLE.parent / "notebooks", folder / "notebooks")
    return folder


@pytest.fixture(scope="module")
def made(bare, tmp_path_factory) -> Path:
    """Return the same with its tidy tables; tests only copy it."""
    folder = shutil.copytree(bare, tmp_path_factory.mktemp("made") / "plan")
    run("--root", folder, "data")
    gather(folder)  # found sound here, and not in every command on a copy of them
    return folder


@pytest.mark.parametrize(
    "command",
    [
        ("data",), ("check",), ("strip",), ("clean",), ("lint",), ("pdf",), ("share",),
        ("kolada", "--from", "2020", "--to", "2021"), ("form", "--year", "2021", "--out", "form.xlsx"),
        ("intake", "finns_inte.xlsx"), ("reports", "--year", "1900"),
    ],
    ids=lambda command: command[0],
)  # fmt: skip
def test_every_command_runs_on_a_new_plan_without_a_traceback(command, bare, made, tmp_path):
    untouched = shutil.copytree(bare, tmp_path / "plan")
    assert "Traceback" not in typed("--root", untouched, *command, cwd=tmp_path).stderr  # no tables are made yet
    (tmp_path / "form.xlsx").unlink(missing_ok=True)
    folder = shutil.copytree(made, tmp_path / "made")
    well = {"data", "check", "strip", "clean", "lint", "form"}
    done = typed("--root", folder, *command, cwd=tmp_path)
    assert "Traceback" not in done.stderr
    assert (done.returncode == 0) == (command[0] in well), done.stdout + done.stderr


@pytest.mark.parametrize(
    "command",
    [
        *[(name,) for name in ("data", "check", "strip", "clean", "lint", "pdf", "share", "lab", "reports")],
        ("kolada", "--from", "2020", "--to", "2021"), ("form", "--year", "2021"), ("intake", "svar.xlsx"),
    ],
    ids=lambda command: command[0],
)  # fmt: skip
def test_every_command_tells_of_a_folder_that_is_no_plan(command, tmp_path):
    nowhere = typed("--root", tmp_path / "finns_inte", *command, cwd=tmp_path)
    assert "Traceback" not in nowhere.stderr
    assert nowhere.returncode != 0
    assert "Hittar inget projekt" in nowhere.stdout + nowhere.stderr
