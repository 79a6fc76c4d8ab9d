"""Write files whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from helpers.storage.paths import shown

_WHY = {
    errno.ENOENT: "finns inte",
    errno.EEXIST: "där ligger redan något annat",
    errno.ENOTDIR: "där ligger en fil i stället för en mapp",
    errno.EISDIR: "är en mapp",
    errno.ENOTEMPTY: "mappen är inte tom",
    errno.ELOOP: "länken leder till sig själv",
    errno.ENAMETOOLONG: "namnet är för långt",
    errno.EACCES: "rättigheter saknas",
    errno.EPERM: "rättigheter saknas",
    errno.EROFS: "disken går bara att läsa",
    errno.ENOSPC: "disken är full",
    errno.EDQUOT: "disken är full",
    errno.EFBIG: "filen får inte bli så stor",
    errno.EBUSY: "används av något annat",
    errno.EMFILE: "för många filer är öppna",
    errno.ENFILE: "för många filer är öppna",
    errno.ENOMEM: "minnet räcker inte",
    errno.EIO: "disken svarar inte som den ska",
    errno.EXDEV: "ligger på en annan disk",
}


OUT_OF_MEMORY = "Minnet räcker inte. Stäng andra program och kör igen."


def refused(error: OSError) -> str:
    """Return as a sentence what the system refused, and why; one of our own errors has its text."""
    if error.errno is None:
        return str(error)
    return f"Det gick inte att läsa eller skriva {place(error)}: {why(error)}."


def place(error: OSError) -> str:
    """Return which file or folder was refused, as a message shows it."""
    return shown(Path(os.fsdecode(error.filename))) if error.filename else "på disken"


def why(error: OSError) -> str:
    """Return in Swedish why the system refused something; one of our own errors has its text."""
    if error.errno is None:
        return str(error)
    return _WHY.get(error.errno, f"systemets fel {error.errno}")


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


def files_in(folder: Path, ending: str) -> list[Path]:
    """Return the paths in a folder that end so, in order.

    Not those that systems and programs leave beside others' files: hidden ones, as a Mac's ``._x.csv``, and Excel's
    locks, as ``~$x.csv``.
    """
    return sorted(path for path in folder.glob(f"*{ending}") if not path.name.startswith((".", "~")))


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
