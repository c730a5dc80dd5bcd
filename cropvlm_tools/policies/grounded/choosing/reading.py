"""What a reader makes of a line in a view: whether the view holds it, shows it large enough, and what showing it costs.

The one home of these rules: the policies, the networks, the reward of their training and the probes all read them here.
Boxes are (m, 4) xyxy and heights (n,), both as shares of the image's long edge unless said otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

F = TypeVar("F", np.float32, np.float64)

EDGES = (224, 336, 448, 512, 768, 1024)
"""px, long edges of the views that targets see, for which policies are trained."""

SHARES = (0.08, 0.14, 0.26, 0.22, 0.15, 0.15)
"""How often each is drawn in training: small open targets see 336 to 512 px."""

REFERENCE_EDGE = 448
"""px, the view a box is judged at where there is only one: what small open targets see."""

GROWN_EDGES = (224, 448, 1024)
"""px, of ``EDGES`` those for which boxes are grown: both ends and the usual; the others lead to the same boxes."""

HELD = 0.97
"""Share of a line's area inside a box from which it can be read there: a long one has 30 letters or more."""

ZOOM_COST, AREA_COST = 0.01, 0.08
"""In readability: what a zoom costs, and one that shows the whole again. Reward, and first guess of the networks."""

COVER_AREA_COST = 0.4
"""The same of the untrained policy, to which the whole gives nothing: unlike the reward's it must also make up for
evidence probabilities that are spread over lines of no use."""

LARGEST_ZOOM = 0.9
"""Share of the image; more is no zoom."""

_LIKELY = 0.3  # of the likeliest line's probability, from which a line must be legible too


@dataclass(frozen=True)
class Legibility:
    """How surely a line shown so many pixels high is read: a logistic."""

    height: float
    """px, at which it is read as often as not."""

    slope: float
    """px, from illegible to legible."""

    def __call__(self, shown: NDArray[F]) -> NDArray[F]:
        """Probabilities for heights in px."""
        return np.asarray(1 / (1 + np.exp(-(shown - self.height) / self.slope)))


LINES = Legibility(12.0, 1.5)
"""Of a line as the OCR engine sees it: where readers begin to be reliable."""

ANY_READERS_LINES = Legibility(13.0, 2.5)
"""The first guess of the networks, less sure than ``LINES``: readers differ, and what is larger is read better."""

LETTERS = Legibility(4.5, 0.8)
"""Of printed letters, whose height is less than their line's: letters of 4.5 px stand in lines of 8 px as OCR engines
see them, the least that the readers make out of receipts."""


def held(boxes: NDArray[F], lines: NDArray[F], share: float = HELD) -> NDArray[np.bool_]:
    """(m, n): which of (n, 4) lines can be read in which box, as far as its edges go."""
    return np.asarray(coverage(boxes, lines) >= share)


def inside(boxes: NDArray[F], lines: NDArray[F], slack: float = 1e-9) -> NDArray[np.bool_]:
    """(m, n): which of (n, 4) lines lie in which box to the last letter; ``slack`` is for rounding.

    Boxes that are grown line by line, as those of the cover decode, end where lines end: anything less than all of a
    line is another line beside it.
    """
    low, high = boxes[:, :2] - slack, boxes[:, 2:] + slack
    from_left = (lines[None, :, 0] >= low[:, None, 0]) & (lines[None, :, 1] >= low[:, None, 1])
    return np.asarray(from_left & (lines[None, :, 2] <= high[:, None, 0]) & (lines[None, :, 3] <= high[:, None, 1]))


def coverage(boxes: NDArray[F], lines: NDArray[F]) -> NDArray[F]:
    """(m, n): the share of each line's area that lies in each box."""
    low = np.maximum(boxes[:, None, :2], lines[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], lines[None, :, 2:])
    own = np.maximum((lines[:, 2:] - lines[:, :2]).prod(axis=1), 1e-9)
    return np.asarray(np.clip(high - low, 0, None).prod(axis=2) / own[None])


def shown_heights(boxes: NDArray[F], heights: NDArray[F], edge: float) -> NDArray[F]:
    """(m, n) px of the lines in views of the boxes whose long edge is ``edge`` px."""
    longest = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)[:, None]
    return np.asarray(heights[None, :] * edge / np.maximum(longest, 1e-6))


def smallest_likely(heights: NDArray[F], evidence: NDArray[F]) -> float:
    """Height of the smallest line that is likely to be evidence."""
    return float(heights[evidence >= _LIKELY * evidence.max()].min())
