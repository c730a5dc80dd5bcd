"""Tests of differences, against values known from elsewhere."""

import numpy as np
import pytest

from training.evaluation.significance import holm, sign_flip_test


@pytest.mark.parametrize(
    ("differences", "expected"),
    [
        ([1, 1, 1, 1, 1], 2 / 32),  # as the sign test
        ([1, 1, 1, 1, -1], 12 / 32),
        ([1] * 10, 2 / 1024),
        ([0, 0, 0], 1.0),
        ([1, -1], 1.0),
        ([3, 1, 1], 0.25),  # 3+1+1, and its mirror image, of 8
    ],
)
def test_few_images_are_counted_out(differences: list[float], expected: float) -> None:
    assert sign_flip_test(differences, [str(n) for n in range(len(differences))]) == pytest.approx(expected)


def test_questions_of_one_image_flip_together() -> None:
    assert sign_flip_test([1] * 10, ["a", "b"] * 5) == 0.5


def test_many_images_are_drawn_and_agree_with_the_binomial() -> None:
    differences = [1.0] * 32 + [-1.0] * 18
    exact = 0.0649  # two-sided sign test of 32 in 50
    assert sign_flip_test(differences, [str(n) for n in range(50)]) == pytest.approx(exact, rel=0.1)


def test_what_no_draw_reaches_is_bounded_not_guessed() -> None:
    p = sign_flip_test([1.0] * 40, [str(n) for n in range(40)])
    assert 2 / 2**40 < p < 1e-7  # above the exact value, far below one in 20,000


def test_of_equal_policies_one_in_twenty_differs() -> None:
    draw = np.random.default_rng(0)
    found = []
    for _ in range(200):
        values = draw.choice([-1.0, 0.0, 1.0], 60, p=[0.2, 0.6, 0.2])
        found.append(sign_flip_test(list(values), [str(n // 3) for n in range(60)]))
    assert np.mean(np.array(found) <= 0.05) < 0.09


def test_holm_against_the_values_of_r() -> None:
    # p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.6, 0.9]) == [1.0, 1.0]
    assert holm([]) == []
