"""Policies that read: OCR lines and the question decide where to look."""
