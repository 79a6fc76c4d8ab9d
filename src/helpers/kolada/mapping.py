"""The mapping: which key figures belong to which series."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from helpers.data.checks import unknown_series
from helpers.model.codes import SEXES
from helpers.model.issues import Issue, refuse
from helpers.model.records import as_records
from helpers.storage.about import about

MAP = "data/raw/kolada/kpi_map.csv"
CREDIT = "Källa: Kolada"
OWN_WORK = "Egen bearbetning av data från Kolada"
_ALLOWED = {
    "part": ("times", "over"),
    "total_is": SEXES,
    "use": ("compare", "related", "broken"),
    "match": ("exact", "close"),
    "catalogue": ("current", "ended", "removed", "unseen"),
}
_PATTERNS = {
    "kpi": (r"[NU]\d{5}", "ska vara N eller U och fem siffror"),
    "measure": (r"\w+", "ska vara ett namn utan mellanslag, nyckeltalets id eller ett eget"),
    "title": (r".*\S.*", "får inte vara tomt"),
    "scale": (r"(?=.*[1-9])\d+(\.\d+)?", "ska vara ett tal större än noll med punkt som decimaltecken"),
    "break_from": (r"(20\d\d)?", "ska vara ett årtal eller tomt"),
}
NOT_ASKED = ("removed", "unseen")  # gone, or with a title that nobody has checked in the catalogue
_OF_MEASURE = ["relative_to", "total_is", "use", "reason", "match"]
MAP_COLUMNS = ["series", "measure", "part", "kpi", "title", "scale", *_OF_MEASURE, "break_from", "catalogue"]


def read_map(root: Path, known: set[str]) -> pd.DataFrame:
    """Return the mapping of key figures to the plan's series.

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
        described in data/README.md.

    Raises
    ------
    IssuesError
        With every unknown series, malformed cell and contradiction in the file, in Swedish.
    """
    if not (root / MAP).is_file():
        refuse([Issue(MAP, None, "", "", f"filen saknas; ange kolumnerna {', '.join(MAP_COLUMNS)}")])
    try:
        text = (root / MAP).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        refuse([Issue(MAP, None, "", "", "filen ska vara kodad i UTF-8")])
    reader = csv.DictReader(io.StringIO(text, newline=""))
    refuse(Issue(MAP, 1, c, "", "kolumnen saknas") for c in MAP_COLUMNS if c not in (reader.fieldnames or []))
    mapping = pd.DataFrame([{**row, "line": reader.line_num} for row in reader], columns=[*MAP_COLUMNS, "line"])
    mapping = mapping.fillna("")
    places = ("", *(one.code for one in about(root).comparators))
    issues = [issue for row in as_records(mapping) for issue in _map_issues(row, known, places)]
    refuse(issues + _contradictions(mapping))
    return mapping


def _map_issues(row: dict, known: set[str], places: tuple[str, ...]) -> Iterator[Issue]:
    def issue(column: str, allowed: str) -> Issue:
        return Issue(MAP, row["line"], column, row[column], allowed)

    if row["series"] not in known:
        yield issue("series", unknown_series(row["series"], known))
    for column, allowed in {"relative_to": places, **_ALLOWED}.items():
        if row[column] not in allowed:
            yield issue(column, f"tillåtet är {', '.join(value or 'tomt' for value in allowed)}")
    for column, (pattern, allowed) in _PATTERNS.items():
        if not re.fullmatch(pattern, row[column]):
            yield issue(column, allowed)
    if row["use"] != "compare" and not row["reason"]:
        yield issue("reason", "ett mått som inte ska jämföras behöver ett skäl på svenska")
    if row["catalogue"] == "removed" and row["use"] != "broken":
        yield issue("use", "ett borttaget nyckeltal kan bara vara broken")
    if row["catalogue"] == "unseen" and row["use"] == "compare":
        yield issue("use", "ett nyckeltal som inte setts i katalogen kan bara vara related eller broken")


def _contradictions(mapping: pd.DataFrame) -> list[Issue]:
    """Return the issues where a row contradicts an earlier one.

    About the same key figure or the same measure.
    """
    issues, titles, measures, seen = [], {}, {}, set()
    for row in as_records(mapping):
        key = (row["series"], row["measure"])
        if titles.setdefault(row["kpi"], row["title"]) != row["title"]:
            issues.append(Issue(MAP, row["line"], "title", row["title"], f"{row['kpi']} har en annan titel tidigare"))
        if (*key, row["kpi"]) in seen:
            issues.append(Issue(MAP, row["line"], "kpi", row["kpi"], "nyckeltalet står redan i samma mått"))
        first = measures.setdefault(key, row)
        issues += [
            Issue(MAP, row["line"], column, row[column], f"ska vara som på rad {first['line']}: samma mått")
            for column in _OF_MEASURE
            if row[column] != first[column]
        ]
        seen.add((*key, row["kpi"]))
    return issues
