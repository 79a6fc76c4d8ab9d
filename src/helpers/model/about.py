"""What a project is about: plan, municipality and comparators.

One project folder follows up one plan of one municipality. Its facts stand in ``data/raw/plan.toml``; no name, year or
place of any plan stands in the code. `helpers.data.about.read_about` reads that file and finds its issues;
``helpers data`` puts the facts into ``data/processed/datapackage.json``, and all rooms after `data` read them there::

    from helpers.storage.about import about

    facts = about(root)            # About; root as `helpers.storage.paths.project_root` takes it
    facts.name                     # the plan's name, as a page's header prints it
    facts.home                     # the municipality's code in the column `geography`
    facts.municipality.name        # Geography: code, name, word, genitive, kolada, kolada_name
    facts.comparators              # tuple of Geography, the first is the default comparison
    facts.geography(code)          # Geography of any declared code
    facts.levels                   # tuple of Level: level (the code), printed, word
    facts.sentence("levels")       # a sentence true of this municipality only; empty when there is none

What is known of each series (its place, its comparator's words, its area's name and page, its unit's words) stands
in the columns of the tidy series, so that a function with a series at hand needs none of this.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from helpers.model.codes import NO_COMPARISON


@dataclass(frozen=True)
class Geography:
    """A place that figures are about.

    Attributes
    ----------
    code : str
        As the column ``geography`` holds it.
    name, word, genitive : str
        The name as a heading prints it, the name inside a sentence, and its genitive.
    kolada, kolada_name : str
        Its id and title in Kolada; empty when it is not there.
    """

    code: str
    name: str
    word: str
    genitive: str
    kolada: str = ""
    kolada_name: str = ""


@dataclass(frozen=True)
class Level:
    """A kind of indicator in the plan.

    Attributes
    ----------
    level : str
        The code.
    printed : str
        The heading that the plan prints.
    word : str
        The word inside a sentence.
    """

    level: str
    printed: str
    word: str


@dataclass(frozen=True)
class Member:
    """A municipality of a group.

    Attributes
    ----------
    group : str
        The group's code.
    code, name : str
        The municipality's own code and name.
    """

    group: str
    code: str
    name: str


@dataclass(frozen=True)
class About:
    """The facts of ``plan.toml``.

    Attributes
    ----------
    name, source, title, package, table : str
        The plan's name, how observations name it as their source, its name inside a sentence, the name of the data
        package, and the file of its printed tables in data/raw.
    first_year, last_year : int
        The plan's period.
    authority : str
        The municipality as an authority, for headers and files.
    municipality : Geography
    comparators : tuple of Geography
        What the plan may be compared with, the default first.
    unnamed : tuple of str
        Codes that a target may be relative to though the plan does not say which places they are.
    levels : tuple of Level
        In the order in which tables list them.
    sentences : mapping of str to str
        Sentences that are true of this municipality only, by name.
    groups : tuple of Geography
        Groups of municipalities shown as context; judged against only where a declared target names one.
    members : tuple of Member
        The municipalities of the groups; the plan's own municipality is not among them.
    """

    name: str
    source: str
    title: str
    package: str
    table: str
    first_year: int
    last_year: int
    authority: str
    municipality: Geography
    comparators: tuple[Geography, ...]
    unnamed: tuple[str, ...]
    levels: tuple[Level, ...]
    sentences: Mapping[str, str]
    groups: tuple[Geography, ...] = ()
    members: tuple[Member, ...] = ()

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> About:
        """Return the facts of a checked ``plan.toml``."""
        plan, own = facts["plan"], facts["municipality"]
        return cls(
            **{name: plan[name] for name in PLAN_KEYS},
            authority=own["authority"],
            municipality=_geography(own),
            comparators=tuple(_geography(one) for one in facts.get("comparators", [])),
            unnamed=tuple(one["geography"] for one in facts.get("unnamed", [])),
            levels=tuple(Level(one["level"], one["printed"], one["word"]) for one in facts["levels"]),
            sentences=dict(facts.get("sentences", {})),
            groups=tuple(_geography(one) for one in facts.get("groups", [])),
            members=tuple(Member(one["group"], one["geography"], one["name"]) for one in facts.get("members", [])),
        )

    @property
    def home(self) -> str:
        """Return the municipality's code."""
        return self.municipality.code

    @property
    def geographies(self) -> tuple[Geography, ...]:
        """Return the municipality, then all comparators."""
        return (self.municipality, *self.comparators)

    @property
    def comparison(self) -> str:
        """Return the code of the default comparison."""
        return self.comparators[0].code if self.comparators else NO_COMPARISON

    @property
    def comparisons(self) -> tuple[str, ...]:
        """Return every allowed comparison: comparators, groups and none."""
        return (*(one.code for one in (*self.comparators, *self.groups)), NO_COMPARISON)

    @property
    def names_of_comparisons(self) -> dict[str, str]:
        """Return the code of each comparison by its name and its word."""
        return {text: one.code for one in (*self.comparators, *self.groups) for text in (one.name, one.word)}

    def members_of(self, group: str) -> tuple[str, ...]:
        """Return the codes of a group's municipalities; empty for another code."""
        return tuple(one.code for one in self.members if one.group == group)

    def geography(self, code: str) -> Geography:
        """Return the declared geography with this code.

        Raises
        ------
        KeyError
            If none has it.
        """
        return {one.code: one for one in (*self.geographies, *self.groups)}[code]

    def sentence(self, name: str) -> str:
        """Return a sentence of this municipality; empty when none is given."""
        return self.sentences.get(name, "")


PLAN_KEYS = ("name", "source", "title", "package", "table", "first_year", "last_year")
GEOGRAPHY_KEYS = ("geography", "name", "word", "genitive")
MEMBER_KEYS = ("group", "geography", "name")
LEVEL_KEYS = ("level", "printed", "word")


def _geography(one: Mapping[str, str]) -> Geography:
    return Geography(*(one[name] for name in GEOGRAPHY_KEYS), one.get("kolada", ""), one.get("kolada_name", ""))
