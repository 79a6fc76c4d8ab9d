"""The tables that are checked in are sound, and the tidy ones are made of the raw ones."""

from __future__ import annotations

from frictionless import Package, system
from frozen import REPOSITORY

from helpers.data.package import processed_files
from helpers.data.tidy import gather, handed_in
from helpers.followup import follow_up
from helpers.kolada.mapping import read_map
from helpers.method.assess import counted
from helpers.read import load

PROCESSED = REPOSITORY / "data" / "processed"


def test_the_committed_tables_are_rebuilt_byte_for_byte():
    for name, content in processed_files(REPOSITORY).items():
        assert (PROCESSED / name).read_bytes() == content, name


def test_the_tables_are_valid_by_their_own_datapackage():
    with system.use_context(trusted=True):
        report = Package(str(PROCESSED / "datapackage.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])[:5]


def test_the_map_of_key_figures_names_series_of_the_plan():
    series, _ = handed_in(gather(REPOSITORY))
    mapped = read_map(REPOSITORY, set(series["series"]))
    assert len(mapped) > 0
    assert set(mapped["series"]) <= set(series["series"])


def test_a_target_that_equals_its_baseline_is_not_said_to_be_worse():
    series = load(root=REPOSITORY).series
    held = series[series["target_type"].str.startswith("hold")].set_index("series")["target_type_reason"]
    assert {name for name, text in held.items() if "lika med" in text} == {
        "6", "8", "38_grundskola", "38_gymnasium", "38_arsarbetare"
    }  # fmt: skip
    assert not held.str.contains("eller sämre").any()


def test_the_readmes_count_of_what_can_be_judged_is_the_page_s():
    view = follow_up(None, 2019, root=REPOSITORY)
    lines = counted(view.assessment, view.series)
    judged = int((lines["level"] != "not_assessable").sum())
    assert f"{judged} of {len(lines)} can be judged" in (REPOSITORY / "README.md").read_text(encoding="utf-8")
