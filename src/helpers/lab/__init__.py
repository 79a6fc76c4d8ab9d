"""lab: see the README for the rooms and their order."""
