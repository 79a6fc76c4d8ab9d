"""What a notebook shows: the first screen of a goal area and one card per series. Each call returns HTML to display."""

from __future__ import annotations

import pandas as pd
from IPython.display import HTML

from helpers import figures, receipts
from helpers.assess import counted
from helpers.followup import HOME, RIKET, FollowUp, points, rows_of
from helpers.tables import SYMBOLS, Table, gap_text, render, safe, series_table
from helpers.words import (
    decimals,
    describe,
    fit,
    headed,
    known,
    listed,
    main_row,
    message,
    number,
    quantity,
    reading,
    sex_word,
    span,
    spelled,
)

LEVELS = tuple(SYMBOLS)
SCOPES = {"ort": "ortsindikatorer", "organisation": "organisationsindikatorer"}


def cards(view: FollowUp, *names: str) -> HTML:
    """Show one card per series: message, chart, reading, table, receipt and sources.

    Parameters
    ----------
    view : FollowUp
        From `helpers.followup.follow_up`.
    *names : str
        Series, in the order to show them, for example ``"L_alla", "L_ungdomar"``.

    Returns
    -------
    HTML
        One section per series; its heading has the series as id, so ``page.html#L_alla`` leads there.

    Raises
    ------
    KeyError
        If the area has no such series.
    """
    return HTML("".join(render("card.html.j2", card=_card(*rows_of(view, name))) for name in names))


def _card(series: pd.Series, observations: pd.DataFrame, rows: pd.DataFrame) -> dict:
    main = main_row(rows)
    return {
        "id": series["series"],
        "heading": f"{series['indicator']}. {series['label']}",
        "title": f"Planens lydelse: {series['title']}. Enhet: {series['unit']}.{_measured(series)}",
        "level": main["level"],
        "message": message(series, main),
        "figure": safe(_figure(series, observations)),
        "reading": reading(series, observations, rows),
        "table": series_table(series, observations, rows),
        "related": _related(series, observations),
        "receipts": _receipts(series, rows),
        "declared": _declared(series),
        "sources": _sources(series, observations),
        "remarks": _remarks(series, observations),
    }


def _measured(series: pd.Series) -> str:
    """Say in which years a series is measured, where it is not every year."""
    years = [year for year in series["measured_years"].split(";") if year]
    return f" Mäts {listed(years)}." if years else ""


def _receipts(series: pd.Series, rows: pd.DataFrame) -> list[dict]:
    names = {sex: sex_word(series, sex).capitalize() for sex in ("women", "men", "total")}
    names["gap"] = f"Skillnaden mellan {sex_word(series, 'women')} och {sex_word(series, 'men')}"
    judged = (rows["level"] != "not_assessable") | (rows["sex"] == "gap")
    told = rows[judged | (rows.index == main_row(rows).name)]
    return [
        {"name": names[row["sex"]], "anchor": receipts.anchor(row), "lines": receipts.receipt(row, series)}
        for _, row in told.iterrows()
    ]


def _declared(series: pd.Series) -> list[str]:
    columns = ("better", "target_type", "unit", "scale", "aggregation", "period")
    return [series[f"{column}_reason"] for column in columns if series[f"{column}_reason"]]


def _source(row) -> dict:
    return {"name": row.source, "url": row.source_url if row.source_url.startswith(("http://", "https://")) else ""}


def _related(series: pd.Series, observations: pd.DataFrame) -> list[dict]:
    found = observations[(observations["kind"] == "related") & observations["value"].notna()].sort_values(
        ["geography", "year"]
    )
    places = {HOME: "Eskilstuna", RIKET: "Riket"}
    return [
        {
            "text": f"{places[row.geography]}{_of_sex(series, row.sex)} {row.year}: {quantity(series, row.value)}",
            "source": _source(row),
        }
        for row in found.itertuples()
    ]


def _of_sex(series: pd.Series, sex: str) -> str:
    return "" if sex == "total" else f", {sex_word(series, sex)}"


def _sources(series: pd.Series, observations: pd.DataFrame) -> list[dict]:
    """List every source once, with the years and places it stands for."""
    told = observations[observations["value"].notna() & (observations["kind"] != "related")]
    return [
        {"what": _where(rows), "source": _source(next(rows.itertuples()))}
        for _, rows in told.groupby(["source", "source_url"], sort=False)
    ]


def _remarks(series: pd.Series, observations: pd.DataFrame) -> list[str]:
    """List every comment once, with the years and places it is about, and every margin of error."""
    told = observations[observations["value"].notna()]
    comments = told[told["comment"] != ""].groupby("comment", sort=False)
    margins = told[told["margin"].notna()].groupby("margin")
    return [
        *(f"{_where(rows)}: {comment}" for comment, rows in comments),
        *(f"{_where(rows)}: felmarginal ± {number(series, margin)}" for margin, rows in margins),
    ]


def _where(rows: pd.DataFrame) -> str:
    """Name places and years: ``Eskilstuna 2014 och 2019, riket 2014``."""
    places = {HOME: "Eskilstuna", RIKET: "riket"}
    named = ", ".join(
        f"{places[place]} {listed(str(year) for year in sorted(set(part['year'])))}"
        for place, part in rows.groupby("geography")
    )
    return named[:1].upper() + named[1:]


def _figure(series: pd.Series, observations: pd.DataFrame) -> str:
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
    figure = figures.path_chart(drawn, names, unit=series["unit"], decimals=digits, path=path)
    broken = "Axeln börjar inte vid noll. " if figures.breaks_axis(list(drawn["value"])) else ""
    goal = "Öppet tecken: målet. "
    if path:
        goal = "Tunn streckad linje: rak väg till målet (öppet tecken). "
    elif "hold" in series["target_type"]:
        goal = "Öppet tecken: målet, en nivå att hålla. "
    return figures.as_html(figure, describe(drawn, series, "Linjediagram"), _caption(series, drawn, goal + broken))


def _sexes_figure(series: pd.Series, drawn: pd.DataFrame) -> str:
    drawn = drawn[drawn["line"] != "riket"]
    wide = drawn.pivot_table(index=["kind", "year"], columns="line", values="value").reset_index()
    wide = wide.reindex(columns=["kind", "year", "women", "men", "total"])
    plan = wide["kind"] == "target"
    labels = wide["year"].astype(str).where(~plan, "Mål " + wide["year"].astype(str))
    total, target = wide["total"].where(~plan), wide["total"].where(plan)
    names = sex_word(series, "women"), sex_word(series, "men")
    figure = figures.sexes(
        wide.assign(label=labels, total=total, target=target, plan=plan),
        names,
        unit=series["unit"],
        decimals=decimals(series, *drawn["value"]),
    )
    own = wide.loc[plan, ["women", "men"]].notna().any(axis=None)
    extra = "Öppna tecken: målen. " if own else "Öppen romb: målet för totalen. " if plan.any() else ""
    return figures.as_html(figure, describe(drawn, series, "Punktdiagram"), _caption(series, drawn, extra))


def _bullet_figure(series: pd.Series, drawn: pd.DataFrame) -> str:
    lines = {"total": "Eskilstuna", "riket": "Riket"}
    rows = [
        {"label": name} | {kind: _one(drawn, line, kind) for kind in ("baseline", "target")}
        for line, name in lines.items()
        if (drawn["line"] == line).any()
    ]
    table = pd.DataFrame(rows).assign(value=float("nan"), riket=float("nan"))
    figure = figures.bullets(table, unit=series["unit"], decimals=decimals(series, *drawn["value"]))
    start, goal = f"Streck: {series['baseline_year']}. ", f"Öppen romb: målet {series['target_year']}. "
    extra = goal + "Planen anger inget utgångsvärde. " if table["baseline"].isna().all() else start + goal
    return figures.as_html(figure, describe(drawn, series, "Punktdiagram"), _caption(series, drawn, extra))


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
    figure = figures.shares(rows, names, decimals=decimals(series, *rows["men"]))
    told = [
        f"{row.label}: {names[0]} {number(series, row.women)} och {names[1]} {number(series, row.men)}"
        for row in rows.itertuples()
    ]
    alt = fit(f"Stapeldiagram, 100 procent: {series['label']}. ", told)
    place = "Eskilstuna och riket" if (men["geography"] == RIKET).any() else "Eskilstuna"
    caption = f"{series['label']}: könsfördelning i procent. {place} {span(men['year'])}. Källor: se nedan."
    return figures.as_html(figure, alt, caption)


def first_screen(view: FollowUp) -> HTML:
    """Show the area in one screen: what is reached, near, not, not assessable, and where women and men differ most.

    Parameters
    ----------
    view : FollowUp

    Returns
    -------
    HTML
    """
    lines = counted(view.assessment, view.series)
    by_name = view.series.set_index("series", drop=False)
    boxes = [_box(view, lines[lines["level"] == level], level, by_name) for level in LEVELS]
    gaps = _gaps(view, by_name)
    return HTML(
        render(
            "overview.html.j2",
            lead=_lead(view, lines),
            boxes=boxes,
            gaps=gaps,
            gaps_head="Störst skillnad mellan kvinnor och män",
            table=_counts(view, lines),
        )
    )


def _lead(view: FollowUp, lines: pd.DataFrame) -> str:
    counts = {level: int((lines["level"] == level).sum()) for level in LEVELS}
    judged = len(lines) - counts["not_assessable"]
    if not judged:
        return (
            f"Inget av områdets {spelled(len(lines))} mått går att bedöma {view.year}, eftersom inga utfall har "
            f"hittats. Sidan visar därför vad planen vill och hur långt det är dit.{_unreached(lines)}"
        )
    able = "Alla" if judged == len(lines) else spelled(judged).capitalize()
    told = counts_told({level: counts[level] for level in LEVELS[:-1] if counts[level]})
    return f"{able} av områdets {spelled(len(lines))} mått går att bedöma {view.year}: {told}.{_unreached(lines)}"


def counts_told(counts: dict[str, int]) -> str:
    """Tell how many are in each class that has any: ``ett är uppnått och två är inte uppnådda``."""
    if len(counts) == 1:
        (level, count), who = next(iter(counts.items())), ("det", "båda", "alla")
        return f"{who[min(count, 3) - 1]} är {_in_class(level, count)}"
    return listed(f"{spelled(count)} är {_in_class(level, count)}" for level, count in counts.items())


def _in_class(level: str, count: int) -> str:
    words = {"met": ("uppnått", "uppnådda"), "near": ("nära målet", "nära målet")}
    return words.get(level, ("inte uppnått", "inte uppnådda"))[count > 1]


def _unreached(lines: pd.DataFrame) -> str:
    """Say why outcomes may be missing here though they exist, where any are missing."""
    return f" {receipts.UNREACHED}" if lines["reason"].isin(["no_outcome", "related_only"]).any() else ""


def _box(view: FollowUp, lines: pd.DataFrame, level: str, by_name: pd.DataFrame) -> dict:
    items = []
    for row in lines.itertuples():
        series = by_name.loc[row.series]
        full = view.assessment[(view.assessment["series"] == row.series) & (view.assessment["sex"] == row.sex)].iloc[0]
        items.append({"id": row.series, "name": _name(series, row.sex), "text": _short(series, full)})
    return {"level": level, "count": len(lines), "lines": items}


def _name(series: pd.Series, sex: str) -> str:
    own = sex in ("women", "men") and not series["distribution"]
    return f"{series['label']}, {sex_word(series, sex)}" if own else series["label"]


def _short(series: pd.Series, row: pd.Series) -> str:
    if not known(row["value"]):
        return ""
    value = row["raw_value"] if known(row["raw_value"]) else row["value"]
    target = row["raw_target"] if known(row["raw_target"]) else row["target"]
    older = "" if row["year"] == row["report_year"] else f" år {int(row['year'])}"
    aim = "et är alla" if target == row["target_denominator"] else f" {number(series, target)}"
    close = " (måttet ligger nära planens)" if "close_definition" in row["flags"].split(";") else ""
    return f"{quantity(series, value, row['denominator'])}{older}, mål{aim}{close}"


def _gaps(view: FollowUp, by_name: pd.DataFrame, most: int = 3) -> list[dict]:
    gaps = view.assessment[view.assessment["sex"] == "gap"]
    size = gaps["gap"].where(gaps["gap"].notna(), gaps["gap_baseline"]).abs()
    unit = gaps["series"].map(by_name["unit"])
    comparable = gaps[(size > 0) & unit.isin(["procent", "indexenheter"])].assign(size=size)
    largest = comparable.sort_values(["size", "series"], ascending=[False, True]).head(most)
    return [
        {
            "id": row["series"],
            "name": by_name.loc[row["series"], "label"],
            "text": gap_text(by_name.loc[row["series"]], row),
        }
        for _, row in largest.iterrows()
    ]


def _counts(view: FollowUp, lines: pd.DataFrame) -> Table:
    levels = view.series.set_index("series")["level"]
    kind = lines["series"].map(levels)
    heads = ["Mått", *(f"{SYMBOLS[level]} {receipts.LEVEL_WORDS[level]}" for level in LEVELS), "bedömbara av alla"]
    rows = [
        [name.capitalize(), *count_cells(lines[kind == scope])]
        for scope, name in SCOPES.items()
        if (kind == scope).any()
    ]
    return Table(f"Antal mått per klass {view.year}", heads, rows)


def count_cells(lines: pd.DataFrame) -> list[str]:
    """Print how many lines are of each class, and how many of them all can be judged."""
    counts = [int((lines["level"] == level).sum()) for level in LEVELS]
    return [*map(str, counts), f"{len(lines) - counts[-1]} av {len(lines)}"]
