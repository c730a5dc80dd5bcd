"""How a question's pieces match the lines of a page, letter by letter and by meaning, in any script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cropvlm_tools.policies.grounded.question.tokens import fold, hashed, tokens
from cropvlm_tools.policies.grounded.question.words import WordVectors

Floats = NDArray[np.float32]

TOKEN_FEATURES = 14
OVERLAPS = 8
MOST_TOKENS = 48
"""Of a question; the last ones are what is asked, the first ones a preamble."""

ALIKE = 0.6
"""Cosine from which two pieces are taken for the same word."""

_QUOTED = re.compile(r"[\"“„«‘'「『《]([^\"“”„«»‘’'「」『』《》]{1,60})[\"”“»’'」』》]")
_WORD = re.compile(r"\w+")
_LONG_RUN = 16  # letters


@dataclass(frozen=True)
class Matches:
    """One question of T pieces about n lines."""

    tokens: Floats
    """(T, tokens.DIMENSIONS) of the question's pieces, hashed."""

    meanings: Floats
    """(T, dimensions) of the question's pieces; zeros where a word is unknown."""

    told: Floats
    """(T, TOKEN_FEATURES): what each piece is like, where it stands, and how it is found on the page."""

    best: Floats
    """(T, n, 2): cosine of each piece and the likest one of each line, by letters and by meaning."""

    overlaps: Floats
    """(n, OVERLAPS): what of a line is in the question: by letters, surely so, by meaning; the longest run of letters
    they have in common, as such, as a share of the line and of the question; whether it is, or holds, what the
    question quotes."""


class Pieces:
    """The pieces of n lines, made ready once for all questions; without vectors of words they have no meaning."""

    def __init__(self, texts: Sequence[str], words: WordVectors | None = None) -> None:
        pieces = [tokens(text) for text in texts]
        flat = [piece for some in pieces for piece in some]
        self._words = words
        self.texts = [_spaced(text) for text in texts]
        self._written = _codes("".join(f"\n{text}" for text in self.texts))  # each line behind a break
        self._breaks = np.flatnonzero(self._written == ord("\n"))
        self._hashed = hashed(flat)
        self._meant = self._meanings_of(flat)
        counts = np.array([len(some) for some in pieces])
        self._filled = np.flatnonzero(counts)
        self._starts = np.concatenate([[0], np.cumsum(counts[self._filled])[:-1]]).astype(int)
        self._letters = np.array([len(piece) for piece in flat], np.float32)
        self.hashed = self._mean(self._hashed)
        self.meanings = self._mean(self._meant)

    def _mean(self, vectors: Floats) -> Floats:
        total = np.zeros((len(self.texts), vectors.shape[1]), np.float32)
        if len(self._filled):
            total[self._filled] = np.add.reduceat(vectors, self._starts, axis=0)
        return np.asarray(total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-6), np.float32)

    def _meanings_of(self, pieces: Sequence[str]) -> Floats:
        return np.zeros((len(pieces), 0), np.float32) if self._words is None else self._words.of(pieces)

    def match(self, question: str) -> Matches:
        """The question beside every line."""
        asked = tokens(question)[-MOST_TOKENS:] or ["?"]
        letters, meant = hashed(asked), self._meanings_of(asked)
        n = len(self.texts)
        best = np.zeros((len(asked), n, 2), np.float32)
        overlaps = np.zeros((n, OVERLAPS), np.float32)
        quoted = [_spaced(phrase) for phrase in _QUOTED.findall(question)]
        if len(self._filled):
            alike = np.maximum(letters @ self._hashed.T, 0.0)
            near = np.maximum(meant @ self._meant.T, 0.0)
            best[:, self._filled, 0] = np.maximum.reduceat(alike, self._starts, axis=1)
            best[:, self._filled, 1] = np.maximum.reduceat(near, self._starts, axis=1)
            found = alike.max(axis=0)
            shares = np.stack([found, (found > ALIKE).astype(np.float32), near.max(axis=0)], axis=1)
            whole = np.add.reduceat(self._letters, self._starts)[:, None]
            said = np.add.reduceat(shares * self._letters[:, None], self._starts, axis=0)
            overlaps[self._filled, :3] = said / whole
        spaced, lengths = _spaced(question), np.maximum([len(text) for text in self.texts], 1)
        runs = self._longest_runs(spaced)
        overlaps[:, 3] = np.minimum(runs / _LONG_RUN, 1.0)
        overlaps[:, 4], overlaps[:, 5] = runs / lengths, runs / max(len(spaced), 1)
        for phrase in quoted:
            overlaps[:, 6] = np.maximum(overlaps[:, 6], [float(phrase == text) for text in self.texts])
            overlaps[:, 7] = np.maximum(overlaps[:, 7], self._longest_runs(phrase) / max(len(phrase), 1))
        return Matches(letters, meant, _told(asked, question, quoted, meant, best), best, overlaps)

    def _longest_runs(self, text: str) -> Floats:
        """(n,) letters of the longest run that each line has in common with a text without line breaks."""
        run, longest = np.zeros(len(self._written) + 1, np.int32), np.zeros(len(self._written), np.int32)
        for code in _codes(text):
            run[1:] = np.where(self._written == code, run[:-1] + 1, 0)
            np.maximum(longest, run[1:], out=longest)
        return np.maximum.reduceat(longest, self._breaks).astype(np.float32)


def _told(asked: Sequence[str], question: str, quoted: Sequence[str], meant: Floats, best: Floats) -> Floats:
    written = {fold(word): word for word in _WORD.findall(question)}
    strongest = best.max(axis=1)
    often = (best[:, :, 0] > ALIKE).sum(axis=1)
    total = len(asked)
    rows = [
        [
            float(meant[place].any()),
            np.log1p(len(piece)) / 3,
            float(piece.isdigit()),
            float(any(character.isdigit() for character in piece)),
            float(written.get(piece, piece)[:1].isupper()),
            float(any(piece in phrase for phrase in quoted)),
            place / 12,
            (total - place) / 12,
            float(place == 0),
            total / 16,
            float(strongest[place, 0]),
            float(strongest[place, 1]),
            np.log1p(often[place]) / 3,
            float(not piece.isascii()),
        ]
        for place, piece in enumerate(asked)
    ]
    return np.array(rows, np.float32)


def _spaced(text: str) -> str:
    return " ".join(_WORD.findall(fold(text)))


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
