"""Measure the build of the reports against the ways it replaces.

Prints tables for docs/benchmarks.md, all from one run.

    python benchmarks/build.py [--rounds 3] [--notebooks FOLDER] [--no-loop] [--no-growth] [--growth 1 3 9]

The shell loop is `papermill` and `jupyter nbconvert` once per notebook; the plain script is one Python process that
runs the same cells with nothing around them and writes what they show as HTML. Growth is measured on made-up
municipalities, whose tables are the plan's with the values changed at random by a fixed seed: 1, 3 and 9 of them with
tables of their own, built one after the other by one process.
Made-up data are never written inside the project.
"""

from __future__ import annotations

import argparse
import ast
import csv
import html
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
HELPERS = [sys.executable, "-m", "helpers"]
SCRIPTS = Path(sys.executable).parent
PARAMETERS = {"year": 2019, "comparison": "riket"}
ENVIRONMENT = os.environ | {"MPLBACKEND": "Agg", "OPENBLAS_NUM_THREADS": "1"}


def clocked(*command: object) -> float:
    """Run a command and return its seconds; its output is shown on failure."""
    began = time.perf_counter()
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, env=ENVIRONMENT, cwd=ROOT)
    spent = time.perf_counter() - began
    if done.returncode:
        sys.exit(f"{command}\n{done.stdout}\n{done.stderr}")
    return spent


def processor_time(*command: object) -> float:
    """Return the processor seconds of a command and the processes it starts."""
    before = of_children()
    clocked(*command)
    return of_children() - before


def of_children() -> float:
    """Return the processor seconds of all ended children and theirs."""
    spent = os.times()
    return spent.children_user + spent.children_system


def median(measure: Callable[[], float], rounds: int) -> float:
    """Return the median of several measurements."""
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
    """Run each notebook's cells and write what they show: the plain script."""
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
    """Collect objects as HTML, in place of IPython's display."""
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


def build_command(root: Path, out: Path, *options: object) -> list[object]:
    """Return the command that builds the reports."""
    return [*HELPERS, "--root", root, "reports", "--year", PARAMETERS["year"], "--out", out, "--jobs", 2, *options]


def build(root: Path, out: Path, *options: object) -> float:
    """Build the reports by the command."""
    return clocked(*build_command(root, out, *options))


def build_in_turn(folder: Path, roots: list[Path]) -> None:
    """Build several projects one after the other in this process, and print the seconds of each."""
    from helpers.runner import build as runner

    for root in roots:
        began = time.perf_counter()
        runner.build(root, PARAMETERS["year"], out=folder / root.name / "2019", jobs=2, tell=lambda line: None)
        print(f"{root.name} {time.perf_counter() - began:.2f} s", flush=True)


class Watched(NamedTuple):
    """What one command took.

    Attributes
    ----------
    seconds : float
    processor : float
        Seconds of processor time of the whole tree, which what else runs on the machine changes less.
    tree : float
        MB, the most that its whole tree of processes held at once. Shared memory is divided between the processes
        (PSS), so that the sum is what the machine gave.
    worker : float
        MB, the most that one worker held and shared with nobody (USS).
    """

    seconds: float
    processor: float
    tree: float
    worker: float


def watched(command: list[object], every: float) -> Watched:
    """Run a command and measure its memory at an interval in seconds."""
    import psutil

    began, before = time.perf_counter(), of_children()
    parent = psutil.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    tree = worker = 0.0
    while parent.poll() is None:
        whole, largest = memory_now(parent)
        tree, worker = max(tree, whole), max(worker, largest)
        time.sleep(every)
    if parent.returncode:
        sys.exit(f"{command} ended with {parent.returncode}")
    return Watched(time.perf_counter() - began, of_children() - before, tree, worker)


def memory_now(parent) -> tuple[float, float]:
    """Return the memory of the whole tree and of its largest worker, in MB."""
    import psutil

    tree = worker = 0.0
    for process in [parent, *parent.children(recursive=True)]:
        try:
            used = process.memory_full_info()
        except (psutil.Error, FileNotFoundError, ProcessLookupError):
            continue
        tree += used.pss / 1e6
        worker = worker if process is parent else max(worker, used.uss / 1e6)
    return tree, worker


# made-up projects


def made_up(folder: Path, notebooks: list[Path], seed: int = 0) -> Path:
    """Write the project of a made-up municipality with the notebooks."""
    shutil.copytree(ROOT / "data" / "processed", folder / "data" / "processed")
    (folder / "notebooks").mkdir()
    for notebook in notebooks:
        shutil.copy(notebook, folder / "notebooks")
    change_values(folder, seed)
    return folder


def change_values(root: Path, seed: int, *, only_first: bool = False) -> None:
    """Lower the values of each series by its own 1-8 %.

    With ``only_first`` only the first outcome is lowered. Left alone: shares of a group, counts of n and totals that
    are a sum, which rules tie to each other exactly.
    """
    folder, drawn = root / "data" / "processed", random.Random(seed)
    series = {row["series"]: row for row in read_rows(folder / "series.csv")}
    factors = {name: 1 - drawn.uniform(0.01, 0.08) for name, row in series.items() if is_free(row)}
    rows = read_rows(folder / "observations.csv")
    chosen = [row for row in rows if row["series"] in factors and row["value"]]
    if only_first:
        chosen = [row for row in chosen if row["kind"] == "outcome" and series[row["series"]]["sexes"] == "total"][:1]
    for row in chosen:
        row["value"] = lowered(row["value"], factors[row["series"]], series[row["series"]]["scale_min"])
    with (folder / "observations.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read_rows(path: Path) -> list[dict[str, str]]:
    """Read a tidy table as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def is_free(series: dict[str, str]) -> bool:
    """Return whether no rule ties a series' values exactly to each other."""
    return "true" not in (series["distribution"], series["additive_total"]) and series["aggregation"] != "count"


def lowered(value: str, factor: float, least: str) -> str:
    """Return a printed value times a factor, with its decimals and scale kept."""
    decimals = len(value.partition(".")[2])
    changed = max(float(value) * factor, float(least)) if least else float(value) * factor
    return f"{changed:.{decimals}f}"


# the measurements


def against_the_others(notebooks: list[Path], folder: Path, rounds: int, loop: bool) -> list[tuple]:
    """Return a full build's cost beside the loop's and the plain script's."""
    own = made_up(folder / "project", notebooks) if notebooks[0].parent != ROOT / "notebooks" else ROOT
    pairs = [(plain_script(notebooks, folder), build(own, folder / "out", "--all")) for _ in range(rounds)]
    plain, full = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(full / plain for plain, full in pairs)
    rows = [("plain one-process script", f"{plain:.2f} s", "1.00", "")]
    rows += [("full build, two workers", f"{full:.2f} s", f"{ratio:.2f} of the plain script", judged(ratio, 0.75))]
    kernel = build(own, folder / "kernel", "--all", "--engine", "kernel")
    rows += [("full build, kernel engine", f"{kernel:.2f} s", f"{kernel / plain:.2f} of the plain script", "")]
    if loop:
        looped = shell_loop(notebooks, folder)
        rows += [("shell loop of the two commands", f"{looped:.2f} s", f"{looped / plain:.2f} of the plain script", "")]
        rows += [("full build against the loop", "", f"{full / looped:.3f} of the loop", judged(full / looped, 0.12))]
    unchanged = median(lambda: processor_time(*build_command(own, folder / "out")), 9)
    rows += [("nothing changed", f"{unchanged:.2f} s of processor time", "", judged(unchanged, 0.15, " s"))]
    memory = watched(build_command(own, folder / "memory", "--all"), 0.02).tree
    return [*rows, ("peak memory of the whole tree", f"{memory:.0f} MB", "", judged(memory, 300, " MB"))]


def one_outcome(notebooks: list[Path], folder: Path) -> list[tuple]:
    """Return the cost of a build after one outcome has changed."""
    own = made_up(folder / "changed", notebooks)
    build(own, folder / "changed_out")
    pairs = []
    for seed in range(3):
        change_values(own, seed, only_first=True)
        pairs.append((build(own, folder / "changed_out"), build(own, folder / "changed_out", "--all")))
    spent, ratio = statistics.median(part for part, _ in pairs), statistics.median(part / full for part, full in pairs)
    return [("one outcome changed", f"{spent:.2f} s", f"{ratio:.2f} of a full build", judged(ratio, 0.3))]


def more_municipalities(notebooks: list[Path], folder: Path, times: int) -> Watched:
    """Build that many made-up municipalities in turn in one process.

    Each has tables of its own.
    """
    roots = [made_up(folder / f"of_{times}" / f"kommun_{seed:02d}", notebooks, seed=seed) for seed in range(times)]
    return watched([sys.executable, __file__, "--in-turn", folder / f"of_{times}_out", *roots], 0.1)


def growth(notebooks: list[Path], folder: Path, sizes: list[int]) -> list[tuple]:
    """Return time and memory of some times as many municipalities, and whether they grow as they should.

    Time is judged by the processor's: two measurements of the clock some minutes apart differ by what else was run.
    """
    found = {times: more_municipalities(notebooks, folder, times) for times in sizes}
    each = {times: 1000 * one.processor / (times * len(notebooks)) for times, one in found.items()}
    rows = [
        (
            f"{times} × a municipality in one process",
            f"{one.seconds:.1f} s",
            f"{each[times]:.0f} ms",
            f"{one.tree:.0f} MB",
            f"{one.worker:.0f} MB",
        )
        for times, one in found.items()
    ]
    least, middle, most = sizes[0], sizes[-2], sizes[-1]
    linear, flat = each[most] / each[middle], found[most].worker / found[least].worker
    return [
        *rows,
        (
            f"{most} against {middle}; against {least}",
            "",
            f"{linear:.2f}, {judged(linear, 1.1)}",
            "",
            f"{flat:.2f}, {judged(flat, 1.1)}",
        ),
    ]


def judged(value: float, goal: float, unit: str = "") -> str:
    """Return whether a goal is met, in words."""
    return f"goal {goal:g}{unit}: {'met' if value <= goal else 'MISSED'}"


def main() -> None:
    """Measure what is asked for and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--notebooks", type=Path, default=ROOT / "notebooks")
    parser.add_argument("--no-loop", action="store_true")
    parser.add_argument("--no-growth", action="store_true")
    parser.add_argument("--growth", type=int, nargs="+", default=[1, 3, 9], help="how many times as much")
    chosen = parser.parse_args()
    notebooks = sorted(chosen.notebooks.resolve().glob("[0-9][0-9]_*.ipynb"))
    print(f"{len(notebooks)} notebooks, {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        heads = ("what", "time", "ratio", "goal")
        print_table(heads, against_the_others(notebooks, folder, chosen.rounds, not chosen.no_loop))
        print_table(heads, one_outcome(notebooks, folder))
        if not chosen.no_growth:
            rows = growth(notebooks, folder, chosen.growth)
            print_table(("what", "time", "processor time a notebook", "the whole tree", "the largest worker"), rows)


def print_table(heads: tuple, rows: list[tuple]) -> None:
    """Print a Markdown table."""
    print()
    for row in (heads, ["---"] * len(heads), *rows):
        print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    as_a_worker = {"--plain": run_plainly, "--in-turn": build_in_turn}.get(sys.argv[1] if sys.argv[1:] else "")
    if as_a_worker:
        as_a_worker(Path(sys.argv[2]), [Path(argument) for argument in sys.argv[3:]])
    else:
        main()
