"""Grades of answers, by hand."""

import pytest

from training.tasks.grading import anls, grade_answer, main_answer, normalise, transcript_score, vqa_accuracy


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INDAH GIFT & HOME  DECO", "indahgifthomedeco"),
        ("24,23 €", "2423"),
        ("Straße ﬁne", "strassefine"),
        ("½ cup", "12cup"),
        ("—!?", ""),
    ],
)
def test_normalise(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize(
    ("transcript", "answer", "found"),
    [
        ("ISSUED BY\nINDAH GIFT\n& HOME DECO (JM123)", "Indah Gift & Home Deco", True),
        ("date:19/10/201813:25", "19/10/2018", True),
        ("TOTAL RM 8.20", "8.20", True),
        ("TOTAL RM8.20", "$8.20", True),
        ("TOTAL 18.20", "8.20", False),
        ("TOTAL 8.205", "8.20", False),
        ("TOTAL RM 8, 20", "8.20", True),
        ("8. 205", "8.20", False),
        ("18, 20", "8.20", False),
        ("2", "2", True),
        ("items: 2, tax", "2", True),
        ("12 2.50 20 1/2", "2", False),
        ("made in U. S. A. today", "U.S.A", True),
        ("US AIR", "USA", False),
        ("focus a", "USA", False),
        ("1 6 pieces", "16", False),
        ("another", "the", False),
        ("a paint shop", "PAIN", False),
        ("the PAIN-", "pain", True),
        ("up 70%off", "70%", True),
        ("", "2", False),
        ("anything", "?!", False),
    ],
)
def test_an_answer_is_found_or_not(transcript: str, answer: str, found: bool) -> None:
    assert (transcript_score(transcript, [answer]) == 1.0) is found


def test_the_best_of_several_answers_counts() -> None:
    assert transcript_score("SUMME 24,23 EUR", ["24.2", "24,23"]) == 1.0
    assert transcript_score("whatever", []) == 0.0


def test_the_score_grows_with_what_was_read() -> None:
    answer = ["Richard C. Harris"]
    scores = [
        transcript_score(text, answer) for text in ("", "xyz", "leg. Rich", "leg. Richard C.", "leg. Richard C. Harrls")
    ]
    assert scores == sorted(scores)
    assert scores[0] == 0.0
    assert 0.8 < scores[-1] < 1.0
    assert transcript_score("a", ["Aalborg station"]) < 0.3  # a fragment of the answer is not the answer
    assert transcript_score("tel 0123456789", ["56"]) < 1.0


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
