"""Text in pieces that can be compared in any script: words, and pairs of characters where words are not set apart.

A piece's vector counts its runs of two to four letters, so that "invoices" lies near "invoice" and a misread "1nvoice"
near both; hashed into a fixed number of places with signs (Weinberger et al., "Feature Hashing", ICML 2009), so that
there is no vocabulary. What a word means they do not know: that is for ``words.WordVectors``.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

DIMENSIONS = 512
_RUNS = {2: 0.5, 3: 1.0, 4: 1.0}  # letters of a run: its weight; two letters say less
_WHOLE, _CHARACTER = 1.2, 0.7  # weights of the piece itself, and of each of the two characters of a pair
# Thai, Lao, Burmese and Khmer; Hiragana to Katakana, Han, Hangul, whose words carry endings
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff"  # of vowels and tones, within words
_PIECE = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+(?:[{_MARKS}]+[^\W_{_UNSPACED}]*)*")
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_ACCENT = re.compile("[\u0300-\u036f]")


def fold(text: str) -> str:
    """Small letters without accents, of one width."""
    return unicodedata.normalize("NFKC", _ACCENT.sub("", unicodedata.normalize("NFKD", text.casefold())))


def tokens(text: str) -> list[str]:
    """The pieces of a text in their order.

    >>> tokens("Total à payer: 12,50")
    ['total', 'a', 'payer', '12', '50']
    >>> tokens("票价是")
    ['票价', '价是']
    """
    pieces: list[str] = []
    for run in _PIECE.findall(fold(text)):
        if _IS_UNSPACED.match(run):
            pieces += [run[place : place + 2] for place in range(len(run) - 1)] or [run]
        else:
            pieces.append(run)
    return pieces


@lru_cache(maxsize=50_000)
def _hashed(token: str) -> Vectors:
    vector = np.zeros(DIMENSIONS, np.float32)

    def count(run: str, weight: float) -> None:
        code = zlib.crc32(run.encode())
        vector[code % DIMENSIONS] += weight if code >> 20 & 1 else -weight

    if _IS_UNSPACED.match(token):
        for character in token:
            count(character, _CHARACTER)
        count(f"={token}", 1.0)
    else:
        bounded = f"<{token}>"
        for length, weight in _RUNS.items():
            for place in range(len(bounded) - length + 1):
                count(bounded[place : place + length], weight)
        count(f"={token}", _WHOLE)
    vector /= max(float(np.linalg.norm(vector)), 1e-6)
    vector.flags.writeable = False
    return vector


def hashed(pieces: list[str]) -> Vectors:
    """(len(pieces), DIMENSIONS) of length 1."""
    return np.stack([_hashed(piece) for piece in pieces]) if pieces else np.zeros((0, DIMENSIONS), np.float32)
