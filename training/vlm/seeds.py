"""What the stages of the VLM policy learn from: one JSON object a line, images beside it.

Keys: ``image`` (relative to the file), ``question``, ``answers`` (strings), and for SFT ``box``, made by a machine:
relative xyxy of the upright image, or null where the whole image should do.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import BoxError, CropVLMError
from cropvlm_tools.images.load import load_image
from training.recipe import RecipeError

if TYPE_CHECKING:
    from PIL import Image


@dataclass(frozen=True)
class Seed:
    """One question about one image, what is right, and, for SFT, where a machine would look."""

    image: Path
    question: str
    answers: tuple[str, ...]
    box: Box | None = None


def read_seeds(path: Path, boxes: bool) -> list[Seed]:
    """All lines of a file.

    Args:
        path: of the .jsonl file.
        boxes: whether every line must say where to look.

    Raises:
        RecipeError: the file is missing or empty, or a line lacks something; the message has its number.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise RecipeError(f"Data {path.name} cannot be read ({type(error).__name__}).") from error
    seeds = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            seeds.append(_seed(json.loads(line), path.parent, boxes))
        except (ValueError, KeyError, TypeError, AttributeError, BoxError) as error:
            raise RecipeError(f"{path.name}, line {number}: {type(error).__name__}: {error}") from error
    if not seeds:
        raise RecipeError(f"{path.name} holds no question.")
    return seeds


def image_rows(rows: Sequence[dict[str, Any]]) -> Any:
    """A data set of rows whose ``image`` is a path; pictures are read, upright RGB, when they are needed.

    Raises:
        RecipeError: later, where a picture cannot be read; the message names it.
    """
    datasets: Any = import_module("datasets")
    return datasets.Dataset.from_list(rows).with_transform(_with_pictures)


def _with_pictures(columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {**columns, "image": [_picture(Path(path)) for path in columns["image"]]} if "image" in columns else columns


def _picture(path: Path) -> Image.Image:
    try:
        return load_image(path)
    except (CropVLMError, OSError) as error:
        raise RecipeError(
            f"Picture {path.name} cannot be read ({' '.join(str(error).split()):.200}). "
            "Take its lines out of the data; the same command then goes on from the last checkpoint."
        ) from error


def _seed(row: Any, root: Path, boxes: bool) -> Seed:
    if not isinstance(row, dict):
        raise ValueError("this is no object with image, question and answers")
    missing = [name for name in ("image", "question", "answers", *(["box"] if boxes else [])) if name not in row]
    if missing:
        raise ValueError(f"there is no {', '.join(missing)}")
    image = root / row["image"]
    if not image.is_file():
        raise ValueError(f"there is no image {row['image']!r}")
    answers = row["answers"]
    if not isinstance(answers, list) or not answers or not all(isinstance(answer, str) for answer in answers):
        raise ValueError("answers is not a list of at least one string")
    box = row["box"] if boxes else None
    return Seed(image, row["question"].strip(), tuple(answers), None if box is None else Box(*box))
