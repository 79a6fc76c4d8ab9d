"""The tables as they were known in one follow-up, in memory."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from helpers.paths import project_root
from helpers.read import Collection, load
from helpers.tidy import Tables, as_csv, tidy


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
    return typed(tidy(project_root(root), as_reported=year))


def typed(tables: Tables) -> Collection:
    """Give tidy tables of text the types that `helpers.read.load` gives them, by its own reading of their files."""
    with TemporaryDirectory() as folder:
        processed = Path(folder, "data", "processed")
        processed.mkdir(parents=True)
        for name, table in tables._asdict().items():
            (processed / f"{name}.csv").write_bytes(as_csv(table))
        return load(root=Path(folder))
