"""Micro-moments: what one received, how one turned, words of thanks, and the reserve of both if both want it."""
