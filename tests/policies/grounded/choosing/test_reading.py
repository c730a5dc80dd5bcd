"""The rules of reading: what a view holds, what is legible in it."""

import numpy as np
import pytest

from cropvlm_tools.policies.grounded.choosing.reading import (
    HELD,
    LETTERS,
    LINES,
    Legibility,
    held,
    inside,
    shown_heights,
    smallest_likely,
)

BOX = np.array([[0.2, 0.2, 0.6, 0.4]])


@pytest.mark.parametrize(
    ("line", "readable", "whole"),
    [
        ([0.2, 0.2, 0.6, 0.4], True, True),
        ([0.3, 0.25, 0.5, 0.27], True, True),
        ([0.198, 0.25, 0.5, 0.27], True, False),  # 99 % of it
        ([0.18, 0.25, 0.5, 0.27], False, False),  # 94 %
        ([0.7, 0.25, 0.9, 0.27], False, False),
    ],
)
def test_a_line_that_lacks_a_letter_is_not_held(line: list[float], readable: bool, whole: bool) -> None:
    assert held(BOX, np.array([line])).tolist() == [[readable]]
    assert inside(BOX, np.array([line])).tolist() == [[whole]]


def test_the_share_that_must_be_held_can_be_named() -> None:
    line = np.array([[0.18, 0.25, 0.5, 0.27]])
    assert held(BOX, line, share=0.9).tolist() == [[True]]
    assert HELD > 0.94


@pytest.mark.parametrize("legible", [LINES, LETTERS, Legibility(10.0, 2.0)])
def test_legibility_is_half_at_its_height_and_rises(legible: Legibility) -> None:
    shown = legible(np.array([0.0, legible.height, 100.0]))
    assert shown[1] == pytest.approx(0.5)
    assert shown[0] < 0.01 < 0.99 < shown[2]


def test_print_is_shown_as_large_as_the_view_allows() -> None:
    assert shown_heights(BOX, np.array([0.02, 0.01]), 448)[0].tolist() == pytest.approx([22.4, 11.2])


def test_the_smallest_line_that_is_likely_must_be_legible() -> None:
    assert smallest_likely(np.array([0.03, 0.02, 0.01]), np.array([0.6, 0.3, 0.1])) == 0.02
