"""What is seen in an image and has words: a place to look at. No engine is needed to speak of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from cropvlm_tools.boxes import Box, Turn

Origin = Literal["ocr", "text layer", "given", "symbol"]
"""Read from the pixels, from the text layer of a PDF, or by the caller; or no text: what a symbol stands for."""


@dataclass(frozen=True)
class Line:
    """One line of text as the OCR engine sees it."""

    text: str
    box: Box
    """Relative xyxy, upright rectangle around the line."""

    height: float
    """Of the text across its direction, as a share of the image's *long edge*: times a view's long edge, pixels."""

    score: float
    """The recogniser's confidence, in [0, 1]."""

    origin: Origin = "ocr"
    """How its text is known."""


@dataclass(frozen=True)
class Reading:
    """What is read of one image."""

    lines: tuple[Line, ...] = ()
    """From top to bottom; their boxes are relative to the image turned upright."""

    turn: Turn = 0
    """By how many degrees, clockwise, the image must be turned to stand upright: 0, 90, 180 or 270."""

    unread: int = 0
    """Lines found, but more than are read."""

    illegible: tuple[Line, ...] = ()
    """Lines found of which nothing was read (their text is empty), or nothing surely."""

    partial: bool = False
    """Whether the image may hold more text than this, which only its pixels tell."""

    def to_json(self) -> str:
        """For ``from_json``."""
        rows = {"lines": _rows(self.lines), "illegible": _rows(self.illegible)}
        return json.dumps({"turn": self.turn, "unread": self.unread, **rows}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Reading:
        """The reading that ``to_json`` wrote.

        Raises:
            ValueError, TypeError or LookupError: the text is damaged.
        """
        kept = json.loads(text)
        lines, illegible = (
            tuple(Line(str(words), Box(*box), float(height), float(score)) for words, box, height, score in kept[name])
            for name in ("lines", "illegible")
        )
        if kept["turn"] not in get_args(Turn):
            raise ValueError("no turn")
        return cls(lines, kept["turn"], int(kept["unread"]), illegible)


def _rows(lines: Iterable[Line]) -> list[tuple[str, tuple[float, float, float, float], float, float]]:
    return [(line.text, line.box.xyxy, line.height, line.score) for line in lines]
