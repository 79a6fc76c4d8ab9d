"""What each series declares (method, section 1); both tidy tables parsed once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple

import pandas as pd

from helpers.model.codes import SEXES
from helpers.model.numbers import number_or_none
from helpers.model.records import as_records

PACED = frozenset({"change", "balance"})
HALF = Decimal(50)


class Options(NamedTuple):
    """The method's choices; the robustness table changes one at a time."""

    near_change: Decimal = Decimal("0.10")
    near_hold: Decimal = Decimal("0.05")
    rounding: bool = True
    relation: bool = True
    two_point_slope: bool = False


METHOD = Options()


class Declaration(NamedTuple):
    """The declaration of one series."""

    series: str
    home: str
    direction: int
    kind: str
    target_type: str
    unit: Decimal
    low: Decimal | None
    high: Decimal | None
    true_zero: bool
    aggregation: str
    period: tuple[int, int] | None
    relative_to: str
    comparator: str
    rate: bool
    baseline_year: int
    target_year: int
    measured: frozenset[int]
    breaks: tuple[int, ...]
    near: Decimal | None
    distribution: bool
    weighted_total: bool
    additive_total: bool
    own_yardstick: bool
    survey: bool


class Point(NamedTuple):
    """One figure of one year.

    ``definition`` says how its measure agrees with the plan's, ``identity`` how that is known (proved, reasoned).
    """

    year: int
    value: Decimal
    denominator: Decimal | None = None
    margin: Decimal | None = None
    definition: str = ""
    identity: str = ""


@dataclass(slots=True)
class Cell:
    """The figures of one series, geography and sex, sorted by year."""

    baseline: Point | None = None
    target: Point | None = None
    outcomes: list[Point] = field(default_factory=list)
    related: list[int] = field(default_factory=list)
    missing: list[tuple[str, int, str]] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)

    @property
    def breaks(self) -> set[int]:
        """Return the years whose outcome is missing because of a break.

        The measurement was changed: they are the first years of another one.
        """
        return {year for kind, year, code in self.missing if kind == "outcome" and code == "break_in_series"}


class Plan(NamedTuple):
    """All declarations and all figures, parsed once.

    One assessment per report year can be made of it. ``alternatives`` are other sources' figures for cells that have an
    outcome: geography, sex and figure, by series.
    """

    declarations: tuple[Declaration, ...]
    cells: dict[tuple[str, str], dict[str, Cell]]
    alternatives: dict[str, list[tuple[str, str, Point]]]


def _years(text: object) -> tuple[int, ...]:
    """Return years joined by semicolons as numbers."""
    return tuple(sorted(int(part) for part in str(text).split(";"))) if isinstance(text, str) and text else ()


def _kind(target_type: str) -> str:
    """Return the part of a target type that decides the level's rule."""
    found = [part for part in target_type.split(";") if part in ("change", "hold", "level", "balance", "follow")]
    if len(found) != 1:
        raise ValueError(f"target_type {target_type!r} must hold exactly one of change, hold, level, balance, follow")
    return found[0]


def _unit(text: object) -> Decimal:
    """Return the plan's last printed digit: a power of ten.

    Tens can be rounded to as well as tenths.
    """
    unit = Decimal(str(text)).normalize()
    if unit.as_tuple().digits != (1,) or unit < 0:
        raise ValueError(f"precision {text!r} must be a power of ten, as 1 or 0.1")
    return unit


def _is_rate(row: dict) -> bool:
    """Return whether values are rates from a true zero.

    Only then a ratio of two means something.
    """
    starts_at_zero = bool(row["true_zero"]) and number_or_none(row["scale_min"]) == 0
    return starts_at_zero and bool(row["unit_rate"])


def read_declaration(row: dict) -> Declaration:
    """Return one row of ``series`` as a Declaration.

    Raises
    ------
    ValueError
        If ``better`` or ``target_type`` holds no known word, or ``precision`` is no power of ten.
    """
    directions = {"higher": 1, "lower": -1, "balance": -1}
    if row["better"] not in directions:
        raise ValueError(f"better {row['better']!r} must be one of higher, lower, balance")
    start, end = number_or_none(row["period_start"]), number_or_none(row["period_end"])
    balance = row["better"] == "balance"
    return Declaration(
        series=row["series"],
        home=row["geography"],
        direction=directions[row["better"]],
        kind=_kind(row["target_type"]),
        target_type=row["target_type"],
        unit=_unit(row["precision"]),
        low=Decimal(0) if balance else number_or_none(row["scale_min"]),
        high=HALF if balance else number_or_none(row["scale_max"]),
        true_zero=bool(row["true_zero"]),
        aggregation=row["aggregation"],
        period=None if start is None or end is None else (int(start), int(end)),
        relative_to=row["relative_to"] or "",
        comparator=row["comparator"] or "",
        rate=_is_rate(row),
        baseline_year=int(row["baseline_year"]),
        target_year=int(row["target_year"]),
        measured=frozenset(_years(row["measured_years"])),
        breaks=_years(row["breaks"]),
        near=number_or_none(row["near_tolerance"]),
        distribution=bool(row["distribution"]),
        weighted_total=bool(row["weighted_total"]),
        additive_total=bool(row.get("additive_total", False)),
        own_yardstick=bool(row.get("own_yardstick", False)),
        survey=bool(row["survey"]),
    )


_READ = (
    *("series", "geography", "sex", "year", "kind", "source"),
    *("value", "denominator", "margin", "missing", "definition"),
)
RANK = {"exact": 0, "": 1, "close": 2, "derived": 3}
IDENTITIES = ("proved", "reasoned", "", "not_same")  # from the best known to the worst; empty: not tested


def _fill(cell: Cell, kind: str, point: Point | None, year: int, missing: str) -> None:
    """Put one row of ``observations`` into its cell."""
    if point is None:
        cell.missing.append((kind, year, missing))
    elif kind == "related":
        cell.related.append(year)
    elif kind == "outcome":
        cell.outcomes.append(point)
    elif kind == "baseline":
        cell.baseline = point
    else:
        cell.target = point


def prepare(series: pd.DataFrame, observations: pd.DataFrame) -> Plan:
    """Return both tables parsed; the order of rows does not matter.

    Where a year has several outcomes the closest definition is used (exact, unstated, close, derived), then the first
    source in alphabetical order; `helpers.method.plan_audit.consistency` names such years.

    Parameters
    ----------
    series, observations : DataFrame
        The tidy tables.

    Raises
    ------
    KeyError
        If a column of the tidy contract is missing.
    """
    cells: dict[tuple[str, str], dict[str, Cell]] = defaultdict(lambda: defaultdict(Cell))
    identity = observations["identity"] if "identity" in observations else [""] * len(observations)
    rows = zip(*(observations[name].tolist() for name in _READ), identity, strict=True)
    ordered = sorted(rows, key=lambda r: (r[0], r[1], r[2], int(r[3]), r[4], RANK.get(r[10], 9), str(r[5])))
    seen = set()
    for slug, geography, sex, year, kind, _source, value, denominator, margin, missing, definition, known in ordered:
        if kind == "earlier":  # the plan before this one: history, never judged
            continue
        number, key = number_or_none(value), (slug, geography, sex, year, kind)
        if number is not None and key in seen:
            if kind == "outcome":
                cells[slug, geography][sex].repeated.append(int(year))
            if kind != "related":
                continue
        rest = (number_or_none(denominator), number_or_none(margin), definition, known)
        point = None if number is None else Point(int(year), number, *rest)
        _fill(cells[slug, geography][sex], kind, point, int(year), missing)
        if number is not None:
            seen.add(key)
    declared = (_with_stated_breaks(read_declaration(row), cells) for row in as_records(series))
    return Plan(tuple(declared), dict(cells), _alternatives(observations))


def _alternatives(observations: pd.DataFrame) -> dict[str, list[tuple[str, str, Point]]]:
    """Return other sources' figures for cells that have an outcome; see `Plan`."""
    if "alternative" not in observations or not observations["alternative"].any():
        return {}
    found = defaultdict(list)
    marked = observations["alternative"].eq(True) & observations["value"].notna()
    for row in as_records(observations[marked].sort_values(["series", "year", "source"])):
        figures = (number_or_none(row[name]) for name in ("value", "denominator", "margin"))
        found[row["series"]].append(
            (row["geography"], row["sex"], Point(int(row["year"]), *figures, row["definition"]))
        )
    return dict(found)


def with_each_alternative(plan: Plan, slug: str) -> Iterator[Plan]:
    """Yield the plan with each alternative figure of a series as its outcome."""
    for geography, sex, other in plan.alternatives.get(slug, ()):
        cells = plan.cells.get((slug, geography), {})
        if sex not in cells:
            continue
        outcomes = [other if point.year == other.year else point for point in cells[sex].outcomes]
        replaced = cells | {sex: replace(cells[sex], outcomes=outcomes)}
        yield plan._replace(cells=plan.cells | {(slug, geography): replaced})


def _with_stated_breaks(declared: Declaration, cells: dict[tuple[str, str], dict[str, Cell]]) -> Declaration:
    """Add the breaks that the municipality's own rows state.

    One sex's break is the whole measurement's.
    """
    stated = {year for cell in cells.get((declared.series, declared.home), {}).values() for year in cell.breaks}
    return declared._replace(breaks=tuple(sorted({*declared.breaks, *stated})))


def home_cells(plan: Plan, declared: Declaration) -> list[tuple[str, Cell]]:
    """Return the municipality's cells of a series: women, men, total."""
    cells = plan.cells.get((declared.series, declared.home), {})
    return [(sex, cells[sex]) for sex in SEXES if sex in cells]
