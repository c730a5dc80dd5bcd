"""A page: what is printed where, what is asked about it, and all that is needed to draw it."""

from __future__ import annotations

from dataclasses import dataclass, field

from cropvlm_tools.boxes import Box, Size
from training.pages.camera import Camera

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Printed:
    """One line of text as a detector of text lines would find it; a key and its value far apart are two."""

    text: str
    box: Box
    """Relative xyxy in the finished picture, upright bounds."""

    height: float
    """Of its letters, as high and deep as they are, as a share of the picture's long edge. A detector's line is about
    1.8 times as high; ``misread`` makes it so."""

    symbol: bool = False
    """No text: the text is what the symbol stands for, the box and the height are the symbol's own."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the places of its answer. Both are empty where the page has no answer.

    The kinds: "value" of a key; "cell" of a table; "heading"; "beside" something that is named; "comparison" of sizes
    or colours; "where" something stands; "two_part"; "absent": of what other pages tell; "no_place": of nothing
    that could be shown; and what layouts call theirs.
    """

    question: str
    answers: tuple[str, ...]
    """As printed, all equally right; of a two-part question one for each part."""

    places: tuple[tuple[int, ...], ...]
    """Each an equally right place: indices into ``Page.printed`` of the lines that the answer stands on. Of a two-part
    question each covers both parts; where nowhere two stand near each other, one does, of the first places of both."""

    language: str
    kind: str = "value"
    parts: tuple[tuple[tuple[int, ...], ...], ...] = ()
    """For each part of a two-part question its equally right places."""


@dataclass(frozen=True, slots=True)
class Ink:
    """One line of text on the sheet, or one symbol, lengths in px of the sheet."""

    text: str
    x: float
    top: float
    """Of the ascenders."""

    face: str
    size: int
    colour: Colour
    width: float
    contrast: float
    """To what lies under it, in [0, 1]."""

    symbol: bool = False
    """No text: a symbol as high as ``size``, of which the text is what it stands for."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A line, box, fill, ellipse, disc, arc, polygon or row of dots on the sheet, under the text."""

    kind: str
    xy: tuple[float, ...]
    colour: Colour
    width: int = 1


@dataclass(frozen=True, slots=True)
class Page:
    """``printed[i]`` is ``inks[i]`` as the camera sees it."""

    seed: int
    kind: str
    size: Size
    printed: tuple[Printed, ...]
    asked: tuple[Asked, ...]
    language: str
    sheet: Size
    paper: Colour
    camera: Camera
    inks: tuple[Ink, ...] = field(repr=False)
    shapes: tuple[Shape, ...] = field(repr=False)
