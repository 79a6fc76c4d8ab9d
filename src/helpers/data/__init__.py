"""From data/raw to data/processed: read, check, disclosure control, write. It judges no series and words no page."""
