"""Import without optional, slow modules."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

# Checkers of web addresses and durations. One builds a grammar for two seconds; no schema of notebooks or tables asks.
_FORMATS = ("rfc3987_syntax", "rfc3986_validator", "isoduration")


@contextmanager
def without_formats() -> Iterator[None]:
    """Hide optional modules of jsonschema that are slow to import, while the block runs."""
    hidden = [module for module in _FORMATS if module not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))
    try:
        yield
    finally:
        for module in hidden:
            del sys.modules[module]
