"""Receipts: each class with its inputs, formula and arithmetic, in Swedish.

Plain text, no HTML. `receipt` takes one row of `helpers.method.assess.assess` and the series' own row and returns
sentences in which every figure comes from those two rows. `helpers.text.vocabulary` has the word for every code;
`anchor` and `ANCHORS` give the place in docs/metod.md (rendered as metod.html) where the rule stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from helpers.method.plan import METHOD
from helpers.model.numbers import exact, format_number, in_percent, round_half_up
from helpers.text.gap_receipts import gap_development, gap_inputs, gap_plan
from helpers.text.units import Numbers
from helpers.text.vocabulary import (
    ANCHORS,
    CHANGE_WORDS,
    EVIDENCE_WORDS,
    FLAG_WORDS,
    HOLD_WORDS,
    LEVEL_WORDS,
    PACE_WORDS,
    REASON_WORDS,
    SO_FAR_WORDS,
)
from helpers.text.words import capital, compared_word, span

_DECLARED = ("better", "aggregation", "near_reason", "comparator_word", "comparator_genitive")


def _known(row: Mapping[str, Any] | pd.Series) -> dict:
    """Return a row's known facts: no empty text, NaN or NA."""
    return {name: value for name, value in dict(row).items() if not pd.isna(value) and value != ""}


def anchor(row: Mapping[str, Any] | pd.Series) -> str:
    """Return the method page's place for the rule behind a level.

    Parameters
    ----------
    row : mapping
        One row of the assessment.
    """
    facts = _known(row)
    if facts["sex"] == "gap":
        return ANCHORS["gap"]
    if facts["level"] == "not_assessable":
        return ANCHORS["not_assessable"]
    if facts.get("relation_met"):
        return ANCHORS["relative"]
    return ANCHORS[_kind(facts)]


def _kind(facts: dict) -> str:
    """Return the kind of rule that judged.

    Change and balance without a baseline are judged as level.
    """
    kind = facts.get("target_kind", "follow")
    return "level" if kind in ("change", "balance") and "baseline" not in facts else kind


def _ratio(value: float) -> str:
    """Return a ratio with two or three decimals, as many as it needs."""
    return format_number(value, 3)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _inputs(facts: dict, show: Numbers) -> Iterator[str]:
    """Yield the figures as they were printed."""
    better = {"lower": "lägre är bättre", "higher": "högre är bättre", "balance": "närmare 50 procent är bättre"}
    if "raw_baseline" in facts:
        given = _of(facts, "raw_baseline", "baseline_denominator", show)
        yield f"Utgångsvärde {facts['baseline_year']}: {given}."
    else:
        yield f"Utgångsvärde {facts['baseline_year']}: planen anger inget."
    if "raw_target" in facts:
        given = _of(facts, "raw_target", "target_denominator", show)
        yield f"Mål {facts['target_year']}: {given} ({better[facts['better']]})."
    if "raw_value" in facts:
        yield f"Utfall {facts['year']}: {_of(facts, 'raw_value', 'denominator', show)}."
    if "margin" in facts:
        yield f"Felmarginal: ±{show.change(facts['margin'])}."


def _of(facts: dict, name: str, denominator: str, show: Numbers) -> str:
    """Return a figure, and a count with its n: 13 av 14."""
    if facts.get("aggregation") == "count" and denominator in facts:
        return f"{show.number(facts[name])} av {show.number(facts[denominator])} {show.unit}"
    return show.amount(facts[name])


def _transformation(facts: dict, show: Numbers) -> Iterator[str]:
    """Yield how the judged figures come from the printed ones."""
    if facts.get("target_kind") == "balance":
        yield from _distance_from_half(facts, show)
    elif facts.get("aggregation") == "count" and "n_changed" in facts["flags"]:
        yield from _restated(facts, show)
    elif "mean_sum" in facts:
        years = span([facts["year"] - facts["mean_years"] + 1, facts["year"]])
        total, mean = show.number(facts["mean_sum"]), show.amount(facts["value"])
        yield f"Medelvärde {years}: {total} / {facts['mean_years']} = {mean}."


def _distance_from_half(facts: dict, show: Numbers) -> Iterator[str]:
    """Yield the distance from 50 percent at each time."""
    for name, year in (("baseline", "baseline_year"), ("target", "target_year"), ("value", "year")):
        if name in facts and f"raw_{name}" in facts:
            raw = show.number(facts[f"raw_{name}"])
            yield f"Avstånd till 50 procent {facts[year]}: |{raw} − 50| = {show.change(facts[name])}."


def _restated(facts: dict, show: Numbers) -> Iterator[str]:
    """Yield how baseline and target are restated out of the value's own n."""
    for name, word in (("baseline", "Utgångsvärdet"), ("target", "Målet")):
        if f"raw_{name}" in facts and f"{name}_denominator" in facts:
            raw, n, own = facts[f"raw_{name}"], facts[f"{name}_denominator"], facts["denominator"]
            yield (
                f"{word} räknat av {show.number(own)}: {show.number(raw)} × {show.number(own)} / {show.number(n)} "
                f"= {show.number(facts[name])}."
            )


def _rounding(facts: dict, show: Numbers) -> Iterator[str]:
    """Yield the rounding to the plan's last digit when it changes the figure."""
    if facts["value"] != facts["value_rounded"]:
        unit = format_number(Decimal(1).scaleb(-show.decimals), show.decimals)
        exactly = exact(facts["value"])
        twice = round_half_up(exact(show.number_of(facts["value"])), show.last) != exact(facts["value_rounded"])
        given = f" från det oavrundade {show.step(exactly)}" if twice else ""
        yield f"Avrundat till planens sista siffra ({unit}){given}: {show.number(facts['value_rounded'])}."


def _goal(facts: dict) -> str:
    return "planens gap" if facts["sex"] == "gap" else "målet"


def _remaining(facts: dict, show: Numbers) -> Iterator[str]:
    """Yield what remains to the target."""
    higher = facts.get("target_kind") != "balance" and facts["sex"] != "gap" and facts["better"] == "higher"
    target, value = show.term(facts["target"]), show.term(facts["value_rounded"])
    if facts["remaining"] <= 0:
        sign = "≥" if higher else "≤"
        reached = f"{show.number(facts['value_rounded'])} {sign} {show.number(facts['target'])}"
        yield f"{_goal(facts).capitalize()} är nått: {reached}."
    else:
        parts = (target, value) if higher else (value, target)
        yield f"Kvar till {_goal(facts)}: {' − '.join(parts)} = {show.change(facts['remaining'])}."


def _tolerance(facts: dict, show: Numbers) -> Iterator[str]:
    """Yield the tolerance for near, and why the class is what it is."""
    if facts["remaining"] <= 0:
        return
    yield f"Tolerans för nära målet: {_tolerance_rule(facts, show)}."
    if facts["remaining"] > facts["tolerance"]:
        yield (
            f"Det som är kvar, {show.number(facts['remaining'])}, är mer än toleransen {show.step(facts['tolerance'])}."
        )
    elif facts.get("number_level", facts["level"]) == "not_met":
        yield (
            f"Inom toleransen, men {show.number(facts['value_rounded'])} är inte bättre än utgångsvärdet "
            f"{show.number(facts['baseline'])}: därför inte nära."
        )
    else:
        yield (
            f"Det som är kvar, {show.number(facts['remaining'])}, ryms i toleransen {show.step(facts['tolerance'])}."
        )


def _tolerance_rule(facts: dict, show: Numbers) -> str:
    """Return where the tolerance comes from, with its arithmetic."""
    unit = Decimal(1).scaleb(-show.decimals)
    rule, target = facts["tolerance_rule"], facts["target"]
    if rule == "declared":
        motive = f" ({facts['near_reason']})" if "near_reason" in facts else ""
        return f"{show.step_change(facts['tolerance'])}, angiven för serien{motive}"
    if rule == "unit":
        return f"{show.step_change(facts['tolerance'])}, planens sista siffra"
    if rule == "share_of_change":
        part, whole = METHOD.near_change, abs(exact(target) - exact(facts["baseline"]))
        of = f"|{show.number(target)} − {show.term(facts['baseline'])}|"
    else:
        part, whole, of = METHOD.near_hold, abs(exact(target)), show.term(target)
    formula = f"{in_percent(part)} % av {of} = {show.step(part * whole)}"
    largest = show.step_change(facts["tolerance"])
    return f"det största av {format_number(unit, show.decimals)} och {formula}, alltså {largest}"


def _relation(facts: dict, show: Numbers) -> Iterator[str]:
    """Yield the second question of a relative target.

    For other targets the comparator's figure, as context.
    """
    if "relation_met" not in facts:
        if "reference" in facts:
            shown = show.amount(facts["reference"])
            yield f"{capital(compared_word(show.series))} {facts['year']}: {shown} (visas, bedöms inte)."
        return
    word = "lägre" if facts["better"] == "lower" else "högre"
    answer = {"yes": "ja", "no": "nej"}[facts["relation_met"]]
    value, other = show.number(facts["value"]), show.number(facts["reference"])
    yield f"Jämfört med {facts['comparator_word']} {facts['year']}: är {value} {word} än {other}? Svar: {answer}."


def _conclusion(facts: dict) -> Iterator[str]:
    """Yield the class."""
    reason = f" ({REASON_WORDS[facts['reason']].format_map(facts)})" if "reason" in facts else ""
    words = LEVEL_WORDS if facts["report_year"] >= facts["target_year"] else LEVEL_WORDS | SO_FAR_WORDS
    yield f"Måluppfyllelse: {words[facts['level']]}{reason}."


def _level(facts: dict, show: Numbers) -> Iterator[str]:
    """Yield how the level was judged, or why it could not be."""
    if facts["level"] != "not_assessable":
        for part in (_rounding, _remaining, _tolerance, _relation):
            yield from part(facts, show)
    yield from _conclusion(facts)


def _hold(facts: dict, _show: Numbers) -> Iterator[str]:
    """Yield how a hold target went year by year."""
    if "hold_path" in facts and facts["hold_years"] > 0:
        steps = [step.split(":") for step in facts["hold_path"].split(";")]
        words = HOLD_WORDS | ({"not_met": "över"} if facts["better"] == "lower" else {})
        years = ", ".join(f"{year} {words[level]}" for year, level in steps)
        yield f"Hålla målet år för år: {years}; nått {facts['hold_met']} av {facts['hold_years']} år."


def _path(facts: dict, show: Numbers) -> Iterator[str]:
    """Yield where the straight line stands."""
    if "path" in facts and facts["baseline_year"] < facts["path_year"] < facts["target_year"]:
        path = format_number(facts["path"], show.decimals + 1)
        yield (
            f"Rak linje från utgångsvärde till mål: {show.a_year(facts['path_per_year'])}; "
            f"{facts['path_year']} ligger den på {path}."
        )


def _pace(facts: dict, show: Numbers) -> Iterator[str]:
    """Yield the pace before the target year."""
    if "pace_ratio" not in facts:
        return
    value, baseline, target = (show.divided(facts["value"]), show.term(facts["baseline"]), show.number(facts["target"]))
    if show.number_of(facts["value"]) != exact(facts["value"]):
        yield f"Takten räknas på det oavrundade utfallet, {value}."
    way = f"({value} − {baseline}) / ({target} − {baseline}) = {_ratio(facts['p'])}"
    start, end, year = facts["baseline_year"], facts["target_year"], facts["year"]
    yield f"Andel av vägen, p: {way}."
    yield f"Andel av tiden, q: ({year} − {start}) / ({end} − {start}) = {_ratio(facts['q'])}."
    words = PACE_WORDS if facts["report_year"] >= facts["target_year"] else PACE_WORDS | SO_FAR_WORDS
    yield f"Takt R = p / q = {_ratio(facts['pace_ratio'])}: {words[facts.get('pace', '')]}."


def _required(facts: dict, show: Numbers) -> Iterator[str]:
    """Yield what is needed a year from now on."""
    if "required_per_year" not in facts:
        return
    if "mean_sum" in facts:
        yield _required_mean(facts, show)
        return
    end, year = facts["target_year"], facts["year"]
    value = show.divided(facts["value"])
    value = f"({value})" if facts["value"] < 0 else value
    parts = f"({show.number(facts['target'])} − {value}) / ({end} − {year})"
    yield f"Krävs från och med nu: {parts} = {show.a_year(facts['required_per_year'])}."
    so_far = show.a_year(facts["observed_per_year"])
    if "factor" in facts:
        yield f"Hittills {so_far}: det som krävs är {format_number(facts['factor'], 2)} gånger den takten."
    else:
        yield f"Hittills {so_far}: vändning krävs."


def _required_mean(facts: dict, show: Numbers) -> str:
    """Return the mean that the period's remaining years must have."""
    n, years = facts["mean_years"], facts["period_years"]
    total, target = show.term(facts["mean_sum"]), show.number(facts["target"])
    needed = format_number(facts["required_per_year"], show.decimals + 1)
    return f"Medel som krävs resten av perioden: ({years} × {target} − {total}) / ({years} − {n}) = {needed}."


def _projection(facts: dict, show: Numbers) -> Iterator[str]:
    """Yield the projection to the target year, its arithmetic and sensitivity."""
    if "projection" not in facts:
        return
    year, decimals = facts["target_year"], show.decimals + 1
    value, slope = format_number(facts["projection"], decimals), show.a_year(facts["projection_slope"])
    yield f"Medianlutning mellan alla par av år: {slope}."
    extended = "; ".join(format_number(end, decimals) for end in _extended(facts))
    yield f"Värdena ({_points(facts, show)}) framskrivna till {year} med den lutningen: {extended}."
    if "projection_low" not in facts:
        yield f"Prognos {year}: {value} (två punkter, ingen klass)."
        return
    low, high = (format_number(facts[name], decimals) for name in ("projection_low", "projection_high"))
    yield f"Prognos {year}, medianen: {value}. Känslighet: {low} till {high} när ett år i taget lämnas utanför."
    words = [LEVEL_WORDS[facts["projection_level"]]]
    if "projection_pace" in facts:
        words.append(f"takt {PACE_WORDS[facts['projection_pace']]}")
    yield f"Prognosen motsvarar: {', '.join(words)}."


def _read_points(facts: dict) -> list[tuple[int, Decimal]]:
    """Return the judged figures behind projection and direction."""
    pairs = (point.split(":") for point in facts["points"].split(";"))
    return [(int(year), Decimal(value)) for year, value in pairs]


def _points(facts: dict, show: Numbers) -> str:
    """Return the judged figures behind projection and direction, as printed."""
    return "; ".join(f"{year}: {show.number(value)}" for year, value in _read_points(facts))


def _extended(facts: dict) -> list[Decimal]:
    """Return every figure extended to the target year by the median slope."""
    slope = exact(facts["projection_slope"])
    return [value + slope * (facts["target_year"] - year) for year, value in _read_points(facts)]


def _direction(facts: dict, show: Numbers) -> Iterator[str]:
    """Yield the changes since the previous year and the baseline, and the evidence."""
    if "change_previous" in facts:
        change = show.between(facts["value"], facts["previous"])
        yield (
            f"Mot {facts['previous_year']}: {CHANGE_WORDS[facts['change_previous']]} ({show.change(change, sign=True)})"
            f"{_significance(facts.get('significant_previous'))}."
        )
    if "change_baseline" in facts and facts.get("previous_year") != facts["baseline_year"]:
        change = show.between(facts["value"], facts["baseline"])
        yield (
            f"Mot {facts['baseline_year']}: {CHANGE_WORDS[facts['change_baseline']]} ({show.change(change, sign=True)})"
            f"{_significance(facts.get('significant_baseline'))}."
        )
    if "evidence" in facts:
        yield _evidence(facts)


def _significance(answer: str | None) -> str:
    """Return whether a survey's difference exceeds its margin."""
    return {"yes": ", statistiskt säkerställd", "no": ", inte statistiskt säkerställd"}.get(answer or "", "")


def _evidence(facts: dict) -> str:
    """Return the evidence with Kendall's tau and the smallest attainable p."""
    word = EVIDENCE_WORDS[facts["evidence"]]
    if facts["evidence"] != "none":
        word = f"{word} riktning, {CHANGE_WORDS[facts['trend']]}"
    tau = f"τb = {format_number(facts['evidence_tau'], 2)}, " if "evidence_tau" in facts else ""
    return (
        f"Riktning över {facts['evidence_n']} mätningar: {word} ({tau}p = {format_number(facts['evidence_p'], 3)}; "
        f"minsta möjliga p med dessa värden är {format_number(facts['evidence_p_min'], 3)})."
    )


def _flags(facts: dict, _show: Numbers) -> Iterator[str]:
    """Yield every flag in words."""
    for flag in filter(None, facts["flags"].split(";")):
        yield _sentence(FLAG_WORDS[flag].format_map(facts))


def _later(facts: dict, show: Numbers) -> Iterator[str]:
    """Yield what came after the plan's period; it is never judged."""
    if "later_value" in facts:
        yield f"Efter planperioden, {facts['later_year']}: {show.amount(facts['later_value'])} (bedöms inte mot målet)."


def _parity(facts: dict, _show: Numbers) -> Iterator[str]:
    """Yield whether a distribution is inside 40-60."""
    if "inside_40_60" in facts:
        answer = {"yes": "ja", "no": "nej"}[facts["inside_40_60"]]
        yield f"Könsfördelning inom 40–60 procent: {answer} (står bredvid planens eget mål)."


_LINE: tuple[Callable[[dict, Numbers], Iterator[str]], ...] = (
    _inputs, _transformation, _level, _hold, _path, _pace, _required, _projection, _direction, _parity, _flags, _later,
)  # fmt: skip
_GAP: tuple[Callable[[dict, Numbers], Iterator[str]], ...] = (
    gap_inputs, gap_development, gap_plan, _level, _flags,
)  # fmt: skip


def receipt(row: Mapping[str, Any] | pd.Series, series_row: Mapping[str, Any] | pd.Series) -> list[str]:
    """Return the arithmetic behind one row of the assessment, sentence by sentence.

    Parameters
    ----------
    row : mapping
        One row of `helpers.method.assess.assess`.
    series_row : mapping
        The same series' row of the table of declarations: ``unit``, ``precision``, ``better``, ``aggregation``,
        ``near_reason``, ``women_word``, ``men_word``, the comparator's and the unit's words are used.

    Returns
    -------
    list of str
        Swedish sentences in the order of the arithmetic: figures as printed, transformation, level, pace, required
        pace, projection, direction, flags.
    """
    declared = dict(series_row)
    words = {"women_word": declared.get("women_word") or "kvinnor", "men_word": declared.get("men_word") or "män"}
    given = {name: declared[name] for name in _DECLARED if declared.get(name)}
    facts = {"flags": ""} | given | words | _known(row)
    parts = _GAP if facts["sex"] == "gap" else _LINE
    show = Numbers(declared)
    return [sentence for part in parts for sentence in part(facts, show)]
