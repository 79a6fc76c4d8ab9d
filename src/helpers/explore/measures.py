"""Series of a view and what can be asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from IPython.display import HTML

from helpers.cards import cards
from helpers.charts.of_series import points
from helpers.explore.answers import companion_summary
from helpers.explore.frame import Frame, groups_of, labelled
from helpers.model.codes import RIKET, SEXES
from helpers.model.names import KindlyMissing, told
from helpers.tables.render import render
from helpers.text.reading import main_row
from helpers.text.receipts import anchor, receipt
from helpers.text.vocabulary import LEVEL_WORDS
from helpers.text.words import beside_word, headed, sex_word
from helpers.view import FollowUp, names_of, rows_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Measures(KindlyMissing):
    """The series that a name means: one, or all of an indicator.

    ``view["17"]`` is one series, ``view["L"]`` all three of indicator L; every method answers for all of them.

    Attributes
    ----------
    names : list of str
        The series, in the plan's order.
    """

    def __init__(self, view: FollowUp, names: Sequence[str]) -> None:
        self._view = view
        self.names = list(names)

    def __dir__(self) -> list[str]:
        """Return the names of what can be asked."""
        return ["card", "companions", "names", "plot", "points", "receipt", "sources", "table", "values"]

    def __len__(self) -> int:
        return len(self.names)

    def __iter__(self) -> Iterator[Measures]:
        return (Measures(self._view, [name]) for name in self.names)

    def __repr__(self) -> str:
        asked = ", ".join(f".{name}()" for name in dir(self) if name != "names")
        lines = [
            f"{line['series']}: {line['name']} – {line['level']} ({line['outcomes']} utfall, "
            f"{line['companions']} värden av närliggande mått)"
            for line in measure_lines(self._view, self.names)
        ]
        return "\n".join([*lines, asked])

    def _repr_html_(self) -> str:
        hint = "Fråga vidare: " + ", ".join(f".{name}()" for name in dir(self) if name != "names")
        return render("view.html.j2", heading="", lines=measure_lines(self._view, self.names), hint=hint)

    def _series(self) -> pd.DataFrame:
        return self._view.series[self._view.series["series"].isin(self.names)]

    def values(self) -> Frame:
        """Return every figure that a report of the year may show.

        Returns
        -------
        DataFrame
            One row per figure: ``series, label, unit, area``, then the columns of the tidy observations; see
            ``columns("observations")``.
        """
        observations = self._view.observations
        return labelled(observations[observations["series"].isin(self.names)], self._series())

    def companions(self) -> Frame:
        """Return where each companion measure is going, one row each.

        See `helpers.explore.answers.companion_summary`; ``view.companions("L")`` has the figures themselves.
        """
        return companion_summary(self._view, self.names)

    def points(self) -> Frame:
        """Return what the chart shows, tidy: ready for seaborn.

        Returns
        -------
        DataFrame
            One row per mark: ``series, label, unit, area, line`` (women, men, total; riket), ``kind`` (baseline,
            outcome, target), ``year``, ``value`` in the series' unit.
        """
        drawn = [points(*rows_of(self._view, name)[:2]).assign(series=name) for name in self.names]
        return labelled(pd.concat(drawn, ignore_index=True), self._series())

    def table(self) -> Frame:
        """Return what the table on the page shows, as numbers.

        Returns
        -------
        DataFrame
            One row per series, geography and sex: ``series, label, unit, area, geography, sex``, a column per year
            with baseline or outcome, ``target``, ``remaining`` (to the target, from the judged value; NaN where it is
            reached or unknown) and ``level`` (the class's code; empty for the comparator). NaN: no figure.
        """
        return labelled(pd.concat([self._table(name) for name in self.names], ignore_index=True), self._series())

    def _table(self, name: str) -> pd.DataFrame:
        series, observations, rows = rows_of(self._view, name)
        known = observations[observations["value"].notna()].drop_duplicates(["geography", "sex", "year", "kind"])
        figures = known[known["kind"].isin(["baseline", "outcome"])]
        wide = figures.pivot_table(index=["geography", "sex"], columns="year", values="value", aggfunc="first")
        targets = known[known["kind"] == "target"].set_index(["geography", "sex"])["value"]
        judged = rows.assign(geography=series["geography"]).set_index(["geography", "sex"])[["remaining", "level"]]
        judged = judged.assign(remaining=judged["remaining"].where(judged["remaining"] > 0))
        groups = [group for group in groups_of(series) if group in wide.index or group in targets.index]
        table = wide.reindex(pd.MultiIndex.from_tuples(groups, names=["geography", "sex"]))
        table = table.assign(target=targets).join(judged)
        return table.assign(series=name, level=table["level"].fillna("")).reset_index()

    def sources(self) -> Frame:
        """Return where the figures stand.

        Returns
        -------
        DataFrame
            One row per series, geography, kind and source: ``series, label, unit, area, geography, kind, years``
            (from the first to the last), ``source, source_url, definition`` (exact, close, derived; empty for the
            plan's own) and ``comment``.
        """
        told = self.values()
        told = told[told["value"].notna()]
        keys = ["series", "geography", "kind", "source", "source_url", "definition", "comment"]
        years = told.groupby(keys, sort=False)["year"].agg(lambda found: ", ".join(map(str, sorted(set(found)))))
        found = years.rename("years").reset_index()
        return labelled(found[[*keys[:3], "years", *keys[3:]]], self._series())

    def receipt(self) -> Frame:
        """Return the arithmetic behind each class, line by line.

        Returns
        -------
        DataFrame
            One row per line: ``series, label, unit, area, sex`` (women, men, total, gap), ``line`` (a Swedish
            sentence with the figures) and ``rule`` (where docs/metod.md explains it).
        """
        lines = []
        for name in self.names:
            series, _, rows = rows_of(self._view, name)
            lines += [
                {"series": name, "sex": row["sex"], "line": line, "rule": anchor(row)}
                for _, row in rows.iterrows()
                for line in receipt(row, series)
            ]
        return labelled(pd.DataFrame(lines, columns=["series", "sex", "line", "rule"]), self._series())

    def card(self) -> HTML:
        """Show what the page shows: message, chart, reading, table, receipt and sources."""
        return cards(self._view, *self.names)

    def plot(self, ax: Axes | Sequence[Axes] | None = None) -> Axes | list[Axes]:
        """Draw each series on axes: years across, the unit upwards, targets open.

        Parameters
        ----------
        ax : Axes or sequence of Axes, optional
            Where to draw: one for each series. Left out, a new figure is made, which the notebook shows.

        Returns
        -------
        Axes or list of Axes
            One for each series; the axes itself for one series.

        Raises
        ------
        ValueError
            In Swedish, if there are not as many axes as series.
        TypeError
            In Swedish, if ``ax`` is no axes.
        """
        from matplotlib.axes import Axes  # imported here: slow, and no page needs it

        from helpers.charts.on_axes import draw_series

        given = self._new_axes() if ax is None else [ax] if isinstance(ax, Axes) else list(np.ravel(ax))
        if not all(isinstance(one, Axes) for one in given):
            raise TypeError(f"ax är en matplotlib-axel, inte {told(ax)}; skriv figure, ax = plt.subplots() först")
        if len(given) != len(self.names):
            raise ValueError(
                f"{len(self.names)} serier ({', '.join(self.names)}) ritas i lika många axlar, "
                f"men ax har {len(given)}; utan ax= görs en ny figur"
            )
        for name, own in zip(self.names, given, strict=True):
            series, observations, _ = rows_of(self._view, name)
            drawn = points(series, observations)
            draw_series(own, drawn, _line_names(series), headed(series))
        return given[0] if len(given) == 1 else given

    def _new_axes(self) -> list[Axes]:
        """Make a figure that the notebook shows."""
        import matplotlib.pyplot as plt

        count = len(self.names)
        figure, made = plt.subplots(count, 1, figsize=(7, 3.4 * count), squeeze=False, layout="constrained")
        figure.patch.set_facecolor("white")
        return list(made[:, 0])


def _line_names(series: pd.Series) -> dict[str, str]:
    return {sex: sex_word(series, sex) for sex in SEXES} | {RIKET: beside_word(series)}


def chosen(view: FollowUp, name: object) -> Measures:
    """Return the series that a name means.

    Raises
    ------
    KeyError
        In Swedish, if the view has neither a series nor an indicator of that name.
    TypeError
        In Swedish, if the name is no text, or several are given at once.
    """
    if isinstance(name, list | tuple | set | slice):
        raise TypeError(
            'en serie eller indikator i taget: view["17"]; flera kort på en gång ger cards(view, "17", "L")'
        )
    return Measures(view, names_of(view, name))  # type: ignore[arg-type]


def measure_lines(view: FollowUp, names: Iterable[str]) -> list[dict[str, str | int]]:
    """Return what a short view of it says of each series.

    Returns
    -------
    list of dict
        ``series``, ``name`` (label and unit), ``level`` (the class's word, of the line that the card leads with),
        ``outcomes`` (how many of the municipality's outcomes are known) and ``companions`` (known figures of nearby
        measures), in the order of ``names``.
    """
    return [_measure_line(*rows_of(view, name)) for name in names]


def _measure_line(series: pd.Series, observations: pd.DataFrame, rows: pd.DataFrame) -> dict[str, str | int]:
    ours = observations[(observations["geography"] == series["geography"]) & observations["value"].notna()]
    return {
        "series": series["series"],
        "name": headed(series),
        "level": LEVEL_WORDS[main_row(rows)["level"]],
        "outcomes": int((ours["kind"] == "outcome").sum()),
        "companions": int((ours["kind"] == "related").sum()),
    }
