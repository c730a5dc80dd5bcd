"""The reward of the second stage as a picture, from the CSV files that training leaves behind.

python -m training.grounded.judging.curves --logs OUT/*/grpo.csv --out training/results/grpo.png
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from training.evaluation.plot import Point, png
from training.recipe import check_fields, run_stage
from training.storage import reading, write_atomic


def curve(path: Path, column: str) -> list[Point]:
    """A column by step, in the order of the steps' first lines.

    After a resumption a header may stand there again, and the steps that were done again, of which the last count.

    Raises:
        StorageError: the file has no such column, or what stands in it is no number.
    """
    with reading(path, "Draw it from another --logs."), path.open(newline="", encoding="utf-8") as file:
        names, *rows = [row for row in csv.reader(file) if row]
        place = names.index(column)
        values = {float(row[0]): float(row[place]) for row in rows if row != names}
    return [Point(step, value) for step, value in values.items()]


def smoothed(points: Sequence[Point], width: int) -> list[Point]:
    """Each value as the mean over the ``width`` points that end with it, from the first that has so many."""
    values = [point.value for point in points]
    means = [sum(values[end - width : end]) / width for end in range(width, len(values) + 1)]
    return [Point(point.across, mean) for point, mean in zip(points[width - 1 :], means, strict=True)]


@dataclass(frozen=True, kw_only=True)
class CurvesRecipe:
    """Draw reward curves."""

    logs: tuple[Path, ...] = field(metadata={"help": "CSV files that training left behind"})
    out: Path = field(metadata={"help": "the picture, PNG"})
    column: str = field(default="reward", metadata={"help": "of the files"})
    smooth: int = field(default=1, metadata={"help": "mean over so many points"})

    def __post_init__(self) -> None:
        check_fields(self, {}, ("smooth",))


def draw_logs(recipe: CurvesRecipe) -> Path:
    curves = {path.parent.name: smoothed(curve(path, recipe.column), recipe.smooth) for path in recipe.logs}
    title = f"{recipe.column} of the boxes drawn, mean over {50 * recipe.smooth} steps"
    write_atomic(recipe.out, png({title: curves}, "step of the second stage"))
    return recipe.out


def main(arguments: Sequence[str] | None = None) -> int:
    """0; 2 after an error, which is one line on standard error."""
    return run_stage(CurvesRecipe, draw_logs, arguments)


if __name__ == "__main__":
    sys.exit(main())
