"""Where each measure stands: final class in the target year, pace before."""

from __future__ import annotations

import pandas as pd

from helpers.model.records import as_records

FINAL = ("met", "near", "not_met", "not_assessable")
MIDTERM = ("already", "on_track", "behind", "not_yet", "not_assessable")
FOUNDATIONS = {
    "older_outcome": "older",
    "close_definition": "close",
    "derived_value": "derived",
}


def is_final(lines: pd.DataFrame) -> bool:
    """Return whether every line's target year has come.

    Before it no verdict is final. ``lines`` are rows of an assessment.
    """
    return bool((lines["report_year"] >= lines["target_year"]).all())


def with_standing(lines: pd.DataFrame) -> pd.DataFrame:
    """Add where each counted line stands and what its class rests on.

    Parameters
    ----------
    lines : DataFrame
        From `helpers.method.assess.counted`.

    Returns
    -------
    DataFrame
        As ``lines``, with ``standing`` (one of `FINAL` when the target year has come, one of `MIDTERM` before it:
        ``behind`` takes in far behind and the wrong way, ``not_yet`` is a target without a path that is not met) and
        the booleans ``older``, ``close``, ``derived`` and ``exact`` (judged, and none of the three).
    """
    flags = lines["flags"].str.split(";")
    judged = lines["level"] != "not_assessable"
    found = {name: judged & flags.map(lambda own, flag=flag: flag in own) for flag, name in FOUNDATIONS.items()}
    exact = judged & ~(found["older"] | found["close"] | found["derived"])
    stands = [standing(row) for row in as_records(lines)]
    return lines.assign(standing=stands, exact=exact, **found)


def standing(row: dict | pd.Series) -> str:
    """Return where one row stands: a code of `FINAL` or `MIDTERM`."""
    if row["level"] == "not_assessable" or row["report_year"] >= row["target_year"]:
        return row["level"]
    if row["level"] == "met":
        return "already"
    return {"on_track": "on_track", "": "not_yet"}.get(row["pace"], "behind")


def time_gone(lines: pd.DataFrame) -> float:
    """Return the share of the plan's time that has gone, for most lines.

    From the baseline year to the target year, as of the report's year; at most 1.
    """
    spans = lines[["report_year", "baseline_year", "target_year"]].value_counts()
    report, start, end = map(int, spans.index[0])
    return min((report - start) / (end - start), 1.0)
