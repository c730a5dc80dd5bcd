"""What is read next."""

import numpy as np
import pytest

from cropvlm_tools.policies.grounded.page.layout import Layout
from tests.policies.grounded.pages import page

FORM = page({0.1: {0.1: "Name", 0.4: "Ada", 0.8: "7"}, 0.13: {0.1: "Town", 0.4: "Ulm"}, 0.8: {0.1: "Total"}})
NAME, ADA, SEVEN, TOWN, ULM, TOTAL = range(6)


@pytest.mark.parametrize(
    ("direction", "line", "next_line"),
    [("right", NAME, ADA), ("right", ADA, SEVEN), ("left", ADA, NAME), ("below", NAME, TOWN), ("above", ULM, ADA)],
)
def test_the_next_line_in_each_direction(direction: str, line: int, next_line: int) -> None:
    affinity = Layout(FORM, 1.0).towards(direction)[line]
    assert affinity.argmax() == next_line
    assert affinity[next_line] > 0.4


def test_nothing_is_next_to_itself_and_far_below_is_not_below() -> None:
    layout = Layout(FORM, 1.0)
    for direction in ("right", "below"):
        assert np.diag(layout.towards(direction)).max() == 0
    assert layout.towards("below")[TOWN, TOTAL] < 0.01
    assert layout.column[TOWN, TOTAL] == pytest.approx(1)


def test_lines_passed_over_do_not_count() -> None:
    layout = Layout(FORM, 1.0)
    only_seven = np.arange(6) == SEVEN
    assert layout.towards("right", only_seven)[NAME, SEVEN] > layout.towards("right")[NAME, SEVEN]
    assert layout.towards("right", only_seven)[NAME, ADA] == 0


def test_a_wide_image_is_measured_by_its_long_edge() -> None:
    assert Layout(FORM, 2.0).y2.max() == pytest.approx(0.5 * FORM[TOTAL].box.y2)
    assert Layout(FORM, 0.5).across == 0.5
