"""Lay out the form in Excel; the command ``form``."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path

import click
import pandas as pd
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from helpers.form.layout import (
    COLUMNS,
    FILLED_IN,
    FORM_VERSION,
    GUIDE,
    HEADER_ROW,
    LEAST,
    REASONS,
    SHEET,
    VERSION_SHEET,
    allowed,
    expected_cells,
    expected_checksum,
    form_rows,
    headers,
    locked_checksum,
)
from helpers.model.numbers import exact, format_number, known
from helpers.model.records import as_records
from helpers.read import load
from helpers.storage.about import about
from helpers.storage.files import replace, why
from helpers.storage.paths import ProjectError, project_root, shown

_ROW_HEIGHT = 15


def workbook(
    series: pd.DataFrame, observations: pd.DataFrame, year: int, level: str | None = None, *, author: str = ""
) -> bytes:
    """Return the form as an Excel file.

    Parameters
    ----------
    series, observations, year, level
        As `expected_cells`.

    author : str
        Who hands the form out, in the file's properties.

    Returns
    -------
    bytes
        An xlsx file of three sheets: instructions, the form with everything but the input locked, and a hidden one with
        the form's version and checksums. The same tables give the same bytes, on any day.

    Raises
    ------
    ValueError
        In Swedish, if nothing is expected that year.
    """
    rows = form_rows(series, observations, year, level)
    if rows.empty:
        raise ValueError(f"inga utfall väntas för {year}")
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        words = dict(zip(series["level"], series["level_word"], strict=True))
        title = f"Utfall {year} – {words.get(level, 'alla indikatorer')}"
        book.set_properties({"title": title, "author": author, "created": datetime(year, 1, 1)})
        _write_guide(book, title, year)
        _write_sheet(book, title, rows, series, year)
        _write_version(book, rows, year, level)
    return file.getvalue()


def guide(year: int) -> list[tuple[str, str]]:
    """Return the first sheet's instructions: heading and text, row by row."""
    return [
        ("Vad du ska göra", f"Fyll i de gula cellerna på bladet {SHEET}, en rad för varje tal. Resten är låst."),
        *((heading, text.format(year=year)) for column in FILLED_IN for heading, text in column.guide.items()),
        (
            "Det som inte går",
            "Formler, anteckningar på celler, egna blad, sammanslagna celler samt dolda eller flyttade rader och "
            "kolumner. Då kommer filen tillbaka med besked om vilken cell det gäller.",
        ),
        ("När du är klar", "Spara filen som den är och skicka den till planeringsavdelningen."),
    ]


def _write_guide(book: xlsxwriter.Workbook, title: str, year: int) -> None:
    sheet = book.add_worksheet(GUIDE)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 95)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 16}))
    name = book.add_format({"bold": True, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    for at, (heading, words) in enumerate(guide(year), start=2):
        sheet.write_string(at, 0, heading, name)
        sheet.write_string(at, 1, words, text)
        sheet.set_row(at, 16 * (1 + len(words) // 100) + 4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 1)
    sheet.protect()


def _formats(book: xlsxwriter.Workbook) -> dict[str, xlsxwriter.workbook.Format]:
    cell = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
    looks = {
        "title": {"bold": True, "font_size": 14},
        "header": cell | {"bold": True, "bg_color": "#D9E2EC"},
        "locked": cell | {"bg_color": "#F7F7F7"},
        "locked_first": cell | {"bg_color": "#F7F7F7", "top": 2, "top_color": "#595959"},
        "input": cell | {"bg_color": "#FFF8CC", "locked": False},
        "input_first": cell | {"bg_color": "#FFF8CC", "locked": False, "top": 2, "top_color": "#595959"},
    }
    return {name: book.add_format(look) for name, look in looks.items()}


def _write_sheet(book: xlsxwriter.Workbook, title: str, rows: pd.DataFrame, series: pd.DataFrame, year: int) -> None:
    sheet, looks = book.add_worksheet(SHEET), _formats(book)
    sheet.write_string(0, 0, title, looks["title"])
    sheet.write_string(1, 0, f"Fyll i de gula cellerna. Formulär {FORM_VERSION}, år {year}.")
    for at, (column, header) in enumerate(zip(COLUMNS, headers(year), strict=True)):
        sheet.set_column(at, at, column.width)
        sheet.write_string(HEADER_ROW - 1, at, header, looks["header"])
    previous = ""
    for at, row in enumerate(as_records(rows), start=HEADER_ROW):
        first = "_first" if row["key"].split("/")[0] != previous else ""
        previous = row["key"].split("/")[0]
        sheet.set_row(at, _ROW_HEIGHT * _lines(row))
        for place, column in enumerate(COLUMNS):
            sheet.write(at, place, row[column.name], looks[("input" if column.read_as else "locked") + first])
    _set_rules(sheet, rows, series)
    _set_page(sheet, len(rows))


def _lines(row: dict[str, str]) -> int:
    """Return the lines that a row needs.

    No spreadsheet works that out for a file that it did not write itself.
    """
    return max(-(-len(row[column.name]) * 10 // (column.width * 9)) for column in COLUMNS)


def _set_page(sheet: xlsxwriter.worksheet.Worksheet, count: int) -> None:
    """Lock, freeze the first columns and set up the print.

    The active cell is the first to fill in.
    """
    inputs = [at for at, column in enumerate(COLUMNS) if column.read_as]
    last = HEADER_ROW + count - 1
    sheet.freeze_panes(HEADER_ROW, 4)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(len(COLUMNS) - 1)}{last + 1}"})
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW - 1)
    sheet.set_selection(HEADER_ROW, inputs[0], HEADER_ROW, inputs[0])
    sheet.protect()
    sheet.activate()


def _set_rules(sheet: xlsxwriter.worksheet.Worksheet, rows: pd.DataFrame, series: pd.DataFrame) -> None:
    """Add the spreadsheet's own checks of input.

    `helpers.form.intake` checks everything; these catch the plainest mistakes early.
    """
    place = {column.name: at for at, column in enumerate(COLUMNS)}
    declared = series.set_index("series")
    last = HEADER_ROW + len(rows) - 1
    for at, key in enumerate(rows["key"], start=HEADER_ROW):
        sheet.data_validation(at, place["value"], at, place["value"], _number_rule(declared.loc[key.split("/")[0]]))
    for at, column in enumerate(COLUMNS):
        if column.read_as in LEAST:
            sheet.data_validation(HEADER_ROW, at, last, at, _at_least(LEAST[column.read_as]))
    reasons = {
        "validate": "list",
        "source": list(REASONS.values()),
        "error_title": "Välj i listan",
        "error_message": "Välj ett av skälen i listan, eller lämna cellen tom.",
    }
    sheet.data_validation(HEADER_ROW, place["missing"], last, place["missing"], reasons)


def _number_rule(series: pd.Series) -> dict:
    low, high = series["scale_min"], series["scale_max"]
    if known(low) and known(high):
        return _rule({"criteria": "between", "minimum": low, "maximum": high}, f"Skriv ett tal {allowed(series)}")
    if known(low):
        return _at_least(low)
    return _rule({"criteria": "between", "minimum": -1e12, "maximum": 1e12}, "Skriv ett tal.")


def _at_least(least: float) -> dict:
    return _rule({"criteria": ">=", "value": least}, f"Skriv ett tal, minst {format_number(exact(least))}.")


def _rule(rule: dict, message: str) -> dict:
    return {"validate": "decimal", "error_title": "Det går inte", "error_message": message} | rule


def _write_version(book: xlsxwriter.Workbook, rows: pd.DataFrame, year: int, level: str | None) -> None:
    """Write the hidden sheet by which the intake knows the form again."""
    sheet = book.add_worksheet(VERSION_SHEET)
    facts = [
        ("formulär", FORM_VERSION),
        ("år", str(year)),
        ("nivå", level or "alla"),
        ("kontrollsumma", expected_checksum(rows["key"].tolist(), year)),
    ]
    facts += [(row["key"], locked_checksum(row)) for row in as_records(rows)]
    for at, (name, value) in enumerate(facts):
        sheet.write_string(at, 0, name)
        sheet.write_string(at, 1, value)
    sheet.protect()
    sheet.very_hidden()


def file_name(year: int, level: str | None) -> str:
    """Return a form's name: ``utfall_2020.xlsx``, ``utfall_2020_organisation.xlsx``."""
    return f"utfall_{year}{f'_{level}' if level else ''}.xlsx"


def write_form(path: Path, content: bytes, overwrite: bool) -> bool:
    """Write a form unless the same one is already there.

    Returns
    -------
    bool
        Whether anything was written.

    Raises
    ------
    FileExistsError
        If another file has the name: it may be a form that someone has filled in.
    FileNotFoundError
        If its folder is not there.
    """
    if path.exists():
        if path.read_bytes() == content:
            return False
        if not overwrite:
            raise FileExistsError(path)
    if not path.parent.is_dir():
        raise FileNotFoundError(f"mappen {path.parent.name} finns inte")
    replace(path, content)
    return True


def refuse_year(series: pd.DataFrame, observations: pd.DataFrame, year: int) -> None:
    """Refuse a form for a year that the plan's follow-up cannot be about.

    Raises
    ------
    ValueError
        With the years that can be asked about: from the first baseline's year to the year after the newest figure.
    """
    first, last = int(series["baseline_year"].min()), int(observations["year"].max()) + 1
    if not first <= year <= last:
        raise ValueError(f"för {year} finns inget att följa upp. Välj ett år från {first} till {last}.")


@click.command()
@click.option("--year", type=int, required=True, help="Året som utfallen gäller.")
@click.option("--level", help="Bara en nivås indikatorer, till exempel ort.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Filens namn; annars utfall_<år>.xlsx.")
@click.option("--overwrite", is_flag=True, help="Skriv över en annan fil med samma namn.")
@click.option("--root", type=click.Path(path_type=Path), help="Projektets mapp, om inte den som står här.")
def command(year: int, level: str | None, out: Path | None, overwrite: bool, root: Path | None) -> None:
    """Skriver formuläret som förvaltningarna fyller i.

    Formuläret är en Excelfil med en rad för varje väntat tal. Samma data ger samma fil.
    """
    path = out or Path(file_name(year, level))
    try:
        series, observations = load(root=project_root(root))
        refuse_year(series, observations, year)
        levels = list(dict.fromkeys(series["level"]))
        if level not in (None, *levels):
            raise ValueError(f"nivån {level} finns inte i planen; det finns {', '.join(levels)}")
        content = workbook(series, observations, year, level, author=about(root).authority)
        written = write_form(path, content, overwrite)
    except FileExistsError:
        message = f"{path.name} finns redan och kan vara ifylld: välj ett annat namn med --out, eller --overwrite"
        raise SystemExit(f"Inget har skrivits: {message}.") from None
    except ProjectError as error:
        raise SystemExit(f"Inget har skrivits: {error}") from None
    except OSError as error:
        raise SystemExit(f"Inget har skrivits: {shown(path)} kan inte skrivas ({why(error)}).") from error
    except ValueError as error:
        raise SystemExit(f"Inget har skrivits: {error}") from error
    cells = len(expected_cells(series, observations, year, level))
    click.echo(f"{path.name} {'är skriven' if written else 'är redan aktuell'}: {cells} rader att fylla i.")
