"""Policies side by side on the same questions: rows, figures with intervals, tables, a page."""
