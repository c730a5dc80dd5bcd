"""What the trained network is shown of an image's lines and a question: clues, meanings, looks and places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cropvlm_tools.boxes import Size
from cropvlm_tools.perception.element import Line
from cropvlm_tools.policies.grounded.choosing.features import context, find_clues, repeated
from cropvlm_tools.policies.grounded.choosing.reading import REFERENCE_EDGE
from cropvlm_tools.policies.grounded.page.keys import key_share
from cropvlm_tools.policies.grounded.page.layout import Array, Layout
from cropvlm_tools.policies.grounded.page.positions import POSITION_FEATURES, position_features
from cropvlm_tools.policies.grounded.page.values import value_fit
from cropvlm_tools.policies.grounded.question.parsing import Position, Query, normalise, parse_question
from cropvlm_tools.policies.grounded.question.wording import DIRECTIONS, VALUE_CUES
from cropvlm_tools.policies.grounded.question.words import Vectors, WordVectors

Floats = NDArray[np.float32]

KINDS = tuple(kind for kind, _ in VALUE_CUES)
RELATIONS = ("right", "left", "below", "above", "headed", "heads")
"""How a line may stand to another; ``headed``: under it in its column, however far down."""

_POINTING = ("right", "below", "left", "above", "headed")
_RARE = 0.6  # cosine from which a word of the page is taken for one of the question


@dataclass(frozen=True)
class Inputs:
    """One question about n lines, as the network takes it."""

    lines: Floats
    """(n, LINE_FEATURES)"""

    meanings: Floats
    """(n, dimensions): mean vector of each line's words."""

    question: Floats
    """(QUESTION_FEATURES,)"""

    asked: Floats
    """(dimensions,): mean vector of the question's words."""

    relations: Floats
    """(len(RELATIONS), n, n): [r, i, j] is how much line j stands to i as RELATIONS[r] says; rows sum to 1 or 0."""

    worth: Floats
    """(n, n): how much line i is worth seeing where line j is the answer (``features.context``)."""

    prior: Floats
    """(n,): logits of the hand-set weights, the best at 0."""

    boxes: Floats
    """(n, 4): xyxy of the lines as shares of the image's long edge."""

    heights: Floats
    """(n,): of the lines as shares of the image's long edge."""


class Page:
    """The lines of one image, made ready once for all questions about it.

    Args:
        lines: at least one, from top to bottom.
        size: (width, height) of the image in pixels.
        words: vectors of words.
    """

    def __init__(self, lines: Sequence[Line], size: Size, words: WordVectors) -> None:
        self.lines, self.size, self.words = lines, size, words
        self._layout = layout = Layout(lines, size[0] / size[1])
        self._texts = [normalise(line.text) for line in lines]
        towards = {direction: layout.towards(direction) for direction in DIRECTIONS}
        column = layout.column()
        self._related = {**towards, "headed": column / np.maximum(column.sum(axis=0), 1.0), "heads": column.T}
        self.relations = np.stack([_rows_to_one(self._related[name]) for name in RELATIONS]).astype(np.float32)
        vectors = [words(line.text) for line in lines]
        self._counts = np.array([len(known) for known in vectors])
        self._vectors = np.concatenate(vectors)
        self.meanings = np.stack([_mean(known, words.dimensions) for known in vectors])
        self._fits = np.array([[value_fit(line.text, kind) for kind in KINDS] for line in lines])
        self._looks = np.array([_looks(line) for line in lines])
        self._places = _places(layout)
        counts = repeated(layout, self._texts)  # cells of a table are many, and what a question asks for is mostly one
        self._sorts = np.column_stack([[key_share(text) for text in self._texts], *np.log2(counts) / 6])
        long_edge = max(size)
        units = np.array([size[0], size[1], size[0], size[1]]) / long_edge
        self.boxes = (np.array([line.box.xyxy for line in lines]) * units).astype(np.float32)
        self.heights = np.array([line.height for line in lines], np.float32)

    def ask(self, question: str, query: Query | None = None) -> Inputs:
        """What the network is shown for this question; ``query`` is the question taken apart, where it is at hand."""
        query = query or parse_question(question)
        clues = find_clues(self.lines, query, self.size[0] / self.size[1])
        asked = self.words(" ".join(query.words))
        covered, told, nearest = self._likeness(asked)
        likeness = self.meanings @ _mean(asked, self.words.dimensions)
        prior = clues.logit - clues.logit.max()
        share = np.exp(prior) / np.exp(prior).sum()
        own = [clues.quoted, clues.named, clues.fit, clues.clue, clues.links.max(axis=0), clues.links.max(axis=1)]
        own += [np.maximum(prior, -12) / 6, share, covered, told, nearest, likeness]
        keys = np.stack([clues.named, np.maximum(clues.quoted, covered), told])
        for relation in _POINTING:
            own += list((keys[:, :, None] * self._related[relation][None]).max(axis=1))
        pointed = position_features(self._layout, self._texts, query.position)
        lines = np.concatenate(
            [np.stack(own, axis=1), self._fits, self._looks, self._places, self._sorts, pointed], axis=1
        )
        kind = [float(query.kind == kind) for kind in KINDS]
        direction = [float(query.direction == direction) for direction in DIRECTIONS]
        counts = [len(query.words) / 8, float(bool(query.quoted)), float(bool(query.labels)), len(asked) / 8]
        whole = [clues.strength, np.log(len(self.lines)) / 4, float(clues.named.max()), float(covered.max())]
        pointing = [*query.position.features, float(query.compared)]
        return Inputs(
            lines=lines.astype(np.float32),
            meanings=self.meanings,
            question=np.array(kind + direction + counts + whole + pointing, np.float32),
            asked=_mean(asked, self.words.dimensions),
            relations=self.relations,
            worth=context(clues).astype(np.float32),
            prior=prior.astype(np.float32),
            boxes=self.boxes,
            heights=self.heights,
        )

    def _likeness(self, asked: Vectors) -> tuple[Array, Array, Array]:
        """Three times (n,): the share of the question's words, rare ones counting more, that a line has a like of; the
        share of the line's words that are like one of the question's; the likeness of the two nearest words."""
        n = len(self.lines)
        covered, told, nearest = np.zeros(n), np.zeros(n), np.zeros(n)
        filled = np.flatnonzero(self._counts)
        if not len(asked) or not len(filled):
            return covered, told, nearest
        starts = np.concatenate([[0], np.cumsum(self._counts[filled])[:-1]])
        cosines = np.maximum(asked @ self._vectors.T, 0.0)
        best = np.maximum.reduceat(cosines, starts, axis=1)  # (words of the question, lines with words)
        rarity = 1 / np.sqrt(1 + (best > _RARE).sum(axis=1))
        covered[filled] = (best * rarity[:, None]).sum(axis=0) / rarity.sum()
        told[filled] = np.add.reduceat(cosines.max(axis=0), starts) / self._counts[filled]
        nearest[filled] = best.max(axis=0)
        return covered, told, nearest


def _mean(vectors: Vectors, dimensions: int) -> Vectors:
    """(dimensions,) of length 1; zeros where there is no vector."""
    total = vectors.sum(axis=0) if len(vectors) else np.zeros(dimensions, np.float32)
    return np.asarray(total / max(float(np.linalg.norm(total)), 1e-6), np.float32)


def _rows_to_one(matrix: Array) -> Array:
    total = matrix.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(matrix, total, out=np.zeros_like(matrix), where=total > 1e-6))


def _looks(line: Line) -> list[float]:
    text = line.text
    length = max(len(text), 1)
    words = normalise(text).split()
    return [
        min(length / 40, 2.0),
        sum(char.isdigit() for char in text) / length,
        sum(char.isalpha() for char in text) / length,
        sum(char.isupper() for char in text) / length,
        float(text.rstrip().endswith((":", "-", "."))),
        float(":" in text),
        float(any(char in "$€£¥%" for char in text)),
        min(len(words) / 8, 2.0),
        line.score,
    ]


def _places(layout: Layout) -> Array:
    """(n, 8): where the lines stand within the text, and how large they are."""
    left, top = layout.x1.min(), layout.y1.min()
    wide = max(float(layout.x2.max() - left), 1e-6)
    high = max(float(layout.y2.max() - top), 1e-6)
    relative = layout.height / max(float(np.median(layout.height)), 1e-6)
    return np.stack(
        [
            (layout.x1 - left) / wide,
            (layout.x2 - left) / wide,
            (layout.y1 - top) / high,
            (layout.y2 - top) / high,
            (layout.x2 - layout.x1) / wide,
            np.clip(relative, 0, 4) / 2,
            np.log2(np.maximum(layout.height * REFERENCE_EDGE, 1.0)) / 6,
            np.argsort(np.argsort(layout.y1, kind="stable"), kind="stable") / len(layout.y1),
        ],
        axis=1,
    )


LINE_FEATURES = 12 + 3 * len(_POINTING) + len(KINDS) + 9 + 8 + 3 + POSITION_FEATURES
QUESTION_FEATURES = len(KINDS) + len(DIRECTIONS) + 9 + len(Position().features)
STRENGTH = len(KINDS) + len(DIRECTIONS) + 4
"""Where among the features of the question the strength of the best clue stands."""
