"""Read signals that ask a process to end; never raise.

An exception that a signal handler raises is lost where Python runs at-fork handlers or weak-reference callbacks. So
the handlers here do nothing: the interpreter itself writes each signal's number to a pipe, which whoever waits reads.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class StoppedError(Exception):
    """A signal asked the build to end, and it has ended.

    The text is Swedish.

    Attributes
    ----------
    number : int
        The signal's.
    """

    def __init__(self, number: int, done: bool = False):
        super().__init__(number, done)
        self.number, self._done = number, done

    def __str__(self) -> str:
        """Return which reports stand."""
        return (
            "Avbrutet när rapporterna redan var klara; de är hela."
            if self._done
            else "Avbrutet; de tidigare rapporterna är orörda."
        )


class Asked:
    """Whether a signal has asked this process to end.

    Attributes
    ----------
    reading : int
        A file number to wait for beside others; it can be read when a signal has come.
    """

    def __init__(self) -> None:
        self.reading, self._writing = os.pipe()
        os.set_blocking(self.reading, False)
        os.set_blocking(self._writing, False)
        self._number: int | None = None

    def to_end(self) -> int | None:
        """Return the first signal that asked the process to end, or None."""
        with suppress(BlockingIOError):
            heard = [number for number in os.read(self.reading, 1024) if number in ENDING]
            self._number = self._number or (heard[0] if heard else None)
        return self._number

    def refuse(self, *, done: bool = False) -> None:
        """Raise `StoppedError` if the process has been asked to end.

        `done` if the new reports are in place.
        """
        if number := self.to_end():
            raise StoppedError(number, done)

    @contextmanager
    def heard(self) -> Iterator[Asked]:
        """Record signals for as long as the block runs.

        Those that the process ignores stay ignored.
        """
        before = {number: signal.getsignal(number) for number in ENDING}
        wakeup = signal.set_wakeup_fd(self._writing, warn_on_full_buffer=False)
        for number, handler in before.items():
            if handler is not signal.SIG_IGN:
                signal.signal(number, _do_nothing)
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, signal.SIG_DFL if handler is None else handler)
            signal.set_wakeup_fd(wakeup)

    def close(self) -> None:
        """Close the pipe."""
        os.close(self.reading)
        os.close(self._writing)


def _do_nothing(number: int, frame: object) -> None:
    """Do nothing; a handler makes Python write the signal to the pipe."""


_listening: list[Asked] = []


@contextmanager
def listening() -> Iterator[Asked]:
    """Record the signals that ask the process to end.

    Inside another such block, that block records them. Only the main thread of a process can set a signal's handler: in
    other threads nothing is recorded.
    """
    if _listening:
        yield _listening[-1]
        return
    asked = Asked()
    _listening.append(asked)
    try:
        if threading.current_thread() is threading.main_thread():
            with asked.heard():
                yield asked
        else:
            yield asked
    finally:
        _listening.pop()
        asked.close()


@contextmanager
def passed_on() -> Iterator[None]:
    """Re-raise the signal itself unless an outer block listens."""
    try:
        yield
    except StoppedError as error:
        if not _listening:
            signal.raise_signal(error.number)
        raise


def deaf() -> None:
    """Make a forked worker ignore Ctrl-C, and end at the other signals.

    Ctrl-C is its parent's to handle.
    """
    _listening.clear()
    signal.set_wakeup_fd(-1)
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN if number == signal.SIGINT else signal.SIG_DFL)
