"""Charts with one row per item: bullets, women and men, shares, bars."""

from __future__ import annotations

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.charts.axes import mark_ticks, row_names, rows_axis
from helpers.charts.style import (
    COLOURS,
    INK,
    MARKERS,
    MUTED,
    NARROW,
    STYLE,
    TEXT_COLOURS,
    WIDTH,
    legend,
    mark_text,
    new_figure,
    open_mark,
    target_key,
)
from helpers.model.numbers import format_number

LANE = 0.27


def bullets(rows: pd.DataFrame, *, unit: str, decimals: int, width: float = WIDTH) -> Figure:
    """Draw baseline, latest outcome and target of each row on one axis from zero.

    Parameters
    ----------
    rows : DataFrame
        One row per line of the chart, first row on top: ``label``, ``baseline``, ``value``, ``target``, ``riket``; NaN
        where there is none.
    unit, decimals
        As in `path_chart`.
    width : float
        In inches.

    Returns
    -------
    Figure
    """
    figure, ax = new_figure(0.65 + 0.66 * len(rows), width)
    with mpl.rc_context(STYLE):
        numbers = rows[["baseline", "value", "target", "riket"]].stack()
        shortest = 0.06 * (max(numbers.max(), 0) - min(numbers.min(), 0))
        for place, row in enumerate(rows.itertuples(index=False)):
            _bullet(ax, place, row, decimals, shortest)
        rows_axis(ax, rows["label"], numbers, unit, decimals)
    return figure


def _bullet(ax: Axes, place: int, row, decimals: int, shortest: float) -> None:
    if abs(row.target - row.baseline) > shortest:
        ax.annotate(
            "",
            (row.target, place),
            (row.baseline, place),
            arrowprops={"arrowstyle": "->", "color": COLOURS["target"], "linewidth": 1.2, "shrinkB": 6},
        )
    if row.baseline == row.baseline:
        ax.plot(
            row.baseline,
            place,
            marker="|",
            color=COLOURS["total"],
            markersize=18,
            markeredgewidth=2.4,
            linestyle="none",
        )
    if row.value == row.value:
        ax.plot(row.value, place, marker="o", color=COLOURS["total"], markersize=7, linestyle="none", zorder=5)
    if row.target == row.target:
        open_mark(ax, row.target, place, "total")
    for value, above in ((row.baseline, True), (row.value, True), (row.target, False)):
        if value == value:
            offset, vertical = ((0, 10), "bottom") if above else ((0, -10), "top")
            mark_text(ax, value, place, decimals, offset, vertical)


def sexes(rows: pd.DataFrame, names: tuple[str, str], *, unit: str, decimals: int, width: float = WIDTH) -> Figure:
    """Draw women, total and men of each row under each other, so that equal values all show, and the targets open.

    Parameters
    ----------
    rows : DataFrame
        One row per line of the chart: ``label``, ``women``, ``men``, ``total``, ``target`` (the total's); NaN where
        there is none. ``plan`` is true where women and men are targets too.
    names : tuple of str
        The words for women and men, written above the chart.
    unit, decimals, width
        As in `bullets`.

    Returns
    -------
    Figure
    """
    figure, ax = new_figure(0.85 + 0.6 * len(rows), width)
    with mpl.rc_context(STYLE):
        for position, row in enumerate(rows.itertuples(index=False)):
            _lanes(ax, position, row, decimals)
        rows_axis(ax, rows["label"], rows[["women", "men", "total", "target"]].stack(), unit, decimals)
        legend(ax, names, bool(rows["total"].notna().any()), bool(rows["target"].notna().any()))
    return figure


def _lanes(ax: Axes, position: int, row, decimals: int) -> None:
    lanes = [
        ("women", row.women, -LANE, row.plan),
        ("total", row.total, 0, False),
        ("total", row.target, 0, True),
        ("men", row.men, LANE, row.plan),
    ]
    for line, value, lane, is_goal in lanes:
        if value == value:
            _lane_mark(ax, line, value, position + lane, is_goal)
            colour = TEXT_COLOURS[target_key(line) if is_goal else line]
            mark_text(ax, value, position + lane, decimals, (8, 0), "center", colour, "left")


def _lane_mark(ax: Axes, line: str, value: float, place: float, is_goal: bool) -> None:
    if is_goal:
        open_mark(ax, value, place, line)
    else:
        ax.plot(value, place, marker=MARKERS[line], color=COLOURS[line], markersize=7, linestyle="none", zorder=5)


def shares(rows: pd.DataFrame, names: tuple[str, str], *, decimals: int, width: float = WIDTH) -> Figure:
    """Draw könsfördelning: one 100 % bar per row, women from the left, with the band 40-60 marked.

    Parameters
    ----------
    rows : DataFrame
        One row per bar: ``label``, ``women``, ``men`` (percent of the group, summing to 100).
    names : tuple of str
        The words for women and men.
    decimals : int
        Decimals of the direct labels.
    width : float
        In inches.

    Returns
    -------
    Figure
    """
    figure, ax = new_figure(0.9 + 0.42 * len(rows), width)
    with mpl.rc_context(STYLE):
        places = range(len(rows))
        ax.barh(places, rows["women"], height=0.62, color=COLOURS["women"], edgecolor="white")
        ax.barh(
            places,
            rows["men"],
            left=rows["women"],
            height=0.62,
            color="#F6D3AE",
            edgecolor=COLOURS["men"],
            linewidth=1,
        )
        texts = (
            rows[f"{sex}_text"] if f"{sex}_text" in rows else [format_number(value, decimals) for value in rows[sex]]
            for sex in ("women", "men")
        )
        for place, women, men in zip(places, *texts, strict=True):
            ax.annotate(women, (2, place), va="center", fontsize=9, color="white")
            ax.annotate(men, (98, place), va="center", ha="right", fontsize=9, color=INK)
        for edge in (40, 60):
            ax.axvline(edge, color="white", linewidth=2.6)
            ax.axvline(edge, color=INK, linewidth=1.2, linestyle=(0, (3, 2)))
        ax.set_xlim(0, 100)
        ax.set_ylim(len(rows) - 0.5, -0.6)
        row_names(ax, rows["label"])
        ax.set_xticks([0, 20, 40, 60, 80, 100])
        ax.set_xlabel("procent; streckat: spannet 40–60", fontsize=8.5, color=MUTED, loc="left")
        legend(ax, names, total=False, target=False)
    return figure


def bars(rows: pd.DataFrame, *, unit: str, decimals: int, width: float = WIDTH) -> Figure:
    """Draw one bar from zero per row, first row on top.

    Parameters
    ----------
    rows : DataFrame
        One row per bar: ``label``, ``value``.
    unit, decimals, width
        As in `bullets`.

    Returns
    -------
    Figure
    """
    figure, ax = new_figure(0.7 + 0.32 * len(rows), width)
    with mpl.rc_context(STYLE):
        ax.barh(range(len(rows)), rows["value"], color="#7A7A7A", height=0.6 if width > NARROW else 0.36)
        ax.set_ylim(len(rows) - 0.5, -0.6)
        row_names(ax, rows["label"])
        for place, value in enumerate(rows["value"]):
            mark_text(ax, value, place, decimals, (4, 0), "center", horizontal="left")
        ax.set_xlim(0, float(rows["value"].max()) * 1.15)
        mark_ticks(ax.xaxis, ax.get_xlim(), 0)
        ax.set_xlabel(unit, fontsize=8.5, color=MUTED, loc="left")
    return figure
