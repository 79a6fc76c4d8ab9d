"""Builders and hypothesis strategies of made-up plans: no figure here is an outcome of any municipality."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from frozen import FROZEN
from hypothesis import strategies as st

from helpers.method.assess import assess
from helpers.method.plan import prepare
from helpers.method.rows import assess_rows

UNITS = pd.read_csv(FROZEN / "data" / "raw" / "units.csv", keep_default_na=False).set_index("unit")
DECLARED = {
    "series": "X",
    "indicator": "X",
    "area": "kvalitet",
    "level": "ort",
    "title": "Påhittad serie",
    "label": "Påhittad",
    "unit": "procent",
    "better": "higher",
    "target_type": "change",
    "baseline_year": 2014,
    "target_year": 2019,
    "precision": "1",
    "scale_min": float("nan"),
    "scale_max": float("nan"),
    "true_zero": True,
    "aggregation": "value",
    "period_start": float("nan"),
    "period_end": float("nan"),
    "comparator": "",
    "relative_to": "",
    "individual_based": True,
    "sexes": "women;men;total",
    "measured_years": "",
    "baseline_measured": "",
    "near_tolerance": float("nan"),
    "near_reason": "",
    "women_word": "kvinnor",
    "men_word": "män",
    "distribution": False,
    "weighted_total": True,
    "additive_total": False,
    "own_yardstick": False,
    "comparison_group": "",
    "survey": False,
    "breaks": "",
    "geography": "eskilstuna",
    "place": "Eskilstuna",
    "place_genitive": "Eskilstunas",
    "comparator_word": "riket",
    "comparator_genitive": "rikets",
    "beside": "riket",
    "beside_word": "riket",
    "beside_genitive": "rikets",
}
OBSERVED = {
    "series": "X",
    "geography": "eskilstuna",
    "sex": "total",
    "year": 2014,
    "kind": "outcome",
    "value": float("nan"),
    "denominator": float("nan"),
    "margin": float("nan"),
    "missing": "",
    "source": "påhittad källa",
    "definition": "exact",
    "alternative": False,
}


class Tables(NamedTuple):
    series: pd.DataFrame
    observations: pd.DataFrame


def declared(**changes) -> dict:
    """One row of series.csv: a made-up one, changed as told."""
    row = DECLARED | changes
    words = UNITS.loc[row["unit"]] if row["unit"] in UNITS.index else _made_up(row["unit"])
    return row | {f"unit_{name}": value for name, value in words.items()}


def _made_up(unit: str) -> dict:
    """A unit that units.csv does not know: the same word everywhere, a rate if it is per something."""
    words = dict.fromkeys(("difference", "singular", "difference_singular"), unit) | {"prefix": ""}
    return (
        words | dict.fromkeys(("counted", "yearly", "persons", "percent", "scale"), False) | {"rate": " per " in unit}
    )


def observed(value=None, **changes) -> dict:
    """One row of observations.csv: a made-up one, changed as told."""
    return OBSERVED | ({} if value is None else {"value": value}) | changes


# a break that the reporter states, made up
BROKEN = observed(missing="break_in_series", year=2018)


def figures(baseline=None, target=None, outcomes=None, *, baseline_year=2014, target_year=2019, **where) -> list[dict]:
    """Rows of one series and sex: baseline, target and outcomes by year."""
    rows = []
    if baseline is not None:
        rows.append(observed(baseline, kind="baseline", year=baseline_year, definition="", **where))
    if target is not None:
        rows.append(observed(target, kind="target", year=target_year, definition="", **where))
    return rows + [observed(value, year=year, **where) for year, value in (outcomes or {}).items()]


def tables(rows: list[dict], *declarations: dict, **changes) -> Tables:
    """Lay rows out as the two tidy tables; one declaration when only changes are told.

    Texts are objects, as in what `helpers.read.load` gives.
    """
    frame = pd.DataFrame([*(declarations or [declared(**changes)])], dtype=object)
    types = dict.fromkeys(("value", "denominator", "margin"), float) | {"year": int}
    cells = {name: np.array([row[name] for row in rows], dtype=types.get(name, object)) for name in OBSERVED}
    return Tables(frame, pd.DataFrame(cells))


def plain(made: Tables, year: int, sex: str = "total", series: str = "X", options=None) -> dict:
    """One row of the assessment before it is laid out in a frame: numbers are Decimal, absent columns are absent."""
    plan = prepare(*made)
    rows = assess_rows(plan, year) if options is None else assess_rows(plan, year, options)
    return next(row for row in rows if row["sex"] == sex and row["series"] == series)


def line(made: Tables, year: int, sex: str = "total", series: str = "X") -> pd.Series:
    """One row of the assessment."""
    frame = assess(*made, year)
    return frame[(frame["sex"] == sex) & (frame["series"] == series)].iloc[0]


def flags(row) -> set[str]:
    """Return the flags of one row of the assessment."""
    return set(filter(None, row["flags"].split(";")))


def tenths(low: int = 1, high: int = 990):
    """Numbers with at most one decimal."""
    return st.integers(low, high).map(lambda number: number / 10)


@st.composite
def promises(draw, kinds=("change", "hold", "level", "balance")):
    """A made-up declaration with a baseline and target that fit its kind: (changes, baseline, target)."""
    kind = draw(st.sampled_from(kinds))
    better = "balance" if kind == "balance" else draw(st.sampled_from(["higher", "lower"]))
    first, second = sorted(draw(st.lists(st.integers(1, 99), min_size=2, max_size=2, unique=True)))
    if kind == "balance":
        baseline, target = sorted((first, second), key=lambda share: -abs(share - 50))
    else:
        rises = (kind == "change") == (better == "higher")
        baseline, target = (first, second) if rises else (second, first)
    changes = {
        "target_type": kind,
        "better": better,
        "precision": draw(st.sampled_from(["1", "0.1"])),
        "true_zero": draw(st.booleans()),
    }
    return changes, None if kind == "level" else baseline, target
