"""The folder that a trained policy lies in: networks and word vectors, and the ``policy.json`` that says what they are.

{"policy": "grounded", "files": {NAME: sha256}, "inputs": {"version": 1, "tables": {TABLE: sha256}}, ...}
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from cropvlm_tools.errors import PolicyError
from cropvlm_tools.policies.grounded.tables import INPUT_VERSION, input_digests

FILES = ("lines.onnx", "boxes.onnx", "words.npz")
CLUES = ("log-odds of the evidence in the box", "logit of absence", "probability of the box", "strongest clue")
"""What the confidence is made of, in this order (``Calibration.weights``)."""

TRAIN_AGAIN = "Train them again with this one (python -m training.grounded), or take the default, which ships with it."


@dataclass(frozen=True)
class Calibration:
    """Logistic regression from what the networks say to the probability that the evidence lies in the box."""

    bias: float = 0.0
    weights: tuple[float, ...] = (1.0, 0.0, 0.0, 0.0)
    """One for each of ``CLUES``."""

    def __call__(self, clues: Sequence[float]) -> float:
        total = self.bias + sum(weight * clue for weight, clue in zip(self.weights, clues, strict=True))
        return 1 / (1 + math.exp(-min(max(total, -30.0), 30.0)))


class BoundInputs(TypedDict):
    """What ``policy.json`` keeps under ``inputs``."""

    version: int
    tables: dict[str, str]


def bound_inputs() -> BoundInputs:
    """Of networks that are trained now."""
    return {"version": INPUT_VERSION, "tables": input_digests()}


def read_calibration(folder: Path) -> Calibration:
    """How confident to be, of a folder whose files are those that its ``policy.json`` describes, and whose networks
    were trained with the tables and the feature code of this package.

    Raises:
        PolicyError: a file is missing or another one, or a table is.
    """
    try:
        config = json.loads((folder / "policy.json").read_text(encoding="utf-8"))
        sums = dict(config["files"])
        for name in FILES:
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != sums[name]:
                raise PolicyError(f"{name} in {folder.name!r} is not the file its policy.json describes.")
        trained: BoundInputs = config.get("inputs") or BoundInputs(version=0, tables={})
        _check_inputs(folder.name, trained)
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


def _check_inputs(name: str, trained: BoundInputs) -> None:
    own = bound_inputs()
    if trained["version"] != own["version"]:
        raise PolicyError(
            f"The weights in {name!r} were trained for another version of cropvlm-tools (inputs {trained['version']}, "
            f"here {own['version']}). {TRAIN_AGAIN}"
        )
    theirs, ours = dict(trained["tables"]), own["tables"]
    changed = sorted(table for table in theirs.keys() | ours.keys() if theirs.get(table) != ours.get(table))
    if changed:
        raise PolicyError(
            f"The weights in {name!r} were trained with another content of {', '.join(changed):.300}: with this "
            f"package's they are a model that nobody has tested. {TRAIN_AGAIN}"
        )
