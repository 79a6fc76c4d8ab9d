"""Open data: fetch the pinned key figures from Kolada and keep them as a dated snapshot with a checksum.

Kolada is the database of municipal key figures that RKA keeps; v3 of its interface is open and needs no key. What a
key figure is to one of the plan's series is decided in `helpers.kolada_compare`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from itertools import count, product
from pathlib import Path
from typing import Any, NamedTuple

import click
import httpx
import pandas as pd
from tenacity import RetryCallState, Retrying, retry_if_exception_type

from helpers import kolada_compare as meaning
from helpers import place
from helpers.faults import Fault, FaultsError, refuse
from helpers.paths import project_root
from helpers.read import Collection, load

PUBLIC_URL = "https://api.kolada.se/v3"
URL_VARIABLE = "HELPERS_KOLADA_URL"
SNAPSHOTS = "data/raw/kolada"
IDS_PER_SEGMENT = 25
PER_PAGE = 5000
GEOGRAPHIES = {"0000": "riket", "0484": "eskilstuna"}
MUNICIPALITIES = {"0000": "Riket", "0484": "Eskilstuna"}
GENDERS = {"T": "total", "K": "women", "M": "men"}
ROW_COLUMNS = [
    *("kpi", "municipality", "year", "gender", "geography", "sex"),
    *("value", "missing", "withdrawn_value", "status", "count"),
]


class Patience(NamedTuple):
    """How long Kolada is waited for; all but `attempts` and `per_second` in seconds.

    Attributes
    ----------
    attempts : int
        How many times one page is asked for.
    first_wait, longest_wait : float
        The wait before the second attempt, doubled before each one after it, and its ceiling.
    total : float
        The whole fetch, waits included; what asks for longer is given up at once.
    timeout : float
        The silence after which an attempt is given up.
    per_second : float
        Requests a second, at most.
    """

    attempts: int = 6
    first_wait: float = 1.0
    longest_wait: float = 60.0
    total: float = 600.0
    timeout: float = 30.0
    per_second: float = 5.0


PATIENCE = Patience()


class KoladaError(Exception):
    """Kolada cannot be used as it answers; carries the Swedish message."""


class AbsentError(KoladaError):
    """The address answers 404."""


class PassingError(KoladaError):
    """What may be over at the next attempt.

    Attributes
    ----------
    wait : float or None
        The seconds that the server asks for, if it does.
    """

    def __init__(self, message: str, wait: float | None = None):
        self.wait = wait
        super().__init__(message)


class Snapshot(NamedTuple):
    """One fetch: what was answered and what was asked.

    Attributes
    ----------
    rows : DataFrame
        One row per key figure, municipality, year and gender that was answered, and one per year that was not, text,
        sorted by those columns.

        ===================  ====================================================================================
        kpi, municipality    Kolada's ids; ``geography`` is the municipality in the project's word
        year, gender         T, K or M, empty when the year is not in the answer; ``sex`` in the project's word
        value                the number exactly as sent; empty with a reason in ``missing``
        missing              ``no_value`` (null), ``withdrawn`` (isdeleted) or ``not_in_answer``
        withdrawn_value      the number that a withdrawn row still carries
        status, count        as sent; not used
        ===================  ====================================================================================
    record : dict
        ``base_url``, ``fetched`` (date), ``from``, ``to``, ``credit``, ``kpis`` and ``municipalities`` as Kolada
        describes them, ``not_asked`` (ids that the mapping says are removed), ``requests`` and ``files`` (checksums).
    """

    rows: pd.DataFrame
    record: dict[str, Any]


@dataclass
class Client:
    """Asks Kolada for pages, patiently; remembers when it last asked and what it has been answered.

    Attributes
    ----------
    http : httpx.Client
    base_url : str
        Without a slash at its end.
    patience : Patience
    tell : callable
        Takes a Swedish line before each wait.
    sleep, clock : callable
        As `time.sleep` and `time.monotonic`.
    requests : list of dict
        ``path``, ``page`` and ``rows`` of every answer that was accepted.
    """

    http: httpx.Client
    base_url: str
    patience: Patience = PATIENCE
    tell: Callable[[str], object] = print
    sleep: Callable[[float], object] = time.sleep
    clock: Callable[[], float] = time.monotonic
    requests: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._next = self.clock()
        self._deadline = self._next + self.patience.total

    def values(self, path: str) -> list[Any]:
        """Return the values of all pages of one address, counting pages until there is no next one.

        Raises
        ------
        KoladaError
            If a page does not come within the patience, or cannot be used.
        """
        found: list[Any] = []
        for page in count(1):
            answer = self._patiently(path, page)
            self.requests.append({"path": path, "page": page, "rows": len(answer["values"])})
            found += answer["values"]
            if answer.get("next_url") is None:
                return found
            if not answer["values"]:
                raise KoladaError(f"{path}: sida {page} är tom men säger att det finns fler sidor.")
        raise AssertionError("count() never ends")

    def _patiently(self, path: str, page: int) -> dict[str, Any]:
        attempts = Retrying(
            retry=retry_if_exception_type(PassingError),
            wait=self._wait,
            stop=self._stop,
            sleep=self.sleep,
            before_sleep=self._tell_wait,
            reraise=True,
        )
        try:
            return attempts(self._ask, path, page)
        except PassingError as error:
            tries = attempts.statistics["attempt_number"]
            times = "1 försök" if tries == 1 else f"{tries} försök"
            wait = "" if error.wait is None else f" Kolada ber oss vänta {error.wait:.0f} sekunder; försök igen senare."
            raise KoladaError(f"Gav upp efter {times}: {path} {error}.{wait}") from error

    def _wait(self, state: RetryCallState) -> float:
        asked = state.outcome.exception().wait
        grown = self.patience.first_wait * 2 ** (state.attempt_number - 1)
        return min(grown, self.patience.longest_wait) if asked is None else asked

    def _stop(self, state: RetryCallState) -> bool:
        too_late = self.clock() + state.upcoming_sleep > self._deadline
        return too_late or state.attempt_number >= self.patience.attempts

    def _tell_wait(self, state: RetryCallState) -> None:
        number = f"försök {state.attempt_number + 1} av {self.patience.attempts}"
        self.tell(f"Kolada {state.outcome.exception()}; {number} om {state.upcoming_sleep:.0f} s.")

    def _ask(self, path: str, page: int) -> dict[str, Any]:
        """Ask once, at most so many times a second, and return the envelope."""
        self.sleep(max(0.0, self._next - self.clock()))
        self._next = self.clock() + 1 / self.patience.per_second
        try:
            with self.http.stream("GET", self.base_url + path, params={"page": page, "per_page": PER_PAGE}) as response:
                _refuse_status(response, self.base_url + path)
                return envelope(self._body(response))
        except httpx.TimeoutException as error:
            raise PassingError(f"svarade inte inom {self.patience.timeout:.0f} sekunder") from error
        except httpx.RequestError as error:
            raise PassingError(f"kunde inte nås eller bröt anslutningen ({error})") from error

    def _body(self, response: httpx.Response) -> bytes:
        """Read the whole answer; one that trickles past the deadline is given up."""
        parts = []
        for part in response.iter_bytes():
            parts.append(part)
            if self.clock() > self._deadline:
                raise KoladaError(f"Gav upp: hämtningen tog längre tid än {self.patience.total:.0f} sekunder.")
        return b"".join(parts)


def _refuse_status(response: httpx.Response, address: str) -> None:
    status = response.status_code
    if status == 429 or status == 408 or status >= 500:
        raise PassingError(f"svarade HTTP {status}", retry_after(response.headers))
    if status == 404:
        raise AbsentError(f"{address} finns inte (HTTP 404).")
    if status != 200:
        raise KoladaError(f"{address} svarade HTTP {status}; rätt adress anges med --base-url eller {URL_VARIABLE}.")


def retry_after(headers: httpx.Headers) -> float | None:
    """Return the seconds that a server asks for, given in seconds or as a date.

    Parameters
    ----------
    headers : httpx.Headers
        A date in ``Retry-After`` is held against the server's own ``Date``, never against the clock of this machine.

    Returns
    -------
    float or None
        At least 0; None when nothing legible is asked.
    """
    asked = headers.get("Retry-After", "").strip()
    if asked.isdecimal():
        return float(asked)
    try:
        wait = parsedate_to_datetime(asked) - parsedate_to_datetime(headers.get("Date", ""))
    except (TypeError, ValueError):
        return None
    return max(0.0, wait.total_seconds())


def envelope(body: bytes) -> dict[str, Any]:
    """Read an answer, keeping every decimal as it was sent.

    Raises
    ------
    PassingError
        If the answer is not JSON, lacks its values or holds another number of them than it says.
    """
    try:
        answer = json.loads(body, parse_float=Decimal, parse_constant=_not_a_number)
    except ValueError as error:
        raise PassingError("skickade ett svar som inte går att läsa som JSON") from error
    if not isinstance(answer, dict) or not isinstance(answer.get("values"), list):
        raise PassingError("skickade ett svar utan values")
    if answer.get("count", len(answer["values"])) != len(answer["values"]):
        raise PassingError(f"skickade {len(answer['values'])} rader men säger sig ha skickat {answer['count']}")
    return answer


def _not_a_number(name: str) -> None:
    raise ValueError(name)


def fetch(client: Client, mapping: pd.DataFrame, baseline_years: dict[str, int], span: range, day: str) -> Snapshot:
    """Fetch every key figure of the mapping that is not declared as removed, for Eskilstuna and riket.

    Parameters
    ----------
    client : Client
    mapping : DataFrame
        As `helpers.kolada_compare.read_map` returns it.
    baseline_years : dict of str to int
        The year of the plan's baseline by series; asked for too where it lies outside `span` (2012 for H).
    span : range
        The years asked for.
    day : str
        The date of the fetch, ``2026-11-24``.

    Returns
    -------
    Snapshot
        Complete: what Kolada did not answer is a row that says so.

    Raises
    ------
    FaultsError
        If any key figure is gone or has another title than the one that is pinned; all of them are told.
    KoladaError
        If an answer does not come or contradicts itself. Nothing has been written.
    """
    asked = mapping[mapping["catalogue"] != "removed"]
    municipalities = client.values(f"/municipality/{','.join(MUNICIPALITIES)}")
    _refuse_other_municipalities(municipalities)
    kpis = [found for ids in segments(asked["kpi"].unique()) for found in _described(client, ids)]
    refuse(pin_faults(asked, kpis))
    cells = []
    for years, ids in _years_of(asked, baseline_years, span).items():
        for some, when in product(segments(sorted(ids)), segments(years)):
            path = f"/data/kpi/{','.join(some)}/municipality/{','.join(MUNICIPALITIES)}/year/{','.join(map(str, when))}"
            cells += complete(client.values(path), some, when)
    record = {
        "credit": meaning.CREDIT,
        "base_url": client.base_url,
        "fetched": day,
        "from": span[0],
        "to": span[-1],
        "not_asked": sorted(mapping.loc[mapping["catalogue"] == "removed", "kpi"].unique()),
        "municipalities": sorted(municipalities, key=lambda m: m["id"]),
        "kpis": sorted(kpis, key=lambda kpi: kpi["id"]),
        "requests": client.requests,
    }
    rows = pd.DataFrame(cells, columns=ROW_COLUMNS, dtype=object).sort_values(ROW_COLUMNS[:4], ignore_index=True)
    return Snapshot(rows, record)


def segments(ids: Iterable[Any]) -> list[list[Any]]:
    """Cut a list into the lengths that an address takes, 25 at most."""
    ids = list(ids)
    return [ids[i : i + IDS_PER_SEGMENT] for i in range(0, len(ids), IDS_PER_SEGMENT)]


def _described(client: Client, ids: list[str]) -> list[dict[str, Any]]:
    """Return Kolada's own description of key figures; those that are gone are simply not among them.

    Whether one that is gone makes the whole list answer 404 is not known, so then each is asked for alone.
    """
    try:
        found = client.values(f"/kpi/{','.join(ids)}")
    except AbsentError:
        return [] if len(ids) == 1 else [kpi for one in ids for kpi in _described(client, [one])]
    if any(not isinstance(kpi, dict) or not isinstance(kpi.get("id"), str) for kpi in found):
        raise KoladaError("Kolada beskriver ett nyckeltal utan id.")
    return found


def _refuse_other_municipalities(found: list[Any]) -> None:
    titles = {m.get("id"): m.get("title") for m in found if isinstance(m, dict)}
    if titles != MUNICIPALITIES:
        wanted = " och ".join(f"{code} {title}" for code, title in MUNICIPALITIES.items())
        raise KoladaError(f"Kolada skulle ha svarat med {wanted} men svarade {titles}. Inget har skrivits.")


def pin_faults(asked: pd.DataFrame, kpis: list[dict[str, Any]]) -> list[Fault]:
    """Find key figures that are gone or have another title than the mapping pins; spaces apart.

    Parameters
    ----------
    asked : DataFrame
        The rows of the mapping that were asked for.
    kpis : list of dict
        ``id`` and ``title`` as Kolada answers.
    """
    titles = {kpi["id"]: str(kpi.get("title")) for kpi in kpis}
    faults = []
    for row in asked.drop_duplicates("kpi").to_dict("records"):
        now = titles.get(row["kpi"])
        if now is None:
            allowed = "nyckeltalet finns inte i Kolada; välj ett annat eller märk raden removed och broken"
            faults.append(Fault(meaning.MAP, row["line"], "kpi", row["kpi"], allowed))
        elif now.split() != row["title"].split():
            allowed = f"{row['kpi']} heter nu ”{now}” i Kolada; pröva om det är samma mått innan titeln ändras"
            faults.append(Fault(meaning.MAP, row["line"], "title", row["title"], allowed))
    return faults


def _years_of(asked: pd.DataFrame, baseline_years: dict[str, int], span: range) -> dict[tuple[int, ...], list[str]]:
    """Group the key figures by the years they are asked for."""
    groups: dict[tuple[int, ...], list[str]] = {}
    for kpi, rows in asked.groupby("kpi"):
        years = tuple(sorted({*span, *(baseline_years[name] for name in rows["series"])}))
        groups.setdefault(years, []).append(kpi)
    return groups


def complete(values: list[Any], kpis: list[str], years: list[int]) -> list[dict[str, str]]:
    """Turn the values of one data address into rows, and say which were asked for and did not come.

    Parameters
    ----------
    values : list
        ``{"kpi", "municipality", "period", "values": [{"gender", "value", "isdeleted", "status", "count"}]}``.
    kpis : list of str
    years : list of int
        What was asked for.

    Returns
    -------
    list of dict
        Rows as in `Snapshot`.

    Raises
    ------
    KoladaError
        If a row is malformed, was not asked for or comes twice.
    """
    wanted = set(product(kpis, MUNICIPALITIES, map(str, years)))
    rows = [row for entry in values for row in _rows(entry)]
    keys = [tuple(row[name] for name in ROW_COLUMNS[:4]) for row in rows]
    if strange := sorted({key for key in keys if key[:3] not in wanted}):
        raise KoladaError(f"Kolada svarade med rader som inte efterfrågats: {_some(strange)}. Inget har skrivits.")
    if doubled := sorted({key for key in keys if keys.count(key) > 1}):
        raise KoladaError(f"Kolada svarade med samma rad två gånger: {_some(doubled)}. Inget har skrivits.")
    absent = sorted(wanted - {key[:3] for key in keys})
    return rows + [_row(*key, "", missing="not_in_answer") for key in absent]


def _some(keys: list[tuple]) -> str:
    more = f" och {len(keys) - 3} till" if len(keys) > 3 else ""
    return "; ".join(" ".join(key) for key in keys[:3]) + more


def _rows(entry: Any) -> list[dict[str, str]]:
    try:
        place_ = (entry["kpi"], entry["municipality"], str(int(entry["period"])))
        return [_cell(place_, cell) for cell in entry["values"]]
    except (KeyError, TypeError, ValueError) as error:
        shown = json.dumps(entry, ensure_ascii=False, default=str)
        raise KoladaError(
            f"Kolada svarade med en rad som inte går att läsa: {shown[:200]}. Inget har skrivits."
        ) from error


def _cell(where: tuple[str, str, str], cell: dict[str, Any]) -> dict[str, str]:
    """Read one gender's value; null is a missing value whatever the status says, isdeleted a withdrawn one."""
    value, deleted = cell["value"], cell.get("isdeleted", False)
    if cell["gender"] not in GENDERS or not isinstance(deleted, bool) or isinstance(value, bool | str):
        raise ValueError(cell)
    sent = "" if value is None else format(Decimal(value), "f")
    more = {"status": str(cell.get("status") or ""), "count": str(cell.get("count", ""))}
    if deleted:
        return _row(*where, cell["gender"], missing="withdrawn", withdrawn_value=sent, **more)
    return _row(*where, cell["gender"], value=sent, missing="" if sent else "no_value", **more)


def _row(kpi: str, municipality: str, year: str, gender: str, **more: str) -> dict[str, str]:
    row = {"kpi": kpi, "municipality": municipality, "year": year, "gender": gender}
    words = {"geography": GEOGRAPHIES.get(municipality, ""), "sex": GENDERS.get(gender, "")}
    return dict.fromkeys(ROW_COLUMNS, "") | row | words | more


def files_of(snapshot: Snapshot) -> dict[str, str]:
    """Return the snapshot's files: the rows, and the record with the rows' checksum; same answer, same bytes."""
    rows = snapshot.rows.to_csv(index=False, lineterminator="\n")
    record = snapshot.record | {"files": {"rows.csv": f"sha256:{hashlib.sha256(rows.encode()).hexdigest()}"}}
    return {"rows.csv": rows, "snapshot.json": json.dumps(record, ensure_ascii=False, indent=1, default=_number) + "\n"}


def _number(value: Decimal) -> float | int:
    return int(value) if value == int(value) else float(value)


def save(folder: Path, files: dict[str, str]) -> None:
    """Put the files in place as one folder; an earlier one of that date stays whole until then.

    Raises
    ------
    helpers.place.BusyError
        If another process is at it.
    """
    with place.lock(folder.parent):
        place.recover(folder)
        staging = place.staging_of(folder)
        staging.mkdir()
        try:
            for name, content in files.items():
                place.write(staging / name, content)
            place.swap(staging, folder)
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def read_snapshot(folder: Path) -> Snapshot:
    """Read a saved snapshot and check that its rows are the ones that were fetched.

    Raises
    ------
    KoladaError
        If there is none, or if the checksum does not hold.
    """
    if not (folder / "snapshot.json").is_file():
        there = sorted(path.parent.name for path in folder.parent.glob("*/snapshot.json"))
        raise KoladaError(f"Det finns ingen hämtning från {folder.name}; det finns {', '.join(there) or 'ingen alls'}.")
    record = json.loads((folder / "snapshot.json").read_text(encoding="utf-8"))
    content = (folder / "rows.csv").read_bytes()
    if record["files"]["rows.csv"] != f"sha256:{hashlib.sha256(content).hexdigest()}":
        raise KoladaError(
            f"{SNAPSHOTS}/{folder.name}/rows.csv har ändrats sedan den hämtades: kontrollsumman stämmer inte."
        )
    rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    return Snapshot(pd.DataFrame(rows, columns=ROW_COLUMNS, dtype=object), record)


def fetch_online(base_url: str, mapping: pd.DataFrame, series: pd.DataFrame, span: range, day: str) -> Snapshot:
    """Open a connection and `fetch`; waits are told on standard error."""
    baseline_years = series.set_index("series")["baseline_year"].to_dict()
    with httpx.Client(timeout=PATIENCE.timeout, headers={"Accept": "application/json"}) as http:
        client = Client(http, base_url, PATIENCE, tell=lambda line: click.echo(line, err=True))
        return fetch(client, mapping, baseline_years, span, day)


def run(root: Path, day: str, span: range | None, base_url: str, write_outcomes: bool) -> None:
    """Fetch (or, without a `span`, take the saved snapshot), compare, save and tell; the work of `command`."""
    plan = load(root=root)
    mapping = meaning.read_map(root, set(plan.series["series"]))
    folder = root / SNAPSHOTS / day
    snapshot = fetch_online(base_url, mapping, plan.series, span, day) if span else read_snapshot(folder)
    values = meaning.measured(snapshot.rows, mapping)
    verdicts = meaning.compare(values, mapping, plan.series, plan.observations)
    table = {"comparison.csv": verdicts.to_csv(index=False, lineterminator="\n")}
    save(folder, files_of(snapshot) | table)
    _tell(snapshot, verdicts, plan)
    if write_outcomes:
        _write_outcomes(root, values, verdicts, mapping, plan, snapshot.record)


def _tell(snapshot: Snapshot, verdicts: pd.DataFrame, plan: Collection) -> None:
    record, missing = snapshot.record, snapshot.rows["missing"].value_counts()
    click.echo(
        f"{len(record['kpis'])} nyckeltal för {record['from']}–{record['to']} från {record['base_url']}, "
        f"{record['fetched']}: {(snapshot.rows['missing'] == '').sum()} värden, {missing.get('no_value', 0)} tomma, "
        f"{missing.get('withdrawn', 0)} återkallade, {missing.get('not_in_answer', 0)} fanns inte i svaret."
    )
    if record["not_asked"]:
        click.echo(f"Frågades inte efter, borttagna ur Kolada: {', '.join(record['not_asked'])}.")
    click.echo(f"Sparat i {SNAPSHOTS}/{record['fetched']}: rows.csv, snapshot.json, comparison.csv.\n")
    click.echo(meaning.verdict_table(verdicts) + "\n")
    best = meaning.by_series(verdicts)
    for verdict, word in meaning.WORDS.items():
        names = best[best == verdict].index
        click.echo(f"{word.capitalize()}: {len(names)} av {len(plan.series)} serier ({', '.join(names) or 'ingen'}).")
    click.echo(f"Utan nyckeltal i Kolada: {len(plan.series) - len(best)} serier. {record['credit']}.")


def _write_outcomes(
    root: Path, values: pd.DataFrame, verdicts: pd.DataFrame, mapping: pd.DataFrame, plan: Collection, record: dict
) -> None:
    name = f"kolada_{record['fetched']}.csv"
    outcomes, left_out = meaning.to_outcomes(values, verdicts, mapping, plan.series, record)
    outcomes, told = meaning.new_outcomes(root, outcomes, name)
    for line in [*meaning.left_out_lines(left_out), *told]:
        click.echo(line)
    if outcomes.empty:
        click.echo("Inget nytt att lämna in.")
        return
    meaning.write_outcomes(root, outcomes, name)
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
@click.option("--root", type=click.Path(path_type=Path), help="Projektets mapp, om inte den som står här.")
def command(
    first: int | None,
    last: int | None,
    base_url: str,
    day: datetime,
    saved: bool,
    write_outcomes: bool,
    root: Path | None,
) -> None:
    """Hämtar öppna data från Kolada och jämför dem med planens utgångsvärden."""
    try:
        span = None if saved else _span(first, last)
        run(project_root(root), day.date().isoformat(), span, _address(base_url), write_outcomes)
    except (KoladaError, FaultsError, place.BusyError, FileNotFoundError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)


def _span(first: int | None, last: int | None) -> range:
    if first is None or last is None:
        raise KoladaError("Ange vilka år som ska hämtas, till exempel --from 2014 --to 2020.")
    if first > last:
        raise KoladaError(f"--from {first} ligger efter --to {last}.")
    return range(first, last + 1)


def _address(base_url: str) -> str:
    if not base_url.startswith(("http://", "https://")):
        raise KoladaError(f"{base_url} är ingen webbadress; den ska börja med https://, till exempel {PUBLIC_URL}.")
    return base_url.rstrip("/")
