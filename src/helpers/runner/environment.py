"""What notebooks run under, and warming up before the fork."""

from __future__ import annotations

import ast
import gc
import importlib
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from helpers.runner.settings import Item, Settings
from helpers.storage.files import write
from helpers.storage.paths import AREA_VARIABLE, ROOT_VARIABLE

# what draws with matplotlib, which a page seldom does, is imported before the fork where a notebook names it
_DRAWS = re.compile(r"matplotlib|pyplot|seaborn|\.plot\(")
SCRATCH = ".tillfalligt"
# What would lead a notebook to settings, folders or a clock of the user's own.
_UNSET = (
    "JUPYTER_PATH",
    "JUPYTER_CONFIG_PATH",
    "MPLCONFIGDIR",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "SOURCE_DATE_EPOCH",
    AREA_VARIABLE,
)
# Imported by a notebook's shell, outputs and figures when they are first used.
_FIRST_USED = (
    "IPython.core.application",
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.magics",
    "IPython.core.oinspect",
    "pandas.io.formats.csvs",
    "pandas.io.formats.html",
)


def scratch_folder(settings: Settings) -> str:
    """Return the folder for temporary files of this build."""
    return str(settings.staging / SCRATCH)


def surroundings(settings: Settings) -> dict[str, str | None]:
    """Return what notebooks run under, the same on every machine.

    None for a variable that must not be there.
    """
    scratch = scratch_folder(settings)
    return {
        ROOT_VARIABLE: str(settings.root),
        **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), scratch),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MATPLOTLIBRC": os.devnull,
        "IPYTHONDIR": scratch,
        **dict.fromkeys(("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR"), scratch),
        **dict.fromkeys(_UNSET),
        "JUPYTER_PREFER_ENV_PATH": "1",
        **{name: None for name in os.environ if name.startswith("PYTHON") and name != "PYTHONHOME"},
        "PYTHONNOUSERSITE": "1",
        "PYTHONSAFEPATH": "1",
        "PYTHONUTF8": "1",
        "TZ": "UTC",
        **({} if _home_is_usable() else {"HOME": scratch, "MPLCONFIGDIR": scratch}),
    }


def _home_is_usable() -> bool:
    """Return whether there is a home folder to write in, where matplotlib does too."""
    try:
        home = Path.home()
    except RuntimeError:
        return False
    needed = (home, *(home / kept / "matplotlib" for kept in (".cache", ".config")))
    return home != Path(home.anchor) and home.is_dir() and all(map(_can_be_written, needed))


def _can_be_written(folder: Path) -> bool:
    """Return whether one can write in a folder, or make it."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def settle_kernels(settings: Settings) -> None:
    """Make kernels start from matplotlib's own defaults."""
    folder = settings.staging / SCRATCH / "profile_default" / "startup"
    folder.mkdir(parents=True)
    write(folder / "00_defaults.py", "import matplotlib\n\nmatplotlib.rcdefaults()\n")


@contextmanager
def kernel_environment(wanted: Mapping[str, str | None]) -> Iterator[None]:
    """Set or unset environment variables while the block runs."""
    before = {name: os.environ.get(name) for name in wanted}
    _set_variables(wanted)
    tempfile.tempdir = None  # forget the chosen folder, so that TMPDIR is read again
    try:
        yield
    finally:
        tempfile.tempdir = None
        _set_variables(before)


def _set_variables(wanted: Mapping[str, str | None]) -> None:
    for name, value in wanted.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


@contextmanager
def uncollected() -> Iterator[None]:
    """Switch the garbage collector off while modules are imported.

    What they hold is never garbage: the collector is not to look through it afterwards either.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.enable()


def warm(settings: Settings, stale: list[Item]) -> None:
    """Import, compile, read the tables and find fonts once, before workers are forked."""
    from helpers.model.numbers import format_number
    from helpers.read import groups, load, measures, persons
    from helpers.runner import (
        execute,  # noqa: F401
        export,
    )
    from helpers.runner.compiled import compile_with
    from helpers.tables.render import compile_all, templates

    if settings.engine != "shell":
        _draw_something()  # otherwise every kernel builds matplotlib's font list
        return
    parsed = [one for item in stale if item.notebook for one in _code(item.notebook)]
    text = "\n".join(map(ast.unparse, parsed))  # without remarks
    pyplot = ("IPython.core.pylabtools", "matplotlib_inline.backend_inline") if "pyplot" in text else ()
    imports = [one for cell in parsed for one in cell.body if isinstance(one, ast.Import | ast.ImportFrom)]
    for statement in dict.fromkeys(map(ast.unparse, imports)):
        with suppress(Exception):  # the notebook itself will report it, with its heading
            exec(statement, {})
    for module in (*_FIRST_USED, *pyplot):
        importlib.import_module(module)
    if pyplot:
        from matplotlib.backends import backend_registry

        backend_registry.list_all()  # looks through all installed packages, once
    format_number(0)  # reads how Swedish numbers are written
    with suppress(Exception):  # the check of the data reports it
        for read in (load, measures, groups, persons):
            read(root=settings.root)
    compile_with(lambda: (compile_all(), export.rehearse()), settings.root, templates(), export.exporter().environment)
    if _DRAWS.search(text):
        _draw_something()


def _draw_something() -> None:
    """Find the fonts and load what draws figures."""
    from io import BytesIO

    import matplotlib
    from matplotlib.figure import Figure

    matplotlib.rcdefaults()  # a matplotlibrc in the folder would override the environment
    figure = Figure()
    figure.add_subplot().set_title("Åäö 0123456789")
    figure.savefig(BytesIO(), format="svg")


def _code(notebook: Path) -> list[ast.Module]:
    """Return the cells that Python can read, apart from lines of IPython's own."""
    found = []
    for cell in json.loads(notebook.read_bytes())["cells"]:
        lines = "".join(cell["source"]).splitlines() if cell["cell_type"] == "code" else []
        with suppress(SyntaxError):
            found.append(ast.parse("\n".join("" if line.startswith(("%", "!")) else line for line in lines)))
    return found
