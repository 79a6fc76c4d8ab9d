"""How a gap moved beside the comparator's: the same way or another, more or less; the figures are made up."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.text.companions import beside_told, counts_told, direction_told, gap_told

UNIT = {"unit": "procent", "unit_difference": "procentenheter", "unit_difference_singular": "procentenhet",
        "precision": 0.1, "beside_word": "länet", "beside_genitive": "länets"}  # fmt: skip
YEARS = {"riket_gap_first_year": 2005, "riket_gap_last_year": 2009}


@pytest.mark.parametrize(
    ("own", "theirs", "beside", "told"),
    [
        ("narrowing", "narrowing", -2.0, "minskade; kommunens minskade 2,0 procentenheter mer."),
        ("narrowing", "narrowing", 1.0, "minskade; jämfört med den blev kommunens 1,0 procentenhet större."),
        ("narrowing", "narrowing", 0.04, "minskade, lika mycket som kommunens."),
        ("narrowing", "unchanged", -1.2, "är i stort sett oförändrad, medan kommunens minskade."),
        ("widening", "narrowing", 3.0, "minskade, medan kommunens ökade."),
        ("unchanged", "widening", -0.7, "ökade, medan kommunens är oförändrad; jämfört med den blev kommunens 0,7 "
         "procentenheter mindre."),
    ],
)  # fmt: skip
def test_whether_the_gap_moved_the_same_way_is_told(own, theirs, beside, told):
    nothing = dict.fromkeys([f"{sex}_beside_riket" for sex in ("total", "women", "men")], float("nan"))
    gaps = {"riket_gap_first": 5.0, "riket_gap_last": 4.0, "gap_against_riket": "larger", "gap_last_year": 2009}
    row = UNIT | nothing | gaps | {"gap_beside_riket": beside, "riket_gap_change": theirs}
    row |= {"gap_change_beside_riket": own, "gap_first_year": 2005, **YEARS}
    assert beside_told(row, ("flickor", "pojkar")) == (
        f"Länets skillnad gick från 5,0 till 4,0 och {told} 2009 var kommunens skillnad större än länets."
    )


@pytest.mark.parametrize(
    ("first", "last", "change", "moved"),
    [
        (1.2, 0.9, "unchanged", "var 1 procentenhet båda åren"),
        (1.2, -0.9, "reversed", "var 1 procentenhet båda åren men bytte riktning"),
        (0.2, 0.9, "unchanged", "gick från 0 till 1 procentenhet och är i stort sett oförändrad"),
    ],
)
def test_a_gap_whose_figures_look_alike_is_told_once(first, last, change, moved):
    row = {"unit": "procent", "unit_difference": "procentenheter", "unit_difference_singular": "procentenhet",
           "precision": 1, "gap_women_first": 80, "gap_women_last": 81, "gap_men_first": 80, "gap_men_last": 80,
           "gap_first": first, "gap_last": last, "gap_change": change, "gap_how": "",
           "first_year": 2005, "last_year": 2009, "gap_first_year": 2005, "gap_last_year": 2009}  # fmt: skip
    told = gap_told(row, ("kvinnor", "män"))
    assert told == f"Kvinnor från 80 till 81, män från 80 till 80. Skillnaden {moved}."


@pytest.mark.parametrize(
    ("direction", "told"),
    [
        ("unchanged", "Oförändrat: 81 år 2006, 81 år 2007."),
        ("worse", "Sämre: 81 år 2006, 81 år 2007 (−1 procentenhet)."),
    ],
)
def test_a_change_that_does_not_count_is_not_told_beside_figures_that_look_alike(direction, told):
    # 81.3 and 80.6 are printed 81 and 81, and -0.7 would be printed -1.
    row = {"unit": "procent", "unit_difference": "procentenheter", "unit_difference_singular": "procentenhet",
           "precision": 1, "direction": direction, "evidence": "", "first_year": 2006, "last_year": 2007,
           "total_first": 81.3, "total_last": 80.6, "total_change": -0.7}  # fmt: skip
    assert direction_told(row) == told


def test_what_the_comparator_has_of_other_years_stands_with_its_years():
    """The total is known from 2005, both sexes from 2007: the gap was 5.0 then, in the municipality 9.0 in 2005."""
    changes = {"total_beside_riket": -0.6, "women_beside_riket": -0.4, "men_beside_riket": -1.3}
    since = {"total_riket_first_year": 2005} | {f"{sex}_riket_first_year": 2007 for sex in ("women", "men")}
    until = {f"{sex}_riket_last_year": 2009 for sex in ("total", "women", "men")}
    gaps = {"gap_first_year": 2005, "gap_last_year": 2009, "riket_gap_first_year": 2007, "riket_gap_last_year": 2009,
            "riket_gap_first": 5.0, "riket_gap_last": 4.0, "riket_gap_change": "narrowing", "gap_beside_riket": -2.0,
            "gap_change_beside_riket": "narrowing", "gap_against_riket": "equal"}  # fmt: skip
    assert beside_told(UNIT | changes | since | until | gaps, ("kvinnor", "män")) == (
        "Förändringen 2005–2009 minus länets var totalt −0,6 procentenheter. "
        "Förändringen 2007–2009 minus länets var för kvinnor −0,4 och för män −1,3 procentenheter. "
        "Länets skillnad (2007–2009) gick från 5,0 till 4,0 och minskade; kommunens minskade 2,0 procentenheter mer "
        "under samma år. 2009 var kommunens skillnad i stort sett lika stor som länets."
    )


def test_a_gap_of_other_years_than_the_direction_stands_with_its_years():
    row = UNIT | {"gap_women_first": 80, "gap_women_last": 81, "gap_men_first": 75, "gap_men_last": 78,
                  "gap_first": 5, "gap_last": 3, "gap_change": "narrowing", "gap_how": "up", "first_year": 2005,
                  "last_year": 2009, "gap_first_year": 2007, "gap_last_year": 2009}  # fmt: skip
    assert gap_told(row, ("kvinnor", "män")) == (
        "Kvinnor från 80,0 till 81,0, män från 75,0 till 78,0 (2007–2009). Skillnaden gick från 5,0 till 3,0 "
        "procentenheter och minskade, utan att något av könen fick det sämre."
    )


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((0, 0, 0, 0), ""),
        ((2, 0, 1, 3), "Av tre närliggande mått har två blivit bättre och ett blivit sämre sedan utgångsåret; "
         "för tre till går det inte att säga. De visas"),
        ((1, 0, 0, 0), "Det enda närliggande måttet har blivit bättre sedan utgångsåret. Det visas"),
        ((1, 0, 0, 1), "Ett närliggande mått har blivit bättre sedan utgångsåret; "
         "för ett till går det inte att säga. De"),
        ((0, 0, 0, 2), "För två närliggande mått går det inte att säga åt vilket håll de har gått. De visas"),
        ((0, 0, 0, 1), "För ett närliggande mått går det inte att säga åt vilket håll det har gått. Det visas"),
    ],
)  # fmt: skip
def test_the_companions_without_a_direction_are_counted_too(counts, told):
    better, unchanged, worse, unknown = counts
    row = {"better": better, "unchanged": unchanged, "worse": worse, "n": better + unchanged + worse}
    assert counts_told(pd.Series(row | {"unknown": unknown})).startswith(told)
