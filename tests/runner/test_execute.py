from __future__ import annotations

import socket
import subprocess
import sys

import nbformat
import pytest
from builds import warm_up
from jupyter_client.provisioning.local_provisioner import LocalPortCache
from nbformat import v4
from small_project import in_worker, notebook, write_notebook

from helpers.runner import execute
from helpers.runner.execute import Failure, NotebookFailedError, heading_above, parameter_issues, without_clock

pytestmark = pytest.mark.process


GOOD = {"year": 2019, "comparison": "riket"}
PARAMETERS = 'year = 2019\ncomparison = "riket"'


def _run(path, parameters=GOOD):
    """Run in a forked worker; the notebook, or the failure."""

    def attempt():
        try:
            return execute.run(path, parameters, engine="shell")
        except NotebookFailedError as error:
            return error.failure

    warm_up()
    return in_worker(attempt).result


def _failure(tmp_path, *sources):
    return _run(write_notebook(tmp_path / "01_test.ipynb", *sources))


# parameters


def test_the_parameters_that_are_passed_are_those_that_the_cells_see(tmp_path):
    path = write_notebook(tmp_path / "n.ipynb", "# Test", PARAMETERS, "year, comparison")
    assert _run(path, {"year": 2017, "comparison": "0484"}).cells[-1].outputs[0].data["text/plain"] == "(2017, '0484')"


def test_an_unknown_parameter_is_refused_with_the_nearest_name():
    issues = parameter_issues(notebook("# Test", PARAMETERS), {**GOOD, "yaer": 1})
    assert issues == ["anteckningsboken har ingen parameter ”yaer”; menas year?"]


def test_an_unknown_parameter_without_a_near_name_tells_which_there_are():
    issues = parameter_issues(notebook("# Test", PARAMETERS), {**GOOD, "xxxxx": 1})
    assert issues == ["anteckningsboken har ingen parameter ”xxxxx”; den har comparison, year"]


@pytest.mark.parametrize(
    ("value", "told"),
    [("2019", "'2019' är str"), (True, "True är bool"), (2019.0, "2019.0 är float"), (None, "None är NoneType")],
)
def test_a_value_of_another_type_than_the_default_is_refused(value, told):
    issues = parameter_issues(notebook("# Test", PARAMETERS), {**GOOD, "year": value})
    assert issues == [f"parametern ”year” ska vara int, men {told}"]


def test_a_whole_number_is_good_for_a_decimal_one():
    assert parameter_issues(notebook("# Test", "year = 2019.5"), {"year": 2019}) == []


def test_an_annotation_decides_before_the_default():
    assert parameter_issues(notebook("# Test", "year: float = 2019"), {"year": 2019.5}) == []


def test_a_declared_parameter_without_a_value_must_be_passed():
    assert parameter_issues(notebook("# Test", "year = None"), {}) == ["parametern ”year” har inget värde"]


def test_a_missing_parameters_cell_is_refused():
    issues = parameter_issues(notebook("# Test", "x = 1"), GOOD)
    assert issues == ["exakt en kodcell ska ha taggen ”parameters”, men 0 har den"]


def test_two_parameters_cells_are_refused():
    issues = parameter_issues(notebook("# Test", "year = 2019", "year = 2018"), {"year": 2019})
    assert issues == ["exakt en kodcell ska ha taggen ”parameters”, men 2 har den"]


def test_a_declaration_that_papermill_does_not_see_is_refused():
    issues = parameter_issues(notebook("# Test", "year: int | None = 2019"), {"year": 2019})
    assert "parametern ”year” kan inte läsas: skriv den som namn = värde på en egen rad" in issues


def test_all_wrong_parameters_are_told_at_once(tmp_path):
    failure = _run(write_notebook(tmp_path / "n.ipynb", "# Test", PARAMETERS), {"year": "2019", "comparsion": "riket"})
    assert "parametern ”year” ska vara int" in failure.cause
    assert "menas comparison?" in failure.cause


# failures


def test_a_failing_cell_is_told_with_notebook_heading_cause_and_what_to_do(tmp_path):
    failure = _failure(tmp_path, "# Test", PARAMETERS, "## Först", "1", "## Sedan\n\nText.", "1 / 0", "## Sist", "2")
    assert (failure.notebook, failure.heading) == ("01_test.ipynb", "Sedan")
    assert failure.cause == "ZeroDivisionError: division by zero"
    assert "1 / 0" in failure.details
    assert "\x1b" not in failure.details
    assert str(failure).splitlines() == [
        "01_test.ipynb, under rubriken ”Sedan”",
        "  Orsak: ZeroDivisionError: division by zero",
        "  Gör så här: Kör cellen i JupyterLab (make lab) och rätta den.",
    ]


@pytest.mark.parametrize("source", ["import sys\nsys.exit()", "raise SystemExit(0)", "exit", "quit()", "exit(0)"])
def test_leaving_early_is_a_failure_even_without_an_error_code(tmp_path, source):
    failure = _failure(tmp_path, "# Test", PARAMETERS, "## Här", source, "print('hit kommer ingen')")
    assert (failure.heading, failure.cause) == ("Här", "cellen avslutar körningen i förtid")


def test_a_warning_in_a_cell_is_a_failure_that_quotes_it(tmp_path):
    """In a process where no test runner listens to warnings and logging before the cell's own stderr does."""
    sources = {
        "import warnings\nwarnings.warn('gammal data')": "UserWarning: gammal data",
        "import logging\nlogging.warning('sned tabell')": "WARNING:root:sned tabell",
    }
    for number, source in enumerate(sources, start=1):
        write_notebook(tmp_path / f"{number:02d}_test.ipynb", "# Test", PARAMETERS, "## Läs", source)
    program = """import os, pathlib
from helpers.model.imports import without_formats
with without_formats():
    from helpers.runner import execute
for path in sorted(pathlib.Path().glob("*.ipynb")):
    if not os.fork():
        try:
            execute.run(path, {"year": 2019, "comparison": "riket"}, engine="shell")
        except execute.NotebookFailedError as error:
            path.with_suffix(".txt").write_text(str(error.failure), encoding="utf-8")
        os._exit(0)
    os.wait()
"""
    subprocess.run([sys.executable, "-c", program], check=True, cwd=tmp_path)
    for number, quoted in enumerate(sources.values(), start=1):
        told = (tmp_path / f"{number:02d}_test.txt").read_text(encoding="utf-8").splitlines()
        assert told[0] == f"{number:02d}_test.ipynb, under rubriken ”Läs”"
        assert told[1].startswith("  Orsak: cellen skriver en varning eller ett felmeddelande:")
        assert told[1].endswith(quoted)


def test_anything_on_stderr_is_a_failure(tmp_path):
    failure = _failure(tmp_path, "# Test", PARAMETERS, "import sys\nprint('oj', file=sys.stderr)")
    assert failure.cause == "cellen skriver en varning eller ett felmeddelande: oj"


def test_what_a_subprocess_writes_to_stderr_is_a_failure(tmp_path):
    failure = _failure(tmp_path, "# Test", PARAMETERS, "import subprocess\nsubprocess.run('echo oj >&2', shell=True)")
    assert failure.cause == "cellen skriver en varning eller ett felmeddelande: oj"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": [{"cell_type": "annat"}]}'])
def test_a_file_that_is_no_notebook_is_told(tmp_path, content):
    path = tmp_path / "trasig.ipynb"
    path.write_text(content)
    failure = _run(path)
    assert (failure.notebook, failure.cause) == ("trasig.ipynb", "filen går inte att läsa som anteckningsbok")


def test_a_failure_survives_the_way_between_processes():
    error = NotebookFailedError(Failure("a.ipynb", "R", "C", "A", "D"))
    assert in_worker(lambda: error).result.failure == error.failure


# the kernel


def _with_kernel(path, **kernelspec):
    nb = notebook("# Test", PARAMETERS, "1 + 1")
    nb.metadata.kernelspec = kernelspec
    nbformat.write(nb, path)
    return path


def test_a_foreign_kernel_name_is_replaced_by_this_python(tmp_path):
    path = _with_kernel(tmp_path / "n.ipynb", name="conda-env-analys-py", display_name="Analys", language="python")
    done = _run(path)
    assert done.metadata.kernelspec.name == "python3"
    assert done.cells[-1].outputs[0].data["text/plain"] == "2"


def test_a_notebook_in_another_language_is_refused(tmp_path):
    failure = _run(_with_kernel(tmp_path / "n.ipynb", name="ir", display_name="R", language="R"))
    assert failure.cause == "anteckningsboken är skriven i R"


@pytest.mark.skipif(sys.platform != "linux", reason="a kernel has ports elsewhere")
def test_a_kernel_starts_though_another_program_has_taken_the_port_that_was_free(tmp_path, monkeypatch):
    path = write_notebook(tmp_path / "n.ipynb", "# Test", PARAMETERS, "year")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setattr(LocalPortCache, "find_available_port", lambda self, ip: taken.getsockname()[1])
        done = execute.run(path, GOOD, engine="kernel")
    assert done.cells[-1].outputs[0].data["text/plain"] == "2019"


def test_a_kernel_that_dies_before_the_first_cell_is_told_in_swedish(tmp_path, monkeypatch):
    startup = tmp_path / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00_slut.py").write_text("import os\n\nos._exit(1)\n", encoding="utf-8")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    path = write_notebook(tmp_path / "01_test.ipynb", "# Test", PARAMETERS, "1")
    with pytest.raises(NotebookFailedError) as told:
        execute.run(path, GOOD, engine="kernel")
    assert told.value.failure.cause == "processen som körde anteckningsboken dog"


def test_a_cell_that_never_ends_is_stopped_in_a_kernel_too(tmp_path):
    path = write_notebook(tmp_path / "n.ipynb", "# Test", PARAMETERS, "## Evigt", "while True:\n    pass")
    for limit in (1, 10, 100):  # a busy machine may need more than a second for the cells before
        with pytest.raises(NotebookFailedError) as caught:
            execute.run(path, GOOD, engine="kernel", timeout=limit)
        if caught.value.failure.heading:
            break
    assert (caught.value.failure.heading, caught.value.failure.cause) == ("Evigt", execute.TOO_LONG)


# the result


def test_nothing_in_the_executed_notebook_tells_when_it_ran(tmp_path):
    path = write_notebook(tmp_path / "n.ipynb", "# Test", PARAMETERS, "print(1)", "object()")
    first, second = _run(path), _run(path)
    assert nbformat.writes(first) == nbformat.writes(second)
    assert first.metadata.papermill == {"parameters": GOOD}
    assert all("papermill" not in cell.metadata for cell in first.cells)
    assert [cell.id for cell in first.cells if "injected-parameters" in cell.metadata.get("tags", [])] == [
        "injected-parameters"
    ]


def test_the_source_notebook_is_left_as_it_was(tmp_path):
    path = write_notebook(tmp_path / "n.ipynb", "# Test", PARAMETERS, "1")
    before = path.read_bytes()
    _run(path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["n.ipynb"]


def test_cleaning_copies_and_joins_the_pieces_of_a_stream():
    def piece(name, text):
        return v4.new_output("stream", name=name, text=text)

    nb = notebook("x")
    nb.metadata.papermill = {"duration": 1.5, "parameters": {"year": 1}}
    nb.cells[0].outputs = [
        piece("stdout", "a"),
        piece("stdout", "b"),
        v4.new_output("display_data"),
        piece("stdout", "c"),
    ]
    clean = without_clock(nb)
    assert [output.get("text") for output in clean.cells[0].outputs] == ["ab", None, "c"]
    assert len(nb.cells[0].outputs) == 4
    assert nb.metadata.papermill.duration == 1.5


def test_the_notebooks_own_folder_is_where_its_cells_run(tmp_path):
    path = write_notebook(tmp_path / "n.ipynb", "# Test", PARAMETERS, "import os\nos.path.basename(os.getcwd())")
    assert _run(path).cells[-1].outputs[0].data["text/plain"] == repr(tmp_path.name)


def test_the_heading_above_a_cell_is_the_last_one_before_it():
    nb = notebook("# Ett\n\n## Två", "1", "### Tre ###", "2")
    assert [heading_above(nb, index) for index in range(4)] == ["Två", "Två", "Tre", "Tre"]
    assert heading_above(notebook("1"), 0) == ""
