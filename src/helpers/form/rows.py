"""Match the lines of a handed-in file to the plan's cells.

In the form's own layout or in a plain table.

`read_entries` takes a file's cells and returns one `Entry` per line that says something, with what could be read of it,
and every issue on the way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import pandas as pd
from openpyxl.utils import get_column_letter

from helpers.data.checks import unknown_series
from helpers.data.personal import is_personal_column
from helpers.data.raw import PERSONAL_COLUMN
from helpers.form.cells import (
    DEFINITION_WORDS,
    KIND_WORDS,
    REASON_CODES,
    SEX_WORDS,
    UnreadableError,
    read_address,
    read_plain,
    read_source,
    read_text,
    read_value,
    read_word,
    read_year,
)
from helpers.form.content import Cell, Content
from helpers.form.entries import TITLES, Entry, Known
from helpers.form.layout import (
    COLUMNS,
    FILLED_IN,
    FORM_VERSION,
    HEADER_ROW,
    REASONS,
    expected_cells,
    expected_checksum,
    form_rows,
    headers,
    key_of,
    locked_checksum,
)
from helpers.model.issues import Issue
from helpers.model.names import meant, nearest
from helpers.model.numbers import exact
from helpers.model.records import as_records
from helpers.model.schemas import columns, schema
from helpers.model.signs import folded
from helpers.text.words import place_name

REQUIRED = ("series", "geography", "sex", "year", "value", "source")
FORM_NAMES = tuple(column.name for column in COLUMNS)
STATIC = ("indicator", "label", "place", "who", "title", "unit")
ANSWERS = ("value", "missing")
EXTRAS = tuple(column.name for column in FILLED_IN if column.name not in (*ANSWERS, "source"))
ONLY_IN_TABLES = ("source_url", "quote", "unit")  # texts that a table may bring and the form does not ask for
READ = {"series", "geography", "sex", "year", "kind", "definition", *ONLY_IN_TABLES, *(one.name for one in FILLED_IN)}


def read_entries(content: Content, known: Known) -> tuple[list[Entry], list[Issue]]:
    """Return the lines of one file and its issues.

    Parameters
    ----------
    content : Content
        From `helpers.form.files.read_file`.
    known : Known

    Returns
    -------
    entries : list of Entry
        Lines of the form that nobody has filled in are left out.
    issues : list of Issue
        The file's own and those found here.
    """
    if not content.rows:
        none = [] if content.issues else [Issue(content.file, None, "", "", "filen är tom", content.sheet)]
        return [], content.issues + none
    at = HEADER_ROW if content.facts is not None else _form_header(content)
    entries, issues = read_form(content, at, known) if at else read_table(content, known)
    if not entries and not issues and not content.issues:
        issues = [Issue(content.file, None, "", "", "inga rader är ifyllda", content.sheet)]
    return entries, content.issues + issues


def _form_header(content: Content) -> int | None:
    """Return the header's row in a form saved as text, or None.

    None when the file is no form.
    """
    ours = {header for header in headers(0) if "0" not in header}
    for row, cells in sorted(content.rows.items())[:10]:
        if len(ours & {cell.text for cell in cells.values()}) > len(ours) // 2:
            return row
    return None


def read_form(content: Content, at: int, known: Known) -> tuple[list[Entry], list[Issue]]:
    """Return the lines of a form whose header stands in row ``at``.

    With the issues; no line is read if the columns are not the form's.
    """
    year = _form_year(content, at)
    if year is None:
        allowed = "formuläret saknar årtal: hämta ett nytt med python -m helpers form"
        return [], [Issue(content.file, at, "", "", allowed, content.sheet)]
    issues = [*_version_issues(content, year, known), *_header_issues(content, at, headers(year))]
    if issues:
        return [], issues
    lines = {row: cells for row, cells in sorted(content.rows.items()) if row > at}
    letters = {name: get_column_letter(place) for place, name in enumerate(FORM_NAMES, start=1)}
    places = {name: (header, letters[name]) for name, header in zip(FORM_NAMES, headers(year), strict=True)}
    entries = [_form_entry(content, row, cells, places, year) for row, cells in lines.items()]
    issues = [issue for entry in entries for issue in _key_issues(entry, known)]
    sound = [entry for entry in entries if not list(_key_issues(entry, known))]
    moved = _moved_issues(content, sound, known, year)
    issues += moved + _outside_issues(content, lines)
    kept = [entry for entry in sound if entry.row not in {issue.row for issue in moved}]
    return _filled_in([entry for entry in kept if _says_something(entry, known)], known, issues)


def _form_year(content: Content, at: int) -> int | None:
    stated = (content.facts or {}).get("år", "")
    printed = [re.fullmatch(r"Utfall (20\d\d)", cell.text) for cell in content.rows.get(at, {}).values()]
    found = stated or next((match[1] for match in printed if match), "")
    return int(found) if re.fullmatch(r"20\d\d", found) else None


def _version_issues(content: Content, year: int, known: Known) -> Iterator[Issue]:
    """Yield the issues of an outdated form: another version, or other cells."""
    facts = content.facts
    if facts is None:
        return
    version = facts.get("formulär", "")
    fresh = f"hämta ett nytt med python -m helpers form --year {year}"
    if version != FORM_VERSION:
        allowed = f"formuläret har version {version or 'okänd'} och ska ha version {FORM_VERSION}: {fresh}"
        yield Issue(content.file, None, "", version, allowed, content.sheet)
        return
    level = facts.get("nivå") if facts.get("nivå") in set(known.series["level"]) else None
    cells = expected_cells(known.series, known.observations, year, level)
    keys = [key_of(*row) for row in cells.itertuples(index=False)]
    if facts.get("kontrollsumma") != expected_checksum(keys, year):
        yield Issue(content.file, None, "", "", f"formuläret frågar inte efter dagens serier: {fresh}", content.sheet)


def _header_issues(content: Content, at: int, expected: list[str]) -> Iterator[Issue]:
    found = {place: cell.text for place, cell in content.rows.get(at, {}).items()}
    where = {text: place for place, text in found.items()}
    for place, header in enumerate(expected, start=1):
        letter, text = get_column_letter(place), found.get(place, "")
        if text == header:
            continue
        moved = header in where
        allowed = f"kolumnen {header} är flyttad: den ska stå i kolumn {letter}" if moved else f"ska heta {header}"
        column = get_column_letter(where[header]) if moved else letter
        yield Issue(content.file, at, f"cell {column}{at}", header if moved else text, allowed, content.sheet)
    for place, text in sorted(found.items()):
        if place > len(expected) and text not in expected:
            own = PERSONAL_COLUMN if is_personal_column(text) else "kolumnen hör inte till formuläret: ta bort den"
            yield Issue(content.file, at, f"cell {get_column_letter(place)}{at}", text, own, content.sheet)


def _form_entry(
    content: Content, row: int, cells: dict[int, Cell], places: dict[str, tuple[str, str]], year: int
) -> Entry:
    named = {FORM_NAMES[place - 1]: cell for place, cell in cells.items() if place <= len(FORM_NAMES)}
    series, geography, sex = ([*named["key"].text.split("/"), "", "", ""] if "key" in named else ["", "", ""])[:3]
    values = dict.fromkeys(columns("outcomes"), "") | {
        "series": series,
        "geography": geography,
        "sex": sex,
        "year": str(year),
        "kind": "outcome",
        "definition": "exact",
    }
    return Entry(content.file, content.sheet, row, named, places, values)


def _key_issues(entry: Entry, known: Known) -> Iterator[Issue]:
    if "key" not in entry.cells:
        yield entry.issue("key", "nyckeln saknas: raden hör inte till formuläret")
    elif entry.values["series"] not in known.declared:
        yield entry.issue("key", _unknown_series(entry.values["series"], known))
    elif entry.values["geography"] not in places_of(known) or entry.values["sex"] not in ("women", "men", "total"):
        yield entry.issue("key", "nyckeln är ändrad: den ska ha formen serie/område/kön")


def _unknown_series(given: str, known: Known) -> str:
    """Return in Swedish that a series is unknown, with the likely code.

    A title or a label in place of the code is recognised.
    """
    codes = {row[name].casefold(): code for code, row in known.declared.items() for name in ("title", "label")}
    code = codes.get(nearest(folded(given).casefold(), codes))
    coded = unknown_series(given, known.declared)
    return f"ska vara seriens kod: menas {code}?" if code and "menas" not in coded else coded


def _moved_issues(content: Content, entries: list[Entry], known: Known, year: int) -> list[Issue]:
    """Return the issues where a row's locked cells were changed or moved.

    A figure could otherwise land on another row.
    """
    allowed = "låsta celler på raden är ändrade eller flyttade: hämta ett nytt formulär och fyll i det igen"
    if content.facts is not None:
        keys = {key for key in content.facts if "/" in key}
        gone = sorted(keys - {entry.cells["key"].text for entry in entries})
        missing = [Issue(content.file, None, "", key, "raden saknas i formuläret", content.sheet) for key in gone]
        return missing + [
            entry.issue("key", allowed) for entry in entries if _locked(entry) != content.facts.get(entry.key)
        ]
    rows = form_rows(known.series, known.observations, year, None).set_index("key")
    return [entry.issue("key", allowed) for entry in entries if entry.key in rows.index and _differs(entry, rows)]


def _locked(entry: Entry) -> str:
    return locked_checksum({name: entry.cells[name].text if name in entry.cells else "" for name in FORM_NAMES})


def _differs(entry: Entry, rows: pd.DataFrame) -> bool:
    return any((entry.cells[name].text if name in entry.cells else "") != rows.at[entry.key, name] for name in STATIC)


def _outside_issues(content: Content, lines: dict[int, dict[int, Cell]]) -> list[Issue]:
    """Return the issues of cells to the right of the form."""
    allowed = "står utanför formuläret: flytta eller ta bort"
    return [
        Issue(content.file, row, f"cell {cell.ref}", cell.text, allowed, content.sheet)
        for row, cells in lines.items()
        for place, cell in cells.items()
        if place > len(FORM_NAMES)
    ]


def _says_something(entry: Entry, known: Known) -> bool:
    """Return whether anybody has written on a line of the form.

    The proposed source alone is nothing.
    """
    proposed = known.declared[entry.values["series"]]["source"]
    own_source = "source" in entry.cells and entry.cells["source"].text != proposed
    return own_source or any(name in entry.cells for name in (*ANSWERS, *EXTRAS))


def read_table(content: Content, known: Known) -> tuple[list[Entry], list[Issue]]:
    """Return the lines of a table with the columns of data/raw/outcomes.

    Columns may have their names or their Swedish titles.
    """
    at = min(content.rows)
    names = _table_names()
    found = {place: cell.text for place, cell in content.rows[at].items()}
    issues = list(_table_header_issues(content, at, found, names))
    if issues:
        return [], issues
    columns_ = {place: names[text.lower()] for place, text in found.items()}
    places = {name: (found[place], get_column_letter(place)) for place, name in columns_.items()}
    entries = []
    for row, cells in sorted(content.rows.items()):
        if row > at:
            named = {columns_[place]: cell for place, cell in cells.items() if place in columns_}
            entries.append(Entry(content.file, "", row, named, places, dict.fromkeys(columns("outcomes"), "")))
            issues += [
                Issue(content.file, row, f"cell {cell.ref}", cell.text, "raden har fler celler än rubrikraden")
                for place, cell in cells.items()
                if place not in columns_
            ]
    issues += _unread_issues(entries)
    places_named = _place_words(known)
    identified = [_identified(entry, known, places_named, issues) for entry in entries]
    return _filled_in([entry for entry in identified if entry], known, issues)


def _table_names() -> dict[str, str]:
    """Return the column for each name or title that a table may have.

    ``reported`` is left out: the intake sets it.
    """
    fields = [field for field in schema("outcomes")["fields"] if field["name"] != "reported"]
    titles = {field[word].lower(): field["name"] for field in fields for word in ("name", "title")}
    ours = {column.header.format(year="").strip().lower(): column.name for column in FILLED_IN}
    return titles | ours


def _table_header_issues(content: Content, at: int, found: dict[int, str], names: dict[str, str]) -> Iterator[Issue]:
    given = [names.get(text.lower(), text) for text in found.values()]
    if not set(given) & set(names.values()):
        told = f"är ingen rubrikrad: den ska ha {', '.join(TITLES[name] for name in REQUIRED)}, med semikolon emellan"
        yield Issue(content.file, at, "", "", f"raden {told}")
        return
    for place, text in sorted(found.items()):
        where = f"cell {get_column_letter(place)}{at}"
        if is_personal_column(text):
            yield Issue(content.file, at, where, text, PERSONAL_COLUMN)
        elif text.lower() not in names:
            yield Issue(content.file, at, where, text, "okänd kolumn" + (meant(text.lower(), names) or ": ta bort den"))
        elif given.count(names[text.lower()]) > 1:
            yield Issue(content.file, at, where, text, "kolumnen står två gånger")
    for name in REQUIRED:
        if name not in given:
            yield Issue(
                content.file, at, TITLES[name], "", f"kolumnen saknas i rubrikraden: {TITLES[name]} eller {name}"
            )


def _unread_issues(entries: list[Entry]) -> Iterator[Issue]:
    """Yield an issue per column that holds something and that only the project's own tables have."""
    first = {name: entry for entry in reversed(entries) for name in entry.cells if name not in READ}
    for name in sorted(first):
        yield first[name].issue(name, "kolumnen läses inte ur en tabell som lämnas in: ta bort den")


def _place_words(known: Known) -> dict[str, str]:
    """Return the codes of places by the names and codes one may write."""
    codes = {code: code for code in places_of(known)}
    named = [(row, code) for row in as_records(known.series) for code in (row["geography"], row["beside"])]
    return codes | {place_name(row, code).lower(): code for row, code in named if code}


def places_of(known: Known) -> list[str]:
    """Return the places of outcomes: the municipality, then what it is compared with."""
    rows = known.declared.values()
    return list(dict.fromkeys([*(row["geography"] for row in rows), *(row["beside"] for row in rows if row["beside"])]))


def _identified(entry: Entry, known: Known, places_named: dict[str, str], issues: list[Issue]) -> Entry | None:
    """Return a line with the cell that it fills, or None.

    For None the reasons are added to ``issues``.
    """
    series = entry.cells["series"].text if "series" in entry.cells else ""
    places = places_of(known)
    words: dict[str, Callable[[Cell], str]] = {
        "geography": lambda cell: read_word(cell, places_named, " och ".join(places)),
        "sex": lambda cell: read_word(cell, SEX_WORDS, "kvinnor, män och totalt"),
        "year": read_year,
    }
    optional: dict[str, Callable[[Cell], str]] = {
        "kind": lambda cell: read_word(cell, KIND_WORDS, "utfall och närliggande"),
        "definition": lambda cell: read_word(cell, DEFINITION_WORDS, "planens mått, nära planens mått och uträknat"),
    }
    told = len(issues)
    if series not in known.declared:
        issues.append(entry.issue("series", _unknown_series(series, known) if series else "får inte vara tomt"))
    read = {"series": series, "kind": "outcome", "definition": "exact"}
    read |= _read(entry, words, issues, required=True) | _read(entry, optional, issues)
    return Entry(**{**vars(entry), "values": entry.values | read}) if len(issues) == told else None


def _filled_in(entries: Iterable[Entry], known: Known, issues: list[Issue]) -> tuple[list[Entry], list[Issue]]:
    """Return the lines that have no issue, with their answers, and all issues."""
    sound = []
    for entry in entries:
        own: list[Issue] = []
        values = _answers(entry, known, own)
        own += _answer_issues(entry)
        issues += own
        sound += [] if own else [Entry(**{**vars(entry), "values": entry.values | values})]
    return sound, issues


def _answers(entry: Entry, known: Known, issues: list[Issue]) -> dict[str, str]:
    series = entry.values["series"]
    unit, small = known.declared[series]["unit"], _is_small_share(series, known)
    percent = known.declared[series]["unit_percent"] == "true"
    ways: dict[str, Callable[[Cell], str]] = {
        "value": lambda cell: f"{read_value(cell, unit, percent=percent, small=small):f}",
        "whole": _whole,
        "size": lambda cell: _not_negative(cell, percent=percent),
        "reason": lambda cell: read_word(cell, REASON_CODES, ", ".join(REASONS.values())),
        "text": read_text,
    }
    readers = {column.name: ways[column.read_as] for column in FILLED_IN} | dict.fromkeys(ONLY_IN_TABLES, read_text)
    read = _read(entry, readers | {"source": read_source, "source_url": read_address}, issues)
    read.setdefault("unit", unit)
    worked_out = entry.cells["value"].formula if "value" in entry.cells else ""
    return read | ({"quote": f"{entry.cells['value'].text} = {worked_out}"} if worked_out else {})


def _is_small_share(series: str, known: Known) -> bool:
    """Return whether every known figure of a series is below 10.

    Such as sick leave: there 0,78 is taken for 0,78 percent.
    """
    figures = [abs(exact(row["value"])) for row in known.truth if row["series"] == series and row["value"]]
    return bool(figures) and max(figures) < 10


def _whole(cell: Cell) -> str:
    number = read_plain(cell)
    if number <= 0 or number != number.to_integral_value():
        raise UnreadableError("ska vara ett helt antal, minst 1")
    return f"{number.to_integral_value():f}"


def _not_negative(cell: Cell, *, percent: bool) -> str:
    number = read_plain(cell, percent=percent)
    if number < 0:
        raise UnreadableError("felmarginalen ska vara minst 0")
    return f"{number:f}"


def _read(
    entry: Entry, readers: dict[str, Callable[[Cell], str]], issues: list[Issue], *, required: bool = False
) -> dict[str, str]:
    """Return what some cells of a line mean.

    Cells that cannot be read are added to ``issues``.
    """
    read = {}
    for name, reader in readers.items():
        if name in entry.cells:
            try:
                read[name] = reader(entry.cells[name])
            except UnreadableError as error:
                issues.append(entry.issue(name, str(error)))
        elif required:
            issues.append(entry.issue(name, "får inte vara tomt"))
    return read


def _answer_issues(entry: Entry) -> Iterator[Issue]:
    """Yield the issues of a line with two answers, none, or no source."""
    if all(name in entry.cells for name in ANSWERS):
        yield entry.issue("missing", "raden har både ett utfall och ett skäl till att det saknas: ta bort det ena")
    elif not any(name in entry.cells for name in ANSWERS):
        name = next((name for name in (*EXTRAS, "source") if name in entry.cells), "value")
        yield entry.issue(name, "raden har inget utfall: skriv talet, eller välj varför det saknas")
    if "source" not in entry.cells:
        yield entry.issue("source", "källan saknas: skriv var talet står")
