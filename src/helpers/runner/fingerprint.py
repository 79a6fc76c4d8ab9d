"""Fingerprints of content: data, source, lock file, installed packages."""

from __future__ import annotations

import csv
import hashlib
import json
import platform
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from helpers.runner.settings import Item, PlanError

PACKAGES = ("pandas", "matplotlib", "seaborn", "papermill", "nbconvert")


def digest(*parts: object) -> str:
    """Fingerprint any number of bytes, texts and numbers; where one ends and the next begins counts."""
    total = hashlib.sha256()
    for part in parts:
        content = part if isinstance(part, bytes) else str(part).encode()
        total.update(b"%d:" % len(content) + content)
    return total.hexdigest()


def data_digests(root: Path) -> dict[str, str]:
    """Fingerprint the data by what each page reads.

    Returns
    -------
    dict of str to str
        The goal area's slug to the SHA-256 of its series and their observations; the empty slug to that of every file
        in data/processed and data/raw, where alone stands what earlier follow-ups knew; hidden files do not count.
    """
    folder = root / "data"
    found = (path for name in ("processed", "raw") for path in (folder / name).rglob("[!.~]*"))
    files = sorted(path for path in found if path.is_file())
    everything = _digest_of_files(folder, files)
    series, observations = (digest_rows(folder / "processed" / name) for name in ("series.csv", "observations.csv"))
    area_of = {row["series"]: row["area"] for row in series}
    lines = defaultdict(list)
    for table in (series, observations, *_beside(folder / "processed")):
        for row in table:
            lines[area_of.get(row["series"], "")].append(tuple(row.items()))
    return {area: digest(*found) for area, found in lines.items() if area} | {"": everything}


def _beside(processed: Path) -> Iterable[list[dict[str, str]]]:
    """Return the rows of companion measures and of comparable municipalities, each with its series; none if absent."""
    paths = (processed / "measures.csv", processed / "groups.csv")
    measures, groups = (digest_rows(path) if path.is_file() else [] for path in paths)
    of = {row["key"]: row["series"] for row in measures}
    yield measures
    yield [{"series": of.get(row["measure"], "")} | row for row in groups]


def digest_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a tidy table; raise `PlanError` where it is missing."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except FileNotFoundError as error:
        raise PlanError(f"{path.name} saknas i data/processed. Kör make data först.") from error


def source_digest() -> str:
    """Fingerprint this package: every module, schema and template in it."""
    package = Path(__file__).parents[1]
    files = sorted(path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return _digest_of_files(package, files)


def _digest_of_files(folder: Path, files: Iterable[Path]) -> str:
    return digest(*(part for path in files for part in (path.relative_to(folder).as_posix(), path.read_bytes())))


def lock_digest(root: Path) -> str:
    """Fingerprint the lock file, nothing if there is none, and what is installed, which may be something else."""
    lock = root / "requirements.lock"
    return digest(lock.read_bytes() if lock.is_file() else b"", *installed())


def installed() -> list[str]:
    """List all that is installed, by the names of the folders that say so: ``pandas-3.1.0.dist-info``."""
    places = [Path(place) for place in sys.path if Path(place).is_dir()]
    return sorted({path.name for place in places for path in place.glob("*.dist-info")})


def made_with() -> tuple[tuple[str, str], ...]:
    """Name Python and the main packages with their versions."""
    return (("Python", platform.python_version()), *((name, _version(name)) for name in PACKAGES))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "saknas"


MANIFEST = "manifest.json"


def manifest_of(out: Path) -> dict[str, Any]:
    """Read what the present reports were made from; empty if that cannot be known."""
    try:
        found = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
        return found if all(isinstance(entry["files"], dict) for entry in found["items"].values()) else {}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def is_fresh(item: Item, known: Mapping[str, Any], out: Path) -> bool:
    """Tell whether an item was made from the same and its files are still as they were made."""
    try:
        entry = known["items"][item.name]
        return entry["key"] == item.key and all(file_digest(out / name) == sha for name, sha in entry["files"].items())
    except (LookupError, TypeError, OSError):
        return False


def file_digest(path: Path) -> str:
    """Return the fingerprint of a file's content."""
    return digest(path.read_bytes())


def files_of(known: Mapping[str, Any]) -> set[str]:
    """Name the files that the present reports consist of."""
    return {MANIFEST, *(name for entry in known.get("items", {}).values() for name in entry["files"])}
