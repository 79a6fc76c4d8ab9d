"""How a judged figure's measure is known to be the plan's own."""

from __future__ import annotations

import pandas as pd

from helpers.text.vocabulary import IDENTITY_WORDS


def identity_told(series: pd.Series, observations: pd.DataFrame, row: pd.Series) -> list[str]:
    """Return how the measure behind a class is known to be the plan's.

    Parameters
    ----------
    series : Series
        One row of the series table.
    observations : DataFrame
        The series' figures, with ``identity`` and ``identity_reason``.
    row : Series
        One row of the assessment; ``identity`` is that of the judged figure.

    Returns
    -------
    list of str
        One sentence: proved, reasoned or not the same, and what the comparison with the plan's baseline gave. Empty
        where the measure has not been compared.
    """
    if not row["identity"]:
        return []
    tested = observations[
        (observations["geography"] == series["geography"])
        & (observations["sex"] == row["sex"])
        & (observations["kind"] == "outcome")
        & (observations["year"] == row["year"])
        & (observations["identity"] == row["identity"])
    ]
    return [
        f"Samma mått som planens: {IDENTITY_WORDS[row['identity']]}. {why}" for why in tested["identity_reason"][:1]
    ]
