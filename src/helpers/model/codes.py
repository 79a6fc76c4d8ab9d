"""Codes that every room shares: geographies and sexes, each defined once."""

from __future__ import annotations

HOME, RIKET = "eskilstuna", "riket"
COMPARATOR = RIKET
NO_COMPARISON = "ingen"
SEXES = ("women", "men", "total")
