"""Start JupyterLab at the project's root, quiet, with a folder for own work."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from helpers.storage.files import replace
from helpers.storage.paths import ROOT_VARIABLE

OWN, TEMPLATE = "egna", "utforska.ipynb"
CONFIG = Path(__file__).parent / "config"
# JupyterLab fetches no news or updates; config/ keeps it from asking the analyst about that
QUIET = ("--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate")


def make_room(root: Path) -> Path:
    """Make ``notebooks/egna`` with the exploring notebook; return that.

    A copy that is there is never touched.

    Returns
    -------
    Path
        The notebook.
    """
    own = root / "notebooks" / OWN
    own.mkdir(parents=True, exist_ok=True)
    path = own / TEMPLATE
    if not path.exists():
        replace(path, files("helpers.lab").joinpath(TEMPLATE).read_bytes())
    return path


def lab_environment(root: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment variables for JupyterLab.

    Its kernels are this Python's and find the project.
    """
    before = [CONFIG.as_posix(), *filter(None, [environment.get("JUPYTER_CONFIG_PATH")])]
    own = {ROOT_VARIABLE: str(root), "JUPYTER_PREFER_ENV_PATH": "1", "JUPYTER_CONFIG_PATH": os.pathsep.join(before)}
    kept = {name: value for name, value in environment.items() if name != "JUPYTER_PATH"}  # would hide this kernel
    return kept | own


def lab_command(root: Path, arguments: Sequence[str]) -> list[str]:
    """Return the command that starts JupyterLab.

    What the analyst adds comes last and wins.
    """
    own = [
        f"--ServerApp.root_dir={root}",
        "--LabApp.default_url=/lab/tree/notebooks",
        "--FileContentsManager.pre_save_hook=helpers.lab.clean.before_save",
        *QUIET,
    ]
    return [sys.executable, "-P", "-m", "helpers.lab.server", *own, *arguments]
