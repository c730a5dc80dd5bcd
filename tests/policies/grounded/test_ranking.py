"""Which of many pages a question is about."""

import pytest

from cropvlm_tools.boxes import Box
from cropvlm_tools.perception.element import Line, Reading
from cropvlm_tools.policies.grounded.ranking import page_scores


def page(*texts: str) -> Reading:
    return Reading(tuple(Line(text, Box(0.1, 0.1, 0.5, 0.2), 0.02, 1.0) for text in texts))


CONTRACT = [
    page("Rental agreement", "Contents", "Notice period 3", "Deposit 2"),
    page("Deposit", "The deposit is three rents.", "It is repaid within a month."),
    page("Notice period", "The notice period is three months.", "Kündigungsfristen gelten entsprechend."),
    page("Signatures", "www.example.org", "12.03.2031"),
    Reading(),
]


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("Within how many months is the deposit repaid?", 1),
        ("How long is the notice period in months?", 2),
        ("Wie ist die Kündigungsfrist?", 2),  # another form of the word
        ("On which website is it?", 3),  # no word of it stands anywhere
        ("When was it signed?", 3),
        ('What follows "It is repaid"?', 1),
    ],
)
def test_the_best_page(question: str, best: int) -> None:
    scores = page_scores(CONTRACT, question)
    assert scores.index(max(scores)) == best
    assert sum(scores) == pytest.approx(1)
    assert max(scores) > 1 / len(CONTRACT)


@pytest.mark.parametrize("question", ["", "Xylophone?", "What is it?"])
def test_where_nothing_bears_on_the_question_all_are_alike(question: str) -> None:
    scores = page_scores(CONTRACT, question)
    assert scores == pytest.approx([0.2] * 5)


def test_words_that_stand_together_count_more_than_apart() -> None:
    apart = page("late", *["filler"] * 9, "delivery", *["filler"] * 9, "fee")
    together = page(*["filler"] * 9, "late delivery fee")
    first, second = page_scores([apart, together], "What is the late delivery fee?")
    assert second > first


def test_one_page_and_none() -> None:
    assert page_scores([page("Total")], "What is the total?") == [1.0]
    assert page_scores([], "What?") == []
