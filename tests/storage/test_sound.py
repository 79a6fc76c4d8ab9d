"""A table that has been found sound is not validated again; one that is not sound is told every time."""

from __future__ import annotations

from pathlib import Path

from frozen import FROZEN

from helpers.data.raw import fingerprint, read_raw
from helpers.storage.sound import MOST, NAME, Sound


def good() -> bytes:
    return (FROZEN / "data" / "raw" / "units.csv").read_bytes()


def bad() -> bytes:
    return good().replace(b"procent,", b"19121212-1212,", 1)


def test_what_was_found_sound_is_remembered_over_runs_and_not_validated_again(tmp_path: Path):
    sound = Sound(tmp_path)
    rows, issues = read_raw(good(), "units", "units.csv", sound=sound)
    assert not issues
    sound.keep()
    assert fingerprint(good(), "units") in Sound(tmp_path)
    assert read_raw(good(), "units", "units.csv", sound=Sound(tmp_path))[0].equals(rows)
    sound.note(fingerprint(bad(), "units"))  # as if it had been sound: then nobody looks
    sound.keep()
    assert read_raw(bad(), "units", "units.csv", sound=Sound(tmp_path))[1] == []
    assert read_raw(bad() + b"\n", "units", "units.csv", sound=Sound(tmp_path))[1] != []


def test_a_table_with_an_issue_is_never_remembered(tmp_path: Path):
    for _ in range(2):
        sound = Sound(tmp_path)
        assert any("personnummer" in issue.allowed for issue in read_raw(bad(), "units", "units.csv", sound=sound)[1])
        sound.keep()
    assert not (tmp_path / ".cache" / NAME).exists()


def test_a_fingerprint_depends_on_what_the_table_is_held_against(tmp_path: Path):
    one, other = (fingerprint(good(), "units", values) for values in ({}, {"units": ["procent"]}))
    assert one == other  # no column of units takes its values from there
    areas = [fingerprint(b"", "outcomes", {"geographies": [place]}) for place in ("a", "b")]
    assert areas[0] != areas[1]


def test_no_more_is_kept_than_some_years_bring(tmp_path: Path):
    sound = Sound(tmp_path)
    for number in range(MOST + 5):
        sound.note(str(number))
    sound.keep()
    assert (tmp_path / ".cache" / NAME).read_text(encoding="utf-8").split()[0] == "5"


def test_where_nothing_can_be_written_nothing_is_remembered(tmp_path: Path):
    (tmp_path / ".cache").write_text("", encoding="utf-8")  # a file where the folder should be
    sound = Sound(tmp_path)
    sound.note("one")
    sound.keep()
    assert "one" not in Sound(tmp_path)
