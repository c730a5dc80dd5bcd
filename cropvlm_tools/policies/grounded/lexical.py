"""LexicalPolicy: reads the image and looks where the question's words point. Nothing in it is trained."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cropvlm_tools.boxes import Box, Size
from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.text.reading import SMALLEST_EDGE
from cropvlm_tools.policies.grounded.choosing.decode import LEGIBLE_HEIGHT, REFERENCE_EDGE, cover
from cropvlm_tools.policies.grounded.choosing.features import line_probabilities
from cropvlm_tools.policies.grounded.closer import lines_for
from cropvlm_tools.policies.grounded.question.parsing import Query, parse_question
from cropvlm_tools.policy import Policy, Prediction

_WEAKEST_CLUE = 0.12
_LARGEST_GUESS = 0.5  # share of the image; where nothing matches, the text itself is worth a look if it is this small
_LARGEST_ZOOM = 0.9  # share of the image; more is no zoom
_GUESS_MARGINS = (0.5, 0.25, 0.1)  # of its size on each side: text may have gone unread around it


class LexicalPolicy(Policy):
    """OCR lines, matched with the question's words; the box is the one a reader can be expected to read most from.

    Args:
        threads: of the OCR engine; -1 is one for each core.
        edge: long edge (px) of the view a box is judged at. Boxes hold what is legible in a view of this size: a
            larger one keeps more of the surroundings, and is right for targets that never see less.
        closer: where the first look finds no word of the question, look again for small print (in pictures above 4.2
            megapixels) and for lone words (where it found few lines): some 3 s for 12 megapixels on 2 cores.
    """

    name = "lexical"

    def __init__(self, threads: int = -1, edge: int = REFERENCE_EDGE, closer: bool = True) -> None:
        self.threads, self.edge, self.closer = threads, edge, closer

    def predict(self, image: Image.Image, question: str) -> Prediction:
        if not question.strip():
            return Prediction(None, 0.0, "The question is empty.")
        if min(image.size) < SMALLEST_EDGE:
            return Prediction(None, 0.0, f"The image is too small to hold text ({image.width}x{image.height}).")
        return decide(lines_for(image, question, self.threads, self.closer), question, image.size, self.edge)


def decide(lines: Sequence[Line], question: str, size: Size, edge: int = REFERENCE_EDGE) -> Prediction:
    """The prediction from lines already read.

    Args:
        lines: of the image, from top to bottom.
        question: what is asked.
        size: (width, height) of the image in pixels.
        edge: long edge (px) of the view a box is judged at.
    """
    if not lines:
        return Prediction(None, 0.0, "There is no text in the image.")
    query = parse_question(question)
    probabilities, strength = line_probabilities(lines, query, size[0] / size[1])
    legible_edge = _legible_edge(lines, probabilities)
    if strength < _WEAKEST_CLUE:
        box = _guess(lines, query)
        reason = "No text in the image bears on the question" + ("." if box is None else "; this is where text stands.")
        return Prediction(box, 0.0, reason, legible_edge if box else None)
    chosen = cover(lines, probabilities, size, edge)
    box = chosen.box if query.direction is None else _reached(chosen.box, query.direction, size)
    if box.area > _LARGEST_ZOOM:
        return Prediction(None, 0.0, "What bears on the question is spread over the whole image.", legible_edge)
    return Prediction(box, chosen.evidence * strength, "", legible_edge)


def _guess(lines: Sequence[Line], query: Query) -> Box | None:
    """Around all text, unless it is everywhere; quoted words that could not be read must stand somewhere near it."""
    box = reduce(Box.union, (line.box for line in lines))
    if box.area > (_LARGEST_ZOOM if query.quoted else _LARGEST_GUESS):
        return None
    padded = [box.padded(margin * box.width, margin * box.height) for margin in _GUESS_MARGINS]
    return next((wide for wide in padded if wide.area <= _LARGEST_ZOOM), box)


def _reached(box: Box, direction: str, size: Size) -> Box:
    """Grown towards what stands next to the words in the box, by their length or 1.5 heights: it may be unread."""
    across = max(box.width, 1.5 * box.height * size[1] / size[0])
    down = 1.5 * box.height
    return Box.clipped(
        box.x1 - across * (direction == "left"),
        box.y1 - down * (direction == "above"),
        box.x2 + across * (direction == "right"),
        box.y2 + down * (direction == "below"),
    )


def _legible_edge(lines: Sequence[Line], probabilities: NDArray[np.float64]) -> int:
    likely = probabilities >= 0.3 * probabilities.max()
    smallest = min(line.height for line, taken in zip(lines, likely, strict=True) if taken)
    return math.ceil(LEGIBLE_HEIGHT / smallest)
