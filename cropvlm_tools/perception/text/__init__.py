"""Lines of text, found and read."""
