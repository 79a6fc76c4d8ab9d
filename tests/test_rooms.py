"""The house keeps its order: a room imports only rooms before it, and what is private stays in its file."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from frozen import REPOSITORY

SRC = REPOSITORY / "src" / "helpers"
FLOW = """model storage read data method text view
tables charts companions cards questions overview explore followup runner form newplan kolada lab"""
ORDER = [*FLOW.split(), "cli", "__main__"]
FILES = sorted(path for path in SRC.rglob("*.py") if path != SRC / "__init__.py")
ALL_FILES = [*FILES, *sorted((REPOSITORY / "tests").rglob("*.py")), *sorted((REPOSITORY / "benchmarks").glob("*.py"))]


@cache
def _nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def _imported(path: Path) -> set[tuple[str, str]]:
    """Return what a file imports from the package: (module, name)."""
    froms = [node for node in _nodes(path) if isinstance(node, ast.ImportFrom) and node.level == 0]
    whole = [alias.name for node in _nodes(path) if isinstance(node, ast.Import) for alias in node.names]
    found = {(node.module, alias.name) for node in froms for alias in node.names} | {(name, "") for name in whole}
    return {(module, name) for module, name in found if module.split(".")[0] == "helpers"}


def _is_module(name: str) -> bool:
    return (SRC.parent / f"{name.replace('.', '/')}.py").is_file()


def _name(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def _later(path: Path) -> list[str]:
    """Return the rooms after a file's own that it imports."""
    own = path.relative_to(SRC).with_suffix("").parts[0]
    used = {(f"{module}.{name}").split(".")[1] for module, name in _imported(path)}
    return sorted(room for room in used if ORDER.index(room) > ORDER.index(own))


def test_a_room_imports_only_rooms_before_it():
    assert {_name(path): later for path in FILES if (later := _later(path))} == {}


def _borrowed(path: Path) -> set[str]:
    """Return the private names of other files that a file uses."""
    imported = _imported(path)
    modules = {name for module, name in imported if _is_module(f"{module}.{name}")}
    return {name for _, name in imported if name.startswith("_")} | {
        node.attr
        for node in _nodes(path)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules
        if node.attr.startswith("_") and not node.attr.startswith("__")
    }


def test_a_private_name_is_used_in_its_own_file_only():
    assert {_name(path): names for path in ALL_FILES if (names := _borrowed(path))} == {}
