"""Write one file so that it is whole on the disk or not there at all."""

from __future__ import annotations

import os
from pathlib import Path


def write(path: Path, content: str) -> None:
    r"""Write text as UTF-8 with ``\n`` and have it on the disk before the folder is moved into place.

    Raises
    ------
    OSError
        If the disk is full, also where the system only tells so late.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
