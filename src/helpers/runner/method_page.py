"""The text of the method page, with a plan's own examples if any.

All else is the same for every plan.
"""

from __future__ import annotations

import re
from pathlib import Path

from helpers.runner.settings import PlanError

OWN = "data/raw/metod_egna.md"
_BLOCK = re.compile(r"<!-- eget: ([a-z-]+) -->\n(.*?)\n<!-- slut -->", re.DOTALL)


def method_text(path: Path, root: Path) -> str:
    """Return the method page's Markdown as a project shows it.

    Parameters
    ----------
    path : Path
        The text; what another plan may say otherwise stands between ``<!-- eget: name -->`` and ``<!-- slut -->``.
    root : Path
        The project; `OWN` holds the blocks that it says otherwise, in the same form. Without it all is general.

    Raises
    ------
    PlanError
        If the project says something otherwise that the text does not have.
    """
    text = path.read_text(encoding="utf-8")
    own = dict(_BLOCK.findall((root / OWN).read_text(encoding="utf-8"))) if (root / OWN).is_file() else {}
    names = [name for name, _ in _BLOCK.findall(text)]
    if names and (strange := sorted(own.keys() - set(names))):
        raise PlanError(f"{OWN}: {', '.join(strange)} finns inte i {path.name}; där finns {', '.join(names)}.")
    return _BLOCK.sub(lambda found: own.get(found[1], found[2]), text)
