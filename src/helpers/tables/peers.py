"""The table of a measure beside a group of municipalities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from helpers.model.codes import SEXES
from helpers.model.numbers import MISSING, known
from helpers.model.records import as_records
from helpers.tables.render import Table
from helpers.text.companions import Figures
from helpers.text.peers import counted, place_told
from helpers.text.words import capital, sex_word


def peers_table(rows: pd.DataFrame, measure: Mapping[str, Any], series: pd.Series, group: str) -> Table | None:
    """Return a group's figures in the plan's years.

    A row per sex and year.

    Parameters
    ----------
    rows, measure, series, group
        As `helpers.text.peers.peers_told`.

    Returns
    -------
    Table or None
        None where the group has no figure in those years.
    """
    within = rows[rows["year"].between(int(series["baseline_year"]), int(series["target_year"]))]
    if within.empty:
        return None
    show = Figures(measure)
    ordered = within.sort_values(
        ["sex", "year"], key=lambda cells: cells.map(SEXES.index) if cells.name == "sex" else cells
    )
    cells = [
        [
            f"{capital(sex_word(series, row['sex']))} {row['year']}",
            show.number(row["value"]) if known(row["value"]) else MISSING,
            *(show.number(row[name]) for name in ("mean", "lowest", "highest")),
            (place_told(row) + (" (delad)" if row["shared"] else "")) if known(row["place"]) else MISSING,
            counted(row),
        ]
        for row in as_records(ordered)
    ]
    heads = ["Grupp och år", series["place"], "Medelvärde", "Lägst", "Högst", "Plats", "Kommuner med värde"]
    return Table(f"{measure['label']}, {measure['unit']}: {group}", heads, cells, "lr")
