"""The command that fetches open data."""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click
import httpx
import pandas as pd

from helpers.data.about import FILE
from helpers.data.tidy import gather
from helpers.kolada import outcomes as outcomes_
from helpers.kolada.client import PATIENCE, PUBLIC_URL, URL_VARIABLE, Client, KoladaError
from helpers.kolada.mapping import MAP, read_map
from helpers.kolada.measures import WORDS, by_series, compare, measured, verdict_table
from helpers.kolada.outcomes import left_out_lines, new_outcomes, to_outcomes
from helpers.kolada.snapshot import SNAPSHOTS, Snapshot, fetch, files_of, read_snapshot, save
from helpers.kolada.stored import against_stored, stored_table, undivided
from helpers.model.about import Geography
from helpers.model.issues import Issue, IssuesError, refuse
from helpers.read import Collection, load
from helpers.storage.about import about
from helpers.storage.files import why
from helpers.storage.folders import BusyError
from helpers.storage.paths import project_root
from helpers.storage.transaction import UnfinishedError


def fetch_online(
    base_url: str, mapping: pd.DataFrame, places: Sequence[Geography], series: pd.DataFrame, span: range, day: str
) -> Snapshot:
    """Connect, `fetch` and return the snapshot; waits are told on standard error."""
    baseline_years = series.set_index("series")["baseline_year"].to_dict()
    with httpx.Client(timeout=PATIENCE.timeout, headers={"Accept": "application/json"}) as http:
        client = Client(http, base_url, PATIENCE, tell=lambda line: click.echo(line, err=True))
        return fetch(client, mapping, places, baseline_years, span, day)


def run(root: Path, day: str, span: range | None, base_url: str, write_outcomes: bool) -> bool:
    """Fetch or read a snapshot, compare it, save and tell.

    Without a `span` the saved snapshot is used.

    Returns
    -------
    bool
        Whether every stored figure that was asked for is the same.
    """
    plan = load(root=root)
    mapping = read_map(root, set(plan.series["series"]))
    folder = root / SNAPSHOTS / day
    places = [one for one in about(root).geographies if one.kolada]
    if mapping.empty:
        raise KoladaError(f"{MAP} har inga rader: inga nyckeltal hör till någon serie ännu.")
    if not about(root).municipality.kolada:
        refuse([Issue(FILE, None, "municipality kolada", "", "kommunens kod i Kolada, fyra siffror, saknas")])
    snapshot = fetch_online(base_url, mapping, places, plan.series, span, day) if span else read_snapshot(folder)
    if not (snapshot.rows["value"] != "").any():
        raise KoladaError("Kolada svarade utan ett enda värde. Inget har skrivits; en tidigare hämtning är orörd.")
    values = measured(snapshot.rows, mapping)
    verdicts = compare(values, mapping, plan.series, plan.observations)
    stored = against_stored(snapshot.rows, gather(root).tables["outcomes"], mapping)
    tables = {"comparison.csv": verdicts, "stored.csv": stored}
    save(folder, files_of(snapshot) | {n: t.to_csv(index=False, lineterminator="\n") for n, t in tables.items()})
    _tell(snapshot, verdicts, plan)
    if len(stored):
        click.echo(stored_table(stored))
    if write_outcomes:
        _write_outcomes(root, values, verdicts, mapping, plan, snapshot.record)
    return not stored["verdict"].isin(["revised", "missing"]).any()


def _tell(snapshot: Snapshot, verdicts: pd.DataFrame, plan: Collection) -> None:
    record, missing = snapshot.record, snapshot.rows["missing"].value_counts()
    click.echo(
        f"{len(record['kpis'])} nyckeltal för {record['from']}–{record['to']} från {record['base_url']}, "
        f"{record['fetched']}: {(snapshot.rows['missing'] == '').sum()} värden, {missing.get('no_value', 0)} tomma, "
        f"{missing.get('withdrawn', 0)} återkallade, {missing.get('not_in_answer', 0)} fanns inte i svaret."
    )
    if record["not_asked"]:
        click.echo(f"Frågades inte efter, borttagna ur Kolada eller inte sedda där: {', '.join(record['not_asked'])}.")
    for line in undivided(snapshot.rows, record["kpis"]):
        click.echo(line)
    click.echo(f"Sparat i {SNAPSHOTS}/{record['fetched']}: rows.csv, snapshot.json, comparison.csv, stored.csv.\n")
    click.echo(verdict_table(verdicts) + "\n")
    best = by_series(verdicts)
    for verdict, word in WORDS.items():
        names = best[best == verdict].index
        click.echo(f"{word.capitalize()}: {len(names)} av {len(plan.series)} serier ({', '.join(names) or 'ingen'}).")
    click.echo(f"Utan nyckeltal i Kolada: {len(plan.series) - len(best)} serier. {record['credit']}.")


def _write_outcomes(
    root: Path, values: pd.DataFrame, verdicts: pd.DataFrame, mapping: pd.DataFrame, plan: Collection, record: dict
) -> None:
    name = f"kolada_{record['fetched']}.csv"
    outcomes, left_out = to_outcomes(values, verdicts, mapping, plan.series, record, about(root).geographies)
    outcomes, told = new_outcomes(root, outcomes, name)
    for line in [*left_out_lines(left_out), *told]:
        click.echo(line)
    if outcomes.empty:
        click.echo("Inget nytt att lämna in.")
        return
    outcomes_.write_outcomes(root, outcomes, name)
    kinds = outcomes["kind"].value_counts()
    click.echo(
        f"Skrev data/raw/outcomes/{name}: {kinds.get('outcome', 0)} utfall, {kinds.get('related', 0)} närliggande "
        "mått. Kör python -m helpers data för att ta in dem."
    )


@click.command("kolada")
@click.option("--from", "first", type=click.IntRange(1990, 2100), help="Första året.")
@click.option("--to", "last", type=click.IntRange(1990, 2100), help="Sista året.")
@click.option("--base-url", envvar=URL_VARIABLE, default=PUBLIC_URL, show_default=True, help="Koladas adress.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), default=datetime.now, help="Hämtningens datum.")
@click.option("--saved", is_flag=True, help="Hämta inte, utan ta den sparade hämtningen från --date.")
@click.option("--write-outcomes", is_flag=True, help="Lämna också in värdena i data/raw/outcomes.")
@click.option("--check", is_flag=True, help="Slutkod 4 om något lagrat värde är reviderat eller saknas.")
@click.option("--root", type=click.Path(path_type=Path), help="Projektets mapp, om inte den som står här.")
def command(
    first: int | None,
    last: int | None,
    base_url: str,
    day: datetime,
    saved: bool,
    write_outcomes: bool,
    check: bool,
    root: Path | None,
) -> None:
    """Hämtar öppna data från Kolada och jämför dem med planens utgångsvärden och med de värden som redan finns.

    Slutkod 1: inget hämtat eller inget skrivet. 4, med --check: något lagrat värde är reviderat eller saknas.
    """
    try:
        span = None if saved else _span(first, last)
        same = run(project_root(root), day.date().isoformat(), span, _address(base_url), write_outcomes)
    except (KoladaError, IssuesError, BusyError, UnfinishedError, FileNotFoundError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(f"{_disk_message(error)} Det som fanns förut är orört.", err=True)
        sys.exit(1)
    if check and not same:
        sys.exit(4)


def _disk_message(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "Disken är full: frigör utrymme och kör igen."
    if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        return "Det går inte att skriva i projektets mapp: kontrollera rättigheterna."
    return f"Det gick inte att skriva ({why(error)})."


def _span(first: int | None, last: int | None) -> range:
    if first is None or last is None:
        raise KoladaError("Ange vilka år som ska hämtas, till exempel --from 2004 --to 2020.")
    if first > last:
        raise KoladaError(f"--from {first} ligger efter --to {last}.")
    return range(first, last + 1)


def _address(base_url: str) -> str:
    if not base_url.startswith(("http://", "https://")):
        raise KoladaError(f"{base_url} är ingen webbadress; den ska börja med https://, till exempel {PUBLIC_URL}.")
    return base_url.rstrip("/")
