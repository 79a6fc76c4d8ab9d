"""Check the data before any notebook runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.model.issues import Issue, refuse
from helpers.runner.failures import BuildFailedError, details_of, told_in_swedish
from helpers.runner.guard import Guard
from helpers.runner.settings import Settings
from helpers.runner.workers import ahead
from helpers.storage.sound import Sound
from helpers.storage.transaction import settle

if TYPE_CHECKING:
    import pandas as pd


def check_ahead(settings: Settings, guard: Guard | None) -> Callable[[], None]:
    """Check the data in a worker while the parent warms up.

    The returned function waits and raises what was found.
    """
    if guard is None:
        validate(settings.root)
        return lambda: None
    import pandas  # noqa: F401 - both need it, so before the fork

    wait_for_it = ahead("data", lambda at: _found_in(settings.root), guard)

    def checked() -> None:
        outcome = wait_for_it()
        if outcome.result is None:
            why = outcome.error or f"slutkod {outcome.exit_code}"
            raise BuildFailedError(f"Kontrollen av data kunde inte slutföras: {why}", details_of(outcome))
        if outcome.result:
            raise BuildFailedError(*outcome.result)

    return checked


def _found_in(root: Path) -> tuple[str, ...]:
    """Check the data; empty if all is well, else what `BuildFailedError` takes."""
    try:
        with told_in_swedish():
            validate(root)
    except BuildFailedError as error:
        return str(error), error.details
    return ()


def validate(root: Path) -> None:
    """Check the tidy tables, and that the raw ones give them.

    Raises
    ------
    IssuesError
        With every issue, its file, row and column.
    BuildFailedError
        If the tidy tables are missing or not up to date with the raw ones.
    """
    from helpers.data import checks, declarations
    from helpers.data.tidy import without

    settle(root / "data")
    folder = root / "data" / "processed"
    if missing := [name for name in ("series.csv", "observations.csv") if not (folder / name).is_file()]:
        raise BuildFailedError(f"{', '.join(missing)} saknas i data/processed. Kör make data först.")
    sound = Sound(root)
    series, unread = _read(folder, "series", sound)
    refuse(unread)
    observations, unread = _read(folder, "observations", sound)
    sound.keep()
    has_raw = (root / "data" / "raw").is_dir()
    old = _not_made_of_raw(root, folder) if has_raw and not unread else []
    if unread or old or not has_raw:  # otherwise the raw tables' own check has found the same rows sound
        rows = without(observations, unread)
        declared = declarations.declaration_issues(series, rows)
        refuse(unread + declared + checks.table_issues(series, rows))
    if old:
        raise BuildFailedError(f"{', '.join(old)} i data/processed är inte gjord av data/raw. Kör make data först.")


def _not_made_of_raw(root: Path, folder: Path) -> list[str]:
    """Return the names of files that the raw tables do not give."""
    from helpers.data import package

    given = package.processed_files(root, remember=True).items()
    return [n for n, content in given if not (folder / n).is_file() or (folder / n).read_bytes() != content]


def _read(folder: Path, name: str, sound: Sound) -> tuple[pd.DataFrame, list[Issue]]:
    """Read a tidy table as text and check its schema."""
    from helpers.data.raw import read_raw

    return read_raw((folder / f"{name}.csv").read_bytes(), name, f"data/processed/{name}.csv", sound=sound)
