"""Where the words of a chart stand: beside their own point, on no mark, no line and no other word."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

SIZE = 9
SPOTS = {
    "above": ((0, 6), "center", "bottom"),
    "below": ((0, -6), "center", "top"),
    "right": ((8, 0), "left", "center"),
    "left": ((-8, 0), "right", "center"),
    "above right": ((4, 5), "left", "bottom"),
    "below right": ((4, -5), "left", "top"),
    "above left": ((-4, 5), "right", "bottom"),
    "below left": ((-4, -5), "right", "top"),
    "far above": ((0, 15), "center", "bottom"),
    "far below": ((0, -15), "center", "top"),
    "far above right": ((4, 15), "left", "bottom"),
    "far below right": ((4, -15), "left", "top"),
}
BESIDE = ("right", "above right", "below right")


class Label(NamedTuple):
    """One text of a chart: the point that it belongs to in the axes' own units, its words, its colour, name or not."""

    x: float
    y: float
    text: str
    colour: str
    name: bool = False


def place(ax: Axes, labels: Sequence[Label]) -> None:
    """Write each text beside its point, where it covers least; call it when all else is drawn.

    Parameters
    ----------
    ax : Axes
        With its limits set; what is drawn there and the texts that it has are kept clear of.
    labels : sequence of Label
        Names stand to the right of their point if that is free, figures above or below.
    """
    ax.figure.draw_without_rendering()
    ink, boxes = _ink(ax), [_extent(ax, text) for text in ax.texts]
    for label in sorted(labels, key=lambda label: -len(label.text)):
        order = [*BESIDE, *(spot for spot in SPOTS if spot not in BESIDE)] if label.name else list(SPOTS)
        options = {spot: _box(ax, label, spot) for spot in order}
        barred = _barred(ax, label, labels)
        cost = {
            spot: _cost(ax, box, ink, boxes) + 60 * (not barred.isdisjoint(spot.split()))
            for spot, box in options.items()
        }
        spot = min(order, key=lambda spot: cost[spot] + order.index(spot) / 10)
        boxes.append(options[spot])
        _write(ax, label, spot)


def _barred(ax: Axes, label: Label, labels: Sequence[Label]) -> set[str]:
    """Tell on which sides a neighbour stands, so that no text is read as its neighbour's."""
    near = [other for other in labels if abs(other.x - label.x) < 0.5]
    away = [_at(ax, other)[1] - _at(ax, label)[1] for other in near]
    return {side for side, sign in (("above", 1), ("below", -1)) if any(0 < sign * gap < 1.3 * SIZE for gap in away)}


def _at(ax: Axes, label: Label) -> np.ndarray:
    return ax.transData.transform(label[:2]) * _scale(ax)


def _write(ax: Axes, label: Label, spot: str) -> None:
    offset, across, up = SPOTS[spot]
    ax.annotate(
        label.text,
        label[:2],
        xytext=offset,
        textcoords="offset points",
        ha=across,
        va=up,
        fontsize=SIZE,
        color=label.colour,
        annotation_clip=False,
        zorder=6,
    ).set_in_layout(False)


def _scale(ax: Axes) -> float:
    return 72 / ax.figure.dpi


def _ink(ax: Axes) -> np.ndarray:
    """List points, a few typographic points apart, that the lines and marks of a chart cover; shape (n, 2)."""
    found = [np.empty((0, 2))]
    for line in ax.lines:
        ends = line.get_transform().transform(line.get_xydata()) * _scale(ax)
        if line.get_linestyle() != "None":
            found += [np.linspace(a, b, 2 + int(np.hypot(*(b - a)) / 2)) for a, b in pairwise(ends)]
        if line.get_marker() != "None":
            reach = line.get_markersize() / 2 * np.array([(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)])
            found += [end + reach for end in ends]
    return np.concatenate(found)


def _extent(ax: Axes, text) -> tuple[float, float, float, float]:
    return tuple(np.array(text.get_window_extent().extents) * _scale(ax))


def _box(ax: Axes, label: Label, spot: str) -> tuple[float, float, float, float]:
    (right, up), across, vertical = SPOTS[spot]
    x, y = _at(ax, label) + np.array([right, up])
    width, height = 0.6 * SIZE * len(label.text), SIZE
    left = x - width * {"left": 0, "center": 0.5, "right": 1}[across]
    low = y - height * {"bottom": 0, "center": 0.5, "top": 1}[vertical]
    return left, low, left + width, low + height


def _cost(ax: Axes, box: tuple, ink: np.ndarray, boxes: Sequence[tuple]) -> float:
    left, low, right, high = box
    frame = ax.bbox.extents * _scale(ax)
    covered = ((ink > (left, low)) & (ink < (right, high))).all(axis=1).sum()
    words = sum(left < b[2] and b[0] < right and low < b[3] and b[1] < high for b in boxes)
    edge = ax.figure.bbox.x1 * _scale(ax)
    outside = left < frame[0] or low < frame[1] or high > frame[3] + SIZE / 2 or right > edge
    return covered + 80 * words + 40 * outside
