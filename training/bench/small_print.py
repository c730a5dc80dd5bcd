"""How small may print be in a photograph of 12 megapixels? Pictures are laid into one, ever smaller, and asked about.

    python -m training.bench.small_print --data DATA/receipts --grounds DATA/streets/images

Each picture is shrunk until its median line is so many pixels high and laid at a drawn place of a photograph that was
enlarged to 4032x3024. ``recall``: a marked place lies at least 90 % inside the crop. ``first``: median seconds of the
first question about a picture, which reads it.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image
from tqdm import tqdm

from cropvlm_tools.boxes import Box
from cropvlm_tools.images.load import load_image
from cropvlm_tools.perception.text.reading import forget_lines, read_lines
from cropvlm_tools.policies.loading import load_policy
from training.bench import report
from training.evaluation.metrics import evidence_inside
from training.recipe import RecipeError, check_fields, run_stage
from training.tasks.hub import load_task
from training.tasks.task import Example

PHOTO = (4032, 3024)
HEIGHTS = (10, 14, 18, 24, 32)  # px, of the median line as the OCR engine sees it


@dataclass(frozen=True, kw_only=True)
class SmallPrintRecipe:
    """How small may print be?"""

    data: tuple[str, ...] = field(metadata={"help": "question files or their folders, or tasks by name"})
    grounds: Path = field(metadata={"help": "folder of photographs to lay them into"})
    out: Path | None = field(default=None, metadata={"help": "folder for the printed lines"})
    limit: int = field(default=20, metadata={"help": "pictures of each task"})
    heights: tuple[int, ...] = field(default=HEIGHTS, metadata={"help": "px of the median line"})
    images: Path | None = field(default=None, metadata={"help": "folder for named tasks' pictures"})

    def __post_init__(self) -> None:
        check_fields(self, {}, ("limit",))


def laid_into(picture: Image.Image, ground: Image.Image, scale: float, draw: random.Random) -> tuple[Image.Image, Box]:
    """A photograph of ``PHOTO`` pixels with the picture in it, and where it lies."""
    size = tuple(max(round(edge * scale), 1) for edge in picture.size)
    small = picture.resize((size[0], size[1]), Image.Resampling.LANCZOS)
    photo = ground.resize(PHOTO, Image.Resampling.BICUBIC)
    x, y = draw.randrange(PHOTO[0] - small.width + 1), draw.randrange(PHOTO[1] - small.height + 1)
    photo.paste(small, (x, y))
    return photo, Box.from_pixels((x, y, x + small.width, y + small.height), PHOTO)


def inside(box: Box, place: Box) -> Box:
    """A box of the picture, as one of the photograph it lies in at ``place``."""
    x1, x2 = (place.x1 + x * place.width for x in (box.x1, box.x2))
    y1, y2 = (place.y1 + y * place.height for y in (box.y1, box.y2))
    return Box.clipped(x1, y1, x2, y2)


def run(recipe: SmallPrintRecipe) -> Path | None:
    """Print a row for each height; returns the file where there is one.

    Raises:
        RecipeError: there is no photograph to lay pictures into.
    """
    return report(_lines(recipe), recipe.out, "small_print.md")


def _lines(recipe: SmallPrintRecipe) -> Iterator[str]:
    by_picture: dict[Path, list[Example]] = {}
    for source in recipe.data:
        examples = load_task(source, "", recipe.images).examples
        marked = [example for example in examples if example.boxes and not example.counting]
        chosen = list(dict.fromkeys(example.image for example in marked))[: recipe.limit]
        for example in marked:
            if example.image in chosen:
                by_picture.setdefault(example.image, []).append(example)
    grounds = sorted(path for path in recipe.grounds.iterdir() if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
    if not grounds:
        raise RecipeError(f"There is no photograph in {recipe.grounds.name}; give JPEGs or PNGs.")
    yield "| height, px | questions | first look: recall / area | first, s | closer: recall / area | first, s |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for height in recipe.heights:
        yield _row(height, by_picture, grounds)


def _row(height: int, by_picture: dict[Path, list[Example]], grounds: Sequence[Path]) -> str:
    policies = [load_policy("default", closer=closer) for closer in (False, True)]
    draw = random.Random(0)
    looks: list[list[tuple[bool, float]]] = [[], []]
    seconds: list[list[float]] = [[], []]
    for path, examples in tqdm(by_picture.items(), unit="picture", desc=f"{height} px"):
        picture = load_image(path)
        lines = read_lines(picture)
        ground = load_image(draw.choice(grounds))
        scale = height / (float(np.median([line.height for line in lines])) * max(picture.size)) if lines else 1.0
        if not lines or picture.width * scale > PHOTO[0] or picture.height * scale > PHOTO[1]:
            continue
        photo, place = laid_into(picture, ground, scale, draw)
        for number, policy in enumerate(policies):
            forget_lines()
            started = time.perf_counter()
            for index, example in enumerate(examples):
                box = policy.predict(photo, example.question).box
                if index == 0:
                    seconds[number].append(time.perf_counter() - started)
                held = box is not None and evidence_inside(box, [inside(one, place) for one in example.boxes])
                looks[number].append((held, 1.0 if box is None else box.area))
    cells = [f"{height}", f"{len(looks[0])}"]
    for results, times in zip(looks, seconds, strict=True):
        recall, area = np.mean(np.array(results, float).reshape(-1, 2), axis=0) if results else (np.nan, np.nan)
        cells += [f"{recall:.2f} / {area:.3f}", f"{np.median(times):.1f}" if times else "–"]
    return f"| {' | '.join(cells)} |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; 2 after an error, which is one line on standard error."""
    return run_stage(SmallPrintRecipe, run, arguments)


if __name__ == "__main__":
    sys.exit(main())
