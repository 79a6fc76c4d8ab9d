"""Build the small project in tests, and look at what a build gave and left behind."""

from __future__ import annotations

import csv
import time
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from types import SimpleNamespace

import psutil
import pytest
from frozen import REPOSITORY
from small_project import NOTEBOOKS, files_of

from helpers.model.imports import without_formats
from helpers.runner.build import build
from helpers.runner.environment import warm
from helpers.runner.failures import BuildFailedError
from helpers.storage.folders import BusyError, lock

PATIENCE = 300  # seconds for what comes within a second on an idle machine; only a failure waits for all of it
EXPECTED = {
    "index.html",
    "00_oversikt.ipynb",
    "01_fler_jobb.html",
    "01_fler_jobb.ipynb",
    "02_kvalitet.html",
    "02_kvalitet.ipynb",
    "metod.html",
    "assessment.csv",
    "manifest.json",
}


NOTE_PROCESS = "import os\nopen(os.environ['PIDS'], 'a').write(f'{os.getpid()}\\n')\n"
ENDLESS = NOTE_PROCESS + "import time\ntime.sleep(600)\n"


@cache
def warm_up():
    """Import what a build imports, once for all builds of the process that the tests run in, since each is forked."""
    with without_formats():
        stale = [SimpleNamespace(notebook=path) for path in NOTEBOOKS.iterdir()]
        warm(SimpleNamespace(engine="shell", root=REPOSITORY), stale)


def make(project, told=None, **options):
    """Build 2019 with two workers, quietly or into a list of the lines told."""
    warm_up()
    options = {"year": 2019, "jobs": 2} | options
    return build(project, tell=(told if told is not None else []).append, **options)


def made(told):
    """Name the parts that were made, from the lines that were told."""
    return {line.split()[0] for line in told if line.startswith("  ")}


def pages_in(folder):
    """Take what a reader gets: all files but the manifest, which fingerprints the sources."""
    return {name: content for name, content in files_of(folder).items() if name != "manifest.json"}


def leftovers(project):
    """Name what stands in reports/ beside the year and the log."""
    return sorted(path.name for path in (project / "reports").iterdir() if path.name not in {"2019", "log"})


def is_alive(number):
    """Tell whether a process runs and has not ended unseen."""
    return psutil.pid_exists(number) and psutil.Process(number).status() != psutil.STATUS_ZOMBIE


def wait_for(condition, seconds=PATIENCE):
    """Wait until something holds; fail when it never does."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def wait_until_free(folder, seconds=PATIENCE):
    """Wait until whoever holds the folder, the guard last of all, has let go of it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with lock(folder):
                return
        except BusyError:
            time.sleep(0.01)
    raise AssertionError("the folder is still held")


def change_outcome(project, area):
    """Change the first figure of an area in the tidy table that is not a target."""
    folder = project / "data" / "processed"
    with (folder / "series.csv").open(encoding="utf-8", newline="") as file:
        areas = {row["series"]: row["area"] for row in csv.DictReader(file)}
    with (folder / "observations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    chosen = next(row for row in rows if areas[row["series"]] == area and row["kind"] != "target" and row["value"])
    chosen["value"] = str(Decimal(chosen["value"]) + 1)
    with (folder / "observations.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@contextmanager
def previous_reports_stay(project):
    """Build, let something go wrong, and see that the reports stay.

    Every file of them is as it was, and nothing else is there.
    """
    before = files_of(make(project))
    yield
    assert files_of(project / "reports" / "2019") == before
    assert leftovers(project) == []


def failed_in_time(project, *lines, **options):
    """Build what fails with these lines but for the advice, in which {limit} is the time limit; return the error.

    What hangs always meets its limit, and what is slow only since the machine is busy meets no longer one.
    """
    for limit in (2, 10, 50, 250):
        with pytest.raises(BuildFailedError) as caught:
            make(project, timeout=limit, **options)
        told = [line for line in str(caught.value).splitlines() if not line.startswith("  Gör så här: ")]
        expected = [line.format(limit=limit) for line in lines]
        if told == expected:
            break
    assert told == expected
    return caught.value
