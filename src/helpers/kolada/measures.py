"""Compute measures from key figures and compare them with the plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from math import prod

import pandas as pd

from helpers.model.codes import SEXES
from helpers.model.numbers import decimals_of, exact, format_number, round_half_up
from helpers.model.records import as_records

DERIVED_UNIT = Decimal("0.0001")
VALUE_COLUMNS = ["series", "measure", "geography", "sex", "year", "value", "missing", "quote"]
VERDICT_COLUMNS = [
    *("series", "measure", "kpis", "match", "geography", "verdict", "reason", "year"),
    *(f"{sex}_{which}" for sex in SEXES for which in ("plan", "kolada")),
]
WORDS = {"same": "samma", "related": "närliggande", "broken": "bruten"}
MISSING_WORDS = {
    "no_value": "Kolada har inget värde",
    "withdrawn": "Kolada har återkallat värdet",
    "not_in_answer": "fanns inte i svaret",
}
SEX_WORDS = {"women": "kvinnor", "men": "män", "total": "totalt", "": "alla"}


def measured(rows: pd.DataFrame, mapping: pd.DataFrame) -> pd.DataFrame:
    """Return the mapping's measures, computed from a snapshot's rows.

    A measure is the product of its ``times`` figures, each with its declared scale, divided by its ``over`` figures; a
    measure relative to riket is that quotient as per cent of riket's for the same sex and year.

    Parameters
    ----------
    rows : DataFrame
        A snapshot's rows: ``kpi``, ``geography``, ``sex``, ``year``, ``value``, ``missing``, all text.
    mapping : DataFrame
        As `read_map` returns it.

    Returns
    -------
    DataFrame
        One row per series, measure, geography, sex and year, text: ``value`` in the series' unit, exactly as sent when
        nothing is computed and at four decimals when several figures are; ``missing`` is ``no_value``, ``withdrawn``
        or ``not_in_answer`` where it is empty; ``quote`` holds the figures as Kolada sent them. ``sex`` is empty where
        a whole year is not in the answer.
    """
    cells = {(r["kpi"], r["geography"], r["sex"], int(r["year"])): r for r in as_records(rows)}
    places = defaultdict(list)
    for kpi, *place in sorted(cells):
        places[kpi].append(place)
    found = [row for parts in _by_measure(mapping) for row in _measure(parts, cells, places[parts[0]["kpi"]])]
    return pd.DataFrame(found, columns=VALUE_COLUMNS)


def _by_measure(mapping: pd.DataFrame) -> list[list[dict]]:
    """Return the rows of each measure together, in the mapping's order."""
    found: dict[tuple, list[dict]] = {}
    for row in as_records(mapping):
        found.setdefault((row["series"], row["measure"]), []).append(row)
    return list(found.values())


def _measure(parts: list[dict], cells: dict[tuple, dict], places: list[list]) -> Iterator[dict]:
    first, relative = parts[0], bool(parts[0]["relative_to"])
    for geography, sex, year in places:
        if relative and geography == first["relative_to"]:
            continue
        value, missing = _value(parts, cells, (geography, sex, year))
        yield {
            "series": first["series"],
            "measure": first["measure"],
            "geography": geography,
            "sex": first["total_is"] if sex == "total" else sex,
            "year": year,
            "value": value,
            "missing": missing,
            "quote": _quote(parts, cells, (geography, sex, year)),
        }


def _value(parts: list[dict], cells: dict[tuple, dict], place: tuple) -> tuple[str, str]:
    """Return one computed value as text, or the reason why there is none."""
    value, missing = _quotient(parts, cells, place)
    if missing:
        return "", missing
    if parts[0]["relative_to"]:
        whole, missing = _quotient(parts, cells, (parts[0]["relative_to"], *place[1:]))
        if missing or not whole:
            return "", missing or "no_value"
        return _plain((100 * value / whole).quantize(DERIVED_UNIT, ROUND_HALF_UP)), ""
    if len(parts) > 1:
        return _plain(value.quantize(DERIVED_UNIT, ROUND_HALF_UP)), ""
    return (cells[(parts[0]["kpi"], *place)]["value"] if parts[0]["scale"] == "1" else _plain(value)), ""


def _quotient(parts: list[dict], cells: dict[tuple, dict], place: tuple) -> tuple[Decimal, str]:
    found = [cells.get((part["kpi"], *place), {"value": "", "missing": "not_in_answer"}) for part in parts]
    if missing := next((cell["missing"] for cell in found if cell["missing"]), ""):
        return Decimal(0), missing
    scaled = [
        (part["part"], Decimal(cell["value"]) * Decimal(part["scale"])) for part, cell in zip(parts, found, strict=True)
    ]
    below = prod((number for part, number in scaled if part == "over"), start=Decimal(1))
    if not below:
        return Decimal(0), "no_value"
    return prod((number for part, number in scaled if part == "times"), start=Decimal(1)) / below, ""


def _quote(parts: list[dict], cells: dict[tuple, dict], place: tuple) -> str:
    """Return the figures behind one value as they were sent.

    ``N31910 = 2617; N01951 = 100923``.
    """
    relative_to = parts[0]["relative_to"]
    places = [place, (relative_to, *place[1:])] if relative_to else [place]
    words = [
        f"{part['kpi']}{f' {relative_to}' if where is not place else ''} = {cells[(part['kpi'], *where)]['value']}"
        for where in places
        for part in parts
        if cells.get((part["kpi"], *where), {}).get("value")
    ]
    return "; ".join(words)


def _plain(number: Decimal) -> str:
    """Return a computed number without trailing zeros and exponent."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def compare(
    values: pd.DataFrame, mapping: pd.DataFrame, series: pd.DataFrame, observations: pd.DataFrame
) -> pd.DataFrame:
    """Return a verdict on each measure: same, related or broken.

    Parameters
    ----------
    values : DataFrame
        As `measured` returns it.
    mapping : DataFrame
        As `read_map` returns it.
    series, observations : DataFrame
        The tidy tables: ``baseline_year`` and ``precision`` of each series, and its rows of kind baseline.

    Returns
    -------
    DataFrame
        One row per series, measure and geography in the mapping's order. ``verdict``:

        =========  ==================================================================================================
        same       every figure that the plan prints for the baseline year, women, men and total, is Kolada's figure
                   rounded half-up to the plan's last digit
        related    one of them differs, is missing, or the plan prints none; or the mapping says that the key figure
                   measures another thing
        broken     the mapping says that a new measurement has begun or that the key figure is gone
        =========  ==================================================================================================

        ``reason`` says why, in Swedish; ``year`` is the baseline year, ``women_plan``, ``women_kolada`` and so on the
        figures that were compared (empty when there is none). The comparator is never kinder than the municipality:
        it is compared only where the municipality is the same, and where the plan prints a figure for it.
    """
    facts = {row["series"]: row for row in as_records(series)}
    found = {tuple(row[k] for k in VALUE_COLUMNS[:5]): row for row in as_records(values)}
    plan = _baselines(observations)
    rows = [row for parts in _by_measure(mapping) for row in _verdicts(parts, facts[parts[0]["series"]], found, plan)]
    return pd.DataFrame(rows, columns=VERDICT_COLUMNS)


def _verdicts(parts: list[dict], facts: dict, found: dict, printed: dict) -> Iterator[dict]:
    """Yield the rows of one measure: the municipality and its comparator.

    The comparator only where the measure is not relative to it.
    """
    first, year, ours = parts[0], int(facts["baseline_year"]), ""
    for geography in (facts["geography"], *([] if first["relative_to"] or not facts["beside"] else [facts["beside"]])):
        key = (first["series"], first["measure"], geography)
        plan = printed.get((first["series"], geography), {})
        kolada = {sex: found.get((*key, sex, year), {"value": "", "missing": "not_in_answer"}) for sex in SEXES}
        verdict, reason = _verdict(first, plan, kolada, facts, ours)
        ours = ours or verdict
        yield {
            "series": first["series"],
            "measure": first["measure"],
            "kpis": ";".join(part["kpi"] for part in parts),
            "match": first["match"],
            "geography": geography,
            "verdict": verdict,
            "reason": reason,
            "year": year,
            **{f"{sex}_plan": _plain(plan[sex]) if sex in plan else "" for sex in SEXES},
            **{f"{sex}_kolada": kolada[sex]["value"] for sex in SEXES},
        }


def _baselines(observations: pd.DataFrame) -> dict[tuple[str, str], dict[str, Decimal]]:
    """Return what the plan prints for the baseline year, by series and geography and then by sex."""
    found: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(dict)
    for row in observations[(observations["kind"] == "baseline") & observations["value"].notna()].itertuples():
        found[row.series, row.geography][row.sex] = exact(row.value)
    return found


def _verdict(first: dict, plan: dict, kolada: dict, facts: dict, ours: str) -> tuple[str, str]:
    """Return verdict and reason.

    `ours` is the municipality's verdict when the comparator is judged, else empty.
    """
    if first["use"] != "compare":
        return first["use"], first["reason"]
    if ours in ("related", "broken"):
        return ours, f"Som för {facts['place']}."
    if not plan and ours:
        none = f"Planen trycker inget värde för {facts['beside_word']}"
        return "same", f"{none}; samma nyckeltal som för {facts['place']}."
    if not plan:
        return "related", "Planen trycker inget utgångsvärde att jämföra med."
    differences = [
        text for sex in SEXES if sex in plan for text in _difference(sex, plan[sex], kolada[sex], facts["precision"])
    ]
    if differences:
        return "related", f"Skiljer sig: {'; '.join(differences)}."
    return "same", f"Lika i {len(plan)} av {len(plan)} tryckta tal."


def _difference(sex: str, plan: Decimal, cell: dict, precision: str) -> list[str]:
    digits = decimals_of(Decimal(precision))
    printed = f"{SEX_WORDS[sex]} {format_number(plan, digits)} i planen"
    if cell["missing"]:
        return [f"{printed}, {MISSING_WORDS[cell['missing']]}"]
    number = Decimal(cell["value"])
    if round_half_up(number, precision) == round_half_up(plan, precision):
        return []
    return [f"{printed}, {format_number(number, min(decimals_of(number), digits + 2))} i Kolada"]


def by_series(verdicts: pd.DataFrame) -> pd.Series:
    """Return the municipality's best verdict for each series.

    Takes the rows of `compare`; same before related before broken.
    """
    ours = verdicts.drop_duplicates(["series", "measure"])
    ranks = ours["verdict"].map(list(WORDS).index)
    best = ranks.groupby(ours["series"], sort=False).min()
    return best.map(lambda rank: list(WORDS)[rank])


def verdict_table(verdicts: pd.DataFrame) -> str:
    """Return the verdicts as a Swedish table for the terminal.

    One line per measure and geography.
    """
    head = ("Serie", "Mått", "Område", "Bedömning", "Skäl")
    lines = [
        (row["series"], row["measure"], row["geography"].capitalize(), WORDS[row["verdict"]], row["reason"])
        for row in as_records(verdicts)
    ]
    widths = [max(len(line[i]) for line in (head, *lines)) for i in range(4)]
    shown = ["  ".join([*(c.ljust(w) for c, w in zip(line, widths, strict=False)), line[4]]) for line in (head, *lines)]
    return "\n".join(shown)
