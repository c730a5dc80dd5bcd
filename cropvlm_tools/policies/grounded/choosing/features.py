"""How likely each line is evidence for the answer: words, neighbours in reading direction, kinds of value.

Nothing here is trained: the weights were set by hand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from cropvlm_tools.perception.element import Line
from cropvlm_tools.policies.grounded.page.keys import has_more, names_another
from cropvlm_tools.policies.grounded.page.layout import Array, Layout
from cropvlm_tools.policies.grounded.page.values import TYPED, value_fit
from cropvlm_tools.policies.grounded.question.parsing import Query, normalise

# logits, for a clue of 1
_CLUE, _KEY, _TYPE, _UNTYPED = 7.0, 1.5, 3.0, 0.7
_SHARPNESS, _SENTENCE_SHARPNESS = 1.4, 0.6
_SENTENCE = 5  # words of meaning from which a question is a sentence and not a field's name
_FAINT = 0.02  # probability up to which what stands next to a line is not worth seeing
_REPEATED = 0.7  # for each e-fold of cells alike in a column, to which nothing points: a question means one of them
_SHORT, _SHORTEST_NEAR = 4, 3  # letters: up to which a phrase must be there to the letter, from which nearly will do
_DIGIT = re.compile(r"\d")
_SAME_COLUMN = 0.5  # of the narrower line's width
_CONTEXT = 0.3  # of an answer's probability, given to each line that explains it


@dataclass(frozen=True)
class Clues:
    """What speaks for each of n lines. Arrays are (n,) in [0, 1] unless said otherwise."""

    layout: Layout
    quoted: Array
    """How well it holds what the question quotes."""

    named: Array
    """How well it names what the question asks for."""

    fit: Array
    """How much it looks like a value of the kind asked for."""

    clue: Array
    """How strongly the words that name the field point at it, or stand in it beside a value."""

    links: Array
    """(n, n): how strongly line i points at line j."""

    logit: Array
    """All of it in one; unbounded, ``softmax`` makes probabilities of it."""

    strength: float
    """In [0, 1], of the best clue."""


class Ground:
    """What of n lines is the same for all questions, made when it is first needed, and the clues for the last one.

    Args:
        lines: at least one.
        aspect: width / height of the image in pixels.
    """

    def __init__(self, lines: Sequence[Line], aspect: float) -> None:
        self.lines, self.layout = lines, Layout(lines, aspect)
        self.texts = [normalise(line.text) for line in lines]
        self._asked: tuple[Query, Clues] | None = None

    def clues(self, query: Query) -> Clues:
        """``find_clues``"""
        asked = self._asked
        if asked is None or asked[0] != query:
            asked = self._asked = query, find_clues(self, query)
        return asked[1]

    @cached_property
    def repeats(self) -> Array:
        """(2, n), ``repeated``."""
        return repeated(self.layout, self.texts)


@lru_cache(maxsize=4)
def ground_of(lines: tuple[Line, ...], aspect: float) -> Ground:
    """The one of the last pages."""
    return Ground(lines, aspect)


def line_probabilities(lines: Sequence[Line], query: Query, aspect: float) -> tuple[Array, float]:
    """(n,) probabilities that each line is evidence, summing to 1, and the strength in [0, 1] of the best clue.

    Args:
        lines: at least one.
        query: what is asked.
        aspect: width / height of the image in pixels.
    """
    clues = ground_of(tuple(lines), aspect).clues(query)
    answer = softmax(clues.logit)
    return explain(answer, context(clues, answer > _FAINT)), clues.strength


def find_clues(ground: Ground, query: Query) -> Clues:
    """What the hand-set weights make of the lines."""
    lines, texts, layout = ground.lines, ground.texts, ground.layout
    right, below = layout.towards("right"), layout.towards("below")
    quoted = _best_phrase(texts, query.quoted)
    if not quoted.any():  # an engine may read "NOW" as "N0W", or two words as one
        quoted = _nearly(texts, query.quoted)
    words = _word_coverage(texts, query.words, np.maximum(below, below.T))
    named = 0.8 * _best_phrase(texts, query.labels)
    for phrase in query.phrases:  # a phrase of two says much in a question of four words, little in one of twelve
        told = min((len(phrase.split()) + 1) / len(query.words), 1.0)
        named = np.maximum(named, told * _best_phrase(texts, [phrase]))
    named = np.maximum(named, words)
    key = np.maximum(quoted, named * (1.0 - 0.8 * float(quoted.max()))) if query.quoted else named
    typed = query.kind in TYPED
    # a line that is asked for by its own text is not the value, whatever it looks like
    fit = np.array([value_fit(line.text, query.kind) for line in lines]) * (quoted < 0.8)
    if query.kind == "address":  # runs over several lines
        fit = np.maximum(fit, 0.8 * (np.maximum(below, below.T) * fit).max(axis=1))
    if query.direction:
        # what stands there may be too blurred to be read, so the words that point at it are evidence too
        links = key[:, None] * layout.towards(query.direction)
        clue = np.maximum(links.max(axis=0), 0.65 * key)
    else:
        beside = np.maximum(np.maximum(right, 0.75 * below), 0.3 * np.maximum(right, below).T)
        if typed:  # what does not look like the value is passed over: the quantity before the price
            looks = fit > 0.5
            nearest = np.maximum(layout.towards("right", looks), 0.75 * layout.towards("below", looks))
            beside = np.maximum(beside * (0.3 + 0.7 * fit), nearest * fit)
        elif query.kind:
            beside = beside * (0.3 + 0.7 * fit)
        links = key[:, None] * beside
        if query.quoted:  # of several values in its row, the one under the heading that is asked for
            headed = (named[:, None] * layout.column).max(axis=0)
            links = links * (0.4 + 0.6 * headed / max(float(headed.max()), 0.2)) if headed.any() else links
        held = fit if typed else has_more([line.text for line in lines], query)
        clue = np.maximum(links.max(axis=0), key * held)
    logit = (
        _CLUE * clue
        + (_TYPE if typed else _UNTYPED) * fit
        + _KEY * key * (not query.direction)
        + _place_prior(layout, query.kind)
        - _REPEATED * (1 - clue) * np.log(ground.repeats[1])
    )
    sharpness = _SHARPNESS if len(query.words) < _SENTENCE else _SENTENCE_SHARPNESS
    seen = fit.max() * {"number": 0.0, "code": 0.2}.get(query.kind or "", 0.4)
    return Clues(layout, quoted, named, fit, clue, links, sharpness * logit, float(max(clue.max(), seen)))


def repeated(layout: Layout, texts: Sequence[str]) -> Array:
    """(2, n): how often each line's text, whatever its digits, stands on the page, and in its column; 1 for once.

    Args:
        layout: of n lines.
        texts: of the lines, normalised.
    """
    shapes = np.array([_DIGIT.sub("0", text) for text in texts])
    alike = shapes[:, None] == shapes[None, :]
    column = layout.column
    beside = np.maximum(column, column.T) > _SAME_COLUMN
    np.fill_diagonal(beside, True)
    return np.stack([alike.sum(axis=1), (alike & beside).sum(axis=1)]).astype(np.float64)


def softmax(logit: Array) -> Array:
    """(n,) summing to 1."""
    weight = np.exp(logit - logit.max())
    return np.asarray(weight / weight.sum())


def context(clues: Clues, likely: NDArray[np.bool_] | None = None) -> Array:
    """(n, n): how much line i is worth seeing where line j is the answer: it points at j, or stands next to it.

    Args:
        likely: (n,) answers whose neighbours count; None is all of them.
    """
    links, row = clues.links, clues.layout.towards("right")
    worth = 0.5 * (row.T >= 0.6) + 0.25 * (row >= 0.6)
    if likely is not None:
        worth[:, ~likely] = 0.0
    answers = np.flatnonzero(links.max(axis=0) > 0.2)
    worth[links.argmax(axis=0)[answers], answers] += 1.0
    return np.asarray(_CONTEXT * worth)


def explain(answer: Array, worth: Array) -> Array:
    """(n,) probabilities of being evidence, which is more than the answer.

    Args:
        answer: (n,) probabilities of being the answer.
        worth: (n, n), ``context``.
    """
    evidence = answer + worth @ answer
    return np.asarray(evidence / evidence.sum())


def _best_phrase(texts: Sequence[str], phrases: Sequence[str]) -> Array:
    """(n,) in [0, 1]: how well each normalised line holds the phrase it holds best."""
    scores = [[_phrase_match(phrase, text) for phrase in phrases] for text in texts]
    return np.asarray(np.array(scores, dtype=np.float64).reshape(len(texts), -1).max(axis=1, initial=0.0))


def _nearly(texts: Sequence[str], phrases: Sequence[str]) -> Array:
    """(n,) in [0, 0.6]: whether a line holds a short phrase within a word, or a word one letter away from it."""
    near = np.zeros(len(texts))
    for phrase in phrases:
        if not _SHORTEST_NEAR <= len(phrase) <= _SHORT:
            continue
        for line, text in enumerate(texts):
            away = min((Levenshtein.distance(phrase, word, score_cutoff=1) for word in text.split()), default=2)
            near[line] = max(near[line], 0.6 * (phrase in text), 0.45 * (away <= 1))
    return near


def _phrase_match(phrase: str, text: str) -> float:
    """1 where the line is the phrase, less where it only begins with it or holds it."""
    if not text or len(text) < 0.6 * len(phrase):
        return 0.0
    if len(phrase) <= _SHORT:
        place = f" {text} ".find(f" {phrase} ")
        likeness = 1.0 if place >= 0 else 0.0
    else:
        alignment = fuzz.partial_ratio_alignment(phrase, text, score_cutoff=80)
        if alignment is None:
            return 0.0
        begin = text.rfind(" ", 0, alignment.dest_start + 1) + 1
        end = (text + " ").find(" ", alignment.dest_end)
        if any(names_another(token, phrase) for token in text[begin:end].split()):
            return 0.0
        place, likeness = alignment.dest_start, (alignment.score / 100 - 0.75) * 4
    share = len(phrase) / len(text)
    return likeness * (0.55 + 0.25 * (place == 0) + 0.2 * min(share * 2, 1.0))


def _word_coverage(texts: Sequence[str], words: Sequence[str], near: Array) -> Array:
    """(n,) share of the question's words a line holds, rare words on this page counting more."""
    if not words:
        return np.zeros(len(texts))
    likeness = np.zeros((len(texts), len(words)))
    tokens = [text.split() for text in texts]
    printed = {token for some in tokens for token in some}
    for column, word in enumerate(words):
        alike = {token: _alike(word, token) for token in printed}
        likeness[:, column] = [max(map(alike.__getitem__, some), default=0.0) for some in tokens]
    if len(words) >= _SENTENCE:  # asked in a sentence: the words that answer it may have wrapped
        likeness = np.maximum(likeness, 0.6 * (near[:, :, None] * likeness[None]).max(axis=1))
    seen = likeness.max(axis=0, initial=0) > 0
    rarity = np.log1p(len(texts) / (1 + (likeness > 0).sum(axis=0)))
    rarity = np.where(seen, rarity, 0.5 * rarity.mean())
    matched = np.minimum(likeness, 1) @ np.array([len(word) for word in words], dtype=np.float64)
    share = matched / np.array([max(len(text), 1) for text in texts])
    return np.asarray(likeness @ rarity / max(rarity.sum(), 1e-9) * (0.4 + 0.6 * np.minimum(2 * share, 1.0)))


def _alike(word: str, token: str) -> float:
    """How much a word on the page is one of the question's, or begins as it does."""
    if names_another(token, word):
        return 0.0
    stem = len(word) >= 5 and len(token) >= 5 and token[:5] == word[:5]
    ratio = fuzz.ratio(word, token, score_cutoff=100 if len(word) <= 3 else 80)
    return max(ratio / 100, 0.8 if stem else 0.0)


def _place_prior(layout: Layout, kind: str | None) -> Array:
    """(n,) in logits: issuers, their addresses and headings stand at the top, in large print."""
    top = (layout.y1 - layout.y1.min()) / max(np.ptp(layout.y1), 1e-9)
    large = layout.height / max(float(np.median(layout.height)), 1e-9)
    if kind == "issuer":
        return np.asarray(3.0 * np.exp(-6 * top) + 0.5 * np.clip(large - 1, 0, 2))
    if kind == "heading":
        return np.asarray(2.0 * np.exp(-4 * top) + 1.0 * np.clip(large - 1, 0, 2))
    if kind == "address":
        return np.asarray(1.5 * np.exp(-4 * top))
    return np.zeros(len(top))
