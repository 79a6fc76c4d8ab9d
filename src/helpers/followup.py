"""follow_up(): a goal area or the whole plan as of one year."""

from __future__ import annotations

from pathlib import Path

from helpers.explore.answers import companions, gaps, measure_table, rejudged, wide
from helpers.explore.export import to_excel
from helpers.explore.frame import Frame
from helpers.explore.measures import Measures, chosen, measure_lines
from helpers.method.peers import peers
from helpers.method.plan import METHOD
from helpers.model.about import About
from helpers.model.codes import NO_COMPARISON
from helpers.model.names import KindlyMissing, text_or_told, unknown, year_or_told
from helpers.read import areas, groups, load, measures, newest_year
from helpers.storage.about import about
from helpers.tables.render import render
from helpers.text.words import listed
from helpers.view import FollowUp, assessment_table, set_beside, visible, year_of_plan

ASKED = (
    *("series", "observations", "assessment", "year", "comparison", "peers"),
    *("table", "wide", "gaps", "companions", "rejudge", "to_excel"),
)


class View(KindlyMissing, FollowUp):
    """A goal area as of a year: tables, measures by name, and questions.

    Attributes
    ----------
    series, observations, assessment : DataFrame
        The tables; ``columns("series")`` and so on explain them.
    year : int
    comparison : str
    peers : DataFrame
        Where ``comparison`` is a group of municipalities: their mean, lowest and highest, and the place among them.

    Examples
    --------
    >>> view = follow_up("ett_omrade", 2009)
    >>> view["L"].names
    ['X_alla', 'X_en', 'X_annan']
    """

    __slots__ = ()

    def __dir__(self) -> list[str]:
        """Return the names that are useful to an analyst."""
        return list(ASKED)

    def _ipython_key_completions_(self) -> list[str]:
        return list(dict.fromkeys([*self.series["series"], *self.series["indicator"]]))

    def __getitem__(self, name: str) -> Measures:  # type: ignore[override]
        """Return a series, or all of an indicator: ``view["17"]``, ``view["L"]``."""
        return chosen(self, name)

    def __repr__(self) -> str:
        return "\n".join([self._heading(), *(self._lines()), self._hint()])

    def _repr_html_(self) -> str:
        lines = measure_lines(self, self.series["series"]) if self._one_area() else []
        return render("view.html.j2", heading=self._heading(), lines=lines, hint=self._hint())

    def _one_area(self) -> bool:
        return self.series["area"].nunique() == 1

    def _heading(self) -> str:
        area = self.series["area_name"].iloc[0] if self._one_area() else "hela planen"
        lines = measure_lines(self, self.series["series"])
        outcomes, companions = (sum(int(line[name]) for line in lines) for name in ("outcomes", "companions"))
        beside = "utan jämförelse" if self.comparison == NO_COMPARISON else f"jämfört med {self._compared_with()}"
        return (
            f"Uppföljning {self.year}, {area}: {len(self.series)} serier, {outcomes} utfall, "
            f"{companions} värden av närliggande mått, {beside}"
        )

    def _compared_with(self) -> str:
        first = self.series["beside_word"].iloc[0]
        if self.about is None or self.comparison == self.about.comparison:
            return first
        return listed(dict.fromkeys([first, self.about.geography(self.comparison).word]))

    def _lines(self) -> list[str]:
        if not self._one_area():
            return []
        lines = measure_lines(self, self.series["series"])
        return [f"{each['series']}: {each['name']} – {each['level']} ({each['outcomes']} utfall)" for each in lines]

    def _hint(self) -> str:
        first = self.series["series"].iloc[0]
        group = "" if self.peers is None or self.peers.empty else ", view.peers (gruppens värden)"
        return (
            f'Fråga vidare: view["{first}"], view.wide("{first}"), view.table(), view.gaps(), '
            f"view.rejudge(near=0.20), cards(view){group}"
        )

    def __contains__(self, name: object) -> bool:
        """Return whether the view has that series or indicator."""
        return name in {*self.series["series"], *self.series["indicator"]}

    def table(self) -> Frame:
        """Return where each measure stands: baseline, value, target and class.

        See `helpers.explore.answers.measure_table`.
        """
        return measure_table(self)

    def wide(self, name: str = "", kinds: tuple[str, ...] = ("baseline", "outcome")) -> Frame:
        """Return a measure with years as rows, places and sexes as columns.

        ``kinds=("related",)`` gives the companions' figures instead. See `helpers.explore.answers.wide`.
        """
        return wide(self, name, kinds)

    def gaps(self) -> Frame:
        """Return the gaps between women and men, one row per series.

        See `helpers.explore.answers.gaps`.
        """
        return gaps(self)

    def companions(self, name: str = "") -> Frame:
        """Return the figures of companion measures, of all series or one.

        ``view["L"].companions()`` says where each is going. See `helpers.explore.answers.companions`.
        """
        return companions(self, name)

    def rejudge(
        self,
        near: float = float(METHOD.near_change),
        near_hold: float | None = None,
        *,
        rounding: bool = True,
        relation: bool = True,
    ) -> Frame:
        """Return every counted line's class under other choices of method.

        ``level`` is the class now, ``level_then`` the one under those choices.

        Parameters
        ----------
        near : float
            How much of the planned change may remain for *nära målet*; the method's own unless given.
        near_hold : float, optional
            How much of the target may be lacking for targets to hold; as the method's own to ``near`` unless given.
        rounding, relation : bool
            Whether values are rounded to the plan's last digit first, and whether relative targets ask for riket.

        Returns
        -------
        DataFrame
            One row per line that can be judged; ``changed`` marks those with another class.
        """
        return rejudged(self, near, near_hold, rounding=rounding, relation=relation)

    def to_excel(self, path: str | Path) -> Path:
        """Write the view as a workbook with explained columns.

        Swedish headers, and a sheet that explains each column.

        Parameters
        ----------
        path : str or Path
            A file that ends in ``.xlsx``, in a folder that exists; one that is there is replaced.

        Returns
        -------
        Path
            The file that was written.

        Raises
        ------
        ValueError
            In Swedish, if the file's name or folder will not do.
        """
        return to_excel(self, path)


def follow_up(
    area: str | None = None, year: int | None = None, comparison: str | None = None, *, root: Path | None = None
) -> View:
    """Return a goal area, or the whole plan, judged as of a year.

    Parameters
    ----------
    area : str, optional
        A goal area's name, for example ``"ett_omrade"``; the whole plan when left out.
    year : int, optional
        The year of the follow-up; the newest with outcomes, at most the target year, when left out. Figures of later
        years are left out, except that a report of the target year or later shows what came after the plan.
    comparison : str, optional
        The comparator whose figures stand beside the municipality's, or a group whose mean, lowest and
        highest do, as plan.toml declares them; ``"ingen"`` for none; the plan's first one when left out.
    root : Path, optional
        The project's folder.

    Returns
    -------
    View

    Raises
    ------
    ValueError
        In Swedish, if the area or the comparison is unknown, or no series has a plan for that year.
    TypeError
        In Swedish, if the area or the comparison is no text, or the year no whole number.

    Examples
    --------
    >>> view = follow_up("ett_omrade", 2009)
    >>> sorted(view.series["indicator"].unique())
    ['14', '15', '16', '17', '18', 'L', 'M', 'N']
    """
    facts = about(root)
    comparison = facts.comparison if comparison is None else comparison
    _refuse_odd(area, year, comparison, facts, root)
    series, observations = load(area, root=root)
    year = year_of_plan(series, newest_year(root=root) if year is None else int(year))
    judged = assessment_table(series, observations, year)
    beside, shown = set_beside(series, visible(series, observations, year), facts, comparison)
    own = measures(root=root).query("series in @series.series")
    ended = own["series"].map(series.set_index("series")["target_year"]) <= year
    group = peers(groups(root=root), own, shown, facts.home, facts.members_of(comparison))
    group = group[(group["year"] <= year) | group["series"].isin(own.loc[ended, "series"])]
    beside, shown, judged = (table.copy() for table in (beside, shown, judged))  # in few blocks, see `helpers.read`
    return View(beside, shown, judged, year, comparison, observations, facts, area, group)


def _refuse_odd(area: object, year: object, comparison: object, facts: About, root: Path | None) -> None:
    """Raise for arguments of the wrong type, with a call that works."""
    comparisons = facts.comparisons
    if (area is None or isinstance(area, str)) and year is None and comparison in comparisons:
        return
    newest = newest_year(root=root)
    example = f'follow_up("{areas(root=root)[0]}", {newest}'
    if area is not None:
        text_or_told("målområdet", area, f"follow_up(year={area})" if isinstance(area, int) else f"{example})")
    if year is not None:
        year_or_told(year, f"{example})")
    if text_or_told("jämförelsen", comparison, f'{example}, "{comparisons[0]}")') not in comparisons:
        raise unknown("jämförelsen", str(comparison), comparisons, facts.names_of_comparisons)
