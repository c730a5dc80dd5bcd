"""How far a mean can be trusted, and whether two policies differ: over whole images, whose questions go together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

_EXACT = 12  # images whose difference is not 0: 4096 signs, all of them tried
_DRAWS = 20_000


@dataclass(frozen=True)
class Interval:
    """A mean and where it lies with the stated confidence; no bounds where there was only one cluster."""

    mean: float
    low: float | None
    high: float | None


def bootstrap(
    values: Sequence[float],
    clusters: Sequence[str],
    resamples: int = 2000,
    seed: int = 0,
    confidence: float = 0.95,
) -> Interval:
    """Percentile bootstrap of a mean over whole clusters (Davison & Hinkley 1997, 2.4 and 3.8).

    Questions of one image share its difficulty, so images are drawn, not questions. Paired: give the differences of
    two policies on the same questions.

    Args:
        values: one for each question.
        clusters: the image of each question.

    Raises:
        ValueError: no values, or not one cluster for each.
    """
    if not len(values) or len(values) != len(clusters):
        raise ValueError(f"{len(values)} values and {len(clusters)} clusters: at least one is needed, as many of each.")
    data = np.asarray(values, float)
    _, member = np.unique(np.asarray(clusters), return_inverse=True)
    sums, counts = np.bincount(member, data), np.bincount(member)  # (clusters,)
    if len(sums) < 2:
        return Interval(float(data.mean()), None, None)
    drawn = np.random.default_rng(seed).multinomial(len(sums), np.full(len(sums), 1 / len(sums)), resamples)
    means = (drawn @ sums) / (drawn @ counts)  # (resamples,)
    low, high = np.quantile(means, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Interval(float(data.mean()), float(low), float(high))


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
