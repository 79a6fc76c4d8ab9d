"""Exact decimal arithmetic, and numbers in Swedish style."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import pandas as pd
from babel import Locale
from babel.numbers import format_decimal

NBSP = "\u00a0"
MINUS = "\u2212"
SPACES = f" {NBSP}\u202f\u2009"
MISSING = ".."
_NUMBER = re.compile(rf"(?P<sign>[-{MINUS}]?)(?P<whole>\d{{1,3}}(?:[{SPACES}]\d{{3}})+|\d+)(?:,(?P<part>\d+))?")


def parse_number(text: str) -> Decimal:
    """Return one number written in Swedish style, with or without a percent sign.

    Parameters
    ----------
    text : str
        For example ``5 180 000``, ``90,1 %``, ``96,6%`` or ``-124``. Thousands may be grouped by any kind of
        space, the decimal mark is a comma; a decimal point is refused because ``1.234`` has two readings.

    Returns
    -------
    Decimal
        The number with the decimals that were printed; ``25,0`` keeps its zero and ``78 %`` is 78.

    Raises
    ------
    ValueError
        If the text is not exactly one number.

    Examples
    --------
    >>> parse_number("5 180 000")
    Decimal('5180000')
    >>> parse_number("25,0 %")
    Decimal('25.0')
    """
    match = _NUMBER.fullmatch(text.strip(SPACES).removesuffix("%").strip(SPACES))
    if match is None:
        raise ValueError(f"{text!r} är inte ett tal i svensk form, till exempel 5 180 000 eller 90,1 %")
    whole = re.sub(rf"[{SPACES}]", "", match["whole"])
    return Decimal(("-" if match["sign"] else "") + whole + (f".{match['part']}" if match["part"] else ""))


def decimals_of(value: Decimal) -> int:
    """Return the number of decimals: 0 for 78, 1 for 25.0."""
    return max(0, -int(value.as_tuple().exponent))


def exact(value: float | int | Decimal | str) -> Decimal:
    """Return a number as Decimal, as it is printed: 0.1 becomes Decimal('0.1')."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def number_or_none(cell: object) -> Decimal | None:
    """Return a table cell as Decimal, or None when it is empty."""
    return None if cell is None or cell == "" or cell != cell else exact(cell)


def round_half_up(value: float | int | Decimal, unit: Decimal | str = "1") -> Decimal:
    """Return a number rounded to a decimal unit, halves away from zero.

    Parameters
    ----------
    value : number
    unit : Decimal or str
        The last digit kept: ``"1"``, ``"0.1"``.

    Examples
    --------
    >>> round_half_up(0.25, "0.1"), round_half_up(2.5)
    (Decimal('0.3'), Decimal('3'))
    """
    return exact(value).quantize(Decimal(unit), rounding=ROUND_HALF_UP)


@cache
def _locale() -> Locale:
    return Locale("sv")


def format_number(value: float | int | Decimal | None, decimals: int = 0, *, sign: bool = False) -> str:
    """Return a number in Swedish style.

    Parameters
    ----------
    value : number or None
        None and NaN are printed as ``..``, the sign of a missing value in Swedish statistics.
    decimals : int
        How many decimals are shown; rounding is half-up in decimal arithmetic.
    sign : bool
        Whether a plus sign is shown before positive numbers.

    Returns
    -------
    str
        With decimal comma, no-break thousands space and the minus sign U+2212; never ``-0``.

    Examples
    --------
    >>> format_number(-1.25, 1)
    '−1,3'
    """
    if value is None or value != value:
        return MISSING
    rounded = round_half_up(value, Decimal(1).scaleb(-decimals))
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    text = format_decimal(abs(rounded), pattern, locale=_locale(), decimal_quantization=False)
    text = text.replace("\u202f", NBSP)
    if rounded < 0:
        return MINUS + text
    return "+" + text if sign and rounded > 0 else text


def known(value: object) -> bool:
    """Return whether a cell holds a figure: not None, NaN or NA."""
    return value is not None and not pd.isna(value)


def minus(one: float, other: float) -> float:
    """Return an exact difference: 16.6 - 14.7 is 1.9, not 1.9000000000000021."""
    return float(exact(one) - exact(other))


def in_percent(share: Decimal) -> str:
    """Return a share in percent with the decimals that it has.

    >>> in_percent(Decimal("0.10")), in_percent(Decimal("0.025"))
    ('10', '2,5')
    """
    percent = (100 * share).normalize()
    return format_number(percent, decimals_of(percent))
