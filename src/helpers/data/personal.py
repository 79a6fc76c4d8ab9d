"""Recognise personal data: column names, personal identity numbers, telephone numbers, e-mail addresses."""

from __future__ import annotations

import re
import unicodedata
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
    r"(?<!\d)((?:18|19|20)?\d{2})([-./ ]?)(\d{2})\2(\d{2})( ?(?:(?:- ?){1,2}|[+/._:=~|*\\·]) ?| ?)(\d{4})(?!\d)",
    re.ASCII,
)
# the last four hidden, or letters as in a reserve number: the date of birth is told all the same
_MASKED = re.compile(r"(?<!\d)((?:18|19|20)?\d{2})(\d{2})(\d{2}) ?[-+] ?(?:[xX*#]{4}|TF?\d{2,3})(?![\w*#])", re.ASCII)
_TOLD = re.compile(
    r"\b(?:pnr|persnr|(?:person|samordnings)(?:nr|nummer))\W{0,3}(?:\d\d)?\d{6}\W{0,3}\d{4}(?!\d)", re.IGNORECASE
)
_PARTED = re.compile(r"(?<!\d)(?<!\d[,. ])\d{1,8}(?:[-+./ ]\d{1,4}){2,11}(?![ .,]?\d)", re.ASCII)
_TELEPHONE = re.compile(
    r"(?<![\w.,/=-])(?<!\d )(?:"
    r"(?:\+|00)46[ .-]?[1-9](?:[ .-]?\d){6,9}"  # +46 70 123 45 67
    r"|0[1-9]\d{7,8}"
    r"|0(?:8|[1-9]\d{1,2})[-/_](?:\d{5,8}|\d{3} \d{4}|\d{2,3}(?:[ -]\d{2,3}){1,3})"  # 016-710 10 00, 08-506 940 00
    r"|0(?:8|[1-9]\d{1,2}) \d{2,3}(?: \d{2}){1,3}"  # 016 710 10 00: no figure begins with a nought and ends in pairs
    r"|0[1-9]\d{1,2}[ .]\d{5,8}"
    r"|0[1-9]\d \d{3} \d{4}|07\d-\d{3} \d{3} \d"
    r"|0[1-9]\d{1,2}(?:\.\d{2,3}){3}"
    r"|ankn[.:]{0,2} ?\d{3,5}"
    r"|(?:(?:tel|tfn)[.:]{0,2}|(?:telefon|mobil)(?:(?:nr|nummer):?|:)) ?(?:\d{5,8}|\d{2,3}(?:[ -]\d{2,3}){1,3})"
    r")(?![ ,.]?\d)",
    re.ASCII | re.IGNORECASE,
)
_BESIDE = re.compile(r"\(0\) ?|[()]|(?<=\d) ?(-) ?(?=\d)")  # (016) 710 10 00, 016 - 710 10 00
_SPACES = re.compile(r"\s+")
# letters typed in place of digits, of any alphabet
_NOUGHTS, _ONES = "OoОоΟο", "IilІіΙι|"
_LETTERS = re.compile(rf"(?<=\d)[{_NOUGHTS}{_ONES}]+|[{_NOUGHTS}{_ONES}]+(?=\d)")
_DIGITS = str.maketrans(dict.fromkeys(_NOUGHTS, "0") | dict.fromkeys(_ONES, "1"))
# one sign before the @ is enough to see; more would be looked for anew from every sign of a long text
_EMAIL = re.compile(
    r"[\w+] ?(?:[(\[{<]? ?(?:@|snabel-?a) ?[)\]}>]?|[(\[{<] ?at ?[)\]}>]) ?"
    r"[\w-]{1,63}(?:(?: ?\. ?| ?[(\[{<](?:\.|dot|punkt)[)\]}>] ?| (?:punkt|dot) )[\w-]{1,63})+"
    r"|[\w+]@[^\W\d_][\w-]"  # within an organisation
    r"|[\w+](?:[(\[{<]a[)\]}>]| [(\[{<]a[)\]}>] )[\w-]{1,63}(?:\.[\w-]{1,63})+"
    r"|[\w+] at [\w-]{1,63}(?: (?:punkt|dot) [\w-]{1,63})+",
    re.IGNORECASE,
)
_NUMBER_TOLD = "cellen innehåller något som ser ut som ett personnummer; uppgifter om enskilda får inte lämnas"
_TELEPHONE_TOLD = (
    "cellen innehåller något som ser ut som ett telefonnummer; uppgifter om enskilda får inte lämnas, "
    "skriv rapportens namn eller enheten"
)
_EMAIL_TOLD = "cellen innehåller en e-postadress; uppgifter om enskilda får inte lämnas, skriv rapportens namn"


def is_personal_column(header: str) -> bool:
    """Return whether a column's name tells of single persons: names, numbers, addresses."""
    return _PERSONAL_COLUMN.fullmatch(folded(header).strip()) is not None


@lru_cache(REMEMBERED)
def personal_data(text: str) -> str:
    """Return in Swedish why a text is personal data, or empty text.

    A personal number, a telephone number or an e-mail address is. Hyphens, spaces and digits that only look alike count
    as the real ones.
    """
    if personal_number(text):
        return _NUMBER_TOLD
    if any(_TELEPHONE.search(_BESIDE.sub(r"\1", read)) for read in _readings(text)):
        return _TELEPHONE_TOLD
    return _EMAIL_TOLD if _EMAIL.search(_readings(text)[0]) else ""


def _readings(text: str) -> tuple[str, ...]:
    """Return a text made plain, and with digits for the letters that look like them."""
    if not text.isascii():  # raised, ringed and boxed digits
        text = "".join(mark for mark in unicodedata.normalize("NFKC", text) if unicodedata.category(mark) != "Me")
    plain = _SPACES.sub(" ", folded(text))
    return plain, _LETTERS.sub(lambda match: match[0].translate(_DIGITS), plain)


def personal_number(text: str) -> str:
    """Return the Swedish personal or coordination number in a text.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        The number, empty when there is none. With a hyphen or plus a true date is enough, and twelve digits of the last
        century, or a word that says what they are; ten or twelve digits in a row or parted otherwise must also have the
        right check digit, since sums of money and times are written so too, unless a month or day with a nought is
        parted from the rest, as in ``19 85 01 01 12 34``.
    """
    for read in _readings(text):
        if match := _TOLD.search(read):
            return match[0]
        for match in _MASKED.finditer(read):
            if _is_date(*match.groups()):
                return match[0]
        for match in _PERSONAL_NUMBER.finditer(read):
            year, parted, month, day, mark, last = match.groups()
            plainly = not parted and (set(mark) - {" "} in ({"-"}, {"+"}) or (not mark.strip() and _last_century(year)))
            if _is_date(year, month, day) and (plainly or _check_digit_holds((year + month + day + last)[-10:])):
                return match[0]
        for match in _PARTED.finditer(read.replace(" - ", "-")):
            if _is_parted_number(match[0]):
                return match[0]
    return ""


def _last_century(year: str) -> bool:
    return len(year) == 4 and year < "2000"


def _is_parted_number(run: str) -> bool:
    """Return whether figures parted by one kind of sign, alone or in even numbers, are a personal number.

    Before the last four a hyphen or a plus may stand instead. Threes are thousands.
    """
    groups, signs = re.split("[-+./ ]", run), re.findall("[-+./ ]", run)
    digits = "".join(groups)
    if len(digits) not in (10, 12) or {len(group) for group in groups} & {3, 5, 7}:
        return False
    before = [len("".join(groups[:at])) for at in range(1, len(groups))]
    parted = {sign for sign, at in zip(signs, before, strict=True) if at != len(digits) - 4 or sign not in "-+"}
    year, month, day = digits[:-8], digits[-8:-6], digits[-6:-4]
    if len(parted) > 1 or (len(year) == 4 and not re.match("18|19|20", year)) or not _is_date(year, month, day):
        return False
    return ("0" in (month[0], day[0]) and len(groups[0]) < 6) or _check_digit_holds(digits[-10:])


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
