"""Held-out invented pictures as a task that ``training.evaluation.run`` takes.

    python -m training.smoke.task --out DIR/heldout [--seed 500] [--count 200]

Seed 500 are the pictures of the smoke run's own table; no other stage draws them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from training.smoke import pictures
from training.storage import write_atomic


def write_task(folder: Path, seed: int, count: int) -> Path:
    """``FOLDER/<name of FOLDER>.jsonl`` and its pictures; boxes are the named mark with its number, px."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for number in range(count):
        picture = pictures.invent(seed, number)
        picture.draw().save(folder / f"{number}.png", compress_level=1)
        asked = picture.asked
        row = {
            "id": str(number),
            "image": f"{number}.png",
            "question": asked.question,
            "answers": [asked.text],
            "boxes": [[edge * pictures.EDGE for edge in asked.box.xyxy]],
            "width": pictures.EDGE,
            "height": pictures.EDGE,
            "field": "legible" if picture.legible else "small",
            "metric": "exact",
        }
        lines.append(json.dumps(row))
    path = folder / f"{folder.resolve().name}.jsonl"
    write_atomic(path, "\n".join(lines) + "\n")
    return path


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Invented pictures as a task.")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--seed", type=int, default=500)
    parser.add_argument("--count", type=int, default=200)
    options = parser.parse_args(arguments)
    print(write_task(options.out, options.seed, options.count))


if __name__ == "__main__":
    main()
