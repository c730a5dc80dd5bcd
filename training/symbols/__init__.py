"""Training of the recogniser of symbols: icons with names, samples drawn of them, a small network."""
