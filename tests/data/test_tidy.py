"""Raw tables become tidy ones byte for byte, or every issue is told and nothing is written."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from frictionless import Package, system
from part_of_plan import part_of_plan
from typed import typed

from helpers.data.checks import table_issues
from helpers.data.package import write_processed
from helpers.data.tidy import gather, tidy
from helpers.data.unread import unread
from helpers.model.issues import IssuesError
from helpers.storage.paths import project_root

BAD = Path(__file__).parent / "bad_tables"
EXPECTED = {
    "unknown_series": (2, "series", "L_utlandsfoda", "menas L_utlandsfodda?"),
    "unknown_sex": (2, "sex", "kvinnor", "women, men, total"),
    "decimal_comma": (2, "value", "13,1", "punkt som decimaltecken"),
    "text_for_a_year": (2, "year", "tjugo", "heltal"),
    "not_a_number": (2, "value", "NaN", "vanligt tal"),
    "off_the_scale": (2, "value", "107.1", "mellan 0 och 100"),
    "more_than_n": (2, "value", "16", "större än alla, 15"),
    "count_without_n": (2, "denominator", "", "nämnaren ska anges"),
    "half_a_home": (2, "value", "640.5", "helt antal (bostäder)"),
    "shares_not_100": (2, "value", "28 och 71", "summera till 100"),
    "total_outside_women_and_men": (4, "value", "86.0", "mellan kvinnor och män, 84,0 och 80,0"),
    "neither_value_nor_reason": (2, "value", "", "antingen ett värde eller en orsak"),
    "two_outcomes_for_one_cell": (None, "value", "3", "redan ett utfall"),
    "no_source": (2, "source", "", "får inte vara tomt"),
    "short_row": (2, "", "", "för få celler"),
    "column_missing": (1, "value", "", "kolumnen saknas"),
    "semicolons": (1, "year", "", "kommaseparerad"),
    "not_utf8": (None, "", "byte 0x", "UTF-8"),
    "empty_file": (1, "series", "", "kolumnen saknas"),
}


SERIES = ["1_totalt", "17", "21", "31", "35", "A_totalt", "D", "F_chefer_privat", "L_alla", "L_utlandsfodda", "O"]


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project of a few series with its tidy tables; tests only copy it."""
    folder = part_of_plan(tmp_path_factory.mktemp("part") / "root", SERIES)
    write_processed(folder)
    return folder


@pytest.fixture
def root(part: Path, tmp_path: Path) -> Path:
    return shutil.copytree(part, tmp_path / "root")


@pytest.mark.process
def test_time_zone_locale_hash_seed_and_folder_change_nothing(tmp_path: Path):
    root = tmp_path / "root"
    shutil.copytree(project_root() / "data", root / "data")
    (root / "data" / "processed" / "series.csv").unlink()
    environment = os.environ | {
        "TZ": "Pacific/Auckland",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "7",
        "HELPERS_ROOT": str(root),
    }
    subprocess.run([sys.executable, "-m", "helpers", "data"], cwd="/", env=environment, check=True, capture_output=True)
    for name in ("series.csv", "observations.csv", "datapackage.json"):
        ours = project_root() / "data" / "processed" / name
        assert (root / "data" / "processed" / name).read_bytes() == ours.read_bytes(), name


def test_tables_are_valid_by_their_own_datapackage():
    with system.use_context(trusted=True):
        report = Package(str(project_root() / "data" / "processed" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])[:5]


def test_every_defect_has_a_table_and_every_table_a_defect():
    assert {path.stem for path in BAD.glob("*.csv")} == EXPECTED.keys()


@pytest.mark.parametrize("defect", EXPECTED)
def test_a_broken_table_is_refused_with_file_row_column_and_what_is_allowed(root: Path, defect: str):
    shutil.copy(BAD / f"{defect}.csv", root / "data" / "raw" / "outcomes")
    before = {path: path.read_bytes() for path in (root / "data" / "processed").iterdir()}
    with pytest.raises(IssuesError) as caught:
        write_processed(root)
    row, column, value, allowed = EXPECTED[defect]
    found = [f for f in caught.value.issues if allowed in f.allowed and f.column == column and value in f.value]
    assert found, str(caught.value)
    if row is not None:
        assert (found[0].file, found[0].row) == (f"data/raw/outcomes/{defect}.csv", row)
    assert {path: path.read_bytes() for path in (root / "data" / "processed").iterdir()} == before


def test_the_issues_of_several_tables_are_told_at_once(root: Path):
    defects = {"unknown_series", "off_the_scale", "more_than_n", "decimal_comma"}
    for defect in defects:
        shutil.copy(BAD / f"{defect}.csv", root / "data" / "raw" / "outcomes")
    with pytest.raises(IssuesError) as caught:
        tidy(gather(root))
    assert {Path(issue.file).stem for issue in caught.value.issues} == defects


def test_a_broken_table_of_units_is_told_and_not_every_series_that_has_one(root: Path):
    (root / "data" / "raw" / "units.csv").write_bytes(b"unit;singular\n")
    with pytest.raises(IssuesError) as caught:
        tidy(gather(root))
    assert {issue.file for issue in caught.value.issues} == {"data/raw/units.csv"}


def test_of_a_broken_table_of_outcomes_no_other_sources_figure_is_called_alone(root: Path):
    outcomes = root / "data" / "raw" / "outcomes"
    row = "21,eskilstuna,total,2019,{},{},,,,{} källa,,exact,procent,,,{}\n"
    head = "series,geography,sex,year,kind,value,denominator,margin,missing,source,comment,definition,unit,source_url"
    head += ",quote,alternative\n"
    (outcomes / "a.csv").write_text(head + row.format("outcome", 5, "Påhittad", ""), encoding="utf-8")
    (outcomes / "b.csv").write_text(head + row.format("related", 6, "Annan", "true"), encoding="utf-8")
    assert tidy(gather(root))
    (outcomes / "a.csv").write_text("series;value\n", encoding="utf-8")
    with pytest.raises(IssuesError) as caught:
        tidy(gather(root))
    assert {issue.file for issue in caught.value.issues} == {"data/raw/outcomes/a.csv"}


def test_half_a_person_in_the_plan_itself_is_refused(root: Path):
    path = root / "data" / "raw" / "plan.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("2014,2019,1194,1000", '2014,2019,"1194,5",1000'), encoding="utf-8")
    with pytest.raises(IssuesError, match=r"plan.csv, rad 2.*ska vara ett helt antal \(personer\)"):
        tidy(gather(root))


def test_a_correction_that_matches_no_row_is_an_error(root: Path):
    path = root / "data" / "raw" / "corrections.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("O,1,2,target,,", "O,1,2,target,3,"), encoding="utf-8")
    with pytest.raises(IssuesError, match=r"corrections.csv, rad \d+.*träffar ingen rad"):
        tidy(gather(root))


def test_what_is_handed_in_keeps_source_comment_margin_and_decimals(root: Path):
    path = root / "data" / "raw" / "outcomes" / "2018.csv"
    head = "series,geography,sex,year,kind,value,denominator,margin,missing,source,comment\n"
    path.write_text(
        head + 'D,eskilstuna,total,2018,outcome,44.0,,1.9,,"påhittad, källa",en kommentar\n', encoding="utf-8"
    )
    rows = tidy(gather(root)).observations
    row = rows[(rows["series"] == "D") & (rows["kind"] == "outcome")].iloc[0]
    assert row[["value", "margin", "source", "comment", "decimals"]].tolist() == [
        "44.0",
        "1.9",
        "påhittad, källa",
        "en kommentar",
        "1",
    ]


def test_a_published_quotient_is_the_quotient_that_its_source_shows():
    path = project_root() / "data" / "raw" / "outcomes" / "published_2014_2020.csv"
    with path.open(encoding="utf-8") as file:
        derived = [row for row in csv.DictReader(file) if row["series"] == "17" and row["definition"] == "derived"]
    assert len(derived) == 10
    for row in derived:
        households, people = map(Decimal, re.fullmatch(r"(\d+) / (\d+) x 1000", row["quote"]).groups())
        assert round(households / people * 1000, 1) == Decimal(row["value"])


def test_decembers_unemployment_is_of_one_kind_for_riket_and_the_municipality():
    # The annual report follows L at the end of the year, so riket's figure of the same month is no other measure.
    path = project_root() / "data" / "raw" / "outcomes" / "published_2014_2020.csv"
    with path.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if re.search(r"Avser (december|årets slut)", row["comment"])]
    assert {row["series"] for row in rows} == {"L_alla", "L_utlandsfodda", "L_ungdomar"}
    assert {row["geography"] for row in rows} == {"eskilstuna", "riket"}
    assert {(row["kind"], row["definition"]) for row in rows} == {("outcome", "close")}


def test_what_a_run_that_was_cut_off_left_is_cleared_by_the_next(root: Path):
    processed = root / "data" / "processed"
    (processed / ".series.csv.part").write_text("halv")
    assert write_processed(root) == []
    assert not (processed / ".series.csv.part").exists()


@pytest.mark.parametrize("changes", [{"kind": "outcome", "source": "tredje"}, {"year": "2018"}])
def test_another_sources_figure_stands_beside_an_outcome_and_is_none_itself(changes):
    series = pd.DataFrame([{"series": "X", "distribution": "false", "aggregation": "value", "unit": "procent"}]).assign(
        scale_min="",
        scale_max="",
        weighted_total="false",
        additive_total="false",
        unit_counted="false",
        unit_rate="true",
        unit_persons="false",
    )
    row = dict.fromkeys(["denominator", "margin", "missing", "reported", "revision_reason", "alternative"], "") | {
        "series": "X", "geography": "a", "sex": "total", "year": "2019", "kind": "outcome", "value": "1",
        "source": "en", "file": "f.csv", "line": 2,
    }  # fmt: skip
    beside = row | {"kind": "related", "source": "annan", "alternative": "true", "line": 3}
    assert table_issues(series, pd.DataFrame([row, beside])) == []
    issues = table_issues(series, pd.DataFrame([row, beside | changes]))
    assert [(issue.row, issue.column) for issue in issues if issue.column == "alternative"] == [(3, "alternative")]


def test_what_is_not_read_among_the_outcomes_is_told(tmp_path):
    folder = tmp_path / "data" / "raw" / "outcomes"
    (folder / "2021").mkdir(parents=True)
    for name in ("2020.csv", "2021.CSV", "2021.csv.txt", "utfall.xlsx", "~$utfall.xlsx", ".gitkeep"):
        (folder / name).touch()
    told = [line.split(" ")[0] for line in unread(tmp_path)]
    names = ("2021", "2021.CSV", "2021.csv.txt", "utfall.xlsx", "~$utfall.xlsx")
    assert told == [f"data/raw/outcomes/{name}" for name in names]


@pytest.mark.parametrize("name", ["._published_2014_2020.csv", ".published.csv", "~$published_2014_2020.csv"])
def test_what_a_computer_or_excel_leaves_among_the_outcomes_is_not_read(root: Path, name):
    before = gather(root).tables["outcomes"]
    (root / "data" / "raw" / "outcomes" / name).write_bytes(b"\x00\x05\x16\x07Mac OS X")
    after = gather(root)
    assert after.issues == []
    pd.testing.assert_frame_equal(after.tables["outcomes"], before)


def test_what_is_not_read_beside_the_raw_tables_and_the_groups_is_told_too(tmp_path):
    (tmp_path / "data" / "raw" / "groups" / "gamla").mkdir(parents=True)
    for name in ("plan.toml", "units.csv", "UNITS.CSV", "plan.xlsx", "units.csv.txt"):
        (tmp_path / "data" / "raw" / name).touch()
    told = [line.split(" ")[0].removeprefix("data/raw/") for line in unread(tmp_path)]
    assert told == ["groups/gamla", "UNITS.CSV", "plan.xlsx", "units.csv.txt"]


@pytest.mark.process
def test_check_tells_of_what_is_not_read_as_data_does(root: Path):
    (root / "data" / "raw" / "outcomes" / "2021.CSV").touch()
    told = typed("check", cwd=root)
    assert told.returncode == 0
    assert "data/raw/outcomes/2021.CSV läses inte" in told.stderr
