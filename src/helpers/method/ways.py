"""How far each judged measure has come, on shared scales."""

from __future__ import annotations

import pandas as pd

from helpers.model.numbers import known
from helpers.model.records import as_records


def ways(lines: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Return every judged line's place on one of two shared scales.

    Parameters
    ----------
    lines : DataFrame
        From `helpers.method.assess.counted`; lines without a class are left out.
    series : DataFrame
        The tidy table of declarations.

    Returns
    -------
    DataFrame
        One row per judged line, farthest gone first within its scale: all columns of ``lines`` and

        =========  ===================================================================================================
        scale      ``way``: change targets, where 0 is the baseline and 1 the target; ``target``: level and hold
                   targets, where 1 is the target; ``none``: a target of zero or below, which gives no share
        share      where the outcome stands on its scale; NaN on ``none``
        near_from  where the zone that is called near begins (over 1 where lower is better on the scale ``target``)
        expected   the share of the time gone when the outcome was measured; NaN except on ``way``
        projected  where three points or more point in the target year; NaN where there are fewer
        =========  ===================================================================================================
    """
    better = series.set_index("series")["better"]
    judged = lines[lines["level"] != "not_assessable"]
    placed = [_placed(row, better[row["series"]]) for row in as_records(judged)]
    columns = ["scale", "share", "near_from", "expected", "projected"]
    rows = judged.assign(**{name: [place[name] for place in placed] for name in columns})
    return rows.sort_values(["share", "series"], ascending=[False, True], ignore_index=True)


def _placed(row: dict, better: str) -> dict:
    nothing = dict.fromkeys(("share", "near_from", "expected", "projected"), float("nan"))
    if known(row["p"]):
        planned = abs(row["target"] - row["baseline"])
        return {
            "scale": "way",
            "share": row["p"],
            "near_from": 1 - row["tolerance"] / planned,
            "expected": row["q"],
            "projected": row["projection_p"],
        }
    if not row["target"] > 0:
        return {"scale": "none", **nothing}
    side = -1 if better == "lower" else 1
    projectable = known(row["projection_points"]) and row["projection_points"] > 2
    return nothing | {
        "scale": "target",
        "share": row["value"] / row["target"],
        "near_from": 1 - side * row["tolerance"] / row["target"],
        "projected": row["projection"] / row["target"] if projectable else float("nan"),
    }
