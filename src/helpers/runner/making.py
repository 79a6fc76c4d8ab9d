"""Make the stale parts of a year's reports and swap the folders.

The work is done in a worker, in a folder beside the reports, which then takes their place.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from helpers.model.imports import without_formats
from helpers.runner.cleaning import LOG
from helpers.runner.data_check import check_ahead
from helpers.runner.environment import (
    SCRATCH,
    kernel_environment,
    scratch_folder,
    settle_kernels,
    surroundings,
    uncollected,
    warm,
)
from helpers.runner.failures import (
    BuildFailedError,
    attempt,
    failure_of,
    refuse_failures,
    told_in_swedish,
    traceback_of,
)
from helpers.runner.fingerprint import MANIFEST, file_digest, files_of
from helpers.runner.guard import Guard, end_marked
from helpers.runner.loose_ends import refuse_loose_ends
from helpers.runner.pages import Page
from helpers.runner.settings import CAN_FORK, Item, Settings, in_seconds
from helpers.runner.signals import Asked, listening
from helpers.runner.workers import Outcome, Task, run, supervise
from helpers.storage import files as files_
from helpers.storage.folders import carry_over, keep_foreign, recover, swap, unprotect

if TYPE_CHECKING:
    from helpers.runner.execute import Failure

KEPT_LOGS = 20


@contextmanager
def logged(settings: Settings) -> Iterator[Settings]:
    """Write all that is told to a log file too."""
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
        ours = [old for old in folder.glob(f"*-{settings.out.name}-*.log") if LOG.fullmatch(old.name)]
        for old in sorted(ours)[: 1 - KEPT_LOGS]:
            old.unlink()
    try:
        yield replace(settings, tell=tell)
        write("Klart.")
    except BaseException as error:
        write(f"{error or type(error).__name__}\n{getattr(error, 'details', '') or traceback_of(error)}")
        raise


def make(
    settings: Settings,
    planned: tuple[Page, ...],
    items: list[Item],
    stale: list[Item],
    known: dict,
    checked: str,
    lock: int,
    asked: Asked,
) -> None:
    """Make stale parts, carry the others over, and swap the folders.

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
    with kernel_environment(surroundings(settings)), without_formats():
        (settings.staging / SCRATCH).mkdir(parents=True)
        settle_kernels(settings)
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
    unprotect(settings.staging / SCRATCH)
    shutil.rmtree(settings.staging / SCRATCH)
    keep_foreign(settings.out, settings.staging, files_of(known))


def _clear_up(settings: Settings) -> None:
    """Leave no process and no temporary file behind."""
    try:
        end_marked("IPYTHONDIR", scratch_folder(settings))
    finally:
        recover(settings.out)


def _entries(
    settings: Settings, items: list[Item], stale: list[Item], known: dict, guard: Guard | None
) -> dict[str, dict]:
    """Make the stale items, carry the others over; return the manifest's entries."""
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
    """Make the stale items and return the files of each.

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
    return f"  {outcome.name:<36} {'misslyckades' if failure else 'klar':<13} {in_seconds(outcome.seconds):>8}"


def apart(call: Callable[[], Any]) -> Any:
    """Return what a call returns.

    It is made in a worker, so that this process can listen for signals meanwhile.

    Raises
    ------
    StoppedError
        If a signal has asked this process to end.
    """
    if not CAN_FORK:
        return call()
    guard = Guard(lambda: None)
    try:
        with listening() as asked:
            return result_of(supervise(lambda say: (call(),), guard, asked))[0]
    finally:
        guard.release()


def side_by_side(tasks: Sequence[Task]) -> list[Any]:
    """Return what each task returns, in their order.

    As many are made at once as there are cores, each in a worker of its own; the first are started first.

    Raises
    ------
    BuildFailedError
        If a worker died; what a task raised is raised here. The others are ended then.
    """
    if not CAN_FORK:
        return [call(lambda place: None) for _, call in tasks]
    guard = Guard(lambda: None)
    try:
        with closing(run(tasks, os.cpu_count() or 1, float("inf"), guard)) as outcomes:
            made = {outcome.name: result_of(outcome) for outcome in outcomes}
    finally:
        guard.release()
    return [made[name] for name, _ in tasks]


def result_of(outcome: Outcome) -> Any:
    """Return what a supervised worker returned.

    Raise what it raised, or that it died.
    """
    if outcome.error:
        raise outcome.error
    if outcome.result is None:
        raise BuildFailedError(
            f"Byggningen dog utan att bli klar (slutkod {outcome.exit_code}); de tidigare rapporterna är orörda. "
            "Kontrollera att minnet räcker och kör igen."
        )
    return outcome.result
