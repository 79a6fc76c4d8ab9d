"""Run one notebook: parameters checked, stderr refused, no clock in the result.

The kernel is this Python's.
"""

from __future__ import annotations

import ast
import copy
import logging
import re
import sys
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from traceback import format_exception
from typing import Any

import nbformat
import papermill
from nbconvert.filters import strip_ansi
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from helpers.model.names import meant
from helpers.runner.engine import ENGINE

SHELL, KERNEL = "shell", "kernel"
ENGINES = {SHELL: ENGINE, KERNEL: "nbclient"}
KERNEL_NAME = "python3"
TOO_LONG = "körningen tar längre tid än den får"
# No module that lies beside the notebooks is taken for a library, as none is in a shell.
_ARGUMENTS = ["--IPKernelApp.log_level=CRITICAL", "--IPKernelApp.ignore_cwd=True"]
_QUIET_KERNEL = {"record_timing": False, "extra_arguments": _ARGUMENTS}
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*\s*$", re.MULTILINE)
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]{6,}\b")
logging.getLogger("papermill").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Failure:
    """Why one notebook became no page.

    Every text is Swedish and meant for the analyst.

    Attributes
    ----------
    notebook : str
        The notebook's file name.
    heading : str
        The nearest heading above the cell that failed; empty when the issue is the whole notebook's.
    cause : str
        What went wrong.
    advice : str
        What to do.
    details : str
        The traceback, shown on request; may be empty.
    """

    notebook: str
    heading: str
    cause: str
    advice: str
    details: str = ""

    def __str__(self) -> str:
        """Return the failure on three lines."""
        place = f"{self.notebook}, under rubriken ”{self.heading}”" if self.heading else self.notebook
        return f"{place}\n  Orsak: {self.cause}\n  Gör så här: {self.advice}"


class NotebookFailedError(Exception):
    """One notebook could not be run; carries its `Failure`."""

    def __init__(self, failure: Failure):
        super().__init__(str(failure))
        self.failure = failure

    def __reduce__(self) -> tuple:
        """Return what pickle needs: the failure alone."""
        return type(self), (self.failure,)


def heading_above(nb: NotebookNode, index: int) -> str:
    """Return the last heading at or above a cell, or nothing."""
    for cell in reversed(nb.cells[: index + 1]):
        if cell.cell_type == "markdown" and (found := _HEADING.findall(cell.source)):
            return found[-1]
    return ""


def parameter_issues(nb: NotebookNode, parameters: Mapping[str, Any]) -> list[str]:
    """Compare passed parameters with those that the notebook declares.

    Parameters
    ----------
    nb : NotebookNode
        A notebook with one code cell tagged ``parameters``.
    parameters : mapping of str to value
        What will be passed.

    Returns
    -------
    list of str
        One Swedish sentence per issue: no tagged cell, a name that the notebook does not declare (with the nearest
        that it does), a declared one without a value, a value of another type than the default, a declaration that
        papermill cannot read. Empty if all is well.
    """
    cells = [cell for cell in nb.cells if "parameters" in cell.metadata.get("tags", [])]
    if len(cells) != 1 or cells[0].cell_type != "code":
        return [f"exakt en kodcell ska ha taggen ”parameters”, men {len(cells)} har den"]
    declared = papermill.inspect_notebook(nb)
    unread = [
        f"parametern ”{name}” kan inte läsas: skriv den som namn = värde på en egen rad"
        for name in _assigned(cells[0].source)
        if name not in declared
    ]
    return unread + _unknown(parameters, declared) + _missing(parameters, declared) + _mistyped(parameters, declared)


def _assigned(source: str) -> list[str]:
    targets = []
    for node in ast.parse(source).body:
        targets += getattr(node, "targets", []) or [getattr(node, "target", None)]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _unknown(parameters: Mapping[str, Any], declared: Mapping[str, Any]) -> list[str]:
    issues = []
    for name in sorted(set(parameters) - set(declared)):
        hint = meant(name, declared) or f"; den har {', '.join(sorted(declared)) or 'inga parametrar'}"
        issues.append(f"anteckningsboken har ingen parameter ”{name}”{hint}")
    return issues


def _missing(parameters: Mapping[str, Any], declared: Mapping[str, Any]) -> list[str]:
    return [
        f"parametern ”{name}” har inget värde"
        for name, entry in declared.items()
        if name not in parameters and entry["default"] == "None"
    ]


def _mistyped(parameters: Mapping[str, Any], declared: Mapping[str, Any]) -> list[str]:
    issues = []
    for name, value in parameters.items():
        expected = _expected_type(declared[name]) if name in declared else ""
        allowed = {"float": ("float", "int")}.get(expected, (expected,))
        if expected and type(value).__name__ not in allowed:
            issues.append(f"parametern ”{name}” ska vara {expected}, men {value!r} är {type(value).__name__}")
    return issues


def _expected_type(entry: Mapping[str, str]) -> str:
    """Return the type that a declaration asks for.

    Its annotation, else the type of its default, else nothing.
    """
    if entry["inferred_type_name"] != "None":
        return entry["inferred_type_name"]
    try:
        default = ast.literal_eval(entry["default"])
    except (ValueError, SyntaxError):
        return ""
    return "" if default is None else type(default).__name__


def read(path: Path) -> NotebookNode:
    """Read a notebook and give it this Python's kernel.

    Raises
    ------
    NotebookFailedError
        If the file is no notebook, or one in another language than Python.
    """
    try:
        nb = nbformat.read(path, as_version=4)
        nbformat.validate(nb)
    except Exception as error:  # nbformat raises many kinds of errors
        raise NotebookFailedError(
            Failure(path.name, "", "filen går inte att läsa som anteckningsbok", "Hämta tillbaka filen.", str(error))
        ) from error
    language = nb.metadata.get("kernelspec", {}).get("language", "python")
    if language.lower() != "python":
        raise NotebookFailedError(
            Failure(path.name, "", f"anteckningsboken är skriven i {language}", "Välj kärnan Python 3 och spara.")
        )
    nb.metadata.kernelspec = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": KERNEL_NAME}
    nb.metadata.language_info = {"name": "python"}
    return nb


def run(
    path: Path,
    parameters: Mapping[str, Any],
    *,
    engine: str = KERNEL,
    on_heading: Callable[[str], None] | None = None,
    timeout: float | None = None,
) -> NotebookNode:
    """Run one notebook and return it with its outputs.

    Parameters
    ----------
    path : Path
        The notebook.
    parameters : mapping of str to value
        Passed to its ``parameters`` cell after `parameter_issues` has found nothing.
    engine : {"kernel", "shell"}
        ``kernel`` starts an IPython kernel as papermill does; ``shell`` runs the cells in this very process, which
        must be a worker that ends afterwards.
    on_heading : callable or None
        Told the nearest heading before each cell runs.
    timeout : float or None
        Seconds that one cell may take with ``kernel``; with ``shell`` the parent keeps the time.

    Returns
    -------
    NotebookNode
        Executed, without a clock or anything else that differs between two runs; nothing is written.

    Raises
    ------
    NotebookFailedError
        If a parameter is wrong, a cell fails, leaves early or prints to stderr.
    OSError
        If the disk fails the engine itself; what a cell meets there is the cell's failure.
    """
    nb = read(path)
    _refuse_parameters(path, nb, parameters)
    places = [""]

    def tell(cell: NotebookNode, cell_index: int) -> None:
        places.append(heading_above(nb, cell_index - 1))
        if on_heading:
            on_heading(places[-1])

    try:
        done = _papermill(nb, parameters, engine, path, tell, timeout)
    except PapermillExecutionError as error:
        failure = _cell_failure(path, nb, error.cell_index, error.ename, error.evalue, error.traceback)
        raise NotebookFailedError(failure) from error
    except Exception as error:
        if isinstance(error, OSError) and not isinstance(error, TimeoutError):
            raise
        raise NotebookFailedError(_engine_failure(path, places[-1], error)) from error
    _refuse_faulty_outputs(path, nb, done)
    return without_clock(done)


def _refuse_parameters(path: Path, nb: NotebookNode, parameters: Mapping[str, Any]) -> None:
    if issues := parameter_issues(nb, parameters):
        raise NotebookFailedError(
            Failure(path.name, "", "; ".join(issues), "Rätta cellen med taggen ”parameters” eller det som skickas in.")
        )


def _papermill(
    nb: NotebookNode, parameters: Mapping[str, Any], engine: str, path: Path, tell: Callable, timeout: float | None
) -> NotebookNode:
    return papermill.execute_notebook(
        nb,
        None,
        parameters=dict(parameters),
        engine_name=ENGINES[engine],
        kernel_name=KERNEL_NAME,
        language="python",
        progress_bar=False,
        cwd=path.parent,
        on_cell_start=tell,
        **({"execution_timeout": timeout, "config": _without_ports(), **_QUIET_KERNEL} if engine == KERNEL else {}),
    )


def _without_ports() -> Config:
    """Return settings with which a kernel is spoken to by a name of its own.

    A port is chosen before the kernel binds it, so another program may take it meanwhile. Only Linux has names that are
    not files, whose paths would be too long in many a folder.
    """
    named = {"transport": "ipc", "ip": f"@{uuid.uuid4()}"} if sys.platform == "linux" else {}
    return Config(KernelManager=named)


def _cell_failure(path: Path, nb: NotebookNode, index: int, name: str, value: str, traceback: list[str]) -> Failure:
    """Return a cell's exception as a `Failure`.

    The index counts the injected parameters, which the given notebook lacks.
    """
    heading, details = heading_above(nb, index - 1), strip_ansi("\n".join(traceback))
    if name == "SystemExit":
        return Failure(path.name, heading, "cellen avslutar körningen i förtid", "Ta bort exit eller quit.", details)
    cause = f"{name}: {strip_ansi(value)}".rstrip(": ")
    return Failure(path.name, heading, cause, "Kör cellen i JupyterLab (make lab) och rätta den.", details)


def _engine_failure(path: Path, heading: str, error: Exception) -> Failure:
    """Return what stopped a notebook from outside its cells, as a `Failure`."""
    causes = {
        "CellTimeoutError": (TOO_LONG, "Kör den i JupyterLab och se vilken cell som inte blir klar."),
        "DeadKernelError": ("processen som körde anteckningsboken dog", "Kör den i JupyterLab och se vad cellen gör."),
    }
    name = "DeadKernelError" if str(error).startswith("Kernel died") else type(error).__name__  # so before any cell
    cause, advice = causes.get(name, (f"{name}: {error}", "Kör med --verbose."))
    return Failure(path.name, heading, cause, advice, "".join(format_exception(error)))


def _refuse_faulty_outputs(path: Path, nb: NotebookNode, done: NotebookNode) -> None:
    """Refuse what papermill lets pass.

    A cell that left by ``sys.exit()`` and text on stderr.
    """
    for index, cell in enumerate(done.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                failure = _cell_failure(path, nb, index, output.ename, output.evalue, output.traceback)
                raise NotebookFailedError(failure)
            if output.output_type == "stream" and output.name == "stderr":
                raise NotebookFailedError(_noise_failure(path.name, heading_above(nb, index - 1), output.text))


def _noise_failure(name: str, heading: str, text: str) -> Failure:
    lines = [line.strip() for line in text.splitlines() if line.strip()] or [""]
    told = next((line for line in lines if re.search(r"(Warning|Error)\b", line)), lines[0])
    cause = f"cellen skriver en varning eller ett felmeddelande: {told}"
    return Failure(name, heading, cause, "Rätta orsaken till varningen; den får inte följa med till sidan.", text)


def without_clock(nb: NotebookNode) -> NotebookNode:
    """Return an executed notebook without times, run-ids and memory addresses.

    Time stamps, durations and run-ids go; neighbouring pieces of one stream become one; the injected cell gets a
    fixed id; memory addresses become zeros; only the parameters stay of papermill's metadata.
    """
    clean = copy.deepcopy(nb)
    clean.metadata.papermill = {"parameters": nb.metadata.papermill.get("parameters", {})}
    clean.metadata.language_info = {"name": "python"}
    clean.metadata.pop("widgets", None)
    for cell in clean.cells:
        for stamp in ("papermill", "execution"):
            cell.metadata.pop(stamp, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"
        if cell.cell_type == "code":
            cell.outputs = [_without_address(output) for output in _joined(cell.outputs)]
    return clean


def _without_address(output: NotebookNode) -> NotebookNode:
    """Replace memory addresses in a plain-text output by zeros."""
    data = output.get("data", {})
    if "text/plain" in data:
        data["text/plain"] = _ADDRESS.sub(" at 0x0", data["text/plain"])
    return output


def _joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Join neighbouring pieces of one stream.

    How a kernel cuts them depends on the clock.
    """
    joined: list[NotebookNode] = []
    for output in outputs:
        same = joined and output.output_type == joined[-1].output_type == "stream" and output.name == joined[-1].name
        if same:
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined
