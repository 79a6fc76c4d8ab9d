"""Robustness: classes under other choices of method (method, section 8)."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from helpers.method.assess import counted
from helpers.method.columns import rows_to_frame
from helpers.method.pace import pace_class
from helpers.method.plan import METHOD, Options, Plan, prepare
from helpers.method.rows import Seen, assess_rows, seen_lines


def compound_ratio(row: dict) -> float | None:
    """Return the pace ratio under compound growth, or None where undefined.

    Yearly growth so far over yearly growth needed.
    """
    values = [row.get(name) for name in ("baseline", "target", "value")]
    if any(value is None or value <= 0 for value in values) or row["baseline"] == row["target"]:
        return None
    baseline, target, value = map(float, values)
    so_far = (value / baseline) ** (1 / (row["year"] - row["baseline_year"])) - 1
    return so_far / ((target / baseline) ** (1 / (row["target_year"] - row["baseline_year"])) - 1)


def _compound_pace(row: dict) -> str:
    """Return the pace under compound growth; empty where that is undefined."""
    ratio = compound_ratio(row)
    if ratio is None:
        return ""
    return "met" if row["pace"] == "met" else pace_class(Decimal(str(round(ratio, 12))))


def _near(times: Decimal) -> Options:
    """Return the method with both tolerances of "near" so many times as wide."""
    return METHOD._replace(near_change=times * METHOD.near_change, near_hold=times * METHOD.near_hold)


VARIANTS = {
    "cagr": ("pace", METHOD),
    "near_half": ("level", _near(Decimal("0.5"))),
    "near_double": ("level", _near(Decimal(2))),
    "no_rounding": ("level", METHOD._replace(rounding=False)),
    "two_point_slope": ("projection_level", METHOD._replace(two_point_slope=True)),
    "no_relation": ("level", METHOD._replace(relation=False)),
}


def _class_of(seen: Seen, row: dict, concerns: str, options: Options) -> str:
    """Return a line's class under other choices; empty where there is none."""
    if concerns == "level":
        return seen.level(options)
    return seen.projected_level(options) if concerns == "projection_level" else _compound_pace(row)


def _variant(name: str, own: list[tuple[Seen, dict]]) -> dict:
    """Return one variant's classes beside the method's own."""
    concerns, options = VARIANTS[name]
    classed = [(seen, row) for seen, row in own if row.get(concerns, "") not in ("", "not_assessable")]
    if concerns == "pace":
        classed = [(seen, row) for seen, row in classed if "pace_ratio" in row]
    others = [(row, _class_of(seen, row, concerns, options)) for seen, row in classed]
    defined = [(row, other) for row, other in others if other]
    changed = [row for row, other in defined if other != row[concerns]]
    return {
        "variant": name,
        "concerns": concerns,
        "comparable": len(defined),
        "changed": len(changed),
        "share": len(changed) / len(defined) if defined else None,
        "undefined": len(classed) - len(defined),
        "series": ";".join(dict.fromkeys(row["series"] for row in changed)),
    }


def _counted_lines(plan: Plan, series: pd.DataFrame, year: int) -> list[Seen]:
    """Return the lines that the summing up counts."""
    lines = [seen for declared in plan.declarations for seen in seen_lines(plan, declared, year).values()]
    keys = pd.DataFrame([(seen.line.declared.series, seen.line.sex) for seen in lines], columns=["series", "sex"])
    keep = set(counted(keys, series)[["series", "sex"]].itertuples(index=False, name=None))
    return [seen for seen in lines if (seen.line.declared.series, seen.line.sex) in keep]


def robustness(series: pd.DataFrame, observations: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return how many classes would change under each other choice of method.

    Parameters
    ----------
    series, observations : DataFrame
        The tidy tables.
    year : int
        The report's year.

    Returns
    -------
    DataFrame
        One row per variant over the rows that the summing up counts: ``variant`` (a key of `VARIANTS`), ``concerns``
        (the column compared: level, pace or projection_level), ``comparable`` (classes that both ways give),
        ``changed``, ``share`` (0-1, NaN when nothing is comparable), ``undefined`` (classes that the variant cannot
        give) and ``series`` (the changed ones, ``;``-joined).
        near_half and near_double halve and double the tolerance of the planned change, and that of the target with it.
    """
    own = [(seen, seen.row()) for seen in _counted_lines(prepare(series, observations), series, year)]
    columns = ("variant", "concerns", "comparable", "changed", "share", "undefined", "series")
    rows = [_variant(name, own) for name in VARIANTS]
    return rows_to_frame(rows, columns, ("variant", "concerns", "series"), ("comparable", "changed", "undefined"))


BACKTEST_COLUMNS = (
    *("series", "sex", "as_of", "projection", "projection_low", "projection_high", "projection_points"),
    *("projection_level", "projection_pace", "actual", "actual_level", "error", "inside", "hit"),
)


def _verdict(as_of: int, past: dict, actual: dict) -> dict:
    """Return one earlier projection beside the target year's outcome."""
    low, high = past.get("projection_low"), past.get("projection_high")
    level = past.get("projection_level", "")
    copied = {name: past.get(name) for name in BACKTEST_COLUMNS if name in past}
    return copied | {
        "as_of": as_of,
        "actual": actual["value"],
        "actual_level": actual["number_level"],
        "error": past["projection"] - actual["value"],
        "inside": "" if low is None else "yes" if low <= actual["value"] <= high else "no",
        "hit": "" if not level else "yes" if level == actual["number_level"] else "no",
    }


def backtest(series: pd.DataFrame, observations: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return earlier years' projections beside target years' known outcomes.

    Parameters
    ----------
    series, observations : DataFrame
        The tidy tables.
    year : int
        The report's year.

    Returns
    -------
    DataFrame
        One row per series, sex and earlier year (``as_of``) that gives a projection, for lines with an outcome in
        their target year: `BACKTEST_COLUMNS`. ``error`` is projection minus outcome in the terms that are judged,
        ``inside`` whether the outcome fell within the range, ``hit`` whether the projected class came true (both
        empty for projections from two points). ``actual_level`` is the number's class: a projection knows no riket.
    """
    plan = prepare(series, observations)
    known = {
        (row["series"], row["sex"]): row
        for row in assess_rows(plan, year)
        if row.get("number_level") and row["year"] == row["target_year"]
    }
    slugs = {slug for slug, _sex in known}
    kept = plan._replace(declarations=tuple(declared for declared in plan.declarations if declared.series in slugs))
    first = min((declared.baseline_year + 1 for declared in kept.declarations), default=year)
    rows = [
        _verdict(as_of, row, known[row["series"], row["sex"]])
        for as_of in range(first, year)
        for row in assess_rows(kept, as_of)
        if row.get("projection") is not None and (row["series"], row["sex"]) in known
    ]
    text = ("series", "sex", "projection_level", "projection_pace", "actual_level", "inside", "hit")
    return rows_to_frame(rows, BACKTEST_COLUMNS, text, ("as_of", "projection_points"))


def reclassified(series: pd.DataFrame, observations: pd.DataFrame, year: int, options: Options) -> pd.DataFrame:
    """Return the level of every counted line under other choices.

    Parameters
    ----------
    series, observations : DataFrame
        The tidy tables.
    year : int
        The report's year.
    options : Options
        The choices; what they do not name is as in `METHOD`.

    Returns
    -------
    DataFrame
        One row per line that the summing up counts and that can be judged: ``series``, ``sex``, ``level`` (the
        method's own class), ``level_then`` (under ``options``) and ``changed``.
    """
    lines = _counted_lines(prepare(series, observations), series, year)
    rows = [(seen.line.declared.series, seen.line.sex, seen.level(), seen.level(options)) for seen in lines]
    frame = pd.DataFrame(rows, columns=["series", "sex", "level", "level_then"])
    judged = frame[frame["level"] != "not_assessable"].reset_index(drop=True)
    return judged.assign(changed=judged["level"] != judged["level_then"])
