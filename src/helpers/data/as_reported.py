"""The tables as they were known in one follow-up, in memory."""

from __future__ import annotations

import csv
import re
import shutil
import tomllib
from io import BytesIO
from pathlib import Path

import pandas as pd

from helpers.data.about import FILE
from helpers.data.disclosure import is_small
from helpers.data.package import as_csv, write_processed
from helpers.data.revisions import cell_of, reported_in
from helpers.data.tidy import Tables, gather, handed_in, tidy, todays_truth
from helpers.model.records import as_records
from helpers.read import Collection, collection, read_table
from helpers.storage.files import files_in
from helpers.storage.paths import project_root

_REASONS = ["series", "geography", "sex", "year", "reported", "reason"]


def load_as_reported(year: int | None, *, root: Path | None = None) -> Collection:
    """Return the tidy tables as one follow-up knew them.

    Parameters
    ----------
    year : int or None
        The follow-up; what was handed in or revised later is left out. None: the newest values, straight from data/raw.
    root : Path, optional
        The project's folder.

    Returns
    -------
    Collection
        ``series, observations`` as `helpers.read.load` gives them.

    Raises
    ------
    IssuesError
        As `helpers.data.tidy.tidy`.

    Examples
    --------
    >>> series, before = load_as_reported(2008)
    >>> bool((before["year"] <= 2009).all())
    True
    """
    return typed(tidy(gather(project_root(root)), as_reported=year))


def typed(tables: Tables) -> Collection:
    """Return tidy tables of text with the types of `helpers.read.load`."""
    return collection(*(read_table(BytesIO(as_csv(table)), name) for name, table in tables._asdict().items()))


def reasons_for_change(*, root: Path | None = None) -> pd.DataFrame:
    """Return the reasons for revised outcomes.

    Parameters
    ----------
    root : Path, optional
        The project's folder.

    Returns
    -------
    DataFrame
        One row per revision, sorted: ``series``, ``geography``, ``sex``, ``year``, ``reported`` (the follow-up in which
        it came) and ``reason``. Cells that have ever been about 1-4 persons are left out: a reason can tell the number.

    Raises
    ------
    IssuesError
        As `helpers.data.tidy.tidy`; not looked for where nothing was revised.
    """
    raw = gather(project_root(root))
    if not raw.tables["outcomes"]["revision_reason"].any():
        return pd.DataFrame(columns=_REASONS)
    series, everything = handed_in(raw)
    declared = {row["series"]: row for row in as_records(series)}
    rows = [row for row in as_records(everything) if row["kind"] == "outcome"]
    small = {cell_of(row) for row in rows if is_small(row, declared[row["series"]])}
    shown = as_records(todays_truth(series, everything).observations)
    small |= {cell_of(row) for row in [*rows, *shown] if row["missing"] == "protected"}
    told = [
        (row["series"], row["geography"], row["sex"], int(row["year"]), int(reported_in(row)), row["revision_reason"])
        for row in rows
        if row["revision_reason"] and cell_of(row) not in small
    ]
    return pd.DataFrame(sorted(told), columns=_REASONS)


def stage(root: Path, year: int, folder: Path) -> Path:
    """Copy a project as one follow-up knew it, for the runner.

    Parameters
    ----------
    root : Path
        The project.
    year : int
        The follow-up; what was handed in or revised later is left out of the copy.
    folder : Path
        An empty folder, which becomes the copy: data, notebooks, the method page and the lock.

    Returns
    -------
    Path
        ``folder``, with ``data/processed`` built from the copied raw tables.

    Raises
    ------
    IssuesError
        If the tables, today's or those of that year, are not sound.
    """
    handed_in(gather(root))
    for name in ("data", "notebooks", "docs"):
        if (root / name).is_dir():
            shutil.copytree(root / name, folder / name)
    _keep_folders(root, folder / FILE)
    if (root / "requirements.lock").is_file():
        shutil.copy(root / "requirements.lock", folder)
    for path in files_in(folder / "data" / "raw" / "outcomes", ".csv"):
        _drop_later(path, year)
    write_processed(folder)
    return folder


def _keep_folders(root: Path, plan: Path) -> None:
    """Rewrite earlier plans' folders in the copy's plan.toml as full paths."""
    text = plan.read_text(encoding="utf-8-sig")
    for one in tomllib.loads(text).get("earlier", []):
        if one.get("folder"):
            there = (root / one["folder"]).resolve().as_posix()
            text = re.sub(rf'(folder\s*=\s*)"{re.escape(one["folder"])}"', lambda found: f'{found[1]}"{there}"', text)  # noqa: B023
    plan.write_text(text, encoding="utf-8")


def _drop_later(path: Path, year: int) -> None:
    """Remove the rows of one outcome file that a later follow-up handed in."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        kept = [row for row in reader if int(reported_in(row)) <= year]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, reader.fieldnames, lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)
