"""What the stages of the VLM policy learn from: question lines (``training.tasks.jsonl``), for SFT with ``box``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cropvlm_tools.errors import CropVLMError
from cropvlm_tools.images.load import load_image
from cropvlm_tools.policies.vlm.pixels import keep_prepared
from training.recipe import RecipeError
from training.tasks.jsonl import load_jsonl
from training.tasks.task import TRAIN, Example, TaskError

if TYPE_CHECKING:
    from PIL import Image


def read_seeds(path: Path, boxes: bool, split: str = TRAIN) -> list[Example]:
    """The questions of a split, or all where the file names none.

    Args:
        path: of the .jsonl file.
        boxes: whether every line must say where to look; where not, questions without an answer are left out, since
            nothing could be rewarded.

    Raises:
        RecipeError: the file is missing or empty, or a line lacks something; the message has its number.
    """
    try:
        examples = load_jsonl(path, ("box",) if boxes else ()).of_split(split).examples
    except TaskError as error:
        raise RecipeError(str(error)) from error
    asked = [example for example in examples if boxes or example.answers]
    seeds = [example for example in asked if example.may_train or split != TRAIN]
    if not seeds:
        raise RecipeError(f"{path.name} holds no question with an answer.")
    return seeds


class Pictures:
    """Opens the pictures of a batch of rows, each once, however many rows are about it and however often it is read.

    Args:
        prepare: makes of a picture what a processor will be asked for, ahead of time where workers read rows.
    """

    def __init__(self, prepare: Callable[[Image.Image], object] | None = None) -> None:
        self.prepare = prepare
        self._last: dict[str, Image.Image] = {}

    def __call__(self, columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
        if "image" not in columns:
            return columns
        paths: list[str] = columns["image"]
        self._last = {path: self._last.get(path) or self._open(path) for path in dict.fromkeys(paths)}
        return {**columns, "image": [self._last[path] for path in paths]}

    def __deepcopy__(self, memo: object) -> Pictures:
        return self

    def __reduce__(self) -> tuple[object, ...]:
        """Of what ``datasets`` hashes; a pickled copy opens pictures and prepares none."""
        return Pictures, ()

    def _open(self, path: str) -> Image.Image:
        picture = _picture(Path(path))
        keep_prepared(picture)
        if self.prepare is not None:
            with suppress(ValueError):  # a picture that a processor refuses: it will say so when it is asked
                self.prepare(picture)
        return picture


def image_rows(rows: Sequence[Mapping[str, object]], prepare: Callable[[Image.Image], object] | None = None) -> Any:
    """A data set of rows whose ``image`` is a path; ``Pictures`` reads them, upright RGB, when they are needed.

    Raises:
        RecipeError: later, where a picture cannot be read; the message names it.
    """
    datasets: Any = import_module("datasets")
    return datasets.Dataset.from_list(rows).with_transform(Pictures(prepare))


def _picture(path: Path) -> Image.Image:
    try:
        return load_image(path)
    except (CropVLMError, OSError) as error:
        raise RecipeError(
            f"Picture {path.name} cannot be read ({' '.join(str(error).split()):.200}). "
            "Take its lines out of the data; the same command then goes on from the last checkpoint."
        ) from error
