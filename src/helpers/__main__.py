"""``python -m helpers``."""

import signal

# A Ctrl-C during the imports ends the process at once: an exception could get lost in them. `main` goes on from there.
if __name__ == "__main__" and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

from helpers.cli import main

if __name__ == "__main__":
    main(prog_name="python -m helpers")
