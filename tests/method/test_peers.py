"""A group of municipalities beside the municipality, worked out by hand from data/raw/groups, and made-up ties."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest
from frozen import FROZEN

from helpers.data.as_reported import typed
from helpers.data.tidy import gather, tidy
from helpers.followup import follow_up
from helpers.method.assess import assess
from helpers.method.peers import peers, place
from helpers.model.about import Geography
from helpers.model.issues import IssuesError
from helpers.storage.about import about
from helpers.view import assessment_file, set_beside


def of(area: str, measure: str, year: int) -> pd.DataFrame:
    table = follow_up(area, 2019, "r9").peers
    return table[(table["measure"] == measure) & (table["year"] == year)].set_index("sex")


def test_mean_lowest_highest_and_place_of_the_nine_by_sex():
    """9 in 2019: 69.257 80.591 74.253 73.802 75.387 78.870 73.602 73.910 add up to 599.672; a mean of 74.959.

    Own total 69.709 is above the lowest only: place 8 of 9. Girls' 70.973 is below all (72.014): 9. Boys' 68.412 is
    above Gävle's 66.667 only: 8.
    """
    rows = of("hojd_utbildningsniva", "9_samma", 2019)
    assert rows.loc["total", ["mean", "lowest", "highest"]].tolist() == pytest.approx([74.959053, 69.25734, 80.591])
    assert rows["place"].to_dict() == {"total": 8, "women": 9, "men": 8}
    assert set(rows["n"]) == set(rows["of"]) == {8}


def test_a_municipality_without_a_figure_is_counted_out_and_the_rest_said():
    """33 in 2019, lower is better: 6.0 6.4 6.7 6.0 6.4 6.2 5.7 add up to 43.4, a mean of 6.2; the own 7.2 is last."""
    row = of("attraktiv_arbetsgivare", "33_samma", 2019).loc["total"]
    assert (row["n"], row["of"], row["place"]) == (7, 8, 8)
    assert [row["mean"], row["lowest"], row["highest"]] == pytest.approx([6.2, 5.7, 6.7])


@pytest.mark.parametrize(
    ("own", "better", "expected"),
    [
        ("70.04", "higher", (2, 2)),  # 71 is better; 70.0 and 70.02 are printed as 70,0 too
        ("70.04", "lower", (2, 2)),  # 68 is better
        ("72", "higher", (1, 0)),
        ("49", "balance", (1, 0)),  # 1 from 50; the nearest of the others is 18 away
    ],
)
def test_figures_that_are_printed_alike_share_a_place(own, better, expected):
    others = [Decimal(text) for text in ("71", "70.0", "70.02", "68")]
    assert place(Decimal(own), others, better, Decimal("0.1")) == expected


def test_a_year_without_the_municipalitys_own_figure_has_no_place():
    groups = pd.DataFrame(
        [("m", "a", "total", 2019, 4.0), ("m", "b", "total", 2019, 6.0)],
        columns=["measure", "geography", "sex", "year", "value"],
    )
    measures = pd.DataFrame([{"key": "m", "series": "X", "same": False, "better": "higher", "precision": 0.1}])
    none = pd.DataFrame(columns=["measure", "value", "definition", "source", "geography", "sex", "year"])
    (row,) = peers(groups, measures, none, "home", ("a", "b", "c")).to_dict("records")
    assert (row["n"], row["of"], row["mean"], row["lowest"], row["highest"]) == (2, 3, 5.0, 4.0, 6.0)
    assert pd.isna(row["place"]) and pd.isna(row["value"])


def test_no_class_changes_with_what_is_compared():
    files = {
        code: assessment_file(follow_up(None, 2019, code).assessment).to_csv() for code in ("riket", "r9", "ingen")
    }
    assert files["r9"] == files["riket"] == files["ingen"]


def test_a_relative_target_may_name_a_group_and_is_judged_against_its_mean():
    """7 in 2019: the eight add up to 41.284545, a mean of 5.160568; 4.98 is fewer, and the target 5.4 is reached."""
    raw = gather(FROZEN)
    declared = raw.tables["declarations"].set_index("series", drop=False)
    declared.loc["7", ["relative_to", "unlikely_reason"]] = "r9", "Ett påhittat mål, för provet."
    raw.tables["declarations"] = declared.reset_index(drop=True)
    series, observations = typed(tidy(raw))
    mean = observations[(observations["geography"] == "r9") & (observations["year"] == 2019)]
    assert mean["value"].tolist() == [5.160568]
    assert mean["comment"].tolist() == ["Ovägt medelvärde av 8 av 8 kommuner."]
    row = assess(series, observations, 2019).set_index(["series", "sex"]).loc[("7", "total")]
    assert (row["level"], row["relation_met"]) == ("met", "yes")
    assert "comparator_unnamed" not in row["flags"]


def test_a_target_relative_to_what_nobody_declared_is_refused_with_what_is_declared(tmp_path):
    shutil.copytree(FROZEN / "data", tmp_path / "data")
    path = tmp_path / "data" / "raw" / "declarations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("jamforbara_kommuner", "r8"), encoding="utf-8")
    with pytest.raises(IssuesError, match="riket, r9, jamforbara_kommuner"):
        tidy(gather(tmp_path))


def test_a_second_comparator_takes_the_place_beside_where_it_has_figures():
    """The county is made up: 17 has a figure of it, the other series keep what the plan has beside them."""
    view = follow_up("fler_jobb", 2019)
    county = Geography("lan", "Länet", "länet", "länets")
    facts = replace(about(), comparators=(*about().comparators, county))
    figure = view.all_observations.query("series == '17' and geography == 'riket' and year == 2019").iloc[:1]
    observations = pd.concat([view.all_observations, figure.assign(geography="lan", value=33.0)], ignore_index=True)
    series, shown = set_beside(view.series, observations, facts, "lan")
    beside = series.set_index("series")["beside_genitive"]
    assert (beside["17"], beside["L_alla"]) == ("länets", "rikets")
    assert shown.query("series == '17' and geography != 'eskilstuna'")["value"].tolist() == [33.0]
    assert set(shown.query("series == 'L_alla'")["geography"]) == {"eskilstuna", "riket"}
