"""The whole assessment: what must hold for any figures, its columns, what is counted; outcomes here are made up."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import declared, figures, line, observed, promises, tables, tenths

from helpers.method.assess import assess, counted
from helpers.method.columns import ASSESSMENT_COLUMNS, FLAGS
from helpers.method.plan import prepare
from helpers.method.rows import assess_rows

RANK = {"not_met": 0, "near": 1, "met": 2}


def beside(names, **changes):
    """Declare several series alike, to be judged at once."""
    return [declared(series=name, **changes) for name in names]


def test_sick_leave_gap_of_the_baseline_is_signed():
    rows = figures(7.8, sex="women") + figures(4.5, sex="men") + figures(7.1, 5.9)
    row = line(tables(rows, better="lower", precision="0.1", scale_min=0), 2019, "gap")
    assert row["gap_baseline"] == pytest.approx(3.3)
    assert row["better_off_baseline"] == "men"


@settings(max_examples=150)
@given(promises(), tenths(), tenths(), tenths())
def test_a_better_outcome_never_gets_a_worse_class(promise, one, other, riket):
    changes, baseline, target = promise
    if changes["better"] != "balance":
        changes |= {"relative_to": "riket", "comparator": "riket"}

    def given(name, value):
        return [*figures(baseline, target, {2017: value}, series=name),
                observed(riket, year=2017, geography="riket", series=name)]  # fmt: skip

    goodness = {"higher": lambda v: v, "lower": lambda v: -v, "balance": lambda v: -abs(v - 50)}[changes["better"]]
    worse, better = sorted((one, other), key=goodness)
    both = tables(given("worse", worse) + given("better", better), *beside(("worse", "better"), **changes))
    level = {row["series"]: RANK[row["level"]] for row in assess_rows(prepare(*both), 2017)}
    assert level["worse"] <= level["better"]


@settings(max_examples=100)
@given(promises(("change", "hold", "level")), st.lists(tenths(), min_size=1, max_size=5), st.integers(-3, 3))
def test_classes_do_not_change_with_the_unit(promise, values, power):
    changes, baseline, target = promise

    def given(name, factor):
        def scaled(value):
            return None if value is None else float(Decimal(str(value)) * factor)

        outcomes = {2015 + i: scaled(v) for i, v in enumerate(values)}
        return figures(scaled(baseline), scaled(target), outcomes, series=name)

    factor = Decimal(10) ** power
    unit = str(Decimal(changes["precision"]) * factor)
    declarations = [declared(series="one", **changes), declared(series="other", **changes | {"precision": unit})]
    both = tables(given("one", Decimal(1)) + given("other", factor), *declarations)
    names = ("level", "pace", "projection_level", "projection_pace", "change_previous", "evidence", "hold_path")
    one, other = ([row.get(name) for name in names] for row in assess_rows(prepare(*both), 2018))
    assert one == other


@settings(max_examples=100)
@given(promises(("change", "hold", "level")), st.lists(tenths(), min_size=1, max_size=5))
def test_classes_do_not_change_with_a_mirrored_polarity_declared_as_such(promise, values):
    changes, baseline, target = promise
    mirrored = changes | {"better": {"higher": "lower", "lower": "higher"}[changes["better"]]}

    def given(name, sign):
        start = None if baseline is None else sign * baseline
        return figures(start, sign * target, {2015 + i: sign * v for i, v in enumerate(values)}, series=name)

    both = tables(given("X", 1) + given("-X", -1), declared(series="X", **changes), declared(series="-X", **mirrored))
    names = ("level", "pace", "pace_ratio", "projection_level", "projection_pace", "change_previous", "trend")
    one, other = ([row.get(name) for name in names] for row in assess_rows(prepare(*both), 2018))
    assert one == other


def mixed_tables():
    rows = (
        figures(77, 95, {2017: 80, 2019: 94}, sex="women", series="R")
        + figures(93, 95, {2017: 94, 2019: 95}, sex="men", series="R")
        + figures(2.6, 2.5, {2016: 3, 2017: 2, 2018: 1}, series="34")
        + figures(90.1, 91, {2018: 90, 2019: 91}, series="10")
        + [
            observed(89, year=2019, geography="riket", series="10"),
            observed(88, year=2019, kind="related", series="10"),
        ]
        + [observed(92, year=2019, series="10", definition="close", source="b")]
    )
    return tables(
        rows,
        declared(series="R", sexes="women;men", scale_min=0, scale_max=100),
        declared(series="34", target_type="hold;mean", aggregation="mean", period_start=2016, period_end=2019),
        declared(series="10", target_type="change;relative", relative_to="riket", comparator="riket"),
    )


@given(st.randoms(use_true_random=False))
@settings(max_examples=15)
def test_the_order_of_rows_does_not_matter(random):
    made = mixed_tables()
    order = list(range(len(made.observations)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(assess(*made, 2019), assess(made.series, made.observations.iloc[order], 2019))


@settings(max_examples=100)
@given(promises(), tenths(), st.floats(0, 50).map(lambda m: round(m, 1)))
def test_a_margin_never_changes_a_class(promise, value, margin):
    changes, baseline, target = promise
    without, with_margin = (figures(baseline, target, {2016: value}, series=name) for name in ("without", "with"))
    with_margin[-1]["margin"] = margin
    both = tables(without + with_margin, *beside(("without", "with"), **changes))
    one, other = assess_rows(prepare(*both), 2016)
    assert other["level"] == one["level"]
    assert other.get("pace") == one.get("pace")


def test_the_tables_are_not_changed():
    made = mixed_tables()
    before = made.series.copy(deep=True), made.observations.copy(deep=True)
    assess(*made, 2019)
    pd.testing.assert_frame_equal(made.series, before[0])
    pd.testing.assert_frame_equal(made.observations, before[1])


def test_the_contracts_columns_come_first_and_every_flag_is_documented():
    frame = assess(*mixed_tables(), 2019)
    assert tuple(frame.columns[: len(ASSESSMENT_COLUMNS)]) == ASSESSMENT_COLUMNS
    assert set(";".join(frame["flags"]).split(";")) - {""} <= set(FLAGS)


def test_an_empty_table_of_observations_gives_an_empty_assessment_with_all_columns():
    frame = assess(*tables([]), 2019)
    assert frame.empty
    assert tuple(frame.columns[: len(ASSESSMENT_COLUMNS)]) == ASSESSMENT_COLUMNS


def test_each_line_of_the_plan_is_counted_once():
    rows = (
        figures(55, sex="women", series="B") + figures(48, sex="men", series="B") + figures(52, 65, series="B")
        + figures(77, 95, sex="women", series="R") + figures(93, 95, sex="men", series="R")
        + figures(63, 60, sex="women", series="F") + figures(37, 40, sex="men", series="F")
        + figures(22.2, 25, sex="men", series="F2")
    )  # fmt: skip
    made = tables(
        rows,
        declared(series="B"),
        declared(series="R", sexes="women;men"),
        declared(series="F", sexes="women;men", better="balance", target_type="balance", distribution=True),
        declared(
            series="F2", sexes="men", better="balance", target_type="balance", distribution=True, level="organisation"
        ),
    )
    rows = counted(assess(*made, 2019), made.series)
    lines = list(zip(rows["series"], rows["sex"], strict=True))
    assert lines == [("B", "total"), ("R", "women"), ("R", "men"), ("F", "women"), ("F2", "men")]
    assert rows["scope"].tolist() == ["ort"] * 4 + ["organisation"]
