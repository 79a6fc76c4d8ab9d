"""Tables that tests hand in, and what is said of them. Every figure in them is made up."""

import csv

import pytest

from helpers.model.issues import IssuesError

COLUMNS = ("series", "geography", "sex", "year", "value", "denominator", "margin", "missing", "source", "comment")
FUEL = "21/eskilstuna/total"


# A project of these is read sooner than one of the whole plan, and a form of the first two sooner still.
ASKED = ["21", "22"]
SERIES = [*ASKED, "1_totalt", "2", "7", "12", "17", "20_bostader", "23", "30", "33", "35",
          "A_totalt", "F_chefer_privat", "H", "L_alla", "L_utlandsfodda"]  # fmt: skip


def write_table(path, rows, encoding="utf-8-sig", header=None):
    names = header or COLUMNS
    usual = {"geography": "Eskilstuna", "sex": "totalt", "year": "2021", "source": "Påhittat prov"}
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(names)
        writer.writerows([(usual | row).get(name, "") for name in COLUMNS] for row in rows)
    return path


def rows_of(taken):
    return [decision.row for decisions in taken.decisions.values() for decision in decisions]


def issues_of(call, *arguments, **options):
    with pytest.raises(IssuesError) as caught:
        call(*arguments, **options)
    return caught.value.issues


def only_issue(call, *arguments, **options):
    (issue,) = issues_of(call, *arguments, **options)
    return issue
