"""What the network is shown: shapes, clues and meanings."""

import numpy as np
import pytest

from cropvlm_tools.policies.grounded.choosing.inputs import LINE_FEATURES, QUESTION_FEATURES, RELATIONS, Page
from cropvlm_tools.policies.grounded.question.words import WordVectors
from tests.policies.grounded.pages import page

WORDS = WordVectors(
    ["total", "sum", "altogether", "date", "day", "table"],
    np.array([[100, 0, 0], [98, 10, 0], [96, 0, 10], [0, 100, 0], [0, 98, 9], [0, 0, 100]], np.int8),
)
LINES = page({0.1: {0.1: "HARBOUR CAFE"}, 0.3: {0.1: "Date", 0.4: "03.05.2031"}, 0.5: {0.1: "Sum", 0.4: "12.50"}})
PAGE = Page(LINES, (800, 1000), WORDS)


@pytest.mark.parametrize(
    "question", ["What does it cost altogether?", "", "???", '"Sum"', "Was steht rechts von 'Sum'?"]
)
def test_shapes_and_ranges(question: str) -> None:
    inputs = PAGE.ask(question)
    n = len(LINES)
    assert inputs.lines.shape == (n, LINE_FEATURES)
    assert inputs.question.shape == (QUESTION_FEATURES,)
    assert inputs.relations.shape == (len(RELATIONS), n, n)
    assert inputs.worth.shape == (n, n)
    assert inputs.meanings.shape == (n, WORDS.dimensions)
    assert inputs.prior.max() == 0.0
    for array in (inputs.lines, inputs.relations, inputs.question, inputs.worth, inputs.prior):
        assert array.dtype == np.float32
        assert np.isfinite(array).all()
        assert np.abs(array).max(initial=0) < 50
    sums = inputs.relations.sum(axis=2)
    assert np.all(np.isclose(sums, 1, atol=1e-4) | np.isclose(sums, 0, atol=1e-4))


def test_a_word_of_like_meaning_is_a_clue() -> None:
    meant = PAGE.ask("What does it cost altogether?").matches.overlaps[:, 2]
    assert meant.argmax() == 3  # the line "Sum"
    assert meant[3] > 0.9 > 0.3 > meant[1]


def test_boxes_are_shares_of_the_long_edge() -> None:
    assert PAGE.boxes[1].tolist() == pytest.approx([0.08, 0.3, 0.08 + 0.8 * 4 * 0.008, 0.312], abs=1e-6)


def test_a_page_without_a_known_word() -> None:
    lines = page({0.1: {0.1: "12.50"}})
    inputs = Page(lines, (100, 100), WORDS).ask("How much is it altogether?")
    assert not inputs.meanings.any()
    assert np.isfinite(inputs.lines).all()
