"""The host's commands for backups, for the way back, and for moving to another release or database."""
