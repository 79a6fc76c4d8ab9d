"""A papermill engine that runs cells in this process.

The process is meant to be a worker forked from a warm parent (see `helpers.runner.workers`): pandas, matplotlib and the
rest are imported already, no kernel is started, no port is opened, and the worker's exit code tells how it ended.
The shell, its display hook and its display publisher are ipykernel's own; their messages are handed to nbclient's
own collector in place of a socket. So what stands in an executed notebook is what a kernel would have put there.
"""

from __future__ import annotations

import asyncio
import builtins
import getpass
import io
import os
import sys
import tempfile
from collections.abc import Callable
from typing import NoReturn

from ipykernel.compiler import XCachingCompiler
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.error import StdinNotImplementedError
from jupyter_client.session import Session
from nbclient import NotebookClient
from nbformat import NotebookNode
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines
from traitlets import Any
from traitlets.config import Config

ENGINE = "helpers-shell"


class _Session(Session):
    """A kernel's session that sends its messages to nbclient's collector."""

    client = Any()
    cell = Any()
    index = Any()
    trouble = Any()

    def begin(self, cell: NotebookNode, index: int) -> None:
        """Send what follows to one cell."""
        self.cell, self.index, self.client.clear_before_next_output = cell, index, False

    def send(self, stream: object, msg_or_type: dict | str, content: dict | None = None, *args, **kwargs) -> None:
        """Hand one message over.

        Before the first cell there is nobody to hand it to.
        """
        if self.cell is None:
            return
        message = self.msg(msg_or_type, content) if isinstance(msg_or_type, str) else msg_or_type
        try:
            self.client.process_message(message, self.cell, self.index)
        except Exception as error:
            self.trouble = error


class _Stream(io.TextIOBase):
    """A text stream whose lines become a cell's output.

    File numbers stay those of the process.
    """

    encoding = "utf-8"

    def __init__(self, name: str, number: int, session: _Session):
        self.name, self._number, self._session = name, number, session

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._number

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if text:
            self._session.send(None, "stream", {"name": self.name, "text": text})
        return len(text)


class _RawOutput:
    """Output of subprocesses and C code to file number 1 or 2."""

    def __init__(self, stream: _Stream):
        self._stream = stream
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the worker
        os.dup2(self._file.fileno(), stream.fileno())

    def drain(self) -> None:
        self._file.seek(0)
        text = self._file.read().decode("utf-8", errors="replace")
        if text:
            self._file.seek(0)
            self._file.truncate()
            self._stream.write(text)


def _no_keyboard(function: str) -> Callable[..., NoReturn]:
    """Return a function that refuses to read from the keyboard."""

    def refuse(*args: object, **kwargs: object) -> NoReturn:
        raise StdinNotImplementedError(f"{function} was called, but this frontend does not support input requests.")

    return refuse


class _Shell(ZMQInteractiveShell):
    """A kernel's shell where there is no kernel.

    ``exit`` and ``quit`` leave as ``sys.exit()`` does.
    """

    def enable_gui(self, gui: str | None = None) -> None:
        """Ignore windows; figures are shown in their cells."""

    def ask_exit(self) -> NoReturn:
        """Leave the cell."""
        raise SystemExit("exit")


def _shell(session: _Session) -> ZMQInteractiveShell:
    """Make a kernel's shell without kernel, history or start-up files."""
    config = Config()
    config.HistoryManager.enabled = False
    shell = _Shell.instance(config=config, compiler_class=XCachingCompiler)
    for publisher in (shell.displayhook, shell.display_pub):
        publisher.session, publisher.pub_socket = session, None
    shell.displayhook.topic = b"execute_result"
    _settle(shell)
    _leave_modules_alone(shell)
    return shell


def _leave_modules_alone(shell: ZMQInteractiveShell) -> None:
    """Disable ``autoreload``.

    It looks at every module before every cell, and in a build none changes.
    """

    def reload_ext(line: str) -> None:
        if line.strip() != "autoreload":
            shell.extension_manager.reload_extension(line.strip())

    shell.register_magic_function(reload_ext)
    shell.register_magic_function(lambda line: None, magic_name="autoreload")


def _settle(shell: ZMQInteractiveShell) -> None:
    """Set import-time options of libraries as a kernel would have them."""
    if "matplotlib.pyplot" in sys.modules:
        shell.enable_matplotlib("inline")
    pandas = sys.modules.get("pandas")
    if pandas and pandas.get_option("display.max_columns") == 0:  # a terminal's: as many as fit its width
        pandas.set_option("display.max_columns", 20)


def _redirect(session: _Session) -> list[_RawOutput]:
    """Send all that is printed to the session; refuse input."""
    sys.stdout, sys.stderr = _Stream("stdout", 1, session), _Stream("stderr", 2, session)
    builtins.input, getpass.getpass = _no_keyboard("raw_input"), _no_keyboard("getpass")
    with open(os.devnull) as nothing:  # noqa: PTH123
        os.dup2(nothing.fileno(), 0)
    return [_RawOutput(stream) for stream in (sys.stdout, sys.stderr)]


async def _run_cell(shell: ZMQInteractiveShell, source: str) -> bool:
    """Run one cell as a kernel does, inside a running event loop; True if it went well."""
    transformed, trouble = source, None
    try:
        transformed = shell.transform_cell(source)
    except Exception:
        trouble = sys.exc_info()
    if not shell.should_run_async(source, transformed_cell=transformed, preprocessing_exc_tuple=trouble):
        return shell.run_cell(source, store_history=True).success
    result = await shell.run_cell_async(
        source, store_history=True, transformed_cell=transformed, preprocessing_exc_tuple=trouble
    )
    shell.events.trigger("post_execute")
    shell.events.trigger("post_run_cell", result)
    return result.success


async def _run_cells(
    nb_man: NotebookExecutionManager, shell: ZMQInteractiveShell, session: _Session, on_cell_start: Callable
) -> None:
    raw = _redirect(session)
    for index, cell in enumerate(nb_man.nb.cells):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        session.begin(cell, index)
        nb_man.cell_start(cell, index)
        on_cell_start(cell=cell, cell_index=index)
        cell.execution_count = shell.execution_count
        well = await _run_cell(shell, cell.source)
        for output in raw:
            output.drain()
        if session.trouble:
            raise session.trouble
        if not well and "raises-exception" not in cell.metadata.get("tags", []):
            nb_man.cell_exception(cell, cell_index=index)
            return
        nb_man.cell_complete(cell, cell_index=index)


class ShellEngine(Engine):
    """Run a notebook's cells in this process."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, on_cell_start: Callable = dict, **kwargs: object
    ) -> None:
        """Run the cells in order; stop after the first that fails."""
        client = NotebookClient(nb_man.nb)
        client.reset_execution_trackers()
        session = _Session(client=client)
        shell = _shell(session)
        asyncio.run(_run_cells(nb_man, shell, session, on_cell_start))


papermill_engines.register(ENGINE, ShellEngine)
