"""JupyterLab, as its own command starts it, but sooner.

Without a grammar of web addresses that takes seconds to compile.
"""

import sys

from helpers.model.imports import without_formats

with without_formats():
    from jupyterlab.labapp import main

if __name__ == "__main__":
    sys.exit(main())
