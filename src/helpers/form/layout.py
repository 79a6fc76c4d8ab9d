"""The form's content: columns, rows and checksums."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd

from helpers.model.codes import SEXES
from helpers.model.numbers import format_number, known
from helpers.model.records import as_records
from helpers.model.schemas import labels
from helpers.text.figures import number
from helpers.text.words import place_name

FORM_VERSION = "1"
GUIDE, SHEET, VERSION_SHEET = "Läs först", "Utfall", "Version"
HEADER_ROW = 4
REASONS = labels("outcomes", "missing", "form")
UNSTATED_SOURCE = "Planen anger ingen källa"
_LAST_VALUES = 3


class Column(NamedTuple):
    """A column of the form.

    Attributes
    ----------
    name, header, width
        ``name`` as in data/raw/outcomes where it is filled in; ``{year}`` in the header is the form's year.
    read_as : str
        How a filled-in cell is read: ``value`` (in the series' unit), ``whole`` (a number from 1), ``size`` (a number
        from 0), ``reason`` (one of `REASONS`) or ``text``. Empty: the column is locked.
    guide : mapping of str to str
        What the form's first sheet says of a filled-in column: texts by heading, with ``{year}``.
    """

    name: str
    header: str
    width: int
    read_as: str = ""
    guide: Mapping[str, str] = MappingProxyType({})


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
    Column(
        "value",
        "Utfall {year}",
        13,
        "value",
        {
            "Utfall": "Skriv talet för {year} i den enhet som står på raden. Decimaltecken är komma: 42,5.",
            "Procent": "Skriv 78 för 78 procent. Skriv inte 0,78.",
        },
    ),
    Column(
        "denominator",
        "Av antal (n)",
        13,
        "whole",
        {
            "Antal av": "För 9 av 15: skriv 9 i Utfall och 15 i Av antal (n). För andelar om personer: skriv antalet "
            "personer, så att små tal kan skyddas."
        },
    ),
    Column(
        "margin",
        "Felmarginal (±)",
        16,
        "size",
        {"Felmarginal": "Fyll i om undersökningen anger en, i samma enhet som utfallet. Annars tomt."},
    ),
    Column(
        "missing",
        "Saknas därför att",
        28,
        "reason",
        {
            "Om talet saknas": "Lämna Utfall tomt och välj skälet i listan Saknas därför att. Gissa inte.",
            "1–4 personer": "Lämna inte tal om 1–4 personer. Välj Skyddas (1–4 personer) för både kvinnor och män; "
            "totalen kan lämnas. Skriv aldrig namn eller personnummer.",
            "Kvinnor och män": "Lämna alltid båda könen när de finns, inte bara totalen.",
        },
    ),
    Column(
        "source",
        "Källa",
        38,
        "text",
        {"Källa": "Var talet står: undersökningens eller rapportens namn. Ändra förslaget om det är fel."},
    ),
    Column(
        "comment",
        "Kommentar",
        40,
        "text",
        {
            "Kommentar": "Det läsaren behöver veta. Ett tal som avviker mycket från tidigare år måste förklaras här. "
            "Gäller talet inte exakt planens mått ska det också stå här."
        },
    ),
    Column(
        "revision_reason",
        "Skäl för ändring",
        28,
        "text",
        {
            "Skäl för ändring": "Bara om raden redan har ett tal under Redan lämnat {year}: skriv varför det ändras. "
            "Det gamla talet sparas."
        },
    ),
    Column("key", "Nyckel (ändra inte)", 36),
)
FILLED_IN = tuple(column for column in COLUMNS if column.read_as)
LEAST = {"whole": 1, "size": 0}  # the smallest number that such a column takes


def headers(year: int) -> list[str]:
    """Return the headers of a year's form, as ordered in `COLUMNS`."""
    return [column.header.format(year=year) for column in COLUMNS]


def expected_cells(series: pd.DataFrame, observations: pd.DataFrame, year: int, level: str | None) -> pd.DataFrame:
    """Return the cells that a follow-up expects an outcome for.

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
        One row per series, geography and sex in the plan's order, the municipality before its comparator, women before
        men before total; columns ``series``, ``geography``, ``sex``. A series about people that the plan prints as a
        total only is asked for by sex too (förordning 2001:100, 14 §). The comparator as far as the plan prints it. A
        series with declared measuring years is left out in others; before the baseline year only those are asked for
        that continue a series of an earlier plan.
    """
    comparator = observations["series"].map(series.set_index("series")["comparator"])
    plan = observations[(observations["geography"] == comparator) & (observations["kind"] == "baseline")]
    printed = plan.groupby("series")["sex"].agg(set).to_dict()
    rows = []
    for row in as_records(series):
        years = [int(part) for part in row["measured_years"].split(";") if part]
        if level not in (None, row["level"]) or (years and year not in years):
            continue
        if year < row["baseline_year"] and not row["continues"]:
            continue
        compared = printed.get(row["series"], set())
        rows += [(row["series"], row["geography"], sex) for sex in _sexes(row)]
        rows += [(row["series"], row["comparator"], sex) for sex in SEXES if sex in compared]
    return pd.DataFrame(rows, columns=["series", "geography", "sex"])


def _sexes(series: dict) -> list[str]:
    printed = series["sexes"].split(";")
    split = series["individual_based"] and not series["distribution"] and "total" in printed
    return ["women", "men", "total"] if split else printed


def form_rows(series: pd.DataFrame, observations: pd.DataFrame, year: int, level: str | None) -> pd.DataFrame:
    """Return the form's rows: one per expected cell.

    Parameters
    ----------
    series, observations, year, level
        As `expected_cells`.

    Returns
    -------
    DataFrame
        One column per `COLUMNS`, all text, empty where it is filled in. The declared source stands in the source's cell
        as a proposal to accept or write over.
    """
    declared = {row["series"]: row for row in as_records(series)}
    cells: dict[tuple[str, str, str], list[dict]] = {}
    for row in as_records(observations.sort_values("year", kind="stable")):
        cells.setdefault((row["series"], row["geography"], row["sex"]), []).append(row)
    rows = [
        _form_row(declared[name], geography, sex, cells.get((name, geography, sex), []), year)
        for name, geography, sex in expected_cells(series, observations, year, level).itertuples(index=False)
    ]
    return pd.DataFrame(rows, columns=[column.name for column in COLUMNS])


def _form_row(series: dict, geography: str, sex: str, cell: list[dict], year: int) -> dict[str, str]:
    outcomes = [row for row in cell if row["kind"] in ("outcome", "earlier")]
    before = [row for row in outcomes if row["year"] < year and known(row["value"])][-_LAST_VALUES:]
    return dict.fromkeys((column.name for column in COLUMNS), "") | {
        "indicator": series["indicator"],
        "label": series["label"],
        "title": series["title"],
        "place": place_name(series, geography),
        "who": _who(series, sex),
        "unit": series["unit"],
        "hint": _hint(series),
        "baseline": _plan_text(series, cell, "baseline"),
        "last": "; ".join(f"{row['year']}: {_figure(series, row)}" for row in before),
        "target": _plan_text(series, cell, "target"),
        "already": "; ".join(_already(series, row) for row in outcomes if row["year"] == year),
        "source": "" if series["source"] == UNSTATED_SOURCE else series["source"],
        "key": key_of(series["series"], geography, sex),
    }


def key_of(series: str, geography: str, sex: str) -> str:
    """Return a cell's key: series, geography and sex, with slashes."""
    return f"{series}/{geography}/{sex}"


def _who(series: dict, sex: str) -> str:
    words = {
        "women": series["women_word"] or "kvinnor/flickor",
        "men": series["men_word"] or "män/pojkar",
        "total": "totalt",
    }
    return words[sex].capitalize()


def _hint(series: dict) -> str:
    parts = [allowed(series)]
    if series["unit_percent"]:
        parts.append("Skriv 78 för 78 %.")
    if series["aggregation"] == "mean":
        parts.append("Årets eget värde, inte medelvärdet.")
    if series["aggregation"] == "count":
        parts.append("Skriv 9 här och 15 i Av antal för 9 av 15.")
    if series["distribution"] and "women" in series["sexes"]:
        parts.append("Andel av gruppen; kvinnor och män ska bli 100.")
    if series["individual_based"] and series["unit_percent"] and not series["distribution"]:
        parts.append("Ange gärna Av antal: personerna bakom andelen.")
    return " ".join(part for part in parts if part)


def allowed(series: Mapping[str, Any] | pd.Series) -> str:
    """Return in Swedish which values a series' cell allows."""
    low, high = series["scale_min"], series["scale_max"]
    if known(low) and known(high):
        return f"{format_number(low)}–{format_number(high)}."
    return f"Minst {format_number(low)}." if known(low) else "Kan vara negativt."


def _figure(series: dict, row: dict) -> str:
    base = f" av {format_number(row['denominator'])}" if series["aggregation"] == "count" else ""
    return number(series, row["value"]) + base


def _plan_text(series: dict, cell: list[dict], kind: str) -> str:
    row = next((row for row in cell if row["kind"] == kind), None)
    if row is None or not known(row["value"]):
        return ""
    mean = kind == "target" and series["aggregation"] == "mean"
    when = f"i snitt {series['period_start']}–{series['period_end']}" if mean else row["year"]
    return f"{_figure(series, row)} ({when})"


def _already(series: dict, row: dict) -> str:
    return _figure(series, row) if known(row["value"]) else REASONS.get(row["missing"], row["missing"])


def checksum(texts: list[str]) -> str:
    """Return a short checksum of some texts."""
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:16]


def expected_checksum(keys: list[str], year: int) -> str:
    """Return the checksum of a form's version, columns and ordered cells."""
    return checksum([FORM_VERSION, *headers(year), *keys])


def locked_checksum(row: dict[str, str]) -> str:
    """Return the checksum of a row's locked cells.

    By it the intake sees whether they were changed.
    """
    return checksum([row[column.name] for column in COLUMNS if not column.read_as])
