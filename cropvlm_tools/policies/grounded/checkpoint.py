"""The folder that a trained policy lies in: networks and word vectors, and the ``policy.json`` that they must match."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cropvlm_tools.errors import PolicyError

FILES = ("lines.onnx", "boxes.onnx", "words.npz")
CLUES = ("log-odds of the evidence in the box", "logit of absence", "probability of the box", "strongest clue")
"""What the confidence is made of, in this order (``Calibration.weights``)."""


@dataclass(frozen=True)
class Calibration:
    """Logistic regression from what the networks say to the probability that the evidence lies in the box."""

    bias: float = 0.0
    weights: tuple[float, ...] = (1.0, 0.0, 0.0, 0.0)
    """One for each of ``CLUES``."""

    def __call__(self, clues: Sequence[float]) -> float:
        total = self.bias + sum(weight * clue for weight, clue in zip(self.weights, clues, strict=True))
        return 1 / (1 + math.exp(-min(max(total, -30.0), 30.0)))


def read_calibration(folder: Path) -> Calibration:
    """How confident to be, of a folder whose files are those that its ``policy.json`` describes.

    Raises:
        PolicyError: a file is missing or another one.
    """
    try:
        config = json.loads((folder / "policy.json").read_text(encoding="utf-8"))
        sums = dict(config["files"])
        for name in FILES:
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != sums[name]:
                raise PolicyError(f"{name} in {folder.name!r} is not the file its policy.json describes.")
        values = config.get("calibration")
        if values is None:
            return Calibration()
        weights = tuple(float(weight) for weight in values["weights"])
        if len(weights) != len(CLUES):
            raise ValueError(f"calibration has {len(weights)} weights, not {len(CLUES)}")
        return Calibration(float(values["bias"]), weights)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PolicyError(
            f"Folder {folder.name!r} does not hold the weights of a GroundedPolicy: {error!r:.120}"
        ) from error
