"""Grades of short answers, by hand."""

import pytest

from training.tasks.metrics import anls, grade_answer, main_answer, vqa_accuracy


@pytest.mark.parametrize(
    ("answer", "accepted", "expected"),
    [
        ("Total", ["total"], 1.0),
        ("  12  july ", ["12 July"], 1.0),
        ("ab", ["cb"], 0.5),  # one half is still similar enough
        ("abc", ["xyc"], 0.0),
        ("abcd", ["abce", "zzzz"], 0.75),
        ("", ["a"], 0.0),
        ("a", [], 0.0),
    ],
)
def test_anls(answer: str, accepted: list[str], expected: float) -> None:
    assert anls(answer, accepted) == pytest.approx(expected)


@pytest.mark.parametrize(("agreeing", "expected"), [(0, 0.0), (1, 0.3), (2, 0.6), (3, 0.9), (4, 1.0), (10, 1.0)])
def test_vqa_accuracy_leaves_each_annotator_out(agreeing: int, expected: float) -> None:
    accepted = ["Stop"] * agreeing + ["other"] * (10 - agreeing)
    assert vqa_accuracy("stop.", accepted) == pytest.approx(expected)
    assert grade_answer("stop.", accepted) == pytest.approx(expected)


def test_other_numbers_of_answers_are_graded_by_similarity() -> None:
    assert grade_answer("abcd", ["abce"]) == 0.75


def test_the_main_answer_is_the_most_given() -> None:
    assert main_answer(["b", "NASA", "nasa ", "c"]) == "NASA"
    assert main_answer(["x: y"]) == "x: y"
