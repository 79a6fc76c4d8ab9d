"""Build a year's reports, from check to swap.

Nothing heavy is imported until something is known to have changed; `helpers.runner.fingerprint` knows that.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from helpers.data.unread import unread
from helpers.runner.failures import BuildFailedError, told_in_swedish
from helpers.runner.fingerprint import (
    MANIFEST,
    checked_digest,
    data_digests,
    digest,
    is_fresh,
    manifest_of,
    one_look,
    source_digest,
)
from helpers.runner.pages import plan, refuse_parameters, skipped_notebooks
from helpers.runner.parts import items_of
from helpers.runner.settings import CAN_FORK, Settings, in_seconds
from helpers.runner.signals import Asked, listening, passed_on
from helpers.storage import folders as folders_
from helpers.storage.about import about
from helpers.storage.folders import recover, staging_of
from helpers.storage.paths import project_root, shown
from helpers.storage.remembered import YEAR, remembered

TIMEOUT = 300.0
_OTHERS = ("data", "notebooks", "src", "docs", "setup", "tests", "plans")  # the project's own folders


def build(
    root: str | Path | None = None,
    year: int | None = None,
    comparison: str | None = None,
    out: str | Path | None = None,
    jobs: int | None = None,
    engine: str | None = None,
    *,
    timeout: float = TIMEOUT,
    everything: bool = False,
    tell: Callable[[str], None] = print,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Path:
    """Build the reports of one year.

    Parts for which nothing has changed are carried over.

    Parameters
    ----------
    root : path or None
        The project; see `helpers.storage.paths.project_root`.
    year : int or None
        The year of the follow-up; None for the newest with outcomes, at most the plan's target year.
    comparison : str or None
        The geography that the pages compare with; None for the first that the plan declares.
    out : path or None
        The folder that the reports become; None for ``reports/<year>``. It is replaced as a whole.
    jobs : int or None
        Notebooks run at once; None for as many as there are cores.
    engine : {"shell", "kernel"} or None
        Whether the cells run in the forked worker that makes the page, or in a kernel that it starts. None for the
        first. Where the system cannot fork it is always the second, one notebook after the other.
    timeout : float
        Seconds that one notebook may take (where the system cannot fork: one cell).
    everything : bool
        Whether to make everything anew.
    tell : callable
        Given each line of the report on how it goes.
    progress : callable
        Given how many parts are done and how many there are.

    Returns
    -------
    Path
        The finished folder: a page and the executed notebook per notebook, the method page, ``assessment.csv`` and
        ``manifest.json``, which says what each file was made from.

    Raises
    ------
    BuildFailedError
        If the data, a notebook or the disk did not allow it; all faulty notebooks are told. The previous reports
        stand as they were.
    helpers.storage.folders.BusyError
        If another build of the same reports is running.
    helpers.runner.signals.StoppedError
        If a signal has asked the process to end, inside `listening`; otherwise what the signal does by itself.
    """
    began = time.monotonic()
    with passed_on(), told_in_swedish(), listening() as asked, one_look():
        root = project_root(root)
        year = newest_year(root) if year is None else year
        comparison = about(root).comparison if comparison is None else comparison
        folder = Path(os.path.realpath(out or root / "reports" / str(year)))  # follows a link
        engine = (engine or "shell") if CAN_FORK else "kernel"
        staging, jobs = staging_of(folder), jobs or os.cpu_count() or 1
        settings = Settings(root, year, comparison, folder, staging, jobs, engine, timeout, tell, progress)
        changed = _bring_up_to_date(settings, everything, asked)
        asked.refuse(done=True)
    how = "Klart på" if changed else "Inget har ändrats; kontrollerat på"
    tell(f"{how} {in_seconds(time.monotonic() - began)}: {_shown(settings)}")
    return folder


def _bring_up_to_date(settings: Settings, everything: bool, asked: Asked) -> bool:
    """Make missing and stale parts; return whether there were any."""
    refuse_parameters(settings.root, settings.year, settings.comparison)
    planned = plan(settings.root, settings.year, settings.comparison)
    if skipped := skipped_notebooks(settings.root):
        settings.tell(f"Anteckningsböcker som inte blir sidor: {', '.join(skipped)}.")
    for line in unread(settings.root):
        settings.tell(line)
    items = items_of(settings, planned)
    _refuse_foreign(settings.out, settings.root)
    with folders_.lock(settings.out.parent) as lock:
        recover(settings.out)
        known = manifest_of(settings.out)
        if everything:
            known.pop("checked", None)
        stale = [item for item in items if everything or not is_fresh(item, known, settings.out)]
        checked = checked_digest(settings.root)
        if not stale and known.get("checked") == checked and set(known["items"]) == {item.name for item in items}:
            return False
        from helpers.runner.making import logged, make

        with logged(settings) as settings:
            make(settings, planned, items, stale, known, checked, lock, asked)
    return True


def _refuse_foreign(folder: Path, root: Path) -> None:
    """Refuse a place for reports that is a file, holds something else, or is the project's for something else."""
    place = folder.relative_to(root).parts[0] if folder != root and folder.is_relative_to(root) else ""
    if place.startswith(".") or place in _OTHERS:
        raise BuildFailedError(f"{place} är inte till för rapporter. Välj en mapp under reports, eller en egen.")
    if os.path.lexists(folder) and not folder.is_dir():
        raise BuildFailedError(f"{shown(folder)} är ingen mapp. Flytta det som ligger där, eller välj en annan mapp.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise BuildFailedError(
            f"{shown(folder)} innehåller annat än rapporter. Välj en tom mapp, eller en som inte finns."
        )


def _shown(settings: Settings) -> str:
    inside = settings.out.is_relative_to(settings.root)
    return settings.out.relative_to(settings.root).as_posix() if inside else shown(settings.out)


def newest_year(root: Path) -> int:
    """Return the newest year with outcomes, remembered between builds."""
    key = digest(data_digests(root)[""], source_digest())
    return remembered(root, YEAR, key, lambda: _default_year(root))


def _default_year(root: Path) -> int:
    from helpers.runner.making import apart

    return apart(lambda: _default_year_of(root))


def _default_year_of(root: Path) -> int:
    from helpers import read

    return read.default_year(*read.load(root=root))
