"""What fails is told, all at once, and the previous reports stay."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from contextlib import contextmanager

import pytest
from builds import ENDLESS, NOTE_PROCESS, failed_in_time, leftovers, make, previous_reports_stay
from small_project import PARAMETERS, change_cell, write_notebook
from typed import typed

from helpers.runner.failures import BuildFailedError
from helpers.storage.paths import AREA_VARIABLE

pytestmark = [pytest.mark.build, pytest.mark.process]


# What fails, by the notebook and its cell, and how it is told; {limit} is the time limit.
NEVER_ENDING = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nimport time\n" + (
    "while True:\n    try:\n        time.sleep(600)\n    except BaseException:\n        pass"
)
TOO_LONG = "körningen tar längre tid än den får ({limit} s)"
BAD = {
    "03_fel": ("1 / 0", "ZeroDivisionError: division by zero"),
    "04_ut": ("import sys\nsys.exit()", "cellen avslutar körningen i förtid"),
    "05_dod": (NOTE_PROCESS + "os.kill(os.getpid(), 9)", "processen dog utan att bli klar (slutkod -9)"),
    "06_borta": (NOTE_PROCESS + "os._exit(0)", "processen dog utan att bli klar (slutkod 0)"),
    "07_hang": (ENDLESS, TOO_LONG),
    "08_egensinnig": (NOTE_PROCESS + NEVER_ENDING, TOO_LONG),
}
HEAD = "{} blev inte {}; de tidigare rapporterna är orörda."


def test_all_failing_notebooks_are_told_and_the_previous_reports_stay(built, processes):
    with previous_reports_stay(built):
        lines = [HEAD.format("6 delar", "klara")]
        for name, (source, cause) in BAD.items():
            write_notebook(built / "notebooks" / f"{name}.ipynb", f"# {name}", PARAMETERS, "## Där", source)
            lines += [f"{name}.ipynb, under rubriken ”Där”", f"  Orsak: {cause}"]
        error = failed_in_time(built, *lines)
        assert "1 / 0" in error.details
        assert processes() == []


def _start_in_a_cell(project, notebook, *, away, then=""):
    """Have a cell start a process, away in a session of its own, and note it."""
    source = f"""import os, subprocess
child = subprocess.Popen(['sleep', '600'], start_new_session={away})
open(os.environ['PIDS'], 'a').write(f'{{child.pid}}\\n')
{then}
HTML("""
    change_cell(project / "notebooks" / f"{notebook}.ipynb", "HTML(", source)


def test_a_kernel_that_hangs_is_told_and_ended(built, processes):
    with previous_reports_stay(built):
        change_cell(built / "notebooks" / "02_kvalitet.ipynb", "HTML(", ENDLESS + "HTML(")
        where = "02_kvalitet.ipynb, under rubriken ”Serier”"
        failed_in_time(built, HEAD.format("1 del", "klar"), where, f"  Orsak: {TOO_LONG}", engine="kernel")
        assert processes() == []


def test_kernels_that_die_or_read_another_area_are_told_and_what_they_have_started_is_ended(built, processes):
    """Even in a session of its own."""
    with previous_reports_stay(built):
        change_cell(built / "notebooks" / "01_fler_jobb.ipynb", 'load("fler_jobb")', 'load("kvalitet")')
        _start_in_a_cell(built, "02_kvalitet", away=True, then="os.kill(os.getpid(), 9)")
        with pytest.raises(BuildFailedError) as caught:
            make(built, engine="kernel")
        told = str(caught.value)
        assert told.splitlines()[0] == HEAD.format("2 delar", "klara")
        assert "märkt med målområdet 'fler_jobb' i followup.area men läser målområdet 'kvalitet'" in told
        assert "02_kvalitet.ipynb, under rubriken ”Serier”\n  Orsak: processen som körde anteckningsboken dog\n" in told
        assert AREA_VARIABLE not in os.environ
        assert processes() == []


@pytest.mark.parametrize("engine", ["shell", "kernel"])
def test_what_a_cell_has_started_is_ended_with_the_build(built, processes, engine):
    """Even in a session of its own."""
    _start_in_a_cell(built, "01_fler_jobb", away=False)
    _start_in_a_cell(built, "02_kvalitet", away=True)
    make(built, engine=engine)
    assert processes() == []


@pytest.fixture
def small_disk(built, tmp_path):
    """A disk with room for little: a tmpfs where the machine allows one; returns what fills it but for some bytes."""
    reports = built / "reports"
    shutil.copytree(reports, tmp_path / "reports")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", reports], capture_output=True)
    if mounted.returncode == 0:
        shutil.copytree(tmp_path / "reports", reports, dirs_exist_ok=True)

        @contextmanager
        def nearly_full(free):
            filler = reports / "log" / "fyllnad"
            room = shutil.disk_usage(reports).free
            filler.write_bytes(bytes(max(0, room - free)))
            yield
            filler.unlink()

        yield nearly_full
        subprocess.run(["umount", reports], check=True)
    else:

        @contextmanager
        def nearly_full(free):
            before = resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (free, before[1]))
            yield
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

        yield nearly_full


def test_a_full_disk_leaves_the_previous_reports_whole_and_says_so(built, small_disk):
    with previous_reports_stay(built):
        change_cell(built / "notebooks" / "02_kvalitet.ipynb", "*betoning*", "ord " * 40000)
        for free in (0, 4096, 16384, 65536):
            with small_disk(free), pytest.raises(BuildFailedError, match="Disken är full"):
                make(built)
            assert leftovers(built) == []
    assert "ord ord" in (make(built) / "02_kvalitet.html").read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_is_told(project):
    (project / "reports").write_text("en fil där mappen skulle stå")
    with pytest.raises(BuildFailedError):
        make(project)


def test_the_traceback_stands_in_the_log_and_is_shown_when_asked_for(built):
    change_cell(built / "notebooks" / "02_kvalitet.ipynb", "HTML(", "1 / 0\nHTML(")
    of_before = set((built / "reports" / "log").iterdir())
    short = typed("--root", built, "reports", "--year", 2019)
    (log,) = set((built / "reports" / "log").iterdir()) - of_before
    long = typed("--root", built, "reports", "--year", 2019, "--verbose")
    assert (short.returncode, long.returncode) == (1, 1)
    assert "under rubriken ”Serier”" in short.stderr
    assert "Traceback" not in short.stderr
    for traceback in (log.read_text(encoding="utf-8"), long.stderr):
        assert "ZeroDivisionError" in traceback
        assert "Traceback" in traceback
