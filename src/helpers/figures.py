"""Charts: a frame in, a matplotlib figure out; nothing is computed here that a reader could be told.

Drawn without pyplot, so no figure is left open. `as_html` is the one way that a figure reaches a page.
"""

from __future__ import annotations

import base64
import html
import io
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, Locator, MaxNLocator, MultipleLocator

from helpers.swedish import format_number

INK, MUTED, GRID = "#1a1a1a", "#595959", "#e3e3e3"
COLOURS = {"women": "#542788", "men": "#D96F00", "total": "#4D4D4D", "riket": "#4D4D4D", "target": "#005A5A"}
TEXT_COLOURS = {**COLOURS, "men": "#A34F00"}
MARKERS = {"women": "o", "men": "s", "total": "D", "riket": "|", "target": "D"}
LINES = {"women": "-", "men": "--", "total": "-", "riket": ":"}
WIDTH = 4.2
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
    "svg.hashsalt": "eskilstuna",
    "axes.unicode_minus": True,
}


def new_figure(height: float, width: float = WIDTH) -> tuple[Figure, Axes]:
    """Make a figure with one axes, without top and right spines, that belongs to no global state."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        figure.patch.set_visible(False)
        ax = figure.add_subplot()
        ax.patch.set_visible(False)
        sns.despine(ax=ax)
        ax.tick_params(length=0)
    return figure, ax


def path_chart(points: pd.DataFrame, names: dict[str, str], *, unit: str, decimals: int) -> Figure:
    """Draw outcomes against the straight path from the baseline to the target.

    Parameters
    ----------
    points : DataFrame
        One row per point: ``line`` (women, men, total, riket), ``kind`` (baseline, outcome, target), ``year``,
        ``value``. A year between two points of a line that was not measured is a gap in it; a line with one point is a
        marker.
    names : dict of str to str
        What each line is called beside its last point.
    unit : str
        The unit, written above the axis.
    decimals : int
        Decimals of the direct labels.

    Returns
    -------
    Figure
    """
    figure, ax = new_figure(2.75)
    with mpl.rc_context(STYLE):
        _draw_path(ax, points)
        lines = _lines(points)
        alone = not any(line == "total" for line, _ in lines)
        labels = [
            _draw_line(ax, rows, decimals, line, _sides(rows, points, _side(line, lines)), alone or line == "riket")
            for line, rows in lines
        ]
        _years(ax, points["year"])
        _values(ax, points["value"], decimals)
        _end_names(ax, [(y, names[line], TEXT_COLOURS[line]) for line, y in labels if line in names])
        ax.set_title(unit, loc="left", fontsize=8.5, color=MUTED)
    return figure


def _lines(points: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    drawn = points[points["kind"].isin(["baseline", "outcome"])]
    return [(line, drawn[drawn["line"] == line].sort_values("year")) for line in LINES if (drawn["line"] == line).any()]


def _side(line: str, lines: list[tuple[str, pd.DataFrame]]) -> int:
    """Put a line's figures above it (1), or below (-1) where another line that has figures runs above."""
    last = {name: float(rows["value"].iloc[-1]) for name, rows in lines}
    return -1 if any(value > last[line] for name, value in last.items() if name != line) else 1


def _sides(rows: pd.DataFrame, points: pd.DataFrame, side: int) -> list[int]:
    """Put each figure of a line on the side of its point that its own path to the target does not run on."""
    ends = points[(points["line"] == rows["line"].iloc[0]) & points["kind"].isin(["baseline", "target"])]
    ends = ends.sort_values("year")
    if "target" not in set(ends["kind"]):
        return [side] * len(rows)
    path = np.interp(rows["year"], ends["year"], ends["value"])
    below = (rows["value"] < path) & (rows["year"] <= ends["year"].max())
    return [-1 if under else 1 for under in below]


def _draw_path(ax: Axes, points: pd.DataFrame) -> None:
    for line, rows in points[points["line"] != "riket"].groupby("line", sort=False):
        ends = rows[rows["kind"].isin(["baseline", "target"])].sort_values("year")
        if "target" not in set(ends["kind"]):
            continue
        colour = COLOURS["target"] if line == "total" else COLOURS[line]
        ax.plot(ends["year"], ends["value"], color=colour, linewidth=1.2, linestyle=(0, (2, 2)))
        goal = ends[ends["kind"] == "target"].iloc[0]
        ax.plot(
            goal["year"],
            goal["value"],
            marker="D",
            markersize=8,
            markerfacecolor="white",
            markeredgecolor=colour,
            markeredgewidth=1.8,
            clip_on=False,
            zorder=5,
        )


def _draw_line(
    ax: Axes, rows: pd.DataFrame, decimals: int, line: str, sides: list[int], told: bool
) -> tuple[str, float]:
    style = {"color": COLOURS[line], "marker": MARKERS[line], "markersize": 5, "linewidth": 1.8, "clip_on": False}
    for run in _runs(rows["year"].tolist()):
        part = rows[rows["year"].isin(run)]
        ax.plot(part["year"], part["value"], linestyle=LINES[line] if len(part) > 1 else "none", zorder=4, **style)
    figures = list(zip(rows["year"], rows["value"], sides, strict=True))
    for year, value, side in figures if line == "total" else figures[-1:] if told else []:
        ax.annotate(
            format_number(value, decimals),
            (year, value),
            xytext=(0, 7 * side),
            textcoords="offset points",
            ha="center",
            va="bottom" if side > 0 else "top",
            fontsize=9,
            color=TEXT_COLOURS[line],
            zorder=6,
        )
    return line, float(rows["value"].iloc[-1])


def _runs(years: Sequence[int]) -> list[list[int]]:
    """Split years into unbroken runs: a year that was not measured breaks the line."""
    runs: list[list[int]] = [[years[0]]] if years else []
    for before, year in pairwise(years):
        runs.append([year]) if year - before > 1 else runs[-1].append(year)
    return runs


def _years(ax: Axes, years: pd.Series) -> None:
    first, last = int(years.min()), int(years.max())
    ax.set_xlim(first - 0.35, last + 0.35)
    ax.set_xticks(range(first, last + 1))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda year, _: str(int(year))))


def breaks_axis(values: Sequence[float]) -> bool:
    """Tell whether a chart of these values starts above zero, which the caption then says.

    An axis from zero is kept while the values spread over at least a quarter of it, or cross it.
    """
    low, high = min(values), max(values)
    return low > 0 and high - low < 0.25 * high


def _values(ax: Axes, values: pd.Series, decimals: int) -> None:
    low, high = float(values.min()), float(values.max())
    if breaks_axis(list(values)):
        room = max(high - low, high * 0.02)
        ax.set_ylim(low - 0.35 * room, high + 0.35 * room)
        ax.plot([0], [0.03], marker=(2, 0, -45), markersize=9, color=INK, transform=ax.transAxes, clip_on=False)
        ax.plot([0], [0.06], marker=(2, 0, -45), markersize=9, color=INK, transform=ax.transAxes, clip_on=False)
    else:
        room = high - min(low, 0)
        ax.set_ylim(min(low * 1.15, 0), high + 0.18 * room)
    whole = decimals == 0 or high - low > 5
    ax.yaxis.set_major_locator(_locator(ax.get_ylim(), 0 if whole else decimals))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: format_number(value, 0 if whole else decimals)))
    ax.grid(axis="y", color=GRID, linewidth=0.7)
    ax.set_axisbelow(True)


def _locator(limits: tuple[float, float], decimals: int) -> Locator:
    """Place at most six ticks, none closer than the decimals that are printed can tell apart."""
    ticks = MaxNLocator(5).tick_values(*limits)
    unit = 10.0**-decimals
    return MultipleLocator(unit) if ticks[1] - ticks[0] < unit else MaxNLocator(5, integer=decimals == 0)


def _end_names(ax: Axes, names: list[tuple[float, str, str]]) -> None:
    """Write each line's name right of the axes, pushed apart where ends meet."""
    low, high = ax.get_ylim()
    step, placed = (high - low) * 0.1, None
    for value, name, colour in sorted(names):
        placed = value if placed is None else max(value, placed + step)
        ax.annotate(
            name,
            (1.02, placed),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=9,
            color=colour,
            annotation_clip=False,
        )


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
    figure, ax = new_figure(0.75 + 0.52 * len(rows), width)
    with mpl.rc_context(STYLE):
        for place, row in enumerate(rows.itertuples(index=False)):
            _bullet(ax, place, row, decimals)
        numbers = rows[["baseline", "value", "target", "riket"]].stack()
        _rows_axis(ax, rows["label"], numbers, unit, decimals)
    return figure


def _bullet(ax: Axes, place: int, row, decimals: int) -> None:
    marks = [(row.baseline, "|", COLOURS["total"], 12), (row.riket, "_", COLOURS["riket"], 10)]
    known = [value for value in (row.baseline, row.target) if value == value]
    if len(known) == 2:
        ax.annotate(
            "",
            (row.target, place),
            (row.baseline, place),
            arrowprops={"arrowstyle": "->", "color": COLOURS["target"], "linewidth": 1.2, "shrinkB": 6},
        )
    for value, marker, colour, size in marks[:1]:
        if value == value:
            ax.plot(value, place, marker=marker, color=colour, markersize=size, markeredgewidth=2.4, linestyle="none")
    if row.value == row.value:
        ax.plot(row.value, place, marker="o", color=COLOURS["total"], markersize=7, linestyle="none", zorder=5)
    if row.target == row.target:
        _diamond(ax, row.target, place)
    for value, above in ((row.baseline, True), (row.value, True), (row.target, False)):
        if value == value:
            offset, vertical = ((0, 8), "bottom") if above else ((0, -8), "top")
            _mark_text(ax, value, place, decimals, offset, vertical)


def _diamond(ax: Axes, value: float, place: float) -> None:
    ax.plot(
        value,
        place,
        marker="D",
        markersize=8,
        markerfacecolor="white",
        markeredgecolor=COLOURS["target"],
        markeredgewidth=1.8,
        linestyle="none",
        clip_on=False,
        zorder=4,
    )


def _mark_text(ax: Axes, value, place, decimals, offset, vertical, colour=INK, horizontal="center") -> None:
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


def _rows_axis(ax: Axes, labels: pd.Series, numbers: pd.Series, unit: str, decimals: int) -> None:
    low, high = min(float(numbers.min()), 0), max(float(numbers.max()), 0)
    ax.set_xlim(low * 1.12, high * 1.08 or 1)
    ax.set_ylim(len(labels) - 0.4, -0.65)
    ax.set_yticks(range(len(labels)), labels=labels)
    whole = decimals == 0 or high - low > 5
    ax.xaxis.set_major_locator(MaxNLocator(5, integer=whole))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: format_number(value, 0 if whole else decimals)))
    ax.set_xlabel(unit, fontsize=8.5, color=MUTED, loc="left")
    ax.grid(axis="x", color=GRID, linewidth=0.7)
    ax.set_axisbelow(True)


def dumbbells(rows: pd.DataFrame, names: tuple[str, str], *, unit: str, decimals: int, width: float = WIDTH) -> Figure:
    """Draw women and men of each row as two points with a bar between them, and the target where there is one.

    Parameters
    ----------
    rows : DataFrame
        One row per line of the chart: ``label``, ``women``, ``men``, ``target``; NaN where there is none.
    names : tuple of str
        The words for women and men, written beside the first row's points.
    unit, decimals, width
        As in `bullets`.

    Returns
    -------
    Figure
    """
    figure, ax = new_figure(0.85 + 0.5 * len(rows), width)
    with mpl.rc_context(STYLE):
        for place, row in enumerate(rows.itertuples(index=False)):
            _dumbbell(ax, place, row, decimals)
        _rows_axis(ax, rows["label"], rows[["women", "men", "target"]].stack(), unit, decimals)
        _legend(ax, names, bool(rows["target"].notna().any()))
    return figure


def _dumbbell(ax: Axes, place: int, row, decimals: int) -> None:
    ax.plot([row.women, row.men], [place, place], color="#8c8c8c", linewidth=2.5, zorder=2, solid_capstyle="butt")
    if row.target == row.target:
        _diamond(ax, row.target, place)
        _mark_text(ax, row.target, place, decimals, (0, -8), "top", TEXT_COLOURS["target"])
    left, right = ("women", "men") if row.women <= row.men else ("men", "women")
    for sex, side in ((left, "right"), (right, "left")):
        value = getattr(row, sex)
        ax.plot(value, place, marker=MARKERS[sex], color=COLOURS[sex], markersize=8, linestyle="none", zorder=5)
        offset = (-1, 6) if side == "right" else (1, 6)
        _mark_text(ax, value, place, decimals, offset, "bottom", TEXT_COLOURS[sex], side)


def _legend(ax: Axes, names: tuple[str, str], target: bool) -> None:
    """Name the marks in one line above the chart, in the marks' own colours."""
    entries = [("●", names[0], "women"), ("■", names[1], "men")] + ([("◇", "mål", "target")] if target else [])
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
        for place, women, men in zip(places, rows["women"], rows["men"], strict=True):
            ax.annotate(format_number(women, decimals), (2, place), va="center", fontsize=9, color="white")
            ax.annotate(format_number(men, decimals), (98, place), va="center", ha="right", fontsize=9, color=INK)
        for edge in (40, 60):
            ax.axvline(edge, color="white", linewidth=2.6)
            ax.axvline(edge, color=INK, linewidth=1.2, linestyle=(0, (3, 2)))
        ax.set_xlim(0, 100)
        ax.set_ylim(len(rows) - 0.5, -0.6)
        ax.set_yticks(list(places), labels=rows["label"])
        ax.set_xticks([0, 20, 40, 60, 80, 100])
        ax.set_xlabel("procent; streckat: spannet 40–60", fontsize=8.5, color=MUTED, loc="left")
        _legend(ax, names, target=False)
    return figure


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
                _diamond(ax, goal.year, goal.gap)
            ends.append(
                (
                    float(line["gap"].iloc[-1]),
                    f"{label} {format_number(line['gap'].iloc[-1], decimals, sign=True)}",
                    INK,
                )
            )
        _years(ax, rows["year"])
        reach = max(abs(float(rows["gap"].min())), abs(float(rows["gap"].max())), 1) * 1.2
        ax.set_ylim(-reach, reach)
        ax.yaxis.set_major_locator(MaxNLocator(5, integer=reach > 5))
        ax.yaxis.set_major_formatter(
            FuncFormatter(lambda v, _: format_number(v, 0 if reach > 5 else decimals, sign=True))
        )
        _end_names(ax, ends)
        ax.set_title(f"kvinnor minus män, {unit}", loc="left", fontsize=8.5, color=MUTED)
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
        sns.barplot(data=rows, x="value", y="label", color="#7A7A7A", errorbar=None, width=0.6, ax=ax)
        for place, value in enumerate(rows["value"]):
            _mark_text(ax, value, place, decimals, (4, 0), "center", horizontal="left")
        ax.set_ylabel("")
        ax.set_xlim(0, float(rows["value"].max()) * 1.15)
        ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: format_number(value, 0)))
        ax.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        ax.set_xlabel(unit, fontsize=8.5, color=MUTED, loc="left")
    return figure


_LEAN = [
    (re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>|<!--.*?-->", re.DOTALL), ""),
    (re.compile(r"\s*\n\s*"), " "),
    (re.compile(r">\s+<"), "><"),
    (re.compile(r"(\d+\.\d)\d+"), r"\1"),
    (re.compile(r' id="(?:figure|axes|patch|text|line2d|[xy]tick|matplotlib|LineCollection)[^"]*"'), ""),
    (re.compile(r' transform="rotate\(-0 [^"]*"'), ""),
    (re.compile(r' clip-path="[^"]*"|<defs><clipPath.*?</clipPath></defs>', re.DOTALL), ""),
    (re.compile(r" font-family: 'DejaVu Sans';"), ""),
    (re.compile(r"\*\{"), "text{font-family:'DejaVu Sans',Verdana,sans-serif}*{"),
    (re.compile(r"(?<=\S) \"(?=[ />])"), '"'),
    (re.compile(r"<g>(<[^<>]+/>|<text[^<>]*>[^<>]*</text>)</g>"), r"\1"),
    (re.compile(r"<g/>|<g></g>"), ""),
    (re.compile(r'(?<=[:;]) (?=[^<>"]*"[ />])'), ""),
]


_BARE_GROUP = re.compile(r"<g>((?:(?!</?g\b).)*)</g>")


def svg(figure: Figure) -> str:
    """Return the figure as a lean SVG: same input, same bytes; text stays text, coordinates have one decimal."""
    buffer = io.StringIO()
    with mpl.rc_context(STYLE):
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    lean = buffer.getvalue()
    for noise, instead in _LEAN:
        lean = noise.sub(instead, lean)
    while (flat := _BARE_GROUP.sub(r"\1", lean)) != lean:
        lean = flat
    return _with_classes(lean.strip())


def _with_classes(lean: str) -> str:
    """Say each repeated style once, as a class."""
    styles = Counter(re.findall(r'style="([^"]*)"', lean))
    names = {style: f"s{i}" for i, style in enumerate(style for style, count in styles.items() if count > 1)}
    rules = "".join(f".{name}{{{style}}}" for style, name in names.items())
    classed = re.sub(r'style="([^"]*)"', lambda m: f'class="{names[m[1]]}"' if m[1] in names else m[0], lean)
    return classed.replace("</style>", f"{rules}</style>", 1)


def as_html(figure: Figure, alt: str, caption: str) -> str:
    """Put a figure on a page.

    Parameters
    ----------
    figure : Figure
    alt : str
        What the figure shows with its decisive numbers, 40 to 400 characters of Swedish.
    caption : str
        What, unit, area, years and source.

    Returns
    -------
    str
        ``<figure>`` with the drawing inside; needs no network and no script.

    Raises
    ------
    ValueError
        If the alt text is too short to say anything, or too long to listen to.
    """
    if not 40 <= len(alt) <= 400:
        raise ValueError(f"textalternativet ska ha 40-400 tecken, har {len(alt)}: {alt!r}")
    width, height = (round(float(size) * 96) for size in figure.get_size_inches())
    data = base64.b64encode(svg(figure).encode()).decode()
    image = f'<img src="data:image/svg+xml;base64,{data}" alt="{html.escape(alt)}" width="{width}" height="{height}">'
    return f"<figure>{image}<figcaption>{html.escape(caption)}</figcaption></figure>"
