"""Make or mend .venv, and get a browser and Pango.

    python setup/environment.py            make or mend .venv, if it is not whole
    python setup/environment.py --which    only say, for a shell, which Python is to be used
    python setup/environment.py browser    and a browser that the tests can drive
    python setup/environment.py pango      and the library that PDF is set with

Run by the Makefile before every target, so it imports little and does nothing when all is well. It uses the standard
library only, and no syntax newer than Python 3.6, so that an old Python can be told that it is too old.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))
STAMP = os.path.join(VENV, ".ready")
NEEDED = (3, 11)
BASE = getattr(sys, "_base_executable", sys.executable)  # not the one of .venv, which may be about to go
PANGO = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
try:
    STANDING = os.getcwd()
except OSError:  # the folder is gone
    STANDING = ROOT
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# What is asked of an environment: its version, where helpers is found, and what is installed.
PROBE = (
    "import importlib.util as u, json, os, sys; s = u.find_spec('helpers'); "
    "p = [d for d in sys.path if os.path.isdir(d)]; "
    "print(json.dumps({'version': sys.version.split()[0], 'prefix': sys.prefix, 'helpers': s and s.origin, "
    "'installed': sorted({n for d in p for n in os.listdir(d) if n.endswith('.dist-info')})}))"
)


def main(wanted):
    """Do what is asked for and return the exit code."""
    if sys.version_info[:2] < NEEDED:
        return told(
            "Det behövs Python 3.11 eller senare; den som startades är {}. Installera en nyare, eller peka ut den: "
            "make PYTHON=python3.12".format(sys.version.split()[0])
        )
    try:
        ROOT.encode("utf-8")
    except UnicodeEncodeError:  # Python's environments cannot be made there
        return told("Sökvägen till projektet har tecken som inte är UTF-8. Byt namn på mappen och kör igen.")
    os.chdir(ROOT)
    python = conda(silent="--which" in wanted) or PYTHON
    if wanted == ["--which"]:
        print(shlex.quote(python))  # for a shell, which would read signs in a folder's name
        return 0
    if python == PYTHON:
        code = make_whole()
        if code:
            return code
    for what in wanted:
        code = {"browser": browser, "pango": pango}[what](python)
        if code:
            return code
    return 0


def told(line):
    """Print what is wrong and what to do; return the exit code 1."""
    print(line, file=sys.stderr)
    return 1


def seen(path):
    """Return a path for people: as seen from the folder that they stand in, the folder itself by its name."""
    try:
        path = os.path.relpath(os.path.realpath(path), os.path.realpath(STANDING))
    except ValueError:  # on another disk
        return os.path.basename(path)
    return os.path.basename(os.path.realpath(STANDING)) + " (mappen du står i)" if path == "." else path


def probed(python):
    """Return what an environment says of itself; empty if its Python does not run."""
    try:
        done = subprocess.run([python, "-I", "-c", PROBE], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return json.loads(done.stdout.decode()) if done.returncode == 0 else {}
    except (OSError, ValueError):
        return {}


def is_here(origin):
    """Return whether a module of the package stands in this project."""
    own = os.path.join(ROOT, "src", "helpers") + os.sep
    return bool(origin) and os.path.realpath(origin).startswith(os.path.realpath(own) + os.sep)


def conda(silent):
    """Return the Python of the active conda environment if this project is installed in it."""
    prefix = os.environ.get("CONDA_PREFIX")
    if not prefix:
        return None
    python = os.path.join(prefix, *(("python.exe",) if os.name == "nt" else ("bin", "python")))
    origin = probed(python).get("helpers")
    if origin and not is_here(origin) and not silent:
        print(
            "Conda-miljön {} hör till {}, inte till {}; använder .venv.".format(
                seen(prefix), seen(os.path.dirname(os.path.dirname(os.path.dirname(origin)))), seen(ROOT)
            ),
            file=sys.stderr,
        )
    return python if is_here(origin) else None


def fingerprint():
    """Return what an environment is made from."""
    made_from = []
    for name in ("requirements.lock", "pyproject.toml"):
        with open(os.path.join(ROOT, name), "rb") as file:
            made_from.append(file.read().decode("utf-8").replace("\r\n", "\n"))
    return made_from


def why_not_whole():
    """Return why .venv cannot be used, in Swedish, and whether it can be mended.

    The reason is empty when it can be used.
    """
    if not os.path.lexists(VENV):
        return "finns inte", False
    now = probed(PYTHON)
    if not now:
        return "har en Python som inte går att köra", False
    if os.path.realpath(now["prefix"]) != os.path.realpath(VENV):
        return "hör till {}".format(seen(now["prefix"])), False
    if now["helpers"] and not is_here(now["helpers"]):
        return "hör till en annan mapp ({})".format(seen(os.path.dirname(now["helpers"]))), False
    try:
        with open(STAMP, encoding="utf-8") as file:
            made = json.load(file)
    except (OSError, ValueError):
        return "blev aldrig klar", True
    if now["version"] != made["version"]:
        return "är gjord för Python {}, men har nu {}".format(made["version"], now["version"]), False
    lost = sorted(set(made["installed"]) - set(now["installed"]))
    if lost or not now["helpers"]:
        return "saknar {}".format(", ".join(name.split("-")[0] for name in lost[:3]) or "helpers"), True
    if made["from"] != fingerprint():
        return "är gjord av en annan requirements.lock", True
    return "", True


def make_whole():
    """Make or mend .venv and return the exit code."""
    why, can_be_mended = why_not_whole()
    if not why:
        return 0
    if os.path.islink(VENV):
        return told(
            ".venv är en länk till {} och {}. Ta bort länken, så görs en egen miljö i {}.".format(
                seen(VENV), why, seen(ROOT)
            )
        )
    began, uv = time.time(), shutil.which("uv")
    if not uv and not has_venv() and not (is_root() and install("python3-venv") and has_venv()):
        return told("Python saknar modulen venv. Installera den (på Debian: sudo apt-get install python3-venv).")
    print("Gör .venv av requirements.lock med {} (.venv {}) ...".format("uv" if uv else "pip", why), flush=True)
    if not ((can_be_mended and all_go(fillings(uv), quiet=True)) or all_go(empties(uv) + fillings(uv))):
        return told("Kunde inte göra .venv, se ovan. Kör igen när orsaken är borta.")
    now = probed(PYTHON)
    made = {"version": now["version"], "installed": now["installed"], "from": fingerprint()}
    with open(STAMP + ".part", "w", encoding="utf-8") as file:
        json.dump(made, file)
    os.replace(STAMP + ".part", STAMP)
    print(".venv är klar på {:.0f} s.".format(time.time() - began), flush=True)
    return 0


def all_go(commands, quiet=False):
    """Run commands until one fails; return whether none did."""
    errors = subprocess.DEVNULL if quiet else None
    return not any(subprocess.call(command, env=clean_environment(), stderr=errors) for command in commands)


def empties(uv):
    """Return the command that makes an empty .venv."""
    return [
        [uv, "venv", "--quiet", "--clear", "--seed", "--python", BASE, VENV]
        if uv
        else [BASE, "-m", "venv", "--clear", VENV]
    ]


def fillings(uv):
    """Return the commands that install the lock, then this package, editable."""
    with_pip = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check"]
    with_uv = [uv, "pip", "install", "--python", PYTHON, "--compile-bytecode"]  # as pip does by itself
    install_all = with_uv if uv else with_pip
    locked, own = ["--require-hashes", "-r", "requirements.lock"], ["--no-deps", "--no-build-isolation", "-e", "."]
    return [install_all + ["--quiet"] + wanted for wanted in (locked, own)]


def has_venv():
    """Return whether this Python can make virtual environments."""
    return not subprocess.call([BASE, "-I", "-c", "import ensurepip, venv"], stderr=subprocess.DEVNULL)


def clean_environment():
    """Return the environment variables without those that add other modules."""
    foreign = ("PYTHONPATH", "PYTHONHOME", "PYTHONWARNINGS", "VIRTUAL_ENV", "CONDA_PREFIX")
    return {name: value for name, value in os.environ.items() if name not in foreign}


def is_root():
    """Return whether Debian's packages can be installed."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")


def install(*packages):
    """Install Debian's packages and return whether that went well."""
    print("Installerar {} ...".format(" ".join(packages)), flush=True)
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    update = ["apt-get", "update", "-qq"]
    add = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"] + list(packages)
    return not subprocess.call(update, env=environment) and not subprocess.call(
        add, env=environment, stdout=subprocess.DEVNULL
    )


def browser(python):
    """Find a browser for the tests, or get one.

    playwright's own, with Debian's libraries when root. Returns the exit code.
    """
    if any(map(shutil.which, BROWSERS)) or starts_playwrights(python):
        return 0
    print("Hämtar en webbläsare för testerna ...", flush=True)
    subprocess.call([python, "-m", "playwright", "install"] + (["--with-deps"] if is_root() else []) + ["chromium"])
    if starts_playwrights(python) or (is_root() and install("chromium")):
        return 0
    return told(
        "Testerna av sidorna behöver en webbläsare, och den gick inte att hämta. Installera Chromium (på Debian: "
        "sudo apt-get install chromium) och kör igen, eller kör make test-fast, som klarar sig utan."
    )


def starts_playwrights(python):
    """Return whether playwright's own browser starts."""
    program = (
        "from playwright.sync_api import sync_playwright as s\n"
        "with s() as p: p.chromium.launch(args=['--no-sandbox']).close()"
    )
    return not subprocess.call([python, "-I", "-c", program], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def pango(python):
    """Find Pango, or get it when root."""
    if has_pango(python) or (is_root() and install(*PANGO) and has_pango(python)):
        return 0
    return told(
        "PDF sätts med biblioteket Pango, som saknas. Installera det (på Debian: sudo apt-get install {}; "
        "på Mac: brew install pango) och kör igen.".format(" ".join(PANGO))
    )


def has_pango(python):
    """Return whether WeasyPrint finds the libraries that it needs."""
    return not subprocess.call([python, "-I", "-c", "import weasyprint"], stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    try:
        code = main(sys.argv[1:])
    except OSError as error:
        named = seen(error.filename) if error.filename else "projektets mapp"
        code = told("Det går inte att läsa eller skriva {}. Kontrollera rättigheter och utrymme.".format(named))
    sys.exit(code)
