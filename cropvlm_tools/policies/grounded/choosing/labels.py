"""A value is shown with what names it: a number alone is evidence of nothing where a page has many."""

from __future__ import annotations

import numpy as np

from cropvlm_tools.policies.grounded.choosing.inputs import Floats, Inputs
from cropvlm_tools.policies.grounded.choosing.reading import REFERENCE_EDGE, inside

_POINTS = 0.3  # of ``features.context``, from which the words of the question stand in a line that points at another
_BESIDE, _ABOVE = 0.6, 0.2  # of its height, around the line, as around other whole lines of a box
_LEAST = 8.0  # px high, lines as the OCR engine sees them that readers still make out (``reading.LETTERS``)
_NO_WIDER = 1.1  # times the longer side, up to which growing changes nothing for a reader


def with_label(box: Floats, inputs: Inputs, answer: Floats, scale: float = 1.0) -> Floats:
    """(4,) the box, grown to hold what points at the likeliest answer in it, where that stays legible.

    Args:
        box: (4,) xyxy as shares of the image's long edge.
        inputs: of n lines.
        answer: (n,) probabilities of the lines being the answer.
        scale: by which targets see more than ``REFERENCE_EDGE``.
    """
    within = inside(box[None].astype(np.float64), inputs.boxes.astype(np.float64))[0]
    if not within.any():
        return box
    line = int(np.where(within, answer, -1.0).argmax())
    label = int(inputs.worth[:, line].argmax())
    if inputs.worth[label, line] < _POINTS or within[label]:
        return box
    around = inputs.boxes[label] + float(inputs.heights[label]) * np.array([-_BESIDE, -_ABOVE, _BESIDE, _ABOVE])
    grown = np.clip(np.concatenate([np.minimum(box[:2], around[:2]), np.maximum(box[2:], around[2:])]), 0.0, 1.0)
    longest, before = (float((one[2:] - one[:2]).max()) for one in (grown, box))
    legible = float(inputs.heights[line]) * scale * REFERENCE_EDGE / longest >= _LEAST
    return np.asarray(grown, np.float32) if legible or longest < _NO_WIDER * before else box
