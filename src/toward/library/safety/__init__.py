"""What to do when something is wrong: the same calm pages for everybody, and whom to call."""
