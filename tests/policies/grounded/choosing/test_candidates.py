"""The boxes to choose among."""

import numpy as np
import pytest

from cropvlm_tools.boxes import Box
from cropvlm_tools.policies.grounded.choosing.candidates import MARGINS, MOST, candidates
from cropvlm_tools.policies.grounded.choosing.inputs import Page
from cropvlm_tools.policies.grounded.question.words import WordVectors
from tests.policies.grounded.pages import page

WORDS = WordVectors(["total"], np.array([[1, 0]], np.int8))
ROWS = {0.05 + 0.03 * row: {0.1: f"Item {row}", 0.6: f"{row}.50"} for row in range(30)}
LINES = page(ROWS)


def offered(answer: int, direction: str | None = None, size: tuple[int, int] = (1000, 1000)) -> np.ndarray:
    inputs = Page(LINES, size, WORDS).ask("How much is the total?")
    evidence = np.full(len(LINES), 1e-3, np.float32)
    evidence[answer] = 1.0
    extent = (size[0] / max(size), size[1] / max(size))
    return candidates(inputs, evidence / evidence.sum(), extent, direction)


@pytest.mark.parametrize("size", [(1000, 1000), (600, 1200), (1500, 500)])
@pytest.mark.parametrize("answer", [0, 31, 59])
def test_they_lie_in_the_image_and_the_whole_comes_first(answer: int, size: tuple[int, int]) -> None:
    boxes = offered(answer, size=size)
    extent = np.array(size) / max(size)
    assert 2 <= len(boxes) <= MOST
    assert boxes[0] == pytest.approx([0, 0, *extent])
    assert (boxes[:, :2] >= 0).all()
    assert (boxes[:, 2:] <= extent + 1e-6).all()
    assert (boxes[:, 2:] > boxes[:, :2]).all()
    assert len(np.unique(boxes.round(4), axis=0)) == len(boxes)


def test_the_line_alone_and_its_row_are_among_them() -> None:
    boxes = offered(21)  # "10.50", in the row of "Item 10"
    value, name = LINES[21].box, LINES[20].box
    holding = [
        box for box in boxes if box[0] <= value.x1 and box[1] <= value.y1 and box[2] >= value.x2 and box[3] >= value.y2
    ]
    beside, above = (margin * (value.y2 - value.y1) for margin in MARGINS[0])
    alone = [value.x1 - beside, value.y1 - above, value.x2 + beside, value.y2 + above]
    assert min(holding, key=lambda box: (box[2] - box[0]) * (box[3] - box[1])).tolist() == pytest.approx(alone)
    rows = [box for box in holding if box[0] <= name.x1]
    assert min(float(box[3] - box[1]) for box in rows) < 0.03


@pytest.mark.parametrize(
    ("direction", "axis", "sign"), [("right", 2, 1), ("left", 0, -1), ("below", 3, 1), ("above", 1, -1)]
)
def test_they_reach_where_the_question_points(direction: str, axis: int, sign: int) -> None:
    plain, reached = offered(30)[1:], offered(30, direction)[1:]
    assert (reached[:, axis] * sign).mean() > (plain[:, axis] * sign).mean()


def test_the_ends_of_a_long_line_over_short_ones_are_not_cut_off() -> None:
    lines = page({0.10: {0.20: "GARDENIA BAKERIES (KL) SDN BHD (139386 X)"}, 0.13: {0.3: "Lot 3, Jalan Pelabur 23/1,"}})
    inputs = Page(lines, (1000, 1000), WORDS).ask("What is the address?")
    boxes = candidates(inputs, np.array([0.05, 0.95], np.float32), (1.0, 1.0), None)
    shares = [Box.clipped(*box).coverage(line.box) for box in boxes.tolist() for line in lines]
    assert not [share for share in shares if 0.5 < share < 1 - 1e-6]
    assert any(box[0] > lines[0].box.x1 for box in boxes)  # those that leave the long line out


def test_a_line_cut_lengthwise_is_taken_in_whole() -> None:
    lines = page({0.10: {0.30: "Oak tread 900 mm"}, 0.113: {0.30: "Pine rail 450 mm"}})
    inputs = Page(lines, (1000, 1000), WORDS).ask("What is the fee?")
    boxes = candidates(inputs, np.array([0.99, 0.01], np.float32), (1.0, 1.0), None)
    shares = [Box.clipped(*box).coverage(lines[1].box) for box in boxes.tolist()]
    assert not [share for share in shares if 0.5 < share < 1 - 1e-6]
    whole = [box for box, share in zip(boxes.tolist(), shares, strict=True) if share > 0.999]
    assert min(box[3] for box in whole) == pytest.approx(lines[1].box.y2 + 0.2 * lines[1].height, abs=1e-4)
