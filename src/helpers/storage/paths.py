"""Find the project's root, whatever folder one starts in."""

from __future__ import annotations

import os
from pathlib import Path

ROOT_VARIABLE = "HELPERS_ROOT"
AREA_VARIABLE = "HELPERS_AREA"
PACKAGE = Path(__file__).resolve().parents[1]


class ProjectError(FileNotFoundError):
    """There is no project, or two could be meant; the text is Swedish."""

    def __str__(self) -> str:
        """Return the message."""
        return str(self.args[0])


def shown(path: Path) -> str:
    """Return a path for people: as seen from the folder one stands in, unless that is longer than the whole path."""
    try:
        seen = Path(os.path.relpath(path)).as_posix()
    except (OSError, ValueError):  # the folder is gone, or on another disk
        return path.as_posix()
    if set(seen.split("/")) <= {".", ".."}:  # a name says more than dots
        return f"{path.resolve().name} ({'mappen du står i' if seen == '.' else seen})"
    whole = path.absolute().as_posix()
    return whole if seen.startswith("../") and len(seen) > len(whole) else seen


def project_root(root: str | Path | None = None) -> Path:
    """Return the folder that holds data/, notebooks/ and reports/.

    Parameters
    ----------
    root : str, Path or None
        A folder named by the caller. Without it the environment variable ``HELPERS_ROOT`` is asked, then the project
        that one stands in, then, outside any project, the one that this package is installed from.

    Returns
    -------
    Path
        Absolute.

    Raises
    ------
    ProjectError
        In Swedish: no folder ``data`` where there should be one, or the project one stands in has code of its own and
        this is not it.
    """
    named = root or os.environ.get(ROOT_VARIABLE)
    if named:
        return _with_data(Path(named))
    standing = standing_in()
    if standing is None:
        return _with_data(PACKAGE.parents[1])
    if (standing / "src" / PACKAGE.name).is_dir() and (standing / "src" / PACKAGE.name).resolve() != PACKAGE:
        raise ProjectError(
            f"Du står i projektet {shown(standing)}, men koden som körs hör till {shown(_owner())}. "
            "Kör make i den mapp du står i, så görs en egen miljö i ordning där, eller byt mapp."
        )
    return standing


def standing_in() -> Path | None:
    """Return the project around the current folder, at any depth, or None."""
    try:
        here = Path.cwd()
    except FileNotFoundError as error:
        raise ProjectError("Mappen du står i finns inte längre. Byt mapp och försök igen.") from error
    found = (place for place in (here, *here.parents) if any((place / "data" / part).is_dir() for part in _PARTS))
    return next((place.resolve() for place in found), None)


def refuse_two(named: str) -> None:
    """Raise when the environment names another project than the current one.

    Raises
    ------
    ProjectError
        With both folders.
    """
    standing = standing_in()
    other = Path(os.path.realpath(named))
    if standing and standing != other:
        raise ProjectError(
            f"Du står i projektet {shown(standing)}, men {ROOT_VARIABLE} pekar ut {shown(other)}. "
            f"Byt mapp, ta bort {ROOT_VARIABLE} eller välj med --root."
        )


_PARTS = ("processed", "raw")


def _owner() -> Path:
    """Return the project of this package, or the package itself."""
    return PACKAGE.parents[1] if (PACKAGE.parents[1] / "data").is_dir() else PACKAGE


def _with_data(place: Path) -> Path:
    if (place / "data").is_dir():
        return place.resolve()
    raise ProjectError(
        f"Hittar inget projekt i {shown(place)}: mappen data saknas. "
        f"Ange projektets mapp med --root eller {ROOT_VARIABLE}."
    )
