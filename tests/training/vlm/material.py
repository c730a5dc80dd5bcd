"""What the tests of the stages train on: a tiny policy, a tiny target, and pictures of noise with questions."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tests.policies import tiny_vlms


def write_models(folder: Path) -> None:
    """FOLDER/policy and FOLDER/target, with random weights."""
    for name, seed in (("policy", 0), ("target", 1)):
        for part in tiny_vlms.build("idefics3", seed):
            part.save_pretrained(folder / name)


def write_questions(path: Path, lines: Sequence[dict[str, Any]]) -> Path:
    """A question file, each line with a picture of its own, 60 x 40 px."""
    path.parent.mkdir(exist_ok=True)
    for number, line in enumerate(lines):
        pixels = np.random.default_rng(number).integers(0, 256, (40, 60, 3), np.uint8)
        Image.fromarray(pixels).save(path.parent / f"{number}.png")
        line["image"] = f"{number}.png"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path
