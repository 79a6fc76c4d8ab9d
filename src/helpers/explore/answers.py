"""Answers about a whole view: years side by side, gaps, other tolerances."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pandas as pd

from helpers.explore.frame import Frame, groups_of, labelled
from helpers.method.columns import COLUMNS
from helpers.method.companions import companions as directions
from helpers.method.plan import METHOD
from helpers.method.robustness import reclassified
from helpers.model.names import told
from helpers.read import measures
from helpers.text.words import beside_word, capital, headed, sex_word
from helpers.view import FollowUp, names_of, rows_of

GAP_COLUMNS = [
    *("year", "women_baseline", "men_baseline", "gap_baseline", "women", "men", "gap", "gap_change", "gap_how"),
    *("better_off_baseline", "better_off", "ratio", "women_target", "men_target", "gap_target", "planned_gap_change"),
    *("level", "reason", "total_target_reached_by", "flags"),
]
SUMMED = {"total_first": "first", "total_last": "last", "total_change": "change"}
SUMMARY = ["measure", "companion", "companion_unit", "better", "first_year", "last_year", *SUMMED.values(),
           "direction", "evidence", "gap_first", "gap_last", "gap_change", "difference"]  # fmt: skip
STANDING = ["baseline_year", "baseline", "year", "value", "target_year", "target", "level"]


def wide(view: FollowUp, name: str, kinds: tuple[str, ...] = ("baseline", "outcome")) -> Frame:
    """Return a measure with years as rows, places and sexes as columns.

    Parameters
    ----------
    view : FollowUp
    name : str
        A series, or an indicator: then a column per series too.
    kinds : tuple of str
        Which figures: the plan's baseline and the outcomes, unless other kinds are asked for.

    Returns
    -------
    DataFrame
        Index ``year``; columns as ``<place>, kvinnor`` in the order women, men, total, then the comparator.
        Values in the series' unit, NaN where there is none.
        ``seaborn.lineplot(view.wide("X_alla"), markers=True)`` draws it.
    """
    names = names_of(view, name)
    parts = [_wide(view, each, kinds, prefix=len(names) > 1) for each in names]
    table = pd.concat(parts, axis=1).sort_index().rename_axis(index="year", columns="geography, sex")
    table.attrs = {"unit": "; ".join(dict.fromkeys(headed(rows_of(view, each)[0]) for each in names))}
    return Frame(table)


def _wide(view: FollowUp, name: str, kinds: tuple[str, ...], *, prefix: bool) -> pd.DataFrame:
    series, observations, _ = rows_of(view, name)
    figures = observations[observations["kind"].isin(kinds) & observations["value"].notna()]
    table = figures.pivot_table(index="year", columns=["geography", "sex"], values="value", aggfunc="first")
    found = [group for group in groups_of(series) if group in table.columns]
    head = f"{series['label']}: " if prefix else ""
    places = {series["geography"]: series["place"], series["beside"]: capital(beside_word(series))}
    names = [f"{head}{places[place]}, {sex_word(series, sex)}" for place, sex in found]
    return pd.DataFrame({text: table[group] for text, group in zip(names, found, strict=True)})


def gaps(view: FollowUp) -> Frame:
    """Return the gaps between women and men.

    Returns
    -------
    DataFrame
        One row per series with figures for both: ``series, label, unit, area``, ``baseline_year``, ``year`` (of the
        outcome), both sexes and ``gap`` (women minus men) at baseline, outcome and target, ``gap_change``, who is
        ``better_off``; all in the series' unit. ``columns("assessment")`` explains each. NaN: no figure for both.
    """
    rows = view.assessment[view.assessment["sex"] == "gap"]
    kept = [name for name in GAP_COLUMNS if name in COLUMNS]
    return labelled(rows[["series", "baseline_year", *kept]], view.series)


def companion_summary(view: FollowUp, names: Sequence[str]) -> Frame:
    """Return where each companion measure is going, one row each.

    Returns
    -------
    DataFrame
        ``series, label, unit, area`` of the plan's measure, ``measure`` (the companion's key), ``companion`` (its
        name), ``companion_unit``, ``better`` (higher, lower), ``first_year, last_year``, the total's
        ``first, last, change``,
        ``direction`` (better, unchanged, worse; empty with one year only), ``evidence``, ``gap_first, gap_last`` (women
        minus men), ``gap_change`` and ``difference`` (how it differs from the plan's measure). NaN: no figure.
    """
    chosen = view.series[view.series["series"].isin(names)]
    found = directions(chosen, view.observations, measures(), view.year)
    renamed = found.rename(columns={"label": "companion", "unit": "companion_unit"} | SUMMED)
    return labelled(renamed[["series", *SUMMARY]], chosen)


def measure_table(view: FollowUp) -> Frame:
    """Return where each measure stands, one row per judged line.

    Returns
    -------
    DataFrame
        ``series, label, unit, area, sex, baseline_year, baseline, year, value, target_year, target`` (as published, in
        the series' unit) and ``level`` (the class). NaN: no figure.
    """
    rows = view.assessment[view.assessment["sex"] != "gap"].copy()
    for name in ("baseline", "target", "value"):
        printed = rows[f"raw_{name}"]
        rows[name] = printed.where(printed.notna(), rows[name])
    return labelled(rows[["series", "sex", *STANDING]], view.series)


def companions(view: FollowUp, name: str = "") -> Frame:
    """Return the figures of companion measures, which are never judged.

    Parameters
    ----------
    view : FollowUp
    name : str
        A series or an indicator; every series when left out.

    Returns
    -------
    DataFrame
        One row per figure, those of the comparator too: ``series, label, unit, area``, then the columns of the tidy
        observations; ``measure`` is the companion's key.
    """
    names = names_of(view, name) if name else view.series["series"]
    known = view.observations[(view.observations["kind"] == "related") & view.observations["value"].notna()]
    return labelled(known[known["series"].isin(names)].drop(columns="kind"), view.series)


def rejudged(view: FollowUp, near: float, near_hold: float | None, *, rounding: bool, relation: bool) -> Frame:
    """Return every counted line's class under other choices of method.

    Parameters
    ----------
    view : FollowUp
    near : float
        The tolerance as a share of the planned change.
    near_hold : float or None
        The tolerance as a share of the target, for hold targets; in the method's own proportion to ``near`` when None.
    rounding : bool
        Whether values are rounded to the plan's last digit before they are compared.
    relation : bool
        Whether a relative target's comparison takes part in the class.

    Returns
    -------
    DataFrame
        One row per line that can be judged: ``series, label, unit, area, sex, level, level_then, changed``.

    Raises
    ------
    TypeError, ValueError
        In Swedish, if a tolerance is no share between 0 and 1.
    """
    change = _share("near", near)
    hold = change * METHOD.near_hold / METHOD.near_change if near_hold is None else _share("near_hold", near_hold)
    options = METHOD._replace(near_change=change, near_hold=hold, rounding=bool(rounding), relation=bool(relation))
    figures = view.observations if view.all_observations is None else view.all_observations
    return labelled(reclassified(view.series, figures, view.year, options), view.series)


def _share(name: str, given: object) -> Decimal:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise TypeError(
            f"{name} skrivs som ett tal utan citattecken, inte {told(given)}; skriv till exempel {name}=0.20"
        )
    if not 0 <= given <= 1:
        raise ValueError(f"{name}={given} är ingen andel mellan 0 och 1; 20 procent skrivs {name}=0.20")
    return Decimal(str(given))
