"""Characters that look alike, cannot be seen or are garbled."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_HYPHENS = dict.fromkeys(map(ord, "−⁃˗➖ー一"), "-")  # beside those that Unicode calls dashes
_ALIKE = _HYPHENS | {ord(mark): plain for mark, plain in zip("＠﹫．。｡․％﹪，＋＝", "@@....%%,+=", strict=True)}
_HIGH = "[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
REMEMBERED = 20_000  # texts: cells of tables are often alike
_DOUBLED = re.compile(f"[ÂÃ]{_HIGH}|â{_HIGH}{{2}}")


def visible(text: str) -> str:
    """Return a text in Unicode form NFC without invisible characters."""
    if text.isascii() and text.isprintable():
        return text
    kept = "".join(mark for mark in text if unicodedata.category(mark) not in ("Cf", "Cc") or mark in "\t\n\r")
    return unicodedata.normalize("NFC", kept)


@lru_cache(REMEMBERED)
def folded(text: str) -> str:
    """Return a text with look-alike hyphens, spaces and digits made plain.

    For checks only: every hyphen becomes ``-``, every space a space, every digit 0-9.

    Examples
    --------
    >>> folded("１９１２‐1212")
    '1912-1212'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_plain, visible(text).translate(_ALIKE)))


def _plain(mark: str) -> str:
    if mark.isdecimal():
        return str(unicodedata.decimal(mark))
    return {"Zs": " ", "Pd": "-"}.get(unicodedata.category(mark), mark)


@lru_cache(REMEMBERED)
def garbled(text: str) -> str:
    """Return the first garbled character of a text; empty when there is none.

    Garbled is the replacement character, a character without meaning in Unicode, one that steers a machine, and UTF-8
    read as Windows-1252 (``Ã¤`` for ä).
    """
    for mark in text:
        if mark == "\ufffd" or (unicodedata.category(mark) in ("Co", "Cn", "Cs", "Cc") and mark not in "\t\n\r"):
            return mark
    for match in _DOUBLED.finditer(text):
        try:
            match[0].encode("cp1252").decode("utf-8")
        except UnicodeError:
            continue
        return match[0]
    return ""
