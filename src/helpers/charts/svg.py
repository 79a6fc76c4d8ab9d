"""A finished chart as HTML: an image in a notebook, a drawing of the page's own width on a page."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from markupsafe import Markup

from helpers.charts.plot import Chart, svg
from helpers.tables.render import render

WIDTH = 640  # of the image that a notebook shows
_IMAGE = re.compile(r'<img class="chart" alt="([^"]*)"[^>]* src="data:image/svg\+xml,([^"]*)">')
_DRAWN = re.compile(
    r'<svg [^>]*height="([\d.]+)"[^>]*><style>[^<]*</style><svg x="([\d.]+)" width="([\d.]+)"[^>]*>(.*)</svg></svg>',
    re.DOTALL,
)


def as_html(chart: Chart, alt: str, caption: str) -> str:
    """Return a chart as an HTML figure with an image.

    JupyterLab shows an image also in a notebook that one has not run oneself; `on_page` puts the drawing in its place.

    Parameters
    ----------
    chart : Chart
    alt : str
        What the chart shows with its decisive numbers, 40 to 400 characters of Swedish.
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
    source = quote(render("image.svg.j2", chart=chart, width=WIDTH, drawing=svg(chart)), safe="")
    return render("figure.html.j2", source=source, alt=alt, caption=caption)


def on_page(markup: str) -> str:
    """Return markup whose charts are inline drawings, as wide as the page gives them room."""

    def inline(match: re.Match[str]) -> str:
        height, left, inner, drawing = _DRAWN.fullmatch(unquote(match[2])).groups()  # type: ignore[union-attr]
        right = f"{WIDTH - float(left) - float(inner):g}"
        parts = {"alt": Markup(match[1]), "drawing": Markup(drawing)}
        return render("plot.html.j2", height=height, left=left, right=right, **parts)

    return _IMAGE.sub(inline, markup)
