"""What the intake works on: handed-in lines, and what is known already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from helpers.data.personal import personal_data
from helpers.form.cells import HIDDEN
from helpers.form.content import Cell
from helpers.form.layout import key_of
from helpers.model.issues import Issue
from helpers.model.schemas import schema

TITLES = {field["name"]: field["title"] for field in schema("outcomes")["fields"]}


class Known(NamedTuple):
    """What the project knows already.

    Attributes
    ----------
    series, observations : DataFrame
        The tidy tables of today, see `helpers.read.Collection`.
    declared : dict of str to dict
        Each series' row as text, with what the plan prints about it.
    stored : list of dict
        Every row of data/raw/outcomes, text, with ``file`` and ``line``.
    truth : list of dict
        The plan's figures and the newest outcomes before small counts are hidden, text.
    """

    series: pd.DataFrame
    observations: pd.DataFrame
    declared: dict[str, dict]
    stored: list[dict]
    truth: list[dict]


@dataclass(frozen=True)
class Entry:
    """A line that says something.

    Attributes
    ----------
    file, sheet, row
        Where it stands.
    cells : dict of str to Cell
        Its cells by the column's name in data/raw/outcomes; empty ones are left out.
    places : dict of str to tuple of (str, str)
        Each column's printed header and letter.
    values : dict of str to str
        What was read, in the columns of data/raw/outcomes.
    """

    file: str
    sheet: str
    row: int
    cells: dict[str, Cell]
    places: dict[str, tuple[str, str]]
    values: dict[str, str]

    @property
    def key(self) -> str:
        """Return the plan's cell that the line fills, as `key_of`."""
        return key_of(*(self.values[name] for name in ("series", "geography", "sex")))

    def issue(self, name: str, allowed: str) -> Issue:
        """Return an issue of one cell; personal data are not repeated."""
        header, letter = self.places.get(name, (TITLES.get(name, name), ""))
        shown = self.cells[name].text if name in self.cells else ""
        column = f"{header}, cell {letter}{self.row}" if letter else header
        return Issue(self.file, self.row, column, HIDDEN if personal_data(shown) else shown, allowed, self.sheet)
