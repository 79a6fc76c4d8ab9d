"""What lies in data/raw and is not read, so that nobody believes that it counts."""

from __future__ import annotations

from pathlib import Path

FOLDERS = ("data/raw/outcomes", "data/raw/groups")  # where every table is read, whatever its name
KINDS = (".csv", ".toml", ".json", ".md")  # what data/raw itself may hold


def unread(root: Path) -> list[str]:
    """Return a Swedish line for each file or folder in data/raw, outcomes and groups that is not read.

    Hidden files are passed over.
    """
    told = [
        _line(f"{folder}/{path.name}") for folder in FOLDERS for path in _seen(root / folder) if not _is_table(path)
    ]
    folders = [path for path in _seen(root / "data" / "raw") if path.is_file()]
    return told + [
        _line(f"data/raw/{path.name}") for path in folders if not path.name.endswith(KINDS) or path.name.startswith("~")
    ]


def _seen(folder: Path) -> list[Path]:
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path for path in found if not path.name.startswith(".")]


def _is_table(path: Path) -> bool:
    return path.is_file() and path.suffix == ".csv" and not path.name.startswith("~")


def _line(shown: str) -> str:
    if shown.rpartition("/")[2].startswith("~"):
        return f"{shown} läses inte: det är ett annat programs lås. Stäng filen där, eller ta bort låset."
    form = " Ta emot ett ifyllt formulär med python -m helpers intake." if shown.lower().endswith(".xlsx") else ""
    return f"{shown} läses inte: bara filer som slutar på .csv läses, inte undermappar.{form}"
