"""Build a year's reports: check the data, run every notebook, export it, and move all into place as one folder.

Nothing heavy is imported until something is known to have changed; see `helpers.pages` for how that is known.
"""

from __future__ import annotations

import errno
import importlib
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from helpers import children, pages, place
from helpers.pages import Page, digest
from helpers.paths import ROOT_VARIABLE, project_root

MANIFEST = "manifest.json"
ASSESSMENT = "assessment.csv"
TIMEOUT = 300.0
KEPT_LOGS = 20
_IMPORT = re.compile(r"^\s*(?:from|import)\s+([A-Za-z_][\w.]*)", re.MULTILINE)
_IPYTHON = ".ipython"


class BuildFailedError(Exception):
    """The reports could not be built and the previous ones stand; the text is Swedish.

    Attributes
    ----------
    details : str
        Tracebacks, shown on request; may be empty.
    """

    def __init__(self, message: str, details: str = ""):
        super().__init__(message)
        self.details = details


@dataclass(frozen=True)
class Settings:
    """What one build is asked for; see `build`."""

    root: Path
    year: int
    comparison: str
    out: Path
    jobs: int
    engine: str
    timeout: float
    tell: Callable[[str], None]
    staging: Path


@dataclass(frozen=True)
class Item:
    """One thing to make: its name, the fingerprint of what it is made from, and how (called in a child)."""

    name: str
    key: str
    make: Callable[[Settings, Callable[[str], None]], list[str]] = field(compare=False)


def build(
    root: str | Path | None = None,
    year: int | None = None,
    comparison: str = "riket",
    out: str | Path | None = None,
    jobs: int | None = None,
    engine: str | None = None,
    notebooks: Iterable[Path] | None = None,
    *,
    timeout: float = TIMEOUT,
    everything: bool = False,
    tell: Callable[[str], None] = print,
) -> Path:
    """Build the reports of one year; what nothing has changed for is taken along as it is.

    Parameters
    ----------
    root : path or None
        The project; see `helpers.paths.project_root`.
    year : int or None
        The year of the follow-up; None for the newest with outcomes, at most the plan's target year.
    comparison : str
        The geography that the pages compare with.
    out : path or None
        The folder that the reports become; None for ``reports/<year>``. It is replaced as a whole.
    jobs : int or None
        Notebooks run at once; None for as many as there are cores.
    engine : {"shell", "kernel"} or None
        Forked children of this process, or a kernel per notebook, one after the other. None for the first where
        the system can fork.
    notebooks : iterable of Path or None
        Other notebooks than the project's numbered ones; the first becomes ``index.html``.
    timeout : float
        Seconds that one notebook may take (with ``kernel``: one cell).
    everything : bool
        Whether to make everything anew.
    tell : callable
        Given each line of the report on how it goes.

    Returns
    -------
    Path
        The finished folder: a page and the executed notebook per notebook, the method page, ``assessment.csv`` and
        ``manifest.json``, which says what each file was made from.

    Raises
    ------
    BuildFailedError
        If the data, a notebook or the disk did not allow it; all faulty notebooks are told. The previous reports
        stand as they were.
    helpers.place.BusyError
        If another build of the same reports is running.
    """
    began = time.monotonic()
    root = project_root(root)
    with _told_in_swedish():
        year = year or newest_year(root)
        folder = Path(out).resolve() if out else root / "reports" / str(year)
        settings = Settings(
            root=root,
            year=year,
            comparison=comparison,
            out=folder,
            jobs=jobs or os.cpu_count() or 1,
            engine=engine or ("shell" if children.CAN_FORK else "kernel"),
            timeout=timeout,
            tell=tell,
            staging=place.staging_of(folder),
        )
        items = _items(settings, pages.plan(root, year, comparison, notebooks))
        with place.lock(settings.out.parent) as lock:
            place.recover(settings.out)
            known = {} if everything else _manifest(settings.out)
            stale = [item for item in items if not _is_fresh(item, known, settings.out)]
            checked = _checked_digest(root)
            if not stale and known.get("checked") == checked and set(known["items"]) == {item.name for item in items}:
                tell(f"Inget har ändrats; {_shown(settings)} är aktuell ({_seconds(time.monotonic() - began)}).")
                return settings.out
            _make(settings, items, stale, known, checked, lock)
    tell(f"Klart på {_seconds(time.monotonic() - began)}: {_shown(settings)}")
    return settings.out


def _shown(settings: Settings) -> str:
    target = settings.out if settings.out.is_relative_to(settings.root) else None
    return target.relative_to(settings.root).as_posix() if target else str(settings.out)


@contextmanager
def _told_in_swedish() -> Iterator[None]:
    """Turn what planning and writing may raise into `BuildFailedError`."""
    from helpers.faults import FaultsError

    try:
        yield
    except (pages.UntitledError, FaultsError) as error:
        raise BuildFailedError(str(error)) from error
    except OSError as error:
        raise BuildFailedError(_disk_message(error), repr(error)) from error


def _disk_message(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "Disken är full. Frigör utrymme och kör igen; de tidigare rapporterna är orörda."
    if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        return f"Får inte skriva i {error.filename}. Kontrollera rättigheterna; de tidigare rapporterna är orörda."
    return f"{error.strerror or error}: {error.filename or ''}".rstrip(": ")


def newest_year(root: Path) -> int:
    """Find the year to report when none is asked for; remembered per content of the tidy tables."""
    cache, checksum = root / ".cache" / "default_year.json", pages.data_digests(root)[""]
    with suppress(OSError, ValueError, LookupError):
        known = json.loads(cache.read_text(encoding="utf-8"))
        if known["checksum"] == checksum + pages.source_digest():
            return known["year"]
    from helpers import read

    year = read.default_year(*read.load(root=root))
    with suppress(OSError):
        cache.parent.mkdir(exist_ok=True)
        place.write(cache, json.dumps({"checksum": checksum + pages.source_digest(), "year": year}) + "\n")
    return year


def _items(settings: Settings, planned: tuple[Page, ...]) -> list[Item]:
    """List what a year's folder consists of."""
    assessment_key = digest(
        pages.data_digests(settings.root)[""],
        pages.source_digest(),
        pages.lock_digest(settings.root),
        pages.made_with(),
        settings.year,
    )
    made = [Item(page.stem, page.key, partial(_make_page, page)) for page in planned]
    return [*made, Item(ASSESSMENT, assessment_key, _make_assessment)]


def _manifest(out: Path) -> dict[str, Any]:
    """Read what the present reports were made from; empty if that cannot be known."""
    try:
        found = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
        return found if isinstance(found["items"], dict) else {}
    except (OSError, ValueError, LookupError, TypeError):
        return {}


def _is_fresh(item: Item, known: Mapping[str, Any], out: Path) -> bool:
    """Tell whether an item was made from the same and its files are still as they were made."""
    try:
        entry = known["items"][item.name]
        return entry["key"] == item.key and all(_hash(out / name) == sha for name, sha in entry["files"].items())
    except (LookupError, TypeError, OSError):
        return False


def _hash(path: Path) -> str:
    return digest(path.read_bytes())


def _checked_digest(root: Path) -> str:
    """Fingerprint what the check of the data looks at: raw and tidy tables, and the checks themselves."""
    files = sorted(path for path in (root / "data").rglob("*") if path.is_file())
    return digest(pages.source_digest(), *(part for path in files for part in (path.name, path.read_bytes())))


def _make(settings: Settings, items: list[Item], stale: list[Item], known: dict, checked: str, lock: int) -> None:
    """Make what is stale in a folder beside, take the rest along, and swap."""
    guard = children.Guard(partial(place.recover, settings.out)) if children.CAN_FORK else None
    try:
        with _environment(settings):
            settings.staging.mkdir()
            if known.get("checked") != checked:
                validate(settings.root)
            entries = _entries(settings, items, stale, known, guard, lock)
            manifest = {"checked": checked, "items": entries, "year": settings.year}
            place.write(settings.staging / MANIFEST, json.dumps(manifest, indent=1, sort_keys=True) + "\n")
            shutil.rmtree(settings.staging / _IPYTHON, ignore_errors=True)
            place.swap(settings.staging, settings.out)
    finally:
        shutil.rmtree(settings.staging, ignore_errors=True)
        if guard:
            guard.release()


def _entries(
    settings: Settings, items: list[Item], stale: list[Item], known: dict, guard: children.Guard | None, lock: int
) -> dict[str, dict]:
    """Make the stale items and carry the fresh ones over; the manifest's entry of each."""
    fresh = {item.name: known["items"][item.name] for item in items if item not in stale}
    for entry in fresh.values():
        for name in entry["files"]:
            place.carry_over(name, settings.out, settings.staging)
    if fresh:
        settings.tell(f"{len(fresh)} av {len(items)} delar är oförändrade.")
    made = _run(settings, stale, guard)
    return fresh | {
        item.name: {"key": item.key, "files": {name: _hash(settings.staging / name) for name in made[item.name]}}
        for item in stale
    }


def _run(settings: Settings, stale: list[Item], guard: children.Guard | None) -> dict[str, list[str]]:
    """Make the stale items; the files of each.

    Raises
    ------
    BuildFailedError
        With all that failed.
    """
    warm(settings, stale)
    tasks = [(item.name, partial(_attempt, item, settings)) for item in stale]
    if settings.engine == "shell" and guard:
        outcomes = children.run(tasks, settings.jobs, settings.timeout, guard)
    else:
        outcomes = _one_by_one(tasks)
    made, failures = {}, []
    with closing(outcomes):
        for number, outcome in enumerate(outcomes, start=1):
            failure = _failure(outcome, settings)
            settings.tell(_line(outcome, failure, number, len(stale)))
            if failure:
                failures.append(failure)
            else:
                made[outcome.name] = outcome.result
    if failures:
        raise BuildFailedError(_failures_text(failures), "\n\n".join(f.details for f in failures if f.details))
    return made


def _failures_text(failures: list[Any]) -> str:
    count = "1 del blev" if len(failures) == 1 else f"{len(failures)} delar blev"
    ordered = sorted(failures, key=lambda failure: failure.notebook)
    return "\n".join([f"{count} inte klar; de tidigare rapporterna är orörda.", *map(str, ordered)])


def _one_by_one(tasks: list[children.Task]) -> Iterator[children.Outcome]:
    for name, call in tasks:
        started = time.monotonic()
        result = call(lambda place: None)
        yield children.Outcome(name, time.monotonic() - started, result)


def _line(outcome: children.Outcome, failure: Any, number: int, total: int) -> str:
    mark = "misslyckades" if failure else "klar"
    return f"{number:>3}/{total}  {outcome.name:<36} {mark:<13} {_seconds(outcome.seconds):>8}"


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s".replace(".", ",")


def _attempt(item: Item, settings: Settings, at: Callable[[str], None]) -> Any:
    """Make one item; what it raises becomes a `helpers.execute.Failure` that can be sent to the parent."""
    from helpers.execute import Failure, NotebookFailedError

    try:
        return item.make(settings, at)
    except NotebookFailedError as error:
        return error.failure
    except OSError as error:
        return Failure(item.name, "", _disk_message(error), "Kör igen när orsaken är borta.", _traceback(error))
    except Exception as error:
        return Failure(item.name, "", f"{type(error).__name__}: {error}", "Kör med --verbose.", _traceback(error))


def _traceback(error: BaseException) -> str:
    from traceback import format_exception

    return "".join(format_exception(error))


def _failure(outcome: children.Outcome, settings: Settings) -> Any:
    """Word how a child failed, from what it said or how it ended; None if it went well."""
    from helpers.execute import TOO_LONG, Failure

    if isinstance(outcome.result, Failure):
        return outcome.result
    if outcome.result is not None:
        return None
    name = f"{outcome.name}.ipynb"
    if outcome.exit_code is None:
        cause = f"{TOO_LONG} ({settings.timeout:g} s)".replace(".", ",")
        return Failure(name, outcome.place, cause, "Kör den i JupyterLab, eller ge mer tid med --timeout.")
    cause = f"processen dog utan att bli klar (slutkod {outcome.exit_code})"
    return Failure(name, outcome.place, cause, "Kontrollera minnet och kör anteckningsboken i JupyterLab.")


@contextmanager
def _environment(settings: Settings) -> Iterator[None]:
    """Set what notebooks run under, the same on every machine, and put the process's own back afterwards."""
    wanted = {
        ROOT_VARIABLE: str(settings.root),
        "MPLBACKEND": "Agg",
        "MATPLOTLIBRC": os.devnull,
        "IPYTHONDIR": str(settings.staging / _IPYTHON),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "TZ": "UTC",
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


@contextmanager
def _without(module: str) -> Iterator[None]:
    """Have a module not be found: jsonschema's checker of web addresses builds a grammar for a second, for nothing."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None
    try:
        yield
    finally:
        del sys.modules[module]


def warm(settings: Settings, stale: list[Item]) -> None:
    """Import what the children will need, once, before they are forked."""
    with _without("rfc3987_syntax"):
        from helpers import execute, export  # noqa: F401
    if settings.engine != "shell":
        return
    sources = [item.make.args[0].source for item in stale if isinstance(item.make, partial)]
    text = "\n".join(_code(source) for source in sources if source.suffix == ".ipynb")
    for module in sorted(set(_IMPORT.findall(text))):
        with suppress(Exception):
            importlib.import_module(module)
    export.exporter()


def _code(source: Path) -> str:
    cells = json.loads(source.read_bytes())["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def validate(root: Path) -> None:
    """Check the tidy tables before any notebook runs.

    Raises
    ------
    FaultsError
        With every fault, its file, row and column.
    BuildFailedError
        If the tidy tables are not those that the raw tables give.
    """
    import pandas as pd

    from helpers import checks, faults, tidy

    folder = root / "data" / "processed"
    series, observations = (
        pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False) for name in ("series", "observations")
    )
    placed = observations.assign(file="data/processed/observations.csv", line=range(2, len(observations) + 2))
    faults.refuse(checks.table_faults(series, placed))
    if (root / "data" / "raw").is_dir():
        expected = tidy.processed_files(root)
        if stale := [name for name, content in expected.items() if (folder / name).read_bytes() != content]:
            raise BuildFailedError(
                f"data/processed stämmer inte med data/raw ({', '.join(stale)}). Kör make data först."
            )


def _make_page(page: Page, settings: Settings, at: Callable[[str], None]) -> list[str]:
    """Run one notebook, or take the method's Markdown, and write its page; the names of the files."""
    import nbformat

    from helpers import execute, export

    if page.source.suffix == ".md":
        nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(page.source.read_text("utf-8"), id="text")])
        place.write(settings.staging / page.name, export.export(nb, page))
        return [page.name]
    parameters = {"year": page.year, "comparison": page.comparison}
    nb = execute.run(page.source, parameters, engine=settings.engine, on_heading=at, timeout=settings.timeout)
    place.write(settings.staging / page.name, export.export(nb, page))
    place.write(settings.staging / f"{page.stem}.ipynb", nbformat.writes(nb) + "\n")
    return [page.name, f"{page.stem}.ipynb", *_write_figures(page, settings)]


def _write_figures(page: Page, settings: Settings) -> list[str]:
    """Write the page's figures as a table beside it."""
    try:
        from helpers.tables import page_figures
    except ImportError:
        return []
    from helpers import read

    table = page_figures(*read.load(page.area or None, root=settings.root), page.area, page.year)
    place.write(settings.staging / f"{page.stem}.csv", table.to_csv(index=False, lineterminator="\n"))
    return [f"{page.stem}.csv"]


def _make_assessment(settings: Settings, at: Callable[[str], None]) -> list[str]:
    """Write the receipt behind every class: one row per series and sex."""
    from helpers import read
    from helpers.assess import ASSESSMENT_COLUMNS, assess

    table = assess(*read.load(root=settings.root), settings.year)[list(ASSESSMENT_COLUMNS)]
    place.write(settings.staging / ASSESSMENT, table.to_csv(index=False, lineterminator="\n"))
    return [ASSESSMENT]
