"""A closer look at an image, tile by tile: what is new in it, and what the seams between tiles cut."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from cropvlm_tools.boxes import Size
from cropvlm_tools.perception.text.detection import (
    SECOND_LOOK,
    Detector,
    Quad,
    Rectangle,
    bounds,
    detection_scale,
    most_inside,
    resized,
)

# px of the detector: in larger tiles it overlooks a few words on an empty ground; overlaps hold small print whole
TILE, OVERLAP, MOST_TILES = (2048, 320), (160, 64), 40
_AT_EDGE = 4  # px of the detector within which a line ends at the edge of its tile
_SAME_ROW = 0.6  # of the lower piece's height
_SMUDGED = 2.0  # heights of a line from which what holds it is no line but several, smudged into one by the first look


@dataclass
class _Piece:
    """A line, or as much of it as one tile shows."""

    quad: Quad
    tile: int
    cut: tuple[bool, bool, bool, bool]
    """Whether it ends at the left, upper, right and lower edge of the tile, where the image goes on."""


def find_closer(image: Image.Image, detector: Detector, known: Sequence[Rectangle]) -> list[Quad]:
    """Corner points in pixels of the image of those lines that are not known yet, the smallest first.

    They are looked for larger than at first; pixel for pixel in pictures of up to some 15 megapixels.

    Args:
        image: RGB.
        detector: of text.
        known: in pixels of the image.
    """
    tiles, scale = tiles_of(image.size)
    pieces: list[_Piece] = []
    for number, tile in enumerate(tiles):
        for quad in detector.quads(resized(image.crop(tile), scale)) / scale:
            own = np.asarray(quad + np.array(tile[:2], np.float32))
            pieces.append(_Piece(own, number, _cut(own, tile, image.size, _AT_EDGE / scale)))
    pieces = _united(pieces, tiles)
    pieces.sort(key=lambda piece: -float(np.ptp(piece.quad, axis=0).prod()))  # the whole before what a seam left of it
    lines = np.array(known, np.float64).reshape(-1, 4)
    high = lines[:, 3] - lines[:, 1]
    boxes = np.array([bounds(piece.quad) for piece in pieces], np.float64).reshape(-1, 4)
    new: list[int] = []
    for place, (piece, box) in enumerate(zip(pieces, boxes, strict=True)):
        told = lines if any(piece.cut) else lines[high < _SMUDGED * (box[3] - box[1])]
        near = (box[:2] < boxes[new, 2:]).all(axis=1) & (boxes[new, :2] < box[2:]).all(axis=1)
        others = (pieces[new[other]] for other in np.flatnonzero(near))
        if most_inside(box, told) <= 0.5 and not any(shown_by(piece, other) for other in others):
            new.append(place)
    return [pieces[place].quad for place in reversed(new)]


def tiles_of(size: Size) -> tuple[list[tuple[int, int, int, int]], float]:
    """Overlapping xyxy in pixels of the image that cover it, row by row, and the scale at which they are looked at."""
    scale = min(max(SECOND_LOOK * detection_scale(size), 1.0), 2.0)
    while True:
        shares = [
            (edge * scale - overlap) / (tile - overlap) for edge, tile, overlap in zip(size, TILE, OVERLAP, strict=True)
        ]
        columns, rows = (max(math.ceil(share), 1) for share in shares)
        if columns * rows <= MOST_TILES:
            break
        scale *= 0.97
    across = _spans(size[0], columns, OVERLAP[0] / scale)
    down = _spans(size[1], rows, OVERLAP[1] / scale)
    return [(left, top, right, bottom) for top, bottom in down for left, right in across], scale


def _spans(edge: int, count: int, overlap: float) -> list[tuple[int, int]]:
    step = max((edge - overlap) / count, 1.0)
    ends = [(math.floor(place * step), math.ceil((place + 1) * step + overlap)) for place in range(count)]
    return [(start, min(end, edge)) for start, end in ends]


def _cut(quad: Quad, tile: tuple[int, int, int, int], size: Size, near: float) -> tuple[bool, bool, bool, bool]:
    x1, y1, x2, y2 = bounds(quad)
    left, top, right, bottom = tile
    return (
        left > 0 and x1 - left < near,
        top > 0 and y1 - top < near,
        right < size[0] and right - x2 < near,
        bottom < size[1] and bottom - y2 < near,
    )


def _united(pieces: Sequence[_Piece], tiles: Sequence[Rectangle]) -> list[_Piece]:
    """Lines that run on in the tile to the right in one piece again."""
    whole: list[_Piece] = []
    for piece in pieces:
        last = next((other for other in whole if piece.cut[0] and _goes_on(other, piece, tiles)), None)
        if last is None:
            whole.append(piece)
        else:
            last.quad = np.stack([last.quad[0], piece.quad[1], piece.quad[2], last.quad[3]])
            last.tile, last.cut = piece.tile, (last.cut[0], last.cut[1] or piece.cut[1], *piece.cut[2:])
    return whole


def _goes_on(left: _Piece, right: _Piece, tiles: Sequence[Rectangle]) -> bool:
    if not left.cut[2] or left.tile + 1 != right.tile or tiles[left.tile][1] != tiles[right.tile][1]:
        return False
    one, other = (float(piece.quad[places, 1].mean()) for piece, places in ((left, [1, 2]), (right, [0, 3])))
    high = min(_height(left.quad), _height(right.quad))
    return abs(one - other) < (1 - _SAME_ROW) * high


def _height(quad: Quad) -> float:
    return float(np.linalg.norm(quad[3] - quad[0]))


def shown_by(piece: _Piece, other: _Piece) -> bool:
    """Whether more than half of a piece lies inside another one."""
    import cv2

    shared, _ = cv2.intersectConvexConvex(piece.quad, other.quad)
    return bool(shared > 0.5 * cv2.contourArea(piece.quad))
