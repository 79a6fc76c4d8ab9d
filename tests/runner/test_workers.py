"""Workers forked from a warm process: what they say is heard, at whatever moment they end."""

from __future__ import annotations

import os
import signal

import psutil
import pytest

from helpers.runner import workers
from helpers.runner.failures import BuildFailedError
from helpers.runner.guard import Guard
from helpers.runner.making import side_by_side

pytestmark = pytest.mark.process


class _LateLook:
    """A worker's pipe that, once it has found nothing more to read, lets the worker speak and end before it says so."""

    def __init__(self, pipe, process, release: int):
        self._pipe, self._process, self._release = pipe, process, release

    def __getattr__(self, name):
        return getattr(self._pipe, name)

    def poll(self) -> bool:
        found = self._pipe.poll()
        if not found and self._process.is_alive():
            os.write(self._release, b"!")
            self._process.join()
        return found


def test_what_a_worker_says_and_ends_with_between_two_looks_is_heard(monkeypatch):
    waiting, release = os.pipe()
    start = workers.start_worker

    def start_looked_at_late(name, call, guard):
        worker = start(name, call, guard)
        worker.pipe = _LateLook(worker.pipe, worker.process, release)
        return worker

    def task(at):
        at("före")
        os.read(waiting, 1)
        return "klar"

    monkeypatch.setattr(workers, "start_worker", start_looked_at_late)
    guard = Guard(lambda: None)
    try:
        (outcome,) = workers.run([("test", task)], 1, 30, guard)
    finally:
        guard.release()
    assert (outcome.result, outcome.place, outcome.exit_code) == ("klar", "före", 0)


def test_results_come_in_the_order_of_the_tasks_though_the_last_was_done_first(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    waiting, release = os.pipe()
    tasks = [("lång", lambda at: os.read(waiting, 1)), ("kort", lambda at: os.write(release, b"!"))]
    assert side_by_side(tasks) == [b"!", 1]


def test_what_a_task_raises_is_raised_and_the_others_are_ended(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    started, tell = os.pipe()

    def endless(at):
        os.write(tell, b"%d" % os.getpid())
        os.read(os.pipe()[0], 1)

    def fails(at):
        process = int(os.read(started, 20))
        raise OSError(process, "disken är full")

    with pytest.raises(OSError, match="disken är full") as told:
        side_by_side([("ändlös", endless), ("sida", fails)])
    assert not psutil.pid_exists(told.value.errno)


def test_a_worker_that_dies_is_told():
    with pytest.raises(BuildFailedError, match="slutkod -9"):
        side_by_side([("sida", lambda at: os.kill(os.getpid(), signal.SIGKILL))])
