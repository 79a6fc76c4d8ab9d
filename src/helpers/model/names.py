"""What a person asks for by name: told kindly, in Swedish, when there is no such thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches


class UnknownNameError(KeyError, ValueError):
    """A name that does not exist; the message says which there are, and the nearest."""

    def __str__(self) -> str:
        """Return the message itself, where a KeyError would return it in quotes."""
        return str(self.args[0])


def nearest(word: str, allowed: Iterable[str], also: Mapping[str, str] | None = None) -> str:
    """Return the allowed word that is most like a word, whatever its case; empty when none is.

    ``also`` gives other names of allowed words.
    """
    allowed = list(allowed)
    by_fold = {name.casefold(): word for name, word in (also or {}).items() if word in allowed}
    by_fold |= {each.casefold(): each for each in allowed}
    near = get_close_matches(word.casefold(), by_fold, n=1)
    return by_fold[near[0]] if near else ""


def meant(word: str, allowed: Iterable[str], also: Mapping[str, str] | None = None) -> str:
    """Return a question about the nearest allowed word, to end an issue with; empty when none is near.

    Examples
    --------
    >>> meant("kvinor", ["kvinnor", "män"])
    '; menas kvinnor?'
    """
    near = nearest(word, allowed, also)
    return f"; menas {near}?" if near else ""


def unknown(what: str, name: str, allowed: Iterable[str], also: Mapping[str, str] | None = None) -> UnknownNameError:
    """Return the error for a name that does not exist.

    Parameters
    ----------
    what : str
        What it should have named, in Swedish and in definite form: ``serien``.
    name : str
    allowed : iterable of str
        What there is, in the order to list it.
    also : mapping of str to str, optional
        Other names of what there is, by which it may have been asked for.
    """
    allowed = list(allowed)
    near = nearest(name, allowed, also)
    hint = f"; menade du {near!r}?" if near else "."
    asked = f"{what} {name!r} finns inte{hint}" if name else f"{what} saknar namn."
    return UnknownNameError(f"{asked} Det finns {', '.join(allowed)}.")


def text_or_told(what: str, given: object, example: str) -> str:
    """Return a name that was given as text; anything else is told with how it is written.

    Raises
    ------
    TypeError
        In Swedish, with ``example``, which is a whole call.
    """
    if not isinstance(given, str):
        raise TypeError(f"{what} skrivs som text inom citattecken, inte {given!r}; skriv till exempel {example}")
    return given


def year_or_told(given: object, example: str) -> int:
    """Return a year that was given as a whole number, a numpy integer too.

    Raises
    ------
    TypeError
        In Swedish, for text, decimals and truth values.
    """
    if isinstance(given, bool) or not hasattr(given, "__index__"):
        raise TypeError(f"året skrivs som ett heltal utan citattecken, inte {given!r}; skriv till exempel {example}")
    return int(given)  # type: ignore[call-overload]
