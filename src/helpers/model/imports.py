"""Import without optional, slow modules."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

# jsonschema's checkers of web addresses and durations, one of which builds a grammar for two seconds; no schema of
# notebooks or tables asks for them
FORMATS = ("rfc3987_syntax", "rfc3986_validator", "isoduration")


@contextmanager
def without(*modules: str) -> Iterator[None]:
    """Hide optional, slow-to-import modules while the block runs: `FORMATS` where jsonschema is imported."""
    hidden = [module for module in modules if module not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))
    try:
        yield
    finally:
        for module in hidden:
            del sys.modules[module]
