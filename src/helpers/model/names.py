"""Swedish errors for names that do not exist, with the nearest name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import NoReturn

MOST = 20  # names that a message lists; of more it says how many


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
    if len(allowed) > MOST:
        return UnknownNameError(f"{asked} Det finns {len(allowed)}; find() visar alla.")
    return UnknownNameError(f"{asked} Det finns {', '.join(allowed)}.")


def told(given: object) -> str:
    """Return a given value in a few words, for a message.

    An object is named by its type.
    """
    if given is None or type(given) in (str, int, float, bool, list, tuple, set, dict):
        text = repr(given)
        return text if len(text) <= 60 else f"{text[:57]}..."
    return f"ett objekt av typen {type(given).__name__}"


class KindlyMissing:
    """A base class that answers a missing name with the existing ones.

    For what analysts ask.
    """

    __slots__ = ()

    def __getattr__(self, name: str) -> NoReturn:
        """Raise an AttributeError in Swedish, with the nearest name.

        Names with a leading underscore, which Python and Jupyter probe for, get a plain one.
        """
        if name.startswith("_"):
            raise AttributeError(name)
        names = dir(self)
        near = nearest(name, names)
        hint = f"; menade du {near}?" if near else "."
        raise AttributeError(f"{name} finns inte här{hint} Det finns {', '.join(names)}.")


def text_or_told(what: str, given: object, example: str) -> str:
    """Return a name if it is text.

    Raises
    ------
    TypeError
        In Swedish, for anything else. ``example``, a whole call, shows how it is written.
    """
    if not isinstance(given, str):
        raise TypeError(f"{what} skrivs som text inom citattecken, inte {told(given)}; skriv till exempel {example}")
    return given


def year_or_told(given: object, example: str) -> int:
    """Return a year as int; numpy integers are accepted.

    Raises
    ------
    TypeError
        In Swedish, for text, decimals and truth values.
    """
    if isinstance(given, bool) or not hasattr(given, "__index__"):
        raise TypeError(
            f"året skrivs som ett heltal utan citattecken, inte {told(given)}; skriv till exempel {example}"
        )
    return int(given)  # type: ignore[call-overload]
