"""All pages of a year as one document for paper.

Cover, contents, chapters, running heads.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

_TAG = re.compile(r"<[^>]+>")


class Part(NamedTuple):
    """A heading of a chapter, for the contents."""

    id: str
    title: str


class Chapter(NamedTuple):
    """One page as a chapter.

    Its own id, title, headings and markup, in which every id begins with the page's name.
    """

    id: str
    title: str
    parts: tuple[Part, ...]
    markup: Markup


def whole_report(pages: Sequence[Path], year: int) -> str:
    """Join a year's pages into one HTML document.

    Parameters
    ----------
    pages : sequence of Path
        The pages; the overview's navigation gives the order of the chapters.
    year : int

    Returns
    -------
    str
        Links between the pages lead to the chapters; folds are left out, for they stand in the PDF of each page.
    """
    texts = {path.name: path.read_text(encoding="utf-8") for path in pages}
    first = texts["index.html"]
    order = re.findall(r'<a href="([^"#:]*)"', _found(r"<header>(.*?)</header>", first))
    names = [name for name in dict.fromkeys(["index.html", *order, *texts]) if name in texts]
    chapters = [_chapter(Path(name).stem, texts[name], set(names)) for name in names]
    environment = Environment(
        loader=PackageLoader("helpers.runner", "templates/report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    paper = Markup((Path(__file__).parent / "templates" / "report" / "paper.css").read_text(encoding="utf-8"))
    owner, title = _owner_and_title(first)
    return environment.get_template("whole.html.j2").render(
        owner=owner,
        title=title,
        year=year,
        result=_plain(_found(r'<h2[^>]*class="result"[^>]*>(.*?)</h2>', first)),
        style=Markup(_found(r"<style>(.*?)</style>", first)),
        paper=paper,
        chapters=chapters,
    )


def _owner_and_title(text: str) -> tuple[str, str]:
    """Return the municipality and the plan, read from a page's head."""
    head = _plain(_found(r"<header>\s*<p>(.*?)</p>", text))
    owner, _, rest = head.partition(" · ")
    return owner, rest.partition(" · ")[0]


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.DOTALL)
    return match[1] if match else ""


def _plain(markup: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", markup)).split())


def _chapter(stem: str, text: str, names: set[str]) -> Chapter:
    body = _found(r"<main[^>]*>(.*)</main>", text)
    body = re.sub(r'<details class="contents">.*?</details>', "", body, flags=re.DOTALL)
    body = re.sub(r'(?<=[ <])(id|aria-labelledby)="([^"]*)"', rf'\1="{stem}--\2"', body)
    body = re.sub(r'href="([^"]*)"', lambda match: f'href="{_address(match[1], stem, names)}"', body)
    title = _plain(_found(r"<h1[^>]*>(.*?)</h1>", body))
    parts = tuple(Part(one, _plain(inner)) for one, inner in re.findall(r'<h2 id="([^"]*)"[^>]*>(.*?)</h2>', body))
    return Chapter(stem, title, parts, Markup(body))


def _address(target: str, stem: str, names: set[str]) -> str:
    """Turn links to pages into links inside the document."""
    file, _, place = html.unescape(target).partition("#")
    if file and file not in names:
        return target
    chapter = Path(file).stem if file else stem
    return f"#{chapter}--{place}" if place else f"#{chapter}"
