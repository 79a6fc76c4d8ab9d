"""Made-up figures; the rule is the one of docs/decisions/0040-small-counts.md."""

import pandas as pd
import pytest
from frozen import FROZEN, REPOSITORY
from hypothesis import given
from hypothesis import strategies as st
from part_of_plan import part_of_plan

from helpers.data.disclosure import REVEALING_COMMENT, SMALL_COMMENT, is_small, protect
from helpers.data.personal import is_personal_column, personal_number
from helpers.data.raw import read_raw
from helpers.data.tidy import gather, tidy
from helpers.model.issues import IssuesError
from helpers.model.schemas import columns
from helpers.read import load

PERSONS = {"series": "A", "unit": "personer", "aggregation": "value", "individual_based": "true"} | {
    "distribution": "false", "additive_total": "true", "weighted_total": "false"
}  # fmt: skip
PERSONS |= {"unit_persons": "true", "unit_percent": "false"}
PER_CENT = {"unit": "procent", "unit_persons": "false", "unit_percent": "true"}
NO_SHARE = {"unit": "indexenheter", "unit_persons": "false", "unit_percent": "false"}
SHARE = PERSONS | PER_CENT | {"series": "G", "additive_total": "false", "weighted_total": "true"}
PARITY = SHARE | {"series": "F", "weighted_total": "false", "distribution": "true"}
BODIES = PERSONS | NO_SHARE | {"series": "35", "unit": "nämnder", "aggregation": "count", "individual_based": "false"}


@pytest.mark.parametrize("value", ["1", "4", "-3"])
def test_one_to_four_persons_are_few(value):
    assert is_small({"value": value, "denominator": ""}, PERSONS)


@pytest.mark.parametrize("value", ["0", "5", "-5", "1194", ""])
def test_none_five_and_more_persons_are_not_few(value):
    assert not is_small({"value": value, "denominator": ""}, PERSONS)


@pytest.mark.parametrize(
    ("value", "base", "why"),
    [
        ("50", "4", "the base is four persons"),
        ("100", "1", "the base is one person"),
        ("12.5", "24", "three of 24"),
        ("87.5", "24", "three of 24 are left outside"),
        ("", "3", "a base without a value"),
    ],
)
def test_a_share_of_few_persons_is_few(value, base, why):
    assert is_small({"value": value, "denominator": base}, SHARE), why


@pytest.mark.parametrize(("value", "base"), [("0", "24"), ("100", "24"), ("50", "24"), ("12.5", ""), ("4", "")])
def test_a_share_of_enough_persons_or_none_is_not_few(value, base):
    assert not is_small({"value": value, "denominator": base}, SHARE)


def test_an_index_has_no_numerator():
    index = SHARE | NO_SHARE
    assert not is_small({"value": "12.5", "denominator": "24"}, index)
    assert is_small({"value": "60", "denominator": "3"}, index)


def test_a_count_of_boards_is_not_about_persons():
    assert not is_small({"value": "3", "denominator": "4"}, BODIES)


def rows(name, cells, **more):
    base = dict.fromkeys(("denominator", "margin", "missing", "comment", "decimals"), "")
    fixed = {"series": name, "geography": "eskilstuna", "year": "2018", "kind": "outcome", "source": "Påhittat"}
    return pd.DataFrame([base | fixed | {"sex": sex, "value": value} | more for sex, value in cells.items()])


def shown(frame):
    return {row["sex"]: row["value"] for row in frame.to_dict("records") if row["value"]}


def test_a_few_women_take_the_men_with_them_and_leave_the_total():
    hidden = protect(pd.DataFrame([PERSONS]), rows("A", {"women": "3", "men": "40", "total": "43"}))
    assert shown(hidden) == {"total": "43"}
    assert hidden["missing"].tolist() == ["protected", "protected", ""]
    assert hidden["comment"].tolist() == [SMALL_COMMENT, REVEALING_COMMENT, ""]


def test_a_small_total_takes_both_sexes_with_it():
    hidden = protect(pd.DataFrame([PERSONS]), rows("A", {"women": "600", "men": "-597", "total": "3"}))
    assert shown(hidden) == {}


def test_without_a_total_nothing_can_be_subtracted():
    hidden = protect(pd.DataFrame([SHARE]), rows("G", {"men": "40"}))
    assert shown(hidden) == {"men": "40"}


def test_one_share_of_a_distribution_gives_the_other_away():
    cells = rows("F", {"women": "", "men": "90"})
    cells.loc[0, "missing"] = "protected"
    assert shown(protect(pd.DataFrame([PARITY]), cells)) == {}


def test_a_value_already_handed_in_as_protected_is_not_given_away():
    cells = rows("G", {"women": "", "men": "40", "total": "45"})
    cells.loc[0, "missing"] = "protected"
    assert shown(protect(pd.DataFrame([SHARE]), cells)) == {"total": "45"}


def test_every_source_of_a_hidden_cell_goes_with_it():
    both = pd.concat([rows("A", {"women": "3", "total": "43"}), rows("A", {"women": "6", "men": "37"}, kind="related")])
    assert shown(protect(pd.DataFrame([PERSONS]), both)) == {"total": "43"}


def test_base_margin_decimals_and_comment_are_hidden_too():
    cells = rows("G", {"total": "50"}, denominator="4", margin="2", decimals="0", comment="2 av 4")
    row = protect(pd.DataFrame([SHARE]), cells).iloc[0]
    assert (row["denominator"], row["margin"], row["decimals"], row["comment"]) == ("", "", "", SMALL_COMMENT)


@pytest.mark.parametrize("column", ["accepted", "identity_reason", "revision_reason", "a_column_added_later"])
def test_no_other_text_of_a_hidden_cell_stays(column):
    cells = rows("A", {"women": "3", "men": "40", "total": "43"}, definition="exact")
    cells[column] = ["Tre kvinnor", "Fyrtio män", "Båda könen"]
    hidden = protect(pd.DataFrame([PERSONS]), cells)
    assert hidden[column].tolist() == ["", "", "Båda könen"]
    assert hidden["source"].tolist() == ["Påhittat"] * 3
    assert hidden["definition"].tolist() == ["exact"] * 3


def test_of_a_row_handed_in_as_protected_only_the_comment_stays():
    cells = rows("A", {"women": "", "total": "43"}, comment="Lämnas inte ut")
    cells["missing"], cells["a_column_added_later"] = ["protected", ""], ["3", "43"]
    hidden = protect(pd.DataFrame([PERSONS]), cells)
    assert hidden["a_column_added_later"].tolist() == ["", "43"]
    assert hidden["comment"].tolist() == ["Lämnas inte ut"] * 2


def test_the_plans_own_figures_stay():
    assert shown(protect(pd.DataFrame([PERSONS]), rows("A", {"total": "3"}, kind="baseline"))) == {"total": "3"}


def test_what_is_given_is_not_changed():
    given_rows = rows("A", {"women": "3", "men": "40", "total": "43"})
    copy = given_rows.copy()
    protect(pd.DataFrame([PERSONS]), given_rows)
    pd.testing.assert_frame_equal(given_rows, copy)


@given(st.integers(-10, 10), st.integers(-10, 10))
def test_no_few_persons_can_be_seen_or_worked_out(women, men):
    cells = {"women": str(women), "men": str(men), "total": str(women + men)}
    seen = {sex: int(value) for sex, value in shown(protect(pd.DataFrame([PERSONS]), rows("A", cells))).items()}
    if len(seen) == 2:
        pytest.fail("two of three give the third away, so either none or two are hidden")
    assert all(abs(value) not in (1, 2, 3, 4) for value in seen.values())


def test_a_base_that_follows_from_the_two_others_is_hidden():
    # 20 women of 23 leave a base of three men, though nobody states it.
    cells = rows("G", {"women": "50", "men": "66.7", "total": "52.2"})
    cells["denominator"] = ["20", "", "23"]
    hidden = protect(pd.DataFrame([SHARE]), cells)
    assert shown(hidden) == {"total": "52.2"}
    assert hidden["comment"].tolist() == [REVEALING_COMMENT, SMALL_COMMENT, ""]
    assert hidden["denominator"].tolist() == ["", "", "23"]


@pytest.mark.parametrize("unit", [PER_CENT, NO_SHARE], ids=["procent", "indexenheter"])
def test_a_base_of_few_is_hidden_also_where_its_sex_has_no_row(unit):
    cells = rows("G", {"women": "50", "total": "52.2"})
    cells["denominator"] = ["20", "23"]
    assert shown(protect(pd.DataFrame([SHARE | unit]), cells)) == {"total": "52.2"}


def test_few_persons_of_a_large_base_that_follow_from_the_others_are_hidden():
    # 300 of 1,000 women and 303 of 2,000 in all leave three of 1,000 men.
    cells = rows("G", {"women": "30", "total": "15.15"})
    cells["denominator"] = ["1000", "2000"]
    assert shown(protect(pd.DataFrame([SHARE]), cells)) == {"total": "15.15"}


def test_a_base_that_follows_counts_for_a_share_without_one():
    # 50 of 100 are women, so the men are 50 too, and 6 % of them are three.
    cells = rows("G", {"women": "40", "men": "6", "total": ""})
    cells["denominator"], cells["missing"] = ["50", "", "100"], ["", "", "not_found"]
    hidden = protect(pd.DataFrame([SHARE]), cells)
    assert shown(hidden) == {}
    assert hidden["denominator"].tolist() == ["", "", "100"]


def test_the_few_men_of_a_count_without_their_own_row_are_hidden():
    assert shown(protect(pd.DataFrame([PERSONS]), rows("A", {"women": "40", "total": "43"}))) == {"total": "43"}


def test_a_base_without_a_value_is_hidden_too():
    cells = rows("G", {"women": ""}, denominator="3", missing="not_measured")
    row = protect(pd.DataFrame([SHARE]), cells).iloc[0]
    assert (row["denominator"], row["missing"]) == ("", "protected")


def test_bases_of_different_measurements_are_not_subtracted():
    ours = rows("G", {"women": "50"}, denominator="20")
    near = rows("G", {"total": "52"}, denominator="23", kind="related", source="Annan")
    assert len(shown(protect(pd.DataFrame([SHARE]), pd.concat([ours, near])))) == 2


@pytest.mark.parametrize("women", ["15", "23"])
def test_five_persons_or_none_that_follow_are_not_few(women):
    cells = rows("G", {"women": "60", "total": "65"})
    cells["denominator"] = [women, {"15": "20", "23": "23"}[women]]
    cells["value"] = ["100", "100"]
    assert len(shown(protect(pd.DataFrame([SHARE]), cells))) == 2


def third(known):
    """What arithmetic alone tells of women, men and total where two are known; the test's own."""
    women, men, total = (known.get(sex) for sex in ("women", "men", "total"))
    found = {
        "women": women if women is not None or None in (men, total) else total - men,
        "men": men if men is not None or None in (women, total) else total - women,
        "total": total if total is not None or None in (women, men) else women + men,
    }
    return {sex: number for sex, number in found.items() if number is not None}


SHARES = st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
STATED = st.sampled_from(["", "value", "base", "both"])


@given(SHARES, SHARES, st.tuples(STATED, STATED, STATED))
def test_no_few_persons_of_a_share_can_be_worked_out(women, men, stated):
    truth = {"women": women, "men": men, "total": (women[0] + men[0], women[1] + men[1])}
    cells = rows("G", {sex: "" for (sex, (_, n)), says in zip(truth.items(), stated, strict=True) if says and n})
    if cells.empty:
        return
    says = dict(zip(truth, stated, strict=True))
    for at, sex in cells["sex"].items():
        x, n = truth[sex]
        cells.loc[at, "value"] = f"{100 * x / n:.6f}" if says[sex] in ("value", "both") else ""
        cells.loc[at, "denominator"] = str(n) if says[sex] in ("base", "both") else ""
    seen = protect(pd.DataFrame([SHARE]), cells).set_index("sex")
    bases = third({sex: truth[sex][1] for sex in seen.index[seen["denominator"] != ""]})
    persons = third({sex: truth[sex][0] for sex in seen.index[seen["value"] != ""] if sex in bases})
    left = {sex: bases[sex] - persons[sex] for sex in bases.keys() & persons.keys()}
    assert not {1, 2, 3, 4} & {*bases.values(), *persons.values(), *left.values()}


def hand_in(root, line, header=None):
    path = root / "data" / "raw" / "outcomes" / "2099.csv"
    path.write_text("\n".join([header or ",".join(columns("outcomes")), line]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def root(tmp_path):
    return part_of_plan(tmp_path / "root", ["21", "A_inrikes"])


def test_small_counts_in_a_raw_file_never_reach_the_tidy_tables(root):
    line = "A_inrikes,eskilstuna,total,2021,outcome,4,,,,Påhittat prov,Fyra personer"
    hand_in(root, line + "," * (len(columns("outcomes")) - len(line.split(","))))
    table = tidy(gather(root)).observations
    row = table[(table["series"] == "A_inrikes") & (table["year"] == "2021")].iloc[0]
    assert (row["value"], row["missing"], row["comment"]) == ("", "protected", SMALL_COMMENT)


def test_the_published_outcomes_hold_no_small_counts():
    assert "protected" not in set(load(root=FROZEN).observations["missing"])


@pytest.mark.parametrize("text", ["191212121212", "19121212-1212", "121212-1212", "121212+1212", "8112189876",
                                  "Gäller 811278-9873 (samordningsnummer)"])  # fmt: skip
def test_personal_numbers_are_found(text):
    assert personal_number(text)


@pytest.mark.parametrize("text", ["5180000", "2016-2019", "8112189875", "19991399-1234", "016-710 10 00", "", "N00945",
                                  "102 065 - 100 923", "20190101", "1234567890"])  # fmt: skip
def test_other_numbers_are_left_alone(text):
    assert personal_number(text) == ""


@pytest.mark.parametrize("header", ["Namn", "förnamn", "Efternamn", "Personnummer", "pnr", "person-id", "elevnamn",
                                    "E-post", "Telefon", "brukar_id", "first_name"])  # fmt: skip
def test_columns_of_single_persons_are_known(header):
    assert is_personal_column(header)


@pytest.mark.parametrize("header", ["series", "Indikator", "source_url", "Kommentar", "label", "title", "Enhet"])
def test_other_columns_are_let_through(header):
    assert not is_personal_column(header)


def test_a_column_of_names_is_refused_at_the_border(root):
    path = hand_in(root, "21,eskilstuna,total,2017,outcome,40,,,,Påhittat,,Åsa Ek", ",".join(
        [*columns("outcomes")[:11], "Namn"]))  # fmt: skip
    _, issues = read_raw(path.read_bytes(), "outcomes", path.name)
    assert [(f.row, f.column) for f in issues] == [(1, "Namn")]
    with pytest.raises(IssuesError, match="enskilda personer"):
        tidy(gather(root))


def test_a_personal_number_in_a_comment_is_refused_and_not_repeated(root):
    hand_in(root, "21,eskilstuna,total,2017,outcome,40,,,,Påhittat prov,Gäller 19121212-1212,,,,,,")
    with pytest.raises(IssuesError) as caught:
        tidy(gather(root))
    assert "rad 2, kolumn comment" in str(caught.value)
    assert "1212" not in str(caught.value)


def test_no_raw_table_of_the_project_trips_the_guard():
    for path in sorted((REPOSITORY / "data" / "raw").rglob("*.csv")):
        text = path.read_text(encoding="utf-8")
        assert personal_number(text) == "", path.name
