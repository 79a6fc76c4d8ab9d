"""What has changed since the previous follow-up: classes, gaps, new and revised figures.

A follow-up is compared with the one of the year before, as that one knew the figures:
`helpers.data.as_reported.load_as_reported` gives them. The sentences stand in `helpers.text.changes`.
"""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from helpers.method.assess import assess, counted
from helpers.method.gaps import Pair, gap_change
from helpers.model.numbers import exact, known
from helpers.model.records import as_records

CELL = ["series", "geography", "sex", "year"]
FIGURES = ["value", "denominator", "missing"]
ORDER = {"met": 3, "near": 2, "not_met": 1}
COLUMNS = (
    "series", "sex", "year", "previous_year", "counted", "level_before", "level", "level_change", "pace_before", "pace",
    "value_year_before", "value_before", "value_year", "value", "gap_before", "gap", "gap_change", "new", "revised",
    "riket_missing",
)  # fmt: skip
YEARS = ("value_year", "value_year_before", "riket_missing")
VALUE_COLUMNS = (
    *CELL, "what", "value_before", "denominator_before", "missing_before", "value", "denominator", "missing", "source",
    "comment", "reason",
)  # fmt: skip


def changed_values(
    observations: pd.DataFrame, year: int, before: pd.DataFrame | None = None, reasons: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the outcomes that are new or other than in the previous follow-up.

    Parameters
    ----------
    observations : DataFrame
        The tidy table of today.
    year : int
        The follow-up's year. Outcomes of later years are not seen.
    before : DataFrame, optional
        The tidy table as the previous follow-up knew it, ``load_as_reported(year - 1).observations``. Without it
        nothing counts as revised or as handed in late.
    reasons : DataFrame, optional
        From `helpers.data.as_reported.reasons_for_change`.

    Returns
    -------
    DataFrame
        One row per series, geography, sex and year, sorted so; columns `VALUE_COLUMNS`. ``what`` is ``new``,
        ``revised`` or ``withdrawn`` (the figure stood there and is gone). Values are in the series' unit, NaN with a
        code in ``missing`` or ``missing_before``; a missing outcome is no new value.
    """
    old = _outcomes(observations if before is None else before, year - 1)
    both = _outcomes(observations, year).join(old[FIGURES].add_suffix("_before"), how="outer").reset_index()
    rows = both.assign(what=[_what(row) for row in as_records(both)])
    rows = rows[rows["what"] != ""].merge(_latest_reasons(reasons, year), on=CELL, how="left")
    texts = ["missing", "missing_before", "source", "comment", "reason"]
    return rows.assign(**{name: rows[name].fillna("") for name in texts})[list(VALUE_COLUMNS)].reset_index(drop=True)


def _outcomes(observations: pd.DataFrame, year: int) -> pd.DataFrame:
    seen = observations[(observations["kind"] == "outcome") & (observations["year"] <= year)]
    return seen.set_index(CELL)[[*FIGURES, "source", "comment"]].sort_index()


def _what(row: dict) -> str:
    old, new = ((row[f"value{end}"], row[f"denominator{end}"]) for end in ("_before", ""))
    if not known(old[0]):
        return "new" if known(new[0]) else ""
    if not known(new[0]):
        return "withdrawn"
    return "" if all(a == b or not (known(a) or known(b)) for a, b in zip(old, new, strict=True)) else "revised"


def _latest_reasons(reasons: pd.DataFrame | None, year: int) -> pd.DataFrame:
    if reasons is None:
        return pd.DataFrame({name: pd.Series(dtype=int if name == "year" else str) for name in [*CELL, "reason"]})
    told = reasons[reasons["reported"] <= year].sort_values("reported")
    return told.drop_duplicates(CELL, keep="last")[[*CELL, "reason"]]


def changes(
    series: pd.DataFrame,
    observations: pd.DataFrame,
    year: int,
    before: pd.DataFrame | None = None,
    *,
    now: pd.DataFrame | None = None,
    then: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return what a follow-up changes beside the year before.

    Parameters
    ----------
    series, observations : DataFrame
        The tidy tables, see `helpers.read.Collection`.
    year : int
        The follow-up's year.
    before : DataFrame, optional
        As `changed_values`.
    now, then : DataFrame, optional
        The assessments of this follow-up and the previous one, where the caller has them already; ``then`` must be of
        ``before``.

    Returns
    -------
    DataFrame
        One row per row of the assessment, in its order; columns `COLUMNS`.

        ==========================  ===================================================================================
        previous_year               the follow-up compared with
        counted                     whether the summing up counts the row (method, section 8)
        level_change                better, worse or same; assessable when there is a class now and none before, lost
                                    when it is the other way round; empty when there is none at either time
        value_year, value           the judged outcome as handed in (a share, not its distance from 50); for means the
                                    mean so far, for gap rows nothing
        gap_before, gap             women minus men, in the indicator's own unit; only in gap rows
        gap_change                  narrowing, unchanged, widening, reversed since the previous follow-up; empty where
                                    either gap is missing, or where the assessment cannot say what became of it
        riket_missing               the year whose value was judged by its number only, since riket's was missing, where
                                    that alone has changed the class; else nothing
        new, revised                how many figures of the municipality's cell are new, and revised or withdrawn
        ==========================  ===================================================================================
    """
    before = observations if before is None else before
    now = assess(series, observations, year) if now is None else now
    then = assess(series, before, year - 1) if then is None else then
    old = {(row["series"], row["sex"]): row for row in as_records(then)}
    units = dict(zip(series["series"], series["precision"], strict=True))
    counts = set(counted(now, series)[["series", "sex"]].itertuples(index=False, name=None))
    values = changed_values(observations, year, before)
    own = values[values["geography"] == values["series"].map(series.set_index("series")["geography"])]
    tallies = own.groupby(["series", "sex"])["what"].value_counts().to_dict()
    rows = []
    for row in as_records(now):
        key = row["series"], row["sex"]
        told = {"year": year, "previous_year": year - 1, "counted": key in counts} | _tally(tallies, key)
        rows.append(told | _compared(row, old.get(key, {}), Decimal(units[row["series"]])))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict.fromkeys(YEARS, "Int64"))


def _tally(tallies: dict, key: tuple[str, str]) -> dict[str, int]:
    found = {what: tallies.get((*key, what), 0) for what in ("new", "revised", "withdrawn")}
    return {"new": found["new"], "revised": found["revised"] + found["withdrawn"]}


def _compared(row: dict, old: dict, unit: Decimal) -> dict:
    levels = old.get("level", "not_assessable"), row["level"]
    return {
        "series": row["series"],
        "sex": row["sex"],
        "level_before": levels[0],
        "level": levels[1],
        "level_change": level_change(*levels),
        "pace_before": old.get("pace", ""),
        "pace": row["pace"],
        "value_year_before": _judged(old, "year"),
        "value_before": _judged(old, "value"),
        "value_year": _judged(row, "year"),
        "value": _judged(row, "value"),
        "riket_missing": _riket_missing(old, row),
        "gap_before": old.get("gap", float("nan")),
        "gap": row["gap"],
        "gap_change": _gap_change(old, row, unit),
    }


def _riket_missing(old: dict, row: dict) -> int | None:
    """Return the year without a comparator's figure, if that alone changed the class.

    That is so where the number's own class is the same in both follow-ups.
    """
    if not old or old["number_level"] != row["number_level"] or old["level"] == row["level"]:
        return None
    lacks = [each for each in (old, row) if "comparator_missing" in each["flags"].split(";")]
    return lacks[0]["year"] if len(lacks) == 1 else None


def level_change(before: str, now: str) -> str:
    """Return how one class differs from another.

    better, worse or same; assessable or lost where one of them is no class; empty where both are none.
    """
    if before not in ORDER or now not in ORDER:
        return "" if before not in ORDER and now not in ORDER else "assessable" if now in ORDER else "lost"
    step = ORDER[now] - ORDER[before]
    return "better" if step > 0 else "worse" if step < 0 else "same"


def _judged(row: dict, name: str) -> float | int | None:
    """Return the judged year, or the figure behind it as handed in.

    None for gap rows.
    """
    if not row or row["sex"] == "gap" or not known(row["year"]):
        return None
    if name == "year":
        return row["year"]
    as_handed_in = known(row["raw_value"]) and "mean" not in row["target_type"]
    return row["raw_value"] if as_handed_in else row["value"]


def _gap_change(old: dict, row: dict, unit: Decimal) -> str:
    if row["sex"] != "gap" or row["gap_change"] == "not_assessable" or not old:
        return ""
    if not (known(old["gap"]) and known(row["gap"])):
        return ""
    pairs = [Pair(exact(each["women"]), exact(each["men"])) for each in (old, row)]
    return gap_change(*pairs, unit)


def tally(compared: pd.DataFrame) -> dict[str, int]:
    """Return the number of counted rows by change of class.

    Parameters
    ----------
    compared : DataFrame
        From `changes`.

    Returns
    -------
    dict of str to int
        ``better``, ``worse``, ``same``, ``assessable``, ``lost`` and ``none`` (no class at either time); they sum to
        the number of counted rows.
    """
    found = compared.loc[compared["counted"], "level_change"].replace("", "none").value_counts().to_dict()
    return {name: int(found.get(name, 0)) for name in ("better", "worse", "same", "assessable", "lost", "none")}


def moved(assessment: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Return the counted rows with outcomes of this year and the last.

    Parameters
    ----------
    assessment : DataFrame
        From `helpers.method.assess.assess`.
    series : DataFrame
        The tidy table of declarations.

    Returns
    -------
    DataFrame
        The rows of `helpers.method.assess.counted` with ``moved``: better, worse or unchanged since the year before
        (method, section 5: a change under the plan's last digit, or within the margin, is none).
    """
    rows = counted(assessment, series)
    both = (rows["year"] == rows["report_year"]) & (rows["previous_year"] == rows["report_year"] - 1)
    found = rows[both.fillna(False).astype(bool)].reset_index(drop=True)
    return found.assign(moved=found["change_previous"])
