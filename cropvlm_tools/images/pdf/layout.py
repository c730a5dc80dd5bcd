"""Letters put together to lines, as an OCR engine would find them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

# Heights between letters, from which it is another line, as OCR engines split: with a space in the file, and without
_COLUMN, _CELL = 1.2, 1.0
_WORD = 0.15  # heights between letters, from which there is a space; boxes are as wide as letters advance
_BACK = 0.7  # heights that a letter may begin before the end of the one before it: kerning, accents
_OVERLAP = 0.5  # of the lower of two heights, from which letters stand beside one another
_TALLEST = 200  # points: what is taller is joined with nothing

Rectangle = tuple[float, float, float, float]
"""xyxy in points, origin upper left."""


class Letter(NamedTuple):
    text: str
    box: Rectangle
    spaced: bool
    """Whether the file has a space before it."""

    sound: bool


class TextLine(NamedTuple):
    text: str
    box: Rectangle
    height: float
    """Points."""

    sound: float
    """Share of its letters that are letters of some script."""


def rotated(box: Rectangle, degrees: int, width: float, height: float) -> Rectangle:
    """The same rectangle once a page of that size is turned clockwise by 0, 90, 180 or 270 degrees."""
    x1, y1, x2, y2 = box
    corners = {
        0: box,
        90: (height - y2, x1, height - y1, x2),
        180: (width - x2, height - y2, width - x1, height - y1),
        270: (y1, width - x2, y2, width - x1),
    }
    return corners[degrees]


def lines_of(letters: Sequence[Letter]) -> list[TextLine]:
    """Upright letters, in the order of the file, put together to lines."""
    return [_line(run) for run in _joined(_runs(letters))]


def _runs(letters: Iterable[Letter]) -> list[list[Letter]]:
    """Letters that follow one another on one line."""
    runs: list[list[Letter]] = []
    right = top = bottom = 0.0
    for letter in letters:
        if runs and letter.box == runs[-1][-1].box:  # two letters of a ligature
            runs[-1].append(letter)
            continue
        x1, y1, x2, y2 = letter.box
        height = y2 - y1
        low = min(height, bottom - top)
        follows = (
            runs
            and low > 0
            and min(bottom, y2) - max(top, y1) >= _OVERLAP * low
            and -_BACK * low <= x1 - right <= (_COLUMN if letter.spaced else _CELL) * max(height, bottom - top)
        )
        if follows:
            runs[-1].append(letter)
            right, top, bottom = max(right, x2), min(top, y1), max(bottom, y2)
        else:
            runs.append([letter])
            right, top, bottom = x2, y1, y2
    return runs


def _bounds(run: Sequence[Letter]) -> Rectangle:
    boxes = [letter.box for letter in run]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _joined(runs: list[list[Letter]]) -> list[list[Letter]]:
    """Runs that stand beside one another, in whatever order the file has them, as one."""
    ends: dict[int, list[tuple[list[Letter], list[float]]]] = defaultdict(list)  # by the line's middle, in points
    lines = []
    for run in sorted(runs, key=lambda run: run[0].box[0]):
        x1, y1, x2, y2 = _bounds(run)
        height, middle = y2 - y1, round((y1 + y2) / 2)
        reach = range(middle - math.ceil(height / 2), middle + math.ceil(height / 2) + 1) if height < _TALLEST else ()
        for line, bounds in (each for at in reach for each in ends.get(at, ())):
            low = min(height, bounds[3] - bounds[1])
            beside = min(bounds[3], y2) - max(bounds[1], y1) >= _OVERLAP * low > 0
            if beside and -_BACK * low <= x1 - bounds[2] <= _CELL * low:
                line += run
                bounds[:] = [bounds[0], min(bounds[1], y1), max(bounds[2], x2), max(bounds[3], y2)]
                break
        else:
            lines.append(run)
            ends[middle].append((run, [x1, y1, x2, y2]))
    return lines


def _line(run: Sequence[Letter]) -> TextLine:
    words, right = "", run[0].box[0]
    heights = sorted(letter.box[3] - letter.box[1] for letter in run)
    height = heights[len(heights) // 2]
    for letter in run:
        gap = letter.box[0] - right
        if words and letter.box[2] > right and (letter.spaced or gap > _WORD * height):
            words += " "
        words += letter.text
        right = letter.box[2]
    sound = sum(letter.sound for letter in run) / len(run)
    return TextLine(words, _bounds(run), height, sound)
