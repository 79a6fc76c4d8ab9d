"""Write files whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def write(path: Path, content: str | bytes) -> None:
    r"""Write a file and force it to the disk.

    Text is written as UTF-8 with ``\n``. This is for files in a folder that is itself put in place at once; `replace`
    is for a file that may exist already.

    Raises
    ------
    OSError
        If the disk is full, also where the system only tells so late.
    """
    with path.open("wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
        file.flush()
        os.fsync(file.fileno())


def part_of(path: Path) -> Path:
    """Return the temporary name that a file is written under."""
    return path.with_name(f".{path.name}.part")


def replace(path: Path, content: str | bytes) -> Path:
    """Write a file in one step.

    A reader sees the old file or the new one, both whole.

    Returns
    -------
    Path
        ``path``; its folder is made if it is not there.

    Raises
    ------
    OSError
        If the disk is full; the old file is as it was and nothing is left beside it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        write(part_of(path), content)
        return part_of(path).replace(path)
    finally:
        part_of(path).unlink(missing_ok=True)
