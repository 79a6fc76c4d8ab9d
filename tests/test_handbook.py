"""The handbook's commands run, in their order, and print what it says; every figure handed in is made up."""

import csv
import re
import shlex
import shutil
from pathlib import Path

import pytest
from filled_form import fill
from frozen import FROZEN
from openpyxl import load_workbook
from typed import typed

from helpers.form.cells import REASON_CODES
from helpers.read import load

pytestmark = [pytest.mark.build, pytest.mark.process]


PROJECT = Path(__file__).parents[1]
HANDBOOK = (PROJECT / "docs" / "handbok.md").read_text(encoding="utf-8")
TOO_SLOW = ("reports", "kolada", "lab")
TABLE = "Serie;Område;Kön;År;Värde;Nämnare;Felmarginal;Saknas;Källa;Kommentar"


def fences():
    return re.findall(r"^```console\n(.*?)^```$", HANDBOOK, flags=re.MULTILINE | re.DOTALL)


def commands():
    """Return every command with the lines that the handbook shows under it."""
    found = []
    for line in "".join(fences()).splitlines():
        if line.startswith("$ "):
            found.append((line.removeprefix("$ "), []))
        else:
            found[-1][1].append(line)
    return found


def is_fast(command):
    return not set(TOO_SLOW) & set(command.split()[3:6])


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A copy of the project's tables, with what the departments of the handbook have handed in."""
    root = tmp_path_factory.mktemp("handbok")
    shutil.copytree(FROZEN / "data", root / "data")
    (root / "inlamnat").mkdir()
    return root


def run(command, place):
    return typed(*shlex.split(command)[3:], cwd=place, env={"HELPERS_ROOT": str(place)})


def fill_in_plan(path):
    """Fill in the plan table that the handbook has just written, with the lines of a made-up plan."""
    book = load_workbook(path)
    with (PROJECT / "tests" / "newplan" / "plan.csv").open(encoding="utf-8", newline="") as file:
        for row in list(csv.reader(file, delimiter=";"))[1:]:
            book["Plan"].append(row)
    book.save(path)


def hand_in(place):
    """Fill in the form that the handbook has just written, rightly and wrongly, and write its tables."""
    form, folder = place / "utfall_2021.xlsx", place / "inlamnat"
    source = {"source": "Påhittat prov"}
    fill(form, folder / "utfall_2021.xlsx", {
        "5/eskilstuna/total": {"value": 97} | source,
        "25/eskilstuna/total": {"missing": "Ej mätt i år"} | source,
        "35/eskilstuna/total": {"value": 13, "denominator": 14, "comment": "Ny nämnd"} | source,
    })  # fmt: skip
    fill(form, folder / "fel_2021.xlsx", {
        "22/eskilstuna/total": {"value": "1.234"} | source,
        "21/eskilstuna/total": {"value": 0.78} | source,
        "23/eskilstuna/total": {"comment": "Kommer i mars"},
        "24/eskilstuna/total": {"value": 101} | source,
        "26_antal/eskilstuna/total": {"value": "många"} | source,
    })  # fmt: skip
    row = "21;Eskilstuna;totalt;2021;{};;;;Påhittat prov;{}"
    write(folder / "tabell_2021.csv", TABLE, row.format("71,5", ""))
    write(folder / "rattelse_utan_skal.csv", f"{TABLE};Skäl för ändring", row.format("73", "") + ";")
    write(folder / "rattelse.csv", f"{TABLE};Skäl för ändring", row.format("73", "") + ";Två bilar saknades")


def write(path, *lines):
    path.write_text("\r\n".join(lines) + "\r\n", encoding="cp1252")


def placeless(text):
    """Leave the row of a form's cell out: it moves when the plan's series do."""
    return re.sub(r"(rad |cell [A-Z]+)\d+", r"\1N", text)


def assert_shown(expected, printed):
    """Every line of the handbook stands in the output, in its order; an ellipsis is any lines, or the rest of one."""
    lines = iter(placeless(printed).splitlines())
    for line in expected:
        if line == "…":
            continue
        start = placeless(line).removesuffix("…")
        found = any(each == start or (line.endswith("…") and each.startswith(start)) for each in lines)
        assert found, f"the handbook promises {line!r}, printed was:\n{printed}"


def test_the_fast_commands_run_in_their_order_and_print_what_the_handbook_says(place):
    for command, expected in commands():
        if not is_fast(command):
            continue
        if "intake" in command and not (place / "inlamnat" / "tabell_2021.csv").exists():
            hand_in(place)
        if "--out inlamnat" in command:
            (place / "inlamnat" / "utfall_2021.xlsx").write_bytes(b"ifylld")
        if "--from plans" in command and not (place / "plans/2020-2023/data/raw/plan.csv").exists():
            fill_in_plan(place / "plans/2020-2023/plan.xlsx")
        result = run(command, place)
        assert "Traceback" not in result.stderr
        assert_shown(expected, result.stdout + result.stderr)
        failed = any("inget har skrivits" in line.lower() and "dry-run" not in line for line in expected)
        assert result.returncode == (1 if failed else 0), result.stdout + result.stderr
    observations = load(root=place).observations
    corrected = observations[(observations["series"] == "21") & (observations["year"] == 2021)]
    assert corrected["value"].tolist() == [73]


def test_every_slow_command_is_one_with_its_options():
    for command, _ in commands():
        if not is_fast(command):
            name, *options = re.sub(r"--root \S+ ", "", command).split()[3:]
            printed = run(f"python -m helpers {name} --help", PROJECT).stdout
            missing = [option for option in options if option.startswith("--") and option not in printed]
            assert not missing, f"{command}: {missing} not in\n{printed}"


def test_every_command_of_the_handbook_is_tried():
    assert len(commands()) >= 15
    assert all(command.startswith("python -m helpers ") for command, _ in commands())
    assert HANDBOOK.count("```") == 2 * (len(fences()) + HANDBOOK.count("```text"))


def test_every_message_that_the_handbook_explains_is_one_that_the_program_says():
    rows = re.findall(r"^\| ([^|]+?) +\| [^|]+ \| [^|]+ \|$", HANDBOOK, flags=re.MULTILINE)[1:]
    sources = [path.read_text(encoding="utf-8") for path in (PROJECT / "src" / "helpers").rglob("*.py")]
    said = re.sub(r"\{[^{}]*\}", "…", " ".join(sources))
    assert len(rows) >= 8
    for message in rows[1:] if rows[0].startswith("---") else rows:
        assert all(part in said for part in message.split("; ")), message


def test_the_reasons_named_in_the_handbook_are_in_the_form():
    assert "Skyddas (1–4 personer)".lower() in REASON_CODES


def test_the_links_of_the_handbook_lead_somewhere():
    for target in re.findall(r"\]\(([^)#]+)", HANDBOOK):
        assert (PROJECT / "docs" / target).exists(), target


def test_the_handbook_follows_the_year():
    months = re.findall(r"^## (\w+):", HANDBOOK, flags=re.MULTILINE)
    year = ["Januari", "Februari", "Mars", "April", "Maj", "Juni", "Juli", "Augusti", "September", "Oktober"]
    assert months == sorted(months, key=year.index)
    assert len(months) >= 6
