"""Remember compiled templates between builds, so that no page compiles them anew."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

from helpers.runner.fingerprint import digest, lock_digest, made_with, source_digest
from helpers.storage.remembered import TEMPLATES, remembered


def compile_with(use: Callable[[], None], root: Path, *environments: Environment) -> None:
    """Call what uses templates, so that they are compiled: as remembered, or now.

    Parameters
    ----------
    use : callable
        Uses each template that is to be compiled.
    root : Path
        The project. What is remembered there is for one state of this package and of what is installed, for Jinja
        works out some filters when it compiles.
    *environments : jinja2.Environment
        Those of the templates. Once they hold a compiled template they ask no cache for it.
    """
    compiled: dict[str, str] = {}

    def use_with(codes: dict[str, str]) -> dict[str, str]:
        for one in environments:
            one.bytecode_cache = _Remembered(codes)
        use()
        return codes

    key = digest(source_digest(), lock_digest(root), made_with())
    try:
        found = remembered(root, TEMPLATES, key, lambda: use_with(compiled))
        if not compiled:
            use_with(found)
    finally:
        for one in environments:
            one.bytecode_cache = None


class _Remembered(BytecodeCache):
    """Compiled templates as text, by Jinja's key of each."""

    def __init__(self, codes: dict[str, str]):
        self._codes = codes

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the compiled template, if it is remembered."""
        if bucket.key in self._codes:
            bucket.bytecode_from_string(b64decode(self._codes[bucket.key]))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember a template that was compiled now."""
        self._codes[bucket.key] = b64encode(bucket.bytecode_to_string()).decode()
