"""The raw tables of a few of the frozen plan's series.

For tests where the rest of the plan proves nothing more.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Collection
from pathlib import Path

from frozen import FROZEN

RAW = FROZEN / "data" / "raw"
OUTCOMES = ("outcomes/published_2014_2020.csv", "outcomes/open_data_2014_2020.csv")


def part_of_plan(folder: Path, series: Collection[str]) -> Path:
    """Lay out a project of some series in a folder.

    It has what the plan prints of them, declarations and outcomes. Companion measures, groups and persons are left
    out; so are the tidy tables.
    """
    raw = folder / "data" / "raw"
    (raw / "outcomes").mkdir(parents=True)
    for name in ("plan.toml", "areas.csv", "units.csv", "likely.csv"):
        shutil.copy(RAW / name, raw)
    kept = {
        name: _keep(name, raw, lambda row: row["series"] in series and not row.get("measure"))
        for name in ("plan_rows.csv", "declarations.csv", *OUTCOMES)
    }
    printed = {(row["indicator"], row["table"], row["row"]) for row in kept["plan_rows.csv"]}
    for name in ("plan.csv", "corrections.csv"):
        _keep(name, raw, lambda row: (row["indicator"], row["table"], row["row"]) in printed)
    return folder


def _keep(name: str, into: Path, wanted: Callable[[dict[str, str]], bool]) -> list[dict[str, str]]:
    with (RAW / name).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = [row for row in reader if wanted(row)]
    with (into / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, reader.fieldnames, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return rows
