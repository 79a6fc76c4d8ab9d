"""Sentences that count: at none, one, two and all."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.tables.counts import counts_told, unjudged

JUDGED = ("met", "")


def lines(*rows: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["level", "reason"])


def lacking(reason: str) -> tuple[str, str]:
    return "not_assessable", reason


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([JUDGED, JUDGED], ""),
        ([JUDGED, lacking("no_outcome")], "Ett saknar utfall."),
        ([JUDGED, lacking("no_outcome"), lacking("no_outcome")], "Två saknar utfall."),
        ([lacking("no_outcome"), lacking("no_outcome")], "Alla saknar utfall."),
        ([lacking("no_target")], "Ett har inget mål i planen."),
        (
            [JUDGED, lacking("no_outcome"), lacking("related_only"), lacking("no_outcome"), lacking("no_target")],
            "Två saknar utfall, ett har bara närliggande mått och ett har inget mål i planen.",
        ),
        (
            [JUDGED, lacking("not_yet_measured")],
            "Ett går inte att bedöma (mätningen görs inte varje år, och ingen är gjord ännu).",
        ),
    ],
)
def test_why_measures_cannot_be_judged_is_counted_reason_by_reason(rows, told):
    assert unjudged(lines(*rows)) == told


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"already": 1}, "det är redan nått"),
        ({"already": 2}, "båda är redan nådda"),
        ({"on_track": 3}, "alla är i fas"),
        ({"not_yet": 1}, "det är ännu inte nått"),
        ({"not_yet": 2}, "inget av dem är nått ännu"),
        (
            {"already": 2, "behind": 1, "not_yet": 1},
            "två är redan nådda, ett är efter eller på fel väg och ett är ännu inte nått",
        ),
    ],
)  # fmt: skip
def test_before_the_target_year_nothing_is_told_as_final(counts, told):
    assert counts_told(counts) == told
