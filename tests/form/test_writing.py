"""What is taken in is written, whole or not at all. Every figure in it is made up."""

import csv
import os
import shutil

import pytest
from click.testing import CliRunner
from filled_form import fill
from handed_in import COLUMNS, FUEL, write_table

from helpers.form import intake
from helpers.form.files import read_file
from helpers.form.intake import command
from helpers.form.layout import headers
from helpers.read import load

# --- Writing ---------------------------------------------------------------------------------------------------------


def run(root, *arguments):
    return CliRunner().invoke(command, [*map(str, arguments), "--root", str(root)])


def stored(root, year):
    path = root / "data" / "raw" / "outcomes" / f"{year}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def snapshot(root):
    return {path: path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file() and path.suffix != ".xlsx"}


def fuel(path, **given_row):
    return write_table(path, [{"series": "21", "value": "71,5"} | given_row])


@pytest.fixture(scope="module")
def with_fuel(part, tmp_path_factory):
    """A project in which 71.5 has been taken in for FUEL in 2021; tests only copy it."""
    root = shutil.copytree(part, tmp_path_factory.mktemp("with_fuel") / "root")
    assert run(root, fuel(root / "a.csv")).exit_code == 0
    return root


@pytest.fixture
def handed(with_fuel, tmp_path):
    return shutil.copytree(with_fuel, tmp_path / "handed")


def test_what_is_accepted_reaches_the_tidy_tables_with_comment_source_and_margin(root):
    path = fuel(root / "in.csv", margin="0,5", comment="Två lånade bilar", source="Fordonslistan")
    result = run(root, path)
    assert result.exit_code == 0, result.output
    assert "Uppföljningen 2021: 1 nytt." in result.output
    assert "Skrev data/raw/outcomes/2021.csv" in result.output
    observations = load(root=root).observations
    row = observations[(observations["series"] == "21") & (observations["year"] == 2021)].iloc[0]
    assert (row["value"], row["margin"], row["comment"], row["source"]) == (
        71.5,
        0.5,
        "Två lånade bilar",
        "Fordonslistan",
    )


def test_a_dry_run_writes_nothing(root):
    path = fuel(root / "in.csv")
    before = snapshot(root)
    result = run(root, path, "--dry-run")
    assert result.exit_code == 0
    assert "Inget har skrivits (--dry-run)" in result.output
    assert snapshot(root) == before


def test_one_issue_keeps_everything_unwritten(root):
    path = write_table(root / "in.csv", [{"series": "21", "value": "71,5"}, {"series": "22", "value": "1.234"}])
    before = snapshot(root)
    result = run(root, path)
    assert result.exit_code == 1
    assert result.output.startswith("1 fel hittades; inget har skrivits.")
    assert snapshot(root) == before


def test_a_second_file_is_added_to_the_first(handed):
    run(handed, write_table(handed / "b.csv", [{"series": "22", "value": "45", "comment": "Påhittat prov"}]))
    assert [row["series"] for row in stored(handed, 2021)] == ["21", "22"]


def test_the_same_file_again_changes_nothing(handed):
    path = handed / "a.csv"
    before = snapshot(handed)
    result = run(handed, path)
    assert "Inget nytt att skriva." in result.output
    assert "71,5 är redan lämnat; inget ändras" in result.output
    assert snapshot(handed) == before


def test_another_figure_for_a_cell_needs_a_reason(handed):
    result = run(handed, fuel(handed / "b.csv", value="73"))
    assert result.exit_code == 1
    assert (
        "redan lämnat i uppföljningen 2021: 71,5 (källa: Påhittat prov); skriv skälet till ändringen" in result.output
    )


def revised(path, year, **given_row):
    names = [*COLUMNS, "revision_reason"]
    row = {"series": "21", "geography": "eskilstuna", "sex": "totalt", "year": "2021", "source": "Påhittat prov"}
    row |= {"value": "73", "revision_reason": "Två bilar saknades"} | given_row
    path.write_text(f"{';'.join(names)}\n{';'.join(row.get(name, '') for name in names)}\n", encoding="utf-8")
    return path, "--year", year


def test_a_revision_keeps_the_old_figure_beside_the_new(handed):
    result = run(handed, *revised(handed / "b.csv", 2022))
    assert result.exit_code == 0, result.output
    assert "71,5 ändras till 73, räknas från uppföljningen 2022 (Två bilar saknades)." in result.output
    assert [(row["value"], row["reported"]) for row in stored(handed, 2021) + stored(handed, 2022)] == [
        ("71.5", ""), ("73", "2022"),
    ]  # fmt: skip
    observations = load(root=handed).observations
    assert observations[(observations["series"] == "21") & (observations["year"] == 2021)]["value"].tolist() == [73]


def test_a_revision_within_the_same_follow_up_counts_from_the_next(handed):
    result = run(handed, *revised(handed / "b.csv", 2021))
    assert "räknas från uppföljningen 2022" in result.output
    assert [row["reported"] for row in stored(handed, 2021)] == ["", "2022"]


def test_the_same_figure_from_another_source_needs_a_reason_too(handed):
    result = run(handed, fuel(handed / "b.csv", source="Annan"))
    assert "samma tal, men något annat under Källa; skriv skälet" in result.output


def test_the_same_figure_with_the_forms_own_source_proposal_untouched_changes_nothing(handed, known):
    proposed = known.declared["21"]["source"]
    assert proposed not in ("", "Påhittat prov")
    again = fuel(handed / "b.csv", source=proposed)
    before = snapshot(handed)
    result = run(handed, again)
    assert result.exit_code == 0, result.output
    assert "71,5 är redan lämnat; inget ändras" in result.output
    assert snapshot(handed) == before


def test_a_reason_for_a_change_of_nothing_is_refused(root):
    result = run(root, *revised(root / "b.csv", 2021))
    assert "inget är lämnat förut för den här raden" in result.output


def test_a_published_figure_is_not_changed_without_a_reason(root):
    path = write_table(
        root / "in.csv", [{"series": "L_alla", "year": "2019", "value": "13,4", "comment": "Påhittat prov"}]
    )
    result = run(root, path, "--year", 2021)
    assert "redan lämnat i uppföljningen 2019: 13,3" in result.output


def test_columns_and_rows_that_stood_there_are_kept(root):
    path = root / "data" / "raw" / "outcomes" / "2021.csv"
    path.write_text(
        "series,geography,sex,year,kind,value,denominator,margin,missing,source,comment,egen\n"
        '22,eskilstuna,total,2021,outcome,45,,,,"Påhittat, prov",,behåll mig\n', encoding="utf-8")  # fmt: skip
    assert run(root, fuel(root / "in.csv")).exit_code == 0
    rows = stored(root, 2021)
    assert [(row["series"], row["source"], row["egen"]) for row in rows] == [
        ("22", "Påhittat, prov", "behåll mig"), ("21", "Påhittat prov", ""),
    ]  # fmt: skip


def test_a_full_disk_leaves_the_former_file(handed, monkeypatch):
    path = write_table(handed / "b.csv", [{"series": "22", "value": "45", "comment": "Påhittat prov"}])
    before = snapshot(handed)

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    result = run(handed, path)
    assert result.exit_code == 1
    assert "Det gick inte att läsa eller skriva" in result.output
    assert snapshot(handed) == before


def test_rows_that_would_break_the_tables_are_never_written(root, monkeypatch):
    """Whatever a rule of the intake should miss, the tidying of a copy stops it."""
    monkeypatch.setattr(intake, "table_rule_issues", lambda *_: [])
    path = write_table(root / "a.csv", [{"series": "21", "value": "101"}])
    before = snapshot(root)
    result = run(root, path)
    assert result.exit_code == 1
    assert "data/raw/outcomes/2021.csv, rad 2, kolumn value: ”101”" in result.output
    assert snapshot(root) == before


def test_broken_raw_tables_are_told_before_anything_is_taken_in(root):
    path = root / "data" / "raw" / "outcomes" / "2021.csv"
    path.write_text("series\n21\n", encoding="utf-8")
    result = run(root, fuel(root / "a.csv"))
    assert result.exit_code == 1
    assert "kolumnen saknas i rubrikraden" in result.output


def test_a_form_goes_out_and_comes_back_through_the_commands(root, larger_form):
    path = fill(larger_form, root / "in.xlsx", {FUEL: {"value": "71,5", "source": "Påhittat prov"}})
    result = run(root, path)
    assert result.exit_code == 0, result.output
    assert "rader i formulären är inte ifyllda" in result.output
    assert stored(root, 2021)[0]["value"] == "71.5"


def test_headers_of_the_form_name_its_year():
    assert "Redan lämnat 2021" in headers(2021)


def test_reading_a_file_does_not_touch_it(form):
    before = form.read_bytes()
    read_file(form)
    assert form.read_bytes() == before
