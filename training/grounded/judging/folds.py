"""What GRPO adds to the untrained policy, and to SFT, on families left out of training: paired, over both readers; and
how well the confidence it ends with is calibrated there.

    python -m training.grounded.judging.folds --runs EVALUATION... --folds sroie,receipts_de adbuy_forms lichens

Each EVALUATION is the ``--out`` of a ``training.evaluation.run`` of ``lexical``, a policy's folder NAME and NAME-sft;
what two of them asked counts once. A question's value over several readers is their mean.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from training.evaluation.choices import EvaluationError
from training.evaluation.rows import Row, RowFile
from training.evaluation.statistics import Interval, bootstrap
from training.evaluation.tables import cell
from training.grounded.calibrate import expected_error
from training.recipe import run_stage


@dataclass(frozen=True, kw_only=True)
class FoldsRecipe:
    """What GRPO adds."""

    runs: tuple[Path, ...] = field(metadata={"help": "--out of evaluations"})
    folds: tuple[str, ...] = field(metadata={"help": "names of tasks left out together, A,B"})


Question = tuple[str, str]
"""Task and id."""

Values = dict[tuple[str, str], float]
"""(``lexical``, ``SFT`` or ``GRPO``, reader) -> 1 where the answer is readable, else 0."""

STEPS = (0.3, 0.5, 0.7, 0.8, 0.9, 0.95)
"""Of the confidence, between the rows of its table."""


def read(runs: Sequence[Path]) -> tuple[dict[Question, Values], dict[Question, str]]:
    """What was readable of each question, and the image it is about.

    Raises:
        EvaluationError: a run has no ``lexical``, or no policy beside its SFT stage; it was not finished; or it is of
            several resolutions, of which a question has one value each.
    """
    answers: dict[Question, Values] = {}
    images: dict[Question, str] = {}
    for run in runs:
        rows = RowFile(run / "rows.jsonl").read()
        stages = _stages(run, rows)
        if len({row.edge for row in rows}) > 1:
            raise EvaluationError(f"{run.name} is of several --resolutions. Give runs of one.")
        for row in rows:
            if row.policy in stages and row.value is not None:
                question = row.task, row.id
                images[question] = f"{row.task}/{row.image}"
                answers.setdefault(question, {})[stages[row.policy], row.target] = row.value
        questions = {(row.task, row.id, row.target) for row in rows if row.policy in stages}
        if len(questions) * len(stages) != sum(row.policy in stages for row in rows):
            raise EvaluationError(f"{run.name} is not finished: its own command goes on where it was.")
    return answers, images


def _stages(run: Path, rows: Sequence[Row]) -> dict[str, str]:
    """Policy of a run -> what it is."""
    names = {row.policy for row in rows}
    trained = [name for name in names if f"{name}-sft" in names]
    if "lexical" not in names or len(trained) != 1:
        raise EvaluationError(f"{run.name} has not lexical, one trained policy NAME and NAME-sft among its policies.")
    return {"lexical": "lexical", f"{trained[0]}-sft": "SFT", trained[0]: "GRPO"}


def gain(
    answers: dict[Question, Values], images: dict[Question, str], other: str, readers: Sequence[str]
) -> Interval | None:
    """GRPO minus another policy, paired by question, the interval over images; None without a question."""
    values, clusters = [], []
    for question, own in answers.items():
        gains = [own["GRPO", reader] - own[other, reader] for reader in readers if ("GRPO", reader) in own]
        if gains:
            values.append(sum(gains) / len(gains))
            clusters.append(images[question])
    return bootstrap(values, clusters) if values else None


def table(answers: dict[Question, Values], images: dict[Question, str], folds: Sequence[str]) -> str:
    """A row for each fold and one over all, in Markdown.

    Raises:
        EvaluationError: a fold names a task of which there is no question.
    """
    unknown = {name for fold in folds for name in fold.split(",")} - {task for task, _ in answers}
    if unknown:
        raise EvaluationError(f"--folds names {', '.join(sorted(unknown))}, of which --runs have no question.")
    readers = list(dict.fromkeys(reader for own in answers.values() for _, reader in own))
    header = ["left out together", "questions", *(f"GRPO minus lexical, {reader}" for reader in readers)]
    header += ["over all readers", "GRPO minus SFT, over all readers"]
    lines = [header, ["---"] * len(header)]
    for name, tasks in [*((fold, fold.split(",")) for fold in folds), ("**all**", list({task for task, _ in answers}))]:
        own = {question: values for question, values in answers.items() if question[0] in tasks}
        parts = [gain(own, images, "lexical", [reader]) for reader in readers]
        parts += [gain(own, images, other, readers) for other in ("lexical", "SFT")]
        lines.append([name.replace(",", ", "), str(len(own)), *(cell(part, "+.3f") for part in parts)])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def confidences(runs: Sequence[Path]) -> dict[Question, tuple[float, bool]]:
    """Of each question with a marked place: GRPO's confidence, and whether a place lies in its crop."""
    answers = {}
    for run in runs:
        rows = RowFile(run / "rows.jsonl").read()
        stages = _stages(run, rows)
        for row in rows:
            if stages.get(row.policy) == "GRPO" and row.recall is not None:
                answers[row.task, row.id] = (row.confidence, row.recall and row.outcome == "zoomed")
    return answers


def calibration(answers: dict[Question, tuple[float, bool]]) -> str:
    """Expected calibration error by task and over all, and how often it is right by how sure it is, in Markdown."""
    if not answers:
        return "No question has a marked place."
    lines = [["set", "questions", "expected calibration error"], ["---"] * 3]
    for name, tasks in [*((task, {task}) for task in dict.fromkeys(task for task, _ in answers)), ("**all**", None)]:
        own = np.array([values for (task, _), values in answers.items() if tasks is None or task in tasks])
        lines.append([name, str(len(own)), f"{expected_error(own[:, 0], own[:, 1] > 0.5):.3f}"])
    lines += [[], ["confidence from", "questions", "mean", "right"], ["---"] * 4]
    for place, start in enumerate((0.0, *STEPS)):
        group = np.array([values for values in answers.values() if bisect_right(STEPS, values[0]) == place])
        means = [f"{mean:.2f}" for mean in group.mean(axis=0)] if len(group) else ["–", "–"]
        lines.append([f"{start:g}", str(len(group)), *means])
    return "\n".join(f"| {' | '.join(cells)} |" if cells else "" for cells in lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """0; 2 after an error, which is one line on standard error."""
    return run_stage(
        FoldsRecipe,
        lambda recipe: f"{table(*read(recipe.runs), recipe.folds)}\n\n{calibration(confidences(recipe.runs))}",
        arguments,
    )


if __name__ == "__main__":
    sys.exit(main())
