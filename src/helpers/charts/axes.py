"""Axes, ticks and names at the ends of lines."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FuncFormatter, MultipleLocator

from helpers.charts.labels import Label
from helpers.charts.style import GRID, INK, MUTED, NARROW
from helpers.model.numbers import format_number


def year_axis(ax: Axes, years: pd.Series, every: int = 1) -> None:
    """Set whole years as ticks, each or every other, with room for marks at both ends."""
    first, last = int(years.min()), int(years.max())
    ax.set_xlim(first - 0.35, last + 0.35)
    ax.set_xticks(range(first, last + 1, every))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda year, _: str(int(year))))


def breaks_axis(values: Sequence[float]) -> bool:
    """Tell whether a chart of these values starts above zero, which the caption then says.

    An axis from zero is kept while the values spread over at least a quarter of it, or cross it.
    """
    low, high = min(values), max(values)
    return low > 0 and high - low < 0.25 * high


def value_axis(ax: Axes, values: pd.Series, decimals: int) -> None:
    """Set the value axis: from zero, or with the break marked."""
    low, high = float(values.min()), float(values.max())
    if breaks_axis(list(values)):
        room = max(high - low, high * 0.02)
        ax.set_ylim(low - 0.35 * room, high + 0.35 * room)
        ax.plot([0], [0.03], marker=(2, 0, -45), markersize=9, color=INK, transform=ax.transAxes, clip_on=False)
        ax.plot([0], [0.06], marker=(2, 0, -45), markersize=9, color=INK, transform=ax.transAxes, clip_on=False)
    else:
        room = high - min(low, 0)
        ax.set_ylim(min(low * 1.15, 0), high + 0.18 * room)
    mark_ticks(ax.yaxis, ax.get_ylim(), 0 if high - low > 5 else decimals)
    ax.grid(axis="y", color=GRID, linewidth=0.7)
    ax.set_axisbelow(True)


def mark_ticks(axis: Axis, limits: tuple[float, float], decimals: int, sign: bool = False) -> None:
    """Place at most six ticks, each at the very value that is printed beside it."""
    rough = abs(limits[1] - limits[0]) / 5
    steps = (Decimal(mantissa).scaleb(power - decimals) for power in range(12) for mantissa in (1, 2, "2.5", 5))
    step = next(s for s in steps if s >= rough and s == round(s, decimals))
    axis.set_major_locator(MultipleLocator(float(step)))
    axis.set_major_formatter(FuncFormatter(lambda value, _: format_number(value, decimals, sign=sign)))


def end_names(ax: Axes, labels: Sequence[Label]) -> None:
    """Write names right of the axes, pushed apart where ends meet, then joined to their points by a thin leader."""
    low, high = ax.get_ylim()
    lines = max((label.text.count("\n") for label in labels), default=0)
    step, placed = (high - low) * (0.1 + 0.07 * lines), None
    for label in sorted(labels, key=lambda label: label.y):
        placed = label.y if placed is None else max(label.y, placed + step)
        leader = {"arrowstyle": "-", "color": "#767676", "linewidth": 0.6, "shrinkA": 0, "shrinkB": 5}
        ax.annotate(
            label.text,
            label[:2],
            xytext=(1.02, placed),
            textcoords=("axes fraction", "data"),
            va="center",
            fontsize=9,
            color=label.colour,
            annotation_clip=False,
            arrowprops=leader | {"relpos": (0, 0.5)} if placed > label.y else None,
        )


def row_names(ax: Axes, labels: Sequence[str]) -> None:
    """Name the rows of a chart: left of them, or above them where the chart is narrow."""
    if ax.figure.get_figwidth() > NARROW:
        ax.set_yticks(range(len(labels)), labels=labels)
        return
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    for row, label in enumerate(labels):
        ax.annotate(label, (0, row - 0.42), xycoords=("axes fraction", "data"), fontsize=9, color=INK, va="center")


def rows_axis(ax: Axes, labels: pd.Series, numbers: pd.Series, unit: str, decimals: int) -> None:
    """Set the axes of a chart with one row per label."""
    low, high = min(float(numbers.min()), 0), max(float(numbers.max()), 0)
    ax.set_xlim(low * 1.12, high * 1.08 or 1)
    ax.set_ylim(len(labels) - 0.4, -0.65)
    row_names(ax, labels)
    mark_ticks(ax.xaxis, ax.get_xlim(), 0 if high - low > 5 else decimals)
    ax.set_xlabel(unit, fontsize=8.5, color=MUTED, loc="left")
    ax.grid(axis="x", color=GRID, linewidth=0.7)
    ax.set_axisbelow(True)
