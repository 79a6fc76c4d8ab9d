"""What the pages of the whole plan show: overview, women and men, analyst.

Each function returns HTML from `tables` and `charts`; the judging is done in `method`, the sentences stand in `text`.
"""

from helpers.overview.analysis import (
    by_scope,
    firmness,
    oddities,
    projections_tested,
    proposals,
    split_by_sex,
    without_outcome,
)
from helpers.overview.companion_gaps import companion_gap_table
from helpers.overview.first import first_screen
from helpers.overview.gap_page import gap_table, not_split, shares
from helpers.overview.measures import all_measures
from helpers.overview.pairs import women_and_men
from helpers.overview.since import since_last
from helpers.overview.way import way_to_target

__all__ = [
    "all_measures",
    "by_scope",
    "companion_gap_table",
    "firmness",
    "first_screen",
    "gap_table",
    "not_split",
    "oddities",
    "projections_tested",
    "proposals",
    "shares",
    "since_last",
    "split_by_sex",
    "way_to_target",
    "without_outcome",
    "women_and_men",
]
