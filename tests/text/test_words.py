"""Sentences about real series, beside the Swedish that a person would write."""

from __future__ import annotations

import pytest
from lxml import html

from helpers.cards import cards, first_screen
from helpers.followup import follow_up
from helpers.questions.riket import against_riket
from helpers.questions.targets import distance_to_target, means_over_period, required_per_year
from helpers.questions.women_and_men import composition, each_sex_to_target, gap_closure
from helpers.tables.counts import counts_told
from helpers.text.reading import main_row, message, reading
from helpers.text.words import advantage, distance, listed, quantity
from helpers.view import rows_of

NBSP = "\u00a0"


@pytest.fixture(scope="module")
def view():
    return follow_up(None, 2019)


def said(view, name: str) -> tuple[str, str]:
    series, observations, rows = rows_of(view, name)
    return message(series, main_row(rows)), reading(series, observations, rows)


def test_a_missed_target_is_told_with_what_remains(view):
    told, read = said(view, "L_alla")
    assert told == (
        "13,3 procent år 2019; målet för 2019 är 10,8 procent. Måttet ligger nära planens men är inte detsamma."
    )
    assert "en minskning med 3,0 procentenheter" in read
    assert "13,3 procent, vilket är 0,5 procentenheter lägre än 2014, alltså bättre. Till målet fattades 2,5 " in read
    assert "2014 hade kvinnor 13,3 och män 14,8 procent: män låg 1,5 procentenheter högre." in read
    assert read.endswith("2020, efter planperioden, var värdet 14,1 procent.")


def test_a_relative_target_answers_both_its_questions(view):
    told, _ = said(view, "11")
    assert told.startswith(
        "14,3 poäng år 2019; målet för 2019 är 14,1 poäng och värdet är inte bättre än rikets 14,4. "
    )


def test_where_there_is_no_outcome_the_page_speaks_of_ambition(view):
    told, read = said(view, "B")
    assert told == "Inget utfall har hittats till och med 2019."
    assert read.startswith("Planen vill gå från index 52 år 2014 till index 65 år 2019, en ökning med 13 indexenheter.")


def test_a_unit_of_several_words_is_said_once(view):
    _, read = said(view, "17")
    assert read.startswith(
        "Planen vill gå från 55 hushåll per 1 000 invånare år 2014 till 40 år 2019, en minskning med 15."
    )


def sign_or_text(cell) -> str:
    """Return what a cell shows: a sign, which is spoken in words, or its text."""
    return "".join(cell.xpath("i/@data-sign")) or cell.text


def figures_of(answer) -> dict[str, list[str]]:
    rows = html.fromstring(answer.data).xpath("//tbody/tr")
    return {row.findtext("th"): [sign_or_text(cell) for cell in row.xpath("td")] for row in rows}


def test_mens_share_stands_beside_mens_target():
    # The plan's targets for women and men are 60/40 in the public sector and 30/70 in the private one.
    area = follow_up("attraktiv_stad_och_landsbygd", 2019)
    rows = figures_of(against_riket(area, "F_chefer_offentlig", "F_chefer_privat"))
    assert rows["Chefer i offentlig sektor, mäns andel"] == ["37", "34", "..", "..", "..", "40", "bättre"]
    assert rows["Chefer i privat sektor, mäns andel"] == ["74", "71", "..", "..", "..", "70", "bättre"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        # 90.1 against 88.5, then 89.0 against 91.3: the side has changed.
        ("10", "2019 låg Eskilstuna 2,3 procentenheter lägre än riket (89 mot 91,3), vilket är sämre; "
               "2014 låg Eskilstuna 1,6 procentenheter högre, vilket är bättre."),
        # 14.3 against 14.4, then 13.8 against 14.0: the same side, so only how far is told
        ("11", "2019 låg Eskilstuna 0,1 poäng lägre än riket (14,3 mot 14,4), vilket är sämre; "
               "2014 var avståndet 0,2 poäng."),
    ],
)  # fmt: skip
def test_the_side_of_riket_is_told_both_now_and_before(name, said):
    assert said in html.fromstring(against_riket(follow_up("hojd_utbildningsniva", 2019), name).data).text_content()


def test_equal_now_does_not_hide_who_was_ahead_before(view):
    # 3.4 against 3.4, in 2014 3.2 against 3.4; households 38 against 19.6, fewer is better.
    text = html.fromstring(against_riket(view, "14_svenskt_naringsliv", "17").data).text_content()
    now = "2019 var värdet detsamma i Eskilstuna som i riket, 3,4"
    assert f"{now}; 2014 låg Eskilstuna 0,2 betygsenheter lägre, vilket är sämre." in text
    assert "2019 hade Eskilstuna 18,4 fler än riket (38,0 mot 19,6), vilket är sämre; 2014 var avståndet 32" in text


def test_a_ratio_to_riket_is_no_gap_between_women_and_men(view):
    # M: women's wages against women's in riket, 96.6, and men's against men's, 93.1: 3.5 is no difference in pay.
    page = html.fromstring(f"<div>{gap_closure(view, 'M', 'L_ungdomar').data}</div>")
    assert "räknade mot var sitt jämförelsetal" in page.text_content()
    row = next(row for row in page.findall(".//tbody/tr") if "Lönesumma" in row.text_content())
    assert {cell.text_content() for cell in row.findall("td")} == {"inte tillämpligt"}
    assert "Lönesumma" not in page.find(".//figure//img").get("alt")


def test_an_uneven_share_is_told_as_such_whichever_side_it_is_on():
    # Men's share 37 against 34 is nearer 50, 74 against 71 is further from it.
    area = follow_up("attraktiv_stad_och_landsbygd", 2019)
    text = html.fromstring(against_riket(area, "F_chefer_offentlig", "F_chefer_privat").data).text_content()
    assert "2014 låg Eskilstuna 3 procentenheter högre än riket (37 mot 34), vilket är jämnare." in text
    assert "2014 låg Eskilstuna 3 procentenheter högre än riket (74 mot 71), vilket är mindre jämnt." in text


def test_a_target_to_hold_is_told_as_one(view):
    _, read = said(view, "38_grundskola")
    assert read.startswith("Planen vill hålla högst 15 kvadratmeter per elev år 2019; utgångsvärdet 2014 var 15")


def test_a_balance_is_told_as_a_way_to_an_even_distribution(view):
    # 50 - 22.2 = 27.8 from even in 2014; 50 - 27.9 = 22.1 in 2019: 5.7 nearer.
    told, read = said(view, "F_foraldrapenning")
    assert told.startswith("27,9 procent år 2019; målet för 2019 är 25,0 procent. ")
    assert "5,7 procentenheter närmare en jämn fördelning än 2014" in read


def test_a_count_of_n_is_told_with_both_ns_and_their_shares(view):
    # 10 of 14 is 71.4 percent, 9 of 15 is 60; the target 15 of 15 is all of them.
    told, read = said(follow_up("stabil_ekonomi", 2019), "35")
    assert told == "10 av 14 nämnder och bolag (71 procent) år 2016; målet för 2019 är alla nämnder och bolag."
    assert "Utfallet 2016 är 10 av 14 nämnder och bolag (71 procent) mot 9 av 15 (60 procent) 2014. Till " in read
    assert "1,6" not in read
    assert (
        "10 av 14 nämnder och bolag (71 procent) år 2016, målet är alla"
        in first_screen(follow_up("stabil_ekonomi", 2019)).data
    )


def test_what_is_counted_is_fewer_or_more_and_what_is_measured_lower_or_higher(view):
    # 935 against 1194 and 469 women against 466 men; more is better.
    _, people = said(follow_up("attraktiv_stad_och_landsbygd", 2019), "A_totalt")
    assert "935 personer, vilket är 259 färre än 2014, alltså sämre. Till målet fattades 65 personer." in people
    assert "2019 var värdet 469 personer för kvinnor och 466 för män. " in people
    _, grade = said(view, "14_svenskt_naringsliv")
    assert "betyg 3,4, vilket är 0,2 betygsenheter högre än 2014, alltså bättre." in grade


def test_a_baseline_of_another_year_than_the_printed_is_not_called_by_the_printed_year(view):
    # The source of 17: the plan's 55 for 2014 seems to be the value of 2013 (54.7); 2014 gives 51.8.
    _, read = said(view, "17")
    assert "vilket är 17,0 färre än planens utgångsvärde (troligen 2013 års värde), alltså bättre." in read
    told = html.fromstring(against_riket(view, "17").data).text_content()
    assert "2014 var avståndet 32 hushåll per 1 000 invånare (Eskilstunas tal är troligen 2013 års)." in (
        told.replace(NBSP, " ")
    )


def test_what_weakens_a_class_stands_beside_it():
    # 10 is a close definition; for 7 the plan does not name the municipalities it is compared with.
    area = follow_up("hojd_utbildningsniva", 2019)
    told, _ = said(area, "7")
    assert told.endswith(
        "5,4 barn per pedagog. Bara talet är bedömt, eftersom planen inte namnger de jämförbara kommunerna."
    )
    assert "89 procent, mål 91 (måttet ligger nära planens)" in first_screen(area).data
    # Riket's grade points of 2018 are missing.
    earlier, _ = said(follow_up("hojd_utbildningsniva", 2018), "11")
    assert earlier.endswith("Bara talet är bedömt, eftersom rikets värde för samma år saknas.")


def test_an_exact_measure_carries_no_note(view):
    told, _ = said(view, "14_sba")
    assert told == "Index 77 år 2019; målet för 2019 är index 75."


@pytest.mark.parametrize(("year", "needed"), [(2015, "80"), (2017, ".."), (2019, "perioden är slut")])
def test_no_mean_is_demanded_of_years_that_are_gone_or_unknown(year, needed):
    # 36: 80 percent as a mean over 2016-2019, and no outcome of any of those years is known.
    economy = follow_up("stabil_ekonomi", year)
    assert figures_of(means_over_period(economy, "36"))["Självfinansiering av investeringar"][-1] == needed


def test_the_yearly_demand_is_told_in_the_series_own_unit():
    # 175 000 to 160 000 kronor in five years is 3 000 a year; 7.1 to 5.9 percent is 0.24 a year, 3.4 % of 7.1.
    text = html.fromstring(required_per_year(follow_up("social_uthallighet", 2019), "P", "O").data).text_content()
    assert f"bostadsområden”: en minskning med 3{NBSP}000 kronor om året, 1,7 procent av utgångsvärdet." in text
    assert "bistånd”: en minskning med 0,24 procentenheter om året, 3,4 procent av utgångsvärdet." in text


def test_what_has_another_unit_is_named_and_not_left_out_in_silence():
    names = ["25", "26_andel", "27_epost"]
    text = html.fromstring(distance_to_target(follow_up("kvalitet", 2019), *names).data).text_content()
    assert (
        "Två av de tre mål som anges i procent saknar utgångsvärde i planen: Ärenden via e-tjänst; Förverkligade idéer."
        in text
    )
    assert "Räknas i en annan enhet och är därför inte med: Idéer och förbättringsförslag (idéer)." in text


def test_a_card_tells_in_which_years_its_series_is_measured():
    area = follow_up("social_uthallighet", 2019)
    assert " Mäts 2017 och 2019." in cards(area, "R").data
    assert "Mäts" not in cards(area, "S").data


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"not_met": 1}, "det är inte uppnått"),
        ({"not_met": 2}, "inget av dem är uppnått"),
        ({"not_met": 4}, "inget av dem är uppnått"),
        ({"met": 2}, "båda är uppnådda"),
        ({"near": 3}, "alla är nära målet"),
        ({"met": 3, "not_met": 1}, "tre är uppnådda och ett är inte uppnått"),
        ({"met": 1, "near": 1, "not_met": 13}, "ett är uppnått, ett är nära målet och 13 är inte uppnådda"),
    ],
)
def test_the_lead_counts_as_a_person_would(counts, said):
    assert counts_told(counts) == said


def test_the_lead_leaves_out_what_there_is_none_of():
    assert (
        "Två av områdets elva mått går att bedöma 2019: inget av dem är uppnått."
        in first_screen(follow_up("ekologisk_uthallighet", 2019)).data
    )


def test_a_share_of_a_group_tells_whose_it_is():
    # 63 percent of the managers in the public sector are women; girls' 77 percent are to be 95.
    _, managers = said(follow_up("attraktiv_stad_och_landsbygd", 2019), "F_chefer_offentlig")
    assert managers.startswith("Planen vill att kvinnors andel ska gå från 63 procent år 2014 till 60 procent år 2019")
    _, girls = said(follow_up("social_uthallighet", 2019), "R")
    assert girls.startswith("För flickor vill planen gå från 77 procent år 2014 till 95 procent år 2019")


def test_a_unit_that_ends_with_a_year_is_not_followed_by_another(view):
    _, read = said(view, "15")
    assert read.startswith(
        "Planen vill hålla minst 300 arbetstillfällen per år under 2019; utgångsvärdet 2014 var 310 "
    )


def test_a_target_reached_early_has_no_pace_left_to_keep():
    # 14: 3.4 of 3.4 already in 2017.
    _, read = said(follow_up("fler_jobb", 2017), "14_svenskt_naringsliv")
    assert "alltså bättre. Målnivån är nådd före 2019." in read
    assert "av vägen" not in read


def test_quantities_and_distances_have_swedish_forms(view):
    population, _, _ = rows_of(view, "A_totalt")
    share, _, _ = rows_of(view, "31")
    assert quantity(population, 1194) == f"1{NBSP}194 personer"
    assert quantity(population, 1) == "1 person"
    assert distance(share, -1.0) == "1,0 procentenhet"
    assert listed(["a", "b", "c"]) == "a, b och c"


def test_the_target_of_the_total_is_marked_as_a_derived_comparison(view):
    answer = each_sex_to_target(view, "33").data
    # Target 5.9; 8.1 for women and 4.5 for men in 2019.
    assert "2019 hade kvinnor 2,2 procentenheter kvar, medan män redan hade nått målnivån" in answer
    assert "totalen (härledd)" in answer


def test_an_old_distance_is_told_in_the_past_and_with_a_newer_total():
    # 31: target 82.0; women 81.5 and men 79.7 in 2014; 84.3 for the total in 2017.
    staff = follow_up("attraktiv_arbetsgivare", 2019)
    text = html.fromstring(each_sex_to_target(staff, "31").data).text_content()
    assert (
        "2014 hade kvinnor 0,5 procentenheter kvar och män 2,3 procentenheter; för totalen finns ett nyare värde, "
        in text
    )
    assert "nyare värde, 84,3 procent år 2017." in text
    # 28: 20 of 80 in 2014, and nothing since.
    quality = follow_up("kvalitet", 2019)
    answer = distance_to_target(quality, "27_epost", "28_steg8")
    text = html.fromstring(answer.data).text_content()
    assert "Längst till målet var det för ”Processer som nått steg 8”: 60 procentenheter år 2014." in text
    assert figures_of(answer)["Processer som nått steg 8"] == ["20 (2014)", "..", "80", "60 (2014)"]


def test_a_distribution_is_inside_40_60_by_the_rounded_distance_as_in_the_assessment(view):
    """39,6 percent men is 10,4 from an even distribution, 10 at the plan's precision."""
    rows = view.observations.copy()
    chosen = (
        (rows["series"] == "F_chefer_offentlig") & (rows["kind"] == "baseline") & (rows["geography"] == "eskilstuna")
    )
    rows.loc[chosen & (rows["sex"] == "men"), "value"] = 39.6
    answer = composition(view._replace(observations=rows), "F_chefer_offentlig").data
    assert "Inom spannet 40–60 procent: Chefer i offentlig sektor, 2014; Chefer i offentlig sektor, mål 2019" in answer


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (-0.3, "0,3 indexenheter, lika inom avrundningen"),
        (0.5, "0,5 indexenheter till kvinnornas fördel"),
        (-1.3, "1,3 indexenheter till männens fördel"),
        (0, "ingen skillnad"),
    ],
)
def test_a_gap_within_the_plans_last_digit_is_to_nobodys_advantage(gap, said):
    """30 is printed in whole index units, 80 and 83: half-up 0.3 is 0, and 0.5 is 1."""
    view = follow_up("attraktiv_arbetsgivare", 2018)
    series = view.series.set_index("series", drop=False).loc["30"]
    assert advantage(series, gap) == said


def test_an_alternative_text_calls_the_gap_of_the_targets_a_target():
    """9: girls 78 and boys 72 in 2014, 71.0 and 68.4 in 2019; the targets are 82 and 79."""
    page = gap_closure(follow_up("hojd_utbildningsniva", 2019), "9").data
    assert "+6 år 2014, +2,6 år 2019, planens mål +3 år 2019." in page


def test_an_area_where_all_can_be_judged_is_told_as_such():
    view = follow_up("attraktiv_arbetsgivare", 2019)
    view = view._replace(assessment=view.assessment.assign(level="met", reason=""))
    assert "Alla områdets fyra mått går att bedöma 2019: alla är uppnådda." in first_screen(view).data


def test_what_stands_beside_a_series_in_place_of_riket_is_named_in_its_row():
    """SBA is set beside the mean of those that took part, the households beside riket."""
    table = html.fromstring(against_riket(follow_up("fler_jobb", 2018), "14_sba", "17").data)
    names = [cell.text_content() for cell in table.xpath("//tbody//th")]
    assert names == ["Företagares nöjdhet (SBA), mot deltagande kommuner i snitt", "Bidragshushåll"]
    assert "För enkäter" not in table.text_content()
