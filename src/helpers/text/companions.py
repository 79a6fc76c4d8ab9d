"""What a companion measure shows, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from helpers.model.numbers import decimals_of, exact, format_number, known, round_half_up
from helpers.text.vocabulary import GAP_HOW_TOLD
from helpers.text.words import capital, listed, sentence, spelled

NEARBY = "~"  # sign in a tile where only a companion measure is known
WAYS = {"better": "bättre", "unchanged": "oförändrat", "worse": "sämre"}
_EVIDENCE = {"clear": "pekar alla åt samma håll", "mostly": "pekar till övervägande del åt samma håll",
             "none": "visar ingen tydlig riktning"}  # fmt: skip
_GAP_CHANGES = {"narrowing": "minskade", "unchanged": "är oförändrad", "widening": "ökade",
                "reversed": "bytte riktning"}  # fmt: skip
_AGAINST = {"larger": "större än", "smaller": "mindre än", "equal": "i stort sett lika stor som"}


class Figures:
    """Print a companion's figures in its own unit and precision.

    Rounding happens here, once.
    """

    def __init__(self, measure: Mapping[str, Any]) -> None:
        self.unit = str(measure["unit"])
        self.difference, self._one = measure["unit_difference"], measure["unit_difference_singular"]
        self.last = Decimal(str(measure["precision"])).normalize()
        self.decimals = max(decimals_of(self.last), 0)

    def rounded(self, value: float) -> Decimal:
        """Return a figure rounded half-up to the companion's last digit."""
        return round_half_up(exact(value), self.last)

    def amount(self, value: float, *, sign: bool = False) -> str:
        """Return a difference with its unit."""
        unit = self._one if abs(self.rounded(value)) == 1 else self.difference
        return f"{self.number(value, sign=sign)} {unit}"

    def number(self, value: float, *, sign: bool = False) -> str:
        """Return a figure without its unit, as printed."""
        return format_number(self.rounded(value), self.decimals, sign=sign)


def direction_told(row: Mapping[str, Any]) -> str:
    """Return which way a companion went, from when, and how clearly.

    Empty with one year only.
    """
    show = Figures(row)
    sex = next((sex for sex in ("total", "women", "men") if known(row[f"{sex}_change"])), "")
    if not sex:
        return ""
    first, last = (show.number(row[f"{sex}_{when}"]) for when in ("first", "last"))
    # a difference that does not count would only contradict two figures that look alike
    change = "" if row["direction"] == "unchanged" else f" ({show.amount(row[f'{sex}_change'], sign=True)})"
    text = f"{first} år {row['first_year']}, {last} år {row['last_year']}{change}"
    word = sentence(WAYS.get(row["direction"], "åt olika håll för kvinnor och män"))[:-1]
    clear = _EVIDENCE.get(row["evidence"], "")
    return f"{word}: {text}." + (f" De {spelled(int(row['evidence_n']))} årens värden {clear}." if clear else "")


def gap_told(row: Mapping[str, Any], words: tuple[str, str]) -> str:
    """Return both sexes' first and last figures and what became of the gap.

    Empty where a sex is missing; with the years where they are other than those of the direction.
    """
    if not known(row["gap_last"]):
        return ""
    show, (women, men) = Figures(row), words
    last = show.amount(abs(row["gap_last"]))
    if not known(row["gap_first"]):
        figures = f"{women} {show.number(row['gap_women_last'])} och {men} {show.number(row['gap_men_last'])}"
        return sentence(f"{figures} år {row['gap_last_year']}, en skillnad på {last}")
    ways = [f"{word} från {show.number(row[f'gap_{sex}_first'])} till {show.number(row[f'gap_{sex}_last'])}"
            for word, sex in ((women, "women"), (men, "men"))]  # fmt: skip
    own = row["gap_first_year"], row["gap_last_year"]
    years = "" if own == (row["first_year"], row["last_year"]) else f" ({own[0]}–{own[1]})"
    how = GAP_HOW_TOLD[row["gap_how"]]
    moved = _moved(show, row["gap_first"], row["gap_last"], row["gap_change"], last)
    return sentence(f"{ways[0]}, {ways[1]}{years}") + f" Skillnaden {moved}{how}."


def _moved(show: Figures, first: float, last: float, change: str, told: str = "") -> str:
    """Return from what to what a gap went; its two figures may look alike, or differ by too little to count."""
    if show.rounded(abs(first)) == show.rounded(abs(last)):
        turned = " men bytte riktning" if change == "reversed" else ""
        return f"var {told or show.number(abs(last))} båda åren{turned}"
    word = "är i stort sett oförändrad" if change == "unchanged" else _GAP_CHANGES[change]
    return f"gick från {show.number(abs(first))} till {told or show.number(abs(last))} och {word}"


def beside_told(row: Mapping[str, Any], words: tuple[str, str]) -> str:
    """Return how a companion moved beside the comparator's: total, sexes, gap.

    Empty where the comparator's figures are not known. The comparator's figures by sex may begin later than the others:
    what is told of other years than the municipality's own stands with its years.
    """
    show = Figures(row)
    told = [*_changes_told(show, row, words)]
    if known(row["gap_beside_riket"]):
        years = beside_years(row)
        moved = _moved(show, row["riket_gap_first"], row["riket_gap_last"], row["riket_gap_change"])
        who = f"{capital(row['beside_genitive'])} skillnad{f' ({years})' if years else ''}"
        told.append(f"{who} {moved}{_closed(show, row)}{' under samma år' if years else ''}.")
    if row["gap_against_riket"]:
        theirs = f"{_AGAINST[row['gap_against_riket']]} {row['beside_genitive']}"
        told.append(f"{row['gap_last_year']} var kommunens skillnad {theirs}.")
    return " ".join(told)


def beside_years(row: Mapping[str, Any]) -> str:
    """Return the years of the comparator's gap; empty where they are those of the own gap, or unknown."""
    theirs = row["riket_gap_first_year"], row["riket_gap_last_year"]
    if not known(theirs[0]) or theirs == (row["gap_first_year"], row["gap_last_year"]):
        return ""
    return f"{theirs[0]}–{theirs[1]}"


def _changes_told(show: Figures, row: Mapping[str, Any], words: tuple[str, str]) -> Iterator[str]:
    """Return a sentence of changes beside the comparator's for each span of years."""
    names = {"total": "totalt", "women": f"för {words[0]}", "men": f"för {words[1]}"}
    spans: dict[str, list[str]] = {}
    for sex, name in names.items():
        if known(row[f"{sex}_beside_riket"]):
            years = f"{row[f'{sex}_riket_first_year']}–{row[f'{sex}_riket_last_year']}"
            spans.setdefault(years, []).append(f"{name} {show.number(row[f'{sex}_beside_riket'], sign=True)}")
    for years, moves in spans.items():
        yield f"Förändringen {years} minus {row['beside_genitive']} var {listed(moves)} {show.difference}."


def _closed(show: Figures, row: Mapping[str, Any]) -> str:
    """Return how the municipality's gap moved beside the comparator's."""
    beside, own, theirs = row["gap_beside_riket"], row["gap_change_beside_riket"], row["riket_gap_change"]
    size, word = show.amount(abs(beside)), _GAP_CHANGES.get(own, "")
    if show.rounded(beside) == 0:
        return ", lika mycket som kommunens"
    if own in ("narrowing", "widening") and (beside < 0) == (own == "narrowing"):
        joint = ";" if own == theirs else ", medan"
        return f"{joint} kommunens {word}{f' {size} mer' if own == theirs else ''}"
    apart = f", medan kommunens {word}" if word and own != theirs else ""
    return f"{apart}; jämfört med den blev kommunens {size} {'mindre' if beside < 0 else 'större'}"


def counts_told(counts: pd.Series) -> str:
    """Return how many companions went which way; empty where there are none."""
    n, unknown = int(counts["n"]), int(counts["unknown"])
    if not n + unknown:
        return ""
    they = "det" if n + unknown == 1 else "de"
    note = f"{they.capitalize()} visas men räknas inte bland klasserna; skillnader är räknade på oavrundade tal."
    words = {"better": "blivit bättre", "unchanged": "varit oförändrade", "worse": "blivit sämre"}
    told = [(int(counts[way]), word) for way, word in words.items() if counts[way]]
    parts = [f"{spelled(count)} {word.replace('ade', 'at') if count == 1 else word}" for count, word in told]
    if not n:
        return f"För {spelled(unknown)} närliggande mått går det inte att säga åt vilket håll {they} har gått. {note}"
    rest = f"; för {spelled(unknown)} till går det inte att säga" if unknown else ""
    if n == 1:
        one, moved = "ett närliggande mått" if unknown else "det enda närliggande måttet", parts[0].split(" ", 1)[1]
        return f"{sentence(f'{one} har {moved} sedan utgångsåret{rest}')} {note}"
    return f"{sentence(f'av {spelled(n)} närliggande mått har {listed(parts)} sedan utgångsåret{rest}')} {note}"
