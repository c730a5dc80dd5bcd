"""Invented documents with questions: what the default policy learns from.

``deal`` says which pages there are, ``invent`` makes one without pixels, ``misread`` what an OCR engine would make of
it, ``render`` its pixels.
"""

from __future__ import annotations

from training.pages.invention import KINDS, invent
from training.pages.layout import deal
from training.pages.misreading.misread import misread
from training.pages.misreading.noise import Noise
from training.pages.page import Asked, Page, Printed
from training.pages.printing.raster import render

__all__ = ["KINDS", "Asked", "Noise", "Page", "Printed", "deal", "invent", "misread", "render"]
