"""Strips of a page that show the same text: the cells a table repeats need to be read once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Strip = NDArray[np.uint8]
"""(height, width, 3), one line of text."""

Ink = NDArray[np.float64]
"""(height, width) in [0, 1], cut to the ink."""

_DIFFERENT = 0.25  # share of the ink; "05/16" and "05/18" differ by about 0.3 where they do, the same word by 0.1
_WINDOW = (4, 4)  # px of a thumbnail, about a stroke of a letter
_SHRUNK = 0.8  # scale of the thumbnails
_SLACK = 2  # px, by which the ink of the same word may differ in size


def first_alike(strips: Sequence[Strip]) -> list[int]:
    """For each strip the index of the first that looks the same, up to contrast and margins; its own where none does.

    Two look the same where their ink is of one size and, laid over each other, nowhere differs by a stroke.
    """
    inks = [_ink(strip) for strip in strips]
    firsts: dict[tuple[int, int], list[int]] = {}  # by (height, width) of the ink
    alike = []
    for i, ink in enumerate(inks):
        first = i
        if ink is not None:
            first = min((j for j in _near(firsts, ink.shape) if _same(ink, inks[j])), default=i)
            if first == i:
                firsts.setdefault(ink.shape, []).append(i)
        alike.append(first)
    return alike


def _near(firsts: dict[tuple[int, int], list[int]], shape: tuple[int, int]) -> list[int]:
    slack = range(-_SLACK, _SLACK + 1)
    return [j for dy in slack for dx in slack for j in firsts.get((shape[0] + dy, shape[1] + dx), ())]


def _ink(strip: Strip) -> Ink | None:
    """None where there is none."""
    import cv2

    grey = cv2.cvtColor(np.ascontiguousarray(strip), cv2.COLOR_BGR2GRAY).astype(np.float32)
    black, white = np.percentile(grey, [2, 90])
    ink = np.clip((white - grey) / max(white - black, 20.0), 0.0, 1.0)
    rows, columns = (np.flatnonzero((ink > 0.5).any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return None
    return np.asarray(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def _same(one: Ink, other: Ink | None) -> bool:
    import cv2

    if other is None:
        return False
    size = tuple(max(round(edge * _SHRUNK), _WINDOW[0]) for edge in one.shape[::-1])
    a, b = (cv2.resize(ink, size, interpolation=cv2.INTER_AREA) for ink in (one, other))
    return bool(cv2.blur(np.abs(a - b), _WINDOW).max() < _DIFFERENT)
