"""Hop one: the raw tables become the tidy tables of ``data/processed``, or all their faults are told."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from helpers.checks import plan_faults, table_faults
from helpers.faults import Fault, refuse
from helpers.protect import protect
from helpers.raw import read_raw
from helpers.reported import newest, seen
from helpers.schemas import columns, schema
from helpers.swedish import decimals_of, parse_number

PLAN_SOURCE = "Strategisk inriktning 2016-2019"
RAW_TABLES = {
    "plan": "plan_2016_2019.csv",
    "plan_rows": "plan_rows.csv",
    "corrections": "corrections.csv",
    "declarations": "declarations.csv",
}
PLAN_KEY = ["indicator", "table", "row"]
KEY = ["series", "geography", "sex", "year", "kind", "source"]
SEXES = ("women", "men", "total")


class Tables(NamedTuple):
    """The two tidy tables as text, in the columns and the order in which they are written."""

    series: pd.DataFrame
    observations: pd.DataFrame


def tidy(root: Path, as_reported: int | None = None) -> Tables:
    """Read all raw tables and return the tidy ones.

    Parameters
    ----------
    root : Path
        The project's folder.
    as_reported : int, optional
        See only what had been handed in up to this year's follow-up; all of it when left out.

    Returns
    -------
    Tables
        ``series``: one row per series of the plan, sorted by ``series``. ``observations``: one row per series,
        geography, sex, year, kind and source, sorted by that key; a cell that the plan prints empty is a row with an
        empty ``value`` and a reason in ``missing``. Of a value that was revised only the newest is here; small counts
        of persons are hidden. All cells are text.

    Raises
    ------
    FaultsError
        With every fault in every raw file, in Swedish; nothing has been written.
    """
    return todays_truth(*gather(root, as_reported))


def todays_truth(series: pd.DataFrame, handed_in: pd.DataFrame) -> Tables:
    """Keep the newest word of every cell, with small counts hidden; parameters from `gather`, returns as `tidy`."""
    observations = protect(series, newest(handed_in))
    return Tables(
        series.sort_values("series")[columns("series")].reset_index(drop=True),
        observations.sort_values(KEY)[columns("observations")].reset_index(drop=True),
    )


def gather(root: Path, as_reported: int | None = None) -> Tables:
    """Read and check all raw tables and return what was handed in.

    Parameters
    ----------
    root, as_reported
        As `tidy`.

    Returns
    -------
    Tables
        As `tidy`, but with the revised values too (``reported`` and ``revision_reason`` tell them apart), with ``file``
        and ``line``, and with no small count hidden: for checking what is handed in, never for showing.

    Raises
    ------
    FaultsError
        As `tidy`.
    """
    raw, unread = read_all(root)
    refuse(unread if any("/outcomes/" not in fault.file for fault in unread) else [])
    plan, faults = correct(raw["plan"], raw["corrections"])
    mapped = plan.merge(raw["plan_rows"].drop(columns=["file", "line"]), on=PLAN_KEY, how="left").fillna("")
    faults += plan_faults(mapped, raw["plan_rows"], raw["declarations"])
    refuse(unread + faults if faults else [])
    series = describe(raw["declarations"], mapped)
    outcomes = outcome_observations(seen(_without(raw["outcomes"], unread), as_reported))
    handed_in = pd.concat([plan_observations(mapped, series), outcomes], ignore_index=True).fillna("")
    refuse(unread + table_faults(series, handed_in))
    return Tables(series, handed_in)


def _without(rows: pd.DataFrame, faults: list[Fault]) -> pd.DataFrame:
    """Leave out the rows that could not be read, so that all others are checked in the same run."""
    broken = {(fault.file, fault.row) for fault in faults}
    return rows[[place not in broken for place in zip(rows["file"], rows["line"], strict=True)]]


def read_all(root: Path) -> tuple[dict[str, pd.DataFrame], list[Fault]]:
    """Read the raw tables, the outcome files as one; one row per line, text, with ``file`` and ``line``."""
    folder = root / "data" / "raw"
    read = {name: read_raw(folder / file, name, f"data/raw/{file}") for name, file in RAW_TABLES.items()}
    outcomes = [
        read_raw(path, "outcomes", f"data/raw/outcomes/{path.name}")
        for path in sorted((folder / "outcomes").glob("*.csv"))
    ]
    read["outcomes"] = (
        pd.concat([pd.DataFrame(columns=[*columns("outcomes"), "file", "line"]), *(rows for rows, _ in outcomes)]),
        [fault for _, faults in outcomes for fault in faults],
    )
    return {name: rows for name, (rows, _) in read.items()}, [f for _, faults in read.values() for f in faults]


def correct(plan: pd.DataFrame, corrections: pd.DataFrame) -> tuple[pd.DataFrame, list[Fault]]:
    """Replace known misprints; a correction that does not find what it says is printed is a fault."""
    read, faults = plan.copy(), []
    for fix in corrections.to_dict("records"):
        where = (plan[PLAN_KEY] == [fix[name] for name in PLAN_KEY]).all(axis=1) & (
            plan[fix["column"]] == fix["printed"]
        )
        if where.any():
            read.loc[where, fix["column"]] = fix["read_as"]
        else:
            allowed = "rättelsen träffar ingen rad i planen: indikator, tabell, rad och tryckt text ska stämma"
            faults.append(Fault(fix["file"], fix["line"], "printed", fix["printed"], allowed))
    return read, faults


def describe(declarations: pd.DataFrame, mapped: pd.DataFrame) -> pd.DataFrame:
    """Join what is declared about each series with what the plan prints about it; one row per series."""
    printed = [_printed_facts(name, rows) for name, rows in mapped.groupby("series", sort=False)]
    return declarations.merge(pd.DataFrame(printed), on="series").astype({"plan_order": str})


def _printed_facts(name: str, rows: pd.DataFrame) -> dict[str, str]:
    first, ours = rows.iloc[0], rows[rows["geography"] == "eskilstuna"]
    sexes = {sex for pair in ours["sex"] for sex in pair.split("/")}
    cells = [cell for column in ("baseline", "target") for cell in ours[column] if cell]
    digits = max((decimals_of(number) for cell in cells for number in numbers(cell)), default=0)
    return {
        "series": name,
        "indicator": first["indicator"],
        "area": slug(first["area"]),
        "level": {"Ortsindikatorer": "ort", "Organisationsindikatorer": "organisation"}[first["level"]],
        "baseline_year": first["head_baseline"],
        "target_year": first["head_target"],
        "precision": str(Decimal(1).scaleb(-digits)),
        "comparator": "riket" if (rows["geography"] == "riket").any() else "",
        "sexes": ";".join(sex for sex in SEXES if sex in sexes),
        "plan_order": str(first.name + 1),
    }


def slug(text: str) -> str:
    """Turn a Swedish heading into an ASCII name: ``Höjd utbildningsnivå`` becomes ``hojd_utbildningsniva``."""
    return text.lower().translate(str.maketrans("åäöé", "aaoe")).replace(" ", "_")


def numbers(cell: str) -> list[Decimal]:
    """Read a printed cell: one number, or the two of 63/37 and 9/15."""
    return [parse_number(part) for part in cell.split("/")]


def plan_observations(mapped: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Turn the plan's printed rows into observations: two cells per row, two rows for a pair of women and men."""
    counts = set(series.loc[series["aggregation"] == "count", "series"])
    cells = [
        cell
        for row in mapped.to_dict("records")
        for kind in ("baseline", "target")
        for cell in _cell(row, kind, row["series"] in counts)
    ]
    return _with_reasons(pd.DataFrame(cells))


def _cell(row: dict, kind: str, is_count: bool) -> list[dict]:
    base = {
        "series": row["series"],
        "geography": row["geography"],
        "year": row[f"head_{kind}"],
        "kind": kind,
        "source": PLAN_SOURCE,
        "file": row["file"],
        "line": row["line"],
    } | dict.fromkeys(("denominator", "margin", "missing", "comment", "definition", "source_url"), "")
    values = numbers(row[kind]) if row[kind] else []
    if is_count and values:
        return [base | {"sex": row["sex"]} | _value(values[0]) | {"denominator": str(values[1])}]
    sexes = row["sex"].split("/")
    return [base | {"sex": sex} | _value(values[i] if values else None) for i, sex in enumerate(sexes)]


def _value(value: Decimal | None) -> dict[str, str]:
    return {"value": "" if value is None else str(value), "decimals": "" if value is None else str(decimals_of(value))}


def _with_reasons(cells: pd.DataFrame) -> pd.DataFrame:
    """Give every cell that the plan prints empty the reason that the table itself shows."""
    has_total = set(
        cells.loc[(cells["sex"] == "total") & (cells["value"] != ""), ["series", "geography", "kind"]].itertuples(
            index=False, name=None
        )
    )
    reasons = [
        "" if value else _reason(kind, geography, sex != "total" and (name, geography, kind) in has_total)
        for name, geography, sex, kind, value in cells[["series", "geography", "sex", "kind", "value"]].itertuples(
            index=False, name=None
        )
    ]
    return cells.assign(missing=reasons)


def _reason(kind: str, geography: str, total_is_printed: bool) -> str:
    if kind == "baseline":
        return "not_split_by_sex" if total_is_printed else "no_baseline"
    if geography == "riket":
        return "not_applicable"
    return "total_target_only" if total_is_printed else "no_target"


def outcome_observations(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Carry the handed-in outcomes over, cell by cell; one row per row."""
    digits = [str(len(value.partition(".")[2])) if value else "" for value in outcomes["value"]]
    return outcomes.assign(decimals=digits)


def datapackage(files: dict[str, bytes]) -> dict:
    """Describe the tidy tables as a Data Package, with the size and checksum of each file.

    Parameters
    ----------
    files : dict of str to bytes
        The tables' names and their contents.
    """
    titles = {
        "series": "Planens serier: en rad per serie med allt som metoden behöver veta",
        "observations": "Utgångsvärden, mål, utfall och närliggande mått: en rad per värde",
    }
    return {
        "profile": "tabular-data-package",
        "name": "eskilstuna-strategisk-inriktning-2016-2019",
        "title": "Eskilstuna kommuns strategiska inriktning 2016–2019: indikatorer, mål och utfall",
        "licenses": [{"name": "CC0-1.0", "title": "Fakta ur offentliga källor; källan står vid varje värde"}],
        "resources": [_resource(name, titles[name], content) for name, content in files.items()],
    }


def _resource(name: str, title: str, content: bytes) -> dict:
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "title": title,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": schema(name),
    }


def as_csv(table: pd.DataFrame) -> bytes:
    r"""Write a table the one way the project writes them: UTF-8, comma, ``\n``, no index."""
    return table.to_csv(index=False, lineterminator="\n").encode()


def processed_files(root: Path, as_reported: int | None = None) -> dict[str, bytes]:
    """Return what ``data/processed`` should hold: file names and contents; parameters as `tidy`.

    Raises
    ------
    FaultsError
        As `tidy`.
    """
    tables = tidy(root, as_reported)
    contents = {name: as_csv(table) for name, table in tables._asdict().items()}
    package = json.dumps(datapackage(contents), ensure_ascii=False, indent=2) + "\n"
    return {f"{name}.csv": content for name, content in contents.items()} | {"datapackage.json": package.encode()}


def write_processed(root: Path, as_reported: int | None = None, into: Path | None = None) -> list[Path]:
    """Rebuild ``data/processed``; nothing is written unless all raw tables are sound.

    Parameters
    ----------
    root : Path
        The project's folder.
    as_reported : int, optional
        As `tidy`. The project's own ``data/processed`` holds today's truth only: name another folder in ``into``.
    into : Path, optional
        Another project folder to write ``data/processed`` in; ``root`` when left out.

    Returns
    -------
    list of Path
        The files that were changed.

    Raises
    ------
    FaultsError
        As `tidy`.
    """
    contents = processed_files(root, as_reported)
    folder = (into or root) / "data" / "processed"
    folder.mkdir(parents=True, exist_ok=True)
    changed = {
        folder / name: content
        for name, content in contents.items()
        if not (folder / name).exists() or (folder / name).read_bytes() != content
    }
    try:
        for path, content in changed.items():
            path.with_suffix(".part").write_bytes(content)
        for path in changed:
            path.with_suffix(".part").replace(path)
    finally:
        for left in folder.glob("*.part"):  # of a disk that was full, or of a run that was cut off
            left.unlink()
    return list(changed)
