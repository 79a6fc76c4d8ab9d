"""The form is written from the project's own tables; what is filled in here is made up."""

import hashlib
import time
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from filled_form import NUMBERS, cells_of, ref
from frozen import FROZEN
from openpyxl import load_workbook

from helpers.form.layout import (
    COLUMNS,
    FILLED_IN,
    FORM_VERSION,
    GUIDE,
    HEADER_ROW,
    REASONS,
    SHEET,
    VERSION_SHEET,
    expected_cells,
    form_rows,
    headers,
)
from helpers.form.workbook import command, workbook
from helpers.read import load
from helpers.storage.about import about


@pytest.fixture(scope="module")
def tables():
    return load(root=FROZEN)


@pytest.fixture(scope="module")
def content(tables):
    return workbook(*tables, 2020, author=about(FROZEN).authority)


@pytest.fixture(scope="module")
def book(content, tmp_path_factory):
    path = tmp_path_factory.mktemp("form") / "form.xlsx"
    path.write_bytes(content)
    return load_workbook(path)


def cells(tables, series, **changes):
    arguments = {"year": 2020, "level": None} | changes
    found = expected_cells(*tables, **arguments)
    found = found[found["series"] == series]
    return list(found[["geography", "sex"]].itertuples(index=False, name=None))


def row(book, key):
    sheet = book[SHEET]
    at = cells_of(sheet)[key]
    return {name: sheet.cell(at, number).value for name, number in NUMBERS.items()}


def test_women_come_before_men_and_total_and_riket_after_eskilstuna(tables):
    ours = [("eskilstuna", sex) for sex in ("women", "men", "total")]
    assert cells(tables, "L_alla") == [*ours, ("riket", "total")]


def test_a_series_about_people_printed_as_a_total_is_asked_for_by_sex_too(tables):
    assert tables.series.set_index("series").at["24", "sexes"] == "total"
    assert cells(tables, "24") == [("eskilstuna", sex) for sex in ("women", "men", "total")]


def test_a_series_about_cars_is_not_split_by_sex(tables):
    assert cells(tables, "21") == [("eskilstuna", "total")]


def test_a_distribution_has_only_the_shares_that_the_plan_prints(tables):
    assert cells(tables, "F_foraldrapenning") == [("eskilstuna", "men"), ("riket", "men")]


def test_pupils_asked_every_other_year_are_left_out_of_the_other_years(tables):
    assert tables.series.set_index("series").at["R", "measured_years"] == "2017;2019"
    assert cells(tables, "R", year=2018) == []
    assert cells(tables, "R", year=2019) == [("eskilstuna", "women"), ("eskilstuna", "men")]


def test_a_level_asks_for_its_own_series_only(tables):
    levels = tables.series.set_index("series")["level"]
    for level in ("ort", "organisation"):
        asked = set(expected_cells(*tables, 2020, level)["series"])
        assert {levels[name] for name in asked} == {level}


def test_every_series_of_the_plan_is_asked_for_in_a_year_when_all_are_measured(tables):
    assert set(expected_cells(*tables, 2019, None)["series"]) == set(tables.series["series"])


def test_there_is_one_row_for_every_expected_cell(tables, book):
    expected = ["/".join(cell) for cell in expected_cells(*tables, 2020, None).itertuples(index=False)]
    assert list(cells_of(book[SHEET])) == expected


def test_the_first_sheet_says_what_to_do(book):
    assert book.sheetnames == [GUIDE, SHEET, VERSION_SHEET]
    texts = " ".join(str(cell) for line in book[GUIDE].values for cell in line if cell)
    assert "Skriv 78 för 78 procent" in texts
    assert "1–4 personer" in texts
    assert "namn eller personnummer" in texts


def test_last_values_and_target_stand_beside_the_input(book):
    # Arbetslöshet, alla: the plan prints 13,8 (2014) and 10,8 (2019); 13.3 was published for 2019, 14.1 for 2020.
    shown = row(book, "L_alla/eskilstuna/total")
    assert shown["baseline"] == "13,8 (2014)"
    assert shown["target"] == "10,8 (2019)"
    assert shown["last"] == "2019: 13,3"
    assert shown["already"] == "14,1"
    assert shown["value"] is None
    # 17 has been 51,5, 46,9, 41,0, 39,0 and 38,0 in 2015-2019: the three last stand there.
    assert row(book, "17/eskilstuna/total")["last"] == "2017: 41,0; 2018: 39,0; 2019: 38,0"


def test_women_are_named_as_the_plan_names_them(book):
    assert row(book, "9/eskilstuna/women")["who"] == "Flickor"
    assert row(book, "B/eskilstuna/men")["who"] == "Män"


def test_numbers_are_swedish(book):
    assert row(book, "J/eskilstuna/total")["baseline"] == "5\u00a0180\u00a0000 (2014)"
    assert row(book, "A_inrikes/eskilstuna/total")["baseline"] == "\u2212124 (2014)"


def test_a_count_shows_of_how_many(book):
    shown = row(book, "35/eskilstuna/total")
    assert (shown["baseline"], shown["last"], shown["target"]) == (
        "9 av 15 (2014)",
        "2016: 10 av 14",
        "15 av 15 (2019)",
    )


def test_a_mean_asks_for_the_years_own_value(book):
    shown = row(book, "36/eskilstuna/total")
    assert "inte medelvärdet" in shown["hint"]
    assert shown["target"].endswith("(i snitt 2016–2019)")


def test_only_the_input_cells_are_unlocked(book):
    sheet = book[SHEET]
    assert sheet.protection.sheet and book[GUIDE].protection.sheet and book[VERSION_SHEET].protection.sheet
    inputs = {NUMBERS[column.name] for column in FILLED_IN}
    for line in sheet.iter_rows():
        for cell in line:
            asked = cell.row > HEADER_ROW and cell.column in inputs
            assert cell.protection.locked is not asked, cell.coordinate


def test_the_reasons_are_a_drop_down_list(book):
    lists = [rule for rule in book[SHEET].data_validations.dataValidation if rule.type == "list"]
    assert [rule.formula1 for rule in lists] == ['"' + ",".join(REASONS.values()) + '"']
    assert ref(book[SHEET], "35/eskilstuna/total", "missing") in lists[0].cells


def test_a_share_off_its_scale_is_refused_while_it_is_typed(book):
    at = ref(book[SHEET], "21/eskilstuna/total", "value")
    rule = next(r for r in book[SHEET].data_validations.dataValidation if at in r.cells and r.type == "decimal")
    assert (rule.operator, float(rule.formula1), float(rule.formula2)) == (None, 0, 100)


def test_the_version_sheet_is_hidden_and_names_version_and_year(book):
    sheet = book[VERSION_SHEET]
    assert sheet.sheet_state == "veryHidden"
    facts = dict(sheet.iter_rows(values_only=True))
    assert (facts["formulär"], facts["år"], facts["nivå"]) == (FORM_VERSION, "2020", "alla")
    assert len([name for name in facts if "/" in name]) == len(cells_of(book[SHEET]))


def test_no_cell_is_merged_hidden_or_a_formula(book):
    for sheet in book:
        assert not sheet.merged_cells.ranges
        assert not any(dimension.hidden for dimension in sheet.row_dimensions.values())
        assert not any(dimension.hidden for dimension in sheet.column_dimensions.values())
        assert not any(cell.data_type == "f" for line in sheet.iter_rows() for cell in line)


def test_the_same_tables_give_the_same_bytes_on_another_day(tables, content, monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 4_000_000_000.0)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(4_000_000_000.0))
    shuffled = tables.observations.sample(frac=1, random_state=1).reset_index(drop=True)
    again = workbook(tables.series, shuffled, 2020, author=about(FROZEN).authority)
    assert hashlib.sha256(again).hexdigest() == hashlib.sha256(content).hexdigest()


def test_no_text_is_broken_by_its_column(tables):
    """The row is high enough for its longest text, since only the program that wrote a file measures it."""
    rows = form_rows(*tables, 2020, None)
    widest = max(len(text) / column.width for column in COLUMNS for text in rows[column.name])
    assert widest < 4


def test_no_year_is_typed_in_the_headers(content):
    assert "Utfall 2031" in headers(2031)
    assert not any("2020" in header for header in headers(2031))


def run(*arguments):
    return CliRunner().invoke(command, [*map(str, arguments), "--root", str(FROZEN)])


def test_the_command_writes_the_form_and_says_so(tmp_path, content):
    path = tmp_path / "ut.xlsx"
    result = run("--year", 2020, "--out", path)
    assert result.exit_code == 0, result.output
    assert result.output.startswith("ut.xlsx är skriven: ")
    assert path.read_bytes() == content
    assert "är redan aktuell" in run("--year", 2020, "--out", path).output


def test_a_filled_form_is_not_written_over(tmp_path):
    path = tmp_path / "ut.xlsx"
    path.write_bytes(b"ifylld")
    asked = ("--year", 2020, "--level", "organisation", "--out", path)
    result = run(*asked)
    assert result.exit_code == 1
    assert "finns redan och kan vara ifylld" in result.output
    assert path.read_bytes() == b"ifylld"
    assert run(*asked, "--overwrite").exit_code == 0
    assert path.read_bytes() != b"ifylld"


@pytest.mark.parametrize("year", [1999, 2022, 2077])
def test_a_year_outside_the_follow_ups_of_the_plan_is_refused_with_those_that_can_be_made(tmp_path, year):
    result = run("--year", year, "--out", tmp_path / "ut.xlsx")
    assert result.exit_code == 1
    assert f"för {year} finns inget att följa upp. Välj ett år från 2012 till 2021." in result.output
    assert not (tmp_path / "ut.xlsx").exists()


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    result = run("--year", 2020, "--level", "organisation", "--out", tmp_path / "finns inte" / "ut.xlsx")
    assert result.exit_code == 1
    assert "Inget har skrivits" in result.output


def test_the_file_is_named_after_year_and_level(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("--year", 2019, "--level", "organisation").exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["utfall_2019_organisation.xlsx"]


def test_the_workbook_holds_no_trace_of_the_machine(tmp_path, content):
    path = tmp_path / "ut.xlsx"
    path.write_bytes(content)
    with ZipFile(path) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert "2020-01-01T00:00:00Z" in core
