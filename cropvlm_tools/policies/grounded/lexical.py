"""LexicalPolicy: reads the image and looks where the question's words point. Nothing in it is trained."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import reduce

import numpy as np

from cropvlm_tools.boxes import Box, Size
from cropvlm_tools.perception.element import Line
from cropvlm_tools.policies.grounded.choosing.decode import cover
from cropvlm_tools.policies.grounded.choosing.features import line_probabilities
from cropvlm_tools.policies.grounded.choosing.reading import LARGEST_ZOOM, LINES, smallest_likely
from cropvlm_tools.policies.grounded.choosing.shortlist import shortlist
from cropvlm_tools.policies.grounded.closer import LinePolicy
from cropvlm_tools.policies.grounded.question.parsing import Query, parse_question
from cropvlm_tools.policy import Prediction

_WEAKEST_CLUE = 0.12
_LARGEST_GUESS = 0.5  # share of the image; where nothing matches, the text itself is worth a look if it is this small
_GUESS_MARGINS = (0.5, 0.25, 0.1)  # of its size on each side: text may have gone unread around it


class LexicalPolicy(LinePolicy):
    """OCR lines, matched with the question's words; the box is the one a reader can be expected to read most from.

    ``confidence`` is the hand-set weights' probability of the evidence lying in the box, times the strength of the
    clue; it is not calibrated, and 0 where nothing bears on the question.
    """

    name = "lexical"

    def predict_from(self, lines: Sequence[Line], question: str, size: Size) -> Prediction:
        if not lines:
            return Prediction.abstained("There is no text in the image.")
        lines = shortlist(lines, question, size)
        query = parse_question(question)
        probabilities, strength = line_probabilities(lines, query, size[0] / size[1])
        heights = np.array([line.height for line in lines])
        legible_edge = math.ceil(LINES.height / smallest_likely(heights, probabilities))
        if strength < _WEAKEST_CLUE:
            box = _guess(lines, query)
            if box is None:
                return Prediction.abstained("No text in the image bears on the question.")
            reason = "No text in the image bears on the question; this is where text stands."
            return Prediction(box, 0.0, reason, legible_edge)
        chosen = cover(lines, probabilities, size, self.edge)
        box = chosen.box if query.direction is None else _reached(chosen.box, query.direction, size)
        if box.area > LARGEST_ZOOM:
            reason = "What bears on the question is spread over the whole image."
            return Prediction.abstained(reason, legible_edge=legible_edge)
        return Prediction(box, chosen.evidence * strength, "", legible_edge)


def _guess(lines: Sequence[Line], query: Query) -> Box | None:
    """Around all text, unless it is everywhere; quoted words that could not be read must stand somewhere near it."""
    box = reduce(Box.union, (line.box for line in lines))
    if box.area > (LARGEST_ZOOM if query.quoted else _LARGEST_GUESS):
        return None
    padded = [box.padded(margin * box.width, margin * box.height) for margin in _GUESS_MARGINS]
    return next((wide for wide in padded if wide.area <= LARGEST_ZOOM), box)


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
