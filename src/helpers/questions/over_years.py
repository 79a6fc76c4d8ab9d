"""Questions about the yearly figures: who changed, the path, one year's weight."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
from IPython.display import HTML

from helpers.method.companions import with_same_beside
from helpers.method.pace import straight_path
from helpers.model.numbers import MISSING, exact, round_half_up
from helpers.questions.answer import answer, left_to_goal
from helpers.read import measures, plan_first
from helpers.tables.render import Table
from helpers.text.figures import between, decimals, judged_figure, number
from helpers.text.reading import main_row
from helpers.text.words import apart, beside_word, capital, difference, quantity, sex_word, spelled
from helpers.view import FollowUp, rows_of, series_named


def change_by_sex(view: FollowUp, *names: str) -> HTML:
    """Answer who made the change of a total of women and men.

    Parameters
    ----------
    view : FollowUp
    *names : str
        Series whose total is women and men together.

    Returns
    -------
    HTML
        A sentence per series with the first and last year of both sexes, and how much of the change each stands for;
        a table with a row per series and year until the target year.
    """
    names = tuple(series_named(view, "change_by_sex", names))
    told, cells = [], []
    for series, observations, _ in (rows_of(view, name) for name in names):
        years = _by_year(series, observations)
        years = years.dropna(subset=["women", "men", "total"]) if {"women", "men", "total"} <= set(years) else years[:0]
        cells += [
            [f"{series['label']} {year}", *(number(series, row[sex]) for sex in ("women", "men", "total"))]
            for year, row in years.iterrows()
        ]
        told.append(_who_changed(series, years))
    first = rows_of(view, names[0])[0]
    heads = ["Serie och år", *(capital(sex_word(first, sex)) for sex in ("women", "men", "total"))]
    return answer(told, Table(f"Delarna av totalen, {first['unit']}", heads, cells, "lr"))


def _by_year(series: pd.Series, observations: pd.DataFrame) -> pd.DataFrame:
    """Return the municipality's figures until the target year.

    A row per year, a column per sex.
    """
    own = plan_first(observations)
    own = own[(own["geography"] == series["geography"]) & own["kind"].isin(["baseline", "outcome"])]
    own = own[own["year"].between(series["baseline_year"], series["target_year"]) & own["value"].notna()]
    return own.pivot_table(index="year", columns="sex", values="value", aggfunc="first").sort_index()


def _who_changed(series: pd.Series, years: pd.DataFrame) -> str:
    if len(years) < 2:
        return f"{series['label']}: kvinnor och män är inte kända i två år"
    first, last = years.iloc[0], years.iloc[-1]
    women, men, total = (between(series, last[sex], first[sex]) for sex in ("women", "men", "total"))
    words = sex_word(series, "women"), sex_word(series, "men")
    ends = [
        f"{number(series, row['total'])} år {row.name} ({words[0]} {number(series, row['women'])}, "
        f"{words[1]} {number(series, row['men'])})"
        for row in (first, last)
    ]
    parts = f"{words[0]} {difference(series, women)} och {words[1]} {difference(series, men)}"
    return f"{series['label']}: {ends[0]} och {ends[1]}; förändringen {difference(series, total)} är {parts}"


def against_path(view: FollowUp, *names: str) -> HTML:
    """Answer on which side of the straight path a measure was, by year.

    Parameters
    ----------
    view : FollowUp
    *names : str
        Series with a baseline, a target and yearly outcomes.

    Returns
    -------
    HTML
        A sentence per series with the number of years on the right side and the newest year's distance, and a table: a
        row per series and year after the baseline year, the path's figure (method, section 3) rounded as the plan's.
    """
    names = tuple(series_named(view, "against_path", names))
    told, cells = [], []
    for series, observations, rows in (rows_of(view, name) for name in names):
        main = main_row(rows)
        years = _by_year(series, observations)
        after = years.loc[years.index > series["baseline_year"], main["sex"]].dropna() if main["sex"] in years else []
        steps = [(int(year), value, _path_at(series, main, int(year))) for year, value in dict(after).items()]
        cells += [
            [f"{series['label']} {year}", number(series, value), number(series, path), _side(series, value, path)]
            for year, value, path in steps
        ]
        told.append(_path_told(series, steps))
    first = rows_of(view, names[0])[0]
    heads = ["Serie och år", "Utfall", "Den raka vägen", "Sida"]
    notes = ["Den raka vägen går från planens utgångsvärde till dess mål, lika mycket varje år."]
    return answer(told, Table(f"Utfallen mot den raka vägen, {first['unit']}", heads, cells, "lrrl", notes))


def _path_at(series: pd.Series, row: pd.Series, year: int) -> Decimal:
    ends = int(row["baseline_year"]), int(row["target_year"])
    path = straight_path(exact(row["baseline"]), exact(row["target"]), *ends, year)
    return round_half_up(path, Decimal(1).scaleb(-decimals(series)))


def _side(series: pd.Series, value: float, path: Decimal) -> str:
    far = left_to_goal(series, value, float(path))
    return "på vägen" if far == 0 else "bättre" if far < 0 else "sämre"


def _path_told(series: pd.Series, steps: list[tuple[int, float, Decimal]]) -> str:
    if not steps:
        return f"{series['label']}: inget utfall efter utgångsåret är känt"
    kept = sum(_side(series, value, path) != "sämre" for _, value, path in steps)
    year, value, path = steps[-1]
    now = round_half_up(value, Decimal(1).scaleb(-decimals(series)))
    where = (
        f"{apart(series, now - path)} än den raka vägens {number(series, path)}" if now != path else "på den raka vägen"
    )
    return (
        f"{series['label']}: på rätt sida om den raka vägen {spelled(kept)} av {spelled(len(steps))} år; "
        f"{year} var utfallet {quantity(series, value)}, {where}"
    )


def mean_without_best(view: FollowUp, *names: str) -> HTML:
    """Answer whether a mean over the period rests on one year.

    What it is without the best one, and the comparator's.

    Parameters
    ----------
    view : FollowUp
    *names : str
        Series whose target is a mean over a declared period.

    Returns
    -------
    HTML
        A sentence per series with the sum, the mean and the mean without the best year, and a table: a row per series
        and year of the period, what stands beside too where it is known.
    """
    names = tuple(series_named(view, "mean_without_best", names))
    told, cells = [], []
    for series, observations, rows in (rows_of(view, name) for name in names):
        years = _of_period(series, observations, series["geography"], main_row(rows))
        shown = with_same_beside(series, observations, measures())
        beside = _of_period(series, shown, series["beside"], main_row(rows))
        told.append(_mean_told(series, years, main_row(rows)))
        cells += [
            [
                f"{series['label']} {year}",
                number(series, value),
                number(series, beside[year]) if year in beside else MISSING,
            ]
            for year, value in years.items()
        ]
    first = rows_of(view, names[0])[0]
    heads = ["Serie och år", first["place"], capital(beside_word(first))]
    return answer(told, Table(f"Årsvärdena bakom medelvärdet, {first['unit']}", heads, cells, "lr"))


def _of_period(series: pd.Series, observations: pd.DataFrame, place: str, row: pd.Series) -> dict[int, float]:
    own = observations[(observations["geography"] == place) & (observations["sex"] == row["sex"])]
    own = own[(own["kind"] == "outcome") & own["value"].notna()]
    own = own[own["year"].between(series["period_start"], min(series["period_end"], row["report_year"]))]
    return dict(sorted(own.drop_duplicates("year").set_index("year")["value"].items()))


def _mean_told(series: pd.Series, years: dict[int, float], row: pd.Series) -> str:
    goal = number(series, judged_figure(series, row, "target"))
    if len(years) < 2:
        found = "bara ett årsvärde i perioden är känt" if years else "inget årsvärde i perioden är känt"
        return f"{series['label']}: {found}"
    values = [exact(value) for value in years.values()]
    best = max(values) if series["better"] == "higher" else min(values)
    rest = list(values)
    rest.remove(best)  # one year only, also where two are equally good
    unit = Decimal(1).scaleb(-decimals(series, *years.values()))
    mean, without = (round_half_up(sum(some) / len(some), unit) for some in (values, rest))
    held = left_to_goal(series, float(without), float(row["target"])) <= 0
    top = next(year for year, value in years.items() if exact(value) == best)
    side = "fortfarande på målets sida" if held else "inte längre på målets sida"
    return (
        f"{series['label']}: medelvärdet av {spelled(len(values))} år är {number(series, mean)} mot målet {goal}; "
        f"utan det bästa året, {top}, är det {number(series, without)}, {side}"
    )
