"""Where lines of text stand in an image: what the detector is shown of it, at which size, and in how many looks."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cropvlm_tools.boxes import Size

# what the detector is shown, in pixels: an A4 page as 1600x1300; long strips keep their width, up to an edge of 4000
LONGEST_EDGE, _MOST_PIXELS = 4000, 1600 * 1300
_ENLARGE_BELOW = 960  # px, long edge under which small print is missed unless enlarged
FEW_LINES, SECOND_LOOK = 12, 1.5  # street signs are small and few: a second look, this much larger, finds more
_STRIP_BELOW = 0.45  # scale from which a strip is read whole: at .50 no line of 26 px is lost, at .20 one in twelve
_LOOSE = 0.65  # px of the detector by which each side lies too far out where an image is shrunk for it by so much:
_LOOSE_BELOW = 0.7  # with it 7 of 402 texts of 12 px on a 4K screen are misread, without 31; on 300-dpi pages none
_CLOSER_BELOW = 0.7  # scale of the first look below which small print is lost: 4.2 megapixels and more

Quad = NDArray[np.float32]
"""(4, 2) corner points in pixels, clockwise from the upper left."""

Rectangle = tuple[float, float, float, float]
"""xyxy in pixels."""


class Detector(Protocol):
    """What finds text in pixels."""

    def quads(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(n, 4, 2) corner points in pixels of BGR pixels, clockwise from the upper left."""
        ...


def find_quads(image: Image.Image, detector: Detector) -> list[Quad]:
    """Corner points of every line in pixels of the image. A picture with few of them is looked at again, larger."""
    scale = detection_scale(image.size)
    quads = list(detector.quads(resized(image, scale)) / scale)
    larger = min(SECOND_LOOK * scale, _most(image.size))
    if len(quads) <= FEW_LINES and larger > scale:
        known = np.array([bounds(quad) for quad in quads]).reshape(-1, 4)
        for quad in detector.quads(resized(image, larger)) / larger:
            if most_inside(np.array(bounds(quad)), known) <= 0.5:
                quads.append(quad)
        quads.sort(key=lambda quad: float(quad[:, 1].min()))
    return quads


def is_strip(size: Size) -> bool:
    """Whether an image is so long for its width that the detector, at its longest edge, is shown print too small."""
    return LONGEST_EDGE / max(size) == _most(size) < _STRIP_BELOW


def slack(size: Size) -> float:
    """By how many px of the image each side of a line lies too far out for the recogniser."""
    scale = detection_scale(size)
    return _LOOSE / scale if scale < _LOOSE_BELOW else 0.0


def tightened(quad: Quad, by: float, width: float, height: float) -> Quad:
    """Each side of a quad of ``width`` and ``height`` moved inwards ``by`` px, at most by a quarter."""
    by = min(by, min(width, height) / 4)
    across = (quad[1] - quad[0] + quad[2] - quad[3]) / 2 * (by / width)
    down = (quad[3] - quad[0] + quad[2] - quad[1]) / 2 * (by / height)
    return np.asarray(quad + np.stack([across + down, down - across, -across - down, across - down]), np.float32)


def may_hide_text(size: Size, lines: int) -> bool:
    """Whether a closer look may find more than the first look's ``lines``: on pictures so large that the detector was
    shown them without their small print, and where it found few, which it overlooks on an empty ground."""
    return _most(size) < _CLOSER_BELOW or lines <= FEW_LINES


def detection_scale(size: Size) -> float:
    """At which lines are looked for: small pictures are enlarged, at most twice; large ones shrunk."""
    return min(_most(size), min(max(_ENLARGE_BELOW / max(size), 1.0), 2.0))


def _most(size: Size) -> float:
    """The largest scale at which the detector is shown a picture: beyond it a zoom takes more than 1 GB."""
    return float(min((_MOST_PIXELS / (size[0] * size[1])) ** 0.5, LONGEST_EDGE / max(size)))


def bounds(quad: Quad) -> Rectangle:
    left, top = quad.min(axis=0).tolist()
    right, bottom = quad.max(axis=0).tolist()
    return left, top, right, bottom


def most_inside(box: NDArray[np.float64], others: NDArray[np.float64]) -> float:
    """The largest share of the rectangle ``box`` that lies inside one of (n, 4)."""
    if not len(others):
        return 0.0
    sides = np.minimum(box[2:], others[:, 2:]) - np.maximum(box[:2], others[:, :2])
    return float(np.maximum(sides, 0).prod(axis=1).max() / max((box[2:] - box[:2]).prod(), 1e-9))


def resized(image: Image.Image, scale: float) -> NDArray[np.uint8]:
    """BGR pixels at ``scale``, padded with white to an aspect the detector can see (at most 16 to 1)."""
    width, height = (max(round(edge * scale), 1) for edge in image.size)
    view = image if scale == 1.0 else image.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=2.0)
    padded = (max(width, height // 16, 32), max(height, width // 16, 32))
    if padded != view.size:
        view_on_white = Image.new("RGB", padded, "white")
        view_on_white.paste(view)
        view = view_on_white
    return np.ascontiguousarray(np.asarray(view)[:, :, ::-1])
