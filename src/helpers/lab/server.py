"""JupyterLab, as its own command starts it, but sooner.

Without a grammar of web addresses that takes seconds to compile.
"""

import sys

from helpers.model.imports import without_module

with without_module("rfc3987_syntax"):
    from jupyterlab.labapp import main

if __name__ == "__main__":
    sys.exit(main())
