"""Files that are not what they should be, and forms that someone has rearranged. Figures made up."""

import csv
import zipfile
from pathlib import Path

import pytest
from filled_form import NUMBERS, cells_of, fill, ref
from handed_in import COLUMNS, FUEL, issues_of, only_issue, write_table
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from helpers.form import excel
from helpers.form.intake import check_files
from helpers.form.layout import HEADER_ROW, SHEET, VERSION_SHEET

# --- Files that are refused ------------------------------------------------------------------------------------------


def refused(path, known):
    return only_issue(check_files, [path], known)


def test_a_file_that_is_not_there_is_told(known, tmp_path):
    assert refused(tmp_path / "borta.xlsx", known).allowed == "filen finns inte"


@pytest.mark.parametrize("content", [b"", b"  \r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(known, tmp_path, content):
    (tmp_path / "tom.csv").write_bytes(content)
    assert refused(tmp_path / "tom.csv", known).allowed == "filen är tom"


def test_a_table_with_only_a_header_is_refused(table):
    assert only_issue(table).allowed == "inga rader är ifyllda"


def test_a_form_that_nobody_filled_in_is_refused(form, few):
    assert refused(form, few).allowed == "inga rader är ifyllda"


def test_a_file_of_50_megabytes_is_refused_unopened(known, tmp_path, monkeypatch):
    path = tmp_path / "stor.xlsx"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it was opened"))
    issue = refused(path, known)
    assert (issue.value, "filen är för stor" in issue.allowed) == ("50 MB", True)


def packed(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


WORKBOOK_PARTS = {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}


def test_a_zip_bomb_is_refused_unpacked(known, tmp_path, monkeypatch):
    bomb = packed(tmp_path / "bomb.xlsx", WORKBOOK_PARTS | {"xl/worksheets/sheet1.xml": b"0" * (60 * 1024 * 1024)})
    assert bomb.stat().st_size < 100_000
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("it was unpacked"))
    monkeypatch.setattr(excel, "load_workbook", lambda *_, **__: pytest.fail("it was opened"))
    assert "packad och för stor" in refused(bomb, known).allowed


def test_a_file_of_very_many_parts_is_refused(known, tmp_path):
    many = packed(tmp_path / "delar.xlsx", WORKBOOK_PARTS | {f"x/{number}": "" for number in range(300)})
    assert "packad och för stor" in refused(many, known).allowed


def test_an_xml_bomb_is_refused(known, tmp_path):
    lol = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><workbook>&c;</workbook>'
    assert (
        "entiteter" in refused(packed(tmp_path / "xml.xlsx", WORKBOOK_PARTS | {"xl/workbook.xml": lol}), known).allowed
    )


def test_a_merge_of_all_cells_is_refused_unopened(known, tmp_path, monkeypatch):
    monkeypatch.setattr(excel, "load_workbook", lambda *_, **__: pytest.fail("it was opened"))
    sheet = '<worksheet><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    path = packed(tmp_path / "alla.xlsx", WORKBOOK_PARTS | {"xl/worksheets/sheet1.xml": sheet})
    assert "A1:XFD1048576 är för stort" in refused(path, known).allowed


def test_macros_are_refused(known, tmp_path):
    path = packed(tmp_path / "makro.xlsm", WORKBOOK_PARTS | {"xl/vbaProject.bin": b"x"})
    assert "makron" in refused(path, known).allowed


@pytest.mark.parametrize("content", [b"PK\x03\x04 not a zip at all", b"PK\x03\x04" + b"\0" * 500])
def test_a_damaged_workbook_is_refused(known, tmp_path, content):
    (tmp_path / "skadad.xlsx").write_bytes(content)
    assert "skadad" in refused(tmp_path / "skadad.xlsx", known).allowed


def test_a_workbook_cut_off_anywhere_is_refused(form, few, tmp_path):
    whole = form.read_bytes()
    for share in (0.1, 0.5, 0.9, 0.999):
        (tmp_path / "kapad.xlsx").write_bytes(whole[: int(len(whole) * share)])
        assert "skadad" in refused(tmp_path / "kapad.xlsx", few).allowed


def test_a_zip_that_is_no_workbook_is_refused(known, tmp_path):
    assert "ingen Excelfil" in refused(packed(tmp_path / "a.xlsx", {"mimetype": "text"}), known).allowed


def test_an_old_or_locked_workbook_is_refused(known, tmp_path):
    (tmp_path / "gammal.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100)
    assert "lösenordsskyddad eller i ett äldre Excelformat" in refused(tmp_path / "gammal.xls", known).allowed


@pytest.mark.parametrize("content", ["series;värde\n".encode("utf-16"), b"a;b\0c\n"])
def test_other_text_than_csv_is_refused(known, tmp_path, content):
    (tmp_path / "a.csv").write_bytes(content)
    assert "spara den som CSV UTF-8" in refused(tmp_path / "a.csv", known).allowed


def test_bytes_that_are_no_encoding_of_ours_are_refused(known, tmp_path):
    (tmp_path / "a.csv").write_bytes(b"series;v\xe4rde\x81\n")
    assert refused(tmp_path / "a.csv", known).value == "byte 0x81"


def test_a_workbook_that_is_no_form_is_refused(known, tmp_path):
    Workbook().save(tmp_path / "annan.xlsx")
    assert any("bladet saknas" in issue.allowed for issue in issues_of(check_files, [tmp_path / "annan.xlsx"], known))


# --- Forms that someone has rearranged -------------------------------------------------------------------------------


def changed(hand_in, change):
    return issues_of(hand_in, {FUEL: {"value": 71}}, change)


def test_a_renamed_column_is_refused(hand_in):
    def rename(book):
        book[SHEET].cell(HEADER_ROW, NUMBERS["source"]).value = "Ursprung"

    (issue,) = changed(hand_in, rename)
    assert (issue.value, issue.allowed) == ("Ursprung", "ska heta Källa")


def test_moved_columns_are_refused(hand_in):
    def swap(book):
        one, other = (book[SHEET].cell(HEADER_ROW, NUMBERS[name]) for name in ("value", "margin"))
        one.value, other.value = other.value, one.value

    told = [issue.allowed for issue in changed(hand_in, swap)]
    assert len(told) == 2
    assert "kolumnen Utfall 2021 är flyttad: den ska stå i kolumn L" in told


def test_a_column_of_names_is_refused(hand_in):
    def add(book):
        book[SHEET].cell(HEADER_ROW, len(NUMBERS) + 1).value = "Namn"

    assert "enskilda personer" in changed(hand_in, add)[0].allowed


def test_a_column_of_names_in_a_table_is_refused(known, tmp_path):
    (tmp_path / "a.csv").write_text(";".join([*COLUMNS, "Personnummer"]) + "\n21;x\n", encoding="utf-8")
    issue = refused(tmp_path / "a.csv", known)
    assert (issue.column, issue.value) == ("cell K1", "Personnummer")
    assert "enskilda personer" in issue.allowed


def test_what_the_intake_does_not_read_of_a_table_is_told_once_a_column(known, tmp_path):
    header = ";".join([*COLUMNS, "kpi", "accepted"])
    lines = [f"{series};Eskilstuna;totalt;2021;71;;;;Påhittad källa;Påhittat prov;N1;" for series in ("21", "1_totalt")]
    (tmp_path / "a.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    issue = refused(tmp_path / "a.csv", known)
    assert (issue.row, issue.value) == (2, "N1")
    assert issue.allowed == "kolumnen läses inte ur en tabell som lämnas in: ta bort den"


def test_another_address_of_the_same_figure_is_a_change(known, few, tmp_path):
    """The frozen tables hold an address for this figure, and the made-up table brings another."""
    held = next(row for row in known.stored if row["source_url"] and row["kind"] == "outcome" and not row["reported"])
    given = [held[name] for name in (*COLUMNS[:5], "denominator", "margin", "missing", "source", "comment")]
    header = ";".join([*COLUMNS, "source_url"])
    line = ";".join([*(f'"{one}"' for one in given), "https://example.se/annan"])
    (tmp_path / "a.csv").write_text(f"{header}\n{line}\n", encoding="utf-8")
    issues = issues_of(check_files, [tmp_path / "a.csv"], known, follow_up=int(held["year"]))
    assert any("samma tal, men något annat under" in issue.allowed for issue in issues), issues


def test_an_unknown_column_in_a_table_is_told_with_the_nearest(known, tmp_path):
    header = ";".join(COLUMNS).replace("comment", "kommentr")
    (tmp_path / "a.csv").write_text(f"{header}\n21;x\n", encoding="utf-8")
    assert refused(tmp_path / "a.csv", known).allowed == "okänd kolumn; menas kommentar?"


def test_a_missing_column_in_a_table_is_told(known, tmp_path):
    (tmp_path / "a.csv").write_text("series;geography;sex;year;value\n21;eskilstuna;totalt;2021;5\n", encoding="utf-8")
    issue = refused(tmp_path / "a.csv", known)
    assert (issue.column, issue.allowed) == ("Källa", "kolumnen saknas i rubrikraden: Källa eller source")


def test_a_row_with_a_cell_too_many_is_refused(known, tmp_path):
    """A decimal comma in a comma-separated file splits its number in two."""
    text = "series,geography,sex,year,value,source\n21,eskilstuna,totalt,2021,71,5,Påhittat prov\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    assert any(
        "fler celler än rubrikraden" in issue.allowed for issue in issues_of(check_files, [tmp_path / "a.csv"], known)
    )


def test_merged_cells_are_refused(hand_in):
    def merge(book):
        book[SHEET].merge_cells("L5:L6")

    assert [(issue.column, issue.allowed) for issue in changed(hand_in, merge)] == [
        ("cell L5:L6", "cellerna är sammanslagna: dela dem")
    ]


def test_hidden_rows_and_columns_are_refused(hand_in):
    def hide(book):
        book[SHEET].row_dimensions[6].hidden = True
        book[SHEET].column_dimensions["Q"].hidden = True

    told = [(issue.row, issue.column, issue.allowed) for issue in changed(hand_in, hide)]
    assert told == [
        (None, "Kommentar (Q)", "kolumnen är dold: visa den, så att inget lämnas oläst"),
        (6, "", "raden är dold: visa alla rader, så att inget lämnas oläst"),
    ]


def test_a_number_that_is_struck_through_is_asked_about(hand_in):
    def strike(book):
        book[SHEET][ref(book[SHEET], FUEL, "value")].font = Font(strike=True)

    (issue,) = changed(hand_in, strike)
    assert (issue.value, issue.allowed) == ("71", "är överstruket: ta bort det, eller strecket om det gäller")


def test_a_sheet_of_ones_own_is_refused(hand_in):
    (issue,) = changed(hand_in, lambda book: book.create_sheet("Underlag"))
    assert (issue.value, "läses inte" in issue.allowed) == ("Underlag", True)


def test_a_text_outside_the_form_is_refused(hand_in):
    def write(book):
        book[SHEET].cell(6, len(NUMBERS) + 2).value = "se här"

    (issue,) = changed(hand_in, write)
    assert (issue.value, issue.allowed) == ("se här", "står utanför formuläret: flytta eller ta bort")


def test_a_cell_far_outside_the_form_is_refused(hand_in):
    def write(book):
        book[SHEET]["A900000"] = " "

    assert "långt utanför formuläret" in changed(hand_in, write)[0].allowed


def test_a_removed_row_is_refused(hand_in):
    def remove(book):
        book[SHEET].delete_rows(cells_of(book[SHEET])["22/eskilstuna/total"])

    (issue,) = changed(hand_in, remove)
    assert (issue.value, issue.allowed) == ("22/eskilstuna/total", "raden saknas i formuläret")


def test_a_changed_locked_cell_is_refused(hand_in):
    def change(book):
        book[SHEET][ref(book[SHEET], FUEL, "target")] = "50 (2019)"

    assert "låsta celler på raden är ändrade" in changed(hand_in, change)[0].allowed


def test_swapped_keys_are_refused(hand_in):
    """A figure must not land on another row than the one it was read beside."""

    def swap(book):
        one, other = (book[SHEET][ref(book[SHEET], key, "key")] for key in (FUEL, "22/eskilstuna/total"))
        one.value, other.value = other.value, one.value

    assert len(changed(hand_in, swap)) == 2


def test_swapped_rows_of_a_form_saved_as_text_are_refused(form, few, tmp_path):
    filled = load_workbook(fill(form, tmp_path / "a.xlsx", {FUEL: {"value": 71, "source": "Påhittat prov"}}))[SHEET]
    lines = [["" if c is None else c for c in line] for line in filled.values]
    lines[cells_of(filled)[FUEL] - 1][-1] = "22/eskilstuna/total"
    with (tmp_path / "a.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(lines)
    assert "låsta celler" in issues_of(check_files, [tmp_path / "a.csv"], few)[0].allowed


def test_another_version_of_the_form_is_refused(hand_in):
    def older(book):
        book[VERSION_SHEET]["B1"] = "0"

    (issue,) = changed(hand_in, older)
    assert "formuläret har version 0 och ska ha version 1: hämta ett nytt" in issue.allowed


def test_a_form_of_other_series_is_refused(hand_in):
    def other(book):
        book[VERSION_SHEET]["B4"] = "0123456789abcdef"

    assert "frågar inte efter dagens serier" in changed(hand_in, other)[0].allowed


def test_all_issues_of_all_files_are_told_at_once(form, few, tmp_path):
    one = fill(
        form, tmp_path / "a.xlsx", {FUEL: {"value": "många", "source": "x"}, "22/eskilstuna/total": {"value": 101}}
    )
    two = write_table(tmp_path / "b.csv", [{"series": "99", "value": "1"}, {"series": "23", "value": "0,5"}])
    issues = issues_of(check_files, [one, two], few)
    assert [(issue.file, issue.value) for issue in issues] == [
        ("a.xlsx", "många"), ("a.xlsx", "101"), ("b.csv", "99"), ("b.csv", "0,5"),
    ]  # fmt: skip
