"""The project that the tests of the engine stand on: tests/frozen, which no new plan and no new outcome changes.

Made as a user makes one: ``new``, the filled table plan.csv, then what a person adds by hand: the files in
tests/frozen/data, and the cells of declared.csv, where the rules proposed something else. The made project is kept in
.cache until its files or the code change.
"""

from __future__ import annotations

import csv
import fcntl
import hashlib
import shutil
import time
from pathlib import Path

from helpers.data.drafts import DECLARATIONS, DRAFT
from helpers.data.package import write_processed
from helpers.newplan.command import start, take_in

REPOSITORY = Path(__file__).parents[2]
SOURCE = REPOSITORY / "tests" / "frozen"
KEPT = REPOSITORY / ".cache" / "tests"
A_DAY = 24 * 60 * 60


def make_frozen(folder: Path) -> None:
    """Make the project in an empty folder, tidy tables and all."""
    start(folder, "Eskilstuna", "Strategisk inriktning 2016–2019")
    for name in ("plan.toml", "units.csv"):  # read by the next step, as a person has left them
        shutil.copyfile(SOURCE / "data" / "raw" / name, folder / "data" / "raw" / name)
    take_in(SOURCE / "plan.csv", folder, change=False)
    shutil.copytree(SOURCE / "data", folder / "data", dirs_exist_ok=True)
    _confirm(folder / DECLARATIONS)
    write_processed(folder)


def _confirm(path: Path) -> None:
    """Take the drafts for read, and write the cells that a person declared otherwise."""
    rows = {row["series"]: row for row in _rows(path)}
    for row in rows.values():
        row.update({name: cell.replace(f" ({DRAFT})", "") for name, cell in row.items()})
    for cell in _rows(SOURCE / "declared.csv"):
        rows[cell["series"]][cell["column"]] = cell["value"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(next(iter(rows.values()))), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows.values())


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _made() -> Path:
    """Return the project's folder, made again when its tables or the code have changed."""
    files = sorted([*SOURCE.rglob("*.csv"), *SOURCE.rglob("*.toml"), Path(__file__),
                    *(REPOSITORY / "src").rglob("*.py"), *(REPOSITORY / "src").rglob("*.json")])  # fmt: skip
    content = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]
    folder = KEPT / f"frozen-{content}"
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            for old in KEPT.glob("frozen-*"):
                if time.time() - old.stat().st_mtime > A_DAY:  # a younger one may be in use by other tests
                    shutil.rmtree(old)
            make_frozen(folder)
            (folder / "made").touch()
    return folder


FROZEN = _made()
