"""Build a year's reports: check the data, run every notebook, export it, and move all into place as one folder.

Nothing heavy is imported until something is known to have changed; `helpers.runner.fingerprint` knows that.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.model.imports import without_module
from helpers.runner.data_check import check_ahead, checked_digest
from helpers.runner.environment import (
    SCRATCH,
    kernel_environment,
    scratch_folder,
    surroundings,
    uncollected,
    warm,
)
from helpers.runner.failures import (
    BuildFailedError,
    apart,
    attempt,
    failure_of,
    refuse_failures,
    result_of,
    told_in_swedish,
    traceback_of,
)
from helpers.runner.fingerprint import (
    MANIFEST,
    data_digests,
    digest,
    file_digest,
    files_of,
    is_fresh,
    manifest_of,
    source_digest,
)
from helpers.runner.guard import Guard, end_marked
from helpers.runner.loose_ends import refuse_loose_ends
from helpers.runner.pages import Page, plan, refuse_parameters, skipped_notebooks
from helpers.runner.parts import items_of
from helpers.runner.settings import Item, Settings
from helpers.runner.signals import Asked, listening
from helpers.runner.workers import CAN_FORK, Outcome, Task, run, supervise
from helpers.storage import files as files_
from helpers.storage import folders as folders_
from helpers.storage.about import about
from helpers.storage.folders import carry_over, keep_foreign, recover, staging_of, swap
from helpers.storage.paths import project_root

if TYPE_CHECKING:
    from helpers.runner.execute import Failure

TIMEOUT = 300.0
KEPT_LOGS = 20


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
    """Build the reports of one year; what nothing has changed for is taken along as it is.

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
        If a signal has asked the process to end.
    """
    began = time.monotonic()
    with told_in_swedish(), listening() as asked:
        root = project_root(root)
        year = newest_year(root) if year is None else year
        comparison = about(root).comparison if comparison is None else comparison
        folder = Path(out).resolve() if out else root / "reports" / str(year)
        engine = (engine or "shell") if CAN_FORK else "kernel"
        staging, jobs = staging_of(folder), jobs or os.cpu_count() or 1
        settings = Settings(root, year, comparison, folder, staging, jobs, engine, timeout, tell, progress)
        changed = _bring_up_to_date(settings, everything, asked)
        asked.refuse(done=True)
    how = "Klart på" if changed else "Inget har ändrats; kontrollerat på"
    tell(f"{how} {_seconds(time.monotonic() - began)}: {_shown(settings)}")
    return folder


def _bring_up_to_date(settings: Settings, everything: bool, asked: Asked) -> bool:
    """Make what is not there or is made from something else; False if there was nothing to make."""
    refuse_parameters(settings.root, settings.year, settings.comparison)
    planned = plan(settings.root, settings.year, settings.comparison)
    if skipped := skipped_notebooks(settings.root):
        settings.tell(f"Anteckningsböcker som inte blir sidor: {', '.join(skipped)}.")
    items = items_of(settings, planned)
    _refuse_foreign(settings.out)
    with folders_.lock(settings.out.parent) as lock:
        recover(settings.out)
        known = manifest_of(settings.out)
        if everything:
            known.pop("checked", None)
        stale = [item for item in items if everything or not is_fresh(item, known, settings.out)]
        checked = checked_digest(settings.root)
        if not stale and known.get("checked") == checked and set(known["items"]) == {item.name for item in items}:
            return False
        with _logged(settings) as logged:
            _make(logged, planned, items, stale, known, checked, lock, asked)
    return True


def _refuse_foreign(folder: Path) -> None:
    """Refuse to replace a folder that holds something else than reports."""
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise BuildFailedError(f"{folder} innehåller annat än rapporter. Välj en tom mapp, eller en som inte finns.")


def _shown(settings: Settings) -> str:
    inside = settings.out.is_relative_to(settings.root)
    return (settings.out.relative_to(settings.root) if inside else settings.out).as_posix()


def newest_year(root: Path) -> int:
    """Find the year to report when none is asked for; remembered for as long as the data and the rule are the same."""
    cache, key = root / ".cache" / "default_year.json", digest(data_digests(root)[""], source_digest())
    with suppress(OSError, ValueError, LookupError, TypeError):
        known = json.loads(cache.read_text(encoding="utf-8"))
        if known["key"] == key:
            return int(known["year"])
    year = apart(lambda: _default_year(root))
    with suppress(OSError):
        cache.parent.mkdir(exist_ok=True)
        files_.write(cache, json.dumps({"key": key, "year": year}) + "\n")
    return year


def _default_year(root: Path) -> int:
    from helpers import read

    return read.default_year(*read.load(root=root))


@contextmanager
def _logged(settings: Settings) -> Iterator[Settings]:
    """Write what is told to a log file too, one per build, the newest kept; a full disk does not matter to it."""
    folder = settings.out.parent / "log"
    path = folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{settings.out.name}-{os.getpid()}.log"

    def write(line: str) -> None:
        with suppress(OSError), path.open("a", encoding="utf-8") as file:
            file.write(f"{time.strftime('%H:%M:%S')} {line}\n")

    def tell(line: str) -> None:
        settings.tell(line)
        write(line)

    with suppress(OSError):
        folder.mkdir(exist_ok=True)
        for old in sorted(folder.glob("*.log"))[: 1 - KEPT_LOGS]:
            old.unlink()
    try:
        yield replace(settings, tell=tell)
        write("Klart.")
    except BaseException as error:
        write(f"{error or type(error).__name__}\n{getattr(error, 'details', '') or traceback_of(error)}")
        raise


def _make(
    settings: Settings,
    planned: tuple[Page, ...],
    items: list[Item],
    stale: list[Item],
    known: dict,
    checked: str,
    lock: int,
    asked: Asked,
) -> None:
    """Make what is stale in a folder beside, take the rest along, and swap.

    All but the swap is done in a worker, so that this process has nothing to do but listen.
    """
    fill = partial(_fill, planned=planned, items=items, stale=stale, known=known, checked=checked)
    guard = Guard(partial(_clear_up, settings), (lock,)) if CAN_FORK else None
    try:
        _fill_apart(fill, settings, guard, asked) if guard else fill(settings, None)
        asked.refuse()
        swap(settings.staging, settings.out)
    finally:
        guard.release() if guard else _clear_up(settings)


def _fill_apart(fill: Callable, settings: Settings, guard: Guard, asked: Asked) -> None:
    """Fill the folder in a worker and pass on what it tells."""

    def call(say: Callable[[tuple], None]) -> bool:
        tell, progress = (lambda *what, kind=kind: say((kind, what)) for kind in ("tell", "progress"))
        with told_in_swedish():
            fill(replace(settings, tell=tell, progress=progress), guard)
        return True

    result_of(supervise(call, guard, asked, lambda said: getattr(settings, said[0])(*said[1])))


def _fill(
    settings: Settings,
    guard: Guard | None,
    *,
    planned: tuple[Page, ...],
    items: list[Item],
    stale: list[Item],
    known: dict,
    checked: str,
) -> None:
    """Fill the folder that is to take the place of the reports."""
    with kernel_environment(surroundings(settings)), without_module("rfc3987_syntax"):
        (settings.staging / SCRATCH).mkdir(parents=True)
        checked_data = check_ahead(settings, guard) if known.get("checked") != checked else lambda: None
        try:
            with uncollected():
                warm(settings, stale)
        finally:
            checked_data()
        entries = _entries(settings, items, stale, known, guard)
        refuse_loose_ends(settings, planned)
        manifest = {"checked": checked, "items": entries, "year": settings.year}
        files_.write(settings.staging / MANIFEST, json.dumps(manifest, indent=1, sort_keys=True) + "\n")
    shutil.rmtree(settings.staging / SCRATCH)
    keep_foreign(settings.out, settings.staging, files_of(known))


def _clear_up(settings: Settings) -> None:
    """Leave no process and no file behind; called by the guard, or by the build where there is none."""
    try:
        end_marked("IPYTHONDIR", scratch_folder(settings))
    finally:
        recover(settings.out)


def _entries(
    settings: Settings, items: list[Item], stale: list[Item], known: dict, guard: Guard | None
) -> dict[str, dict]:
    """Make the stale items and carry the fresh ones over; the manifest's entry of each."""
    fresh = {item.name: known["items"][item.name] for item in items if item not in stale}
    for entry in fresh.values():
        for name in entry["files"]:
            carry_over(name, settings.out, settings.staging)
    if fresh:
        settings.tell(f"{len(fresh)} av {len(items)} delar är oförändrade.")
    made = _run(settings, stale, guard)
    return fresh | {
        item.name: {"key": item.key, "files": {name: file_digest(settings.staging / name) for name in made[item.name]}}
        for item in stale
    }


def _run(settings: Settings, stale: list[Item], guard: Guard | None) -> dict[str, list[str]]:
    """Make the stale items; the files of each.

    Raises
    ------
    BuildFailedError
        With all that failed.
    """
    tasks = [(item.name, partial(attempt, item, settings)) for item in stale]
    outcomes = run(tasks, settings.jobs, settings.timeout, guard) if guard else _one_by_one(tasks)
    sources = {item.name: item.source for item in stale}
    made, failures = {}, []
    with closing(outcomes):
        for number, outcome in enumerate(outcomes, start=1):
            failure = failure_of(outcome, sources[outcome.name], settings.timeout)
            settings.tell(_line(outcome, failure))
            settings.progress(number, len(stale))
            failures += [failure] if failure else []
            made[outcome.name] = outcome.result
    refuse_failures(failures)
    return made


def _one_by_one(tasks: list[Task]) -> Iterator[Outcome]:
    for name, call in tasks:
        started = time.monotonic()
        result = call(lambda heading: None)
        yield Outcome(name, time.monotonic() - started, result)


def _line(outcome: Outcome, failure: Failure | None) -> str:
    return f"  {outcome.name:<36} {'misslyckades' if failure else 'klar':<13} {_seconds(outcome.seconds):>8}"


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s".replace(".", ",")
