"""How the lines of a page stand to each other, and what kind of thing each says."""
