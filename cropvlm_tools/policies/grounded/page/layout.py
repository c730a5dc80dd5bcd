"""Where lines stand to each other: what is read next, to the right and below."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cropvlm_tools.perception.element import Line

Array = NDArray[np.float64]


class Layout:
    """Where the lines stand to each other; what was asked for once is kept. Lengths are shares of the image's long
    edge."""

    def __init__(self, lines: Sequence[Line], aspect: float) -> None:
        """``aspect``: width / height of the image in pixels."""
        across, down = (1.0, 1 / aspect) if aspect >= 1 else (aspect, 1.0)
        boxes = np.array([line.box.xyxy for line in lines], dtype=np.float64).reshape(-1, 4)
        self.x1, self.y1, self.x2, self.y2 = (boxes * [across, down, across, down]).T
        self.height = np.array([line.height for line in lines])
        self.across = across
        self._towards: dict[str, Array] = {}

    def towards(self, direction: str, among: NDArray[np.bool_] | None = None) -> Array:
        """(n, n) in [0, 1]: how much line j is what one reads ``direction`` (right, left, below, above) of line i.

        Args:
            direction: right, left, below or above.
            among: (n,) lines that count; the others are passed over as if they were not there.
        """
        if direction in ("left", "above"):
            return self.towards({"left": "right", "above": "below"}[direction], among).T
        affinity, gap = self._right if direction == "right" else self._below
        if among is not None:
            return _nearest_first(affinity * among[None, :], gap)
        if direction not in self._towards:
            self._towards[direction] = _nearest_first(affinity, gap)
        return self._towards[direction]

    @cached_property
    def column(self) -> Array:
        """(n, n) in [0, 1]: how much line j stands in the column under line i, however far down."""
        under = (self.y1 + self.y2)[None, :] > (self.y1 + self.y2)[:, None]
        return np.where(under, self.overlap(self.x1, self.x2), 0.0)

    @cached_property
    def _right(self) -> tuple[Array, Array]:
        same_row = self.overlap(self.y1, self.y2)
        gap = self.x1[None, :] - self.x2[:, None]
        tall = np.minimum(self.height[:, None], self.height[None, :])
        after = (gap > -1.5 * tall) & ((self.x1 + self.x2)[None, :] > (self.x1 + self.x2)[:, None])
        near = np.exp(-np.maximum(gap, 0) / (1.2 * self.across))
        return np.where(after & (same_row > 0.4), same_row * near, 0.0), gap

    @cached_property
    def _below(self) -> tuple[Array, Array]:
        same_column = self.overlap(self.x1, self.x2)
        gap = self.y1[None, :] - self.y2[:, None]
        tall = np.minimum(self.height[:, None], self.height[None, :])
        under = (gap > -0.6 * tall) & ((self.y1 + self.y2)[None, :] > (self.y1 + self.y2)[:, None])
        near = np.exp(-np.maximum(gap, 0) / (3 * np.maximum(self.height[:, None], 1e-6)))
        return np.where(under & (same_column > 0.2), same_column**0.5 * near, 0.0), gap

    @staticmethod
    def overlap(start: Array, end: Array) -> Array:
        """(n, n) common extent of two intervals over the shorter one."""
        common = np.minimum(end[:, None], end[None, :]) - np.maximum(start[:, None], start[None, :])
        shorter = np.minimum((end - start)[:, None], (end - start)[None, :])
        return np.clip(common / np.maximum(shorter, 1e-9), 0, 1)


def _nearest_first(affinity: Array, gap: Array) -> Array:
    """Each further neighbour in the same direction counts 0.6 of the one before it."""
    order = np.argsort(np.where(affinity > 0, gap, np.inf), axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(order.shape[1])[None, :].repeat(order.shape[0], 0), axis=1)
    return np.asarray(affinity * 0.6**rank)
