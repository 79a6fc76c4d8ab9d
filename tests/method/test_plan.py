"""What a series declares, and the breaks that bound it."""

from __future__ import annotations

from itertools import product

import pandas as pd
import pytest
from strategies import BROKEN, declared, figures, tables

from helpers.method.assess import assess


@pytest.mark.parametrize("year", range(2014, 2021))
def test_a_stated_break_acts_as_a_declared_one_for_all_lines_of_the_series(year):
    spread = {"women": 2, "men": -2, "total": 0}
    measured = {2013: 40, 2015: 53, 2016: 55, 2017: 58, 2018: 57, 2019: 66}
    rows, stated, declarations = [], [], []
    for sex, broken in product(spread, (2014, 2015, 2016, 2018, 2019)):
        name = f"{sex} {broken}"
        rows += [
            row
            for own, more in spread.items()
            for row in figures(50 + more, 65, {at: v + more for at, v in measured.items()}, sex=own, series=name)
            if (own, row["year"], row["kind"]) != (sex, broken, "outcome")
        ]
        stated.append(BROKEN | {"series": name, "sex": sex, "year": broken})
        declarations.append(declared(series=name, breaks=str(broken)))
    unsaid = [row | {"breaks": ""} for row in declarations]
    pd.testing.assert_frame_equal(
        assess(*tables(rows + stated, *unsaid), year), assess(*tables(rows, *declarations), year)
    )


@pytest.mark.parametrize("better", ["up", ""])
def test_an_unknown_direction_is_refused(better):
    with pytest.raises(ValueError, match="better"):
        assess(*tables(figures(1, 2), better=better), 2019)


@pytest.mark.parametrize("precision", ["5", "0", "-1", "0.25"])
def test_a_precision_that_is_no_power_of_ten_is_refused(precision):
    with pytest.raises(ValueError, match="precision"):
        assess(*tables(figures(1, 2), precision=precision), 2019)


def test_a_target_type_without_a_rule_is_refused():
    with pytest.raises(ValueError, match="target_type"):
        assess(*tables(figures(1, 2), target_type="mean"), 2019)
