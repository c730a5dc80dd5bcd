"""What the trained networks are shown of lines and a question: matches, clues, meanings, looks and places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cropvlm_tools.boxes import Size
from cropvlm_tools.perception.element import Line
from cropvlm_tools.policies.grounded.choosing.features import context, ground_of
from cropvlm_tools.policies.grounded.choosing.matching import OVERLAPS, Matches, Pieces
from cropvlm_tools.policies.grounded.choosing.reading import REFERENCE_EDGE
from cropvlm_tools.policies.grounded.page.geometry import pair_features
from cropvlm_tools.policies.grounded.page.keys import key_share
from cropvlm_tools.policies.grounded.page.layout import Array, Layout
from cropvlm_tools.policies.grounded.page.positions import POSITION_FEATURES, position_features
from cropvlm_tools.policies.grounded.page.values import value_fit
from cropvlm_tools.policies.grounded.question.parsing import Position, Query, parse_question
from cropvlm_tools.policies.grounded.question.tokens import tokens
from cropvlm_tools.policies.grounded.question.wording import DIRECTIONS, VALUE_CUES
from cropvlm_tools.policies.grounded.question.words import WordVectors

Floats = NDArray[np.float32]

KINDS = tuple(kind for kind, _ in VALUE_CUES)
RELATIONS = ("right", "left", "below", "above", "headed", "heads")
"""How a line may stand to another; ``headed``: under it in its column, however far down."""

_NUMBER = re.compile(r"\W*[\d.,]+\W*")
_POINTING = ("right", "below", "left", "above", "headed")


@dataclass(frozen=True)
class Inputs:
    """One question about n lines, as the networks take it; what is of the page is one array for all questions."""

    lines: Floats
    """(n, LINE_FEATURES)"""

    letters: Floats
    """(n, tokens.DIMENSIONS) of the page: the pieces of each line, hashed."""

    meanings: Floats
    """(n, dimensions) of the page: mean vector of each line's words."""

    pairs: Floats
    """(n, n, PAIR_FEATURES) of the page: how line j stands to i (``geometry``)."""

    question: Floats
    """(QUESTION_FEATURES,)"""

    matches: Matches
    """The question's pieces beside every line."""

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
        self.lines, self.size = lines, size
        self._ground = ground_of(tuple(lines), size[0] / size[1])
        self._layout = layout = self._ground.layout
        self._texts = self._ground.texts
        towards = {direction: layout.towards(direction) for direction in DIRECTIONS}
        column = layout.column
        self._related = {**towards, "headed": column / np.maximum(column.sum(axis=0), 1.0), "heads": column.T}
        self.relations = np.stack([_rows_to_one(self._related[name]) for name in RELATIONS]).astype(np.float32)
        self.pairs = pair_features(layout)
        self._pieces = Pieces([line.text for line in lines], words)
        self.letters, self.meanings = self._pieces.hashed, self._pieces.meanings
        self._fits = np.array([[value_fit(line.text, kind) for kind in KINDS] for line in lines])
        self._looks = np.array([_looks(line) for line in lines])
        self._places = _places(layout, self.pairs)
        counts = self._ground.repeats  # cells of a table are many, and what a question asks for is mostly one
        self._sorts = np.column_stack([[key_share(text) for text in self._texts], *np.log2(counts) / 6])
        long_edge = max(size)
        units = np.array([size[0], size[1], size[0], size[1]]) / long_edge
        self.boxes = (np.array([line.box.xyxy for line in lines]) * units).astype(np.float32)
        self.heights = np.array([line.height for line in lines], np.float32)

    def ask(self, question: str, query: Query | None = None) -> Inputs:
        """What the network is shown for this question; ``query`` is the question taken apart, where it is at hand."""
        query = query or parse_question(question)
        clues = self._ground.clues(query)
        matches = self._pieces.match(question)
        prior = clues.logit - clues.logit.max()
        share = np.exp(prior) / np.exp(prior).sum()
        own = [clues.quoted, clues.named, clues.fit, clues.clue, clues.links.max(axis=0), clues.links.max(axis=1)]
        own += [np.maximum(prior, -12) / 6, share]
        keys = np.stack([clues.named, np.maximum(clues.quoted, matches.overlaps[:, 4])])
        for relation in _POINTING:
            own += list((keys[:, :, None] * self._related[relation][None]).max(axis=1))
        pointed = position_features(self._layout, self._texts, query.position)
        lines = np.concatenate(
            [np.stack(own, axis=1), matches.overlaps, self._fits, self._looks, self._places, self._sorts, pointed],
            axis=1,
        )
        kind = [float(query.kind == kind) for kind in KINDS]
        direction = [float(query.direction == direction) for direction in DIRECTIONS]
        counts = [len(query.words) / 8, float(bool(query.quoted)), float(bool(query.labels))]
        found = float(matches.overlaps[:, 4].max())
        whole = [clues.strength, np.log(len(self.lines)) / 4, float(clues.named.max()), found]
        pointing = [*query.position.features, float(query.compared)]
        return Inputs(
            lines=lines.astype(np.float32),
            letters=self.letters,
            meanings=self.meanings,
            pairs=self.pairs,
            question=np.array(kind + direction + counts + whole + pointing, np.float32),
            matches=matches,
            relations=self.relations,
            worth=context(clues).astype(np.float32),
            prior=prior.astype(np.float32),
            boxes=self.boxes,
            heights=self.heights,
        )


def _rows_to_one(matrix: Array) -> Array:
    total = matrix.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(matrix, total, out=np.zeros_like(matrix), where=total > 1e-6))


def _looks(line: Line) -> list[float]:
    text = line.text
    length = max(len(text), 1)
    ending = text.rstrip()
    return [
        min(length / 40, 2.0),
        sum(char.isdigit() for char in text) / length,
        sum(char.isalpha() for char in text) / length,
        sum(char.isupper() for char in text) / length,
        float(ending.endswith((":", "："))),
        float(ending.endswith((".", "。", "?", "？"))),
        float(":" in text or "：" in text),
        float(any(char in "$€£¥￥₹₽₩元円" for char in text)),
        float("%" in text),
        min(len(tokens(text)) / 8, 2.0),
        line.score,
        float(not text.isascii()),
        float(text[:1].isdigit()),
        float(bool(_NUMBER.fullmatch(text))),
        float(line.origin == "symbol"),
    ]


def _places(layout: Layout, pairs: Floats) -> Array:
    """(n, 13): where the lines stand within the text and in their rows and columns, and how large they are."""
    left, top = layout.x1.min(), layout.y1.min()
    wide = max(float(layout.x2.max() - left), 1e-6)
    high = max(float(layout.y2.max() - top), 1e-6)
    relative = layout.height / max(float(np.median(layout.height)), 1e-6)
    right, before, below, over = (pairs[:, :, place].sum(axis=1) for place in range(2, 6))
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
            np.minimum(before, 8) / 8,
            np.minimum(before + right, 10) / 10,
            np.minimum(over, 30) / 30,
            np.minimum(over + below, 40) / 40,
            np.full(len(layout.y1), np.log(len(layout.y1)) / 6),
        ],
        axis=1,
    )


LINE_FEATURES = 8 + 2 * len(_POINTING) + OVERLAPS + len(KINDS) + 15 + 13 + 3 + POSITION_FEATURES
QUESTION_FEATURES = len(KINDS) + len(DIRECTIONS) + 8 + len(Position().features)
STRENGTH = len(KINDS) + len(DIRECTIONS) + 3
"""Where among the features of the question the strength of the best clue stands."""
