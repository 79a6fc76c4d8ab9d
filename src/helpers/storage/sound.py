"""Remember which tables were found sound, so that only new ones are validated.

By a fingerprint of their content.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from helpers.storage.files import replace

NAME = "sound_tables.txt"
MOST = 2_000  # fingerprints kept: each table's, in as many versions as some years bring


class Sound:
    """Fingerprints of tables that have been found sound.

    They are kept in ``.cache``, which anybody may remove. Where nothing can be read or written nothing is remembered.

    Parameters
    ----------
    root : Path
        The project.
    """

    def __init__(self, root: Path):
        self._path = root / ".cache" / NAME
        self._known: list[str] = []
        with suppress(OSError, ValueError):
            self._known = self._path.read_text(encoding="utf-8").split()
        self._new: list[str] = []

    def __contains__(self, fingerprint: str) -> bool:
        return fingerprint in self._known

    def note(self, fingerprint: str) -> None:
        """Add a fingerprint of what was found sound; `keep` writes it."""
        if fingerprint not in self:
            self._new.append(fingerprint)

    def keep(self) -> None:
        """Write the fingerprints that were added."""
        if self._new:
            with suppress(OSError):
                replace(self._path, "\n".join([*self._known, *self._new][-MOST:]) + "\n")
