"""What the recogniser is shown of a box: the square around it, as differences from its ground."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

EDGE = 40
"""px of a crop's side."""

MARGIN = 0.15  # of the longer side, on each
_LEAST = 24.0  # of 255: contrast that counts as full at least, so that noise on a plain ground stays small


def crops_of(pixels: NDArray[np.uint8], boxes: NDArray[np.int32]) -> NDArray[np.uint8]:
    """(n, EDGE, EDGE, 3) squares around (n, 4) boxes of (h, w, 3) pixels; the picture's rim goes on beyond it."""
    import cv2

    height, width = pixels.shape[:2]
    crops = np.zeros((len(boxes), EDGE, EDGE, 3), np.uint8)
    for index, (left, top, right, bottom) in enumerate(boxes.tolist()):
        side = max(right - left, bottom - top) * (1 + 2 * MARGIN)
        x, y = round((left + right - side) / 2), round((top + bottom - side) / 2)
        edge = max(round(side), 2)
        cut = pixels[max(y, 0) : y + edge, max(x, 0) : x + edge]
        if not cut.size:
            continue
        beyond = (max(-y, 0), max(y + edge - height, 0), max(-x, 0), max(x + edge - width, 0))
        if any(beyond):
            cut = np.asarray(cv2.copyMakeBorder(cut, *beyond, cv2.BORDER_REPLICATE), np.uint8)
        crops[index] = shrunk(cut)
    return crops


def shrunk(square: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A square of pixels at (EDGE, EDGE)."""
    import cv2

    how = cv2.INTER_AREA if len(square) > EDGE else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(square, (EDGE, EDGE), interpolation=how), np.uint8)


def prepared(crops: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(n, 2, EDGE, EDGE) of (n, EDGE, EDGE, 3): how far each pixel is from the ground in any colour, and in lightness.

    The ground is the median of the rim. Both are shares of the largest, so that neither theme nor colours matter.
    """
    colours = crops.astype(np.float32)
    rim = np.concatenate([crops[:, 0, ::2], crops[:, -1, ::2], crops[:, ::2, 0], crops[:, ::2, -1]], axis=1)
    middle = rim.shape[1] // 2
    apart = colours - np.partition(rim, middle, axis=1)[:, None, None, middle].astype(np.float32)
    ink = np.abs(apart).max(axis=3)
    light = apart @ np.array([0.3, 0.59, 0.11], np.float32)
    ink /= np.maximum(ink.max(axis=(1, 2), keepdims=True), _LEAST)
    light /= np.maximum(np.abs(light).max(axis=(1, 2), keepdims=True), _LEAST)
    return np.stack([ink, light], axis=1)
