"""A small project to build in tests: the tidy tables of two goal areas, three small notebooks, a short method page."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import nbformat
from frozen import FROZEN, REPOSITORY
from nbformat import NotebookNode, v4

from helpers.runner import workers
from helpers.runner.guard import Guard

NOTEBOOKS = Path(__file__).parent / "notebooks"
PARAMETERS = 'year = 2019\ncomparison = "riket"'
AREAS = ("fler_jobb", "kvalitet")


def small_project(folder: Path) -> Path:
    """Lay out a project in a folder: no raw tables, so that the check looks at the tidy ones alone."""
    shutil.copytree(FROZEN / "data" / "processed", folder / "data" / "processed")
    series = _keep(folder / "data" / "processed" / "series.csv", "area", AREAS)
    _keep(folder / "data" / "processed" / "observations.csv", "series", [row["series"] for row in series])
    shutil.copytree(NOTEBOOKS, folder / "notebooks")
    (folder / "docs").mkdir()
    (folder / "docs" / "metod.md").write_text("# Metod för test\n\n## Hålla\n\nText.\n", encoding="utf-8")
    return folder


def _keep(path: Path, column: str, wanted: Collection[str]) -> list[dict[str, str]]:
    """Keep the rows of a CSV file that have one of the wanted values, and return them."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row[column] in wanted]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return rows


def with_all_areas(project: Path, own: Collection[str] = AREAS) -> Path:
    """Give a project that has the data of the whole plan a small notebook for each goal area without one of its own."""
    with (project / "data" / "processed" / "series.csv").open(encoding="utf-8", newline="") as file:
        others = sorted({row["area"] for row in csv.DictReader(file)} - set(own))
    for number, area in enumerate(others, start=20):
        shown = f"""from IPython.display import HTML

from helpers.read import load

HTML("".join(f'<p id="{{name}}">{{name}}</p>' for name in load("{area}").series["series"]))"""
        write_notebook(project / "notebooks" / f"{number:02d}_{area}.ipynb", f"# {area}", PARAMETERS, shown, area=area)
    return project


def with_every_notebook(folder: Path) -> Path:
    """Lay out the frozen tables with the repository's notebooks and documents."""
    shutil.copytree(FROZEN / "data", folder / "data")
    shutil.copytree(REPOSITORY / "docs", folder / "docs")
    shutil.copytree(REPOSITORY / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns("egna", ".*"))
    return folder


def with_one_notebook(folder: Path, stem: str) -> Path:
    """Lay out the frozen tables with one of the repository's notebooks, and small ones in place of the others."""
    shutil.copytree(FROZEN / "data", folder / "data")
    shutil.copytree(REPOSITORY / "docs", folder / "docs")
    (folder / "notebooks").mkdir()
    shutil.copy(NOTEBOOKS / "00_oversikt.ipynb", folder / "notebooks")
    shutil.copy(REPOSITORY / "notebooks" / f"{stem}.ipynb", folder / "notebooks")
    return with_all_areas(folder, own={stem[3:]})


def notebook(*sources: str, **followup: str) -> NotebookNode:
    """Make a notebook: a source that begins with # followed by a space is Markdown, `PARAMETERS` is tagged."""
    cells = [_cell(number, source) for number, source in enumerate(sources)]
    metadata: dict[str, Any] = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return v4.new_notebook(cells=cells, metadata=metadata | ({"followup": followup} if followup else {}))


def _cell(number: int, source: str) -> NotebookNode:
    if source.lstrip("#").startswith(" "):
        return v4.new_markdown_cell(source, id=f"cell-{number}")
    tags = {"tags": ["parameters"]} if re.match("year( =|:)", source) else {}
    return v4.new_code_cell(source, id=f"cell-{number}", metadata=tags)


def write_notebook(path: Path, *sources: str, **followup: str) -> Path:
    """Write a notebook to a file; unless ``area`` is given it is a page about the whole plan, named as the file is."""
    nbformat.write(notebook(*sources, **(followup or {"page": path.stem[3:]})), path)
    return path


def change_cell(path: Path, old: str, new: str) -> None:
    """Change the source of a notebook on disk."""
    content = json.loads(path.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        cell["source"] = "".join(cell["source"]).replace(old, new)
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def in_worker(call: Callable[[], Any], timeout: float = 60) -> workers.Outcome:
    """Call something in a forked worker, as a build does, and return how it ended."""
    guard = Guard(lambda: None)
    try:
        return next(iter(workers.run([("test", lambda at: call())], 1, timeout, guard)))
    finally:
        guard.release()


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file in a folder by its name, with its content."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
