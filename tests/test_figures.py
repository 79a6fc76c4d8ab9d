"""Charts: honest axes, gaps where a year was not measured, the same bytes each time, an alternative text required."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.figures import as_html, breaks_axis, path_chart, svg

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
        as_html(chart(), "Diagram", "Diagram")


def test_drawing_does_not_change_the_frame():
    before = POINTS.copy()
    chart()
    pd.testing.assert_frame_equal(POINTS, before)
