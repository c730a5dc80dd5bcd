"""Where symbols may stand: small connected groups of edges on flat ground, outside of the lines of text."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.int32]
"""(n, 4) xyxy in pixels."""

_EDGE = 24  # of 255: the least contrast of an edge; grey icons on white have 60 and more
_GAPS = (1, 5, 9)  # px between parts of one symbol: strokes that touch, bars of a menu, three dots
_SMALLEST, _LARGEST = 6, 150  # px of the longer side, at the scale that is searched
_THINNEST = 0.22  # shorter by longer side: three dots in a row have .25, a switch .5
_TEXT = 0.15  # of a box at most: what was read stands beside symbols, not in them
_SAME = 0.8  # intersection over union
_NEAR = 40  # boxes of nearly the same area that one is compared with
_NARROWEST, _WIDEST = 0.4, 1.4  # width of what may be a symbol in a line, in heights of it
_SQUARE = 64  # px
MOST = 260
"""Boxes given at most, some .8 ms of a processor each to recognise."""


def propose(
    pixels: NDArray[np.uint8], text: Boxes, apart: NDArray[np.float64] | None = None, most: int = MOST
) -> Boxes:
    """Boxes of what may be a symbol, at most ``most``.

    Args:
        pixels: (h, w, 3), at a scale at which symbols have 8 to 100 px.
        text: of the lines that were surely read.
        apart: (t, 2) how far from the rest of its line what begins and ends it must stand to be looked at, in heights.
        most: boxes given.
    """
    import cv2

    kernel = np.ones((3, 3), np.uint8)
    steps = cv2.subtract(cv2.dilate(pixels, kernel), cv2.erode(pixels, kernel)).max(axis=2)
    edges = (steps >= _EDGE).astype(np.uint8)
    covered = np.zeros(edges.shape, np.uint8)
    for left, top, right, bottom in text:
        covered[max(top, 0) : bottom, max(left, 0) : right] = 1
    found = [_outside(_groups(edges * (1 - covered), gap), covered) for gap in _GAPS]
    if apart is not None:
        found.append(_ends_of_lines(edges, text, apart))
    return _least_crowded(_distinct(np.concatenate(found)), most)


def _groups(edges: NDArray[np.uint8], gap: int) -> Boxes:
    """Bounding boxes of what is connected once gaps of so many px are closed."""
    import cv2

    closed = edges if gap <= 1 else cv2.morphologyEx(edges, cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    left, top, width, height, area = stats[1:].T
    longer, shorter = np.maximum(width, height), np.minimum(width, height)
    kept = (longer >= _SMALLEST) & (longer <= _LARGEST) & (shorter >= np.maximum(_THINNEST * longer, 4)) & (area >= 12)
    boxes: Boxes = np.stack([left, top, left + width, top + height], axis=1)[kept].astype(np.int32)
    return boxes


def _outside(boxes: Boxes, covered: NDArray[np.uint8]) -> Boxes:
    """Those that hold next to no text."""
    import cv2

    sums = cv2.integral(covered)
    left, top, right, bottom = boxes.T
    inside = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
    kept: Boxes = boxes[inside <= _TEXT * (right - left) * (bottom - top)]
    return kept


def _ends_of_lines(edges: NDArray[np.uint8], text: Boxes, apart: NDArray[np.float64]) -> Boxes:
    """What stands at either end of a line and apart from the rest: the magnifier in front of "Search"."""
    found = []
    for (left, top, right, bottom), gaps in zip(text, apart, strict=True):
        height = bottom - top
        if right - left < 1.6 * height or height < 8:
            continue
        inked = edges[max(top, 0) : bottom, max(left, 0) : right].any(axis=0).astype(np.int8)
        runs = np.flatnonzero(np.diff(np.concatenate([[0], inked, [0]]))).reshape(-1, 2)  # columns from and to
        if len(runs) < 2:
            continue
        between = (runs[1][0] - runs[0][1], runs[-1][0] - runs[-2][1])
        for run, gap, least in zip((runs[0], runs[-1]), between, gaps, strict=True):
            if gap >= least * height and _NARROWEST * height <= run[1] - run[0] <= _WIDEST * height:
                rows = np.flatnonzero(edges[max(top, 0) : bottom, left + run[0] : left + run[1]].any(axis=1))
                low, high = max(top, 0) + rows[0], max(top, 0) + rows[-1] + 1
                if high - low >= _NARROWEST * height:
                    found.append((left + run[0], low, left + run[1], high))
    return np.array(found, np.int32).reshape(-1, 4)


def _distinct(boxes: Boxes) -> Boxes:
    """Without those that are nearly another one; the tighter come first."""
    if not len(boxes):
        return boxes
    sides = (boxes[:, 2:] - boxes[:, :2]).astype(np.float32)
    areas = sides.prod(axis=1)
    order = np.argsort(areas, kind="stable")
    boxes, areas = boxes[order], areas[order]
    kept: list[int] = []
    for index, box in enumerate(boxes):
        near = kept[-_NEAR:]
        common = np.minimum(box[2:], boxes[near, 2:]) - np.maximum(box[:2], boxes[near, :2])
        shared = np.clip(common, 0, None).prod(axis=1)
        if not (shared >= _SAME * (areas[index] + areas[near] - shared)).any():
            kept.append(index)
    return boxes[kept]


def _least_crowded(boxes: Boxes, most: int) -> Boxes:
    """Without those of the fullest squares of the picture: leaves and letters stand close, symbols apart."""
    if len(boxes) <= most:
        return boxes
    squares = (boxes[:, :2] + boxes[:, 2:]) // (2 * _SQUARE)
    _, which, counts = np.unique(squares, axis=0, return_inverse=True, return_counts=True)
    order = np.argsort(counts[which.ravel()], kind="stable")[:most]
    return boxes[np.sort(order)]
