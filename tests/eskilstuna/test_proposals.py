"""How much of what is declared about the present plan the rules of a new plan propose from its printed table alone."""

from __future__ import annotations

import csv

from frozen import REPOSITORY

from helpers.data.about import read_about
from helpers.model.numbers import decimals_of, exact, format_number
from helpers.newplan.heads import BETTER, NAMES, PEOPLE, SEXES
from helpers.newplan.propose import declaration
from helpers.newplan.table import Row
from helpers.read import load

PROPOSED = (
    *("target_type", "scale_min", "scale_max", "true_zero", "aggregation", "period_start", "period_end", "relative_to"),
    *("individual_based", "women_word", "men_word", "distribution", "weighted_total", "additive_total"),
    *("own_yardstick", "survey", "breaks", "measured_years", "near_tolerance"),
)
ABOUT = read_about(REPOSITORY)


def table(name: str) -> list[dict[str, str]]:
    with (REPOSITORY / "data" / "raw" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def filled(declared: dict[str, str], figures: dict[str, str]) -> Row:
    """Fill in the line of the plan table as a planning office would: what the plan prints, and what its heads ask."""
    people = {words: name for name, words in PEOPLE.items()}
    span = f"{declared['period_start']}-{declared['period_end']}" if declared["period_start"] else ""
    words = {one.code: one.word for one in ABOUT.comparators}
    told = {
        "Enhet": declared["unit"], "Bättre": {code: word for word, code in BETTER.items()}[declared["better"]],
        "Gäller": people.get((declared["women_word"], declared["men_word"]), "annat"), "Genomsnitt": span,
        "Ska vara bättre än": words.get(declared["relative_to"], declared["relative_to"]),
        "Kan vara negativt": "nej" if declared["scale_min"] else "ja",
        "Enkät": "ja" if declared["survey"] == "true" else "nej", "Nytt mätsätt från": declared["breaks"],
    }  # fmt: skip
    return Row(2, declared["series"], dict.fromkeys(NAMES, "") | told | figures)


def printed() -> dict[str, dict[str, str]]:
    """Return the plan's figures by series, under the heads of the plan table."""
    rows = load().observations
    heads = {sex: mark for mark, sex in SEXES.items()}
    found: dict[str, dict[str, str]] = {}
    for row in rows[rows["kind"].isin(["baseline", "target"]) & rows["value"].notna()].to_dict("records"):
        kind = "Utgång" if row["kind"] == "baseline" else "Mål"
        kind = kind if row["geography"] == ABOUT.home else "Riket utgång"
        base = f"/{int(row['denominator'])}" if row["denominator"] == row["denominator"] else ""
        value = exact(row["value"])
        text = format_number(value, decimals_of(value)) + base
        found.setdefault(row["series"], {})[f"{kind} {heads[row['sex']]}"] = text
    return found


def test_the_rules_propose_nineteen_cells_in_twenty_of_the_present_plans_declarations(capsys):
    units = {row["unit"]: row for row in table("units.csv")}
    declared, figures = table("declarations.csv"), printed()
    misses = []
    for row in declared:
        proposed = declaration(filled(row, figures.get(row["series"], {})), units, ABOUT)
        misses += [(row["series"], name, proposed[name], row[name]) for name in PROPOSED if proposed[name] != row[name]]
    cells = len(declared) * len(PROPOSED)
    with capsys.disabled():
        print(f"\n{cells - len(misses)} of {cells} cells proposed as declared; the others:")
        for series, name, proposed, actual in misses:
            print(f"  {series} {name}: {proposed or '–'} proposed, {actual or '–'} declared")
    assert len(misses) <= 0.05 * cells
