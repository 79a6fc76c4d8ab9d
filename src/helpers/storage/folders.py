"""Publish a folder at once: lock, staging, swap, recovery."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt
_COPY = ".underlag"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


class BusyError(Exception):
    """Another process holds the folder; carries the Swedish message."""


def staging_of(out: Path, process: int | None = None) -> Path:
    """Return the hidden folder beside `out` in which a process builds."""
    return out.parent / f".{out.name}.bygge-{process or os.getpid()}"


@contextmanager
def copy_beside(out: Path) -> Iterator[Path]:
    """Yield an empty hidden folder beside `out`, locked.

    If the process is killed the folder stays until `recover` is next called there.

    Raises
    ------
    BusyError
        If another process holds it.
    """
    hidden = out.parent / _COPY
    with lock(hidden):
        remove(hidden / "projekt")
        (hidden / "projekt").mkdir()
        try:
            yield hidden / "projekt"
        finally:
            remove(hidden)


def older(out: Path) -> Path:
    """Return the former folder's name during a swap."""
    return out.parent / f".{out.name}.foregaende"


@contextmanager
def lock(folder: Path, busy: str = "") -> Iterator[int]:
    """Lock a folder for this process.

    The system lets go of it however the process ends.

    Parameters
    ----------
    folder : Path
        Made if it is not there. On Linux and macOS the folder itself is locked, so no lock file is left behind.
    busy : str
        What to say in Swedish if it is held; that another build is under way when left out.

    Yields
    ------
    int
        The file number that holds the lock.

    Raises
    ------
    BusyError
        If another process holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    number = os.open(folder, os.O_RDONLY) if fcntl else os.open(folder / ".las", os.O_RDWR | os.O_CREAT)
    try:
        _hold(number, folder, busy)
        yield number
    finally:
        os.close(number)


def _hold(number: int, folder: Path, busy: str) -> None:
    try:
        if fcntl:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
    except (BlockingIOError, PermissionError) as error:
        builders = sorted(path.name.rpartition("-")[2] for path in folder.glob(".*.bygge-*"))
        who = f" (process {', '.join(builders)})" if builders else ""
        raise BusyError(
            busy or f"En annan byggning pågår redan i {folder.name}{who}. Vänta tills den är klar och försök igen."
        ) from error
    except OSError:
        return  # a file system without locks, as some shares


def recover(out: Path) -> None:
    """Clear what killed builds have left beside `out`.

    If one was cut off between the two renames of a system without an atomic swap, the reports that it had moved aside
    come back.
    """
    if older(out).exists() and not out.exists():
        older(out).rename(out)
    for leftover in [older(out), *out.parent.glob(f".{out.name}.bygge-*")]:
        remove(leftover)
    if (out.parent / _COPY).is_dir():
        with suppress(BusyError), lock(out.parent / _COPY):  # busy: a build as reported is using it
            remove(out.parent / _COPY)


def remove(folder: Path) -> None:
    """Remove a folder with all that is in it, write-protected or not; what cannot go stays."""
    unprotect(folder)
    shutil.rmtree(folder, ignore_errors=True)


def unprotect(folder: Path) -> None:
    """Let a folder and those below it be emptied."""
    with suppress(OSError):
        folder.chmod(0o700)
    for place, names, _ in os.walk(folder):
        for path in (Path(place, name) for name in names):
            if not path.is_symlink():
                with suppress(OSError):
                    path.chmod(0o700)


def keep_foreign(old: Path, new: Path, ours: Iterable[str]) -> None:
    """Copy files that no build made from the old folder to the new.

    Parameters
    ----------
    old, new : Path
        The folder there is, if there is one, and the one that is being made.
    ours : iterable of str
        Names of the files in `old` that builds have made.
    """
    foreign = [path for path in old.iterdir() if path.name not in {*ours}] if old.is_dir() else []
    for path in foreign:
        if path.is_dir():
            shutil.copytree(path, new / path.name, symlinks=True, dirs_exist_ok=True)
        elif not (new / path.name).exists():
            carry_over(path.name, old, new)


def swap(staging: Path, out: Path) -> None:
    """Put the finished folder in the old one's place.

    A reader sees the one or the other, both whole.
    """
    if not out.exists():
        staging.rename(out)
    elif _exchange(staging, out):
        remove(staging)
    else:
        out.rename(older(out))
        staging.rename(out)
        remove(older(out))


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; return False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    return bool(rename) and rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0


def carry_over(name: str, old: Path, new: Path) -> None:
    """Link or copy an unchanged file into the new folder."""
    with suppress(OSError):
        os.link(old / name, new / name)
        return
    shutil.copy2(old / name, new / name)
