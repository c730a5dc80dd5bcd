"""Whether two policies differ: a paired test over whole images, and the correction for making many of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

import numpy as np

_EXACT = 12  # images whose difference is not 0: 4096 signs, all of them tried
_DRAWS = 20_000


def sign_flip_test(differences: Sequence[float], clusters: Sequence[str], seed: int = 0) -> float:
    """Two-sided p-value of a paired difference: how often random signs, one for each image, move it as far.

    A randomisation test (Fisher 1935) on sums over clusters, because questions of one image stand or fall together.
    Exact up to 12 images that differ; beyond that 20,000 draws, and where none of them reaches the difference,
    Hoeffding's bound for sums of random signs (1963, theorem 2), which the exact value does not exceed.

    Args:
        differences: of two policies, one for each question.
        clusters: the image of each question.
    """
    _, member = np.unique(np.asarray(clusters), return_inverse=True)
    sums = np.bincount(member, np.asarray(differences, float))
    sums = sums[np.abs(sums) > 1e-12]
    if not len(sums):
        return 1.0
    reached = abs(float(sums.sum())) - 1e-9
    if len(sums) <= _EXACT:
        signs = np.array(list(product((-1, 1), repeat=len(sums))))
        return float((np.abs(signs @ sums) >= reached).mean())
    draw = np.random.default_rng(seed)
    hits = 0
    for _ in range(20):
        signs = draw.integers(0, 2, (_DRAWS // 20, len(sums)), np.int8) * 2 - 1
        hits += int((np.abs(signs @ sums) >= reached).sum())
    if hits:
        return (hits + 1) / (_DRAWS + 1)
    return min(1 / (_DRAWS + 1), 2 * math.exp(-(reached**2) / (2 * float((sums**2).sum()))))


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjusted p-values that hold for all tests together (Holm 1979)."""
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    adjusted = [0.0] * len(p_values)
    largest = 0.0
    for rank, index in enumerate(order):
        largest = max(largest, min((len(p_values) - rank) * p_values[index], 1.0))
        adjusted[index] = largest
    return adjusted
