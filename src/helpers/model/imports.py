"""Import without optional, slow modules."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_module(module: str) -> Iterator[None]:
    """Hide an optional, slow-to-import module.

    rfc3987_syntax: jsonschema's checker of web addresses builds a grammar for two seconds. scipy: seaborn takes half a
    second and 40 MB of it for density estimates, and has the same estimate of its own.
    """
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None
    try:
        yield
    finally:
        del sys.modules[module]
