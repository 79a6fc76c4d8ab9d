"""Children forked from a warm process: at most so many at once, each with a time limit, none left behind.

A guard, forked first of all, outlives its parent by a moment whatever ends it, `kill -9` included: it kills the
children that are still running and clears up. It does so because its end of a pipe closes, not because anybody
tells it to.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import select
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psutil

PATIENCE = 5.0  # seconds for a killed process to be gone
CAN_FORK = hasattr(os, "fork")


class Guard:
    """A process that watches its parent and its parent's children through two pipes.

    Parameters
    ----------
    clear_up : callable
        Called in the guard when the parent has ended, after its children have been killed.
    private : tuple of int
        File numbers that the guard keeps and children let go of, such as a lock: it is held until all is cleared.
    """

    def __init__(self, clear_up: Callable[[], None], private: tuple[int, ...] = ()):
        self._private = private
        told, self._telling = os.pipe()
        ended, self._alive = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            os.close(self._telling)
            os.close(self._alive)
            _watch(told, ended, clear_up)
        os.close(told)
        os.close(ended)

    def enter(self) -> None:
        """Called by a child before all else: lead a group of its own, be known to the guard, let go of what is not its.

        It keeps the end of the pipe that shows, by closing when the child ends, that it has ended.
        """
        os.setpgid(0, 0)
        os.write(self._telling, b"+%d\n" % os.getpid())
        for number in (self._telling, *self._private):
            os.close(number)

    def leave(self, process: int) -> None:
        """Called by the parent when a child has ended."""
        os.write(self._telling, b"-%d\n" % process)

    def release(self) -> None:
        """Let the guard do its work and wait for it."""
        os.close(self._telling)
        os.close(self._alive)
        os.waitpid(self.process, 0)


def _watch(told: int, ended: int, clear_up: Callable[[], None]) -> None:
    """Be the guard: read until the parent is gone, then end what it left and clear up. Never returns."""
    with suppress(BaseException):
        os.setsid()
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
        running: set[int] = set()
        with os.fdopen(told) as lines:
            for line in lines:
                (running.add if line[0] == "+" else running.discard)(int(line[1:]))
        for group in running:
            kill_group(group)
        select.select([ended], [], [], PATIENCE)
        clear_up()
    os._exit(0)


def kill_group(group: int) -> None:
    """Kill a child and every process that it has started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def end_marked(name: str, value: str) -> None:
    """Kill every process that was started with a variable of the environment set to a value; wait until all are gone.

    So the mark reaches what a notebook has started in a session of its own, and kernels; forked children, which keep
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


@dataclass
class Outcome:
    """How one child ended.

    Attributes
    ----------
    name : str
        The task's.
    seconds : float
        From the fork to the end.
    result : object
        What the task returned; None if it did not come that far.
    error : BaseException or None
        What the task raised.
    place : str
        What the task last told of where it is.
    exit_code : int or None
        The process's, negative for a signal; None when it was ended for taking too long.
    """

    name: str
    seconds: float = 0.0
    result: Any = None
    error: BaseException | None = None
    place: str = ""
    exit_code: int | None = 0


@dataclass
class _Child:
    process: Any
    pipe: Connection
    outcome: Outcome
    started: float = field(default_factory=time.monotonic)
    ended: bool = False


Task = tuple[str, Callable[[Callable[[str], None]], Any]]


def run(tasks: Iterable[Task], workers: int, timeout: float, guard: Guard) -> Iterator[Outcome]:
    """Run each task in a child of its own and yield how it ended, in the order in which they end.

    Parameters
    ----------
    tasks : iterable of (str, callable)
        A name and what the child calls with a function that takes the place reached, for messages.
    workers : int
        How many children run at once.
    timeout : float
        Seconds that one child may take; then it and all that it has started are killed.
    guard : Guard

    Yields
    ------
    Outcome
    """
    waiting, running = list(tasks)[::-1], []
    gc.freeze()
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                running.append(start_worker(*waiting.pop(), guard))
            _listen(running, timeout)
            for child in [child for child in running if child.ended]:
                running.remove(child)
                yield _finish(child, guard)
    finally:
        for child in running:
            _finish(child, guard, kill=True)
        gc.unfreeze()


def ahead(name: str, call: Callable, guard: Guard) -> Callable[[], Outcome]:
    """Start one task now and return a function that waits for how it ended, while the parent does other things."""
    child = start_worker(name, call, guard)

    def wait_for_it() -> Outcome:
        try:
            while not child.ended:
                _listen([child], float("inf"))
        finally:
            outcome = _finish(child, guard, kill=not child.ended)
        return outcome

    return wait_for_it


def start_worker(name: str, call: Callable, guard: Guard) -> _Child:
    """Fork a worker that makes one call and sends back its result."""
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_be_child, args=(call, sending, guard), name=name)
    process.start()
    sending.close()
    with suppress(OSError):
        os.setpgid(process.pid, process.pid)
    return _Child(process, receiving, Outcome(name))


def _be_child(call: Callable, sending: Connection, guard: Guard) -> None:
    guard.enter()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for asked in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(asked, signal.SIG_DFL)
    try:
        sending.send(("result", call(lambda place: sending.send(("place", place)))))
    except BaseException as error:
        sending.send(("error", error))


def _listen(running: list[_Child], timeout: float) -> None:
    """Wait until a child says something, ends or is out of time, and note it."""
    now = time.monotonic()
    patience = max(0.0, min(child.started + timeout - now for child in running)) if timeout < float("inf") else None
    wait([end for child in running for end in (child.pipe, child.process.sentinel)], patience)
    for child in running:
        alive = child.process.is_alive()  # asked first: what a child that has ended has said is then all in the pipe
        while child.pipe.poll() and not child.ended:
            _hear(child)
        if not alive:
            child.ended = True
        elif time.monotonic() - child.started > timeout:
            child.ended, child.outcome.exit_code = True, None


def _hear(child: _Child) -> None:
    try:
        kind, said = child.pipe.recv()
        setattr(child.outcome, kind, said)
    except (EOFError, OSError):
        child.ended = True


def _finish(child: _Child, guard: Guard, *, kill: bool = False) -> Outcome:
    """Wait for a child's end, or bring it about; what the child has started and left behind is ended with it."""
    if kill or child.outcome.exit_code is None:
        kill_group(child.process.pid)
    child.process.join()
    kill_group(child.process.pid)
    guard.leave(child.process.pid)
    child.pipe.close()
    if child.outcome.exit_code is not None:
        child.outcome.exit_code = child.process.exitcode
    child.outcome.seconds = time.monotonic() - child.started
    return child.outcome
