"""What tests share: reports built once for all of them, a small project, the command as a user types it."""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import chdir, nullcontext
from pathlib import Path

import pytest
from hypothesis import settings

# A worker that makes a part of the reports has the part's name.
WATCHED = """
import os, sys
from multiprocessing import current_process
from helpers.__main__ import main
log, data = os.open(sys.argv.pop(1), os.O_WRONLY | os.O_CREAT | os.O_APPEND), sys.argv.pop(1)
def look(event, arguments):
    if event == "open" and isinstance(arguments[0], str | os.PathLike):
        path = os.path.abspath(os.fspath(arguments[0]))
        if path.startswith(data):
            os.write(log, f"{current_process().name}\\t{os.path.relpath(path, data)}\\n".encode())
sys.addaudithook(look)
main()
"""

TESTS = Path(__file__).parent
# Tests of these stand in the repository: of its own tables and notebooks, of the set-up, of what its documents say.
OF_THE_REPOSITORY = {"eskilstuna", "storage", "lab"} | {
    f"test_{name}.py" for name in ("cli", "handbook", "meaning", "notebooks", "readme", "rooms", "setup")
}
# Where the tests themselves are started in the background, these are ignored, and what they start would inherit that.
for _sent, _usual in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
    if signal.getsignal(_sent) is signal.SIG_IGN:
        signal.signal(_sent, _usual)

# Where make started the tests, one that a test starts would take itself for its child: it would say where it stands and
# take over what the first was told.
for _told in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "ARGS", "PLAN", "YEAR"):
    os.environ.pop(_told, None)

# A busy machine is no issue of the code: examples have no time limit of their own.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

BUILDING, STARTING = {"reports", "built"}, {"command", "processes"}
# Their tests take some seconds: whole tables, workbooks, hundreds of drawn examples. `make test-fast` leaves them out.
LONG = {
    *(f"data/test_{name}.py" for name in ("as_reported", "disclosure", "earlier", "tidy")),
    *(f"form/test_{name}.py" for name in ("beside", "files", "intake", "refused_files", "writing")),
    *(f"method/test_{name}.py" for name in ("assess", "changes")),
    "explore/test_view.py",
    "kolada/test_command.py",
    "lab/test_explore_notebook.py",
    "newplan/test_new.py",
    "overview/test_first.py",
    "test_readme.py",
    "text/test_titles.py",
}
assert all((TESTS / name).is_file() for name in LONG), "a file of LONG has moved"


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Import without looking for garbage, and look seldom from then on.

    It takes a third of the time of importing what tests use.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(100_000, 20, 20)
        gc.enable()


def pytest_pycollect_makemodule() -> None:
    """Import what a build imports, before the first tests are.

    A process that only hands out tests needs nothing of it.
    """
    from helpers.model.imports import without_formats

    with without_formats():
        import builds  # noqa: F401


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by what the things it asks for need: reports that are built, processes that are started.

    Files that take long come first, so that no process has one of them left when the others are done.
    """
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        if asked & BUILDING:
            item.add_marker("build")
        if asked & STARTING:
            item.add_marker("process")
        if item.path.relative_to(TESTS).as_posix() in LONG:
            item.add_marker("long")
    slow = [{item.path for item in items if item.get_closest_marker(name)} for name in ("browser", "build", "process")]
    items.sort(key=lambda item: next((rank for rank, paths in enumerate(slow) if item.path in paths), len(slow)))


@pytest.fixture(scope="module", autouse=True)
def on_frozen_data(request: pytest.FixtureRequest) -> Iterator[None]:
    """Stand in the frozen project while the engine is tested: what changes in data/ changes nothing there."""
    from frozen import FROZEN

    room = request.path.relative_to(TESTS).parts[0]
    with nullcontext() if room in OF_THE_REPOSITORY else chdir(FROZEN):
        yield


def _once(factory: pytest.TempPathFactory, name: str, fill: Callable[[Path], object]) -> Path:
    """Fill a folder once for all the processes that the tests run in, and return it."""
    base = factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else factory.getbasetemp()
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (base / f"{name}.done").exists():
            (base / name).mkdir()
            fill(base / name)
            (base / f"{name}.done").touch()
    return base / name


def _built(folder: Path) -> None:
    """Build the frozen tables with the repository's notebooks as a user does, and note what each part reads of them."""
    from frozen import REPOSITORY
    from small_project import with_every_notebook

    project = with_every_notebook(folder / "projekt")
    program = [sys.executable, "-c", WATCHED, folder / "read", project / "data"]
    options = ["--root", project, "reports", "--year", "2019", "--out", folder / "2019"]
    done = subprocess.run([*program, *options], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the follow-up of 2019; tests only read it."""
    return _once(tmp_path_factory, "of-2019", _built) / "2019"


@pytest.fixture(scope="session")
def files_read(reports: Path) -> dict[str, set[str]]:
    """Return the files of data/ that each part of the follow-up of 2019 has opened while it was made."""
    found: dict[str, set[str]] = {}
    for line in (reports.parent / "read").read_text(encoding="utf-8").splitlines():
        part, _, path = line.partition("\t")
        found.setdefault(part, set()).add(path)
    return found


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a small project of the test's own, of which nothing has been built."""
    from small_project import small_project

    return small_project(tmp_path / "projekt")


@pytest.fixture
def built(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small project of the test's own, whose reports of 2019 have just been built."""
    from builds import make, warm_up
    from small_project import small_project

    warm_up()
    shared = _once(tmp_path_factory, "small", lambda folder: make(small_project(folder / "projekt")))
    return shutil.copytree(shared / "projekt", tmp_path / "projekt")


@pytest.fixture
def told() -> list[str]:
    """Return a list for the lines that a build tells."""
    return []


@pytest.fixture
def processes(tmp_path, monkeypatch):
    """Return a function that lists the processes noted by `NOTE_PROCESS` that are still alive."""
    from builds import is_alive

    noted = tmp_path / "pids"
    noted.touch()
    monkeypatch.setenv("PIDS", str(noted))

    def alive():
        return [number for number in map(int, noted.read_text().split()) if is_alive(number)]

    return alive


@pytest.fixture
def command(tmp_path):
    """Return a function that starts the command on the project; what still runs at the end is ended."""
    started = []

    def start(*arguments, **options):
        line = [sys.executable, "-m", "helpers", "--root", tmp_path / "projekt", "reports", "--year", "2019"]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        started.append(subprocess.Popen([*line, *arguments], **(pipes | options)))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture(autouse=True)
def no_shell_is_left() -> Iterator[None]:
    """Let go of an IPython shell that a test has started: a build's own shell refuses to stand beside another."""
    yield
    if "IPython.core.interactiveshell" in sys.modules:
        from IPython.core.interactiveshell import InteractiveShell

        if InteractiveShell.initialized():
            InteractiveShell.clear_instance()
