"""What can fail in a build, told in Swedish."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from helpers.model.issues import IssuesError
from helpers.runner.settings import Item, PlanError, Settings
from helpers.storage.files import OUT_OF_MEMORY, place, refused

if TYPE_CHECKING:
    from helpers.runner.execute import Failure
    from helpers.runner.workers import Outcome


class BuildFailedError(Exception):
    """The reports could not be built and the previous ones stand.

    The text is Swedish.

    Attributes
    ----------
    details : str
        Tracebacks, shown on request; may be empty.
    """

    def __init__(self, message: str, details: str = ""):
        super().__init__(message, details)
        self.details = details

    def __str__(self) -> str:
        """Return the message without the details."""
        return self.args[0]


@contextmanager
def told_in_swedish() -> Iterator[None]:
    """Turn what planning, checking and writing may raise into `BuildFailedError`."""
    try:
        yield
    except (PlanError, IssuesError) as error:
        raise BuildFailedError(str(error)) from error
    except MemoryError as error:
        raise BuildFailedError(f"{OUT_OF_MEMORY} De tidigare rapporterna är orörda.", traceback_of(error)) from error
    except OSError as error:
        raise BuildFailedError(_disk_message(error), traceback_of(error)) from error


def _disk_message(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "Disken är full. Frigör utrymme och kör igen; de tidigare rapporterna är orörda."
    if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        where = place(error)
        return f"Får inte läsa eller skriva {where}. Kontrollera rättigheterna; de tidigare rapporterna är orörda."
    advice = " Rätta det och kör igen; de tidigare rapporterna är orörda." if error.errno is not None else ""
    return refused(error) + advice


def traceback_of(error: BaseException) -> str:
    """Return an error with its traceback as text."""
    from traceback import format_exception

    return "".join(format_exception(error))


def details_of(outcome: Outcome) -> str:
    """Return the traceback of an outcome that failed, or nothing."""
    return traceback_of(outcome.error) if outcome.error else ""


def refuse_failures(failures: list[Failure]) -> None:
    """Raise one error that tells every failure."""
    if failures:
        ordered = sorted(failures, key=lambda failure: failure.notebook)
        head = "1 del blev inte klar" if len(failures) == 1 else f"{len(failures)} delar blev inte klara"
        text = "\n".join([f"{head}; de tidigare rapporterna är orörda.", *map(str, ordered)])
        raise BuildFailedError(text, "\n\n".join(failure.details for failure in ordered if failure.details))


def attempt(item: Item, settings: Settings, at: Callable[[str], None]) -> list[str] | Failure:
    """Make one item; return a `Failure` instead of raising."""
    from helpers.runner.execute import Failure, NotebookFailedError

    try:
        return item.make(settings, at)
    except NotebookFailedError as error:
        return error.failure
    except OSError as error:
        return Failure(item.source, "", _disk_message(error), "Kör igen när orsaken är borta.", traceback_of(error))
    except Exception as error:
        cause = f"{type(error).__name__}: {error}"
        return Failure(item.source, "", cause, "Kör med --verbose och läs felspårningen.", traceback_of(error))


def failure_of(outcome: Outcome, source: str, timeout: float) -> Failure | None:
    """Return why a worker failed, or None."""
    from helpers.runner.execute import TOO_LONG, Failure

    if isinstance(outcome.result, Failure):
        return outcome.result
    if outcome.result is not None:
        return None
    if outcome.exit_code is None:
        cause = f"{TOO_LONG} ({timeout:g} s)".replace(".", ",")
        return Failure(source, outcome.place, cause, "Kör den i JupyterLab, eller ge mer tid med --timeout.")
    cause = f"processen dog utan att bli klar (slutkod {outcome.exit_code})"
    advice = "Kontrollera att minnet räcker och kör cellen i JupyterLab."
    return Failure(source, outcome.place, cause, advice, details_of(outcome))
