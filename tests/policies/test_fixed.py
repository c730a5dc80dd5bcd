"""The baselines."""

import pytest
from PIL import Image

from cropvlm_tools import load_policy
from cropvlm_tools.errors import PolicyError

PICTURE = Image.new("RGB", (400, 300))


def test_whole_abstains_with_a_reason() -> None:
    prediction = load_policy("whole").predict(PICTURE, "What?")
    assert (prediction.outcome, prediction.box) == ("abstained", None)
    assert prediction.reason


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("centre", {}, (0.25, 0.25, 0.75, 0.75)),
        ("centre", {"share": 1.0}, (0.0, 0.0, 1.0, 1.0)),
        ("window", {"box": (0, 0, 0.5, 0.5)}, (0.0, 0.0, 0.5, 0.5)),
    ],
)
def test_windows(name: str, options: dict, expected: tuple) -> None:
    prediction = load_policy(name, **options).predict(PICTURE, "What?")
    assert prediction.box is not None
    assert prediction.box.xyxy == pytest.approx(expected)
    assert (prediction.outcome, prediction.confidence) == ("zoomed", 0.0)


def test_random_is_the_same_for_the_same_question_and_another_for_another() -> None:
    policy = load_policy("random")
    boxes = [policy.predict(PICTURE, question).box for question in ("a", "a", "b")]
    assert boxes[0] == boxes[1] != boxes[2]
    assert load_policy("random", seed=1).predict(PICTURE, "a").box != boxes[0]
    assert all(box is not None and box.width == pytest.approx(0.5) for box in boxes)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("window", {}),
        ("window", {"box": (0.5, 0, 0.5, 1)}),
        ("window", {"box": (0, 1)}),
        ("window", {"box": "abcd"}),
        ("centre", {"share": 0}),
        ("centre", {"share": 1.5}),
        ("random", {"share": -1}),
        ("whole", {"nothing": 1}),
    ],
)
def test_senseless_options_are_policy_errors(name: str, options: dict) -> None:
    with pytest.raises(PolicyError):
        load_policy(name, **options)


def test_random_takes_any_question() -> None:
    assert load_policy("random").predict(PICTURE, "\udcff").box != load_policy("random").predict(PICTURE, "").box


def test_batches_are_single_predictions_in_order() -> None:
    policy = load_policy("random")
    questions = ["a", "b", "c"]
    assert policy.predict_batch([PICTURE] * 3, questions) == [policy.predict(PICTURE, q) for q in questions]
    with pytest.raises(ValueError, match="zip"):
        policy.predict_batch([PICTURE], questions)
