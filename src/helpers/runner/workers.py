"""Workers forked from a warm process: at most so many at once, each with a time limit, none left behind.

A guard, forked first of all, outlives its parent by a moment whatever ends it, `kill -9` included: it kills the
workers that are still running and clears up. It does so because its end of a pipe closes, not because anybody
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
    """A process that watches its parent and its parent's workers through two pipes.

    Parameters
    ----------
    clear_up : callable
        Called in the guard when the parent has ended, after its workers have been killed.
    private : tuple of int
        File numbers that the guard keeps and workers let go of, such as a lock: it is held until all is cleared.
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
        """Set up a worker: new process group, register with the guard, close inherited descriptors.

        It keeps the end of the pipe that shows, by closing when the worker ends, that it has ended.
        """
        os.setpgid(0, 0)
        os.write(self._telling, b"+%d\n" % os.getpid())
        for number in (self._telling, *self._private):
            os.close(number)

    def leave(self, process: int) -> None:
        """Called by the parent when a worker has ended."""
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
    """Kill a worker and every process that it has started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def end_marked(name: str, value: str) -> None:
    """Kill every process that was started with a variable of the environment set to a value; wait until all are gone.

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


@dataclass
class Outcome:
    """How one worker ended.

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
class _Worker:
    process: Any
    pipe: Connection
    outcome: Outcome
    started: float = field(default_factory=time.monotonic)
    ended: bool = False


Task = tuple[str, Callable[[Callable[[str], None]], Any]]


def run(tasks: Iterable[Task], workers: int, timeout: float, guard: Guard) -> Iterator[Outcome]:
    """Run each task in a worker of its own and yield how it ended, in the order in which they end.

    Parameters
    ----------
    tasks : iterable of (str, callable)
        A name and what the worker calls with a function that takes the place reached, for messages.
    workers : int
        How many workers run at once.
    timeout : float
        Seconds that one worker may take; then it and all that it has started are killed.
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
            for worker in [worker for worker in running if worker.ended]:
                running.remove(worker)
                yield _finish(worker, guard)
    finally:
        for worker in running:
            _finish(worker, guard, kill=True)
        gc.unfreeze()


def ahead(name: str, call: Callable, guard: Guard) -> Callable[[], Outcome]:
    """Start one task now and return a function that waits for how it ended, while the parent does other things."""
    worker = start_worker(name, call, guard)

    def wait_for_it() -> Outcome:
        try:
            while not worker.ended:
                _listen([worker], float("inf"))
        finally:
            outcome = _finish(worker, guard, kill=not worker.ended)
        return outcome

    return wait_for_it


def start_worker(name: str, call: Callable, guard: Guard) -> _Worker:
    """Fork a worker that makes one call and sends back its result."""
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_be_worker, args=(call, sending, guard), name=name)
    process.start()
    sending.close()
    with suppress(OSError):
        os.setpgid(process.pid, process.pid)
    return _Worker(process, receiving, Outcome(name))


def _be_worker(call: Callable, sending: Connection, guard: Guard) -> None:
    guard.enter()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for asked in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(asked, signal.SIG_DFL)
    try:
        sending.send(("result", call(lambda place: sending.send(("place", place)))))
    except BaseException as error:
        sending.send(("error", error))


def _listen(running: list[_Worker], timeout: float) -> None:
    """Wait until a worker says something, ends or is out of time, and note it."""
    now = time.monotonic()
    patience = max(0.0, min(worker.started + timeout - now for worker in running)) if timeout < float("inf") else None
    wait([end for worker in running for end in (worker.pipe, worker.process.sentinel)], patience)
    for worker in running:
        alive = worker.process.is_alive()  # asked first: what a worker that has ended has said is then all in the pipe
        while worker.pipe.poll() and not worker.ended:
            _hear(worker)
        if not alive:
            worker.ended = True
        elif time.monotonic() - worker.started > timeout:
            worker.ended, worker.outcome.exit_code = True, None


def _hear(worker: _Worker) -> None:
    try:
        kind, said = worker.pipe.recv()
        setattr(worker.outcome, kind, said)
    except (EOFError, OSError):
        worker.ended = True


def _finish(worker: _Worker, guard: Guard, *, kill: bool = False) -> Outcome:
    """Wait for a worker's end, or bring it about; what the worker has started and left behind is ended with it."""
    if kill or worker.outcome.exit_code is None:
        kill_group(worker.process.pid)
    worker.process.join()
    kill_group(worker.process.pid)
    guard.leave(worker.process.pid)
    worker.pipe.close()
    if worker.outcome.exit_code is not None:
        worker.outcome.exit_code = worker.process.exitcode
    worker.outcome.seconds = time.monotonic() - worker.started
    return worker.outcome
