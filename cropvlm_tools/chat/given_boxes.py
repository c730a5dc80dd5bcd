"""A box that the model itself names, in the convention its vendor taught it: what is said to it, and what is cut."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from PIL import Image

from cropvlm_tools.boxes import Box, Size
from cropvlm_tools.chat.content import Block
from cropvlm_tools.errors import BoxError, ImageError
from cropvlm_tools.policy import Policy, Prediction
from cropvlm_tools.views import Budget

Convention = Literal["thousandths", "thousandths-yx", "pixels"]
"""How a box is written: x before y in thousandths of the image, y before x, or pixels of the image as it is seen."""

BoxOption = bool | Convention
"""Of a tool: whether it takes a box; True is the convention of the model's vendor."""

_VENDORS: tuple[tuple[str, Convention], ...] = (
    # https://ai.google.dev/gemini-api/docs/image-understanding: [ymin, xmin, ymax, xmax], 0 to 1000
    (r"gemini|gemma", "thousandths-yx"),
    # https://platform.claude.com/docs/en/build-with-claude/vision-coordinates: pixels of the image as it was resized
    (r"claude", "pixels"),
    # Pixels of the resized image; from Qwen3-VL on 0 to 1000 (https://github.com/QwenLM/Qwen3-VL/issues/1871)
    (r"qwen-?2(?:\.5|-5)?-?vl", "pixels"),
)
_WRITTEN: dict[Convention, str] = {
    "thousandths": "[x1, y1, x2, y2] from 0 to 1000, whatever the image's size",
    "thousandths-yx": "[ymin, xmin, ymax, xmax] from 0 to 1000, whatever the image's size",
    "pixels": "[x1, y1, x2, y2] in pixels of the image as you see it",
}
_PADDING = 0.05  # of the box's edges, on each side: models cut close
_LEAST = 32  # px of the source on each edge; Qwen-Agent's zoom tool grows boxes to as much
_SLACK = 1.02  # of the size that is seen: beyond it, a box is in pixels of the source, which captions speak of


def convention_of(boxes: BoxOption, model: str | None = None) -> Convention | None:
    """How boxes are written for that model; None where none is taken.

    Raises:
        ValueError: there is no such convention.
    """
    if boxes is False:
        return None
    if boxes is True:
        name = (model or "").lower()
        return next((known for pattern, known in _VENDORS if re.search(pattern, name)), "thousandths")
    if boxes not in get_args(Convention):
        raise ValueError(f"boxes is {boxes!r:.40}; it must be True, False or one of {', '.join(get_args(Convention))}.")
    return boxes


def box_schema(convention: Convention, strict: bool = False) -> Block:
    """JSON Schema of the argument."""
    described = (
        f"Only where you know the place better than a question can say: the region to cut, {_WRITTEN[convention]}. "
        "It is shown instead of what the question would find."
    )
    if strict:
        described += " Null means none."
    return {
        "type": ["array", "null"] if strict else "array",
        "items": {"type": "number"},
        "description": described,
    }


@dataclass(frozen=True)
class GivenBoxes:
    """That a tool takes boxes, and how they are read."""

    convention: Convention
    sees: Budget
    """What the model sees of the whole image."""

    def read(self, value: object, size: Size) -> Box:
        """The box, padded, of an image of that size, (width, height) in px.

        Shares of the image, from 0 to 1, are known as such, and so are pixels of the source.

        Raises:
            ImageError: it is no box of this image; the text says what one is.
        """
        numbers = _numbers(value)
        if numbers is None:
            raise ImageError(f"The box is not four numbers. Give {_WRITTEN[self.convention]}, or leave it out.")
        if self.convention == "thousandths-yx":
            numbers = [numbers[1], numbers[0], numbers[3], numbers[2]]
        across, down = self._scale(numbers, size)
        (left, right), (top, bottom) = sorted(numbers[::2]), sorted(numbers[1::2])
        try:
            box = Box.clipped(left / across, top / down, right / across, bottom / down)
        except BoxError:
            text = f"The box {numbers} holds nothing of the image"
            raise ImageError(f"{text}. Give {_WRITTEN[self.convention]}, or leave it out.") from None
        return _padded(box, size)

    def _scale(self, numbers: Sequence[float], size: Size) -> Size | tuple[float, float]:
        """(width, height) of the image in the units of these numbers."""
        if max(numbers) <= 1:
            return 1, 1
        if self.convention != "pixels":
            return size if max(numbers) > 1000 * _SLACK else (1000, 1000)
        width, height = self.sees.seen(size)
        is_larger = max(numbers[::2]) > width * _SLACK or max(numbers[1::2]) > height * _SLACK
        return size if is_larger else (width, height)


class GivenBox(Policy):
    """The box that somebody else named."""

    name = "given"

    def __init__(self, box: Box) -> None:
        self.box = box

    def predict(self, image: Image.Image, question: str) -> Prediction:
        return Prediction(self.box, 0.0, "The box that was asked for.")


def _numbers(value: Any) -> list[float] | None:
    if not isinstance(value, (list, tuple)) or len(value) != 4:
        return None
    plain = all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in value)
    try:
        numbers = [float(each) for each in value] if plain else []
    except OverflowError:
        return None
    return numbers if plain and all(map(math.isfinite, numbers)) else None


def _padded(box: Box, size: Size) -> Box:
    """Grown by some of its own edges, and to at least so many pixels."""
    width, height = size
    across = max(box.width * _PADDING, (_LEAST / width - box.width) / 2)
    down = max(box.height * _PADDING, (_LEAST / height - box.height) / 2)
    return box.padded(across, down)
