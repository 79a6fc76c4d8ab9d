"""Measure the analysis: the plan's series, and made-up tables that grow.

Run from the project's root::

    python benchmarks/analysis.py

All series of the plan are analysed in one process. Every figure of the growing tables is drawn by a random generator
with a fixed seed: they are no outcomes. Each size is measured in a process of its own, so that its peak memory is its
own. Prints a Markdown table.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from helpers import read
from helpers.method import assess as audit_assess
from helpers.method import coverage as audit_coverage
from helpers.method import plan_audit as audit_plan_audit
from helpers.method import robustness as audit_robustness
from helpers.method.assess import assess

SIZES = (1_500, 5_625, 11_250, 22_500, 45_000)
SEXES = ("women", "men", "total")
YEARS = tuple(range(2014, 2020))
REPORT_YEAR = 2018


def declare(count: int) -> pd.DataFrame:
    """Return made-up series of all kinds of target.

    One row per series, with the columns that the method needs; baseline 2013 and target year 2019.
    """
    kinds = np.array(["change", "change", "change", "hold", "level"])[np.arange(count) % 5]
    fixed = {
        "area": "kvalitet", "level": "ort", "unit": "procent", "baseline_year": 2013,
        "target_year": 2019, "precision": "0.1", "scale_min": 0.0, "scale_max": 100.0, "true_zero": True,
        "aggregation": "value", "period_start": np.nan, "period_end": np.nan, "comparator": "", "relative_to": "",
        "individual_based": True, "sexes": "women;men;total", "measured_years": "", "near_tolerance": np.nan,
        "distribution": False, "weighted_total": True, "additive_total": False, "survey": False, "breaks": "",
    }  # fmt: skip
    better = np.where(np.arange(count) % 2, "higher", "lower")
    slugs = [f"s{i}" for i in range(count)]
    return pd.DataFrame({"series": slugs, "indicator": slugs, "target_type": kinds, "better": better, **fixed})


def observe(series: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Return a random baseline, target and six outcomes per series and sex."""
    columns = [("baseline", 2013), ("target", 2019), *(("outcome", year) for year in YEARS)]
    keys = [(slug, sex, *column) for slug in series["series"] for sex in SEXES for column in columns]
    frame = pd.DataFrame(keys, columns=["series", "sex", "kind", "year"])
    values = random.uniform(5, 95, len(frame)).round(1)
    levels = frame["series"].map(series.set_index("series")["target_type"]).eq("level")
    return frame.assign(
        value=np.where(levels & frame["kind"].eq("baseline"), np.nan, values),
        geography="eskilstuna", source="drawn at random", denominator=np.nan, margin=np.nan, missing="",
        definition="exact",
    )  # fmt: skip


def whole(series: pd.DataFrame, observations: pd.DataFrame, year: int) -> None:
    """Run every public analysis once."""
    audit_assess.summary(assess(series, observations, year), series)
    audit_coverage.coverage_summary(audit_coverage.coverage(series, observations, year))
    audit_coverage.sex_coverage(series, observations, year)
    audit_plan_audit.consistency(series, observations)
    audit_plan_audit.ambition(series, observations)
    audit_robustness.robustness(series, observations, year)
    audit_robustness.backtest(series, observations, year)


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds that one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(size: int) -> None:
    """Measure one size in this process and print seconds and peak memory as JSON."""
    series = declare(size // len(SEXES))
    observations = observe(series, np.random.default_rng(20150616))
    taken = seconds(lambda: assess(series, observations, REPORT_YEAR))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    everything = seconds(lambda: whole(series, observations, REPORT_YEAR))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"assess": [taken, peak], "whole": [everything, most]}))


def plan_table() -> str:
    """Return the time for the plan's own series as a Markdown table.

    The first call after the imports, and the median of nine.
    """
    tables = read.load()
    rows = []
    for name, work in (("assess", assess), ("the whole analysis", whole)):
        first = seconds(lambda work=work: work(*tables, 2019))
        rest = statistics.median(seconds(lambda work=work: work(*tables, 2019)) for _ in range(9))
        rows.append(f"| {name}, {len(tables.series)} series | {first:.3f} | {rest:.3f} |")
    return "\n".join(["| work | first call, s | median of nine, s |", "| --- | --- | --- |", *rows])


def growth_table() -> str:
    """Return the measurements of every size, each in its own process."""
    rows = []
    for size in SIZES:
        done = subprocess.run([sys.executable, __file__, str(size)], check=True, capture_output=True, text=True)
        (one, low), (everything, high) = json.loads(done.stdout).values()
        rows.append(f"| {size} | {one:.1f} | {one / size * 1e6:.0f} | {low:.0f} | {everything:.1f} | {high:.0f} |")
    head = [
        "| series-sexes of six years | assess, s | microseconds each | peak, MB | the whole analysis, s | peak, MB |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    return "\n".join([*head, *rows])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(int(sys.argv[1]))
    else:
        print(plan_table(), growth_table(), sep="\n\n")
