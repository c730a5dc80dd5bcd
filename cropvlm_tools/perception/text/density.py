"""How many lines of text a page is likely to hold, from its ink alone: some milliseconds, before anything is read."""

from __future__ import annotations

import numpy as np
from PIL import Image

_EDGE = 1100  # px, long edge at which ink is looked at
_LIGHT = 170  # of 255, what half of a page's pixels reach; photographs are darker, and their texture looks printed
_DARKER, _AROUND = 18, 31  # ink: by how much, of 255, it is darker than the mean of so many pixels around
_RULE = 40  # px, from which a stroke is a rule of a table or a form
_GAP = 11  # px between the words of one line
_LEAST_HEIGHT, _MOST_HEIGHT, _LEAST_WIDTH = 5, 30, 8  # px of a line
_MISSED = 150 / 140  # lines for each that is seen, over the 56 pages of 150 lines and more in the sets


def likely_lines(image: Image.Image) -> int:
    """A rough count for dark print on light paper in an RGB image; 0 for anything darker or smaller than 1100 px."""
    import cv2

    if max(image.size) < _EDGE:
        return 0
    scale = _EDGE / max(image.size)
    size = (max(round(image.width * scale), 1), max(round(image.height * scale), 1))
    grey = cv2.resize(np.asarray(image.convert("L")), size, interpolation=cv2.INTER_AREA)
    if np.median(grey) < _LIGHT:
        return 0
    around = cv2.blur(grey, (_AROUND, _AROUND))
    ink = (grey < around.astype(np.int16) - _DARKER).astype(np.uint8)
    strokes = [np.ones(shape, np.uint8) for shape in ((1, _RULE), (_RULE, 1))]
    rules = np.bitwise_or(*(cv2.morphologyEx(ink, cv2.MORPH_OPEN, stroke) for stroke in strokes))
    ink[cv2.dilate(rules, np.ones((3, 3), np.uint8)) > 0] = 0
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, _GAP), np.uint8))
    _, _, blobs, _ = cv2.connectedComponentsWithStats(joined, connectivity=4)
    width, height = blobs[1:, cv2.CC_STAT_WIDTH], blobs[1:, cv2.CC_STAT_HEIGHT]
    lines = (height >= _LEAST_HEIGHT) & (height <= _MOST_HEIGHT) & (width >= _LEAST_WIDTH) & (width >= height)
    return round(_MISSED * int(lines.sum()))
