"""Which notebooks become pages, and what is refused before and after they have run."""

from __future__ import annotations

import os
import shutil

import pytest
from builds import make
from small_project import PARAMETERS, change_cell, files_of, write_notebook

from helpers.runner import fingerprint, pages
from helpers.runner.failures import BuildFailedError
from helpers.runner.settings import PlanError
from helpers.storage import paths as pages_paths


def _copy(project, old, new):
    shutil.copy(project / "notebooks" / f"{old}.ipynb", project / "notebooks" / f"{new}.ipynb")


def _names(project):
    return [page.name for page in pages.plan(project, 2019, "riket")]


def _refused(project):
    with pytest.raises(PlanError) as caught:
        pages.plan(project, 2019, "riket")
    return str(caught.value).splitlines()


def test_scratch_copies_do_not_become_pages_and_are_named(project):
    before = _names(project)
    copies = ["00_oversikt-Copy1", "01_fler_jobb-Copy1", "01_fler_jobb (1)", "Untitled", "02_Kvalitet", "kvalitet"]
    for copy in copies:
        _copy(project, "01_fler_jobb", copy)
    assert _names(project) == before == ["index.html", "01_fler_jobb.html", "02_kvalitet.html", "metod.html"]
    assert pages.skipped_notebooks(project) == sorted(f"{copy}.ipynb" for copy in copies)


def test_what_lies_in_a_folder_below_is_neither_built_nor_named(project):
    (project / "notebooks" / "egna").mkdir()
    _copy(project, "01_fler_jobb", "egna/03_eget")
    assert len(_names(project)) == 4
    assert pages.skipped_notebooks(project) == []


def test_a_numbered_notebook_that_says_nothing_of_itself_is_skipped(project):
    write_notebook(project / "notebooks" / "05_eget.ipynb", "# Eget", PARAMETERS, mine="yes")
    assert len(_names(project)) == 4
    assert pages.skipped_notebooks(project) == ["05_eget.ipynb"]


def test_the_overview_is_told_by_its_metadata_and_comes_first(project):
    shutil.move(project / "notebooks" / "00_oversikt.ipynb", project / "notebooks" / "90_hela_planen.ipynb")
    assert _names(project) == ["index.html", "01_fler_jobb.html", "02_kvalitet.html", "metod.html"]


def test_a_page_about_the_whole_plan_has_the_name_that_its_metadata_say(project):
    write_notebook(project / "notebooks" / "09_for_analytiker.ipynb", "# Analys", PARAMETERS, page="analys")
    assert _names(project)[-2:] == ["analys.html", "metod.html"]


def test_two_notebooks_for_one_goal_area_are_refused_by_name(project):
    _copy(project, "01_fler_jobb", "03_fler_jobb")
    assert _refused(project) == [
        "01_fler_jobb.ipynb, 03_fler_jobb.ipynb: flera anteckningsböcker för målområdet fler_jobb. "
        "Behåll en; flytta de andra till notebooks/egna."
    ]


def test_two_overviews_are_refused_by_name(project):
    _copy(project, "00_oversikt", "03_oversikt")
    assert _refused(project)[0].startswith("00_oversikt.ipynb, 03_oversikt.ipynb: flera anteckningsböcker för sidan")


def test_a_goal_area_without_a_notebook_and_a_missing_overview_are_refused_together(project):
    (project / "notebooks" / "00_oversikt.ipynb").unlink()
    (project / "notebooks" / "02_kvalitet.ipynb").unlink()
    assert _refused(project) == [
        "Målområdet kvalitet har ingen anteckningsbok. Lägg till en som heter NN_kvalitet.ipynb.",
        'Översikten saknas: ingen anteckningsbok har {"page": "index"} under followup i sina metadata.',
    ]


@pytest.mark.parametrize(
    ("followup", "expected"),
    [
        ({"area": "kvalite"}, "målområdet kvalite i followup.area finns inte i data; menas kvalitet?"),
        ({"area": "fler_jobb", "page": "extra"}, "har både area och page under followup i sina metadata."),
        ({"page": "../ut"}, "sidnamnet ../ut i followup.page går inte."),
        ({"page": "metod"}, "sidnamnet metod i followup.page går inte."),
    ],
)
def test_metadata_that_do_not_fit_are_refused(project, followup, expected):
    write_notebook(project / "notebooks" / "03_ny.ipynb", "# Ny", PARAMETERS, **followup)
    assert _refused(project)[0].startswith(f"03_ny.ipynb: {expected}")


def test_a_goal_areas_notebook_has_the_areas_name(project):
    shutil.move(project / "notebooks" / "02_kvalitet.ipynb", project / "notebooks" / "02_service.ipynb")
    assert _refused(project) == ["02_service.ipynb: handlar om målområdet kvalitet och ska heta NN_kvalitet.ipynb."]


@pytest.mark.build
@pytest.mark.process
def test_a_series_that_no_page_shows_and_links_to_nothing_are_refused_and_named(built):
    notebooks = built / "notebooks"
    before = files_of(built / "reports" / "2019")
    change_cell(notebooks / "02_kvalitet.ipynb", 'series["label"], strict=True)', 'series["label"], strict=False)')
    change_cell(notebooks / "02_kvalitet.ipynb", 'zip(series["series"]', 'zip(series["series"].iloc[1:-1]')
    change_cell(
        notebooks / "02_kvalitet.ipynb",
        "Text med *betoning*.",
        "[a](03_borta.html) [b](01_fler_jobb.html#L_allra) [c](#ingenstans) [d](01_fler_jobb.html#L_alla) [e](#serier)",
    )
    with pytest.raises(BuildFailedError) as caught:
        make(built)
    assert str(caught.value).splitlines() == [
        "02_kvalitet.ipynb visar inte 25, 29. Visa varje serie i området med cards.",
        "02_kvalitet.html länkar till 03_borta.html, men 03_borta.html finns inte.",
        "02_kvalitet.html länkar till 01_fler_jobb.html#L_allra, men på 01_fler_jobb.html finns inget med id L_allra.",
        "02_kvalitet.html länkar till #ingenstans, men på 02_kvalitet.html finns inget med id ingenstans.",
    ]
    assert files_of(built / "reports" / "2019") == before


@pytest.mark.build
@pytest.mark.process
def test_what_is_skipped_is_said_in_one_line(built, told):
    for copy in ("02_kvalitet-Copy1", "Untitled"):
        _copy(built, "02_kvalitet", copy)
    make(built, told)
    assert told[0] == "Anteckningsböcker som inte blir sidor: 02_kvalitet-Copy1.ipynb, Untitled.ipynb."
    assert len([line for line in told if "blir" in line]) == 1


@pytest.mark.build
@pytest.mark.process
def test_a_page_carries_the_checksum_of_the_rows_it_reads(built):
    out = built / "reports" / "2019"
    checksums = fingerprint.data_digests(built)
    assert checksums["fler_jobb"][:12] in (out / "01_fler_jobb.html").read_text(encoding="utf-8")
    assert checksums[""][:12] in (out / "index.html").read_text(encoding="utf-8")


def test_a_year_and_a_comparison_outside_the_data_are_refused_together(project):
    with pytest.raises(BuildFailedError) as caught:
        make(project, year=1066, comparison="månen")
    assert "År 1066 går inte att följa upp" in str(caught.value)
    assert "”månen” finns inte i data att jämföra med; det finns riket" in str(caught.value)


def test_a_project_without_notebooks_or_title_is_told(project):
    write_notebook(project / "notebooks" / "02_kvalitet.ipynb", "## Bara en mellanrubrik", PARAMETERS)
    with pytest.raises(BuildFailedError, match=r"02_kvalitet\.ipynb: rubrik saknas"):
        make(project)
    shutil.rmtree(project / "notebooks")
    with pytest.raises(BuildFailedError, match="Hittar inga anteckningsböcker"):
        make(project)


def test_what_only_the_raw_tables_know_makes_the_page_of_all_areas_anew(project):
    def keys():
        return {page.stem: page.key for page in pages.plan(project, 2019, "riket")}

    before = keys()
    outcomes = project / "data" / "raw" / "outcomes"
    outcomes.mkdir(parents=True)
    (outcomes / "ny.csv").write_text("reported\n2018\n")
    changed = keys()
    assert {stem for stem in before if before[stem] != changed[stem]} == {"00_oversikt"}
    (outcomes / ".ny.csv.swp").write_text("en redigerares egen fil")
    assert keys() == changed


@pytest.mark.build
@pytest.mark.process
def test_a_notebook_that_reads_another_area_than_it_is_marked_with_is_refused(built):
    change_cell(built / "notebooks" / "01_fler_jobb.ipynb", 'load("fler_jobb")', 'load("kvalitet")')
    with pytest.raises(BuildFailedError) as caught:
        make(built)
    assert "märkt med målområdet 'fler_jobb' i followup.area men läser målområdet 'kvalitet'" in str(caught.value)
    assert pages_paths.AREA_VARIABLE not in os.environ


@pytest.mark.parametrize(("year", "can_be_built"), [(2014, False), (2015, True), (2020, True), (2021, False)])
def test_a_year_that_cannot_be_built_is_refused_before_anything_runs_with_those_that_can(project, year, can_be_built):
    """The plan's baselines are of 2014, and 2020 is the newest year in the tables."""
    if can_be_built:
        pages.refuse_parameters(project, year, "riket")
    else:
        with pytest.raises(PlanError, match=f"År {year} går inte att följa upp; välj ett år från 2015 till 2020"):
            pages.refuse_parameters(project, year, "riket")
