"""Questions that only figures by sex and companion measures can answer."""

from __future__ import annotations

import pandas as pd
from IPython.display import HTML

from helpers.method.companions import companions, own_beside_riket
from helpers.model.numbers import MISSING, known
from helpers.model.records import as_records
from helpers.questions.answer import answer
from helpers.read import measures as all_measures
from helpers.tables.render import Table
from helpers.text.companions import Figures, beside_told, beside_years, direction_told, gap_told
from helpers.text.words import capital, sex_word
from helpers.view import FollowUp


def beside_riket(view: FollowUp, *names: str) -> HTML:
    """Answer how women's and men's figures moved, beside the comparator's.

    Parameters
    ----------
    view : FollowUp
    *names : str
        Series whose own figures, or whose companion measures, are known for women and men.

    Returns
    -------
    HTML
        For each measure sentences of direction, gap and movement beside riket, and a table: one row per measure with
        the gap first and last, here and in riket. A companion is called what it is; nothing here is a class.
    """
    chosen = view.series[view.series["series"].isin(names)]
    listed = all_measures()
    own, _ = own_beside_riket(chosen, view.observations, listed, view.year)
    rows = pd.concat([own, companions(chosen, view.observations, listed, view.year)], ignore_index=True)
    same = set(listed.loc[listed["same"], "key"])
    by_name = chosen.set_index("series", drop=False)
    told, cells = [], []
    for row in as_records(rows):
        if not known(row["gap_last"]):
            continue
        words = tuple(sex_word(by_name.loc[row["series"]], sex) for sex in ("women", "men"))
        name = row["label"] if row["measure"] in same else f"{row['label']} (närliggande mått)"
        parts = (direction_told(row), gap_told(row, words), beside_told(row, words))
        told.append(f"{name}. {' '.join(part for part in parts if part)}")
        cells.append([name, *_gaps(row)])
    beside = view.series["beside_word"].iloc[0]
    heads = ["Mått", "Skillnad först", "Skillnad sist", f"{capital(beside)} först", f"{capital(beside)} sist"]
    notes = ["Skillnaden är kvinnor minus män, i måttets egen enhet, räknad på oavrundade tal."]
    return answer(told, Table(f"Skillnaden mellan kvinnor och män, här och i {beside}", heads, cells, "lr", notes))


def _gaps(row: dict) -> list[str]:
    """Return the gaps as cells; the comparator's with their years where they are other than the own ones."""
    show, apart = Figures(row), beside_years(row)
    cells = []
    for name in ("gap_first", "gap_last", "riket_gap_first", "riket_gap_last"):
        year = f" ({row[f'{name}_year']})" if apart and name.startswith("riket") else ""
        cells.append(f"{show.number(row[name])}{year}" if known(row[name]) else MISSING)
    return cells
