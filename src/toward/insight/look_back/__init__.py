"""Look back: an exported chat becomes a page that says which small habits of ours faded, and when."""
