"""Small charts for table rows, as inline SVG.

Positions across are in per cent of the cell, so that all marks show at any width.

The table's own cells say every figure that is drawn; to a screen reader the drawings are therefore hidden.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from helpers.charts.plot import width_of
from helpers.charts.style import (
    BETWEEN,
    CLASS_COLOURS,
    COLOURS,
    FAINT,
    GRID,
    INK,
    NUMBERS,
    PROJECTED,
    TEXT_COLOURS,
    TRACK,
    ZONE,
)


class Scale(NamedTuple):
    """A scale across a cell: the values at its left and right ends."""

    low: float
    high: float

    def at(self, value: float) -> str:
        """Return where a value stands, in per cent of the cell.

        Values off the scale stand at its end.
        """
        inside = min(max(value, self.low), self.high)
        return f"{3 + 94 * (inside - self.low) / (self.high - self.low):.1f}%"

    def holds(self, value: float) -> bool:
        """Return whether a value is on the scale."""
        return self.low <= value <= self.high


def _svg(height: int, *marks: str) -> Markup:
    drawn = "".join(marks)
    return Markup(f'<svg class="w" width="100%" height="{height}" font-size="12" aria-hidden="true">{drawn}</svg>')


def _line(scale: Scale, start: float, end: float, y: int, colour: str, width: float, more: str = "") -> str:
    return (
        f'<line x1="{scale.at(start)}" x2="{scale.at(end)}" y1="{y}" y2="{y}" stroke="{colour}" '
        f'stroke-width="{width}"{more}/>'
    )


def _upright(scale: Scale, value: float, top: int, bottom: int, colour: str, width: float) -> str:
    x = scale.at(value)
    return f'<line x1="{x}" x2="{x}" y1="{top}" y2="{bottom}" stroke="{colour}" stroke-width="{width}"/>'


def _dot(scale: Scale, value: float, y: int, colour: str, hollow: bool = False, size: float = 5) -> str:
    fill = f'fill="#fff" stroke="{colour}" stroke-width="2"' if hollow else f'fill="{colour}"'
    return f'<circle cx="{scale.at(value)}" cy="{y}" r="{size}" {fill}/>'


def _square(scale: Scale, value: float, y: int, colour: str, hollow: bool = False) -> str:
    fill = f'fill="#fff" stroke="{colour}" stroke-width="2"' if hollow else f'fill="{colour}"'
    return _at(scale.at(value), y, f'<rect x="-4.5" y="-4.5" width="9" height="9" {fill}/>')


def _at(x: str, y: int, mark: str) -> str:
    """Return a mark moved from the origin to its place.

    Only a nested drawing can be placed in per cent.
    """
    return f'<svg x="{x}" y="{y}" overflow="visible">{mark}</svg>'


def _text(x: str, y: int, text: str, colour: str = INK, anchor: str = "middle", dx: int = 0) -> str:
    shift = f' dx="{dx}"' if dx else ""
    return f'<text x="{x}" y="{y}"{shift} text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'


def way_scale(shares: Sequence[float], low: float = 0, high: float = 1.1) -> Scale:
    """Return a scale that holds the shares.

    It shows at most 125 per cent the wrong way and twice the way.
    """
    known = [share for share in shares if not math.isnan(share)]
    return Scale(max(min([low, *known]), -1.25), min(max([high, *known]), 2.0))


def way_axis(scale: Scale, names: dict[float, str], room: int) -> Markup:
    """Draw the axis of ways: a name at each value on the scale.

    The first names come first: one that would stand on another in so many pixels is left out.
    """
    texts, taken = [], []
    for value, name in names.items():
        if not scale.holds(value):
            continue
        wide, anchor = width_of(name), "start" if value == scale.low else "middle"
        left = room * (value - scale.low) / (scale.high - scale.low) - (0 if anchor == "start" else wide / 2)
        if all(left + wide < other[0] or other[1] < left for other in taken):
            taken.append((left, left + wide))
            texts.append(_text(scale.at(value), 13, name, NUMBERS, anchor))
    return _svg(18, *texts)


def way(
    scale: Scale,
    share: float,
    near_from: float,
    standing: str,
    label: str,
    *,
    hollow: bool = False,
    expected: float = math.nan,
    projected: float = math.nan,
) -> Markup:
    """Draw how far one measure has come towards its target.

    A bar from the start, the near zone, the target, and the share in words.

    Parameters
    ----------
    scale : Scale
        Shared by all rows of the chart.
    share, near_from, expected, projected : float
        As `helpers.method.ways.ways` gives them; NaN is not drawn.
    standing : str
        A class or a standing, which gives the colour.
    label : str
        The share as printed, above its mark.
    hollow : bool
        Draw the mark open, for an outcome older than the report's year.
    """
    colour, y = CLASS_COLOURS[standing], 24
    marks = [] if math.isnan(near_from) else [_line(scale, *sorted((near_from, 1.0)), y, ZONE, 16)]
    marks += [
        _upright(scale, 0, y - 10, y + 10, INK, 1),
        _upright(scale, 1, y - 12, y + 12, COLOURS["target"], 2),
        _line(scale, 0, share, y, colour, 3),
    ]
    if not math.isnan(expected):
        marks.append(_upright(scale, expected, y - 9, y + 9, INK, 2))
    if not math.isnan(projected):
        marks += [_line(scale, share, projected, y, PROJECTED, 1), _dot(scale, projected, y, PROJECTED, True, 4)]
    off = not scale.holds(share)
    if off:
        side = ("›", 8) if share > scale.high else ("‹", -14)
        marks.append(_text(scale.at(share), y + 5, side[0], colour, "start", side[1]))
    marks.append(_dot(scale, share, y, colour, hollow))
    place = (share - scale.low) / (scale.high - scale.low)
    anchor = "end" if place > 0.9 else "start" if place < 0.1 else "middle"
    return _svg(36, *marks, _text(scale.at(share), 11, label, INK, anchor))


def small_way(share: float, standing: str) -> Markup:
    """Draw how far one measure has come, small and without words.

    The start is at the left, the target at the upright line.
    """
    scale, y = Scale(-0.35, 1.35), 9
    marks = [_line(scale, 0, 1, y, TRACK, 5)]
    if not math.isnan(share):
        marks.append(_line(scale, 0, share, y, CLASS_COLOURS[standing], 5))
        if not scale.holds(share):
            marks.append(_text(scale.at(share), y + 4, "›" if share > 1 else "‹", CLASS_COLOURS[standing], "middle"))
    return _svg(18, *marks, _upright(scale, 1, 1, 17, COLOURS["target"], 2))


def sparkline(
    points: Sequence[tuple[int, float]], target: tuple[int, float] | None, years: tuple[int, int], strong: bool
) -> Markup:
    """Draw one measure's figures over the plan's years, with its target.

    The target is a ring.

    Parameters
    ----------
    points : sequence of (year, value)
        In order; none draws the target alone.
    target : (year, value) or None
    years : tuple of int
        First and last year of the axis, shared by the column.
    strong : bool
        Draw in ink, for a judged measure; else grey.
    """
    values = [value for _, value in points] + ([target[1]] if target else [])
    if not values:
        return Markup("")
    low, high = min(values), max(values)
    colour = INK if strong else FAINT

    def at(year: int, value: float) -> tuple[str, str]:
        """Return where a figure stands, across and down."""
        x = 6 + 98 * (year - years[0]) / (years[1] - years[0])
        y = 11 if high == low else 18 - 14 * (value - low) / (high - low)
        return f"{x:.0f}", f"{y:.0f}"

    places = [" ".join(at(*point)) for point in points]
    marks = [f'<path d="M{" ".join(places)}" fill="none" stroke="{colour}"/>'] if len(places) > 1 else []
    dots = "".join(f"M{place}h0" for place in places)  # a line of no length with round ends is a dot
    marks += [f'<path d="{dots}" stroke="{colour}" stroke-width="4" stroke-linecap="round"/>'] if dots else []
    if target:
        x, y = at(*target)
        marks.append(f'<circle cx="{x}" cy="{y}" r="3" fill="none" stroke="{COLOURS["target"]}" stroke-width="1.4"/>')
    return Markup(f'<svg width="110" height="22" aria-hidden="true">{"".join(marks)}</svg>')


def both_levels(women: float, men: float, labels: tuple[str, str], targets: tuple[float, float, float]) -> Markup:
    """Draw women's and men's level on a scale from 0 to 100.

    The targets stand below, as open marks.

    Parameters
    ----------
    women, men : float
    labels : tuple of str
        Their figures as printed.
    targets : tuple of float
        Women's, men's and the total's own target; NaN is not drawn.
    """
    scale, y = Scale(-7, 107), 12
    marks = [_line(scale, 0, 100, y, GRID, 1), _line(scale, women, men, y, BETWEEN, 3)]
    marks += [_dot(scale, women, y, COLOURS["women"]), _square(scale, men, y, COLOURS["men"])]
    low_first = women < men
    for value, text, key, first in (
        (women, labels[0], "women", low_first),
        (men, labels[1], "men", not low_first),
    ):
        marks.append(
            _text(scale.at(value), y + 4, text, TEXT_COLOURS[key], "end" if first else "start", -8 if first else 8)
        )
    hers, his, whole = targets
    if not math.isnan(whole):
        marks.append(_upright(scale, whole, y + 8, y + 16, COLOURS["target"], 2))
    if not math.isnan(hers):
        marks.append(_dot(scale, hers, y + 13, COLOURS["women"], True, 3.5))
    if not math.isnan(his):
        marks.append(_square(scale, his, y + 13, COLOURS["men"], True))
    return _svg(32, *marks)


def levels_axis() -> Markup:
    """Draw the axis of `both_levels`."""
    scale = Scale(-7, 107)
    return _svg(18, *(_text(scale.at(value), 13, str(value), NUMBERS) for value in (0, 50, 100)))


def gap_bar(largest: float, now: float, label: str, start: float, planned: float) -> Markup:
    """Draw a gap as a bar towards who has the better value.

    Women stand to the right.

    Parameters
    ----------
    largest : float
        The largest size in the chart, which gives the scale.
    now : float
        The latest known gap, above zero where women have the better value.
    label : str
        Its size as printed.
    start, planned : float
        The gap at the start, drawn as a thin line where there is a later one, and the plan's; NaN is not drawn.
    """
    scale, y = Scale(-1.35 * largest, 1.35 * largest), 12
    side = "women" if now >= 0 else "men"
    marks = [_upright(scale, 0, 0, 26, INK, 1), _line(scale, 0, now, y, COLOURS[side], 12)]
    if not math.isnan(start) and start != now:
        marks.append(_upright(scale, start, y - 9, y + 9, INK, 2))
    if not math.isnan(planned):
        outline = f'fill="#fff" stroke="{COLOURS["target"]}" stroke-width="2" transform="rotate(45)"'
        marks.append(_at(scale.at(planned), y, f'<rect x="-4" y="-4" width="8" height="8" {outline}/>'))
    ends = [value for value in (now, start, planned) if not math.isnan(value) and value * now >= 0]
    tip = max(ends, key=abs) if ends else now
    away = ("start", 10) if now >= 0 else ("end", -10)
    return _svg(28, *marks, _text(scale.at(tip), y + 4, label, TEXT_COLOURS[side], *away))
