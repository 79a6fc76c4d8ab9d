"""The plan's figures as they stand in its text, keyed by hand from the text and not from our tables."""

from __future__ import annotations

import pytest

from helpers.read import load

# series, sex, geography: (baseline, target) as printed; None where the plan prints an empty cell
PRINTED = {
    # Attraktiv stad och landsbygd
    ("A_totalt", "total", "eskilstuna"): (1194, 1000),
    ("A_inrikes", "total", "eskilstuna"): (-124, 200),
    ("B", "women", "eskilstuna"): (55, None),
    ("B", "men", "eskilstuna"): (48, None),
    ("B", "total", "eskilstuna"): (52, 65),
    ("C", "total", "eskilstuna"): (61, 65),
    ("D", "men", "eskilstuna"): (42, None),
    ("E", "total", "eskilstuna"): (63, 70),
    ("F_foraldrapenning", "men", "eskilstuna"): (22.2, 25.0),
    ("F_foraldrapenning", "men", "riket"): (24.8, None),
    ("F_chefer_offentlig", "women", "eskilstuna"): (63, 60),
    ("F_chefer_offentlig", "men", "riket"): (34, None),
    ("F_chefer_privat", "men", "eskilstuna"): (74, 70),
    ("1_totalt", "total", "eskilstuna"): (None, 400),
    ("1_kommunfastighet", "total", "eskilstuna"): (None, 200),
    ("2", "total", "eskilstuna"): (37, 45),
    ("3", "women", "eskilstuna"): (55, None),
    ("4", "total", "eskilstuna"): (None, 100),
    # Höjd utbildningsnivå
    ("G", "women", "eskilstuna"): (42, 43),
    ("G", "men", "eskilstuna"): (27, 31),
    ("5", "total", "eskilstuna"): (None, 100),
    ("6", "women", "eskilstuna"): (3.7, 3.7),
    ("7", "total", "eskilstuna"): (5.5, 5.4),
    ("7", "total", "riket"): (5.4, None),
    ("8", "total", "eskilstuna"): (2.8, 2.8),
    ("8", "women", "eskilstuna"): (None, None),
    ("9", "men", "eskilstuna"): (72, 79),
    ("10", "total", "eskilstuna"): (90.1, 91),
    ("10", "total", "riket"): (88.5, None),
    ("11", "total", "riket"): (14.0, None),
    ("12", "total", "eskilstuna"): (61, 63),
    ("13", "total", "eskilstuna"): (85, 87),
    # Fler jobb
    ("L_alla", "women", "eskilstuna"): (13.3, 10.0),
    ("L_alla", "total", "eskilstuna"): (13.8, 10.8),
    ("L_alla", "total", "riket"): (7.9, None),
    ("L_utlandsfodda", "men", "eskilstuna"): (32.9, 25.0),
    ("L_ungdomar", "men", "eskilstuna"): (26.7, 15.0),
    ("L_ungdomar", "total", "riket"): (None, None),
    ("M", "total", "eskilstuna"): (94.1, 96.0),
    ("N", "total", "eskilstuna"): (None, None),
    ("14_svenskt_naringsliv", "total", "eskilstuna"): (3.2, 3.4),
    ("14_sba", "total", "eskilstuna"): (None, 75),
    ("15", "total", "eskilstuna"): (310, 300),
    ("17", "total", "riket"): (23, None),
    ("18", "total", "eskilstuna"): (42, 60),
    # Social uthållighet
    ("O", "total", "eskilstuna"): (7.1, 5.9),
    ("O", "total", "riket"): (2.7, 2.7),
    ("P", "total", "eskilstuna"): (175000, 160000),
    ("Q", "total", "eskilstuna"): (33, 50),
    ("R", "women", "eskilstuna"): (77, 95),
    ("R", "men", "eskilstuna"): (93, 95),
    ("S", "women", "eskilstuna"): (87, 93),
    ("19_aldreomsorg", "women", "eskilstuna"): (None, None),
    ("19_aldreomsorg", "total", "eskilstuna"): (85, 88),
    ("19_ifo", "total", "eskilstuna"): (None, 80),
    ("19_barn_unga", "total", "eskilstuna"): (None, 80),
    # Ekologisk uthållighet
    ("H", "total", "eskilstuna"): (2000, 1500),
    ("I", "total", "eskilstuna"): (7000, 5300),
    ("J", "total", "eskilstuna"): (5180000, 7300000),
    ("K_mangd", "total", "eskilstuna"): (272, 245),
    ("K_atervinning", "total", "eskilstuna"): (46, 53),
    ("20_bostader", "total", "eskilstuna"): (20.4, 15.5),
    ("20_lokaler", "total", "eskilstuna"): (66.0, 54.0),
    ("21", "total", "eskilstuna"): (None, 100),
    ("22", "total", "eskilstuna"): (47, 50),
    ("24", "total", "eskilstuna"): (20, 100),
    # Kvalitet
    ("25", "total", "eskilstuna"): (None, 60),
    ("26_antal", "total", "eskilstuna"): (82, 700),
    ("26_andel", "total", "eskilstuna"): (None, 10),
    ("27_epost", "total", "eskilstuna"): (88, 90),
    ("27_telefon", "total", "eskilstuna"): (47, 75),
    ("27_bemotande", "total", "eskilstuna"): (75, 90),
    ("27_sociala_medier", "total", "eskilstuna"): (None, 70),
    ("28_steg8", "total", "eskilstuna"): (20, 80),
    ("29", "total", "eskilstuna"): (None, 70),
    # Attraktiv arbetsgivare
    ("30", "total", "eskilstuna"): (80, 83),
    ("31", "women", "eskilstuna"): (81.5, None),
    ("31", "men", "eskilstuna"): (79.7, None),
    ("31", "total", "eskilstuna"): (81.1, 82.0),
    ("32", "men", "eskilstuna"): (10.4, None),
    ("33", "women", "eskilstuna"): (7.8, None),
    ("33", "men", "eskilstuna"): (4.5, None),
    ("33", "total", "eskilstuna"): (7.1, 5.9),
    # Stabil ekonomi
    ("34", "total", "eskilstuna"): (2.6, 2.5),
    ("35", "total", "eskilstuna"): (9, 15),
    ("36", "total", "eskilstuna"): (37, 80),
    ("37", "total", "eskilstuna"): (69, 75),
    ("38_grundskola", "total", "eskilstuna"): (15, 15),
    ("38_gymnasium", "total", "eskilstuna"): (22, 22),
    ("38_arsarbetare", "total", "eskilstuna"): (80, 80),
}


@pytest.fixture(scope="module")
def plan():
    """Return the plan's own rows: baselines and targets."""
    observations = load().observations
    return observations[observations["kind"].isin(["baseline", "target"])]


@pytest.mark.parametrize(("key", "printed"), PRINTED.items(), ids=lambda value: "-".join(map(str, value)))
def test_the_tidy_table_holds_what_the_plan_prints(plan, key, printed):
    series, sex, geography = key
    rows = plan[(plan["series"] == series) & (plan["sex"] == sex) & (plan["geography"] == geography)]
    found = {row.kind: None if row.value != row.value else row.value for row in rows.itertuples()}
    assert found == dict(zip(("baseline", "target"), printed, strict=True))


def test_the_plan_has_57_indicators_in_eight_areas_and_146_rows_of_which_91_cells_are_empty(plan):
    series = load().series
    assert series["indicator"].nunique() == 57
    assert series["area"].nunique() == 8
    assert len(plan) == 2 * 146
    assert plan["value"].notna().sum() == 201
    empty = plan[plan["value"].isna()]
    assert len(empty) == 91
    assert (empty["missing"] != "").all()


def test_every_figure_stands_in_its_printed_year(plan):
    years = plan.groupby(["series", "kind"])["year"].unique()
    assert list(years["H", "baseline"]) == [2012]
    assert list(years["R", "baseline"]) == [2014]
    others = {year for (series, kind), found in years.items() if series != "H" and kind == "baseline" for year in found}
    assert others == {2014}
    assert set(plan.loc[plan["kind"] == "target", "year"]) == {2019}


def test_nine_of_fifteen_keeps_its_fifteen(plan):
    assert plan.loc[plan["series"] == "35", "denominator"].tolist() == [15, 15]


def test_girls_and_boys_keep_the_printed_word():
    words = load().series.set_index("series")[["women_word", "men_word"]]
    assert words.loc["R"].tolist() == ["flickor", "pojkar"]
    assert words.loc["B"].tolist() == ["kvinnor", "män"]
