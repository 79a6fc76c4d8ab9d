"""Real Excel and CSV files, handed in against a copy of the project's tables. Every figure in them is made up."""

import csv
import os
import re
import shutil
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from filled_form import NUMBERS, cells_of, fill, ref
from frozen import FROZEN
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from part_of_plan import part_of_plan

from helpers.data.tidy import gather
from helpers.form import excel, intake
from helpers.form.cells import UnreadableError, read_text, read_value
from helpers.form.content import Cell
from helpers.form.doubts import find_jump
from helpers.form.files import read_file
from helpers.form.intake import check_files, command, know, write_taken
from helpers.form.layout import HEADER_ROW, REASONS, SHEET, VERSION_SHEET, form_rows, headers
from helpers.form.workbook import workbook
from helpers.model.issues import IssuesError
from helpers.model.numbers import NBSP
from helpers.model.signs import folded
from helpers.read import load

COLUMNS = ("series", "geography", "sex", "year", "value", "denominator", "margin", "missing", "source", "comment")
FUEL = "21/eskilstuna/total"


# A project of these is read sooner than one of the whole plan, and a form of the first two sooner still.
ASKED = ["21", "22"]
SERIES = [*ASKED, "1_totalt", "2", "7", "12", "17", "20_bostader", "23", "30", "33", "35",
          "A_totalt", "F_chefer_privat", "H", "L_alla", "L_utlandsfodda"]  # fmt: skip


@pytest.fixture(scope="module")
def part(tmp_path_factory):
    return part_of_plan(tmp_path_factory.mktemp("part") / "root", SERIES)


@pytest.fixture(scope="module")
def known(part):
    return know(gather(part))


@pytest.fixture(scope="module")
def few(known):
    """What the project knows, in which forms ask for two series only."""
    series, observations = (table[table["series"].isin(ASKED)] for table in (known.series, known.observations))
    return known._replace(series=series, observations=observations)


def written_form(known, folder):
    path = folder / "utfall_2021.xlsx"
    path.write_bytes(workbook(known.series, known.observations, 2021, "organisation"))
    return path


@pytest.fixture(scope="module")
def form(few, tmp_path_factory):
    return written_form(few, tmp_path_factory.mktemp("form"))


@pytest.fixture(scope="module")
def larger_form(known, tmp_path_factory):
    return written_form(known, tmp_path_factory.mktemp("larger"))


@pytest.fixture
def root(part, tmp_path):
    return shutil.copytree(part, tmp_path / "root")


@pytest.fixture
def hand_in(form, few, larger_form, known, tmp_path):
    """Fill in the form of 2021 for organisation, with a source on each row, and check it."""

    def check(answers, change=None, **options):
        sourced = {key: {"source": "Påhittat prov"} | given for key, given in answers.items()}
        asked = (form, few) if {key.split("/")[0] for key in answers} <= {*ASKED} else (larger_form, known)
        return check_files([fill(asked[0], tmp_path / "ifylld.xlsx", sourced, change)], asked[1], **options)

    return check


@pytest.fixture
def table(known, tmp_path):
    """Write a table as Swedish Excel saves it and check it; rows are dicts, the rest is filled in."""

    def check(*rows, encoding="utf-8-sig", header=None, **options):
        path = write_table(tmp_path / "utfall.csv", rows, encoding, header)
        return check_files([path], known, **options)

    return check


def write_table(path, rows, encoding="utf-8-sig", header=None):
    names = header or COLUMNS
    usual = {"geography": "Eskilstuna", "sex": "totalt", "year": "2021", "source": "Påhittat prov"}
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(names)
        writer.writerows([(usual | row).get(name, "") for name in COLUMNS] for row in rows)
    return path


def rows_of(taken):
    return [decision.row for decisions in taken.decisions.values() for decision in decisions]


def issues_of(call, *arguments, **options):
    with pytest.raises(IssuesError) as caught:
        call(*arguments, **options)
    return caught.value.issues


def only_issue(call, *arguments, **options):
    (issue,) = issues_of(call, *arguments, **options)
    return issue


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
    asked = dict(zip(("7", "12", "17", "21", "22", "33"), REASONS, strict=True))
    rows = rows_of(hand_in({f"{series}/eskilstuna/total": {"missing": REASONS[why]} for series, why in asked.items()}))
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


# --- Beside each other and history -----------------------------------------------------------------------------------


def sexes(series, women, men, total, **more):
    names = zip(("women", "men", "total"), (women, men, total), strict=True)
    return {
        f"{series}/eskilstuna/{sex}": {"value": v, "comment": "Påhittat prov"} | more
        for sex, v in names
        if v is not None
    }


def test_a_total_outside_women_and_men_is_refused(hand_in):
    issue = only_issue(hand_in, sexes("30", 60, 50, 70))
    assert issue.allowed == "totalen ska ligga mellan kvinnor och män, 60 och 50"
    assert issue.value == "70"


def test_x_greater_than_n_is_refused(hand_in):
    issue = only_issue(hand_in, {"35/eskilstuna/total": {"value": 16, "denominator": 15}})
    assert "antalet kan inte vara större än alla, 15" in issue.allowed


def test_a_count_without_its_n_is_refused(hand_in):
    issue = only_issue(hand_in, {"35/eskilstuna/total": {"value": 13}})
    assert "nämnaren ska anges" in issue.allowed
    assert issue.column.startswith("Av antal (n), cell ")


def test_shares_of_a_distribution_sum_to_100(table):
    rows = [{"series": "F_chefer_privat", "sex": sex, "value": value, "comment": "Påhittat prov"}
            for sex, value in (("kvinnor", "30"), ("män", "69"))]  # fmt: skip
    assert "summera till 100" in only_issue(table, *rows).allowed


def test_a_total_is_held_against_the_sexes_already_handed_in(root):
    sex_rows = [
        {"series": "30", "sex": s, "value": v, "comment": "Påhittat prov"}
        for s, v in (("kvinnor", "60"), ("män", "50"))
    ]
    write_taken(root, gather(root), check_files([write_table(root / "a.csv", sex_rows)], know(gather(root))))
    path = write_table(root / "b.csv", [{"series": "30", "value": "70", "comment": "Påhittat prov"}])
    assert "totalen ska ligga mellan" in only_issue(check_files, [path], know(gather(root))).allowed


HISTORY = [(2014, Decimal(50)), (2015, Decimal(52)), (2016, Decimal(51))]


@pytest.mark.parametrize(
    ("value", "unlikely"),
    [
        ("57", False),  # 6 from 51, the largest change a year is 2: 3 * 2 = 6 is not exceeded
        ("57.1", True),  # 6.1 is more than 6 and more than a tenth of 51
        ("45", False),
        ("44.9", True),
    ],
)
def test_a_jump_is_more_than_three_times_the_largest_change(value, unlikely):
    assert bool(find_jump(HISTORY, 2017, Decimal(value), Decimal(100))) is unlikely


def test_a_small_change_is_never_a_jump():
    flat = [(2014, Decimal(50)), (2015, Decimal(50))]
    assert not find_jump(flat, 2016, Decimal(55), Decimal(100))  # a tenth of 50 is 5
    assert find_jump(flat, 2016, Decimal("55.1"), Decimal(100))


def test_years_between_make_a_change_likelier():
    assert find_jump(HISTORY, 2017, Decimal(60), Decimal(100))
    assert not find_jump(HISTORY, 2018, Decimal(60), Decimal(100))  # 9 in two years, 12 allowed


def test_one_earlier_value_allows_three_tenths_of_the_level():
    assert not find_jump([(2014, Decimal(50))], 2020, Decimal(65), Decimal(100))
    assert find_jump([(2014, Decimal(50))], 2020, Decimal(66), Decimal(100))


def test_a_scale_narrower_than_the_level_counts():
    assert find_jump([(2014, Decimal("3.8"))], 2020, Decimal("2.8"), Decimal(3))  # 1.0 > 0.3 * 3


def test_nothing_earlier_makes_nothing_unlikely():
    assert find_jump([], 2020, Decimal(66), None) is None


def test_history_itself_is_seldom_remarked_on():
    """The limits are wide enough for the published outcomes: 5 of 89 would have needed a comment."""
    rows = load(root=FROZEN).observations
    rows = rows[rows["kind"].isin(["baseline", "outcome"]) & rows["value"].notna()].sort_values("kind")
    figures = {}
    for *cell, year, value in rows[["series", "geography", "sex", "year", "value"]].itertuples(index=False):
        figures.setdefault(tuple(cell), {})[year] = Decimal(str(value))
    judged = [
        find_jump([each for each in sorted(years.items()) if each[0] < year], year, value, None)
        for years in figures.values()
        for year, value in years.items()
        if min(years) < year
    ]
    assert len(judged) >= 80
    assert sum(jump is not None for jump in judged) <= len(judged) / 10


def test_an_unlikely_value_is_refused_until_a_comment_confirms_it(hand_in):
    # 17: 38.0 in 2019 and 38.2 in 2020; the largest change a year was 5.9 (2016 to 2017), so 18 more is unlikely.
    key = "17/eskilstuna/total"
    issue = only_issue(hand_in, {key: {"value": 60}})
    assert "avviker med 21,8 från 38,2 år 2020" in issue.allowed
    taken = hand_in({key: {"value": 60, "comment": "Nytt regelverk"}})
    assert "bekräftat med kommentar" in taken.notes[0]


def test_history_before_a_break_in_the_series_is_not_asked(hand_in, known):
    assert known.declared["2"]["breaks"] == "2021"
    assert rows_of(hand_in({"2/eskilstuna/total": {"value": 90}}))[0]["value"] == "90"


def test_history_before_a_break_that_is_handed_in_is_not_asked(table):
    # 17: 38.0 in 2019 and 38.2 in 2020, so 80 is unlikely in 2022 (3 x 5.9 x 2 = 35.4);
    # not so when the measurement is another from 2021 on.
    row = {"series": "17", "year": "2022", "value": "80"}
    assert "avviker med" in only_issue(table, row, follow_up=2022).allowed
    broken = {"series": "17", "missing": "Tidsseriebrott (nytt mätsätt)", "comment": "Ny modell"}
    assert len(rows_of(table(broken, row, follow_up=2022))) == 2


# --- Small counts ----------------------------------------------------------------------------------------------------


def people(women, men, total):
    rows = zip(("kvinnor", "män", "totalt"), (women, men, total), strict=True)
    return [{"series": "A_totalt", "sex": sex, "value": v, "comment": "Påhittat prov"} for sex, v in rows if v]


def test_a_few_persons_and_what_would_reveal_them_are_refused(table):
    told = {issue.value: issue.allowed for issue in issues_of(table, *people("3", "500", "503"))}
    assert told == {
        "3": "gäller 1–4 personer: lämna tomt och välj Skyddas (1–4 personer)",
        "500": "skulle avslöja det skyddade talet för kvinnor: välj Skyddas (1–4 personer) även här",
    }


def test_a_protected_cell_is_not_given_away_by_the_others(table):
    rows = [{"series": "A_totalt", "sex": "kvinnor", "missing": "Skyddas (1–4 personer)"}, *people("", "500", "503")]
    assert only_issue(table, *rows).value == "500"


def test_both_sexes_protected_leave_the_total(table):
    rows = [{"series": "A_totalt", "sex": sex, "missing": "Skyddas (1–4 personer)"} for sex in ("kvinnor", "män")]
    assert len(rows_of(table(*rows, *people("", "", "503")))) == 3


def twelve(sex, value, base=""):
    return {"series": "12", "sex": sex, "value": value, "denominator": base, "comment": "Påhittat prov"}


WOMEN, TOTAL = twelve("kvinnor", "50", "20"), twelve("totalt", "52.2", "23")
AWAY = "skulle avslöja det skyddade talet för män: välj Skyddas (1–4 personer) även här"


def test_few_persons_that_follow_by_subtraction_are_refused_with_what_gives_them_away(table):
    # 20 women of 23 leave three men.
    told = {issue.value: issue.allowed for issue in issues_of(table, WOMEN, twelve("män", "66.7"), TOTAL)}
    assert told == {"50": AWAY, "66.7": "gäller 1–4 personer: lämna tomt och välj Skyddas (1–4 personer)"}


def test_few_persons_without_a_row_of_their_own_are_not_given_away(table):
    issue = only_issue(table, WOMEN, TOTAL)
    assert (issue.value, issue.allowed) == ("50", AWAY)


def test_few_persons_are_not_given_away_when_both_sexes_are_protected(table):
    protected = [{"series": "12", "sex": sex, "missing": "Skyddas (1–4 personer)"} for sex in ("kvinnor", "män")]
    assert len(rows_of(table(*protected, TOTAL))) == 3


def test_a_total_does_not_give_away_few_persons_beside_the_sex_already_handed_in(root):
    women = write_table(root / "kvinnor.csv", [WOMEN])
    write_taken(root, gather(root), check_files([women], know(gather(root))))
    issue = only_issue(check_files, [write_table(root / "totalt.csv", [TOTAL])], know(gather(root)))
    assert (issue.value, issue.allowed) == ("52.2", AWAY)


def test_a_share_of_few_persons_is_refused(hand_in):
    issue = only_issue(hand_in, {"12/eskilstuna/women": {"value": 50, "denominator": 8, "comment": "Påhittat prov"}})
    assert "gäller 1–4 personer" in issue.allowed


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
