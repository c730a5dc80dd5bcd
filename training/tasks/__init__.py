"""What is measured: questions about images, and how well what a target says answers them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import CropVLMError


class TaskError(CropVLMError, ValueError):
    """A task could not be read; the message names the file, the line and what is wrong there."""


@dataclass(frozen=True)
class Example:
    """One question about one image. ``boxes`` are for evaluation only: training sees image, question and answers."""

    id: str
    """Unique within its task."""

    image: Path
    question: str
    answers: tuple[str, ...]
    """All equally right."""

    written: tuple[str, ...]
    """Those of the answers that stand in the image as text; empty where the answer has to be counted."""

    boxes: tuple[Box, ...] = ()
    """Places of the evidence, all equally good, relative to the upright image; empty where nobody marked one."""

    field: str = ""
    """What is asked for, e.g. ``"date"``; names differ from task to task."""

    split: str = ""
    counting: bool = False
    """Answered only by looking over the whole image; no single region is the evidence."""


@dataclass(frozen=True)
class Task:
    """A data set and how it is graded."""

    name: str
    root: Path
    """Folder the images lie in."""

    examples: tuple[Example, ...]
    grade: Callable[[str, Example], float]
    """(what a target said, the example) -> score in [0, 1]; 1.0 is right."""

    def one_per_image(self, limit: int) -> list[Example]:
        """The first question about each of the first ``limit`` images."""
        firsts: dict[Path, Example] = {}
        for example in self.examples:
            firsts.setdefault(example.image, example)
        return list(firsts.values())[:limit]
