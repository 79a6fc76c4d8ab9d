"""README and CONTRIBUTING are true: their commands exist and their trees and paths stand on the disk."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from helpers.cli import main
from helpers.storage.paths import project_root

ROOT = project_root()
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_make_target_that_it_names_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"`?make ([a-z]+)(?: YEAR=\d+)?`", README)) | set(
        re.findall(r"^make ([a-z]+)", README, re.MULTILINE)
    )
    assert {"reports", "test", "data", "lab", "lint", "clean", "bench", "pdf", "share"} <= named
    assert named <= targets


def test_every_command_that_it_names_answers():
    named = set(re.findall(r"python -m helpers ([a-z]+)", README))
    assert {"reports", "data", "lab", "form", "intake", "kolada"} <= named
    for name in named:
        assert CliRunner().invoke(main, [name, "--help"]).exit_code == 0, name


def test_its_tree_is_the_tree_on_the_disk():
    tree = re.search(r"```text\n(├── .*?)```", README, re.DOTALL)[1]
    parents: list[str] = []
    for line in tree.splitlines():
        depth, name = re.match(r"((?:│   |    )*)[├└]── (\S+)", line).groups()
        parents[len(depth) // 4 :] = [name]
        assert (ROOT / "/".join(part.rstrip("/") for part in parents)).exists(), line


def test_its_python_example_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code = re.search(r"```python\n(.*?)```", README, re.DOTALL)[1]
    names: dict = {}
    exec(code, names)
    assert len(names["view"].series) == 11


def test_every_path_that_contributing_names_is_there():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[\w-]+\.[a-z]{2,4}|Makefile)`", text))
    assert {"src/helpers/cli.py", "data/raw/units.csv", "docs/decisions/", "Makefile", "pyproject.toml"} <= named
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_every_room_of_the_package_is_told_in_the_readme():
    rooms = {path.parent.name for path in (ROOT / "src" / "helpers").glob("*/__init__.py")}
    assert rooms <= set(re.findall(r"`([a-z]+)`", README))


def test_it_shows_the_overview_and_a_card_as_the_command_leaves_them():
    shown = re.findall(r"!\[([^\]]+)\]\((docs/images/[a-z]+\.png)\)", README)
    assert [Path(path).name for _, path in shown] == ["oversikt.png", "kort.png"]
    for alt, path in shown:
        content = (ROOT / path).read_bytes()
        assert content.startswith(b"\x89PNG")
        assert len(content) < 250_000
        assert len(alt) > 40
