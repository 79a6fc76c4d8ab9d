"""runner.pages."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from helpers.model.codes import HOME, NO_COMPARISON
from helpers.runner.fingerprint import data_digests, digest, digest_rows, lock_digest, made_with, source_digest
from helpers.runner.settings import PlanError

OVERVIEW = "index.html"
METHOD = "docs/metod.md"


@dataclass(frozen=True)
class Link:
    """A page to go to: its file name and its title."""

    name: str
    title: str


@dataclass(frozen=True)
class Page:
    """One page as the template sees it, and what it is made from.

    Attributes
    ----------
    name : str
        The file name, ``index.html`` for the overview.
    stem : str
        The notebook's name without its ending, as ``03_fler_jobb``.
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
    key : str
        Fingerprint of everything that the page depends on.
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
    key: str = ""

    @property
    def previous(self) -> Link | None:
        """The page before this one."""
        return dict(zip(self._names[1:], self.pages, strict=False)).get(self.name)

    @property
    def next(self) -> Link | None:
        """The page after this one."""
        return dict(zip(self._names, self.pages[1:], strict=False)).get(self.name)

    @property
    def _names(self) -> list[str]:
        return [link.name for link in self.pages]


def notebooks_of(root: Path) -> list[Path]:
    """List the numbered notebooks in order."""
    return sorted((root / "notebooks").glob("[0-9][0-9]_*.ipynb"))


def plan(root: Path, year: int, comparison: str, notebooks: Iterable[Path] | None = None) -> tuple[Page, ...]:
    """Plan a year's pages: one per notebook, and the method page if there is one.

    Parameters
    ----------
    root : Path
        The project.
    year : int
    comparison : str
    notebooks : iterable of Path or None
        Other notebooks than the project's numbered ones.

    Returns
    -------
    tuple of Page
        In the order of their names; the first notebook is the overview.

    Raises
    ------
    PlanError
        If there is no notebook, or one that cannot be read or has no heading of level 1.
    """
    sources = list(notebooks_of(root) if notebooks is None else notebooks)
    if not sources:
        raise PlanError(f"Hittar inga anteckningsböcker i {root / 'notebooks'}.")
    sources += [root / METHOD] if (root / METHOD).is_file() else []
    heads = [_head(source) for source in sources]
    names = [OVERVIEW, *(f"{source.stem}.html" for source in sources[1:])]
    links = tuple(Link(name, title) for name, (title, _) in zip(names, heads, strict=True))
    common = digest(source_digest(), lock_digest(root), year, comparison, links, made_with())
    rows = data_digests(root)
    return tuple(
        _page(source, link, area, links, rows, common, year, comparison)
        for source, link, (_, area) in zip(sources, links, heads, strict=True)
    )


def _page(
    source: Path, link: Link, area: str, links: tuple, rows: dict[str, str], common: str, year: int, comparison: str
) -> Page:
    content = source.read_bytes()
    checksum = digest(content) if source.suffix == ".md" else rows.get(area, rows[""])
    return Page(
        name=link.name,
        stem=source.stem,
        title=link.title,
        area=area,
        year=year,
        comparison=comparison,
        checksum=checksum,
        versions=made_with(),
        pages=links,
        source=source,
        key=digest(source.name, content, checksum, common),
    )


def _head(source: Path) -> tuple[str, str]:
    """Read a source's title and area."""
    if source.suffix == ".md":
        return _title(source, source.read_text(encoding="utf-8")), ""
    try:
        notebook = json.loads(source.read_bytes())
        text = "\n".join("".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "markdown")
        return _title(source, text), notebook["metadata"].get("followup", {}).get("area", "")
    except (ValueError, LookupError, TypeError) as error:
        raise PlanError(f"{source.name}: filen går inte att läsa som anteckningsbok. Hämta tillbaka den.") from error


def _title(source: Path, text: str) -> str:
    titles = [line[2:].strip() for line in text.splitlines() if line.startswith("# ")]
    if not titles:
        raise PlanError(f"{source.name}: rubrik saknas. Börja med en rad som ”# Fler jobb”.")
    return titles[0]


def refuse_parameters(root: Path, year: int, comparison: str) -> None:
    """Refuse a year that the tables say nothing about and a geography that they do not have, all at once.

    Raises
    ------
    PlanError
        With what is allowed.
    """
    observations = digest_rows(root / "data" / "processed" / "observations.csv")
    years = sorted({int(row["year"]) for row in observations})
    others = [*sorted({row["geography"] for row in observations} - {HOME}), NO_COMPARISON]
    issues = []
    if not years[0] <= year <= years[-1]:
        issues.append(f"År {year} finns inte i data; välj ett år från {years[0]} till {years[-1]}.")
    if comparison not in others:
        issues.append(f"”{comparison}” finns inte i data att jämföra med; det finns {', '.join(others)}.")
    if issues:
        raise PlanError("\n".join(issues))
