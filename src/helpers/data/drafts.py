"""Find what has been proposed about a series and not been confirmed."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

DRAFT = "utkast, inte bekräftat"
DECLARATIONS = "data/raw/declarations.csv"


def unconfirmed(root: Path) -> dict[str, list[str]]:
    """Return the declared columns still marked as drafts, by series.

    Empty when a person has confirmed all of them.

    Parameters
    ----------
    root : Path
        The project's folder; without declarations nothing is proposed.
    """
    path = root / DECLARATIONS
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        return drafted(csv.DictReader(file))


def drafted(rows: Iterable[Mapping[str, object]]) -> dict[str, list[str]]:
    """Return the columns marked as drafts, by series.

    Takes rows of ``declarations`` or of tidy ``series``.
    """
    found = {str(row["series"]): [name for name, cell in row.items() if DRAFT in str(cell)] for row in rows}
    return {series: names for series, names in found.items() if names}
