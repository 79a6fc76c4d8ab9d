"""Choose and draw the chart that one series' figures allow."""

from __future__ import annotations

import pandas as pd

from helpers.charts.axes import breaks_axis
from helpers.charts.lines import path_chart
from helpers.charts.rows import bullets, sexes, shares
from helpers.charts.svg import as_html
from helpers.model.codes import HOME, RIKET
from helpers.text.alt_text import describe, fit
from helpers.text.figures import decimals, number
from helpers.text.words import headed, sex_word, span
from helpers.view import plan_first


def points(observations: pd.DataFrame) -> pd.DataFrame:
    """Turn one series' observations into the points of a chart.

    Returns
    -------
    DataFrame
        One row per known figure of kind baseline, outcome or target: ``line`` (women, men, total for Eskilstuna;
        riket for riket's total), ``kind``, ``year``, ``value``. Related figures are not drawn.
    """
    observations = plan_first(observations)
    usable = observations[observations["value"].notna() & (observations["kind"] != "related")]
    riket = usable["geography"] == RIKET
    usable = usable[~riket | (usable["sex"] == "total")]
    line = usable["sex"].where(usable["geography"] == HOME, RIKET)
    return usable.assign(line=line)[["line", "kind", "year", "value"]].sort_values(["line", "year"], ignore_index=True)


def series_figure(series: pd.Series, observations: pd.DataFrame) -> str:
    """Choose the chart that the figures bear: never a line through a single point."""
    drawn = points(observations)
    if drawn.empty:
        return ""
    if series["distribution"]:
        return _shares_figure(series, observations)
    if (drawn["kind"] == "outcome").any() and (drawn.loc[drawn["kind"] == "outcome", "line"] != "riket").any():
        return _path_figure(series, drawn)
    if {"women", "men"} <= set(drawn["line"]):
        return _sexes_figure(series, drawn)
    return _bullet_figure(series, drawn)


def _caption(series: pd.Series, drawn: pd.DataFrame, extra: str = "") -> str:
    place = "Eskilstuna och riket" if (drawn["line"] == "riket").any() else "Eskilstuna"
    return f"{headed(series)}. {place} {span(drawn['year'])}. {extra}Källor: se nedan."


def _path_figure(series: pd.Series, drawn: pd.DataFrame) -> str:
    names = {line: sex_word(series, line) for line in ("women", "men", "total")} | {"riket": "riket"}
    if set(drawn["line"]) <= {"total", "riket"}:
        names["total"] = "Eskilstuna"
    path = "hold" not in series["target_type"] and (drawn["kind"] == "baseline").any()
    digits = decimals(series, *drawn["value"])
    figure = path_chart(drawn, names, unit=series["unit"], decimals=digits, path=path)
    broken = "Axeln börjar inte vid noll. " if breaks_axis(list(drawn["value"])) else ""
    goal = "Öppet tecken: målet. "
    if path:
        goal = "Tunn streckad linje: rak väg till målet (öppet tecken). "
    elif "hold" in series["target_type"]:
        goal = "Öppet tecken: målet, en nivå att hålla. "
    return as_html(figure, describe(drawn, series, "Linjediagram"), _caption(series, drawn, goal + broken))


def _sexes_figure(series: pd.Series, drawn: pd.DataFrame) -> str:
    drawn = drawn[drawn["line"] != "riket"]
    wide = drawn.pivot_table(index=["kind", "year"], columns="line", values="value").reset_index()
    wide = wide.reindex(columns=["kind", "year", "women", "men", "total"])
    plan = wide["kind"] == "target"
    labels = wide["year"].astype(str).where(~plan, "Mål " + wide["year"].astype(str))
    total, target = wide["total"].where(~plan), wide["total"].where(plan)
    names = sex_word(series, "women"), sex_word(series, "men")
    figure = sexes(
        wide.assign(label=labels, total=total, target=target, plan=plan),
        names,
        unit=series["unit"],
        decimals=decimals(series, *drawn["value"]),
    )
    own = wide.loc[plan, ["women", "men"]].notna().any(axis=None)
    extra = "Öppna tecken: målen. " if own else "Öppen romb: målet för totalen. " if plan.any() else ""
    return as_html(figure, describe(drawn, series, "Punktdiagram"), _caption(series, drawn, extra))


def _bullet_figure(series: pd.Series, drawn: pd.DataFrame) -> str:
    lines = {"total": "Eskilstuna", "riket": "Riket"}
    rows = [
        {"label": name} | {kind: _one(drawn, line, kind) for kind in ("baseline", "target")}
        for line, name in lines.items()
        if (drawn["line"] == line).any()
    ]
    table = pd.DataFrame(rows).assign(value=float("nan"), riket=float("nan"))
    figure = bullets(table, unit=series["unit"], decimals=decimals(series, *drawn["value"]))
    start, goal = f"Streck: {series['baseline_year']}. ", f"Öppen romb: målet {series['target_year']}. "
    extra = goal + "Planen anger inget utgångsvärde. " if table["baseline"].isna().all() else start + goal
    return as_html(figure, describe(drawn, series, "Punktdiagram"), _caption(series, drawn, extra))


def _one(drawn: pd.DataFrame, line: str, kind: str) -> float:
    found = drawn.loc[(drawn["line"] == line) & (drawn["kind"] == kind), "value"]
    return float(found.iloc[0]) if len(found) else float("nan")


def _shares_figure(series: pd.Series, observations: pd.DataFrame) -> str:
    usable = observations[observations["value"].notna() & (observations["kind"] != "related")]
    men = usable[usable["sex"] == "men"].sort_values(["geography", "year"])
    place = {HOME: "", RIKET: "Riket "}
    labels = [f"{place[row.geography]}{'Mål ' if row.kind == 'target' else ''}{row.year}" for row in men.itertuples()]
    rows = pd.DataFrame(
        {"label": labels, "women": (100 - men["value"]).round(6).tolist(), "men": men["value"].tolist()}
    )
    names = sex_word(series, "women"), sex_word(series, "men")
    figure = shares(rows, names, decimals=decimals(series, *rows["men"]))
    told = [
        f"{row.label}: {names[0]} {number(series, row.women)} och {names[1]} {number(series, row.men)}"
        for row in rows.itertuples()
    ]
    alt = fit(f"Stapeldiagram, 100 procent: {series['label']}. ", told)
    place = "Eskilstuna och riket" if (men["geography"] == RIKET).any() else "Eskilstuna"
    caption = f"{series['label']}: könsfördelning i procent. {place} {span(men['year'])}. Källor: se nedan."
    return as_html(figure, alt, caption)
