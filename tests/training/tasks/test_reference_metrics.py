"""Each official metric against what lmms-eval 0.7.3 gives for the same answers (reference_grades.json, made by it).

VQA accuracy: its TextVQA task with EvalAIAnswerProcessor. ANLS: its metric of that name. Relaxed accuracy: its ChartQA
task. Exact match: its metric as GQA has it. Cyclic orders: its HR-Bench task's average. Choices: its V* task's letters,
but for answers that begin with "Answer:" or "Choice": it takes those words' own first letters for the answer.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from training.tasks.grading import anls, choice_accuracy, exact_match, relaxed_accuracy, vqa_accuracy
from training.tasks.task import Example, Task

GRADES: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "reference_grades.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(
    "metric", [vqa_accuracy, anls, relaxed_accuracy, exact_match], ids=lambda metric: metric.__name__
)
def test_answers_are_graded_as_by_the_reference(metric: Callable[[str, list[str]], float]) -> None:
    cases = GRADES[metric.__name__]
    assert len(cases) >= 30
    wrong = [
        (case, found)
        for case in cases
        if (found := metric(case["said"], case["answers"])) != pytest.approx(case["score"], abs=1e-9)
    ]
    assert wrong == []
    assert len({case["score"] for case in cases}) >= 2


def test_choices_are_read_as_by_the_reference() -> None:
    options = ("The glove is red.", "The glove is blue.", "The glove is green.", "The glove is white.")
    cases = GRADES["choice"]
    assert len({case["said"] for case in cases}) >= 30
    wrong = [
        case for case in cases if choice_accuracy(case["said"], options, "ABCD".index(case["right"])) != case["score"]
    ]
    assert wrong == []


def test_cyclic_orders_weigh_the_same() -> None:
    cases = GRADES["cyclic"]
    assert len(cases) >= 30
    for case in cases:
        examples = tuple(
            Example(str(number), Path(), "?", ("A",), (), cycle=cycle) for number, (cycle, _) in enumerate(case["rows"])
        )
        task = Task("hrbench", Path(), examples, lambda said, example: 0.0)
        scores = {str(number): score for number, (_, score) in enumerate(case["rows"])}
        assert task.mean(scores) == pytest.approx(case["score"])


@pytest.mark.parametrize(
    ("said", "accepted", "expected"),
    [
        ("Left.", ["left"], 1.0),
        (" two  dogs", ["Two dogs"], 1.0),
        ("left", ["right", "LEFT"], 1.0),
        ("lef", ["left"], 0.0),
    ],
)
def test_exact_match(said: str, accepted: list[str], expected: float) -> None:
    assert exact_match(said, accepted) == expected
