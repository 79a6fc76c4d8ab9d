"""An intake that is killed at any moment has changed everything or nothing, and the next one works. Figures made up."""

import os
import shutil
import signal
import sys
from pathlib import Path

import pytest
from frozen import FROZEN

from helpers.data.package import write_processed
from helpers.data.tidy import gather
from helpers.form.intake import check_files, know, new_contents
from helpers.storage.files import part_of, replace
from helpers.storage.folders import BusyError
from helpers.storage.transaction import UnfinishedError, put_all, settle, writing


@pytest.fixture
def root(tmp_path):
    shutil.copytree(FROZEN / "data", tmp_path / "root" / "data")
    return tmp_path / "root"


def snapshot(root):
    return {path.relative_to(root): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


@pytest.fixture
def contents(root, tmp_path):
    """What one intake of one row changes."""
    path = tmp_path / "in.csv"
    path.write_text("series;geography;sex;year;value;source\n21;eskilstuna;totalt;2021;71;Påhittat prov\n")
    raw = gather(root)
    return new_contents(root, raw, check_files([path], know(raw)))


def in_a_child(work, kill_at):
    """Do the work in a child, killed before its n-th call of the system; return how many calls it made."""
    telling, told = os.pipe()
    if not (child := os.fork()):
        calls = []

        def count(event, _):
            if event.startswith(("open", "os.", "fcntl.")):
                calls.append(event)
                if len(calls) == kill_at:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        try:
            work()
            os.write(told, str(len(calls)).encode())
        finally:
            os._exit(0)
    os.close(told)
    os.waitpid(child, 0)
    with os.fdopen(telling) as file:
        return int(file.read() or 0)


@pytest.mark.process
@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")
def test_an_intake_killed_at_any_step_is_whole_or_undone_and_the_next_one_or_a_reader_settles_it(root, contents):
    before = snapshot(root)

    def work():
        with writing(root / "data"):
            put_all(root / "data", contents)

    calls = in_a_child(work, None)
    after = snapshot(root)
    assert {path.name for path in after if after[path] != before.get(path)} == {
        "2021.csv",
        "observations.csv",
        "datapackage.json",
    }
    assert write_processed(root) == []
    seen = set()
    for step in range(1, calls + 1):
        restore(root, before)
        assert in_a_child(work, step) == 0
        decided, reader = (root / "data" / ".pagaende.json").is_file(), step % 2 == 0
        left = snapshot(root)
        if reader:
            settle(root / "data")
            assert snapshot(root) == (after if decided else left), step
        if not (reader and decided):
            with writing(root / "data"):  # the next intake
                pass
        assert snapshot(root) == (after if decided else before), step
        seen.add((decided, reader))
    assert seen == {(False, False), (False, True), (True, False), (True, True)}


def restore(root, before):
    for path in snapshot(root):
        if path not in before:
            (root / path).unlink()
    for path, content in before.items():
        (root / path).write_bytes(content)


def test_two_at_once_do_not_lose_each_others_rows(tmp_path):
    second = writing(tmp_path)
    with writing(tmp_path), pytest.raises(BusyError, match="Någon annan skriver i mappen data just nu"):
        second.__enter__()


def test_a_full_disk_changes_nothing_and_leaves_nothing(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_bytes(b"old")
    before, calls = snapshot(tmp_path), []

    def full(_):
        calls.append(1)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        put_all(tmp_path, {"a.csv": b"new", "b.csv": b"new"})
    assert snapshot(tmp_path) == before


def test_a_file_that_cannot_be_replaced_is_told_and_replaced_the_next_time(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_bytes(b"old")
    held = part_of(tmp_path / "b.csv")
    real = Path.replace

    def locked(path, target):
        if path == held:
            raise PermissionError(13, "Permission denied")
        return real(path, target)

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(UnfinishedError, match=r"data/b\.csv kunde inte bytas ut"):
        put_all(tmp_path, {"a.csv": b"new", "b.csv": b"new"})
    monkeypatch.undo()
    settle(tmp_path)
    assert {path.name: content for path, content in snapshot(tmp_path).items()} == {"a.csv": b"new", "b.csv": b"new"}


@pytest.mark.parametrize("journal", ["", "{", "[1]", '{"a.csv": 1}', '["../utanför.csv"]', b"\xff"])
def test_a_journal_that_nobody_here_has_written_is_told_and_moves_nothing(tmp_path, journal):
    data, outside = tmp_path / "data", tmp_path / "utanför.csv"
    data.mkdir()
    for path in (outside, part_of(outside), data / "a.csv", part_of(data / "a.csv")):
        path.write_text(path.name, encoding="utf-8")
    (data / ".pagaende.json").write_bytes(journal if isinstance(journal, bytes) else journal.encode())
    before = snapshot(tmp_path)
    with pytest.raises(UnfinishedError, match=r"data/\.pagaende\.json, som säger .* Ta bort den"):
        settle(data)
    assert snapshot(tmp_path) == before


def test_what_is_the_same_already_is_left_alone(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"same")
    assert put_all(tmp_path, {"a.csv": b"same", "sub/b.csv": b"new"}) == [tmp_path / "sub" / "b.csv"]


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path, monkeypatch):
    replace(tmp_path / "a.csv", "old\n")
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        replace(tmp_path / "a.csv", "new\n")
    assert snapshot(tmp_path) == {Path("a.csv"): b"old\n"}
