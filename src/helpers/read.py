"""Read the tidy tables into memory: `load`, which every notebook calls."""

from __future__ import annotations

import os
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

import pandas as pd

from helpers.model.names import unknown
from helpers.model.numbers import decimals_of
from helpers.model.schemas import columns, schema
from helpers.storage.paths import AREA_VARIABLE, project_root

# Text as object, and tables in few blocks (`copy` joins columns of one type): pandas takes rows block by block, and of
# its own text type every column is a block. A card takes rows some hundred times.
_DTYPES = {"string": object, "integer": "Int64", "year": "Int64", "number": float, "boolean": object}


class Collection(NamedTuple):
    """The plan's series and their observations.

    Attributes
    ----------
    series : DataFrame
        One row per series of the plan, in the plan's order. The columns that an analyst needs first:

        ========================  =====================================================================
        series, indicator         key (``X_en``) and the plan's code (``L``)
        area, level               goal area; ``ort`` or ``organisation``
        title, label, unit        the plan's wording, a short name, the unit of every value
        better, target_type       ``higher``, ``lower`` or ``balance``; what kind of promise the target is
        as_printed                the series' figures as their sources print them, see `as_printed`
        baseline_year             the year of the plan's first column (2002 for H), ``target_year`` of its second
        precision                 the last digit that the plan prints, ``"1"`` or ``"0.1"``
        ========================  =====================================================================

        The rest is what docs/metod.md asks for; every column's meaning stands in data/processed/datapackage.json.
    observations : DataFrame
        One row per series, geography, sex, year, kind and source.

        ========================  =====================================================================
        geography                 the municipality's code, or a comparator's, as ``riket``
        sex                       ``women``, ``men`` (girls and boys too) or ``total``
        kind                      ``baseline``, ``target``, ``outcome`` or ``related`` (shown, never judged)
        value                     float in the series' unit, 78 % is 78; NaN with a reason in ``missing``
        denominator, margin       15 in "9 of 15"; margin of error in the series' unit; NaN when there is none
        source, comment           where the value stands and what must be known about it
        definition                ``exact``, ``close`` or ``derived``; empty for the plan's own rows
        decimals                  how many decimals the source prints
        ========================  =====================================================================
    """

    series: pd.DataFrame
    observations: pd.DataFrame


def load(area: str | None = None, *, root: Path | None = None) -> Collection:
    """Return the tidy tables, whole or for one goal area.

    Parameters
    ----------
    area : str, optional
        A goal area's name, for example ``"ett_omrade"``; all areas when left out.
    root : Path, optional
        The project's folder; found from the installed package when left out.

    Returns
    -------
    Collection
        ``series, observations = load("ett_omrade")``. See `Collection` for the columns.

    Raises
    ------
    FileNotFoundError
        If ``data/processed`` has not been built; ``make data`` builds it.
    ValueError
        If there is no such goal area; the message lists those there are. In a build also if a notebook that is marked
        with one goal area asks for another: its page is made anew for the figures of its own area only.

    Examples
    --------
    >>> series, observations = load("ett_annat")
    >>> list(series["series"])[:3]
    ['34', '35', '36']
    """
    _refuse_other_area(area)
    series, observations = _whole(root)
    if area is None:
        return Collection(series, observations)
    if area not in set(series["area"]):
        raise unknown("målområdet", area, series["area"].unique())
    chosen = series[series["area"] == area].reset_index(drop=True)
    return Collection(chosen, observations[observations["series"].isin(chosen["series"])].reset_index(drop=True))


def measures(*, root: Path | None = None) -> pd.DataFrame:
    """Return the companion measures, typed.

    Returns
    -------
    DataFrame
        One row per measure that lies near one of the plan's series: ``key``, ``series``, ``label``, ``unit``,
        ``better``, ``precision``, ``same`` (the plan's own measure, for riket or other years), ``difference`` and
        ``worth`` (sentences), ``source``, ``source_url``, ``kpi``. No row where the project has none.
    """
    return _beside("measures", root)


def groups(*, root: Path | None = None) -> pd.DataFrame:
    """Return the figures of comparable municipalities, typed.

    Returns
    -------
    DataFrame
        One row per ``measure`` (key of `measures`), ``geography`` (one municipality of a group), ``sex`` and ``year``,
        with ``value`` in the measure's unit, ``kpi`` and ``source_url``. No row where the project has none.
    """
    return _beside("groups", root)


def persons(*, root: Path | None = None) -> pd.DataFrame:
    """Return how many a measure is counted on, typed.

    Returns
    -------
    DataFrame
        One row per ``series``, ``sex`` and ``year`` of the series whose base is declared: ``people`` on the last of
        December, ``per`` how many of them one point is one ``thing``, ``base`` in words, ``source_url``. No row where
        the project has none.
    """
    return _beside("persons", root)


def _beside(name: str, root: Path | None) -> pd.DataFrame:
    path = (root or project_root()) / "data" / "processed" / f"{name}.csv"
    return read_table(path if path.exists() else BytesIO(",".join(columns(name)).encode() + b"\n"), name)


def _refuse_other_area(area: str | None) -> None:
    own = os.environ.get(AREA_VARIABLE)
    if own and area != own:
        asked = f"målområdet {area!r}" if area else "alla målområden"
        raise ValueError(f"Anteckningsboken är märkt med målområdet {own!r} i followup.area men läser {asked}")


def _whole(root: Path | None) -> Collection:
    contents = []
    for name in Collection._fields:
        path = (root or project_root()) / "data" / "processed" / f"{name}.csv"
        if not path.exists():
            raise FileNotFoundError(f"{path.name} saknas i data/processed; kör make data")
        contents.append(path.read_bytes())
    return Collection(*(table.copy(deep=False) for table in _collected(*contents)))


@lru_cache(2)
def _collected(series: bytes, observations: bytes) -> Collection:
    return collection(read_table(BytesIO(series), "series"), read_table(BytesIO(observations), "observations"))


def collection(series: pd.DataFrame, observations: pd.DataFrame) -> Collection:
    """Return typed tables as `load` does, the series in the plan's order.

    ``as_printed`` is added: the figures as their sources print them, see `as_printed`.
    """
    series = series.sort_values("plan_order", ignore_index=True)
    return Collection(series.assign(as_printed=as_printed(series, observations).astype(object)).copy(), observations)


def read_table(source: Path | BinaryIO, name: str) -> pd.DataFrame:
    """Return one tidy table, typed by its schema.

    Parameters
    ----------
    source : Path or file
        CSV as ``data/processed`` holds it.
    name : str
        ``series`` or ``observations``.
    """
    return _typed(source.read_bytes() if isinstance(source, Path) else source.read(), name).copy(deep=False)


@lru_cache(16)  # a page asks for the same tables many times; they are told apart by their contents
def _typed(content: bytes, name: str) -> pd.DataFrame:
    types = {field["name"]: field["type"] for field in schema(name)["fields"]}
    texts = [column for column, type_ in types.items() if type_ in ("string", "boolean")]
    table = pd.read_csv(
        BytesIO(content),
        dtype={column: _DTYPES[type_] for column, type_ in types.items()},
        keep_default_na=False,
        na_values={column: [""] for column in types if column not in texts},
    )
    flags = {column: table[column] == "true" for column, type_ in types.items() if type_ == "boolean"}
    years = {
        column: table[column].astype(int) for column in ("year", "baseline_year", "target_year") if column in table
    }
    return table.assign(**flags, **years).copy()


def as_printed(series: pd.DataFrame, observations: pd.DataFrame) -> pd.Series:
    """Return each series' figures as their sources print them.

    Joined by semicolons.

    Parameters
    ----------
    series : DataFrame
        The tidy table of declarations; ``series`` and ``precision`` are used.
    observations : DataFrame
        The tidy table of figures; ``decimals`` is empty for the plan's own, which have the series' precision.

    Returns
    -------
    Series of str
        One text per row of ``series``, empty where nothing is known: ``"55;51.5;41.0"``.
    """
    told = observations[observations["value"].notna() & (observations["kind"] != "related")]
    plan = told["series"].map(series.set_index("series")["precision"]).map(lambda text: decimals_of(Decimal(str(text))))
    digits = told["decimals"].where(told["decimals"].notna(), plan).astype(int)
    texts = [f"{value:.{min(count, 12)}f}" for value, count in zip(told["value"], digits, strict=True)]
    joined = (
        pd.Series(texts, index=told["series"], dtype=str).groupby(level=0).agg(lambda one: ";".join(sorted(set(one))))
    )
    return series["series"].map(joined).fillna("")


def plan_first(observations: pd.DataFrame) -> pd.DataFrame:
    """Return the figures with one baseline or outcome per cell, the plan's first.

    The plan's baseline is what a class is judged by, so an outcome of the same year does not take its place; where the
    plan prints none, the outcome stands.

    Parameters
    ----------
    observations : DataFrame
        The tidy table of figures, or a part of it.

    Returns
    -------
    DataFrame
        At most one row of kind baseline or outcome per series, geography, sex and year; a known value goes before a
        missing one. Rows of other kinds are kept as they are.
    """
    cell = ["series", "geography", "sex", "year"]
    given = observations["kind"].isin(["baseline", "outcome"])
    if not observations.loc[given, cell].duplicated().any():
        return observations
    rank = (observations["kind"] == "outcome") + 2 * observations["value"].isna()
    order = rank[given].sort_values(kind="stable").index
    kept = observations.loc[order].drop_duplicates(cell).index
    return observations.loc[observations.index[~given].union(kept)]


def default_year(series: pd.DataFrame, observations: pd.DataFrame) -> int:
    """Return the year to follow up when none is asked for.

    Parameters
    ----------
    series, observations : DataFrame
        The tidy tables.

    Returns
    -------
    int
        The newest year with an outcome of the municipality, at most the last target year; that one where there is none.
    """
    home = observations["series"].map(series.set_index("series")["geography"])
    ours = observations[(observations["kind"] == "outcome") & (observations["geography"] == home)]
    last = int(series["target_year"].max())
    years = ours.loc[(ours["year"] <= last) & ours["value"].notna(), "year"]
    return int(years.max()) if len(years) else last


def newest_year(*, root: Path | None = None) -> int:
    """Return the default year of the whole plan, see `default_year`.

    Raises
    ------
    FileNotFoundError
        If ``data/processed`` has not been built; ``make data`` builds it.
    """
    return default_year(*_whole(root))


def areas(*, root: Path | None = None) -> list[str]:
    """Return the names of the goal areas, in the plan's order.

    Raises
    ------
    FileNotFoundError
        If ``data/processed`` has not been built; ``make data`` builds it.
    """
    return _whole(root).series["area"].unique().tolist()
