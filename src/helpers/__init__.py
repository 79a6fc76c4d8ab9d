"""Follow-up of a municipality's strategic plan: tables, pages, answers.

Seven questions, a line each::

    from helpers import follow_up, cards, find, compare, columns

    find("arbetslös")                      # which measures there are
    view = follow_up("ett_omrade")          # a goal area as of the newest year with outcomes
    view.wide("X_alla")                    # years across places and sexes
    view["17"].table()                     # also .sources() .receipt() .card() .plot(ax=); view["L"]: all of L
    view.gaps()                            # women and men; view.companions(): nearby measures
    view.rejudge(near=0.20)                # which classes another tolerance would change
    compare(2007, 2009)                    # two follow-ups, measure by measure
    view.to_excel("ett_omrade.xlsx")        # everything, with a sheet that explains each column

``first_screen(view)`` and ``cards(view)`` show what the page shows, ``columns("assessment")`` explains the columns,
``frames(...)`` turns what is shown into frames. Nothing is imported before it is used: a build with nothing to do stays
free of pandas.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

# what an analyst types, and the module that holds it
_FOUND_IN = {
    "cards": "helpers.cards",
    "columns": "helpers.explore.find",
    "compare": "helpers.explore.compare",
    "find": "helpers.explore.find",
    "first_screen": "helpers.cards",
    "follow_up": "helpers.followup",
    "frames": "helpers.explore.compare",
}
__all__ = ["cards", "columns", "compare", "find", "first_screen", "follow_up", "frames"]


class _Package(ModuleType):
    """The package itself, which imports an analyst's names when asked for (PEP 562).

    The import system sets a submodule as an attribute of its package when it is first imported. ``cards`` is the name
    of a function and of the module that holds it; the function keeps the name.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _FOUND_IN and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


def __getattr__(name: str) -> object:
    if name not in _FOUND_IN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_FOUND_IN[name]), name)


def __dir__() -> list[str]:
    return list(__all__)


sys.modules[__name__].__class__ = _Package
