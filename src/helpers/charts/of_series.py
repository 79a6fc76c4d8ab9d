"""Choose and draw the chart that one series' figures allow; the chart and its words come from one frame of points."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from helpers.charts.axes import breaks_axis
from helpers.charts.lines import path_chart
from helpers.charts.rows import shares
from helpers.charts.svg import as_html
from helpers.model.codes import RIKET
from helpers.read import plan_first
from helpers.text.alt_text import describe, fit
from helpers.text.figures import decimals, number
from helpers.text.words import beside_word, capital, headed, sex_word, span


def points(series: pd.Series, observations: pd.DataFrame) -> pd.DataFrame:
    """Return the points of one series' chart: what is drawn, and what its words tell.

    Returns
    -------
    DataFrame
        One row per known figure of kind baseline, outcome or target: ``line`` (women, men, total for the municipality;
        riket for the total of what it is compared with), ``kind``, ``year``, ``value``, ``text`` (the value as
        printed). Related figures are not drawn.
    """
    observations = plan_first(observations)
    usable = observations[observations["value"].notna() & (observations["kind"] != "related")]
    ours = usable["geography"] == series["geography"]
    usable = usable[ours | ((usable["geography"] == series["beside"]) & (usable["sex"] == "total"))]
    found = usable.assign(
        line=usable["sex"].where(usable["geography"] == series["geography"], RIKET),
        text=[number(series, value) for value in usable["value"]],
    )
    return found[["line", "kind", "year", "value", "text"]].sort_values(["line", "year"], ignore_index=True)


def has_outcome(series: pd.Series, observations: pd.DataFrame) -> bool:
    """Tell whether the municipality has any outcome to draw, judged or not."""
    ours = observations[(observations["geography"] == series["geography"]) & (observations["kind"] == "outcome")]
    return bool(ours["value"].notna().any())


def series_figure(series: pd.Series, observations: pd.DataFrame) -> str:
    """Draw one series that has an outcome: a line over years, or bars of 100 percent for a distribution."""
    if series["distribution"]:
        return _shares_figure(series, observations)
    return _path_figure(series, points(series, observations))


def _path_figure(series: pd.Series, drawn: pd.DataFrame) -> str:
    names = line_names(series, drawn)
    path = "hold" not in series["target_type"] and (drawn["kind"] == "baseline").any()

    digits, last = decimals(series, *drawn["value"]), int(series["target_year"])
    chart = path_chart(drawn, names, unit=series["unit"], decimals=digits, path=path, target_year=last)
    return as_html(chart, describe(drawn, series, "Linjediagram"), _caption(series, drawn, path))


def line_names(series: pd.Series, drawn: pd.DataFrame) -> dict[str, str]:
    """Return what each line is called: a sex, the municipality where it stands alone, its comparator."""
    names = {line: sex_word(series, line) for line in ("women", "men", "total")} | {RIKET: beside_word(series)}
    if set(drawn["line"]) <= {"total", RIKET}:
        names["total"] = series["place"]
    return names


def _caption(series: pd.Series, drawn: pd.DataFrame, path: bool) -> str:
    goals = (drawn["kind"] == "target").any()
    parts = [f"{headed(series)}, {places_drawn(series, set(drawn['line']))} {span(drawn['year'])}."]
    if goals and path:
        parts.append("Tunn streckad linje: rak väg till målet (öppet tecken).")
    elif goals:
        parts.append("Öppet tecken: målet.")
    if series["aggregation"] == "mean":
        parts.append("Linjen visar årsvärden; målet gäller medelvärdet.")
    parts.append("Axeln börjar inte vid noll." if breaks_axis(list(drawn["value"])) else "")
    parts.append("Källor: se nedan.")
    return " ".join(filter(None, parts))


def places_drawn(series: pd.Series, lines: Collection[str]) -> str:
    """Return whose figures a chart's lines show: the municipality's, what stands beside it, or both."""
    beside = [beside_word(series)] * any(line.startswith(RIKET) for line in lines)
    own = [series["place"]] * any(not line.startswith(RIKET) for line in lines)
    return " och ".join([*own, *beside])


def _shares_figure(series: pd.Series, observations: pd.DataFrame) -> str:
    usable = plan_first(observations)
    usable = usable[usable["value"].notna() & (usable["kind"] != "related") & (usable["sex"] == "men")]
    men = usable.sort_values(["geography", "year"])
    place = {series["geography"]: "", series["beside"]: f"{capital(beside_word(series))} "}
    labels = [f"{place[row.geography]}{'Mål ' if row.kind == 'target' else ''}{row.year}" for row in men.itertuples()]
    rows = pd.DataFrame(
        {"label": labels, "women": (100 - men["value"]).round(6).tolist(), "men": men["value"].tolist()}
    )
    rows = rows.assign(**{f"{sex}_text": [number(series, value) for value in rows[sex]] for sex in ("women", "men")})
    names = sex_word(series, "women"), sex_word(series, "men")
    told = [f"{row.label}: {names[0]} {row.women_text} och {names[1]} {row.men_text}" for row in rows.itertuples()]
    alt = fit(f"Stapeldiagram, 100 procent: {series['label']}. ", told)
    beside = bool((men["geography"] == series["beside"]).any())
    where = places_drawn(series, ["total", *[RIKET] * beside])
    caption = f"{series['label']}: könsfördelning i procent, {where} {span(men['year'])}. Källor: se nedan."
    return as_html(shares(rows, names), alt, caption)
