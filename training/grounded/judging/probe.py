"""Does a policy listen to the question, does it know other words, does it know when it is right, and when to leave off?

    python -m training.grounded.judging.probe --policy OUT/policy --data DATA/receipts --readings OUT/readings

Judged on marked places (evaluation only). ``recall``: a marked place lies at least 90 % inside the crop. ``wrong``:
the same, where the crop is that of another question about the same image, whose marked places lie elsewhere; by chance
it is about the area. ``no place``: of questions that ask for none (``no_place`` in their lines), and of all others,
the share that is left alone. ``confidence``: of all zooms, right or not, those for questions without a place among
them: the area under the curve, and how many of those at .9 and more are right. ``needless`` and ``missed``: with
``when="needed"`` and a target of 1568 px, the share of questions zoomed although the reader makes out the answer in
the whole, and of those left alone although it does not.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import PolicyError
from cropvlm_tools.perception.element import Line
from cropvlm_tools.policies.grounded.closer import LinePolicy, leaves_open
from cropvlm_tools.policies.loading import load_policy
from cropvlm_tools.policy import Prediction
from cropvlm_tools.views import Budget
from cropvlm_tools.zooming.zoom import if_needed
from training.evaluation.metrics import evidence_shown
from training.grounded.calibrate import area_under_curve, expected_error
from training.grounded.reward.readings import Readings
from training.recipe import run_stage
from training.storage import JsonLines
from training.tasks.grading import transcript_score
from training.tasks.hub import load_task
from training.tasks.task import Example, Task, TaskError

By = Literal["set", "kind", "field", "language"]
NEEDED_EDGE = 1568  # px
_SURE = 0.9


@dataclass(frozen=True)
class Asked:
    """One question with a marked place, and what came of it."""

    example: Example
    prediction: Prediction
    right: bool
    wrong: bool | None
    """The evidence lies in the crop of another question; None where there is no other with its evidence elsewhere."""

    all_text: float
    """Area of all text."""


class Asker:
    """A policy that is asked about lines already read."""

    def __init__(self, policy: str, readings: Readings) -> None:
        chosen = load_policy(policy)
        if not isinstance(chosen, LinePolicy):
            raise PolicyError(f"{policy!r} does not decide from lines; give lexical or the folder of a GroundedPolicy.")
        self.policy, self.readings = chosen, readings

    def lines(self, example: Example, question: str) -> tuple[tuple[int, int], tuple[Line, ...]]:
        """Size and lines as ``closer.lines_for`` has them."""
        size, lines = self.readings.size_and_lines(example.image)
        closer = self.policy.closer and leaves_open(lines, question, size)
        if "symbols" in self.policy.eyes:
            return self.readings.size_and_seen(example.image, closer=closer)
        return self.readings.size_and_lines(example.image, closer=True) if closer else (size, lines)

    def __call__(self, example: Example, question: str) -> Prediction:
        size, lines = self.lines(example, question)
        return self.policy.predict_from(lines, question, size)


def holds(prediction: Prediction, example: Example) -> bool:
    return evidence_shown(prediction.regions, example.boxes, example.all_boxes)


def probe(task: Task, ask: Asker) -> list[Asked]:
    """Every question of a task that has a marked place and is not counting."""
    marked = [example for example in task.examples if example.boxes and not example.counting]
    predictions = {example.id: ask(example, example.question) for example in marked}
    asked: list[Asked] = []
    for example in marked:
        others = [one for one in marked if one.image == example.image and _elsewhere(one.boxes, example.boxes)]
        # one other question, the same in every run
        wrong = holds(predictions[others[len(asked) % len(others)].id], example) if others else None
        lines = ask.lines(example, example.question)[1]
        text = _union([line.box for line in lines]).area if lines else 1.0
        prediction = predictions[example.id]
        asked.append(Asked(example, prediction, holds(prediction, example), wrong, text))
    return asked


def unplaced(task: Task, ask: Asker) -> list[Prediction]:
    """What comes of the questions that ask for no place."""
    return [ask(example, example.question) for example in task.examples if example.no_place]


def _elsewhere(some: Sequence[Box], others: Sequence[Box]) -> bool:
    return not any(one.coverage(other) > 0 or other.coverage(one) > 0 for one in some for other in others)


def _union(boxes: Sequence[Box]) -> Box:
    result = boxes[0]
    for box in boxes[1:]:
        result = result.union(box)
    return result


def row(name: str, asked: Sequence[Asked]) -> str:
    """One line of the first table."""
    areas = [sum(box.area for box in one.prediction.regions) or 1.0 for one in asked]
    wrong = [one for one in asked if one.wrong is not None]
    confidence = np.array([one.prediction.confidence for one in asked])
    right = np.array([one.right for one in asked])
    cells = [
        f"{len(asked)}",
        f"{right.mean():.2f}",
        f"{np.mean(areas):.2f}",
        f"{np.mean([one.prediction.box is None for one in asked]):.2f}",
        f"{np.mean([one.right for one in wrong]):.2f}" if wrong else "–",
        f"{np.mean([bool(one.wrong) for one in wrong]):.2f}" if wrong else "–",
        f"{np.mean([one.all_text for one in wrong]):.2f}" if wrong else "–",
        f"{expected_error(confidence, right):.2f}",
    ]
    return f"| {name} | {' | '.join(cells)} |"


def confidence_table(asked: Sequence[Asked], placeless: Sequence[Prediction]) -> list[str]:
    """Two tables: abstentions, and how far the confidence tells right from wrong."""
    lines = ["", "| no place | questions | left alone |", "| --- | --- | --- |"]
    for name, predictions in (("asked for", [one.prediction for one in asked]), ("not asked for", placeless)):
        alone = [prediction.box is None for prediction in predictions]
        lines += [f"| {name} | {len(alone)} | {np.mean(alone):.3f} |"] if alone else []
    zooms = [(one.prediction.confidence, one.right) for one in asked if one.prediction.box is not None]
    zooms += [(prediction.confidence, False) for prediction in placeless if prediction.box is not None]
    if zooms:
        confidence, right = np.array([each for each, _ in zooms]), np.array([each for _, each in zooms])
        sure = right[confidence >= _SURE]
        share = f"{sure.mean():.2f}" if len(sure) else "–"
        lines += ["", f"| confidence | zooms | area under the curve | at {_SURE} and more | right of those |"]
        lines += ["| --- | --- | --- | --- | --- |"]
        lines += [f"| all | {len(zooms)} | {area_under_curve(confidence, right):.2f} | {len(sure)} | {share} |"]
    return lines


def reworded(path: Path, tasks: Sequence[Task], ask: Asker) -> list[tuple[str, bool, bool]]:
    """(language, right with the original words, right with the other words) of each reworded question.

    Raises:
        StorageError: a line of the file is no ``task``, ``id``, ``question`` and ``language``.
    """
    examples = {(task.name, example.id): example for task in tasks for example in task.examples}
    answers = []
    names = ("task", "id", "question", "language")
    for task, number, question, language in JsonLines(path).read_as(lambda line: [str(line[name]) for name in names]):
        example = examples.get((task, number))
        if example is not None and example.boxes:
            before, after = (holds(ask(example, words), example) for words in (example.question, question))
            answers.append((language, before, after))
    return answers


def needed(task: Task, ask: Asker, limit: int) -> tuple[int, float, float]:
    """How many questions, the share zoomed needlessly, the share left alone although the whole does not do."""
    readable = [example for example in task.examples if example.written]
    readable = readable[:: max(len(readable) // limit, 1)]
    budget = Budget(max_edge=NEEDED_EDGE, max_tokens=None)
    needless = missed = 0
    for example in readable:
        text = "\n".join(line.text for line in ask.readings.rung(example.image, NEEDED_EDGE))
        legible = transcript_score(text, example.written) == 1.0
        prediction = if_needed(ask(example, example.question), ask.lines(example, example.question)[0], budget)
        zooms = prediction.box is not None
        needless += zooms and legible
        missed += not zooms and not legible
    return len(readable), needless / max(len(readable), 1), missed / max(len(readable), 1)


@dataclass(frozen=True, kw_only=True)
class ProbeRecipe:
    """Does the policy listen?"""

    policy: str = field(metadata={"help": "lexical, or the folder of a GroundedPolicy"})
    data: tuple[str, ...] = field(metadata={"help": "question files or their folders"})
    readings: Path = field(metadata={"help": "folder in which OCR lines are kept"})
    reworded: Path | None = field(default=None, metadata={"help": "JSON lines: questions in other words"})
    split: str = field(default="", metadata={"help": "only the questions of that split"})
    untrained: bool = field(default=False, metadata={"help": "only the questions that may not train (may_train)"})
    by: By = field(default="set", metadata={"help": "a row for each of these too"})
    needed: int = field(default=0, metadata={"help": "questions of each task for when=needed"})


def judge(recipe: ProbeRecipe) -> str:
    """The tables, in Markdown.

    Raises:
        TaskError: no question has a marked place.
    """
    ask = Asker(recipe.policy, Readings(recipe.readings))
    tasks = [load_task(source, recipe.split) for source in recipe.data]
    if recipe.untrained:
        tasks = [replace(task, examples=tuple(one for one in task.examples if not one.may_train)) for task in tasks]
    probed = {task.name: probe(task, ask) for task in tasks}
    lines = [
        "| set | questions | recall | area | abstains | recall where there is a wrong one | wrong | all text | ECE |"
    ]
    lines.append("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    if not any(probed.values()):
        raise TaskError("No question of --data has a marked place (boxes), so nothing can be judged.")
    lines += [row(name, asked) for name, asked in probed.items() if asked]
    if recipe.by != "set":
        for name, asked in probed.items():
            parts: dict[str, list[Asked]] = {}
            for one in asked:
                parts.setdefault(str(getattr(one.example, recipe.by)) or "none", []).append(one)
            lines += [row(f"{name}: {part}", parts[part]) for part in sorted(parts)]
    everything = [one for asked in probed.values() for one in asked]
    lines.append(row("all", everything))
    lines += confidence_table(everything, [prediction for task in tasks for prediction in unplaced(task, ask)])
    if recipe.reworded is not None:
        judged = reworded(recipe.reworded, tasks, ask)
        lines += ["", "| reworded | questions | recall before | recall after |", "| --- | --- | --- | --- |"]
        for name, languages in (("English", {"en"}), ("de, fr, es", {"de", "fr", "es"}), ("all", None)):
            some = [entry for entry in judged if languages is None or entry[0] in languages]
            if some:
                before, after = (np.mean([entry[place] for entry in some]) for place in (1, 2))
                lines.append(f"| {name} | {len(some)} | {before:.2f} | {after:.2f} |")
    if recipe.needed:
        lines += ["", "| when=needed, 1568 px | questions | needless | missed |", "| --- | --- | --- | --- |"]
        for task in tasks:
            count, needless, missed = needed(task, ask, recipe.needed)
            if count:
                lines.append(f"| {task.name} | {count} | {needless:.2f} | {missed:.2f} |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """0; 2 after an error, which is one line on standard error."""
    return run_stage(ProbeRecipe, judge, arguments)


if __name__ == "__main__":
    sys.exit(main())
