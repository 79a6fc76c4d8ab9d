"""Counts of classes in words and cells."""

from __future__ import annotations

import pandas as pd

from helpers.tables.render import SYMBOLS
from helpers.text.words import listed, spelled

LEVELS = tuple(SYMBOLS)


def counts_told(counts: dict[str, int]) -> str:
    """Tell how many are in each class that has any: ``ett är uppnått och två är inte uppnådda``."""
    if len(counts) == 1:
        (level, count), who = next(iter(counts.items())), ("det", "båda", "alla")
        return f"{who[min(count, 3) - 1]} är {_in_class(level, count)}"
    return listed(f"{spelled(count)} är {_in_class(level, count)}" for level, count in counts.items())


def _in_class(level: str, count: int) -> str:
    words = {"met": ("uppnått", "uppnådda"), "near": ("nära målet", "nära målet")}
    return words.get(level, ("inte uppnått", "inte uppnådda"))[count > 1]


def count_cells(lines: pd.DataFrame) -> list[str]:
    """Print how many lines are of each class, and how many of them all can be judged."""
    counts = [int((lines["level"] == level).sum()) for level in LEVELS]
    return [*map(str, counts), f"{len(lines) - counts[-1]} av {len(lines)}"]
