"""Receipts: Swedish sentences whose arithmetic comes out. Outcomes are made up."""

from __future__ import annotations

import re

import pytest
from frozen import REPOSITORY
from strategies import figures, line, observed, tables

from helpers import read
from helpers.method import robustness as audit_robustness
from helpers.method.assess import assess
from helpers.method.columns import FLAGS
from helpers.method.plan import METHOD
from helpers.model.numbers import in_percent
from helpers.model.schemas import labels
from helpers.runner.method_page import method_text
from helpers.text import vocabulary as receipts
from helpers.text.receipts import anchor, receipt
from helpers.text.vocabulary import ANCHORS

NBSP = "\u00a0"
SUM = re.compile(r"((?:\d+(?:,\d+)? % av )?[(|−]*\d[\d\u00a0,()|−+×/ ]*) = ([+−]?[\d\u00a0]+(?:,\d+)?)")


def told(made, year, sex="total"):
    return receipt(line(made, year, sex), made.series.iloc[0])


def arithmetic(sentences: list[str]) -> list[tuple[str, float, float, float]]:
    """Work out every "expression = result" of the sentences: the text, its value, the printed result, half a digit."""
    found = []
    for sentence in sentences:
        for text, result in SUM.findall(sentence):
            decimals = len(result.partition(",")[2])
            found.append((text, evaluate(text), evaluate(result.lstrip("+")), 0.5 * 10**-decimals))
    return found


def evaluate(text: str) -> float:
    """Work out Swedish arithmetic as a reader with a pocket calculator does."""
    plain = re.sub(r"(\d+(?:\.\d+)?) % av ", r"0.01*\1*", text.replace(NBSP, "").replace(",", "."))
    plain = re.sub(r"\|([^|]*)\|", r"abs(\1)", plain).replace("−", "-").replace("×", "*")
    assert re.fullmatch(r"[-+*/().\d abs]+", plain), text
    return float(eval(plain))


CASES = {
    "change": tables(figures(13.8, 10.8, {2016: 13.5, 2017: 13.3}), better="lower", precision="0.1"),
    "negative": tables(figures(-124, 200, {2016: 0}), unit="personer"),
    "hold": tables(figures(1194, 1000, {2015: 1300, 2016: 990}), target_type="hold", unit="personer"),
    "level": tables(figures(None, 400, {2015: 225, 2016: 191, 2017: 226}), target_type="level", unit="bostäder"),
    "balance": tables(figures(22.2, 25, {2017: 25.8}), better="balance", target_type="balance", precision="0.1"),
    "mean": tables(
        figures(37, 80, {2016: 60, 2017: 91}),
        target_type="change;mean", aggregation="mean", period_start=2016, period_end=2019,
    ),
    "count": tables(
        [dict(row, denominator=n) for row, n in zip(figures(9, 15, {2016: 10}), (15, 15, 14), strict=True)],
        target_type="change;count", aggregation="count", unit="nämnder och bolag",
    ),
    "relative": tables(
        [*figures(13.8, 14.1, {2018: 14.3}), observed(14.4, geography="riket", year=2018)],
        relative_to="riket", comparator="riket", precision="0.1", unit="poäng",
    ),
    "gap": tables(
        figures(77, 95, {2017: 80}, sex="women") + figures(93, 95, {2017: 90}, sex="men"), sexes="women;men"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_every_printed_result_follows_from_the_figures_printed_beside_it(name):
    made = CASES[name]
    sums = [
        found
        for row in assess(*made, 2018).to_dict("records")
        for found in arithmetic(receipt(row, made.series.iloc[0]))
    ]
    assert sums
    for text, value, printed, half in sums:
        assert value == pytest.approx(printed, abs=half + 1e-9), text


@pytest.mark.parametrize("name", CASES)
def test_numbers_are_written_as_swedes_write_them(name):
    made = CASES[name]
    for row in assess(*made, 2018).to_dict("records"):
        for sentence in receipt(row, made.series.iloc[0]):
            assert not re.search(r"-\d|\d\.\d|\bnan\b|None|NA\b", sentence), sentence
            assert sentence.endswith(".")


def test_a_change_target_is_told_step_by_step():
    sentences = told(CASES["change"], 2017)
    assert sentences[:7] == [
        "Utgångsvärde 2014: 13,8 procent.",
        "Mål 2019: 10,8 procent (lägre är bättre).",
        "Utfall 2017: 13,3 procent.",
        "Kvar till målet: 13,3 − 10,8 = 2,5 procentenheter.",
        "Tolerans för nära målet: det största av 0,1 och 10 % av |10,8 − 13,8| = 0,3, alltså 0,3 procentenheter.",
        "Det som är kvar, 2,5, är mer än toleransen 0,3.",
        "Måluppfyllelse: ännu inte nått.",
    ]
    assert "Andel av vägen, p: (13,3 − 13,8) / (10,8 − 13,8) = 0,167." in sentences
    assert "Andel av tiden, q: (2017 − 2014) / (2019 − 2014) = 0,600." in sentences
    assert "Takt R = p / q = 0,278: långt efter." in sentences


def test_an_unrounded_figure_is_printed_alike_and_no_pace_as_nothing():
    """From 72 to 79: 72.0812 in 2016 is +0.0406 a year in two years, and 6.9188 / 3 = 2.3063 is needed."""
    sentences = told(tables(figures(72, 79, {2016: 72.0812})), 2016)
    assert "Takten räknas på det oavrundade utfallet, 72,0812." in sentences
    assert "Krävs från och med nu: (79 − 72,0812) / (2019 − 2016) = +2,3 procentenheter om året." in sentences
    assert "Hittills +0,041 procentenheter om året: det som krävs är 56,80 gånger den takten." in sentences
    rounded = told(tables(figures(72, 79, {2016: 72.08300001})), 2016)
    assert "Takten räknas på det oavrundade utfallet, 72,083." in rounded
    assert "Andel av vägen, p: (72,083 − 72) / (79 − 72) = 0,012." in rounded


def test_a_negative_number_stands_in_parentheses_inside_a_formula():
    sentences = told(CASES["negative"], 2016)
    assert "Utgångsvärde 2014: −124 personer." in sentences
    assert "Andel av vägen, p: (0 − (−124)) / (200 − (−124)) = 0,383." in sentences
    assert "Krävs från och med nu: (200 − 0) / (2019 − 2016) = +66,7 personer om året." in sentences


def test_rounding_is_told_where_it_changes_the_figure():
    rounded = told(tables(figures(52, 65, {2017: 64.5})), 2017)
    assert "Avrundat till planens sista siffra (1): 65." in rounded
    assert "Uppnått efter avrundning: det oavrundade värdet missar målet." in rounded
    assert not any("Avrundat" in sentence for sentence in told(tables(figures(52, 65, {2017: 64})), 2017))


def test_the_baseline_is_not_compared_with_twice():
    once, twice = (told(tables(figures(52, 65, outcomes)), 2017) for outcomes in ({2017: 56}, {2016: 54, 2017: 56}))
    assert [s for s in once if s.startswith("Mot ")] == ["Mot 2014: bättre (+4 procentenheter)."]
    assert [s for s in twice if s.startswith("Mot ")] == [
        "Mot 2016: bättre (+2 procentenheter).",
        "Mot 2014: bättre (+4 procentenheter).",
    ]


def test_a_hold_target_is_told_year_by_year_with_grouped_thousands():
    sentences = told(CASES["hold"], 2016)
    assert f"Mål 2019: 1{NBSP}000 personer (högre är bättre)." in sentences
    assert "Hålla målet år för år: 2015 håller, 2016 nära; nått 1 av 2 år." in sentences
    assert "Sämre än 2014." in sentences


def test_a_hold_target_where_lower_is_better_is_exceeded_not_missed_from_below():
    made = tables(figures(15, 15, {2016: 17}), target_type="hold", better="lower", unit="kvadratmeter per elev")
    assert "Hålla målet år för år: 2016 över; nått 0 av 1 år." in told(made, 2016)


def test_balance_is_told_with_the_raw_share_and_the_distance():
    sentences = told(CASES["balance"], 2017)
    assert "Utfall 2017: 25,8 procent." in sentences
    assert "Avstånd till 50 procent 2017: |25,8 − 50| = 24,2 procentenheter." in sentences
    assert "Målet är nått: 24,2 ≤ 25,0." in sentences


def test_a_mean_is_told_with_its_sum_and_what_the_rest_must_be():
    sentences = told(CASES["mean"], 2017)
    assert "Medelvärde 2016–2017: 151 / 2 = 75,5 procent." in sentences
    assert "Medel som krävs resten av perioden: (4 × 80 − 151) / (4 − 2) = 84,5." in sentences


def test_a_count_is_told_as_so_many_of_so_many():
    sentences = told(CASES["count"], 2016)
    assert "Utfall 2016: 10 av 14 nämnder och bolag." in sentences
    assert "Målet räknat av 14: 15 × 14 / 15 = 14." in sentences
    assert any("alltså 1 nämnd eller bolag" in sentence for sentence in sentences)


def test_a_relative_target_tells_which_of_its_questions_failed():
    sentences = told(CASES["relative"], 2018)
    assert "Jämfört med riket 2018: är 14,3 högre än 14,4? Svar: nej." in sentences
    assert "Måluppfyllelse: nära målet (talet når målet, men värdet är inte bättre än rikets)." in sentences


def test_a_value_within_the_tolerance_but_not_better_than_the_baseline_says_why_it_is_not_near():
    made = tables(figures(5.5, 5.4, {2017: 5.5}), better="lower", precision="0.1", unit="barn per pedagog")
    assert "Inom toleransen, men 5,5 är inte bättre än utgångsvärdet 5,5: därför inte nära." in told(made, 2017)


def test_a_projection_tells_every_extended_value():
    sentences = told(CASES["level"], 2017)
    # Slopes -34, 0.5 and 35: median 0.5. Extended: 225 + 2, 191 + 1.5, 226 + 1.
    assert "Medianlutning mellan alla par av år: +0,5 bostäder om året." in sentences
    assert (
        "Värdena (2015: 225; 2016: 191; 2017: 226) framskrivna till 2019 med den lutningen: 227,0; 192,5; 227,0."
        in sentences
    )


def test_a_gap_is_told_signed_with_who_is_better_off_and_how_it_changed():
    sentences = told(CASES["gap"], 2017, "gap")
    assert sentences[:3] == [
        "Gap 2014, kvinnor minus män: 77 − 93 = −16 procentenheter (män har det bättre värdet).",
        "Gap 2017, kvinnor minus män: 80 − 90 = −10 procentenheter (män har det bättre värdet).",
        "Planens mål 2019, kvinnor minus män: 95 − 95 = 0 procentenheter.",
    ]
    assert (
        "Gapets förändring: 10 − 16 = −6 procentenheter; minst 2 procentenheter räknas: minskar, från båda håll."
        in sentences
    )
    assert "Planen innebär att gapets storlek ändras med −16 procentenheter till 2019." in sentences
    assert "Kvar till planens gap: 10 − 0 = 10 procentenheter." in sentences


def test_who_reaches_the_totals_target_is_said():
    # The target is 10; women are at 12 and men at 9, or at 8 and 9, or at 12 and 11; lower is better.
    said = []
    for women, men in ((12, 9), (8, 9), (12, 11)):
        rows = figures(14, None, {2019: women}, sex="women") + figures(13, None, {2019: men}, sex="men")
        made = tables(figures(13, 10, {2019: 10}) + rows, better="lower", sexes="women;men;total")
        said += [one.split(" (")[0] for one in told(made, 2019, "gap") if one.startswith("Totalens mål")]
    assert said == [f"Totalens mål nås {by}" for by in ("bara av män", "av båda könen", "av ingen av dem")]


def test_a_missing_outcome_says_why_there_is_no_class():
    made = tables([*figures(52, 65), observed(60, kind="related", year=2016)])
    sentences = told(made, 2016)
    expected = "Måluppfyllelse: går inte att bedöma (det finns bara närliggande mått, som visas men inte bedöms)."
    assert expected in sentences


def test_what_came_after_the_plan_is_said_not_to_be_judged():
    made = tables(figures(52, 65, {2019: 60, 2020: 70}))
    assert "Efter planperioden, 2020: 70 procent (bedöms inte mot målet)." in told(made, 2020)


def test_a_declared_tolerance_is_told_with_its_motive():
    made = tables(figures(52, 65, {2019: 62}), near_tolerance=3.0, near_reason="enkätens felmarginal")
    expected = "Tolerans för nära målet: 3 procentenheter, angiven för serien (enkätens felmarginal)."
    assert expected in told(made, 2019)


def test_nothing_is_called_significant_with_four_points():
    made = tables(figures(50, 70, {2015: 52, 2016: 56, 2017: 60}))
    text = " ".join(told(made, 2017))
    assert "övervägande riktning, bättre" in text
    assert "minsta möjliga p med dessa värden är 0,083" in text
    assert "säkerställd" not in text


@pytest.mark.parametrize(
    ("name", "place"),
    [("change", "change"), ("hold", "hold"), ("level", "level"), ("balance", "balance"), ("relative", "relative")],
)
def test_each_class_points_to_its_rule(name, place):
    assert anchor(line(CASES[name], 2018)) == ANCHORS[place]


def test_gaps_and_missing_classes_have_rules_of_their_own():
    assert anchor(line(CASES["gap"], 2018, "gap")) == ANCHORS["gap"]
    assert anchor(line(tables(figures(52, 65)), 2018)) == ANCHORS["not_assessable"]


def test_every_code_has_a_swedish_word():
    assert set(receipts.FLAG_WORDS) == set(FLAGS)
    assert set(receipts.LEVEL_WORDS) == {"met", "near", "not_met", "not_assessable"}
    assert set(receipts.VARIANT_WORDS) == set(audit_robustness.VARIANTS)


def test_every_anchor_stands_in_the_method_page():
    text = (REPOSITORY / "docs" / "metod.md").read_text(encoding="utf-8")
    places = re.findall(r'<a id="([a-z-]+)"></a>', text)
    assert len(places) == len(set(places))
    assert {place.partition("#")[2] for place in ANCHORS.values()} <= set(places)


@pytest.mark.parametrize("root", [REPOSITORY, REPOSITORY / "plans" / "exempel"], ids=["own", "general"])
def test_the_method_page_tells_the_tolerances_that_are_used(root):
    text = " ".join(method_text(REPOSITORY / "docs" / "metod.md", root).split())
    assert f"planens sista siffra och {in_percent(METHOD.near_change)} % av den planerade förändringen" in text
    assert f"planens sista siffra och {in_percent(METHOD.near_hold)} % av målet" in text


@pytest.mark.parametrize("column", ["level", "pace", "gap_change"])
def test_the_method_page_tells_of_every_class_by_its_word(column):
    text = " ".join((REPOSITORY / "docs" / "metod.md").read_text(encoding="utf-8").split())
    assert [word for word in labels("assessment", column).values() if word not in text] == []


@pytest.mark.parametrize("root", [REPOSITORY, REPOSITORY / "plans" / "exempel"], ids=["own", "general"])
def test_every_sum_in_the_method_page_comes_out(root):
    text = method_text(REPOSITORY / "docs" / "metod.md", root)
    sums = arithmetic(re.split(r"\.\s", re.sub(r"\n(?=\S)", " ", text)))
    assert len(sums) >= 50
    for text, value, printed, half in sums:
        assert value == pytest.approx(printed, abs=half + 1e-9), text


@pytest.mark.parametrize("year", [2014, 2016, 2017, 2018, 2019, 2020])
def test_every_receipt_of_the_projects_own_tables_comes_out(year):
    series, observations = read.load()
    declarations = {row["series"]: row for row in series.to_dict("records")}
    for row in assess(series, observations, year).to_dict("records"):
        sentences = receipt(row, declarations[row["series"]])
        assert any(sentence.startswith("Måluppfyllelse: ") for sentence in sentences)
        for text, value, printed, half in arithmetic(sentences):
            assert value == pytest.approx(printed, abs=half + 1e-9), (row["series"], row["sex"], text)
        assert not re.search(r"-\d|\d\.\d|\bnan\b|None", " ".join(sentences)), row["series"]
