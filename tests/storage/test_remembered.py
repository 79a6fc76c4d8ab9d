"""What was found in unchanged content is not looked for again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers.storage.remembered import NAMES, remembered

NAME = NAMES[0]


def test_it_is_looked_for_again_only_when_the_fingerprint_is_another(tmp_path: Path):
    looks = []

    def find():
        looks.append(1)
        return {"year": 2010 + len(looks)}

    found = [remembered(tmp_path, NAME, key, find) for key in ("a", "a", "b", "a")]
    assert [one["year"] for one in found] == [2011, 2011, 2012, 2013]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"key": "a"}', '{"found": 1}', b"\xff\xfe", "[" * 100_000])
def test_a_broken_memory_is_passed_over_and_mended(tmp_path: Path, content):
    path = tmp_path / ".cache" / NAME
    path.parent.mkdir()
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert remembered(tmp_path, NAME, "a", lambda: 2016) == 2016
    assert remembered(tmp_path, NAME, "a", lambda: 1900) == 2016


@pytest.mark.parametrize("spoilt", [None, [], {}, 1900, "2016"])
def test_what_has_been_changed_in_the_memory_is_passed_over_and_mended(tmp_path: Path, spoilt):
    path = tmp_path / ".cache" / NAME
    assert remembered(tmp_path, NAME, "a", lambda: 2016) == 2016
    path.write_text(json.dumps(json.loads(path.read_text()) | {"found": spoilt}))
    assert remembered(tmp_path, NAME, "a", lambda: 2016) == 2016
    assert remembered(tmp_path, NAME, "a", lambda: 1900) == 2016


def test_where_nothing_can_be_written_it_is_looked_for_each_time(tmp_path: Path):
    (tmp_path / ".cache").touch()  # a file where the folder should stand
    assert [remembered(tmp_path, NAME, "a", lambda year=year: year) for year in (2016, 2017)] == [2016, 2017]
