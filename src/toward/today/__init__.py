"""The ten seconds of an evening: what happened, how secure it feels, and that was it."""
