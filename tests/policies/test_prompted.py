"""PromptedPolicy on strings as models of several conventions write them."""

import logging
from typing import Any

import pytest
from PIL import Image

from cropvlm_tools import Budget, load_policy
from cropvlm_tools.boxes import GRAMMARS, Box, Grammar
from cropvlm_tools.errors import PolicyError
from cropvlm_tools.policies.prompted import PromptedPolicy
from cropvlm_tools.policy import Prediction

PICTURE = Image.new("RGB", (2000, 1000), "white")
PLACE = Box(0.1, 0.2, 0.5, 0.6)
SEEN = Budget(max_edge=1000, max_tokens=None)  # 1000x500 px


class Says:
    def __init__(self, text: str) -> None:
        self.text = text
        self.asked: list[list[dict[str, Any]]] = []

    def __call__(self, messages: list[dict[str, Any]]) -> str:
        self.asked.append(messages)
        return self.text


def predict(said: str, grammar: str | Grammar) -> Prediction:
    return PromptedPolicy(Says(said), grammar, SEEN).predict(PICTURE, "What is due?")


@pytest.mark.parametrize(
    ("grammar", "said"),
    [
        ("unit", "[0.100, 0.200, 0.500, 0.600]"),  # Visual-CoT, UV-CoT
        ("unit", "The region is [0.1, 0.2, 0.5, 0.6]."),
        ("pixels", '```json\n[\n\t{"bbox_2d": [100, 100, 500, 300], "label": "the total"}\n]\n```'),  # Qwen2.5-VL
        ("permille", '```json\n[\n\t{"bbox_2d": [100, 200, 500, 600], "label": "the total"}\n]\n```'),  # Qwen3-VL
        ("permille", "<ref>the total</ref><box>(100,200),(500,600)</box>"),  # Qwen-VL
        ("permille", "<|box_start|>(100,200),(500,600)<|box_end|>"),  # Qwen2-VL
        ("permille", "<ref>total</ref><box>[[100, 200, 500, 600]]</box>"),  # InternVL
        ("percent", "[10, 20, 50, 60]."),  # CropVLM
    ],
)
def test_every_convention_names_the_same_place(grammar: str, said: str) -> None:
    prediction = predict(said, grammar)
    assert prediction.box is not None
    assert prediction.box.xyxy == pytest.approx(PLACE.xyxy)
    assert (prediction.outcome, prediction.confidence) == ("zoomed", 0.0)  # it does not say how sure it is


def test_naming_the_whole_is_an_abstention() -> None:
    prediction = predict("[0, 0, 1000, 1000]", "permille")
    assert (prediction.outcome, prediction.confidence) == ("abstained", 0.0)


@pytest.mark.parametrize(
    ("grammar", "said"),
    [
        ("permille", ""),
        ("permille", "I'm sorry, I can't help with that."),
        ("permille", "The total is 12.50"),
        ("permille", "[100, 200, 500"),  # cut short
        ("permille", "[500, 600, 100, 200]"),  # upside down
        ("permille", "[0.1, 0.2, 0.5, 0.6]"),  # another convention
        ("pixels", "[1500, 700, 1900, 900]"),  # of the picture, not of what it was shown
        ("percent", "[100, 200, 500, 600]"),
    ],
)
def test_what_names_no_region_is_a_failure(grammar: str, said: str) -> None:
    prediction = predict(said, grammar)
    assert (prediction.outcome, prediction.box, prediction.confidence) == ("failed", None, 0.0)


def test_the_model_is_told_the_convention_and_shown_the_picture_as_it_sees_it() -> None:
    ask = Says("[100, 100, 500, 300]")
    policy = PromptedPolicy(ask, "pixels", SEEN)
    assert policy.predict(PICTURE, "Is {width} {convention} red?").box is not None
    shown, text = ask.asked[0][0]["content"]
    assert shown["image_url"]["url"].startswith("data:image/png;base64,")
    assert text["text"].startswith("Is {width} {convention} red?\nDo not answer.")
    assert "in pixels of this image, which is 1000 x 500" in text["text"]
    assert "like [100, 100, 500, 300]; [0, 0, 1000, 500] means" in text["text"]


@pytest.mark.parametrize("grammar", GRAMMARS)
def test_the_example_it_is_given_can_be_read(grammar: str) -> None:
    policy = PromptedPolicy(Says(""), grammar, SEEN)
    text = policy.messages(PICTURE, "?")[0][0]["content"][1]["text"]
    found = GRAMMARS[grammar].parse(text.partition("like ")[2], (1000, 500))
    assert found is not None
    assert found.xyxy == pytest.approx(PLACE.xyxy)
    assert GRAMMARS[grammar].parse(text.partition("; ")[2], (1000, 500)) is None


def test_a_model_that_cannot_be_asked_is_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    def ask(messages: list[dict[str, Any]]) -> str:
        raise ConnectionError("http://secret")

    with caplog.at_level(logging.WARNING, logger="cropvlm_tools"):
        prediction = PromptedPolicy(ask).predict(PICTURE, "?")
    assert (prediction.outcome, prediction.confidence) == ("failed", 0.0)
    assert "secret" not in prediction.reason + caplog.text


def test_bad_settings_are_named() -> None:
    with pytest.raises(PolicyError, match="percent, permille"):
        PromptedPolicy(Says(""), "yards")
    with pytest.raises(PolicyError, match="function"):
        PromptedPolicy("gpt-4o")  # type: ignore[arg-type]
    with pytest.raises(PolicyError, match="prompted"):
        load_policy("prompted")


def test_it_is_found_by_name() -> None:
    policy = load_policy("prompted", ask=Says("[10, 20, 50, 60]"), grammar="percent")
    assert policy.predict(PICTURE, "?").box == PLACE
