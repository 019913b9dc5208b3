"""Backups: everything that must not be lost, in two sealed files a night, and the way back from them."""
