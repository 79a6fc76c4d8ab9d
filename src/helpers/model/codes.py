"""The codes that every room shares, each defined once.

Which places there are stands in the data, not here.
"""

from __future__ import annotations

# The chart line and table column of what is shown beside the municipality, whichever place that is.
RIKET = "riket"
PEERS = "peers"  # the chart line of a group's mean
NO_COMPARISON = "ingen"
SEXES = ("women", "men", "total")
