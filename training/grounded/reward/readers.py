"""The frozen reader as a reward: how much of the true answer it makes out in a crop shown at a resolution.

Boxes are (m, 4) xyxy as shares of the image's long edge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from cropvlm_tools.policies.grounded.choosing.reading import AREA_COST, EDGES, LETTERS, ZOOM_COST, held, shown_heights
from training.grounded.reward.readings import RUNGS
from training.tasks.grading import transcript_score

Floats = NDArray[np.float32]

DEMANDS = (1.0, 1.45)
"""How large print must be for a reader as good as the frozen one, and for one that needs it larger: Tesseract makes as
much of a whole as PP-OCR when it is shown 1.3 to 2 times as large (results/evaluation)."""

ASTRAY = 0.05
"""What a crop without the answer costs where the whole shows it: the target is led to the wrong place."""

_ENLARGED = 1.5  # times the pixels that the image has: more show nothing new
_CHANCE = 0.5  # edit similarity that any text has to any other


class Reader(Protocol):
    """One image, one question, one frozen reader."""

    def read(self, boxes: Floats, edge: float, meant: Floats) -> Floats:
        """(m,) in [0, 1]: how well the answer is read in each box shown at ``edge`` px.

        Args:
            boxes: (m, 4).
            edge: in px.
            meant: (k,) probabilities that each of the places where an answer stands is the one the question means.
        """
        ...


def rewards(reader: Reader, candidates: Floats, meant: Floats) -> Floats:
    """(m, len(EDGES)) of each candidate, the first of which is the whole and means: do not zoom.

    R(none) = r(whole); R(box) = max(r(whole), r(box)) - ASTRAY * max(r(whole) - r(box), 0) - ZOOM_COST
    - AREA_COST * area(box), where r is the mean over readers of different ``DEMANDS``.
    """
    sides = candidates[:, 2:] - candidates[:, :2]
    area = sides.prod(axis=1) / max(float(sides[0].prod()), 1e-9)
    columns = []
    for edge in EDGES:
        read = np.mean([reader.read(candidates, edge / demand, meant) for demand in DEMANDS], axis=0)
        zoomed = np.maximum(read, read[0]) - ASTRAY * np.maximum(read[0] - read, 0) - ZOOM_COST - AREA_COST * area
        zoomed[0] = read[0]
        columns.append(zoomed)
    return np.stack(columns, axis=1).astype(np.float32)


@dataclass(frozen=True)
class PrintedReader:
    """Of an invented page: a line is read as well as the height of its letters in px allows."""

    lines: Floats
    """(k, 4): boxes of the lines that hold an answer."""

    heights: Floats
    """(k,): of their letters, shares of the long edge."""

    places: tuple[tuple[int, ...], ...]
    """Equally right places, each all of its lines; none where the answer is not on the page."""

    long_edge: int
    """px, of the image."""

    def read(self, boxes: Floats, edge: float, meant: Floats) -> Floats:  # all its places are known to be right
        if not self.places:
            return np.zeros(len(boxes), np.float32)
        printed = _ENLARGED * self.heights[None] * self.long_edge
        read = held(boxes, self.lines) * LETTERS(np.minimum(shown_heights(boxes, self.heights, edge), printed))
        return np.asarray(np.max([read[:, list(place)].mean(axis=1) for place in self.places], axis=0), np.float32)


class LadderReader:
    """Of a real image: what PP-OCR read in it on a ladder of sizes (``readings.Readings``).

    Args:
        rungs: edge in px -> the texts and (n, 4) boxes of the lines read in the whole shown at that size.
        answers: all equally right.
        places: (k, 4) boxes of the places where an answer stands.
    """

    def __init__(
        self,
        rungs: Mapping[int, tuple[Sequence[str], Floats]],
        answers: Sequence[str],
        places: Floats,
    ) -> None:
        self.rungs, self.answers, self.places = rungs, answers, places
        self._scores: dict[tuple[int, bytes], float] = {}

    def read(self, boxes: Floats, edge: float, meant: Floats) -> Floats:
        longest = np.maximum((boxes[:, 2:] - boxes[:, :2]).max(axis=1), 1e-4)
        nearest = np.abs(np.log(edge / longest)[:, None] - self._steps[None]).argmin(axis=1)
        scores = np.array([self._score(RUNGS[rung], box) for rung, box in zip(nearest, boxes, strict=True)])
        if len(self.places):
            scores *= held(boxes, self.places) @ meant
        return scores.astype(np.float32)

    @cached_property
    def _steps(self) -> NDArray[np.float64]:
        return np.log(np.array(RUNGS, np.float64))

    def _score(self, rung: int, box: Floats) -> float:
        texts, lines = self.rungs[rung]
        inside = held(box[None], lines)[0] if len(lines) else np.zeros(0, bool)
        key = (rung, inside.tobytes())
        if key not in self._scores:
            text = "\n".join(texts[int(line)] for line in np.flatnonzero(inside))
            likeness = transcript_score(text, self.answers) if text else 0.0
            self._scores[key] = max(likeness - _CHANCE, 0.0) / (1 - _CHANCE)
        return self._scores[key]
