"""The empty plan table as a workbook, and the first plan.toml."""

from __future__ import annotations

import json
from collections.abc import Sequence
from io import BytesIO

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from helpers.newplan.heads import GUIDE, HEADS, SHEET

ROWS = 300


def workbook(levels: Sequence[str], others: Sequence[str]) -> bytes:
    """Return the plan table to fill in.

    A sheet with drop-downs, and one that explains every column.

    Parameters
    ----------
    levels, others : sequence of str
        The plan's kinds of indicators, and whom a target can be set against, to choose from.
    """
    file, declared = BytesIO(), {"Nivå": levels, "Ska vara bättre än": others}
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        bold, wrap = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"text_wrap": True})
        text = book.add_format({"num_format": "@"})  # so that 9/15 becomes no date, and 90,0 and 78 % stay as typed
        sheet, guide = book.add_worksheet(SHEET), book.add_worksheet(GUIDE)
        sheet.freeze_panes(1, 0)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(len(HEADS) - 1)}{ROWS + 1}"})
        for place, head in enumerate(HEADS):
            sheet.write_string(0, place, head.name, bold)
            sheet.set_column(place, place, max(12, len(head.name)), text)
            if choices := declared.get(head.name, head.choices):
                rule = {"validate": "list", "source": list(choices), "error_message": "Välj ur listan."}
                sheet.data_validation(1, place, ROWS, place, rule)
        rows = [("Kolumn", "Vad du skriver", "Exempel", "Måste fyllas i")]
        rows += [(head.name, head.text, head.example, "ja" if head.needed else "") for head in HEADS]
        for line, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                guide.write_string(line, place, cell, wrap if line else bold)
        guide.set_column(0, 0, 20)
        guide.set_column(1, 1, 70)
        guide.set_column(2, 3, 30)
    return file.getvalue()


def _quoted(text: str) -> str:
    """Return a text as TOML writes it; JSON's quotation and escapes are TOML's too."""
    return json.dumps(text, ensure_ascii=False)


def plan_toml(municipality: str, name: str, code: str, years: tuple[int, int]) -> str:
    """Return a first plan.toml, for a person to read through.

    Parameters
    ----------
    municipality, name : str
        The municipality's and the plan's names.
    code : str
        The municipality in the column ``geography``.
    years : tuple of int
        The plan's first and last year.
    """
    genitive = municipality if municipality.endswith(("s", "x", "z")) else f"{municipality}s"
    plain = name.replace("–", "-")
    return f"""\
# Läs igenom: orden här står på sidorna. Fyll i kolada (kommunens kod, fyra siffror) för att hämta öppna data.

[plan]
name = {_quoted(name)}
source = {_quoted(plain)}
title = {_quoted(f"{name} för {municipality}")}
package = "{code.replace("_", "-")}-plan"
table = "plan.csv"
first_year = {years[0]}
last_year = {years[1]}

[municipality]
geography = "{code}"
name = {_quoted(municipality)}
word = {_quoted(municipality)}
genitive = {_quoted(genitive)}
authority = {_quoted(f"{genitive} kommun")}
kolada = ""
kolada_name = {_quoted(municipality)}

[[comparators]]
geography = "riket"
name = "Riket"
word = "riket"
genitive = "rikets"
kolada = "0000"
kolada_name = "Riket"

# Säger planen ”bättre än jämförbara kommuner” utan att namnge dem: ta bort #. Sådant visas men kan inte bedömas.
# [[unnamed]]
# geography = "jamforbara_kommuner"

# Jämför planen med en grupp av kommuner: beskriv gruppen och dess medlemmar så, och lämna deras tal i data/raw/groups.
# [[groups]]
# geography = "natverket"
# name = "Nätverket"
# word = "nätverket"
# genitive = "nätverkets"
# [[members]]
# group = "natverket"
# geography = "grannkommunen"
# name = "Grannkommunen"

[[levels]]
level = "ort"
printed = "Ortsindikatorer"
word = "ortsindikatorer"

[[levels]]
level = "organisation"
printed = "Organisationsindikatorer"
word = "organisationsindikatorer"

# Fortsätter serier från en tidigare plan: ta bort # och skriv planens namn och dess mapp, sedd från den här mappen.
# Skriv sedan plan/serie i kolumnen continues i declarations.csv. Utan mapp kan tidigare utfall lämnas med formuläret.
# [[earlier]]
# plan = "förra planen"
# folder = "../forra-planen"

# Meningar som är sanna bara för den här kommunen. En tom mening skrivs inte ut.
[sentences]
levels = ""
missing_outcomes = ""
"""


def readme(municipality: str, name: str) -> str:
    """Return the note that explains the project's tables, for the zip."""
    return f"""\
# Data: {name}, {municipality}

`raw` är det som lämnas in, `processed` det som `python -m helpers data` gör av det. Varje kolumn i `processed`, dess
typ och vad den tillåter står i `processed/datapackage.json`.

| fil | vad |
| --- | --- |
| `raw/plan.toml` | vilken plan och kommun det gäller, och vad den jämförs med |
| `raw/plan.csv`, `raw/plan_rows.csv` | planens utgångsvärden och mål, inskrivna i plantabellen |
| `raw/declarations.csv` | vad metoden behöver veta om varje serie, med skäl |
| `raw/areas.csv`, `raw/units.csv` | målområden och enheter |
| `raw/outcomes/` | utfall, vart och ett med sin källa |
"""
