"""Notebooks as they are committed: no outputs, no machine's marks."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from helpers.model.imports import without_formats
from helpers.storage.files import files_in, replace

with without_formats():
    import nbformat
    from nbformat import NotebookNode

# the kernel metadata of every committed notebook
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python"}
KEPT_IN_CELL = ("tags",)
KEPT_IN_NOTEBOOK = ("followup", "kernelspec", "language_info")


def with_plain_kernel(nb: NotebookNode) -> NotebookNode:
    """Return a notebook with the project's kernel metadata.

    JupyterLab, Notebook 7 and VS Code each write the kernel's full name and Python's version when they save, and how
    long each cell took; none of it is a change that anyone made.
    """
    made = nbformat.from_dict(nb)
    made.metadata = made.metadata | {"kernelspec": dict(KERNEL), "language_info": dict(LANGUAGE)}
    for cell in made.cells:
        cell.metadata = {key: value for key, value in cell.metadata.items() if key not in ("execution", "trusted")}
    return made


def stripped(nb: NotebookNode) -> NotebookNode:
    """Return a notebook as it is committed.

    No outputs; of the metadata only tags, the kernel and the goal area.
    """
    from nbstripout import strip_output

    made = strip_output(with_plain_kernel(nb), keep_output=False, keep_count=False, keep_id=True)
    made.metadata = {key: made.metadata[key] for key in KEPT_IN_NOTEBOOK if key in made.metadata}
    for cell in made.cells:
        cell.metadata = {key: cell.metadata[key] for key in KEPT_IN_CELL if key in cell.metadata}
    return made


def as_committed(path: Path) -> str:
    """Return the text of a notebook's file as it is committed.

    Raises
    ------
    ValueError
        In Swedish, if the file is no notebook.
    """
    try:
        nb = nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat raises many kinds of errors
        raise ValueError(f"{path.name} går inte att läsa som anteckningsbok; hämta tillbaka filen") from error
    return nbformat.writes(stripped(nb)) + "\n"


def notebooks_in_git(root: Path) -> list[Path]:
    """Return the notebooks that are committed.

    Those of the folder itself, not an analyst's own below it.
    """
    return files_in(root / "notebooks", ".ipynb")


def unclean(root: Path) -> list[Path]:
    """Return the notebooks that are not as they are committed."""
    return [path for path in notebooks_in_git(root) if path.read_text(encoding="utf-8") != as_committed(path)]


def strip(root: Path) -> list[Path]:
    """Strip every notebook and return the files that changed."""
    changed = unclean(root)
    for path in changed:
        replace(Path(os.path.realpath(path)), as_committed(path))
    return changed


def before_save(model: Mapping[str, Any], **_: object) -> None:
    """Restore the kernel metadata when JupyterLab saves; outputs stay.

    A pre_save_hook.
    """
    if model["type"] == "notebook" and model["content"] and model["content"].get("nbformat") == 4:
        model["content"].update(with_plain_kernel(nbformat.from_dict(model["content"])))
