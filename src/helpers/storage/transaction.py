"""Write several data files as one: all or none, even when killed.

Every file is written beside its place. Then a list of them, the journal, is put in place in one step: from that moment
the new files count. Each file then takes its place, and the journal is removed. A run that was killed before the
journal was written has changed nothing; one that was killed after it is finished by `recover`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from helpers.storage.files import part_of, replace, why, write
from helpers.storage.folders import BusyError, lock

_JOURNAL = ".pagaende.json"
_BUSY = "Någon annan skriver i mappen data just nu. Vänta tills den är klar och försök igen; inget har skrivits."


class UnfinishedError(OSError):
    """The new files count, but one could not take its place.

    Carries the Swedish message.
    """


@contextmanager
def writing(data: Path) -> Iterator[None]:
    """Lock and recover the project's data while it is written.

    Raises
    ------
    BusyError
        If another process holds it.
    """
    with lock(data, _BUSY):
        recover(data)
        yield


def put_all(data: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Write files as one; call it inside `writing`.

    Parameters
    ----------
    data : Path
        The project's folder ``data``.
    contents : mapping of str to bytes
        By path inside ``data``, with ``/``.

    Returns
    -------
    list of Path
        The files that were changed; those that had the content already are left alone.

    Raises
    ------
    OSError
        If the disk is full or may not be written; nothing has been changed.
    UnfinishedError
        If a file could not take its place, as one that is open in Excel on Windows; `recover` does the rest.
    """
    changed = {data / name: content for name, content in contents.items() if not _is(data / name, content)}
    if not changed:
        return []
    try:
        for path, content in changed.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            write(part_of(path), content)
        replace(data / _JOURNAL, json.dumps([path.relative_to(data).as_posix() for path in changed]))
    except OSError:
        _clear(data)
        raise
    _finish(data)
    return list(changed)


def _is(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _finish(data: Path) -> None:
    """Put every file of the journal in place; remove the journal."""
    for name in _listed(data / _JOURNAL):
        try:
            with suppress(FileNotFoundError):  # in place already
                part_of(data / name).replace(data / name)
        except OSError as error:
            raise UnfinishedError(
                f"data/{name} kunde inte bytas ut ({why(error)}). De nya uppgifterna är mottagna: stäng filen och "
                "kör samma kommando igen, så läggs de på plats."
            ) from error
    (data / _JOURNAL).unlink()


def _listed(journal: Path) -> list[str]:
    """Return the files of a journal; raise `UnfinishedError` if it is none that `put_all` has written."""
    with suppress(ValueError, RecursionError):
        names = json.loads(journal.read_text(encoding="utf-8"))
        if isinstance(names, list) and all(isinstance(name, str) and ".." not in Path(name).parts for name in names):
            return names
    raise UnfinishedError(
        f"data/{journal.name}, som säger vilka filer som håller på att bytas, går inte att läsa. Ta bort den, "
        "kontrollera att det senast mottagna finns i data/raw och kör make data."
    )


def _clear(data: Path) -> None:
    for part in data.rglob(part_of(Path("*")).name):
        part.unlink(missing_ok=True)


def recover(data: Path) -> None:
    """Finish or clear what a killed run has left."""
    if (data / _JOURNAL).is_file():
        _finish(data)
    _clear(data)


def settle(data: Path) -> None:
    """Recover if a run was killed half-way.

    Where another process is writing, that process does it.
    """
    if (data / _JOURNAL).is_file():
        with suppress(BusyError), writing(data):
            pass
