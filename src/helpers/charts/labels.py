"""Place a chart's words beside their points, clear of all else."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from helpers.charts.plot import SIZE, Chart, Stroke, Words, width_of
from helpers.charts.style import LIGHT

SPOTS = {
    "above": ((0, -8), "middle"),
    "below": ((0, 17), "middle"),
    "right": ((9, 4), "start"),
    "left": ((-9, 4), "end"),
    "above right": ((5, -6), "start"),
    "below right": ((5, 16), "start"),
    "above left": ((-5, -6), "end"),
    "below left": ((-5, 16), "end"),
    "far above": ((0, -20), "middle"),
    "far below": ((0, 29), "middle"),
    "far above right": ((5, -20), "start"),
    "far below right": ((5, 28), "start"),
    "far above left": ((-5, -20), "end"),
    "far below left": ((-5, 28), "end"),
}
BESIDE = ("right", "above right", "below right")
PHONE, SCREEN = 270, 600  # least widths of a chart on either, margins included
ON_A_WORD = 80  # cost of covering another word; a few pixels of a line cost one
STRUCK = 4  # so much of a thick line through a figure makes it look struck out
Box = tuple[float, float, float, float]


class Label(NamedTuple):
    """One text of a chart: point in the axes' units, words, colour.

    A ``name`` stands at its line's end; a ``wide`` one is hidden on a phone; an ``optional`` one is left out where it
    would stand on another word or be struck through, since the table below tells it too.
    """

    x: float
    y: float
    text: str
    colour: str
    name: bool = False
    wide: bool = False
    optional: bool = False


class _View(NamedTuple):
    """A chart at one width: what its marks cover, and its texts."""

    width: float
    ink: np.ndarray
    thick: np.ndarray
    boxes: list[Box]
    phone: bool


def place(chart: Chart, labels: Sequence[Label]) -> None:
    """Write each text beside its point, where it covers least.

    All widths are weighed together; call it when all else is drawn.

    Parameters
    ----------
    chart : Chart
        With its limits and margins set; what is drawn there and the texts that it has are kept clear of.
    labels : sequence of Label
        Names stand to the right of their point if that is free, figures above or below.
    """
    views = [_view(chart, PHONE, True), _view(chart, SCREEN, False)]
    for label in sorted(labels, key=lambda label: (label.wide, label.optional, -len(label.text))):
        order = [*BESIDE, *(spot for spot in SPOTS if spot not in BESIDE)] if label.name else list(SPOTS)
        if label.optional:  # far from its point a figure would be read as another line's
            order = [spot for spot in order if "far" not in spot]
        shown = [view for view in views if not (label.wide and view.phone)]
        barred = _barred(chart, label, labels)
        cost = {
            spot: sum(_cost(chart, view, _box(chart, view, label, spot)) for view in shown)
            + 60 * (not barred.isdisjoint(spot.split()))
            for spot in order
        }
        spot = min(order, key=lambda spot: cost[spot] + order.index(spot) / 10)
        struck = max(_covered(view.thick, _box(chart, view, label, spot)) for view in shown)
        if label.optional and (cost[spot] >= ON_A_WORD or struck >= STRUCK):
            continue
        for view in shown:
            view.boxes.append(_box(chart, view, label, spot))
        (dx, dy), anchor = SPOTS[spot]
        chart.words.append(Words(label.x, label.y, label.text, label.colour, dx, dy, anchor, label.wide))


def _barred(chart: Chart, label: Label, labels: Sequence[Label]) -> set[str]:
    """Return the sides where a neighbour stands.

    A text there would be read as the neighbour's.
    """
    near = [other for other in labels if abs(other.x - label.x) < 0.5]
    away = [chart.down(label.y) - chart.down(other.y) for other in near]
    return {side for side, sign in (("above", 1), ("below", -1)) if any(0 < sign * gap < 1.3 * SIZE for gap in away)}


def _view(chart: Chart, width: float, phone: bool) -> _View:
    inner = width - chart.left - chart.right
    texts = [words for words in chart.words if not (words.wide and phone)]
    boxes = [
        _text_box(inner * chart.across(w.x) + w.dx, chart.down(w.y) + w.dy, w.text, w.anchor) for w in texts
    ]  # fmt: skip
    strokes = [one for one in chart.strokes if one.width >= 1.1 or one.dash != "-"]  # text may cover the grid
    thick = [one for one in strokes if one.width > LIGHT]
    ink = np.concatenate([_along(chart, inner, strokes), _marks(chart, inner)])
    return _View(inner, ink, _along(chart, inner, thick), boxes, phone)


def _along(chart: Chart, width: float, strokes: Sequence[Stroke]) -> np.ndarray:
    """Return points along strokes, a few pixels apart; shape (n, 2)."""
    found = [np.empty((0, 2))]
    for stroke in strokes:
        ends = [np.array([width * chart.across(x), chart.down(y)]) for x, y in zip(stroke.xs, stroke.ys, strict=True)]
        found += [np.linspace(a, b, 2 + int(np.hypot(*(b - a)) / 3)) for a, b in pairwise(ends)]
    return np.concatenate(found)


def _marks(chart: Chart, width: float) -> np.ndarray:
    """Return points that marks cover; shape (n, 2)."""
    found = [np.empty((0, 2))]
    for mark in chart.marks:
        reach = (5 if mark.open else 4) * np.array([(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)])
        found.append(np.array([width * chart.across(mark.x), chart.down(mark.y)]) + reach)
    return np.concatenate(found)


def _text_box(x: float, baseline: float, text: str, anchor: str) -> Box:
    lines = text.split("\n")
    width = max(map(width_of, lines))
    left = x - width * {"start": 0, "middle": 0.5, "end": 1}[anchor]
    return left, baseline - 0.8 * SIZE, left + width, baseline + 0.2 * SIZE + 14 * (len(lines) - 1)


def _box(chart: Chart, view: _View, label: Label, spot: str) -> Box:
    (dx, dy), anchor = SPOTS[spot]
    return _text_box(view.width * chart.across(label.x) + dx, chart.down(label.y) + dy, label.text, anchor)


def _cost(chart: Chart, view: _View, box: Box) -> float:
    left, top, right, bottom = box
    words = sum(left < b[2] and b[0] < right and top < b[3] and b[1] < bottom for b in view.boxes)
    floor = chart.height - chart.bottom
    outside = left < 0 or top < chart.top - SIZE or bottom > floor or right > view.width + chart.right
    return float(_covered(view.ink, box) + ON_A_WORD * words + 40 * outside)


def _covered(points: np.ndarray, box: Box) -> int:
    left, top, right, bottom = box
    return int(((points > (left, top)) & (points < (right, bottom))).all(axis=1).sum())
