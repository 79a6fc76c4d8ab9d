"""Questions for a notebook: each function answers one with sentences, table and chart.

An answer is HTML from `tables` and `charts`; the judging is done in `method`. No series or area is named here.
"""

from helpers.questions.nearby import beside_riket
from helpers.questions.over_years import against_path, change_by_sex, mean_without_best
from helpers.questions.riket import against_riket
from helpers.questions.targets import distance_to_target, means_over_period, required_per_year, targets_behind_baseline
from helpers.questions.women_and_men import composition, each_sex_to_target, gap_closure

__all__ = [
    "against_path",
    "against_riket",
    "beside_riket",
    "change_by_sex",
    "composition",
    "distance_to_target",
    "each_sex_to_target",
    "gap_closure",
    "mean_without_best",
    "means_over_period",
    "required_per_year",
    "targets_behind_baseline",
]
