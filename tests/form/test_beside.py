"""Figures that are held against each other, against history and against small counts; all made up."""

from decimal import Decimal

import pytest
from frozen import FROZEN
from handed_in import issues_of, only_issue, rows_of, write_table

from helpers.data.tidy import gather
from helpers.form.doubts import find_jump
from helpers.form.intake import check_files, know, write_taken
from helpers.read import load

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
