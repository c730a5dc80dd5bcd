"""Invented documents with questions: what the default policy learns from.

``invent`` makes a page without pixels, ``misread`` what an OCR engine would make of it, ``render`` its pixels.
"""

from __future__ import annotations

from training.pages.invention import KINDS, invent
from training.pages.misreading import misread
from training.pages.noise import Noise
from training.pages.page import Asked, Page, Printed
from training.pages.raster import render

__all__ = ["KINDS", "Asked", "Noise", "Page", "Printed", "invent", "misread", "render"]
