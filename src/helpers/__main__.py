"""``python -m helpers``: every command of the project; the Makefile's targets are thin lines over it."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import click

from helpers.paths import ROOT_VARIABLE, project_root

# name: (module, what it does); the module is imported when its command is asked for
ELSEWHERE = {
    "kolada": ("helpers.kolada", "hämtar öppna data från Kolada"),
    "form": ("helpers.form", "skriver inmatningsformuläret"),
    "intake": ("helpers.intake", "tar emot ifyllda formulär"),
    "pdf": ("helpers.pdf", "skriver rapporterna som PDF"),
    "share": ("helpers.share", "packar rapporterna för spridning"),
}


class Commands(click.Group):
    """A group whose commands of other modules are imported first when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands, those of other modules if the module is there."""
        return sorted([*super().list_commands(ctx), *(name for name in ELSEWHERE if _is_there(ELSEWHERE[name][0]))])

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import a command."""
        if name in ELSEWHERE and _is_there(ELSEWHERE[name][0]):
            return importlib.import_module(ELSEWHERE[name][0]).command
        return super().get_command(ctx, name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print what each command does without importing it."""
        rows = [
            (name, ELSEWHERE[name][1] if name in ELSEWHERE else self.commands[name].get_short_help_str(80))
            for name in self.list_commands(ctx)
        ]
        with formatter.section("Kommandon"):
            formatter.write_dl(rows)


def _is_there(module: str) -> bool:
    return (Path(__file__).parent / f"{module.rpartition('.')[2]}.py").is_file()


@click.group(cls=Commands)
@click.option("--root", type=click.Path(path_type=Path), help="Projektets mapp, om inte den som står här.")
def main(root: Path | None) -> None:
    """Uppföljning av Eskilstunas strategiska inriktning 2016–2019."""
    if root:
        os.environ[ROOT_VARIABLE] = str(root.resolve())


@main.command()
@click.option("--year", type=int, help="Uppföljningens år; utan det: det senaste med utfall.")
@click.option("--comparison", default="riket", show_default=True, help="Vad kommunen jämförs med.")
@click.option("--out", type=click.Path(path_type=Path), help="Mapp för rapporterna; annars reports/<år>.")
@click.option("--jobs", type=click.IntRange(min=1), help="Anteckningsböcker som körs samtidigt.")
@click.option("--engine", type=click.Choice(["shell", "kernel"]), help="Hur de körs.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=300.0, show_default=True, help="Sekunder per styck.")
@click.option("--all", "everything", is_flag=True, help="Bygg om allt, även det som är oförändrat.")
@click.option("--verbose", is_flag=True, help="Visa hela felspårningen.")
def reports(verbose: bool, **options: object) -> None:
    """Bygger årets rapporter."""
    from helpers.build import BuildFailedError, build
    from helpers.place import BusyError

    try:
        build(tell=click.echo, **options)
    except BuildFailedError as error:
        click.echo(str(error), err=True)
        if verbose and error.details:
            click.echo(error.details, err=True)
        sys.exit(1)
    except BusyError as error:
        click.echo(str(error), err=True)
        sys.exit(3)


@main.command()
def data() -> None:
    """Bygger data/processed av data/raw."""
    from helpers.tidy import write_processed

    root = project_root()
    changed = write_processed(root)
    for path in changed:
        click.echo(f"Skrev {path.relative_to(root).as_posix()}")
    if not changed:
        click.echo("data/processed är redan aktuell.")


if __name__ == "__main__":
    main(prog_name="python -m helpers")
