"""Decide whether a comment or a reason says anything."""

from __future__ import annotations

import re

from helpers.model.signs import folded

_LEAST_LETTERS = 6
_NODS = """
    alla allt anmärkning anmärkningar bra den det detta eller enligt från gäller har hej här inga ingen inget ingenting
    inte kolla kollad kollade kollat kommentar kommentarer kommentera kontroll kontrollerad kontrollerade kontrollerat
    korrekt med mer möjligt nej och okej ovan rad raden rader riktig riktigt rätt saknas samma säga se siffra siffran
    siffror siffrorna ska som stämde stämmer sätt tack tal talen talet test testar under uppgift uppgiften utfall
    utfallet vara vet värde värdet värden är även
"""


def tells(text: str) -> bool:
    """Return whether a text says anything.

    At least six letters in words that are more than a nod.

    Examples
    --------
    >>> tells("OK, talet stämmer"), tells("Nytt regelverk")
    (False, True)
    """
    words = re.findall(r"[^\W\d_]{3,}", folded(text).lower())
    said = [word for word in words if not _is_nod(word) and len(set(word)) > 2 and re.search("[aeiouyåäö]", word)]
    return sum(map(len, said)) >= _LEAST_LETTERS


def _is_nod(word: str) -> bool:
    return re.search(rf"\s{word}\s", _NODS) is not None
