"""Choose and draw the chart that one series' figures allow.

The chart and its words come from one frame of points.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import pandas as pd

from helpers.charts.axes import breaks_axis
from helpers.charts.lines import path_chart
from helpers.charts.rows import shares
from helpers.charts.svg import as_html
from helpers.model.codes import PEERS, RIKET
from helpers.model.numbers import format_number, known
from helpers.model.records import as_records
from helpers.read import plan_first
from helpers.text.alt_text import REST, decisive, describe, fit
from helpers.text.figures import decimals, number
from helpers.text.words import beside_word, capital, headed, sex_word, span


def points(series: pd.Series, observations: pd.DataFrame) -> pd.DataFrame:
    """Return the points of one series' chart.

    Returns
    -------
    DataFrame
        One row per known figure of kind baseline, outcome, target or earlier: ``line`` (women, men, total for the
        municipality; riket for what it is compared with, riket_women and riket_men where both are known in two years),
        ``kind``, ``year``, ``value``, ``text`` (the value as printed). Related figures are not drawn.
    """
    observations = plan_first(observations)
    usable = observations[observations["value"].notna() & (observations["kind"] != "related")]
    ours = usable["geography"] == series["geography"]
    theirs = usable[(usable["geography"] == series["beside"]) & (usable["kind"] != "target")]
    split = theirs[theirs["sex"] != "total"].groupby("sex")["year"].nunique()
    told = ["women", "men"] if len(split) == 2 and split.min() > 1 and not series["distribution"] else ["total"]
    usable = pd.concat([usable[ours], _on_one_scale(series, usable[ours], theirs[theirs["sex"].isin(told)])])
    found = usable.assign(
        line=[_line(series, row) for row in usable.itertuples()],
        text=[_told(series, *figure) for figure in zip(usable["value"], usable["denominator"], strict=True)],
    )
    return found[["line", "kind", "year", "value", "text"]].sort_values(["line", "year"], ignore_index=True)


def _told(series: pd.Series, value: float, denominator: float) -> str:
    """Return a figure as printed, and a count with its n: ``10 av 14``."""
    text = number(series, value)
    return f"{text} av {format_number(denominator)}" if known(denominator) else text


def _on_one_scale(series: pd.Series, ours: pd.DataFrame, theirs: pd.DataFrame) -> pd.DataFrame:
    """Return the comparator's points, or none where one scale cannot hold both.

    A comparator whose counts are so much larger would lay the municipality's lines flat.
    """
    much = series["unit_counted"] and theirs["value"].abs().max() > 10 * ours["value"].abs().max()
    return theirs.iloc[:0] if much else theirs


def _line(series: pd.Series, row) -> str:
    if row.geography == series["geography"]:
        return row.sex
    return RIKET if row.sex == "total" else f"{RIKET}_{row.sex}"


def peers_drawn(
    drawn: pd.DataFrame, peers: pd.DataFrame | None, text: Callable[[float], str]
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Add a group's mean to a chart's points; return its band too.

    The band reaches from the group's lowest to its highest figure.

    Parameters
    ----------
    drawn : DataFrame
        The points of one chart, as `points`.
    peers : DataFrame or None
        Rows of `helpers.method.peers.peers`, one measure; the totals are drawn, within the years of the chart.
    text : callable
        Prints a figure.

    Returns
    -------
    tuple
        The points with the line ``peers``, and ``year``, ``lowest`` and ``highest``; the same points and None where the
        chart has no line for the total or the group no figures in two of its years.
    """
    if peers is None or "total" not in set(drawn["line"]):
        return drawn, None
    band = peers[(peers["sex"] == "total") & peers["year"].between(drawn["year"].min(), drawn["year"].max())]
    if len(band) < 2:
        return drawn, None
    mean = pd.DataFrame({"line": PEERS, "kind": "outcome", "year": band["year"], "value": band["mean"]})
    mean["text"] = [text(value) for value in mean["value"]]
    return pd.concat([drawn, mean], ignore_index=True), band[["year", "lowest", "highest"]]


def has_outcome(series: pd.Series, observations: pd.DataFrame) -> bool:
    """Return whether the municipality has any outcome to draw, judged or not."""
    ours = observations[(observations["geography"] == series["geography"]) & (observations["kind"] == "outcome")]
    return bool(ours["value"].notna().any())


def series_figure(
    series: pd.Series, observations: pd.DataFrame, peers: pd.DataFrame | None = None, group: str = ""
) -> str:
    """Return the chart of one series that has an outcome.

    A line over years, or bars of 100 percent for a distribution.

    Parameters
    ----------
    series : Series
        One row of the series table.
    observations : DataFrame
        The series' figures that may be shown.
    peers : DataFrame, optional
        The group's figures of the same measure, see `helpers.method.peers.peers`; for lines only.
    group : str
        The group's name.

    Returns
    -------
    str
        HTML of a figure with caption and alternative text.
    """
    if series["distribution"]:
        return _shares_figure(series, observations)
    drawn, band = peers_drawn(points(series, observations), peers, lambda value: number(series, value))
    return _path_figure(series, drawn, band, group)


def _path_figure(series: pd.Series, drawn: pd.DataFrame, band: pd.DataFrame | None, group: str) -> str:
    names = line_names(series, drawn) | {PEERS: mean_name(group)}
    path = "hold" not in series["target_type"] and (drawn["kind"] == "baseline").any()

    style = {"unit": series["unit"], "decimals": decimals(series, *drawn["value"]), "path": path}
    chart = path_chart(drawn, names, target_year=int(series["target_year"]), band=band, **style)
    caption = " ".join([_caption(series, drawn, path, band), *band_told(band, group), "Källor: se nedan."])
    return as_html(chart, describe(drawn, series, "Linjediagram", {PEERS: mean_name(group)}), caption)


def mean_name(group: str) -> str:
    """Return the name of the line of a group's mean."""
    return f"medel i {group}"


def band_told(band: pd.DataFrame | None, group: str) -> list[str]:
    """Return a caption's words for a group's band and mean line.

    Empty without a band.
    """
    return [] if band is None else [f"Ljust band: lägst till högst i {group}; streckprickad linje: ovägt medelvärde."]


def line_names(series: pd.Series, drawn: pd.DataFrame) -> dict[str, str]:
    """Return the name of each line: a sex, the municipality or its comparator.

    The municipality's where its total stands alone.
    """
    names = {line: sex_word(series, line) for line in ("women", "men", "total")} | {RIKET: beside_word(series)}
    names |= {f"{RIKET}_{sex}": f"{sex_word(series, sex)}, {beside_word(series)}" for sex in ("women", "men")}
    if set(drawn["line"]) <= {"total", RIKET, PEERS}:
        names["total"] = series["place"]
    return names


def _caption(series: pd.Series, drawn: pd.DataFrame, path: bool, band: pd.DataFrame | None) -> str:
    goals = (drawn["kind"] == "target").any()
    parts = [f"{headed(series)}, {places_drawn(series, set(drawn['line']))} {span(drawn['year'])}."]
    if goals and path:
        parts.append("Tunn streckad linje: rak väg till målet (öppet tecken).")
    elif goals:
        parts.append("Öppet tecken: målet.")
    if (drawn["kind"] == "earlier").any():
        parts.append("Till vänster: utfall under den förra planen, som inte bedöms här.")
    if series["aggregation"] == "mean":
        parts.append("Linjen visar årsvärden; målet gäller medelvärdet.")
    ends = [] if band is None else [*band["lowest"], *band["highest"]]
    parts.append("Axeln börjar inte vid noll." if breaks_axis([*drawn["value"], *ends]) else "")
    return " ".join(filter(None, parts))


def places_drawn(series: pd.Series, lines: Collection[str]) -> str:
    """Return whose figures a chart's lines show.

    The municipality's, what stands beside it, or both.
    """
    beside = [beside_word(series)] * any(line.startswith(RIKET) for line in lines)
    own = [series["place"]] * any(not line.startswith((RIKET, PEERS)) for line in lines)
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
    alt = _shares_alt(series, men, rows, names)
    beside = bool((men["geography"] == series["beside"]).any())
    where = places_drawn(series, ["total", *[RIKET] * beside])
    caption = f"{series['label']}: könsfördelning i procent, {where} {span(men['year'])}. Källor: se nedan."
    return as_html(shares(rows, names), alt, caption)


def _shares_alt(series: pd.Series, men: pd.DataFrame, rows: pd.DataFrame, names: tuple[str, str]) -> str:
    """Return the alternative text of bars of 100 percent.

    All bars, or of each place those that decide: the first, the one that is judged and the last.
    """
    told = [f"{row.label}: {names[0]} {row.women_text} och {names[1]} {row.men_text}" for row in rows.itertuples()]
    head = f"Stapeldiagram, 100 procent: {series['label']}. "
    text = fit(head, told)
    if not text.endswith(REST):
        return text
    bars = [bar | {"told": text} for bar, text in zip(as_records(men), told, strict=True)]
    kept = [bar for bar in bars if bar["kind"] == "target"]
    for place in dict.fromkeys(men["geography"]):
        seen = [bar for bar in bars if bar["geography"] == place and bar["kind"] != "target"]
        kept += decisive(seen, int(series["target_year"]), "ends")
    return fit(head, [*(bar["told"] for bar in bars if bar in kept), REST])
