"""Where the project stands: its root, whatever folder a command or a notebook is started from."""

from __future__ import annotations

import os
from pathlib import Path

ROOT_VARIABLE = "HELPERS_ROOT"


def project_root(root: str | Path | None = None) -> Path:
    """Find the folder that holds data/, notebooks/ and reports/.

    Parameters
    ----------
    root : str, Path or None
        A folder named by the caller. Without it the environment variable ``HELPERS_ROOT`` is asked, then the
        folder that this package is installed from (``pip install -e .``), then the folder one stands in.

    Returns
    -------
    Path
        Absolute.

    Raises
    ------
    FileNotFoundError
        In Swedish, if none of them holds a folder ``data``.
    """
    named = root or os.environ.get(ROOT_VARIABLE)
    here = Path.cwd()
    places = [Path(named)] if named else [Path(__file__).parents[3], here, *here.parents]
    for place in places:
        if (place / "data").is_dir():
            return place.resolve()
    raise FileNotFoundError(
        f"Hittar inget projekt i {places[0]}: mappen data saknas. "
        f"Ange projektets mapp med --root eller {ROOT_VARIABLE}."
    )


AREA_VARIABLE = "HELPERS_AREA"
