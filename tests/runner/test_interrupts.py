"""However a build is ended, the reports are whole and nothing is left behind."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections import Counter

import psutil
import pytest
from builds import (
    NOTE_PROCESS,
    PATIENCE,
    add_endless_notebook,
    leftovers,
    make,
    pages_in,
    previous_reports_stay,
    wait_for,
    wait_until_free,
)
from small_project import PARAMETERS, change_cell, files_of, write_notebook

from helpers.storage import folders as place

pytestmark = [pytest.mark.build, pytest.mark.process]


ASKING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# TRIALS=200 in the environment tries as many random moments, and with -s shows how long each took.
TRIALS = int(os.environ.get("TRIALS", "0"))


def test_kill_9_at_random_moments_leaves_whole_reports_of_one_vintage_and_no_trace(project, processes):
    change_cell(project / "notebooks" / "01_fler_jobb.ipynb", "import matplotlib", NOTE_PROCESS + "import matplotlib")
    out = project / "reports" / "2019"
    vintages, spent = [], []
    for year in (2018, 2019):
        began = time.monotonic()
        vintages.append(pages_in(make(project, year=year, out=out, everything=True)))
        spent.append(time.monotonic() - began)
    assert vintages[0] != vintages[1]
    seed = random.randrange(10**6)
    moments = random.Random(seed)
    seen = []
    for attempt in range(TRIALS or 10):
        options = {"year": 2018 + attempt % 2, "out": out, "everything": True}
        process = multiprocessing.get_context("fork").Process(target=make, args=(project,), kwargs=options)
        process.start()
        time.sleep(moments.uniform(0, 1.1 * max(spent)))
        process.kill()
        process.join()
        wait_until_free(out.parent)
        assert pages_in(out) in vintages, (seed, attempt)
        assert leftovers(project) == [], (seed, attempt)
        wait_for(lambda: processes() == [])
        seen.append(process.exitcode)
    assert -signal.SIGKILL in seen
    assert pages_in(make(project, out=out, everything=True)) == vintages[1]


def test_what_a_cell_has_started_does_not_outlive_a_killed_build(project, processes):
    source = (
        "import os, subprocess, time\nchild = subprocess.Popen(['sleep', '600'])\n"
        "open(os.environ['PIDS'], 'a').write(f'{child.pid}\\n{os.getpid()}\\n')\ntime.sleep(600)"
    )
    write_notebook(project / "notebooks" / "03_barn.ipynb", "# Barn", PARAMETERS, source)
    process = multiprocessing.get_context("fork").Process(target=make, args=(project,))
    process.start()
    wait_for(lambda: len(processes()) == 2)
    process.kill()
    process.join()
    wait_until_free(project / "reports")
    wait_for(lambda: processes() == [])
    assert [path.name for path in (project / "reports").iterdir()] == ["log"]


@pytest.mark.parametrize("engine", ["shell", "kernel"])
def test_no_process_and_no_temporary_file_outlives_a_killed_build(project, command, processes, tmp_path, engine):
    """Not even what a cell has started in a session of its own, and the file with a kernel's key."""
    source = (
        "import os, subprocess, tempfile, time\nfolder = tempfile.mkdtemp()\n"
        "child = subprocess.Popen(['sleep', '600'], start_new_session=True)\n"
        "open(os.environ['PIDS'], 'a').write(f'{child.pid}\\n{os.getpid()}\\n')\ntime.sleep(600)"
    )
    write_notebook(project / "notebooks" / "00_barn.ipynb", "# Barn", PARAMETERS, source)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    build_it = command("--engine", engine, env=os.environ | {"TMPDIR": str(temporary)})
    wait_for(lambda: len(processes()) == 2)
    build_it.kill()
    build_it.wait()
    wait_until_free(project / "reports")
    wait_for(lambda: processes() == [])
    assert [path.name for path in (project / "reports").iterdir()] == ["log"]
    assert list(temporary.iterdir()) == []


def test_a_killed_guard_and_build_are_cleared_up_after_by_the_next_run(built, told):
    out = built / "reports" / "2019"
    before = files_of(out)
    leftover = place.staging_of(out, 99999999)
    leftover.mkdir()
    (leftover / "index.html").write_text("halv")
    make(built, told)
    assert leftovers(built) == []
    assert files_of(out) == before


@pytest.mark.parametrize(
    ("sent", "code", "told", "engine"),
    [
        (signal.SIGINT, 130, "Avbrutet", "shell"),
        (signal.SIGINT, 130, "Avbrutet", "kernel"),
        (signal.SIGTERM, 143, "", "shell"),
        (signal.SIGHUP, 129, "", "shell"),
    ],
)
def test_an_interrupted_build_clears_up_and_tells_by_its_exit_code(built, command, processes, sent, code, told, engine):
    with previous_reports_stay(built):
        add_endless_notebook(built)
        process = command("--engine", engine)
        wait_for(processes)
        process.send_signal(sent)
        said = process.communicate(timeout=PATIENCE)[1]
        assert process.returncode == code
        assert told in said
        assert "Traceback" not in said
        assert processes() == []


def test_signals_at_random_moments_end_the_build_and_leave_whole_reports_and_nothing_else(built, command):
    out, seed = built / "reports" / "2019", random.randrange(10**6)
    drawn, took, codes = random.Random(seed), [], Counter()
    began = time.monotonic()
    assert command("--all").wait(PATIENCE) == 0
    spent = time.monotonic() - began
    for trial in range(TRIALS or 6):
        before, asked = files_of(out), ASKING[trial % 3]
        options = ("--all", "--jobs", str(drawn.randint(1, 3)), "--comparison", ("ingen", "riket")[trial % 2])
        process = command(*options, *(("--engine", "kernel") if trial % 6 == 5 else ()))
        time.sleep(drawn.uniform(0, 1.05 * spent))
        process.send_signal(asked)
        began = time.monotonic()
        said = "".join(process.communicate(timeout=PATIENCE))
        took.append(time.monotonic() - began)
        codes[process.returncode] += 1
        context = (seed, trial, asked, process.returncode, said)
        if process.returncode == 1 and "KeyboardInterrupt" in said and "/helpers/" not in said:
            assert files_of(out) == before, context  # Python was still starting, and none of the project's code had run
            continue
        if process.returncode == 0 or "Klart på" in said or "redan var klara" in said:
            assert set(files_of(out)) == set(before), context
        else:
            assert process.returncode in (128 + asked, -asked), context
            assert files_of(out) == before, context
        assert "Traceback" not in said, context
        assert leftovers(built) == [], context
        assert [each for each in psutil.process_iter(["cmdline"]) if str(built) in (each.info["cmdline"] or [])] == []
        print(f"{trial}: {asked.name} -> {process.returncode} after {took[-1]:.2f} s")
    print(f"the longest {max(took):.2f} s; by exit code {dict(codes)}")
    assert {0} != set(codes)


def test_a_second_build_at_the_same_time_says_so_and_leaves_the_first_alone(project, command, processes):
    add_endless_notebook(project)
    first = command()
    wait_for(processes)
    second = command()
    said = second.communicate(timeout=PATIENCE)[1]
    assert second.returncode == 3
    assert said == (
        f"En annan byggning pågår redan i reports (process {first.pid}). Vänta tills den är klar och försök igen.\n"
    )
    assert first.poll() is None
    assert len(processes()) == 1
