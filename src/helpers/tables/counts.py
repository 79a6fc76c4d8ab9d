"""Counts of classes, in words and in cells."""

from __future__ import annotations

import pandas as pd

from helpers.method.standing import is_final
from helpers.tables.render import SYMBOLS, class_text
from helpers.text.vocabulary import REASON_WORDS, STANDING_COUNTED
from helpers.text.words import capital, listed, spelled

LEVELS = tuple(SYMBOLS)
_NONE = {"not_met": "uppnått", "not_yet": "nått ännu"}


def counts_told(counts: dict[str, int]) -> str:
    """Return in words how many are in each class.

    ``ett är uppnått och två är inte uppnådda``; classes with none are left out.
    """
    if len(counts) == 1:
        (level, count), who = next(iter(counts.items())), ("det", "båda", "alla")
        if count > 1 and level in _NONE:  # "båda är inte uppnådda" could mean that one of them is
            return f"inget av dem är {_NONE[level]}"
        return f"{who[min(count, 3) - 1]} är {_in_class(level, count)}"
    return listed(f"{spelled(count)} är {_in_class(level, count)}" for level, count in counts.items())


def _in_class(level: str, count: int) -> str:
    return STANDING_COUNTED[level][count > 1]


def unjudged(lines: pd.DataFrame) -> str:
    """Return how many lines cannot be judged and why; empty when all can.

    Parameters
    ----------
    lines : DataFrame
        Counted rows of an assessment: ``level`` and ``reason`` are used.
    """
    reasons = lines.loc[lines["level"] == "not_assessable", "reason"].value_counts(sort=False)
    if reasons.empty:
        return ""
    words = {
        "no_outcome": "saknar utfall",
        "related_only": "har bara närliggande mått",
        "no_target": "har inget mål i planen",
    }
    told = [
        (count, words.get(reason) or f"går inte att bedöma ({REASON_WORDS[reason]})")
        for reason, count in reasons.items()
    ]
    if len(told) == 1:
        count, text = told[0]
        who = "Alla" if count == len(lines) > 1 else capital(spelled(count))
        return f"{who} {text}."
    return f"{capital(listed(f'{spelled(count)} {text}' for count, text in told))}."


def count_heads(lines: pd.DataFrame) -> list[str]:
    """Return the heads of the columns of classes: sign and word.

    ``lines`` are counted rows of an assessment; before their target year no class is final.
    """
    return [class_text(level, final=is_final(lines)) for level in LEVELS]


def count_cells(lines: pd.DataFrame) -> list[str]:
    """Return the cells of a row of counts.

    How many are in each class, then how many of all can be judged.
    """
    counts = [int((lines["level"] == level).sum()) for level in LEVELS]
    return [*map(str, counts), f"{len(lines) - counts[-1]} av {len(lines)}"]
