"""Read the plan's facts from ``data/processed``."""

from __future__ import annotations

import json
from pathlib import Path

from helpers.model.about import About
from helpers.storage.paths import project_root

PACKAGE = "datapackage.json"


def about(root: str | Path | None = None) -> About:
    """Return the facts of the project's plan and municipality.

    Parameters
    ----------
    root : str, Path or None
        The project's folder, found as `helpers.storage.paths.project_root` does.

    Returns
    -------
    About

    Raises
    ------
    FileNotFoundError
        In Swedish, if ``data/processed`` has not been built, or was built before it told of the plan.
    """
    path = project_root(root) / "data" / "processed" / PACKAGE
    try:
        return About.of(json.loads(path.read_text(encoding="utf-8"))["about"])
    except (FileNotFoundError, KeyError) as error:
        raise FileNotFoundError(f"{PACKAGE} i data/processed saknas eller är gammal; kör make data") from error
