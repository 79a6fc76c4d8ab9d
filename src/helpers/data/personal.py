"""Recognise personal data: column names, personal identity numbers, e-mail addresses."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from helpers.model.signs import REMEMBERED, folded

_PERSONAL_COLUMN = re.compile(
    r"(för|efter|mellan|till|flick|elev|barn|brukar|person)?namn(et)?"
    r"|(person|samordnings|person-?id|pers)[-_ .]?(nummer|nr|id)|personnummer|pnr|persnr"
    r"|födelse(datum|dag|tid|nummer)|e-?post(adress)?|e-?mail|mobil(nummer)?|telefon(nummer)?|(hem|gatu|post)?adress"
    r"|(first|last|full|sur)[-_ ]?name|name|ssn|(elev|brukar|kund|klient|patient)[-_ ]?(id|nr|nummer)",
    re.IGNORECASE,
)
_PERSONAL_NUMBER = re.compile(
    r"(?<!\d)((?:18|19|20)?\d{2})([-./ ]?)(\d{2})\2(\d{2})( ?[-+/.] ?| ?)(\d{4})(?!\d)", re.ASCII
)
# letters typed in place of digits
_LETTERS, _DIGITS = re.compile(r"(?<=\d)[OoIl]|[OoIl](?=\d)"), str.maketrans("OoIl", "0011")
# one sign before the @ is enough to see; more would be looked for anew from every sign of a long text
_EMAIL = re.compile(
    r"[\w+] ?(?:@|\(at\)|\[at\]|\(a\)|snabel-?a) ?[\w-]{1,63}(?:(?: ?\. ?| punkt )[\w-]{1,63})+", re.IGNORECASE
)
_NUMBER_TOLD = "cellen innehåller något som ser ut som ett personnummer; uppgifter om enskilda får inte lämnas"
_EMAIL_TOLD = "cellen innehåller en e-postadress; uppgifter om enskilda får inte lämnas, skriv rapportens namn"


def is_personal_column(header: str) -> bool:
    """Return whether a column's name tells of single persons: names, numbers, addresses."""
    return _PERSONAL_COLUMN.fullmatch(folded(header).strip()) is not None


@lru_cache(REMEMBERED)
def personal_data(text: str) -> str:
    """Return in Swedish why a text is personal data, or empty text.

    A personal number or an e-mail address is. Hyphens, spaces and digits that only look alike count as the real ones.
    """
    if personal_number(text):
        return _NUMBER_TOLD
    return _EMAIL_TOLD if _EMAIL.search(folded(text)) else ""


def personal_number(text: str) -> str:
    """Return the Swedish personal or coordination number in a text.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        The number, empty when there is none. With a hyphen or plus a true date is enough; ten or twelve digits in a
        row or parted otherwise must also have the right check digit, since sums of money are written so too.
    """
    plain = folded(text)
    for read in (plain, _LETTERS.sub(lambda match: match[0].translate(_DIGITS), plain)):
        for match in _PERSONAL_NUMBER.finditer(read):
            year, parted, month, day, mark, last = match.groups()
            plainly = mark.strip() in ("-", "+") and not parted
            if _is_date(year, month, day) and (plainly or _check_digit_holds((year + month + day + last)[-10:])):
                return match[0]
    return ""


def _is_date(year: str, month: str, day: str) -> bool:
    """Return whether the digits are a date.

    Coordination numbers add 60 to the day. Two-digit years are taken as years after 2000, which allows every leap day.
    """
    try:
        date(int(year) if len(year) == 4 else 2000 + int(year), int(month), (int(day) - 1) % 60 + 1)
    except ValueError:
        return False
    return int(day) > 0


def _check_digit_holds(digits: str) -> bool:
    """Return whether Luhn's sum over ten digits holds (Skatteverket's check digit)."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(digits)]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0
