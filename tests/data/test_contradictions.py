"""Raw tables that contradict themselves or each other are refused at the cell; what is changed is made up."""

from datetime import date

import pandas as pd
import pytest
from frozen import FROZEN

from helpers.data.checks import plan_issues, table_issues, unit_issues
from helpers.data.companions import companion_issues
from helpers.data.persons import base_issues
from helpers.data.plan import PLAN_KEY, correct
from helpers.data.raw import read_raw
from helpers.data.tidy import gather, handed_in

NEXT_YEAR = str(date.today().year + 1)
URL = "https://exempel.invalid/a?b=1"
OUTCOMES = "series,geography,sex,year,kind,value,denominator,margin,missing,source,comment,definition,unit,source_url"
AREAS = "area,name,page\nett,Ett,01_ett\n"
MEASURE = f"A,A,Mått,procent,higher,{{}},true,Skäl,Skäl,Påhittad källa,{URL},N00000"
MEASURES = f"key,series,label,unit,better,precision,same,difference,worth,source,source_url,kpi\n{MEASURE}\n"


@pytest.fixture(scope="module")
def raw():
    return gather(FROZEN)


@pytest.fixture(scope="module")
def tables(raw):
    return handed_in(raw)


def told(issues):
    return [(issue.row, issue.column, issue.allowed) for issue in issues]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("measures", MEASURES.format("0"), (2, "precision", "tillåtet är 1, 0.1, 0.01, 10")),
        ("areas", f"{AREAS}tva,Två,01_ett\n", (3, "page", "står på en annan rad också: varje page får stå en gång")),
        (
            "areas",
            AREAS.replace("page\n", "page,\n").replace("01_ett\n", "01_ett,\n"),
            (None, "", "rubrikraden har en tom cell: ge kolumnen ett namn, eller ta bort den"),
        ),
        ("areas", AREAS.replace("Ett", "  "), (2, "name", "får inte vara tomt: där står bara mellanslag")),
        ("areas", AREAS.replace("Ett", "E\0tt"), (2, "name", "”\0” är ett tecken som blivit fel: skriv om texten")),
    ],
    ids=["no such number", "not alone", "no name", "only spaces", "a sign that is not seen"],
)
def test_what_breaks_a_column_is_told_in_swedish_at_its_cell(name, text, expected):
    _, issues = read_raw(text.encode(), name, "tabell.csv")
    assert told(issues) == [expected]


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("javascript:alert(1)", False),
        ("data:text/html,a", False),
        ("ftp://exempel.invalid/a", False),
        ("file:///C:/a.xlsx", False),
        (r"C:\a.xlsx", False),
        ("www.exempel.invalid", False),
        ("https://", False),
        ('https://exempel.invalid/"a', False),
        ("https://exempel.invalid/a b", False),
        ("https://namn:ord@exempel.invalid/", False),
        (URL, True),
        ("http://exempel.invalid", True),
        ("https://exempel.invalid:80/å/#b", True),
        ("", True),
    ],
)
def test_only_the_address_of_a_page_can_become_a_link(address, taken):
    row = f'A,x,total,2019,outcome,5,,,,Påhittad källa,,,,"{address.replace(chr(34), chr(34) * 2)}"'
    _, issues = read_raw(f"{OUTCOMES}\n{row}\n".encode(), "outcomes", "utfall.csv")
    assert [(issue.row, issue.column) for issue in issues] == ([] if taken else [(2, "source_url")])


def test_two_printed_rows_for_one_cell_are_refused(raw):
    plan, _ = correct(raw.tables["plan"], raw.tables["corrections"])
    rows = raw.tables["plan_rows"].copy()
    first, second = rows.index[rows["series"] == "B"][:2]
    rows.loc[second, "sex"] = rows.loc[first, "sex"]
    mapped = plan.merge(rows.drop(columns=["file", "line"]), on=PLAN_KEY)
    (issue,) = plan_issues(mapped, rows, raw.tables["declarations"])
    assert (issue.row, issue.column) == (rows.loc[second, "line"], "sex")
    assert issue.allowed == f"B, eskilstuna och women står på rad {rows.loc[first, 'line']} också"


def test_a_unit_is_not_both_percent_and_a_count(raw):
    units = raw.tables["units"].copy()
    units.loc[units["unit"] == "personer", "percent"] = "true"
    assert [column for _, column, _ in told(unit_issues(units))] == ["counted", "persons"]
    assert unit_issues(raw.tables["units"]) == []


@pytest.mark.parametrize(("column", "value"), [("unit", "procent"), ("better", "lower")])
def test_a_measure_that_is_the_plans_own_has_its_series_unit_and_direction(raw, tables, column, value):
    measures = raw.tables["measures"].copy()
    own = measures["key"] == "A_totalt_samma"
    measures.loc[own, column] = value
    (issue,) = companion_issues(measures, raw.tables["groups"], *tables)
    assert (issue.row, issue.column, issue.value) == (measures.loc[own, "line"].item(), column, value)


def test_inhabitants_are_women_and_men(raw, tables):
    population = raw.tables["population"].copy()
    last = population.index[population["sex"] == "total"][0]
    population.loc[last, "value"] = "5"
    (issue,) = base_issues(raw.tables["bases"], population, tables.series, "eskilstuna")
    assert (issue.row, issue.column, issue.value) == (population.loc[last, "line"], "value", "5")


def of(tables, series, *rows):
    """Return what is told of some outcomes of a series and year."""
    usual = dict.fromkeys(tables.observations.columns, "") | {
        "series": series, "geography": "eskilstuna", "year": "2020", "kind": "outcome", "source": "Påhittad källa",
        "file": "utfall.csv", "sex": "total"}  # fmt: skip
    frame = pd.DataFrame([usual | row | {"line": line} for line, row in enumerate(rows, start=2)])
    return told(table_issues(tables.series[tables.series["series"] == series], frame))


@pytest.mark.parametrize(
    ("row", "column", "allowed"),
    [
        ({"value": "5", "year": NEXT_YEAR}, "year", "utfallet gäller ett år som inte har varit än"),
        (
            {"value": "5", "reported": NEXT_YEAR, "revision_reason": "Rättat"},
            "reported",
            "uppföljningen har inte varit än",
        ),
        ({"value": "5", "denominator": "12.5"}, "denominator", "ska vara ett helt antal, minst 1"),
        ({"missing": "not_measured", "margin": "2"}, "margin", "en felmarginal hör till ett värde: här saknas värdet"),
        ({"missing": "not_split_by_sex"}, "missing", "gäller kvinnor och män: en total är aldrig uppdelad på kön"),
    ],
)
def test_what_cannot_be_of_one_outcome_is_refused(tables, row, column, allowed):
    ((at, where, told_),) = of(tables, "33", row)
    assert (at, where, told_[: len(allowed)]) == (2, column, allowed)


def persons(women, men, total):
    return [{"sex": sex, "value": value, "denominator": number} for sex, (value, number) in zip(
        ("women", "men", "total"), (women, men, total), strict=True)]  # fmt: skip


def test_women_and_men_are_not_more_than_all(tables):
    rows = persons(("8", "600"), ("5", "100"), ("7", "500"))
    assert of(tables, "33", *rows) == [(4, "denominator", "kvinnor och män är tillsammans 700, fler än totalt")]
    assert of(tables, "33", *persons(("8", "600"), ("5", "100"), ("7", "800"))) == []  # a hundred told neither


def test_a_total_is_what_the_numbers_of_women_and_men_make_it(tables):
    # 900 · 8 + 100 · 5 = 7 700, over 1 000 is 7,7; rounding of all three can make 7 or 8 of it, never 5.
    ((row, column, allowed),) = of(tables, "33", *persons(("8", "900"), ("5", "100"), ("5", "1000")))
    assert (row, column) == (4, "value") and allowed.endswith("blir totalen 7,7")
    for total in ("7", "8"):
        assert of(tables, "33", *persons(("8", "900"), ("5", "100"), (total, "1000"))) == []
    assert of(tables, "33", *persons(("8.0", "900"), ("5.0", "100"), ("7.5", "1000"))) != []
