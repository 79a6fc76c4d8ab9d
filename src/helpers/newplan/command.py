"""The command ``new``: a project folder for another plan, from one table."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from pathlib import Path

import click

from helpers.data.about import FILE, parsed, read_about
from helpers.data.drafts import unconfirmed
from helpers.data.plan import slug
from helpers.model.about import About
from helpers.model.issues import IssuesError
from helpers.model.schemas import columns
from helpers.newplan.notebooks import analysis_notebook, area_notebook, overview_notebook
from helpers.newplan.propose import areas, declaration, plan_tables, unit_row
from helpers.newplan.table import Row, is_count, others, read_table
from helpers.newplan.template import plan_toml, readme, workbook
from helpers.storage.files import replace
from helpers.storage.paths import project_root

TABLE, RECORD, README = "plan.xlsx", "data/raw/.new.json", "data/README.md"
RAW = "data/raw"


def start(folder: Path, municipality: str, name: str) -> list[str]:
    """Write plan.toml, the empty plan table and a note on the tables.

    What is there already is left as it is.

    Returns
    -------
    list of str
        What was done, in Swedish.
    """
    years = [int(year) for year in re.findall(r"(?:19|20)\d\d", name)]
    if not years or years[0] > years[-1]:
        raise click.ClickException("Planens namn ska ha sina år, det första först, till exempel ”Målplan 2020–2023”.")
    code = re.sub(r"[^a-z0-9_]", "", slug(municipality))
    if not code.strip("_"):
        raise click.ClickException("Kommunens namn ska ha bokstäver, till exempel Exempelköping.")
    made = {FILE: plan_toml(municipality, name, code, (years[0], years[-1])), README: readme(municipality, name)}
    about = read_about(folder) if (folder / FILE).exists() else About.of(parsed(made[FILE]))  # raises before a write
    told = _put(folder, {path: text.encode() for path, text in made.items() if not (folder / path).exists()})
    if not (folder / TABLE).exists():
        told += _put(folder, {TABLE: workbook([one.printed for one in about.levels], others(about))})
    return told or ["plan.toml och plan.xlsx finns redan och är orörda."]


def files_from(table: Path, folder: Path) -> dict[str, bytes]:
    """Return every file that a filled plan table gives.

    By its path in the project.

    Raises
    ------
    IssuesError
        With every issue in the table.
    """
    about = read_about(folder)
    rows = read_table(table, about)
    known = _units(folder)
    spelled = {name.casefold(): name for name in known}
    for row in rows:
        row.cells["Enhet"] = spelled.get(row.cells["Enhet"].casefold(), row.cells["Enhet"])
    printed, mapped = plan_tables(rows, about)
    counted = {row.cells["Enhet"] for row in rows if is_count(row)}
    names = dict.fromkeys(row.cells["Enhet"] for row in rows)
    units = {name: known.get(name) or unit_row(name, name in counted) for name in names}
    tables = {
        about.table: (columns("plan"), printed),
        "plan_rows.csv": (columns("plan_rows"), mapped),
        "corrections.csv": (columns("corrections"), []),
        "areas.csv": (columns("areas"), areas(rows)),
        "units.csv": (columns("units"), list(units.values())),
        "declarations.csv": (columns("declarations"), [declaration(row, units, about) for row in rows]),
        "likely.csv": (columns("likely"), []),
    }
    made = {f"{RAW}/{name}": _csv(*content) for name, content in tables.items()}
    return made | _notebooks(rows, about)


def _notebooks(rows: list[Row], about: About) -> dict[str, bytes]:
    year = min(about.last_year, max(int(row.cells["Målår"]) for row in rows))
    made = {"notebooks/00_oversikt.ipynb": overview_notebook(about, year).encode()}
    analysis = f"notebooks/{len(areas(rows)) + 1:02d}_analys.ipynb"
    made[analysis] = analysis_notebook(about, year).encode()
    for area in areas(rows):
        own = [row for row in rows if row.cells["Målområde"] == area["name"]]
        made[f"notebooks/{area['page']}.ipynb"] = area_notebook(area, own, about, year).encode()
    return made


def _units(folder: Path) -> dict[str, dict]:
    """Return the known units: the project's own, then the tool's."""
    return _units_in(project_root()) | _units_in(folder)


def _units_in(folder: Path) -> dict[str, dict]:
    path = folder / RAW / "units.csv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["unit"]: row for row in csv.DictReader(file)}


def _csv(names: list[str], rows: list[dict]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def take_in(table: Path, folder: Path, change: bool) -> list[str]:
    """Write what a filled plan table gives.

    Files that somebody has edited are left; other changes wait until they are asked for.

    Parameters
    ----------
    table : Path
        The filled plan table.
    folder : Path
        The project, with plan.toml.
    change : bool
        Whether files that an earlier run wrote, and that nobody has touched, may be changed.

    Returns
    -------
    list of str
        What was done and what was not, in Swedish.
    """
    made, record = files_from(table, folder), _record(folder)
    there = {path: (folder / path).read_bytes() for path in made if (folder / path).is_file()}
    new = {path: content for path, content in made.items() if path not in there}
    other = [path for path, content in made.items() if path in there and there[path] != content]
    own = [path for path in other if record.get(path) == _digest(there[path])]
    told = _put(folder, new | ({path: made[path] for path in own} if change else {}))
    told += [f"Skulle ändra {path}; kör igen med --change för att göra det." for path in own if not change]
    told += [f"Rör inte {path}: den är ändrad för hand." for path in other if path not in own]
    written = {path: _digest(made[path]) for path in [*new, *(own if change else [])]}
    if written:
        replace(folder / RECORD, json.dumps(record | written, indent=1, sort_keys=True).encode() + b"\n")
    return told or ["Inget att ändra."]


def _record(folder: Path) -> dict[str, str]:
    path = folder / RECORD
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _put(folder: Path, files: dict[str, bytes]) -> list[str]:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        replace(folder / path, content)
    return [f"Skrev {path}" for path in files]


@click.command("new")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="MAPP")
@click.option("--municipality", help="Kommunens namn, till exempel Exempelköping.")
@click.option("--name", help="Planens namn med sina år, till exempel ”Målplan 2020–2023”.")
@click.option(
    "--from", "table", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Den ifyllda tabellen."
)
@click.option("--change", is_flag=True, help="Ändra filer som ingen har rört sedan de skrevs.")
def command(folder: Path, municipality: str | None, name: str | None, table: Path | None, change: bool) -> None:
    """Börjar med en ny plan: skriver en tabell att fylla i, och gör ett projekt av den ifyllda."""
    try:
        if table is None:
            if not (municipality and name):
                raise click.UsageError("Ange --municipality och --name, eller --from med den ifyllda tabellen.")
            told = start(folder, municipality, name)
        else:
            told = take_in(table, folder, change)
    except (IssuesError, OSError) as error:
        raise click.ClickException(str(error)) from error
    for line in told:
        click.echo(line)
    if table is not None:
        if new := [unit for unit in _units_in(folder) if unit not in _units_in(project_root())]:
            click.echo(f"Nya enheter, läs igenom deras ord i units.csv: {', '.join(new)}.")
        names = unconfirmed(folder)
        click.echo(f"Föreslaget och inte bekräftat i declarations.csv: {', '.join(names) or 'inget'}.")
