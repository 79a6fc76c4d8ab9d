"""What has been proposed about a series and not been confirmed by a person."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

DRAFT = "utkast, inte bekräftat"
DECLARATIONS = "data/raw/declarations.csv"


def unconfirmed(root: Path) -> dict[str, list[str]]:
    """Return the reasons still marked as drafts, by series; empty when all is confirmed.

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
    """Return the columns still marked as drafts by series, from rows of declared or of tidy series."""
    found = {str(row["series"]): [name for name, cell in row.items() if DRAFT in str(cell)] for row in rows}
    return {series: names for series, names in found.items() if names}
