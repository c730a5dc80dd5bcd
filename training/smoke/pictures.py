"""Invented pictures: coloured shapes, beside each a number, which in most pictures is too small to read as a whole.

A picture follows from (seed, number) alone. The question names a mark; its number is the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from cropvlm_tools.boxes import Box
from training.pages.printing import fonts
from training.tasks.jsonl import question_line, write_jsonl
from training.tasks.task import Example

EDGE = 512  # px of a picture, which is square
LEGIBLE_SHARE = 0.25  # of the pictures: print so large that it can be read in the whole
GIVES_UP = {True: 0.3, False: 0.05}  # share of legible and of other pictures in which the machine proposes no box
COLOURS = {"red": (208, 32, 32), "green": (16, 140, 48), "blue": (32, 72, 208), "orange": (240, 136, 0)}
SHAPES = ("circle", "square")
NAMES = tuple(f"{colour} {shape}" for colour in COLOURS for shape in SHAPES)
QUESTION = "What number is beside the {name}?"
FACES = (fonts.BUILT_IN,)  # typeface of the pictures a policy sees: the same on every machine


@dataclass(frozen=True)
class Mark:
    """A named shape and the number to its right; px of the picture."""

    name: str
    text: str
    shape: tuple[float, float, float, float]
    print: tuple[float, float, float, float]
    """Ink of the number."""

    origin: tuple[float, float]
    """Left end of its baseline."""

    size: int
    """Of the type."""

    face: str

    @property
    def question(self) -> str:
        return QUESTION.format(name=self.name)

    @property
    def box(self) -> Box:
        """The true box: mark and number."""
        left, top, right, bottom = (
            choose(one, other) for choose, one, other in zip((min, min, max, max), self.shape, self.print, strict=True)
        )
        return Box.clipped(left / EDGE, top / EDGE, right / EDGE, bottom / EDGE)


@dataclass(frozen=True)
class Picture:
    """What is drawn; the first mark is the one that is asked for."""

    marks: tuple[Mark, ...]
    ground: tuple[int, int, int]
    legible: bool
    """As a whole, shrunk to the edge of a reader's view."""

    @property
    def asked(self) -> Mark:
        return self.marks[0]

    def draw(self) -> Image.Image:
        """RGB, 512 x 512 px."""
        image = Image.new("RGB", (EDGE, EDGE), self.ground)
        pen = ImageDraw.Draw(image)
        for mark in self.marks:
            colour, shape = mark.name.split()
            (pen.ellipse if shape == "circle" else pen.rectangle)(mark.shape, fill=COLOURS[colour])
            pen.text(mark.origin, mark.text, (16, 16, 16), fonts.load(mark.face, mark.size), anchor="ls")
        return image


def invent(seed: int, number: int, faces: Sequence[str] = FACES) -> Picture:
    """The picture of that number; no two of its marks have one colour."""
    random = np.random.default_rng((seed, number))
    legible = bool(random.random() < LEGIBLE_SHARE)
    cells, least, most = (2, 1, 1) if legible else (4, 1, 2)  # cells a side, marks
    low, high = (56, 68) if legible else (26, 31)  # px of a mark
    step = EDGE / cells
    colours = random.permutation(list(COLOURS))[: random.integers(least, most + 1)]
    names = [f"{colour} {random.choice(SHAPES)}" for colour in colours]
    marks = []
    for name, cell in zip(names, random.permutation(cells * cells), strict=False):
        edge = float(random.uniform(low, high))
        size = round(random.uniform(100, 124) if legible else random.uniform(20, 24))
        text = "".join(str(digit) for digit in random.integers(0, 10, 2))
        face = str(random.choice(list(faces)))
        marks.append(_place(name, text, face, size, edge, (cell % cells * step, cell // cells * step, step), random))
    ground = tuple(int(value) for value in random.integers(224, 256, 3))
    return Picture(tuple(marks), (ground[0], ground[1], ground[2]), legible)


def _place(
    name: str,
    text: str,
    face: str,
    size: int,
    edge: float,
    cell: tuple[float, float, float],
    random: np.random.Generator,
) -> Mark:
    """A mark and its number somewhere in a cell (left, top, edge), wholly inside."""
    gap = 0.12 * edge
    ink = fonts.load(face, size).getbbox(text, anchor="ls")
    wide, high = edge + gap + ink[2] - ink[0], max(edge, ink[3] - ink[1])
    left = cell[0] + 2 + float(random.uniform(0, max(cell[2] - wide - 4, 0)))
    top = cell[1] + 2 + float(random.uniform(0, max(cell[2] - high - 4, 0)))
    middle = top + high / 2
    x, y = round(left + edge + gap - ink[0]), round(middle - (ink[1] + ink[3]) / 2)
    return Mark(
        name=name,
        text=text,
        shape=(left, middle - edge / 2, left + edge, middle + edge / 2),
        print=(x + ink[0], y + ink[1], x + ink[2], y + ink[3]),
        origin=(x, y),
        size=size,
        face=face,
    )


def oracle_box(mark: Mark, margin: float = 0.15) -> Box:
    """A square around the true box with a margin on each side, as shares of its longer edge."""
    box = mark.box
    half = max(box.width, box.height) * (0.5 + margin)
    x, y = (box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2
    return Box.clipped(x - half, y - half, x + half, y + half)


def machine_box(picture: Picture, random: np.random.Generator) -> Box | None:
    """Where a careless machine would look: the true box, moved and much enlarged.

    None where it gives up: more often before a large mark, as an enlarged box soon holds all of the picture.
    """
    if random.random() < GIVES_UP[picture.legible]:
        return None
    box = picture.asked.box
    wide, high = random.uniform(0.22, 0.42, 2)
    x, y = (box.x1 + box.x2) / 2 + random.uniform(-0.04, 0.04), (box.y1 + box.y2) / 2 + random.uniform(-0.04, 0.04)
    wide, high = max(wide, box.width + 0.1), max(high, box.height + 0.1)
    return Box.clipped(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)


def write_seeds(folder: Path, seed: int, count: int) -> Path:
    """``count`` pictures as PNG and their lines as ``training.vlm.seeds`` reads them; what is whole is left."""
    path = folder / "seeds.jsonl"
    if path.is_file():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng((seed, 1_000_000))
    lines = []
    for number in range(count):
        picture = invent(seed, number)
        picture.draw().save(folder / f"{number}.png", compress_level=1)
        box = machine_box(picture, random)
        question, answers = picture.asked.question, (picture.asked.text,)
        example = Example(str(number), folder / f"{number}.png", question, answers, answers, box=box)
        lines.append(question_line(example, folder, boxed=True))
    return write_jsonl(path, lines)
