"""Intervals and tests of differences, against values known from elsewhere."""

import random

import numpy as np
import pytest

from training.evaluation.statistics import bootstrap, holm, sign_flip_test


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


def test_identical_policies_differ_by_exactly_nothing() -> None:
    difference = bootstrap([0.0] * 40, [f"image {n // 4}" for n in range(40)])
    assert (difference.mean, difference.low, difference.high) == (0.0, 0.0, 0.0)


def test_the_interval_of_independent_questions_is_the_binomial_one() -> None:
    values = [1.0] * 120 + [0.0] * 280
    interval = bootstrap(values, [str(n) for n in range(400)])
    half = 1.96 * (0.3 * 0.7 / 400) ** 0.5
    assert interval.mean == pytest.approx(0.3)
    assert interval.low == pytest.approx(0.3 - half, abs=0.006)
    assert interval.high == pytest.approx(0.3 + half, abs=0.006)


def test_questions_of_one_image_are_not_independent() -> None:
    values = [float(n // 8 % 2) for n in range(400)]  # all eight questions of an image right or all wrong
    apart = bootstrap(values, [str(n) for n in range(400)])
    together = bootstrap(values, [str(n // 8) for n in range(400)])
    assert apart.low is not None
    assert together.low is not None
    assert (together.mean - together.low) / (apart.mean - apart.low) == pytest.approx(8**0.5, rel=0.15)


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    draw = np.random.default_rng(1)
    covered = 0
    for _ in range(200):
        difficulty = draw.uniform(0.2, 0.8, 40)
        values = draw.binomial(1, np.repeat(difficulty, 5)).astype(float)
        interval = bootstrap(values.tolist(), [str(n // 5) for n in range(200)], resamples=400)
        covered += interval.low <= 0.5 <= interval.high  # type: ignore[operator]
    assert 0.89 <= covered / 200 <= 0.99


def test_the_order_of_questions_does_not_matter() -> None:
    pairs = [(float(n % 3 == 0), str(n // 4)) for n in range(60)]
    shuffled = random.Random(0).sample(pairs, len(pairs))
    straight, mixed = (
        bootstrap([value for value, _ in some], [image for _, image in some]) for some in (pairs, shuffled)
    )
    assert straight == mixed
    assert straight != bootstrap([value for value, _ in pairs], [image for _, image in pairs], seed=1)


def test_one_image_has_no_interval() -> None:
    assert bootstrap([1.0, 0.0], ["a", "a"]).low is None


@pytest.mark.parametrize(("values", "clusters"), [([], []), ([1.0], ["a", "b"])])
def test_a_mean_of_nothing_is_refused(values: list[float], clusters: list[str]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        bootstrap(values, clusters)
