"""Compare a fetched snapshot with the stored figures of the same key figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

import pandas as pd

from helpers.kolada.measures import MISSING_WORDS, SEX_WORDS
from helpers.model.numbers import decimals_of, format_number, round_half_up
from helpers.model.records import as_records

COLUMNS = ["kpi", "series", "geography", "sex", "year", "stored", "now", "verdict", "reason"]
VERDICTS = {"same": "Samma", "revised": "Reviderade", "missing": "Saknas", "not_asked": "Ej efterfrågade"}
MOST = 20  # revised and missing figures that are named


def against_stored(rows: pd.DataFrame, stored: pd.DataFrame, mapping: pd.DataFrame) -> pd.DataFrame:
    """Return every stored figure of one key figure beside Kolada's answer.

    Parameters
    ----------
    rows : DataFrame
        A snapshot's rows.
    stored : DataFrame
        The raw table of outcomes, text. Rows with one id in ``kpi`` are compared, but not those that are worked out
        (``derived``): they are no figure of Kolada's.
    mapping : DataFrame
        From `helpers.kolada.mapping.read_map`; ``total_is`` says whose figure an undivided one is.

    Returns
    -------
    DataFrame
        One row per stored figure, text: ``kpi, series, geography, sex, year``, ``stored`` and ``now``; ``verdict``:
        same (equal when both have the decimals of the coarser one), revised, missing (with a ``reason``: no_value,
        withdrawn, not_in_answer) or not_asked (the key figure, place or year was not asked for).
    """
    sexes = mapping[mapping["total_is"] != "total"].set_index("kpi")["total_is"].to_dict()
    answered = {
        (row["kpi"], row["geography"], sexes.get(row["kpi"], row["sex"]), row["year"]): row for row in as_records(rows)
    }
    asked = {(kpi, place, year) for kpi, place, _, year in answered}
    own = stored[
        stored["kpi"].str.fullmatch(r"[NU]\d{5}") & (stored["value"] != "") & (stored["definition"] != "derived")
    ]
    found = []
    for row in as_records(own.drop_duplicates(["kpi", "geography", "sex", "year"])):
        key = tuple(row[name] for name in ("kpi", "geography", "sex", "year"))
        now = answered.get(key, {"value": "", "missing": "not_in_answer"})
        head = {name: row[name] for name in COLUMNS[:5]} | {"stored": row["value"], "now": now["value"], "reason": ""}
        if (key[0], key[1], key[3]) not in asked:
            found.append(head | {"verdict": "not_asked"})
        elif not now["value"]:
            found.append(head | {"verdict": "missing", "reason": now["missing"]})
        else:
            found.append(head | {"verdict": "same" if _alike(row["value"], now["value"]) else "revised"})
    return pd.DataFrame(found, columns=COLUMNS)


def _alike(one: str, other: str) -> bool:
    numbers = [Decimal(one), Decimal(other)]
    unit = Decimal(1).scaleb(-min(map(decimals_of, numbers)))
    return len({round_half_up(number, unit) for number in numbers}) == 1


def stored_table(compared: pd.DataFrame) -> str:
    """Return the comparison as a Swedish table for the terminal.

    Counts for each key figure that has changes, and in all.
    """
    head = ("Nyckeltal", "Serie", *VERDICTS.values())
    changed = set(compared.loc[compared["verdict"].isin(["revised", "missing"]), "kpi"])
    parts = [
        (kpi, ", ".join(sorted(set(own["series"]))), own) for kpi, own in compared.groupby("kpi") if kpi in changed
    ]
    lines = [(kpi, series, *_counts(own)) for kpi, series, own in [*parts, ("Alla", "", compared)]]
    widths = [max(len(line[at]) for line in (head, *lines)) for at in range(len(head))]
    told = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in (head, *lines)
    ]
    return "\n".join(["De lagrade öppna data mot hämtningen:", *told, *_named(compared)])


def _counts(rows: pd.DataFrame) -> list[str]:
    counts = rows["verdict"].value_counts()
    return [str(counts.get(verdict, 0)) for verdict in VERDICTS]


def _named(compared: pd.DataFrame) -> Iterable[str]:
    rows = as_records(compared[compared["verdict"].isin(["revised", "missing"])])
    yield from map(_line, rows[:MOST])
    if len(rows) > MOST:
        yield f"… och {len(rows) - MOST} till."


def _line(row: Mapping[str, str]) -> str:
    stored = format_number(Decimal(row["stored"]), decimals_of(Decimal(row["stored"])))
    where = f"{row['kpi']} ({row['series']}), {row['geography']}, {SEX_WORDS[row['sex']]} {row['year']}: {stored}"
    if row["verdict"] == "missing":
        return f"{where} finns lagrat, men {MISSING_WORDS[row['reason']].replace('fanns', 'det fanns')}"
    return f"{where} är nu {format_number(Decimal(row['now']), decimals_of(Decimal(row['now'])))}"


def undivided(rows: pd.DataFrame, kpis: Iterable[Mapping[str, object]]) -> list[str]:
    """Return the key figures that lack the women's or men's figure.

    Of those that Kolada calls divided by gender.

    Parameters
    ----------
    rows : DataFrame
        A snapshot's rows.
    kpis : iterable of mapping
        Kolada's own descriptions: ``id`` and ``is_divided_by_gender``.

    Returns
    -------
    list of str
        A Swedish line per key figure and sex, with places and years; a null is an answer of its own and is not here.
    """
    divided = [str(kpi["id"]) for kpi in kpis if kpi.get("is_divided_by_gender")]
    answered: dict[str, dict[tuple, set[str]]] = {kpi: {} for kpi in divided}
    for kpi, place, year, sex in zip(*(rows[name] for name in ("kpi", "geography", "year", "sex")), strict=True):
        if sex and kpi in answered:
            answered[kpi].setdefault((place, year), set()).add(sex)
    told = []
    for kpi in divided:
        for sex in ("women", "men"):
            lacking = [f"{place} {year}" for (place, year), known in sorted(answered[kpi].items()) if sex not in known]
            if lacking:
                told.append(f"{kpi} är uppdelat på kön men saknar {SEX_WORDS[sex]}: {', '.join(lacking)}.")
    return told
