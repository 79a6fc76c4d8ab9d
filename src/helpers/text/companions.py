"""What a companion measure shows, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
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
_AGAINST = {"larger": "större än", "smaller": "mindre än", "equal": "lika stor som"}


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

    Empty where a sex is missing.
    """
    if not known(row["gap_last"]):
        return ""
    show, (women, men) = Figures(row), words
    last = show.amount(abs(row["gap_last"]))
    if not known(row["gap_first"]):
        figures = f"{women} {show.number(row['women_last'])} och {men} {show.number(row['men_last'])}"
        return sentence(f"{figures} år {row['gap_last_year']}, en skillnad på {last}")
    ways = [f"{word} från {show.number(row[f'{sex}_first'])} till {show.number(row[f'{sex}_last'])}"
            for word, sex in ((women, "women"), (men, "men"))]  # fmt: skip
    how = GAP_HOW_TOLD[row["gap_how"]]
    moved = _moved(show, row["gap_first"], row["gap_last"], row["gap_change"], last)
    return sentence(f"{ways[0]}, {ways[1]}") + f" Skillnaden {moved}{how}."


def _moved(show: Figures, first: float, last: float, change: str, told: str = "") -> str:
    """Return from what to what a gap went; its two figures may look alike, or differ by too little to count."""
    if show.rounded(abs(first)) == show.rounded(abs(last)):
        turned = " men bytte riktning" if change == "reversed" else ""
        return f"var {told or show.number(abs(last))} båda åren{turned}"
    word = "är i stort sett oförändrad" if change == "unchanged" else _GAP_CHANGES[change]
    return f"gick från {show.number(abs(first))} till {told or show.number(abs(last))} och {word}"


def beside_told(row: Mapping[str, Any], words: tuple[str, str]) -> str:
    """Return how a companion moved beside the comparator's: total, sexes, gap.

    Empty where the comparator's figures are not known.
    """
    show, told = Figures(row), []
    names = {"total": "totalt", "women": words[0], "men": words[1]}
    moves = [f"{names[sex]} {show.number(row[f'{sex}_beside_riket'], sign=True)}" for sex in ("total", "women", "men")
             if known(row[f"{sex}_beside_riket"])]  # fmt: skip
    if moves:
        years = f"{row['riket_first_year']}–{row['riket_last_year']}"
        told.append(f"Förändringen {years} minus {row['beside_genitive']} var {listed(moves)} {show.difference}.")
    if known(row["gap_beside_riket"]):
        moved = _moved(show, row["riket_gap_first"], row["riket_gap_last"], row["riket_gap_change"])
        told.append(f"{capital(row['beside_genitive'])} skillnad {moved}{_closed(show, row)}.")
    if row["gap_against_riket"]:
        theirs = f"{_AGAINST[row['gap_against_riket']]} {row['beside_genitive']}"
        told.append(f"{row['gap_last_year']} var kommunens skillnad {theirs}.")
    return " ".join(told)


def _closed(show: Figures, row: Mapping[str, Any]) -> str:
    """Return how the municipality's gap moved beside the comparator's."""
    beside, own, theirs = row["gap_beside_riket"], row["gap_change"], row["riket_gap_change"]
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
    if not counts["n"]:
        return ""
    n = int(counts["n"])
    they = "det" if n == 1 else "de"
    note = f"{they.capitalize()} visas men räknas inte bland klasserna; skillnader är räknade på oavrundade tal."
    words = {"better": "blivit bättre", "unchanged": "varit oförändrade", "worse": "blivit sämre"}
    told = [(int(counts[way]), word) for way, word in words.items() if counts[way]]
    parts = [f"{spelled(count)} {word.replace('ade', 'at') if count == 1 else word}" for count, word in told]
    if not parts:
        return f"För {spelled(n)} närliggande mått går det inte att säga åt vilket håll {they} har gått. {note}"
    if n == 1:
        moved = parts[0].split(" ", 1)[1]
        return f"{sentence(f'det enda närliggande måttet har {moved} sedan utgångsåret')} {note}"
    return f"{sentence(f'av {spelled(n)} närliggande mått har {listed(parts)} sedan utgångsåret')} {note}"
