"""``python -m helpers``."""

from helpers.cli import main

if __name__ == "__main__":
    main(prog_name="python -m helpers")
