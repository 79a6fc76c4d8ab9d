from __future__ import annotations

import csv
import json
import multiprocessing
import os
import pty
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import psutil
import pytest
from small_project import PARAMETERS, REPOSITORY, change_cell, files_of, small_project, write_notebook

from helpers.runner import build as runner_build
from helpers.runner import fingerprint, pages, parts
from helpers.runner.build import build
from helpers.runner.failures import BuildFailedError
from helpers.storage import folders as place
from helpers.storage import paths as pages_paths
from helpers.storage.folders import BusyError

pytestmark = [pytest.mark.build, pytest.mark.process]


EXPECTED = {
    "index.html",
    "00_oversikt.ipynb",
    "01_fler_jobb.html",
    "01_fler_jobb.ipynb",
    "02_kvalitet.html",
    "02_kvalitet.ipynb",
    "metod.html",
    "assessment.csv",
    "manifest.json",
}
ON_A_DAY = (
    "import sys, time_machine\nfrom helpers.__main__ import main\n"
    "time_machine.travel(sys.argv.pop(1), tick=True).start()\nmain()"
)
NOTE_PROCESS = "import os\nopen(os.environ['PIDS'], 'a').write(f'{os.getpid()}\\n')\n"


@pytest.fixture
def project(tmp_path):
    return small_project(tmp_path / "projekt")


@pytest.fixture
def told():
    return []


@pytest.fixture
def processes(tmp_path, monkeypatch):
    """Return a function that lists the processes noted by `NOTE_PROCESS` that are still alive."""
    noted = tmp_path / "pids"
    noted.touch()
    monkeypatch.setenv("PIDS", str(noted))

    def alive():
        return [number for number in map(int, noted.read_text().split()) if _is_alive(number)]

    return alive


def _is_alive(number):
    return psutil.pid_exists(number) and psutil.Process(number).status() != psutil.STATUS_ZOMBIE


def _build(project, told=None, **options):
    options = {"year": 2019, "jobs": 2} | options
    return build(project, tell=(told if told is not None else []).append, **options)


def _made(told):
    """Name the parts that were made, from the lines that were told."""
    return {line.split()[0] for line in told if line.startswith("  ")}


def _pages(folder):
    """Take what a reader gets: all files but the manifest, which fingerprints the sources."""
    return {name: content for name, content in files_of(folder).items() if name != "manifest.json"}


def _leftovers(project):
    return sorted(path.name for path in (project / "reports").iterdir() if path.name not in {"2019", "log"})


@pytest.fixture
def command(project):
    """Return a function that starts the command on the project, on another day if one is named.

    What still runs at the end is ended.
    """
    started = []

    def start(*arguments, day=None, root=project, **options):
        program = ["-c", ON_A_DAY, day] if day else ["-m", "helpers"]
        line = [sys.executable, *program, "--root", str(root), "reports"]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        started.append(subprocess.Popen([*line, "--year", "2019", *arguments], **(pipes | options)))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def _change_outcome(project, area):
    """Change the first figure of an area in the tidy table that is not a target."""
    folder = project / "data" / "processed"
    with (folder / "series.csv").open(encoding="utf-8", newline="") as file:
        areas = {row["series"]: row["area"] for row in csv.DictReader(file)}
    with (folder / "observations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    chosen = next(row for row in rows if areas[row["series"]] == area and row["kind"] != "target" and row["value"])
    chosen["value"] = str(float(chosen["value"]) + 1)
    with (folder / "observations.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


# what a build gives


def test_a_build_gives_a_page_per_notebook_the_method_the_assessment_and_nothing_else(project):
    out = _build(project)
    assert out == project / "reports" / "2019"
    assert set(files_of(out)) >= EXPECTED
    assert {name for name in set(files_of(out)) - EXPECTED if not name.endswith(".csv")} == set()
    assert _leftovers(project) == []


def test_each_page_carries_the_year_that_was_asked_for(project):
    out = _build(project, year=2017)
    assert out.name == "2017"
    assert "2017, riket" in (out / "index.html").read_text(encoding="utf-8")


def test_the_default_year_is_the_newest_with_outcomes_and_is_remembered(project):
    from helpers import read

    expected = read.default_year(*read.load(root=project))
    assert runner_build.newest_year(project) == expected
    assert json.loads((project / ".cache" / "default_year.json").read_text())["year"] == expected
    assert runner_build.newest_year(project) == expected


def test_the_default_year_is_found_anew_when_the_data_have_changed(project):
    runner_build.newest_year(project)
    kept = json.loads((project / ".cache" / "default_year.json").read_text())
    (project / ".cache" / "default_year.json").write_text(json.dumps({**kept, "key": "old", "year": 1900}))
    assert runner_build.newest_year(project) != 1900


def test_a_page_carries_the_checksum_of_the_rows_it_reads(project):
    out = _build(project)
    checksums = fingerprint.data_digests(project)
    assert checksums["fler_jobb"][:12] in (out / "01_fler_jobb.html").read_text(encoding="utf-8")
    assert checksums[""][:12] in (out / "index.html").read_text(encoding="utf-8")


def test_a_year_and_a_comparison_outside_the_data_are_refused_together(project):
    with pytest.raises(BuildFailedError) as caught:
        _build(project, year=1066, comparison="månen")
    assert "År 1066 finns inte i data" in str(caught.value)
    assert "”månen” finns inte i data att jämföra med; det finns riket" in str(caught.value)


def test_a_project_without_notebooks_or_title_is_told(project):
    write_notebook(project / "notebooks" / "02_kvalitet.ipynb", "## Bara en mellanrubrik", PARAMETERS)
    with pytest.raises(BuildFailedError, match=r"02_kvalitet\.ipynb: rubrik saknas"):
        _build(project)
    shutil.rmtree(project / "notebooks")
    with pytest.raises(BuildFailedError, match="Hittar inga anteckningsböcker"):
        _build(project)


def test_missing_tables_are_told_with_what_to_do(project):
    (project / "data" / "processed" / "series.csv").unlink()
    with pytest.raises(BuildFailedError, match="Kör make data först"):
        _build(project)


# incremental


def test_nothing_is_made_when_nothing_has_changed(project, told):
    out = _build(project)
    before = {path: path.stat().st_mtime_ns for path in out.iterdir()}
    _build(project, told)
    assert told[0].startswith("Inget har ändrats")
    assert {path: path.stat().st_mtime_ns for path in out.iterdir()} == before


def test_nothing_changed_is_known_without_heavy_imports(project):
    _build(project)
    heavy = {"pandas", "numpy", "scipy", "matplotlib", "seaborn", "babel", "lxml", "jinja2"}
    heavy |= {"IPython", "nbformat", "nbclient", "nbconvert", "papermill"}
    program = (
        "import sys\nfrom helpers.__main__ import main\n"
        "main(['--root', sys.argv[1], 'reports', '--year', '2019'], standalone_mode=False)\n"
        f"print(*sorted({heavy} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", program, project], capture_output=True, text=True, check=True).stdout
    assert said.splitlines()[0].startswith("Inget har ändrats")
    assert said.splitlines()[1] == ""


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        ("fler_jobb", {"00_oversikt", "01_fler_jobb", "assessment.csv"}),
        ("kvalitet", {"00_oversikt", "02_kvalitet", "assessment.csv"}),
    ],
)
def test_a_changed_outcome_makes_only_the_pages_that_show_it(project, told, area, expected):
    _build(project)
    _change_outcome(project, area)
    out = _build(project, told)
    assert _made(told) == expected
    assert files_of(out) == files_of(_build(project, out=project / "helt_ny" / "2019"))


def test_a_changed_notebook_makes_its_own_page_only(project, told):
    _build(project)
    change_cell(project / "notebooks" / "02_kvalitet.ipynb", "*betoning*", "*mer* betoning")
    out = _build(project, told)
    assert _made(told) == {"02_kvalitet"}
    assert "<em>mer</em>" in (out / "02_kvalitet.html").read_text(encoding="utf-8")


def test_a_changed_title_makes_every_page_since_all_link_to_it(project, told):
    _build(project)
    change_cell(project / "notebooks" / "02_kvalitet.ipynb", "# Kvalitet för test", "# Kvaliteten")
    out = _build(project, told)
    assert _made(told) == {"00_oversikt", "01_fler_jobb", "02_kvalitet", "metod"}
    assert "Kvaliteten" in (out / "index.html").read_text(encoding="utf-8")


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


@pytest.mark.parametrize("engine", ["shell", "kernel"])
def test_a_notebook_that_reads_another_area_than_it_is_marked_with_is_refused(project, engine):
    change_cell(project / "notebooks" / "01_fler_jobb.ipynb", 'load("fler_jobb")', 'load("kvalitet")')
    with pytest.raises(BuildFailedError) as caught:
        _build(project, engine=engine)
    assert "märkt med målområdet 'fler_jobb' i followup.area men läser målområdet 'kvalitet'" in str(caught.value)
    assert pages_paths.AREA_VARIABLE not in os.environ


@pytest.mark.parametrize("what", ["source_digest", "lock_digest", "made_with", "installed"])
def test_changed_helpers_template_lock_or_packages_make_everything(project, told, monkeypatch, what):
    _build(project)
    changed = {"made_with": (("Python", "9.9"),), "installed": ["annat-1.0.dist-info"]}.get(what, "ändrad")
    for module in (fingerprint, pages, parts):
        if hasattr(module, what):
            monkeypatch.setattr(module, what, lambda *_: changed)
    _build(project, told)
    assert _made(told) == {"00_oversikt", "01_fler_jobb", "02_kvalitet", "metod", "assessment.csv"}


def test_the_fingerprint_of_the_source_sees_modules_schemas_and_templates(tmp_path, monkeypatch):
    package = tmp_path / "helpers"
    shutil.copytree(Path(fingerprint.__file__).parents[1], package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(fingerprint, "__file__", str(package / "runner" / "fingerprint.py"))
    seen = [fingerprint.source_digest()]
    for changed in ("model/numbers.py", "runner/templates/page/index.html.j2"):
        with (package / changed).open("a") as file:
            file.write("\n")
        seen.append(fingerprint.source_digest())
    assert len(set(seen)) == 3


def test_what_is_installed_is_seen_by_name_and_version(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    before = fingerprint.installed()
    (tmp_path / "pandas-99.0.dist-info").mkdir()
    assert set(fingerprint.installed()) - set(before) == {"pandas-99.0.dist-info"}


def test_a_file_time_changes_nothing(project, told):
    _build(project)
    for path in project.rglob("*"):
        os.utime(path, (0, 0))
    _build(project, told)
    assert _made(told) == set()


def test_a_page_that_was_edited_or_lost_is_made_again(project, told):
    out = _build(project)
    before = files_of(out)
    (out / "index.html").write_text("ändrad för hand")
    (out / "02_kvalitet.html").unlink()
    _build(project, told)
    assert _made(told) == {"00_oversikt", "02_kvalitet"}
    assert files_of(out) == before


def test_a_broken_manifest_makes_everything_anew(project, told):
    out = _build(project)
    (out / "manifest.json").write_text('{"items": {"00_oversikt": 1}')
    _build(project, told)
    assert len(_made(told)) == 5


def test_the_page_of_a_removed_notebook_goes(project):
    write_notebook(project / "notebooks" / "09_hela.ipynb", "# Hela planen", PARAMETERS, page="hela")
    out = _build(project)
    assert {"hela.html", "09_hela.ipynb"} <= set(files_of(out))
    (project / "notebooks" / "09_hela.ipynb").unlink()
    _build(project)
    assert not [name for name in files_of(out) if "hela" in name]


def test_another_years_reports_stay(project):
    before = files_of(_build(project, year=2018))
    _build(project, year=2019)
    assert files_of(project / "reports" / "2018") == before


# reproducible


def test_two_builds_under_other_circumstances_are_the_same_byte_for_byte(tmp_path, command):
    first, second = small_project(tmp_path / "ett"), small_project(tmp_path / "två mappar ner" / "två")
    surroundings = [
        (first, "2024-02-29", {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"}, "1", 0o022, "/"),
        (
            second,
            "2031-07-01",
            {"TZ": "America/Adak", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"},
            "3",
            0o077,
            tmp_path,
        ),
    ]
    for project, day, environment, jobs, umask, folder in surroundings:
        options = {"env": os.environ | environment, "umask": umask, "cwd": folder}
        process = command("--jobs", jobs, root=project, day=day, **options)
        assert process.wait(60) == 0, process.stderr.read()
        assert next((project / "reports" / "log").iterdir()).name.startswith(day[:4])
    found = files_of(first / "reports" / "2019")
    assert found == files_of(second / "reports" / "2019")
    content = b"".join(found.values())
    for trace in ("2024-02-29", "2031-07-01", date.today().isoformat(), str(tmp_path), "iopub", "start_time"):
        assert trace.encode() not in content


def test_the_data_of_an_older_commit_give_that_days_reports_again(project):
    def git(*arguments):
        own = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", "-C", project, *own, *arguments], check=True, capture_output=True)

    git("init")
    git("add", "data")
    git("commit", "-m", "ett")
    then = files_of(_build(project))
    _change_outcome(project, "fler_jobb")
    git("commit", "-a", "-m", "två")
    assert _pages(_build(project))["01_fler_jobb.html"] != then["01_fler_jobb.html"]
    git("checkout", "HEAD~1", "--", "data")
    assert files_of(_build(project)) == then


def test_the_two_engines_make_the_same_of_every_notebook_of_the_collection_byte_for_byte(reports, tmp_path):
    assert {path.stem for path in pages.notebooks_of(REPOSITORY)} <= {Path(name).stem for name in files_of(reports)}
    kernels = build(REPOSITORY, 2019, out=tmp_path / "2019", engine="kernel", tell=lambda line: None)
    assert files_of(kernels) == files_of(reports)


def test_without_fork_the_kernel_engine_runs(project, monkeypatch):
    shell = files_of(_build(project))
    for module in (runner_build, parts):
        monkeypatch.setattr(module, "CAN_FORK", False)
    assert files_of(_build(project, everything=True)) == shell


# unbreakable


@contextmanager
def _previous_reports_stay(project):
    """Build, let something go wrong, and see that every file of the reports is as it was and nothing else is there."""
    before = files_of(_build(project))
    yield
    assert files_of(project / "reports" / "2019") == before
    assert _leftovers(project) == []


def test_all_failing_notebooks_are_told_and_the_previous_reports_stay(project, processes):
    with _previous_reports_stay(project):
        bad = {
            "03_fel": "1 / 0",
            "04_ut": "import sys\nsys.exit()",
            "05_dod": NOTE_PROCESS + "os.kill(os.getpid(), 9)",
            "06_borta": NOTE_PROCESS + "os._exit(0)",
            "07_hang": NOTE_PROCESS + "import time\ntime.sleep(600)",
            "08_egensinnig": NOTE_PROCESS
            + "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nimport time\n"
            "while True:\n    try:\n        time.sleep(600)\n    except BaseException:\n        pass",
        }
        for name, source in bad.items():
            write_notebook(project / "notebooks" / f"{name}.ipynb", f"# {name}", PARAMETERS, "## Där", source)
        with pytest.raises(BuildFailedError) as caught:
            _build(project, timeout=3)
        assert str(caught.value).splitlines()[0] == "6 delar blev inte klara; de tidigare rapporterna är orörda."
        blocks = str(caught.value).split(".ipynb, under rubriken ”Där”")
        assert len(blocks) == 7
        causes = [block.splitlines()[1].strip() for block in blocks[1:]]
        assert causes == [
            "Orsak: ZeroDivisionError: division by zero",
            "Orsak: cellen avslutar körningen i förtid",
            "Orsak: processen dog utan att bli klar (slutkod -9)",
            "Orsak: processen dog utan att bli klar (slutkod 0)",
            "Orsak: körningen tar längre tid än den får (3 s)",
            "Orsak: körningen tar längre tid än den får (3 s)",
        ]
        assert "1 / 0" in caught.value.details
        assert processes() == []


def test_a_kernel_that_hangs_or_dies_is_told_and_ended(project, processes):
    bad = {"05_dod": "import os\nos.kill(os.getpid(), 9)", "07_hang": NOTE_PROCESS + "import time\ntime.sleep(600)"}
    for name, source in bad.items():
        write_notebook(project / "notebooks" / f"{name}.ipynb", f"# {name}", PARAMETERS, "## Där", source)
    with pytest.raises(BuildFailedError) as caught:
        _build(project, engine="kernel", timeout=8)
    lines = str(caught.value).splitlines()
    assert lines[0] == "2 delar blev inte klara; de tidigare rapporterna är orörda."
    assert lines[1] == "05_dod.ipynb, under rubriken ”Där”"
    assert lines[2] == "  Orsak: processen som körde anteckningsboken dog"
    assert lines[4] == "07_hang.ipynb, under rubriken ”Där”"
    assert lines[5] == "  Orsak: körningen tar längre tid än den får (8 s)"
    assert processes() == []


def test_what_a_cell_has_started_is_ended_with_it(project, processes):
    source = (
        "import os, subprocess\nchild = subprocess.Popen(['sleep', '600'])\n"
        "open(os.environ['PIDS'], 'a').write(str(worker.pid));"
    )
    write_notebook(project / "notebooks" / "03_barn.ipynb", "# Barn", PARAMETERS, source)
    _build(project)
    assert processes() == []


def test_issues_in_the_data_stop_the_build_before_any_notebook_runs(project, processes, told):
    with _previous_reports_stay(project):
        path = project / "data" / "processed" / "observations.csv"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        header = lines[0].rstrip("\n").split(",")
        row = next(i for i, line in enumerate(lines) if ",outcome," in line and '"' not in line)
        cells = lines[row].rstrip("\n").split(",")
        cells[header.index("value")] = "'9,5'"
        cells[header.index("value")] = "9..5"
        lines[row] = ",".join(cells) + "\n"
        path.write_text("".join(lines), encoding="utf-8")
        for notebook in (project / "notebooks").iterdir():
            change_cell(notebook, "# Översikt", "# Ny översikt")
        with pytest.raises(BuildFailedError) as caught:
            _build(project, told)
        assert f"data/processed/observations.csv, rad {row + 1}, kolumn value: ”9..5”" in str(caught.value)
        assert _made(told) == set()


def test_tidy_tables_that_are_older_than_the_raw_ones_are_refused(project, monkeypatch):
    from helpers.data import package

    _build(project)
    (project / "data" / "raw").mkdir()
    (project / "data" / "raw" / "ny.csv").touch()
    monkeypatch.setattr(package, "processed_files", lambda root: {"series.csv": b"annat"})
    with pytest.raises(
        BuildFailedError, match=r"series\.csv i data/processed är inte gjord av data/raw. Kör make data"
    ):
        _build(project)


def _wait_until_free(folder, seconds=10):
    """Wait until whoever holds the folder, the guard last of all, has let go of it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with place.lock(folder):
                return
        except BusyError:
            time.sleep(0.01)
    raise AssertionError("the folder is still held")


def test_kill_9_at_twenty_random_moments_leaves_whole_reports_of_one_vintage_and_no_trace(project, processes):
    change_cell(project / "notebooks" / "01_fler_jobb.ipynb", "import matplotlib", NOTE_PROCESS + "import matplotlib")
    out = project / "reports" / "2019"
    vintages, spent = [], []
    for year in (2018, 2019):
        began = time.monotonic()
        vintages.append(_pages(_build(project, year=year, out=out, everything=True)))
        spent.append(time.monotonic() - began)
    assert vintages[0] != vintages[1]
    seed = random.randrange(10**6)
    moments = random.Random(seed)
    seen = []
    for attempt in range(20):
        options = {"year": 2018 + attempt % 2, "out": out, "everything": True}
        process = multiprocessing.get_context("fork").Process(target=_build, args=(project,), kwargs=options)
        process.start()
        time.sleep(moments.uniform(0, 1.1 * max(spent)))
        process.kill()
        process.join()
        _wait_until_free(out.parent)
        assert _pages(out) in vintages, (seed, attempt)
        assert _leftovers(project) == [], (seed, attempt)
        _wait_for(lambda: processes() == [], seconds=0.5)
        seen.append(process.exitcode)
    assert -signal.SIGKILL in seen
    assert _pages(_build(project, out=out, everything=True)) == vintages[1]


def test_what_a_cell_has_started_does_not_outlive_a_killed_build(project, processes):
    source = (
        "import os, subprocess, time\nchild = subprocess.Popen(['sleep', '600'])\n"
        "open(os.environ['PIDS'], 'a').write(f'{worker.pid}\\n{os.getpid()}\\n')\ntime.sleep(600)"
    )
    write_notebook(project / "notebooks" / "03_barn.ipynb", "# Barn", PARAMETERS, source)
    process = multiprocessing.get_context("fork").Process(target=_build, args=(project,))
    process.start()
    _wait_for(lambda: len(processes()) == 2)
    process.kill()
    process.join()
    _wait_until_free(project / "reports")
    _wait_for(lambda: processes() == [])
    assert [path.name for path in (project / "reports").iterdir()] == ["log"]


def _wait_for(condition, seconds=15):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@pytest.mark.parametrize("engine", ["shell", "kernel"])
def test_no_process_and_no_temporary_file_outlives_a_killed_build(project, command, processes, tmp_path, engine):
    """Not even what a cell has started in a session of its own, and the file with a kernel's key."""
    source = (
        "import os, subprocess, tempfile, time\nfolder = tempfile.mkdtemp()\n"
        "child = subprocess.Popen(['sleep', '600'], start_new_session=True)\n"
        "open(os.environ['PIDS'], 'a').write(f'{worker.pid}\\n{os.getpid()}\\n')\ntime.sleep(600)"
    )
    write_notebook(project / "notebooks" / "00_barn.ipynb", "# Barn", PARAMETERS, source)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    build_it = command("--engine", engine, env=os.environ | {"TMPDIR": str(temporary)})
    _wait_for(lambda: len(processes()) == 2)
    build_it.kill()
    build_it.wait()
    _wait_until_free(project / "reports")
    _wait_for(lambda: processes() == [])
    assert [path.name for path in (project / "reports").iterdir()] == ["log"]
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("engine", ["shell", "kernel"])
def test_what_a_cell_has_started_in_a_session_of_its_own_is_ended_with_the_build(project, processes, engine):
    source = (
        "import os, subprocess\nchild = subprocess.Popen(['sleep', '600'], start_new_session=True)\n"
        "open(os.environ['PIDS'], 'a').write(str(worker.pid));"
    )
    write_notebook(project / "notebooks" / "03_barn.ipynb", "# Barn", PARAMETERS, source)
    _build(project, engine=engine)
    assert processes() == []


def test_a_killed_guard_and_build_are_cleared_up_after_by_the_next_run(project, told):
    out = _build(project)
    before = files_of(out)
    leftover = place.staging_of(out, 99999999)
    leftover.mkdir()
    (leftover / "index.html").write_text("halv")
    _build(project, told)
    assert _leftovers(project) == []
    assert files_of(out) == before


@pytest.fixture
def small_disk(project, tmp_path):
    """A disk with room for little: a tmpfs where the machine allows one; returns what fills it but for some bytes."""
    reports = project / "reports"
    reports.mkdir(exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", reports], capture_output=True)
    if mounted.returncode == 0:

        @contextmanager
        def nearly_full(free):
            filler = reports / "log" / "fyllnad"
            room = shutil.disk_usage(reports).free
            filler.write_bytes(bytes(max(0, room - free)))
            yield
            filler.unlink()

        yield nearly_full
        subprocess.run(["umount", reports], check=True)
    else:

        @contextmanager
        def nearly_full(free):
            before = resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (free, before[1]))
            yield
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

        yield nearly_full


@pytest.mark.parametrize("free", [0, 4096, 16384, 65536])
def test_a_full_disk_leaves_the_previous_reports_whole_and_says_so(project, small_disk, free):
    with _previous_reports_stay(project):
        change_cell(project / "notebooks" / "02_kvalitet.ipynb", "*betoning*", "ord " * 40000)
        with small_disk(free), pytest.raises(BuildFailedError, match="Disken är full"):
            _build(project)
    assert "ord ord" in (_build(project) / "02_kvalitet.html").read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_is_told(project):
    (project / "reports").write_text("en fil där mappen skulle stå")
    with pytest.raises(BuildFailedError):
        _build(project)


def _slow(project):
    source = NOTE_PROCESS + "import time\ntime.sleep(600)"
    write_notebook(project / "notebooks" / "03_sen.ipynb", "# Sen", PARAMETERS, source)


@pytest.mark.parametrize(
    ("sent", "code", "told", "engine"),
    [
        (signal.SIGINT, 130, "Avbrutet", "shell"),
        (signal.SIGINT, 130, "Avbrutet", "kernel"),
        (signal.SIGTERM, 143, "", "shell"),
        (signal.SIGHUP, 129, "", "shell"),
    ],
)
def test_an_interrupted_build_clears_up_and_tells_by_its_exit_code(
    project, command, processes, sent, code, told, engine
):
    with _previous_reports_stay(project):
        _slow(project)
        process = command("--engine", engine)
        _wait_for(processes)
        process.send_signal(sent)
        said = process.communicate(timeout=10)[1]
        assert process.returncode == code
        assert told in said
        assert "Traceback" not in said
        assert processes() == []


def test_a_second_build_at_the_same_time_says_so_and_leaves_the_first_alone(project, command, processes):
    _slow(project)
    first = command()
    _wait_for(processes)
    second = command()
    said = second.communicate(timeout=10)[1]
    assert second.returncode == 3
    assert said == (
        f"En annan byggning pågår redan i reports (process {first.pid}). Vänta tills den är klar och försök igen.\n"
    )
    assert first.poll() is None
    assert len(processes()) == 1


def test_a_folder_with_other_things_in_it_is_never_replaced(project, tmp_path):
    own = tmp_path / "mina papper"
    own.mkdir()
    (own / "brev.txt").write_text("viktigt")
    with pytest.raises(BuildFailedError, match="innehåller annat än rapporter"):
        _build(project, out=own)
    assert (own / "brev.txt").read_text() == "viktigt"


@pytest.mark.parametrize("manifest", [None, "{", '{"items": {"00_oversikt": 1}}', '{"items": 1}', "[]"])
def test_what_somebody_else_has_put_among_the_reports_is_kept(project, manifest):
    out = _build(project)
    (out / "anteckningar.docx").write_bytes(b"mina")
    (out / "bilagor").mkdir()
    (out / "bilagor" / "brev.txt").write_text("viktigt")
    if manifest:
        (out / "manifest.json").write_text(manifest)
    _build(project, everything=True)
    assert (out / "anteckningar.docx").read_bytes() == b"mina"
    assert (out / "bilagor" / "brev.txt").read_text() == "viktigt"
    assert set(files_of(out)) >= EXPECTED


def test_a_reader_never_sees_the_folder_missing_or_half(project, monkeypatch):
    """Look at the folder all through the swap, in another process, as a reader would."""
    out = _build(project, year=2018, out=project / "reports" / "2019")
    stop = multiprocessing.Event()
    issues = multiprocessing.Queue()

    def look():
        while not stop.is_set():
            try:
                if not (out / "index.html").read_text(encoding="utf-8").endswith("</html>\n"):
                    issues.put("halv")
            except FileNotFoundError as error:
                issues.put(str(error))

    reader = multiprocessing.get_context("fork").Process(target=look)
    reader.start()
    for year in (2019, 2018, 2019):
        _build(project, year=year, out=out, everything=True)
    stop.set()
    reader.join()
    assert issues.empty()


def test_without_an_atomic_swap_the_reports_come_back_if_it_is_cut_off(project, monkeypatch):
    out = _build(project)
    before = files_of(out)
    monkeypatch.setattr(place, "_exchange", lambda one, other: False)
    out.rename(place.older(out))
    assert not out.exists()
    place.recover(out)
    assert files_of(out) == before
    assert files_of(_build(project, everything=True)) == before
    assert _leftovers(project) == []


# tells


def test_each_part_is_told_on_a_line_with_its_time_and_then_the_total(project, told):
    _build(project, told)
    assert _made(told) == {"00_oversikt", "01_fler_jobb", "02_kvalitet", "metod", "assessment.csv"}
    assert all(line.endswith(" s") and "," in line for line in told if line.startswith("  "))
    assert told[-1].startswith("Klart på ")
    assert told[-1].endswith(": reports/2019")


def test_unchanged_parts_are_counted_on_one_line(project, told):
    _build(project)
    change_cell(project / "notebooks" / "02_kvalitet.ipynb", "*betoning*", "ny")
    _build(project, told)
    assert told[0] == "4 av 5 delar är oförändrade."


def test_each_build_has_a_log_and_only_the_newest_are_kept(project):
    log = project / "reports" / "log"
    log.mkdir(parents=True)
    for number in range(30):
        (log / f"20200101-0000{number:02d}-2019-1.log").touch()
    _build(project)
    kept = sorted(path.name for path in log.iterdir())
    assert len(kept) == runner_build.KEPT_LOGS
    content = (log / kept[-1]).read_text(encoding="utf-8")
    assert "01_fler_jobb" in content
    assert content.endswith("Klart.\n")


def test_a_failed_builds_log_has_the_traceback(project):
    change_cell(project / "notebooks" / "02_kvalitet.ipynb", "HTML(", "1 / 0\nHTML(")
    with pytest.raises(BuildFailedError):
        _build(project)
    content = next((project / "reports" / "log").iterdir()).read_text(encoding="utf-8")
    assert "ZeroDivisionError" in content
    assert "Traceback" in content


def test_a_bar_is_drawn_on_a_terminal_only(project, command):
    leading, following = pty.openpty()
    os.set_blocking(leading, False)
    process = command("--all", stderr=following)
    said = process.communicate(timeout=60)[0]
    drawn = os.read(leading, 100_000).decode()
    os.close(following)
    os.close(leading)
    assert process.returncode == 0
    assert "5 av 5" in drawn
    assert "█" not in said
    plain = command("--all").communicate(timeout=60)
    assert "█" not in "".join(plain)


def test_the_traceback_is_shown_when_asked_for(project, command):
    change_cell(project / "notebooks" / "02_kvalitet.ipynb", "HTML(", "1 / 0\nHTML(")
    short, long = command(), command("--out", str(project / "annan"), "--verbose")
    said, said_all = short.communicate(timeout=60)[1], long.communicate(timeout=60)[1]
    assert (short.returncode, long.returncode) == (1, 1)
    assert "under rubriken ”Serier”" in said
    assert "Traceback" not in said
    assert "Traceback" in said_all
