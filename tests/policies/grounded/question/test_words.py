"""WordVectors: known words, their endings, and texts."""

from pathlib import Path

import numpy as np
import pytest

from cropvlm_tools.policies.grounded.question.tokens import tokens
from cropvlm_tools.policies.grounded.question.words import WordVectors

WORDS = WordVectors(["total", "price", "start"], np.array([[127, 0], [0, 64], [-50, 50]], np.int8))


@pytest.mark.parametrize(
    ("text", "known"),
    [("Total", 1), ("TOTAL: 12.50", 1), ("totals", 1), ("started", 1), ("the price, total", 2), ("12", 0), ("", 0)],
)
def test_the_known_words_of_a_text(text: str, known: int) -> None:
    words = tokens(text)
    lengths = np.linalg.norm(WORDS.of(words), axis=1)
    assert lengths.shape == (len(words),)
    assert np.allclose(np.sort(lengths), np.repeat([0.0, 1.0], [len(words) - known, known]))


def test_short_words_keep_their_endings() -> None:
    assert "prices" in WORDS
    assert "tote" not in WORDS


def test_a_file_is_read_without_unpickling(tmp_path: Path) -> None:
    path = tmp_path / "words.npz"
    np.savez(path, words=np.frombuffer("straße\ntotal".encode(), np.uint8), vectors=np.eye(2, dtype=np.int8))
    assert "total" in WordVectors.load(path)
    np.savez(path, words=np.array([{}], dtype=object), vectors=np.eye(2, dtype=np.int8))
    with pytest.raises(ValueError, match="pickle"):
        WordVectors.load(path)
