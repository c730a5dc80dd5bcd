"""The lines of a crowded page that a question may be about: what is between all pairs of lines costs their square."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from cropvlm_tools.boxes import Size
from cropvlm_tools.perception.element import Line
from cropvlm_tools.policies.grounded.choosing.matching import ALIKE, Pieces

MOST_LINES = 500
"""A dense page in small print has 350; a spreadsheet on a large screen has thousands."""

_FOUND = 48  # lines that hold most of the question's pieces, around which others are kept
_CHANCE = 0.4  # cosine that pieces with a few letters in common reach
_CROSSING, _NEAR = 2.0, 0.6  # what it counts to stand in the row of one and the column of another; to stand near one
_REACH = 12.0  # heights


def shortlist(lines: Sequence[Line], question: str, size: Size) -> Sequence[Line]:
    """At most ``MOST_LINES`` of them, in their order: those that hold pieces of the question, then what stands in
    their rows and columns, and around them.

    Args:
        lines: from top to bottom.
        question: what is asked.
        size: (width, height) of the image in pixels.
    """
    if len(lines) <= MOST_LINES:
        return lines
    best = _pieces(tuple(line.text for line in lines)).match(question).best[:, :, 0]
    rare = 1 / (1 + (best > ALIKE).sum(axis=1, keepdims=True))  # a piece that half the page has tells no line
    held = (np.maximum(best - _CHANCE, 0.0) * rare).sum(axis=0)
    found = np.argsort(-held, kind="stable")[:_FOUND]
    strength = (held[found] / max(float(held.max()), 1e-9)) ** 2
    x1, y1, x2, y2 = (np.array([line.box.xyxy for line in lines]) * np.tile(size, 2)).T
    height = np.maximum(np.median([line.height for line in lines]) * max(size), 1e-6)
    aside = np.maximum(np.maximum(x1[None] - x2[found, None], x1[found, None] - x2[None]), 0.0) / height
    apart = np.maximum(np.maximum(y1[None] - y2[found, None], y1[found, None] - y2[None]), 0.0) / height
    row, column, near = (
        (strength[:, None] * share).max(axis=0)
        for share in (apart == 0, aside == 0, np.exp(-np.hypot(aside, apart) / _REACH))
    )
    score = row + column + _CROSSING * row * column + _NEAR * near
    score[found[0]] = np.inf
    kept = np.sort(np.argsort(-score, kind="stable")[:MOST_LINES])
    return [lines[place] for place in kept.tolist()]


@lru_cache(maxsize=4)
def _pieces(texts: tuple[str, ...]) -> Pieces:
    """Those of the last pages."""
    return Pieces(texts)
