"""Open data from Kolada: fetch, keep a dated snapshot, compare with the plan, hand in. It asks nobody else."""
