"""Measure the build of the reports against the ways it replaces, all in one run; print a table for docs/benchmarks.md.

    python benchmarks/build.py [--rounds 3] [--notebooks FOLDER] [--no-loop] [--no-growth]

The shell loop is `papermill` and `jupyter nbconvert` once per notebook; the plain script is one Python process that
runs the same cells with nothing around them and writes what they show as HTML. Growth is measured on a made-up
municipality: the plan's tables with every value changed, and its notebooks copied 1, 10 and 50 times. Made-up data are
never written inside the project.
"""

from __future__ import annotations

import argparse
import ast
import csv
import html
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[1]
HELPERS = [sys.executable, "-m", "helpers"]
SCRIPTS = Path(sys.executable).parent
PARAMETERS = {"year": 2019, "comparison": "riket"}
ENVIRONMENT = os.environ | {"MPLBACKEND": "Agg", "OPENBLAS_NUM_THREADS": "1"}


def clocked(*command: object) -> float:
    """Run a command and return its seconds; what it prints is shown only if it fails."""
    began = time.perf_counter()
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, env=ENVIRONMENT, cwd=ROOT)
    spent = time.perf_counter() - began
    if done.returncode:
        sys.exit(f"{command}\n{done.stdout}\n{done.stderr}")
    return spent


def median(measure: Callable[[], float], rounds: int) -> float:
    """Take the middle of several measurements."""
    return statistics.median(measure() for _ in range(rounds))


# the ways compared


def shell_loop(notebooks: list[Path], folder: Path) -> float:
    """Run the two commands for each notebook."""
    passed = [part for name, value in PARAMETERS.items() for part in ("-p", name, value)]
    spent = 0.0
    for notebook in notebooks:
        executed = folder / notebook.name
        spent += clocked(SCRIPTS / "papermill", notebook, executed, *passed, "--cwd", notebook.parent)
        spent += clocked(SCRIPTS / "jupyter", "nbconvert", "--to", "html", executed)
    return spent


def plain_script(notebooks: list[Path], folder: Path) -> float:
    """Run all cells in one fresh process."""
    return clocked(sys.executable, __file__, "--plain", folder, *notebooks)


def run_plainly(folder: Path, notebooks: list[Path]) -> None:
    """Be the plain script: run each notebook's cells and write what they show."""
    sys.path.insert(0, str(ROOT))
    for notebook in notebooks:
        os.chdir(notebook.parent)
        shown: list[str] = []
        names = {"__name__": "__main__", "display": partial(show, shown)}
        for cell in json.loads(notebook.read_bytes())["cells"]:
            if cell["cell_type"] == "code":
                run_cell("".join(cell["source"]), cell["metadata"].get("tags", []), names, shown)
        (folder / f"{notebook.stem}.html").write_text("\n".join(shown), encoding="utf-8")


def show(shown: list[str], *objects: object) -> None:
    """Stand in for IPython's display."""
    shown.extend(map(as_html, objects))


def run_cell(source: str, tags: list[str], names: dict, shown: list[str]) -> None:
    """Run one cell; show its last expression as a notebook does."""
    lines = [line for line in source.splitlines() if not line.lstrip().startswith(("%", "!"))]
    body = ast.parse("\n".join(lines)).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) and not source.rstrip().endswith(";") else None
    exec(compile(ast.Module(body, []), "cell", "exec"), names)
    if last is not None and (result := eval(compile(ast.Expression(last.value), "cell", "eval"), names)) is not None:
        shown.append(as_html(result))
    if "parameters" in tags:
        names.update(PARAMETERS)


def as_html(value: object) -> str:
    """Show a value by its own HTML if it has one."""
    own = getattr(value, "_repr_html_", None)
    return (own() if own else None) or f"<pre>{html.escape(repr(value))}</pre>"


def build(root: Path, out: Path, *options: object) -> float:
    """Build the reports by the command."""
    return clocked(*HELPERS, "--root", root, "reports", "--year", PARAMETERS["year"], "--out", out, *options)


def peak_memory(root: Path, out: Path, *options: object) -> float:
    """Build, and return the largest memory that the whole tree of processes used at once, in MB.

    Pages that several processes share are divided between them (PSS), so that the sum is what the machine gave.
    """
    import psutil

    command = [*HELPERS, "--root", root, "reports", "--year", PARAMETERS["year"], "--out", out, "--all", *options]
    parent = psutil.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    peak = 0.0
    while parent.poll() is None:
        used = 0
        for process in [parent, *parent.children(recursive=True)]:
            try:
                used += process.memory_full_info().pss
            except (psutil.NoSuchProcess, psutil.AccessDenied, FileNotFoundError, ProcessLookupError):
                continue
        peak = max(peak, used / 1e6)
        time.sleep(0.02)
    return peak


# made-up projects


def made_up(folder: Path, notebooks: list[Path], copies: int) -> Path:
    """Lay out the project of a made-up municipality with so many copies of the notebooks."""
    shutil.copytree(ROOT / "data" / "processed", folder / "data" / "processed")
    (folder / "notebooks").mkdir()
    for notebook in notebooks:
        for number in range(copies):
            shutil.copy(notebook, folder / "notebooks" / f"{notebook.stem}_kommun_{number:02d}.ipynb")
    return folder


def change_values(root: Path, *, only_first: bool = False) -> None:
    """Change the related values of the tables, which no rule ties to each other: all, or the first alone."""
    path = root / "data" / "processed" / "observations.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    chosen = [row for row in rows if row["kind"] == "related" and row["value"] and row["geography"] == "eskilstuna"]
    for row in chosen[:1] if only_first else chosen:
        row["value"] = str(round(float(row["value"]) * 1.01, 2))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


# the measurements


def against_the_others(notebooks: list[Path], folder: Path, rounds: int, loop: bool) -> list[tuple]:
    """Compare a full build with the loop and, in turn with it, the plain script."""
    own = made_up(folder / "project", notebooks, 1) if notebooks[0].parent != ROOT / "notebooks" else ROOT
    pairs = [(plain_script(notebooks, folder), build(own, folder / "out", "--all", "--jobs", 2)) for _ in range(rounds)]
    plain, full = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(full / plain for plain, full in pairs)
    rows = [("plain one-process script", f"{plain:.2f} s", "1.00", "")]
    rows += [("full build, two workers", f"{full:.2f} s", f"{ratio:.2f} of the plain script", judged(ratio, 1.0))]
    kernel = build(own, folder / "kernel", "--all", "--engine", "kernel")
    rows += [("full build, kernel engine", f"{kernel:.2f} s", f"{kernel / plain:.2f} of the plain script", "")]
    if loop:
        looped = shell_loop(notebooks, folder)
        rows += [("shell loop of the two commands", f"{looped:.2f} s", f"{looped / plain:.2f} of the plain script", "")]
        rows += [("full build against the loop", "", f"{full / looped:.3f} of the loop", judged(full / looped, 0.12))]
    unchanged = median(lambda: build(own, folder / "out", "--jobs", 2), 5)
    rows += [("nothing changed", f"{unchanged:.2f} s", f"{unchanged / plain:.2f}", judged(unchanged, 0.3, " s"))]
    memory = peak_memory(own, folder / "memory", "--jobs", 2)
    return [*rows, ("peak memory of the whole tree", f"{memory:.0f} MB", "", judged(memory, 350, " MB"))]


def one_outcome(notebooks: list[Path], folder: Path) -> list[tuple]:
    """Change one value and build again."""
    own = made_up(folder / "changed", notebooks, 1)
    full = build(own, folder / "changed_out")
    change_values(own, only_first=True)
    spent = build(own, folder / "changed_out")
    return [("one outcome changed", f"{spent:.2f} s", f"{spent / full:.2f} of a full build", "")]


def growth(notebooks: list[Path], folder: Path) -> list[tuple]:
    """Build 1, 10 and 50 times the notebooks; time and memory for each."""
    rows = []
    for copies in (1, 10, 50):
        own = made_up(folder / f"grown_{copies}", notebooks, copies)
        change_values(own)
        spent = build(own, folder / f"grown_out_{copies}", "--all", "--jobs", 2)
        memory = peak_memory(own, folder / f"grown_memory_{copies}", "--jobs", 2) if copies < 50 else None
        each = 1000 * spent / (copies * len(notebooks))
        used = f"{memory:.0f} MB" if memory else ""
        rows.append((f"{copies} × {len(notebooks)} notebooks", f"{spent:.2f} s", f"{each:.0f} ms a notebook", used))
    return rows


def judged(value: float, goal: float, unit: str = "") -> str:
    """Say whether a goal is met."""
    return f"goal {goal:g}{unit}: {'met' if value <= goal else 'MISSED'}"


def main() -> None:
    """Measure what is asked for and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--notebooks", type=Path, default=ROOT / "notebooks")
    parser.add_argument("--no-loop", action="store_true")
    parser.add_argument("--no-growth", action="store_true")
    chosen = parser.parse_args()
    notebooks = sorted(chosen.notebooks.resolve().glob("[0-9][0-9]_*.ipynb"))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        rows = against_the_others(notebooks, folder, chosen.rounds, not chosen.no_loop) + one_outcome(notebooks, folder)
        rows += [] if chosen.no_growth else growth(notebooks, folder)
    print(f"\n{len(notebooks)} notebooks, {os.cpu_count()} cores, Python {sys.version.split()[0]}\n")
    print("| what | time | ratio | goal |\n| --- | --- | --- | --- |")
    for row in rows:
        print(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--plain"]:
        run_plainly(Path(sys.argv[2]), [Path(argument) for argument in sys.argv[3:]])
    else:
        main()
