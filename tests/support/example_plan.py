"""The made-up plan of plans/exempel, from its table to outcomes handed in; no figure is anybody's."""

from __future__ import annotations

from pathlib import Path

from filled_form import fill
from frozen import REPOSITORY
from typed import Said, typed

from helpers.data.tidy import gather

TABLE = REPOSITORY / "plans" / "exempel" / "plan.csv"
MUNICIPALITY, NAME = "Exempelköping", "Målplan 2020–2023 (påhittat exempel)"
HOME = "exempelkoping"
VALUES = {
    2020: {
        "1": {"women": 87.1, "men": 82.4, "total": 84.7},
        "2_arskurs_6": {"women": 89, "men": 91},
        "2_arskurs_9": {"women": 80, "men": 86},
        "3": {"total": 4050},
        "4": {"total": 48},
        "5": {"women": 66, "men": 34},
        "6": {"total": 1.2},
        "7": {"total": (6, 9)},
        "8": {"women": 9.0, "men": 5.6, "total": 7.9},
    },
    2021: {
        "1": {"women": 88.0, "men": 84.1, "total": 86.0},
        "2_arskurs_6": {"women": 90, "men": 92},
        "2_arskurs_9": {"women": 79, "men": 87},
        "3": {"total": 3900},
        "5": {"women": 63, "men": 37},
        "6": {"total": 0.9},
        "7": {"total": (7, 9)},
        "8": {"women": 8.2, "men": 5.0, "total": 7.1},
    },
}
RIKET = {2020: {"3": 4900, "8": 7.6}, 2021: {"3": 4700, "8": 7.2}}


def run(*arguments: object) -> Said:
    """Run a command that must go well."""
    done = typed(*arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def with_tables(folder: Path) -> Path:
    """Make the project of the table in an empty folder, as a new user does."""
    run("new", folder, "--municipality", MUNICIPALITY, "--name", NAME)
    run("new", folder, "--from", TABLE)
    run("--root", folder, "data")
    gather(folder)  # found sound here, and not in every command on it
    return folder


def with_outcomes(folder: Path, beside: Path) -> Path:
    """Write the form of each year, fill it in and take it in; the forms lie beside the project."""
    for year in VALUES:
        form = beside / f"utfall_{year}.xlsx"
        run("--root", folder, "form", "--year", year, "--out", form)
        fill(form, beside / f"svar_{year}.xlsx", answers(year))
        run("--root", folder, "intake", beside / f"svar_{year}.xlsx")
    return folder


def answers(year: int) -> dict[str, dict]:
    """Return what the form is filled in with, by the key of each row."""
    source = {"source": "Påhittad källa"}
    found = {}
    for series, values in VALUES[year].items():
        for sex, value in values.items():
            value, n = value if isinstance(value, tuple) else (value, None)
            told = source | ({"denominator": n} if n else {}) | ({"comment": "Påhittat tal"} if series == "6" else {})
            found[f"{series}/{HOME}/{sex}"] = {"value": value} | told
    riket = {f"{series}/riket/total": {"value": value} | source for series, value in RIKET[year].items()}
    return found | riket
