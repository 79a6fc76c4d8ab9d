"""Make the raw tables of a filled plan table.

What the method must know is proposed by rule and marked as a draft.
"""

from __future__ import annotations

import re
from decimal import Decimal

from helpers.data.drafts import DRAFT
from helpers.data.plan import numbers
from helpers.model.about import About
from helpers.model.schemas import columns
from helpers.newplan.heads import BETTER, PEOPLE, SEXES
from helpers.newplan.table import FIGURES, Row, area_code, is_count

_OPENINGS = {"higher": "Högre är bättre", "lower": "Lägre är bättre", "balance": "Jämn fördelning är bättre"}
UNSTATED = "Planen anger ingen källa"


def plan_tables(rows: list[Row], about: About) -> tuple[list[dict], list[dict]]:
    """Return the rows of the plan's table and of plan_rows.csv."""
    printed, mapped, count = [], [], {}
    for row in rows:
        cells = row.cells
        riket = about.comparators[0].code if about.comparators else ""
        for place, start, goal in ((about.home, "Utgång", "Mål"), (riket, "Riket utgång", "")):
            for mark, sex in SEXES.items():
                names = [f"{kind} {mark}" for kind in (start, goal) if kind]
                if not place or not any(cells[name] for name in names):
                    continue
                number = count[cells["Nr"]] = count.get(cells["Nr"], 0) + 1
                key = {"indicator": cells["Nr"], "table": "1", "row": str(number)}
                heading = {"area": cells["Målområde"], "level": cells["Nivå"], "title": cells["Indikator"]}
                printed.append(heading | key | {
                    "caption": "", "label": cells["Kort namn"], "head_baseline": cells["Utgångsår"],
                    "head_target": cells["Målår"], "baseline": row.figure(names[0]),
                    "target": row.figure(names[1]) if goal else "",
                })  # fmt: skip
                mapped.append(key | {"series": row.series, "geography": place, "sex": sex})
    return printed, mapped


def areas(rows: list[Row]) -> list[dict]:
    """Return the goal areas in the table's order, each with its page."""
    names = list(dict.fromkeys(row.cells["Målområde"] for row in rows))
    codes = [area_code(name) for name in names]
    return [
        {"area": code, "name": name, "page": f"{place:02d}_{code}"}
        for place, (code, name) in enumerate(zip(codes, names, strict=True), start=1)
    ]


def unit_row(unit: str, counted: bool = False) -> dict:
    """Return proposed words of an unknown unit.

    The same word everywhere; a rate when it is per something.
    """
    words = dict.fromkeys(("unit", "difference", "singular", "difference_singular"), unit) | {"prefix": ""}
    flags = dict.fromkeys(("yearly", "persons", "percent", "scale"), "false")
    return words | flags | {"counted": str(counted).lower(), "rate": "true" if " per " in unit else "false"}


def declaration(row: Row, units: dict[str, dict], about: About) -> dict[str, str]:
    """Return a proposed row of declarations.csv, its reasons marked as drafts.

    See `helpers.data.drafts`.
    """
    cells, unit = row.cells, units[row.cells["Enhet"]]
    better = BETTER[cells["Bättre"].lower()]
    figures = {name: numbers(figure)[0] for name in FIGURES if (figure := row.figure(name))}
    count = is_count(row)
    scale = unit["percent"] == "true" or unit["scale"] == "true"
    negative = cells["Kan vara negativt"].lower() == "ja"
    people = PEOPLE[cells["Gäller"].lower()]
    words = people if people[0] or unit["persons"] != "true" else PEOPLE["kvinnor och män"]  # persons are about people
    period = re.findall(r"\d{4}", cells["Genomsnitt"])
    of_people = bool(words[0]) and not count and better != "balance"
    relative = {one.word: one.code for one in (*about.comparators, *about.groups)}.get(
        cells["Ska vara bättre än"], cells["Ska vara bättre än"]
    )
    parts = [part for part, so in (("relative", relative), ("mean", period), ("count", count)) if so]
    told = {
        "series": row.series, "title": cells["Indikator"] + (f" – {cells['Del']}" if cells["Del"] else ""),
        "label": cells["Kort namn"], "unit": cells["Enhet"], "better": better,
        "target_type": ";".join([_kind(better, figures), *parts]),
        "scale_min": "" if negative else "0", "scale_max": "100" if scale and not negative and not count else "",
        "true_zero": "true", "aggregation": "count" if count else "mean" if period else "value",
        "period_start": period[0] if period else "", "period_end": period[1] if period else "", "relative_to": relative,
        "individual_based": str(bool(words[0])).lower(), "women_word": words[0], "men_word": words[1],
        "distribution": str(better == "balance").lower(),
        "weighted_total": str(of_people and unit["persons"] != "true").lower(),
        "additive_total": str(of_people and unit["persons"] == "true").lower(),
        "own_yardstick": "false", "survey": str(cells["Enkät"].lower() == "ja").lower(),
        "source": cells["Källa"] or UNSTATED, "breaks": cells["Nytt mätsätt från"],
        "better_reason": f"{_OPENINGS[better]} ({DRAFT}).",
        "target_type_reason": f"Följer av utgångsvärde, mål och riktning ({DRAFT}).",
        "unit_reason": f"Enheten står i plantabellen ({DRAFT}).", "scale_reason": f"Följer av enheten ({DRAFT}).",
        "period_reason": f"Målet gäller genomsnittet {cells['Genomsnitt']} ({DRAFT})." if period else "",
        "aggregation_reason": f"{'Genomsnittet' if period else 'Årets värde'} jämförs med målet ({DRAFT}).",
    }  # fmt: skip
    return dict.fromkeys(columns("declarations"), "") | told


def _kind(better: str, figures: dict[str, Decimal]) -> str:
    """Return the target type that the first sex with a target implies.

    The rule: docs/metod.md, section 1.
    """
    sex = next((sex for sex in "TKM" if f"Mål {sex}" in figures), "")
    if not sex:
        return "follow"
    if f"Utgång {sex}" not in figures:
        return "level"
    if better == "balance":
        return "balance"
    gained = figures[f"Mål {sex}"] - figures[f"Utgång {sex}"]
    return "change" if (gained if better == "higher" else -gained) > 0 else "hold"
