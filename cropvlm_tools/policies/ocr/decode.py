"""The "cover" decode: the box from which a reader can be expected to read the most of the evidence.

Its value is the sum, over the lines inside a box, of the probability that the line is the evidence times the
probability that a reader can read it when the box is shown at ``REFERENCE_EDGE``, less a small cost of area.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cropvlm_tools.boxes import Box
from cropvlm_tools.policies.ocr.lines import Line

Array = NDArray[np.float64]

REFERENCE_EDGE = 448  # px, long edge of the view a box is judged at: what small open targets see
LEGIBLE_HEIGHT = 12.0  # px, height of a line at which readers begin to be reliable
_SLOPE = 1.5  # px, of the logistic from illegible to legible
_AREA_COST = 0.4  # expected readability given up for a view of the whole
_SEEDS, _CANDIDATES = 6, 40
_MARGIN = np.array([-1.0, -0.6, 1.0, 0.6])  # of a line's height, around the lines chosen: left, top, right, bottom


@dataclass(frozen=True)
class Cover:
    """A box and how much of the evidence it holds."""

    box: Box
    """Relative xyxy, margin included."""

    evidence: float
    """Probability, in [0, 1], that the evidence lies inside."""


def legibility(height_px: Array) -> Array:
    """Probability that a reader can read a line shown this many pixels high."""
    return np.asarray(1 / (1 + np.exp(-(height_px - LEGIBLE_HEIGHT) / _SLOPE)))


def cover(lines: Sequence[Line], probabilities: Array, size: tuple[int, int], edge: int = REFERENCE_EDGE) -> Cover:
    """The best box for these evidence probabilities.

    Args:
        lines: at least one.
        probabilities: (n,) summing to 1.
        size: (width, height) of the image in pixels.
        edge: long edge (px) of the view the box is judged at.
    """
    long_edge = max(size)
    units = np.array([size[0], size[1], size[0], size[1]]) / long_edge
    rectangles = np.array([line.box.xyxy for line in lines]) * units  # shares of the long edge
    heights = np.array([line.height for line in lines])
    likely = np.argsort(-probabilities, kind="stable")[:_CANDIDATES]
    best, best_value = rectangles[likely[0]], -np.inf
    for seed in likely[:_SEEDS]:
        box = rectangles[seed]
        value = _values(box[None], rectangles, heights, probabilities, units, edge)[0]
        while True:
            grown = np.concatenate(
                [np.minimum(box[None, :2], rectangles[likely, :2]), np.maximum(box[None, 2:], rectangles[likely, 2:])],
                axis=1,
            )
            values = _values(grown, rectangles, heights, probabilities, units, edge)
            choice = int(values.argmax())
            if values[choice] <= value + 1e-9:
                break
            box, value = grown[choice], values[choice]
        if value > best_value:
            best, best_value = box, value
    inside = _inside(best[None], rectangles)[0]
    evidence = float(probabilities[inside].sum())
    height = float(np.average(heights[inside], weights=probabilities[inside] + 1e-9))
    relative = (best + _MARGIN * height) / units
    return Cover(Box.clipped(*relative.tolist()), min(evidence, 1.0))


def _inside(boxes: Array, rectangles: Array) -> NDArray[np.bool_]:
    """(boxes, lines): which lines lie wholly in which box."""
    slack = 1e-9
    low = (rectangles[None, :, :2] >= boxes[:, None, :2] - slack).all(axis=2)
    high = (rectangles[None, :, 2:] <= boxes[:, None, 2:] + slack).all(axis=2)
    return np.asarray(low & high)


def _area(boxes: Array, units: Array) -> Array:
    """Share of the image."""
    return np.asarray((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]) / (units[0] * units[1]))


def _values(boxes: Array, rectangles: Array, heights: Array, probabilities: Array, units: Array, edge: int) -> Array:
    longest = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    shown = heights[None, :] * edge / np.maximum(longest[:, None], 1e-6)
    return np.asarray(
        (_inside(boxes, rectangles) * probabilities * legibility(shown)).sum(axis=1) - _AREA_COST * _area(boxes, units)
    )
