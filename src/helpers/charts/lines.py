"""Charts over years: outcomes against the straight path, and gaps."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.charts.axes import end_names, mark_ticks, value_axis, year_axis
from helpers.charts.labels import Label, place
from helpers.charts.style import (
    COLOURS,
    INK,
    LINES,
    MARKERS,
    MUTED,
    STYLE,
    TEXT_COLOURS,
    WIDTH,
    new_figure,
    open_mark,
    target_key,
)
from helpers.model.numbers import format_number

DODGE = {"women": -0.14, "men": 0.14}


def path_chart(points: pd.DataFrame, names: dict[str, str], *, unit: str, decimals: int, path: bool = True) -> Figure:
    """Draw outcomes against the target, and the straight path there from the baseline.

    Parameters
    ----------
    points : DataFrame
        One row per point: ``line`` (women, men, total, riket), ``kind`` (baseline, outcome, target), ``year``,
        ``value``. A year between two points of a line that was not measured is a gap in it; a line with one point is a
        marker. Women stand slightly left of their year and men slightly right, so that equal values both show.
    names : dict of str to str
        What each line is called at its own end.
    unit : str
        The unit, written above the axis.
    decimals : int
        Decimals of the direct labels.
    path : bool
        Whether the target is to be reached along a straight path; not where a level is to be held.

    Returns
    -------
    Figure
    """
    figure, ax = new_figure(2.75)
    with mpl.rc_context(STYLE):
        year_axis(ax, points["year"])
        value_axis(ax, points["value"], decimals)
        if {"women", "men"} <= set(points["line"]):
            ax.set_xlim(points["year"].min() - 1.2)
        points = _dodged(points)
        for line in LINES:
            rows = points[points["line"] == line].sort_values("year")
            _draw_target(ax, rows, line, path)
            _draw_line(ax, rows[rows["kind"] != "target"], line)
        labels = _labels(points, names, decimals)
        at_edge = [label for label in labels if label.name and label.x > points["year"].max() - 0.5]
        end_names(ax, at_edge)
        ax.set_title(unit, loc="left", fontsize=8.5, color=MUTED)
        place(ax, [label for label in labels if label not in at_edge])
    return figure


def _dodged(points: pd.DataFrame) -> pd.DataFrame:
    """Move women and men slightly off their year, to either side, where a chart has both: column ``x``."""
    both = {"women", "men"} <= set(points["line"])
    return points.assign(x=points["year"] + (points["line"].map(DODGE).fillna(0) if both else 0))


def _labels(points: pd.DataFrame, names: dict[str, str], decimals: int) -> list[Label]:
    """Write what a path chart says at its points: names where lines end, the total's figures, every target."""
    found = []
    for line, rows in points[points["kind"] != "target"].sort_values("year").groupby("line"):
        runs = _runs(rows["year"].tolist())
        ends = {run[-1] for run in (runs[-1:] if line == "total" else runs)}
        for row in rows.itertuples():
            text = format_number(row.value, decimals)
            if row.year in ends:
                text = f"{names[line]} {text}"
            if row.year in ends or line == "total":
                found.append(Label(row.x, row.value, text, TEXT_COLOURS[line], row.year in ends))
    return found + _target_labels(points[points["kind"] == "target"], decimals)


def _target_labels(goals: pd.DataFrame, decimals: int) -> list[Label]:
    """Write each target once, and how many lines share it where their marks stand side by side."""
    found = []
    for value, rows in goals.groupby("value"):
        shared = {1: "", 2: " (båda)", 3: " (alla tre)"}[len(rows)]
        colour = TEXT_COLOURS[target_key(rows["line"].iloc[0])] if len(rows) == 1 else TEXT_COLOURS["target"]
        found.append(Label(rows["x"].mean(), value, f"mål {format_number(value, decimals)}{shared}", colour))
    return found


def _draw_target(ax: Axes, rows: pd.DataFrame, line: str, path: bool) -> None:
    """Draw a line's target as its mark, open, and a thin dashed path there where there is one."""
    goals = rows[rows["kind"] == "target"]
    if line == "riket" or goals.empty:
        return
    ends = rows[rows["kind"].isin(["baseline", "target"])]
    if path and len(ends) > 1:
        ax.plot(ends["x"], ends["value"], color=COLOURS[target_key(line)], linewidth=1, linestyle=(0, (2, 2)))
    open_mark(ax, goals["x"], goals["value"], line)


def _draw_line(ax: Axes, rows: pd.DataFrame, line: str) -> None:
    for run in _runs(rows["year"].tolist()):
        part = rows[rows["year"].isin(run)]
        ax.plot(
            part["x"],
            part["value"],
            linestyle=LINES[line] if len(part) > 1 else "none",
            color=COLOURS[line],
            marker=MARKERS[line],
            markersize=5,
            markeredgewidth=1.6 if line == "riket" else 1,
            linewidth=1.8,
            clip_on=False,
            zorder=4,
        )


def _runs(years: Sequence[int]) -> list[list[int]]:
    """Split years into unbroken runs: a year that was not measured breaks the line."""
    runs: list[list[int]] = [[years[0]]] if years else []
    for before, year in pairwise(years):
        runs.append([year]) if year - before > 1 else runs[-1].append(year)
    return runs


def gap_lines(rows: pd.DataFrame, *, unit: str, decimals: int, width: float = WIDTH) -> Figure:
    """Draw the signed gap between women and men over time, one line per series, with zero in the middle.

    Parameters
    ----------
    rows : DataFrame
        One row per series, year and kind: ``label``, ``year``, ``gap``, ``kind`` (baseline, outcome, target).
    unit, decimals, width
        As in `bullets`.

    Returns
    -------
    Figure
    """
    figure, ax = new_figure(2.9, width)
    with mpl.rc_context(STYLE):
        ax.axhline(0, color=INK, linewidth=1)
        ends = []
        for label, line in rows.groupby("label", sort=False):
            seen, plan = line[line["kind"] != "target"], line[line["kind"] != "outcome"]
            ax.plot(plan["year"], plan["gap"], color=COLOURS["target"], linewidth=1.2, linestyle=(0, (2, 2)))
            ax.plot(seen["year"], seen["gap"], color=COLOURS["total"], marker="o", markersize=5, linewidth=1.8)
            for goal in line[line["kind"] == "target"].itertuples():
                open_mark(ax, goal.year, goal.gap, "total")
            way = " till ".join(format_number(gap, decimals, sign=True) for gap in line["gap"].iloc[[0, -1]])
            ends.append(Label(line["year"].iloc[-1], line["gap"].iloc[-1], f"{label}\n{way}", INK))
        year_axis(ax, rows["year"])
        reach = max(abs(float(rows["gap"].min())), abs(float(rows["gap"].max())), 1) * 1.2
        ax.set_ylim(-reach, reach)
        mark_ticks(ax.yaxis, ax.get_ylim(), 0 if reach > 5 else decimals, sign=True)
        end_names(ax, ends)
        ax.set_title(f"kvinnor minus män, {unit}", loc="left", fontsize=8.5, color=MUTED)
    return figure
