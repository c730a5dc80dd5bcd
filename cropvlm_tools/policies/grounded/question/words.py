"""Vectors of words: near each other where their meanings are."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

_ENDINGS = ("s", "es", "ed", "d", "ing", "ly", "n", "en", "e")  # cut off where a word itself is not known


class WordVectors:
    """A frozen table of words.

    Args:
        words: known words, normalised (``question.normalise``).
        vectors: (len(words), dimensions) int8, of any length; they are brought to length 1.
    """

    def __init__(self, words: Iterable[str], vectors: NDArray[np.int8]) -> None:
        self._rows = {word: row for row, word in enumerate(words)}
        table = vectors.astype(np.float32)
        self._table = table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-6)
        self.dimensions = table.shape[1]

    @classmethod
    def load(cls, path: Path | BinaryIO) -> WordVectors:
        """From an ``.npz`` with ``words`` (UTF-8 bytes, one word a line) and ``vectors``; nothing is unpickled.

        Raises:
            ValueError: there is not one row of numbers for each word.
        """
        with np.load(path, allow_pickle=False) as file:
            words, vectors = file["words"].tobytes().decode("utf-8").split("\n"), file["vectors"]
        if vectors.ndim != 2 or len(vectors) != len(words) or not vectors.shape[1] or vectors.dtype != np.int8:
            raise ValueError(f"{len(words)} words have vectors of {vectors.dtype} in the shape {vectors.shape}")
        return cls(words, vectors)

    def __contains__(self, word: str) -> bool:
        return self._row(word) is not None

    def of(self, tokens: Iterable[str]) -> Vectors:
        """(len(tokens), dimensions): one of length 1 for each word, zeros where it is unknown."""
        rows = [self._row(token) for token in tokens]
        known = np.array([0 if row is None else row for row in rows], int)
        return np.asarray(self._table[known] * np.array([row is not None for row in rows], np.float32)[:, None])

    def _row(self, word: str) -> int | None:
        row = self._rows.get(word)
        if row is None and len(word) > 4:
            stems = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
            row = next((self._rows[stem] for stem in stems if len(stem) > 2 and stem in self._rows), None)
        return row
