"""A task: questions about images with their answers, and how an answer is graded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import CropVLMError

LETTERS = "ABCDEFGH"
"""Of options."""

TRAIN, VAL = "train", "val"
"""The splits that a stage takes unless it is told otherwise: one to learn from, one to be judged by."""


class TaskError(CropVLMError, ValueError):
    """A task could not be read; the message names the file, the line and what is wrong there."""


@dataclass(frozen=True)
class Example:
    """One question about one image. ``boxes`` are for evaluation only: training sees image, question and answers.

    Boxes are relative to the upright image.
    """

    id: str
    """Unique within its task."""

    image: Path
    question: str
    answers: tuple[str, ...]
    """All equally right; none where nothing in the image is asked for."""

    written: tuple[str, ...]
    """Those of the answers that stand in the image as text; empty where the answer has to be counted."""

    boxes: tuple[Box, ...] = ()
    """Places of the evidence, all equally good; empty where nobody marked one."""

    all_boxes: tuple[Box, ...] = ()
    """Places that must all be seen, where the answer has several parts; ``boxes`` holds the same ones then."""

    box: Box | None = None
    """Where to look, for a policy to learn: made by a machine, or the preferred one of ``boxes``. None is the whole."""

    no_place: bool = False
    """No place is asked for ("Thanks!"): abstaining is right."""

    may_train: bool = True
    """False where its licence or its origin allows evaluation only."""

    field: str = ""
    """What is asked for, e.g. ``"date"``; names differ from task to task."""

    split: str = ""
    language: str = ""
    """Of the image's text, e.g. ``"de"``."""

    kind: str = ""
    """Of picture or question, as its set names them."""

    metric: str = ""
    """By which answers are graded (``training.tasks.grading.METRICS``)."""

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

    def of_split(self, split: str) -> Task:
        """The questions of that split; all of them where none of them names a split, or for ``""`` and ``"all"``.

        Raises:
            TaskError: there are splits, and no question in this one.
        """
        splits = sorted({example.split for example in self.examples} - {""})
        if split in ("", "all") or not splits:
            return self
        examples = tuple(example for example in self.examples if example.split == split)
        if not examples:
            raise TaskError(f"{self.name} has no question in the split {split!r}; there are {', '.join(splits)}.")
        return replace(self, examples=examples)

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
