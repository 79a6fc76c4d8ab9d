"""The codes that every room shares, each defined once.

Which places there are stands in the data, not here.
"""

from __future__ import annotations

# The line of a chart and the column of a table that hold what is shown beside the municipality, whichever place it is.
RIKET = "riket"
PEERS = "peers"  # the line of a chart that holds the mean of a group of municipalities
NO_COMPARISON = "ingen"
SEXES = ("women", "men", "total")
