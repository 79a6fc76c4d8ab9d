"""Remember what was found in unchanged content, so that it is not looked for again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from helpers.storage.files import replace

YEAR, CONTENTS, TEMPLATES = NAMES = ("default_year.json", "contents.json", "templates.json")  # in .cache


def remembered(root: Path, name: str, key: str, find: Callable[[], Any]) -> Any:
    """Return what was found for a key before, or find it now.

    Parameters
    ----------
    root : Path
        The project; what was found last is kept in its ``.cache``, which anybody may remove.
    name : str
        One of `NAMES`.
    key : str
        A fingerprint of all that ``find`` looks at.
    find : callable
        Gives what JSON can hold. Where nothing can be read or written it is called each time.
    """
    path = root / ".cache" / name
    with suppress(OSError, ValueError, LookupError, TypeError, RecursionError):
        known = json.loads(path.read_text(encoding="utf-8"))
        if known["key"] == key and known["seal"] == _seal(key, known["found"]):
            return known["found"]
    found = find()
    with suppress(OSError):
        replace(path, json.dumps({"key": key, "seal": _seal(key, found), "found": found}) + "\n")
    return found


def _seal(key: str, found: Any) -> str:
    """Return a fingerprint by which it shows that what was found is as it was written."""
    return hashlib.sha256(f"{key} {json.dumps(found)}".encode()).hexdigest()
