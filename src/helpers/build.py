"""Build a year's reports: check the data, run every notebook, export it, and move all into place as one folder.

Nothing heavy is imported until something is known to have changed; see `helpers.pages` for how that is known.
"""

from __future__ import annotations

import errno
import gc
import importlib
import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from traceback import format_exception
from typing import TYPE_CHECKING, Any

from helpers import children, pages, place
from helpers.faults import FaultsError, refuse
from helpers.pages import Page, digest
from helpers.paths import ROOT_VARIABLE, project_root

if TYPE_CHECKING:
    from helpers.execute import Failure

MANIFEST = "manifest.json"
ASSESSMENT = "assessment.csv"
TIMEOUT = 300.0
KEPT_LOGS = 20
_IMPORT = re.compile(r"^\s*(?:from|import)\s+([A-Za-z_][\w.]*)", re.MULTILINE)
_SCRATCH = ".tillfalligt"
# Imported by a notebook's shell, outputs and figures when they are first used.
_FIRST_USED = (
    "IPython.core.application",
    "IPython.core.completer",
    "IPython.core.magics",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "matplotlib_inline.backend_inline",
    "pandas.io.formats.html",
)


class BuildFailedError(Exception):
    """The reports could not be built and the previous ones stand; the text is Swedish.

    Attributes
    ----------
    details : str
        Tracebacks, shown on request; may be empty.
    """

    def __init__(self, message: str, details: str = ""):
        super().__init__(message, details)
        self.details = details

    def __str__(self) -> str:
        """Tell the message without the details."""
        return self.args[0]


@dataclass(frozen=True)
class Settings:
    """What one build is asked for; see `build`. `staging` is the hidden folder that the pages are made in."""

    root: Path
    year: int
    comparison: str
    out: Path
    staging: Path
    jobs: int
    engine: str
    timeout: float
    tell: Callable[[str], None]
    progress: Callable[[int, int], None]


@dataclass(frozen=True)
class Item:
    """One thing to make: its name, its source's name, the fingerprint of what it is made from, and how to make it.

    `make` is called in a child with the settings and with a function that takes the heading reached; it returns the
    names of the files that it has written.
    """

    name: str
    source: str
    key: str
    make: Callable[[Settings, Callable[[str], None]], list[str]] = field(compare=False)
    notebook: Path | None = None


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
    progress: Callable[[int, int], None] = lambda done, total: None,
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
        Whether the cells run in the forked child that makes the page, or in a kernel that it starts. None for the
        first. Where the system cannot fork it is always the second, one notebook after the other.
    notebooks : iterable of Path or None
        Other notebooks than the project's numbered ones; the first becomes ``index.html``.
    timeout : float
        Seconds that one notebook may take (where the system cannot fork: one cell).
    everything : bool
        Whether to make everything anew.
    tell : callable
        Given each line of the report on how it goes.
    progress : callable
        Given how many parts are done and how many there are.

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
    with told_in_swedish():
        root = project_root(root)
        year = newest_year(root) if year is None else year
        folder = Path(out).resolve() if out else root / "reports" / str(year)
        engine = (engine or "shell") if children.CAN_FORK else "kernel"
        staging, jobs = place.staging_of(folder), jobs or os.cpu_count() or 1
        settings = Settings(root, year, comparison, folder, staging, jobs, engine, timeout, tell, progress)
        changed = _bring_up_to_date(settings, notebooks, everything)
    how = "Klart på" if changed else "Inget har ändrats; kontrollerat på"
    tell(f"{how} {_seconds(time.monotonic() - began)}: {_shown(settings)}")
    return folder


def _bring_up_to_date(settings: Settings, notebooks: Iterable[Path] | None, everything: bool) -> bool:
    """Make what is not there or is made from something else; False if there was nothing to make."""
    pages.refuse_parameters(settings.root, settings.year, settings.comparison)
    items = _items(settings, pages.plan(settings.root, settings.year, settings.comparison, notebooks))
    _refuse_foreign(settings.out)
    with place.lock(settings.out.parent) as lock:
        place.recover(settings.out)
        known = _manifest(settings.out)
        if everything:
            known.pop("checked", None)
        stale = [item for item in items if everything or not _is_fresh(item, known, settings.out)]
        checked = _checked_digest(settings.root)
        if not stale and known.get("checked") == checked and set(known["items"]) == {item.name for item in items}:
            return False
        with _logged(settings) as logged:
            _make(logged, items, stale, known, checked, lock)
    return True


def _refuse_foreign(folder: Path) -> None:
    """Refuse to replace a folder that holds something else than reports."""
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise BuildFailedError(f"{folder} innehåller annat än rapporter. Välj en tom mapp, eller en som inte finns.")


def _shown(settings: Settings) -> str:
    inside = settings.out.is_relative_to(settings.root)
    return (settings.out.relative_to(settings.root) if inside else settings.out).as_posix()


@contextmanager
def told_in_swedish() -> Iterator[None]:
    """Turn what planning, checking and writing may raise into `BuildFailedError`."""
    try:
        yield
    except (pages.PlanError, FaultsError) as error:
        raise BuildFailedError(str(error)) from error
    except OSError as error:
        raise BuildFailedError(_disk_message(error), _traceback(error)) from error


def _disk_message(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "Disken är full. Frigör utrymme och kör igen; de tidigare rapporterna är orörda."
    if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        return f"Får inte skriva {error.filename}. Kontrollera rättigheterna; de tidigare rapporterna är orörda."
    return str(error)


def _traceback(error: BaseException) -> str:
    return "".join(format_exception(error))


def newest_year(root: Path) -> int:
    """Find the year to report when none is asked for; remembered for as long as the data and the rule are the same."""
    cache, key = root / ".cache" / "default_year.json", digest(pages.data_digests(root)[""], pages.source_digest())
    with suppress(OSError, ValueError, LookupError, TypeError):
        known = json.loads(cache.read_text(encoding="utf-8"))
        if known["key"] == key:
            return int(known["year"])
    from helpers import read

    year = read.default_year(*read.load(root=root))
    with suppress(OSError):
        cache.parent.mkdir(exist_ok=True)
        place.write(cache, json.dumps({"key": key, "year": year}) + "\n")
    return year


def _items(settings: Settings, planned: tuple[Page, ...]) -> list[Item]:
    """List what a year's folder consists of."""
    everything = (pages.data_digests(settings.root)[""], pages.source_digest(), pages.lock_digest(settings.root))
    receipt = Item(ASSESSMENT, ASSESSMENT, digest(*everything, pages.made_with(), settings.year), _make_assessment)
    return [*(_item(page) for page in planned), receipt]


def _item(page: Page) -> Item:
    if page.source.suffix == ".md":
        return Item(page.stem, page.source.name, page.key, partial(_make_text_page, page))
    return Item(page.stem, page.source.name, page.key, partial(_make_page, page), page.source)


def _manifest(out: Path) -> dict[str, Any]:
    """Read what the present reports were made from; empty if that cannot be known."""
    try:
        found = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
        return found if all(isinstance(entry["files"], dict) for entry in found["items"].values()) else {}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
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
    return digest(pages.source_digest(), pages.data_digests(root)[""])


@contextmanager
def _logged(settings: Settings) -> Iterator[Settings]:
    """Write what is told to a log file too, one per build, the newest kept; a full disk does not matter to it."""
    folder = settings.out.parent / "log"
    path = folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{settings.out.name}-{os.getpid()}.log"

    def write(line: str) -> None:
        with suppress(OSError), path.open("a", encoding="utf-8") as file:
            file.write(f"{time.strftime('%H:%M:%S')} {line}\n")

    def tell(line: str) -> None:
        settings.tell(line)
        write(line)

    with suppress(OSError):
        folder.mkdir(exist_ok=True)
        for old in sorted(folder.glob("*.log"))[: 1 - KEPT_LOGS]:
            old.unlink()
    try:
        yield replace(settings, tell=tell)
        write("Klart.")
    except BaseException as error:
        write(f"{error or type(error).__name__}\n{getattr(error, 'details', '') or _traceback(error)}")
        raise


def _make(settings: Settings, items: list[Item], stale: list[Item], known: dict, checked: str, lock: int) -> None:
    """Make what is stale in a folder beside, take the rest along, and swap."""
    guard = children.Guard(partial(_clear_up, settings), (lock,)) if children.CAN_FORK else None
    try:
        with _environment(_surroundings(settings)), _without("rfc3987_syntax"):
            (settings.staging / _SCRATCH).mkdir(parents=True)
            checked_data = _check_ahead(settings, guard) if known.get("checked") != checked else lambda: None
            try:
                with _uncollected():
                    warm(settings, stale)
            finally:
                checked_data()
            entries = _entries(settings, items, stale, known, guard)
            manifest = {"checked": checked, "items": entries, "year": settings.year}
            place.write(settings.staging / MANIFEST, json.dumps(manifest, indent=1, sort_keys=True) + "\n")
        shutil.rmtree(settings.staging / _SCRATCH)
        place.keep_foreign(settings.out, settings.staging, _files_of(known))
        place.swap(settings.staging, settings.out)
    finally:
        guard.release() if guard else _clear_up(settings)


def _clear_up(settings: Settings) -> None:
    """Leave no process and no file behind; called by the guard, or by the build where there is none."""
    try:
        children.end_marked("IPYTHONDIR", _scratch(settings))
    finally:
        place.recover(settings.out)


def _files_of(known: Mapping[str, Any]) -> set[str]:
    """Name the files that the present reports consist of."""
    return {MANIFEST, *(name for entry in known.get("items", {}).values() for name in entry["files"])}


def _scratch(settings: Settings) -> str:
    return str(settings.staging / _SCRATCH)


def _check_ahead(settings: Settings, guard: children.Guard | None) -> Callable[[], None]:
    """Check the data in a child while the parent warms up; the returned function waits and raises what was found."""
    if guard is None:
        validate(settings.root)
        return lambda: None
    import pandas  # noqa: F401 - both need it, so before the fork

    wait_for_it = children.ahead("data", lambda at: _found_in(settings.root), guard)

    def checked() -> None:
        outcome = wait_for_it()
        if outcome.result is None:
            why = outcome.error or f"slutkod {outcome.exit_code}"
            raise BuildFailedError(f"Kontrollen av data kunde inte slutföras: {why}", _details(outcome))
        if outcome.result:
            raise BuildFailedError(*outcome.result)

    return checked


def _details(outcome: children.Outcome) -> str:
    return _traceback(outcome.error) if outcome.error else ""


def _found_in(root: Path) -> tuple[str, ...]:
    """Check the data; empty if all is well, else what `BuildFailedError` takes."""
    try:
        with told_in_swedish():
            validate(root)
    except BuildFailedError as error:
        return str(error), error.details
    return ()


def validate(root: Path) -> None:
    """Check the tidy tables before any notebook runs, and that they are those that the raw tables give.

    Raises
    ------
    FaultsError
        With every fault, its file, row and column.
    BuildFailedError
        If the tidy tables are not up to date with the raw ones.
    """
    import pandas as pd

    from helpers import checks, tidy

    folder = root / "data" / "processed"
    tables = {
        name: pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
        for name in ("series", "observations")
    }
    rows = tables["observations"]
    placed = rows.assign(file="data/processed/observations.csv", line=range(2, len(rows) + 2))
    refuse(checks.table_faults(tables["series"], placed))
    if (root / "data" / "raw").is_dir():
        old = [name for name, content in tidy.processed_files(root).items() if (folder / name).read_bytes() != content]
        if old:
            raise BuildFailedError(f"{', '.join(old)} i data/processed är inte gjord av data/raw. Kör make data först.")


def _entries(
    settings: Settings, items: list[Item], stale: list[Item], known: dict, guard: children.Guard | None
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
    tasks = [(item.name, partial(_attempt, item, settings)) for item in stale]
    outcomes = children.run(tasks, settings.jobs, settings.timeout, guard) if guard else _one_by_one(tasks)
    sources = {item.name: item.source for item in stale}
    made, failures = {}, []
    with closing(outcomes):
        for number, outcome in enumerate(outcomes, start=1):
            failure = _failure(outcome, sources[outcome.name], settings.timeout)
            settings.tell(_line(outcome, failure))
            settings.progress(number, len(stale))
            failures += [failure] if failure else []
            made[outcome.name] = outcome.result
    _refuse_failures(failures)
    return made


def _refuse_failures(failures: list[Failure]) -> None:
    if failures:
        ordered = sorted(failures, key=lambda failure: failure.notebook)
        head = "1 del blev inte klar" if len(failures) == 1 else f"{len(failures)} delar blev inte klara"
        text = "\n".join([f"{head}; de tidigare rapporterna är orörda.", *map(str, ordered)])
        raise BuildFailedError(text, "\n\n".join(failure.details for failure in ordered if failure.details))


def _one_by_one(tasks: list[children.Task]) -> Iterator[children.Outcome]:
    for name, call in tasks:
        started = time.monotonic()
        result = call(lambda heading: None)
        yield children.Outcome(name, time.monotonic() - started, result)


def _line(outcome: children.Outcome, failure: Failure | None) -> str:
    return f"  {outcome.name:<36} {'misslyckades' if failure else 'klar':<13} {_seconds(outcome.seconds):>8}"


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s".replace(".", ",")


def _attempt(item: Item, settings: Settings, at: Callable[[str], None]) -> list[str] | Failure:
    """Make one item; what it raises becomes a `Failure` that can be sent to the parent."""
    from helpers.execute import Failure, NotebookFailedError

    try:
        return item.make(settings, at)
    except NotebookFailedError as error:
        return error.failure
    except OSError as error:
        return Failure(item.source, "", _disk_message(error), "Kör igen när orsaken är borta.", _traceback(error))
    except Exception as error:
        cause = f"{type(error).__name__}: {error}"
        return Failure(item.source, "", cause, "Kör med --verbose och läs felspårningen.", _traceback(error))


def _failure(outcome: children.Outcome, source: str, timeout: float) -> Failure | None:
    """Word how a child failed, from what it said or how it ended; None if it went well."""
    from helpers.execute import TOO_LONG, Failure

    if isinstance(outcome.result, Failure):
        return outcome.result
    if outcome.result is not None:
        return None
    if outcome.exit_code is None:
        cause = f"{TOO_LONG} ({timeout:g} s)".replace(".", ",")
        return Failure(source, outcome.place, cause, "Kör den i JupyterLab, eller ge mer tid med --timeout.")
    cause = f"processen dog utan att bli klar (slutkod {outcome.exit_code})"
    advice = "Kontrollera att minnet räcker och kör cellen i JupyterLab."
    return Failure(source, outcome.place, cause, advice, _details(outcome))


def _surroundings(settings: Settings) -> dict[str, str]:
    """Say what notebooks run under, the same on every machine."""
    scratch = _scratch(settings)
    return {
        ROOT_VARIABLE: str(settings.root),
        **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), scratch),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MATPLOTLIBRC": os.devnull,
        "IPYTHONDIR": scratch,
        "JUPYTER_RUNTIME_DIR": scratch,
        "JUPYTER_PREFER_ENV_PATH": "1",
        "TZ": "UTC",
    }


@contextmanager
def _environment(wanted: Mapping[str, str]) -> Iterator[None]:
    """Set variables of the environment, and put the process's own back afterwards."""
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    tempfile.tempdir = None  # forget which folder was chosen, so that TMPDIR is looked at again
    try:
        yield
    finally:
        tempfile.tempdir = None
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


@contextmanager
def _without(module: str) -> Iterator[None]:
    """Have a module not be found by what can do without it, and takes long to import or to set up.

    rfc3987_syntax: jsonschema's checker of web addresses builds a grammar for a second. scipy: seaborn takes half a
    second and 40 MB of it for density estimates, and has the same estimate of its own.
    """
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None
    try:
        yield
    finally:
        del sys.modules[module]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Do without the collector of garbage: imports make little of it, and it takes a seventh of their time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def warm(settings: Settings, stale: list[Item]) -> None:
    """Do once, before the children are forked, what each of them would do first: imports, compiling, finding fonts."""
    from helpers import execute, export  # noqa: F401

    if settings.engine != "shell":
        _draw_something()  # so that no kernel tells of a font list that it has to make first
        return
    with _without("scipy"):
        importlib.import_module("seaborn")
    text = "\n".join(_code(item.notebook) for item in stale if item.notebook)
    for module in [*sorted(set(_IMPORT.findall(text))), *_FIRST_USED]:
        with suppress(Exception):  # the notebook will tell, with its heading
            importlib.import_module(module)
    export.rehearse()
    _draw_something()


def _draw_something() -> None:
    """Find the fonts and load what draws figures."""
    from io import BytesIO

    from matplotlib.figure import Figure

    figure = Figure()
    figure.add_subplot().set_title("Åäö 0123456789")
    figure.savefig(BytesIO(), format="svg")


def _code(notebook: Path) -> str:
    cells = json.loads(notebook.read_bytes())["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def _make_page(page: Page, settings: Settings, at: Callable[[str], None]) -> list[str]:
    """Run one notebook and write its page, the executed notebook and the page's figures; the names of the files."""
    import nbformat

    from helpers import execute, export

    parameters = {"year": page.year, "comparison": page.comparison}
    timeout = None if children.CAN_FORK else settings.timeout  # the parent of a forked child keeps the time itself
    with _environment({pages.AREA_VARIABLE: page.area}):
        nb = execute.run(page.source, parameters, engine=settings.engine, on_heading=at, timeout=timeout)
    place.write(settings.staging / page.name, export.export(nb, page))
    place.write(settings.staging / f"{page.stem}.ipynb", nbformat.writes(nb) + "\n")
    return [page.name, f"{page.stem}.ipynb", *_write_figures(page, settings)]


def _make_text_page(page: Page, settings: Settings, at: Callable[[str], None]) -> list[str]:
    """Write a page of one Markdown file, through the same exporter as the rest."""
    from nbformat import v4

    from helpers import export

    text = v4.new_markdown_cell(page.source.read_text(encoding="utf-8"), id="text")
    place.write(settings.staging / page.name, export.export(v4.new_notebook(cells=[text]), page))
    return [page.name]


def _write_figures(page: Page, settings: Settings) -> list[str]:
    """Write the figures of a goal area's page as a table beside it."""
    if not page.area:
        return []
    from helpers import read
    from helpers.tables import page_figures

    table = page_figures(*read.load(page.area, root=settings.root), page.area, page.year)
    place.write(settings.staging / f"{page.stem}.csv", table.to_csv(index=False, lineterminator="\n"))
    return [f"{page.stem}.csv"]


def _make_assessment(settings: Settings, at: Callable[[str], None]) -> list[str]:
    """Write the receipt behind every class: one row per series and sex."""
    from helpers import read
    from helpers.assess import ASSESSMENT_COLUMNS, assess

    table = assess(*read.load(root=settings.root), settings.year)[list(ASSESSMENT_COLUMNS)]
    place.write(settings.staging / ASSESSMENT, table.to_csv(index=False, lineterminator="\n"))
    return [ASSESSMENT]
