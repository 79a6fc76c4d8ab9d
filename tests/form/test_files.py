"""Files that are not what they should be: each is made for real and refused with one issue in Swedish."""

import csv
import io
import re
import struct
import warnings
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from filled_form import fill, ref
from frozen import FROZEN
from openpyxl import load_workbook
from openpyxl.chart import BarChart

from helpers.data.personal import personal_data
from helpers.form.cells import UnreadableError, read_value
from helpers.form.content import Cell
from helpers.form.files import read_file, shown_names
from helpers.form.layout import SHEET
from helpers.form.workbook import workbook
from helpers.model.issues import LONGEST_VALUE, Issue, IssuesError
from helpers.read import load

FUEL = "21/eskilstuna/total"


@pytest.fixture(scope="module")
def form(tmp_path_factory):
    """A form that asks for a few series: it is read sooner than one of the whole plan."""
    tables = load(root=FROZEN)
    few = (table[table["series"].isin(["21", "22", "33", "35"])] for table in tables)
    path = tmp_path_factory.mktemp("form") / "utfall_2021.xlsx"
    path.write_bytes(workbook(*few, 2021, "organisation"))
    return path


def told(path):
    content = read_file(path)
    (issue,) = content.issues
    assert content.rows == {}
    return issue.allowed


def written(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def parts_of(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path, parts, packing=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "allowed"),
    [
        ("bild.xlsx", b"\xff\xd8\xff\xe0" + bytes(20), "filen är en bild"),
        ("bild.csv", b"\x89PNG\r\n", "filen är en bild"),
        ("~$utfall_2021.xlsx", b"\x05Anna", "låsfil"),
        (".~lock.utfall_2021.xlsx#", b",anna,", "låsfil"),
        ("utfall.xlsx", b"%PDF-1.7\n", "är en PDF"),
        ("utfall.xls", "<html><table><tr><td>21</td></tr></table></html>", "webbsida eller XML"),
        ("utfall.xls", '\ufeff<?xml version="1.0"?><Workbook/>', "webbsida eller XML"),
        ("utfall.xlsx", b"PK\x05\x06" + b"\0" * 18, "tom zip-fil"),
        ("utfall.csv", b"\xff\xfes\0e\0", "inte vanlig text"),
        ("utfall.csv", "\u200b\r\n", "filen är tom"),
    ],
)
def test_a_file_is_told_by_what_it_is(tmp_path, name, content, allowed):
    assert allowed in told(written(tmp_path / name, content))


def test_a_folder_is_no_file(tmp_path):
    assert "är en mapp" in told(tmp_path)


@pytest.mark.parametrize(
    ("part", "allowed"),
    [("word/document.xml", "Word"), ("content.xml", ".ods"), ("xl/workbook.bin", ".xlsb"), ("a.txt", "ingen Excelfil")],
)
def test_another_kind_of_document_is_named(tmp_path, part, allowed):
    assert allowed in told(packed(tmp_path / "utfall.xlsx", {part: "x"}))


def test_a_zip_with_the_form_inside_is_called_a_zip(tmp_path, form):
    path = packed(tmp_path / "svar.zip", {"svar/utfall.xlsx": form.read_bytes()})
    assert told(path) == "filen är en zip-fil: packa upp den och skicka filen i den"


def test_a_workbook_packed_as_excel_never_does_is_refused_unopened(tmp_path, form):
    assert "packad på ett sätt" in told(packed(tmp_path / "a.xlsx", parts_of(form), zipfile.ZIP_LZMA))


def test_a_zip_whose_header_lies_about_its_size_is_never_unpacked_whole(tmp_path, form):
    """60 MB that say they are 100 bytes, in the directory and in the header before them."""
    path = packed(tmp_path / "a.xlsx", parts_of(form) | {"xl/media/bild.xml": b"0" * (60 * 1024 * 1024)})
    content = path.read_bytes().replace(struct.pack("<L", 60 * 1024 * 1024), struct.pack("<L", 100))
    assert "skadad" in told(written(path, content))


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/styles.xml", b'fontId="0"', b'fontId="999"'),
        ("xl/styles.xml", b"<cellXfs", b"<cellZfs"),
        ("xl/styles.xml", b"</styleSheet>", b""),
        ("xl/worksheets/sheet2.xml", b'r="A', b'r="Ax'),
        ("xl/sharedStrings.xml", b"<si>", b"<sj>"),
        ("xl/workbook.xml", b"<sheets>", b"<blad>"),
    ],
)
def test_whatever_breaks_inside_a_workbook_is_told_or_read_and_never_a_traceback(tmp_path, form, part, old, new):
    parts = parts_of(form)
    assert old in parts[part]
    content = read_file(packed(tmp_path / "a.xlsx", parts | {part: parts[part].replace(old, new)}))
    assert content.rows or content.issues
    assert all("Error" not in str(issue) for issue in content.issues)


def test_no_warning_of_the_libraries_is_shown(tmp_path, form):
    book = fill(form, tmp_path / "a.xlsx", {FUEL: {"value": 71}})
    parts = parts_of(book)
    sheet = parts["xl/worksheets/sheet2.xml"]
    extension = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x/></ext></extLst></worksheet>'
    changed = parts | {"xl/worksheets/sheet2.xml": sheet.replace(b"</worksheet>", extension)}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read_file(packed(tmp_path / "b.xlsx", changed)).rows


def test_a_chart_in_place_of_the_sheet_is_called_a_chart(tmp_path, form):
    def chart(book):
        at = book.sheetnames.index(SHEET)
        book[SHEET].title = "Tal"
        book.create_chartsheet(SHEET, at).add_chart(BarChart())

    path = fill(form, tmp_path / "svar.xlsx", {}, chart)
    assert told(path) == f"bladet {SHEET} är ett diagram utan celler: talen ska stå i ett vanligt blad"


@pytest.mark.parametrize(("shown_as", "text"), [('0"%"', "78 %"), (r"0\%", "78 %"), ("0%", "7800 %"), ("0", "78")])
def test_a_percent_sign_that_is_only_written_out_does_not_multiply(tmp_path, form, shown_as, text):
    path = fill(form, tmp_path / "a.xlsx", {FUEL: {"value": (78, shown_as)}})
    at = ref(load_workbook(form)[SHEET], FUEL, "value")
    assert [cell.text for line in read_file(path).rows.values() for cell in line.values() if cell.ref == at] == [text]


@pytest.mark.parametrize("shown_as", [";;;", '"99"', "0,", '0.0"\u2030"', '0" 5"', "[Red]"])
def test_a_number_format_that_shows_another_number_is_refused(tmp_path, form, shown_as):
    path = fill(form, tmp_path / "a.xlsx", {FUEL: {"value": (78, shown_as)}})
    at = ref(load_workbook(form)[SHEET], FUEL, "value")
    (cell,) = [cell for line in read_file(path).rows.values() for cell in line.values() if cell.ref == at]
    assert "cellens talformat visar något annat än talet, 78" in cell.trouble


@pytest.mark.parametrize("shown_as", ["General", "0.0", "# ##0", "@", "[Red]0", '0" kr"', "0;[Red]-0", "#,##0"])
def test_a_number_format_that_shows_the_number_is_taken(tmp_path, form, shown_as):
    path = fill(form, tmp_path / "a.xlsx", {FUEL: {"value": (78, shown_as)}})
    at = ref(load_workbook(form)[SHEET], FUEL, "value")
    (cell,) = [cell for line in read_file(path).rows.values() for cell in line.values() if cell.ref == at]
    assert (cell.text, cell.trouble) == ("78", "")


def test_many_hidden_rows_are_one_issue(tmp_path, form):
    def hide(book):
        book[SHEET].auto_filter.ref = "A4:S40"
        for row in range(5, 35):
            book[SHEET].row_dimensions[row].hidden = True

    (issue,) = read_file(fill(form, tmp_path / "a.xlsx", {}, hide)).issues
    assert "30 rader är dolda: ett filter är på" in issue.allowed


# --- Text ------------------------------------------------------------------------------------------------------------

TABLE = "Serie;Område;Kön;År;Värde;Källa\r\n21;Eskilstuna;män;2021;71;Påhittat prov\r\n"


@pytest.mark.parametrize(("encoding", "named"), [("cp850", "CP850"), ("mac_roman", "Macintosh")])
def test_an_old_code_page_is_named_and_refused(tmp_path, encoding, named):
    assert named in told(written(tmp_path / "a.csv", TABLE.encode(encoding)))


def test_utf8_that_was_saved_twice_is_refused(tmp_path):
    twice = TABLE.encode("utf-8").decode("cp1252").encode("utf-8")
    assert "UTF-8 två gånger (Ã¥)" in told(written(tmp_path / "a.csv", twice))


def test_windows_text_with_quotes_and_dashes_is_taken(tmp_path):
    content = TABLE.replace("prov", "”prov” – det är så … 100 €").encode("cp1252")
    assert read_file(written(tmp_path / "a.csv", content)).rows[2][6].text == "Påhittat ”prov” – det är så … 100 €"


def test_signs_that_are_not_seen_are_left_out(tmp_path):
    content = read_file(written(tmp_path / "a.csv", TABLE.replace("71", "7\u200b1\u00ad")))
    assert content.rows[2][5].text == "71"


def test_a_quotation_mark_that_is_never_closed_does_not_swallow_rows(tmp_path):
    rows = """22;Eskilstuna;totalt;2021;72;"Källa
23;Eskilstuna;totalt;2021;73;Källa
24;Eskilstuna;totalt;2021;74;Källa"
"""
    assert "ett citattecken saknas på rad 3" in told(written(tmp_path / "a.csv", TABLE + rows))


def test_a_file_of_too_many_rows_is_one_issue(tmp_path):
    assert "för många rader" in told(written(tmp_path / "a.csv", TABLE + "21;x;y;z;1;k\r\n" * 6000))


@pytest.mark.parametrize("text", ["x", "1", "a.", "a@"])
def test_a_very_long_text_is_looked_through_without_looking_anew_from_every_sign(text):
    assert personal_data(text * 100_000) == ""
    assert "e-postadress" in personal_data(text * 100_000 + " anna@prov.se")


def test_an_address_in_words_is_an_address():
    assert "e-postadress" in personal_data("fråga anna snabel-a prov punkt se")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("71 %%", "har två procenttecken"),
        ("71,000", "71,000 (skriv 71) eller 71 000 (skriv 71 000)"),
        ("-3,125", "-3,125 (skriv -3,1250) eller -3 125 (skriv -3 125)"),
    ],
)
def test_a_number_with_two_readings_is_asked_about(text, said):
    with pytest.raises(UnreadableError, match=re.escape(said)):
        read_value(Cell(5, 12, text), "procent", percent=True)
    assert read_value(Cell(5, 12, "0,125 %"), "procent", percent=True) == Decimal("0.125")


@pytest.mark.parametrize("cell", [Cell(5, 12, "-0,0"), Cell(5, 12, "−0,0", Decimal("-0.0"))])
def test_a_nought_has_no_sign(cell):
    assert str(read_value(cell, "procent", percent=True)) == "0.0"


def test_a_number_too_small_to_be_kept_is_refused():
    with pytest.raises(UnreadableError, match="fler än 15 siffror"):
        read_value(Cell(1, 1, "0", Decimal("1E-300")), "procent", percent=True)


def test_a_file_of_very_many_columns_is_one_issue(tmp_path):
    assert "för många kolumner: högst 100" in told(written(tmp_path / "a.csv", ";".join(map(str, range(20_000)))))


def test_a_first_line_that_tells_excel_the_separator_is_passed_over(tmp_path):
    content = read_file(written(tmp_path / "a.csv", "sep=;\r\n" + TABLE))
    assert content.issues == []
    assert content.rows[2][1].text == "Serie"


@pytest.mark.parametrize("text", ["sep=;", "sep=;\r\n", "SEP=,\r", "sep=;\n\n"])
def test_a_file_with_nothing_but_the_separator_is_empty(tmp_path, text):
    (issue,) = read_file(written(tmp_path / "a.csv", text)).issues
    assert issue.allowed == "filen är tom"


# --- What is told ----------------------------------------------------------------------------------------------------


def test_at_most_fifty_issues_and_two_hundred_signs_of_a_value_are_told():
    error = IssuesError(Issue("a.csv", row, "Källa", "x" * 5000, "är för lång") for row in range(1000))
    assert str(error).startswith("1000 fel hittades; inget har skrivits.\n")
    assert str(error).endswith("… och 950 fel till.")
    assert str(error).count("är för lång") == 50
    assert max(map(len, str(error).splitlines())) < LONGEST_VALUE + 60
    assert len(error.issues) == 1000


def test_two_files_of_one_name_are_told_apart():
    paths = [Path("skola/utfall.xlsx"), Path("vard/utfall.xlsx"), Path("annan/kultur.xlsx")]
    assert list(shown_names(paths).values()) == ["skola/utfall.xlsx", "vard/utfall.xlsx", "kultur.xlsx"]


def test_a_name_that_would_steer_a_terminal_is_shown_without_its_signs():
    assert list(shown_names([Path("rad\n\x1b[31m.csv")]).values()) == ["rad??[31m.csv"]


def test_a_line_break_in_a_comment_is_kept(tmp_path):
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=";").writerows([["Serie", "Område", "Kön", "År", "Värde", "Källa"],
                                                 ["21", "Eskilstuna", "totalt", "2021", "71", "a\nb; c"]])  # fmt: skip
    assert read_file(written(tmp_path / "a.csv", buffer.getvalue())).rows[2][6].text == "a\nb; c"
