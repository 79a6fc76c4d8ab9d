"""The tables as they were known in one follow-up, in memory."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from helpers.paths import project_root
from helpers.read import Collection, load
from helpers.tidy import write_processed


def load_as_reported(year: int | None, *, root: Path | None = None) -> Collection:
    """Load the tidy tables as one follow-up knew them.

    Parameters
    ----------
    year : int or None
        The follow-up; what was handed in or revised later is not seen. None: today's truth, straight from data/raw.
    root : Path, optional
        The project's folder.

    Returns
    -------
    Collection
        ``series, observations`` as `helpers.read.load` gives them.

    Raises
    ------
    FaultsError
        As `helpers.tidy.tidy`.

    Examples
    --------
    >>> series, before = load_as_reported(2018)
    >>> bool((before["year"] <= 2019).all())
    True
    """
    with TemporaryDirectory() as folder:
        write_processed(project_root(root), as_reported=year, into=Path(folder))
        return load(root=Path(folder))
