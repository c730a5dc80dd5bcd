"""Measuring and training, from a checkout: ``python -m training.<stage>``. Never part of the wheel."""
