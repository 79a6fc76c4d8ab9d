"""Fill templates: tables and fragments as HTML, through Jinja."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from helpers.model.numbers import MISSING
from helpers.text.vocabulary import LEVEL_WORDS, SO_FAR, STANDING_WORDS

SYMBOLS = {"met": "✓", "near": "≈", "not_met": "✗", "not_assessable": "?"}
SIGNS = {MISSING: "uppgift saknas", ".": "inte tillämpligt"}
STANDING_SYMBOLS = SYMBOLS | {"already": "✓", "on_track": "→", "behind": "↓", "not_yet": "○"}


class Table(NamedTuple):
    """A table as its template takes it.

    The first cell of each row is the row's head. ``align`` has a letter per column, l for words and r for figures; its
    last letter holds for all columns that follow.
    """

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    align: str
    notes: Sequence[str] = ()


def text_columns(table: Table) -> str:
    """Return the columns of words, from the second, as classes: ``"t2 t5"``."""
    align = table.align.ljust(len(table.heads), table.align[-1])
    return " ".join(f"t{place}" for place, side in enumerate(align, 1) if side == "l" and place > 1)


@cache
def templates() -> Environment:
    """Return Jinja's environment of the templates, the same each time."""
    made = Environment(
        loader=PackageLoader("helpers.tables", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["text_columns"] = text_columns
    made.globals |= {"symbols": SYMBOLS, "signs": SIGNS, "words": {k: v.capitalize() for k, v in LEVEL_WORDS.items()}}
    made.globals |= {"marks": set(STANDING_SYMBOLS.values())}
    return made


def compile_all() -> None:
    """Compile every template now; a warm parent does so before it forks."""
    for name in templates().list_templates():
        templates().get_template(name)


def render(template: str, **context: object) -> str:
    """Return a filled template; every text is escaped.

    Only `markupsafe.Markup` passes as it is.
    """
    return templates().get_template(template).render(**context)


def as_html(table: Table) -> str:
    """Return a table as HTML for a page.

    With a caption and scope on every head; on a phone each row folds, its class first.
    """
    return render("table.html.j2", table=table)


def class_text(level: str, *, final: bool = True) -> str:
    """Return a class as symbol and word, for a cell.

    Before the target year nothing is reached or missed for good: ``✓ redan nått``, ``○ ännu inte nått``.
    """
    said = level if final else SO_FAR.get(level, level)
    return f"{STANDING_SYMBOLS[said]} {STANDING_WORDS[said]}"


def safe(markup: str) -> Markup:
    """Return a finished figure's markup as Markup.

    For what `helpers.charts.svg` made, never for text from data.
    """
    return Markup(markup)
