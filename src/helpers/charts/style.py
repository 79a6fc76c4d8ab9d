"""Colours, marks and the empty figure."""

from __future__ import annotations

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.model.codes import RIKET
from helpers.model.numbers import format_number

INK, MUTED, GRID, SHADE = "#1a1a1a", "#595959", "#e3e3e3", "#f1f1f1"
COLOURS = {"women": "#542788", "men": "#D96F00", "total": "#1a1a1a", RIKET: "#8A9098", "target": "#005A5A",
           f"{RIKET}_women": "#9A82B8", f"{RIKET}_men": "#C27A2C"}  # fmt: skip
TEXT_COLOURS = {**COLOURS, "men": "#A34F00", RIKET: "#5F666E", f"{RIKET}_women": "#6E5494", f"{RIKET}_men": "#8A5A1E"}
MARKERS = {"women": "o", "men": "s", "total": "D", RIKET: "x", f"{RIKET}_women": "x", f"{RIKET}_men": "+"}
LINES = {"women": "-", "men": "--", "total": "-", RIKET: ":", f"{RIKET}_women": ":", f"{RIKET}_men": ":"}
WIDTH, NARROW = 6.2, 3.5
STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 9.5,
    "text.color": INK,
    "axes.edgecolor": "#767676",
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "svg.fonttype": "none",
    "svg.hashsalt": "helpers",
    "axes.unicode_minus": True,
}


def new_figure(height: float, width: float = WIDTH) -> tuple[Figure, Axes]:
    """Make a figure with one axes, without top and right spines, that belongs to no global state."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        figure.patch.set_visible(False)
        ax = figure.add_subplot()
        ax.patch.set_visible(False)
        ax.spines[["top", "right"]].set_visible(False)
        ax.tick_params(length=0)
    return figure, ax


def target_key(line: str) -> str:
    """Return the style of a target of this line."""
    return "target" if line == "total" else line


def open_mark(ax: Axes, x, y, line: str) -> None:
    """Draw a target: the open mark of the line that it is for, with nothing hidden behind it."""
    ax.plot(
        x,
        y,
        marker=MARKERS[line],
        markersize=8,
        markerfacecolor="none",
        markeredgecolor=COLOURS[target_key(line)],
        markeredgewidth=1.8,
        linestyle="none",
        clip_on=False,
        zorder=5,
    )


def mark_text(ax: Axes, value, place, decimals, offset, vertical, colour=INK, horizontal="center") -> None:
    """Write a figure beside its mark."""
    ax.annotate(
        format_number(value, decimals),
        (value, place),
        xytext=offset,
        textcoords="offset points",
        ha=horizontal,
        va=vertical,
        fontsize=9,
        color=colour,
        annotation_clip=False,
    )


def legend(ax: Axes, names: tuple[str, str], total: bool, target: bool) -> None:
    """Name the marks in one line above the chart, in the marks' own colours."""
    entries = [("●", names[0], "women"), ("■", names[1], "men")]
    entries += [("◆", "totalt", "total")] if total else []
    entries += [("◇", "mål", "target")] if target else []
    across = 0
    for symbol, name, key in entries:
        ax.annotate(
            f"{symbol} {name}",
            (0, 1.0),
            xycoords="axes fraction",
            xytext=(across, 5),
            textcoords="offset points",
            fontsize=9,
            color=TEXT_COLOURS[key],
        )
        across += 6 * len(name) + 24
