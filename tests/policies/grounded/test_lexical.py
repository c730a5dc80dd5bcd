"""LexicalPolicy: what it looks at, and when it does not."""

import pytest
from PIL import Image

from cropvlm_tools import load_policy, zoom
from cropvlm_tools.demo import draw_page
from cropvlm_tools.perception.text.reading import read_lines
from cropvlm_tools.policies.grounded import closer
from cropvlm_tools.policies.grounded.choosing.reading import LINES
from cropvlm_tools.policies.grounded.lexical import LexicalPolicy
from tests.policies.grounded.pages import page

PAGE, ANSWERS = draw_page()
SIGN = page({0.4: {0.4: "EXIT 4"}, 0.43: {0.4: "HARBOUR"}})


@pytest.mark.parametrize("question", list(ANSWERS))
def test_the_answer_is_in_the_crop_and_the_crop_is_small(question: str) -> None:
    result = zoom(PAGE, question, policy="lexical")
    assert result.box is not None
    assert result.box.area < 0.1
    assert 0.2 < result.confidence <= 1
    printed = [line for line in read_lines(PAGE) if ANSWERS[question] in line.text]
    assert any(result.box.coverage(line.box) > 0.99 for line in printed)


@pytest.mark.parametrize(
    ("size", "question", "reason"),
    [
        ((800, 600), "What is the total?", "no text"),
        ((10, 10), "What is the total?", "too small"),
        ((5000, 3), "What is the total?", "too small"),
        ((800, 600), "", "empty"),
        ((800, 600), "  \n", "empty"),
    ],
)
def test_abstains_with_a_reason(size: tuple[int, int], question: str, reason: str) -> None:
    prediction = load_policy("lexical").predict(Image.new("RGB", size, "navy"), question)
    assert (prediction.outcome, prediction.confidence) == ("abstained", 0.0)
    assert reason in prediction.reason


def test_text_that_could_not_be_read_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closer, "read", lambda *given: 1 / 0)
    prediction = load_policy("lexical").predict(PAGE, "What is the total?")
    assert (prediction.outcome, prediction.confidence) == ("failed", 0.0)
    assert "could not be read" in prediction.reason


def test_nothing_that_bears_on_the_question_on_a_page_full_of_text_is_an_abstention() -> None:
    lines = page({0.05 * row: {0.02: "lorem ipsum dolor sit amet " * 4} for row in range(1, 19)})
    prediction = LexicalPolicy().predict_from(lines, "How many birds are in the picture?", (1000, 1000))
    assert prediction.box is None
    assert "bears on" in prediction.reason


def test_nothing_that_bears_on_the_question_but_little_text_is_a_guess_without_confidence() -> None:
    prediction = LexicalPolicy().predict_from(SIGN, "How many birds are in the picture?", (1000, 1000))
    assert prediction.box is not None
    assert all(prediction.box.coverage(line.box) > 0.99 for line in SIGN)
    assert prediction.confidence == 0


@pytest.mark.parametrize(
    ("direction", "edge"), [("below", "y2"), ("above", "y1"), ("to the left of", "x1"), ("to the right of", "x2")]
)
def test_where_the_answer_could_not_be_read_the_box_reaches_for_it(direction: str, edge: str) -> None:
    alone = page({0.4: {0.4: "EXIT 4"}})
    asked = LexicalPolicy().predict_from(alone, f'What word is {direction} "EXIT 4"?', (1000, 1000)).box
    plain = LexicalPolicy().predict_from(alone, 'Where is "EXIT 4"?', (1000, 1000)).box
    assert asked is not None
    assert plain is not None
    assert abs(getattr(asked, edge) - getattr(plain, edge)) > 0.015


def test_judged_at_a_larger_view_more_of_the_surroundings_is_kept() -> None:
    question = 'What is the price of "Oak tread 900 mm"?'
    small, large = (load_policy("lexical", edge=edge).predict(PAGE, question).box for edge in (448, 1400))
    name = next(line for line in read_lines(PAGE) if line.text == "Oak tread 900 mm")
    assert small is not None
    assert large is not None
    assert small.coverage(name.box) < 0.1
    assert large.coverage(name.box) > 0.99


def test_the_legible_edge_is_where_the_evidence_is_just_high_enough() -> None:
    prediction = LexicalPolicy().predict_from(SIGN, 'Where is "HARBOUR"?', (1000, 1000))
    assert prediction.legible_edge == pytest.approx(LINES.height / 0.012, abs=1)
