"""Quiet: what the watch notices, in sentences; for pages, the documentation and the command alike."""
