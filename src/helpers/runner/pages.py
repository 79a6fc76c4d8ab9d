"""Which pages a year's reports have, and what each is made from.

How a notebook becomes a page
-----------------------------
It stands in ``notebooks/`` itself (what lies in a folder below, as ``notebooks/egna/``, is never built), is named
``NN_slug.ipynb`` (two digits, then small ASCII letters, digits and underscores), and says under ``followup`` in its
metadata what it is about. It has exactly one of

=========================  ==============================================================================
``{"area": "ett_omrade"}``  a goal area: the slug is the area's, the page is ``NN_ett_omrade.html``. Every goal
                           area in the data has one notebook, and its page shows all series of the area.
``{"page": "index"}``      the overview, ``index.html``; there is exactly one.
``{"page": "analys"}``     another page about the whole plan, ``analys.html``: any word of small letters, digits
                           and underscores that no other page has.
=========================  ==============================================================================

A notebook with another name or without such metadata is no page: it is skipped, and the build names it in a line.
In the navigation the overview comes first, then all others by the names of their notebooks, last the method page.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from helpers.model.about import About
from helpers.model.codes import NO_COMPARISON
from helpers.model.names import meant, nearest
from helpers.runner.fingerprint import contents, data_digests, digest, lock_digest, made_with, source_digest
from helpers.runner.method_page import method_text
from helpers.runner.settings import PlanError
from helpers.storage.about import about
from helpers.storage.files import files_in
from helpers.storage.paths import PACKAGE, shown

OVERVIEW = "index"
METHOD = "docs/metod.md"
_NAMED = re.compile(r"[0-9]{2}_([a-z0-9_]+)")


@dataclass(frozen=True)
class Link:
    """A page to go to: file name, title, and its source's file name."""

    name: str
    title: str
    source: str = ""


@dataclass(frozen=True)
class Page:
    """One page as the template sees it.

    Attributes
    ----------
    name : str
        The file name, ``index.html`` for the overview.
    stem : str
        The notebook's name without its ending, as ``03_ett_omrade``.
    title : str
        The text of its first heading of level 1.
    area : str
        The goal area's slug; empty for pages about all areas.
    year : int
        The year of the follow-up.
    comparison : str
        The geography compared with.
    checksum : str
        SHA-256 of the rows of the tidy tables that the page is made from; of its text for the method page.
    versions : tuple of (str, str)
        Python and the main packages, by name and version.
    pages : tuple of Link
        All pages, in order.
    source : Path
        The notebook, or the Markdown file of the method page.
    text : str
        The Markdown of the method page; empty for a notebook.
    key : str
        Fingerprint of everything that the page depends on.
    about : About or None
        The plan and the municipality that the page's header names.
    """

    name: str
    stem: str
    title: str
    area: str
    year: int
    comparison: str
    checksum: str
    versions: tuple[tuple[str, str], ...]
    pages: tuple[Link, ...]
    source: Path
    text: str = ""
    key: str = ""
    about: About | None = None

    @property
    def final(self) -> bool:
        """Return whether the plan's last year has come; before it no class is final."""
        return self.about is None or self.year >= self.about.last_year

    @property
    def beside(self) -> str:
        """Return the word of the comparator that charts draw; empty where none is drawn.

        Beside a group of municipalities it is the plan's first one.
        """
        if self.about is None or self.comparison == NO_COMPARISON:
            return ""
        of_group = self.comparison in {group.code for group in self.about.groups}
        return self.about.geography(self.about.comparison if of_group else self.comparison).word

    @property
    def previous(self) -> Link | None:
        """Return the page before this one."""
        return dict(zip(self._names[1:], self.pages, strict=False)).get(self.name)

    @property
    def next(self) -> Link | None:
        """Return the page after this one."""
        return dict(zip(self._names, self.pages[1:], strict=False)).get(self.name)

    @property
    def _names(self) -> list[str]:
        return [link.name for link in self.pages]


class Source(NamedTuple):
    """A file that a page is made from.

    Attributes
    ----------
    path : Path
        A notebook, or the Markdown file of the method page.
    title : str
        The text of its first heading of level 1; empty if it has none.
    area, page : str
        What a notebook says of itself under ``followup``; one of the two is empty.
    text : str
        The Markdown of the method page, with what the project says otherwise; empty for a notebook.
    """

    path: Path
    title: str
    area: str
    page: str
    text: str = ""

    @property
    def name(self) -> str:
        """Return the page's file name."""
        return f"{self.page or self.path.stem}.html"


def notebooks_of(root: Path) -> list[Path]:
    """Return the notebooks that are named as pages, in order."""
    return [path for path in files_in(root / "notebooks", ".ipynb") if _NAMED.fullmatch(path.stem)]


def skipped_notebooks(root: Path) -> list[str]:
    """Return the notebooks in ``notebooks/`` that do not become pages.

    Scratch copies, and those without ``followup``.
    """
    pages = {source.path.name for source in map(_read, notebooks_of(root)) if source.area or source.page}
    return [path.name for path in files_in(root / "notebooks", ".ipynb") if path.name not in pages]


def plan(root: Path, year: int, comparison: str) -> tuple[Page, ...]:
    """Return a year's pages: notebooks and the method page.

    Parameters
    ----------
    root : Path
        The project.
    year : int
    comparison : str

    Returns
    -------
    tuple of Page
        The overview first, then by the names of the notebooks, last the method page.

    Raises
    ------
    PlanError
        With all that is wrong: no notebook, one that cannot be read or has no heading of level 1, no overview, a goal
        area of the data without a notebook, several notebooks for one page, one whose name or metadata does not fit.
    """
    rows = data_digests(root)
    found = [source for source in map(_read, notebooks_of(root)) if source.area or source.page]
    if not found:
        raise PlanError(f"Hittar inga anteckningsböcker i {shown(root / 'notebooks')}.")
    if issues := list(_issues(found, rows)):
        raise PlanError("\n".join(issues))
    sources = sorted(found, key=lambda source: source.page != OVERVIEW)
    sources += [_method_source(path, root)] if (path := method_page(root)) else []
    links = tuple(Link(source.name, source.title, source.path.name) for source in sources)
    common = digest(source_digest(), lock_digest(root), year, comparison, links, made_with(), facts := about(root))
    return tuple(replace(_page(source, links, rows, common, year, comparison), about=facts) for source in sources)


def method_page(root: Path) -> Path | None:
    """Return the method page's text file, or None.

    The project's own, else the tool's.
    """
    places = (place / METHOD for place in (root, PACKAGE.parents[1]))
    return next((path for path in places if path.is_file()), None)


def _issues(found: list[Source], rows: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with the notebooks, each by itself and together."""
    areas = sorted(area for area in rows if area)
    for source in found:
        yield from (f"{source.path.name}: {what}" for what in _own_issues(source, areas))
    for key, count in Counter((source.area, source.page) for source in found).items():
        if count > 1:
            named = ", ".join(source.path.name for source in found if (source.area, source.page) == key)
            what = f"målområdet {key[0]}" if key[0] else f"sidan {key[1]}"
            yield f"{named}: flera anteckningsböcker för {what}. Behåll en; flytta de andra till notebooks/egna."
    for area in areas:
        if area not in {source.area for source in found}:
            yield f"Målområdet {area} har ingen anteckningsbok. Lägg till en som heter NN_{area}.ipynb."
    if OVERVIEW not in {source.page for source in found}:
        yield f'Översikten saknas: ingen anteckningsbok har {{"page": "{OVERVIEW}"}} under followup i sina metadata.'


def _own_issues(source: Source, areas: list[str]) -> Iterator[str]:
    """Yield what is wrong with one notebook."""
    if not source.title:
        yield "rubrik saknas. Börja med en rad som ”# Områdets namn”."
    if source.area and source.page:
        yield "har både area och page under followup i sina metadata. Ange ett av dem."
    elif source.area and source.area not in areas:
        near = nearest(source.area, areas)
        hint = f"menas {near}?" if near else f"det finns {', '.join(areas)}."
        yield f"målområdet {source.area} i followup.area finns inte i data; {hint}"
    elif source.area and _NAMED.fullmatch(source.path.stem)[1] != source.area:
        yield f"handlar om målområdet {source.area} och ska heta NN_{source.area}.ipynb."
    elif source.page and (not re.fullmatch("[a-z0-9_]+", source.page) or source.page == Path(METHOD).stem):
        yield f"sidnamnet {source.page} i followup.page går inte. Små bokstäver a–z, siffror och _, inte metod."


def _page(source: Source, links: tuple, rows: Mapping[str, str], common: str, year: int, comparison: str) -> Page:
    content = source.text.encode() or source.path.read_bytes()
    checksum = digest(content) if source.text else rows[source.area]
    return Page(
        name=source.name,
        stem=source.path.stem,
        title=source.title,
        area=source.area,
        year=year,
        comparison=comparison,
        checksum=checksum,
        versions=made_with(),
        pages=links,
        source=source.path,
        text=source.text,
        key=digest(source.path.name, content, checksum, common),
    )


def _read(path: Path) -> Source:
    """Read a source's title and what it says of itself."""
    try:
        notebook = json.loads(path.read_bytes())
        text = "\n".join("".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "markdown")
        told = notebook["metadata"].get("followup", {})
        return Source(path, _title(text), str(told.get("area", "")), str(told.get("page", "")))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise PlanError(f"{path.name}: filen går inte att läsa som anteckningsbok. Hämta tillbaka den.") from error


def _method_source(path: Path, root: Path) -> Source:
    text = method_text(path, root)
    return Source(path, _title(text), "", "", text)


def _title(text: str) -> str:
    return next((line[2:].strip() for line in text.splitlines() if line.startswith("# ")), "")


def refuse_parameters(root: Path, year: int, comparison: str) -> None:
    """Refuse a year or a comparison that cannot be built.

    Raises
    ------
    PlanError
        With what is allowed.
    """
    held, facts = contents(root), about(root)
    newest = held["newest"]
    oldest = 1 + max(held["first"].values())  # a goal area can be followed up from the year after its first baseline
    known = {*held["geographies"], NO_COMPARISON}
    others = [code for code in facts.comparisons if {code, *facts.members_of(code)} & known]
    issues = []
    if not oldest <= year <= newest:
        issues.append(f"År {year} går inte att följa upp; välj ett år från {oldest} till {newest}.")
    if comparison not in others:
        near = meant(comparison, others, facts.names_of_comparisons) or "."
        issues.append(f"”{comparison}” finns inte i data att jämföra med; det finns {', '.join(others)}{near}")
    if issues:
        raise PlanError("\n".join(issues))
