"""One notebook per goal area with the questions that its series allow, and the overview."""

from __future__ import annotations

import nbformat
from nbformat import v4

from helpers.model.about import About
from helpers.newplan.table import Row

_START = "%load_ext autoreload\n%autoreload 2\n"


def area_notebook(area: dict, rows: list[Row], about: About, year: int) -> str:
    """Return a goal area's notebook, without outputs.

    Parameters
    ----------
    area : dict
        A row of areas.csv.
    rows : list of Row
        The area's lines of the plan table.
    about : About
    year : int
        The year that stands in the parameters.
    """
    both = [r.series for r in rows if all(r.cells[f"Utgång {sex}"] and r.cells[f"Mål {sex}"] for sex in "KM")]
    both = [r.series for r in rows if r.series in both and r.cells["Bättre"].lower() != "jämn fördelning"]
    beside = [row.series for row in rows if any(row.cells[f"Riket utgång {sex}"] for sex in "KMT")]
    asked = [name for name, series in (("against_riket", beside), ("gap_closure", both)) if series]
    imports = "from helpers.cards import cards, first_screen\nfrom helpers.followup import follow_up"
    imports += f"\nfrom helpers.questions import {', '.join(asked)}" if asked else ""
    cells = [
        f"# {area['name']}: hur går det?",
        _parameters(about, year),
        _START + imports,
        f'view = follow_up("{area["area"]}", year, comparison)',
        "## Läget i korthet",
        "first_screen(view)",
    ]
    if both:
        cells += ["## Minskar skillnaderna mellan könen?", _call("gap_closure", both)]
    if beside:
        cells += [
            f"## Hur står {about.municipality.word} mot {about.comparators[0].word}?",
            _call("against_riket", beside),
        ]
    cells += ["## Måtten, ett för ett", _call("cards", [row.series for row in rows])]
    return _written(cells, {"area": area["area"]})


def overview_notebook(about: About, year: int) -> str:
    """Return the notebook of the whole plan."""
    cells = [
        f"# {about.name}: vilka mål är nådda?",
        _parameters(about, year),
        _START + "from helpers import overview\nfrom helpers.followup import follow_up",
        "view = follow_up(None, year, comparison)",
        "overview.first_screen(view)",
        "## Hur går det för vart och ett av måtten?",
        "overview.all_measures(view)",
    ]
    return _written(cells, {"page": "index"})


def _call(name: str, series: list[str]) -> str:
    return f"{name}(view, {', '.join(repr(one).replace(chr(39), chr(34)) for one in series)})"


def _parameters(about: About, year: int) -> str:
    return f'year = {year}\ncomparison = "{about.comparison}"'


def _written(sources: list[str], told: dict) -> str:
    cells = []
    for number, source in enumerate(sources):
        if source.startswith("#"):
            cells.append(v4.new_markdown_cell(source, id=f"cell-{number}"))
        else:
            tags = {"tags": ["parameters"]} if source.startswith("year = ") else {}
            cells.append(v4.new_code_cell(source, id=f"cell-{number}", metadata=tags))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}, "followup": told}
    return nbformat.writes(v4.new_notebook(cells=cells, metadata=metadata)) + "\n"
