"""The small things two people do again and again, and how each of them stands."""
