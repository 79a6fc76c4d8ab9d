"""Every column is explained, and opens in a Swedish Excel with its explanation beside it."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pandas as pd
import pytest
from strategies import figures, tables

from helpers import columns, follow_up
from helpers.explore.export import excel_csv, in_swedish
from helpers.method.columns import ASSESSMENT_COLUMNS, COLUMNS, FLAGS
from helpers.model.schemas import assessment_file as file_schema
from helpers.model.schemas import in_file, schema
from helpers.storage.paths import project_root
from helpers.text.vocabulary import (
    EVIDENCE_WORDS,
    FLAG_WORDS,
    GAP_CHANGE_WORDS,
    GAP_HOW_WORDS,
    LEVEL_WORDS,
    PACE_WORDS,
    REASON_WORDS,
)
from helpers.view import assessment_file, assessment_table


@pytest.fixture(scope="module")
def view():
    return follow_up(year=2019)


def test_every_column_of_the_assessment_is_described_and_the_reverse(view):
    described = [field["name"] for field in schema("assessment")["fields"]]
    assert described == list(view.assessment.columns)
    assert set(described) == {*COLUMNS, "label", "unit", "area"}
    assert described[: len(ASSESSMENT_COLUMNS)] == list(ASSESSMENT_COLUMNS)


@pytest.mark.parametrize("table", ["assessment", "observations", "series"])
def test_every_column_has_a_title_of_its_own_a_type_and_a_description(table):
    told = columns(table)
    assert (told[["title", "type", "description"]] != "").all(axis=None)
    assert told["title"].is_unique
    assert (told.loc[(told["type"] == "number") & (told["column"] != "denominator"), "unit"] != "").all()


def test_every_code_in_the_assessment_has_its_meaning():
    held = pd.concat([follow_up(year=year).assessment for year in (2016, 2019)])
    for field in schema("assessment")["fields"]:
        if known := {code["value"] for code in field.get("categories", [])}:
            found = {part for text in held[field["name"]] for part in text.split(";") if part}
            assert found <= known, field["name"]


@pytest.mark.parametrize(
    ("column", "words"),
    [("level", LEVEL_WORDS), ("pace", PACE_WORDS), ("gap_change", GAP_CHANGE_WORDS), ("gap_how", GAP_HOW_WORDS),
     ("evidence", EVIDENCE_WORDS), ("reason", REASON_WORDS)],
)  # fmt: skip
def test_a_code_has_one_word_in_pages_and_tables(column, words):
    field = next(field for field in schema("assessment")["fields"] if field["name"] == column)
    told = {code["value"]: code["label"] for code in field["categories"]}
    assert told == {code: words[code].format(comparator_genitive="jämförelsens") for code in told}


def test_every_flag_is_explained():
    field = next(field for field in schema("assessment")["fields"] if field["name"] == "flags")
    assert [code["value"] for code in field["categories"]] == list(FLAGS) == list(FLAG_WORDS)


def test_the_data_package_describes_the_assessment():
    package = json.loads((project_root() / "data" / "processed" / "datapackage.json").read_text(encoding="utf-8"))
    third = package["resources"][2]
    assert (third["name"], third["schema"]) == ("assessment", file_schema())
    assert third["data"] == [[field["name"] for field in third["schema"]["fields"]]]


def test_a_table_for_excel_has_semicolons_decimal_commas_and_a_mark_of_its_encoding(view):
    text = excel_csv(view["17"].values().drop(columns="area"))
    assert text.startswith("\ufeffSerie;")
    rows = list(csv.DictReader(io.StringIO(text[1:]), delimiter=";"))
    assert [row["Värde"] for row in rows if (row["År"], row["Område"]) == ("2015", "eskilstuna")] == ["51,5"]
    assert {row["Slag"] for row in rows} <= {"utgångsvärde", "mål", "utfall", "närliggande mått"}


def test_no_text_becomes_a_formula_in_excel(view):
    odd = view["17"].values().drop(columns="area").assign(comment="=1+1")
    assert {row["Kommentar"] for row in csv.DictReader(io.StringIO(excel_csv(odd)[1:]), delimiter=";")} == {"'=1+1"}


def test_codes_joined_by_semicolons_are_told_one_by_one():
    told = in_swedish(pd.DataFrame({"flags": ["rounded;coarse", ""]}), "assessment")["Märkningar"]
    assert told.tolist() == [f"{FLAG_WORDS['rounded']}; {FLAG_WORDS['coarse']}", ""]


def test_a_workbook_has_swedish_heads_and_a_sheet_that_explains_each(tmp_path):
    view = follow_up("fler_jobb", 2019)
    book = openpyxl.load_workbook(view.to_excel(tmp_path / "hela.xlsx"))
    assert book.sheetnames == ["Serier", "Värden", "Bedömning", "Kolumner"]
    heads = [(sheet, cell.value) for sheet in book.sheetnames[:3] for cell in book[sheet][1]]
    assert heads == [(row[0].value, row[1].value) for row in book["Kolumner"].iter_rows(min_row=2)]
    assert book["Bedömning"].max_row == 1 + len(view.assessment)
    level = [cell.value for cell in book["Bedömning"][1]].index("Måluppfyllelse")
    assert {row[level].value for row in book["Bedömning"].iter_rows(min_row=2)} <= set(LEVEL_WORDS.values())


def test_what_the_reports_bring_is_what_the_view_holds(view):
    pd.testing.assert_frame_equal(assessment_table(view.series, view.all_observations, 2019), view.assessment)


def _filed(series, sex, made):
    row = assessment_file(assessment_table(*made, 2019)).set_index(["series", "sex"]).loc[(series, sex)]
    printed, judged = (row[[f"{term}{name}" for name in ("baseline", "target", "value")]] for term in ("", "judged_"))
    return [round(float(figure), 2) for figure in (*printed, *judged)]


def test_the_file_gives_what_is_printed_and_apart_what_is_judged():
    # made-up outcomes; 63 → 60 percent women is 13 → 10 from 50, and 58 is 8 from 50
    balance = tables(
        figures(63, 60, {2019: 58}, sex="women"), better="balance", target_type="balance", distribution=True
    )
    assert _filed("X", "women", balance) == [63, 60, 58, 13, 10, 8]
    # 9 of 15 → 15 of 15 is 8,4 → 14 of 14, and 10 of 14 is itself
    count = tables([row | {"denominator": n} for row, n in zip(figures(9, 15, {2019: 10}), (15, 15, 14), strict=True)],
                   target_type="change;count", aggregation="count")  # fmt: skip
    assert _filed("X", "total", count) == [9, 15, 10, 8.4, 14, 10]
    # 2 and 4 in two years have the mean 3; the year's own figure is 4
    mean = tables(figures(1, 5, {2018: 2, 2019: 4}), target_type="change;mean", aggregation="mean",
                  period_start=2018, period_end=2019)  # fmt: skip
    assert _filed("X", "total", mean) == [1, 5, 4, 1, 5, 3]


def test_the_file_keeps_the_columns_that_other_tools_rely_on_first():
    assert tuple(in_file())[: len(ASSESSMENT_COLUMNS)] == ASSESSMENT_COLUMNS
