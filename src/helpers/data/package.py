"""Write data/processed: the tidy tables as CSV and the Data Package that describes them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd

from helpers.data.tidy import tidy
from helpers.model.schemas import schema


def datapackage(files: dict[str, bytes]) -> dict:
    """Describe the tidy tables as a Data Package, with the size and checksum of each file.

    Parameters
    ----------
    files : dict of str to bytes
        The tables' names and their contents.
    """
    titles = {
        "series": "Planens serier: en rad per serie med allt som metoden behöver veta",
        "observations": "Utgångsvärden, mål, utfall och närliggande mått: en rad per värde",
    }
    return {
        "profile": "tabular-data-package",
        "name": "eskilstuna-strategisk-inriktning-2016-2019",
        "title": "Eskilstuna kommuns strategiska inriktning 2016–2019: indikatorer, mål och utfall",
        "licenses": [{"name": "CC0-1.0", "title": "Fakta ur offentliga källor; källan står vid varje värde"}],
        "resources": [_resource(name, titles[name], content) for name, content in files.items()],
    }


def _resource(name: str, title: str, content: bytes) -> dict:
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
        "schema": schema(name),
    }


def as_csv(table: pd.DataFrame) -> bytes:
    r"""Write a table the one way the project writes them: UTF-8, comma, ``\n``, no index."""
    return table.to_csv(index=False, lineterminator="\n").encode()


def processed_files(root: Path, as_reported: int | None = None) -> dict[str, bytes]:
    """Return what ``data/processed`` should hold: file names and contents; parameters as `tidy`.

    Raises
    ------
    IssuesError
        As `tidy`.
    """
    tables = tidy(root, as_reported)
    contents = {name: as_csv(table) for name, table in tables._asdict().items()}
    package = json.dumps(datapackage(contents), ensure_ascii=False, indent=2) + "\n"
    return {f"{name}.csv": content for name, content in contents.items()} | {"datapackage.json": package.encode()}


def write_processed(root: Path, as_reported: int | None = None, into: Path | None = None) -> list[Path]:
    """Rebuild ``data/processed``; nothing is written unless all raw tables are sound.

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
    """
    contents = processed_files(root, as_reported)
    folder = (into or root) / "data" / "processed"
    folder.mkdir(parents=True, exist_ok=True)
    changed = {
        folder / name: content
        for name, content in contents.items()
        if not (folder / name).exists() or (folder / name).read_bytes() != content
    }
    try:
        for path, content in changed.items():
            path.with_suffix(".part").write_bytes(content)
        for path in changed:
            path.with_suffix(".part").replace(path)
    finally:
        for left in folder.glob("*.part"):  # of a disk that was full, or of a run that was cut off
            left.unlink()
    return list(changed)
