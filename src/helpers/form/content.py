"""Cells of a handed-in file as they were read, without interpretation."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from helpers.model.issues import Issue

MOST_ROWS, MOST_COLUMNS = 5_000, 100
SEND_WORKBOOK = "skicka Excelfilen själv (.xlsx)"


class Cell(NamedTuple):
    """A cell that is not empty.

    Attributes
    ----------
    row : int
        As a spreadsheet counts, from 1.
    column : int
        From 1.
    text : str
        What a person sees there, numbers with decimal comma; stripped, and without signs that cannot be seen.
    number : Decimal or None
        The number, where the cell holds one as such.
    percent : bool
        Whether the number is formatted as percent, so that 0,78 is seen as 78 %.
    formula : str
        The plain arithmetic that the number was worked out with, without ``=``; empty when it was typed.
    trouble : str
        In Swedish, why the cell cannot be read at all; empty when it can.
    """

    row: int
    column: int
    text: str
    number: Decimal | None = None
    percent: bool = False
    formula: str = ""
    trouble: str = ""

    @property
    def ref(self) -> str:
        """Return the cell's name in a spreadsheet: ``K7``."""
        return f"{get_column_letter(self.column)}{self.row}"


class Content(NamedTuple):
    """What one file holds.

    Attributes
    ----------
    file, sheet : str
        Names for the issues; ``sheet`` is empty for text files.
    rows : dict of int to dict of int to Cell
        The cells that are not empty, by row and column.
    facts : dict of str to str or None
        The form's hidden facts; None for text files.
    issues : list of Issue
    """

    file: str
    sheet: str
    rows: dict[int, dict[int, Cell]]
    facts: dict[str, str] | None
    issues: list[Issue]


def nothing(file: str, value: str, allowed: str) -> Content:
    """Return the content of an unreadable file: no rows and one issue."""
    return Content(file, "", {}, None, [Issue(file, None, "", value, allowed)])
