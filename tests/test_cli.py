from __future__ import annotations

import json
import os
import re
import shlex
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import yaml
from builds import PATIENCE
from click.testing import CliRunner
from frozen import REPOSITORY
from jupyter_client import BlockingKernelClient
from small_project import small_project
from typed import typed

from helpers.cli import ELSEWHERE, is_there, main
from helpers.storage.paths import project_root

pytestmark = pytest.mark.process


# commands


@pytest.mark.parametrize(
    ("typed_", "said"),
    [
        ("intake", "FIL... ska anges."),
        ("intak", "Det finns inget kommando intak."),
        ("intake svar.xlsx --jear 2019", "Det finns inget val --jear; menas --year?"),
        ("intake svar.xlsx --year", "--year ska följas av ett värde."),
        ("intake svar.xlsx --year 1999", "--year ska vara ett heltal mellan 2000 och 2100."),
        ("intake svar.xlsx --dry-run=1", "--dry-run tar inget värde."),
        ("form --year x", "--year ska vara ett heltal."),
        ("kolada --date igår", "--date ska vara ett datum som 2026-01-15."),
        ("new", "MAPP ska anges."),
        ("new ny --from finns_inte.xlsx", "--from ska vara en fil som finns."),
        ("reports --engine x", "--engine ska vara shell eller kernel."),
        ("reports --timeout 0", "--timeout ska vara ett tal, minst 0,1."),
        ("check mer", "Det står för mycket efter kommandot: mer."),
        ("--rot . check", "Det finns inget val --rot; menas --root?"),
    ],
)
def test_what_is_wrong_with_the_arguments_is_told_in_swedish_alone(typed_, said):
    done = CliRunner().invoke(main, typed_.split(), prog_name="python -m helpers")
    first, more = done.stderr.splitlines()
    assert (done.exit_code, first) == (2, said)
    assert re.fullmatch(r"Mer hjälp: python -m helpers( \w+)? --help", more)


def test_help_lists_every_command_without_importing_anything_heavy():
    program = (
        "import sys\nfrom click.testing import CliRunner\nfrom helpers.__main__ import main\n"
        "print(CliRunner().invoke(main, ['--help']).output)\n"
        "print('heavy:', *sorted({'pandas', 'numpy', 'matplotlib', 'papermill'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    for name in ("reports", "data", "check", "lab", "lint", "strip", "clean"):
        assert re.search(rf"^  {name} ", said, re.MULTILINE)
    assert said.rstrip().endswith("heavy:")


def test_every_target_of_the_makefile_has_its_command():
    said = subprocess.run(["make", "--no-print-directory"], cwd=REPOSITORY, capture_output=True, text=True).stdout
    targets = re.findall(r"^  make (\w+)", said, re.MULTILINE)
    assert targets[:5] == ["help", "reports", "data", "check", "lab"]
    text = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    for name in set(re.findall(r"\$\(RUN\) (\w+)", text)) - {name for name in ELSEWHERE if not is_there(name)}:
        assert typed(name, "--help").returncode == 0, name


def test_every_target_that_runs_a_command_runs_it_on_the_plan_that_is_named():
    recipes = re.findall(r"^\t@?(.*helpers.*|\$\(RUN\).*)$", (REPOSITORY / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert len(recipes) == 9
    assert all(recipe.startswith("$(RUN) ") for recipe in recipes)
    name = "plans/en ny 'plan' med \"tecken\" och `id`"
    line = ["make", "-n", "reports", f"PLAN={name}", "YEAR=2021"]
    told = subprocess.run(line, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    assert shlex.split(told.splitlines()[-1])[-7:] == ["-m", "helpers", "--root", name, "reports", "--year", "2021"]


def test_data_are_checked_without_building_anything(tmp_path):
    project = small_project(tmp_path / "p")
    found = typed("--root", str(project), "check")
    assert (found.returncode, found.stdout) == (0, "Inga fel hittades.\n")
    path = project / "data" / "processed" / "observations.csv"
    spoilt = re.sub(r",outcome,[\d.-]+,", ",outcome,9..5,", path.read_text(encoding="utf-8"), count=1)
    path.write_text(spoilt, encoding="utf-8")
    found = typed("--root", str(project), "check")
    assert found.returncode == 1
    assert "kolumn value: ”9..5”" in found.stderr
    assert not (project / "reports").exists()


def test_clean_takes_away_what_was_built_and_nothing_else(built):
    before = {path for path in built.rglob("*") if not {"reports", ".cache"} & set(path.parts)}
    assert (built / "reports" / "2019" / "index.html").is_file()
    assert typed("--root", built, "clean").returncode == 0
    assert set(built.rglob("*")) == before


def test_what_the_disk_refuses_is_told_in_swedish_whatever_the_command(tmp_path):
    project = small_project(tmp_path / "p")
    (project / "reports").write_text("en fil")
    for command in (["clean"], ["reports", "--year", "2019"]):
        said = typed(*command, cwd=project)
        assert said.returncode == 1
        assert "Det gick inte att läsa eller skriva reports: där ligger redan något annat." in said.stderr
    assert (project / "reports").read_text() == "en fil"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no disk that is always full")
def test_a_full_disk_for_what_is_told_is_no_traceback(tmp_path):
    """And a build of reports, which has a place of its own, goes on."""
    project = small_project(tmp_path / "p")
    for command, code in (("check", 1), ("reports", 0)):
        with Path("/dev/full").open("w") as full:
            line = [sys.executable, "-I", "-m", "helpers", "--root", project, command]
            said = subprocess.run(line, stdout=full, stderr=subprocess.PIPE, text=True)
        assert said.returncode == code
        assert said.stderr.endswith("disken är full.\n" if code else "")
        assert "Traceback" not in said.stderr
        assert "Exception ignored" not in said.stderr
    assert (project / "reports" / "2019" / "index.html").is_file()


def test_a_wrong_year_is_told_with_those_there_are(tmp_path):
    found = typed("--root", str(small_project(tmp_path / "p")), "reports", "--year", "1066")
    assert found.returncode == 1
    assert found.stderr.startswith("År 1066 går inte att följa upp; välj ett år från ")


def test_a_folder_without_a_project_is_told(tmp_path):
    found = typed("--root", str(tmp_path), "reports")
    assert found.returncode == 1
    assert found.stderr.startswith("Hittar inget projekt i ")
    assert "mappen data saknas" in found.stderr
    assert "Traceback" not in found.stderr


# paths


def test_a_named_project_goes_before_the_variable_and_the_variable_before_the_installed_one(tmp_path, monkeypatch):
    one, other = small_project(tmp_path / "ett"), small_project(tmp_path / "två")
    monkeypatch.setenv("HELPERS_ROOT", str(one))
    assert project_root() == one
    assert project_root(other) == other


def test_a_named_folder_without_data_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="mappen data saknas"):
        project_root(tmp_path)


# JupyterLab


def _free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _ask(port, path, data=None):
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/{path}", data, {"Authorization": "token hemlig"})
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return json.load(answer)


def _ask_until_it_answers(port, path, seconds=PATIENCE):
    end = time.monotonic() + seconds
    while True:
        try:
            return _ask(port, path)
        except (urllib.error.URLError, ConnectionError):
            assert time.monotonic() < end, "JupyterLab does not answer"
            time.sleep(0.2)


def _wait_until_ready(client):
    """Wait for a kernel, which a busy machine may leave without a heartbeat for a while."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return client.wait_for_ready(timeout=PATIENCE)
        except RuntimeError:
            assert time.monotonic() < end, "the kernel does not answer"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Start JupyterLab as `make lab` does, with a foreign python3 kernel in the user's own folder."""
    tmp_path = tmp_path_factory.mktemp("lab")
    project, port = small_project(tmp_path / "p"), _free_port()
    foreign = tmp_path / "user" / "kernels" / "python3"
    foreign.mkdir(parents=True)
    spec = {"argv": ["/bin/false"], "display_name": "Annan", "language": "python"}
    (foreign / "kernel.json").write_text(json.dumps(spec))
    command = [sys.executable, "-m", "helpers", "--root", str(project), "lab", "--no-browser", "--allow-root"]
    command += [f"--port={port}", "--IdentityProvider.token=hemlig", "--ServerApp.port_retries=0"]
    folders = {"JUPYTER_DATA_DIR": foreign.parents[1], "JUPYTER_RUNTIME_DIR": tmp_path / "run"}
    environment = os.environ | {name: str(path) for name, path in folders.items()}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    yield port, tmp_path / "run", project
    process.terminate()
    process.wait(PATIENCE)


def test_lab_opens_in_notebooks_and_its_kernel_imports_helpers(lab):
    port, runtime, project = lab
    names = {entry["name"] for entry in _ask_until_it_answers(port, "contents/notebooks")["content"]}
    assert names == {"00_oversikt.ipynb", "01_fler_jobb.ipynb", "02_kvalitet.ipynb", "egna"}
    kernel = _ask(port, "kernels", json.dumps({"name": "python3"}).encode())
    client = BlockingKernelClient(connection_file=str(runtime / f"kernel-{kernel['id']}.json"))
    client.load_connection_file()
    client.start_channels()
    said = []
    _wait_until_ready(client)
    client.execute_interactive(
        "import sys\nfrom helpers.storage.paths import project_root\nprint(sys.prefix, project_root(), sep='|')",
        timeout=PATIENCE,
        output_hook=lambda message: said.append(message["content"].get("text", "")),
    )
    client.stop_channels()
    assert "".join(said).strip() == f"{sys.prefix}|{project}"


def test_lab_asks_nobody_outside_for_news_and_the_analyst_nothing_about_it(lab):
    port, _, _ = lab
    _ask_until_it_answers(port, "contents")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/lab?token=hemlig", timeout=PATIENCE) as answer:
        page = answer.read().decode()
    config = json.loads(re.search(r'<script id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
    assert config["news"]["disabled"] is True
    assert "@jupyterlab/apputils-extension:announcements" in config["disabledExtensions"]


# environments


def _dependencies():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {*project["dependencies"], *(name for extra in project["optional-dependencies"].values() for name in extra)}


def _conda():
    listed = yaml.safe_load((REPOSITORY / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    pip = next(entry["pip"] for entry in listed if isinstance(entry, dict))
    pairs = [re.split("==?", entry) for entry in [*(e for e in listed if isinstance(e, str)), *pip] if "=" in entry]
    return dict(pairs)


def _locked():
    text = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8")
    return re.findall(r"^([\w-]+)==([^ ]+)", text, re.MULTILINE)


def test_the_conda_environment_has_every_dependency_in_the_locks_version():
    conda = _conda()
    assert set(conda) - {"python"} == _dependencies()
    for name in _dependencies():
        versions = [version for locked, version in _locked() if locked == name]
        assert any(f"{version}.".startswith(f"{conda[name]}.") for version in versions), name


def test_the_lock_has_hashes_and_names_no_index():
    text = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text
    assert len(_locked()) == len(re.findall(r"^[\w-]+==.*\\\n    --hash=sha256:", text, re.MULTILINE))


def test_the_ci_runs_the_readmes_test_command_and_can_be_executed():
    path = REPOSITORY / ".ci" / "run"
    assert os.access(path, os.X_OK)
    assert path.read_text(encoding="utf-8").splitlines()[-1] == "make test"


def test_no_file_of_the_runner_names_a_path_of_this_machine():
    for name in ("Makefile", ".ci/run", "environment.yml"):
        assert str(Path.home()) not in (REPOSITORY / name).read_text(encoding="utf-8")
