"""Answers to the questions that a notebook asks across series: sentences, a chart and the table behind both.

Every function takes the view of an area and the series that the question is about, and returns HTML to display.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import pandas as pd
from IPython.display import HTML

from helpers import figures
from helpers.followup import HOME, RIKET, FollowUp, rows_of
from helpers.receipts import BETTER_OFF_WORDS, COUNTED, GAP_CHANGE_WORDS
from helpers.swedish import MISSING, exact, format_number, round_half_up
from helpers.tables import Table, class_text, render, safe
from helpers.words import (
    DIFFERENCES,
    apart,
    baseline_measured,
    decimals,
    difference,
    distance,
    fit,
    known,
    listed,
    main_row,
    minus,
    number,
    quantity,
    sentence,
    sex_word,
    span,
    spelled,
)

WIDE = 6.4
PLACES = {HOME: "Eskilstunas", RIKET: "rikets"}


def _answer(sentences: Iterable[str], table: Table, figure: str = "") -> HTML:
    told = [sentence(text) for text in sentences if text]
    return HTML(render("answer.html.j2", sentences=told, table=table, figure=safe(figure)))


def _labels(rows: Iterable[pd.Series]) -> str:
    """List labels after a colon; they hold commas of their own, so semicolons part them."""
    return "; ".join(series["label"] for series in rows)


def gap_closure(view: FollowUp, *names: str) -> HTML:
    """Ask which differences between women and men the plan ends, which it keeps and which it leaves open.

    Parameters
    ----------
    view : FollowUp
    *names : str
        Series split by sex, in the order to show them.

    Returns
    -------
    HTML
        Sentences, the gap over time and a table: one row per series, gaps women minus men in the series' own unit.
    """
    chosen = [(series, _gap(rows)) for series, _, rows in (rows_of(view, name) for name in names)]
    known_gaps = [(series, gap) for series, gap in chosen if gap is not None]
    return _answer(_closure_sentences(chosen), _closure_table(view, chosen), _gap_figure(view, known_gaps))


def _gap(rows: pd.DataFrame) -> pd.Series | None:
    found = rows[rows["sex"] == "gap"]
    return found.iloc[0] if len(found) else None


def _closure_sentences(chosen: Sequence[tuple[pd.Series, pd.Series | None]]) -> list[str]:
    groups: dict[str, list[pd.Series]] = {"closed": [], "narrowed": [], "kept": [], "open": [], "unknown": []}
    for series, gap in chosen:
        groups[_planned(gap)].append(series)
    words = {
        "closed": "planens mål är lika för båda könen: {}",
        "narrowed": "planen vill minska skillnaden men tar inte bort den: {}",
        "kept": "planen låter skillnaden vara lika stor: {}",
        "open": "planen sätter inga egna mål för kvinnor och män: {}",
        "unknown": "planen anger inga tal för kvinnor och män: {}",
    }
    return [words[key].format(_labels(found)) for key, found in groups.items() if found]


def _planned(gap: pd.Series | None) -> str:
    if gap is None or not known(gap["gap_baseline"]):
        return "unknown"
    if not known(gap["gap_target"]):
        return "open"
    if gap["gap_target"] == 0:
        return "closed"
    return "narrowed" if gap["planned_gap_change"] < 0 else "kept"


def _closure_table(view: FollowUp, chosen: Sequence[tuple[pd.Series, pd.Series | None]]) -> Table:
    heads = ["Serie", "Utgångsår", f"Senast, högst {view.year}", "Planens mål", "Bättre värde har", "Utveckling"]
    rows = [[series["label"], *_closure_cells(series, gap)] for series, gap in chosen]
    notes = ["Skillnaden är kvinnors (flickors) värde minus mäns (pojkars), i seriens enhet."]
    return Table("Skillnaden mellan kvinnor och män, i procentenheter eller indexenheter", heads, rows, notes)


def _closure_cells(series: pd.Series, gap: pd.Series | None) -> list[str]:
    if gap is None:
        return [MISSING] * 5
    figures_ = [gap["gap_baseline"], gap["gap"], gap["gap_target"]]
    cells = [difference(series, value) if known(value) else MISSING for value in figures_]
    ahead = gap["better_off"] or gap["better_off_baseline"]
    words = {"women": sex_word(series, "women"), "men": sex_word(series, "men")}
    return [*cells, words.get(ahead, BETTER_OFF_WORDS[ahead] or MISSING), GAP_CHANGE_WORDS[gap["gap_change"]]]


def _gap_figure(view: FollowUp, chosen: Sequence[tuple[pd.Series, pd.Series]]) -> str:
    """Draw the series that share the commonest unit; a chart has one unit."""
    units = [series["unit"] for series, _ in chosen]
    chosen = [(series, gap) for series, gap in chosen if series["unit"] == max(units, key=units.count)]
    rows = pd.DataFrame([point for series, gap in chosen for point in _gap_points(series, gap)])
    if rows.empty or rows["year"].nunique() < 2:
        return ""
    digits = max(decimals(series) for series, _ in chosen)
    unit = DIFFERENCES.get(chosen[0][0]["unit"], chosen[0][0]["unit"])
    figure = figures.gap_lines(rows, unit=unit, decimals=digits, width=WIDE)
    parts = [
        f"{label} {', '.join(f'{format_number(p.gap, digits, sign=True)} år {p.year}' for p in line.itertuples())}"
        for label, line in rows.groupby("label", sort=False)
    ]
    alt = fit(f"Linjediagram: skillnaden mellan kvinnor och män, kvinnor minus män, {unit}. ", parts)
    caption = f"Skillnaden mellan kvinnor och män, {unit}. Streckad linje: planens väg till målet (öppen romb). "
    return figures.as_html(
        figure, alt, caption + _origin(view, [s["series"] for s, _ in chosen], rows["year"], split=True)
    )


def _origin(
    view: FollowUp, names: Iterable[str], years: Iterable[int], *, split: bool = False, riket: bool = False
) -> str:
    """Say whose and from which years a chart's figures are, and where they come from; ends a caption.

    A chart that is split by sex shows no outcome of the total.
    """
    shown, years, names = view.observations, set(years), set(names)
    drawn = shown[shown["series"].isin(names) & shown["year"].isin(years) & shown["value"].notna()]
    drawn = drawn[drawn["geography"].isin([HOME, RIKET] if riket else [HOME]) & (drawn["kind"] != "related")]
    drawn = drawn[(drawn["sex"] != "total") | (drawn["kind"] == "target")] if split else drawn
    sources = sorted(set(drawn["source"]))
    told = f"Källa: {sources[0]}" if len(sources) == 1 else f"{len(sources)} källor, som står vid varje serie nedan"
    return f"Eskilstuna{' och riket' if riket else ''} {span(years)}. {told}."


def _gap_points(series: pd.Series, gap: pd.Series) -> list[dict]:
    times = (
        ("baseline", "gap_baseline", "baseline_year"),
        ("outcome", "gap", "year"),
        ("target", "gap_target", "target_year"),
    )
    return [
        {"label": series["label"], "year": int(gap[year]), "gap": gap[value], "kind": kind}
        for kind, value, year in times
        if known(gap[value]) and known(gap[year])
    ]


def each_sex_to_target(view: FollowUp, *names: str) -> HTML:
    """Ask how far women and men each have to the target: their own, or the total's where the plan has no other.

    Parameters
    ----------
    view : FollowUp
    *names : str
        Series split by sex.

    Returns
    -------
    HTML
        Sentences, women and men as points with the target, and a table: one row per series, distances from the latest
        figure (the baseline where there is no outcome) in the series' unit. A comparison with the total's target is
        marked as derived.
    """
    rows = [_sexes_row(series, assessed) for series, _, assessed in (rows_of(view, name) for name in names)]
    women, men = (sex_word(rows[0]["series"], sex) for sex in ("women", "men"))
    heads = [
        "Serie",
        "År",
        women.capitalize(),
        men.capitalize(),
        "Mål",
        f"Kvar för {women}",
        f"Kvar för {men}",
        "Målet gäller",
    ]
    derived = "Härledd jämförelse: målet gäller totalen och är inte planens mål för vart och ett av könen."
    notes = [derived] if any(row["derived"] for row in rows) else []
    table = Table(f"Hur långt {women} och {men} har till målet", heads, [row["cells"] for row in rows], notes)
    return _answer([row["sentence"] for row in rows], table, _sexes_figure(view, rows))


def _sexes_row(series: pd.Series, rows: pd.DataFrame) -> dict:
    gap, main = _gap(rows), main_row(rows)
    now = gap is not None and known(gap["gap"])
    women, men = (gap["women"], gap["men"]) if now else (gap["women_baseline"], gap["men_baseline"])
    year = int(gap["year"] if now else gap["baseline_year"])
    own = known(gap["women_target"])
    goals = (gap["women_target"], gap["men_target"]) if own else (main["target"], main["target"])
    left = [_left(series, value, goal) for value, goal in zip((women, men), goals, strict=True)]
    goal_text = (
        number(series, goals[0]) if goals[0] == goals[1] else f"{number(series, goals[0])} / {number(series, goals[1])}"
    )
    cells = [series["label"], str(year), number(series, women), number(series, men), goal_text]
    cells += [number(series, value) if value > 0 else "nått" for value in left]
    names = sex_word(series, "women"), sex_word(series, "men")
    told = f"{year} {_left_words(series, names, left)}{_newer_total(series, main, year)}"
    text = f"{series['label']} (mål {goal_text} för {main['target_year']}): {told}"
    return {
        "series": series,
        "cells": [*cells, "varje kön" if own else "totalen (härledd)"],
        "sentence": text,
        "derived": not own,
        "years": (year, int(main["target_year"])),
        "point": {"label": f"{series['label']} {year}", "women": women, "men": men, "target": goals[0]},
    }


def _left_words(series: pd.Series, names: tuple[str, str], left: Sequence[float]) -> str:
    """Say how far two groups had to the target in the year that the figures are of."""
    (first, second), far = names, [distance(series, value) for value in left]
    if left[0] > 0 and left[1] > 0:
        return f"hade {first} {far[0]} kvar och {second} {far[1]}"
    if left[0] > 0:
        return f"hade {first} {far[0]} kvar, medan {second} redan hade nått målnivån"
    if left[1] > 0:
        return f"hade {first} redan nått målnivån, medan {second} hade {far[1]} kvar"
    return f"hade både {first} och {second} redan nått målnivån"


def _newer_total(series: pd.Series, main: pd.Series, year: int) -> str:
    """Say what the total has come to since the year in which women and men were last measured."""
    if main["sex"] != "total" or not known(main["value"]) or int(main["year"]) <= year:
        return ""
    return f"; för totalen finns ett nyare värde, {quantity(series, main['value'])} år {int(main['year'])}"


def _left(series: pd.Series, value: float, goal: float) -> float:
    return minus(goal, value) if series["better"] == "higher" else minus(value, goal)


def _sexes_figure(view: FollowUp, rows: Sequence[dict]) -> str:
    table = pd.DataFrame([row["point"] for row in rows]).assign(total=float("nan"), plan=False)
    first = rows[0]["series"]
    digits = max(decimals(row["series"], row["point"]["women"], row["point"]["men"]) for row in rows)
    unit = listed(sorted({row["series"]["unit"] for row in rows}))
    names = sex_word(first, "women"), sex_word(first, "men")
    figure = figures.sexes(table, names, unit=unit, decimals=digits, width=WIDE)
    parts = [
        f"{p.label}: {names[0]} {format_number(p.women, digits)}, {names[1]} {format_number(p.men, digits)}, "
        f"mål {format_number(p.target, digits)}"
        for p in table.itertuples()
    ]
    alt = fit(f"Punktdiagram: {names[0]} och {names[1]} mot målet, {unit}. ", parts)
    caption = f"{names[0].capitalize()} och {names[1]} mot målet, {unit}. "
    years = {year for row in rows for year in row["years"]}
    return figures.as_html(
        figure, alt, caption + _origin(view, [row["series"]["series"] for row in rows], years, split=True)
    )


def against_riket(view: FollowUp, *names: str) -> HTML:
    """Ask how Eskilstuna stands against riket, and whether the target would take it past where riket stood.

    Parameters
    ----------
    view : FollowUp
    *names : str
        Series with figures for riket.

    Returns
    -------
    HTML
        Sentences and a table: one row per series, with both figures of the baseline year and of the latest common
        year. Riket's related figures are left out.
    """
    rows = [_riket_row(*rows_of(view, name)) for name in names]
    surveys = view.series.loc[view.series["series"].isin(names), "survey"].any()
    notes = ["Enheterna står i korten nedan."]
    notes += ["För enkäter är riket genomsnittet för de kommuner som deltog."] if surveys else []
    heads = [
        "Serie",
        "Utgångsår: Eskilstuna",
        "riket",
        "Senaste gemensamma år",
        "Eskilstuna",
        "riket",
        "Mål",
        "Målet mot rikets utgångsvärde",
    ]
    table = Table("Eskilstuna och riket", heads, [row["cells"] for row in rows], notes)
    return _answer([row["sentence"] for row in rows], table)


def _riket_row(series: pd.Series, observations: pd.DataFrame, rows: pd.DataFrame) -> dict:
    usable = observations[observations["value"].notna() & observations["kind"].isin(["baseline", "outcome"])]
    sex = "total" if (usable["sex"] == "total").any() else "men"
    if sex == "men" and "women" in series["sexes"]:
        series = series.replace(series["label"], f"{series['label']}, mäns andel")
    here, there = (_by_year(usable, place, sex) for place in (HOME, RIKET))
    start = int(series["baseline_year"])
    common = [year for year in here if year in there and year > start and year <= series["target_year"]]
    last = max(common, default=None)
    judged = rows[rows["sex"] == sex].iloc[0]
    goal = judged["raw_target"] if known(judged["raw_target"]) else judged["target"]
    verdict = _goal_verdict(series, goal, there.get(start))
    cells = [
        series["label"],
        *_pair(series, here, there, start),
        str(last or MISSING),
        *_pair(series, here, there, last),
    ]
    return {
        "cells": [*cells, number(series, goal), verdict],
        "sentence": _riket_sentence(series, here, there, start, last),
    }


def _by_year(usable: pd.DataFrame, place: str, sex: str) -> dict[int, float]:
    rows = usable[(usable["geography"] == place) & (usable["sex"] == sex)]
    return dict(zip(rows["year"].astype(int), rows["value"], strict=True))


def _pair(series: pd.Series, here: dict, there: dict, year: int | None) -> list[str]:
    return [number(series, place[year]) if year in place else MISSING for place in (here, there)]


def _goal_verdict(series: pd.Series, goal: float, riket: float | None) -> str:
    if riket is None or not known(goal):
        return MISSING
    ahead = _better(series, goal, riket)
    return {True: "bättre", False: "sämre", None: "lika"}[ahead]


def _better(series: pd.Series, one: float, other: float) -> bool | None:
    """Tell whether one figure is better than another; None when they are equal."""
    if series["better"] == "balance":
        one, other = -abs(one - 50), -abs(other - 50)
    if one == other:
        return None
    return (one > other) == (series["better"] != "lower")


def _riket_sentence(series: pd.Series, here: dict, there: dict, start: int, last: int | None) -> str:
    year = last or start
    if year not in here or year not in there:
        return f"{series['label']}: planen anger inget värde för riket"
    figures_ = f"{number(series, here[year])} i Eskilstuna mot {number(series, there[year])} i riket"
    text = f"{series['label']}, {year}: {figures_}, {_side(series, here[year], there[year])}"
    if last is None or start not in here or start not in there:
        return text
    return f"{text}; {_side_before(series, here[start], there[start], start)}"


def _side(series: pd.Series, here: float, there: float, than: str = "") -> str:
    """Say how far Eskilstuna is from riket, on which side, and whether that is better."""
    ahead = _better(series, here, there)
    if ahead is None:
        return "lika"
    words = ("jämnare", "mindre jämnt") if series["better"] == "balance" else ("bättre", "sämre")
    return f"{apart(series, minus(here, there))}{than}, alltså {words[0] if ahead else words[1]}"


def _side_before(series: pd.Series, here: float, there: float, year: int) -> str:
    others = {place: baseline_measured(series, place) for place in (HOME, RIKET)}
    notes = [f"{PLACES[place]} tal är troligen {other} års" for place, other in others.items() if other]
    note = f" ({listed(notes)})" if notes else ""
    if _better(series, here, there) is None:
        return f"{year} var värdena lika{note}"
    verb = "hade" if series["unit"] in COUNTED else "låg"
    return f"{year} {verb} Eskilstuna {_side(series, here, there, ' än riket')}{note}"


def required_per_year(view: FollowUp, *names: str) -> HTML:
    """Ask what each target demands per year, on one scale: percent of the baseline.

    Parameters
    ----------
    view : FollowUp
    *names : str
        Series with baseline and target on a scale with a true zero.

    Returns
    -------
    HTML
        A sentence, bars sorted by demand, and a table: one row per series with the demand in its own unit and in
        percent of the baseline, both along the straight line of the method (section 3).
    """
    rows = sorted((_demand(*rows_of(view, name)) for name in names), key=lambda row: (-row["share"], row["label"]))
    table = Table(
        "Vad målen kräver per år, längs en rak väg",
        ["Serie", "Utgångsvärde", "Mål", "Antal år", "Per år i seriens enhet", "Per år, procent av utgångsvärdet"],
        [row["cells"] for row in rows],
    )
    most, least = rows[0], rows[-1]
    texts = [f"Högst krav per år ställer {most['told']}", f"Lägst krav ställer {least['told']}"]
    return _answer(texts, table, _demand_figure(rows))


def _demand(series: pd.Series, _observations: pd.DataFrame, rows: pd.DataFrame) -> dict:
    main = main_row(rows)
    years = int(main["target_year"]) - int(main["baseline_year"])
    change = minus(main["target"], main["baseline"])
    share = abs(change) / years / main["baseline"] * 100
    digits = decimals(series) + (abs(change) < 1000 * years)
    cells = [
        series["label"],
        f"{quantity(series, main['baseline'])} ({main['baseline_year']})",
        f"{number(series, main['target'])} ({main['target_year']})",
        str(years),
        format_number(change / years, digits, sign=True),
        format_number(share, 1),
    ]
    unit, way = DIFFERENCES.get(series["unit"], series["unit"]), "en ökning" if change > 0 else "en minskning"
    told = (
        f"”{series['label']}”: {way} med {format_number(abs(change) / years, digits)} {unit} om året, "
        f"{format_number(share, 1)} procent av utgångsvärdet"
    )
    return {"label": series["label"], "share": share, "cells": cells, "told": told}


def _demand_figure(rows: Sequence[dict]) -> str:
    table = pd.DataFrame([{"label": row["label"], "value": row["share"]} for row in rows])
    figure = figures.bars(table, unit="procent av utgångsvärdet per år", decimals=1, width=WIDE)
    parts = [f"{row['label']} {format_number(row['share'], 1)}" for row in rows]
    alt = fit("Stapeldiagram: vad målen kräver per år, procent av utgångsvärdet. ", parts)
    return figures.as_html(
        figure, alt, "Krav per år i procent av utgångsvärdet, längs en rak väg. Källa: planens tabeller."
    )


def distance_to_target(view: FollowUp, *names: str) -> HTML:
    """Ask how far it is to each target, for series that share a unit, and which have nowhere to start from.

    Parameters
    ----------
    view : FollowUp
    *names : str
        Series in the same unit.

    Returns
    -------
    HTML
        Sentences, baseline, latest outcome and target on one axis, and a table: one row per series.
    """
    chosen = [(series, main_row(rows)) for series, _, rows in (rows_of(view, name) for name in names)]
    points = pd.DataFrame([_bullet(series, row) for series, row in chosen])
    first = chosen[0][0]
    digits = max(decimals(series) for series, _ in chosen)
    figure = figures.bullets(points, unit=first["unit"], decimals=digits, width=WIDE)
    longest = points.assign(left=(points["target"] - points["value"].fillna(points["baseline"])).abs())
    parts = [_bullet_text(p, digits) for p in longest.sort_values("left", ascending=False, kind="stable").itertuples()]
    alt = fit(f"Punktdiagram, {first['unit']}, längst till målet först. ", parts)
    caption = f"Avståndet till målet, {first['unit']}. {_marks(points)} " + _origin(view, names, _drawn_years(chosen))
    rows = [_bullet_cells(series, row) for series, row in chosen]
    heads = ["Serie", "Utgångsvärde", "Senaste utfall", "Mål", "Kvar till målet"]
    table = Table(f"Avstånd till målet, {first['unit']}", heads, rows, _other_units(view, first["unit"]))
    return _answer(_distance_sentences(chosen), table, figures.as_html(figure, alt, caption))


def _other_units(view: FollowUp, unit: str) -> list[str]:
    """Name the area's series that have no place on the axis, since their unit is another."""
    others = view.series[view.series["unit"] != unit]
    named = "; ".join(f"{row.label} ({row.unit})" for row in others.itertuples())
    return [f"Räknas i en annan enhet och är därför inte med: {named}."] if named else []


def _bullet(series: pd.Series, row: pd.Series) -> dict:
    values = {name: row[name] for name in ("baseline", "value", "target")}
    return {"label": series["label"], "riket": float("nan")} | values


def _bullet_text(point, digits: int) -> str:
    named = (("", point.baseline), ("utfall ", point.value), ("mål ", point.target))
    return f"{point.label}: " + ", ".join(f"{name}{format_number(v, digits)}" for name, v in named if known(v))


def _marks(points: pd.DataFrame) -> str:
    words = {"baseline": "Streck: utgångsvärde.", "value": "Punkt: senaste utfall.", "target": "Öppen romb: mål."}
    return " ".join(text for column, text in words.items() if points[column].notna().any())


def _drawn_years(chosen: Sequence[tuple[pd.Series, pd.Series]]) -> set[int]:
    pairs = (("baseline", "baseline_year"), ("value", "year"), ("target", "target_year"))
    return {int(row[year]) for _, row in chosen for value, year in pairs if known(row[value]) and known(row[year])}


def _bullet_cells(series: pd.Series, row: pd.Series) -> list[str]:
    value = f"{number(series, row['value'])} ({row['year']})" if known(row["value"]) else MISSING
    base = f"{number(series, row['baseline'])} ({row['baseline_year']})" if known(row["baseline"]) else MISSING
    start, year = _latest(row)
    left = f"{number(series, max(_left(series, start, row['target']), 0))} ({year})" if known(start) else MISSING
    return [series["label"], base, value, number(series, row["target"]), left]


def _latest(row: pd.Series) -> tuple[float, int]:
    """Give the judged outcome, or the baseline where there is none, and its year."""
    return (row["value"], row["year"]) if known(row["value"]) else (row["baseline"], row["baseline_year"])


def _distance_sentences(chosen: Sequence[tuple[pd.Series, pd.Series]]) -> list[str]:
    without = [series for series, row in chosen if not known(row["baseline"])]
    starts = [(series, row, *_latest(row)) for series, row in chosen if known(_latest(row)[0])]
    lefts = [(_left(series, start, row["target"]), year, series) for series, row, start, year in starts]
    texts = []
    if lefts:
        size, year, series = max(lefts, key=lambda found: found[0])
        far = f"Längst till målet var det för ”{series['label']}”: {distance(series, size)} år {year}"
        texts.append(far if size > 0 else "Alla mål med ett känt värde är nådda")
    if without:
        unit = chosen[0][0]["unit"]
        share = f"{spelled(len(without)).capitalize()} av de {spelled(len(chosen))} mål som anges i {unit}"
        texts.append(f"{share} saknar utgångsvärde i planen: {_labels(without)}")
    return texts


def targets_behind_baseline(view: FollowUp, *names: str) -> HTML:
    """Ask which targets are equal to or behind their baseline, and what the plan then promises.

    Parameters
    ----------
    view : FollowUp
    *names : str
        Series to look at; all of the area when left out.

    Returns
    -------
    HTML
        Sentences and a table: one row per series whose target type is to hold.
    """
    wanted = names or tuple(view.series["series"])
    found = [
        (s, main_row(rows)) for s, _, rows in (rows_of(view, name) for name in wanted) if "hold" in s["target_type"]
    ]
    rows = [_hold_cells(series, row) for series, row in found]
    behind = [series for series, row in found if _better(series, row["baseline"], row["target"])]
    equal = [series for series, row in found if row["baseline"] == row["target"]]
    texts = [
        f"Målet är sämre än utgångsvärdet, så planen lovar ingen förbättring: {_labels(behind)}" if behind else "",
        f"Målet är lika med utgångsvärdet, så planen vill hålla nivån: {_labels(equal)}" if equal else "",
    ]
    heads = ["Serie", "Utgångsvärde", "Mål", "Senaste utfall", "Klass"]
    which = " eller ".join(word for word, series in (("lika med", equal), ("sämre än", behind)) if series)
    return _answer(texts, Table(f"Mål som är {which or 'lika med eller sämre än'} utgångsvärdet", heads, rows))


def _hold_cells(series: pd.Series, row: pd.Series) -> list[str]:
    value = f"{number(series, row['value'])} ({row['year']})" if known(row["value"]) else MISSING
    return [
        series["label"],
        f"{quantity(series, row['baseline'])} ({row['baseline_year']})",
        f"{number(series, row['target'])} ({row['target_year']})",
        value,
        class_text(row["level"]) + (" (måttet ligger nära planens)" if "close_definition" in row["flags"] else ""),
    ]


def composition(view: FollowUp, *names: str) -> HTML:
    """Ask how women and men are distributed in a group, and whether that lies within 40-60 percent.

    Parameters
    ----------
    view : FollowUp
    *names : str
        Series that are a distribution (könsfördelning).

    Returns
    -------
    HTML
        Sentences, one 100 % bar per series, place and time, and a table with the same figures.
    """
    found = [(series, observations) for series, observations, _ in (rows_of(view, name) for name in names)]
    bars = pd.DataFrame([bar for series, observations in found for bar in _bars(series, observations)])
    first = found[0][0]
    digits = max(decimals(series) for series, _ in found)
    names_ = sex_word(first, "women"), sex_word(first, "men")
    figure = figures.shares(bars, names_, decimals=digits, width=WIDE)
    parts = [
        f"{b.label}: {names_[0]} {format_number(b.women, digits)}, {names_[1]} {format_number(b.men, digits)}"
        for b in bars.itertuples()
    ]
    origin = _origin(view, names, bars["year"], riket=True)
    image = figures.as_html(
        figure,
        fit("Stapeldiagram, 100 procent: könsfördelning. ", parts),
        f"Könsfördelning i procent; de streckade linjerna visar spannet 40–60. {origin}",
    )
    rows = [
        [b.label, format_number(b.women, digits), format_number(b.men, digits), "ja" if b.inside else "nej"]
        for b in bars.itertuples()
    ]
    table = Table("Könsfördelning, procent av gruppen", ["Grupp", "Kvinnor", "Män", "Inom 40–60"], rows)
    inside = [row[0] for row in rows if row[3] == "ja"]
    text = (
        f"Inom spannet 40–60 procent: {'; '.join(inside)}"
        if inside
        else "Inget av värdena ligger inom spannet 40–60 procent"
    )
    return _answer([text], table, image)


def _bars(series: pd.Series, observations: pd.DataFrame) -> list[dict]:
    usable = observations[
        observations["value"].notna() & (observations["kind"] != "related") & (observations["sex"] == "men")
    ]
    usable = usable[(usable["geography"] == HOME) | (usable["kind"] == "baseline")].sort_values(["geography", "year"])
    return [
        {
            "label": f"{series['label']}, {_which(row)}{row.year}",
            "women": minus(100, row.value),
            "men": row.value,
            "year": row.year,
            "inside": round_half_up(abs(exact(row.value) - 50), Decimal(series["precision"])) <= 10,
        }
        for row in usable.itertuples()
    ]


def _which(row) -> str:
    return ("riket " if row.geography == RIKET else "") + ("mål " if row.kind == "target" else "")


def means_over_period(view: FollowUp, *names: str) -> HTML:
    """Ask what targets for the mean over the period still demand of the years that are left.

    Parameters
    ----------
    view : FollowUp
    *names : str
        Series whose target is a mean over a declared period.

    Returns
    -------
    HTML
        Sentences and a table: one row per series with the mean so far and the mean that the remaining years need.
    """
    found = [(series, main_row(rows)) for series, _, rows in (rows_of(view, name) for name in names)]
    heads = [
        "Serie",
        "Utgångsvärde",
        "Mål för medelvärdet",
        "Period",
        "Medelvärde hittills",
        "Krävs i snitt av åren som återstår",
    ]
    rows = [_mean_cells(series, row) for series, row in found]
    texts = [_mean_sentence(series, row) for series, row in found]
    notes = ["Planen skriver ”i genomsnitt under mandatperioden” men inte vilka år; perioden är ett antagande."]
    return _answer(texts, Table("Mål för genomsnittet under perioden", heads, rows, notes))


def _mean_cells(series: pd.Series, row: pd.Series) -> list[str]:
    return [
        series["label"],
        f"{number(series, row['baseline'])} ({row['baseline_year']})",
        number(series, row["target"]),
        f"{series['period_start']}–{series['period_end']}",
        number(series, row["value"]) if known(row["value"]) else MISSING,
        _mean_needed(series, row),
    ]


def _mean_needed(series: pd.Series, row: pd.Series) -> str:
    """Print the mean that the years left must have; the target itself before the period, nothing when it is unknown."""
    if row["report_year"] < series["period_start"]:
        return number(series, row["target"])
    return number(series, row["required_per_year"]) if known(row["value"]) else MISSING


def _mean_sentence(series: pd.Series, row: pd.Series) -> str:
    goal = quantity(series, row["target"])
    if not known(row["value"]):
        return (
            f"{series['label']}: målet är {goal} i genomsnitt {series['period_start']}–{series['period_end']}; "
            f"{row['baseline_year']} var värdet {quantity(series, row['baseline'])}, och inget årsvärde har hittats "
            "sedan dess"
        )
    return (
        f"{series['label']}: medelvärdet till och med {row['year']} är {quantity(series, row['value'])}, målet {goal}"
    )
