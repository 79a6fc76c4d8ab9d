"""Remove what builds have made and nothing else."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from helpers.runner.fingerprint import files_of, manifest_of
from helpers.storage.files import why
from helpers.storage.folders import unprotect
from helpers.storage.remembered import NAMES
from helpers.storage.sound import NAME as SOUND

LOG = re.compile(r"\d{8}-\d{6}-.+-\d+\.log")
_PDF = re.compile(r"(index|metod|\d\d_\w+|uppfoljning_\d{4})\.pdf")
_YEAR, _ZIP = re.compile(r"\d{4}"), re.compile(r"uppfoljning_\d{4}\.zip")
_HALF_BUILT = re.compile(r"\..+\.bygge-\d+|\.underlag|\.las")


class Cleaned(NamedTuple):
    """What was removed, kept or failed in reports/ and .cache/, as Swedish lines."""

    removed: list[str]
    kept: list[str]
    failed: list[str]


def clear(root: Path) -> Cleaned:
    """Remove what builds have made in a project.

    Parameters
    ----------
    root : Path
        The project; its reports are not being built.

    Returns
    -------
    Cleaned
        What went, by folder; what stands because it is somebody else's or a link; what could not be removed, and why.
    """
    done = Cleaned([], [], [])
    for folder in (root / "reports", root / ".cache"):
        if folder.is_symlink():
            done.kept.append(f"{folder.name} (en länk)")
        elif folder.is_dir():
            _clear(folder, root, done)
    return done


def _clear(top: Path, root: Path, done: Cleaned) -> None:
    ours = list(_ours(top))
    gone = [path for path in ours if _remove(path, root, done)]
    for folder in sorted({parent for path in ours for parent in path.parents if parent.is_relative_to(top)})[::-1]:
        with suppress(OSError):  # other files are left in it
            folder.rmdir()
    with suppress(OSError):
        top.rmdir()
    counts: dict[Path, int] = {}
    for path in gone:
        counts[path.parent] = counts.get(path.parent, 0) + 1
    done.removed.extend(
        f"{folder.relative_to(root).as_posix()} ({number} {'fil' if number == 1 else 'filer'})"
        for folder, number in sorted(counts.items())
    )
    if top.is_dir():
        failed = {path for path in ours if path.exists()}
        rest = (
            path
            for path in top.rglob("*")
            if failed.isdisjoint((path, *path.parents)) and (path.is_symlink() or not path.is_dir())
        )
        done.kept.extend(sorted(path.relative_to(root).as_posix() for path in rest))


def _ours(top: Path) -> Iterator[Path]:
    """List what is ours in reports/ or .cache/.

    Files, and whole folders that only a build that was cut off leaves.
    """
    if top.name == ".cache":
        yield from (path for path in (top / name for name in (*NAMES, SOUND, "matplotlib")) if path.exists())
        return
    for path in sorted(top.iterdir()):
        if _HALF_BUILT.fullmatch(path.name) or _ZIP.fullmatch(path.name):
            yield path
        elif path.is_dir() and not path.is_symlink():
            yield from _ours_in(path)


def _ours_in(folder: Path) -> Iterator[Path]:
    if folder.name == "log":
        yield from (path for path in sorted(folder.iterdir()) if LOG.fullmatch(path.name))
    elif folder.name == "pdf":
        years = (path for path in folder.iterdir() if _YEAR.fullmatch(path.name) and path.is_dir())
        for year in years:
            pages = files_of(manifest_of(folder.parent / year.name))
            yield from (path for path in year.iterdir() if _PDF.fullmatch(path.name) or f"{path.stem}.html" in pages)
    elif known := manifest_of(folder):
        found = (folder / name for name in sorted(files_of(known)) if name == Path(name).name)
        yield from (path for path in found if path.is_file() or path.is_symlink())


def _remove(path: Path, root: Path, done: Cleaned) -> bool:
    try:
        if path.is_dir() and not path.is_symlink():
            unprotect(path)
            shutil.rmtree(path)
        else:
            path.unlink()
    except OSError as error:
        done.failed.append(f"{path.relative_to(root).as_posix()}: {why(error)}")
        return False
    return True
