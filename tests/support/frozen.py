"""The data that the tests of the engine stand on: tests/frozen, which no new plan and no new outcome changes.

The raw tables are checked in; the tidy ones are made of them when a test run first needs them, and kept in .cache.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from pathlib import Path

from helpers.data.package import write_processed

REPOSITORY = Path(__file__).parents[2]
SOURCE = REPOSITORY / "tests" / "frozen"
KEPT = REPOSITORY / ".cache" / "tests"


def _made() -> Path:
    """Return the project's folder, made again when its tables or the code have changed."""
    files = sorted([*SOURCE.rglob("*.csv"), *SOURCE.rglob("*.toml"), *(REPOSITORY / "src").rglob("*.py"),
                    *(REPOSITORY / "src").rglob("*.json")])  # fmt: skip
    content = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]
    folder = KEPT / f"frozen-{content}"
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            for old in KEPT.glob("frozen-*"):
                shutil.rmtree(old)
            shutil.copytree(SOURCE, folder)
            write_processed(folder)
            (folder / "made").touch()
    return folder


FROZEN = _made()
