"""Things seen in a picture that are no text: what eyes say of them, and what is shown of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from numbers import Real

from PIL import Image

from cropvlm_tools.boxes import Box, Size
from cropvlm_tools.errors import BoxError


@dataclass(frozen=True)
class Thing:
    """Something seen.

        Thing("car", Box.from_pixels((412, 230, 506, 301), image.size), 0.8)

    Raises:
        BoxError: ``box`` is no Box.
        ValueError: it has no name, or ``score`` does not lie in [0, 1].
    """

    name: str
    """In words: ``"traffic light"``."""

    box: Box
    """Relative xyxy, tight around it."""

    score: float
    """How sure that is, in [0, 1]."""

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name.strip():
            raise ValueError(f"The name of a thing is {self.name!r:.40}; it must be a text, such as 'traffic light'.")
        if not isinstance(self.box, Box):
            kind = type(self.box).__name__
            raise BoxError(f"The box of a thing is a {kind}; Box.from_pixels(xyxy, image.size) makes one.")
        if not (isinstance(self.score, Real) and 0 <= self.score <= 1):
            raise ValueError(f"The score of a thing is {self.score!r:.40}; it must be a number in [0, 1].")
        object.__setattr__(self, "score", float(self.score))  # of numpy or torch, it would be no JSON


Eyes = Callable[[Image.Image, str], Iterable[Thing]]
"""An upright RGB image and a question -> what is seen, in any order: what is asked for, or all there is."""

MOST_REGIONS = 3
"""Shown at once."""

MARGIN = 0.25
"""Of a thing's longer side, left around it on each: crops cut tight lose what tells a guitar from a banjo."""

LEAST_EDGE = 64
"""px of the picture, of a crop at least: views enlarge by eight at most, and this fills one of 512 px."""

LARGEST_ZOOM = 0.9
"""Share of the picture; more is no zoom."""

SEEN_EDGE = 224
"""px of its longer side from which a thing is seen well: the smallest picture that vision encoders take."""

_SAME = 0.8  # of one region inside another, from which it need not be shown too


def around(box: Box, size: Size) -> Box:
    """The region that shows a thing: its box with some room, in an image of (width, height) pixels."""
    width, height = size
    room = MARGIN * max(box.width * width, box.height * height)
    across = max(room, (LEAST_EDGE - box.width * width) / 2)
    down = max(room, (LEAST_EDGE - box.height * height) / 2)
    return box.padded(across / width, down / height)


def regions_of(things: Sequence[Thing], size: Size) -> tuple[Box, ...]:
    """Regions that show things, the first ones first; none of what fills the picture, or is mostly shown already.

    Args:
        things: the most important first.
        size: (width, height) of the image in pixels.
    """
    regions: list[Box] = []
    for thing in things:
        region = around(thing.box, size)
        known = any(max(other.coverage(region), region.coverage(other)) >= _SAME for other in regions)
        if region.area <= LARGEST_ZOOM and not known:
            regions.append(region)
    return tuple(regions[:MOST_REGIONS])


def legible_edge(things: Sequence[Thing], size: Size) -> int:
    """Long edge (px) of a view of the whole in which each of at least one thing is seen well."""
    longest = max(size)
    sides = (max(thing.box.width * size[0], thing.box.height * size[1]) for thing in things)
    return math.ceil(SEEN_EDGE * longest / min(sides))
