"""What a table is asked about or refused for, beside the plan, its scale and itself. Every figure is made up."""

import csv

import pytest
from frozen import FROZEN

from helpers.data.tidy import gather
from helpers.form.intake import check_files, know
from helpers.form.telling import tells
from helpers.model.issues import IssuesError

NAMES = ("series", "geography", "sex", "year", "value", "denominator", "margin", "unit", "source", "comment")


@pytest.fixture(scope="module")
def known():
    return know(gather(FROZEN))


@pytest.fixture
def check(known, tmp_path):
    def check(*rows, names=NAMES, **options):
        usual = {"geography": "Eskilstuna", "sex": "totalt", "year": "2021", "source": "Påhittat prov"}
        with (tmp_path / "in.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(names)
            writer.writerows([(usual | row).get(name, "") for name in NAMES] for row in rows)
        return check_files([tmp_path / "in.csv"], known, **options)

    return check


def told(check, *rows, **options):
    with pytest.raises(IssuesError) as caught:
        check(*rows, **options)
    return [issue.allowed for issue in caught.value.issues]


def sexes(series, women, men, total=None, **more):
    given = {"kvinnor": women, "män": men, "totalt": total}
    return [{"series": series, "sex": sex, "value": value} | more for sex, value in given.items() if value]


def test_rounding_gives_figures_of_equal_decimals_no_slack(check):
    # Women 60 and men 50 are at least 49,5 and at most 60,5: a total that rounds to 61 is at least 60,5.
    assert told(check, *sexes("30", "60", "50", "61", comment="Påhittat prov")) == [
        "totalen ska ligga mellan kvinnor och män, 60 och 50"
    ]


def test_rounding_can_turn_the_order_of_figures_of_unequal_decimals(check):
    # 60 can be 60,4 and 60,4 can be 60,35; 60,6 can be no less than 60,55, and 60 is less than 60,5.
    assert check(*sexes("30", "60", "50", "60,4", comment="Påhittat prov")).decisions
    assert "totalen ska ligga mellan" in told(check, *sexes("30", "60", "50", "60,6", comment="Påhittat prov"))[0]


def test_half_persons_and_half_committees_are_refused(check):
    half = {"series": "35", "value": "12,5", "denominator": "15"}
    assert told(check, half) == ["ska vara ett helt antal (nämnder och bolag)"]
    persons = {"series": "A_totalt", "value": "503,5", "comment": "Påhittat prov"}
    assert told(check, persons) == ["ska vara ett helt antal (personer)"]
    homes = {"series": "1_totalt", "value": "204,5", "comment": "Påhittat prov"}
    assert told(check, homes) == ["ska vara ett helt antal (bostäder)"]
    base = {"series": "21", "value": "71", "denominator": "70,5"}
    assert told(check, base) == ["ska vara ett helt antal, minst 1"]


def test_a_margin_wider_than_the_scale_is_refused(check):
    assert told(check, {"series": "21", "value": "71", "margin": "101"}) == [
        "felmarginalen är större än hela skalan, 100: kontrollera den"
    ]


@pytest.mark.parametrize(("unit", "allowed"), [("procent", True), ("%", True), ("Procent", True), ("promille", False)])
def test_a_unit_column_that_says_another_unit_is_refused(check, unit, allowed):
    row = {"series": "21", "value": "71", "unit": unit}
    if allowed:
        assert check(row).decisions
    else:
        assert told(check, row) == ["seriens enhet är procent: räkna om talet, eller rätta enheten"]


def test_an_outcome_of_the_baselines_year_is_held_against_the_plan(check):
    # 17: the plan prints 55 for 2014.
    row = {"series": "17", "year": "2014", "value": "53", "comment": "Mätningen blev klar sent"}
    assert told(check, row, follow_up=2021) == [
        "planen anger 55 för 2014: kontrollera talet, och förklara i kommentaren varför planen har ett annat"
    ]
    assert check(row | {"value": "55,4"}, follow_up=2021).decisions  # 55 at the plan's decimals
    assert check(row | {"comment": "Planen räknade utan hyrbilar"}, follow_up=2021).decisions


def test_women_and_men_who_change_places_are_asked_about(check, known):
    latest = {
        sex: next(
            r
            for r in sorted(known.truth, key=lambda r: r["year"], reverse=True)
            if (r["series"], r["geography"], r["sex"]) == ("33", "eskilstuna", sex) and r["value"]
        )
        for sex in ("women", "men")
    }
    assert float(latest["women"]["value"]) > float(latest["men"]["value"]) + 1
    issue = told(check, *sexes("33", "5,0", "7,0"))
    assert any("har talen bytt plats?" in each for each in issue)
    assert not any("bytt plats" in each for each in told(check, *sexes("33", "50,0", "5,0")))


@pytest.mark.parametrize(
    "text",
    ["", "-", "ok", "OK!", "ja", "x", "...", "stämmer", "Talet stämmer.", "se ovan", "ingen kommentar", "aaaaaaa",
     "123456", "Kontrollerat", "test"],
)  # fmt: skip
def test_a_comment_that_says_nothing_does_not_confirm(text):
    assert not tells(text)


@pytest.mark.parametrize("text", ["Nytt regelverk", "Omorganisation", "Två bilar lånades", "Mätningen blev klar sent"])
def test_a_comment_that_says_something_does(text):
    assert tells(text)


def test_an_unlikely_value_is_not_confirmed_by_a_nod(check):
    # 17: 38.2 in 2020; 60 is unlikely, see tests/form/test_beside.py.
    assert "avviker med 21,8" in told(check, {"series": "17", "value": "60", "comment": "OK, talet stämmer"})[0]


def test_a_title_in_place_of_a_code_gets_the_code_proposed(check, known):
    label = known.declared["L_alla"]["label"]
    assert told(check, {"series": label, "value": "12"}) == ["ska vara seriens kod: menas L_alla?"]


def test_two_rows_for_one_cell_show_both_values(check):
    (issue,) = told(check, {"series": "21", "value": "71"}, {"series": "21", "value": "72"})
    assert issue.endswith("(här 72, där 71)")


def test_a_year_before_the_plan_is_told_as_such(check):
    row = {"series": "21", "year": "1999", "value": "71", "comment": "Påhittat prov"}
    assert told(check, row, follow_up=2021) == ["utfallet gäller 1999, som är före planens utgångsår 2012"]


@pytest.mark.parametrize(
    "text", ["a|b\n1|2\n", "From: prov\n\n21: 71\n", "21;Eskilstuna;totalt;2021;71;P\n", '{"21": 71}']
)
def test_a_file_without_any_known_column_is_one_issue(text, known, tmp_path):
    (tmp_path / "in.csv").write_text(text, encoding="utf-8")
    with pytest.raises(IssuesError) as caught:
        check_files([tmp_path / "in.csv"], known)
    assert [issue.allowed for issue in caught.value.issues] == [
        "raden är ingen rubrikrad: den ska ha Serie, Område, Kön, År, Värde, Källa, med semikolon emellan"
    ]


def test_a_number_of_29_digits_is_refused(check):
    assert told(check, {"series": "A_totalt", "value": "1" * 29}) == ["talet har fler än 15 siffror: kontrollera det"]


def test_a_table_may_use_the_headers_of_the_form(check):
    names = (
        "series",
        "geography",
        "sex",
        "year",
        "Utfall",
        "Av antal (n)",
        "Felmarginal (±)",
        "unit",
        "Källa",
        "Kommentar",
    )
    assert check({"series": "21", "value": "71"}, names=names).decisions


@pytest.mark.parametrize("source", ["?", "2019", "okänd", "Källa saknas", "se ovan", "samma som förra året"])
def test_a_source_that_names_nothing_is_refused(check, source):
    said = told(check, {"series": "21", "value": "71", "source": source})
    assert said == ["säger inte var talet står: skriv undersökningens, registrets eller rapportens namn"]


@pytest.mark.parametrize("source", ["SCB", "Egen enkät", "Samma register som förra året", "Brå 2019"])
def test_a_source_that_names_something_is_taken(check, source):
    assert check({"series": "21", "value": "71", "source": source}).decisions


@pytest.mark.parametrize("address", ["javascript:alert(1)", "C:/Users/x.xlsx", "www.exempel.invalid"])
def test_a_table_brings_addresses_of_pages_only(check, address):
    named = [*NAMES[:-1], "source_url"]  # in place of the comment
    row = {"series": "21", "value": "71", "comment": address}
    assert told(check, row, names=named) == [
        "ska vara en webbadress som börjar med https:// eller http://, utan mellanslag"
    ]


def test_a_follow_up_that_has_not_been_is_refused_though_asked_for(check):
    late = {"series": "21", "value": "71", "comment": "Mätningen blev klar sent"}
    (said,) = told(check, late, follow_up=2077)
    assert said.startswith("en uppföljning som inte har varit än: högst 20")
