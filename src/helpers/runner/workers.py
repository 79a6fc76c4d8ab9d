"""Workers forked from a warm process, with time limits.

`helpers.runner.guard` ends those that are still running when their parent has ended, whatever ended it.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from traceback import format_exception
from typing import Any

from helpers.runner.guard import Guard, kill_group
from helpers.runner.signals import Asked, deaf


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
    hear: Callable[[Any], None] = lambda said: None
    started: float = field(default_factory=time.monotonic)
    ended: bool = False


Task = tuple[str, Callable[[Callable[[str], None]], Any]]


def run(tasks: Iterable[Task], workers: int, timeout: float, guard: Guard) -> Iterator[Outcome]:
    """Run each task in a worker and yield each outcome.

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
    """Start one task; return a function that waits for its outcome."""
    worker = start_worker(name, call, guard)

    def wait_for_it() -> Outcome:
        try:
            while not worker.ended:
                _listen([worker], float("inf"))
        finally:
            outcome = _finish(worker, guard, kill=not worker.ended)
        return outcome

    return wait_for_it


def supervise(call: Callable, guard: Guard, asked: Asked, hear: Callable[[Any], None] = lambda said: None) -> Outcome:
    """Make one call in a worker and wait for it, signals included.

    Parameters
    ----------
    call : callable
        Called in the worker with a function that sends something to `hear`.
    guard : Guard
        To be released by the caller, whatever happens: that ends the worker and its workers if they still run.
    asked : Asked
    hear : callable
        Called here with each thing that the worker has sent.

    Raises
    ------
    StoppedError
        As soon as a signal has asked this process to end.
    """
    worker = start_worker("build", call, guard, hear, heads_others=True)
    while not worker.ended:
        wait([worker.pipe, worker.process.sentinel, asked.reading])
        asked.refuse()
        _note(worker)
    return _finish(worker, guard)


def start_worker(
    name: str, call: Callable, guard: Guard, hear: Callable = lambda said: None, *, heads_others: bool = False
) -> _Worker:
    """Fork a worker that makes one call and sends back its result."""
    receiving, sending = multiprocessing.Pipe(duplex=False)
    arguments = (call, sending, guard, heads_others)
    process = multiprocessing.get_context("fork").Process(target=_be_worker, args=arguments, name=name)
    process.start()
    sending.close()
    with suppress(OSError):
        os.setpgid(process.pid, process.pid)
    return _Worker(process, receiving, Outcome(name), hear)


def _be_worker(call: Callable, sending: Connection, guard: Guard, heads_others: bool) -> None:
    deaf()
    guard.enter(heads_others=heads_others)
    try:
        sending.send(("result", call(lambda place: sending.send(("place", place)))))
    except BaseException as error:
        error.add_note("".join(format_exception(error)))  # an exception loses its traceback when it is sent
        sending.send(("error", error))


def _listen(running: list[_Worker], timeout: float) -> None:
    """Wait until a worker speaks, ends or exceeds its time limit."""
    now = time.monotonic()
    patience = max(0.0, min(worker.started + timeout - now for worker in running)) if timeout < float("inf") else None
    wait([end for worker in running for end in (worker.pipe, worker.process.sentinel)], patience)
    for worker in running:
        _note(worker)
        if not worker.ended and time.monotonic() - worker.started > timeout:
            worker.ended, worker.outcome.exit_code = True, None


def _note(worker: _Worker) -> None:
    """Record what a worker has said and whether it has ended."""
    alive = worker.process.is_alive()  # asked first: once it has ended, all that it said is in the pipe
    while worker.pipe.poll() and not worker.ended:
        _hear(worker)
    if not alive:
        worker.ended = True


def _hear(worker: _Worker) -> None:
    try:
        kind, said = worker.pipe.recv()
    except (EOFError, OSError):
        worker.ended = True
        return
    setattr(worker.outcome, kind, said)
    if kind == "place":
        worker.hear(said)


def _finish(worker: _Worker, guard: Guard, *, kill: bool = False) -> Outcome:
    """Wait for a worker's end, or bring it about.

    What the worker has started and left behind is ended with it.
    """
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
