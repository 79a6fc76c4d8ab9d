"""Swedish sentences about changes since the previous follow-up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from helpers.method.changes import tally
from helpers.model.numbers import known
from helpers.text.vocabulary import LEVEL_WORDS, PACE_WORDS, SO_FAR_WORDS
from helpers.text.words import amount, distance, listed, quantity, sentence, sex_word, spelled


def tally_sentence(compared: pd.DataFrame) -> str:
    """Return how the classes have changed, in a sentence.

    Empty when there is nothing to compare.
    """
    counts = tally(compared)
    if compared.empty:
        return ""
    words = {
        "better": "har fått en bättre klass",
        "worse": "har fått en sämre",
        "same": "har samma",
        "assessable": "kan bedömas nu men inte då",
        "lost": "kan inte längre bedömas",
        "none": "går inte att bedöma vid någon av uppföljningarna",
    }
    previous, total = int(compared["previous_year"].iloc[0]), sum(counts.values())
    parts = [f"{spelled(counts[name])} {words[name]}" for name in words if counts[name]]
    return sentence(f"av planens {spelled(total)} mått, jämfört med uppföljningen {previous}: {listed(parts)}")


def sentences(series: pd.Series, change: Mapping, values: Iterable[dict]) -> list[str]:
    """Return what has changed for one series and sex.

    Parameters
    ----------
    series : Series
        One row of the series table.
    change : mapping
        One row of `changes`.
    values : iterable of dict
        Rows of `changed_values`; only the municipality's own rows of the series and sex are told.

    Returns
    -------
    list of str
        Whole sentences: class, gap, revised figures with both; empty when none has changed.
    """
    own = _own(series, change, values)
    told = [_class_words(series, change), _gap_words(series, change)]
    return [part for part in told if part] + [_revised_words(series, row) for row in own if row["what"] != "new"]


def new_outcomes(series: pd.Series, change: Mapping, values: Iterable[dict]) -> str:
    """Return the new outcomes of one series and sex, with their years.

    Parameters as `sentences`.
    """
    own = _own(series, change, values)
    return listed(f"{_figure(series, row, '')} ({row['year']})" for row in own if row["what"] == "new")


def _own(series: pd.Series, change: Mapping, values: Iterable[dict]) -> list[dict]:
    """Return the municipality's own rows of one series and sex."""
    cell = change["series"], series["geography"], change["sex"]
    return [row for row in values if (row["series"], row["geography"], row["sex"]) == cell]


def _class_words(series: pd.Series, change: Mapping) -> str:
    words = LEVEL_WORDS if change["year"] >= series["target_year"] else LEVEL_WORDS | SO_FAR_WORDS
    before, now = (words[change[name]] for name in ("level_before", "level"))
    subject, same = ("klassen", "oförändrad") if words is LEVEL_WORDS else ("läget", "oförändrat")
    what, previous = change["level_change"], change["previous_year"]
    if what in ("better", "worse"):
        told = f"{subject} har ändrats från {before} till {now} sedan uppföljningen {previous}"
        return sentence(told + _missing_words(series, change["riket_missing"]))
    if what == "assessable":
        return sentence(f"gick inte att bedöma {previous}; nu är {subject} {now}")
    if what == "lost":
        return sentence(f"{subject} var {before} {previous}; nu går måttet inte att bedöma")
    paces = [change[name] for name in ("pace_before", "pace")]
    if paces[0] and paces[1] and paces[0] != paces[1]:
        words = [PACE_WORDS[pace] for pace in paces]
        return sentence(f"{subject} är {same}, {now}, men takten har gått från {words[0]} till {words[1]}")
    return ""


def _missing_words(series: pd.Series, year: int | None) -> str:
    """Return that a class changed only because a comparator's figure is missing.

    Empty when that is not so.
    """
    if not known(year):
        return ""
    return f": för {year} saknas {series['comparator_genitive']} värde, så då bedömdes bara talet"


def _gap_words(series: pd.Series, change: Mapping) -> str:
    if not change["gap_change"]:
        return ""
    before, now = (abs(change[name]) for name in ("gap_before", "gap"))
    women, men = (sex_word(series, sex) for sex in ("women", "men"))
    verb = {"narrowing": "har minskat", "widening": "har ökat", "reversed": "har bytt riktning"}
    if change["gap_change"] not in verb:
        return ""
    what = f"skillnaden mellan {women} och {men} {verb[change['gap_change']]}"
    return sentence(f"{what}, från {amount(series, before)} till {distance(series, now)}")


def _revised_words(series: pd.Series, row: dict) -> str:
    why = f" ({row['reason'].rstrip('.')})" if row["reason"] else ""
    if row["what"] == "withdrawn":
        return sentence(f"utfallet för {row['year']}, {_figure(series, row, '_before')}, har dragits tillbaka{why}")
    old = _figure(series, row, "_before")
    return sentence(f"utfallet för {row['year']} har ändrats från {old} till {_figure(series, row, '')}{why}")


def _figure(series: pd.Series, row: dict, end: str) -> str:
    base = row[f"denominator{end}"] if series["aggregation"] == "count" else None
    return quantity(series, row[f"value{end}"], base)
