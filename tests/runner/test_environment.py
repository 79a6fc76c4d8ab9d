"""The same data give the same bytes, wherever and however they are built."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from datetime import date
from types import SimpleNamespace
from typing import NamedTuple

import nbformat
import pytest
from builds import made, make
from frozen import REPOSITORY
from small_project import change_cell, files_of, small_project

from helpers.runner import build as runner_build
from helpers.runner import environment, execute, making, pages, parts
from helpers.storage.paths import ROOT_VARIABLE

pytestmark = [pytest.mark.build, pytest.mark.process]


def test_the_two_engines_make_the_same_of_all_that_the_collection_calls_byte_for_byte(reports, tmp_path, monkeypatch):
    """One kernel runs cells of all notebooks in a row; the reports were made by shells, one for each notebook."""
    paths = pages.notebooks_of(reports.parent / "projekt")
    books, in_shells = (
        [nbformat.read(path, 4) for path in some] for some in (paths, [reports / p.name for p in paths])
    )
    places = _first_callers([_run(book) for book in books])
    cells = [books[0].cells[1], *(_run(books[book])[cell] for book, cell in places)]
    assert cells[0].metadata.tags == ["parameters"]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
        if number > 1:  # once is enough: each time adds a look through all modules before every cell
            cell.source = cell.source.replace("%reload_ext autoreload\n", "")
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=books[0].metadata), tmp_path / "alla.ipynb")
    monkeypatch.setenv(ROOT_VARIABLE, str(reports.parent / "projekt"))
    done = execute.run(tmp_path / "alla.ipynb", {"year": 2019, "comparison": "riket"}, engine="kernel")
    done = nbformat.reads(nbformat.writes(done).replace("../docs/metod.md", "metod.html"), 4)  # as the reports hold it
    expected = [_put_out(_run(in_shells[book])[cell]) for book, cell in places]
    assert list(map(_put_out, _run(done))) == expected
    assert len(list(filter(None, expected))) > 25


def _first_callers(notebooks):
    """Return the places of cells that call what no cell before has called, or make the view that the next ones ask."""
    seen, found = {"follow_up"}, []
    for book, cells in enumerate(notebooks):
        for number, cell in enumerate(cells):
            tree = ast.parse("\n".join(line for line in cell.source.splitlines() if not line.startswith("%")))
            called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
            if not called or "follow_up" in called or called - seen:
                found.append((book, number))
            seen |= called
    return found


def _run(nb):
    """Return the cells that are run, but for those that hold the parameters."""
    return [
        cell for cell in nb.cells if cell.cell_type == "code" and "parameters" not in str(cell.metadata.get("tags"))
    ]


def _put_out(cell):
    """Return what a cell has put out, without its number in the row."""
    return [{name: value for name, value in output.items() if name != "execution_count"} for output in cell.outputs]


def test_without_fork_the_kernel_engine_runs(built, told, monkeypatch):
    """One part after the other, in the build's own process."""
    in_shell = files_of(built / "reports" / "2019")
    for name in ("01_fler_jobb.html", "metod.html", "assessment.csv"):
        (built / "reports" / "2019" / name).unlink()
    for module in (runner_build, making, parts):
        monkeypatch.setattr(module, "CAN_FORK", False)
    assert files_of(make(built, told)) == in_shell
    assert made(told) == {"01_fler_jobb", "metod", "assessment.csv"}


FIGURE = """import base64, io
import matplotlib.pyplot as plt
plt.figure().add_subplot().plot([1, 2])
drawn = io.BytesIO()
plt.savefig(drawn)
plt.close()
HTML(f'<img alt="En linje" src="data:image/png;base64,{base64.b64encode(drawn.getvalue()).decode()}">' + """


def _foreign_settings(project, tmp_path):
    """A matplotlibrc where one stands and where notebooks run, and a kernel that is named as Python's own."""
    for folder in (project, project / "notebooks"):
        (folder / "matplotlibrc").write_text("font.size: 30\naxes.facecolor: red\nlines.linewidth: 9\n")
    kernel = tmp_path / "jupyter" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text('{"argv": ["/bin/false"], "display_name": "Annan", "language": "python"}')
    return {"JUPYTER_PATH": str(tmp_path / "jupyter"), "JUPYTER_DATA_DIR": str(tmp_path / "jupyter")}


def _foreign_modules(project, tmp_path):
    """A module named helpers where one stands, and broken ones with the libraries' names on Python's path."""
    (tmp_path / "eget").mkdir()
    own = tmp_path / "eget"
    for path in (project / "helpers.py", project / "notebooks" / "pandas.py", own / "pandas.py", own / "click.py"):
        path.write_text("raise ImportError('fel modul')\n")
    return {"PYTHONPATH": str(tmp_path / "eget")}


class Machine(NamedTuple):
    """What is wrong with a machine does not hide what else is, so several things at a time.

    Each is asked for with a question in Python that is answered by True where it is at work.
    """

    variables: dict
    command: str
    at_work: list
    year: int = date.today().year
    lost: str = ""  # the page that is made; otherwise all are


WITHOUT_LETTERS = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
OTHERS = {
    "SOURCE_DATE_EPOCH": "igår",
    "NPY_PROMOTION_STATE": "legacy",
    "HELPERS_AREA": "annat",
    "MPLCONFIGDIR": os.devnull,
}
FOREIGN = [
    "__import__('matplotlib').rcParams['font.size'] == 30",
    "__import__('jupyter_client').kernelspec.get_kernel_spec('python3').argv == ['/bin/false']",
    "__import__('importlib').util.find_spec('pandas').origin.endswith('/eget/pandas.py')",
]
NO_LETTERS = "chr(229).encode(sys.stdout.encoding, 'replace') == b'?'"
IN_2031 = "import runpy, time_machine; time_machine.travel('2031-07-01', tick=True).start(); " + (
    "runpy.run_module('helpers', run_name='__main__', alter_sys=True)"
)
MACHINES = {
    "warnings as errors, no home, another day, zone, order of hashes and number of jobs": Machine(
        {"PYTHONWARNINGS": "error", "PYTHONOPTIMIZE": "1", "TZ": "America/Adak", "PYTHONHASHSEED": "2"}
        | dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")),
        f'{{python}} -P -c "{IN_2031}" {{build}} --jobs 3',
        [NO_LETTERS, "'error' in sys.warnoptions", "sys.flags.optimize == 1", "'HOME' not in os.environ",
         "__import__('time').tzname == ('HST', 'HDT')"],
        year=2031,
    ),
    "a home that is the root, closed streams, and a kernel": Machine(
        {"HOME": "/"},
        "PYTHONHOME=/finns/inte {python} -I -m helpers {build} --engine kernel <&- >&- 2>&-",
        [NO_LETTERS, "os.environ['HOME'] == '/'"],
        lost="01_fler_jobb.html",
    ),
    "a home that is missing, and a latin-1 terminal": Machine(
        {"HOME": "/finns/inte", "PYTHONIOENCODING": "latin-1"},
        "{python} -P -m helpers {build}",
        ["not os.path.exists(os.environ['HOME'])", "sys.stdout.encoding == 'iso8859-1'"],
        lost="01_fler_jobb.html",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def peaceful(tmp_path_factory):
    """Build a project with a figure where nothing is wrong."""
    project = small_project(tmp_path_factory.mktemp("fred") / "projekt")
    change_cell(project / "notebooks" / "01_fler_jobb.ipynb", "HTML(", FIGURE)
    make(project)
    return project


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
def test_another_machine_gives_the_same_pages_byte_for_byte(peaceful, tmp_path, machine):
    """Where settings and modules are another's too, in another folder."""
    project = tmp_path / "två mappar ner" / "igen"
    shutil.copytree(peaceful, project, ignore=shutil.ignore_patterns(".cache", "log", "" if machine.lost else "2019"))
    if machine.lost:
        (project / "reports" / "2019" / machine.lost).unlink()
    foreign = _foreign_settings(project, tmp_path) | _foreign_modules(project, tmp_path) | WITHOUT_LETTERS | OTHERS
    wanted = os.environ | foreign | machine.variables
    variables = {name: value for name, value in wanted.items() if value is not None}
    surroundings = {"cwd": project, "env": variables, "capture_output": True, "umask": 0o077}
    at_work = [*FOREIGN, *machine.at_work]
    asked = f"import os, sys; sys.stderr.write(repr([{', '.join(at_work)}]))"
    answered = subprocess.run([sys.executable, "-P", "-W", "ignore", "-c", asked], **surroundings).stderr.decode()
    assert answered == repr([True] * len(at_work))
    line = machine.command.format(python=f'"{sys.executable}"', build="reports --year 2019")
    done = subprocess.run(line, shell=True, **surroundings)
    assert done.returncode == 0, done.stdout + done.stderr
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr
    assert b"site-packages" not in done.stderr
    (log,) = (project / "reports" / "log").iterdir()
    assert log.name.startswith(str(machine.year))
    found = files_of(project / "reports" / "2019")
    assert found == files_of(peaceful / "reports" / "2019")
    content = b"".join(found.values())
    for trace in ("2031-07-01", date.today().isoformat(), str(tmp_path), str(peaceful), "iopub", "start_time"):
        assert trace.encode() not in content


@pytest.mark.parametrize("home", ["/", "/finns/inte", ""])
def test_a_home_that_cannot_be_written_in_is_replaced_by_the_builds_own_folder(tmp_path, monkeypatch, home):
    monkeypatch.setenv("HOME", home)
    wanted = environment.surroundings(SimpleNamespace(root=tmp_path, staging=tmp_path))
    assert wanted["HOME"] == wanted["MPLCONFIGDIR"] == str(tmp_path / environment.SCRATCH)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert "HOME" not in environment.surroundings(SimpleNamespace(root=tmp_path, staging=tmp_path))
    (tmp_path / ".cache").touch()  # where matplotlib would keep its list of fonts
    wanted = environment.surroundings(SimpleNamespace(root=tmp_path, staging=tmp_path))
    assert wanted["HOME"] == wanted["MPLCONFIGDIR"] == str(tmp_path / environment.SCRATCH)
    assert wanted["XDG_CACHE_HOME"] is None


def test_what_a_computer_leaves_in_the_folders_changes_nothing(built, told):
    for name in ("Thumbs.db", ".DS_Store", "desktop.ini", ".ipynb_checkpoints/series-checkpoint.csv", "~$series.csv"):
        for folder in ("data/processed", "notebooks"):
            path = built / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"\xe5\x00")
    make(built, told)
    assert told[-1].startswith("Inget har ändrats")


def test_a_clone_that_turns_line_endings_has_the_same_bytes(tmp_path):
    options = ["-c", "core.autocrlf=true", "-c", "core.eol=crlf"]
    subprocess.run(["git", *options, "clone", "-q", REPOSITORY, tmp_path / "klon"], check=True, capture_output=True)
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=tmp_path / "klon", capture_output=True, check=True).stdout
    files = [tmp_path / "klon" / os.fsdecode(name) for name in listed.split(b"\0") if name]
    text = [path for path in files if path.suffix != ".png"]  # whose first bytes hold a line ending of each kind
    assert [path for path in text if b"\r\n" in path.read_bytes()] == []
