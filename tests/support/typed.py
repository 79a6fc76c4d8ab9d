"""Run a command as a user types it, in a forked process.

What is imported and read here is not so again.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sys
import tempfile
from functools import cache
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import NamedTuple

from builds import warm_up
from frozen import FROZEN

from helpers.data.tidy import gather

ASKING = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


class Said(NamedTuple):
    """A command's exit code, and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


def typed(*arguments: object, cwd: Path | None = None, env: dict[str, str] | None = None, largest: int = -1) -> Said:
    """Run ``python -m helpers ARGUMENTS`` from a folder, with more variables of the environment.

    ``largest`` is how many bytes a file that it writes can hold, as on a disk that gets full; -1 for no limit.
    """
    with tempfile.TemporaryDirectory() as folder:
        return ended(begun(Path(folder), *arguments, cwd=cwd, env=env, largest=largest), Path(folder))


def begun(
    folder: Path, *arguments: object, cwd: Path | None = None, env: dict[str, str] | None = None, largest: int = -1
) -> ForkProcess:
    """Start a command, and leave what it writes in a folder.

    What asks it to end waits until the command is one: before that the process is still the tests' own.
    """
    _read_frozen()
    if "reports" in arguments and "--help" not in arguments:
        warm_up()
    streams = (folder / "out", folder / "err")
    for path in streams:
        path.write_bytes(b"")  # a command that is killed before it has opened them has written nothing
    forked = (arguments, cwd, env, largest, *streams)
    process = multiprocessing.get_context("fork").Process(target=_be_command, args=forked)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ASKING)
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return process


def ended(process: ForkProcess, folder: Path) -> Said:
    """Wait for the end of a command whose output is left in a folder."""
    process.join()
    return Said(process.exitcode, *((folder / name).read_text(encoding="utf-8") for name in ("out", "err")))


@cache
def _read_frozen() -> None:
    """Find the frozen tables sound once, with what that imports.

    Commands on copies of them do not do so again.
    """
    gather(FROZEN)


def run(*arguments: object) -> Said:
    """Run a command that must go well."""
    done = typed(*arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def _be_command(
    arguments: tuple, cwd: Path | None, env: dict[str, str] | None, largest: int, out: Path, err: Path
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # as __main__ does
    if largest >= 0:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    os.environ.update(env or {})
    tempfile.tempdir = None
    if cwd:
        os.chdir(cwd)
    for number, path in ((1, out), (2, err)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, number)
    sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ASKING)
    from helpers.cli import main

    try:
        main([str(argument) for argument in arguments], prog_name="python -m helpers")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
