"""Box, a region of an image that cannot be invalid, and the text grammars in which policies write one.

Coordinates are relative xyxy: left, top, right, bottom as shares of width and height, origin at the
upper left corner of the EXIF-upright image.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from cropvlm_tools.errors import BoxError

Size = tuple[int, int]
"""(width, height) in pixels."""

Turn = Literal[0, 90, 180, 270]
"""Degrees, clockwise."""


@dataclass(frozen=True, slots=True)
class Box:
    """A region with ``0 <= x1 < x2 <= 1`` and ``0 <= y1 < y2 <= 1``, relative to the upright image.

    >>> box = Box(0.25, 0.5, 0.75, 1.0)
    >>> box.area, box.to_pixels((800, 600))
    (0.25, (200, 300, 600, 600))
    >>> Box.from_pixels((200, 300, 900, 600), (800, 600))
    Box(x1=0.25, y1=0.5, x2=1.0, y2=1.0)
    >>> Box(0.5, 0, 0.5, 1)
    Traceback (most recent call last):
    cropvlm_tools.errors.BoxError: Not a box: (0.5, 0, 0.5, 1). Relative xyxy needs 0 <= x1 < x2 <= 1 and ...

    Raises:
        BoxError: when the four numbers are not finite, not inside [0, 1] or enclose nothing.
    """

    x1: float
    y1: float
    x2: float
    y2: float

    def __post_init__(self) -> None:
        values = (self.x1, self.y1, self.x2, self.y2)
        try:
            finite = all(math.isfinite(value) for value in values)
        except (TypeError, OverflowError) as error:
            raise BoxError("A box is four finite numbers: x1, y1, x2, y2.") from error
        if not (finite and 0 <= self.x1 < self.x2 <= 1 and 0 <= self.y1 < self.y2 <= 1 and self.area > 0):
            raise BoxError(f"Not a box: {values}. Relative xyxy needs 0 <= x1 < x2 <= 1 and 0 <= y1 < y2 <= 1.")

    @classmethod
    def clipped(cls, x1: float, y1: float, x2: float, y2: float) -> Box:
        """The part of a relative xyxy rectangle that lies inside the image.

        Raises:
            BoxError: when nothing of it does, or these are not four numbers.
        """
        try:
            inside = max(x1, 0.0), max(y1, 0.0), min(x2, 1.0), min(y2, 1.0)
        except TypeError as error:
            raise BoxError("A box is four numbers: x1, y1, x2, y2.") from error
        return cls(*inside)

    @classmethod
    def from_pixels(cls, xyxy: Iterable[float], size: Size) -> Box:
        """The part of a pixel xyxy rectangle that lies inside an image of ``size`` (width, height).

        Raises:
            BoxError: when nothing of it does, ``xyxy`` is not four numbers, or the image has no pixels.
        """
        width, height = size
        try:
            x1, y1, x2, y2 = xyxy
            relative = x1 / width, y1 / height, x2 / width, y2 / height
        except (TypeError, ValueError, OverflowError) as error:
            raise BoxError("A box is four finite numbers: x1, y1, x2, y2.") from error
        except ZeroDivisionError as error:
            raise BoxError(f"An image of {width}x{height} px holds no box.") from error
        return cls.clipped(*relative)

    def to_pixels(self, size: Size) -> tuple[int, int, int, int]:
        """Integer pixel xyxy inside an image of ``size`` covering the box: at least 1x1, right and bottom exclusive."""
        width, height = size
        # 1e-6 px: a corner that came from whole pixels must not grow by one through rounding.
        left = min(math.floor(self.x1 * width + 1e-6), width - 1)
        top = min(math.floor(self.y1 * height + 1e-6), height - 1)
        right = min(max(math.ceil(self.x2 * width - 1e-6), left + 1), width)
        bottom = min(max(math.ceil(self.y2 * height - 1e-6), top + 1), height)
        return left, top, right, bottom

    @property
    def xyxy(self) -> tuple[float, float, float, float]:
        return self.x1, self.y1, self.x2, self.y2

    @property
    def width(self) -> float:
        return self.x2 - self.x1

    @property
    def height(self) -> float:
        return self.y2 - self.y1

    @property
    def area(self) -> float:
        """Share of the image, in (0, 1]."""
        return self.width * self.height

    def intersection(self, other: Box) -> float:
        """Area common to both, in [0, 1]."""
        width = min(self.x2, other.x2) - max(self.x1, other.x1)
        height = min(self.y2, other.y2) - max(self.y1, other.y1)
        return max(width, 0.0) * max(height, 0.0)

    def iou(self, other: Box) -> float:
        """Intersection over union, in [0, 1]."""
        common = self.intersection(other)
        return common / (self.area + other.area - common)

    def coverage(self, other: Box) -> float:
        """Share of ``other``'s area that lies inside this box, in [0, 1]."""
        return min(self.intersection(other) / other.area, 1.0)

    def union(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(min(self.x1, other.x1), min(self.y1, other.y1), max(self.x2, other.x2), max(self.y2, other.y2))

    def padded(self, horizontal: float, vertical: float) -> Box:
        """Grown by these shares of the image on each side, clipped to the image."""
        return Box.clipped(self.x1 - horizontal, self.y1 - vertical, self.x2 + horizontal, self.y2 + vertical)

    def scaled(self, factor: float) -> Box:
        """Its edges ``factor`` times as long about the same centre, none longer than the image, moved back inside."""
        width, height = min(self.width * factor, 1.0), min(self.height * factor, 1.0)
        left = min(max((self.x1 + self.x2 - width) / 2, 0.0), 1.0 - width)
        top = min(max((self.y1 + self.y2 - height) / 2, 0.0), 1.0 - height)
        return Box.clipped(left, top, left + width, top + height)

    def turned(self, degrees: int) -> Box:
        """The same region of an image once that is turned clockwise by 0, 90, 180 or 270 degrees."""
        corners = {
            0: (self.x1, self.y1, self.x2, self.y2),
            90: (1 - self.y2, self.x1, 1 - self.y1, self.x2),
            180: (1 - self.x2, 1 - self.y2, 1 - self.x1, 1 - self.y1),
            270: (self.y1, 1 - self.x2, self.y2, 1 - self.x1),
        }
        return Box.clipped(*corners[degrees % 360])

    def inside(self, outer: Box) -> Box:
        """The same region, where this box is relative to ``outer`` and the result to what ``outer`` is relative to."""
        x1, x2 = (outer.x1 + x * outer.width for x in (self.x1, self.x2))
        y1, y2 = (outer.y1 + y * outer.height for y in (self.y1, self.y2))
        return Box.clipped(x1, y1, x2, y2)


WHOLE = Box(0.0, 0.0, 1.0, 1.0)

_NUMBER = r"(-?\d+(?:\.\d+)?)"
_SEPARATOR = r"[\s,)(\]\[]+"
_FOUR_NUMBERS = re.compile(rf"[\[(]\s*{_NUMBER}{_SEPARATOR}{_NUMBER}{_SEPARATOR}{_NUMBER}{_SEPARATOR}{_NUMBER}\s*[\])]")
_OVERSHOOT = 1.05  # grounding VLMs step a little over the edge; more than this is another convention


@dataclass(frozen=True)
class Grammar:
    """How a policy writes a box as text: ``[x1, y1, x2, y2].`` in units of 1/``scale`` of the image.

    ``scale`` None means absolute pixels of the image of the given size (the *processed* view, for VLMs that
    answer in pixels of what they were shown). A box over the whole image means "abstain": it is parsed to None
    and None is formatted as it (CropVLM, arXiv 2511.19820: ``[0, 0, 100, 100].``).
    """

    name: str
    scale: float | None
    decimals: int = 0

    def parse(self, text: str, size: Size = (1, 1)) -> Box | None:
        """The first bracketed run of four numbers in ``text``; None when it is the whole image.

        Args:
            text: a completion, e.g. ``"[12, 30, 55, 61]."``, ``{"bbox_2d": [12, 30, 55, 61]}`` or ``(12,30),(55,61)``.
            size: (width, height) of the image the coordinates refer to; read by the pixel grammar only.

        Raises:
            BoxError: no four numbers, an empty box, or numbers of another convention.
        """
        match = _FOUR_NUMBERS.search(text)
        if match is None:
            raise BoxError(f"No box in the text: expected {self.format(Box(0.1, 0.2, 0.5, 0.6), (1000, 1000))!r}.")
        scale_x, scale_y = self._scales(size)
        values = [float(group) for group in match.groups()]
        x1, y1, x2, y2 = values[0] / scale_x, values[1] / scale_y, values[2] / scale_x, values[3] / scale_y
        if max(x1, y1, x2, y2) > _OVERSHOOT or min(x1, y1, x2, y2) < 1 - _OVERSHOOT:
            raise BoxError(f"{match.group(0):.80} lies outside the image in the {self.name!r} grammar.")
        if not self.decimals and max(values) <= 1 and not all(value.is_integer() for value in values):
            raise BoxError(f"{match.group(0):.80} is written in shares of 1, not in the {self.name!r} grammar.")
        box = Box.clipped(x1, y1, x2, y2)
        return None if box == WHOLE else box

    def format(self, box: Box | None, size: Size = (1, 1)) -> str:
        """Text for a box, rounded outwards so that it never loses its edge or collapses; None is the whole image."""
        scale_x, scale_y = self._scales(size)
        unit = 10**self.decimals
        left, top, right, bottom = (box or WHOLE).xyxy
        # 1e-6 of the last digit: an edge that was parsed from such a text must not move outwards by one.
        left = min(math.floor(left * scale_x * unit + 1e-6), scale_x * unit - 1)
        top = min(math.floor(top * scale_y * unit + 1e-6), scale_y * unit - 1)
        right = max(math.ceil(right * scale_x * unit - 1e-6), left + 1)
        bottom = max(math.ceil(bottom * scale_y * unit - 1e-6), top + 1)
        rounded = (left / unit, top / unit, right / unit, bottom / unit)
        return "[" + ", ".join(f"{value:.{self.decimals}f}" for value in rounded) + "]."

    def _scales(self, size: Size) -> tuple[float, float]:
        return (size[0], size[1]) if self.scale is None else (self.scale, self.scale)


GRAMMARS = {
    grammar.name: grammar
    for grammar in (
        Grammar("percent", 100),
        Grammar("permille", 1000),
        Grammar("unit", 1, decimals=3),
        Grammar("pixels", None),
    )
}
"""percent: CropVLM; permille: Qwen3-VL and InternVL (0-1000); unit: Visual-CoT (0-1); pixels: Qwen2.5-VL."""
