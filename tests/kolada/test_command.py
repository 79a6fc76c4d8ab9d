"""Open data fetched from a real server on loopback: nothing dropped silently, a failed fetch leaves the former one."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from kolada_server import Kolada, serving
from typed import typed

from helpers.kolada import client as kolada_client
from helpers.kolada import command as kolada_command
from helpers.kolada import mapping as kolada_mapping
from helpers.storage.paths import project_root

QUICK = kolada_client.Patience(
    attempts=3, first_wait=0.01, longest_wait=0.05, total=200.0, timeout=60.0, per_second=1000.0
)
MAP = project_root() / "data" / "raw" / "kolada" / "kpi_map.csv"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kolada_command, "PATIENCE", QUICK)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Copy the project's data to a folder of its own, without any snapshot."""
    return without_snapshots(tmp_path)


def without_snapshots(folder: Path) -> Path:
    shutil.copytree(project_root() / "data", folder / "data")
    for snapshot in (folder / "data" / "raw" / "kolada").glob("20*"):
        shutil.rmtree(snapshot)
    return folder


@pytest.fixture(scope="module")
def fetched_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with a snapshot of all that Kolada holds; tests only copy it."""
    with pytest.MonkeyPatch.context() as patch, serving(whole()) as base:
        patch.setattr(kolada_command, "PATIENCE", QUICK)
        folder = without_snapshots(tmp_path_factory.mktemp("fetched") / "root")
        done = fetch(folder, base)
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def fetched(fetched_once: Path, tmp_path: Path) -> Path:
    """Return a project of the test's own, with a snapshot of all that Kolada holds."""
    return shutil.copytree(fetched_once, tmp_path / "root")


@pytest.fixture
def held() -> Kolada:
    return whole()


def whole() -> Kolada:
    """Make a Kolada that holds every key figure of the mapping under its pinned title."""
    with MAP.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    split = {row["kpi"] for row in rows if row["gender_split"] == "yes"}
    return Kolada({row["kpi"]: row["title"] for row in rows}, split)


@pytest.fixture
def address(held: Kolada) -> Iterator[str]:
    with serving(held) as base:
        yield base


def fetch(root: Path, address: str, *options: str, day: str = "2026-01-15") -> Result:
    asked = ["--from", "2014", "--to", "2015", "--base-url", address, "--date", day, "--root", str(root), *options]
    return CliRunner().invoke(kolada_command.command, asked)


def rows(root: Path, day: str = "2026-01-15") -> pd.DataFrame:
    return pd.read_csv(root / "data/raw/kolada" / day / "rows.csv", dtype=str, keep_default_na=False)


def test_every_pinned_figure_comes_in_segments_of_at_most_25_and_page_by_page(root: Path, held: Kolada, address: str):
    held.page_size = 7
    done = fetch(root, address)
    assert done.exit_code == 0, done.output
    data = [path.split("/")[4] for path in held.asked if "/data/" in path]
    assert max(len(ids.split(",")) for ids in data) <= 25
    assert any("page=2" in path for path in held.asked)
    record = json.loads((root / "data/raw/kolada/2026-01-15/snapshot.json").read_text(encoding="utf-8"))
    got = rows(root)
    asked = {kpi["id"] for kpi in record["kpis"]}
    assert set(got["kpi"]) == asked
    genders = sum(3 if kpi in held.split else 1 for kpi in asked)
    assert len(got[got["year"].isin(["2014", "2015"])]) == genders * 2 * 2


def test_the_same_answer_gives_the_same_bytes(root: Path, address: str):
    fetch(root, address)
    folder = root / "data/raw/kolada/2026-01-15"
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    fetch(root, address)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first


@pytest.mark.parametrize(
    "issue",
    [(429, {"Retry-After": "0"}), 503, "cut"],
    ids=["429 with Retry-After", "503", "cut connection"],
)
def test_what_may_pass_is_asked_again(root: Path, held: Kolada, address: str, issue: object):
    held.issue = lambda number, path: issue if number == 3 else None
    done = fetch(root, address)
    assert done.exit_code == 0, done.output
    assert "försök 2 av 3" in done.output


def test_an_answer_that_does_not_come_is_given_up_and_asked_for_again(root, held, address, monkeypatch):
    """The limit grows until a busy machine meets it in the one answer only that never comes."""
    held.issue = lambda number, path: "slow" if number == 3 else None
    for limit in (0.5, 4, 32):
        held.asked.clear()
        monkeypatch.setattr(kolada_command, "PATIENCE", QUICK._replace(timeout=limit, attempts=2))
        done = fetch(root, address)
        if done.exit_code == 0:
            break
    assert done.exit_code == 0, done.output
    assert "försök 2 av 2" in done.output


@pytest.mark.parametrize(
    "issue", [503, "cut", b'{"values": [', b"[]"], ids=["503", "cut", "broken JSON", "no envelope"]
)
def test_a_failed_fetch_says_why_and_leaves_the_former_snapshot(
    fetched: Path, held: Kolada, address: str, issue: object
):
    folder = fetched / "data/raw/kolada"
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"}
    held.issue = lambda number, path: issue if "/data/" in path else None
    done = fetch(fetched, address)
    assert done.exit_code == 1
    assert done.output.strip()
    assert before
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"}
    assert {path: after.get(path) for path in before} == before


@pytest.mark.parametrize(
    "change",
    [
        {"municipality": 484},
        {"values": [{"gender": "T", "value": 1e308}]},
        {"values": [{"gender": "T", "value": 12345678901234567890}]},
    ],
    ids=["a number for a code", "a number of 309 digits", "a number of 20 digits"],
)
def test_an_answer_that_is_not_as_described_is_told_and_nothing_is_written(
    root: Path, held: Kolada, address: str, monkeypatch: pytest.MonkeyPatch, change: dict
):
    right = held._row
    monkeypatch.setattr(held, "_row", lambda kpi, place, year: right(kpi, place, year) | change)
    done = fetch(root, address)
    assert (done.exit_code, type(done.exception)) == (1, SystemExit), done.output
    assert "Kolada svarade med" in done.output
    assert not (root / "data/raw/kolada/2026-01-15").exists()


def test_a_mapping_in_a_wrong_code_page_is_told(root: Path, address: str):
    path = root / kolada_mapping.MAP
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252", "replace"))
    done = fetch(root, address)
    assert (done.exit_code, type(done.exception)) == (1, SystemExit), done.output
    assert "kpi_map.csv: ”” – filen ska vara kodad i UTF-8" in done.output


def test_no_words_of_the_libraries_are_shown_when_kolada_is_not_there(root: Path, address: str):
    closed = f"{address.rpartition(':')[0]}:9/v3"
    done = fetch(root, closed)
    assert "kunde inte nås eller bröt anslutningen." in done.output
    assert "Errno" not in done.output


def test_a_server_that_asks_for_too_long_a_wait_is_given_up_with_its_wish(root: Path, held: Kolada, address: str):
    held.issue = lambda number, path: (429, {"Retry-After": "3600"})
    done = fetch(root, address)
    assert done.exit_code == 1
    assert "3600 sekunder" in done.output


def test_missing_and_renamed_figures_are_all_told_and_nothing_is_written(root: Path, held: Kolada, address: str):
    del held.titles["N02012"]
    held.titles["N00090"] = "Något helt annat"
    done = fetch(root, address)
    assert done.exit_code == 1
    assert "N02012" in done.output
    assert "heter nu ”Något helt annat”" in done.output
    assert not (root / "data/raw/kolada/2026-01-15").exists()


def test_null_and_withdrawn_values_are_kept_as_rows_with_a_reason(root: Path, held: Kolada, address: str):
    held.figures["N00090", "0484", 2015, "K"] = None
    held.figures["N00090", "0484", 2015, "M"] = 4.4
    held.withdrawn.add(("N00090", "0484", 2015, "M"))
    fetch(root, address)
    got = rows(root).set_index(["kpi", "municipality", "year", "gender"])
    assert got.loc[("N00090", "0484", "2015", "K"), ["value", "missing"]].tolist() == ["", "no_value"]
    withdrawn = got.loc[("N00090", "0484", "2015", "M")]
    assert withdrawn[["value", "missing", "withdrawn_value"]].tolist() == ["", "withdrawn", "4.4"]


def test_a_figure_is_the_plans_own_only_where_2014_equals_the_baseline(root: Path, held: Kolada, address: str):
    held.figures["N02012", "0484", 2014, "T"] = 1194
    held.figures["U31809", "0484", 2014, "T"] = 7.3
    fetch(root, address)
    path = root / "data/raw/kolada/2026-01-15/comparison.csv"
    verdicts = pd.read_csv(path, dtype=str, keep_default_na=False).set_index(["series", "measure"])["verdict"]
    assert set(verdicts.loc["A_totalt"]) == {"same"}
    assert "same" not in set(verdicts.loc["O"])
    assert set(verdicts.loc["B"]) == {"broken"}


def test_outcomes_are_handed_in_only_when_asked_for_and_carry_the_credit(root: Path, held: Kolada, address: str):
    for place in ("0484", "0000"):
        for year, figures in {2014: (1194, 600, 594), 2015: (1142, 571, 571)}.items():
            for gender, value in zip("TKM", figures, strict=True):
                held.figures["N02012", place, year, gender] = value
                held.figures["N01964", place, year, gender] = 100 if gender == "T" else 50  # women and men together
    fetch(root, address)
    assert not list((root / "data/raw/outcomes").glob("kolada_2026-01-15*"))
    done = fetch(root, address, "--write-outcomes")
    assert done.exit_code == 0, done.output
    written = pd.read_csv(root / "data/raw/outcomes/kolada_2026-01-15.csv", dtype=str, keep_default_na=False)
    assert written["source"].str.contains("Kolada").all()
    assert "B" not in set(written["series"])


def test_an_answer_without_any_value_leaves_the_former_snapshot(root: Path, held: Kolada, address: str):
    held.figures["N02012", "0484", 2014, "T"] = 1194
    fetch(root, address)
    folder = root / "data/raw/kolada/2026-01-15"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    got = rows(root)
    keys = got[["kpi", "municipality", "year", "gender"]].itertuples(index=False, name=None)
    held.figures.update({(kpi, place, int(year), gender): None for kpi, place, year, gender in keys})
    done = fetch(root, address)
    assert done.exit_code == 1
    assert "utan ett enda värde" in done.output
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def hold_what_is_stored(root: Path, held: Kolada) -> None:
    """Have the server answer 2014 and 2015 with the very figures of the project's own copy of Kolada."""
    codes = {"eskilstuna": "0484", "riket": "0000"}
    for path in (root / "data/raw/outcomes").glob("open_data_*.csv"):
        for row in csv.DictReader(path.open(encoding="utf-8")):
            if row["kpi"] in held.titles and row["definition"] != "derived" and row["value"]:
                gender = {"women": "K", "men": "M", "total": "T"}[row["sex"] if row["kpi"] in held.split else "total"]
                held.figures[row["kpi"], codes[row["geography"]], int(row["year"]), gender] = float(row["value"])


def test_a_fetch_of_what_is_stored_proves_itself(root: Path, held: Kolada, address: str):
    hold_what_is_stored(root, held)
    done = fetch(root, address, "--check")
    assert done.exit_code == 0, done.output
    compared = pd.read_csv(root / "data/raw/kolada/2026-01-15/stored.csv", dtype=str, keep_default_na=False)
    by_year = compared.groupby("year")["verdict"].agg(set).to_dict()
    assert by_year["2015"] == {"same", "not_asked"}  # not asked: what the map does not have, or only as unseen
    assert by_year["2019"] == {"not_asked"}
    nine = compared[
        (compared["kpi"] == "N15508") & (compared["year"] == "2015") & (compared["geography"] == "eskilstuna")
    ]
    assert nine.set_index("sex")["verdict"].to_dict() == {"women": "same", "men": "same", "total": "same"}
    assert "De lagrade öppna data mot hämtningen:" in done.output
    total = next(line for line in done.output.splitlines() if line.startswith("Alla"))
    counts = compared["verdict"].value_counts()
    assert total.split()[1:] == [str(counts["same"]), "0", "0", str(counts["not_asked"])]


def test_a_revised_and_a_missing_figure_are_named_and_the_exit_code_says_so(root: Path, held: Kolada, address: str):
    """33 in 2015: women 8.2 in the copy, here 8.4; men 5.0, here withdrawn. Without --check the fetch is fine."""
    hold_what_is_stored(root, held)
    held.figures["N00090", "0484", 2015, "K"] = 8.4
    held.withdrawn.add(("N00090", "0484", 2015, "M"))
    done = fetch(root, address, "--check")
    assert done.exit_code == 4
    assert "N00090 (33), eskilstuna, kvinnor 2015: 8,2 är nu 8,4" in done.output
    assert "N00090 (33), eskilstuna, män 2015: 5,0 finns lagrat, men Kolada har återkallat värdet" in done.output
    assert fetch(root, address).exit_code == 0


def test_a_sex_that_is_missing_in_a_divided_key_figure_is_told(root: Path, held: Kolada, address: str):
    held.left_out.add(("N00090", "0484", 2015, "K"))
    done = fetch(root, address)
    assert done.exit_code == 0, done.output
    assert "N00090 är uppdelat på kön men saknar kvinnor: eskilstuna 2015." in done.output
    assert "N15508 är uppdelat" not in done.output


@pytest.mark.process
def test_a_full_disk_is_told_in_swedish_and_leaves_the_former_snapshot(fetched: Path, address: str):
    """A process of its own may write files of 20 kB and no more.

    What is compared with the stored figures needs some 30.
    """
    folder = fetched / "data/raw/kolada/2026-01-15"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    asked = ["--from", "2014", "--to", "2015", "--base-url", address, "--date", "2026-01-15", "--root", fetched]
    done = typed("kolada", *asked, largest=20_000)
    assert done.returncode == 1
    assert "Disken är full: frigör utrymme och kör igen. Det som fanns förut är orört." in done.stderr
    assert "Traceback" not in done.stderr
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert not [path for path in folder.parent.iterdir() if "staging" in path.name]
