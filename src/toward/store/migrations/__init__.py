"""The shapes that the database had, one step each."""
