"""What one build is asked for, and one thing to make."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

CAN_FORK = hasattr(os, "fork")


class PlanError(Exception):
    """The pages cannot be planned; carries the Swedish message."""


@dataclass(frozen=True)
class Settings:
    """What one build is asked for.

    See `build`. `staging` is the hidden folder that the pages are made in.
    """

    root: Path
    year: int
    comparison: str
    out: Path
    staging: Path
    jobs: int
    engine: str
    timeout: float
    tell: Callable[[str], None]
    progress: Callable[[int, int], None]


@dataclass(frozen=True)
class Item:
    """One thing to make.

    Its name, its source's name, the fingerprint of what it is made from, and how to make it. `make` is called in a
    worker with the settings and with a function that takes the heading reached; it returns the names of the files that
    it has written.
    """

    name: str
    source: str
    key: str
    make: Callable[[Settings, Callable[[str], None]], list[str]] = field(compare=False)
    notebook: Path | None = None


def in_seconds(seconds: float) -> str:
    """Return seconds as text."""
    return f"{seconds:.1f} s".replace(".", ",")
