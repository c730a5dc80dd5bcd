"""How each line of a page stands to each other one, in numbers that attention over the lines takes as its bias."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cropvlm_tools.policies.grounded.page.layout import Array, Layout

PAIR_FEATURES = 18
_SAME_ROW, _SAME_COLUMN = 0.5, 0.3  # share of the shorter extent that two lines have in common
_ALIGNED = 0.6  # of a line's height, by which edges that are in line may differ
_NEAR = (3.0, 1.0, 4.0)  # heights: how far off is as far across as one down, and the reach of being near


def pair_features(layout: Layout) -> NDArray[np.float32]:
    """(n, n, PAIR_FEATURES): [i, j] is how line j stands to line i.

    Whether they share a row and a column; whether j stands to the right, to the left, below and above there, and how
    far off; whether their left and their right edges are in line; how much larger j's print is; whether j is the
    nearest one on each of the four sides, the first of i's row, the head of i's column; and how near it is.
    """
    x1, y1, x2, y2, height = layout.x1, layout.y1, layout.x2, layout.y2, layout.height
    unit = max(float(np.median(height)), 1e-6)
    across, down = (x1 + x2) / 2, (y1 + y2) / 2
    rows, columns = layout.overlap(y1, y2), layout.overlap(x1, x2)
    others = ~np.eye(len(x1), dtype=bool)
    row = (rows > _SAME_ROW) & others
    column = (columns > _SAME_COLUMN) & ~row & others
    after, under = across[None] > across[:, None], down[None] > down[:, None]
    right, left, below, above = row & after, row & ~after, column & under, column & ~under
    aside = _gap(x1, x2) / unit
    apart = _gap(y1, y2) / unit
    taller = np.clip(np.log(height[None] / np.maximum(height[:, None], 1e-9)), -1.5, 1.5)
    wide, high, reach = _NEAR
    return np.stack(
        [
            rows * row,
            columns * column,
            *(right, left, below, above),
            row * np.log1p(aside) / 4,
            column * np.log1p(apart) / 4,
            np.abs(x1[None] - x1[:, None]) < _ALIGNED * unit,
            np.abs(x2[None] - x2[:, None]) < _ALIGNED * unit,
            taller,
            *(_first(right, aside), _first(left, aside), _first(below, apart), _first(above, apart)),
            *(_first(left, -aside), _first(above, -apart)),
            np.exp(-np.hypot(aside / wide, apart / high) / reach),
        ],
        axis=-1,
    ).astype(np.float32)


def _gap(start: Array, end: Array) -> Array:
    """(n, n) between two intervals; 0 where they meet."""
    return np.maximum(np.maximum(start[None] - end[:, None], start[:, None] - end[None]), 0.0)


def _first(among: NDArray[np.bool_], gap: Array) -> NDArray[np.bool_]:
    """(n, n): for each line the one with the least gap among those."""
    order = np.where(among, gap, np.inf)
    result = np.zeros(among.shape, bool)
    result[np.arange(len(among)), order.argmin(axis=1)] = True
    return result & among
