"""Conversations: which images are in them, and crops put where they were asked for."""
