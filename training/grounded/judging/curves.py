"""The reward of the second stage as a picture, from the CSV files that training leaves behind.

python -m training.grounded.judging.curves OUT/*/grpo.csv --out training/results/grpo.png
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path

from training.evaluation.plot import Point, png
from training.storage import write_atomic


def curve(path: Path, column: str) -> list[Point]:
    """A column by step in the order of the file; a header may stand there again after a resumption."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.reader(file) if row]
    names = rows[0]
    return [Point(float(row[0]), float(row[names.index(column)])) for row in rows if row != names]


def smoothed(points: Sequence[Point], width: int) -> list[Point]:
    """Each value as the mean over the ``width`` points that end with it, from the first that has so many."""
    values = [point.value for point in points]
    means = [sum(values[end - width : end]) / width for end in range(width, len(values) + 1)]
    return [Point(point.across, mean) for point, mean in zip(points[width - 1 :], means, strict=True)]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m training.grounded.judging.curves", description="Draw reward curves."
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="CSV")
    parser.add_argument("--column", default="reward")
    parser.add_argument("--smooth", type=int, default=1, metavar="N", help="mean over N points")
    parser.add_argument("--out", type=Path, required=True, metavar="PNG")
    options = parser.parse_args(arguments)
    curves = {path.parent.name: smoothed(curve(path, options.column), options.smooth) for path in options.files}
    title = f"{options.column} of the boxes drawn, mean over {50 * options.smooth} steps"
    write_atomic(options.out, png({title: curves}, "step of the second stage"))


if __name__ == "__main__":
    main()
