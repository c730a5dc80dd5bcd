"""What the recogniser would make of a page's symbols: some unseen, some taken for others, some where there are none."""

from __future__ import annotations

from bisect import bisect
from contextlib import suppress
from functools import cache
from random import Random

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import BoxError
from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.symbols.finding import SEARCHED
from training.pages.page import Page, Printed
from training.symbols.concepts import concepts

# by the height of a symbol, px at the scale that is searched: on 21 screens of the development set .65 of the asked
# symbols were found, most of those missed below 12 px or of unknown looks
_HEIGHTS = (8.0, 11.0, 15.0, 24.0)
_MISSED = (0.8, 0.5, 0.3, 0.2, 0.16)
_TAKEN_FOR_ANOTHER = (0.4, 0.25, 0.16, 0.12, 0.1)
_SPURIOUS = 0.036  # symbols where there is none, for each line that is read
NOTHING = -1
"""In place of the index of what a symbol comes from: there is none."""

_ALIKE = 0.6  # of those taken for another, one that shares a word with it where there is any


def mistaken(page: Page, rng: Random) -> list[tuple[Line, int]]:
    """The symbols read of a page, and for each the index of what it comes from; nothing of a page without any."""
    drawn = [(index, printed) for index, printed in enumerate(page.printed) if printed.symbol]
    if not drawn:
        return []
    scale = min(1.0, (SEARCHED / (page.size[0] * page.size[1])) ** 0.5) * max(page.size)
    read: list[tuple[Line, int]] = []
    for index, printed in drawn:
        tall = bisect(_HEIGHTS, printed.height * scale)
        if rng.random() < _MISSED[tall]:
            continue
        words, score = printed.text, 1 - min(rng.expovariate(9.0), 0.5)
        if rng.random() < _TAKEN_FOR_ANOTHER[tall]:
            words, score = _another(words, rng), rng.uniform(0.5, 0.95)
        read.append((_line(words, printed, score, rng), index))
    for printed in (printed for printed in page.printed if not printed.symbol):
        if rng.random() < _SPURIOUS:
            words = rng.choice(concepts()).words
            read.append((_line(words, _beside(printed, page, rng), rng.uniform(0.5, 0.9), rng), NOTHING))
    return read


def _line(words: str, printed: Printed, score: float, rng: Random) -> Line:
    slack = (rng.gauss(0, 0.04) * printed.box.height, rng.gauss(0, 0.04) * printed.box.width)
    box = printed.box
    with suppress(BoxError):
        box = Box.clipped(box.x1 + slack[1], box.y1 + slack[0], box.x2 + slack[1], box.y2 + slack[0])
    return Line(words, box, printed.height, min(max(score, 0.5), 1.0), "symbol")


def _beside(printed: Printed, page: Page, rng: Random) -> Printed:
    """A square as high as a line, in front of it, behind it or in it."""
    high = printed.box.height
    wide = high * page.size[1] / page.size[0]
    left = rng.choice(
        (printed.box.x1 - 1.3 * wide, printed.box.x2 + 0.3 * wide, printed.box.x1 + printed.box.width / 2)
    )
    try:
        box = Box.clipped(left, printed.box.y1, left + wide, printed.box.y2)
    except BoxError:
        box = printed.box
    return Printed("", box, printed.height, True)


def _another(words: str, rng: Random) -> str:
    alike = _sharing().get(words, ())
    return rng.choice(alike) if alike and rng.random() < _ALIKE else rng.choice(concepts()).words


@cache
def _sharing() -> dict[str, tuple[str, ...]]:
    """Words of a concept -> others that share one of them: arrows, circles of a kind, logos of a firm."""
    every = {concept.words: set(concept.words.split()) for concept in concepts()}
    return {
        words: tuple(other for other, parts in every.items() if other != words and parts & own)
        for words, own in every.items()
    }
