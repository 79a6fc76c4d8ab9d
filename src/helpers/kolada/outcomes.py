"""Make rows of data/raw/outcomes from measures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from math import prod
from pathlib import Path

import pandas as pd

from helpers.data.package import as_csv
from helpers.data.tidy import OUTCOMES, gather, tidy, with_outcomes
from helpers.kolada.mapping import CREDIT, OWN_WORK
from helpers.kolada.measures import MISSING_WORDS, SEX_WORDS, VALUE_COLUMNS
from helpers.model.about import Geography
from helpers.model.issues import refuse
from helpers.model.numbers import decimals_of, format_number
from helpers.model.records import as_records
from helpers.model.schemas import columns
from helpers.storage.transaction import put_all, writing


def to_outcomes(
    values: pd.DataFrame,
    verdicts: pd.DataFrame,
    mapping: pd.DataFrame,
    series: pd.DataFrame,
    record: dict,
    places: Sequence[Geography],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return measured values as rows of outcomes, and what was left out.

    Each row says where it comes from.

    Parameters
    ----------
    values, verdicts : DataFrame
        As `measured` and `compare` return them, of one snapshot.
    mapping, series : DataFrame
        As `read_map` returns it; the tidy table.
    record : dict
        The snapshot's record: ``base_url``, ``fetched``, ``from`` and ``to``.
    places : sequence of Geography
        Their ids in Kolada stand in each row's address.

    Returns
    -------
    outcomes : DataFrame
        One row per series, geography, sex, year, kind and source, text, in the columns of data/raw/outcomes.
        ``kind`` is outcome where the verdict is same, for the first such measure of a series, and else related; a
        broken measure gives no row. ``definition`` is the mapping's match, or derived when several figures are
        combined.
    left_out : DataFrame
        One row per value of the snapshot that became no row, the columns of `measured` and ``why`` in Swedish.
    """
    years = series.set_index("series")["baseline_year"].astype(int).to_dict()
    inside = values["year"].between(record["from"], record["to"]) | (values["year"] == values["series"].map(years))
    rows = values[inside].merge(verdicts.drop(columns="year"), on=["series", "measure", "geography"])
    rows = rows.assign(
        base=rows["series"].map(years), kind=_kinds(rows, verdicts), breaks=_breaks(rows, mapping, series)
    )
    rows = rows.assign(why=[_why(row) for row in as_records(rows)])
    parts = {key: as_records(group) for key, group in mapping.groupby(["series", "measure"])}
    units = series.set_index("series")["unit"].to_dict()
    ids = {place.code: place.kolada for place in places}
    kept = [_outcome(r, parts[r["series"], r["measure"]], units, record, ids) for r in as_records(rows) if not r["why"]]
    outcomes = pd.DataFrame([dict.fromkeys(columns("outcomes"), "") | row for row in kept], columns=columns("outcomes"))
    key = ["series", "geography", "sex", "year", "kind", "source"]
    left_out = rows.loc[rows["why"] != "", [*VALUE_COLUMNS, "why"]].reset_index(drop=True)
    return outcomes.sort_values(key, ignore_index=True), left_out


def _kinds(rows: pd.DataFrame, verdicts: pd.DataFrame) -> list[str]:
    """Return the kind of each row: outcome or related.

    Only the first measure found the same stands for its series; the others are shown beside it.
    """
    ours = verdicts.drop_duplicates(["series", "measure"])
    same = ours[ours["verdict"] == "same"]
    first = dict(zip(reversed(list(same["series"])), reversed(list(same["measure"])), strict=True))
    return [
        "outcome" if verdict == "same" and first[name] == measure else "related"
        for name, measure, verdict in zip(rows["series"], rows["measure"], rows["verdict"], strict=True)
    ]


def _breaks(rows: pd.DataFrame, mapping: pd.DataFrame, series: pd.DataFrame) -> list[int]:
    """Return the first year of a new measurement for each row.

    9999 when there is none.
    """
    declared = series.set_index("series")["breaks"].to_dict()
    own = mapping.groupby(["series", "measure"])["break_from"].max().to_dict()
    return [
        min([int(year) for year in (*declared[name].split(";"), own[name, measure]) if year], default=9999)
        for name, measure in zip(rows["series"], rows["measure"], strict=True)
    ]


def _why(row: dict) -> str:
    """Return in Swedish why a value becomes no row, or empty text."""
    if row["verdict"] == "broken":
        return f"måttet är brutet: {row['reason']}"
    if row["year"] >= row["breaks"]:
        return f"ny mätning från {row['breaks']}"
    if row["missing"]:
        return MISSING_WORDS[row["missing"]]
    if row["kind"] == "outcome" and row["year"] == row["base"] and row[f"{row['sex']}_plan"]:
        return "planens eget utgångsvärde står kvar"
    return ""


def _outcome(
    row: dict, parts: list[dict], units: dict[str, str], record: dict, places: dict[str, str]
) -> dict[str, str]:
    return {
        "series": row["series"],
        "geography": row["geography"],
        "sex": row["sex"],
        "year": str(row["year"]),
        "kind": row["kind"],
        "value": row["value"],
        "source": source_of(parts),
        "comment": _comment(row, parts, record["fetched"]),
        "definition": "derived" if len(parts) > 1 else row["match"],
        "unit": units[row["series"]],
        "source_url": _address(parts, row, record["base_url"], places),
        "quote": row["quote"],
    }


def source_of(parts: list[dict]) -> str:
    """Return the credit to Kolada.

    As source where a figure is shown as fetched, as raw material where anything is computed.
    """
    titles = " och ".join(f"{part['title']} ({part['kpi']})" for part in parts)
    fetched = len(parts) == 1 and parts[0]["scale"] == "1"
    return f"{CREDIT if fetched else OWN_WORK}, {titles}"


def _comment(row: dict, parts: list[dict], fetched: str) -> str:
    """Return a row's comment: fetched when, computed how, differing how.

    The last for a related measure only.
    """
    sentences = [f"Hämtat ur Kolada {fetched}."]
    if len(parts) > 1 or parts[0]["scale"] != "1":
        sentences.append(f"Beräknat: {formula(parts)}.")
    if row["kind"] == "related":
        beside = "Ett annat mått av samma serie är planens eget." if row["verdict"] == "same" else row["reason"]
        sentences.append(beside)
    return " ".join(sentences)


def formula(parts: list[dict]) -> str:
    """Return a measure's formula in Swedish, ``N31910 × 1 000 / N01951``."""
    scale = prod((Decimal(part["scale"]) for part in parts), start=Decimal(1)).normalize()
    above = [part["kpi"] for part in parts if part["part"] == "times"]
    if scale != 1:
        above.append(format_number(scale, decimals_of(scale)))
    text = " / ".join([" × ".join(above), *(part["kpi"] for part in parts if part["part"] == "over")])
    return f"{text}, som procent av {relative_to}s" if (relative_to := parts[0]["relative_to"]) else text


def _address(parts: list[dict], row: dict, base_url: str, places: dict[str, str]) -> str:
    ids = ",".join(part["kpi"] for part in parts)
    relative_to = parts[0]["relative_to"]
    where = ",".join(places[place] for place in (row["geography"], *([relative_to] if relative_to else [])))
    return f"{base_url}/data/kpi/{ids}/municipality/{where}/year/{row['year']}"


def without_taken(outcomes: pd.DataFrame, handed_in: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows whose cell has no outcome yet, and notes on others.

    Parameters
    ----------
    outcomes : DataFrame
        As `to_outcomes` returns it.
    handed_in : DataFrame
        The rows of data/raw/outcomes, text, with ``file`` and ``line``.

    Returns
    -------
    outcomes : DataFrame
        What is new: no outcome for a cell that has one, no related row that the same source has already given.
    told : list of str
        One Swedish sentence per row left out, with both figures.
    """
    taken = {_cell(row): row for row in reversed(as_records(handed_in))}
    double = [taken.get(_cell(row)) for row in as_records(outcomes)]
    told = [_taken(row, old) for row, old in zip(as_records(outcomes), double, strict=True) if old]
    return outcomes[[old is None for old in double]].reset_index(drop=True), told


def _cell(row: dict) -> tuple[str, ...]:
    """Return the key of a row's cell.

    Outcomes are one per cell whatever their source; related measures are one per source.
    """
    return (
        *(row[name] for name in ("series", "geography", "sex", "year", "kind")),
        "" if row["kind"] == "outcome" else row["source"],
    )


def _taken(row: dict, old: dict) -> str:
    where = f"{old['file']} rad {old['line']}"
    cell = f"{row['series']} {row['geography'].capitalize()} {SEX_WORDS[row['sex']]} {row['year']}"
    has = f"{_shown(old['value'])}" if old["value"] else f"orsaken {old['missing']}"
    kind = "ett utfall" if row["kind"] == "outcome" else "samma mått"
    return f"Hoppar över {cell}: {kind} finns redan ({has}, {where}); Kolada har {_shown(row['value'])}."


def _shown(value: str) -> str:
    try:
        return format_number(Decimal(value), decimals_of(Decimal(value)))
    except InvalidOperation:
        return value


def left_out_lines(left_out: pd.DataFrame) -> list[str]:
    """Return what became no row, in Swedish.

    One line per measure, geography, sex and reason, with its years.
    """
    groups = left_out.groupby(["series", "measure", "geography", "sex", "why"], sort=False)["year"]
    return [
        f"{name} {measure} {geography.capitalize()} {SEX_WORDS[sex]}, {', '.join(map(str, sorted(years)))}: {why}"
        for (name, measure, geography, sex, why), years in groups
    ]


def new_outcomes(root: Path, outcomes: pd.DataFrame, name: str) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows that other outcome files do not hold, and notes.

    Parameters and result as `without_taken`; the file `name` itself is to be replaced.

    Raises
    ------
    IssuesError
        If a file that is already there has issues.
    """
    raw = gather(root)
    refuse(raw.issues)
    handed_in = raw.tables["outcomes"]
    others = handed_in[handed_in["file"] != f"{OUTCOMES}/{name}"]
    return without_taken(outcomes, others)


def write_outcomes(root: Path, outcomes: pd.DataFrame, name: str) -> Path:
    """Write an outcome file, if all raw tables are sound with it.

    Parameters
    ----------
    root : Path
        The project's folder.
    outcomes : DataFrame
        Rows of the outcomes contract, text.
    name : str
        The file's name.

    Returns
    -------
    Path
        The file; an earlier one of the same name has been replaced in one step.

    Raises
    ------
    IssuesError
        If anything in the tables does not hold; nothing has been written.
    """
    content = as_csv(outcomes)
    with writing(root / "data"):
        tidy(with_outcomes(gather(root), {f"{OUTCOMES}/{name}": content}))
        put_all(root / "data", {f"raw/outcomes/{name}": content})
    return root / OUTCOMES / name
