"""The frozen reader as a reward."""
