"""A project of a part of the plan, and forms of it, for the tests that hand in files."""

import shutil

import pytest
from filled_form import fill
from handed_in import ASKED, SERIES, write_table
from part_of_plan import part_of_plan

from helpers.data.tidy import gather
from helpers.form.intake import check_files, know
from helpers.form.workbook import workbook


@pytest.fixture(scope="module")
def part(tmp_path_factory):
    return part_of_plan(tmp_path_factory.mktemp("part") / "root", SERIES)


@pytest.fixture(scope="module")
def known(part):
    return know(gather(part))


@pytest.fixture(scope="module")
def few(known):
    """What the project knows, in which forms ask for two series only."""
    series, observations = (table[table["series"].isin(ASKED)] for table in (known.series, known.observations))
    return known._replace(series=series, observations=observations)


def written_form(known, folder):
    path = folder / "utfall_2021.xlsx"
    path.write_bytes(workbook(known.series, known.observations, 2021, "organisation"))
    return path


@pytest.fixture(scope="module")
def form(few, tmp_path_factory):
    return written_form(few, tmp_path_factory.mktemp("form"))


@pytest.fixture(scope="module")
def larger_form(known, tmp_path_factory):
    return written_form(known, tmp_path_factory.mktemp("larger"))


@pytest.fixture
def root(part, tmp_path):
    return shutil.copytree(part, tmp_path / "root")


@pytest.fixture
def hand_in(form, few, larger_form, known, tmp_path):
    """Fill in the form of 2021 for organisation, with a source on each row, and check it."""

    def check(answers, change=None, **options):
        sourced = {key: {"source": "Påhittat prov"} | given for key, given in answers.items()}
        asked = (form, few) if {key.split("/")[0] for key in answers} <= {*ASKED} else (larger_form, known)
        return check_files([fill(asked[0], tmp_path / "ifylld.xlsx", sourced, change)], asked[1], **options)

    return check


@pytest.fixture
def table(known, tmp_path):
    """Write a table as Swedish Excel saves it and check it; rows are dicts, the rest is filled in."""

    def check(*rows, encoding="utf-8-sig", header=None, **options):
        path = write_table(tmp_path / "utfall.csv", rows, encoding, header)
        return check_files([path], known, **options)

    return check
