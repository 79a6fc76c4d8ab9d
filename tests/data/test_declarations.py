"""Declarations that the method cannot use, or that the plan's own figures contradict, are refused at their place."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from typed import typed

from helpers.data.declarations import declaration_issues, pair_issues
from helpers.data.plan import PLAN_KEY, correct, plan_observations
from helpers.data.tidy import gather, handed_in
from helpers.method.assess import assess
from helpers.storage.about import about
from helpers.storage.paths import project_root


@cache
def _tables():
    raw = gather(project_root())
    plan, _ = correct(raw.tables["plan"], raw.tables["corrections"])
    mapped = plan.merge(raw.tables["plan_rows"].drop(columns=["file", "line"]), on=PLAN_KEY)
    return *handed_in(raw), raw.tables["likely"], mapped


def _issues(series, rows):
    _, _, likely, mapped = _tables()
    pairs = pair_issues(mapped[mapped["series"].isin(series["series"])], series)
    return pairs + declaration_issues(series, rows, likely)


def _found(name, **changes):
    """Change cells of one declared row and return what is said of it: column and what is allowed."""
    series, figures, *_ = _tables()
    own = series[series["series"] == name].assign(**changes)
    issues = _issues(own, figures[figures["series"] == name])
    assert {issue.file for issue in issues} <= {"data/raw/declarations.csv"}
    return {column: "\n".join(i.allowed for i in issues if i.column == column) for column in series.columns}


def test_what_is_declared_today_is_not_contradicted():
    series, figures, *_ = _tables()
    assert _issues(series, figures) == []


# The plan's figures behind each case: L_alla 13,8 → 10,8; 6 3,7 → 3,7; 33 7,8/4,5/7,0 → 5,2 (lower); B 62 → 65; 25 → 90
# without a baseline; F_chefer_privat 26/74 → 30/70; 34 2,6 → 2,0; 35 9/15 → 15/15; N without a target.
@pytest.mark.parametrize(
    ("name", "changes", "column", "said"),
    [
        ("L_alla", {"better": "higher"}, "target_type", "ger hold"),
        ("L_alla", {"better": "higher", "target_type": "hold"}, "better", "”arbetslös” gör lower troligt"),
        ("L_alla", {"better": "higher"}, "better_reason", "skälet säger ”Lägre är bättre” men better är higher"),
        ("6", {"target_type": "change"}, "target_type", "(totalt 3,7 → 3,7)"),
        ("33", {"target_type": "hold"}, "target_type", "ger change"),
        ("B", {"target_type": "level"}, "target_type", "ger change"),
        ("25", {"target_type": "change"}, "target_type", "(totalt – → "),
        ("N", {"target_type": "change"}, "target_type", "(inget mål)"),
        ("B", {"target_type": "follow"}, "target_type", "ger change"),
        ("F_chefer_privat", {"better": "higher", "target_type": "change"}, "better", "gäller könsfördelningar"),
        ("B", {"better": "balance", "target_type": "balance"}, "better", "gäller könsfördelningar"),
        ("10", {"relative_to": ""}, "target_type", "relative_to tomt och aggregation value ger change"),
        ("10", {"relative_to": ""}, "relative_to", "”rikssnittet” gör riket troligt"),
        ("9", {"relative_to": "riket"}, "target_type", "relative_to riket och aggregation value ger change;relative"),
        ("34", {"relative_to": "riket"}, "target_type", "en serie kan inte vara både relative och mean"),
        ("34", {"period_start": ""}, "period_start", "ange ett år 2015–2019"),
        ("34", {"period_start": "2019", "period_end": "2016"}, "period_end", "ska vara 2019 eller senare"),
        ("34", {"period_end": "2020"}, "period_end", "ska ligga i planen, 2015–2019"),
        ("34", {"period_start": "2014"}, "period_start", "ska ligga i planen, 2015–2019"),
        ("34", {"period_reason": ""}, "period_reason", "ska anges när period_start anges"),
        ("34", {"aggregation": "value"}, "period_start", "anges bara för medelvärden"),
        ("34", {"aggregation": "value", "target_type": "hold", "period_start": "", "period_end": "",
                "period_reason": ""}, "aggregation", "”genomsnitt under mandatperioden” gör mean troligt"),
        ("B", {"aggregation": "mean"}, "period_start", "ett medelvärde gäller en period"),
        ("B", {"period_start": "2016"}, "period_start", "anges bara för medelvärden"),
        ("35", {"aggregation": "value", "target_type": "change"}, "aggregation", ": ett antal av alla, count"),
        ("1_totalt", {"aggregation": "count", "target_type": "level;count"}, "aggregation", "som 9/15; ange value"),
        ("35", {"scale_max": "15"}, "scale_min", "skalans botten 0 och ingen topp"),
        ("B", {"scale_max": "60"}, "scale_max", "planens tal går upp till "),
        ("A_inrikes", {"scale_min": "0"}, "scale_min", "planens tal går ned till −124; högst det"),
        ("B", {"scale_min": "100", "scale_max": "0"}, "scale_max", "ska vara större än scale_min, 100"),
        ("F_chefer_privat", {"scale_max": ""}, "scale_max", "en könsfördelning har skalan 0–100"),
        ("6", {"true_zero": "true"}, "true_zero", "ska vara false med skalans botten 1"),
        ("B", {"true_zero": "false"}, "true_zero", "ska vara true med skalans botten 0"),
        ("B", {"near_tolerance": "0", "near_reason": "Påhittat."}, "near_tolerance", "minst planens sista siffra, 1"),
        ("B", {"near_tolerance": "-1", "near_reason": "Påhittat."}, "near_tolerance", "minst planens sista siffra, 1"),
        ("B", {"near_tolerance": "40", "near_reason": "Påhittat."}, "near_tolerance", "mindre än vägen till målet"),
        ("N", {"near_tolerance": "1", "near_reason": "Påhittat."}, "near_tolerance", "inget mål att vara nära"),
        ("B", {"near_tolerance": "1"}, "near_reason", "ska anges när near_tolerance anges"),
        ("B", {"near_reason": "Påhittat."}, "near_reason", "annars vara tomt"),
        ("R", {"measured_years": "2017;2020"}, "measured_years", "ska ligga 2014–2019; 2020 gör det inte"),
        ("R", {"measured_years": "2019;2017"}, "measured_years", "åren ska stå i ordning, ett gång var"),
        ("R", {"measured_years": "2014"}, "measured_years", "minst ett mätår ska komma efter utgångsåret 2014"),
        ("B", {"breaks": "1921"}, "breaks", "ska ligga 2004–2029; 1921 gör det inte"),
        ("17", {"baseline_measured": "eskilstuna=2014"}, "baseline_measured", "ett annat år än det tryckta, 2014"),
        ("25", {"baseline_measured": "riket=2013"}, "baseline_measured", "planen trycker inget utgångsvärde för riket"),
        ("17", {"baseline_measured": "eskilstuna=2013;eskilstuna=2012"}, "baseline_measured", "får stå en gång"),
        ("B", {"women_word": "", "men_word": ""}, "women_word", "det finns värden för kvinnor och män"),
        ("B", {"men_word": "pojkar"}, "men_word", "ska vara män när women_word är kvinnor"),
        ("B", {"individual_based": "false"}, "individual_based", "det finns värden för kvinnor och män; ange true"),
        ("H", {"women_word": "kvinnor", "men_word": "män"}, "women_word", "anges bara för mått om personer"),
        ("A_totalt", {"weighted_total": "true"}, "additive_total", "inte vara både en summa och ett vägt medelvärde"),
        ("B", {"additive_total": "true", "weighted_total": "false"}, "additive_total", "bara antal kan läggas ihop"),
        ("F_chefer_privat", {"weighted_total": "true"}, "weighted_total", "inte är könsfördelningar; ange false"),
        ("A_totalt", {"additive_total": "false"}, "additive_total", "räknas i personer"),
        ("35", {"unit": "procent", "unit_counted": "false"}, "unit", "en enhet som räknas"),
        ("36", {"true_zero": "false"}, "true_zero", "ska vara true med enheten procent"),
        ("B", {"own_yardstick": "true"}, "own_yardstick", "vars total inte är vägd"),
        ("B", {"precision": "10"}, "precision", "ska vara planens sista tryckta siffra, 1"),
        ("9", {"precision": "0.1"}, "precision", "ska vara planens sista tryckta siffra, 1"),
        ("B", {"target_year": "2014"}, "target_year", "målåret ska vara senare än 2014"),
        ("K_atervinning", {"unlikely_reason": ""}, "better", "”avfall” gör lower troligt"),
        ("B", {"unlikely_reason": "Påhittat."}, "unlikely_reason", "ska vara tomt"),
    ],
)  # fmt: skip
def test_a_contradiction_is_refused_at_its_column_with_what_is_allowed(name, changes, column, said):
    assert said in _found(name, **changes)[column]


def test_a_pair_of_women_and_men_in_one_cell_is_a_distribution():
    series, *_, mapped = _tables()
    managers = series[series["series"] == "F_chefer_privat"]
    printed = mapped[mapped["series"] == "F_chefer_privat"].head(1).assign(sex="women/men", baseline="26/74", target="")
    assert pair_issues(printed, managers) == []
    (issue,) = pair_issues(printed, managers.assign(distribution="false"))
    assert issue.column == "distribution"
    assert issue.allowed.startswith("planen trycker 26/74: ett par för kvinnor och män är en könsfördelning")
    cells = plan_observations(printed.assign(line=1), managers, about(project_root()))
    assert cells[["sex", "kind", "value"]].to_numpy().tolist() == [
        ["women", "baseline", "26"], ["men", "baseline", "74"], ["women", "target", ""], ["men", "target", ""],
    ]  # fmt: skip


def test_a_target_that_leaves_balance_is_refused():
    series, figures, *_ = _tables()
    rows = figures[figures["series"] == "F_chefer_privat"].copy()
    women = (rows["kind"] == "target") & (rows["sex"] == "women") & (rows["geography"] == about().home)
    rows.loc[women, "value"] = "24"
    own = series[series["series"] == "F_chefer_privat"]
    (issue,) = _issues(own, rows)
    assert issue.allowed == "målet för kvinnor ska ligga närmare 50 än utgångsvärdet, 26 → 24"


def test_a_series_whose_sexes_imply_different_types_is_told_with_each():
    series, figures, *_ = _tables()
    rows = figures[figures["series"] == "9"].copy()
    women = (rows["kind"] == "target") & (rows["sex"] == "women") & (rows["geography"] == about().home)
    rows.loc[women, "value"] = "70"
    (issue,) = _issues(series[series["series"] == "9"], rows)
    assert issue.column == "target_type"
    assert "kvinnor 78 → 70 ger hold" in issue.allowed


def test_two_series_with_one_name_are_refused():
    series, figures, *_ = _tables()
    changed = series.assign(label=series["label"].mask(series["series"].isin(["B", "C"]), "Samma"))
    issues = _issues(changed, figures)
    assert [(issue.column, issue.value) for issue in issues] == [("label", "Samma")] * 2


FLIPS = {
    "better": ("higher", "lower", "balance"),
    "target_type": ("change", "hold", "level", "balance", "follow"),
    "aggregation": ("value", "mean", "count"),
    "relative_to": ("", "riket", "jamforbara_kommuner"),
    "true_zero": ("true", "false"),
    "distribution": ("true", "false"),
    "near_tolerance": ("0", "1", "1000"),
    "precision": ("10", "1", "0.1"),
}


def _classes(series, rows):
    """Class a series whose outcome of the target year is made up: at the target, half-way there, and at the start."""
    printed = rows[rows["kind"].isin(["baseline", "target"])]
    known = printed.assign(
        value=pd.to_numeric(printed["value"], errors="coerce"),
        denominator=pd.to_numeric(printed["denominator"], errors="coerce"),
        margin=float("nan"),
        year=printed["year"].astype(int),
    )
    declared = series.assign(
        **{name: series[name] == "true" for name in ("true_zero", "distribution", "weighted_total", "additive_total")},
        survey=False,
    )
    last = int(series["target_year"].iloc[0])
    pairs = known.pivot_table(index=["sex", "geography"], columns="kind", values="value").reset_index()
    told = []
    for share in (0, 0.5, 1):
        start = pairs["baseline"] if "baseline" in pairs else 0.9 * pairs.get("target", pd.Series(dtype=float))
        value = start + share * (pairs.get("target", start) - start)
        made = pairs[["sex", "geography"]].assign(
            value=value.round(1),
            kind="outcome",
            year=int(series["target_year"].iloc[0]),
            series=series["series"].iloc[0],
        )
        made["denominator"] = known["denominator"].max()
        columns = {name: made.get(name, "") for name in known.columns}
        figures = pd.concat([known, pd.DataFrame(columns).assign(margin=float("nan"))])
        told.append(assess(declared, figures, last)["level"].tolist())
    return told


def test_no_single_cell_that_decides_a_class_can_be_turned_without_a_word():
    series, figures, *_ = _tables()
    rows_of = dict(list(figures.groupby("series")))
    silent = []
    for column, value in [(column, value) for column, values in FLIPS.items() for value in values]:
        turned = series[series[column] != value].assign(**{column: value})
        told = {issue.row for issue in _issues(turned, figures)}
        for _, row in turned[~turned["line"].isin(told)].iterrows():
            rows, own = rows_of[row["series"]], series[series["series"] == row["series"]]
            if _classes(own.assign(**{column: value}), rows) != _classes(own, rows):
                silent.append((row["series"], column, value))
    assert silent == []


@pytest.mark.process
def test_the_commands_refuse_all_contradictions_at_once_and_write_nothing(tmp_path):
    shutil.copytree(project_root() / "data", tmp_path / "data")
    path = tmp_path / "data" / "raw" / "declarations.csv"
    text = path.read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.startswith("L_alla,"))
    text = text.replace(row, row.replace("procent,lower,", "procent,higher,"))
    text = text.replace("hold;mean,,,true,mean,2016,2019", "hold;mean,,,true,mean,2019,2016", 1)
    path.write_text(text, encoding="utf-8")
    before = {file: file.read_bytes() for file in Path(tmp_path / "data" / "processed").iterdir()}
    for command in ("data", "check"):
        done = typed("--root", tmp_path, command)
        assert done.returncode == 1
        assert "data/raw/declarations.csv, rad 26, kolumn target_type: ”change”" in done.stderr
        assert "kolumn period_end: ”2016”" in done.stderr
        assert "Traceback" not in done.stderr
    assert {file: file.read_bytes() for file in Path(tmp_path / "data" / "processed").iterdir()} == before
