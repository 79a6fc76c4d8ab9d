"""A made-up plan of a made-up municipality, from an empty folder to its tables; no figure here is anybody's outcome."""

from __future__ import annotations

import csv
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart

from helpers.data.about import read_about
from helpers.data.drafts import unconfirmed
from helpers.data.package import write_processed
from helpers.data.plan import numbers
from helpers.data.tidy import gather, tidy
from helpers.model.issues import IssuesError
from helpers.newplan.command import command
from helpers.newplan.heads import GUIDE, NAMES, SHEET
from helpers.newplan.table import read_table
from helpers.read import load

TABLE = Path(__file__).parent / "plan.csv"


def run(*arguments: object) -> str:
    done = CliRunner().invoke(command, [str(one) for one in arguments])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    run(tmp_path / "p", "--municipality", "Exempelköping", "--name", "Målplan 2020–2023")
    return tmp_path / "p"


def test_a_new_folder_has_the_plans_facts_and_a_table_with_an_explained_example_per_column(folder):
    facts = read_about(folder)
    assert (facts.home, facts.municipality.genitive, facts.first_year) == ("exempelkoping", "Exempelköpings", 2020)
    book = load_workbook(folder / "plan.xlsx")
    assert tuple(cell.value for cell in book[SHEET][1]) == NAMES
    explained = list(book[GUIDE].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in explained] == list(NAMES)
    assert all(row[1] and row[2] for row in explained)


@pytest.mark.parametrize(
    ("municipality", "name", "said"),
    [
        ("Exempelköping", "Målplan 2023–2020", "det första först"),
        ("../..", "Målplan 2020–2023", "ska ha bokstäver"),
        ("Exempel\x7fköping", "Målplan 2020–2023", "plan.toml"),
    ],
)
def test_names_that_make_no_plan_are_refused_and_nothing_is_written(tmp_path, municipality, name, said):
    done = CliRunner().invoke(command, [str(tmp_path / "p"), "--municipality", municipality, "--name", name])
    assert (done.exit_code, said in done.output) == (1, True), done.output
    assert list(tmp_path.iterdir()) == []


def test_quotation_marks_in_a_name_are_kept(tmp_path):
    run(tmp_path / "p", "--municipality", 'Ex"empel', "--name", 'Planen "Framåt" 2020–2023')
    facts = read_about(tmp_path / "p")
    assert (facts.municipality.name, facts.name) == ('Ex"empel', 'Planen "Framåt" 2020–2023')


def test_the_filled_table_becomes_tables_that_the_check_accepts_and_every_proposal_is_a_draft(folder):
    told = run(folder, "--from", TABLE)
    write_processed(folder)
    series, observations = load(root=folder)
    assert dict(zip(series["series"], series["target_type"], strict=True)) == {
        "1": "change", "2_ak_7": "change", "3": "change", "4": "balance", "5": "change;mean",
    }  # fmt: skip
    assert set(observations["geography"]) == {"exempelkoping", "riket"}
    assert list(unconfirmed(folder)) == ["1", "2_ak_7", "3", "4", "5"]
    assert unconfirmed(folder)["5"][-2:] == ["period_reason", "aggregation_reason"]
    assert "inte bekräftat i declarations.csv: 1, 2_ak_7, 3, 4, 5" in told


def test_what_somebody_has_edited_is_left_and_a_change_waits_until_it_is_asked_for(folder, tmp_path):
    run(folder, "--from", TABLE)
    edited = folder / "notebooks" / "01_trygg_uppvaxt.ipynb"
    edited.write_text(edited.read_text(encoding="utf-8") + " ", encoding="utf-8")
    changed = tmp_path / "plan2.csv"
    changed.write_text(
        TABLE.read_text(encoding="utf-8").replace("4 200", "4 300").replace("Trygga i åk 7", "Trygga"), "utf-8"
    )
    before = (folder / "data/raw/plan.csv").read_bytes()
    told = run(folder, "--from", changed)
    assert "Skulle ändra data/raw/plan.csv" in told
    assert (folder / "data/raw/plan.csv").read_bytes() == before
    told = run(folder, "--from", changed, "--change")
    assert "4 300" in (folder / "data/raw/plan.csv").read_text(encoding="utf-8")
    assert "Rör inte notebooks/01_trygg_uppvaxt.ipynb: den är ändrad för hand." in told


def test_a_table_as_swedish_excel_saves_it_is_read(folder, tmp_path):
    old = tmp_path / "ansi.csv"
    old.write_bytes(TABLE.read_text(encoding="utf-8").encode("cp1252"))
    mark = tmp_path / "bom.csv"
    mark.write_bytes(TABLE.read_bytes().join([b"\xef\xbb\xbf", b""]))
    facts = read_about(folder)
    assert read_table(old, facts) == read_table(mark, facts) == read_table(TABLE, facts)


def test_a_workbook_gives_what_the_csv_gives(folder):
    book = load_workbook(folder / "plan.xlsx")
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in list(csv.reader(file, delimiter=";"))[1:]:
            book[SHEET].append(row)
    book.save(folder / "plan.xlsx")
    facts = read_about(folder)
    assert read_table(folder / "plan.xlsx", facts) == read_table(TABLE, facts)


def as_workbook(folder: Path, text: str, change=None) -> Path:
    """Write the lines of a table as a workbook, which may then be changed."""
    book = Workbook()
    book.active.title = SHEET
    for row in csv.reader(text.splitlines(), delimiter=";"):
        book[SHEET].append(row)
    if change:
        change(book)
    book.save(folder / "fel.xlsx")
    return folder / "fel.xlsx"


@pytest.mark.parametrize("sheet", ["", SHEET], ids=["csv", "xlsx"])
def test_every_issue_is_told_at_once_with_its_sheet_and_cell(sheet, folder, tmp_path):
    text = TABLE.read_text(encoding="utf-8")
    text = (
        text.replace("procent;jämn fördelning", "procent;upp")
        .replace("0,4;", "0.4;")
        .replace("Ortsindikatorer;3", "Fel;3")
    )
    bad = tmp_path / "fel.csv"
    bad.write_text(text, encoding="utf-8")
    said = "fel.xlsx, blad Plan, rad 4, kolumn Nivå" if sheet else "fel.csv, rad 4, kolumn Nivå"
    with pytest.raises(IssuesError, match=said) as raised:
        read_table(as_workbook(tmp_path, text) if sheet else bad, read_about(folder))
    assert {issue.sheet for issue in raised.value.issues} == {sheet}
    assert [(issue.column, issue.value) for issue in raised.value.issues] == [
        ("Nivå, cell B4", "Fel"), ("Bättre, cell H5", "upp"), ("Utgång T, cell N6", "0.4"),
    ]  # fmt: skip


def test_a_number_means_what_excel_shows(folder, tmp_path):
    def show(book):
        shown = {"L2": (0.86, "0%"), "M2": (0.825, "0.0%"), "N2": ("84,0 %", "@"), "N4": (4200, "# ##0")}
        for cell, (value, shown_as) in shown.items():
            book[SHEET][cell].value, book[SHEET][cell].number_format = value, shown_as

    rows = read_table(as_workbook(tmp_path, TABLE.read_text(encoding="utf-8"), show), read_about(folder))
    assert [numbers(rows[0].cells[f"Utgång {sex}"]) for sex in "KMT"] == [[86], [Decimal("82.5")], [Decimal("84.0")]]
    assert numbers(rows[2].cells["Utgång T"]) == [4200]


def test_the_empty_table_keeps_what_is_typed_as_it_is_typed(folder):
    sheet = load_workbook(folder / "plan.xlsx")[SHEET]
    groups = list(sheet.column_dimensions.values())
    assert [(group.min, group.max) for group in groups if group.number_format != "@"] == []
    assert max(group.max for group in groups) == len(NAMES)


@pytest.mark.parametrize(
    ("cell", "value", "column", "said"),
    [
        ("N2", datetime(2026, 9, 5), "Utgång T, cell N2", "gjort om det som skrevs till ett datum"),
        ("N2", True, "Utgång T, cell N2", "inte SANT eller FALSKT"),
        ("N2", "=B9*2", "Utgång T, cell N2", "formeln har inget uträknat värde"),
        ("E2", "=1+1", "Indikator, cell E2", "formeln har inget uträknat värde"),
        ("Z2", "anna@exempel.se", "Källa, cell Z2", "e-postadress"),
        ("AB3", "en lapp", "cell AB3", "kolumnen saknar rubrik"),
        ("A3", "trygg uppväxt", "Målområde, cell A3", "samma sida som ”Trygg uppväxt” på rad 2"),
        ("I1", "Enhet", "Enhet", "kolumnen står två gånger"),
    ],
)
def test_what_cannot_be_read_in_a_workbook_is_told_with_its_cell(cell, value, column, said, folder, tmp_path):
    text = TABLE.read_text(encoding="utf-8")
    table = as_workbook(tmp_path, text, lambda book: book[SHEET].__setitem__(cell, value))
    with pytest.raises(IssuesError) as raised:
        read_table(table, read_about(folder))
    assert [issue.sheet for issue in raised.value.issues if issue.column == column and said in issue.allowed] == [SHEET]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7", "filen är en PDF"),
        (b"<!doctype html><table>", "webbsida"),
        (b"", "filen är tom"),
        (TABLE.read_text(encoding="utf-8").encode("cp850"), "CP850"),
        (TABLE.read_bytes().replace(b";Trygga i", b';"Trygga i'), "citatteck"),
    ],
    ids=["pdf", "html", "empty", "cp850", "quote"],
)
def test_a_table_that_is_not_what_its_name_says_is_refused_in_swedish(content, said, folder, tmp_path):
    table = tmp_path / "plan.csv"
    table.write_bytes(content)
    with pytest.raises(IssuesError, match=said):
        read_table(table, read_about(folder))


def test_a_chart_in_place_of_the_table_is_called_a_chart(folder, tmp_path):
    def chart(book):
        book[SHEET].title = "Blad1"
        book.create_chartsheet(SHEET).add_chart(BarChart())

    with pytest.raises(IssuesError, match="bladet Plan är ett diagram utan celler"):
        read_table(as_workbook(tmp_path, "", chart), read_about(folder))


def test_a_number_out_of_all_is_read_and_declared_as_a_count(folder, tmp_path):
    text = TABLE.read_text(encoding="utf-8").splitlines()
    row = "Hållbar ort;Organisationsindikatorer;6;;Nämnder inom budget;Nämnder;nämnder;högre;annat;2019;2023"
    table = tmp_path / "antal.csv"
    table.write_text("\n".join([*text, row + ";;;5/9;;;9/9;;;;;;nej;nej;;"]), encoding="utf-8")
    run(folder, "--from", table)
    write_processed(folder)
    series, observations = load(root=folder)
    assert series.set_index("series").loc["6", ["target_type", "aggregation"]].tolist() == ["change;count", "count"]
    own = observations[observations["series"] == "6"]
    assert own[["value", "denominator"]].to_numpy().tolist() == [[5, 9], [9, 9]]


def test_what_the_lines_own_cells_contradict_is_told_in_the_table(folder, tmp_path):
    bad = tmp_path / "fel.csv"
    text = TABLE.read_text(encoding="utf-8").replace("2020-2023", "2019-2023").replace("4 200", "9,5/15")
    text = text.replace("gymnasiet;procent;högre;flickor och pojkar;2019", "gymnasiet;procent;högre;annat;1950")
    bad.write_text(text.replace("3 500", "15/15").replace("5 100", "9/15"), encoding="utf-8")
    with pytest.raises(IssuesError) as raised:
        read_table(bad, read_about(folder))
    assert [(issue.row, issue.column, issue.allowed) for issue in raised.value.issues] == [
        (2, "Gäller, cell I2", "raden har tal för två kön: välj kvinnor och män eller flickor och pojkar"),
        (2, "Utgångsår, cell J2", "ska vara ett årtal med fyra siffror, 2000 eller senare"),
        (4, "Utgång T, cell N4", "ett antal av alla är två heltal, som 9/15"),
        (6, "Genomsnitt, cell V6", "åren ska stå i ordning, efter utgångsåret och senast målåret"),
    ]


def test_a_unit_is_the_known_one_however_it_is_spelled(folder, tmp_path):
    table = tmp_path / "enhet.csv"
    table.write_text(TABLE.read_text(encoding="utf-8").replace(";procent;", ";Procent;"), encoding="utf-8")
    assert "Nya enheter" not in run(folder, "--from", table)
    write_processed(folder)
    assert set(load(root=folder).series["unit"]) == {"procent", "kg per invånare"}


def test_a_dash_is_a_row_that_the_plan_prints_without_a_number_and_its_outcome_is_followed(folder, tmp_path):
    table = tmp_path / "streck.csv"
    text = TABLE.read_text(encoding="utf-8").replace(";86,0;82,0;84,0;90;90;90;", ";–;-;84,0;;;90;").rstrip()
    row = "Hållbar ort;Ortsindikatorer;7;;Nytt mått;Nytt mått;procent;högre;annat;2019;2023;;;–;;;;;;–;;;nej;nej;;"
    table.write_text(f"{text}\n{row}\n", encoding="utf-8")
    run(folder, "--from", table)
    write_processed(folder)
    series, observations = load(root=folder)
    told = series.set_index("series")
    assert told.loc[["1", "7"], "sexes"].tolist() == ["women;men;total", "total"]
    assert told.loc[["1", "7"], "target_type"].tolist() == ["change", "follow"]
    rows = observations.set_index(["series", "geography", "sex", "kind"])["missing"]
    assert rows["1", "exempelkoping", "women"].to_dict() == {
        "baseline": "not_split_by_sex",
        "target": "total_target_only",
    }
    assert rows["7", "exempelkoping", "total"].to_dict() == {"baseline": "no_baseline", "target": "no_target"}
    assert rows["7", "riket", "total"].to_dict() == {"baseline": "no_baseline", "target": "not_applicable"}
    questions = (folder / "notebooks" / "01_trygg_uppvaxt.ipynb").read_text(encoding="utf-8")
    assert 'gap_closure(view, \\"2_ak_7\\")' in questions  # women and men of 1 have no baseline to start from


def test_a_count_above_all_or_beside_a_plain_number_is_refused_with_its_cell(folder, tmp_path):
    bad = tmp_path / "fel.csv"
    text = TABLE.read_text(encoding="utf-8")
    bad.write_text(text.replace(";0,4;", ";9/5;"), encoding="utf-8")
    with pytest.raises(IssuesError) as raised:
        read_table(bad, read_about(folder))
    assert [(issue.column, issue.value) for issue in raised.value.issues] == [
        ("Mål T, cell Q6", "1,0"), ("Utgång T, cell N6", "9/5"),
    ]  # fmt: skip


def test_a_plan_without_outcomes_can_be_seen_as_an_earlier_follow_up_knew_it(folder):
    run(folder, "--from", TABLE)
    raw = gather(folder)
    assert tidy(raw, 2020).observations["kind"].unique().tolist() == ["baseline", "target"]


def test_persons_are_about_people_and_a_per_cent_sign_is_the_unit_procent(folder, tmp_path):
    table = tmp_path / "fler.csv"
    text = TABLE.read_text(encoding="utf-8").replace("trygga;Trygga i åk 7;procent", "trygga;Trygga i åk 7;%").rstrip()
    row = "Hållbar ort;Ortsindikatorer;9;;Inrikes nettoinflyttning;Nettoinflyttning;personer;högre;annat;2019;2023"
    table.write_text(f"{text}\n{row};;;-85;;;50;;;;;;ja;nej;;SCB\n", encoding="utf-8")
    run(folder, "--from", table)
    write_processed(folder)
    series = load(root=folder).series.set_index("series")
    assert series.loc["9", ["individual_based", "additive_total"]].tolist() == [True, True]
    assert series.loc["2_ak_7", ["unit", "scale_max"]].tolist() == ["procent", 100]


def test_units_that_the_tool_does_not_know_are_told_to_be_read_through(folder, tmp_path):
    table = tmp_path / "enhet.csv"
    table.write_text(TABLE.read_text(encoding="utf-8").replace(";kg per invånare;", ";ton skräp;"), encoding="utf-8")
    assert "Nya enheter, läs igenom deras ord i units.csv: ton skräp.\n" in run(folder, "--from", table)
    assert "Nya enheter" not in run(folder, "--from", TABLE, "--change")


def test_a_target_can_be_set_against_a_group_that_the_plan_declares(folder, tmp_path):
    plan = folder / "data/raw/plan.toml"
    group = '[[groups]]\ngeography = "natverket"\nname = "Nätverket"\nword = "nätverket"\ngenitive = "nätverkets"\n'
    plan.write_text(f"{plan.read_text(encoding='utf-8')}\n{group}", encoding="utf-8")
    table = tmp_path / "grupp.csv"
    text = TABLE.read_text(encoding="utf-8").replace("85,1;;;nej", "85,1;nätverket;;nej")
    table.write_text(text, encoding="utf-8")
    run(folder, "--from", table)
    with (folder / "data/raw/declarations.csv").open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    assert (first["relative_to"], first["target_type"]) == ("natverket", "change;relative")
    table.write_text(text.replace("nätverket;", "grannen;"), encoding="utf-8")
    with pytest.raises(IssuesError, match="välj riket, nätverket; de står i"):
        read_table(table, read_about(folder))
