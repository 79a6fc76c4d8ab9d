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
from functools import wraps
from pathlib import Path
from typing import Any

from helpers.runner.settings import Item, PlanError

# the kinds of files that the project reads
TABLES, SOURCES = (".csv", ".toml", ".json"), (".py", ".json", ".j2", ".css")
FOREIGN = (".", "~", "__pycache__")
PACKAGES = ("pandas", "matplotlib", "papermill", "nbconvert")


def digest(*parts: object) -> str:
    """Return a fingerprint of bytes, texts and numbers."""
    total = hashlib.sha256()
    for part in parts:
        content = part if isinstance(part, bytes) else str(part).encode()
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
    folder = root / "data"
    everything = _digest_of_files(folder, [*_files(folder / "processed", TABLES), *_files(folder / "raw", TABLES)])
    series, observations = (digest_rows(folder / "processed" / name) for name in ("series.csv", "observations.csv"))
    area_of = {row["series"]: row["area"] for row in series}
    lines = defaultdict(list)
    for table in (series, observations, *_beside(folder / "processed")):
        for row in table:
            lines[area_of.get(row["series"], "")].append("\x1f".join((*row, *row.values())))
    about = _about(folder / "processed" / "datapackage.json")
    return {area: digest(about, *found) for area, found in lines.items() if area} | {"": everything}


def _about(package: Path) -> str:
    """Return the data package's facts of plan and municipality.

    Every page names them; empty without a package.
    """
    return json.dumps(json.loads(package.read_bytes()).get("about")) if package.is_file() else ""


def _beside(processed: Path) -> Iterable[list[dict[str, str]]]:
    """Return companion measures, bases and comparable municipalities, each with its series."""
    paths = (processed / "measures.csv", processed / "groups.csv")
    measures, groups = (digest_rows(path) if path.is_file() else [] for path in paths)
    of = {row["key"]: row["series"] for row in measures}
    yield measures
    yield digest_rows(processed / "persons.csv") if (processed / "persons.csv").is_file() else []
    yield [{"series": of.get(row["measure"], "")} | row for row in groups]


def _files(folder: Path, kinds: tuple[str, ...]) -> list[Path]:
    """List the files of these kinds below a folder, in order.

    Nothing hidden and nothing that Python has compiled.
    """
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(FOREIGN))
        found += [Path(place, name) for name in sorted(names) if name.endswith(kinds) and not name.startswith(FOREIGN)]
    return found


@_seen_once
def digest_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a tidy table.

    Raise `PlanError` where it is missing.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            head = next(rows, [])
            return [dict(zip(head, row, strict=False)) for row in rows]  # faster than csv.DictReader
    except FileNotFoundError as error:
        raise PlanError(f"{path.name} saknas i data/processed. Kör make data först.") from error


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


def _digest_of_files(folder: Path, files: Iterable[Path]) -> str:
    return digest(*(part for path in files for part in (path.relative_to(folder).as_posix(), path.read_bytes())))


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
