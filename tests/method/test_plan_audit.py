"""Coverage, the plan's own figures, ambition, robustness, back-test and summing up. Outcomes are made up."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from strategies import declared, figures, observed, tables

from helpers import read
from helpers.method.assess import assess, counted
from helpers.method.coverage import STATUSES, coverage, coverage_summary, sex_coverage
from helpers.method.plan_audit import Triple, ambition, consistency, women_weight
from helpers.method.robustness import backtest, compound_ratio, robustness


def triple(women, men, total, kind="baseline", series="X", year=2014):
    where = {"kind": kind, "year": year, "series": series, "definition": ""}
    return [observed(v, sex=s, **where) for s, v in (("women", women), ("men", men), ("total", total))]


def row_of(frame: pd.DataFrame, **where) -> pd.Series:
    for name, value in where.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1
    return frame.iloc[0]


# --- Coverage --------------------------------------------------------------------------------------------------------


def test_every_expected_cell_has_a_figure_or_a_reason():
    rows = [
        *figures(52, 65, {2015: 53, 2017: 55}),
        observed(60, kind="related", year=2016),
        *figures(55, None, {2015: 56}, sex="women"),
        observed(missing="protected", year=2016, sex="women"),
    ]
    cells = coverage(*tables(rows, breaks="2017"), 2017)
    found = {
        (sex, year): status for sex, year, status in zip(cells["sex"], cells["year"], cells["status"], strict=True)
    }
    assert found == {
        ("women", 2014): "baseline",
        ("women", 2015): "outcome",
        ("women", 2016): "protected",
        ("women", 2017): "not_found",
        ("men", 2014): "not_split_by_sex",
        ("men", 2015): "not_split_by_sex",
        ("men", 2016): "not_found",
        ("men", 2017): "not_found",
        ("total", 2014): "baseline",
        ("total", 2015): "outcome",
        ("total", 2016): "related",
        ("total", 2017): "break_in_series",
    }


def test_a_baseline_that_the_plan_leaves_empty_keeps_its_own_reason():
    rows = [observed(kind="baseline", missing="no_baseline"), *figures(None, 400, {2015: 225})]
    cells = coverage(*tables(rows, sexes="total"), 2015)
    assert cells["status"].tolist() == ["no_baseline", "outcome"]


def test_only_the_declared_years_are_expected():
    cells = coverage(*tables([], sexes="women", measured_years="2017;2019"), 2020)
    assert cells["year"].tolist() == [2014, 2017, 2019]
    assert set(cells["status"]) == {"not_found"}


def test_no_year_after_the_target_year_is_expected():
    assert coverage(*tables([], sexes="total"), 2021)["year"].tolist() == list(range(2014, 2020))


def test_the_summary_counts_all_cells_by_status():
    made = tables(
        figures(52, 65, {2015: 53}),
        declared(sexes="total"),
        declared(series="Y", area="fler_jobb", sexes="total"),
    )
    counts = coverage_summary(coverage(*made, 2016))
    assert counts["area"].tolist() == ["kvalitet", "fler_jobb", ""]
    everything = row_of(counts, area="")
    assert (everything["known"], everything["expected"], everything["not_found"]) == (2, 6, 4)
    assert sum(everything[status] for status in STATUSES) == everything["expected"]


def test_sex_coverage_counts_series_with_both_sexes_in_one_year():
    rows = [
        *figures(55, 60, {2015: 56, 2016: 57}, sex="women", series="A"),
        *figures(48, None, {2016: 50}, sex="men", series="A"),
        *figures(55, None, {2015: 56}, sex="women", series="B"),
        *figures(48, None, {2016: 50}, sex="men", series="B"),
        *figures(22, 25, {2016: 26}, sex="men", series="F"),
        *figures(52, 65, {2016: 57}, series="not about people"),
    ]
    made = tables(
        rows,
        declared(series="A"),
        declared(series="B", area="fler_jobb"),
        declared(series="F", better="balance", target_type="balance", distribution=True),
        declared(series="not about people", individual_based=False),
    )
    early, late = (row_of(sex_coverage(*made, year), area="") for year in (2015, 2016))
    assert (late["individual_based"], late["baseline_both"], late["target_both"], late["outcome_both"]) == (3, 3, 1, 2)
    assert late["outcome_share"] == pytest.approx(2 / 3)
    assert late["without"] == "B"
    assert early["outcome_both"] == 0
    assert sex_coverage(*made, 2016)["area"].tolist() == ["kvalitet", "fler_jobb", ""]


# --- Consistency -----------------------------------------------------------------------------------------------------


def test_the_printed_unemployment_of_2014_implies_60_to_73_percent_women():
    # (13.8 - 14.8) / (13.3 - 14.8) = 2/3. Ends: (13.85 - 14.75) / (13.25 - 14.75) = 0.6 and
    # (13.75 - 14.85) / (13.35 - 14.85) = 1.1 / 1.5 = 0.733.
    case = Triple("L", "eskilstuna", "baseline", 2014, Decimal("13.3"), Decimal("14.8"), Decimal("13.8"))
    weight, low, high = women_weight(case, Decimal("0.1"))
    assert (round(weight, 4), low, round(high, 4)) == (Decimal("0.6667"), Decimal("0.6"), Decimal("0.7333"))


def test_a_total_that_is_apart_from_its_sister_rows_is_shown():
    # The plan's own rows of L.
    made = tables(
        triple(13.3, 14.8, 13.8, series="L_alla")
        + triple(10.0, 11.5, 10.8, kind="target", year=2019, series="L_alla")
        + triple(31.6, 32.9, 32.3, series="L_utlandsfodda")
        + triple(21.0, 26.7, 24.0, series="L_ungdomar"),
        *(
            declared(series=slug, indicator="L", precision="0.1", better="lower")
            for slug in ("L_alla", "L_utlandsfodda", "L_ungdomar")
        ),
    )
    checks = consistency(*made)
    odd = row_of(checks, verdict="apart_from_sisters")
    assert (odd["series"], odd["year"], odd["total"]) == ("L_alla", 2014, 13.8)
    assert odd["sister_low"] == pytest.approx(0.4615, abs=0.0001)
    assert odd["sister_high"] == pytest.approx(0.4737, abs=0.0001)
    assert (checks["verdict"] == "ok").sum() == 3


@pytest.mark.parametrize(
    ("figures_of_all", "verdict"),
    [
        ((55, 48, 52), "no_sisters"),
        ((40, 42, 41), "skipped_small_gap"),
        ((55, 48, 56), "no_sisters"),
        ((55, 48, 57), "total_outside"),
        ((55, 48, 46), "total_outside"),
        ((50, 50, 52), "total_outside"),
    ],
)
def test_a_total_lies_between_women_and_men_within_the_rounding(figures_of_all, verdict):
    assert consistency(*tables(triple(*figures_of_all)))["verdict"].tolist() == [verdict]


def test_a_total_that_is_no_weighted_mean_is_not_checked():
    checks = consistency(*tables(triple(96.6, 93.1, 99), weighted_total=False))
    assert checks["verdict"].tolist() == ["skipped_not_weighted"]


@pytest.mark.parametrize(
    ("rows", "changes", "verdict"),
    [
        (figures(52, 65, {2016: 101}), {"scale_max": 100}, "above_scale"),
        (figures(52, 65, {2016: -1}), {"scale_min": 0}, "below_scale"),
        (figures(9, 15, {2016: 16}, denominator=15), {"aggregation": "count"}, "more_than_n"),
        (figures(65, 52), {}, "change_contradicted"),
        (figures(52, 52), {}, "change_contradicted"),
        (figures(52, 65), {"target_type": "hold"}, "hold_contradicted"),
        (figures(52, 65), {"target_type": "level"}, "level_with_baseline"),
        (figures(None, 65), {}, "change_without_baseline"),
        (figures(None, 65), {"target_type": "follow"}, "follow_with_target"),
        (figures(40, 30), {"target_type": "balance", "better": "balance"}, "balance_contradicted"),
        (
            figures(52, 65, {2016: 60}),
            {"relative_to": "riket", "comparator": "riket"},
            "comparator_missing",
        ),
        (figures(52, 65, {2016: 60}) + figures(outcomes={2016: 61}, source="b"), {}, "several_outcomes"),
    ],
)  # fmt: skip
def test_each_issue_is_found_once(rows, changes, verdict):
    assert consistency(*tables(rows, **changes))["verdict"].tolist() == [verdict]


def test_shares_of_women_and_men_sum_to_100():
    rows = figures(63, 60, sex="women") + figures(37, 42, sex="men")
    checks = consistency(*tables(rows, better="balance", target_type="balance", distribution=True))
    issue = row_of(checks, verdict="not_100")
    assert (issue["kind"], issue["value"]) == ("target", 102)


def test_figures_in_order_have_no_issues():
    assert consistency(*tables(figures(52, 65, {2016: 60}), scale_min=0, scale_max=100)).empty


# --- Ambition --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("baseline", "target", "better", "word"),
    [(52, 65, "higher", "better"), (15, 15, "lower", "equal"), (1194, 1000, "higher", "behind"),
     (None, 100, "higher", "no_baseline")],
)  # fmt: skip
def test_targets_that_are_not_better_than_their_baseline_are_named(baseline, target, better, word):
    row = row_of(ambition(*tables(figures(baseline, target), better=better)), sex="total")
    assert row["ambition"] == word


@pytest.mark.parametrize(("riket", "passed"), [(3.3, "no"), (3.4, "yes"), (3.5, "yes")])
def test_a_target_that_riket_already_met_is_named(riket, passed):
    rows = [*figures(3.2, 3.4), observed(riket, kind="baseline", geography="riket")]
    assert row_of(ambition(*tables(rows, comparator="riket")), sex="total")["riket_passed"] == passed


def test_a_target_behind_rikets_own_is_named():
    riket = [
        observed(2.7, kind=kind, geography="riket", year=year) for kind, year in (("baseline", 2014), ("target", 2019))
    ]
    row = row_of(ambition(*tables([*figures(7.1, 5.9), *riket], better="lower", comparator="riket")), sex="total")
    assert (row["riket_passed"], row["behind_riket"], row["planned_change"]) == ("yes", "yes", pytest.approx(-1.2))


@pytest.mark.parametrize(
    ("men_target", "word", "size"), [(11.5, "equal", 1.5), (10.5, "better", 0.5), (12, "behind", 2)]
)
def test_a_planned_gap_that_does_not_narrow_is_named(men_target, word, size):
    rows = figures(13.3, 10, sex="women") + figures(14.8, men_target, sex="men")
    row = row_of(ambition(*tables(rows, better="lower", precision="0.1")), sex="gap")
    assert (row["ambition"], row["baseline"], row["target"]) == (word, 1.5, size)


def test_riket_is_put_in_the_same_terms_for_balance():
    rows = [*figures(63, 60, sex="women"), observed(66, kind="baseline", geography="riket", sex="women")]
    made = tables(rows, better="balance", target_type="balance", distribution=True, comparator="riket")
    row = row_of(ambition(*made), sex="women")
    assert (row["target"], row["riket_baseline"], row["riket_passed"]) == (10, 16, "no")


def test_the_plans_own_targets_that_ask_for_no_improvement():
    weighed = ambition(*read.load())
    total = weighed[weighed["sex"] == "total"]
    assert set(total.loc[total["ambition"] == "behind", "series"]) == {"A_totalt", "15", "34"}
    equal = {"6", "8", "38_grundskola", "38_gymnasium", "38_arsarbetare"}
    assert set(total.loc[total["ambition"] == "equal", "series"]) == equal
    gaps = weighed[(weighed["sex"] == "gap") & (weighed["ambition"] != "better")]
    assert set(gaps["series"]) == {"6", "L_alla"}


def test_the_plans_only_odd_total_is_the_unemployment_of_2014():
    checks = consistency(*read.load())
    plan = checks[checks["kind"].isin(["baseline", "target"]) & ~checks["verdict"].str.match("ok|no_sisters|skipped")]
    assert plan[["series", "year", "verdict"]].values.tolist() == [["L_alla", 2014, "apart_from_sisters"]]


# --- Robustness and back-test ----------------------------------------------------------------------------------------


def test_compound_growth_calls_300_ideas_on_track():
    row = {"baseline": 82, "target": 700, "value": 300, "year": 2017, "baseline_year": 2014, "target_year": 2019}
    assert compound_ratio(row) == pytest.approx(1.01, abs=0.005)


@pytest.mark.parametrize(("baseline", "target"), [(-124, 200), (0, 10), (3.7, 3.7)])
def test_compound_growth_is_undefined_from_zero_below_or_to_the_same(baseline, target):
    row = {"baseline": baseline, "target": target, "value": 5, "year": 2017, "baseline_year": 2014, "target_year": 2019}
    assert compound_ratio(row) is None


def test_the_robustness_table_counts_the_classes_that_change():
    # Compound growth of "even" is 0.80 of what is needed where the straight line says 0.67: both are behind.
    made = tables(
        figures(82, 700, {2017: 300}, series="26")
        + figures(-124, 200, {2017: 70}, series="A")
        + figures(100, 200, {2017: 140}, series="even")
        + figures(50, 90, {2017: 83.4}, series="near")
        + figures(50, 90, {2017: 86.5}, series="nearer")
        + figures(1194, 1000, {2017: 960}, series="held")
        + figures(52, 65, {2017: 64.5}, series="half"),
        *(declared(series=slug, sexes="total") for slug in ("26", "A", "even", "near", "nearer", "half")),
        declared(series="held", sexes="total", target_type="hold"),
    )
    table = robustness(*made, 2017).set_index("variant")
    assert table.loc["cagr", ["comparable", "changed", "undefined", "series"]].tolist() == [5, 1, 1, "26"]
    assert table.loc["near_double", ["comparable", "changed", "series"]].tolist() == [7, 1, "near"]
    assert table.loc["near_half", ["comparable", "changed", "series"]].tolist() == [7, 2, "nearer;held"]
    assert table.loc["no_rounding", ["changed", "series"]].tolist() == [1, "half"]
    assert table.loc["no_relation", "share"] == 0
    assert pd.isna(table.loc["two_point_slope", "share"])


def test_dropping_the_relation_changes_a_relative_target():
    rows = [*figures(90.1, 91, {2017: 91.2}), observed(91.5, geography="riket", year=2017)]
    made = tables(rows, relative_to="riket", comparator="riket", precision="0.1")
    assert robustness(*made, 2017).set_index("variant").loc["no_relation", "changed"] == 1


def test_a_two_point_slope_can_change_a_projection():
    # Median slope of 50, 50, 50, 68 (2014-2017) is 3; first to last it is 6: 50 + 30 = 80.
    made = tables(figures(50, 80, {2015: 50, 2016: 50, 2017: 68}))
    row = robustness(*made, 2017).set_index("variant").loc["two_point_slope"]
    assert (row["comparable"], row["changed"]) == (1, 1)


def test_the_back_test_compares_earlier_projections_with_the_outcome():
    made = tables(figures(50, 70, {2015: 52, 2016: 56, 2019: 72}))
    table = backtest(*made, 2019)
    assert table["as_of"].tolist() == [2015, 2016, 2017, 2018]
    first, second = table.iloc[0], table.iloc[1]
    # From two points: 50 + 5 * 2 = 60, shown but not classed.
    assert (first["projection"], first["error"], first["hit"], first["inside"]) == (60, -12, "", "")
    # From three points 65, range 60 to 68: ej uppnått, but 72 came.
    assert (second["projection"], second["error"], second["hit"], second["inside"]) == (65, -7, "no", "no")
    assert (second["actual"], second["actual_level"]) == (72, "met")


def test_without_an_outcome_in_the_target_year_there_is_nothing_to_test():
    assert backtest(*tables(figures(50, 70, {2015: 52, 2016: 56, 2018: 72})), 2019).empty


# --- Summing up ------------------------------------------------------------------------------------------------------


def test_rows_for_the_sexes_do_not_count_beside_their_total():
    rows = figures(55, 60, {2019: 60}, sex="women") + figures(48, 60, {2019: 60}, sex="men")
    made = tables(rows + figures(52, 60, {2019: 60}))
    assert counted(assess(*made, 2019), made.series)["sex"].tolist() == ["total"]
