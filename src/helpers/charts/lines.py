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
    NARROW,
    SHADE,
    STYLE,
    TEXT_COLOURS,
    WIDTH,
    new_figure,
    open_mark,
    target_key,
)
from helpers.model.codes import RIKET
from helpers.model.numbers import format_number


def path_chart(
    points: pd.DataFrame,
    names: dict[str, str],
    *,
    unit: str,
    decimals: int,
    path: bool = True,
    width: float = WIDTH,
    target_year: int | None = None,
) -> Figure:
    """Draw outcomes against the target, and the straight path there from the baseline.

    Parameters
    ----------
    points : DataFrame
        One row per point, all of which are drawn at their own year: ``line`` (women, men, total, riket), ``kind``
        (baseline, outcome, target), ``year``, ``value``, and where figures have different decimals ``text``, the value
        as it is printed. A year between two points of a line that was not measured is dotted.
    names : dict of str to str
        What each line is called at its own end.
    unit : str
        The unit, written above the axis.
    decimals : int
        Decimals of the axis, and of the labels where there is no ``text``.
    path : bool
        Whether the target is to be reached along a straight path; not where a level is to be held.
    width : float
        In inches; in a narrow chart only the first and the last figures are written.
    target_year : int, optional
        What came after it is shaded.

    Returns
    -------
    Figure
    """
    if "text" not in points:
        points = points.assign(text=[format_number(value, decimals) for value in points["value"]])
    figure, ax = new_figure(3.1 if width > NARROW else 2.7, width)
    with mpl.rc_context(STYLE):
        year_axis(ax, points["year"], every=1 if width > NARROW or points["year"].nunique() < 6 else 2)
        value_axis(ax, points["value"], decimals)
        _shade_after(ax, points["year"].max(), target_year)
        for line in LINES:
            rows = points[points["line"] == line].sort_values("year")
            _draw_target(ax, rows, line, path)
            _draw_line(ax, rows[rows["kind"] != "target"], line)
        labels = _labels(points, names, target_year if width <= NARROW else None)
        at_edge = [label for label in labels if label.name and label.x > points["year"].max() - 0.5]
        end_names(ax, at_edge)
        ax.set_title(unit, loc="left", fontsize=8.5, color=MUTED)
        place(ax, [label for label in labels if label not in at_edge])
    return figure


def _shade_after(ax: Axes, last: int, target_year: int | None) -> None:
    """Shade what came after the target year, and say so."""
    if target_year is None or last <= target_year:
        return
    ax.axvspan(target_year + 0.5, last + 0.35, color=SHADE, linewidth=0, zorder=0)
    ax.annotate(
        "efter planen",
        (target_year + 0.5, 1),
        xycoords=("data", "axes fraction"),
        xytext=(2, 3),
        textcoords="offset points",
        fontsize=8,
        color=MUTED,
        annotation_clip=False,
    )


def _labels(points: pd.DataFrame, names: dict[str, str], only: int | None) -> list[Label]:
    """Write what a path chart says at its points: names where lines end, the total's figures, every target.

    ``only`` is the year in which the total is told besides its first and last; None tells all its years.
    """
    found = []
    for line, rows in points[points["kind"] != "target"].sort_values("year").groupby("line"):
        years = rows["year"].tolist()
        inner = {only} if only else set(years)
        told = {years[0], years[-1]} | (inner if line == "total" else set())
        for row in rows[rows["year"].isin(told)].itertuples():
            last = row.year == years[-1]
            text = f"{names[line]} {row.text}" if last else row.text
            found.append(Label(row.year, row.value, text, TEXT_COLOURS[line], last))
    return found + _target_labels(points[points["kind"] == "target"])


def _target_labels(goals: pd.DataFrame) -> list[Label]:
    """Write each target once, and how many lines share it where their marks stand on each other."""
    found = []
    for value, rows in goals.groupby("value"):
        shared = {1: "", 2: " (båda)", 3: " (alla tre)"}.get(len(rows), "")
        colour = TEXT_COLOURS[target_key(rows["line"].iloc[0])] if len(rows) == 1 else TEXT_COLOURS["target"]
        found.append(Label(rows["year"].iloc[0], value, f"mål {rows['text'].iloc[0]}{shared}", colour))
    return found


def _draw_target(ax: Axes, rows: pd.DataFrame, line: str, path: bool) -> None:
    """Draw a line's target as its mark, open, and a thin dashed path there where there is one."""
    goals = rows[rows["kind"] == "target"]
    if goals.empty:
        return
    ends = rows[rows["kind"].isin(["baseline", "target"])]
    if path and len(ends) > 1:
        ax.plot(ends["year"], ends["value"], color=COLOURS[target_key(line)], linewidth=1, linestyle=(0, (2, 2)))
    open_mark(ax, goals["year"], goals["value"], line)


def _draw_line(ax: Axes, rows: pd.DataFrame, line: str) -> None:
    runs = _runs(rows["year"].tolist())
    width = 1.5 if line == RIKET else 2.2
    for before, after in pairwise(runs):
        gap = rows[rows["year"].isin([before[-1], after[0]])]
        ax.plot(gap["year"], gap["value"], color=COLOURS[line], linewidth=0.9, linestyle=(0, (1, 3)), zorder=3)
    for run in runs:
        part = rows[rows["year"].isin(run)]
        ax.plot(
            part["year"],
            part["value"],
            linestyle=LINES[line] if len(part) > 1 else "none",
            color=COLOURS[line],
            marker=MARKERS[line],
            markersize=5,
            markeredgewidth=1.6 if line == RIKET else 1,
            linewidth=width,
            clip_on=False,
            zorder=3.5 if line == RIKET else 4,
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
