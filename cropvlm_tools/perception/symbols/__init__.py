"""Symbols on screens: where something small stands that is no text, and what it stands for."""
