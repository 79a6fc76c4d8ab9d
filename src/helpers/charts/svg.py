"""A finished chart as HTML."""

from __future__ import annotations

from helpers.charts.plot import Chart, svg
from helpers.tables.render import render


def as_html(chart: Chart, alt: str, caption: str) -> str:
    """Return a chart as an HTML figure.

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
    return render("figure.html.j2", chart=chart, drawing=svg(chart), alt=alt, caption=caption)
