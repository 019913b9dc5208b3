"""What is known, and how well: the evidence register and its page."""
