"""Charts: honest axes, gaps where a year was not measured, the same bytes each time, an alternative text required."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.charts import of_series
from helpers.charts.axes import breaks_axis
from helpers.charts.lines import path_chart
from helpers.charts.rows import bullets, sexes
from helpers.charts.style import MARKERS
from helpers.charts.svg import as_html, svg
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
    solid = [line for line in chart().axes[0].lines if line.get_linestyle() == "-" and len(line.get_xdata()) > 1]
    assert [list(line.get_xdata()) for line in solid] == [[2017, 2018]]


def test_the_straight_path_runs_from_the_baseline_to_the_target():
    dashed = [line for line in chart().axes[0].lines if list(line.get_xdata()) == [2014, 2019]]
    assert [list(line.get_ydata()) for line in dashed] == [[3.2, 3.4]]


def test_years_are_whole_and_no_two_ticks_print_the_same():
    figure = chart()
    figure.canvas.draw()
    axes = figure.axes[0]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["2014", "2015", "2016", "2017", "2018", "2019"]
    printed = [label.get_text() for label in axes.get_yticklabels()]
    assert len(set(printed)) == len(printed)


def test_an_axis_is_broken_only_where_the_figures_lie_close_together():
    assert breaks_axis([3.2, 3.4])
    assert not breaks_axis([13.8, 10.8, 7.4])
    assert not breaks_axis([-124, 200])


def test_the_same_figures_give_the_same_drawing():
    assert svg(chart()) == svg(chart())


def test_a_chart_without_words_is_refused():
    with pytest.raises(ValueError, match="40-400"):
        as_html(lambda width: chart(), "Diagram", "Diagram")


def test_drawing_does_not_change_the_frame():
    before = POINTS.copy()
    chart()
    pd.testing.assert_frame_equal(POINTS, before)


def points(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["line", "kind", "year", "value"])


@pytest.mark.parametrize(
    ("values", "decimals"), [((5.1, 5.5), 1), ((13.8, 14.4), 1), ((3.2, 3.4), 1), ((0, 3), 0), ((0.01, 0.07), 2)]
)
def test_every_tick_is_the_value_that_is_printed_beside_it(values: tuple[float, float], decimals: int):
    rows = points(("total", "baseline", 2014, values[0]), ("total", "outcome", 2019, values[1]))
    figure = path_chart(rows, {"total": "Eskilstuna"}, unit="poäng", decimals=decimals)
    figure.canvas.draw()
    axis = figure.axes[0].yaxis
    printed = [float(label.get_text().replace(",", ".").replace("−", "-")) for label in axis.get_ticklabels()]
    assert len(printed) > 1
    assert printed == pytest.approx(list(axis.get_ticklocs()))


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
    texts = {text.get_text(): text.xy for text in path_chart(rows, NAMES, unit="barn", decimals=1).axes[0].texts}
    assert texts["totalt 5,1"] == (2018, 5.1)
    assert texts["riket 5,1"] == (2020, 5.1)
    assert texts["5,4"] == (2014, 5.4)


def marks(figure, sex: str) -> list[tuple[float, float]]:
    lines = [line for line in figure.axes[0].lines if line.get_marker() == MARKERS[sex]]
    return [tuple(point) for line in lines for point in line.get_xydata()]


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
    assert "mål 25,0 (alla tre)" in [text.get_text() for text in figure.axes[0].texts]


def test_equal_values_of_women_men_and_total_all_show():
    rows = pd.DataFrame({"label": ["2014"], "women": 3.7, "men": 3.7, "total": 3.7, "target": None, "plan": False})
    figure = sexes(rows.astype({"target": float}), ("flickor", "pojkar"), unit="skalpoäng", decimals=1)
    places = [marks(figure, sex)[0][1] for sex in ("women", "total", "men")]
    assert places == sorted(set(places))


def test_a_baseline_shows_through_the_target_that_equals_it():
    rows = pd.DataFrame({"label": ["Eskilstuna"], "baseline": 15.0, "value": None, "target": 15.0, "riket": None})
    lines = bullets(rows.astype({"value": float, "riket": float}), unit="kvm", decimals=0).axes[0].lines
    goal = next(line for line in lines if line.get_marker() == "D")
    start = next(line for line in lines if line.get_marker() == "|")
    assert goal.get_markerfacecolor() == "none"
    assert start.get_markersize() > goal.get_markersize() * 2**0.5


def test_a_level_to_hold_has_no_path():
    figure = path_chart(POINTS, {"total": "Eskilstuna"}, unit="betyg", decimals=1, path=False)
    assert not [line for line in figure.axes[0].lines if list(line.get_xdata()) == [2014, 2019]]


def test_words_cover_neither_each_other_nor_a_mark():
    plan = [(line, "baseline", 2014, value) for line, value in (("women", 30), ("men", 35), ("total", 32))]
    rows = points(*plan, ("total", "outcome", 2015, 30), ("total", "target", 2019, 25))
    figure = path_chart(rows, NAMES, unit="procent", decimals=1)
    figure.canvas.draw()
    boxes = [text.get_window_extent() for text in figure.axes[0].texts]
    assert not [1 for i, one in enumerate(boxes) for other in boxes[i + 1 :] if one.overlaps(other)]
    at = [figure.axes[0].transData.transform(line.get_xydata()) for line in figure.axes[0].lines]
    assert not [1 for box in boxes for line in at for x, y in line if box.contains(x, y)]


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
    marked = {point for sex in MARKERS for point in marks(figure, sex)}
    assert marked == set(zip(drawn["year"].astype(float), drawn["value"], strict=True))
