"""What is seen in an image and has words: a place to look at. No engine is needed to speak of it."""

from __future__ import annotations

from dataclasses import dataclass

from cropvlm_tools.boxes import Box


@dataclass(frozen=True)
class Line:
    """One line of text as the OCR engine sees it."""

    text: str
    box: Box
    """Relative xyxy, upright rectangle around the line."""

    height: float
    """Of the text across its direction, as a share of the image's *long edge*: times a view's long edge, pixels."""

    score: float
    """The recogniser's confidence, in [0, 1]."""
