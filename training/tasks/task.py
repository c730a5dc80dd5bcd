"""A task: questions about images with their answers, and how an answer is graded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import CropVLMError

LETTERS = "ABCDEFGH"
"""Of options."""


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

    options: tuple[str, ...] = ()
    """Of a multiple choice, A first; the answers are then the right one's letter and its text."""

    cycle: str = ""
    """In which order the options stand, where a question is asked once for each cyclic order (HR-Bench)."""

    @property
    def prompt(self) -> str:
        """What a target is asked: the question, its options lettered. A policy is asked the question alone."""
        if not self.options:
            return self.question
        lettered = [f"{letter}. {option}" for letter, option in zip(LETTERS, self.options, strict=False)]
        return "\n".join([self.question, *lettered, "Answer with the option's letter."])


@dataclass(frozen=True)
class Task:
    """A data set and how it is graded."""

    name: str
    root: Path
    """Folder the images lie in."""

    examples: tuple[Example, ...]
    grade: Callable[[str, Example], float]
    """(a target's answer, the example) -> score in [0, 1]; 1.0 is right. What a reader of all text returns is graded by
    ``training.tasks.grading.transcript_score`` instead."""

    def mean(self, scores: Mapping[str, float]) -> float:
        """Mean of the scores (by id) of examples of this task; over the cyclic orders' means where there are such.

        HR-Bench (arXiv 2408.15556) counts so: every order weighs the same, whatever part of it was asked.
        """
        cycles: dict[str, list[float]] = {}
        for example in self.examples:
            if example.id in scores:
                cycles.setdefault(example.cycle, []).append(scores[example.id])
        return fmean(map(fmean, cycles.values()))

    def one_per_image(self, limit: int) -> list[Example]:
        """The first question about each of the first ``limit`` images."""
        firsts: dict[Path, Example] = {}
        for example in self.examples:
            firsts.setdefault(example.image, example)
        return list(firsts.values())[:limit]
