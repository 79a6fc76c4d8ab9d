"""Swedish sentences about one series, all figures computed; plain text without markup.

A row of `helpers.method.assess.assess` says what is so, these functions say it. The words of each class stand in
`helpers.text.receipts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd
from babel.lists import format_list

from helpers.model.numbers import exact, format_number, known
from helpers.text.figures import between, difference_decimals, number
from helpers.text.vocabulary import COMPARISON_WORDS, OWNERS


def quantity(series: pd.Series, value: float, denominator: float | None = None) -> str:
    """Print one figure with its unit: ``13,8 procent``, ``index 52``, ``10 av 14 nämnder och bolag (71 procent)``."""
    text, unit = number(series, value), series["unit"]
    if known(denominator):
        return f"{text} av {format_number(denominator)} {unit} ({share_text(value, denominator)})"
    if series["unit_prefix"]:
        return f"{series['unit_prefix']} {text}"
    return f"{text} {series['unit_singular'] if abs(value) == 1 else unit}"


def brief(series: pd.Series, value: float, denominator: float | None = None) -> str:
    """Print one figure with its unit where that is one word; a longer one is said once, above."""
    long = " " in series["unit"] and not known(denominator)
    return number(series, value) if long else quantity(series, value, denominator)


def share_text(value: float, denominator: float) -> str:
    """Return a part of a whole in per cent, with its word."""
    return f"{format_number(100 * exact(value) / exact(denominator))} procent"


def distance(series: pd.Series, value: float | Decimal) -> str:
    """Print the size of a difference with its unit: ``3,0 procentenheter``."""
    size = abs(value)
    unit = series["unit_difference_singular"] if size == 1 else series["unit_difference"]
    return f"{amount(series, size)} {unit}"


def amount(series: pd.Series, size: float | Decimal, *, sign: bool = False) -> str:
    """Print a difference without its unit: a Decimal with the decimals that it carries, from `between`."""
    return format_number(size, difference_decimals(series, size), sign=sign)


def difference(series: pd.Series, value: float | Decimal) -> str:
    """Print a signed difference in a series' unit, without the unit: ``+3,3``."""
    return amount(series, value, sign=True)


def apart(series: pd.Series, change: float | Decimal) -> str:
    """Print how far a figure is from another, and on which side: ``259 färre``, ``0,5 procentenheter lägre``."""
    if series["unit_counted"]:
        return f"{amount(series, abs(change))} {'fler' if change > 0 else 'färre'}"
    return f"{distance(series, change)} {'högre' if change > 0 else 'lägre'}"


def left(series: pd.Series, row: pd.Series) -> Decimal:
    """Return what is left from the judged value to the target, as the difference of the two as printed."""
    if series["aggregation"] == "count":
        return exact(row["remaining"])
    return abs(between(series, row["target"], row["value"]))


def left_word(row: pd.Series) -> str:
    """Return the verb for what is left: it remains before the target year and was missing once that has come."""
    return "återstår" if row["report_year"] < row["target_year"] else "fattades"


def baseline_measured(series: pd.Series, place: str = "") -> str:
    """Give the year that the plan's baseline seems to be of, where it is another than the printed one; else nothing."""
    years = dict(part.split("=") for part in series["baseline_measured"].split(";") if part)
    return years.get(place or series["geography"], "")


def beside_word(series: pd.Series) -> str:
    """Return whose figures stand beside the municipality's: riket, or the mean of those that took part."""
    return COMPARISON_WORDS.get(series["comparison_group"], series["beside_word"])


def compared_word(series: pd.Series) -> str:
    """Return what the plan itself compares with, whatever is shown beside; what is shown where it names nothing."""
    return COMPARISON_WORDS.get(series["comparison_group"], series["comparator_word"] or series["beside_word"])


def place_name(series: Mapping[str, Any] | pd.Series, geography: str) -> str:
    """Return the heading's name of a place that a series has figures for: the municipality or its comparator."""
    return series["place"] if geography == series["geography"] else capital(series["beside_word"])


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
    return capital(text) + ("" if text.endswith((".", "?")) else ".")


def capital(text: str) -> str:
    """Give a text its capital letter, and leave the rest: ``riket`` becomes ``Riket``."""
    return text[:1].upper() + text[1:]


def headed(series: pd.Series) -> str:
    """Name a series with its unit, once where the label says it already: ``Barn per pedagog``."""
    return series["label"] if series["unit"] in series["label"].lower() else f"{series['label']}, {series['unit']}"


def span(years: Iterable[int]) -> str:
    """Print the years from first to last: ``2004–2009``, ``2009``."""
    first, last = min(years), max(years)
    return str(first) if first == last else f"{first}–{last}"


def advantage(series: pd.Series, gap: float) -> str:
    """Say whose advantage a gap is: ``16 procentenheter till pojkarnas fördel``; above zero it is women's."""
    if gap == 0:
        return "ingen skillnad"
    side = sex_word(series, "women" if gap > 0 else "men")
    return f"{distance(series, gap)} till {OWNERS.get(side, f'{side}s')} fördel"


def from_to(series: pd.Series, before: str, after: str) -> str:
    """Print two figures with the unit once, if the label lacks it: ``90,0 → 89,0 procent``, ``index 75 → 77``."""
    if series["unit_prefix"]:
        return f"{series['unit_prefix']} {before} → {after}"
    unit = "" if series["unit"] in series["label"].lower() else f" {series['unit']}"
    return f"{before} → {after}{unit}"
