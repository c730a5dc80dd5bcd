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
from cropvlm_tools.perception.element import Line
from cropvlm_tools.policies.grounded.choosing.reading import (
    COVER_AREA_COST,
    LINES,
    REFERENCE_EDGE,
    inside,
    shown_heights,
)

Array = NDArray[np.float64]

_SEEDS, _CANDIDATES = 6, 40
_MARGIN = np.array([-1.0, -0.6, 1.0, 0.6])  # of a line's height, around the lines chosen: left, top, right, bottom


@dataclass(frozen=True)
class Cover:
    """A box and how much of the evidence it holds."""

    box: Box
    """Relative xyxy, margin included."""

    evidence: float
    """Probability, in [0, 1], that the evidence lies inside."""


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
    area = float(units[0] * units[1])
    seeds = np.argsort(-probabilities, kind="stable")[:_SEEDS]
    paths = [grow(int(seed), rectangles, heights, probabilities, area, edge) for seed in seeds]
    best = max(paths, key=lambda path: path[1])[0][-1]
    held = inside(best[None], rectangles)[0]
    evidence = float(probabilities[held].sum())
    height = float(np.average(heights[held], weights=probabilities[held] + 1e-9))
    relative = (best + _MARGIN * height) / units
    return Cover(Box.clipped(*relative.tolist()), min(evidence, 1.0))


def grow(
    seed: int, rectangles: Array, heights: Array, probabilities: Array, area: float, edge: int
) -> tuple[Array, float]:
    """The boxes from one line to the best that adding one line at a time leads to, and the value of the last.

    Args:
        seed: the line to begin with.
        rectangles: (n, 4) xyxy of the lines, as shares of the image's long edge.
        heights: (n,) of the lines, likewise.
        probabilities: (n,) of being evidence.
        area: of the image, in squares of its long edge.
        edge: long edge (px) of the view the boxes are judged at.

    Returns:
        (steps, 4) boxes, the first one the seed's.
    """
    likely = np.argsort(-probabilities, kind="stable")[:_CANDIDATES]
    path = [rectangles[seed]]
    value = float(_values(path[0][None], rectangles, heights, probabilities, area, edge)[0])
    while True:
        grown = np.concatenate(
            [np.minimum(path[-1][:2], rectangles[likely, :2]), np.maximum(path[-1][2:], rectangles[likely, 2:])],
            axis=1,
        )
        values = _values(grown, rectangles, heights, probabilities, area, edge)
        choice = int(values.argmax())
        if values[choice] <= value + 1e-9:
            return np.array(path), value
        path.append(grown[choice])
        value = float(values[choice])


def _values(boxes: Array, rectangles: Array, heights: Array, probabilities: Array, area: float, edge: int) -> Array:
    sides = boxes[:, 2:] - boxes[:, :2]
    legible = LINES(shown_heights(boxes, heights, edge))
    read = (inside(boxes, rectangles) * probabilities * legible).sum(axis=1)
    return np.asarray(read - COVER_AREA_COST * sides.prod(axis=1) / area)
