"""``python -m helpers``.

Settle what the user's machine would otherwise decide, then run the command.
"""

import codecs
import gc
import os
import signal
import sys
import warnings

# Variables of Python and the libraries change what they do, in notebooks too; those of Python that may stay.
FOREIGN = ("PYTHON", "NPY_", "PANDAS_")
KEPT = {
    "PYTHONHOME",
    "PYTHONUTF8",
    "PYTHONHASHSEED",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONPYCACHEPREFIX",
    "PYTHONSAFEPATH",
}
LIKENESSES = str.maketrans({"”": '"', "−": "-", "–": "-", "…": "...", "█": "#", "░": ".", "\xa0": " ", "→": "->"})


def settle() -> None:
    """Start from Python's own defaults.

    Open streams, no foreign modules, no foreign filters of warnings.
    """
    # A Ctrl-C during the imports ends the process at once, since an exception could get lost in them; `main` goes on.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    _open_streams()
    _forget_foreign_modules()
    kept = KEPT - {"PYTHONHOME"} if sys.flags.ignore_environment else KEPT  # a kernel would not ignore it
    for name in [name for name in os.environ if name.startswith(FOREIGN) and name not in kept]:
        del os.environ[name]
    sys.warnoptions.clear()
    warnings.resetwarnings()
    for kind in (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning):
        warnings.simplefilter("ignore", kind)
    warnings.filterwarnings("default", category=DeprecationWarning, module="__main__")


def _open_streams() -> None:
    """Open closed streams and replace letters that a terminal lacks."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest free file number, which is this one
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115
    codecs.register_error("helpers.alike", _alike)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="helpers.alike")


def _alike(error: UnicodeError) -> tuple[str, int]:
    """Return likenesses of characters that a terminal lacks."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    wanted = error.object[error.start : error.end].translate(LIKENESSES)
    return wanted.encode(error.encoding, "replace").decode(error.encoding), error.end


def _forget_foreign_modules() -> None:
    """Remove the working folder and PYTHONPATH from the module path."""
    own = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - before any import
    named = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    foreign = {os.path.abspath(place) for place in (*named, "")} - {own}  # noqa: PTH100
    sys.path[:] = [place for place in sys.path if os.path.abspath(place) not in foreign]  # noqa: PTH100


if __name__ == "__main__":
    settle()
    gc.set_threshold(100_000, 20, 20)  # a command is soon over, its workers too: with 700 it is a tenth of their time

from helpers.cli import main  # noqa: E402 - not before the streams are open

if __name__ == "__main__":
    main(prog_name="python -m helpers")
