"""A task kept as one JSON object a line, its images beside it.

Keys: ``id``, ``image`` (relative to the file), ``question``, ``answers`` (strings), and where they apply ``boxes``
(pixel xyxy of the stored image, all equally good), ``width``, ``height`` (needed with boxes), ``box_kind`` (``value``,
or ``label`` where the boxes are drawn around more than the answer; those mark no place), ``field``, ``split``,
``counting`` (the whole image is needed), ``mc`` (multiple choice: one-letter answers are option letters), ``metric``
(``vqa``, ``anls``, ``exact`` or ``relaxed``; without it VQA accuracy where ten people answered, ANLS otherwise).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import BoxError
from training.tasks.grading import anls, exact_match, grade_answer, normalise, relaxed_accuracy, vqa_accuracy
from training.tasks.task import Example, Task, TaskError

Metric = Callable[[str, Sequence[str]], float]
METRICS: dict[str, Metric] = {
    "": grade_answer,
    "vqa": vqa_accuracy,
    "anls": anls,
    "exact": exact_match,
    "relaxed": relaxed_accuracy,
}

BOX_KINDS = ("value", "label")


def find_jsonl(source: Path) -> Path:
    """``source`` itself where it is a file; ``DIR/<name of DIR>.jsonl`` where it is a folder.

    Raises:
        TaskError: there is no such file.
    """
    path = source / f"{source.resolve().name}.jsonl" if source.is_dir() else source
    if not path.is_file():
        raise TaskError(f"No task at {source}: give a .jsonl file, or a folder NAME that holds NAME.jsonl.")
    return path


def load_jsonl(source: Path) -> Task:
    """The task kept in that file or folder, named after the file.

    Raises:
        TaskError: the file is missing, empty, or a line is not a question; the message has the line's number.
    """
    path = find_jsonl(source)
    examples: dict[str, Example] = {}
    metrics: dict[str, Metric] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            example = _example(row, path.parent)
            metric = METRICS[row.get("metric") or ""]
        except (ValueError, KeyError, TypeError, AttributeError, BoxError) as error:
            raise TaskError(f"{path.name}, line {number}: {type(error).__name__}: {error}") from error
        if example.id in examples:
            raise TaskError(f"{path.name}, line {number}: id {example.id!r} stands there twice.")
        examples[example.id], metrics[example.id] = example, metric
    if not examples:
        raise TaskError(f"{path.name} holds no question.")
    return Task(path.stem, path.parent, tuple(examples.values()), Grade(metrics))


class Grade:
    """How well an answer answers a question of a task: by that question's own metric."""

    def __init__(self, metrics: dict[str, Metric]) -> None:
        self.metrics = metrics

    def __call__(self, said: str, example: Example) -> float:
        return self.metrics[example.id](said, example.answers)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Grade) and self.metrics == other.metrics

    __hash__ = None  # type: ignore[assignment]


def _example(row: dict[str, Any], root: Path) -> Example:
    answers = tuple(row["answers"])
    if not answers or not all(isinstance(answer, str) for answer in answers):
        raise ValueError("answers is not a list of at least one string")
    image = root / row["image"]
    if not image.is_file():
        raise ValueError(f"there is no image {row['image']!r}")
    counting = bool(row.get("counting"))
    shortest = 2 if row.get("mc") else 1
    kind = row.get("box_kind") or "value"
    if kind not in BOX_KINDS:
        raise ValueError(f"box_kind is {kind!r}, not one of {', '.join(BOX_KINDS)}")
    marked = row.get("boxes") or () if kind == "value" else ()
    return Example(
        id=str(row["id"]),
        image=image,
        question=row["question"].strip(),
        answers=answers,
        written=() if counting else tuple(a for a in answers if len(normalise(a)) >= shortest),
        boxes=tuple(Box.from_pixels(box, (row["width"], row["height"])) for box in marked),
        field=row.get("field") or "",
        split=row.get("split") or "",
        counting=counting,
    )
