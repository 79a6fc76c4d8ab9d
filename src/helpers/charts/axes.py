"""Axes, ticks and names at the ends of lines."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from helpers.charts.labels import Label
from helpers.charts.plot import Chart, Stroke, Words, widest, width_of, wrapped
from helpers.charts.style import AXIS, GRID, INK, MUTED
from helpers.model.numbers import decimals_of, exact, format_number

BELOW_UNIT = 22  # where names begin, in pixels: the unit above them may be as wide as the chart


def breaks_axis(values: Sequence[float]) -> bool:
    """Return whether a chart of these values starts above zero.

    The caption then says so. An axis from zero is kept while the values spread over at least a quarter of it, or cross
    it.
    """
    low, high = min(values), max(values)
    return low > 0 and high - low < 0.25 * high


def value_limits(values: Sequence[float]) -> tuple[float, float]:
    """Return the ends of the value axis, with room for words.

    From zero, or around the values where the axis is broken.
    """
    low, high = min(values), max(values)
    if breaks_axis(values):
        room = max(high - low, high * 0.02)
        return low - 0.35 * room, high + 0.35 * room
    room = high - min(low, 0)
    return min(low * 1.15, 0), high + 0.18 * room or 1


def ticks(low: float, high: float, decimals: int, most: int = 5, sign: bool = False) -> list[tuple[float, str]]:
    """Return at most six ticks between two ends: value and printed text.

    Each tick stands at the very value that is printed beside it. No step is finer than the decimals, and none prints
    decimals that it does not need.
    """
    rough = Decimal(str(abs(high - low))) / most
    steps = (Decimal(mantissa).scaleb(power - decimals) for power in range(12) for mantissa in (1, 2, "2.5", 5))
    step = next(s for s in steps if s >= rough and s == round(s, decimals))
    first = (exact(low) / step).to_integral_value(ROUND_CEILING)
    last = (exact(high) / step).to_integral_value(ROUND_FLOOR)
    digits = decimals_of(step.normalize())
    return [(float(n * step), format_number(n * step, digits, sign=sign)) for n in range(int(first), int(last) + 1)]


def value_axis(chart: Chart, decimals: int, unit: str, sign: bool = False) -> None:
    """Draw the value axis: ticks, grid, unit above, and a break.

    The break is drawn where the axis does not show zero.
    """
    low, high = chart.ylim
    marked = ticks(low, high, decimals, sign=sign)
    chart.left = round(max(width_of(text) for _, text in marked) + 8)
    for value, text in marked:
        chart.level(value, GRID)
        chart.words.append(Words(chart.xlim[0], value, text, INK, -6, 4, "end"))
    chart.words.append(Words(chart.xlim[0], high, unit, MUTED, -chart.left, 11 - chart.top))
    chart.strokes.append(Stroke((chart.xlim[0],) * 2, chart.ylim, AXIS))
    if not sign:
        chart.level(low, AXIS)
    chart.broken = low > 0


def year_axis(chart: Chart, first: int, last: int) -> None:
    """Write whole years below the chart.

    Where they are more than five, a phone shows at most four.
    """
    step = 1 if last - first < 5 else -(-(last - first + 1) // 4)
    for year in range(first, last + 1):
        skipped = (year - first) % step > 0
        chart.words.append(Words(year, chart.ylim[0], str(year), INK, 0, 16, "middle", skipped))


def end_names(chart: Chart, labels: Sequence[Label]) -> None:
    """Write lines' names to the right, without overlap.

    Where ends meet the names are pushed apart and joined to their points by a thin line. A chart that is too low for
    its names is made higher.
    """
    named = [label._replace(text=wrapped(label.text)) for label in labels]
    named.sort(key=lambda label: -label.y)
    rooms = [14 * (label.text.count("\n") + 1) + 1 for label in named]
    chart.right = round(widest([label.text for label in named]) + 10)
    chart.height = max(chart.height, BELOW_UNIT + sum(rooms))
    for label, placed in zip(named, _apart([chart.down(label.y) for label in named], rooms, chart.height), strict=True):
        at = chart.down(label.y)
        chart.words.append(Words(chart.xlim[1], label.y, label.text, label.colour, 5, placed - at + 4))
        if abs(placed - at) > 1:
            low, high = chart.ylim
            shown = high - (placed - chart.top) * (high - low) / (chart.height - chart.top - chart.bottom)
            chart.strokes.append(Stroke((label.x, chart.xlim[1]), (label.y, shown), AXIS, 0.6))


def _apart(wanted: list[float], rooms: list[int], height: int) -> list[float]:
    """Return where names stand, from the top, near where each wants to be.

    First each is pushed up by the one below it, then those that went too far are pushed down again.
    """
    placed, free = [], float(height)
    for at, room in zip(reversed(wanted), reversed(rooms), strict=True):
        free = min(at, free - room)
        placed.append(free)
    placed.reverse()
    free = BELOW_UNIT
    for number, room in enumerate(rooms):
        placed[number] = max(placed[number], free)
        free = placed[number] + room
    return placed


def rows_axis(chart: Chart, labels: Sequence[str], decimals: int, unit: str) -> None:
    """Draw the axis below a chart of rows, and each row's name."""
    low, high = chart.xlim
    for value, text in ticks(low, high, decimals, most=4):
        chart.upright(value, GRID)
        chart.words.append(Words(value, chart.ylim[0], text, INK, 0, 14, "middle"))
    chart.words.append(Words(low, chart.ylim[0], unit, MUTED, 0, 29))
    for row, label in enumerate(labels):
        chart.words.append(Words(low, -row, label, INK, 0, 12))
