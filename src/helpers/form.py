"""The form that goes out to the departments once a year: one row per expected cell, last values beside the input.

``python -m helpers form --year 2020`` writes it; `helpers.intake` takes it back. The same tables give the same bytes.
Bump `FORM_VERSION` when a column is added, moved or renamed.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import click
import pandas as pd
import xlsxwriter

from helpers.paths import project_root
from helpers.read import load
from helpers.swedish import exact, format_number
from helpers.words import known, number

FORM_VERSION = "1"
GUIDE, SHEET, VERSION_SHEET = "Läs först", "Utfall", "Version"
HEADER_ROW = 4
LEVELS = {"ort": "ortsindikatorer", "organisation": "organisationsindikatorer"}
GEOGRAPHIES = {"eskilstuna": "Eskilstuna", "riket": "Riket"}
REASONS = {
    "not_found": "Uppgift saknas",
    "not_measured": "Ej mätt i år",
    "not_applicable": "Ej tillämpligt",
    "not_split_by_sex": "Ej uppdelat på kön",
    "protected": "Skyddas (1–4 personer)",
    "break_in_series": "Tidsseriebrott (nytt mätsätt)",
}
UNSTATED_SOURCE = "Planen anger ingen källa"
_LAST_VALUES = 3
_ROW_HEIGHT = 15


class Column(NamedTuple):
    """One column of the form; ``{year}`` in the header is the form's year."""

    name: str
    header: str
    width: int
    filled_in: bool = False


COLUMNS = (
    Column("indicator", "Nr", 5),
    Column("label", "Indikator", 37),
    Column("place", "Gäller", 13),
    Column("who", "Kön", 18),
    Column("title", "Så står det i planen", 54),
    Column("unit", "Enhet", 25),
    Column("hint", "Så fyller du i", 44),
    Column("baseline", "Utgångsvärde", 17),
    Column("last", "Senaste utfall", 36),
    Column("target", "Mål", 24),
    Column("already", "Redan lämnat {year}", 20),
    Column("value", "Utfall {year}", 13, True),
    Column("denominator", "Av antal (n)", 13, True),
    Column("margin", "Felmarginal (±)", 16, True),
    Column("missing", "Saknas därför att", 28, True),
    Column("source", "Källa", 38, True),
    Column("comment", "Kommentar", 40, True),
    Column("revision_reason", "Skäl för ändring", 28, True),
    Column("key", "Nyckel (ändra inte)", 36),
)


def headers(year: int) -> list[str]:
    """Return the headers of a year's form in the order of `COLUMNS`."""
    return [column.header.format(year=year) for column in COLUMNS]


def expected_cells(series: pd.DataFrame, observations: pd.DataFrame, year: int, level: str | None) -> pd.DataFrame:
    """List the cells that a follow-up expects an outcome for.

    Parameters
    ----------
    series, observations : DataFrame
        The tidy tables, see `helpers.read.Collection`.
    year : int
        The year that the outcomes are about.
    level : str or None
        ``ort`` or ``organisation``; None for both.

    Returns
    -------
    DataFrame
        One row per series, geography and sex in the plan's order, Eskilstuna before riket, women before men before
        total; columns ``series``, ``geography``, ``sex``. A series about people that the plan prints as a total only is
        asked for by sex too (förordning 2001:100, 14 §). Riket as far as the plan prints it. A series with declared
        measuring years is left out in others.
    """
    plan = observations[(observations["geography"] == "riket") & (observations["kind"] == "baseline")]
    riket = plan.groupby("series")["sex"].agg(set).to_dict()
    rows = []
    for row in series.to_dict("records"):
        years = [int(part) for part in row["measured_years"].split(";") if part]
        if level not in (None, row["level"]) or (years and year not in years):
            continue
        compared = riket.get(row["series"], set()) if row["comparator"] or row["relative_to"] else set()
        rows += [(row["series"], "eskilstuna", sex) for sex in _sexes(row)]
        rows += [(row["series"], "riket", sex) for sex in ("women", "men", "total") if sex in compared]
    return pd.DataFrame(rows, columns=["series", "geography", "sex"])


def _sexes(series: dict) -> list[str]:
    printed = series["sexes"].split(";")
    split = series["individual_based"] and not series["distribution"] and "total" in printed
    return ["women", "men", "total"] if split else printed


def form_rows(series: pd.DataFrame, observations: pd.DataFrame, year: int, level: str | None) -> pd.DataFrame:
    """Lay out the form's rows: one per expected cell, one column per `COLUMNS`, all text, empty where it is filled in.

    Parameters
    ----------
    series, observations, year, level
        As `expected_cells`.

    Returns
    -------
    DataFrame
        The declared source stands in the source's cell as a proposal to accept or write over.
    """
    declared = {name: rows.iloc[0] for name, rows in series.groupby("series")}
    groups = observations.groupby(["series", "geography", "sex"])
    cells = {key: rows.sort_values("year") for key, rows in groups}
    none = observations.iloc[:0]
    rows = [
        _form_row(declared[name], geography, sex, cells.get((name, geography, sex), none), year)
        for name, geography, sex in expected_cells(series, observations, year, level).itertuples(index=False)
    ]
    return pd.DataFrame(rows, columns=[column.name for column in COLUMNS])


def _form_row(series: pd.Series, geography: str, sex: str, cell: pd.DataFrame, year: int) -> dict[str, str]:
    outcomes = cell[cell["kind"] == "outcome"]
    before = outcomes[(outcomes["year"] < year) & outcomes["value"].notna()].tail(_LAST_VALUES)
    return dict.fromkeys((column.name for column in COLUMNS), "") | {
        "indicator": series["indicator"],
        "label": series["label"],
        "title": series["title"],
        "place": GEOGRAPHIES[geography],
        "who": _who(series, sex),
        "unit": series["unit"],
        "hint": _hint(series),
        "baseline": _plan_text(series, cell, "baseline"),
        "last": "; ".join(f"{row['year']}: {_figure(series, row)}" for _, row in before.iterrows()),
        "target": _plan_text(series, cell, "target"),
        "already": "; ".join(_already(series, row) for _, row in outcomes[outcomes["year"] == year].iterrows()),
        "source": "" if series["source"] == UNSTATED_SOURCE else series["source"],
        "key": key_of(series["series"], geography, sex),
    }


def key_of(series: str, geography: str, sex: str) -> str:
    """Name one cell in the form's last column: ``L_alla/eskilstuna/women``."""
    return f"{series}/{geography}/{sex}"


def _who(series: pd.Series, sex: str) -> str:
    words = {
        "women": series["women_word"] or "kvinnor/flickor",
        "men": series["men_word"] or "män/pojkar",
        "total": "totalt",
    }
    return words[sex].capitalize()


def _hint(series: pd.Series) -> str:
    parts = [_allowed(series)]
    if series["unit"] == "procent":
        parts.append("Skriv 78 för 78 %.")
    if series["aggregation"] == "mean":
        parts.append("Årets eget värde, inte medelvärdet.")
    if series["aggregation"] == "count":
        parts.append("Skriv 9 här och 15 i Av antal för 9 av 15.")
    if series["distribution"] and "women" in series["sexes"]:
        parts.append("Andel av gruppen; kvinnor och män ska bli 100.")
    if series["individual_based"] and series["unit"] == "procent" and not series["distribution"]:
        parts.append("Ange gärna Av antal: personerna bakom andelen.")
    return " ".join(part for part in parts if part)


def _allowed(series: pd.Series) -> str:
    low, high = series["scale_min"], series["scale_max"]
    if known(low) and known(high):
        return f"{format_number(low)}–{format_number(high)}."
    return f"Minst {format_number(low)}." if known(low) else "Kan vara negativt."


def _figure(series: pd.Series, row: pd.Series) -> str:
    base = f" av {format_number(row['denominator'])}" if series["aggregation"] == "count" else ""
    return number(series, row["value"]) + base


def _plan_text(series: pd.Series, cell: pd.DataFrame, kind: str) -> str:
    found = cell[cell["kind"] == kind]
    if found.empty or not known(found.iloc[0]["value"]):
        return ""
    row = found.iloc[0]
    mean = kind == "target" and series["aggregation"] == "mean"
    when = f"i snitt {series['period_start']}–{series['period_end']}" if mean else row["year"]
    return f"{_figure(series, row)} ({when})"


def _already(series: pd.Series, row: pd.Series) -> str:
    return _figure(series, row) if known(row["value"]) else REASONS.get(row["missing"], row["missing"])


def checksum(texts: list[str]) -> str:
    """Give the short checksum of some cells; the form carries one for its cells and one for each row's locked text."""
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:16]


def expected_checksum(keys: list[str], year: int) -> str:
    """Give the checksum of what a form expects: its version, its columns and its cells in their order."""
    return checksum([FORM_VERSION, *headers(year), *keys])


def locked_checksum(row: dict[str, str]) -> str:
    """Give the checksum of a row's locked cells, by which the intake sees whether they were changed."""
    return checksum([row[column.name] for column in COLUMNS if not column.filled_in])


# --- The workbook ----------------------------------------------------------------------------------------------------


def workbook(series: pd.DataFrame, observations: pd.DataFrame, year: int, level: str | None = None) -> bytes:
    """Write the form.

    Parameters
    ----------
    series, observations, year, level
        As `expected_cells`.

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
        title = f"Utfall {year} – {LEVELS.get(level, 'alla indikatorer')}"
        book.set_properties({"title": title, "author": "Eskilstuna kommun", "created": datetime(year, 1, 1)})
        _write_guide(book, title, year)
        _write_sheet(book, title, rows, series, year)
        _write_version(book, rows, year, level)
    return file.getvalue()


def guide(year: int) -> list[tuple[str, str]]:
    """Return the instructions on the first sheet: a heading and its text, row by row."""
    return [
        ("Vad du ska göra", f"Fyll i de gula cellerna på bladet {SHEET}, en rad för varje tal. Resten är låst."),
        ("Utfall", f"Skriv talet för {year} i den enhet som står på raden. Decimaltecken är komma: 42,5."),
        ("Procent", "Skriv 78 för 78 procent. Skriv inte 0,78."),
        (
            "Antal av",
            "För 9 av 15: skriv 9 i Utfall och 15 i Av antal (n). För andelar om personer: skriv antalet personer, så "
            "att små tal kan skyddas.",
        ),
        ("Felmarginal", "Fyll i om undersökningen anger en, i samma enhet som utfallet. Annars tomt."),
        ("Om talet saknas", "Lämna Utfall tomt och välj skälet i listan Saknas därför att. Gissa inte."),
        (
            "1–4 personer",
            "Lämna inte tal om 1–4 personer. Välj Skyddas (1–4 personer) för både kvinnor och män; totalen kan lämnas. "
            "Skriv aldrig namn eller personnummer.",
        ),
        ("Kvinnor och män", "Lämna alltid båda könen när de finns, inte bara totalen."),
        ("Källa", "Var talet står: undersökningens eller rapportens namn. Ändra förslaget om det är fel."),
        (
            "Kommentar",
            "Det läsaren behöver veta. Ett tal som avviker mycket från tidigare år måste förklaras här. Gäller talet "
            "inte exakt planens mått ska det också stå här.",
        ),
        (
            "Skäl för ändring",
            f"Bara om raden redan har ett tal under Redan lämnat {year}: skriv varför det ändras. Det gamla talet "
            "sparas.",
        ),
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
    for at, row in enumerate(rows.to_dict("records"), start=HEADER_ROW):
        first = "_first" if row["key"].split("/")[0] != previous else ""
        previous = row["key"].split("/")[0]
        sheet.set_row(at, _ROW_HEIGHT * _lines(row))
        for place, column in enumerate(COLUMNS):
            sheet.write(at, place, row[column.name], looks[("input" if column.filled_in else "locked") + first])
    _set_rules(sheet, rows, series)
    _set_page(sheet, len(rows))


def _lines(row: dict[str, str]) -> int:
    """Count the lines that a row needs: no spreadsheet works that out for a file that it did not write itself."""
    return max(-(-len(row[column.name]) * 10 // (column.width * 9)) for column in COLUMNS)


def _set_page(sheet: xlsxwriter.worksheet.Worksheet, count: int) -> None:
    """Lock, freeze the first columns and set up the print; the active cell is the first to fill in."""
    inputs = [at for at, column in enumerate(COLUMNS) if column.filled_in]
    last = HEADER_ROW + count - 1
    sheet.freeze_panes(HEADER_ROW, 4)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{column_letter(len(COLUMNS) - 1)}{last + 1}"})
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW - 1)
    sheet.set_selection(HEADER_ROW, inputs[0], HEADER_ROW, inputs[0])
    sheet.protect()
    sheet.activate()


def column_letter(at: int) -> str:
    """Name a column as a spreadsheet does: 0 is A, 25 is Z, 26 is AA."""
    return (column_letter(at // 26 - 1) if at > 25 else "") + chr(ord("A") + at % 26)


def _set_rules(sheet: xlsxwriter.worksheet.Worksheet, rows: pd.DataFrame, series: pd.DataFrame) -> None:
    """Let a spreadsheet refuse the plainest mistakes while they are typed; `helpers.intake` refuses all of them."""
    place = {column.name: at for at, column in enumerate(COLUMNS)}
    declared = series.set_index("series")
    last = HEADER_ROW + len(rows) - 1
    for at, key in enumerate(rows["key"], start=HEADER_ROW):
        sheet.data_validation(at, place["value"], at, place["value"], _number_rule(declared.loc[key.split("/")[0]]))
    for name, least in (("denominator", 1), ("margin", 0)):
        sheet.data_validation(HEADER_ROW, place[name], last, place[name], _at_least(least))
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
        return _rule({"criteria": "between", "minimum": low, "maximum": high}, f"Skriv ett tal {_allowed(series)}")
    if known(low):
        return _at_least(low)
    return _rule({"criteria": "between", "minimum": -1e12, "maximum": 1e12}, "Skriv ett tal.")


def _at_least(least: float) -> dict:
    return _rule({"criteria": ">=", "value": least}, f"Skriv ett tal, minst {format_number(exact(least))}.")


def _rule(rule: dict, message: str) -> dict:
    return {"validate": "decimal", "error_title": "Det går inte", "error_message": message} | rule


def _write_version(book: xlsxwriter.Workbook, rows: pd.DataFrame, year: int, level: str | None) -> None:
    """Write what the intake needs to know the form again; the sheet is hidden."""
    sheet = book.add_worksheet(VERSION_SHEET)
    facts = [
        ("formulär", FORM_VERSION),
        ("år", str(year)),
        ("nivå", level or "alla"),
        ("kontrollsumma", expected_checksum(rows["key"].tolist(), year)),
    ]
    facts += [(row["key"], locked_checksum(row)) for row in rows.to_dict("records")]
    for at, (name, value) in enumerate(facts):
        sheet.write_string(at, 0, name)
        sheet.write_string(at, 1, value)
    sheet.protect()
    sheet.very_hidden()


# --- The command -----------------------------------------------------------------------------------------------------


def file_name(year: int, level: str | None) -> str:
    """Name a form: ``utfall_2020.xlsx``, ``utfall_2020_organisation.xlsx``."""
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
    """
    if path.exists():
        if path.read_bytes() == content:
            return False
        if not overwrite:
            raise FileExistsError(path)
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)
    return True


@click.command()
@click.option("--year", type=click.IntRange(2000, 2100), required=True, help="Året som utfallen gäller.")
@click.option("--level", type=click.Choice(list(LEVELS)), help="Bara den ena nivåns indikatorer.")
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
        content = workbook(series, observations, year, level)
        written = write_form(path, content, overwrite)
    except FileExistsError:
        message = f"{path.name} finns redan och kan vara ifylld: välj ett annat namn med --out, eller --overwrite"
        raise SystemExit(f"Inget har skrivits: {message}.") from None
    except (OSError, ValueError) as error:
        raise SystemExit(f"Inget har skrivits: {error}") from error
    cells = len(expected_cells(series, observations, year, level))
    click.echo(f"{path.name} {'är skriven' if written else 'är redan aktuell'}: {cells} rader att fylla i.")
