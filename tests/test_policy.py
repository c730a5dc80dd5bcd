"""A prediction says one thing, or cannot be made."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from cropvlm_tools import Box, Prediction
from cropvlm_tools.errors import BoxError

LEFT, RIGHT = Box(0, 0, 0.5, 1), Box(0.5, 0, 1, 1)


@pytest.mark.parametrize(
    ("prediction", "outcome", "box", "regions"),
    [
        (Prediction(None, 0.0), "abstained", None, ()),
        (Prediction(LEFT, 0.5), "zoomed", LEFT, (LEFT,)),
        (Prediction(LEFT, 0.5, regions=(LEFT, RIGHT)), "zoomed", LEFT, (LEFT, RIGHT)),
        (Prediction(None, 0.5, regions=(RIGHT, LEFT)), "zoomed", RIGHT, (RIGHT, LEFT)),
        (Prediction.abstained("Because.", 0.9, 300), "abstained", None, ()),
        (Prediction.failed("Because."), "failed", None, ()),
    ],
)
def test_outcome_and_regions_go_together(
    prediction: Prediction, outcome: str, box: Box | None, regions: tuple[Box, ...]
) -> None:
    assert (prediction.outcome, prediction.box, prediction.regions) == (outcome, box, regions)


def test_a_failure_is_never_confident() -> None:
    failed = Prediction.failed("It broke.")
    assert (failed.confidence, failed.reason, failed.legible_edge) == (0.0, "It broke.", None)
    with pytest.raises(ValueError, match=r"confidence is 0\.9"):
        Prediction(None, 0.9, "It broke.", outcome="failed")


@pytest.mark.parametrize(
    "given",
    [
        {"box": LEFT, "regions": (RIGHT,)},
        {"box": LEFT, "outcome": "failed"},
        {"box": LEFT, "outcome": "abstained"},
        {"box": None, "outcome": "zoomed"},
        {"box": None, "outcome": "bored"},
        {"box": (0, 0, 1, 1)},
        {"box": None, "regions": (LEFT, None)},
    ],
)
def test_regions_that_contradict_are_no_prediction(given: dict[str, object]) -> None:
    with pytest.raises(BoxError):
        Prediction(confidence=0.5, **given)  # type: ignore[arg-type]


def test_a_box_is_not_taken_away_without_a_word() -> None:
    """A policy around another one that means to abstain must not go on zooming."""
    for prediction in (Prediction(LEFT, 0.5), Prediction(LEFT, 0.5, regions=(LEFT, RIGHT))):
        with pytest.raises(BoxError, match=r"Prediction\.abstained"):
            replace(prediction, box=None)
        assert replace(prediction, confidence=0.7).regions == prediction.regions


@pytest.mark.parametrize("confidence", [-0.1, 1.1, math.nan, math.inf, "0.5", None])
def test_confidence_is_a_probability(confidence: object) -> None:
    with pytest.raises(ValueError, match="confidence"):
        Prediction(LEFT, confidence)  # type: ignore[arg-type]


@pytest.mark.parametrize("edge", [0, -3, 448.0, "448", math.nan, True])
def test_a_legible_edge_is_a_number_of_pixels(edge: object) -> None:
    with pytest.raises(ValueError, match="legible_edge"):
        Prediction(LEFT, 0.5, legible_edge=edge)  # type: ignore[arg-type]


def test_numbers_of_numpy_are_taken_and_become_plain() -> None:
    prediction = Prediction(LEFT, np.float32(0.5), legible_edge=np.int64(448))  # type: ignore[arg-type]
    assert json.dumps([prediction.confidence]) == "[0.5]"
    assert json.dumps([prediction.legible_edge]) == "[448]"


@pytest.mark.parametrize("reason", [None, 3, b"Because."])
def test_a_reason_is_a_text(reason: object) -> None:
    with pytest.raises(ValueError, match="reason"):
        Prediction(None, 0.0, reason)  # type: ignore[arg-type]
