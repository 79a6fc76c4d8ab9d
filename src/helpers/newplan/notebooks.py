"""Write the notebooks of a new plan: areas, overview, whole plan.

An area's notebook has the questions that its series allow.
"""

from __future__ import annotations

from helpers.model.about import About
from helpers.model.imports import without_formats
from helpers.newplan.table import Row

with without_formats():
    import nbformat
    from nbformat import v4

_START = "%reload_ext autoreload\n%autoreload 2\n"
_WHOLE = _START + "from helpers import follow_up, overview"


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
    asked = _questions(rows, about)
    imports = "from helpers import cards, first_screen, follow_up"
    imports += f"\nfrom helpers.questions import {', '.join(sorted(name for name, _, _ in asked))}" if asked else ""
    cells = [
        f"# {area['name']}: hur går det?",
        _parameters(about, year),
        _START + imports,
        f'view = follow_up("{area["area"]}", year, comparison)',
        "## Läget i korthet",
        "first_screen(view)",
    ]
    for name, question, series in asked:
        cells += [f"## {question}", _call(name, series)]
    cells += ["## Måtten, ett för ett", _call("cards", [row.series for row in rows])]
    return _written(cells, {"area": area["area"]})


def _questions(rows: list[Row], about: About) -> list[tuple[str, str, list[str]]]:
    """Return the questions for an area: function, heading, series."""
    shares = [row for row in rows if row.cells["Bättre"].lower() == "jämn fördelning"]
    both = [row for row in rows if all(row.figure(f"{kind} {sex}") for kind in ("Utgång", "Mål") for sex in "KM")]
    beside = [row for row in rows if any(row.figure(f"Riket utgång {sex}") for sex in "KMT")]
    means = [row for row in rows if row.cells["Genomsnitt"]]
    than = f"Hur står {about.municipality.word} mot {about.comparators[0].word}?" if about.comparators else ""
    asked = [
        ("gap_closure", "Minskar skillnaderna mellan könen?", [row for row in both if row not in shares]),
        ("composition", "Hur jämn är fördelningen mellan kvinnor och män?", shares),
        ("against_riket", than, beside),
        ("means_over_period", "Räcker genomsnittet under perioden?", means),
    ]
    return [(name, question, [row.series for row in those]) for name, question, those in asked if those]


def overview_notebook(about: About, year: int) -> str:
    """Return the notebook of the whole plan."""
    cells = [
        f"# {about.name}: vilka mål är nådda?",
        _parameters(about, year),
        _WHOLE,
        "view = follow_up(None, year, comparison)",
        "overview.first_screen(view)",
        "## Hur långt på vägen till målen?",
        "overview.way_to_target(view)",
        "## Hur går det för vart och ett av måtten?",
        "overview.all_measures(view)",
        "## Vad har ändrats sedan förra uppföljningen?",
        "overview.since_last(view)",
    ]
    return _written(cells, {"page": "index"})


def analysis_notebook(about: About, year: int) -> str:
    """Return the notebook for whoever examines the follow-up."""
    cells = [
        "# Underlag för analys: hur säkra är siffrorna och klasserna?",
        _parameters(about, year),
        _WHOLE,
        "view = follow_up(None, year, comparison)",
        "## Vad är föreslaget och inte bekräftat?",
        "overview.proposals(view)",
        "## Hur många mått har vilken klass?",
        "overview.by_scope(view)",
        "## Vad saknar utfall?",
        "overview.without_outcome(view)",
        "## Vad är udda i planen själv?",
        "overview.oddities(view)",
        "## Hur känsliga är klasserna för metoden?",
        "overview.firmness(view)",
    ]
    return _written(cells, {"page": "analys"})


def _call(name: str, series: list[str]) -> str:
    return f"{name}(view, {', '.join(repr(one).replace(chr(39), chr(34)) for one in series)})"


def _parameters(about: About, year: int) -> str:
    return f'year: int = {year}\ncomparison: str = "{about.comparison}"'


def _written(sources: list[str], told: dict) -> str:
    cells = []
    for number, source in enumerate(sources):
        if source.startswith("#"):
            cells.append(v4.new_markdown_cell(source, id=f"cell-{number}"))
        else:
            tags = {"tags": ["parameters"]} if source.startswith("year: ") else {}
            cells.append(v4.new_code_cell(source, id=f"cell-{number}", metadata=tags))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}, "followup": told}
    return nbformat.writes(v4.new_notebook(cells=cells, metadata=metadata)) + "\n"
