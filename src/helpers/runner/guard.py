"""Supervise a build's processes and clear up after them.

The guard is forked first of all. It kills the workers that still run when its parent has ended, `kill -9` included,
since it sees its end of a pipe close; nobody has to tell it.
"""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psutil

PATIENCE = 5.0  # seconds for a killed process to be gone


class Guard:
    """A process that watches its parent and all workers through three pipes.

    Parameters
    ----------
    clear_up : callable
        Called in the guard when the parent has ended or releases it, after the workers have been killed.
    private : tuple of int
        File numbers that the guard keeps and workers let go of, such as a lock: it is held until all is cleared.
    """

    def __init__(self, clear_up: Callable[[], None], private: tuple[int, ...] = ()):
        told, self._telling = os.pipe()  # who starts and who ends; closed when no worker can start any more
        ended, self._alive = os.pipe()  # closed when all have ended
        parted, self._parent = os.pipe()  # held by the parent alone
        self._private = (*private, self._parent)
        self._clear_up = clear_up
        self.process = os.fork()
        if self.process == 0:
            for number in (self._telling, self._alive, self._parent):
                os.close(number)
            _watch(told, ended, parted, clear_up)
        for number in (told, ended, parted):
            os.close(number)

    def enter(self, *, heads_others: bool = False) -> None:
        """Set up a worker: process group, registration, inherited descriptors.

        It keeps the end of the pipe that shows, by closing when the worker ends, that it has ended; one that is to
        start workers of its own also the end that tells of them.
        """
        os.setpgid(0, 0)
        self._tell(b"+%d\n" % os.getpid())
        for number in self._private:
            os.close(number)
        self._private = ()
        if not heads_others:
            os.close(self._telling)

    def leave(self, process: int) -> None:
        """Tell that a worker has ended; called by who started it."""
        self._tell(b"-%d\n" % process)

    def _tell(self, what: bytes) -> None:
        with suppress(BrokenPipeError):  # somebody has killed the guard; the work can go on without
            os.write(self._telling, what)

    def release(self) -> None:
        """Let the guard do its work and wait for it; do it here if somebody has killed the guard."""
        for number in (self._telling, self._alive, self._parent):
            os.close(number)
        if os.waitpid(self.process, 0)[1]:
            self._clear_up()


def _watch(told: int, ended: int, parted: int, clear_up: Callable[[], None]) -> None:
    """Run the guard: wait for the parent's end, then clear up.

    Read until the parent is gone, then end what it left and clear up. Never returns.
    """
    with suppress(BaseException):
        os.setsid()
        signal.set_wakeup_fd(-1)
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
        for group in _running(told, parted):
            kill_group(group)
        select.select([ended], [], [], PATIENCE)
        clear_up()
    os._exit(0)


def _running(told: int, parted: int) -> set[int]:
    """Return the workers that still run when none can start any more.

    Those that start after the parent has ended are killed at once.
    """
    running: set[int] = set()
    watched, orphaned, rest = [told, parted], False, b""
    while True:
        ready = select.select(watched, [], [])[0]
        if parted in ready:
            watched, orphaned = [told], True
            for group in running:
                kill_group(group)
        if told in ready:
            heard = os.read(told, 65536)
            if not heard:
                return running
            *lines, rest = (rest + heard).split(b"\n")
            for line in lines:
                (running.add if line.startswith(b"+") else running.discard)(int(line[1:]))
                if orphaned and line.startswith(b"+"):
                    kill_group(int(line[1:]))


def kill_group(group: int) -> None:
    """Kill a worker and every process that it has started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def end_marked(name: str, value: str) -> None:
    """Kill every process whose environment has a variable's value.

    So the mark reaches what a notebook has started in a session of its own, and kernels; forked workers, which keep
    their parent's, are killed by their groups.
    """
    import psutil

    ended = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.environ().get(name) == value:
                process.kill()
                ended.append(process)
    patience = time.monotonic() + PATIENCE
    while any(_still_runs(process) for process in ended) and time.monotonic() < patience:
        time.sleep(0.01)


def _still_runs(process: psutil.Process) -> bool:
    import psutil

    with suppress(psutil.Error):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False
