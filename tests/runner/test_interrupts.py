"""However a build is ended, the reports are whole and nothing is left behind."""

from __future__ import annotations

import os
import random
import re
import signal
import time
from collections import Counter

import pytest
from builds import (
    ENDLESS,
    NOTE_PROCESS,
    PATIENCE,
    leftovers,
    make,
    pages_in,
    previous_reports_stay,
    wait_for,
    wait_until_free,
)
from small_project import change_cell, files_of
from typed import begun, ended, typed

from helpers.storage import folders as place

pytestmark = [pytest.mark.build, pytest.mark.process]


KILLING, *ASKING = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# TRIALS=200 in the environment tries as many random moments, and with -s shows how long each took.
TRIALS = int(os.environ.get("TRIALS", "8"))
# Starts a process in the cell's own session and one outside it, makes a temporary folder, and never ends.
STARTING_OTHERS = f"""import subprocess, tempfile, time
tempfile.mkdtemp()
{NOTE_PROCESS}
for away in (False, True):
    child = subprocess.Popen(["sleep", "600"], start_new_session=away)
    open(os.environ["PIDS"], "a").write(f"{{child.pid}}\\n")
time.sleep(600)
"""


@pytest.fixture
def begin(tmp_path):
    """Return a function that starts the command's `reports`; what still runs at the end is ended."""
    started = []

    def start(project, *options, **surroundings):
        started.append(begun(tmp_path, "--root", project, "reports", *options, **surroundings))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.join()


def test_a_build_ended_at_a_random_moment_leaves_whole_reports_of_one_vintage_and_no_trace(
    project, processes, begin, tmp_path
):
    change_cell(project / "notebooks" / "01_fler_jobb.ipynb", "from IPython", NOTE_PROCESS + "from IPython")
    out = project / "reports" / "2019"
    vintages, spent = {}, []
    for year in (2018, 2019):
        began = time.monotonic()
        assert ended(begin(project, "--year", year, "--out", out, "--all", "--jobs", 2), tmp_path).returncode == 0
        spent.append(time.monotonic() - began)
        vintages[year] = pages_in(out)
    assert vintages[2018] != vintages[2019]
    seed, codes = random.randrange(10**6), Counter()
    drawn = random.Random(seed)
    for trial in range(TRIALS):
        sent, year, before = (KILLING, *ASKING)[trial % 4], drawn.choice([2018, 2019]), pages_in(out)
        engine = "kernel" if trial % 5 == 4 else "shell"
        options = ("--year", year, "--out", out, "--all", "--jobs", drawn.randint(1, 3), "--engine", engine)
        process = begin(project, *options)
        time.sleep(drawn.uniform(0, 1.5 * min(spent)))  # the swap is at the end, later with one job or a kernel
        os.kill(process.pid, sent)
        asked = time.monotonic()
        said = ended(process, tmp_path)
        context = (seed, trial, sent, said)
        wait_until_free(out.parent)
        if said.returncode == 0 or "Klart på" in said.stdout or "redan var klara" in said.stderr:
            assert pages_in(out) == vintages[year], context
        elif sent == KILLING:
            assert said.returncode == -KILLING, context
            assert pages_in(out) in vintages.values(), context
        else:
            assert said.returncode in (128 + sent, -sent), context
            assert pages_in(out) == before, context
        assert "Traceback" not in said.stdout + said.stderr, context
        assert leftovers(project) == [], context
        wait_for(lambda: processes() == [])
        codes[said.returncode] += 1
        print(f"{trial}: {sent.name} -> {said.returncode} after {time.monotonic() - asked:.2f} s")
    print(f"by exit code {dict(codes)}, of builds that took {spent}")
    assert set(codes) != {0}
    assert pages_in(make(project, year=2019, out=out, everything=True)) == vintages[2019]


@pytest.mark.parametrize(
    ("sent", "code", "told", "engine"),
    [
        (signal.SIGINT, 130, "Avbrutet", "shell"),
        (signal.SIGINT, 130, "Avbrutet", "kernel"),
        (signal.SIGTERM, 143, "", "shell"),
        (signal.SIGHUP, 129, "", "shell"),
        (signal.SIGKILL, -9, "", "shell"),
        (signal.SIGKILL, -9, "", "kernel"),
    ],
)
def test_an_ended_build_tells_by_its_exit_code_and_leaves_no_process_and_no_temporary_file(
    built, begin, processes, tmp_path, sent, code, told, engine
):
    """Not even what a cell has started in a session of its own, and the file with a kernel's key."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    with previous_reports_stay(built):
        change_cell(built / "notebooks" / "02_kvalitet.ipynb", "HTML(", STARTING_OTHERS + "HTML(")
        process = begin(built, "--year", 2019, "--engine", engine, env={"TMPDIR": str(temporary)})
        wait_for(lambda: len(processes()) == 3)
        os.kill(process.pid, sent)
        said = ended(process, tmp_path)
        assert said.returncode == code
        assert told in said.stderr
        assert "Traceback" not in said.stderr
        if sent == KILLING:
            wait_until_free(built / "reports")
            wait_for(lambda: processes() == [])
        assert processes() == []
        assert list(temporary.iterdir()) == []


def test_ctrl_c_while_the_command_is_starting_ends_it_at_once_and_quietly(built, command):
    before, seed = files_of(built / "reports" / "2019"), random.randrange(10**6)
    drawn, ended_ours = random.Random(seed), []
    began = time.monotonic()
    command().communicate(timeout=PATIENCE)  # finds that nothing has changed
    spent = time.monotonic() - began
    while len(ended_ours) < TRIALS or (not any(ended_ours) and len(ended_ours) < 20):
        process = command()
        time.sleep(drawn.uniform(0, spent))
        process.send_signal(signal.SIGINT)
        said = "".join(process.communicate(timeout=PATIENCE))
        # Python itself was still starting, or __main__ importing what it needs to see to signals
        none_of_ours = "KeyboardInterrupt" in said and not re.search("/helpers/(?!__main__)", said)
        assert none_of_ours or process.returncode in (0, 130, -signal.SIGINT), (seed, process.returncode, said)
        assert none_of_ours or "Traceback" not in said, (seed, said)
        ended_ours.append(not none_of_ours and process.returncode != 0)
    assert any(ended_ours), seed
    assert files_of(built / "reports" / "2019") == before
    assert leftovers(built) == []


KILL_GUARD = """import psutil
worker = psutil.Process().parent()
(guard,) = set(worker.parent().children()) - {worker}
guard.kill()
"""


def test_a_build_whose_guard_is_killed_goes_on_and_clears_up_itself(project):
    change_cell(project / "notebooks" / "01_fler_jobb.ipynb", "HTML(", KILL_GUARD + "HTML(")
    said = typed("--root", project, "reports", "--year", 2019)
    assert (said.returncode, said.stderr) == (0, "")
    assert leftovers(project) == []
    assert (project / "reports" / "2019" / "index.html").is_file()


def test_a_killed_guard_and_build_are_cleared_up_after_by_the_next_run(built, told):
    out = built / "reports" / "2019"
    before = files_of(out)
    leftover = place.staging_of(out, 99999999)
    leftover.mkdir()
    (leftover / "index.html").write_text("halv")
    make(built, told)
    assert leftovers(built) == []
    assert files_of(out) == before


def test_a_second_build_at_the_same_time_says_so_and_leaves_the_first_alone_until_ctrl_c(built, command, processes):
    with previous_reports_stay(built):
        change_cell(built / "notebooks" / "02_kvalitet.ipynb", "HTML(", ENDLESS + "HTML(")
        first = command()
        wait_for(processes)
        second = typed("--root", built, "reports", "--year", 2019)
        assert second.returncode == 3
        assert second.stderr == (
            f"En annan byggning pågår redan i reports (process {first.pid}). Vänta tills den är klar och försök igen.\n"
        )
        assert first.poll() is None
        assert len(processes()) == 1
        first.send_signal(signal.SIGINT)
        said = first.communicate(timeout=PATIENCE)[1]
        assert (first.returncode, said) == (130, "Avbrutet; de tidigare rapporterna är orörda.\n")
