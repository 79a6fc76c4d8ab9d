"""Faults in what people hand in: what, where and what is allowed, gathered and told all at once in Swedish."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One fault in one cell of one file.

    Attributes
    ----------
    file : str
        The file's path inside the project, or the name it was handed in under.
    row : int or None
        The line in the file, the header being line 1; None when the fault is the whole file's.
    column : str
        The column's name; empty when the fault is the whole row's.
    value : str
        What stands there.
    allowed : str
        In Swedish: what is wrong and what is allowed.
    sheet : str
        The sheet's name in a workbook; empty for text files.
    """

    file: str
    row: int | None
    column: str
    value: str
    allowed: str
    sheet: str = ""

    def __str__(self) -> str:
        """Tell the fault on one line, in Swedish."""
        place = [self.file]
        if self.sheet:
            place.append(f"blad {self.sheet}")
        if self.row is not None:
            place.append(f"rad {self.row}")
        if self.column:
            place.append(f"kolumn {self.column}")
        return f"{', '.join(place)}: ”{self.value}” – {self.allowed}"


class FaultsError(ValueError):
    """All faults that were found; nothing has been written.

    Attributes
    ----------
    faults : tuple of Fault
        Sorted by file and row.
    """

    def __init__(self, faults: Iterable[Fault]):
        self.faults = tuple(sorted(faults, key=lambda f: (f.file, f.sheet, f.row or 0, f.column, f.allowed)))
        count = len(self.faults)
        head = "1 fel hittades" if count == 1 else f"{count} fel hittades"
        super().__init__("\n".join([f"{head}; inget har skrivits.", *map(str, self.faults)]))


def refuse(faults: Iterable[Fault]) -> None:
    """Raise `FaultsError` with all faults if there are any."""
    found = list(faults)
    if found:
        raise FaultsError(found)
