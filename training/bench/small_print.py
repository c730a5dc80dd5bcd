"""How small may print be in a photograph of 12 megapixels? Pictures are laid into one, ever smaller, and asked about.

    python -m training.bench.small_print --data DATA/receipts --grounds DATA/streets/images

Each picture is shrunk until its median line is so many pixels high and laid at a drawn place of a photograph that was
enlarged to 4032x3024. ``recall``: a marked place lies at least 90 % inside the crop. ``first``: median seconds of the
first question about a picture, which reads it.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image
from tqdm import tqdm

from cropvlm_tools.boxes import Box
from cropvlm_tools.images.load import load_image
from cropvlm_tools.perception.text.reading import forget_lines, read_lines
from cropvlm_tools.policies.loading import load_policy
from training.tasks import Example
from training.tasks.jsonl import load_jsonl
from training.tasks.metrics import evidence_inside

PHOTO = (4032, 3024)
HEIGHTS = (10, 14, 18, 24, 32)  # px, of the median line as the OCR engine sees it


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


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m training.bench.small_print", description="How small may print be?")
    parser.add_argument("--data", nargs="+", type=Path, required=True, metavar="DIR", help="tasks with marked places")
    parser.add_argument("--grounds", type=Path, required=True, metavar="DIR", help="photographs to lay them into")
    parser.add_argument("--limit", type=int, default=20, metavar="N", help="pictures of each task (20)")
    parser.add_argument("--heights", nargs="+", type=int, default=HEIGHTS, metavar="PX", help="of the median line")
    options = parser.parse_args(arguments)
    by_picture: dict[Path, list[Example]] = {}
    for source in options.data:
        marked = [example for example in load_jsonl(source).examples if example.boxes and not example.counting]
        chosen = list(dict.fromkeys(example.image for example in marked))[: options.limit]
        for example in marked:
            if example.image in chosen:
                by_picture.setdefault(example.image, []).append(example)
    grounds = sorted(path for path in options.grounds.iterdir() if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
    print("| height, px | questions | first look: recall / area | first, s | closer: recall / area | first, s |")
    print("| --- | --- | --- | --- | --- | --- |")
    for height in options.heights:
        print(_row(height, by_picture, grounds), flush=True)


def _row(height: int, by_picture: dict[Path, list[Example]], grounds: Sequence[Path]) -> str:
    policies = [load_policy("default", closer=closer) for closer in (False, True)]
    draw = random.Random(0)
    found: list[list[tuple[bool, float]]] = [[], []]
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
                found[number].append((held, 1.0 if box is None else box.area))
    cells = [f"{height}", f"{len(found[0])}"]
    for results, times in zip(found, seconds, strict=True):
        recall, area = np.mean(np.array(results, float).reshape(-1, 2), axis=0) if results else (np.nan, np.nan)
        cells += [f"{recall:.2f} / {area:.3f}", f"{np.median(times):.1f}" if times else "–"]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
