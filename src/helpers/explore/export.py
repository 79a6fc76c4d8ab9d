"""Export tables for Excel: Swedish headers, words for codes, explained columns."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pandas as pd

from helpers.explore.find import columns
from helpers.model.names import told
from helpers.model.schemas import schema
from helpers.view import FollowUp

SHEETS = {"series": "Serier", "observations": "Värden", "assessment": "Bedömning"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _fields(*tables: str) -> dict[str, dict]:
    """Return the fields of some schemas by name.

    The first table that has a column says what it is.
    """
    found: dict[str, dict] = {}
    for table in tables:
        found |= {field["name"]: field for field in schema(table)["fields"] if field["name"] not in found}
    return found


def in_swedish(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a table with Swedish headers and words for its codes.

    Parameters
    ----------
    table : DataFrame
        Its columns stand in the schema ``name``, or in that of the series.
    name : str
        ``series``, ``observations`` or ``assessment``.

    Returns
    -------
    DataFrame
        Codes joined by semicolons are told one by one; a code without a word stands as it is.
    """
    fields = _fields(name, "series")
    words = {
        column: {code["value"]: code["label"] for code in fields[column].get("categories", [])}
        for column in table
        if column in fields
    }
    told = {column: table[column].map(lambda text, w=w: _told(text, w)) for column, w in words.items() if w}
    return table.assign(**told).rename(columns={column: fields[column]["title"] for column in words})


def _told(text: object, words: Mapping[str, str]) -> object:
    return "; ".join(words.get(code, code) for code in text.split(";")) if isinstance(text, str) else text


def excel_csv(table: pd.DataFrame) -> str:
    """Return a table as CSV for a Swedish Excel.

    Semicolons, decimal commas, a byte order mark. Text that Excel would take for a formula gets an apostrophe before
    it.
    """
    name = "assessment" if "pace_ratio" in table else "observations"
    swedish = in_swedish(table, name)
    texts = swedish.select_dtypes(["object", "string"]).columns
    safe = {column: swedish[column].map(_no_formula) for column in texts}
    return "\ufeff" + swedish.assign(**safe).to_csv(index=False, sep=";", decimal=",", lineterminator="\r\n")


def _no_formula(text: object) -> object:
    return f"'{text}" if isinstance(text, str) and text.startswith(FORMULA) else text


def to_excel(view: FollowUp, path: str | Path) -> Path:
    """Write a view as a workbook; see `helpers.followup.View.to_excel`."""
    target = _target(path)
    buffer = BytesIO()
    options = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
    with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs=options) as book:
        for name, sheet in SHEETS.items():
            _write(book, sheet, in_swedish(_described(getattr(view, name), name), name))
        _write(book, "Kolumner", _explained())
    target.write_bytes(buffer.getvalue())
    return target


def _described(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the columns that the schema explains."""
    return table[[field["name"] for field in schema(name)["fields"] if field["name"] in table]]


def _write(book: pd.ExcelWriter, sheet: str, table: pd.DataFrame) -> None:
    table.to_excel(book, sheet_name=sheet, index=False, freeze_panes=(1, 1))
    written = book.sheets[sheet]
    written.autofilter(0, 0, len(table), len(table.columns) - 1)
    for place, head in enumerate(table.columns):
        longest = max([len(str(head)), *table[head].astype(str).str.len().head(200)])
        written.set_column(place, place, min(longest + 2, 60))


def _explained() -> pd.DataFrame:
    """Return the explanations of the sheets' columns, one row each."""
    heads = {
        "title": "Kolumn",
        "description": "Vad den säger",
        "unit": "Enhet",
        "codes": "Ord",
        "column": "Namn i data",
    }
    parts = []
    for name, sheet in SHEETS.items():
        told = columns(name)
        words = told["codes"].map(lambda text: "; ".join(part.split(" = ", 1)[-1] for part in text.split("; ")))
        parts.append(told.assign(codes=words)[list(heads)].rename(columns=heads).assign(Blad=sheet))
    table = pd.concat(parts, ignore_index=True)
    return table[["Blad", *heads.values()]]


def _target(path: str | Path) -> Path:
    if not isinstance(path, str | Path):
        raise TypeError(f'filens namn skrivs som text, inte {told(path)}; skriv till exempel view.to_excel("min.xlsx")')
    target = Path(path).expanduser()
    if target.suffix.lower() != ".xlsx":
        raise ValueError(f"filen {str(path)!r} ska sluta på .xlsx, till exempel {target.stem or 'min'}.xlsx")
    if not target.parent.is_dir():
        raise ValueError(f"mappen {str(target.parent)!r} finns inte; skapa den först, eller skriv bara filens namn")
    return target
