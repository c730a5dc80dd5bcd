"""The cover decode."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cropvlm_tools.boxes import Box
from cropvlm_tools.perception.element import Line
from cropvlm_tools.policies.grounded.choosing.decode import cover
from cropvlm_tools.policies.grounded.choosing.reading import LINES

SIZE = (2000, 2000)


def line(x: float, y: float, height: float = 0.01, width: float = 0.1) -> Line:
    return Line("x", Box.clipped(x, y, x + width, y + height), height, 1.0)


def test_legibility_is_half_at_the_legible_height_and_rises() -> None:
    shown = LINES(np.array([0.0, LINES.height, 100.0]))
    assert shown[0] < 0.01
    assert shown[1] == pytest.approx(0.5)
    assert shown[2] > 0.99


def test_a_certain_line_is_wholly_inside_a_small_box() -> None:
    lines = [line(0.1, 0.1), line(0.7, 0.8)]
    chosen = cover(lines, np.array([1.0, 0.0]), SIZE)
    assert chosen.box.coverage(lines[0].box) == pytest.approx(1)
    assert chosen.box.area < 0.02
    assert chosen.evidence == pytest.approx(1)


def test_two_likely_neighbours_are_shown_together() -> None:
    lines = [line(0.1, 0.1), line(0.1, 0.13), line(0.9, 0.95)]
    chosen = cover(lines, np.array([0.5, 0.45, 0.05]), SIZE)
    assert all(chosen.box.coverage(near.box) == pytest.approx(1) for near in lines[:2])
    assert chosen.box.coverage(lines[2].box) == 0


def test_far_apart_small_print_is_not_shown_together_because_it_would_not_be_legible() -> None:
    lines = [line(0.0, 0.0), line(0.85, 0.95)]
    assert cover(lines, np.array([0.55, 0.45]), SIZE).box.area < 0.05


def test_large_print_is_shown_together() -> None:
    lines = [line(0.2, 0.2, height=0.06), line(0.4, 0.5, height=0.06)]
    chosen = cover(lines, np.array([0.5, 0.5]), SIZE)
    assert all(chosen.box.coverage(both.box) == pytest.approx(1) for both in lines)


def test_a_larger_target_is_shown_more() -> None:
    lines = [line(0.1, 0.1), line(0.5, 0.5)]
    chances = np.array([0.6, 0.4])
    assert cover(lines, chances, SIZE, edge=1400).box.area > cover(lines, chances, SIZE, edge=224).box.area


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_lines_give_a_box_around_one_of_them(data: st.DataObject) -> None:
    share = st.floats(0, 0.98)
    lines = [
        line(data.draw(share), data.draw(share), data.draw(st.floats(0.001, 0.3)), data.draw(st.floats(0.001, 1)))
        for _ in range(data.draw(st.integers(1, 12)))
    ]
    chances = np.array([data.draw(st.floats(0, 1)) for _ in lines]) + 1e-6
    size = (data.draw(st.integers(1, 9000)), data.draw(st.integers(1, 9000)))
    chosen = cover(lines, chances / chances.sum(), size)
    assert max(chosen.box.coverage(one.box) for one in lines) > 0.999
    assert 0 < chosen.evidence <= 1
