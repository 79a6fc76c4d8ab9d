"""A folder of reports is put in place at once, and what others have put there is kept."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from pathlib import Path

import pytest
from builds import EXPECTED, leftovers, made, make
from small_project import change_cell, files_of

from helpers.runner.failures import BuildFailedError
from helpers.storage import folders as place

pytestmark = [pytest.mark.build, pytest.mark.process]


def test_a_folder_with_other_things_in_it_is_never_replaced(project, tmp_path):
    own = tmp_path / "mina papper"
    own.mkdir()
    (own / "brev.txt").write_text("viktigt")
    with pytest.raises(BuildFailedError, match="innehåller annat än rapporter"):
        make(project, out=own)
    assert (own / "brev.txt").read_text() == "viktigt"


@pytest.mark.parametrize("name", ["data/ny", "notebooks/2019", "src/helpers/ut", ".git", ".cache/rapporter"])
def test_the_projects_own_folders_take_no_reports(project, name):
    before = files_of(project)
    with pytest.raises(BuildFailedError, match="är inte till för rapporter"):
        make(project, out=project / name)
    assert not (project / name).exists()
    assert {path: content for path, content in files_of(project).items() if not path.startswith(".cache")} == before


@pytest.mark.parametrize("lies_there", [lambda path: path.write_text("viktigt"), lambda path: path.symlink_to(path)])
def test_what_is_no_folder_is_never_replaced(project, lies_there):
    (project / "reports").mkdir()
    lies_there(project / "reports" / "2019")
    with pytest.raises(BuildFailedError, match=r"2019 är ingen mapp\. Flytta det som ligger där"):
        make(project)
    assert leftovers(project) == []
    assert not (project / "reports" / "2019").is_dir()


def test_write_protected_folders_are_cleared_away_but_nothing_that_a_link_leads_to():
    """Whoever runs the tests may be allowed to write anywhere, so somebody else tries."""
    top = Path(tempfile.mkdtemp())
    half, foreign = top / ".2019.bygge-99999999", top / "annan"
    for folder in (half / "a" / "b", foreign):
        folder.mkdir(parents=True)
        (folder / "fil").touch()
    (half / "a" / "länk").symlink_to(foreign)
    for folder in (half / "a" / "b", half / "a", half, foreign):
        folder.chmod(0o500)
    is_root = os.geteuid() == 0
    try:
        for path in [top, *top.rglob("*")] if is_root else []:
            os.chown(path, 65534, 65534, follow_symlinks=False)
        if is_root:
            os.seteuid(65534)
        place.recover(top / "2019")
        assert [path.name for path in top.iterdir()] == ["annan"]
        assert foreign.stat().st_mode & 0o777 == 0o500
        assert (foreign / "fil").exists()
    finally:
        if is_root:
            os.seteuid(0)
        place.remove(top)


@pytest.mark.parametrize("manifest", [None, "{", '{"items": {"00_oversikt": 1}}'])
def test_what_somebody_else_has_put_among_the_reports_is_kept(built, told, manifest):
    out = built / "reports" / "2019"
    (out / "anteckningar.docx").write_bytes(b"mina")
    (out / "bilagor").mkdir()
    (out / "bilagor" / "brev.txt").write_text("viktigt")
    (out / "index.html").unlink()
    if manifest:
        (out / "manifest.json").write_text(manifest)
    make(built, told)
    assert len(made(told)) == (5 if manifest else 1)
    assert (out / "anteckningar.docx").read_bytes() == b"mina"
    assert (out / "bilagor" / "brev.txt").read_text() == "viktigt"
    assert set(files_of(out)) >= EXPECTED


def test_a_reader_never_sees_the_folder_missing_or_half(built):
    """Look at the folder all through the swaps, in another process, as a reader would."""
    out, overview = built / "reports" / "2019", built / "notebooks" / "00_oversikt.ipynb"
    stop = multiprocessing.Event()
    issues = multiprocessing.Queue()

    def look():
        while not stop.is_set():
            try:
                if not (out / "index.html").read_text(encoding="utf-8").endswith("</html>\n"):
                    issues.put("halv")
            except FileNotFoundError as error:
                issues.put(str(error))

    reader = multiprocessing.get_context("fork").Process(target=look)
    reader.start()
    for old, new in (("Antal", "Antalet"), ("Antalet", "Hur många"), ("Hur många", "Antal")):
        change_cell(overview, f"<h3>{old}<", f"<h3>{new}<")
        make(built)
        assert f">{new}<" in (out / "index.html").read_text(encoding="utf-8")
    stop.set()
    reader.join()
    assert issues.empty()


def test_without_an_atomic_swap_the_reports_come_back_if_it_is_cut_off(built, monkeypatch):
    out = built / "reports" / "2019"
    before = files_of(out)
    monkeypatch.setattr(place, "_exchange", lambda one, other: False)
    out.rename(place.older(out))
    assert not out.exists()
    place.recover(out)
    assert files_of(out) == before
    (out / "index.html").unlink()
    assert files_of(make(built)) == before
    assert leftovers(built) == []


@pytest.mark.parametrize("linked", ["reports", "reports/2019"])
def test_reports_that_are_a_link_are_followed(built, tmp_path, linked):
    elsewhere = (built / linked).rename(tmp_path / "annan disk")
    (built / linked).symlink_to(elsewhere)
    change_cell(built / "notebooks" / "02_kvalitet.ipynb", "*betoning*", "ny")
    make(built)
    assert (built / linked).is_symlink()
    assert ">Text med ny.<" in next(elsewhere.rglob("02_kvalitet.html")).read_text(encoding="utf-8")


@pytest.mark.parametrize("linked", ["reports", "reports/2019"])
def test_a_first_build_follows_a_link_and_another_folders_logs_are_nobodys_to_prune(project, tmp_path, linked):
    log = tmp_path / "annan disk" / "log"
    log.mkdir(parents=True)
    elsewhere = log.parent / Path(linked).relative_to("reports")
    elsewhere.mkdir(exist_ok=True)
    (project / linked).parent.mkdir(exist_ok=True)
    (project / linked).symlink_to(elsewhere)
    others = [log / f"{name}.log" for name in ("server", *(f"20200101-0000{n:02d}-annat-1" for n in range(30)))]
    for path in others:
        path.touch()
    make(project)
    assert (project / linked).is_symlink()
    assert (log.parent / "2019" / "index.html").is_file()
    assert [path for path in others if not path.exists()] == []
