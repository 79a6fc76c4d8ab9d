"""Checks of declarations.csv against the plan's figures and itself.

A rule takes a row and the plan's lines by sex, and yields pairs of column and what is allowed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

import pandas as pd

from helpers.model.issues import Issue
from helpers.model.numbers import decimals_of, exact, format_number
from helpers.model.records import as_records

_OPENINGS = {"higher": "Högre är bättre", "lower": "Lägre är bättre", "balance": "Jämn fördelning är bättre"}
_WORDS = {"kvinnor": "män", "flickor": "pojkar"}
_SEX = {"women": "kvinnor", "men": "män", "total": "totalt"}
_HALF, _SHARES = Decimal(50), ("0", "100")
_WINDOW = 10  # years before the baseline and after the target that a declaration may name


class Line(NamedTuple):
    """The plan's baseline and target of one sex.

    Attributes
    ----------
    baseline, target : Decimal or None
        None where none is printed.
    baseline_of, target_of : Decimal or None
        The n of a count of n; None for other figures.
    """

    baseline: Decimal | None = None
    target: Decimal | None = None
    baseline_of: Decimal | None = None
    target_of: Decimal | None = None


Found = Iterator[tuple[str, str]]


def declaration_issues(series: pd.DataFrame, figures: pd.DataFrame, likely: pd.DataFrame | None = None) -> list[Issue]:
    """Return the issues of declarations that the method cannot use.

    Contradictions inside a row, against the plan's figures and between rows are issues too.

    Parameters
    ----------
    series : DataFrame
        One row per series: what is declared and what the plan prints about it; text, with ``file`` and ``line``.
    figures : DataFrame
        The observations; only those that the plan prints (``kind`` baseline and target) and the sexes of all are used.
    likely : DataFrame, optional
        Words in a series' title or unit that make one value of one column likely: ``word``, ``column``, ``likely``.
        No such check when left out.

    Returns
    -------
    list of Issue
        With the file, row and column of the declaration and what is allowed. The target type is compared with the one
        that baseline, target and direction imply (docs/metod.md, section 1).
    """
    lines = _lines_of(figures[figures["geography"].isin(series["geography"])])
    sexes = figures[figures["value"] != ""].groupby("series")["sex"].agg(set).to_dict()
    places = figures[figures["kind"] == "baseline"].groupby("series")["geography"].agg(set).to_dict()
    hints = [] if likely is None else as_records(likely)
    labels = Counter(series["label"])
    issues = []
    for row in as_records(series):
        name = row["series"]
        told = lines.get(name, {})
        found = [pair for rule in _RULES for pair in rule(row, told)]
        found += _sex_issues(row, sexes.get(name, set())) + list(_place_issues(row, places.get(name, set())))
        found += _unlikely(row, hints)
        if labels[row["label"]] > 1:
            found.append(("label", "namnet finns på en annan serie också; varje serie har ett eget"))
        issues += [Issue(row["file"], row["line"], column, row[column], allowed) for column, allowed in found]
    return issues


def pair_issues(mapped: pd.DataFrame, declarations: pd.DataFrame) -> list[Issue]:
    """Return the issues where a printed pair does not fit its declaration.

    A pair is two shares, as 63/37, or a count of n, as 9/15; a series must be declared to have such, or not to.

    Parameters
    ----------
    mapped : DataFrame
        One row per printed row of the plan, with ``series`` and ``sex``; its cells can be read.
    declarations : DataFrame
        One row per declared series, with ``file`` and ``line``.

    Returns
    -------
    list of Issue
        At most one per series and column.
    """
    declared = {row["series"]: row for row in as_records(declarations)}
    found = {}
    for row in as_records(mapped[mapped["series"].isin(declared)]):
        series, cells = declared[row["series"]], [row[kind] for kind in ("baseline", "target") if row[kind]]
        for cell in cells:
            if told := _pair_issue(series, row["sex"], cell):
                allowed = f"planen trycker {cell}: {told[1]}"
                issue = Issue(series["file"], series["line"], told[0], series[told[0]], allowed)
                found.setdefault((series["series"], told[0]), issue)
    return list(found.values())


def _pair_issue(series: dict, sex: str, cell: str) -> tuple[str, str] | None:
    """Return the column that a printed cell contradicts and what is allowed."""
    pair, shares = "/" in cell, sex == "women/men"
    if pair and shares and series["distribution"] != "true":
        return "distribution", "ett par för kvinnor och män är en könsfördelning, true"
    if pair and not shares and series["aggregation"] != "count":
        return "aggregation", "ett antal av alla, count"
    if not pair and series["aggregation"] == "count":
        return "aggregation", "count kräver ett antal av alla, som 9/15; ange value"
    return None


def _lines_of(figures: pd.DataFrame) -> dict[str, dict[str, Line]]:
    """Return the plan's own figures by series and sex."""
    lines: dict[str, dict[str, Line]] = {}
    for row in as_records(figures[figures["kind"].isin(["baseline", "target"]) & (figures["value"] != "")]):
        of_series = lines.setdefault(row["series"], {})
        n = exact(row["denominator"]) if row["denominator"] else None
        told = {row["kind"]: exact(row["value"]), f"{row['kind']}_of": n}
        of_series[row["sex"]] = of_series.get(row["sex"], Line())._replace(**told)
    return lines


def _implied(row: dict, line: Line) -> str:
    """Return the target type that baseline, target and direction imply.

    The rule: docs/metod.md, section 1.
    """
    if line.target is None:
        return "follow"
    if line.baseline is None:
        return "level"
    if row["better"] == "balance":
        return "balance"
    gained = (1 if row["better"] == "higher" else -1) * (line.target - line.baseline)
    return "change" if gained > 0 else "hold"


def _type_issues(row: dict, lines: dict[str, Line]) -> Found:
    """Return the issues where the target type is not the implied one."""
    kinds = {sex: _implied(row, line) for sex, line in lines.items() if line.target is not None}
    also = [("relative", row["relative_to"] != ""), *((one, row["aggregation"] == one) for one in ("mean", "count"))]
    parts = [part for part, is_so in also if is_so]
    kind = "follow" if not kinds else next(iter(kinds.values()))
    if len(set(kinds.values())) > 1:
        each = ", ".join(f"{_told(sex, lines)} ger {kind}" for sex, kind in kinds.items())
        yield "target_type", f"en serie kan bara ha en måltyp, men med better {row['better']} gäller {each}"
    elif len(parts) > 1:
        yield "target_type", f"en serie kan inte vara både {' och '.join(parts)}"
    elif row["target_type"] != (expected := ";".join([kind, *parts])):
        whose = "total" if "total" in kinds else next(iter(kinds), None)
        why = _told(whose, lines) if whose else "inget mål"
        rest = f", relative_to {row['relative_to'] or 'tomt'} och aggregation {row['aggregation']}"
        yield "target_type", f"planens tal ({why}) med better {row['better']}{rest} ger {expected}"


def _told(sex: str, lines: dict[str, Line]) -> str:
    return f"{_SEX[sex]} {_figures(lines[sex])}"


def _figures(line: Line) -> str:
    """Return a line's figures in Swedish: ``13,8 → 10,8``."""
    printed = [
        "–" if value is None else format_number(value, decimals_of(value)) for value in (line.baseline, line.target)
    ]
    return " → ".join(printed)


def _balance_issues(row: dict, lines: dict[str, Line]) -> Found:
    """Return the issues where balance, distribution, scale and target disagree.

    A target of balance lies nearer to 50 than its baseline does.
    """
    if (row["better"] == "balance") != (row["distribution"] == "true"):
        yield "better", "balance gäller könsfördelningar (distribution true), och bara dem"
    if row["better"] != "balance":
        return
    if (row["scale_min"], row["scale_max"]) != _SHARES:
        yield "scale_max", "en könsfördelning har skalan 0–100"
    for sex, line in lines.items():
        if line.target is None:
            continue
        if line.baseline is None:
            yield "better", "en jämn fördelning bedöms mot utgångsvärdet, som planen inte trycker"
        elif abs(line.target - _HALF) >= abs(line.baseline - _HALF):
            yield "better", f"målet för {_SEX[sex]} ska ligga närmare 50 än utgångsvärdet, {_figures(line)}"


def _reason_issues(row: dict, lines: dict[str, Line]) -> Found:
    """Return the issues where a reason is missing, unneeded or argues otherwise."""
    for better, opening in _OPENINGS.items():
        if better != row["better"] and row["better_reason"].startswith(opening):
            yield "better_reason", f"skälet säger ”{opening}” men better är {row['better']}"
    for column, reason in (("near_tolerance", "near_reason"), ("period_start", "period_reason")):
        if bool(row[column]) != bool(row[reason]):
            yield reason, f"ska anges när {column} anges, annars vara tomt"


def _scale_issues(row: dict, lines: dict[str, Line]) -> Found:
    """Return the issues where scale, plan's figures, unit and true zero disagree."""
    low, high = (exact(row[name]) if row[name] else None for name in ("scale_min", "scale_max"))
    if low is not None and high is not None and low >= high:
        yield "scale_max", f"ska vara större än scale_min, {row['scale_min']}"
        return
    values = [v for line in lines.values() for v in (line.baseline, line.target) if v is not None]
    if low is not None and any(value < low for value in values):
        yield "scale_min", f"planens tal går ned till {_shown(min(values))}; högst det"
    if high is not None and any(value > high for value in values):
        yield "scale_max", f"planens tal går upp till {_shown(max(values))}; minst det"
    if row.get("unit_percent") == "true" and high is not None and row["scale_max"] != _SHARES[1]:
        yield "scale_max", "andelar i procent går till 100; tomt om måttet kan bli större"
    zero = "false" if low is not None and low > 0 else "true" if low == 0 else ""
    if not zero and "true" in (row.get("unit_rate"), row.get("unit_counted"), row.get("unit_persons")):
        zero = "true"
    if zero and row["true_zero"] != zero:
        bottom = f"med skalans botten {row['scale_min']}" if row["scale_min"] else f"med enheten {row['unit']}"
        yield "true_zero", f"ska vara {zero} {bottom}"


def _shown(value: Decimal) -> str:
    return format_number(value, decimals_of(value))


def _period_issues(row: dict, lines: dict[str, Line]) -> Found:
    """Return the issues where a mean lacks a period within the plan.

    Other series may have no period.
    """
    first, last = int(row["baseline_year"]) + 1, int(row["target_year"])
    if row["aggregation"] != "mean":
        yield from ((name, "anges bara för medelvärden, aggregation mean") for name in _PERIOD if row[name])
        return
    missing = [name for name in _PERIOD if not row[name]]
    yield from ((name, f"ett medelvärde gäller en period: ange ett år {first}–{last}") for name in missing)
    outside = [name for name in _PERIOD if row[name] and not first <= int(row[name]) <= last]
    yield from ((name, f"ska ligga i planen, {first}–{last}") for name in outside)
    if not missing and row["period_start"] > row["period_end"]:
        yield "period_end", f"ska vara {row['period_start']} eller senare"


_PERIOD = ("period_start", "period_end")


def _count_issues(row: dict, lines: dict[str, Line]) -> Found:
    """Return the issues where a count lacks an n, scale or unit."""
    if row["aggregation"] != "count":
        return
    numbers = [n for line in lines.values() for n in (line.baseline_of, line.target_of) if n is not None]
    if any(n <= 0 for n in numbers):
        yield "aggregation", "ett antal av alla kräver att alla är fler än noll"
    if row["scale_min"] != "0" or row["scale_max"]:
        yield "scale_min", "ett antal av alla har skalans botten 0 och ingen topp"
    if row.get("unit_counted") == "false":
        yield "unit", "ett antal av alla ska ha en enhet som räknas"


def _total_issues(row: dict, lines: dict[str, Line]) -> Found:
    """Return the issues where a total cannot be the declared sum or mean."""
    of_sexes = row["individual_based"] == "true" and row["distribution"] == "false"
    for name in ("weighted_total", "additive_total"):
        if row[name] == "true" and not of_sexes:
            yield name, "gäller bara mått om personer som inte är könsfördelningar; ange false"
    if row["weighted_total"] == row["additive_total"] == "true":
        yield "additive_total", "totalen kan inte vara både en summa och ett vägt medelvärde"
    rate = row["scale_max"] or row.get("unit_rate") == "true"
    if row["additive_total"] == "true" and rate:
        yield "additive_total", "bara antal kan läggas ihop; ange false"
    if row["weighted_total"] == "true" and row.get("unit_persons") == "true":
        yield "weighted_total", "antal vägs inte ihop utan läggs ihop; ange false"
    if row.get("unit_persons") == "true" and of_sexes and row["additive_total"] != "true":
        yield "additive_total", "kvinnor och män räknas i personer och är tillsammans totalen; ange true"


def _years_issues(row: dict, lines: dict[str, Line]) -> Found:
    """Return the issues where years are unsorted, repeated or far from the plan."""
    first, last = int(row["baseline_year"]), int(row["target_year"])
    if first >= last:
        yield "target_year" if "target_year" in row else "series", f"målåret ska vara senare än {first}"
    for column, low, high in (
        ("measured_years", first, last),
        ("breaks", first - _WINDOW, last + _WINDOW),
    ):
        years = [int(year) for year in row[column].split(";") if year]
        if years != sorted(set(years)):
            yield column, "åren ska stå i ordning, ett gång var"
        if outside := [year for year in years if not low <= year <= high]:
            yield column, f"ska ligga {low}–{high}; {', '.join(map(str, outside))} gör det inte"
    measured = [int(year) for year in row["measured_years"].split(";") if year]
    if measured and max(measured) <= first:
        yield "measured_years", f"minst ett mätår ska komma efter utgångsåret {first}"


def _near_issues(row: dict, lines: dict[str, Line]) -> Found:
    """Return the issues where a declared tolerance is too small or too large.

    It is at least one step of the plan's last digit and less than the planned change.
    """
    if not row["near_tolerance"]:
        return
    near = exact(row["near_tolerance"])
    if near < exact(row["precision"]):
        yield "near_tolerance", f"ska vara minst planens sista siffra, {row['precision']}, och inte noll"
    aimed = [line for line in lines.values() if line.target is not None]
    if not aimed:
        yield "near_tolerance", "serien har inget mål att vara nära"
    for line in aimed:
        way = abs(line.target - (line.baseline or 0)) or abs(line.target)
        if near >= way > 0:
            yield "near_tolerance", f"ska vara mindre än vägen till målet, {_figures(line)}"
            return


def _precision_issues(row: dict, lines: dict[str, Line]) -> Found:
    """Return the issues where the precision is not the last printed digit."""
    values = [v for line in lines.values() for v in (line.baseline, line.target) if v is not None]
    printed = str(Decimal(1).scaleb(-max(map(decimals_of, values), default=0)))
    if row["precision"] != printed:
        yield "precision", f"ska vara planens sista tryckta siffra, {printed}"


def _person_issues(row: dict, lines: dict[str, Line]) -> Found:
    """Return the issues where a measure of persons is not declared as one."""
    if row.get("unit_persons") == "true" and row["individual_based"] != "true":
        yield "individual_based", f"enheten {row['unit']} handlar om personer; ange true"
    if row["distribution"] == "true" and row["individual_based"] != "true":
        yield "individual_based", "en könsfördelning handlar om personer; ange true"
    if row["own_yardstick"] == "true" and (
        not row["women_word"] or "true" in (row["weighted_total"], row["distribution"])
    ):
        yield "own_yardstick", "gäller bara kvoter för kvinnor och män vars total inte är vägd eller en fördelning"


_RULES: tuple[Callable[[dict, dict[str, Line]], Found], ...] = (
    *(_type_issues, _balance_issues, _reason_issues, _scale_issues, _period_issues, _count_issues, _total_issues),
    *(_years_issues, _near_issues, _precision_issues, _person_issues),
)


def _sex_issues(row: dict, sexes: set[str]) -> list[tuple[str, str]]:
    """Return the issues where figures by sex lack words or persons.

    The words are kvinnor and män, or flickor and pojkar; such figures are about persons.
    """
    found, split = [], bool(sexes & {"women", "men"})
    if split and row["individual_based"] != "true":
        found.append(("individual_based", "det finns värden för kvinnor och män; ange true"))
    if split and not row["women_word"]:
        found.append(("women_word", f"det finns värden för kvinnor och män; ange {' eller '.join(_WORDS)}"))
    if row["men_word"] != (fitting := _WORDS.get(row["women_word"], "")):
        found.append(("men_word", f"ska vara {fitting or 'tomt'} när women_word är {row['women_word'] or 'tomt'}"))
    if row["women_word"] and row["individual_based"] != "true":
        found.append(("women_word", "anges bara för mått om personer"))
    return found


def _place_issues(row: dict, places: set[str]) -> Found:
    """Return the issues where a baseline's real year cannot be right.

    A place that the plan prints no baseline for or that is named twice, the printed year itself, a year far from it.
    """
    told = [part.split("=") for part in row["baseline_measured"].split(";") if part]
    if len({place for place, _ in told}) < len(told):
        yield "baseline_measured", "varje plats får stå en gång"
    for place, year in told:
        if place not in places:
            yield "baseline_measured", f"planen trycker inget utgångsvärde för {place}"
        if int(year) == int(row["baseline_year"]) or not abs(int(year) - int(row["baseline_year"])) <= _WINDOW:
            yield "baseline_measured", f"ska vara ett annat år än det tryckta, {row['baseline_year']}, och nära det"


def _unlikely(row: dict, hints: Iterable[dict]) -> list[tuple[str, str]]:
    """Return the issues where an unlikely declaration has no reason.

    A title's or a unit's words make one value likely; a reason where nothing is unlikely is an issue too.
    """
    text = f"{row['title']} {row['unit']}".lower()
    against = [hint for hint in hints if hint["word"] in text and row[hint["column"]] != hint["likely"]]
    reason = row.get("unlikely_reason", "")
    if against and not reason:
        return [
            (hint["column"], f"”{hint['word']}” gör {hint['likely']} troligt: ange det, eller skäl i unlikely_reason")
            for hint in against
        ]
    if reason and not against and hints:
        return [("unlikely_reason", "ska vara tomt: inget i titel eller enhet talar mot raden")]
    return []
