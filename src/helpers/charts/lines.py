"""Charts over years: outcomes against the straight path, and gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from operator import itemgetter

import pandas as pd

from helpers.charts.axes import end_names, value_axis, value_limits, year_axis
from helpers.charts.labels import Label, place
from helpers.charts.plot import Area, Chart, Mark, Stroke, Words
from helpers.charts.style import (
    BAND,
    COLOURS,
    INK,
    LIGHT,
    LINES,
    MUTED,
    SHADE,
    TEXT_COLOURS,
    WEIGHTS,
    target_key,
)
from helpers.model.codes import PEERS
from helpers.model.numbers import format_number
from helpers.model.records import as_records, grouped


def path_chart(
    points: pd.DataFrame,
    names: dict[str, str],
    *,
    unit: str,
    decimals: int,
    path: bool = True,
    target_year: int | None = None,
    band: pd.DataFrame | None = None,
    height: int = 260,
) -> Chart:
    """Draw outcomes against the target and the straight path there.

    Parameters
    ----------
    points : DataFrame
        One row per point, all of which are drawn at their own year: ``line`` (a key of `LINES`), ``kind`` (baseline,
        outcome, target, earlier), ``year``, ``value``, and where figures have different decimals ``text``, the value as
        it is printed. A year between two points of a line that was not measured is dotted.
    names : dict of str to str
        What each line is called at its own end.
    unit : str
        The unit, written above the axis.
    decimals : int
        Decimals of the axis, and of the labels where there is no ``text``.
    path : bool
        Whether the target is to be reached along a straight path; not where a level is to be held.
    target_year : int, optional
        What came after it is shaded; on a phone its figure stands besides the first and the last.
    band : DataFrame, optional
        A light band behind the lines: ``year``, ``lowest``, ``highest``.
    height : int
        In pixels.

    Returns
    -------
    Chart
    """
    if "text" not in points:
        points = points.assign(text=[format_number(value, decimals) for value in points["value"]])
    rows = as_records(points)
    by_line = grouped(sorted(rows, key=itemgetter("year")), "line")
    first, last = int(points["year"].min()), int(points["year"].max())
    edges = [] if band is None else [*band["lowest"], *band["highest"]]
    chart = Chart(height, (first - 0.35, last + 0.35), value_limits([*points["value"], *edges]), right=10)
    _draw_band(chart, band)
    _shade_after(chart, last, target_year)
    _shade_before(chart, [row["year"] for row in rows if row["kind"] == "earlier"])
    value_axis(chart, decimals, unit)
    year_axis(chart, first, last)
    for line in filter(by_line.__contains__, LINES):
        _draw_target(chart, by_line[line], line, path)
        _draw_line(chart, _measured(by_line[line]), line)
    labels = _labels(by_line, names, target_year) + _target_labels([row for row in rows if row["kind"] == "target"])
    at_edge = [label for label in labels if label.name and label.x > last - 0.5]
    end_names(chart, at_edge)
    place(chart, [label for label in labels if label not in at_edge])
    return chart


def _draw_band(chart: Chart, band: pd.DataFrame | None) -> None:
    """Draw the band from lowest to highest, with thin edges.

    The light fill alone would be too weak to see.
    """
    if band is None or band.empty:
        return
    years, low, high = (tuple(band[name]) for name in ("year", "lowest", "highest"))
    chart.areas.append(Area(years, low, high, BAND))
    for edge in (low, high):
        chart.strokes.append(Stroke(years, edge, COLOURS[PEERS], 0.7))


def _shade_after(chart: Chart, last: int, target_year: int | None) -> None:
    """Shade what came after the target year, and say so."""
    if target_year is None or last <= target_year:
        return
    chart.top += 14
    _shade(chart, target_year + 0.5, chart.xlim[1])
    chart.words.append(Words(chart.xlim[1], chart.ylim[1], "efter planen", MUTED, 0, -4, "end"))


def _measured(rows: Sequence[dict]) -> list[dict]:
    """Return the points of a line that are no target."""
    return [row for row in rows if row["kind"] != "target"]


def _shade_before(chart: Chart, years: Sequence[int]) -> None:
    """Shade the years of the plan before this one, and say so."""
    if not years:
        return
    chart.top += 0 if chart.words else 14  # one row of words is enough for both
    _shade(chart, chart.xlim[0], max(years) + 0.5)
    chart.words.append(Words(chart.xlim[0], chart.ylim[1], "förra planen", MUTED, 0, -4, "start"))


def _shade(chart: Chart, start: float, end: float) -> None:
    low, high = chart.ylim
    chart.areas.append(Area((start, end), (low, low), (high, high), SHADE))


def _labels(by_line: Mapping[str, Sequence[dict]], names: dict[str, str], judged: int | None) -> list[Label]:
    """Return the texts at the points of a path chart's lines.

    Names where lines end, and the total's figures. Of the total's inner years a phone shows the judged one only, or all
    where the judged year is unknown.
    """
    found = []
    for line, rows in sorted(by_line.items()):
        years = [row["year"] for row in _measured(rows)]
        inner = set(years) if line == "total" else set()
        told = {years[-1]} if line == PEERS else {*years[:1], *years[-1:]} | inner
        for row in _measured(rows):
            if row["year"] not in told:
                continue
            last = row["year"] == years[-1]
            text = f"{names[line]} {row['text']}" if last else row["text"]
            wide = judged is not None and row["year"] not in (years[0], years[-1], judged)
            found.append(Label(row["year"], row["value"], text, TEXT_COLOURS[line], last, wide, optional=not last))
    return found


def _target_labels(goals: Sequence[dict]) -> list[Label]:
    """Return the text of each target, with how many lines share it."""
    found = []
    for value in sorted({row["value"] for row in goals}):
        rows = [row for row in goals if row["value"] == value]
        shared = {1: "", 2: " (båda)", 3: " (alla tre)"}.get(len(rows), "")
        colour = TEXT_COLOURS[target_key(rows[0]["line"]) if len(rows) == 1 else "target"]
        found.append(Label(rows[0]["year"], value, f"mål {rows[0]['text']}{shared}", colour))
    return found


def _draw_target(chart: Chart, rows: Sequence[dict], line: str, path: bool) -> None:
    """Draw a line's target, open, with a thin dashed path to it."""
    goals = [row for row in rows if row["kind"] == "target"]
    ends = [row for row in rows if row["kind"] in ("baseline", "target")]
    if path and goals and len(ends) > 1:
        years, values = (tuple(row[name] for row in ends) for name in ("year", "value"))
        chart.strokes.append(Stroke(years, values, COLOURS[target_key(line)], 1.3, "path"))
    chart.marks += [Mark(line, row["year"], row["value"], True) for row in goals]


def _draw_line(chart: Chart, rows: Sequence[dict], line: str) -> None:
    values = {row["year"]: row["value"] for row in rows}
    runs = _runs([row["year"] for row in rows])
    for before, after in pairwise(runs):
        ends = before[-1], after[0]
        chart.strokes.append(Stroke(ends, tuple(values[year] for year in ends), COLOURS[line], 1.2, "gap"))
    for run in runs:
        ys = tuple(values[year] for year in run)
        chart.strokes.append(Stroke(tuple(run), ys, COLOURS[line], WEIGHTS.get(line, LIGHT), LINES[line]))
    chart.marks += [Mark(line, year, value) for year, value in values.items()]


def _runs(years: Sequence[int]) -> list[list[int]]:
    """Return years in unbroken runs.

    A year that was not measured breaks the line.
    """
    runs: list[list[int]] = [[years[0]]] if years else []
    for before, year in pairwise(years):
        runs.append([year]) if year - before > 1 else runs[-1].append(year)
    return runs


def gap_lines(rows: pd.DataFrame, *, unit: str, decimals: int) -> Chart:
    """Draw the signed gap between women and men over time.

    One line per series, with zero in the middle.

    Parameters
    ----------
    rows : DataFrame
        One row per series, year and kind: ``label``, ``year``, ``gap``, ``kind`` (baseline, outcome, target), and
        ``text``, the gap as it is printed.
    unit : str
        Of the gap.
    decimals : int
        Decimals of the axis.

    Returns
    -------
    Chart
    """
    first, last = int(rows["year"].min()), int(rows["year"].max())
    reach = max(*rows["gap"].abs(), 1) * 1.2
    chart = Chart(230, (first - 0.35, last + 0.35), (-reach, reach))
    value_axis(chart, 0 if reach > 5 else decimals, f"kvinnor minus män, {unit}", sign=True)
    chart.level(0, INK)
    year_axis(chart, first, last)
    ends = []
    for label, line in rows.groupby("label", sort=False):
        seen, plan = line[line["kind"] != "target"], line[line["kind"] != "outcome"]
        chart.strokes.append(Stroke(tuple(plan["year"]), tuple(plan["gap"]), COLOURS["target"], 1.4, "path"))
        chart.strokes.append(Stroke(tuple(seen["year"]), tuple(seen["gap"]), COLOURS["total"], LIGHT))
        chart.marks += [Mark("total", p.year, p.gap, p.kind == "target") for p in line.itertuples()]
        ends.append(Label(line["year"].iloc[-1], line["gap"].iloc[-1], f"{label} {_gap_way(line)}", INK))
    end_names(chart, ends)
    return chart


def _gap_way(line: pd.DataFrame) -> str:
    """Return a gap's first and last figure, and its target apart: ``+6 till +2,6, mål +3``."""
    seen, goal = line.loc[line["kind"] != "target", "text"], line.loc[line["kind"] == "target", "text"]
    way = " till ".join(dict.fromkeys([*seen.iloc[:1], *seen.iloc[-1:]]))
    return ", ".join(filter(None, [way, *(f"mål {text}" for text in goal)]))
