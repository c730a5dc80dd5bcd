"""How an OCR engine misreads: the rates, their estimation from pages that it has read, and where they are kept.

``python -m training.pages.misreading.noise --pages 150 --out training/pages/misreading/noise.json`` makes the file that
is loaded by default.
"""

from __future__ import annotations

import json
import math
import sys
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields
from functools import cache
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from cropvlm_tools.boxes import Box, Size
from cropvlm_tools.perception.element import Line
from training.pages.page import Page, Printed
from training.recipe import check_fields, run_stage
from training.storage import write_atomic

HEIGHTS = (5.0, 7.0, 9.0, 12.0, 16.0, 24.0, 40.0)
"""Limits between classes of text height, px as the detector is shown it."""

GAPS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
"""Limits between classes of the gap between neighbours in a row, in heights of the text."""

KEPT = Path(__file__).with_name("noise.json")
_SHOWN_PIXELS, _SHOWN_EDGE = 1600 * 1300, 960  # what a detector is shown: an A4 page as 1600x1300, small ones doubled


@dataclass(frozen=True)
class Noise:
    """Rates are shares in [0, 1]; tuples by height have ``len(HEIGHTS) + 1`` classes, by gap ``len(GAPS) + 1``."""

    lost: tuple[float, ...] = (0.9, 0.5, 0.2, 0.06, 0.03, 0.02, 0.02, 0.02)
    """Lines not found, by height."""

    faint: float = 0.3
    """Lines not found where the contrast is under ``FAINT``."""

    errors: tuple[float, ...] = (0.3, 0.15, 0.07, 0.03, 0.015, 0.01, 0.01, 0.02)
    """Characters read wrong or not at all, by height."""

    deleted: float = 0.3
    """Of the errors, those where the character is left out."""

    inserted: float = 0.15
    """Of the errors, those where one too many is read."""

    space_lost: float = 0.05
    """Of all spaces."""

    space_added: float = 0.003
    """For each character."""

    merged: tuple[float, ...] = (0.9, 0.8, 0.6, 0.4, 0.2, 0.1, 0.03, 0.0)
    """Neighbours in a row read as one line, by the gap between them."""

    split: float = 0.004
    """Spaces at which a line is read as two."""

    grown: tuple[float, float, float, float] = (0.4, 0.4, 0.4, 0.4)
    """By how much a line's box is larger to the left, top, right and bottom, in heights."""

    jitter: tuple[float, float, float, float] = (0.15, 0.15, 0.15, 0.15)
    """Standard deviation of the same."""

    height: float = 1.0
    """Of a line, to that of its text grown at the top and bottom."""

    height_spread: float = 0.05
    """Standard deviation of the same."""

    confused: dict[str, dict[str, float]] = field(default_factory=dict)
    """For a character, what is read in its place, with shares that sum up to 1."""

    def __post_init__(self) -> None:
        for name, count in (("lost", len(HEIGHTS)), ("errors", len(HEIGHTS)), ("merged", len(GAPS))):
            if len(getattr(self, name)) != count + 1:
                raise ValueError(f"Noise.{name} needs {count + 1} rates.")

    def save(self, path: Path) -> None:
        rounded = json.loads(json.dumps(asdict(self)), parse_float=lambda text: round(float(text), 5))
        write_atomic(path, json.dumps(rounded, ensure_ascii=False, indent=1) + "\n")

    @classmethod
    def load(cls, path: Path) -> Noise:
        """The rates kept in a file of ``save``.

        Raises:
            ValueError: the file is not one, or of other classes.
        """
        kept = json.loads(path.read_text(encoding="utf-8"))
        unknown = set(kept) - {each.name for each in fields(cls)}
        if unknown:
            raise ValueError(f"{path.name} has rates of another version: {sorted(unknown)}. Fit it again.")
        for name, rate in kept.items():
            kept[name] = tuple(rate) if isinstance(rate, list) else rate
        return cls(**kept)


FAINT = 0.25
"""Contrast, as a share of black on white, under which print is faint."""


@cache
def default_noise() -> Noise:
    """The fitted rates, or plausible ones where the file is missing."""
    return Noise.load(KEPT) if KEPT.is_file() else Noise()


def shown_scale(size: Size) -> float:
    """By how much a detector of text enlarges a picture of that size."""
    most = (_SHOWN_PIXELS / (size[0] * size[1])) ** 0.5
    return float(min(most, min(max(_SHOWN_EDGE / max(size), 1.0), 2.0)))


def height_class(page: Page, printed: Printed) -> int:
    return bisect(HEIGHTS, printed.height * max(page.size) * shown_scale(page.size))


def contrast(page: Page, index: int) -> float:
    """Of a printed line in the picture, as a share of black on white."""
    return page.inks[index].contrast * (1 - page.camera.fade)


def row_gap(page: Page, left: Printed, right: Printed) -> float | None:
    """The gap between two lines in heights of the text; None where they are not in one row."""
    a, b = left.box, right.box
    common = min(a.y2, b.y2) - max(a.y1, b.y1)
    if common < 0.5 * min(a.height, b.height) or min(a.height, b.height) < 0.5 * max(a.height, b.height):
        return None
    return (b.x1 - a.x2) * page.size[0] / (min(left.height, right.height) * max(page.size))


def neighbours(page: Page) -> list[tuple[int, int, float]]:
    """Pairs of lines next to each other in a row, with the gap between them in heights, where it is under 4."""
    order = sorted(range(len(page.printed)), key=lambda index: page.printed[index].box.x1)
    pairs = []
    for position, index in enumerate(order):
        best: tuple[float, int] | None = None
        for other in order[position + 1 :]:
            if page.printed[other].box.x1 - page.printed[index].box.x2 > 0.2:
                break
            gap = row_gap(page, page.printed[index], page.printed[other])
            if gap is not None and gap > -1.5 and (best is None or gap < best[0]):
                best = (gap, other)
        if best is not None and best[0] < 4:
            pairs.append((index, best[1], best[0]))
    return pairs


class _Tally:
    """Hits and trials by class, smoothed towards a neighbour class where there are few."""

    def __init__(self, classes: int) -> None:
        self.hits, self.trials = [0.0] * classes, [0.0] * classes

    def add(self, number: int, hits: float, trials: float = 1.0) -> None:
        self.hits[number] += hits
        self.trials[number] += trials

    def rates(self, prior: Sequence[float], weight: float = 2.0) -> tuple[float, ...]:
        return tuple((h + weight * p) / (t + weight) for h, t, p in zip(self.hits, self.trials, prior))


def fit(pairs: Iterable[tuple[Page, Sequence[Line]]]) -> Noise:
    """The rates at which an engine misread pages: what was printed, matched with what it read.

    Raises:
        ValueError: there are no pages.
    """
    start = Noise()
    lost, errors, merged = _Tally(len(HEIGHTS) + 1), _Tally(len(HEIGHTS) + 1), _Tally(len(GAPS) + 1)
    faint, counts = _Tally(1), Counter[str]()
    confused: defaultdict[str, Counter[str]] = defaultdict(Counter)
    edges: list[list[float]] = [[], [], [], []]
    heights: list[float] = []
    pages = 0
    for page, lines in pairs:
        pages += 1
        readers, holds = _match(page, lines)
        for index, printed in enumerate(page.printed):
            if contrast(page, index) < FAINT:
                faint.add(0, not readers[index])
            else:
                lost.add(height_class(page, printed), not readers[index])
        for left, right, gap in neighbours(page):
            if readers[left] and readers[right]:
                merged.add(bisect(GAPS, gap), bool(set(readers[left]) & set(readers[right])))
        for number, held in enumerate(holds):
            if len(held) == 1 and readers[held[0]] == [number]:
                _measure(page, page.printed[held[0]], lines[number], edges, heights)
        for index, printed in enumerate(page.printed):
            if len(readers[index]) == 1 and len(holds[readers[index][0]]) == 1:
                _compare(
                    printed.text, lines[readers[index][0]].text, height_class(page, printed), errors, counts, confused
                )
            if readers[index]:
                counts["gaps"] += printed.text.count(" ")
                counts["splits"] += len(readers[index]) - 1
    if not pages:
        raise ValueError("Nothing to fit: give pages with the lines that were read.")
    wrong = max(counts["replaced"] + counts["deleted"] + counts["inserted"], 1)
    means = tuple(_trimmed(values, default)[0] for values, default in zip(edges, start.grown))
    spreads = tuple(_trimmed(values, default)[1] for values, default in zip(edges, start.jitter))
    tall, spread = _trimmed(heights, start.height)
    return Noise(
        lost=lost.rates(start.lost),
        faint=faint.rates((start.faint,))[0],
        errors=errors.rates(start.errors, 20.0),
        deleted=counts["deleted"] / wrong,
        inserted=counts["inserted"] / wrong,
        space_lost=counts["space_lost"] / max(counts["spaces"], 1),
        space_added=counts["space_added"] / max(counts["characters"], 1),
        merged=merged.rates(start.merged),
        split=counts["splits"] / max(counts["gaps"], 1),
        grown=(means[0], means[1], means[2], means[3]),
        jitter=(spreads[0], spreads[1], spreads[2], spreads[3]),
        height=tall,
        height_spread=spread,
        confused={
            letter: {read: count / sum(seen.values()) for read, count in seen.most_common(8)}
            for letter, seen in sorted(confused.items())
        },
    )


def _trimmed(values: list[float], default: float) -> tuple[float, float]:
    """Mean and standard deviation without the outer tenths."""
    if len(values) < 5:
        return default, 0.08
    kept = sorted(values)[len(values) // 10 : len(values) - len(values) // 10]
    mean = sum(kept) / len(kept)
    return mean, math.sqrt(sum((value - mean) ** 2 for value in kept) / len(kept)) * 1.5  # what the tails took away


def _match(page: Page, lines: Sequence[Line]) -> tuple[list[list[int]], list[list[int]]]:
    """For every printed line the lines that read some of it, and for every line read the printed ones in it."""
    readers: list[list[int]] = [[] for _ in page.printed]
    holds: list[list[int]] = [[] for _ in lines]
    for number, line in enumerate(lines):
        for index, printed in enumerate(page.printed):
            if _reads(line.box, printed.box):
                readers[index].append(number)
                holds[number].append(index)
    for held in holds:
        held.sort(key=lambda index: page.printed[index].box.x1)
    return readers, holds


def _reads(line: Box, printed: Box) -> bool:
    across = min(line.x2, printed.x2) - max(line.x1, printed.x1)
    middle = (printed.y1 + printed.y2) / 2
    if across <= 0 or not line.y1 < middle < line.y2:
        return False
    return across > 0.5 * min(line.width, printed.width) or across > 0.5 * printed.width


def _measure(page: Page, printed: Printed, line: Line, edges: list[list[float]], heights: list[float]) -> None:
    tall = printed.height * max(page.size)
    across, down = page.size[0] / tall, page.size[1] / tall
    a, b = printed.box, line.box
    left, right = (a.x1 - b.x1) * across, (b.x2 - a.x2) * across
    top, bottom = (a.y1 - b.y1) * down, (b.y2 - a.y2) * down
    for kept, value in zip(edges, (left, top, right, bottom)):
        kept.append(value)
    heights.append(line.height / (printed.height * max(1 + top + bottom, 0.2)))


def _compare(
    printed: str,
    read: str,
    tall: int,
    errors: _Tally,
    counts: Counter[str],
    confused: defaultdict[str, Counter[str]],
) -> None:
    """Count what one line's characters became. A line that was read as something else altogether counts for nothing."""
    steps = Levenshtein.editops(printed, read)
    if len(steps) > 0.7 * len(printed):
        return
    counts["characters"] += len(printed)
    counts["spaces"] += printed.count(" ")
    wrong = 0
    for step in steps:
        old = printed[step.src_pos] if step.src_pos < len(printed) else ""
        new = read[step.dest_pos] if step.dest_pos < len(read) else ""
        if step.tag == "delete" and old == " ":
            counts["space_lost"] += 1
        elif step.tag == "insert" and new == " ":
            counts["space_added"] += 1
        else:
            wrong += 1
            counts[{"replace": "replaced", "delete": "deleted", "insert": "inserted"}[step.tag]] += 1
            if step.tag == "replace":
                confused[old][new] += 1
    errors.add(tall, wrong, len(printed) - printed.count(" "))


@dataclass(frozen=True, kw_only=True)
class NoiseRecipe:
    """The rates at which the OCR engine misreads invented pages."""

    pages: int = field(default=150, metadata={"help": "that are read"})
    seed: int = field(default=10**6, metadata={"help": "of the first page"})
    out: Path = field(default=KEPT, metadata={"help": "the file of the rates"})

    def __post_init__(self) -> None:
        check_fields(self, {}, ("pages",), ("seed",))


def estimate(recipe: NoiseRecipe) -> str:
    """Read the pages, write the rates, and say how much was read."""
    from cropvlm_tools.perception.text.reading import read_lines
    from training.pages.invention import invent
    from training.pages.printing.raster import drawable, render

    read = []
    for seed in range(recipe.seed, recipe.seed + recipe.pages):
        page = invent(seed)
        if drawable(page):
            read.append((page, read_lines(render(page), threads=1)))
    fit(read).save(recipe.out)
    return f"{len(read)} pages, {sum(len(lines) for _, lines in read)} lines read: {recipe.out}"


def main(arguments: Sequence[str] | None = None) -> int:
    """0; 2 after an error, which is one line on standard error."""
    return run_stage(NoiseRecipe, estimate, arguments)


if __name__ == "__main__":
    sys.exit(main())
