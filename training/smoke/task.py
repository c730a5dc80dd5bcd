"""Held-out invented pictures as a task that ``training.evaluation.run`` takes.

    python -m training.smoke.task --out DIR/heldout [--seed 500] [--count 200]

Seed 500 are the pictures of the smoke run's own table; no other stage draws them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from training.recipe import check_fields, run_stage
from training.smoke import pictures
from training.storage import write_atomic


@dataclass(frozen=True, kw_only=True)
class TaskRecipe:
    """Invented pictures as a task."""

    out: Path = field(metadata={"help": "the task's folder NAME, which will hold NAME.jsonl"})
    seed: int = field(default=500, metadata={"help": "of the pictures"})
    count: int = field(default=200, metadata={"help": "pictures"})

    def __post_init__(self) -> None:
        check_fields(self, {}, ("count",))


def write_task(folder: Path, seed: int, count: int) -> Path:
    """``FOLDER/<name of FOLDER>.jsonl`` and its pictures; boxes are the named mark with its number, px."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for number in range(count):
        picture = pictures.invent(seed, number)
        picture.draw().save(folder / f"{number}.png", compress_level=1)
        mark = picture.asked
        row = {
            "id": str(number),
            "image": f"{number}.png",
            "question": mark.question,
            "answers": [mark.text],
            "boxes": [[edge * pictures.EDGE for edge in mark.box.xyxy]],
            "width": pictures.EDGE,
            "height": pictures.EDGE,
            "field": "legible" if picture.legible else "small",
            "metric": "exact",
        }
        lines.append(json.dumps(row))
    path = folder / f"{folder.resolve().name}.jsonl"
    write_atomic(path, "\n".join(lines) + "\n")
    return path


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the task; 2 after an error, which is one line on standard error."""
    return run_stage(TaskRecipe, lambda recipe: write_task(recipe.out, recipe.seed, recipe.count), arguments)


if __name__ == "__main__":
    sys.exit(main())
