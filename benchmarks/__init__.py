"""Measurements that print a ratio against a peer, a floor or a known truth."""
