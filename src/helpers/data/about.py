"""Read ``data/raw/plan.toml``, or raise every issue in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from helpers.model.about import GEOGRAPHY_KEYS, LEVEL_KEYS, MEMBER_KEYS, PLAN_KEYS, About
from helpers.model.issues import Issue, refuse
from helpers.model.names import meant

FILE = "data/raw/plan.toml"
_LISTS = {"comparators": GEOGRAPHY_KEYS, "unnamed": ("geography",), "levels": LEVEL_KEYS,
          "groups": GEOGRAPHY_KEYS, "members": MEMBER_KEYS, "earlier": ("plan",)}  # fmt: skip
_OPTIONAL = {"kolada", "kolada_name", "folder"}
_TABLES = {"plan": PLAN_KEYS, "municipality": (*GEOGRAPHY_KEYS, "authority")}
_SECTIONS = [*_TABLES, *_LISTS, "sentences"]
_YEARS = ("first_year", "last_year")
_CODE = re.compile(r"[a-z0-9_]+")


def read_facts(root: Path) -> dict[str, Any]:
    """Return the checked contents of ``plan.toml``.

    Parameters
    ----------
    root : Path
        The project's folder.

    Returns
    -------
    dict
        As TOML gives it; `helpers.model.about.About.of` takes it.

    Raises
    ------
    IssuesError
        With every issue in the file, in Swedish.
    """
    path = root / FILE
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        refuse([Issue(FILE, None, "", "", "filen saknas; den säger vilken plan och vilken kommun det gäller")])
    except UnicodeDecodeError:
        refuse([Issue(FILE, None, "", "", "filen ska vara kodad i UTF-8")])
    return parsed(text)


def parsed(text: str) -> dict[str, Any]:
    """Return what the text of a ``plan.toml`` holds; raises as `read_facts`."""
    try:
        facts = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        refuse([Issue(FILE, int(place[1]) if place else None, "", "", "raden går inte att läsa som TOML")])
    refuse(_issues(facts, text))
    return facts


def read_about(root: Path) -> About:
    """Return the plan's facts from ``plan.toml``; raises as `read_facts`."""
    return About.of(read_facts(root))


def _issues(facts: dict[str, Any], text: str) -> list[Issue]:
    def issue(place: str, value: object, allowed: str) -> Issue:
        """Return an issue of this file, with its line."""
        return Issue(FILE, _line(text, place), place, str(value), allowed)

    found = [issue(name, "", f"okänt avsnitt{meant(name, _SECTIONS)}") for name in facts if name not in _SECTIONS]
    found += [issue(*one) for name, keys in _TABLES.items() for one in _table_issues(facts, name, keys)]
    for name, keys in _LISTS.items():
        rows = facts.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            found.append(issue(name, rows, f"ska skrivas som [[{name}]]"))
            continue
        for number, row in enumerate(rows, start=1):
            found += [issue(*one) for one in _row_issues(row, f"{name} {number}", keys)]
    if not facts.get("levels"):
        found.append(issue("levels", "", "minst en nivå ska anges"))
    return found or [issue(*one) for one in _beside_issues(facts)]


def _table_issues(facts: dict[str, Any], name: str, keys: tuple[str, ...]) -> Iterator[tuple[str, object, str]]:
    table = facts.get(name)
    if not isinstance(table, dict):
        yield name, "", f"avsnittet [{name}] saknas"
    else:
        yield from _row_issues(table, name, keys)


def _row_issues(row: dict[str, Any], place: str, keys: tuple[str, ...]) -> Iterator[tuple[str, object, str]]:
    for key in keys:
        value = row.get(key, "")
        if key in _YEARS:
            if type(value) is not int or not 1900 <= value <= 2200:
                yield f"{place} {key}", value, "ska vara ett årtal med fyra siffror, utan citattecken"
        elif not isinstance(value, str) or not value.strip():
            yield f"{place} {key}", value, "ska vara en text och får inte vara tomt"
        elif key in ("geography", "level") and not _CODE.fullmatch(value):
            yield f"{place} {key}", value, "ska vara ett kort namn med a–z, siffror och understreck"
    for key in sorted(_OPTIONAL & row.keys()):
        if not isinstance(row[key], str):
            yield f"{place} {key}", row[key], "ska vara en text, inom citattecken"
        elif key == "kolada" and not re.fullmatch(r"(\d{4})?", row[key], re.ASCII):
            yield f"{place} {key}", row[key], "ska vara kommunens kod i Kolada, fyra siffror, eller tomt"
    for key in sorted(row.keys() - {*keys, *_OPTIONAL}):
        yield f"{place} {key}", row[key], f"okänt namn{meant(key, (*keys, *_OPTIONAL))}"


def _beside_issues(facts: dict[str, Any]) -> Iterator[tuple[str, object, str]]:
    """Return the issues where one part of the file contradicts another."""
    plan = facts["plan"]
    if plan["first_year"] > plan["last_year"]:
        yield "plan last_year", plan["last_year"], f"ska vara {plan['first_year']} eller senare"
    places = [facts["municipality"]]
    places += [one for name in ("comparators", "unnamed", "groups", "members") for one in facts.get(name, [])]
    groups = {one["geography"] for one in facts.get("groups", [])}
    for one in facts.get("members", []):
        if one["group"] not in groups:
            yield "group", one["group"], f"gruppen finns inte under [[groups]]; det finns {', '.join(sorted(groups))}"
    kinds = (("geography", places), ("level", facts["levels"]), ("printed", facts["levels"]))
    asked = [one for one in (facts["municipality"], *facts.get("comparators", [])) if one.get("kolada")]
    for key, rows in (*kinds, ("plan", facts.get("earlier", [])), ("kolada", asked)):
        names = [row[key] for row in rows]
        yield from ((key, name, "får stå en gång") for name in sorted({n for n in names if names.count(n) > 1}))
    for name, text in facts.get("sentences", {}).items():
        if not isinstance(text, str):
            yield f"sentences {name}", text, "ska vara en text, inom citattecken"


def _line(text: str, place: str) -> int | None:
    """Return the line of a key, such as ``levels 2 word``.

    The line of its section when the key is missing; None when the section is missing too.
    """
    section, *rest = place.split()
    wanted, key = int(rest[0]) if len(rest) == 2 else 1, rest[-1] if rest else ""
    seen, heading, inside = 0, None, False
    for number, line in enumerate(text.splitlines(), start=1):
        if match := re.match(r"\s*\[+\s*(\w+)\s*\]+", line):
            seen += match[1] == section
            inside = match[1] == section and seen == wanted
            heading = number if inside else heading
        elif inside and key and re.match(rf"\s*{key}\s*=", line):
            return number
    return heading
