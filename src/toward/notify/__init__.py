"""How a person is reached: nudges that carry no word, by browser, ntfy, mail or calendar."""
