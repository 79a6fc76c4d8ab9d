"""The same data give the same bytes, wherever and however they are built."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from datetime import date

import nbformat
import pytest
from builds import PATIENCE, make
from frozen import REPOSITORY
from small_project import files_of, small_project

from helpers.runner import build as runner_build
from helpers.runner import execute, making, pages, parts
from helpers.storage.paths import ROOT_VARIABLE

pytestmark = [pytest.mark.build, pytest.mark.process]


def test_two_builds_under_other_circumstances_are_the_same_byte_for_byte(tmp_path, command):
    first, second = small_project(tmp_path / "ett"), small_project(tmp_path / "två mappar ner" / "två")
    surroundings = [
        (first, "2024-02-29", {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"}, "1", 0o022, "/"),
        (
            second,
            "2031-07-01",
            {"TZ": "America/Adak", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"},
            "3",
            0o077,
            tmp_path,
        ),
    ]
    for project, day, environment, jobs, umask, folder in surroundings:
        options = {"env": os.environ | environment, "umask": umask, "cwd": folder}
        process = command("--jobs", jobs, root=project, day=day, **options)
        assert process.wait(PATIENCE) == 0, process.stderr.read()
        assert next((project / "reports" / "log").iterdir()).name.startswith(day[:4])
    found = files_of(first / "reports" / "2019")
    assert found == files_of(second / "reports" / "2019")
    content = b"".join(found.values())
    for trace in ("2024-02-29", "2031-07-01", date.today().isoformat(), str(tmp_path), "iopub", "start_time"):
        assert trace.encode() not in content


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


def test_without_fork_the_kernel_engine_runs(project, monkeypatch):
    shell = files_of(make(project))
    for module in (runner_build, making, parts):
        monkeypatch.setattr(module, "CAN_FORK", False)
    assert files_of(make(project, everything=True)) == shell


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
    for path in (project / "helpers.py", tmp_path / "eget" / "pandas.py", tmp_path / "eget" / "click.py"):
        path.write_text("raise ImportError('fel modul')\n")
    return {"PYTHONPATH": str(tmp_path / "eget")}


# What is wrong with a machine does not hide what else is: several things at a time, each with a question in Python that
# is answered by True where it is at work.
FOREIGN_SETTINGS = "__import__('matplotlib').rcParams['font.size'] == 30"
FOREIGN_KERNEL = "__import__('jupyter_client').kernelspec.get_kernel_spec('python3').argv == ['/bin/false']"
FOREIGN_MODULES = "__import__('importlib').util.find_spec('pandas').origin.endswith('/eget/pandas.py')"
HOSTILE = {
    "settings and modules of another's, warnings as errors, no home and a terminal without letters": (
        [_foreign_settings, _foreign_modules],
        {"PYTHONWARNINGS": "error", "PYTHONOPTIMIZE": "1"}
        | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
        | dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")),
        "",
        [FOREIGN_SETTINGS, FOREIGN_KERNEL, FOREIGN_MODULES, "'error' in sys.warnoptions", "sys.flags.optimize == 1",
         "'HOME' not in os.environ", "chr(229).encode(sys.stdout.encoding, 'replace') == b'?'"],
    ),
    "the same for kernels, a home that is missing and a latin-1 terminal": (
        [_foreign_settings, _foreign_modules],
        {"HOME": "/finns/inte", "PYTHONIOENCODING": "latin-1"},
        "--engine kernel",
        [FOREIGN_SETTINGS, FOREIGN_KERNEL, FOREIGN_MODULES, "not os.path.exists(os.environ['HOME'])",
         "sys.stdout.encoding == 'iso8859-1'"],
    ),
    "a home that is the root and closed streams": ([], {"HOME": "/"}, "<&- >&- 2>&-", ["os.environ['HOME'] == '/'"]),
}  # fmt: skip


@pytest.mark.parametrize(("things", "variables", "options", "at_work"), HOSTILE.values(), ids=HOSTILE)
def test_the_users_machine_does_not_reach_the_pages(built, tmp_path, things, variables, options, at_work):
    project = small_project(tmp_path / "igen")
    for thing in things:
        variables = variables | thing(project, tmp_path)
    environment = {name: value for name, value in (os.environ | variables).items() if value is not None}
    surroundings = {"cwd": project, "env": environment, "capture_output": True}
    asked = f"import os, sys; sys.stderr.write(repr([{', '.join(at_work)}]))"
    answered = subprocess.run([sys.executable, "-P", "-W", "ignore", "-c", asked], **surroundings).stderr.decode()
    assert answered == repr([True] * len(at_work))
    line = f'"{sys.executable}" -P -m helpers reports --year 2019 {options}'
    done = subprocess.run(line, shell=True, **surroundings)
    assert done.returncode == 0, done.stdout + done.stderr
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr
    assert files_of(project / "reports" / "2019") == files_of(built / "reports" / "2019")


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
