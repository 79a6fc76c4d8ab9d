"""``python -m helpers``.

Every command of the project; the Makefile's targets are thin lines over it.
"""

from __future__ import annotations

import errno
import importlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, TextIO

import click
from click.exceptions import NoArgsIsHelpError

from helpers.storage.files import OUT_OF_MEMORY, refused, why
from helpers.storage.paths import AREA_VARIABLE, ROOT_VARIABLE, ProjectError, project_root, refuse_two

# name: (module, what it does); the module is imported when its command is asked for
ELSEWHERE = {
    "kolada": ("helpers.kolada.command", "hämtar öppna data från Kolada"),
    "form": ("helpers.form.workbook", "skriver inmatningsformuläret"),
    "intake": ("helpers.form.intake", "tar emot ifyllda formulär"),
    "new": ("helpers.newplan.command", "börjar med en ny plan"),
    "pdf": ("helpers.runner.pdf", "skriver rapporterna som PDF"),
    "images": ("helpers.runner.images", "tar bilderna i README ur de byggda sidorna"),
    "share": ("helpers.runner.share", "packar rapporterna för spridning"),
}
CHECK, FORMAT = ("check", "."), ("format", "--check", ".")


class Commands(click.Group):
    """A command group that imports its commands when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands, those of other modules if the module is there."""
        return sorted([*super().list_commands(ctx), *filter(is_there, ELSEWHERE)])

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import a command."""
        if name in ELSEWHERE and is_there(name):
            return importlib.import_module(ELSEWHERE[name][0]).command
        return super().get_command(ctx, name)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Read the arguments before a command's name."""
        with _in_swedish():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a folder that is no project is told."""
        with _in_swedish():
            return super().invoke(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print what each command does without importing it."""
        rows = [
            (name, ELSEWHERE[name][1] if name in ELSEWHERE else self.commands[name].get_short_help_str(80))
            for name in self.list_commands(ctx)
        ]
        with formatter.section("Kommandon"):
            formatter.write_dl(rows)


class ToldError(click.ClickException):
    """What stops a command, in Swedish."""

    def __init__(self, message: str, exit_code: int = 1):
        super().__init__(message)
        self.exit_code = exit_code

    def show(self, file: Any = None) -> None:
        """Write the message and nothing else."""
        click.echo(self.format_message(), err=True)


@contextmanager
def _in_swedish() -> Iterator[None]:
    """Tell in Swedish what is wrong with a command's arguments, or what stops it."""
    try:
        yield
    except (ToldError, NoArgsIsHelpError):
        raise
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "python -m helpers"
        raise ToldError(f"{_usage_words(error)}\nMer hjälp: {where} --help", error.exit_code) from error
    except click.ClickException as error:
        raise ToldError(error.format_message(), error.exit_code) from error
    except ProjectError as error:
        raise ToldError(str(error)) from error
    except KeyboardInterrupt:
        _leave("Avbrutet.", 130)
    except MemoryError as error:
        raise ToldError(OUT_OF_MEMORY) from error
    except OSError as error:
        if error.errno == errno.EPIPE:  # the reader has gone
            raise
        for stream in (sys.stdout, sys.stderr):
            _let_go(stream)
        raise ToldError(refused(error)) from error


def _usage_words(error: click.UsageError) -> str:
    """Return in Swedish what is wrong with the arguments."""
    match error:
        case click.NoSuchOption():
            likely = f"; menas {error.possibilities[0]}?" if error.possibilities else "."
            return f"Det finns inget val {error.option_name}{likely}"
        case click.MissingParameter():
            return f"{_named(error)} ska anges."
        case click.BadParameter():
            return f"{_named(error)} {_type_words(error.param.type if error.param else None)}."
        case click.BadOptionUsage():
            takes = "ska följas av ett värde" if "requires" in error.message else "tar inget värde"
            return f"{error.option_name} {takes}."
        case _ if error.message.startswith("No such command"):
            return f"Det finns inget kommando {error.message.split(chr(39))[1]}."
        case _ if error.message.startswith("Got unexpected"):
            return f"Det står för mycket efter kommandot: {error.message.partition('(')[2].rstrip(').')}."
    return error.message


def _named(error: click.BadParameter) -> str:
    """Return the name of an argument as it is typed."""
    if error.param is None:
        return error.param_hint or "Ett argument"
    return error.param.opts[0] if isinstance(error.param, click.Option) else error.param.make_metavar(error.ctx)


def _type_words(kind: click.ParamType | None) -> str:
    """Return in Swedish what an argument of a type may be."""
    match kind:
        case click.IntRange(max=None) | click.FloatRange(max=None):
            return f"ska vara ett tal, minst {kind.min}".replace(".", ",")
        case click.IntRange():
            return f"ska vara ett heltal mellan {kind.min} och {kind.max}"
        case click.Choice():
            return f"ska vara {' eller '.join(map(str, kind.choices))}"
        case click.DateTime():
            return "ska vara ett datum som 2026-01-15"
        case click.Path():
            return f"ska vara en {'mapp' if not kind.file_okay else 'fil'}{' som finns' if kind.exists else ''}"
    return "ska vara ett heltal" if kind is click.INT else "går inte att läsa"


def is_there(name: str) -> bool:
    """Return whether the module of a command of another module is there."""
    return (Path(__file__).parents[1] / f"{ELSEWHERE[name][0].replace(chr(46), chr(47))}.py").is_file()


@click.group(cls=Commands)
@click.option("--root", type=click.Path(path_type=Path), help="Projektets mapp, om inte den som står här.")
@click.pass_context
def main(ctx: click.Context, root: Path | None) -> None:
    """Uppföljning av en kommuns plan: av tabeller blir rapporter."""
    if ctx.invoked_subcommand != "reports" and signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.pop(AREA_VARIABLE, None)  # it is a build's to set
    if root:
        os.environ[ROOT_VARIABLE] = os.path.realpath(root)
    elif named := os.environ.get(ROOT_VARIABLE):
        refuse_two(named)


def _leave(message: str, code: int) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)


def _bar(done: int, total: int) -> None:
    """Draw a progress bar on a terminal."""
    filled = 30 * done // total
    click.echo(f"\r\x1b[K  {'█' * filled}{'░' * (30 - filled)} {done} av {total}", nl=False, err=True)


def _above_bar(line: str) -> None:
    click.echo("\r\x1b[K", nl=False, err=True)
    click.echo(line)


def _while_heard(tell: Callable) -> Callable:
    """Return a function that tells until the reader has gone, or the file is full.

    What goes another way, as errors do, is told on.
    """

    def told(*what: object) -> None:
        try:
            tell(*what)
        except OSError:
            for stream in (sys.stdout, sys.stderr):
                _let_go(stream)

    return told


def _let_go(stream: TextIO) -> None:
    """Send a stream nowhere if it takes no more."""
    try:
        stream.flush()
    except OSError:
        with suppress(OSError), open(os.devnull, "wb") as nowhere:  # noqa: PTH123
            os.dup2(nowhere.fileno(), stream.fileno())


@main.command()
@click.option("--year", type=int, help="Uppföljningens år; utan det: det senaste med utfall.")
@click.option("--comparison", help="Vad kommunen jämförs med; utan det: det första i plan.toml.")
@click.option("--out", type=click.Path(path_type=Path), help="Mapp för rapporterna; annars reports/<år>.")
@click.option("--jobs", type=click.IntRange(min=1), help="Anteckningsböcker som körs samtidigt.")
@click.option("--engine", type=click.Choice(["shell", "kernel"]), help="Var cellerna körs.")
@click.option(
    "--timeout", type=click.FloatRange(min=0.1), default=300.0, show_default=True, help="Sekunder för var och en."
)
@click.option("--all", "everything", is_flag=True, help="Bygg om allt, även det som är oförändrat.")
@click.option("--as-reported", is_flag=True, help="Som uppföljningen var då, utan senare revideringar (kräver --year).")
@click.option("--verbose", is_flag=True, help="Visa hela felspårningen.")
def reports(verbose: bool, as_reported: bool, **options: Any) -> None:
    """Bygger årets rapporter.

    Slutkod 1: fel i data, anteckningsbok eller på disken. 3: en annan byggning pågår. 130: avbrutet.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from helpers.runner.build import build
    from helpers.runner.failures import BuildFailedError
    from helpers.runner.signals import StoppedError, listening
    from helpers.storage.folders import BusyError

    drawn = {"tell": _above_bar, "progress": _bar} if sys.stderr.isatty() else {"tell": click.echo}
    drawn = {name: _while_heard(call) for name, call in drawn.items()}
    try:
        with listening() as asked, _as_known(options) if as_reported else nullcontext(options) as settled:
            build(**drawn, **settled)
            asked.refuse(done=True)
    except BuildFailedError as error:
        _leave(f"{error}\n{error.details}" if verbose else str(error), 1)
    except BusyError as error:
        _leave(str(error), 3)
    except StoppedError as error:
        _leave(str(error), 128 + error.number)


@contextmanager
def _as_known(options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Prepare a build of what one follow-up knew."""
    from helpers.runner.making import apart
    from helpers.storage.folders import copy_beside

    year = options["year"]
    if year is None:
        _leave("--as-reported kräver --year: vilken uppföljning ska visas som den var?", 2)
    root = project_root()
    out = options["out"] or root / "reports" / f"{year}_som_rapporterad"
    with copy_beside(Path(out)) as folder:
        apart(partial(_stage, root, year, folder))
        yield options | {"root": folder, "out": out}


def _stage(root: Path, year: int, folder: Path) -> None:
    from helpers.data.as_reported import stage
    from helpers.runner.failures import told_in_swedish

    with told_in_swedish():
        stage(root, year, folder)


@main.command()
def data() -> None:
    """Bygger data/processed av data/raw."""
    from helpers.data.package import write_processed
    from helpers.data.unread import unread
    from helpers.model.issues import IssuesError
    from helpers.storage.folders import BusyError
    from helpers.storage.transaction import UnfinishedError

    root = project_root()
    try:
        changed = write_processed(root)
    except (BusyError, IssuesError, UnfinishedError) as error:
        _leave(str(error), 1)
    except OSError as error:
        _leave(f"Kunde inte skriva i data/processed: {why(error)}. Tabellerna är orörda.", 1)
    for line in unread(root):
        click.echo(line, err=True)
    for path in changed:
        click.echo(f"Skrev {path.relative_to(root).as_posix()}")
    if not changed:
        click.echo("data/processed är redan aktuell.")


@main.command()
def check() -> None:
    """Kontrollerar data utan att bygga något."""
    from helpers.data.drafts import unconfirmed
    from helpers.data.tidy import notices
    from helpers.data.unread import unread
    from helpers.model.issues import IssuesError
    from helpers.runner.data_check import validate
    from helpers.runner.failures import BuildFailedError

    for line in unread(project_root()):
        click.echo(line, err=True)
    try:
        validate(project_root())
    except (BuildFailedError, IssuesError) as error:
        _leave(str(error), 1)
    click.echo("Inga fel hittades.")
    for line in notices(project_root()):
        click.echo(f"Att se efter: {line}")
    if drafts := unconfirmed(project_root()):
        click.echo(f"Föreslaget och inte bekräftat i declarations.csv: {', '.join(drafts)}.")


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def lab(arguments: tuple[str, ...]) -> None:
    """Öppnar anteckningsböckerna i JupyterLab.

    Det som skrivs efter lämnas vidare till JupyterLab, till exempel --no-browser.
    """
    from helpers.lab.start import lab_command, lab_environment, make_room

    root = project_root()
    make_room(root)
    command, environment = lab_command(root, arguments), lab_environment(root, os.environ)
    if os.name == "nt":  # on Windows a replaced process returns to the prompt at once
        import subprocess

        sys.exit(subprocess.call(command, env=environment))
    os.execve(sys.executable, command, environment)


def _asked(ask: Callable[[Path], list[Path]], root: Path) -> list[Path]:
    """Ask about the notebooks, and tell of one that cannot be read."""
    try:
        return ask(root)
    except ValueError as error:
        _leave(str(error), 1)


@main.command()
def lint() -> None:
    """Kontrollerar koden, och att anteckningsböcker är tomma."""
    import subprocess

    from helpers.lab.clean import unclean

    root = project_root()
    checks = (CHECK, FORMAT) if (root / "pyproject.toml").is_file() else ()  # a plan's folder has no code of its own
    codes = {check: subprocess.call([sys.executable, "-P", "-m", "ruff", *check], cwd=root) for check in checks}
    if codes.get(CHECK):
        click.echo("Koden har brister. Kör ruff check --fix; det som står kvar rättar du för hand.", err=True)
    if codes.get(FORMAT):
        click.echo("Koden är inte uppställd. Kör ruff format.", err=True)
    if found := _asked(unclean, root):
        names = ", ".join(path.name for path in found)
        click.echo(f"Anteckningsböcker med utdata eller kärnans uppgifter: {names}. Kör make strip.", err=True)
    sys.exit(max([*codes.values(), int(bool(found))]))


@main.command()
def strip() -> None:
    """Tömmer anteckningsböckerna på utdata, så att de kan checkas in."""
    from helpers.lab.clean import strip as strip_all

    changed = _asked(strip_all, project_root())
    for path in changed:
        click.echo(f"Tömde notebooks/{path.name}")
    if not changed:
        click.echo("Anteckningsböckerna är redan tomma.")


@main.command()
def clean() -> None:
    """Tar bort det som byggts i reports/ och .cache/, och låter allt annat stå.

    Slutkod 1: något kunde inte tas bort. 3: en byggning pågår.
    """
    from helpers.runner.cleaning import clear
    from helpers.storage.folders import BusyError, lock

    root = project_root()
    try:
        with lock(root / "reports"):
            done = clear(root)
    except BusyError as error:
        _leave(str(error), 3)
    for line in done.removed:
        click.echo(f"Tog bort {line}.")
    if done.kept:
        click.echo(f"Lät stå det som inte är byggt här: {', '.join(done.kept)}.")
    if done.failed:
        _leave("\n".join(f"Kunde inte ta bort {line}." for line in done.failed), 1)
    if not done.removed:
        click.echo("Det fanns inget att ta bort.")
