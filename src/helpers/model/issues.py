"""Issues in what people hand in, gathered and raised together.

An issue says in Swedish what is wrong, where, and what is allowed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MOST_ISSUES, LONGEST_VALUE = 50, 200


@dataclass(frozen=True, order=True)
class Issue:
    """One issue in one cell of one file.

    Attributes
    ----------
    file : str
        The file's path inside the project, or the name it was handed in under.
    row : int or None
        The line in the file, the header being line 1; None when the issue is the whole file's.
    column : str
        The column's name; empty when the issue is the whole row's.
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
        """Return the issue on one line, in Swedish; a long value is cut."""
        place = [self.file]
        if self.sheet:
            place.append(f"blad {self.sheet}")
        if self.row is not None:
            place.append(f"rad {self.row}")
        if self.column:
            place.append(f"kolumn {self.column}")
        value = " ".join(self.value.split())
        shown = value if len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 1] + "…"
        return f"{', '.join(place)}: ”{shown}” – {self.allowed}"


class IssuesError(ValueError):
    """All issues of one run; nothing has been written.

    The message lists the first fifty.

    Attributes
    ----------
    issues : tuple of Issue
        Sorted by file and row.
    """

    def __init__(self, issues: Iterable[Issue]):
        self.issues = tuple(sorted(issues, key=lambda f: (f.file, f.sheet, f.row or 0, f.column, f.allowed)))
        count = len(self.issues)
        head = "1 fel hittades" if count == 1 else f"{count} fel hittades"
        more = [f"… och {count - MOST_ISSUES} fel till."] if count > MOST_ISSUES else []
        told = map(str, self.issues[:MOST_ISSUES])
        super().__init__("\n".join([f"{head}; inget har skrivits.", *told, *more]))


def refuse(issues: Iterable[Issue]) -> None:
    """Raise `IssuesError` with all issues if there are any."""
    found = list(issues)
    if found:
        raise IssuesError(found)
