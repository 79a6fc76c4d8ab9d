"""Charts: honest axes, gaps where a year was not measured, the same bytes each time, an alternative text required."""

from __future__ import annotations

from itertools import pairwise
from urllib.parse import unquote

import pandas as pd
import pytest
from lxml import etree, html

from helpers.charts import of_series
from helpers.charts.axes import breaks_axis, ticks
from helpers.charts.inline import Scale, way_axis
from helpers.charts.labels import PHONE, SCREEN
from helpers.charts.lines import gap_lines, path_chart
from helpers.charts.plot import Chart, svg, width_of, wrapped
from helpers.charts.rows import bullets, sexes, shares
from helpers.charts.style import COLOURS
from helpers.charts.svg import as_html, on_page
from helpers.followup import follow_up
from helpers.text.alt_text import describe, fit
from helpers.text.words import headed
from helpers.view import rows_of

POINTS = pd.DataFrame(
    [
        ("total", "baseline", 2014, 3.2),
        ("total", "outcome", 2017, 3.4),
        ("total", "outcome", 2018, 3.3),
        ("total", "target", 2019, 3.4),
    ],
    columns=["line", "kind", "year", "value"],
)


def chart():
    return path_chart(POINTS, {"total": "Eskilstuna"}, unit="betyg", decimals=1)


def test_a_year_that_was_not_measured_is_a_gap_and_a_single_point_no_line():
    solid = [line for line in chart().strokes if line.width > 2 and len(line.xs) > 1]
    assert [line.xs for line in solid] == [(2017, 2018)]
    assert [line.xs for line in chart().strokes if line.dash == "gap"] == [(2014, 2017)]


def test_the_straight_path_runs_from_the_baseline_to_the_target():
    dashed = [(line.xs, line.ys) for line in chart().strokes if line.dash == "path"]
    assert dashed == [((2014, 2019), (3.2, 3.4))]


def test_years_are_whole_and_no_two_ticks_print_the_same():
    years = [words for words in chart().words if words.text.isdigit()]
    assert [words.text for words in years] == ["2014", "2015", "2016", "2017", "2018", "2019"]
    assert [words.text for words in years if not words.wide] == ["2014", "2016", "2018"]  # what a phone has room for
    printed = [words.text for words in chart().words if words.anchor == "end" and words.x < 2014]
    assert len(set(printed)) == len(printed) > 1


def test_an_axis_is_broken_only_where_the_figures_lie_close_together():
    assert breaks_axis([3.2, 3.4])
    assert not breaks_axis([13.8, 10.8, 7.4])
    assert not breaks_axis([-124, 200])


def test_the_same_figures_give_the_same_drawing():
    assert svg(chart()) == svg(chart())


def test_a_chart_without_words_is_refused():
    with pytest.raises(ValueError, match="40-400"):
        as_html(chart(), "Diagram", "Diagram")


def test_drawing_does_not_change_the_frame():
    before = POINTS.copy()
    chart()
    pd.testing.assert_frame_equal(POINTS, before)


def points(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["line", "kind", "year", "value"])


@pytest.mark.parametrize(
    ("low", "high", "decimals", "printed"),
    [
        (4.96, 5.64, 1, ["5,0", "5,2", "5,4", "5,6"]),  # 0.68 / 5 = 0.136, so steps of 0.2
        (0, 17.0, 1, ["0", "5", "10", "15"]),  # 17 / 5 = 3.4, so steps of 5, which need no decimal
        (0, 3.5, 0, ["0", "1", "2", "3"]),  # 0.7, so steps of 1: no step is finer than the decimals
        (0, 0.083, 2, ["0,00", "0,02", "0,04", "0,06", "0,08"]),
        (-124 * 1.15, 260, 0, ["−100", "0", "100", "200"]),  # 402.6 / 5 = 80.5
    ],
)
def test_every_tick_is_the_value_that_is_printed_beside_it(low, high, decimals, printed):
    found = ticks(low, high, decimals)
    assert [text for _, text in found] == printed
    values = [float(text.replace(",", ".").replace("−", "-")) for _, text in found]
    assert values == pytest.approx([value for value, _ in found])


NAMES = {"women": "kvinnor", "men": "män", "total": "totalt", "riket": "riket"}


def test_a_name_belongs_to_the_end_of_its_own_line():
    rows = points(
        ("total", "baseline", 2014, 5.5),
        ("total", "outcome", 2017, 5.5),
        ("total", "outcome", 2018, 5.1),
        ("riket", "outcome", 2014, 5.4),
        ("riket", "outcome", 2019, 5.2),
        ("riket", "outcome", 2020, 5.1),
        ("total", "target", 2019, 5.4),
    )
    texts = {w.text: (w.x, w.y) for w in path_chart(rows, NAMES, unit="barn", decimals=1).words if w.x >= 2014}
    assert texts["totalt 5,1"] == (2018, 5.1)
    assert texts["riket 5,1"] == (2020.35, 5.1)  # right of the axis, at the height of its own end
    assert texts["5,4"] == (2014, 5.4)


def test_a_figure_that_a_thick_line_would_strike_out_is_left_to_the_table():
    # Three level lines some ten pixels apart (riket's 1,0 brings the axis down to 0): no room for the middle figure.
    level = {"women": 10.0, "total": 11.0, "men": 12.0, "riket": 1.0}
    flat = [(line, "outcome", year, value) for line, value in level.items() for year in range(2014, 2020)]
    told = [words.text for words in path_chart(points(*flat), NAMES, unit="procent", decimals=1, height=190).words]
    assert {"10,0", "12,0"} <= set(told)
    assert "11,0" not in told


def marks(figure: Chart, line: str) -> list[tuple[float, float]]:
    return [(mark.x, mark.y) for mark in figure.marks if mark.line == line]


def test_women_and_men_stay_in_a_chart_whose_outcomes_are_the_total_only():
    plan = [
        (line, kind, year, value)
        for line, start, goal in (("women", 31.6, 25), ("men", 32.9, 25), ("total", 32.3, 25))
        for kind, year, value in (("baseline", 2014, start), ("target", 2019, goal))
    ]
    figure = path_chart(points(*plan, ("total", "outcome", 2020, 31.7)), NAMES, unit="procent", decimals=1)
    assert sorted(y for _, y in marks(figure, "women")) == [25, 31.6]
    assert sorted(y for _, y in marks(figure, "men")) == [25, 32.9]
    assert {x for sex in ("women", "men", "total") for x, _ in marks(figure, sex)} == {2014, 2019, 2020}
    assert "mål 25,0 (alla tre)" in [words.text for words in figure.words]


def test_equal_values_of_women_men_and_total_all_show():
    rows = pd.DataFrame({"label": ["2014"], "women": 3.7, "men": 3.7, "total": 3.7, "target": None, "plan": False})
    rows = rows.assign(**{f"{name}_text": "3,7" for name in ("women", "men", "total", "target")})
    figure = sexes(rows.astype({"target": float}), ("flickor", "pojkar"), unit="skalpoäng", decimals=1)
    places = [marks(figure, sex)[0][1] for sex in ("women", "total", "men")]
    assert len(set(places)) == 3
    assert [words.text for words in figure.words].count("3,7") == 3


def test_a_baseline_shows_through_the_target_that_equals_it():
    rows = pd.DataFrame({"label": ["Eskilstuna"], "baseline": 15.0, "value": float("nan"), "target": 15.0})
    rows = rows.assign(baseline_text="15", value_text="..", target_text="15")
    start, goal = bullets(rows, unit="kvm", decimals=0).marks
    assert (start.x, start.shape, start.open) == (15, "|", False)
    assert (goal.x, goal.open) == (15, True)
    drawn = str(svg(bullets(rows, unit="kvm", decimals=0)))
    assert 'fill="none"' in drawn.partition("M10 1V19")[0]  # the upright is 18 pixels high, the open mark 11


def test_a_level_to_hold_has_no_path():
    figure = path_chart(POINTS, {"total": "Eskilstuna"}, unit="betyg", decimals=1, path=False)
    assert not [line for line in figure.strokes if line.dash == "path"]


def boxes(figure: Chart, width: int) -> list[tuple[str, float, float, float, float]]:
    """Where the words stand at a width, as left, top, right, bottom in pixels, worked out from what the SVG says."""
    inner = width - figure.left - figure.right
    found = []
    for words in figure.words:
        if words.wide and width == PHONE:
            continue
        wide = width_of(max(words.text.split("\n"), key=len))
        left = inner * figure.across(words.x) + words.dx - wide * {"start": 0, "middle": 0.5, "end": 1}[words.anchor]
        base = figure.down(words.y) + words.dy
        found.append((words.text, left, base - 9, left + wide, base + 2 + 14 * words.text.count("\n")))
    return found


@pytest.mark.parametrize("width", [PHONE, SCREEN])
def test_words_cover_neither_each_other_nor_a_mark(width: int):
    plan = [(line, "baseline", 2014, value) for line, value in (("women", 30), ("men", 35), ("total", 32))]
    rows = points(*plan, ("total", "outcome", 2015, 30), ("total", "target", 2019, 25))
    figure = path_chart(rows, NAMES, unit="procent", decimals=1)
    placed = boxes(figure, width)
    over = [
        (one[0], other[0])
        for i, one in enumerate(placed)
        for other in placed[i + 1 :]
        if one[1] < other[3] and other[1] < one[3] and one[2] < other[4] and other[2] < one[4]
    ]
    assert over == []
    inner = width - figure.left - figure.right
    at = [(inner * figure.across(mark.x), figure.down(mark.y)) for mark in figure.marks]
    assert not [text for text, l, t, r, b in placed for x, y in at if l < x < r and t < y < b]  # noqa: E741


def test_names_at_the_edge_are_pushed_apart_and_stay_within_the_drawing():
    rows = points(*((line, "outcome", year, 10.0) for line in NAMES for year in (2018, 2019)))
    placed = [box for box in boxes(path_chart(rows, NAMES, unit="procent", decimals=0), SCREEN) if " 10" in box[0]]
    assert len(placed) == 4
    heights = sorted((top, bottom) for _, _, top, _, bottom in placed)
    assert all(above[1] <= below[0] for above, below in pairwise(heights))
    assert max(right for *_, right, _ in placed) <= SCREEN


def test_many_names_beside_a_low_chart_stay_within_it_and_make_it_higher():
    names = dict(zip(("women", "men", "total", "riket_women", "riket_men"), ["en lång nog linje"] * 5, strict=True))
    rows = points(*((line, "outcome", year, 60.0) for line in names for year in (2018, 2019)))
    figure = path_chart(rows, names, unit="procent", decimals=0, height=120)
    placed = sorted(box[2::2] for box in boxes(figure, SCREEN) if "lång" in box[0])
    assert figure.height == 22 + 5 * (2 * 14 + 1)  # below the unit; two lines each, and a pixel between
    assert all(above[1] <= below[0] for above, below in pairwise(placed))
    assert placed[0][0] >= 14  # the unit stands above
    assert placed[-1][1] <= figure.height


def test_a_long_name_is_broken_between_its_words():
    assert wrapped("deltagande kommuner i snitt 54") == "deltagande\nkommuner i snitt\n54"


ALT = "Linjediagram: betyg, ”Eskilstuna” & riket 3,2 år 2014 och 3,3 år 2018."


def test_a_notebook_shows_an_image_that_needs_no_trust():
    (image,) = html.fromstring(as_html(chart(), ALT, "Betyg.")).xpath("//img")
    assert image.get("alt") == ALT
    drawing = etree.fromstring(unquote(image.get("src").removeprefix("data:image/svg+xml,")).encode())
    assert drawing.get("width") == "640"
    assert "3,3" in " ".join(drawing.itertext())


def test_a_chart_serves_every_width_since_it_says_places_across_in_per_cent():
    drawn = html.fromstring(on_page(as_html(chart(), ALT, "Betyg.")))
    assert drawn.xpath("string(//svg/@aria-label)") == ALT
    assert not drawn.xpath("//img")
    places = drawn.xpath("//svg//@x | //@x1 | //@x2 | //@cx")
    assert len(places) > 20
    assert all(place.endswith("%") for place in places)
    # 2014 to 2019 with 0.35 years on both sides: 2014 stands at 0.35 / 5.7 = 6.1 per cent
    assert "6.1%" in places


def test_a_band_lies_behind_the_lines_and_widens_the_axis():
    band = pd.DataFrame({"year": [2014, 2018], "lowest": [1.0, 1.5], "highest": [5.0, 4.5]})
    figure = path_chart(POINTS, {"total": "Eskilstuna"}, unit="betyg", decimals=1, band=band)
    assert figure.ylim[0] <= 1.0
    assert figure.ylim[1] >= 5.0
    assert figure.areas[0].lows == (1.0, 1.5)
    drawn = str(svg(figure))
    assert drawn.index("<path") < drawn.index(COLOURS["total"])


def test_what_came_after_the_target_year_is_shaded_and_named():
    assert not path_chart(POINTS, {"total": "E"}, unit="", decimals=1, target_year=2019).areas
    rows = pd.concat([POINTS, points(("total", "outcome", 2020, 3.6))])
    figure = path_chart(rows, {"total": "E"}, unit="", decimals=1, target_year=2019)
    assert figure.areas[0].xs == (2019.5, 2020.35)
    assert "efter planen" in [words.text for words in figure.words]


def test_figures_in_charts_of_rows_are_those_printed():
    rows = pd.DataFrame({"label": ["Chefer"], "women": [60.0], "men": [40.0], "women_text": ["60"], "men_text": ["40"]})
    told = {words.text: words.x for words in shares(rows, ("kvinnor", "män")).words}
    assert told["60"] == 0
    assert told["40"] == 100
    gaps = pd.DataFrame(
        {"label": "Trygghet", "year": [2014, 2018], "gap": [-2.0, 1.25], "kind": ["baseline", "outcome"]}
    ).assign(text=["−2", "+1,3"])
    drawn = gap_lines(gaps, unit="procentenheter", decimals=0)
    assert [words.text for words in drawn.words if "till" in words.text] == ["Trygghet −2 till\n+1,3"]


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        (["baseline", "outcome", "target"], "Trygghet −2 till +1,3, mål 0"),
        (["baseline", "target"], "Trygghet −2, mål 0"),
    ],
)
def test_the_gap_that_a_plan_aims_at_is_not_told_as_where_it_went(kinds, told):
    texts = {"baseline": "−2", "outcome": "+1,3", "target": "0"}
    rows = {"label": "Trygghet", "kind": kinds, "year": range(2017, 2017 + len(kinds)), "gap": 1.0}
    gaps = pd.DataFrame(rows).assign(text=[texts[kind] for kind in kinds])
    drawn = gap_lines(gaps, unit="procentenheter", decimals=0)
    assert [" ".join(words.text.split()) for words in drawn.words if "Trygghet" in words.text] == [told]


SERIES = pd.Series(
    {"label": "Färdigställda bostäder", "unit": "bostäder", "precision": "1", "target_year": 2019}
    | {"women_word": "", "men_word": "", "place": "Eskilstuna", "beside_word": "riket", "comparison_group": ""}
)


def test_an_alternative_text_tells_first_last_highest_lowest_and_the_judged_year():
    values = zip(range(2014, 2021), (153, 225, 191, 226, 623, 205, 501), strict=True)
    rows = points(*(("total", "outcome", year, value) for year, value in values), ("total", "target", 2019, 400))
    rows = rows.assign(text=rows["value"].astype(str))
    assert describe(rows, SERIES, "Linjediagram") == (
        "Linjediagram: Färdigställda bostäder. "
        "Eskilstuna 153 år 2014, 623 år 2018, 205 år 2019, 501 år 2020, mål 400 år 2019."
    )


def test_an_alternative_text_tells_fewer_points_rather_than_leave_a_line_out():
    """Three lines of six years: 45 + 3 * 120 characters are too many, first, judged and last of each are not."""
    names = {"women": "kvinnor", "men": "män", "riket": "riket"}
    figures = [(line, "outcome", year, year) for line in names for year in range(2015, 2021)]
    rows = points(*figures).assign(text="1 000 000,5")
    series = pd.Series({**SERIES, "women_word": "kvinnor", "men_word": "män"})
    told = describe(rows, series, "Linjediagram")
    assert told.count("1 000 000,5 år 2020") == 3
    assert told.count("1 000 000,5 år 2019") == 3
    assert "år 2017" not in told
    assert "Resten" not in told
    assert len(told) <= 400


def test_what_bars_leave_out_is_not_riket_s_latest_share():
    """F has thirteen bars; 2019, the target and riket's 2019 decide."""
    view = follow_up("attraktiv_stad_och_landsbygd", 2019)
    series, observations, _ = rows_of(view, "F_foraldrapenning")
    alt = html.fromstring(of_series.series_figure(series, observations)).xpath("string(//svg/@aria-label | //img/@alt)")
    for told in ("2014: kvinnor 77,8 och män 22,2.", "2019: kvinnor 72,1 och män 27,9.", "Mål 2019: kvinnor 75,0",
                 "Riket 2019: kvinnor 70,0 och män 30,0."):  # fmt: skip
        assert told in alt
    assert alt.endswith("Resten står i tabellen.")


def test_a_count_is_drawn_and_told_with_its_n():
    """35 is 9 of 15 in 2014 and 10 of 14 in 2016; the target is all."""
    series, observations, _ = rows_of(follow_up("stabil_ekonomi", 2018), "35")
    drawn = of_series.points(series, observations)
    assert drawn["text"].tolist() == ["9 av 15", "10 av 14", "15 av 15"]
    alt = describe(drawn, series, "Linjediagram")
    assert alt.endswith("Eskilstuna 9 av 15 år 2014, 10 av 14 år 2016, mål 15 av 15 år 2019.")


def test_an_alternative_text_that_leaves_something_out_says_so_within_its_limit():
    text = fit("Punktdiagram. ", ["a" * 150, "b" * 150, "c" * 150])
    assert text.endswith(f"B{'b' * 149}. Resten står i tabellen.")
    assert fit("Punktdiagram. ", ["a" * 150, "b" * 150]).endswith(f"B{'b' * 149}.")


def test_a_unit_that_the_label_says_is_not_said_again():
    assert headed(SERIES) == "Färdigställda bostäder"
    assert headed(pd.Series({"label": "Sjukfrånvaro", "unit": "procent"})) == "Sjukfrånvaro, procent"


@pytest.mark.parametrize("name", ["10", "L_alla", "17", "A_totalt"])
def test_what_the_words_tell_is_what_is_drawn(name):
    series, observations, _ = rows_of(follow_up(None, 2017), name)
    drawn = of_series.points(series, observations)
    figure = path_chart(drawn, of_series.line_names(series, drawn), unit="", decimals=1, target_year=2019)
    marked = {(mark.line, mark.x, mark.y, mark.open) for mark in figure.marks}
    told = zip(drawn["line"], drawn["year"], drawn["value"], drawn["kind"] == "target", strict=True)
    assert marked == set(told)


def test_a_name_on_the_axis_of_ways_that_would_stand_on_a_nearer_one_is_left_out():
    # From 0 to 1 is 55 of 220 pixels; "start 2014" and "målet 2019" are 73 wide, "dubbla vägen" 88.
    names = {1.0: "målet 2019", 0.0: "start 2014", 2.0: "dubbla vägen", 0.5: "halvvägs"}
    told = [text.text for text in html.fromstring(str(way_axis(Scale(-1, 3), names, 220))).iter("text")]
    assert told == ["målet 2019"]
    told = [text.text for text in html.fromstring(str(way_axis(Scale(0, 1.5), names, 220))).iter("text")]
    assert told == ["målet 2019", "start 2014"]
