"""Titles that are messages, chosen from counts.

Every combination of counts has its sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from helpers.model.numbers import format_number
from helpers.text.vocabulary import MIDTERM_WORDS, PACE_COUNTED, WRONG_WAY
from helpers.text.words import listed, spelled

FOUNDATIONS = {
    "older": "äldre utfall",
    "close": "mått som ligger nära planens",
    "derived": "uträknade värden",
}


def capital(text: str) -> str:
    """Return a text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def percent(share: float) -> str:
    """Return a share of time as printed: ``60 procent``."""
    return f"{format_number(100 * share)} procent"


def result(total: int, judged: int, met: int) -> str:
    """Return how many measures are reached, and how many can be judged.

    In the target year, as a title.

    Parameters
    ----------
    total, judged, met : int
        Measures in all, with a class, and with the class met; ``met <= judged <= total``, ``total`` at least 1.
    """
    if not judged:
        return (
            f"Inget av planens {_many(total)} går att bedöma" if total > 1 else "Planens enda mått går inte att bedöma"
        )
    if met == total:
        return f"Alla planens {_many(total)} är uppnådda" if total > 1 else "Planens enda mått är uppnått"
    if judged == total:
        none = f"Inget av planens {_many(total)} är uppnått"
        said = f"{_reached(met, total) if met else none}, och alla går att bedöma"
        return said if total > 1 else "Planens enda mått är inte uppnått"
    if met == judged:
        able = {1: "Det enda mått som går att bedöma är uppnått", 2: "Båda mått som går att bedöma är uppnådda"}
        said = able.get(judged, f"Alla {spelled(judged)} mått som går att bedöma är uppnådda")
        return f"{said} – men planen har {spelled(total)}"
    but = f"men bara {spelled(judged)}" if 2 * judged < total else spelled(judged)
    return f"{_reached(met, total)} – {but} går att bedöma"


def _many(total: int) -> str:
    return f"{spelled(total)} mått"


def _reached(met: int, total: int) -> str:
    if not met:
        return f"Inget av planens {_many(total)} är känt som uppnått"
    return f"{capital(spelled(met))} av planens {_many(total)} är {'uppnått' if met == 1 else 'uppnådda'}"


def founded(judged: int, exact: int, met: int, met_exact: int, year: int, others: Sequence[str]) -> str:
    """Return how many classes rest on the plan's own measure and year.

    Both must hold: the plan's own measure, and an outcome of the year itself.

    Parameters
    ----------
    judged, exact : int
        Classes in all, and those that rest on both.
    met, met_exact : int
        The same of the measures that are reached.
    year : int
        The year that an outcome should be of.
    others : sequence of str
        What the other classes rest on: keys of `FOUNDATIONS`.

    Returns
    -------
    str
        One or two sentences; empty where nothing is judged.
    """
    what = f"planens eget mått och utfall från {year}"
    if not judged:
        return ""
    if exact == judged:
        return f"{'Klassen' if judged == 1 else f'Alla {spelled(judged)} klasser'} bygger på {what}."
    rest = _or([FOUNDATIONS[name] for name in FOUNDATIONS if name in others])
    if judged == 1:
        return f"Klassen bygger inte på {what}, utan på {rest}."
    if not exact:
        return f"Ingen av de {spelled(judged)} klasserna bygger på {what}, utan på {rest}."
    of_met = f", bland dem {spelled(met_exact)} av de {spelled(met)} uppnådda" if met > 1 and met_exact else ""
    of_met = ", men ingen av de uppnådda" if met > 1 and not met_exact else of_met
    first = f"{capital(spelled(exact))} av de {spelled(judged)} klasserna bygger på {what}{of_met}"
    return f"{first}. Resten bygger på {rest}."


def _or(parts: Sequence[str]) -> str:
    return " eller ".join(", ".join(part) for part in (parts[:-1], parts[-1:]) if part)


def midterm(counts: Mapping[str, int], year: int, gone: float) -> str:
    """Return how many targets are reached, on track, behind or unknown.

    For reports before the target year.

    Parameters
    ----------
    counts : mapping of str to int
        Measures by where they stand, see `helpers.method.standing.MIDTERM`.
    year : int
    gone : float
        The share of the time that has gone; NaN leaves it out.
    """
    when = f"{year}, när {percent(gone)} av tiden har gått" if gone == gone else str(year)
    total, unknown = sum(counts.values()), counts.get("not_assessable", 0)
    if unknown == total:
        return f"{when}: inget av planens {_many(total)} går att bedöma ännu"
    found = [(name, counts[name]) for name in MIDTERM_WORDS if counts.get(name)]
    parts = [f"{spelled(count)} {MIDTERM_WORDS[name][count > 1]}" for name, count in found]
    parts[0] = parts[0].replace(" ", " mål ", 1)
    if len(found) == 1 and not unknown:
        parts[0] = "alla planens " + parts[0] if total > 1 else "planens enda mål" + parts[0].removeprefix("ett mål")
    rest = f" – {spelled(unknown)} av planens {_many(total)} går inte att bedöma" if unknown else ""
    return f"{when}: {listed(parts)}{rest}"


def of_the_way(total: int, met: int, wrong: int) -> str:
    """Return how many judged change targets were reached or went the wrong way.

    Parameters
    ----------
    total, met, wrong : int
        ``met`` and ``wrong`` are among ``total`` and never the same.
    """
    if not total:
        return "Inget mål om förändring går att bedöma"
    if total == 1:
        said = "nåddes" if met else f"gick {WRONG_WAY}" if wrong else "nåddes inte"
        return f"Det enda mål om förändring som går att bedöma {said}"
    every = "Båda" if total == 2 else f"Alla {spelled(total)}"
    if total in (met, wrong):
        return f"{every} bedömbara mål om förändring {'nåddes' if met else f'gick {WRONG_WAY}'}"
    reached = f"nåddes {spelled(met)}" if met else "nåddes inget"
    away = f"{spelled(wrong) if wrong else 'inget'} gick {WRONG_WAY}"
    return f"Av {spelled(total)} bedömbara mål om förändring {reached}; {away}"


def on_pace(counts: Mapping[str, int], year: int) -> str:
    """Return how many targets are on track, behind or on the wrong way.

    Of those with a pace; for reports before the target year.

    Parameters
    ----------
    counts : mapping of str to int
        Targets by pace: met, on_track, behind, far_behind, wrong_way.
    year : int
    """
    total = sum(counts.values())
    if not total:
        return f"För inget mål går det att räkna en takt {year}"
    groups = {"well": ("met", "on_track"), "late": ("behind", "far_behind"), "wrong": ("wrong_way",)}
    found = {name: sum(counts.get(pace, 0) for pace in paces) for name, paces in groups.items()}
    parts = [f"{spelled(count)} {PACE_COUNTED[name][count > 1]}" for name, count in found.items() if count]
    if len(parts) == 1:
        of = "Det enda målet" if total == 1 else "Båda målen" if total == 2 else f"Alla {spelled(total)} mål"
        return f"{year}: {of[:1].lower()}{of[1:]} med en takt är {parts[0].partition(' ')[2]}"
    return f"{year}: av {spelled(total)} mål med en takt är {listed(parts)}"


def better_value(women: int, men: int, equal: int) -> str:
    """Return in how many measures women or men have the better value.

    Parameters
    ----------
    women, men, equal : int
        Measures by who has the better value; equal is a gap that rounds to nothing.
    """
    total = women + men + equal
    if not total:
        return "Inget mått visar både kvinnor och män på en skala där det ena är bättre"
    if total == equal:
        return f"Kvinnor och män har samma värde i {_all(total)}"
    if women == men:
        return f"Kvinnor och män har det bättre värdet i lika många mått, {spelled(women)} av {spelled(total)} var"
    ahead, count = ("Kvinnor och flickor", women) if women > men else ("Män och pojkar", men)
    return f"{ahead} har det bättre värdet i {_all(total) if count == total else f'{spelled(count)} av {_many(total)}'}"


def _all(total: int) -> str:
    return {1: "det enda måttet", 2: "båda måtten"}.get(total, f"alla {spelled(total)} mått")


def closing(narrowing: int, widening: int, unchanged: int, reversed_: int, unknown: int) -> str:
    """Return in how many measures the gap narrowed, widened, stayed or turned.

    Since the start.

    Parameters
    ----------
    narrowing, widening, unchanged, reversed_, unknown : int
        Measures that show both sexes, by what has become of the gap; unknown ones lack a pair, at the start or later.
    """
    known, total = narrowing + widening + unchanged + reversed_, narrowing + widening + unchanged + reversed_ + unknown
    if not total:
        return ""
    if not known:
        return "Om skillnaderna har minskat går inte att säga: för inget av måtten finns ett senare utfall för båda"
    words = {"minskat": narrowing, "ökat": widening, "är oförändrad": unchanged, "har bytt riktning": reversed_}
    told = [f"{word} i {spelled(count)}" for word, count in words.items() if count]
    first = f"Skillnaden {'har ' if told[0].startswith(('minskat', 'ökat')) else ''}{listed(told)}"
    rest = f"; i {spelled(unknown)} går det inte att säga" if unknown else ""
    return f"{first} {f'av {_many(total)}' if total > 1 else 'mått'} sedan planen började{rest}"


def intentions(counts: Mapping[str, int]) -> str:
    """Return how many gaps the plan's targets close, narrow, keep or widen.

    Gaps without such targets are counted too.

    Parameters
    ----------
    counts : mapping of str to int
        Measures by aim, see `helpers.method.advantage.PLANS`.
    """
    words = {"close": "försvinna", "narrow": "minska", "keep": "vara oförändrad", "widen": "öka"}
    found = [(aim, counts[aim]) for aim in words if counts.get(aim)]
    total, none = sum(counts.values()), counts.get("none", 0)
    if not found:
        return f"Planen har inget mål för {_gaps(none)}" if none else ""
    told = [f"{common(count)} {words[aim] + ('e' if aim == 'keep' and count > 1 else '')}" for aim, count in found]
    told[0] = told[0].replace(" ", " av skillnaderna ", 1) if total > 1 else told[0].replace("en ", "skillnaden ", 1)
    without = f"; för {common(none)} finns inget eget mål" if none else ""
    return f"Enligt planens mål ska {listed(told)}{without}"


def _gaps(count: int) -> str:
    return "skillnaden" if count == 1 else f"någon av de {spelled(count)} skillnaderna"


def common(count: int) -> str:
    """Return a number in words for nouns with *en*: ``en``, ``två``."""
    return "en" if count == 1 else spelled(count)


def way_text(share: float, reached: bool) -> str:
    """Return a share of the way in per cent.

    What has not reached the target is never rounded up to 100.
    """
    printed = format_number(100 * share)
    if not reached and share < 1 and printed == "100":
        printed = "99"
    return f"{printed} %"


def all_measures_title(total: int, unknown: int, final: bool) -> str:
    """Return the title of the table of all measures.

    Of how many it can be said how they went, and of how many not.
    """
    how = "hur det gick" if final else "hur det går"
    if unknown in (0, total):
        every = "inget av planens" if unknown else "alla planens"
        return f"För {every} {_many(total)} går det att säga {how}"
    return (
        f"För {spelled(total - unknown)} av planens {_many(total)} går det att säga {how}, för {spelled(unknown)} inte"
    )


def moved_title(worse: int, better: int, unchanged: int, year: int) -> str:
    """Return how many measures got worse and better since last year.

    Of those with figures of both years.
    """
    total = worse + better + unchanged
    if not total:
        return f"Inget mått har bedömda utfall för både {year - 1} och {year}"
    same = "varit i stort sett oförändrade" if unchanged > 1 else "varit i stort sett oförändrat"
    words = (("blivit sämre", worse), ("blivit bättre", better), (same, unchanged))
    told = [f"{spelled(count)} {word}" for word, count in words if count]
    if len(told) == 1:
        every = {1: "Det enda mått", 2: "Båda mått"}.get(total, f"Alla {spelled(total)} mått")
        return f"{every} med utfall för både {year - 1} och {year} har {told[0].partition(' ')[2]}"
    return f"Av {_many(total)} med utfall för både {year - 1} och {year} har {listed(told)}"


def not_split_title(people: int, never: int, outcomes: int) -> str:
    """Return how many measures about people are never told by sex.

    The title also says how many have outcomes for both sexes.

    Parameters
    ----------
    people : int
        Series about individuals.
    never : int
        Those without baseline, target and outcome for both sexes.
    outcomes : int
        Those with an outcome for both in one year.
    """
    if not people:
        return "Inget mått handlar om personer"
    if people == 1:
        return f"Det enda måttet om personer {'delas aldrig upp' if never else 'delas upp'} på kvinnor och män"
    some = f"{spelled(never)} av de {spelled(people)} måtten om personer delas aldrig upp" if never else ""
    split = capital(some) or f"{'Båda' if people == 2 else f'Alla {spelled(people)}'} mått om personer delas upp"
    have = spelled(outcomes) if outcomes else "inget"
    return f"{split} på kvinnor och män; {have} har utfall för båda"
