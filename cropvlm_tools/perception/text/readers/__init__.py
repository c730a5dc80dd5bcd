"""Lines of text by other engines than the one in the wheel: ready readers, and parsers of what services answer."""
