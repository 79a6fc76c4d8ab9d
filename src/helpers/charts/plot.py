"""A chart in the data's own units, and its SVG.

Across, everything stands in per cent of the width that is there, down in pixels: one drawing serves a screen, a phone
and a paper, and its words keep their size. What only a wide chart has room for is hidden on a phone (class ``n``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup, escape

from helpers.charts.style import COLOURS, INK, MARKERS, target_key

SIZE = 12
DASHES = {"-": "", "--": "7 4", ":": "1.5 4", "-.": "8 3 2 3", "path": "4 4", "gap": "1 5"}
# path of a mark in a box with side 2
_SHAPES = {"s": "M0 0H2V2H0z", "D": "M1 0 2 1 1 2 0 1z", "x": "M0 0 2 2M0 2 2 0", "+": "M1 0V2M0 1H2", "|": "M1 0V2"}
_UNFILLED = ("x", "+", "|")


class Mark(NamedTuple):
    """One figure of a chart.

    Whose it is (a key of `MARKERS`), where it stands, and whether it is open, as targets are.
    """

    line: str
    x: float
    y: float
    open: bool = False
    shape: str = ""


class Stroke(NamedTuple):
    """A line through points, with the name of its dash."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    colour: str
    width: float = 1
    dash: str = "-"


class Words(NamedTuple):
    """A text beside a point, moved by pixels; ``wide`` is hidden on phones."""

    x: float
    y: float
    text: str
    colour: str = INK
    dx: float = 0
    dy: float = 4
    anchor: str = "start"
    wide: bool = False


class Area(NamedTuple):
    """A filled area between two edges over the same places."""

    xs: tuple[float, ...]
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    colour: str


@dataclass
class Chart:
    """What one chart draws.

    Attributes
    ----------
    height : int
        In pixels, the axis' words included.
    xlim, ylim : tuple of float
        The values at the left and right end, and at the bottom and top, of what is drawn.
    left, right, top, bottom : int
        The room in pixels around what is drawn, for ticks and names.
    broken : bool
        Mark that the value axis does not begin at zero.
    """

    height: int
    xlim: tuple[float, float]
    ylim: tuple[float, float]
    left: int = 0
    right: int = 0
    top: int = 22
    bottom: int = 22
    broken: bool = False
    areas: list[Area] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)

    def across(self, x: float) -> float:
        """Return where a value stands, as a share of the width."""
        return (x - self.xlim[0]) / (self.xlim[1] - self.xlim[0])

    def down(self, y: float) -> float:
        """Return where a value stands, in pixels from the top."""
        low, high = self.ylim
        return self.top + (high - y) / (high - low) * (self.height - self.top - self.bottom)

    def level(self, y: float, colour: str, width: float = 1) -> None:
        """Draw a line all the way across."""
        self.strokes.append(Stroke(self.xlim, (y, y), colour, width))

    def upright(self, x: float, colour: str, width: float = 1, dash: str = "-") -> None:
        """Draw a line from the bottom to the top."""
        self.strokes.append(Stroke((x, x), self.ylim, colour, width, dash))


def width_of(text: str) -> float:
    """Return the estimated width of a text in pixels, rather too wide."""
    return 0.61 * SIZE * len(text)


def svg(chart: Chart) -> Markup:
    """Return the inside of a chart's SVG: same chart, same bytes."""
    parts = [
        *(_area(chart, area) for area in chart.areas),
        *_strokes(chart, chart.strokes),
        *([_break(chart)] if chart.broken else []),
        *_marks(chart),
        *_words(chart),
    ]
    return Markup("".join(parts))


def _short(number: float) -> str:
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _x(chart: Chart, x: float) -> str:
    return f"{_short(100 * chart.across(x))}%"


def _y(chart: Chart, y: float) -> str:
    return _short(chart.down(y))


def _area(chart: Chart, area: Area) -> str:
    """Return an area as SVG, stretched to the width.

    Only a fill can be stretched without harm.
    """
    ends = [*zip(area.xs, area.highs, strict=True), *reversed([*zip(area.xs, area.lows, strict=True)])]
    path = "L".join(f"{_short(100 * chart.across(x))} {_y(chart, y)}" for x, y in ends)
    return (
        f'<svg width="100%" viewBox="0 0 100 {chart.height}" preserveAspectRatio="none" height="{chart.height}">'
        f'<path d="M{path}z" fill="{area.colour}"/></svg>'
    )


def _strokes(chart: Chart, strokes: Iterable[Stroke]) -> Iterable[str]:
    """Return runs of strokes that look alike as one group."""
    groups: dict[tuple, list[str]] = defaultdict(list)
    for stroke in strokes:
        for (x1, y1), (x2, y2) in pairwise(zip(stroke.xs, stroke.ys, strict=True)):
            ends = f'x1="{_x(chart, x1)}" y1="{_y(chart, y1)}" x2="{_x(chart, x2)}" y2="{_y(chart, y2)}"'
            groups[stroke.colour, stroke.width, stroke.dash].append(f"<line {ends}/>")
    for (colour, width, dash), lines in groups.items():
        dashed = f' stroke-dasharray="{DASHES[dash]}"' if DASHES[dash] else ""
        yield f'<g stroke="{colour}" stroke-width="{width}"{dashed}>{"".join(lines)}</g>'


def _break(chart: Chart) -> str:
    low = chart.height - chart.bottom
    return f'<path d="M-5 {low - 4}l10-5m-10 1 10-5" stroke="{INK}"/>'


def _marks(chart: Chart) -> Iterable[str]:
    groups: dict[tuple, list[Mark]] = defaultdict(list)
    for mark in chart.marks:
        groups[mark.line, mark.open, mark.shape].append(mark)
    for (line, is_open, shape), marks in groups.items():
        shape, radius = shape or MARKERS[line], 5 if is_open else 3.5
        colour = COLOURS[target_key(line) if is_open else line]
        hollow = is_open or shape in _UNFILLED
        look = f'fill="none" stroke="{colour}" stroke-width="2"' if hollow else f'fill="{colour}"'
        if shape == "o":
            circles = (f'<circle cx="{_x(chart, m.x)}" cy="{_y(chart, m.y)}" r="{radius}"/>' for m in marks)
            yield f"<g {look}>{''.join(circles)}</g>"
        elif shape in _SHAPES:
            radius = 9 if shape == "|" else radius + 0.7 if shape == "D" else radius
            path = _scaled(_SHAPES[shape], radius)
            placed = (f'<svg x="{_x(chart, m.x)}" y="{_y(chart, m.y)}">{path}</svg>' for m in marks)
            shift = _short(-radius - 1)
            yield f'<g transform="translate({shift} {shift})" {look}>{"".join(placed)}</g>'


def _scaled(path: str, radius: float) -> str:
    """Return a mark's path at its size, a pixel in from the edges.

    So its outline is not cut.
    """
    numbers = {str(i): _short(1 + i * radius) for i in (0, 1, 2)}
    return f'<path d="{"".join(numbers.get(character, character) for character in path)}"/>'


def _words(chart: Chart) -> Iterable[str]:
    groups: dict[tuple, list[str]] = defaultdict(list)
    for words in chart.words:
        narrow = ' class="n"' if words.wide else ""
        shift = f' dx="{_short(words.dx)}"' if words.dx else ""
        first, *rest = str(words.text).split("\n")
        x = _x(chart, words.x)
        more = "".join(f'<tspan x="{x}"{shift} dy="14">{escape(line)}</tspan>' for line in rest)
        y = _short(chart.down(words.y) + words.dy)
        groups[words.anchor, words.colour].append(f'<text x="{x}" y="{y}"{shift}{narrow}>{escape(first)}{more}</text>')
    for (anchor, colour), texts in groups.items():
        aligned = f' text-anchor="{anchor}"' if anchor != "start" else ""
        yield f'<g fill="{colour}"{aligned}>{"".join(texts)}</g>'


def wrapped(text: str, most: int = 16) -> str:
    """Return a name in lines of at most that many characters.

    Broken between words.
    """
    lines: list[str] = []
    for word in text.split(" "):
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "\n".join(lines)


def widest(texts: Sequence[str]) -> float:
    """Return the width of the longest line of some texts, in pixels."""
    return max((width_of(line) for text in texts for line in text.split("\n")), default=0)
