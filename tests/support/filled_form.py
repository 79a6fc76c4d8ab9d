"""Fill in a form as a person would, with openpyxl. Every figure that the tests write in one is made up."""

from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from helpers.form.layout import COLUMNS, HEADER_ROW, SHEET

NUMBERS = {column.name: number for number, column in enumerate(COLUMNS, start=1)}


def cells_of(sheet):
    """Return the row of each key in a form's sheet."""
    rows = range(HEADER_ROW + 1, sheet.max_row + 1)
    return {sheet.cell(row, NUMBERS["key"]).value: row for row in rows}


def ref(sheet, key, name):
    return f"{get_column_letter(NUMBERS[name])}{cells_of(sheet)[key]}"


def fill(form: Path, to: Path, answers: dict[str, dict], change=None) -> Path:
    """Write answers, ``{"21/eskilstuna/total": {"value": 71.5}}``, into a copy; a pair is a value and its format.

    ``change`` may then do anything to the workbook.
    """
    book = load_workbook(form)
    sheet = book[SHEET]
    rows = cells_of(sheet)
    for key, given in answers.items():
        for name, value in given.items():
            cell = sheet.cell(rows[key], NUMBERS[name])
            cell.value, cell.number_format = value if isinstance(value, tuple) else (value, "General")
    if change:
        change(book)
    book.save(to)
    return to
