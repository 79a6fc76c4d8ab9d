"""Fingerprints of content: data, source, lock file, installed packages."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial, wraps
from pathlib import Path
from typing import Any

from helpers.runner.settings import Item, PlanError
from helpers.storage.remembered import CONTENTS, remembered

# the kinds of files that the project reads
TABLES, SOURCES = (".csv", ".toml", ".json"), (".py", ".json", ".j2", ".css")
FOREIGN = (".", "~", "__pycache__")
PACKAGES = ("pandas", "papermill", "nbconvert")


def digest(*parts: object) -> str:
    """Return a fingerprint of bytes, texts and numbers."""
    total = hashlib.sha256()
    for part in parts:
        content = part if isinstance(part, bytes) else str(part).encode(errors="surrogatepass")
        total.update(b"%d:" % len(content) + content)
    return total.hexdigest()


_seen: dict[tuple, Any] | None = None


@contextmanager
def one_look() -> Iterator[None]:
    """Compute each fingerprint at most once while the block runs."""
    global _seen
    _seen = {}
    try:
        yield
    finally:
        _seen = None


def _seen_once(fingerprint: Callable) -> Callable:
    """Make a function answer from memory inside `one_look`."""

    @wraps(fingerprint)
    def once(*arguments: Any) -> Any:
        if _seen is None:
            return fingerprint(*arguments)
        key = (fingerprint.__name__, *arguments)
        if key not in _seen:
            _seen[key] = fingerprint(*arguments)
        return _seen[key]

    return once


@_seen_once
def data_digests(root: Path) -> dict[str, str]:
    """Return fingerprints of the data by what each page reads.

    Returns
    -------
    dict of str to str
        The goal area's slug to the SHA-256 of its series, their observations and the plan's facts; the empty slug to
        that of every table in data/processed and data/raw (only the latter tells what earlier follow-ups knew). What a
        computer or an editor leaves there (``Thumbs.db``, hidden files and folders) does not count.
    """
    return contents(root)["areas"] | {"": _tables_digest(root)}


@_seen_once
def contents(root: Path) -> dict[str, Any]:
    """Return what the tidy tables hold, as far as a build must know it.

    Reading them takes longer than all else that an unchanged build does, so it is remembered by their fingerprint.

    Returns
    -------
    dict
        ``areas``: goal area to fingerprint of its rows; ``newest``: the last year with any figure; ``first``: goal area
        to its first baseline year; ``geographies``: all of which there are figures.

    Raises
    ------
    PlanError
        If a table is missing.
    """
    return remembered(root, CONTENTS, digest(_tables_digest(root), source_digest()), partial(_contents, root))


def _contents(root: Path) -> dict[str, Any]:
    folder = root / "data" / "processed"
    observations, groups = folder / "observations.csv", folder / "groups.csv"
    areas = _area_digests(folder)
    newest = max(int(year) for year in set(column(observations, "year")))
    first: dict[str, int] = {}
    for row in digest_rows(folder / "series.csv"):
        first[row["area"]] = min(int(row["baseline_year"]), first.get(row["area"], newest))
    places = {*column(observations, "geography"), *(column(groups, "geography") if groups.is_file() else ())}
    return {"areas": areas, "newest": newest, "first": first, "geographies": sorted(places)}


@_seen_once
def _tables_digest(root: Path) -> str:
    folder = root / "data"
    return _digest_of_files(folder, (*_files(folder / "processed", TABLES), *_files(folder / "raw", TABLES)))


def _area_digests(processed: Path) -> dict[str, str]:
    """Return a fingerprint of each goal area's rows in the tidy tables."""
    area_of = {row["series"]: row["area"] for row in digest_rows(processed / "series.csv")}
    series_of = {row["key"]: row["series"] for row in _rows_if_any(processed / "measures.csv")}
    lines = defaultdict(list)
    for name, key, known in (
        ("series.csv", "series", None),
        ("observations.csv", "series", None),
        ("measures.csv", "series", None),
        ("persons.csv", "series", None),
        ("groups.csv", "measure", series_of),  # a group's figures belong to the series of their measure
    ):
        if name in ("series.csv", "observations.csv") or (processed / name).is_file():
            head, rows = read_lines(processed / name)
            for row, found in zip(rows, column(processed / name, key), strict=True):
                series = found if known is None else known.get(found, "")
                lines[area_of.get(series, "")].append("\x1f".join((*head, series, *row)))
    about = _about(processed / "datapackage.json")
    return {area: digest(about, "\x1e".join(found)) for area, found in lines.items() if area}


def _about(package: Path) -> str:
    """Return the data package's facts of plan and municipality.

    Every page names them; empty without a package.
    """
    return json.dumps(json.loads(package.read_bytes()).get("about")) if package.is_file() else ""


def _rows_if_any(path: Path) -> list[dict[str, str]]:
    return digest_rows(path) if path.is_file() else []


def _files(folder: Path, kinds: tuple[str, ...]) -> list[str]:
    """List the files of these kinds below a folder, in order.

    Nothing hidden and nothing that Python has compiled. As text, since there are hundreds.
    """
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(FOREIGN))
        found += [
            os.path.join(place, name)  # noqa: PTH118
            for name in sorted(names)
            if name.endswith(kinds) and not name.startswith(FOREIGN)
        ]
    return found


@_seen_once
def read_lines(path: Path) -> tuple[list[str], list[list[str]]]:
    """Return the head and the rows of a tidy table.

    Without a dictionary for each row, which takes ten times as long.

    Raise `PlanError` where it is missing.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            return next(rows, []), list(rows)
    except FileNotFoundError as error:
        raise PlanError(f"{path.name} saknas i data/processed. Kör make data först.") from error


def digest_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a small tidy table as dictionaries.

    Raise `PlanError` where it is missing.
    """
    head, rows = read_lines(path)
    return [dict(zip(head, row, strict=False)) for row in rows]


def column(path: Path, name: str) -> list[str]:
    """Return one column of a tidy table; empty cells where it is missing.

    Raise `PlanError` where it is missing.
    """
    head, rows = read_lines(path)
    at = head.index(name) if name in head else len(head)
    return [row[at] if at < len(row) else "" for row in rows]


@_seen_once
def source_digest() -> str:
    """Fingerprint this package: every module, schema and template in it."""
    package = Path(__file__).parents[1]
    return _digest_of_files(package, _files(package, SOURCES))


def checked_digest(root: Path) -> str:
    """Fingerprint what the check of the data looks at.

    Raw and tidy tables, and the checks themselves.
    """
    return digest(source_digest(), data_digests(root)[""])


def _digest_of_files(folder: Path, files: Iterable[str]) -> str:
    """Return a fingerprint of files' contents and of their places in a folder."""
    parts = []
    for path in files:
        with open(path, "rb") as file:  # noqa: PTH123
            parts += [path[len(str(folder)) + 1 :].replace(os.sep, "/"), file.read()]
    return digest(*parts)


@_seen_once
def lock_digest(root: Path) -> str:
    """Return a fingerprint of the lock file and of what is installed."""
    lock = root / "requirements.lock"
    return digest(lock.read_bytes() if lock.is_file() else b"", *installed())


@_seen_once
def installed() -> list[str]:
    """Return the names of all ``.dist-info`` folders."""
    found = set()
    for place in sys.path:
        with suppress(OSError):  # not a folder
            found |= {entry.name for entry in os.scandir(place or ".") if entry.name.endswith(".dist-info")}
    return sorted(found)


@_seen_once
def made_with() -> tuple[tuple[str, str], ...]:
    """Return the versions of Python and the main packages."""
    versions = {}
    for folder in installed():
        name, _, version = folder.removesuffix(".dist-info").rpartition("-")
        versions[name.lower()] = version
    python = ".".join(map(str, sys.version_info[:3]))
    return (("Python", python), *((name, versions.get(name, "saknas")) for name in PACKAGES))


MANIFEST = "manifest.json"


def manifest_of(out: Path) -> dict[str, Any]:
    """Read what the present reports were made from.

    Empty if that cannot be known.
    """
    try:
        found = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
        return found if all(isinstance(entry["files"], dict) for entry in found["items"].values()) else {}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def is_fresh(item: Item, known: Mapping[str, Any], out: Path) -> bool:
    """Return whether an item's sources and files are unchanged."""
    try:
        entry = known["items"][item.name]
        return entry["key"] == item.key and all(file_digest(out / name) == sha for name, sha in entry["files"].items())
    except (LookupError, TypeError, OSError):
        return False


def file_digest(path: Path) -> str:
    """Return the fingerprint of a file's content."""
    return digest(path.read_bytes())


def files_of(known: Mapping[str, Any]) -> set[str]:
    """Return the files that the present reports consist of."""
    return {MANIFEST, *(name for entry in known.get("items", {}).values() for name in entry["files"])}
