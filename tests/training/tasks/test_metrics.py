"""The numbers every table rests on."""

import random

import numpy as np
import pytest

from cropvlm_tools.boxes import WHOLE, Box
from training.tasks.metrics import best_window, bootstrap, evidence_inside, normalise, transcript_score


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INDAH GIFT & HOME  DECO", "indahgifthomedeco"),
        ("24,23 €", "2423"),
        ("Straße ﬁne", "strassefine"),
        ("½ cup", "12cup"),
        ("—!?", ""),
    ],
)
def test_normalise(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize(
    ("transcript", "answer", "found"),
    [
        ("ISSUED BY\nINDAH GIFT\n& HOME DECO (JM123)", "Indah Gift & Home Deco", True),
        ("date:19/10/201813:25", "19/10/2018", True),
        ("TOTAL RM 8.20", "8.20", True),
        ("TOTAL RM8.20", "$8.20", True),
        ("TOTAL 18.20", "8.20", False),
        ("TOTAL 8.205", "8.20", False),
        ("TOTAL RM 8, 20", "8.20", True),
        ("8. 205", "8.20", False),
        ("18, 20", "8.20", False),
        ("2", "2", True),
        ("items: 2, tax", "2", True),
        ("12 2.50 20 1/2", "2", False),
        ("made in U. S. A. today", "U.S.A", True),
        ("US AIR", "USA", False),
        ("focus a", "USA", False),
        ("1 6 pieces", "16", False),
        ("another", "the", False),
        ("a paint shop", "PAIN", False),
        ("the PAIN-", "pain", True),
        ("up 70%off", "70%", True),
        ("", "2", False),
        ("anything", "?!", False),
    ],
)
def test_an_answer_is_found_or_not(transcript: str, answer: str, found: bool) -> None:
    assert (transcript_score(transcript, [answer]) == 1.0) is found


def test_the_best_of_several_answers_counts() -> None:
    assert transcript_score("SUMME 24,23 EUR", ["24.2", "24,23"]) == 1.0
    assert transcript_score("whatever", []) == 0.0


def test_the_score_grows_with_what_was_read() -> None:
    answer = ["Richard C. Harris"]
    scores = [
        transcript_score(text, answer) for text in ("", "xyz", "leg. Rich", "leg. Richard C.", "leg. Richard C. Harrls")
    ]
    assert scores == sorted(scores)
    assert scores[0] == 0.0
    assert 0.8 < scores[-1] < 1.0
    assert transcript_score("a", ["Aalborg station"]) < 0.3  # a fragment of the answer is not the answer
    assert transcript_score("tel 0123456789", ["56"]) < 1.0


@pytest.mark.parametrize(
    ("crop", "inside"),
    [
        (Box(0.1, 0.1, 0.5, 0.5), True),
        (Box(0.2, 0.2, 0.4, 0.4), True),
        (Box(0.2, 0.2, 0.38, 0.4), True),
        (Box(0.2, 0.2, 0.379, 0.4), False),
        (Box(0.7, 0.7, 0.9, 0.9), True),
        (Box(0.5, 0.5, 0.6, 0.6), False),
    ],
)
def test_evidence_is_inside_from_ninety_percent(crop: Box, inside: bool) -> None:
    assert evidence_inside(crop, [Box(0.2, 0.2, 0.4, 0.4), Box(0.75, 0.75, 0.8, 0.8)]) is inside


def test_nothing_holds_evidence_nobody_marked() -> None:
    assert not evidence_inside(WHOLE, [])


def test_the_best_window_is_where_most_of_the_evidence_lies() -> None:
    often = [[Box(0.62, 0.1, 0.95, 0.2), Box(0.0, 0.9, 0.1, 1.0)], [Box(0.6, 0.4, 0.7, 0.5)], []]
    window = best_window([*often, [Box(0.1, 0.8, 0.2, 0.9)], [Box(0.0, 0.0, 1.0, 1.0)]])
    assert window is not None
    assert window.area == pytest.approx(0.25)
    assert [evidence_inside(window, boxes) for boxes in often] == [True, True, False]
    assert best_window([[], []]) is None


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
