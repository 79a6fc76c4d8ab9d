"""Swedish words and figures of one series, as plain text.

A row of `helpers.method.assess.assess` says what is so; these functions say it in words. The words of each class stand
in `helpers.text.vocabulary`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd
from babel.lists import format_list

from helpers.model.numbers import exact, format_number, known, round_half_up
from helpers.text.figures import between, difference_decimals, number, shown
from helpers.text.vocabulary import COMPARISON_WORDS, OWNERS


def quantity(series: pd.Series, value: float, denominator: float | None = None) -> str:
    """Return one figure with its unit.

    ``13,8 procent``, ``index 52``, ``10 av 14 nämnder och bolag (71 procent)``.
    """
    text, unit = number(series, value), series["unit"]
    if known(denominator):
        return f"{text} av {format_number(denominator)} {unit} ({share_text(value, denominator)})"
    if series["unit_prefix"]:
        return f"{series['unit_prefix']} {text}"
    return f"{text} {series['unit_singular'] if abs(value) == 1 else unit}"


def brief(series: pd.Series, value: float, denominator: float | None = None) -> str:
    """Return one figure with its unit if that is one word.

    A longer unit is said once, above.
    """
    long = " " in series["unit"] and not known(denominator)
    return number(series, value) if long else quantity(series, value, denominator)


def quantity_before(series: pd.Series, value: float) -> str:
    """Return the first of two figures: with its prefix, without its unit."""
    return quantity(series, value) if series["unit_prefix"] else number(series, value)


def quantity_after(series: pd.Series, value: float) -> str:
    """Return the second of two figures: with its unit, without its prefix."""
    return number(series, value) if series["unit_prefix"] else quantity(series, value)


def share_text(value: float, denominator: float) -> str:
    """Return a part of a whole in per cent, with its word."""
    return f"{format_number(100 * exact(value) / exact(denominator))} procent"


def distance(series: pd.Series, value: float | Decimal) -> str:
    """Return the size of a difference with its unit: ``3,0 procentenheter``."""
    size = abs(value)
    unit = series["unit_difference_singular"] if size == 1 else series["unit_difference"]
    return f"{amount(series, size)} {unit}"


def brief_distance(series: pd.Series, value: float | Decimal) -> str:
    """Return the size of a difference with its unit if that is one word, as `brief`."""
    return amount(series, abs(value)) if " " in series["unit"] else distance(series, value)


def amount(series: pd.Series, size: float | Decimal, *, sign: bool = False) -> str:
    """Return a difference without its unit.

    A Decimal from `between` keeps the decimals that it carries.
    """
    return format_number(size, difference_decimals(series, size), sign=sign)


def difference(series: pd.Series, value: float | Decimal) -> str:
    """Return a signed difference without its unit: ``+3,3``."""
    return amount(series, value, sign=True)


def apart(series: pd.Series, change: float | Decimal) -> str:
    """Return how far a figure is from another, and on which side.

    ``259 färre``, ``0,5 procentenheter lägre``.
    """
    if series["unit_counted"]:
        return f"{amount(series, abs(change))} {'fler' if change > 0 else 'färre'}"
    return f"{distance(series, change)} {'högre' if change > 0 else 'lägre'}"


def left(series: pd.Series, row: pd.Series) -> Decimal:
    """Return what is left from the judged value to the target.

    As the difference of the two as printed.
    """
    if series["aggregation"] == "count":
        return shown(series, row["remaining"])
    return abs(between(series, row["target"], row["value"]))


def left_word(row: pd.Series) -> str:
    """Return the verb for what is left: återstår, or fattades in the end."""
    return "återstår" if row["report_year"] < row["target_year"] else "fattades"


def baseline_measured(series: pd.Series, place: str = "") -> str:
    """Return the year that a baseline is probably of.

    Empty where the printed year is right.
    """
    years = dict(part.split("=") for part in series["baseline_measured"].split(";") if part)
    return years.get(place or series["geography"], "")


def beside_word(series: pd.Series) -> str:
    """Return whose figures stand beside the municipality's.

    The comparator, or the mean of those that took part.
    """
    return COMPARISON_WORDS.get(series["comparison_group"], series["beside_word"])


def compared_word(series: pd.Series) -> str:
    """Return what the plan itself compares with.

    What is shown beside where the plan names nothing.
    """
    return COMPARISON_WORDS.get(series["comparison_group"], series["comparator_word"] or series["beside_word"])


def place_name(series: Mapping[str, Any] | pd.Series, geography: str) -> str:
    """Return a place's name for a heading: the municipality or its comparator."""
    return series["place"] if geography == series["geography"] else capital(series["beside_word"])


def sex_word(series: pd.Series, sex: str) -> str:
    """Return the plan's word for a sex: kvinnor or flickor, män or pojkar.

    ``totalt`` for all.
    """
    return {"women": series["women_word"] or "kvinnor", "men": series["men_word"] or "män", "total": "totalt"}[sex]


def listed(parts: Iterable[str]) -> str:
    """Return words joined as Swedish does: a, b och c."""
    return format_list(list(parts), locale="sv")


def spelled(count: int) -> str:
    """Return a number in words up to twelve; neuter, for *mål*."""
    words = ["noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"]
    return words[count] if count < len(words) else format_number(count)


def sentence(text: str) -> str:
    """Return a text with its capital letter and full stop."""
    text = text.strip()
    return capital(text) + ("" if text.endswith((".", "?")) else ".")


def capital(text: str) -> str:
    """Return a text with its first letter as a capital: ``Riket``."""
    return text[:1].upper() + text[1:]


def headed(series: pd.Series) -> str:
    """Return a series' label with its unit, unless the label says it."""
    return with_unit(series["label"], series)


def with_unit(name: str, unit: Mapping[str, Any] | pd.Series) -> str:
    """Return a name with its unit, unless the name says it.

    It may say it by the unit's own words, as a share or as an index.
    """
    said = [re.escape(unit["unit"])]
    said += [r"\bandel"] if unit.get("unit_percent") else []
    said += [re.escape(unit["unit_prefix"])] if unit.get("unit_prefix") else []
    return name if re.search("|".join(said), name.lower()) else f"{name}, {unit['unit']}"


def years_told(years: Iterable[int]) -> str:
    """Return years as text, runs as spans: ``2004–2006, 2009 och 2010``."""
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    parts = [[span(run)] if len(run) > 2 else [str(year) for year in run] for run in runs]
    return listed(text for part in parts for text in part)


def span(years: Iterable[int]) -> str:
    """Return the years from first to last: ``2004–2009``, ``2009``."""
    first, last = min(years), max(years)
    return str(first) if first == last else f"{first}–{last}"


def mean_years(series: pd.Series, row: pd.Series) -> str:
    """Return the years of a mean so far, from the period's first: ``2004–2006``."""
    return span([int(series["period_start"]), int(row["year"])])


def advantage(series: pd.Series, gap: float) -> str:
    """Return whose advantage a gap is, and how large.

    ``16 procentenheter till pojkarnas fördel``; above zero it is women's. A gap that rounds to 0 at the plan's last
    digit is nobody's: ``0,3 indexenheter, lika inom avrundningen``.
    """
    if gap == 0:
        return "ingen skillnad"
    if round_half_up(exact(gap), Decimal(str(series["precision"]))) == 0:
        return f"{distance(series, gap)}, lika inom avrundningen"
    side = sex_word(series, "women" if gap > 0 else "men")
    return f"{distance(series, gap)} till {OWNERS.get(side, f'{side}s')} fördel"


def from_to(series: pd.Series, before: str, after: str) -> str:
    """Return two figures with the unit once, if the label lacks it.

    ``90,0 → 89,0 procent``, ``index 75 → 77``.
    """
    if series["unit_prefix"]:
        return f"{series['unit_prefix']} {before} → {after}"
    unit = "" if series["unit"] in series["label"].lower() else f" {series['unit']}"
    return f"{before} → {after}{unit}"
