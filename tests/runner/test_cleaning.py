"""Clean removes what a manifest or a name proves to be ours, and says truthfully what it did."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_project import small_project
from typed import typed

from helpers.runner import cleaning
from helpers.runner.cleaning import clear


@pytest.fixture
def made(tmp_path):
    """A project with what builds leave, here written by hand."""
    project = small_project(tmp_path / "p")
    for name in ("2019/index.html", "log/20260101-120000-2019-7.log", "pdf/2019/01_fler_jobb.pdf",
                 "uppfoljning_2019.zip", ".2018.bygge-77/index.html"):  # fmt: skip
        path = project / "reports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    manifest = {"items": {"00": {"files": {"index.html": "", "borta.html": "", "../../data": ""}}}}
    (project / "reports" / "2019" / "manifest.json").write_text(json.dumps(manifest))
    (project / ".cache").mkdir()
    (project / ".cache" / "default_year.json").touch()
    return project


def test_all_that_builds_have_made_goes_and_is_told(made):
    done = clear(made)
    assert not (made / "reports").exists()
    assert not (made / ".cache").exists()
    assert "reports/2019 (2 filer)" in done.removed
    assert (done.kept, done.failed) == ([], [])
    assert (made / "data" / "processed" / "series.csv").is_file()


@pytest.mark.parametrize(
    "name",
    ["2019/anteckningar.docx", "log/egen.log", "pdf/2019/protokoll.pdf", "mina papper/brev.txt", "2018/index.html",
     "uppfoljning_2019_rattad.zip", "2017/manifest.json"],
)  # fmt: skip
def test_what_is_somebody_elses_stays_and_is_named(made, name):
    path = made / "reports" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("viktigt")
    done = clear(made)
    assert path.read_text() == "viktigt"
    assert done.kept == [f"reports/{name}"]
    assert [each for each in (made / "reports").rglob("*") if each.is_file()] == [path]


def test_links_are_left_with_what_they_lead_to(made, tmp_path):
    elsewhere = (made / "reports" / "2019").rename(tmp_path / "på disken")
    (made / "reports" / "2019").symlink_to(elsewhere)
    assert clear(made).kept == ["reports/2019"]
    assert (elsewhere / "index.html").exists()


def test_what_cannot_be_removed_is_told_with_the_reason_and_the_rest_goes(made, monkeypatch):
    unlink = Path.unlink

    def refused(path, *arguments, **options):
        if path.name == "index.html":
            raise PermissionError(13, "Permission denied")
        unlink(path, *arguments, **options)

    monkeypatch.setattr(cleaning.Path, "unlink", refused)  # who runs the tests may be allowed to remove anything
    done = clear(made)
    assert done.failed == ["reports/2019/index.html: rättigheter saknas"]
    assert done.kept == []
    assert "reports/2019 (1 fil)" in done.removed


@pytest.mark.process
def test_the_command_says_what_it_removed_and_what_it_let_be(made):
    (made / "reports" / "2019" / "eget.txt").touch()
    said = typed("--root", made, "clean")
    assert said.returncode == 0
    assert "Tog bort reports/2019 (2 filer).\n" in said.stdout
    assert said.stdout.endswith("Lät stå det som inte är byggt här: reports/2019/eget.txt.\n")
    again = typed("--root", made, "clean")
    assert "Det fanns inget att ta bort.\n" in again.stdout
