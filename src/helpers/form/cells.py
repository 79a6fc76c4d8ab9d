"""Read what one handed-in cell means, or raise why it is not clear."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from helpers.data.personal import personal_data
from helpers.data.raw import ADDRESS_TOLD, MOST_DIGITS, is_address
from helpers.form.content import Cell
from helpers.form.layout import REASONS
from helpers.model.names import meant
from helpers.model.numbers import decimals_of, format_number, parse_number
from helpers.model.signs import folded, garbled

LONGEST_TEXT, LONGEST_NUMBER = 1000, 30
HIDDEN = "dolt"
SEX_WORDS = {
    "women": "women", "kvinnor": "women", "flickor": "women", "kvinnor/flickor": "women",
    "men": "men", "män": "men", "pojkar": "men", "män/pojkar": "men",
    "total": "total", "totalt": "total",
}  # fmt: skip
KIND_WORDS = {"outcome": "outcome", "utfall": "outcome", "related": "related", "närliggande": "related"}
DEFINITION_WORDS = {"exact": "exact", "close": "close", "derived": "derived", "planens mått": "exact",
                    "nära planens mått": "close", "uträknat": "derived"}  # fmt: skip
REASON_CODES = {code: code for code in REASONS} | {word.lower(): code for code, word in REASONS.items()}
_DECIMAL_POINT = re.compile(r"[-−]?\d+\.\d+")
_POINT_GROUPS = re.compile(r"[-−]?\d{1,3}(\.\d{3})+")
_COMMA_GROUPS = re.compile(r"[-−]?[1-9]\d{0,2},\d{3}")
_EXCEL_ERROR = re.compile(r"#[\wÅÄÖåäö/]+[!?]?")
_NO_SOURCE = {"okänd", "okänt", "oklart", "vet", "ej", "inte", "saknas", "finns", "ingen", "inget", "samma", "se",
              "som", "ovan", "förra", "året", "källa", "källan", "na"}  # fmt: skip
_FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")


class UnreadableError(ValueError):
    """A cell that cannot be read; the Swedish text says what is allowed."""


def read_value(cell: Cell, unit: str, *, percent: bool = False, small: bool = False) -> Decimal:
    """Return an outcome in its series' unit.

    Parameters
    ----------
    cell : Cell
    unit : str
        The series' unit, for the error.
    percent : bool
        Whether that is percent (``unit_percent``). Then both ``78`` and ``78 %`` are 78, and 0,78 without a percent
        sign is refused: it is read as 78 percent by some and as 0,78 percent by others.
    small : bool
        Whether the series' percentages are small ones, all known figures under 10: then 0,78 is 0,78.

    Returns
    -------
    Decimal
        With the decimals that were typed.

    Raises
    ------
    UnreadableError
        If the cell is no number, or has two readings.
    """
    number, has_sign = _read_number(cell)
    if has_sign and not percent:
        raise UnreadableError(f"enheten är {unit}, inte procent: skriv talet utan procenttecken")
    if percent and not has_sign and not small and 0 < number <= 1:
        raise UnreadableError(_two_percents(number))
    return number


def read_plain(cell: Cell, *, percent: bool = False) -> Decimal:
    """Return a margin or a number of answers.

    Raises
    ------
    UnreadableError
        If the cell holds no number, or a percent sign though the unit is another.
    """
    number, has_sign = _read_number(cell)
    if has_sign and not percent:
        raise UnreadableError("skriv talet utan procenttecken")
    return number


def _two_percents(number: Decimal) -> str:
    hundred, small = (format_number(each, decimals_of(each)) for each in ((number * 100).normalize() + 0, number))
    return f"kan läsas på två sätt: {hundred} procent (skriv {hundred}) eller {small} procent (skriv {small} %)"


def _read_number(cell: Cell) -> tuple[Decimal, bool]:
    """Return the number, and whether it had a percent sign.

    ``78 %`` is 78.
    """
    if cell.trouble:
        raise UnreadableError(cell.trouble)
    if cell.number is not None:
        _refuse_long(cell.number)
        number = cell.number + 0  # a nought has no sign
        return (_plain(number * 100), True) if cell.percent else (number, False)
    text = folded(cell.text)
    if len(text) > LONGEST_NUMBER:
        raise UnreadableError("ska vara ett tal, till exempel 42,5; text skrivs i kolumnen Kommentar")
    if _EXCEL_ERROR.fullmatch(text):
        raise UnreadableError(f"{text} är ett felvärde från Excel: skriv talet, eller lämna tomt med ett skäl")
    if text.startswith("="):
        raise UnreadableError("är en formel utan uträknat värde: skriv talet i stället")
    number = _read_text_number(text.removesuffix("%").strip()) + 0
    _refuse_long(number)
    return number, text.endswith("%")


def _refuse_long(number: Decimal) -> None:
    """Raise if a number has more digits than a spreadsheet keeps."""
    if not number.is_finite() or max(abs(number.adjusted()) + 1, len(number.as_tuple().digits)) > MOST_DIGITS:
        raise UnreadableError(f"talet har fler än {MOST_DIGITS} siffror: kontrollera det")


def _plain(number: Decimal) -> Decimal:
    """Return a number without trailing zeros and without exponent: 78.00 is 78."""
    short = number.normalize()
    return short if short.as_tuple().exponent <= 0 else short.quantize(Decimal(1))


def _read_text_number(text: str) -> Decimal:
    if text.endswith("%"):
        raise UnreadableError("har två procenttecken: skriv talet med ett, eller utan")
    if _COMMA_GROUPS.fullmatch(text):
        raise UnreadableError(_two_readings(text))
    try:
        return parse_number(text)
    except ValueError:
        pass
    if _POINT_GROUPS.fullmatch(text):
        raise UnreadableError(_two_points(text))
    if _DECIMAL_POINT.fullmatch(text):
        return Decimal(text.replace("−", "-"))
    raise UnreadableError("ska vara ett tal, till exempel 42,5; text skrivs i kolumnen Kommentar")


def _two_points(text: str) -> str:
    if text.count(".") > 1:
        return f"punkt kan inte stå i ett tal: skriv {text.replace('.', ' ')}"
    return _two_readings(text.replace(".", ","))


def _two_readings(text: str) -> str:
    """Return what may be meant by a number with three decimals, and how each is written without doubt."""
    plain = text.rstrip("0").rstrip(",") if text.endswith("0") else f"{text}0"
    whole = text.replace(",", " ")
    return f"kan läsas på två sätt: {text} (skriv {plain}) eller {whole} (skriv {whole})"


def read_text(cell: Cell) -> str:
    """Return a text: source, comment or reason for a change.

    Raises
    ------
    UnreadableError
        If it could run as a formula when the table is opened in a spreadsheet, is too long, or holds a personal number.
    """
    if cell.trouble:
        raise UnreadableError(cell.trouble)
    text = " ".join(cell.text.split())
    if folded(text).startswith(_FORMULA_MARKS):
        raise UnreadableError(f"text får inte börja med {text[0]}: den skulle kunna köras som en formel")
    if len(text) > LONGEST_TEXT:
        raise UnreadableError(f"texten är {len(text)} tecken lång: högst {LONGEST_TEXT}")
    if why := personal_data(text):
        raise UnreadableError(why)
    if mark := garbled(text):
        raise UnreadableError(f"”{mark}” är ett tecken som blivit fel i en annan teckenkodning: skriv om texten")
    return text


def read_source(cell: Cell) -> str:
    """Return a source.

    Raises
    ------
    UnreadableError
        As `read_text`, or if it names nothing: no letters, or only words such as ``okänd``.
    """
    text = read_text(cell)
    words = re.findall(r"[^\W\d_]+", folded(text).lower())
    if all(word in _NO_SOURCE for word in words):
        raise UnreadableError("säger inte var talet står: skriv undersökningens, registrets eller rapportens namn")
    return text


def read_address(cell: Cell) -> str:
    """Return the address of a page.

    Raises
    ------
    UnreadableError
        As `read_text`, or if it is another kind of address.
    """
    text = read_text(cell)
    if not is_address(text):
        raise UnreadableError(ADDRESS_TOLD)
    return text


def read_word(cell: Cell, words: Mapping[str, str], allowed: str) -> str:
    """Return the code of one of some known words.

    Parameters
    ----------
    cell : Cell
    words : mapping of str to str
        What may be written, in small letters, and the code that it stands for.
    allowed : str
        The words to print as allowed.

    Raises
    ------
    UnreadableError
        With the nearest word, if there is one.
    """
    text = folded(read_text(cell)).lower()
    known = {folded(word): code for word, code in words.items()}
    if text in known:
        return known[text]
    raise UnreadableError(f"tillåtet är {allowed}" + meant(text, words))


def read_year(cell: Cell) -> str:
    """Return a year of four digits, as text.

    Raises
    ------
    UnreadableError
        If it is none.
    """
    text = folded(read_text(cell))
    if not re.fullmatch(r"(19|20)\d\d", text):
        raise UnreadableError("ska vara ett årtal med fyra siffror, till exempel 2020")
    return text
