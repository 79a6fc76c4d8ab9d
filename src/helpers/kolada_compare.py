"""What Kolada's key figures are to the plan's series: the mapping, the computed values, the verdicts, the outcomes."""

from __future__ import annotations

import csv
import re
import shutil
import tempfile
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from difflib import get_close_matches
from math import prod
from pathlib import Path

import pandas as pd

from helpers.faults import Fault, refuse
from helpers.place import write
from helpers.schemas import columns
from helpers.swedish import decimals_of, exact, format_number, round_half_up
from helpers.tidy import read_all, tidy

MAP = "data/raw/kolada/kpi_map.csv"
CREDIT = "Källa: Kolada"
OWN_WORK = "Egen bearbetning av data från Kolada"
GEOGRAPHIES = ("eskilstuna", "riket")
SEXES = ("women", "men", "total")
DERIVED_UNIT = Decimal("0.0001")

_ALLOWED = {
    "part": ("times", "over"),
    "relative_to": ("", "riket"),
    "total_is": SEXES,
    "use": ("compare", "related", "broken"),
    "match": ("exact", "close"),
    "catalogue": ("current", "ended", "removed"),
}
_PATTERNS = {
    "kpi": (r"[NU]\d{5}", "ska vara N eller U och fem siffror"),
    "measure": (r"\w+", "ska vara ett namn utan mellanslag, nyckeltalets id eller ett eget"),
    "title": (r".*\S.*", "får inte vara tomt"),
    "scale": (r"(?=.*[1-9])\d+(\.\d+)?", "ska vara ett tal större än noll med punkt som decimaltecken"),
    "break_from": (r"(20\d\d)?", "ska vara ett årtal eller tomt"),
}
_OF_MEASURE = ["relative_to", "total_is", "use", "reason", "match"]
MAP_COLUMNS = ["series", "measure", "part", "kpi", "title", "scale", *_OF_MEASURE, "break_from", "catalogue"]
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
_SEX_WORDS = {"women": "kvinnor", "men": "män", "total": "totalt", "": "alla"}


def read_map(root: Path, known: set[str]) -> pd.DataFrame:
    """Read which key figures belong to which of the plan's series.

    Parameters
    ----------
    root : Path
        The project's folder.
    known : set of str
        The plan's series.

    Returns
    -------
    DataFrame
        One row per series, measure and key figure, text, in the file's order, with ``line``. Every column is
        described in data/raw/kolada/README.md.

    Raises
    ------
    FaultsError
        With every unknown series, malformed cell and contradiction in the file, in Swedish.
    """
    with (root / MAP).open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        refuse(Fault(MAP, 1, c, "", "kolumnen saknas") for c in MAP_COLUMNS if c not in (reader.fieldnames or []))
        mapping = pd.DataFrame([{**row, "line": reader.line_num} for row in reader], columns=[*MAP_COLUMNS, "line"])
    mapping = mapping.fillna("")
    faults = [fault for row in mapping.to_dict("records") for fault in _map_faults(row, known)]
    refuse(faults + _contradictions(mapping))
    return mapping


def _map_faults(row: dict, known: set[str]) -> Iterator[Fault]:
    def fault(column: str, allowed: str) -> Fault:
        return Fault(MAP, row["line"], column, row[column], allowed)

    if row["series"] not in known:
        near = get_close_matches(row["series"], known, n=1)
        yield fault("series", "okänd serie" + (f"; menas {near[0]}?" if near else ""))
    for column, allowed in _ALLOWED.items():
        if row[column] not in allowed:
            yield fault(column, f"tillåtet är {', '.join(value or 'tomt' for value in allowed)}")
    for column, (pattern, allowed) in _PATTERNS.items():
        if not re.fullmatch(pattern, row[column]):
            yield fault(column, allowed)
    if row["use"] != "compare" and not row["reason"]:
        yield fault("reason", "ett mått som inte ska jämföras behöver ett skäl på svenska")
    if row["catalogue"] == "removed" and row["use"] != "broken":
        yield fault("use", "ett borttaget nyckeltal kan bara vara broken")


def _contradictions(mapping: pd.DataFrame) -> list[Fault]:
    """Find rows that say another thing than an earlier row about the same key figure or the same measure."""
    faults, titles, measures, seen = [], {}, {}, set()
    for row in mapping.to_dict("records"):
        key = (row["series"], row["measure"])
        if titles.setdefault(row["kpi"], row["title"]) != row["title"]:
            faults.append(Fault(MAP, row["line"], "title", row["title"], f"{row['kpi']} har en annan titel tidigare"))
        if (*key, row["kpi"]) in seen:
            faults.append(Fault(MAP, row["line"], "kpi", row["kpi"], "nyckeltalet står redan i samma mått"))
        first = measures.setdefault(key, row)
        faults += [
            Fault(MAP, row["line"], column, row[column], f"ska vara som på rad {first['line']}: samma mått")
            for column in _OF_MEASURE
            if row[column] != first[column]
        ]
        seen.add((*key, row["kpi"]))
    return faults


def measured(rows: pd.DataFrame, mapping: pd.DataFrame) -> pd.DataFrame:
    """Compute the measures of the mapping from a snapshot's rows.

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
    cells = {(r["kpi"], r["geography"], r["sex"], int(r["year"])): r for r in rows.to_dict("records")}
    groups = mapping.groupby(["series", "measure"], sort=False)
    found = [row for _, parts in groups for row in _measure(parts.to_dict("records"), cells)]
    return pd.DataFrame(found, columns=VALUE_COLUMNS)


def _measure(parts: list[dict], cells: dict[tuple, dict]) -> Iterator[dict]:
    first, relative = parts[0], bool(parts[0]["relative_to"])
    places = sorted(place for kpi, *place in cells if kpi == first["kpi"])
    for geography, sex, year in places:
        if relative and geography == "riket":
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
        whole, missing = _quotient(parts, cells, ("riket", *place[1:]))
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
    """Return the figures behind one value as they were sent, ``N31910 = 2617; N01951 = 100923``."""
    places = [place, ("riket", *place[1:])] if parts[0]["relative_to"] else [place]
    words = [
        f"{part['kpi']}{' riket' if where is not place else ''} = {cells[(part['kpi'], *where)]['value']}"
        for where in places
        for part in parts
        if cells.get((part["kpi"], *where), {}).get("value")
    ]
    return "; ".join(words)


def _plain(number: Decimal) -> str:
    """Write a computed number without trailing zeros and without an exponent."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def compare(
    values: pd.DataFrame, mapping: pd.DataFrame, series: pd.DataFrame, observations: pd.DataFrame
) -> pd.DataFrame:
    """Hold each measure against the plan's printed baseline and say what it is to the series.

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
        figures that were compared (empty when there is none). Riket is never kinder than Eskilstuna: it is compared
        only where Eskilstuna is the same, and where the plan prints a figure for riket.
    """
    facts = series.set_index("series")
    found = {tuple(row[k] for k in VALUE_COLUMNS[:5]): row for row in values.to_dict("records")}
    groups = mapping.groupby(["series", "measure"], sort=False)
    rows = [
        row
        for (name, _), parts in groups
        for row in _verdicts(parts.to_dict("records"), facts.loc[name], found, observations)
    ]
    return pd.DataFrame(rows, columns=VERDICT_COLUMNS)


def _verdicts(parts: list[dict], facts: pd.Series, found: dict, observations: pd.DataFrame) -> Iterator[dict]:
    """Return the rows of one measure: Eskilstuna and, unless the measure is relative to it, riket."""
    first, year, ours = parts[0], int(facts["baseline_year"]), ""
    for geography in GEOGRAPHIES[: 1 if first["relative_to"] else 2]:
        key = (first["series"], first["measure"], geography)
        plan = _baselines(observations, first["series"], geography)
        kolada = {sex: found.get((*key, sex, year), {"value": "", "missing": "not_in_answer"}) for sex in SEXES}
        verdict, reason = _verdict(first, plan, kolada, facts["precision"], ours)
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


def _baselines(observations: pd.DataFrame, name: str, geography: str) -> dict[str, Decimal]:
    chosen = observations[
        (observations["series"] == name)
        & (observations["geography"] == geography)
        & (observations["kind"] == "baseline")
        & observations["value"].notna()
    ]
    return {sex: exact(value) for sex, value in zip(chosen["sex"], chosen["value"], strict=True)}


def _verdict(first: dict, plan: dict, kolada: dict, precision: str, ours: str) -> tuple[str, str]:
    """Return verdict and reason; `ours` is Eskilstuna's verdict when riket is judged, empty before."""
    if first["use"] != "compare":
        return first["use"], first["reason"]
    if ours in ("related", "broken"):
        return ours, "Som för Eskilstuna."
    if not plan and ours:
        return "same", "Planen trycker inget riksvärde; samma nyckeltal som för Eskilstuna."
    if not plan:
        return "related", "Planen trycker inget utgångsvärde att jämföra med."
    differences = [text for sex in SEXES if sex in plan for text in _difference(sex, plan[sex], kolada[sex], precision)]
    if differences:
        return "related", f"Skiljer sig: {'; '.join(differences)}."
    return "same", f"Lika i {len(plan)} av {len(plan)} tryckta tal."


def _difference(sex: str, plan: Decimal, cell: dict, precision: str) -> list[str]:
    digits = decimals_of(Decimal(precision))
    printed = f"{_SEX_WORDS[sex]} {format_number(plan, digits)} i planen"
    if cell["missing"]:
        return [f"{printed}, {MISSING_WORDS[cell['missing']]}"]
    number = Decimal(cell["value"])
    if round_half_up(number, precision) == round_half_up(plan, precision):
        return []
    return [f"{printed}, {format_number(number, min(decimals_of(number), digits + 2))} i Kolada"]


def by_series(verdicts: pd.DataFrame) -> pd.Series:
    """Return the best verdict on Eskilstuna for each series: same before related before broken."""
    ours = verdicts[verdicts["geography"] == "eskilstuna"]
    ranks = ours["verdict"].map(list(WORDS).index)
    best = ranks.groupby(ours["series"], sort=False).min()
    return best.map(lambda rank: list(WORDS)[rank])


def verdict_table(verdicts: pd.DataFrame) -> str:
    """Print the verdicts as a Swedish table for the terminal, one line per measure and geography."""
    head = ("Serie", "Mått", "Område", "Bedömning", "Skäl")
    lines = [
        (row["series"], row["measure"], row["geography"].capitalize(), WORDS[row["verdict"]], row["reason"])
        for row in verdicts.to_dict("records")
    ]
    widths = [max(len(line[i]) for line in (head, *lines)) for i in range(4)]
    shown = ["  ".join([*(c.ljust(w) for c, w in zip(line, widths, strict=False)), line[4]]) for line in (head, *lines)]
    return "\n".join(shown)


def to_outcomes(
    values: pd.DataFrame, verdicts: pd.DataFrame, mapping: pd.DataFrame, series: pd.DataFrame, record: dict
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Turn measured values into rows of the outcomes contract, each of which says where it comes from.

    Parameters
    ----------
    values, verdicts : DataFrame
        As `measured` and `compare` return them, of one snapshot.
    mapping, series : DataFrame
        As `read_map` returns it; the tidy table.
    record : dict
        The snapshot's record: ``base_url``, ``fetched``, ``from`` and ``to``.

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
    rows = rows.assign(why=[_why(row) for row in rows.to_dict("records")])
    parts = {key: group.to_dict("records") for key, group in mapping.groupby(["series", "measure"])}
    units = series.set_index("series")["unit"].to_dict()
    kept = [
        _outcome(r, parts[r["series"], r["measure"]], units, record) for r in rows.to_dict("records") if not r["why"]
    ]
    outcomes = pd.DataFrame([dict.fromkeys(columns("outcomes"), "") | row for row in kept], columns=columns("outcomes"))
    key = ["series", "geography", "sex", "year", "kind", "source"]
    left_out = rows.loc[rows["why"] != "", [*VALUE_COLUMNS, "why"]].reset_index(drop=True)
    return outcomes.sort_values(key, ignore_index=True), left_out


def _kinds(rows: pd.DataFrame, verdicts: pd.DataFrame) -> list[str]:
    """Only the first measure found the same stands for its series; the others are shown beside it."""
    same = verdicts[(verdicts["verdict"] == "same") & (verdicts["geography"] == "eskilstuna")]
    first = dict(zip(reversed(list(same["series"])), reversed(list(same["measure"])), strict=True))
    return [
        "outcome" if verdict == "same" and first[name] == measure else "related"
        for name, measure, verdict in zip(rows["series"], rows["measure"], rows["verdict"], strict=True)
    ]


def _breaks(rows: pd.DataFrame, mapping: pd.DataFrame, series: pd.DataFrame) -> list[int]:
    """Return the first year of a new measurement for each row, 9999 when there is none."""
    declared = series.set_index("series")["breaks"].to_dict()
    own = mapping.groupby(["series", "measure"])["break_from"].max().to_dict()
    return [
        min([int(year) for year in (*declared[name].split(";"), own[name, measure]) if year], default=9999)
        for name, measure in zip(rows["series"], rows["measure"], strict=True)
    ]


def _why(row: dict) -> str:
    """Say in Swedish why a value becomes no row; empty when it becomes one."""
    if row["verdict"] == "broken":
        return f"måttet är brutet: {row['reason']}"
    if row["year"] >= row["breaks"]:
        return f"ny mätning från {row['breaks']}"
    if row["missing"]:
        return MISSING_WORDS[row["missing"]]
    if row["kind"] == "outcome" and row["year"] == row["base"] and row[f"{row['sex']}_plan"]:
        return "planens eget utgångsvärde står kvar"
    return ""


def _outcome(row: dict, parts: list[dict], units: dict[str, str], record: dict) -> dict[str, str]:
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
        "source_url": _address(parts, row, record["base_url"]),
        "quote": row["quote"],
    }


def source_of(parts: list[dict]) -> str:
    """Credit Kolada: as source where a figure is shown as fetched, as raw material where anything is computed."""
    titles = " och ".join(f"{part['title']} ({part['kpi']})" for part in parts)
    fetched = len(parts) == 1 and parts[0]["scale"] == "1"
    return f"{CREDIT if fetched else OWN_WORK}, {titles}"


def _comment(row: dict, parts: list[dict], fetched: str) -> str:
    """Tell the reader when it was fetched, how it was computed and, for a related measure, what sets it apart."""
    sentences = [f"Hämtat ur Kolada {fetched}."]
    if len(parts) > 1 or parts[0]["scale"] != "1":
        sentences.append(f"Beräknat: {formula(parts)}.")
    if row["kind"] == "related":
        beside = "Ett annat mått av samma serie är planens eget." if row["verdict"] == "same" else row["reason"]
        sentences.append(beside)
    return " ".join(sentences)


def formula(parts: list[dict]) -> str:
    """Write a measure's formula in Swedish, ``N31910 × 1 000 / N01951``."""
    scale = prod((Decimal(part["scale"]) for part in parts), start=Decimal(1)).normalize()
    above = [part["kpi"] for part in parts if part["part"] == "times"]
    if scale != 1:
        above.append(format_number(scale, decimals_of(scale)))
    text = " / ".join([" × ".join(above), *(part["kpi"] for part in parts if part["part"] == "over")])
    return f"{text}, som procent av rikets" if parts[0]["relative_to"] else text


def _address(parts: list[dict], row: dict, base_url: str) -> str:
    ids = ",".join(part["kpi"] for part in parts)
    places = {"eskilstuna": "0484", "riket": "0000"}
    where = "0484,0000" if parts[0]["relative_to"] else places[row["geography"]]
    return f"{base_url}/data/kpi/{ids}/municipality/{where}/year/{row['year']}"


def without_taken(outcomes: pd.DataFrame, handed_in: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Leave out the rows whose cell already has an outcome, and tell each one.

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
    taken = {_cell(row): row for row in reversed(handed_in.to_dict("records"))}
    double = [taken.get(_cell(row)) for row in outcomes.to_dict("records")]
    told = [_taken(row, old) for row, old in zip(outcomes.to_dict("records"), double, strict=True) if old]
    return outcomes[[old is None for old in double]].reset_index(drop=True), told


def _cell(row: dict) -> tuple[str, ...]:
    """An outcome is one per cell whatever its source; related measures are one per source."""
    return (
        *(row[name] for name in ("series", "geography", "sex", "year", "kind")),
        "" if row["kind"] == "outcome" else row["source"],
    )


def _taken(row: dict, old: dict) -> str:
    where = f"{old['file']} rad {old['line']}"
    cell = f"{row['series']} {row['geography'].capitalize()} {_SEX_WORDS[row['sex']]} {row['year']}"
    has = f"{_shown(old['value'])}" if old["value"] else f"orsaken {old['missing']}"
    kind = "ett utfall" if row["kind"] == "outcome" else "samma mått"
    return f"Hoppar över {cell}: {kind} finns redan ({has}, {where}); Kolada har {_shown(row['value'])}."


def _shown(value: str) -> str:
    try:
        return format_number(Decimal(value), decimals_of(Decimal(value)))
    except InvalidOperation:
        return value


def left_out_lines(left_out: pd.DataFrame) -> list[str]:
    """Tell what became no row, one Swedish line per measure, geography, sex and reason, with its years."""
    groups = left_out.groupby(["series", "measure", "geography", "sex", "why"], sort=False)["year"]
    return [
        f"{name} {measure} {geography.capitalize()} {_SEX_WORDS[sex]}, {', '.join(map(str, sorted(years)))}: {why}"
        for (name, measure, geography, sex, why), years in groups
    ]


def new_outcomes(root: Path, outcomes: pd.DataFrame, name: str) -> tuple[pd.DataFrame, list[str]]:
    """Leave out what other files of data/raw/outcomes already hold; the file `name` itself is to be replaced.

    Raises
    ------
    FaultsError
        If a file that is already there has faults.
    """
    raw, faults = read_all(root)
    refuse(faults)
    others = raw["outcomes"][raw["outcomes"]["file"] != f"data/raw/outcomes/{name}"]
    return without_taken(outcomes, others)


def write_outcomes(root: Path, outcomes: pd.DataFrame, name: str) -> Path:
    """Write a file of data/raw/outcomes, if all raw tables are sound together with it.

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
    FaultsError
        If anything in the tables does not hold; nothing has been written.
    """
    content = outcomes.to_csv(index=False, lineterminator="\n")
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder)
        shutil.copytree(root / "data" / "raw", trial / "data" / "raw", ignore=shutil.ignore_patterns("kolada"))
        write(trial / "data" / "raw" / "outcomes" / name, content)
        tidy(trial)
    path = root / "data" / "raw" / "outcomes" / name
    part = path.with_suffix(".part")
    write(part, content)
    part.replace(path)
    return path
