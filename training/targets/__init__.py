"""Frozen readers that are shown views and say what they see; what they said is kept, what they cost is counted."""
