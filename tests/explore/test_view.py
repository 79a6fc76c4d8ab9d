"""A view answers an analyst: short to look at, useful to complete, kind to what is mistyped."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
from lxml import html
from matplotlib.figure import Figure

import helpers
from helpers import cards, columns, find, follow_up, questions
from helpers.model.names import nearest


@pytest.fixture(scope="module")
def view():
    return follow_up("fler_jobb", 2019)


def test_a_view_says_in_short_what_it_holds(view):
    text = repr(view)
    assert text.startswith("Uppföljning 2019, Fler jobb: 11 serier, ")
    assert "17: Bidragshushåll, hushåll per 1 000 invånare – uppnått (6 utfall)" in text.splitlines()
    assert len(text) < 1500
    assert len(repr(follow_up(year=2019))) < 400
    html = view._repr_html_()
    assert html.count("<tr>") == 1 + 11
    assert len(html) < 4000


def test_the_whole_plan_and_the_newest_year_with_outcomes_are_what_is_meant_when_nothing_is_said():
    view = follow_up()
    ours = view.all_observations.query("kind == 'outcome' and geography == 'eskilstuna' and value.notna()")
    assert view.year == min(ours["year"].max(), view.series["target_year"].max())
    assert view.series["area"].nunique() == 8
    assert follow_up("kvalitet").year == view.year


def _completed(text: str, **names: object) -> set[str]:
    shell = InteractiveShell.instance()
    shell.push(names)
    with provisionalcompleter():
        return {found.text for found in shell.Completer.completions(text, len(text))}


def test_completion_offers_what_is_useful_and_only_that(view):
    tables = {"series", "observations", "assessment", "year", "comparison", "peers"}
    assert {name for name in _completed("view.", view=view) if not name.startswith("_")} == tables | {
        "table", "wide", "gaps", "companions", "rejudge", "to_excel",
    }  # fmt: skip
    asked = {"names", "companions", "values", "points", "table", "sources", "receipt", "card", "plot"}
    assert {name for name in _completed("m.", m=view["17"]) if not name.startswith("_")} == asked
    assert {"17", "L", "L_alla"} <= {name.strip("\"'][") for name in _completed('view["', view=view)}
    assert set(dir(helpers)) == set(helpers.__all__)


def test_all_that_completion_offers_is_there(view):
    for found in (view, view["17"], helpers):
        for name in dir(found):
            assert getattr(found, name) is not None, name


def _fresh(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()


def test_the_names_of_the_top_are_functions_whatever_was_imported_before():
    firsts = ["pass", "import helpers.cards", "from helpers.cards import cards", "from helpers import cards"]
    told = _fresh(f"""import sys
for first in {firsts}:
    for name in [name for name in sys.modules if name.split(".")[0] == "helpers"]:
        del sys.modules[name]
    exec(first)
    from helpers import cards, find
    print(first, callable(cards), callable(find), sep="; ")""")
    assert told.splitlines() == [f"{first}; True; True" for first in firsts]


def test_the_top_imports_nothing_before_it_is_asked():
    heavy = "{'pandas', 'numpy', 'matplotlib', 'IPython'} & set(sys.modules)"
    assert _fresh(f"import sys, helpers\ndir(helpers)\nprint(sorted({heavy}))") == "[]"


def test_a_measure_stands_with_its_years_across_places_and_sexes(view):
    table = view.wide("L_alla")
    assert list(table.columns) == ["Eskilstuna, kvinnor", "Eskilstuna, män", "Eskilstuna, totalt", "Riket, totalt"]
    assert table.loc[2014, "Eskilstuna, kvinnor"] == 13.3
    assert table.loc[2019, "Eskilstuna, totalt"] == 13.3
    assert "2015" not in table["Eskilstuna, totalt"].dropna().index.astype(str)
    import seaborn as sns  # takes seconds, here alone

    drawn = sns.lineplot(table, ax=Figure().add_subplot())
    assert drawn.get_legend_handles_labels()[1] == list(table.columns)
    assert view.wide("L").columns[0] == "Arbetslöshet 20–64 år: Eskilstuna, kvinnor"


def test_an_indicator_stands_for_all_its_series_in_the_plans_order(view):
    assert view["L"].names == ["L_alla", "L_utlandsfodda", "L_ungdomar"]
    assert view["14"].names == ["14_svenskt_naringsliv", "14_sba"]
    for name in ("table", "values", "points", "sources", "receipt"):
        found = getattr(view["L"], name)()
        assert list(dict.fromkeys(found["series"])) == view["L"].names
        assert list(found.columns[:4]) == ["series", "label", "unit", "area"]
    page, *alone = (html.fromstring(f"<div>{one.card().data}</div>") for one in (view["14"], *view["14"]))
    texts = [[card.text_content() for card in made.find_class("card")] for made in (page, *alone)]
    assert texts[0] == [text for own in texts[1:] for text in own]


def test_a_table_holds_the_figures_of_the_page_as_numbers(view):
    row = view["17"].table().iloc[0]
    assert (row[2014], row[2017], row[2019], row["target"], row["level"]) == (55, 41, 38, 40, "met")
    assert np.isnan(row["remaining"])
    women = view["L_alla"].table().query("geography == 'eskilstuna' and sex == 'total'").iloc[0]
    assert (women["level"], women["remaining"]) == ("not_met", round(13.3 - women["target"], 1))


def test_a_receipt_ends_in_the_class_that_it_explains(view):
    lines = view["17"].receipt()["line"].tolist()
    assert "Målet är nått: 38,0 ≤ 40." in lines
    assert "Måluppfyllelse: uppnått." in lines


def test_a_measure_is_drawn_where_one_asks(view):
    ax = Figure().add_subplot()
    assert view["17"].plot(ax=ax) is ax
    outcomes = ax.get_lines()[0]
    assert list(outcomes.get_xdata()) == [2014, 2015, 2016, 2017, 2018, 2019, 2020]
    with pytest.raises(ValueError, match=r"3 serier .* ritas i lika många axlar, men ax har 1"):
        view["L"].plot(ax=ax)
    assert len(view["L"].plot(ax=[Figure().add_subplot() for _ in range(3)])) == 3


def test_gaps_are_women_minus_men(view):
    found = view.gaps().set_index("series")
    assert round(found.loc["L_alla", "gap_baseline"], 1) == -1.5  # 13.3 - 14.8
    assert found.loc["L_alla", "better_off_baseline"] == "women"


def test_another_tolerance_tells_class_and_class_then(view):
    wide = view.rejudge(near=1.0).set_index("series")
    assert (wide.loc["L_alla", "level"], wide.loc["L_alla", "level_then"]) == ("not_met", "near")  # 13.8 -> 13.3
    assert wide.loc["L_alla", "changed"]
    assert not view.rejudge()["changed"].any()


def test_the_tolerance_of_targets_to_hold_follows_that_of_planned_change_as_in_the_method():
    # The plan wants at least 1 000 more inhabitants a year, and they were 935, 65 short. That is near only within 6,5 %
    # of the target: what the method's 5 % becomes when its 10 % of the planned change becomes 13 %.
    place = follow_up("attraktiv_stad_och_landsbygd", 2019)
    for near, level in ((0.13, "near"), (0.12, "not_met")):
        assert place.rejudge(near=near).set_index("series").at["A_totalt", "level_then"] == level


def test_what_comes_back_can_be_changed_without_changing_the_view(view):
    for found in (view.wide("L_alla"), view["17"].table(), view["17"].values(), view.gaps(), find("jobb")):
        for name in found:
            found[name] = None
    assert view["17"].table().iloc[0][2019] == 38
    assert view.wide("L_alla").loc[2014, "Riket, totalt"] == 7.9


def test_a_word_finds_measures_with_and_without_dots():
    assert find("arbetslös")["series"].tolist() == ["L_alla", "L_utlandsfodda", "L_ungdomar"]
    assert find("ARBETSLOS").equals(find("arbetslös"))
    assert len(find()) == len(follow_up().series)


MISTYPED = {
    'follow_up("fler_job")': "menade du 'fler_jobb'",
    'follow_up("Fler_Jobb")': "menade du 'fler_jobb'",
    "follow_up(2019)": "follow_up(year=2019)",
    'follow_up(["fler_jobb"])': "målområdet skrivs som text",
    'follow_up("fler_jobb", "2019")': "året skrivs som ett heltal utan citattecken, inte '2019'",
    'follow_up("fler_jobb", 2019.0)': "året skrivs som ett heltal",
    'follow_up("fler_jobb", True)': "året skrivs som ett heltal",
    'follow_up("fler_jobb", 1990)': "uppföljningen gäller åren 2015 till 2029",
    'follow_up("fler_jobb", 2019, "rike")': "menade du 'riket'",
    'follow_up("fler_jobb", 2019, 1)': "jämförelsen skrivs som text",
    "view[17]": 'view["17"]',
    'view["Bidragshushåll"]': "menade du '17'",
    "view.gap()": "menade du gaps?",
    "view.plot()": "Det finns assessment, companions",
    'view["17"].receipts()': "menade du receipt?",
    'view["17"].plot("kvinnor")': "ax är en matplotlib-axel, inte 'kvinnor'",
    'view["17"].plot(ax=3)': "ax är en matplotlib-axel, inte 3",
    'cards(view["17"])': "inte ett objekt av typen Measures",
    'view["18x"]': "menade du '18'? Det finns L_alla, L_utlandsfodda",
    'view["l_alla"]': "menade du 'L_alla'",
    'view["17", "18"]': "en serie eller indikator i taget",
    'view[["17"]]': "en serie eller indikator i taget",
    "view.wide()": "serien saknar namn. Det finns L_alla",
    "view.wide(17)": "serien skrivs som text",
    'view.rejudge(near="20")': "near skrivs som ett tal",
    "view.rejudge(near=20)": "20 procent skrivs near=0.20",
    "cards()": "cards() tar först en vy",
    'cards("L_alla")': "cards() tar först en vy",
    'cards(view, ["L_alla", "17"])': 'cards(view, "L_alla", "17")',
    "cards(view, 17)": "serien skrivs som text",
    'cards(view, "L_all")': "menade du 'L_alla'",
    'questions.gap_closure("L_alla")': "gap_closure() tar först en vy",
    "questions.each_sex_to_target(view)": 'behöver minst en serie: each_sex_to_target(view, "L_alla"',
    'questions.against_riket(view, ["L_alla", "17"])': 'against_riket(view, "L_alla", "17")',
    'questions.required_per_year(view, "L_all")': "menade du 'L_alla'",
    "questions.composition(view, 17)": "serien skrivs som text",
    "find(17)": "ordet skrivs som text",
    'find("arbetslsöhet")': "menade du 'Arbetslöshet'",
    'columns("asessment")': "menade du 'assessment'",
    'columns("pace_ration")': "columns('pace_ratio')",
    "columns(1)": "tabellen skrivs som text",
    "compare()": "compare() behöver två år: compare(2018, 2019)",
    "compare(2017)": "compare() behöver två år",
    'compare("2017", 2019)': "året skrivs som ett heltal utan citattecken, inte '2017'",
    "compare(2019, 2019)": "två olika år",
    "compare(2019, 2017)": "den tidigare uppföljningen först: compare(2017, 2019)",
    "compare(1990, 2019)": "uppföljningen gäller åren 2013 till 2029",
    'compare(2017, 2019, "fler_job")': "menade du 'fler_jobb'",
    "compare(2017, 2019, 3)": "målområdet skrivs som text",
    "frames(view)": "frames() tar det som visas",
    'view.to_excel("min.csv")': "ska sluta på .xlsx, till exempel min.xlsx",
    'view.to_excel("finns/inte/min.xlsx")': "mappen 'finns/inte' finns inte",
    "view.to_excel(3)": "filens namn skrivs som text",
}


@pytest.mark.parametrize("call", MISTYPED)
def test_wrong_input_is_told_with_what_is_allowed(call, view):
    names = {name: getattr(helpers, name) for name in helpers.__all__} | {"view": view, "questions": questions}
    with pytest.raises((LookupError, ValueError, TypeError, AttributeError)) as told:
        eval(call, names)
    assert MISTYPED[call] in str(told.value)


def test_a_message_does_not_list_more_names_than_can_be_read():
    with pytest.raises(KeyError, match=r"finns inte; menade du '9'\? Det finns 88; find\(\) visar alla\.$"):
        follow_up()["99"]


def test_the_view_knows_its_own_names(view):
    assert "17" in view
    assert "L" in view
    assert "21" not in view


def test_the_table_of_a_view_has_published_figures_and_classes(view):
    row = view.table().set_index(["series", "sex"]).loc["17", "total"]
    assert (row["baseline"], row["value"], row["target"], row["level"]) == (55, 38.0, 40, "met")


def test_companions_are_summed_up_one_row_each():
    # 12 within three years: girls 55,4 -> 53,2, boys 43,3 -> 47,2; the gap 12,1 -> 5,9 (method, section 6)
    found = follow_up("hojd_utbildningsniva", 2019)["12"].companions().set_index("measure")
    row = found.loc["12_inom_tre_ar"]
    assert (row["first_year"], row["last_year"], row["gap_change"]) == (2014, 2019, "narrowing")
    assert (round(row["gap_first"], 1), round(row["gap_last"], 1)) == (12.1, 5.9)
    assert row["companion"] != row["label"]


def test_one_column_is_explained_by_its_name():
    told = columns("pace_ratio")
    assert told[["table", "title"]].values.tolist() == [["assessment", "Taktkvot"]]


def test_all_cards_are_shown_when_none_is_named():
    view = follow_up("stabil_ekonomi", 2019)
    shown = cards(view).data
    assert [name for name in view.series["series"] if f'id="{name}"' not in shown] == []


def test_the_nearest_word_is_found_whatever_its_case():
    assert nearest("l_ALL", ["L_alla", "M"]) == "L_alla"
    assert nearest("zzz", ["L_alla", "M"]) == ""
