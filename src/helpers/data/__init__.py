"""From data/raw to data/processed: read, check, hide small counts, write.

It judges no series and makes no page.
"""
