"""What of a picture's text could be read: whether it is in a script the reader does not know, and what is a smudge.

PP-OCRv6's dictionary holds Latin, Chinese and Japanese (and Greek, without its accents). Of other scripts its
recogniser reads next to nothing, with scores of up to 1.0: lines of many letters' length with no letter, or one.
"""

from __future__ import annotations

from collections.abc import Sequence

from cropvlm_tools.boxes import Size
from cropvlm_tools.perception.element import Line, Reading
from cropvlm_tools.perception.text.detection import FEW_LINES

_LETTERS = 0.3  # read for each height of a line's length, from which it counts as read; print has .8 (Han) to 2 (Latin)
# share of all lines' length: pages in Cyrillic and Korean, and in Arabic beside prices in Latin figures, have .51 to
# 1.0; the most of any page that can be read has .42 (a street sign of six lines), the next charts .35 (of 12 sets)
_MOST = 0.5
_LEAST = 8.0  # heights of length in all: a photograph without text has up to 3.3, four short lines of Korean 10
_SMUDGE_LETTERS, _SMUDGE_SCORE = 3, 0.8  # of what is fewer letters and a lower score


def is_unknown_script(reading: Reading, size: Size) -> bool:
    """Whether a picture is full of text of which nothing, or next to nothing, could be read.

    Args:
        reading: with its illegible lines.
        size: (width, height) of the upright image in pixels.
    """
    silent = [*reading.illegible, *(line for line in reading.lines if _is_silent(line, size))]
    unread = sum(_length(line, size) for line in silent)
    whole = sum(_length(line, size) for line in (*reading.illegible, *reading.lines))
    return unread >= max(_LEAST, _MOST * whole)


def without_smudges(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines but for one or two unsure letters in pictures of few lines.

    In photographs those are leaves, windows and spokes; on a page they are quantities and footnotes, and stay.
    """
    if len(lines) > FEW_LINES:
        return tuple(lines)
    return tuple(
        line for line in lines if line.score >= _SMUDGE_SCORE or len(line.text.replace(" ", "")) >= _SMUDGE_LETTERS
    )


def _is_silent(line: Line, size: Size) -> bool:
    return len(line.text.replace(" ", "")) < _LETTERS * _length(line, size)


def _length(line: Line, size: Size) -> float:
    """In heights."""
    return max(line.box.width * size[0], line.box.height * size[1]) / (line.height * max(size))
