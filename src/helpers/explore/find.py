"""Find measures by a word; look up what a column means."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pandas as pd

from helpers.explore.frame import Frame, labelled
from helpers.model.names import UnknownNameError, nearest, text_or_told, unknown
from helpers.model.schemas import schema
from helpers.read import load

SEARCHED = ["series", "indicator", "label", "title", "area", "area_name", "unit"]
DESCRIBED = ("series", "observations", "assessment")


def find(word: str = "", *, root: Path | None = None) -> Frame:
    """Return the measures that have a word in name, wording, unit or area.

    Parameters
    ----------
    word : str
        Any part of a word, in small or capital letters, with or without dots and rings: ``"arbetslös"``. Several
        words must all be there. Left out: every measure.
    root : Path, optional
        The project's folder.

    Returns
    -------
    DataFrame
        One row per series, in the plan's order: ``series`` (what to write in ``view["..."]``), ``label, unit, area``
        (what to write in ``follow_up("...")``), ``indicator, outcomes`` (the municipality's own), ``first, last``
        (their years), ``companions`` (known figures of nearby measures) and ``title`` (the plan's wording).

    Raises
    ------
    KeyError
        In Swedish, with the nearest word, if nothing is found.
    TypeError
        In Swedish, if the word is no text.

    Examples
    --------
    >>> list(find("arbetslös")["series"])
    ['X_alla', 'X_en', 'X_annan']
    """
    text_or_told("ordet", word, 'find("arbetslös")')
    series, observations = load(root=root)
    texts = series[SEARCHED].agg(" ".join, axis=1).map(_plain)
    hits = texts.map(lambda text: all(part in text for part in _plain(word).split()))
    if not hits.any():
        near = nearest(word, sorted({part.strip(".,:()") for text in series["title"] for part in text.split()}))
        hint = f"; menade du {near!r}?" if near else "."
        raise UnknownNameError(f"inget mått har {word!r} i sitt namn{hint} find() visar alla.")
    found = series.loc[hits, ["series", "indicator", "title"]].merge(
        _outcomes(series, observations), on="series", how="left"
    )
    counts = {name: found[name].fillna(0).astype(int) for name in ("outcomes", "companions")}
    table = labelled(found.assign(**counts), series)
    return Frame(table[[*(name for name in table if name != "title"), "title"]])


def _plain(text: str) -> str:
    """Return a text without case and accents: ``Arbetslöshet`` as ``arbetsloshet``."""
    return unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()


def _outcomes(series: pd.DataFrame, observations: pd.DataFrame) -> pd.DataFrame:
    home = observations["series"].map(series.set_index("series")["geography"])
    ours = observations[(observations["geography"] == home) & observations["value"].notna()]
    known, near = (ours[ours["kind"] == kind].groupby("series")["year"] for kind in ("outcome", "related"))
    years = pd.DataFrame({"outcomes": known.size(), "first": known.min(), "last": known.max()})
    table = years.join(near.size().rename("companions"), how="outer")
    return table.astype({"first": "Int64", "last": "Int64"}).rename_axis("series").reset_index()


def columns(table: str = "assessment") -> Frame:
    """Return the explanations of a table's columns, or of one column.

    Parameters
    ----------
    table : str
        ``"assessment"`` (``view.assessment`` and assessment.csv), ``"series"`` or ``"observations"``; or a column's
        name, as ``"pace_ratio"``: then a row for each table that has it.

    Returns
    -------
    DataFrame
        One row per column, in the table's order: ``table, column, title`` (Swedish), ``type, unit`` (of the figures),
        ``description`` and ``codes`` (each code with its meaning; empty where the column holds none).

    Raises
    ------
    KeyError
        In Swedish, if there is no such table or column.
    TypeError
        In Swedish, if the name is no text.
    """
    text_or_told("tabellen", table, 'columns("assessment")')
    fields = [(name, field) for name in DESCRIBED for field in schema(name)["fields"]]
    found = [each for each in fields if each[0] == table] or [each for each in fields if each[1]["name"] == table]
    if not found:
        near = nearest(table, (field["name"] for _, field in fields))
        error = unknown("tabellen", table, DESCRIBED)
        raise UnknownNameError(f"{error} Kolumnen {near} förklaras av columns({near!r})." if near else str(error))
    rows = [
        {
            "table": name,
            "column": field["name"],
            "title": field.get("title", ""),
            "type": field["type"],
            "unit": field.get("unit", ""),
            "description": field.get("description", ""),
            "codes": "; ".join(f"{code['value']} = {code['label']}" for code in field.get("categories", [])),
        }
        for name, field in found
    ]
    return Frame(rows)
