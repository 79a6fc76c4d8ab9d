"""Charts with a row per item: bullets, women and men, shares, bars."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.charts.axes import rows_axis
from helpers.charts.plot import Chart, Mark, Stroke, Words, width_of
from helpers.charts.style import BAR, COLOURS, INK, MENS_SHARE, TEXT_COLOURS, target_key
from helpers.model.numbers import known

Figures = Sequence[float]


def _rows_chart(labels: Sequence[str], numbers: Figures, unit: str, decimals: int, each: int, top: int = 4) -> Chart:
    """Return an empty chart of rows.

    Row i lies between -i at its top and -i - 1 at its bottom.
    """
    low, high = min([0, *numbers]), max([0, *numbers])
    chart = Chart(each * len(labels) + top + 34, (low * 1.12, high * 1.08 or 1), (-len(labels), 0), 14, 48, top, 34)
    rows_axis(chart, labels, 0 if high - low > 5 else decimals, unit)
    return chart


def bullets(rows: pd.DataFrame, *, unit: str, decimals: int) -> Chart:
    """Draw each row's baseline, latest outcome and target on one axis.

    The axis starts from zero.

    Parameters
    ----------
    rows : DataFrame
        One row per line of the chart, first row on top: ``label``, ``baseline``, ``value``, ``target``; NaN where
        there is none; each also with ``_text``, as it is printed.
    unit : str
        Written below the axis.
    decimals : int
        Decimals of the axis.

    Returns
    -------
    Chart
    """
    figures = [value for name in ("baseline", "value", "target") for value in rows[name] if known(value)]
    chart = _rows_chart(rows["label"].tolist(), figures, unit, decimals, 66)
    for place, row in enumerate(rows.itertuples(index=False)):
        y = -place - 0.62
        if known(row.baseline) and known(row.target):
            chart.strokes.append(Stroke((row.baseline, row.target), (y, y), COLOURS["target"], 1.4))
        told = (("baseline", -13, "|"), ("value", -13, "o"), ("target", 22, ""))
        for name, dy, shape in told:
            value = getattr(row, name)
            if known(value):
                chart.marks.append(Mark("total", value, y, name == "target", shape))
                chart.words.append(Words(value, y, getattr(row, f"{name}_text"), INK, 0, dy, "middle"))
    return chart


def sexes(rows: pd.DataFrame, names: tuple[str, str], *, unit: str, decimals: int) -> Chart:
    """Draw women, total and men of each row, with open targets.

    They stand under each other, so that equal values all show.

    Parameters
    ----------
    rows : DataFrame
        One row per line of the chart: ``label``, ``women``, ``men``, ``total``, ``target`` (the total's); NaN where
        there is none; each also with ``_text``, as it is printed. ``plan`` is true where women and men are targets too.
    names : tuple of str
        The words for women and men, written above the chart.
    unit, decimals
        As in `bullets`.

    Returns
    -------
    Chart
    """
    drawn = [name for name in ("women", "target", "total", "men") if rows[name].notna().any()]
    figures = [value for name in drawn for value in rows[name] if known(value)]
    chart = _rows_chart(rows["label"].tolist(), figures, unit, decimals, 26 + 15 * len(drawn), 24)
    _legend(chart, [("women", names[0]), ("men", names[1]), ("total", "totalt"), ("target", "mål")], drawn)
    for place, row in enumerate(rows.itertuples(index=False)):
        for lane, name in enumerate(drawn):
            value = getattr(row, name)
            if known(value):
                line, is_goal = ("total", True) if name == "target" else (name, row.plan and name != "total")
                y = -place - (26 + 15 * lane) / (26 + 15 * len(drawn))
                colour = TEXT_COLOURS[target_key(line) if is_goal else line]
                chart.marks.append(Mark(line, value, y, is_goal))
                chart.words.append(Words(value, y, getattr(row, f"{name}_text"), colour, 10))
    return chart


_SIGNS = {"women": "●", "men": "■", "total": "◆", "target": "◇"}


def _legend(chart: Chart, entries: Sequence[tuple[str, str]], drawn: Sequence[str]) -> None:
    """Draw the legend in one line above the chart, in the marks' colours."""
    across = 0.0
    for key, name in entries:
        if key in drawn:
            text = f"{_SIGNS[key]} {name}"
            chart.words.append(Words(chart.xlim[0], chart.ylim[1], text, TEXT_COLOURS[key], across, 12 - chart.top))
            across += width_of(text) + 16


def shares(rows: pd.DataFrame, names: tuple[str, str]) -> Chart:
    """Draw distributions: one 100 % bar per row, women from the left.

    The band 40-60 is marked.

    Parameters
    ----------
    rows : DataFrame
        One row per bar: ``label``, ``women``, ``men`` (percent of the group, summing to 100), each also with
        ``_text``, as it is printed.
    names : tuple of str
        The words for women and men.

    Returns
    -------
    Chart
    """
    chart = _rows_chart(rows["label"].tolist(), [100 / 1.08], "procent; streckat: spannet 40–60", 0, 36, 24)
    _legend(chart, [("women", names[0]), ("men", names[1])], ["women", "men"])
    for place, row in enumerate(rows.itertuples(index=False)):
        y = -place - 0.7
        chart.strokes.append(Stroke((0, row.women), (y, y), COLOURS["women"], 16))
        chart.strokes.append(Stroke((row.women, 100), (y, y), MENS_SHARE, 16))
        wide = row.women > 15
        chart.words.append(Words(0 if wide else row.women, y, row.women_text, "#fff" if wide else INK, 5))
        chart.words.append(Words(100, y, row.men_text, INK, -5, 4, "end"))
    for edge in (40, 60):
        chart.upright(edge, "#fff", 3)
        chart.upright(edge, INK, 1.3, "path")
    return chart


def bars(rows: pd.DataFrame, *, unit: str, decimals: int) -> Chart:
    """Draw one bar from zero per row, first row on top.

    Parameters
    ----------
    rows : DataFrame
        One row per bar: ``label``, ``value``, ``value_text`` (as it is printed).
    unit, decimals
        As in `bullets`.

    Returns
    -------
    Chart
    """
    chart = _rows_chart(rows["label"].tolist(), rows["value"].tolist(), unit, decimals, 34)
    for place, row in enumerate(rows.itertuples(index=False)):
        y = -place - 0.7
        chart.strokes.append(Stroke((0, row.value), (y, y), BAR, 12))
        chart.words.append(Words(row.value, y, row.value_text, INK, 5))
    return chart
