"""The first screen: the result in a sentence, counts, a tile per measure."""

from __future__ import annotations

import pandas as pd
from IPython.display import HTML

from helpers.companions import companion_rows
from helpers.method.assess import counted
from helpers.method.companions import counted_companions
from helpers.method.standing import FINAL, MIDTERM, is_final, time_gone, with_standing
from helpers.model.records import as_records
from helpers.overview.common import area_names, area_pages, card_of, named
from helpers.tables.render import STANDING_SYMBOLS, render
from helpers.text.companions import NEARBY, WAYS, counts_told
from helpers.text.headlines import FOUNDATIONS, founded, midterm, result
from helpers.text.vocabulary import PACE_WORDS, STANDING_WORDS
from helpers.text.words import listed, sentence, spelled
from helpers.view import FollowUp, of_the_whole_plan


def standings(view: FollowUp) -> pd.DataFrame:
    """Return the plan's measures with their standing, each once.

    Columns as `helpers.method.standing.with_standing` gives them.
    """
    return with_standing(counted(view.assessment, view.series))


@of_the_whole_plan
def first_screen(view: FollowUp) -> HTML:
    """Show the whole plan in one screen: result, counts, tiles.

    Those that cannot be judged are among the counts; each measure has a tile.

    Parameters
    ----------
    view : FollowUp
        Of all areas.

    Returns
    -------
    HTML
        Before the target year a mid-term report: how many are reached already, on track and behind.
    """
    lines = standings(view)
    final = is_final(lines)
    counts = lines["standing"].value_counts()
    near = companion_rows(view)
    boxes = [
        {"level": name, "count": int(counts.get(name, 0)), "word": STANDING_WORDS[name]}
        for name in (FINAL if final else MIDTERM)
        if name != "not_yet" or counts.get(name, 0)
    ]
    return HTML(
        render(
            "first.html.j2",
            result=sentence(_result(lines, final)),
            boxes=boxes,
            founded=_founded(lines) if final else "",
            areas=_areas(view, lines, _nearby(near)),
            groups=_groups(view, lines, FINAL[:-1] if final else MIDTERM[:-1]),
            companions=counts_told(counted_companions(near).iloc[-1]),
            ask=_ask(view, lines),
            legend=_legend(lines, set(near["series"])),
            symbols=STANDING_SYMBOLS,
            measures=_explained(view, lines),
        )
    )


def expected_year(lines: pd.DataFrame) -> int:
    """Return the year that an outcome should be of.

    The report's year, or the target's when that has passed.
    """
    return int(lines[["report_year", "target_year"]].min(axis=1).max())


def _result(lines: pd.DataFrame, final: bool) -> str:
    if final:
        judged = lines["level"] != "not_assessable"
        return result(len(lines), int(judged.sum()), int((lines["level"] == "met").sum()))
    counts = lines["standing"].value_counts().to_dict()
    return midterm(counts, int(lines["report_year"].iloc[0]), time_gone(lines))


def _founded(lines: pd.DataFrame) -> str:
    """Return how many classes rest on the plan's own measure and year."""
    met, judged = lines["level"] == "met", lines["level"] != "not_assessable"
    others = [name for name in FOUNDATIONS if lines[name].any()]
    year = expected_year(lines)
    counts = (judged.sum(), lines["exact"].sum(), met.sum(), (met & lines["exact"]).sum())
    return founded(*map(int, counts), year, others)


def _nearby(rows: pd.DataFrame) -> dict[str, str]:
    """Return which way each series' companion measures went."""
    told = {}
    for name, own in rows.groupby("series"):
        ways = [word for way, word in WAYS.items() if way in set(own["direction"])]
        told[name] = f"närliggande mått: {listed(ways)}" if ways else "närliggande mått är känt"
    return told


def _areas(view: FollowUp, lines: pd.DataFrame, near: dict[str, str]) -> list[dict]:
    names, pages, cards = area_names(view), area_pages(view), card_of(view)
    series = view.series.set_index("series", drop=False)
    order = {name: place for place, name in enumerate((*FINAL[:-1], *MIDTERM))}
    areas = []
    for area, name in names.items():
        here = lines[lines["area"] == area].sort_values("standing", key=lambda s: s.map(order), kind="stable")
        tiles = [_tile(series.loc[row["series"]], row, cards, near) for row in as_records(here)]
        judged = int((here["level"] != "not_assessable").sum())
        areas.append({"name": name, "url": pages[area], "tiles": tiles, "judged": f"{judged} av {len(here)} bedömda"})
    return areas


def _tile(series: pd.Series, row: dict, cards: dict[str, str], near: dict[str, str]) -> dict:
    beside = near.get(row["series"], "") if row["level"] == "not_assessable" else ""
    marks = [word for name, word in _MARKS.items() if row[name]]
    standing = STANDING_WORDS[row["standing"]]
    if row["standing"] == "behind":
        standing = PACE_WORDS[row["pace"]]
    older = f"utfall från {int(row['year'])}" if row["older"] else ""
    return {
        "url": cards[row["series"]],
        "code": series["indicator"],
        "name": named(series, row["sex"]),
        "said": ", ".join(filter(None, [standing, older, *marks, beside])),
        "nearby": NEARBY if beside else "",
        "standing": row["standing"],
        "older": row["older"],
        "dot": row["close"] or row["derived"],
    }


_MARKS = {"close": "måttet ligger nära planens", "derived": "värdet är uträknat"}


def _legend(lines: pd.DataFrame, near: set[str]) -> str:
    """Explain the marks that are used in the tiles."""
    year = expected_year(lines)
    told = ["En ruta är ett mått och leder till måttets kort; bokstaven eller siffran är planens"]
    told += [f"Streck i rutan: utfallet är äldre än {year}"] if lines["older"].any() else []
    dots = [word for name, word in (("close", "ligger nära planens"), ("derived", "är uträknat")) if lines[name].any()]
    told += [f"Punkt: måttet {' eller '.join(dots)}"] if dots else []
    alone = near & set(lines.loc[lines["level"] == "not_assessable", "series"])
    told += [f"{NEARBY} i rutan: bara närliggande mått är kända; de bedöms inte"] if alone else []
    return ". ".join(told) + "."


def _groups(view: FollowUp, lines: pd.DataFrame, standings_: tuple[str, ...]) -> list[dict]:
    """Return the measures of each standing, older outcomes with their year."""
    series = view.series.set_index("series", drop=False)
    cards = card_of(view)
    groups = []
    for standing in standings_:
        here = as_records(lines[lines["standing"] == standing])
        items = [
            {
                "url": cards[row["series"]],
                "name": named(series.loc[row["series"]], row["sex"]),
                "year": f" ({int(row['year'])})" if row["older"] else "",
            }
            for row in here
        ]
        groups += [{"level": standing, "word": STANDING_WORDS[standing], "items": items}] if items else []
    return groups


def _ask(view: FollowUp, lines: pd.DataFrame) -> str:
    """Return what a reader should ask about.

    The measures that cannot be judged, and the areas where none can.
    """
    judged = lines["level"] != "not_assessable"
    unknown = int((~judged).sum())
    if not unknown:
        return ""
    names = area_names(view)
    blank = [names[area] for area, found in judged.groupby(lines["area"], sort=False) if not found.any()]
    where = f" – bland dem alla i {listed(blank)}" if 0 < len(blank) < len(names) else ""
    asked = f"Varför går {spelled(unknown)} mått inte att bedöma{where}?"
    told = view.about.sentence("missing_outcomes")
    return f"{asked} {told}" if told and (lines["reason"] == "no_outcome").any() else asked


def _explained(view: FollowUp, lines: pd.DataFrame) -> str:
    """Return what is called a measure, and what the plan calls an indicator."""
    indicators = view.series["indicator"].nunique()
    return (
        f"Planen har {spelled(indicators)} indikatorer. Flera av dem mäter mer än en sak; det som följs var för sig "
        f"kallas här ett mått, och måtten är {spelled(len(lines))}."
    )
