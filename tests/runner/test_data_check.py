"""Data that are wrong or out of date stop the build before any notebook runs."""

from __future__ import annotations

import pytest
from builds import made, make, previous_reports_stay
from part_of_plan import part_of_plan
from small_project import change_cell

from helpers.data.package import write_processed
from helpers.model.issues import IssuesError
from helpers.runner.data_check import validate
from helpers.runner.failures import BuildFailedError

pytestmark = [pytest.mark.build, pytest.mark.process]


def test_missing_tables_are_told_with_what_to_do(project):
    (project / "data" / "processed" / "series.csv").unlink()
    with pytest.raises(BuildFailedError, match="Kör make data först"):
        make(project)


def test_issues_in_the_data_stop_the_build_before_any_notebook_runs(built, processes, told):
    with previous_reports_stay(built):
        path = built / "data" / "processed" / "observations.csv"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        header = lines[0].rstrip("\n").split(",")
        row = next(i for i, line in enumerate(lines) if ",outcome," in line and '"' not in line)
        cells = lines[row].rstrip("\n").split(",")
        cells[header.index("value")] = "'9,5'"
        cells[header.index("value")] = "9..5"
        lines[row] = ",".join(cells) + "\n"
        path.write_text("".join(lines), encoding="utf-8")
        for notebook in (built / "notebooks").iterdir():
            change_cell(notebook, "# Översikt", "# Ny översikt")
        with pytest.raises(BuildFailedError) as caught:
            make(built, told)
        assert f"data/processed/observations.csv, rad {row + 1}, kolumn value: ”9..5”" in str(caught.value)
        assert made(told) == set()


def test_tidy_tables_that_are_older_than_the_raw_ones_are_refused(built, monkeypatch):
    from helpers.data import package

    make(built)
    (built / "data" / "raw").mkdir()
    (built / "data" / "raw" / "ny.csv").touch()
    monkeypatch.setattr(package, "processed_files", lambda root, **options: {"series.csv": b"annat"})
    with pytest.raises(
        BuildFailedError, match=r"series\.csv i data/processed är inte gjord av data/raw. Kör make data"
    ):
        make(built)


@pytest.fixture
def whole(tmp_path):
    """A project of raw tables and the tidy ones that they give."""
    write_processed(part_of_plan(tmp_path / "projekt", ["21", "22"]))
    return tmp_path / "projekt"


def test_what_somebody_has_changed_in_a_tidy_table_by_hand_is_told_by_its_row(whole):
    validate(whole)
    path, target = whole / "data" / "processed" / "observations.csv", "21,eskilstuna,total,2019,target,"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f"{target}100,", f"{target}9..5,"), encoding="utf-8")
    with pytest.raises(IssuesError, match=r"data/processed/observations\.csv, rad 3, kolumn value: ”9\.\.5”"):
        validate(whole)
    path.write_text(text.replace(f"{target}100,", f"{target}-1,"), encoding="utf-8")
    with pytest.raises(IssuesError, match=r"data/processed/observations\.csv, rad 3, kolumn target: ”-1”"):
        validate(whole)
    path.write_text(text.replace(f"{target}100,", f"{target}99,"), encoding="utf-8")
    with pytest.raises(BuildFailedError, match=r"observations\.csv i data/processed är inte gjord av data/raw"):
        validate(whole)
