"""Real Excel and CSV files, handed in against a part of the plan. Every figure in them is made up."""

import csv
import re
import zipfile
from decimal import Decimal

import pytest
from filled_form import NUMBERS, cells_of, fill, ref
from handed_in import FUEL, issues_of, only_issue, rows_of, write_table
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.comments import Comment

from helpers.form.cells import UnreadableError, read_text, read_value
from helpers.form.content import Cell
from helpers.form.files import read_file
from helpers.form.intake import check_files
from helpers.form.layout import REASONS, SHEET, form_rows
from helpers.model.numbers import NBSP
from helpers.model.signs import folded

# --- What is accepted ------------------------------------------------------------------------------------------------


def test_a_filled_form_loses_nothing(hand_in):
    answer = {
        "value": 71.5,
        "denominator": 212,
        "margin": 0.5,
        "comment": "Två bilar lånades",
        "source": "Fordonslistan",
    }
    (row,) = rows_of(hand_in({FUEL: answer}))
    assert {name: value for name, value in row.items() if value} == {
        "series": "21", "geography": "eskilstuna", "sex": "total", "year": "2021", "kind": "outcome", "value": "71.5",
        "denominator": "212", "margin": "0.5", "source": "Fordonslistan", "comment": "Två bilar lånades",
        "definition": "exact", "unit": "procent",
    }  # fmt: skip


def test_a_reason_is_taken_in_its_swedish_words(hand_in):
    asked = dict(zip(("7", "12", "17", "33", "22", "21"), REASONS, strict=True))
    split = {series: "women" if why == "not_split_by_sex" else "total" for series, why in asked.items()}
    given = {f"{series}/eskilstuna/{split[series]}": {"missing": REASONS[why]} for series, why in asked.items()}
    rows = rows_of(hand_in(given))
    assert {row["series"]: row["missing"] for row in rows} == asked
    assert {row["value"] for row in rows} == {""}


def test_a_count_keeps_its_n(hand_in):
    (row,) = rows_of(hand_in({"35/eskilstuna/total": {"value": 13, "denominator": 13}}))
    assert (row["value"], row["denominator"]) == ("13", "13")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("42,5", "42.5"),
        ("42,5 %", "42.5"),
        (f"78{NBSP}%", "78"),
        ((0.78, "0%"), "78"),
        ((0.0078, "0.00%"), "0.78"),
        ("0,78 %", "0.78"),
        ((1, "0%"), "100"),
        (78, "78"),
        (0, "0"),
        (0.1 + 0.2 + 70, "70.3"),
        ("42.5", "42.5"),
    ],
)
def test_a_number_is_taken_as_a_swede_types_it(hand_in, typed, read):
    (row,) = rows_of(hand_in({FUEL: {"value": typed, "comment": "Påhittat prov"}}))
    assert row["value"] == read


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_table_is_taken_in_the_encodings_that_swedish_excel_saves(table, encoding):
    (row,) = rows_of(
        table({"series": "21", "value": "71,5", "comment": "Mätt på fordon – även lånade"}, encoding=encoding)
    )
    assert (row["value"], row["comment"]) == ("71.5", "Mätt på fordon – även lånade")


def test_a_table_may_have_the_swedish_titles(table):
    titles = ["Serie", "Område", "Kön", "År", "Värde", "Nämnare", "Felmarginal", "Saknas", "Källa", "Kommentar"]
    (row,) = rows_of(table({"series": "35", "value": "13", "denominator": "14"}, header=titles))
    assert (row["series"], row["value"], row["denominator"]) == ("35", "13", "14")


def test_a_comment_may_hold_semicolons_commas_quotes_and_line_breaks(table):
    (row,) = rows_of(table({"series": "21", "value": "71", "comment": 'a;b, "c"\nd'}))
    assert row["comment"] == 'a;b, "c" d'


def test_a_form_saved_as_text_is_taken(form, few, tmp_path):
    filled = load_workbook(fill(form, tmp_path / "a.xlsx", {FUEL: {"value": "71,5", "source": "Påhittat prov"}}))[SHEET]
    path = tmp_path / "a.csv"
    with path.open("w", encoding="cp1252", errors="replace", newline="") as file:
        csv.writer(file, delimiter=";").writerows(["" if c is None else c for c in line] for line in filled.values)
    (row,) = rows_of(check_files([path], few))
    assert (row["series"], row["year"], row["value"]) == ("21", "2021", "71.5")


def test_plain_arithmetic_in_a_cell_is_kept_as_its_working(form, few, tmp_path):
    path = with_cached_formula(form, tmp_path, "=9/12*100", "75")
    (row,) = rows_of(check_files([path], few))
    assert (row["value"], row["quote"]) == ("75", "75 = 9/12*100")


@pytest.mark.parametrize(
    ("formula", "cached", "taken"),
    [
        ("=70+1.5", "71.5", True),
        ("=-(10-2)*-9", "72", True),
        ("=0.1+0.2", "0.30000000000000004", True),
        ("=70+1.5", "99", False),
        ("=1/0", "71", False),
        ("=(70", "70", False),
    ],
)
def test_arithmetic_that_does_not_give_what_the_file_shows_is_refused(form, few, tmp_path, formula, cached, taken):
    path = with_cached_formula(form, tmp_path, formula, cached)
    if taken:
        text = {"0.30000000000000004": "0,3"}.get(cached, cached)
        assert read_file(path).rows[fuel_row(form)][NUMBERS["value"]].text == text.replace(".", ",")
    else:
        assert "formeln ger inte det som filen visar" in only_issue(check_files, [path], few).allowed


def fuel_row(form):
    return cells_of(load_workbook(form)[SHEET])[FUEL]


def with_cached_formula(form, tmp_path, formula, cached):
    """Put a formula with its value into the form as Excel stores them; openpyxl cannot write both."""
    path = fill(form, tmp_path / "formel.xlsx", {FUEL: {"value": 12345, "source": "Påhittat prov"}})
    out = tmp_path / "formel2.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            xml = old.read(part)
            if part.filename == "xl/worksheets/sheet2.xml":
                assert xml.count(b"<v>12345</v>") == 1
                xml = xml.replace(b"<v>12345</v>", f"<f>{formula[1:]}</f><v>{cached}</v>".encode())
            new.writestr(part, xml)
    return out


def test_rows_that_nobody_filled_in_are_counted(hand_in, form):
    asked = len(cells_of(load_workbook(form)[SHEET]))
    assert hand_in({FUEL: {"value": 71}}).unanswered == asked - 1


# --- Numbers that are refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("ungefär 45", "ska vara ett tal, till exempel 42,5"),
        ("1.234", "kan läsas på två sätt: 1,234 (skriv 1,2340) eller 1 234 (skriv 1 234)"),
        ("1.234.567", "punkt kan inte stå i ett tal: skriv 1 234 567"),
        ("0,78", "kan läsas på två sätt: 78 procent (skriv 78) eller 0,78 procent (skriv 0,78 %)"),
        (0.78, "kan läsas på två sätt: 78 procent (skriv 78) eller 0,78 procent (skriv 0,78 %)"),
        (1, "kan läsas på två sätt: 100 procent (skriv 100) eller 1 procent (skriv 1 %)"),
        ("#SAKNAS!", "#SAKNAS! är ett felvärde från Excel"),
        ("#N/A", "#N/A är ett felvärde från Excel"),
        ("=21/eskilstuna", "formeln har inget uträknat värde: skriv talet i stället"),
        (True, "inte SANT eller FALSKT"),
        ("71,5; 72", "ska vara ett tal"),
        ("7" * 40, "ska vara ett tal"),
        ("101", "21 ska ligga mellan 0 och 100"),
        (-1, "21 ska ligga mellan 0 och 100"),
    ],
)
def test_a_number_that_is_none_or_two_is_refused_with_its_cell(hand_in, form, typed, told):
    issue = only_issue(hand_in, {FUEL: {"value": typed}})
    at = ref(load_workbook(form)[SHEET], FUEL, "value")
    assert told in issue.allowed
    assert (issue.file, issue.sheet, issue.column) == ("ifylld.xlsx", SHEET, f"Utfall 2021, cell {at}")
    assert issue.value


def test_an_error_value_that_excel_itself_wrote_is_refused(hand_in):
    def error(book):
        cell = book[SHEET][ref(book[SHEET], FUEL, "value")]
        cell.value, cell.data_type = "#DIV/0!", "e"

    assert "#DIV/0! är ett felvärde från Excel" in only_issue(hand_in, {FUEL: {"value": 1}}, error).allowed


def test_a_number_that_excel_made_a_date_of_is_refused(hand_in):
    from datetime import datetime

    issue = only_issue(hand_in, {FUEL: {"value": (datetime(2021, 4, 3), "yyyy-mm-dd")}})
    assert "till ett datum" in issue.allowed
    assert issue.value == "2021-04-03"


def test_percent_is_refused_where_the_unit_is_another(hand_in):
    key = "20_bostader/eskilstuna/total"
    assert "inte procent" in only_issue(hand_in, {key: {"value": "35 %"}}).allowed
    assert "inte procent" in only_issue(hand_in, {key: {"value": (0.35, "0%")}}).allowed


def test_percent_is_known_by_what_the_unit_declares_and_not_by_its_name(known, tmp_path):
    of_all = known.declared["21"] | {"unit": "procent av alla bilar"}
    named = known._replace(declared=known.declared | {"21": of_all})
    rows = [{"series": "21", "value": "71,5 %", "margin": "0,5 %"}]
    (row,) = rows_of(check_files([write_table(tmp_path / "utfall.csv", rows)], named))
    assert (row["value"], row["margin"]) == ("71.5", "0.5")
    rows = [{"series": "21", "value": "0,78"}]
    assert "två sätt" in only_issue(check_files, [write_table(tmp_path / "utfall.csv", rows)], named).allowed
    hints = form_rows(known.series.assign(unit="procent av alla bilar"), known.observations, 2021, None)
    assert "Skriv 78 för 78 %." in hints.set_index("key").at[FUEL, "hint"]


def test_a_small_share_has_one_reading_where_all_known_ones_are_small(hand_in):
    # 33, sick leave: the plan prints 7,8, 4,5 and 7,1.
    (row,) = rows_of(hand_in({"33/eskilstuna/total": {"value": 0.78, "comment": "Påhittat prov"}}))
    assert row["value"] == "0.78"


def test_small_numbers_have_one_reading_where_the_unit_is_not_percent(hand_in):
    (row,) = rows_of(hand_in({"7/eskilstuna/total": {"value": 0.9, "comment": "Påhittat prov"}}))
    assert row["value"] == "0.9"


def test_a_formula_that_takes_its_value_from_elsewhere_is_refused(form, few, tmp_path):
    path = with_cached_formula(form, tmp_path, "=SUM(A1:A9)", "75")
    assert (
        "formeln hämtar sitt värde från annat håll: skriv talet i stället, här 75"
        in only_issue(check_files, [path], few).allowed
    )


@pytest.mark.parametrize("name", ["denominator", "margin"])
def test_base_and_margin_are_numbers_too(hand_in, name):
    issue = only_issue(hand_in, {FUEL: {"value": 71, name: "ca 5"}})
    assert "ska vara ett tal" in issue.allowed


def test_a_base_is_a_whole_number_and_a_margin_is_not_negative(hand_in):
    answers = {FUEL: {"value": 71, "denominator": 2.5}, "22/eskilstuna/total": {"value": 45, "margin": -1}}
    told = [issue.allowed for issue in issues_of(hand_in, answers)]
    assert told == ["ska vara ett helt antal, minst 1", "felmarginalen ska vara minst 0"]


@given(st.decimals(min_value=-10_000, max_value=10_000, places=2))
@example(Decimal("0.00"))
def test_every_number_written_in_swedish_is_read_as_itself(number):
    text = f"{number:f}".replace(".", ",")
    assert read_value(Cell(1, 1, text), "kronor") == number


@given(st.text(max_size=30))
def test_no_text_is_silently_read_as_another_number(text):
    """Whatever is typed is either refused or is, without its thousands spaces, exactly what was read."""
    try:
        number = read_value(Cell(1, 1, text.strip()), "kronor")
    except UnreadableError:
        return
    plain = re.sub(r"\s", "", folded(text)).replace(",", ".")
    assert Decimal(plain) == number


# --- Texts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(A1)"])
def test_a_text_that_could_run_as_a_formula_is_refused(text):
    with pytest.raises(UnreadableError, match="kunna köras som en formel"):
        read_text(Cell(1, 1, text))


@pytest.mark.parametrize("name", ["source", "comment"])
def test_such_a_text_is_refused_in_every_text_column_of_a_table(table, name):
    issue = only_issue(table, {"series": "21", "value": "71", name: "=1+1"})
    assert "kunna köras som en formel" in issue.allowed


def test_a_formula_in_a_comment_of_a_form_is_refused(hand_in, form):
    issue = only_issue(hand_in, {FUEL: {"value": 71, "comment": '=HYPERLINK("http://x.example","klicka")'}})
    assert issue.column == f"Kommentar, cell {ref(load_workbook(form)[SHEET], FUEL, 'comment')}"


def test_a_personal_number_is_refused_and_not_repeated(hand_in):
    issue = only_issue(hand_in, {FUEL: {"value": 71, "comment": "Ring 19121212-1212"}})
    assert "personnummer" in issue.allowed
    assert "1212" not in str(issue)


def test_a_note_on_a_cell_is_not_lost(hand_in):
    def note(book):
        book[SHEET][ref(book[SHEET], FUEL, "value")].comment = Comment("Osäkert", "Någon")

    assert "flytta texten till kolumnen Kommentar" in only_issue(hand_in, {FUEL: {"value": 71}}, note).allowed


def test_a_comment_without_a_value_is_not_lost(hand_in):
    assert "raden har inget utfall" in only_issue(hand_in, {FUEL: {"comment": "Kommer i mars"}}).allowed


def test_a_source_of_ones_own_without_a_value_is_not_lost(hand_in):
    assert "raden har inget utfall" in only_issue(hand_in, {FUEL: {"source": "Egen lista"}}).allowed


def test_a_value_and_a_reason_are_one_too_many(hand_in):
    issue = only_issue(hand_in, {FUEL: {"value": 71, "missing": REASONS["not_measured"]}})
    assert "både ett utfall och ett skäl" in issue.allowed


def test_a_value_needs_a_source(hand_in):
    assert "källan saknas" in only_issue(hand_in, {FUEL: {"value": 71, "source": None}}).allowed


def test_an_unknown_reason_is_told_with_the_nearest(hand_in):
    assert "menas uppgift saknas?" in only_issue(hand_in, {FUEL: {"missing": "Uppgiften saknas"}}).allowed


# --- Which cell it is ------------------------------------------------------------------------------------------------


def test_an_unknown_series_is_told_with_the_nearest(table):
    issue = only_issue(table, {"series": "L_utlandsfoda", "value": "22"})
    assert issue.allowed == "okänd serie; menas L_utlandsfodda?"
    assert (issue.row, issue.column, issue.value) == (2, "series, cell A2", "L_utlandsfoda")


@pytest.mark.parametrize(
    ("given_row", "told"),
    [
        ({"sex": "kvinor"}, "tillåtet är kvinnor, män och totalt; menas kvinnor?"),
        ({"geography": "Riktet"}, "tillåtet är eskilstuna och riket; menas riket?"),
        ({"year": "21"}, "ska vara ett årtal med fyra siffror"),
        ({"year": ""}, "får inte vara tomt"),
        ({"series": ""}, "får inte vara tomt"),
        ({"sex": "kvinnor"}, "serien handlar inte om personer och delas inte på kön"),
    ],
)
def test_a_row_that_fits_no_cell_is_refused(table, given_row, told):
    assert told in only_issue(table, {"series": "21", "value": "71"} | given_row).allowed


def test_a_doubled_row_is_refused_with_the_other(table):
    issue = only_issue(table, {"series": "21", "value": "71"}, {"series": "21", "value": "72"})
    assert issue.row == 3
    assert "finns redan på rad 2" in issue.allowed


def test_a_row_doubled_in_two_files_is_refused(known, tmp_path):
    paths = [write_table(tmp_path / name, [{"series": "21", "value": "71"}]) for name in ("a.csv", "b.csv")]
    assert "finns redan på a.csv rad 2" in only_issue(check_files, paths, known).allowed


def test_a_year_after_the_follow_up_is_refused(hand_in):
    issue = only_issue(hand_in, {FUEL: {"value": 71}}, follow_up=2020)
    assert "utfallet gäller 2021, som är efter uppföljningen 2020" in issue.allowed


def test_a_year_before_the_plan_is_refused(table):
    assert (
        "före planens utgångsår 2012"
        in only_issue(
            table, {"series": "21", "value": "71", "year": "2010", "comment": "Påhittat"}, follow_up=2021
        ).allowed
    )


def test_a_year_far_from_all_that_is_known_must_be_asked_for(table):
    row = {"series": "21", "value": "71", "year": "2023"}  # the newest that is known is of 2020
    assert "långt efter det senaste som finns" in only_issue(table, row).allowed
    assert rows_of(table(row, follow_up=2023))[0]["year"] == "2023"


def test_a_year_that_has_not_been_is_refused_though_asked_for(table):
    row = {"series": "21", "value": "71", "year": "2077"}
    assert "som inte har varit än" in only_issue(table, row, follow_up=2077).allowed


def test_a_file_of_several_years_must_say_its_follow_up(table):
    rows = [{"series": "21", "value": "71", "year": year, "comment": "Påhittat prov"} for year in ("2020", "2021")]
    assert "filen gäller flera år" in next(f for f in issues_of(table, *rows) if f.row is None).allowed
    assert [row["reported"] for row in rows_of(table(*rows, follow_up=2021))] == ["2021", ""]


def test_a_late_value_must_be_explained(table):
    row = {"series": "21", "value": "71", "year": "2018"}
    assert "lämnas först i uppföljningen 2021" in only_issue(table, row, follow_up=2021).allowed
    (taken,) = rows_of(table(row | {"comment": "Mätningen blev klar sent"}, follow_up=2021))
    assert taken["reported"] == "2021"
