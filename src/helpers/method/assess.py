"""Judge every series as of a report year: the assessment."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from helpers.method.columns import COLUMNS, TEXT_COLUMNS, YEAR_COLUMNS, rows_to_frame
from helpers.method.plan import prepare
from helpers.method.rows import assess_rows
from helpers.model.codes import SEXES


def assess(series: pd.DataFrame, observations: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return every series judged as of a report year: the assessment.

    Parameters
    ----------
    series : DataFrame
        The tidy table of declarations, one row per series.
    observations : DataFrame
        The tidy table of figures, one row per series, geography, sex, year, kind and source. A missing figure is a
        row with NaN in ``value`` and its reason in ``missing``. Rows later than ``year`` are not seen.
    year : int
        The report's year.

    Returns
    -------
    DataFrame
        One row per series and sex for the municipality, in the order of ``series``: women, men, total as far as the
        series has any row for them, then a row with sex ``gap`` where both sexes have a figure of the same kind
        (never for distributions, whose two shares are one figure). First `ASSESSMENT_COLUMNS`, then the rest of
        `COLUMNS`. ``baseline``, ``target`` and ``value`` stand in the terms that are judged: distance from 50 for
        balance, mean so far for means, count out of the value's own n for counts, size of the gap for gap rows; the
        figures as printed stand in ``raw_baseline``, ``raw_target`` and ``raw_value``. Numbers are in the
        indicator's own unit; NaN, empty text and NA mean that there is nothing to say.

    Raises
    ------
    KeyError
        If a column of the tidy contract is missing.
    ValueError
        If a declaration holds a word that the method does not know.
    """
    rows = assess_rows(prepare(series, observations), year)
    return rows_to_frame(rows, COLUMNS, TEXT_COLUMNS, YEAR_COLUMNS)


def counted(assessment: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that the summing up counts, each line once.

    The rule: docs/metod.md, section 8.

    Parameters
    ----------
    assessment : DataFrame
        From `assess`.
    series : DataFrame
        The tidy table of declarations.

    Returns
    -------
    DataFrame
        The total row of each series that declares one; for series printed without a total every sex's own row; for
        distributions (both shares are one line of the plan) women's row, or men's where only theirs is printed. All
        columns of ``assessment`` and ``indicator``, ``area`` and ``scope`` (ort or organisation).
    """
    declared = series.set_index("series")
    sexes = {slug: set(text.split(";")) for slug, text in declared["sexes"].items()}
    spread = set(declared.index[declared["distribution"].astype(bool)])
    present = defaultdict(set)
    for slug, sex in zip(assessment["series"], assessment["sex"], strict=True):
        present[slug].add(sex)

    def counts(slug: str, sex: str) -> bool:
        """Return whether a sex's row of a series is counted."""
        if slug in spread:
            return sex == next((first for first in SEXES if first in present[slug]), None)
        return sex == "total" if "total" in sexes[slug] else sex in ("women", "men")

    keep = [counts(slug, sex) for slug, sex in zip(assessment["series"], assessment["sex"], strict=True)]
    rows = assessment.loc[keep].reset_index(drop=True)
    return rows.assign(
        indicator=rows["series"].map(declared["indicator"]),
        area=rows["series"].map(declared["area"]),
        scope=rows["series"].map(declared["level"]),
    )
