"""The reward of the second stage as a picture, from the CSV files that training leaves behind.

python -m training.grounded.judging.curves --logs OUT/*/grpo.csv --out training/results/grpo.png
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from training.recipe import check_fields, run_stage

_WIDTH, _HEIGHT, _MARGIN = 900, 520, 70  # px
_COLOURS = ("#d32626", "#1f5fd0", "#0a8a2a", "#b35c00", "#7a2bbf")


def curve(path: Path, column: str) -> list[tuple[float, float]]:
    """(step, value) in the order of the file; a header may stand there again after a resumption."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.reader(file) if row]
    names = rows[0]
    return [(float(row[0]), float(row[names.index(column)])) for row in rows if row != names]


def smoothed(points: list[tuple[float, float]], width: int) -> list[tuple[float, float]]:
    """Each value as the mean over the ``width`` points that end with it, from the first that has so many."""
    values = [value for _, value in points]
    means = [sum(values[end - width : end]) / width for end in range(width, len(values) + 1)]
    return list(zip([step for step, _ in points[width - 1 :]], means, strict=True))


def draw(curves: dict[str, list[tuple[float, float]]], title: str) -> Image.Image:
    """One line for each name, over the steps of training."""
    image = Image.new("RGB", (_WIDTH, _HEIGHT), "white")
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(16)
    points = [point for line in curves.values() for point in line]
    steps = max(step for step, _ in points)
    low, high = min(value for _, value in points), max(value for _, value in points)
    low, high = low - 0.05 * (high - low), high + 0.05 * (high - low) + 1e-9

    def place(step: float, value: float) -> tuple[float, float]:
        across = _MARGIN + step / steps * (_WIDTH - 1.5 * _MARGIN)
        return across, _HEIGHT - _MARGIN - (value - low) / (high - low) * (_HEIGHT - 2 * _MARGIN)

    names = list(curves)
    pen.text((_MARGIN, 20), title, "black", font)
    for tick in range(6):
        value = low + tick * (high - low) / 5
        pen.line([place(0, value), place(steps, value)], "#dddddd")
        pen.text((8, place(0, value)[1] - 9), f"{value:.3f}", "#555555", font)
        pen.text(
            (place(tick * steps / 5, low)[0] - 10, _HEIGHT - _MARGIN + 8), f"{tick * steps / 5:.0f}", "#555555", font
        )
    for number, (name, line) in enumerate(curves.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        pen.line([place(*point) for point in line], colour, 3)
        pen.text(
            (_MARGIN - 60 + sum(map(font.getlength, names[:number])) + 18 * number, _HEIGHT - 30), name, colour, font
        )
    return image


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
    steps = 50 * recipe.smooth
    draw(curves, f"{recipe.column} of the boxes drawn, by step of the second stage, mean over {steps} steps").save(
        recipe.out
    )
    return recipe.out


def main(arguments: Sequence[str] | None = None) -> int:
    """0; 2 after an error, which is one line on standard error."""
    return run_stage(CurvesRecipe, draw_logs, arguments)


if __name__ == "__main__":
    sys.exit(main())
