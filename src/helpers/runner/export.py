"""Export an executed notebook to one HTML page.

nbconvert's exporter with the template in templates/page.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters.html import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbformat import NotebookNode, v4
from traitlets.config import Config

from helpers.charts.style import CLASS_COLOURS, TEXT_COLOURS
from helpers.charts.svg import on_page
from helpers.method.standing import FINAL, MIDTERM
from helpers.runner.pages import Link, Page
from helpers.tables.render import STANDING_SYMBOLS
from helpers.text.vocabulary import STANDING_WORDS

TEMPLATES = Path(__file__).parent / "templates"
_HEADING = re.compile(r"<h([1-6])\b([^>]*)>(.*?)</h\1>", re.DOTALL | re.IGNORECASE)
_ID = re.compile(r"""(?<![\w-])id\s*=\s*["']([^"']*)["']""", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")
_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_ALT = re.compile(r"""\balt\s*=\s*["'][^"']""", re.IGNORECASE)


# between notebooks, and from a notebook to the method; in HTML and in Markdown
_LINK = re.compile(r"""(href="|\]\()(?:\.\./docs/)?([\w-]+\.(?:ipynb|md))(?=[#")])""")
OWN_WORK = "own-work"


@dataclass(frozen=True)
class Heading:
    """One entry of a page's contents.

    Its level (2 or 3), the id to link to and its text without markup.
    """

    level: int
    id: str
    text: str


@dataclass(frozen=True)
class Body:
    """A page's rendered cells.

    The HTML, in which every heading has an id of its own, and the contents.
    """

    html: str
    contents: tuple[Heading, ...]


def slug(text: str) -> str:
    """Return a heading as an ASCII id: ``Så långt kvar?`` becomes ``sa-langt-kvar``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "avsnitt"


def with_ids(markup: str) -> Body:
    """Return markup whose headings have unique ids, and its contents.

    The contents are the headings of level 2-3.

    Parameters
    ----------
    markup : str
        HTML of the cells. A heading's own id is kept if it is the first with it; all other ids are left alone and
        never given again.

    Returns
    -------
    Body
    """
    taken = set(_ID.findall(_HEADING.sub("", markup)))
    contents: list[Heading] = []

    def name(match: re.Match[str]) -> str:
        level, attributes, inner = int(match[1]), match[2], match[3]
        text = _text(inner)
        own = _ID.search(attributes)
        chosen = _free(own[1] if own else slug(text), taken)
        if level in (2, 3):
            contents.append(Heading(level, chosen, text))
        return f'<h{level} id="{chosen}"{_ID.sub("", attributes).rstrip()}>{inner}</h{level}>'

    named = _HEADING.sub(name, markup)
    return Body(named, tuple(contents))


def with_captions(markup: str) -> str:
    """Return markup whose Markdown tables look like the project's own.

    Caption, scope, and heads at folded cells.

    The caption is the text of the heading before the table; its cells are words, to the left. Tables that have a
    caption are left alone.
    """

    def dress(match: re.Match[str]) -> str:
        if "<caption" in match[0]:
            return match[0]
        before = _HEADING.findall(markup[: match.start()])
        caption = _text(before[-1][2]) if before else "Tabell"
        heads = [html.escape(_text(head)) for head in re.findall(r"<th\b[^>]*>(.*?)</th>", match[1], re.DOTALL)]
        rows = re.sub(r"<tr\b[^>]*>.*?</tr>", lambda row: _labelled(row[0], heads), match[1], flags=re.DOTALL)
        inner = re.sub(r"<th(?=[ >])", '<th scope="col"', rows)
        return f'<table class="fold words"><caption>{html.escape(caption)}</caption>{inner}</table>'

    return re.sub(r"<table[^>]*>(.*?)</table>", dress, markup, flags=re.DOTALL)


def _labelled(row: str, heads: list[str]) -> str:
    """Write each cell's head at the cell."""
    left = iter(heads)
    return re.sub(r"<td(?=[ >])", lambda _: f'<td data-label="{next(left, "")}"', row)


def _text(markup: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", markup)).split())


def _free(wanted: str, taken: set[str]) -> str:
    chosen, number = wanted, 2
    while chosen in taken:
        chosen, number = f"{wanted}-{number}", number + 1
    taken.add(chosen)
    return chosen


class PageExporter(HTMLExporter):
    """nbconvert's HTML exporter without its own repairs.

    No filler alt texts, no second parse of the page.
    """

    def from_notebook_node(self, nb: NotebookNode, resources: dict | None = None, **kw: Any) -> tuple[str, dict]:
        """Render the template as it stands."""
        return TemplateExporter.from_notebook_node(self, nb, resources, **kw)


@cache
def exporter() -> PageExporter:
    """Make the exporter once; a warm parent calls this before it forks."""
    config = Config()
    config.CSSHTMLHeaderPreprocessor.enabled = False
    made = PageExporter(
        config=config,
        template_name="page",
        extra_template_basedirs=[str(TEMPLATES)],
        language_code="sv",
        exclude_anchor_links=True,
    )
    made.environment.globals.update(
        class_colours=CLASS_COLOURS,
        text_colours=TEXT_COLOURS,
        class_symbols=STANDING_SYMBOLS,
        class_words=STANDING_WORDS,
        final_classes=FINAL,
        midterm_classes=(*MIDTERM[:-1], "near", MIDTERM[-1]),
    )
    made.register_filter("with_ids", with_ids)
    made.register_filter("with_captions", with_captions)
    return made


def rehearse() -> None:
    """Compile the notebook schema, the template and the Markdown rules now.

    A warm parent does so before it forks.
    """
    nb = v4.new_notebook(cells=[v4.new_markdown_cell("# Rubrik\n\nText."), v4.new_code_cell("")])
    nbformat.validate(nb)
    link = Link("index.html", "Rubrik")
    export(nb, Page("index.html", "00", "Rubrik", "", 0, "", "", (("Python", ""),), (link, link), Path()))


def export(nb: NotebookNode, page: Page) -> str:
    """Render one page.

    Parameters
    ----------
    nb : NotebookNode
        Executed. Inputs are not shown; Markdown cells and display outputs are, HTML before other forms.
    page : helpers.runner.pages.Page
        What the template knows of the page and its neighbours, as ``page``.

    Returns
    -------
    str
        A whole HTML document that needs no network and no script, ending in one newline.

    Raises
    ------
    ValueError
        In Swedish, if a figure or image in it has no text in place of it, or two elements have the same id.
    """
    _refuse_bare_figures(nb)
    markup, _ = exporter().from_notebook_node(for_readers(nb, page), {"page": page})
    _refuse_faulty(markup)
    return markup.rstrip() + "\n"


def for_readers(nb: NotebookNode, page: Page) -> NotebookNode:
    """Return a notebook without own-work cells; its links lead to pages, its charts are as wide as the page."""
    names = {link.source: link.name for link in page.pages if link.source}

    def to_pages(text: str) -> str:
        return _LINK.sub(lambda found: found[1] + names[found[2]] if found[2] in names else found[0], text)

    made = nbformat.from_dict(nb)
    made.cells = [cell for cell in made.cells if OWN_WORK not in cell.metadata.get("tags", [])]
    for cell in made.cells:
        if cell.cell_type == "markdown":
            cell.source = to_pages(cell.source)
        for data in (output.data for output in cell.get("outputs", []) if "text/html" in output.get("data", {})):
            data["text/html"] = to_pages(on_page("".join(data["text/html"])))
    return made


def _refuse_bare_figures(nb: NotebookNode) -> None:
    """Refuse a figure that is shown without its text alternative."""
    outputs = [output for cell in nb.cells for output in cell.get("outputs", [])]
    kinds = [set(output.get("data", {})) for output in outputs]
    if bare := sum(any(kind.startswith("image/") for kind in found) and "text/html" not in found for found in kinds):
        raise ValueError(f"{bare} figur(er) visas utan textalternativ; visa dem med hjälpfunktionen för figurer")


def _refuse_faulty(markup: str) -> None:
    images = [tag for tag in _IMAGE.findall(markup) if not _ALT.search(tag)]
    if images:
        raise ValueError(f"{len(images)} bild(er) saknar textalternativ (alt)")
    doubled = sorted(name for name, count in Counter(_ID.findall(markup)).items() if count > 1)
    if doubled:
        raise ValueError(f"samma id finns flera gånger på sidan: {', '.join(doubled)}")
