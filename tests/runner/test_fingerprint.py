"""What has changed is made anew, and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from builds import change_outcome, made, make, pages_in
from small_project import change_cell, files_of

from helpers.runner import fingerprint, pages, parts

pytestmark = [pytest.mark.build, pytest.mark.process]


EVERYTHING = {"00_oversikt", "01_fler_jobb", "02_kvalitet", "metod", "assessment.csv"}


def stale(project):
    """Name the parts that a build would make."""
    out = project / "reports" / "2019"
    known, planned = fingerprint.manifest_of(out), pages.plan(project, 2019, "riket")
    items = parts.items_of(SimpleNamespace(root=project, year=2019), planned)
    return {item.name for item in items if not fingerprint.is_fresh(item, known, out)}


def test_a_changed_outcome_makes_only_the_pages_that_show_it(built):
    for area, page in (("fler_jobb", "01_fler_jobb"), ("kvalitet", "02_kvalitet")):
        told = []
        change_outcome(built, area)
        out = make(built, told)
        assert made(told) == {"00_oversikt", page, "assessment.csv"}
    assert files_of(out) == files_of(make(built, out=built / "helt_ny" / "2019"))


def test_a_changed_notebook_makes_its_own_page_only(built, told):
    change_cell(built / "notebooks" / "02_kvalitet.ipynb", "*betoning*", "*mer* betoning")
    out = make(built, told)
    assert made(told) == {"02_kvalitet"}
    assert "<em>mer</em>" in (out / "02_kvalitet.html").read_text(encoding="utf-8")


def test_a_changed_title_makes_every_page_since_all_link_to_it(built, told):
    change_cell(built / "notebooks" / "02_kvalitet.ipynb", "# Kvalitet för test", "# Kvaliteten")
    out = make(built, told)
    assert made(told) == {"00_oversikt", "01_fler_jobb", "02_kvalitet", "metod"}
    assert "Kvaliteten" in (out / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("what", ["source_digest", "lock_digest", "made_with", "installed"])
def test_changed_helpers_template_lock_or_packages_make_everything(built, monkeypatch, what):
    assert stale(built) == set()
    changed = {"made_with": (("Python", "9.9"),), "installed": ["annat-1.0.dist-info"]}.get(what, "ändrad")
    for module in (fingerprint, pages, parts):
        if hasattr(module, what):
            monkeypatch.setattr(module, what, lambda *_: changed)
    assert stale(built) == EVERYTHING


def test_the_fingerprint_of_the_source_sees_modules_schemas_and_templates(tmp_path, monkeypatch):
    package = tmp_path / "helpers"
    shutil.copytree(Path(fingerprint.__file__).parents[1], package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(fingerprint, "__file__", str(package / "runner" / "fingerprint.py"))
    seen = [fingerprint.source_digest()]
    for changed in ("model/numbers.py", "runner/templates/page/index.html.j2"):
        with (package / changed).open("a") as file:
            file.write("\n")
        seen.append(fingerprint.source_digest())
    assert len(set(seen)) == 3


def test_what_is_installed_is_seen_by_name_and_version(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    before = fingerprint.installed()
    (tmp_path / "pandas-99.0.dist-info").mkdir()
    assert set(fingerprint.installed()) - set(before) == {"pandas-99.0.dist-info"}


def test_a_name_that_is_not_utf_8_has_a_fingerprint_too():
    assert fingerprint.digest(os.fsdecode(b"\xe5.csv")) != fingerprint.digest(os.fsdecode(b"\xe4.csv"))


def test_a_file_time_changes_nothing(built, told):
    for path in built.rglob("*"):
        os.utime(path, (0, 0))
    make(built, told)
    assert made(told) == set()


def test_a_page_that_was_edited_or_lost_is_made_again(built, told):
    out = built / "reports" / "2019"
    before = files_of(out)
    (out / "index.html").write_text("ändrad för hand")
    (out / "02_kvalitet.html").unlink()
    make(built, told)
    assert made(told) == {"00_oversikt", "02_kvalitet"}
    assert files_of(out) == before


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"items": {"00_oversikt": 1}}'])
def test_a_broken_manifest_makes_everything_anew(built, broken):
    (built / "reports" / "2019" / "manifest.json").write_text(broken)
    assert stale(built) == EVERYTHING


def test_the_data_of_an_older_commit_give_that_days_reports_again(built):
    def git(*arguments):
        own = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", "-C", built, *own, *arguments], check=True, capture_output=True)

    git("init")
    git("add", "data")
    git("commit", "-m", "ett")
    then = files_of(built / "reports" / "2019")
    change_outcome(built, "fler_jobb")
    git("commit", "-a", "-m", "två")
    assert pages_in(make(built))["01_fler_jobb.html"] != then["01_fler_jobb.html"]
    git("checkout", "HEAD~1", "--", "data")
    assert files_of(make(built)) == then


def test_the_tidy_tables_are_read_again_only_when_they_have_changed(built, monkeypatch):
    make(built)
    read = []
    monkeypatch.setattr(
        fingerprint, "read_lines", lambda path, own=fingerprint.read_lines: read.append(path) or own(path)
    )
    make(built)
    assert read == []
    change_outcome(built, "kvalitet")
    stale(built)
    assert built / "data" / "processed" / "observations.csv" in read
