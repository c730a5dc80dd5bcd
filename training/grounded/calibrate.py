"""When to leave off and how sure to be: both fitted to families of pictures that the networks were not trained on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cropvlm_tools.policies.grounded.checkpoint import Calibration

_RIDGE, _STEPS = 1.0, 50
# Of questions that have a place, at most, which are left alone. A kind that is new to all the networks loses more: of
# street signs .10 at .03, and .07 at .02 (probe on scenetext_ic15, weights of f79db18).
_WRONGLY_ALONE = 0.02


def nowhere(absent: NDArray[np.float64], families: Sequence[str]) -> float:
    """The logit of the answer standing nowhere above which few questions that have a place lie; families count alike.

    Args:
        absent: (n,) logits of questions whose answer stands somewhere.
        families: (n,) names.
    """
    _, members, sizes = np.unique(np.array(families), return_inverse=True, return_counts=True)
    order = np.argsort(-absent)
    share = np.cumsum((1.0 / sizes[members] / len(sizes))[order])
    kept = int(np.searchsorted(share, _WRONGLY_ALONE, side="right"))
    return float(absent[order[min(kept, len(order) - 1)]])


def fit(clues: NDArray[np.float64], right: NDArray[np.bool_], families: Sequence[str]) -> Calibration:
    """Ridge-penalised logistic regression by Newton's method; each family counts the same.

    Args:
        clues: (n, len(checkpoint.CLUES)).
        right: (n,) whether the evidence lay in the box.
        families: (n,) names.
    """
    names, members = np.unique(np.array(families), return_inverse=True)
    weights = (len(families) / len(names) / np.bincount(members))[members]
    design = np.concatenate([np.ones((len(clues), 1)), clues], axis=1)
    ridge = _RIDGE * np.diag([0.0, *[1.0] * clues.shape[1]])
    coefficients = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        probability = 1 / (1 + np.exp(-np.clip(design @ coefficients, -30, 30)))
        gradient = design.T @ (weights * (right - probability)) - ridge @ coefficients
        curvature = (design * (weights * probability * (1 - probability))[:, None]).T @ design + ridge
        coefficients = coefficients + np.linalg.solve(curvature + 1e-9 * np.eye(len(coefficients)), gradient)
    return Calibration(float(coefficients[0]), tuple(coefficients[1:].tolist()))


def area_under_curve(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """How often something right has more confidence than something wrong (ROC); .5 where one of them is missing."""
    good, bad = confidence[right], confidence[~right]
    if not len(good) or not len(bad):
        return 0.5
    return float((good[:, None] > bad[None]).mean() + (good[:, None] == bad[None]).mean() / 2)


def expected_error(confidence: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error over bins of equal width (Naeini et al., AAAI 2015)."""
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(float(confidence[places == place].mean() - right[places == place].mean())) * float((places == place).mean())
        for place in np.unique(places)
    ]
    return float(sum(gaps))
