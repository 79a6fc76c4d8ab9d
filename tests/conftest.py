"""The project's own reports, built once per session by the command that a user types, for all tests that read pages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


def _built(out: Path, *options: str) -> Path:
    command = [sys.executable, "-m", "helpers", "reports", "--out", str(out), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the follow-up of 2019."""
    return _built(tmp_path_factory.mktemp("reports") / "2019", "--year", "2019")


@pytest.fixture(scope="session")
def earlier_reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the follow-up of 2017, without riket."""
    return _built(tmp_path_factory.mktemp("reports") / "2017", "--year", "2017", "--comparison", "ingen")
