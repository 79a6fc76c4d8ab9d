"""Write data/processed: the tidy tables and their Data Package."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.data.companions import companion_tables
from helpers.data.persons import persons_table
from helpers.data.tidy import Raw, Tables, allowed_values, gather, tidy
from helpers.model.about import About
from helpers.model.schemas import assessment_file, filled, in_file
from helpers.storage.transaction import put_all, writing


def datapackage(files: dict[str, bytes], facts: dict[str, Any], values: Mapping[str, Sequence[str]]) -> dict:
    """Return the Data Package of the tidy tables, with sizes and checksums.

    Parameters
    ----------
    files : dict of str to bytes
        The tables' names and their contents.
    facts : dict
        What ``plan.toml`` holds; it stands under ``about``, where `helpers.storage.about.about` reads it.
    values : mapping of str to sequence of str
        What the project's own data allow, as `helpers.model.schemas.filled` takes it.
    """
    about = About.of(facts)
    titles = {
        "series": "Planens serier: en rad per serie med allt som metoden behöver veta",
        "observations": "Utgångsvärden, mål, utfall och närliggande mått: en rad per värde",
        "measures": "Närliggande mått: en rad per mått, med hur det skiljer sig från planens",
        "groups": "Jämförbara kommuner: en rad per mått, kommun, kön och år",
        "persons": "Hur många måtten räknas på: en rad per serie, kön och år",
    }
    resources = [_resource(name, titles[name], content, values) for name, content in files.items()]
    return {
        "profile": "tabular-data-package",
        "name": about.package,
        "title": f"{about.title}: indikatorer, mål och utfall",
        "licenses": [{"name": "CC0-1.0", "title": "Fakta ur offentliga källor; källan står vid varje värde"}],
        "about": facts,
        "resources": [*resources[:2], _assessment(), *resources[2:]],  # third, by the contract of names
    }


def _resource(name: str, title: str, content: bytes, values: Mapping[str, Sequence[str]]) -> dict:
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "title": title,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": filled(name, values),
    }


def _assessment() -> dict:
    """Return the description of ``assessment.csv``: columns only, no rows."""
    return {
        "profile": "tabular-data-resource",
        "name": "assessment",
        "title": "Bedömningen: en rad per serie och kön, och en för skillnaden mellan kvinnor och män",
        "description": "Tabellen skrivs av make reports som reports/<år>/assessment.csv. Här står bara kolumnerna.",
        "data": [list(in_file())],
        "schema": assessment_file(),
    }


def as_csv(table: pd.DataFrame) -> bytes:
    r"""Return a table as CSV: UTF-8, comma, ``\n``, no index."""
    return table.to_csv(index=False, lineterminator="\n").encode()


def tables_as_files(tables: Tables, raw: Raw) -> dict[str, bytes]:
    """Return the files of ``data/processed``: names and contents."""
    facts = raw.facts
    beside = {"persons": persons_table(raw.tables["bases"], raw.tables["population"], About.of(facts).home)}
    every = tables._asdict() | companion_tables(raw.tables) | beside
    contents = {name: as_csv(table) for name, table in every.items()}
    ordered = tables.series.sort_values("plan_order", key=lambda order: order.astype(int))
    values = allowed_values(About.of(facts)) | {
        f"{column}s": list(dict.fromkeys(ordered[column])) for column in ("area", "unit")
    }
    values["units"] = list(dict.fromkeys([*values["units"], *every["measures"]["unit"]]))
    package = json.dumps(datapackage(contents, facts, values), ensure_ascii=False, indent=2) + "\n"
    return {f"{name}.csv": content for name, content in contents.items()} | {"datapackage.json": package.encode()}


def processed_files(root: Path, as_reported: int | None = None, *, remember: bool = False) -> dict[str, bytes]:
    """Return what ``data/processed`` should hold: file names and contents.

    Parameters
    ----------
    root : Path
    as_reported : int, optional
        As `tidy`.
    remember : bool
        As `helpers.data.tidy.gather`.

    Raises
    ------
    IssuesError
        As `tidy`.
    """
    raw = gather(root, remember=remember)
    return tables_as_files(tidy(raw, as_reported), raw)


def write_processed(root: Path, as_reported: int | None = None, into: Path | None = None) -> list[Path]:
    """Write ``data/processed`` if all raw tables are sound.

    Parameters
    ----------
    root : Path
        The project's folder.
    as_reported : int, optional
        As `tidy`. The project's own ``data/processed`` holds today's truth only: name another folder in ``into``.
    into : Path, optional
        Another project folder to write ``data/processed`` in; ``root`` when left out.

    Returns
    -------
    list of Path
        The files that were changed.

    Raises
    ------
    IssuesError
        As `tidy`.
    BusyError
        If another process is writing the data.
    """
    data = (into or root) / "data"
    with writing(data):
        contents = {f"processed/{name}": content for name, content in processed_files(root, as_reported).items()}
        return put_all(data, contents)
