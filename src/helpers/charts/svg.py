"""A finished figure as lean SVG and as HTML."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable
from urllib.parse import quote

import matplotlib as mpl
from matplotlib.figure import Figure

from helpers.charts.style import NARROW, STYLE, WIDTH
from helpers.tables.render import render

# What may stand in an image's address as it is; spaces and quotes may not, since a srcset splits at them.
SAFE = "/:;,=()!*+.-_~{}@|"

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
    lean = _with_classes(_with_short_ids(lean.strip())).replace("'DejaVu Sans'", "DejaVu Sans")
    # white behind the ink, or the labels vanish where a notebook's theme is dark
    lean = lean.replace("<svg ", '<svg style="background:#fff" ', 1)
    return lean if "'" in lean else lean.replace('"', "'")


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


def as_html(draw: Callable[[float], Figure], alt: str, caption: str) -> str:
    """Put a figure on a page, drawn once for a screen and once for a phone.

    Parameters
    ----------
    draw : callable
        Draws the figure at a width in inches.
    alt : str
        What the figure shows with its decisive numbers, 40 to 400 characters of Swedish.
    caption : str
        What, unit, area, years and source.

    Returns
    -------
    str
        ``<figure>``; needs no network and no script.

    Raises
    ------
    ValueError
        If the alt text is too short to say anything, or too long to listen to.
    """
    if not 40 <= len(alt) <= 400:
        raise ValueError(f"textalternativet ska ha 40-400 tecken, har {len(alt)}: {alt!r}")
    (small, small_size), (large, large_size) = (_data(draw(width)) for width in (NARROW, WIDTH))
    return render("figure.html.j2", small=small, small_size=small_size, large=large, large_size=large_size,
                  alt=alt, caption=caption)  # fmt: skip


def _data(figure: Figure) -> tuple[str, tuple[int, int]]:
    """Return a figure as the address of an image, and its size in pixels."""
    width, height = (round(float(size) * 96) for size in figure.get_size_inches())
    return f"data:image/svg+xml,{quote(svg(figure), safe=SAFE)}", (width, height)
