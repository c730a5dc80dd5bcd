"""Where in the picture a question points: at its outermost text, or at the labels along an axis of a chart."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cropvlm_tools.policies.grounded.page.layout import Array, Layout
from cropvlm_tools.policies.grounded.question.parsing import Position
from cropvlm_tools.policies.grounded.question.wording import AXES

Flags = NDArray[np.bool_]

POSITION_FEATURES = 7

_MOST_OF_IT = 0.4  # share of a label's characters that are digits
_LONGEST_NAME = 32  # characters
_MOST_WORDS = 5
_LEAST = 3  # labels make an axis
_ENOUGH = 5.0  # labels, from which there is no doubt that it is one


def position_features(layout: Layout, texts: list[str], position: Position) -> Array:
    """(n, POSITION_FEATURES) in [0, 1]: how much each line looks like a label of the vertical and of the horizontal
    axis; how near it is to being the outermost on the side asked for, of all lines and of the axis asked for; whether
    it belongs to that axis; how much it looks like one of several names in a column, and in a row.

    Args:
        layout: of n lines.
        texts: of the lines, normalised.
        position: what is asked.
    """
    numbers = np.array([_share_of_digits(text) >= _MOST_OF_IT for text in texts])
    groups = {axis: _aligned(layout, numbers, axis) for axis in AXES}
    names = ~numbers & np.array([len(text) <= _LONGEST_NAME and len(text.split()) <= _MOST_WORDS for text in texts])
    features = np.zeros((len(texts), POSITION_FEATURES))
    for place, axis in enumerate(AXES):
        features[:, place] = np.minimum(groups[axis].sum(axis=1) / _ENOUGH, 1.0)
        features[:, 5 + place] = np.minimum(_aligned(layout, names, axis).sum(axis=1) / _ENOUGH, 1.0)
    along = np.zeros(len(texts), bool)
    if position.axis is not None:
        along = _axis(layout, groups[position.axis], position.axis)
        features[:, 4] = along
    if position.side is not None:
        features[:, 2] = _outermost(layout, position.side, np.ones(len(texts), bool))
        features[:, 3] = _outermost(layout, position.side, along)
    return features


@lru_cache(maxsize=50_000)
def _share_of_digits(text: str) -> float:
    filled = text.replace(" ", "")
    return sum(char.isdigit() for char in filled) / len(filled) if filled else 0.0


def _aligned(layout: Layout, labels: Flags, axis: str) -> Flags:
    """(n, n): which labels stand in one column (vertical), or in one row, with which; none where too few do."""
    near = 0.6 * np.minimum(layout.height[:, None], layout.height[None, :])
    if axis == "vertical":
        edges = (layout.x1, layout.x2, (layout.x1 + layout.x2) / 2)
        aligned = np.any([np.abs(edge[:, None] - edge[None, :]) <= near for edge in edges], axis=0)
    else:
        middle = (layout.y1 + layout.y2) / 2
        aligned = np.abs(middle[:, None] - middle[None, :]) <= near
    aligned = aligned & labels[:, None] & labels[None, :]
    return np.asarray(aligned & (aligned.sum(axis=1) >= _LEAST)[:, None])


def _axis(layout: Layout, aligned: Flags, axis: str) -> Flags:
    """(n,): the lines of the largest group; of equal ones the leftmost, or the lowest."""
    count = aligned.sum(axis=1)
    if not count.any():
        return np.zeros(len(count), bool)
    outer = -layout.x1 if axis == "vertical" else layout.y2
    return np.asarray(aligned[np.lexsort((outer, count))[-1]])


def _outermost(layout: Layout, side: str, among: Flags) -> Array:
    """(n,): 1 for the outermost, and half as much for each further one."""
    edge = {"top": -layout.y1, "bottom": layout.y2, "left": -layout.x1, "right": layout.x2}[side]
    ranks = np.argsort(np.argsort(-np.where(among, edge, -np.inf), kind="stable"), kind="stable")
    return np.asarray(np.where(among, 0.5**ranks, 0.0))
