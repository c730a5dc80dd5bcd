"""Was the evidence in the crop, and what of a transcript comes closest to the answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from rapidfuzz import fuzz

from cropvlm_tools.boxes import Box
from training.tasks.grading import normalise

EVIDENCE_SHARE = 0.9  # of an accepted box's area that must lie inside the crop


def evidence_inside(crop: Box, accepted: Iterable[Box]) -> bool:
    """Whether at least 90 % of the area of an accepted box lies inside the crop."""
    return any(crop.coverage(box) >= EVIDENCE_SHARE - 1e-9 for box in accepted)


def evidence_shown(regions: Sequence[Box], accepted: Sequence[Box], together: Sequence[Box] = ()) -> bool:
    """Whether the evidence lies inside what is shown in crops, each place at least 90 % inside one of them.

    Args:
        regions: of the crops.
        accepted: places of the evidence, all equally good.
        together: places that must all be inside, in whichever region each; where there are such they alone count.
    """
    if together:
        return all(any(evidence_inside(region, [place]) for region in regions) for place in together)
    return any(evidence_inside(region, accepted) for region in regions)


def best_window(questions: Iterable[Sequence[Box]], share: float = 0.5, steps: int = 101) -> Box | None:
    """The one window that holds the evidence of most questions: an upper bound for any window fixed beforehand.

    Args:
        questions: the accepted boxes of each; those without any do not count.
        share: edge of the window as a share of the image's; 0.5 is a quarter of its area.
        steps: places tried along each edge.

    Returns:
        None where no question has a box.
    """
    starts = np.linspace(0, 1 - share, steps)
    held = np.zeros((steps, steps), int)  # (y, x): questions whose evidence is inside
    counted = 0
    for boxes in questions:
        inside = np.zeros((steps, steps), bool)
        for box in boxes:
            wide = np.clip(np.minimum(starts + share, box.x2) - np.maximum(starts, box.x1), 0, None)
            high = np.clip(np.minimum(starts + share, box.y2) - np.maximum(starts, box.y1), 0, None)
            inside |= np.outer(high, wide) >= (EVIDENCE_SHARE - 1e-9) * box.area
        held += inside
        counted += bool(boxes)
    if not counted:
        return None
    y, x = np.unravel_index(held.argmax(), held.shape)
    left, top = float(starts[x]), float(starts[y])
    return Box.clipped(left, top, left + share, top + share)


def best_line(transcript: str, answers: Iterable[str]) -> str:
    """The line of a transcript that is most like an answer, the first of those; empty where there is none."""
    keys = [key for key in map(normalise, answers) if key]
    best, most_like = -1.0, ""
    for line in filter(normalise, transcript.split("\n")):
        plain = normalise(line)
        alike = [(fuzz.partial_ratio if len(plain) >= len(key) else fuzz.ratio)(key, plain) for key in keys]
        if max(alike, default=0.0) > best:
            best, most_like = max(alike, default=0.0), line
    return most_like
