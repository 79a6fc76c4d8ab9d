"""The assessment's columns, and its flags."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from helpers.model.schemas import labels

# fmt: off
ASSESSMENT_COLUMNS = (
    "series", "sex", "year", "baseline", "target", "value", "level", "reason", "pace", "pace_ratio",
    "required_per_year", "projection", "flags", "gap_baseline", "gap", "gap_change",
)
FLAGS = tuple(labels("assessment", "flags"))  # in the order they are written
TEXT_COLUMNS = (
    "series", "sex", "level", "reason", "pace", "flags", "gap_change", "target_kind", "target_type",
    "number_level", "tolerance_rule", "relation_met", "projection_level", "projection_pace", "change_previous",
    "significant_previous", "change_baseline", "significant_baseline", "evidence", "trend", "hold_path",
    "inside_40_60", "identity", "points", "gap_how", "better_off", "better_off_baseline", "total_target_reached_by",
)
YEAR_COLUMNS = (
    "year", "report_year", "baseline_year", "target_year", "path_year", "projection_points", "previous_year",
    "evidence_n", "hold_met", "hold_years", "mean_years", "period_years", "later_year",
)
NUMBER_COLUMNS = (
    "baseline", "target", "value", "pace_ratio", "required_per_year", "projection", "gap_baseline", "gap",
    "raw_baseline", "raw_target", "raw_value", "baseline_denominator", "target_denominator",
    "denominator", "margin", "value_rounded", "remaining", "tolerance", "reference",
    "path", "path_per_year", "p", "q", "observed_per_year", "factor", "mean_sum", "projection_low",
    "projection_high", "projection_slope", "projection_p", "previous", "later_value", "evidence_tau",
    "evidence_p", "evidence_p_min", "gap_target", "planned_gap_change", "gap_tolerance", "women", "men",
    "women_baseline", "men_baseline", "women_target", "men_target", "ratio",
)
# fmt: on
COLUMNS = (
    *ASSESSMENT_COLUMNS,
    *(name for name in (*YEAR_COLUMNS, *TEXT_COLUMNS, *NUMBER_COLUMNS) if name not in ASSESSMENT_COLUMNS),
)


def rows_to_frame(
    rows: Iterable[dict], columns: Iterable[str], text: Iterable[str], years: Iterable[str]
) -> pd.DataFrame:
    """Return rows as a frame with fixed columns and types.

    Parameters
    ----------
    rows : iterable of dict
        A key that a row lacks, or has None for, is missing.
    columns, text, years : iterable of str
        All columns in order, those of text, and those of years; all others are numbers.

    Returns
    -------
    DataFrame
        One row per row. Missing is empty text, NA in years (Int64) and NaN in numbers (float, never minus zero).
    """
    rows, text, years = list(rows), set(text), set(years)
    table = {}
    for name in columns:
        values = [row.get(name) for row in rows]
        if name in years:
            table[name] = pd.array(values, dtype="Int64")
        elif name in text:
            table[name] = pd.Series(["" if value is None else value for value in values], dtype=object)
        else:
            table[name] = [float("nan") if value is None else float(value) + 0.0 for value in values]
    return pd.DataFrame(table)
