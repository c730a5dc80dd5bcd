"""The boxes the trained policy chooses among: spans of lines with a margin, and the whole, which stands for "none".

Lengths are shares of the image's long edge; boxes are xyxy.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from cropvlm_tools.policies.grounded.choosing.decode import Array, grow
from cropvlm_tools.policies.grounded.choosing.inputs import RELATIONS, Floats, Inputs
from cropvlm_tools.policies.grounded.choosing.reading import GROWN_EDGES, coverage, inside

MARGINS = ((1.1, 0.4), (1.5, 1.0), (3.75, 2.5))
"""Of the text's height, to the left and right and above and below. Readers lose letters at the edge of a picture
(Tesseract's documentation, "Improving the quality of the output", on borders)."""

MOST = 160  # boxes, the whole included

_SEEDS, _SPANS, _LONGEST_BLOCK, _MOST_SPANS = 3, 6, 24, 52
_SAME_ROW, _NEXT_ROW = 0.3, 0.25  # of what stands right of or below a line, from which it belongs to the same span
_AROUND_ALL, _GUESS = (1.5, 1.0), 0.25
_MOSTLY = 0.5  # share of a line inside a box from which the box takes in all of it, letters at the ends included
_BESIDE, _ABOVE = 0.6, 0.2  # of its height, around such a line


def candidates(
    inputs: Inputs, evidence: Floats, extent: tuple[float, float], direction: str | None, scale: float = 1.0
) -> Floats:
    """(m, 4) boxes, 1 <= m <= MOST, without doubles; the first is the whole image.

    Args:
        inputs: of at least one line.
        evidence: (n,) probabilities of the lines.
        extent: width and height of the image; the longer one is 1.
        direction: side of the quoted words on which the answer stands; boxes reach out there, since it may be unread.
        scale: by which targets see more than ``GROWN_EDGES``.
    """
    boxes, heights = inputs.boxes.astype(np.float64), inputs.heights.astype(np.float64)
    probabilities = evidence.astype(np.float64)
    spans = np.concatenate([_grown(boxes, heights * scale, probabilities, extent), _spans(inputs, probabilities)])
    spans = _without_doubles(spans)[:_MOST_SPANS]
    if direction is not None:
        spans = _reached(spans, direction)
    held = inside(spans, boxes)
    weights = held * (probabilities + 1e-9)
    text = np.where(held.any(axis=1), (weights @ heights) / np.maximum(weights.sum(axis=1), 1e-12), np.median(heights))
    all_text = np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])
    chosen = [_padded(spans, text, margins) for margins in MARGINS]
    chosen.append(_padded(all_text[None], np.array([float(np.median(heights))]), _AROUND_ALL))
    chosen.append(all_text[None] + _GUESS * np.tile(all_text[2:] - all_text[:2], 2) * [-1, -1, 1, 1])
    whole = np.array([[0.0, 0.0, *extent]])
    limits = np.array([*extent, *extent])
    offered = np.clip(np.concatenate([whole, _with_whole_lines(np.concatenate(chosen), boxes, heights)]), 0.0, limits)
    offered = offered[((offered[:, 2:] - offered[:, :2]) > 1e-4).all(axis=1)]
    return np.asarray(_without_doubles(offered)[:MOST], np.float32)


def _without_doubles(boxes: Array) -> Array:
    """In the order of their first; a five hundredth of the long edge makes no difference."""
    _, first = np.unique(np.round(boxes * 500).astype(int), axis=0, return_index=True)
    return boxes[np.sort(first)]


def _grown(boxes: Array, heights: Array, probabilities: Array, extent: tuple[float, float]) -> Array:
    """Every box on the way to the best one at each edge, from the likeliest lines."""
    seeds = np.argsort(-probabilities, kind="stable")[:_SEEDS]
    area = extent[0] * extent[1]
    paths = [grow(int(seed), boxes, heights, probabilities, area, edge)[0] for edge in GROWN_EDGES for seed in seeds]
    return np.concatenate(paths)


def _spans(inputs: Inputs, probabilities: Array) -> Array:
    """Around the likeliest lines: the line, with each neighbour, its row, its block, and what points at it."""
    right, below = (inputs.relations[RELATIONS.index(name)] for name in ("right", "below"))
    row = (right > _SAME_ROW) | (right.T > _SAME_ROW)
    block = row | (below > _NEXT_ROW) | (below.T > _NEXT_ROW)
    spans = []
    for line in np.argsort(-probabilities, kind="stable")[:_SPANS]:
        line = int(line)
        groups: list[Iterable[int]] = [[line], _connected(line, row), _connected(line, block)]
        groups += [[line, int(other)] for other in np.flatnonzero(row[line])[:2]]
        groups += [[line, int(other)] for other in np.flatnonzero(below[:, line] > _NEXT_ROW)[:1]]
        pointing = int(inputs.worth[:, line].argmax())
        if inputs.worth[pointing, line] > 0:
            groups.append([line, pointing])
        spans += [_around(inputs.boxes, group) for group in groups]
    return np.array(spans, np.float64)


def _connected(line: int, near: np.ndarray) -> list[int]:
    """Lines reached from ``line`` over neighbours, nearest first, at most ``_LONGEST_BLOCK``."""
    reached, ahead = [line], [line]
    while ahead and len(reached) < _LONGEST_BLOCK:
        for other in np.flatnonzero(near[ahead.pop(0)]):
            if int(other) not in reached:
                reached.append(int(other))
                ahead.append(int(other))
    return reached


def _around(boxes: Floats, lines: Iterable[int]) -> list[float]:
    chosen = boxes[list(lines)]
    return [*chosen[:, :2].min(axis=0).tolist(), *chosen[:, 2:].max(axis=0).tolist()]


def _padded(boxes: Array, heights: Array, margins: tuple[float, float]) -> Array:
    """``heights``: (m,) of the text in each box; ``margins`` as in ``MARGINS``."""
    beside, above = margins
    return np.asarray(boxes + heights[:, None] * np.array([-beside, -above, beside, above]))


def _with_whole_lines(spans: Array, lines: Array, heights: Array) -> Array:
    """(m, 4) grown to hold all of the (n, 4) lines that lie mostly inside."""
    mostly = (coverage(spans, lines) > _MOSTLY)[:, :, None]
    around = _padded(lines, heights, (_BESIDE, _ABOVE))
    low = np.where(mostly, around[None, :, :2], np.inf).min(axis=1)
    high = np.where(mostly, around[None, :, 2:], -np.inf).max(axis=1)
    return np.concatenate([np.minimum(spans[:, :2], low), np.maximum(spans[:, 2:], high)], axis=1)


def _reached(boxes: Array, direction: str) -> Array:
    """Grown towards what stands next to the words in the box, by their length or 1.5 heights."""
    wide, high = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    across, down = np.maximum(wide, 1.5 * high), 1.5 * high
    zero = np.zeros_like(wide)
    sides = {"left": (-across, zero, zero, zero), "above": (zero, -down, zero, zero)}
    sides |= {"right": (zero, zero, across, zero), "below": (zero, zero, zero, down)}
    return np.asarray(boxes + np.stack(sides[direction], axis=1))
