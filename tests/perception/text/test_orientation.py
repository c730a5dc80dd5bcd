"""Which way up a page lies, from lines of which only places and scores are known."""

from collections.abc import Sequence

import pytest

from cropvlm_tools.boxes import Box
from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.text.orientation import turn_of

SIZE = (1000, 1000)


def lying(count: int, score: float, width: float = 0.4) -> list[Line]:
    return [Line("text", Box(0.1, 0.05 * n, 0.1 + width, 0.05 * n + 0.02), 0.02, score) for n in range(count)]


def standing(count: int, score: float, height: float = 0.4) -> list[Line]:
    return [Line("text", Box(0.05 * n, 0.1, 0.05 * n + 0.02, 0.1 + height), 0.02, score) for n in range(count)]


@pytest.mark.parametrize(
    ("lines", "scores", "turn"),
    [
        ([], {}, 0),
        (lying(9, 0.98), {180: 0.99}, 0),  # nothing is doubtful
        (lying(9, 0.70), {180: 0.97}, 180),
        (lying(9, 0.70), {180: 0.75}, 0),  # a hand that is hard to read either way
        (lying(9, 0.89), {180: 0.95}, 0),  # not better by enough
        (lying(2, 0.50), {180: 0.99}, 0),  # too few to tell
        (standing(9, 0.97), {90: 0.70, 270: 0.97}, 270),
        (standing(9, 0.70), {90: 0.98, 270: 0.70}, 90),
        (standing(9, 0.60), {90: 0.62, 270: 0.60}, 0),  # a script written in columns
        (standing(2, 0.97), {90: 0.70, 270: 0.97}, 0),  # two spines of books
        (standing(4, 0.97) + lying(9, 0.98), {90: 0.7, 270: 0.97, 180: 0.7}, 0),  # a chart with labels on their side
        (standing(9, 0.97) + lying(1, 0.60), {90: 0.70, 270: 0.97}, 270),  # a page on its side with a smudge
    ],
)
def test_turns(lines: list[Line], scores: dict[int, float], turn: int) -> None:
    def read_again(some: Sequence[Line], degrees: int) -> list[float]:
        return [scores[degrees]] * len(some)

    assert turn_of(lines, SIZE, read_again) == turn
