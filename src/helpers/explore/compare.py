"""Compare two follow-ups; turn what is shown into frames."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from bs4 import BeautifulSoup, Tag
from IPython.display import HTML

from helpers.explore.frame import Frame, labelled
from helpers.method.assess import assess
from helpers.method.changes import changes
from helpers.model.names import text_or_told, told, year_or_told
from helpers.model.numbers import parse_number
from helpers.read import areas, load, newest_year
from helpers.tables.render import SIGNS
from helpers.view import year_of_plan

NOTHING = {"", *SIGNS, *SIGNS.values()}


def compare(
    first: int | None = None, second: int | None = None, area: str | None = None, *, root: Path | None = None
) -> Frame:
    """Return two follow-ups side by side, both made of today's figures.

    Parameters
    ----------
    first, second : int
        The follow-ups' years, as ``compare(2007, 2009)``.
    area : str, optional
        A goal area's name; the whole plan when left out.
    root : Path, optional
        The project's folder.

    Returns
    -------
    DataFrame
        One row per series and sex, in the plan's order: ``series, label, unit, area, sex``, the class at both times
        (``level_2007, level_2009``), ``level_change`` (better, worse, same, assessable, lost; empty when there is no
        class at either time), the judged figure as published and its year at both times (``value_2007``,
        ``value_year_2007``) and ``counted`` (whether the pages' sums count the row). NaN: no figure.

    Raises
    ------
    TypeError
        In Swedish, if a year is missing or no whole number.
    ValueError
        In Swedish, if the years are the same, in the wrong order or outside the plan, or there is no such area.
    """
    if first is None or second is None:
        raise TypeError(f"compare() behöver två år: {_example(root)}")
    years = [year_or_told(year, _example(root)) for year in (first, second)]
    if area is not None:
        text_or_told("målområdet", area, f'compare({first}, {second}, "{areas(root=root)[0]}")')
    series, observations = load(area, root=root)
    then, now = (assess(series, observations, year_of_plan(series, year)) for year in years)
    if years[0] == years[1]:
        raise ValueError(f"compare() jämför två olika år, men båda är {years[0]}")
    if years[0] > years[1]:
        raise ValueError(f"compare() tar den tidigare uppföljningen först: compare({years[1]}, {years[0]})")
    rows = changes(series, observations, max(years), now=now, then=then)
    rows = rows[rows["sex"] != "gap"]
    figures = [(f"{name}{end}", f"{name}_{year}") for name in ("level", "value", "value_year")
               for end, year in zip(("_before", ""), years, strict=True)]  # fmt: skip
    kept = rows.rename(columns=dict(figures))
    names = [new for _, new in figures]
    return labelled(kept[["series", "sex", *names[:2], "level_change", *names[2:], "counted"]], series)


def _example(root: Path | None) -> str:
    newest = newest_year(root=root)
    return f"compare({newest - 1}, {newest})"


def frames(shown: HTML) -> list[Frame]:
    """Return every table of what a notebook shows, as frames.

    Parameters
    ----------
    shown : HTML
        What ``cards(view)``, ``first_screen(view)`` or a question gave.

    Returns
    -------
    list of DataFrame
        One per table, in order; its caption stands in ``.attrs["caption"]``. Columns that hold figures only are
        numbers, NaN where the page says that there is none; other columns are text as printed.

    Raises
    ------
    TypeError
        In Swedish, if nothing that a notebook shows is given.
    """
    markup = getattr(shown, "data", None)
    if not isinstance(markup, str):
        raise TypeError(f"frames() tar det som visas, inte {told(shown)}; skriv till exempel frames(cards(view))")
    return [_frame(table) for table in BeautifulSoup(markup, "html.parser").find_all("table")]


def _frame(table: Tag) -> Frame:
    lines = [[cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")]
    found = Frame({head: _figures([line[place] for line in lines[1:]]) for place, head in enumerate(lines[0])})
    found.attrs = {"caption": table.caption.get_text(strip=True) if table.caption else ""}
    return found


def _figures(cells: list[str]) -> list[str] | list[float]:
    """Return a column's cells as numbers if all that say something are."""
    try:
        numbers = [float("nan") if cell in NOTHING else float(parse_number(cell.lstrip("+"))) for cell in cells]
    except ValueError:
        return cells
    return cells if all(pd.isna(number) for number in numbers) else numbers
