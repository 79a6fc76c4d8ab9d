"""Made-up outcomes, handed in and revised in a copy of a few of the project's series."""

import shutil
import subprocess
import sys
import time

import pytest
from builds import PATIENCE
from part_of_plan import part_of_plan
from small_project import small_project, with_all_areas
from typed import typed

from helpers.data.as_reported import stage
from helpers.data.package import write_processed
from helpers.data.tidy import gather, tidy
from helpers.model.issues import IssuesError
from helpers.model.schemas import columns
from helpers.read import load
from helpers.runner.build import build

COLUMNS = columns("outcomes")


@pytest.fixture(scope="module")
def part(tmp_path_factory):
    """A project of a few series, with its tidy tables; tests only copy it."""
    folder = part_of_plan(tmp_path_factory.mktemp("part") / "root", ["17", "21", "25", "D", "G"])
    write_processed(folder)
    return folder


@pytest.fixture
def root(part, tmp_path):
    return shutil.copytree(part, tmp_path / "root")


def hand_in(root, *rows):
    """Write rows of 21 (share of renewable fuel, no published outcomes) as the outcome file 2099.csv."""
    blank = dict.fromkeys(COLUMNS, "")
    fixed = {"series": "21", "geography": "eskilstuna", "sex": "total", "kind": "outcome", "source": "Påhittat prov"}
    lines = [",".join({**blank, **fixed, **row}[name] for name in COLUMNS) for row in rows]
    path = root / "data" / "raw" / "outcomes" / "2099.csv"
    path.write_text("\n".join([",".join(COLUMNS), *lines]) + "\n", encoding="utf-8")


def value_of(tables, year):
    rows = tables.observations
    found = rows[(rows["series"] == "21") & (rows["kind"] == "outcome") & (rows["year"] == str(year))]
    return found["value"].tolist()


FIRST = {"year": "2017", "value": "40"}
REVISED = {"year": "2017", "value": "42", "reported": "2018", "revision_reason": "Två fordon saknades"}


def test_the_newest_value_is_todays_truth(root):
    hand_in(root, REVISED, FIRST)
    assert value_of(tidy(gather(root)), 2017) == ["42"]


def test_a_report_as_it_was_sees_the_value_handed_in_then(root):
    hand_in(root, FIRST, REVISED)
    assert value_of(tidy(gather(root), as_reported=2017), 2017) == ["40"]
    assert value_of(tidy(gather(root), as_reported=2018), 2017) == ["42"]


def test_a_value_handed_in_late_is_not_seen_before(root):
    hand_in(root, {"year": "2017", "value": "40", "reported": "2019"})
    assert value_of(tidy(gather(root), as_reported=2018), 2017) == []
    assert value_of(tidy(gather(root), as_reported=2019), 2017) == ["40"]


def test_an_outcome_counts_as_handed_in_in_its_own_year_when_nothing_is_said(root):
    hand_in(root, FIRST)
    assert value_of(tidy(gather(root), as_reported=2016), 2017) == []
    assert value_of(tidy(gather(root), as_reported=2017), 2017) == ["40"]


def test_a_revision_may_withdraw_a_value(root):
    hand_in(root, FIRST, {**REVISED, "value": "", "missing": "not_found"})
    rows = tidy(gather(root)).observations
    row = rows[(rows["series"] == "21") & (rows["year"] == "2017")].iloc[0]
    assert (row["value"], row["missing"]) == ("", "not_found")


def test_a_revision_without_a_reason_is_refused(root):
    hand_in(root, FIRST, {**REVISED, "revision_reason": ""})
    with pytest.raises(IssuesError, match=r"rad 3, kolumn revision_reason.*ändrar .*2099.csv rad 2: skriv varför"):
        tidy(gather(root))


def test_two_values_for_one_cell_in_the_same_follow_up_are_refused(root):
    hand_in(root, {**FIRST, "reported": "2017"}, {**FIRST, "value": "41", "source": "Annan"})
    with pytest.raises(IssuesError, match="det finns redan ett utfall"):
        tidy(gather(root))


def test_a_superseded_double_is_refused_too(root):
    hand_in(root, FIRST, {**FIRST, "value": "41", "source": "Annan"}, REVISED)
    with pytest.raises(IssuesError, match="rad 3, kolumn value: ”41” – det finns redan ett utfall"):
        tidy(gather(root))


def test_a_value_cannot_be_handed_in_before_its_year(root):
    hand_in(root, {**FIRST, "reported": "2016"})
    with pytest.raises(IssuesError, match="uppföljningen ska vara 2017 eller senare"):
        tidy(gather(root))


def test_totals_are_checked_against_the_sexes_of_todays_truth(root):
    sexes = [{"series": "G", "sex": "women", "value": "50"}, {"series": "G", "sex": "men", "value": "30"}]
    old = {"series": "G", "value": "70", "year": "2017", "reported": "2017"}
    new = {"series": "G", "value": "40", "year": "2017", "reported": "2018", "revision_reason": "Fel tal"}
    hand_in(root, *({"year": "2017", **row} for row in sexes), old, new)
    assert len(tidy(gather(root)).observations) > 0
    with pytest.raises(IssuesError, match="totalen ska ligga mellan kvinnor och män"):
        tidy(gather(root), as_reported=2017)


def test_a_file_without_the_two_columns_is_read(root):
    hand_in(root, FIRST)
    path = root / "data" / "raw" / "outcomes" / "2099.csv"
    path.write_text(
        "\n".join(line.rsplit(",", 2)[0] for line in path.read_text(encoding="utf-8").splitlines()), encoding="utf-8"
    )
    assert value_of(tidy(gather(root)), 2017) == ["40"]


def test_the_report_as_it_was_is_written_in_a_folder_of_its_own(root, tmp_path_factory):
    hand_in(root, FIRST, REVISED)
    other = tmp_path_factory.mktemp("as_reported")
    before = (root / "data" / "processed" / "observations.csv").read_bytes()
    write_processed(root, as_reported=2017, into=other)
    assert b"21,eskilstuna,total,2017,outcome,40," in (other / "data/processed/observations.csv").read_bytes()
    assert (root / "data" / "processed" / "observations.csv").read_bytes() == before


def test_a_report_as_it_was_is_built_without_what_was_revised_later(root, tmp_path):
    """A revision of 2018's figure, handed in 2019 (made up), is today's truth and unknown to the follow-up of 2018."""
    hand_in(root, {"year": "2018", "value": "44", "reported": "2018"},
            {"year": "2018", "value": "46", "reported": "2019", "revision_reason": "Räknefel rättat"})  # fmt: skip
    write_processed(root)
    then = stage(root, 2018, tmp_path / "then")

    def figures(folder):
        outcomes = load(root=folder).observations.query("kind == 'outcome' and series == '21'")
        return outcomes["value"].tolist()

    assert (figures(root), figures(then)) == ([46], [44])


def as_it_was(root, *options) -> subprocess.Popen:
    command = [sys.executable, "-m", "helpers", "--root", str(root), "reports", "--as-reported", *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def whole(root, tmp_path):
    """The few series with notebooks of their own."""
    shutil.copytree(root / "data" / "raw", small_project(tmp_path / "today") / "data" / "raw")
    write_processed(tmp_path / "today")
    return with_all_areas(tmp_path / "today")


@pytest.mark.process
def test_issues_in_the_tables_are_told_by_a_report_as_it_was_too(whole):
    path = whole / "data" / "raw" / "outcomes" / "fel.csv"
    path.write_text(
        "series,geography,sex,year,kind,value,denominator,margin,missing,source,comment,reported,revision_reason\n"
        "D,eskilstuna,total,2018,outcome,4..4,,,,påhittad källa,,2018,\n"
        "D,eskilstuna,total,2017,outcome,44,,,,påhittad källa,,sent,\n",
        encoding="utf-8",
    )
    done = typed("--root", whole, "reports", "--as-reported", "--year", 2018)
    said = done.stderr
    assert done.returncode == 1
    assert "data/raw/outcomes/fel.csv, rad 2, kolumn value: ”4..4”" in said
    assert "data/raw/outcomes/fel.csv, rad 3, kolumn reported: ”sent”" in said
    assert "Traceback" not in said


@pytest.mark.build
@pytest.mark.process
def test_the_copy_that_a_killed_report_as_it_was_leaves_is_gone_after_the_next_build(whole):
    process = as_it_was(whole, "--year", "2018")
    copy = whole / "reports" / ".underlag"
    end = time.monotonic() + PATIENCE
    while not (copy / "projekt" / "data" / "processed").is_dir():
        assert time.monotonic() < end
        time.sleep(0.01)
    process.kill()
    process.communicate()
    assert copy.is_dir()
    build(whole, 2018, tell=lambda line: None)
    assert {path.name for path in (whole / "reports").iterdir()} == {"2018", "log"}
