"""One dated snapshot of Kolada's answers."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from helpers.data.raw import MOST_DIGITS
from helpers.kolada.client import AbsentError, Client, KoladaError
from helpers.kolada.mapping import CREDIT, MAP, NOT_ASKED
from helpers.model.about import Geography
from helpers.model.issues import Issue, refuse
from helpers.model.records import as_records
from helpers.storage.files import write
from helpers.storage.folders import lock, recover, staging_of, swap

SNAPSHOTS = "data/raw/kolada"
IDS_PER_SEGMENT = 25
GENDERS = {"T": "total", "K": "women", "M": "men"}
ROW_COLUMNS = [
    *("kpi", "municipality", "year", "gender", "geography", "sex"),
    *("value", "missing", "withdrawn_value", "status", "count"),
]


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
        describes them, ``not_asked`` (removed or unseen ids), ``requests`` and ``files`` (checksums).
    """

    rows: pd.DataFrame
    record: dict[str, Any]


def fetch(
    client: Client,
    mapping: pd.DataFrame,
    places: Sequence[Geography],
    baseline_years: dict[str, int],
    span: range,
    day: str,
) -> Snapshot:
    """Return a snapshot of every key figure that can be asked for.

    Not those that the mapping declares as removed or unseen.

    Parameters
    ----------
    client : Client
    mapping : DataFrame
        As `helpers.kolada.mapping.read_map` returns it.
    places : sequence of Geography
        The municipality and what it is compared with; those without an id in Kolada are not asked for.
    baseline_years : dict of str to int
        The year of the plan's baseline by series; asked for too where it lies outside `span`.
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
    IssuesError
        If any key figure is gone or has another title than the one that is pinned; all of them are listed.
    KoladaError
        If an answer does not come or contradicts itself. Nothing has been written.
    """
    asked = mapping[~mapping["catalogue"].isin(NOT_ASKED)]
    ids = {place.kolada: place for place in sorted(places, key=lambda place: place.kolada) if place.kolada}
    if len(ids) < 1 or places[0].kolada not in ids:
        raise KoladaError("plan.toml anger inget id i Kolada för kommunen (kolada under [municipality]).")
    municipalities = client.values(f"/municipality/{','.join(ids)}")
    _refuse_other_municipalities(municipalities, {code: place.kolada_name for code, place in ids.items()})
    kpis = [found for some in segments(asked["kpi"].unique()) for found in _described(client, some)]
    refuse(pin_issues(asked, kpis))
    cells = []
    for years, named in _years_of(asked, baseline_years, span).items():
        for some, when in product(segments(sorted(named)), segments(years)):
            path = f"/data/kpi/{','.join(some)}/municipality/{','.join(ids)}/year/{','.join(map(str, when))}"
            cells += complete(client.values(path), some, list(ids), when)
    record = {
        "credit": CREDIT,
        "base_url": client.base_url,
        "fetched": day,
        "from": span[0],
        "to": span[-1],
        "not_asked": sorted(mapping.loc[mapping["catalogue"].isin(NOT_ASKED), "kpi"].unique()),
        "municipalities": sorted(municipalities, key=lambda m: m["id"]),
        "kpis": sorted(kpis, key=lambda kpi: kpi["id"]),
        "requests": client.requests,
    }
    rows = pd.DataFrame(cells, columns=ROW_COLUMNS, dtype=object).sort_values(ROW_COLUMNS[:4], ignore_index=True)
    codes = {code: place.code for code, place in ids.items()}
    return Snapshot(rows.assign(geography=rows["municipality"].map(codes)), record)


def segments(ids: Iterable[Any]) -> list[list[Any]]:
    """Return a list in pieces of at most 25, as an address takes."""
    ids = list(ids)
    return [ids[i : i + IDS_PER_SEGMENT] for i in range(0, len(ids), IDS_PER_SEGMENT)]


def _described(client: Client, ids: list[str]) -> list[dict[str, Any]]:
    """Return Kolada's descriptions of key figures.

    Those that are gone are not among them. Whether one that is gone makes the whole list answer 404 is not known, so
    then each is asked for alone.
    """
    try:
        found = client.values(f"/kpi/{','.join(ids)}")
    except AbsentError:
        return [] if len(ids) == 1 else [kpi for one in ids for kpi in _described(client, [one])]
    if any(not isinstance(kpi, dict) or not isinstance(kpi.get("id"), str) for kpi in found):
        raise KoladaError("Kolada beskriver ett nyckeltal utan id.")
    return found


def _refuse_other_municipalities(found: list[Any], expected: dict[str, str]) -> None:
    titles = {m.get("id"): m.get("title") for m in found if isinstance(m, dict)}
    if titles != expected:
        wanted, told = (" och ".join(f"{code} {title}" for code, title in each.items()) for each in (expected, titles))
        raise KoladaError(f"Kolada skulle ha svarat med {wanted} men svarade {told or 'inget'}. Inget har skrivits.")


def pin_issues(asked: pd.DataFrame, kpis: list[dict[str, Any]]) -> list[Issue]:
    """Return the issues where key figures are gone or have another title.

    The mapping pins the title; differences in spaces are no issue.

    Parameters
    ----------
    asked : DataFrame
        The rows of the mapping that were asked for.
    kpis : list of dict
        ``id`` and ``title`` as Kolada answers.
    """
    titles = {kpi["id"]: str(kpi.get("title")) for kpi in kpis}
    issues = []
    for row in as_records(asked.drop_duplicates("kpi")):
        now = titles.get(row["kpi"])
        if now is None:
            allowed = "nyckeltalet finns inte i Kolada; välj ett annat eller märk raden removed och broken"
            issues.append(Issue(MAP, row["line"], "kpi", row["kpi"], allowed))
        elif now.split() != row["title"].split():
            allowed = f"{row['kpi']} heter nu ”{now}” i Kolada; pröva om det är samma mått innan titeln ändras"
            issues.append(Issue(MAP, row["line"], "title", row["title"], allowed))
    return issues


def _years_of(asked: pd.DataFrame, baseline_years: dict[str, int], span: range) -> dict[tuple[int, ...], list[str]]:
    """Return the key figures by the years they are asked for."""
    groups: dict[tuple[int, ...], list[str]] = {}
    for kpi, rows in asked.groupby("kpi"):
        years = tuple(sorted({*span, *(baseline_years[name] for name in rows["series"])}))
        groups.setdefault(years, []).append(kpi)
    return groups


def complete(values: list[Any], kpis: list[str], municipalities: list[str], years: list[int]) -> list[dict[str, str]]:
    """Return one address's values as rows, with those that did not come.

    Parameters
    ----------
    values : list
        ``{"kpi", "municipality", "period", "values": [{"gender", "value", "isdeleted", "status", "count"}]}``.
    kpis, municipalities : list of str
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
    wanted = set(product(kpis, municipalities, map(str, years)))
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
        place_ = (entry["kpi"], entry["municipality"], str(entry["period"]))
        if not all(isinstance(code, str) for code in place_):
            raise TypeError(entry)
        return [_cell(place_, cell) for cell in entry["values"]]
    except (KeyError, TypeError, ValueError) as error:
        shown = json.dumps(entry, ensure_ascii=False, default=str)
        raise KoladaError(
            f"Kolada svarade med en rad som inte går att läsa: {shown[:200]}. Inget har skrivits."
        ) from error


def _cell(where: tuple[str, str, str], cell: dict[str, Any]) -> dict[str, str]:
    """Return one gender's value as a row.

    null is a missing value whatever the status says, isdeleted a withdrawn one.
    """
    value, deleted = cell["value"], cell.get("isdeleted", False)
    if cell["gender"] not in GENDERS or not isinstance(deleted, bool) or isinstance(value, bool | str):
        raise ValueError(cell)
    number = None if value is None else Decimal(value)
    if number is not None and abs(number.adjusted()) >= MOST_DIGITS:
        raise ValueError(cell)
    sent = "" if number is None else format(number, "f")
    more = {"status": str(cell.get("status") or ""), "count": str(cell.get("count", ""))}
    if deleted:
        return _row(*where, cell["gender"], missing="withdrawn", withdrawn_value=sent, **more)
    return _row(*where, cell["gender"], value=sent, missing="" if sent else "no_value", **more)


def _row(kpi: str, municipality: str, year: str, gender: str, **more: str) -> dict[str, str]:
    row = {"kpi": kpi, "municipality": municipality, "year": year, "gender": gender}
    words = {"sex": GENDERS.get(gender, "")}
    return dict.fromkeys(ROW_COLUMNS, "") | row | words | more


def files_of(snapshot: Snapshot) -> dict[str, str]:
    """Return the snapshot's files; the same answer gives the same bytes.

    The rows, and the record with the rows' checksum.
    """
    rows = snapshot.rows.to_csv(index=False, lineterminator="\n")
    record = snapshot.record | {"files": {"rows.csv": f"sha256:{hashlib.sha256(rows.encode()).hexdigest()}"}}
    return {"rows.csv": rows, "snapshot.json": json.dumps(record, ensure_ascii=False, indent=1, default=_number) + "\n"}


def _number(value: Decimal) -> float | int:
    return int(value) if value == int(value) else float(value)


def save(folder: Path, files: dict[str, str]) -> None:
    """Put the files in place as one folder.

    An earlier one of that date stays whole until then.

    Raises
    ------
    helpers.storage.folders.BusyError
        If another process holds the folder.
    """
    with lock(folder.parent):
        recover(folder)
        staging = staging_of(folder)
        staging.mkdir()
        try:
            for name, content in files.items():
                write(staging / name, content)
            swap(staging, folder)
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def read_snapshot(folder: Path) -> Snapshot:
    """Return a saved snapshot, its checksum checked.

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
