"""Which way up an image lies, told by its lines: on their side they stand, and upside down they read badly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import mean

from cropvlm_tools.boxes import Size, Turn
from cropvlm_tools.perception.element import Line

_STANDING = 1.5  # heights of a line's rectangle to its width, from which its text runs up or down
_FEWEST = 3  # lines, below which what stands is a spine, a stamp or the label of an axis
_MOST_OF = 3.0  # lengths of all lines that run one way to those that run the other; charts have as much of both
_DOUBTFUL = 0.9  # mean score below which lines may stand on their head: .75 at most there, .93 at least upright
_SAMPLE = 8  # lines read the other way round, the longest
_SURE, _BETTER = 0.8, 0.1  # mean score that the right way up must have, and by how much it must exceed another

_ON_ITS_SIDE: tuple[Turn, Turn] = (90, 270)

Scores = Callable[[Sequence[Line], Turn], Sequence[float]]
"""How sure the recogniser is of these lines once the image is turned by that many degrees clockwise."""


def turn_of(lines: Sequence[Line], size: Size, scores: Scores) -> Turn:
    """By how many degrees clockwise an image must be turned to stand upright: 0, 90, 180 or 270.

    Args:
        lines: as read from the image as it lies.
        size: (width, height) in pixels.
        scores: reads lines another way round.
    """
    width, height = size
    standing = [line for line in lines if line.box.height * height >= _STANDING * line.box.width * width]
    lying = [line for line in lines if line.box.height * height < _STANDING * line.box.width * width]

    def length(line: Line) -> float:
        return max(line.box.width * width, line.box.height * height)

    along, across = sum(map(length, lying)), sum(map(length, standing))
    on_its_side = across > along
    sample = sorted(standing if on_its_side else lying, key=length)[-_SAMPLE:]
    if len(sample) < _FEWEST or max(along, across) < _MOST_OF * min(along, across):
        return 0
    if on_its_side:
        right, left = (mean(scores(sample, turn)) for turn in _ON_ITS_SIDE)
        return 0 if max(right, left) < _SURE else 90 if right >= left else 270
    upright = mean(line.score for line in sample)
    if upright >= _DOUBTFUL or mean(scores(sample, 180)) < max(_SURE, upright + _BETTER):
        return 0
    return 180
