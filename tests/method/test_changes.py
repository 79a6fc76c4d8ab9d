"""Made-up outcomes beside the plan's own figures; the classes are worked out by hand from docs/metod.md."""

import pandas as pd
import pytest
from frozen import FROZEN
from part_of_plan import part_of_plan

from helpers.data.as_reported import load_as_reported, reasons_for_change
from helpers.data.package import write_processed
from helpers.method.changes import COLUMNS, changed_values, changes, level_change, tally
from helpers.model.numbers import NBSP
from helpers.model.schemas import columns
from helpers.read import load
from helpers.text.changes import new_outcomes, sentences, tally_sentence

SERIES, OBSERVATIONS = load(root=FROZEN)
PLAN = OBSERVATIONS[OBSERVATIONS["kind"].isin(["baseline", "target"])]


def tables(*rows, series="6"):
    """Give one series of the plan with made-up outcomes ``(sex, year, value)``; 6 is to be held at 3,7."""
    blank = {"geography": "eskilstuna", "kind": "outcome", "source": "Påhittat", "comment": "", "missing": ""}
    more = {"denominator": None, "margin": None, "definition": "exact", "source_url": "", "decimals": 1}
    names = ("sex", "year", "value", "denominator")
    outcomes = [blank | more | {"series": series} | dict(zip(names, row, strict=False)) for row in rows]
    plan = PLAN[PLAN["series"] == series]
    joined = pd.concat([plan, pd.DataFrame(outcomes, columns=plan.columns)]) if outcomes else plan
    joined = joined.astype({"value": float, "denominator": float, "margin": float}).reset_index(drop=True)
    return SERIES[SERIES["series"] == series].reset_index(drop=True), joined


def row_of(frame, sex="total"):
    return frame[frame["sex"] == sex].iloc[0]


def told(year, *rows, before=None, series="6", sex="total", reasons=None, say=sentences):
    declared, observations = tables(*rows, series=series)
    known = None if before is None else tables(*before, series=series)[1]
    compared = changes(declared, observations, year, known)
    values = changed_values(observations, year, known, reasons)
    return say(declared.iloc[0], row_of(compared, sex), values.to_dict("records"))


def new(year, *rows, **how):
    return told(year, *rows, say=new_outcomes, **how)


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        ("not_met", "near", "better"),
        ("near", "met", "better"),
        ("met", "not_met", "worse"),
        ("near", "near", "same"),
        ("not_assessable", "near", "assessable"),
        ("met", "not_assessable", "lost"),
        ("not_assessable", "not_assessable", ""),
    ],
)
def test_classes_are_compared_in_the_methods_order(before, now, change):
    assert level_change(before, now) == change


def test_a_class_is_compared_with_the_year_befores():
    # 6 is held at 3.7: 3.6 is near, 3.5 is not met (method, section 9).
    declared, observations = tables(("total", 2016, 3.5), ("total", 2017, 3.6))
    row = row_of(changes(declared, observations, 2017))
    assert (row["level_before"], row["level"], row["level_change"]) == ("not_met", "near", "better")
    assert (row["value_year_before"], row["value_before"]) == (2016, 3.5)
    assert (row["value_year"], row["value"]) == (2017, 3.6)


def test_the_year_before_does_not_see_this_years_figures():
    declared, observations = tables(("total", 2017, 3.7))
    row = row_of(changes(declared, observations, 2017))
    assert (row["level_before"], row["level_change"], row["new"]) == ("not_assessable", "assessable", 1)


def test_an_older_outcome_is_not_new_again():
    declared, observations = tables(("total", 2016, 3.7))
    row = row_of(changes(declared, observations, 2017))
    assert (row["level_change"], row["new"], row["revised"]) == ("same", 0, 0)


def test_a_revised_value_shows_both_figures():
    declared, observations = tables(("total", 2016, 3.6))
    before = tables(("total", 2016, 3.5))[1]
    (value,) = changed_values(observations, 2017, before).to_dict("records")
    assert (value["what"], value["value_before"], value["value"]) == ("revised", 3.5, 3.6)
    row = row_of(changes(declared, observations, 2017, before))
    assert (row["revised"], row["level_before"], row["level"]) == (1, "not_met", "near")


def test_a_value_handed_in_late_is_new_though_its_year_is_not():
    observations = tables(("total", 2016, 3.6), ("total", 2017, 3.6))[1]
    before = tables()[1]
    assert changed_values(observations, 2017, before)["year"].tolist() == [2016, 2017]


def test_a_withdrawn_value_is_told():
    observations = tables(("total", 2016, None))[1].assign(missing="not_found")
    before = tables(("total", 2016, 3.5))[1]
    assert changed_values(observations, 2017, before)["what"].tolist() == ["withdrawn"]
    assert told(2017, ("total", 2016, None), before=[("total", 2016, 3.5)])[-1] == (
        "Utfallet för 2016, 3,5 skalpoäng, har dragits tillbaka."
    )


def test_a_reason_for_a_missing_value_is_no_new_value():
    observations = tables(("total", 2017, None))[1]
    assert changed_values(observations, 2017).empty


def test_another_n_is_a_revision():
    observations = tables(("total", 2016, 10, 14), series="35")[1]
    before = tables(("total", 2016, 10, 15), series="35")[1]
    assert changed_values(observations, 2017, before)["what"].tolist() == ["revised"]


def test_figures_of_later_years_are_not_seen():
    observations = tables(("total", 2018, 3.6))[1]
    assert changed_values(observations, 2017).empty


def test_the_gap_is_compared_with_the_year_befores():
    # G: 50-40 = 10 in 2016 and 50-47 = 3 in 2017; 7 is more than two units of 1.
    rows = [("women", 2016, 50), ("men", 2016, 40), ("women", 2017, 50), ("men", 2017, 47)]
    declared, observations = tables(*rows, series="G")
    row = row_of(changes(declared, observations, 2017), "gap")
    assert (row["gap_before"], row["gap"], row["gap_change"]) == (10, 3, "narrowing")
    words = told(2017, *rows, series="G", sex="gap")
    assert "Skillnaden mellan kvinnor och män har minskat, från 10 till 3 procentenheter." in words


def test_a_gap_that_the_assessment_cannot_judge_has_no_change_to_tell():
    # 10 has no baselines for girls and boys: 80 against 90, then 92 against 88, and still nothing to compare with.
    rows = [("women", 2016, 80), ("men", 2016, 90), ("women", 2017, 92), ("men", 2017, 88)]
    declared, observations = tables(*rows, series="10")
    assert row_of(changes(declared, observations, 2017), "gap")["gap_change"] == ""
    assert not [part for part in told(2017, *rows, series="10", sex="gap") if "Skillnaden" in part]


def test_a_gap_that_has_not_changed_is_not_told():
    rows = [("women", 2016, 50), ("men", 2016, 40), ("women", 2017, 51), ("men", 2017, 40)]
    assert not [part for part in told(2017, *rows, series="G", sex="gap") if "Skillnaden" in part]


def test_a_share_is_shown_as_it_was_handed_in_and_not_as_its_distance_from_50():
    rows = [(sex, year, value) for year, women in ((2016, 61), (2017, 58)) for sex, value in
            (("women", women), ("men", 100 - women))]  # fmt: skip
    declared, observations = tables(*rows, series="F_chefer_offentlig")
    row = row_of(changes(declared, observations, 2017), "women")
    assert (row["value_before"], row["value"], row["level_change"]) == (61, 58, "better")


def test_the_words_name_class_and_figures():
    assert told(2017, ("total", 2016, 3.5), ("total", 2017, 3.6)) == [
        "Läget har ändrats från ännu inte nått till nära målet sedan uppföljningen 2016.",
    ]
    assert new(2017, ("total", 2016, 3.5), ("total", 2017, 3.6)) == "3,6 skalpoäng (2017)"


def riket(year, value):
    return {"series": "11", "geography": "riket", "sex": "total", "year": year, "kind": "outcome", "value": value}


def told_of_grades(*outcomes, rikets):
    declared, observations = tables(*outcomes, series="11")
    more = pd.DataFrame([observations.iloc[-1].to_dict() | riket(*pair) for pair in rikets])
    observations = pd.concat([observations, more], ignore_index=True)
    compared = changes(declared, observations, 2019)
    return sentences(declared.iloc[0], row_of(compared), changed_values(observations, 2019).to_dict("records"))[0]


def test_a_class_that_has_changed_for_want_of_rikets_value_says_so():
    # 11: 14.1 is met by number in both years; in 2018 riket was unknown, in 2019 it was 14.4 against 14.3.
    words = told_of_grades(("total", 2018, 14.1), ("total", 2019, 14.3), rikets=[(2019, 14.4)])
    assert words == (
        "Klassen har ändrats från uppnått till nära målet sedan uppföljningen 2018: för 2018 saknas rikets värde, "
        "så då bedömdes bara talet."
    )


def test_a_class_that_has_changed_with_rikets_value_at_both_times_gives_no_such_reason():
    # 14.1 was better than riket's 14.0 in 2018; 14.3 is not better than 14.4 in 2019.
    words = told_of_grades(("total", 2018, 14.1), ("total", 2019, 14.3), rikets=[(2018, 14.0), (2019, 14.4)])
    assert words == "Klassen har ändrats från uppnått till nära målet sedan uppföljningen 2018."


def test_a_number_that_has_fallen_is_not_explained_by_riket():
    # 14.1 met the target in 2018, 13.7 does not in 2019 and is behind riket.
    words = told_of_grades(("total", 2018, 14.1), ("total", 2019, 13.7), rikets=[(2019, 14.4)])
    assert words == "Klassen har ändrats från uppnått till ej uppnått sedan uppföljningen 2018."


def test_the_words_of_a_first_class():
    assert told(2017, ("total", 2017, 3.7))[0] == "Gick inte att bedöma 2016; nu är läget redan nått."


def test_several_new_outcomes_are_listed():
    words = new(2017, ("total", 2016, 3.7), ("total", 2017, 3.7), before=[])
    assert words == "3,7 skalpoäng (2016) och 3,7 skalpoäng (2017)"


def test_a_revision_is_told_with_both_figures_and_its_reason():
    reasons = pd.DataFrame(
        [("6", "eskilstuna", "total", 2016, 2017, "En förskola saknades.")],
        columns=["series", "geography", "sex", "year", "reported", "reason"],
    )
    words = told(2017, ("total", 2016, 3.6), before=[("total", 2016, 3.5)], reasons=reasons)
    assert words[-1] == ("Utfallet för 2016 har ändrats från 3,5 skalpoäng till 3,6 skalpoäng (En förskola saknades).")


def test_a_new_pace_within_the_same_class_is_told():
    # 22 goes from 47 to 50 in 2014-2019. 2016: 0.5/3 of the way in 2/5 of the time, 0.42. 2017: 1.4/3 in 3/5, 0.78.
    goals = PLAN[PLAN["series"] == "22"].set_index("kind")["value"].to_dict()
    assert goals == {"baseline": 47, "target": 50}
    words = told(2017, ("total", 2016, 47.5), ("total", 2017, 48.4), series="22")
    assert words[0] == "Läget är oförändrat, ännu inte nått, men takten har gått från långt efter till efter."


def test_nothing_changed_says_nothing():
    assert told(2018, ("total", 2016, 3.7)) == []


def test_numbers_in_the_words_are_swedish():
    assert new(2017, ("total", 2017, -1200), series="A_totalt") == f"\u22121{NBSP}200 personer (2017)"


def test_the_tally_counts_every_counted_row_once():
    compared = changes(SERIES, OBSERVATIONS, 2019)
    assert sum(tally(compared).values()) == compared["counted"].sum()
    assert tuple(compared.columns) == COLUMNS


def test_the_tally_in_words_leaves_out_what_is_none():
    declared, observations = tables(("total", 2016, 3.5), ("total", 2017, 3.6))
    compared = changes(declared, observations, 2017)
    assert tally_sentence(compared) == (
        "Av planens ett mått, jämfört med uppföljningen 2016: ett har fått en bättre klass."
    )


def test_the_order_of_the_rows_does_not_matter():
    shuffled = OBSERVATIONS.sample(frac=1, random_state=3).reset_index(drop=True)
    pd.testing.assert_frame_equal(changes(SERIES, OBSERVATIONS, 2019), changes(SERIES, shuffled, 2019))


def test_what_is_given_is_not_changed():
    series, observations = SERIES.copy(), OBSERVATIONS.copy()
    changes(series, observations, 2019)
    pd.testing.assert_frame_equal(observations, OBSERVATIONS)
    pd.testing.assert_frame_equal(series, SERIES)


# --- From the files --------------------------------------------------------------------------------------------------


@pytest.fixture
def root(tmp_path):
    return part_of_plan(tmp_path / "root", ["12", "21", "A_inrikes"])


def hand_in(root, *rows):
    names = columns("outcomes")
    usual = dict.fromkeys(names, "") | {"geography": "eskilstuna", "sex": "total", "kind": "outcome", "source": "Prov"}
    lines = [",".join((usual | row)[name] for name in names) for row in rows]
    path = root / "data" / "raw" / "outcomes" / "2017.csv"
    path.write_text("\n".join([",".join(names), *lines]) + "\n", encoding="utf-8")


OLD = {"series": "21", "year": "2016", "value": "40"}
NEW = OLD | {"value": "44", "reported": "2017", "revision_reason": "Två bilar saknades"}


def test_a_revision_in_the_files_reaches_the_words(root):
    hand_in(root, OLD, NEW)
    before = load_as_reported(2016, root=root).observations
    today = load_as_reported(None, root=root)
    values = changed_values(today.observations, 2017, before, reasons_for_change(root=root))
    compared = changes(*today, 2017, before)
    row = compared[compared["series"] == "21"].iloc[0]
    declared = today.series[today.series["series"] == "21"].iloc[0]
    assert sentences(declared, row, values.to_dict("records")) == [
        "Utfallet för 2016 har ändrats från 40 procent till 44 procent (Två bilar saknades)."
    ]


def test_the_tables_as_reported_have_the_types_of_todays(root):
    write_processed(root)
    today, then = load(root=root), load_as_reported(2017, root=root)
    assert then.observations.dtypes.equals(today.observations.dtypes)
    # What sources had printed by then is less than what they have printed today.
    own = [column for column in today.series if column != "as_printed"]
    pd.testing.assert_frame_equal(then.series[own], today.series[own])
    assert then.observations.loc[then.observations["kind"] == "outcome", "year"].max() == 2017


def test_a_reason_that_could_tell_a_small_count_is_left_out(root):
    few = {"series": "A_inrikes", "year": "2021", "value": "3"}
    more = few | {"value": "9", "reported": "2022", "revision_reason": "Var 3 men är 9"}
    hand_in(root, OLD, NEW, few, more)
    assert reasons_for_change(root=root)["series"].tolist() == ["21"]


def test_a_reason_is_left_out_too_where_the_few_persons_only_follow_by_subtraction(root):
    # 20 women of 23 leave three men; neither row is about few persons by itself.
    men = {"series": "12", "sex": "men", "year": "2016", "value": "33.3"}
    changed = men | {"value": "66.7", "reported": "2017", "revision_reason": "2 av 3 och inte 1"}
    women = men | {"sex": "women", "value": "50", "denominator": "20"}
    total = men | {"sex": "total", "value": "52.2", "denominator": "23"}
    hand_in(root, OLD, NEW, men, changed, women, total)
    assert reasons_for_change(root=root)["series"].tolist() == ["21"]
