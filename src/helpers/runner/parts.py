"""Make one part: a page, the method page, assessment.csv."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.runner.fingerprint import data_digests, digest, lock_digest, made_with, source_digest
from helpers.runner.pages import Page
from helpers.runner.settings import CAN_FORK, Item, Settings
from helpers.storage.files import write
from helpers.storage.paths import AREA_VARIABLE

if TYPE_CHECKING:
    import pandas as pd

ASSESSMENT = "assessment.csv"


def items_of(settings: Settings, planned: tuple[Page, ...]) -> list[Item]:
    """Return the parts of a year's folder."""
    everything = (data_digests(settings.root)[""], source_digest(), lock_digest(settings.root))
    receipt = Item(ASSESSMENT, ASSESSMENT, digest(*everything, made_with(), settings.year), _make_assessment)
    return [*(_item(page) for page in planned), receipt]


def _item(page: Page) -> Item:
    if page.text:
        return Item(page.stem, page.source.name, page.key, partial(_make_text_page, page))
    return Item(page.stem, page.source.name, page.key, partial(_make_page, page), page.source)


def _make_page(page: Page, settings: Settings, at: Callable[[str], None]) -> list[str]:
    """Make one page and its files; return their names."""
    import nbformat

    from helpers.runner import execute, export
    from helpers.runner.environment import kernel_environment

    parameters = {"year": page.year, "comparison": page.comparison}
    timeout = None if CAN_FORK else settings.timeout  # the parent of a forked worker keeps the time itself
    with kernel_environment({AREA_VARIABLE: page.area}):
        nb = execute.run(page.source, parameters, engine=settings.engine, on_heading=at, timeout=timeout)
    write(settings.staging / page.name, export.export(nb, page))
    beside = nbformat.writes(nb).replace("../docs/metod.md", "metod.html")  # in reports the method page lies beside it
    write(settings.staging / f"{page.stem}.ipynb", beside + "\n")
    return [page.name, f"{page.stem}.ipynb", *_write_figures(page, settings)]


def _make_text_page(page: Page, settings: Settings, at: Callable[[str], None]) -> list[str]:
    """Write a page of one Markdown file."""
    from nbformat import v4

    from helpers.runner import export

    text = v4.new_markdown_cell(page.text, id="text")
    write(settings.staging / page.name, export.export(v4.new_notebook(cells=[text]), page))
    return [page.name]


def _write_figures(page: Page, settings: Settings) -> list[str]:
    """Write the figures of a goal area's page as CSV."""
    if not page.area:
        return []
    from helpers import read
    from helpers.view import page_figures

    return _write_table(
        settings, page.stem, page_figures(*read.load(page.area, root=settings.root), page.area, page.year)
    )


def _write_table(settings: Settings, stem: str, table: pd.DataFrame) -> list[str]:
    """Write a table twice: for programs, and for a Swedish Excel."""
    from helpers.explore.export import excel_csv

    write(settings.staging / f"{stem}.csv", table.to_csv(index=False, lineterminator="\n"))
    write(settings.staging / f"{stem}_excel.csv", excel_csv(table))
    return [f"{stem}.csv", f"{stem}_excel.csv"]


def _make_assessment(settings: Settings, at: Callable[[str], None]) -> list[str]:
    """Write the receipt behind every class: one row per series and sex."""
    from helpers import read
    from helpers.view import assessment_file, assessment_table

    table = assessment_file(assessment_table(*read.load(root=settings.root), settings.year))
    return _write_table(settings, Path(ASSESSMENT).stem, table)
