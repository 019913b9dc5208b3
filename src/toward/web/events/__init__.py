"""Live events: an open page learns that a common room has changed, and nothing else."""
