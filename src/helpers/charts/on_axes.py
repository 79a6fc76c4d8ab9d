"""Draw one series on axes that the caller has made.

For an analyst's own figures.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from helpers.charts.style import COLOURS, GRID, LINES, MARKERS, MUTED


def draw_series(ax: Axes, points: pd.DataFrame, names: dict[str, str], title: str) -> None:
    """Draw one series' points over the years, with a legend.

    Parameters
    ----------
    ax : Axes
    points : DataFrame
        As `helpers.charts.of_series.points` gives them: ``line``, ``kind``, ``year``, ``value``.
    names : dict of str to str
        What each line is called.
    title : str
        What is measured, and its unit.
    """
    for line in LINES:
        own = points[points["line"] == line].sort_values("year")
        seen, goals = own[own["kind"] != "target"], own[own["kind"] == "target"]
        style = {"color": COLOURS[line], "marker": MARKERS[line]}
        if len(seen):
            ax.plot(seen["year"], seen["value"], linestyle=LINES[line], label=names[line], **style)
        if len(goals):
            open_mark = {"linestyle": "none", "markerfacecolor": "none", "markersize": 9}
            ax.plot(goals["year"], goals["value"], label=f"mål, {names[line]}", **style | open_mark)
    ax.set_title(title, loc="left", fontsize=10)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(axis="y", color=GRID, linewidth=0.8)
    ax.tick_params(colors=MUTED)
    if ax.get_legend_handles_labels()[0]:
        ax.legend(frameon=False, fontsize=9)
