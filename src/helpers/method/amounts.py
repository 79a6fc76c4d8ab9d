"""Points turned into persons, tonnes or households (method, section on amounts).

Where a measure's base is known.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import pandas as pd

from helpers.model.numbers import decimals_of, exact


class Amount(NamedTuple):
    """A difference as an amount.

    Attributes
    ----------
    points : Decimal
        The difference, as printed.
    people, per : Decimal
        How many the base holds, and how many of them one point is one thing of: 100 for per cent, 1000 for per mille.
    amount : Decimal
        ``points * people / per``, unrounded.
    step, rounded : Decimal
        The power of ten that the amount is rounded to, at least what the last printed digit of ``points`` is worth, and
        the amount so rounded: it claims no more than the figures hold.
    thing, base, source_url : str
        What is counted, who the base is, and where its number stands.
    year : int
    """

    points: Decimal
    people: Decimal
    per: Decimal
    amount: Decimal
    step: Decimal
    rounded: Decimal
    thing: str
    base: str
    source_url: str
    year: int


def amount_of(points: Decimal, persons: pd.DataFrame, series: str, sex: str, year: int) -> Amount | None:
    """Return a difference in points as an amount.

    Parameters
    ----------
    points : Decimal
        The size of the difference as printed: its decimals say how much it holds.
    persons : DataFrame
        From `helpers.read.persons`.
    series, sex : str
    year : int
        The year of the figure: the base is that year's.

    Returns
    -------
    Amount or None
        None where the base is not known, or the amount is less than half of what it can be rounded to.
    """
    here = persons[(persons["series"] == series) & (persons["sex"] == sex) & (persons["year"] == year)]
    if here.empty:
        return None
    row = here.iloc[0]
    people, per = exact(row["people"]), exact(row["per"])
    step = _power_of_ten(Decimal(1).scaleb(-decimals_of(points)) * people / per)
    amount = abs(points) * people / per
    rounded = (amount / step).quantize(Decimal(1), rounding="ROUND_HALF_UP") * step
    if not rounded:
        return None
    return Amount(
        abs(points), people, per, amount, step, rounded, row["thing"], row["base"], row["source_url"], int(year)
    )


def _power_of_ten(worth: Decimal) -> Decimal:
    """Return the smallest power of ten that covers one last digit's worth.

    From one up.
    """
    step = Decimal(1)
    while step < worth:
        step *= 10
    return step
