"""What fails is told, all at once, and the previous reports stay."""

from __future__ import annotations

import resource
import shutil
import subprocess
from contextlib import contextmanager

import pytest
from builds import NOTE_PROCESS, failed_in_time, make, previous_reports_stay
from small_project import PARAMETERS, change_cell, write_notebook
from typed import typed

from helpers.runner.failures import BuildFailedError

pytestmark = [pytest.mark.build, pytest.mark.process]


def test_all_failing_notebooks_are_told_and_the_previous_reports_stay(built, processes):
    with previous_reports_stay(built):
        bad = {
            "03_fel": "1 / 0",
            "04_ut": "import sys\nsys.exit()",
            "05_dod": NOTE_PROCESS + "os.kill(os.getpid(), 9)",
            "06_borta": NOTE_PROCESS + "os._exit(0)",
            "07_hang": NOTE_PROCESS + "import time\ntime.sleep(600)",
            "08_egensinnig": NOTE_PROCESS
            + "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nimport time\n"
            "while True:\n    try:\n        time.sleep(600)\n    except BaseException:\n        pass",
        }
        for name, source in bad.items():
            write_notebook(built / "notebooks" / f"{name}.ipynb", f"# {name}", PARAMETERS, "## Där", source)
        error, limit = failed_in_time(built, 6, hanging=2)
        assert str(error).splitlines()[0] == "6 delar blev inte klara; de tidigare rapporterna är orörda."
        blocks = str(error).split(".ipynb, under rubriken ”Där”")
        assert len(blocks) == 7
        causes = [block.splitlines()[1].strip() for block in blocks[1:]]
        assert causes == [
            "Orsak: ZeroDivisionError: division by zero",
            "Orsak: cellen avslutar körningen i förtid",
            "Orsak: processen dog utan att bli klar (slutkod -9)",
            "Orsak: processen dog utan att bli klar (slutkod 0)",
            f"Orsak: körningen tar längre tid än den får ({limit} s)",
            f"Orsak: körningen tar längre tid än den får ({limit} s)",
        ]
        assert "1 / 0" in error.details
        assert processes() == []


def test_a_kernel_that_hangs_or_dies_is_told_and_ended(built, processes):
    bad = {
        "01_fler_jobb": "import os\nos.kill(os.getpid(), 9)\n",
        "02_kvalitet": NOTE_PROCESS + "import time\ntime.sleep(600)\n",
    }
    for name, source in bad.items():
        change_cell(built / "notebooks" / f"{name}.ipynb", "HTML(", source + "HTML(")
    error, limit = failed_in_time(built, 2, hanging=1, engine="kernel")
    lines = str(error).splitlines()
    assert lines[0] == "2 delar blev inte klara; de tidigare rapporterna är orörda."
    assert lines[1] == "01_fler_jobb.ipynb, under rubriken ”Utfall”"
    assert lines[2] == "  Orsak: processen som körde anteckningsboken dog"
    assert lines[4] == "02_kvalitet.ipynb, under rubriken ”Serier”"
    assert lines[5] == f"  Orsak: körningen tar längre tid än den får ({limit} s)"
    assert processes() == []


def test_what_a_cell_has_started_is_ended_with_it(built, processes):
    _start_in_a_cell(built, "subprocess.Popen(['sleep', '600'])")
    make(built)
    assert processes() == []


@pytest.mark.parametrize("engine", ["shell", "kernel"])
def test_what_a_cell_has_started_in_a_session_of_its_own_is_ended_with_the_build(built, processes, engine):
    _start_in_a_cell(built, "subprocess.Popen(['sleep', '600'], start_new_session=True)")
    make(built, engine=engine)
    assert processes() == []


def _start_in_a_cell(project, call):
    """Have a cell of the notebook of one area start a process and note it."""
    noted = "open(os.environ['PIDS'], 'a').write(str(child.pid))"
    source = f"import os, subprocess\nchild = {call}\n{noted}\nHTML("
    change_cell(project / "notebooks" / "02_kvalitet.ipynb", "HTML(", source)


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


@pytest.mark.parametrize("free", [0, 4096, 16384, 65536])
def test_a_full_disk_leaves_the_previous_reports_whole_and_says_so(built, small_disk, free):
    with previous_reports_stay(built):
        change_cell(built / "notebooks" / "02_kvalitet.ipynb", "*betoning*", "ord " * 40000)
        with small_disk(free), pytest.raises(BuildFailedError, match="Disken är full"):
            make(built)
    assert "ord ord" in (make(built) / "02_kvalitet.html").read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_is_told(project):
    (project / "reports").write_text("en fil där mappen skulle stå")
    with pytest.raises(BuildFailedError):
        make(project)


def test_a_failed_builds_log_has_the_traceback(built):
    change_cell(built / "notebooks" / "02_kvalitet.ipynb", "HTML(", "1 / 0\nHTML(")
    of_before = set((built / "reports" / "log").iterdir())
    with pytest.raises(BuildFailedError):
        make(built)
    (log,) = set((built / "reports" / "log").iterdir()) - of_before
    content = log.read_text(encoding="utf-8")
    assert "ZeroDivisionError" in content
    assert "Traceback" in content


def test_the_traceback_is_shown_when_asked_for(built):
    change_cell(built / "notebooks" / "02_kvalitet.ipynb", "HTML(", "1 / 0\nHTML(")
    short, long = (typed("--root", built, "reports", "--year", 2019, *more) for more in ([], ["--verbose"]))
    assert (short.returncode, long.returncode) == (1, 1)
    assert "under rubriken ”Serier”" in short.stderr
    assert "Traceback" not in short.stderr
    assert "Traceback" in long.stderr
