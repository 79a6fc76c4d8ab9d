"""A series that continues one of an earlier plan: its history is shown, never judged; every figure here is made up."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from helpers.cards import rows_of
from helpers.charts.of_series import points
from helpers.data.as_reported import stage
from helpers.data.package import write_processed
from helpers.data.tidy import gather, handed_in, notices
from helpers.followup import follow_up
from helpers.form.intake import check_files, know, write_taken
from helpers.form.layout import expected_cells
from helpers.method.assess import assess
from helpers.model.issues import IssuesError
from helpers.model.schemas import columns
from helpers.newplan.command import start, take_in
from helpers.read import load
from helpers.tables.series_table import series_table

TABLE = Path(__file__).parents[1] / "newplan" / "plan.csv"
HEAD = "series,geography,sex,year,kind,value,denominator,missing,source"
THEN = [f"L,exempelkoping,{sex},{year},outcome,{value},,,Påhittad källa" for sex, year, value in (
    ("women", 2016, 80), ("women", 2017, 81), ("women", 2018, 83), ("women", 2019, 86),
    ("total", 2018, 81), ("total", 2019, "84.04"), ("men", 2019, "80.5"))]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A plan of 2020-2023 with baselines of 2019, beside the folder of the plan before it."""
    start(tmp_path / "nu", "Exempelköping", "Målplan 2020–2023")
    take_in(TABLE, tmp_path / "nu", False)
    earlier(tmp_path / "da", "L,procent,exempelkoping,", *THEN)
    declare(tmp_path / "nu", "../da", {"1": "2016-2019/L"})
    return tmp_path / "nu"


def earlier(folder: Path, series: str, *rows: str) -> None:
    tables = folder / "data" / "processed"
    tables.mkdir(parents=True, exist_ok=True)
    (tables / "series.csv").write_text(f"series,unit,geography,breaks\n{series}\n", encoding="utf-8")
    (tables / "observations.csv").write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")


def declare(folder: Path, place: str, continues: dict[str, str]) -> None:
    plan, path = folder / "data/raw/plan.toml", folder / "data/raw/declarations.csv"
    text = plan.read_text(encoding="utf-8").partition("\n[[earlier]]")[0]
    plan.write_text(f'{text}\n[[earlier]]\nplan = "2016-2019"\nfolder = "{place}"\n', encoding="utf-8")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row | {"continues": continues.get(row["series"], "")} for row in csv.DictReader(file)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def history(folder: Path) -> list[tuple[str, int, float]]:
    write_processed(folder)
    rows = load(root=folder).observations
    rows = rows[rows["kind"] == "earlier"]
    return list(rows[["sex", "year", "value"]].itertuples(index=False, name=None))


def test_the_earlier_plans_outcomes_before_the_baseline_are_history(folder):
    assert history(folder) == [("total", 2018, 81), ("women", 2016, 80), ("women", 2017, 81), ("women", 2018, 83)]


@pytest.mark.parametrize("left_out", [[], ["target"]], ids=["with a target", "without"])
def test_history_changes_no_class(folder, left_out):
    history(folder)
    series, observations = load(root=folder)
    rows = observations[~observations["kind"].isin(left_out)]
    plain = rows[rows["kind"] != "earlier"]
    pd.testing.assert_frame_equal(assess(series, rows, 2021), assess(series, plain, 2021))


@pytest.mark.parametrize(
    "then", [("L,procent,exempelkoping,2017", THEN),
             ("L,procent,exempelkoping,", [*THEN, "L,exempelkoping,women,2017,outcome,,,break_in_series,Påhittad"])],
    ids=["declared", "stated"])  # fmt: skip
def test_history_stops_at_a_break_and_check_tells_what_is_left_out(folder, then):
    series, rows = then
    earlier(folder.parent / "da", series, *rows)
    assert ("women", 2016, 80) not in history(folder)
    assert ("women", 2018, 83) in history(folder)
    left = [line for line in notices(folder) if "kolumn continues" in line]
    assert len(left) == 1
    assert "mätningen lades om 2017: utfallen 2016 visas inte" in left[0]


def test_a_baseline_that_is_not_the_earlier_plans_last_outcome_is_told_with_its_cell(folder):
    # women 86 is the plan's 86,0, and 84,04 is 84,0 at the plan's digits; men have 82,0 in the plan and 80,5 then
    assert [line.split(" (")[0] for line in notices(folder)] == [
        "data/raw/plan.csv, rad 3, kolumn baseline: ”82,0” – den förra planens senaste utfall 2019 är 80,5"
    ]


def test_every_reference_that_leads_nowhere_is_told_at_once(folder):
    declare(folder, "../da", {"1": "2012-2015/L", "2_ak_7": "2016-2019/M", "3": "2016-2019/L"})
    with pytest.raises(IssuesError) as raised:
        handed_in(gather(folder))
    assert [(issue.row, issue.column, issue.allowed.split(",")[0]) for issue in raised.value.issues] == [
        (2, "continues", "planen 2012-2015 finns inte under [[earlier]] i plan.toml; där finns 2016-2019"),
        (3, "continues", "serien M finns inte i ../da"),
        (4, "continues", "den förra serien mäts i procent"),
    ]
    declare(folder, "../finns_inte", {"1": "2016-2019/L"})
    with pytest.raises(IssuesError, match=r"\.\./finns_inte/data/processed finns inte"):
        handed_in(gather(folder))


def lines(path: Path, *rows: str) -> Path:
    head = "Serie;Område;Kön;År;Värde;Källa"
    path.write_text("\n".join([head, *(f"{row};Påhittad källa" for row in rows)]), encoding="utf-8")
    return path


def test_outcomes_from_before_the_baseline_are_taken_in_for_a_series_that_continues_another(folder, tmp_path):
    declare(folder, "", {"1": "2016-2019/L"})
    raw = gather(folder)
    handed = lines(tmp_path / "svar.csv", "1;Exempelköping;totalt;2017;80,5")
    assert write_taken(folder, raw, check_files([handed], know(raw), 2021))
    assert history(folder) == [("total", 2017, 80.5)]
    again = check_files([handed], know(gather(folder)), 2021)
    assert [one.what for one in again.decisions[2021]] == ["unchanged"]


def test_outcomes_from_before_the_baseline_are_refused_for_a_series_that_continues_none(folder, tmp_path):
    handed = lines(tmp_path / "svar.csv", "3;Exempelköping;totalt;2017;4 500")
    with pytest.raises(IssuesError, match="före planens utgångsår 2019"):
        check_files([handed], know(gather(folder)), 2021)


def test_the_form_of_a_year_before_the_baseline_asks_for_the_series_that_continue_another(folder):
    history(folder)
    cells = expected_cells(*load(root=folder), 2018, None)
    assert set(cells["series"]) == {"1"}


def test_chart_and_table_show_the_history_as_the_earlier_plans(folder):
    history(folder)
    series, observations, rows = rows_of(follow_up("trygg_uppvaxt", 2021, root=folder), "1")
    drawn = points(series, observations)
    assert drawn.loc[drawn["kind"] == "earlier", "year"].tolist() == [2018, 2016, 2017, 2018]
    heads = series_table(series, observations, rows).heads
    assert heads[1:5] == ["2016 förra planen", "2017 förra planen", "2018 förra planen", "2019 utgångsvärde"]


def test_all_that_is_told_of_an_earlier_outcome_comes_along_but_what_was_tried_against_that_plan(folder):
    told = {"margin": "1.5", "denominator": "200", "comment": "Påhittad", "definition": "close", "accepted": "Påhittat",
            "source_url": "https://exempel.invalid"}  # fmt: skip
    row = dict.fromkeys(columns("observations"), "") | told | {"identity": "proved", "identity_reason": "Samma"}
    row |= {"series": "L", "geography": "exempelkoping", "sex": "total", "year": "2018", "kind": "outcome",
            "value": "81", "source": "Påhittad källa"}  # fmt: skip
    path = folder.parent / "da/data/processed/observations.csv"
    path.write_text(f"{','.join(row)}\n{','.join(row.values())}\n", encoding="utf-8")
    (kept,) = gather(folder).tables["earlier"].to_dict("records")
    assert {name: kept[name] for name in told} == told
    assert (kept["identity"], kept["identity_reason"]) == ("", "")
    assert (kept["series"], kept["sex"], kept["year"], kept["value"]) == ("1", "total", "2018", "81")


def test_a_follow_up_as_it_was_known_finds_the_earlier_plan_from_its_copy(folder, tmp_path):
    history(folder)
    copy = tmp_path / "kopia" / "langt" / "bort"
    copy.mkdir(parents=True)
    assert history(stage(folder, 2021, copy)) == history(folder)


def test_what_breaks_the_schema_of_the_earlier_plans_tables_is_told_where_it_stands_all_at_once(folder):
    bad = ["L,exempelkoping,kvinnor,2016,outcome,80,,,Påhittad källa", "L,exempelkoping,men,2017,outcome,81 %,,,",
           "K,exempelkoping,men,två tusen,outcome,81,,,Påhittad källa"]  # fmt: skip
    earlier(folder.parent / "da", "L,procent,exempelkoping,inget", *THEN[1:], *bad)
    declare(folder, "../da", {"1": "2016-2019/L", "2": "2016-2019/L"})
    with pytest.raises(IssuesError) as caught:
        write_processed(folder)
    told = {(issue.file, issue.row, issue.column) for issue in caught.value.issues}
    series, figures = (f"../da/data/processed/{name}.csv" for name in ("series", "observations"))
    first = len(THEN) + 1
    assert told == {(series, 2, "breaks"), (figures, first, "sex"), (figures, first + 1, "value"),
                    (figures, first + 1, "source"), (figures, first + 2, "year")}  # fmt: skip
    assert len(caught.value.issues) == len(told)


def test_an_earlier_plan_without_its_figures_is_told(folder):
    (folder.parent / "da/data/processed/observations.csv").unlink()
    with pytest.raises(IssuesError, match=r"\.\./da/data/processed/observations\.csv.*filen saknas"):
        write_processed(folder)


def test_a_personal_number_among_the_earlier_plans_figures_is_refused_when_they_are_read(folder):
    earlier(folder.parent / "da", "L,procent,exempelkoping,", f"{THEN[0]} 19121212-1212", *THEN[1:])
    with pytest.raises(IssuesError, match=r"da/data/processed/observations\.csv, rad 2.*personnummer"):
        write_processed(folder)
