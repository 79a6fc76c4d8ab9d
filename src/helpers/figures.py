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
from decimal import Decimal
from itertools import pairwise

import matplotlib as mpl
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MultipleLocator

from helpers.labels import Label, place
from helpers.swedish import format_number

INK, MUTED, GRID = "#1a1a1a", "#595959", "#e3e3e3"
COLOURS = {"women": "#542788", "men": "#D96F00", "total": "#4D4D4D", "riket": "#4D4D4D", "target": "#005A5A"}
TEXT_COLOURS = {**COLOURS, "men": "#A34F00"}
MARKERS = {"women": "o", "men": "s", "total": "D", "riket": "x"}
LINES = {"women": "-", "men": "--", "total": "-", "riket": ":"}
DODGE = {"women": -0.14, "men": 0.14}
LANE = 0.27
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
        _years(ax, points["year"])
        _values(ax, points["value"], decimals)
        if {"women", "men"} <= set(points["line"]):
            ax.set_xlim(points["year"].min() - 1.2)
        points = _dodged(points)
        for line in LINES:
            rows = points[points["line"] == line].sort_values("year")
            _draw_target(ax, rows, line, path)
            _draw_line(ax, rows[rows["kind"] != "target"], line)
        labels = _labels(points, names, decimals)
        at_edge = [label for label in labels if label.name and label.x > points["year"].max() - 0.5]
        _end_names(ax, at_edge)
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
        colour = TEXT_COLOURS[_target_key(rows["line"].iloc[0])] if len(rows) == 1 else TEXT_COLOURS["target"]
        found.append(Label(rows["x"].mean(), value, f"mål {format_number(value, decimals)}{shared}", colour))
    return found


def _target_key(line: str) -> str:
    return "target" if line == "total" else line


def _draw_target(ax: Axes, rows: pd.DataFrame, line: str, path: bool) -> None:
    """Draw a line's target as its mark, open, and a thin dashed path there where there is one."""
    goals = rows[rows["kind"] == "target"]
    if line == "riket" or goals.empty:
        return
    ends = rows[rows["kind"].isin(["baseline", "target"])]
    if path and len(ends) > 1:
        ax.plot(ends["x"], ends["value"], color=COLOURS[_target_key(line)], linewidth=1, linestyle=(0, (2, 2)))
    _open_mark(ax, goals["x"], goals["value"], line)


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
    _ticks(ax.yaxis, ax.get_ylim(), 0 if high - low > 5 else decimals)
    ax.grid(axis="y", color=GRID, linewidth=0.7)
    ax.set_axisbelow(True)


def _ticks(axis: Axis, limits: tuple[float, float], decimals: int, sign: bool = False) -> None:
    """Place at most six ticks, each at the very value that is printed beside it."""
    rough = abs(limits[1] - limits[0]) / 5
    steps = (Decimal(mantissa).scaleb(power - decimals) for power in range(12) for mantissa in (1, 2, "2.5", 5))
    step = next(s for s in steps if s >= rough and s == round(s, decimals))
    axis.set_major_locator(MultipleLocator(float(step)))
    axis.set_major_formatter(FuncFormatter(lambda value, _: format_number(value, decimals, sign=sign)))


def _end_names(ax: Axes, labels: Sequence[Label]) -> None:
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
        _rows_axis(ax, rows["label"], numbers, unit, decimals)
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
        _open_mark(ax, row.target, place, "total")
    for value, above in ((row.baseline, True), (row.value, True), (row.target, False)):
        if value == value:
            offset, vertical = ((0, 10), "bottom") if above else ((0, -10), "top")
            _mark_text(ax, value, place, decimals, offset, vertical)


def _open_mark(ax: Axes, x, y, line: str) -> None:
    """Draw a target: the open mark of the line that it is for, with nothing hidden behind it."""
    ax.plot(
        x,
        y,
        marker=MARKERS[line],
        markersize=8,
        markerfacecolor="none",
        markeredgecolor=COLOURS[_target_key(line)],
        markeredgewidth=1.8,
        linestyle="none",
        clip_on=False,
        zorder=5,
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
    _ticks(ax.xaxis, ax.get_xlim(), 0 if high - low > 5 else decimals)
    ax.set_xlabel(unit, fontsize=8.5, color=MUTED, loc="left")
    ax.grid(axis="x", color=GRID, linewidth=0.7)
    ax.set_axisbelow(True)


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
        _rows_axis(ax, rows["label"], rows[["women", "men", "total", "target"]].stack(), unit, decimals)
        _legend(ax, names, bool(rows["total"].notna().any()), bool(rows["target"].notna().any()))
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
            colour = TEXT_COLOURS[_target_key(line) if is_goal else line]
            _mark_text(ax, value, position + lane, decimals, (8, 0), "center", colour, "left")


def _lane_mark(ax: Axes, line: str, value: float, place: float, is_goal: bool) -> None:
    if is_goal:
        _open_mark(ax, value, place, line)
    else:
        ax.plot(value, place, marker=MARKERS[line], color=COLOURS[line], markersize=7, linestyle="none", zorder=5)


def _legend(ax: Axes, names: tuple[str, str], total: bool, target: bool) -> None:
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
        _legend(ax, names, total=False, target=False)
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
                _open_mark(ax, goal.year, goal.gap, "total")
            way = " till ".join(format_number(gap, decimals, sign=True) for gap in line["gap"].iloc[[0, -1]])
            ends.append(Label(line["year"].iloc[-1], line["gap"].iloc[-1], f"{label}\n{way}", INK))
        _years(ax, rows["year"])
        reach = max(abs(float(rows["gap"].min())), abs(float(rows["gap"].max())), 1) * 1.2
        ax.set_ylim(-reach, reach)
        _ticks(ax.yaxis, ax.get_ylim(), 0 if reach > 5 else decimals, sign=True)
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
        _ticks(ax.xaxis, ax.get_xlim(), 0)
        ax.set_xlabel(unit, fontsize=8.5, color=MUTED, loc="left")
    return figure


_LEAN = [
    (re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>|<!--.*?-->", re.DOTALL), ""),
    (re.compile(r"\s*\n\s*"), " "),
    (re.compile(r">\s+<"), "><"),
    (re.compile(r"(\d+\.\d)\d+"), r"\1"),
    (re.compile(r"(\d)\.0(?=[ \",])"), r"\1"),
    (re.compile(r'<path d="M [\d.]+ [\d.]+ ?"[^>]*/>'), ""),
    (re.compile(r"stroke-dashoffset: ?0; ?"), ""),
    (re.compile(r' xmlns:xlink="[^"]*"|xlink:(?=href)'), ""),
    (re.compile(r'(<path id="[^"]*" d="[^"]*") style="[^"]*"'), r"\1"),
    (re.compile(r" ?\b([MLC]) (?=-?\d)"), r"\1"),
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
    return _with_classes(_with_short_ids(lean.strip()))


def _with_short_ids(lean: str) -> str:
    """Number the marks, which are named by long hashes."""
    for order, name in enumerate(re.findall(r'<path id="([^"]*)"', lean)):
        lean = lean.replace(f'="{name}"', f'="m{order}"').replace(f'="#{name}"', f'="#m{order}"')
    return lean


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
        ``<figure>`` in a scroll box that the keyboard reaches; needs no network and no script.

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
    name = html.escape(f"Diagram: {alt.partition(': ')[2].partition('. ')[0]}")
    figure_ = f"<figure>{image}<figcaption>{html.escape(caption)}</figcaption></figure>"
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{name}">{figure_}</div>'
