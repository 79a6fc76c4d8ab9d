"""Swedish sentences about one series, all figures computed; plain text without markup.

A row of `helpers.method.assess.assess` says what is so, these functions say it. The words of each class stand in
`helpers.text.receipts`.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pandas as pd
from babel.lists import format_list

from helpers.model.numbers import decimals_of, exact, format_number, known
from helpers.text.units import COUNTED, DIFFERENCES, PREFIXED, SINGULAR


def decimals(series: pd.Series, *values: float) -> int:
    """Decide how many decimals a series' figures are shown with: the plan's, and one more where a figure has more."""
    plan = decimals_of(Decimal(series["precision"]))
    own = max((decimals_of(exact(value).normalize()) for value in values if known(value)), default=0)
    return min(max(plan, own), plan + 1)


def number(series: pd.Series, value: float) -> str:
    """Print one figure of a series without its unit."""
    return format_number(value, decimals(series, value))


def quantity(series: pd.Series, value: float, denominator: float | None = None) -> str:
    """Print one figure with its unit: ``13,8 procent``, ``index 52``, ``10 av 14 nämnder och bolag (71 procent)``."""
    text, unit = number(series, value), series["unit"]
    if known(denominator):
        return f"{text} av {format_number(denominator)} {unit} ({share_text(value, denominator)})"
    if unit in PREFIXED:
        return f"{PREFIXED[unit]} {text}"
    return f"{text} {SINGULAR.get(unit, unit) if abs(value) == 1 else unit}"


def share_text(value: float, denominator: float) -> str:
    """Return a part of a whole in per cent, with its word."""
    return f"{format_number(100 * exact(value) / exact(denominator))} procent"


def distance(series: pd.Series, value: float) -> str:
    """Print the size of a difference with its unit: ``3,0 procentenheter``."""
    size = abs(exact(value))
    unit = DIFFERENCES.get(series["unit"], series["unit"])
    return f"{number(series, float(size))} {SINGULAR.get(unit, unit) if size == 1 else unit}"


def difference(series: pd.Series, value: float) -> str:
    """Print a signed difference in a series' unit, without the unit: ``+3,3``."""
    return format_number(value, decimals(series, value), sign=True)


def apart(series: pd.Series, change: float) -> str:
    """Print how far a figure is from another, and on which side: ``259 färre``, ``0,5 procentenheter lägre``."""
    if series["unit"] in COUNTED:
        return f"{number(series, abs(change))} {'fler' if change > 0 else 'färre'}"
    return f"{distance(series, change)} {'högre' if change > 0 else 'lägre'}"


def baseline_measured(series: pd.Series, place: str = "eskilstuna") -> str:
    """Give the year that the plan's baseline seems to be of, where it is another than the printed one; else nothing."""
    years = dict(part.split("=") for part in series["baseline_measured"].split(";") if part)
    return years.get(place, "")


def sex_word(series: pd.Series, sex: str) -> str:
    """Name a sex as the plan does: kvinnor or flickor, män or pojkar, totalt."""
    return {"women": series["women_word"] or "kvinnor", "men": series["men_word"] or "män", "total": "totalt"}[sex]


def listed(parts: Iterable[str]) -> str:
    """Join words as Swedish does: a, b och c."""
    return format_list(list(parts), locale="sv")


def spelled(count: int) -> str:
    """Spell a number up to twelve, as running Swedish text does; neuter, for *mål*."""
    words = ["noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"]
    return words[count] if count < len(words) else format_number(count)


def sentence(text: str) -> str:
    """Give a text its capital letter and full stop."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")


def headed(series: pd.Series) -> str:
    """Name a series with its unit, once where the label says it already: ``Barn per pedagog``."""
    return series["label"] if series["unit"] in series["label"].lower() else f"{series['label']}, {series['unit']}"


def span(years: Iterable[int]) -> str:
    """Print the years from first to last: ``2014–2019``, ``2019``."""
    first, last = min(years), max(years)
    return str(first) if first == last else f"{first}–{last}"
