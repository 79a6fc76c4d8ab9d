"""Swedish errors for names that do not exist, with the nearest name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches


class UnknownNameError(KeyError, ValueError):
    """A name that does not exist; the message lists the existing ones."""

    def __str__(self) -> str:
        """Return the message without the quotes that KeyError adds."""
        return str(self.args[0])


def nearest(word: str, allowed: Iterable[str], also: Mapping[str, str] | None = None) -> str:
    """Return the allowed word most like a word; empty when none is.

    Case is ignored. ``also`` maps other names to allowed words.
    """
    allowed = list(allowed)
    by_fold = {name.casefold(): word for name, word in (also or {}).items() if word in allowed}
    by_fold |= {each.casefold(): each for each in allowed}
    near = get_close_matches(word.casefold(), by_fold, n=1)
    return by_fold[near[0]] if near else ""


def meant(word: str, allowed: Iterable[str], also: Mapping[str, str] | None = None) -> str:
    """Return "; menas ...?" with the nearest allowed word, or empty text.

    It ends the text of an issue.

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
    """Return a name if it is text.

    Raises
    ------
    TypeError
        In Swedish, for anything else. ``example``, a whole call, shows how it is written.
    """
    if not isinstance(given, str):
        raise TypeError(f"{what} skrivs som text inom citattecken, inte {given!r}; skriv till exempel {example}")
    return given


def year_or_told(given: object, example: str) -> int:
    """Return a year as int; numpy integers are accepted.

    Raises
    ------
    TypeError
        In Swedish, for text, decimals and truth values.
    """
    if isinstance(given, bool) or not hasattr(given, "__index__"):
        raise TypeError(f"året skrivs som ett heltal utan citattecken, inte {given!r}; skriv till exempel {example}")
    return int(given)  # type: ignore[call-overload]
