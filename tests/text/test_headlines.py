"""Titles are messages: the sentence of each combination of counts, written out by hand."""

from __future__ import annotations

import pytest

from helpers.text import headlines


@pytest.mark.parametrize(
    ("total", "judged", "met", "said"),
    [
        (78, 15, 6, "Sex av planens 78 mått är uppnådda – men bara 15 går att bedöma"),
        (78, 15, 1, "Ett av planens 78 mått är uppnått – men bara 15 går att bedöma"),
        (78, 15, 0, "Inget av planens 78 mått är känt som uppnått – men bara 15 går att bedöma"),
        (78, 15, 15, "Alla 15 mått som går att bedöma är uppnådda – men planen har 78"),
        (78, 1, 1, "Det enda mått som går att bedöma är uppnått – men planen har 78"),
        (78, 2, 2, "Båda mått som går att bedöma är uppnådda – men planen har 78"),
        (78, 60, 20, "20 av planens 78 mått är uppnådda – 60 går att bedöma"),
        (78, 78, 20, "20 av planens 78 mått är uppnådda, och alla går att bedöma"),
        (78, 78, 0, "Inget av planens 78 mått är uppnått, och alla går att bedöma"),
        (78, 78, 78, "Alla planens 78 mått är uppnådda"),
        (78, 0, 0, "Inget av planens 78 mått går att bedöma"),
        (1, 1, 1, "Planens enda mått är uppnått"),
        (1, 1, 0, "Planens enda mått är inte uppnått"),
        (1, 0, 0, "Planens enda mått går inte att bedöma"),
    ],
)
def test_the_result_says_how_many_are_reached_and_how_many_can_be_judged(total, judged, met, said):
    assert headlines.result(total, judged, met) == said


@pytest.mark.parametrize(
    ("judged", "exact", "met", "met_exact", "others", "said"),
    [
        (0, 0, 0, 0, [], ""),
        (1, 1, 1, 1, [], "Klassen bygger på planens eget mått och utfall från 2019."),
        (
            1,
            0,
            0,
            0,
            ["older"],
            "Klassen bygger inte på planens eget mått och utfall från 2019, utan på äldre utfall.",
        ),
        (15, 15, 6, 6, [], "Alla 15 klasser bygger på planens eget mått och utfall från 2019."),
        (
            15,
            3,
            6,
            2,
            ["older", "close", "derived"],
            "Tre av de 15 klasserna bygger på planens eget mått och utfall från 2019, bland dem två av "
            "de sex uppnådda. "
            "Resten bygger på äldre utfall, mått som ligger nära planens eller uträknade värden.",
        ),
        (
            15,
            3,
            6,
            0,
            ["close"],
            "Tre av de 15 klasserna bygger på planens eget mått och utfall från 2019, men ingen av de uppnådda. "
            "Resten bygger på mått som ligger nära planens.",
        ),
        (
            15,
            0,
            6,
            0,
            ["older", "derived"],
            "Ingen av de 15 klasserna bygger på planens eget mått och utfall från 2019, utan på äldre utfall eller "
            "uträknade värden.",
        ),
    ],
)
def test_what_the_classes_rest_on_is_told_beside_their_number(judged, exact, met, met_exact, others, said):
    assert headlines.founded(judged, exact, met, met_exact, 2019, others) == said


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (
            {"already": 5, "on_track": 3, "behind": 3, "not_yet": 1, "not_assessable": 66},
            "2017, när 60 procent av tiden har gått: fem mål är redan nådda, tre är i fas, tre ligger "
            "efter eller går åt "
            "fel håll och ett är ännu inte nått – 66 av planens 78 mått går inte att bedöma",
        ),
        (
            {"not_assessable": 78},
            "2017, när 60 procent av tiden har gått: inget av planens 78 mått går att bedöma ännu",
        ),
        ({"already": 2}, "2017, när 60 procent av tiden har gått: alla planens två mål är redan nådda"),
        (
            {"already": 1, "on_track": 1},
            "2017, när 60 procent av tiden har gått: ett mål är redan nått och ett är i fas",
        ),
        (
            {"not_yet": 2, "not_assessable": 1},
            "2017, när 60 procent av tiden har gått: två mål är ännu inte nådda – ett av planens tre "
            "mått går inte att "
            "bedöma",
        ),
    ],
)
def test_before_the_target_year_pace_and_time_gone_lead(counts, said):
    assert headlines.midterm(counts, 2017, 0.6) == said


@pytest.mark.parametrize(
    ("total", "met", "wrong", "said"),
    [
        (12, 5, 2, "Av tolv bedömbara mål om förändring nåddes fem; två gick åt fel håll"),
        (12, 5, 0, "Av tolv bedömbara mål om förändring nåddes fem; inget gick åt fel håll"),
        (12, 0, 1, "Av tolv bedömbara mål om förändring nåddes inget; ett gick åt fel håll"),
        (12, 12, 0, "Alla tolv bedömbara mål om förändring nåddes"),
        (12, 0, 12, "Alla tolv bedömbara mål om förändring gick åt fel håll"),
        (2, 2, 0, "Båda bedömbara mål om förändring nåddes"),
        (1, 1, 0, "Det enda mål om förändring som går att bedöma nåddes"),
        (1, 0, 1, "Det enda mål om förändring som går att bedöma gick åt fel håll"),
        (1, 0, 0, "Det enda mål om förändring som går att bedöma nåddes inte"),
        (0, 0, 0, "Inget mål om förändring går att bedöma"),
    ],
)
def test_the_way_says_how_many_were_reached_and_how_many_went_wrong(total, met, wrong, said):
    assert headlines.of_the_way(total, met, wrong) == said


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (
            {"met": 3, "on_track": 3, "behind": 1, "far_behind": 2},
            "2017: av nio mål med en takt är sex i fas eller redan nådda och tre efter",
        ),
        (
            {"on_track": 1, "wrong_way": 2},
            "2017: av tre mål med en takt är ett i fas eller redan nått och två på fel väg",
        ),
        ({"behind": 4}, "2017: alla fyra mål med en takt är efter"),
        ({"wrong_way": 1}, "2017: det enda målet med en takt är på fel väg"),
        ({"met": 1, "on_track": 1}, "2017: båda målen med en takt är i fas eller redan nådda"),
        ({}, "För inget mål går det att räkna en takt 2017"),
    ],
)
def test_the_pace_is_told_in_numbers_of_targets(counts, said):
    assert headlines.on_pace(counts, 2017) == said


@pytest.mark.parametrize(
    ("share", "reached", "said"),
    [
        (0.996, False, "99 %"),
        (0.996, True, "100 %"),
        (1.0, True, "100 %"),
        (-1.222, False, "−122 %"),
        (0.17, False, "17 %"),
    ],
)
def test_what_is_not_reached_is_never_rounded_up_to_all_of_the_way(share, reached, said):
    assert headlines.way_text(share, reached).replace("\xa0", " ") == said


@pytest.mark.parametrize(
    ("women", "men", "equal", "said"),
    [
        (11, 5, 0, "Kvinnor och flickor har det bättre värdet i elva av 16 mått"),
        (5, 11, 1, "Män och pojkar har det bättre värdet i elva av 17 mått"),
        (3, 3, 0, "Kvinnor och män har det bättre värdet i lika många mått, tre av sex var"),
        (3, 3, 1, "Kvinnor och män har det bättre värdet i lika många mått, tre av sju var"),
        (0, 0, 2, "Kvinnor och män har samma värde i båda måtten"),
        (0, 4, 0, "Män och pojkar har det bättre värdet i alla fyra mått"),
        (1, 0, 0, "Kvinnor och flickor har det bättre värdet i det enda måttet"),
        (0, 0, 0, "Inget mått visar både kvinnor och män på en skala där det ena är bättre"),
    ],
)
def test_the_better_value_is_counted(women, men, equal, said):
    assert headlines.better_value(women, men, equal) == said


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (
            (0, 0, 0, 0, 16),
            "Om skillnaderna har minskat går inte att säga: för inget av måtten finns ett senare utfall för båda",
        ),
        (
            (2, 1, 1, 0, 12),
            "Skillnaden har minskat i två, ökat i ett och är oförändrad i ett av 16 mått sedan planen "
            "började; i tolv går det inte att säga",
        ),
        ((0, 0, 3, 0, 0), "Skillnaden är oförändrad i tre av tre mått sedan planen började"),
        ((0, 0, 0, 1, 0), "Skillnaden har bytt riktning i ett mått sedan planen började"),
        ((0, 0, 0, 0, 0), ""),
    ],
)
def test_whether_the_gaps_close_is_counted_or_said_to_be_unknown(counts, said):
    assert headlines.closing(*counts) == said


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (
            {"close": 4, "narrow": 2, "keep": 1, "none": 9},
            "Enligt planens mål ska fyra av skillnaderna försvinna, två minska och en vara oförändrad; "
            "för nio finns inget eget mål",
        ),
        ({"keep": 2}, "Enligt planens mål ska två av skillnaderna vara oförändrade"),
        ({"close": 1}, "Enligt planens mål ska skillnaden försvinna"),
        ({"widen": 1, "none": 1}, "Enligt planens mål ska en av skillnaderna öka; för en finns inget eget mål"),
        ({"none": 1}, "Planen har inget mål för skillnaden"),
        ({"none": 9}, "Planen har inget mål för någon av de nio skillnaderna"),
        ({}, ""),
    ],
)
def test_the_plan_s_own_aims_for_the_gaps_are_counted(counts, said):
    assert headlines.intentions(counts) == said


@pytest.mark.parametrize(
    ("total", "unknown", "final", "said"),
    [
        (78, 63, True, "För 15 av planens 78 mått går det att säga hur det gick, för 63 inte"),
        (78, 63, False, "För 15 av planens 78 mått går det att säga hur det går, för 63 inte"),
        (78, 0, True, "För alla planens 78 mått går det att säga hur det gick"),
        (78, 78, True, "För inget av planens 78 mått går det att säga hur det gick"),
    ],
)
def test_all_measures_are_titled_by_what_is_known(total, unknown, final, said):
    assert headlines.all_measures_title(total, unknown, final) == said


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((3, 4, 0), "Av sju mått med utfall för både 2018 och 2019 har tre blivit sämre och fyra blivit bättre"),
        (
            (1, 1, 2),
            "Av fyra mått med utfall för både 2018 och 2019 har ett blivit sämre, ett blivit bättre "
            "och två varit i stort sett oförändrade",
        ),
        ((0, 2, 0), "Båda mått med utfall för både 2018 och 2019 har blivit bättre"),
        ((3, 0, 0), "Alla tre mått med utfall för både 2018 och 2019 har blivit sämre"),
        ((0, 0, 1), "Det enda mått med utfall för både 2018 och 2019 har varit i stort sett oförändrat"),
        ((0, 0, 0), "Inget mått har bedömda utfall för både 2018 och 2019"),
    ],
)
def test_what_moved_since_last_year_is_counted(counts, said):
    assert headlines.moved_title(*counts, 2019) == said


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (
            (37, 16, 0),
            "16 av de 37 måtten om personer delas aldrig upp på kvinnor och män; inget har utfall för båda",
        ),
        ((37, 0, 4), "Alla 37 mått om personer delas upp på kvinnor och män; fyra har utfall för båda"),
        ((2, 0, 1), "Båda mått om personer delas upp på kvinnor och män; ett har utfall för båda"),
        ((1, 1, 0), "Det enda måttet om personer delas aldrig upp på kvinnor och män"),
        ((0, 0, 0), "Inget mått handlar om personer"),
    ],
)
def test_what_is_never_split_by_sex_is_counted(counts, said):
    assert headlines.not_split_title(*counts) == said
