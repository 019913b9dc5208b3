"""Made-up couples who live through the real app: what they do, what must come of it, and what the app then says."""
