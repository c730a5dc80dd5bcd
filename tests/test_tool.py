"""The one tool contract: what a model is told, what a call answers, what a helper inserts unasked."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from cropvlm_tools import tool
from cropvlm_tools.boxes import Box
from cropvlm_tools.chat.conversation import ImageRegistry, Unreadable
from cropvlm_tools.errors import ImageError, PolicyError
from cropvlm_tools.policy import Policy, Prediction
from cropvlm_tools.tool import (
    DESCRIPTION,
    LONGEST_QUESTION,
    NAME,
    ToolResult,
    checked_question,
    parameters_schema,
    run_call,
    run_zoom,
    warn_once,
    zoom_unasked,
)
from cropvlm_tools.views import Budget

PAGE = Image.new("RGB", (800, 600), "white")


class Listening(Policy):
    """The middle; the whole is legible at 600 px. Keeps the questions."""

    name = "listening"

    def __init__(self) -> None:
        self.questions: list[str] = []

    def predict(self, image: Image.Image, question: str) -> Prediction:
        self.questions.append(question)
        return Prediction(Box(0.25, 0.25, 0.75, 0.75), 0.5, "The middle.", legible_edge=600)


class Broken(Policy):
    name = "broken"

    def predict(self, image: Image.Image, question: str) -> Prediction:
        raise RuntimeError("secret detail")


@pytest.fixture
def images() -> ImageRegistry:
    return ImageRegistry([PAGE, Image.new("RGB", (40, 30)), Unreadable("given as a file id")])


@pytest.fixture(autouse=True)
def forget_warnings() -> Iterator[None]:
    tool._warned.clear()
    yield
    tool._warned.clear()


def test_the_description_fits_every_framework() -> None:
    assert NAME == "zoom_image"
    assert len(DESCRIPTION) <= 1024


@pytest.mark.parametrize(
    ("strict", "required", "kind"), [(False, ["question"], "string"), (True, ["question", "image"], ["string", "null"])]
)
def test_the_schema(strict: bool, required: list[str], kind: Any) -> None:
    schema = parameters_schema(strict)
    assert (schema["type"], schema["additionalProperties"], schema["required"]) == ("object", False, required)
    assert list(schema["properties"]) == ["question", "image"]
    assert schema["properties"]["image"]["type"] == kind
    assert "default" not in json.dumps(schema)
    assert parameters_schema(strict) is not schema


def test_a_call_answers_with_caption_crop_and_facts(images: ImageRegistry) -> None:
    result = run_zoom(images, " Where? ", "image_1", Listening(), Budget(max_edge=400, max_tokens=None))
    assert result.text == "image_1 (800x600), zoomed to [200, 150, 600, 450]; shown at 400x300"
    assert result.view.size == (400, 300)
    facts = result.artifact
    assert json.loads(json.dumps(facts)) == facts
    assert facts.pop("seconds") >= 0
    assert facts == {
        "ref": "image_1",
        "box": [0.25, 0.25, 0.75, 0.75],
        "box_pixels": [200, 150, 600, 450],
        "source_size": [800, 600],
        "view_size": [400, 300],
        "mime_type": "image/png",
        "tokens": 15 * 11,
        "confidence": 0.5,
        "policy": "listening",
        "reason": "The middle.",
    }


def test_where_nothing_is_gained_the_whole_is_shown(images: ImageRegistry) -> None:
    result = run_zoom(images, "Where?", "image_1", "whole")
    assert "whole, not zoomed" in result.text
    assert result.view.size == (800, 600)
    assert (result.artifact["box"], result.artifact["box_pixels"]) == (None, None)


def test_a_policy_that_fails_shows_the_whole(images: ImageRegistry) -> None:
    result = run_zoom(images, "Where?", 1, Broken())
    assert result.artifact["reason"] == "The policy failed (RuntimeError)."
    assert "secret" not in result.text


@pytest.mark.parametrize(
    ("question", "image", "said"),
    [
        ("", 1, "question is empty"),
        ("  ", 1, "question is empty"),
        (None, 1, "question is empty"),
        (["Where?"], 1, "question is empty"),
        ("Where?", "image_9", "Images: image_1, image_2, image_3"),
        ("Where?", "latest", "image_3 cannot be zoomed into: it is given as a file id"),
    ],
)
def test_what_cannot_be_done_says_what_can(question: Any, image: Any, said: str, images: ImageRegistry) -> None:
    with pytest.raises(ImageError, match=said):
        run_zoom(images, question, image, "centre")
    answer = run_call(images, {"question": question, "image": image}, "centre")
    assert isinstance(answer, str)
    assert said in answer


def test_a_policy_that_cannot_be_loaded_is_raised(images: ImageRegistry) -> None:
    with pytest.raises(PolicyError):
        run_zoom(images, "Where?", 1, "nowhere")
    with pytest.raises(PolicyError):
        run_call(images, {"question": "Where?", "image": 1}, "nowhere")


def test_a_long_question_is_cut(images: ImageRegistry) -> None:
    policy = Listening()
    run_zoom(images, "  " + "x" * 5000, 1, policy)
    assert policy.questions == ["x" * LONGEST_QUESTION]
    assert checked_question(" a ") == "a"


@pytest.mark.parametrize(
    "arguments",
    [
        '{"question": "Where?", "image": "image_1"}',
        b'{"question": "Where?", "image": "1"}',
        {"question": "Where?", "image": 1},
        {"question": "Where?", "image": "image_1", "zoom": 3},
    ],
)
def test_arguments_as_models_write_them(arguments: Any, images: ImageRegistry) -> None:
    answer = run_call(images, arguments, "centre")
    assert isinstance(answer, ToolResult)
    assert answer.artifact["ref"] == "image_1"


@pytest.mark.parametrize("image", [{}, {"image": None}, {"image": "latest"}, {"image": ""}])
def test_without_a_name_the_latest_is_meant(image: dict[str, Any]) -> None:
    answer = run_call(ImageRegistry([PAGE, PAGE]), {"question": "Where?", **image}, "centre")
    assert isinstance(answer, ToolResult)
    assert answer.artifact["ref"] == "image_2"


@pytest.mark.parametrize("arguments", ["", "{", "null", "[]", "7", '"text"', "[" * 100_000, "1" * 5000, None, 7, []])
def test_what_are_no_arguments(arguments: Any, images: ImageRegistry) -> None:
    answer = run_call(images, arguments, "centre")
    assert isinstance(answer, str)
    assert answer.startswith("The arguments are not a JSON object. Call zoom_image with")


@pytest.mark.parametrize("image", [["image_1"], {"ref": 1}, 1.5, pytest.param(10**5000, id="huge"), "x" * 100_000])
def test_an_image_of_the_wrong_kind_is_answered_in_short(image: Any, images: ImageRegistry) -> None:
    answer = run_call(images, {"question": "Where?", "image": image}, "centre")
    assert isinstance(answer, str)
    assert "Images: image_1" in answer
    assert len(answer) < 200


@pytest.mark.parametrize(
    ("when", "edge", "refs"),
    [("needed", 800, ["image_2"]), ("needed", 500, ["image_1", "image_2"]), ("always", 800, ["image_1", "image_2"])],
)
def test_unasked_only_what_gains_from_it(when: Any, edge: int, refs: list[str]) -> None:
    images = ImageRegistry([PAGE, Image.new("RGB", (400, 300))])
    budget = Budget(max_edge=edge, max_tokens=None)
    zooms = zoom_unasked(images, images.refs, "Where?", Listening(), budget, when)
    assert list(zooms) == refs
    assert all(zoom.ref == ref and zoom.box is not None for ref, zoom in zooms.items())


def test_unasked_never_raises_and_warns_once_for_each_cause(
    images: ImageRegistry, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        assert list(zoom_unasked(images, images.refs, "Where?", "centre")) == ["image_1", "image_2"]
        assert zoom_unasked(images, ["image_1"], "Where?", "nowhere") == {}
        assert zoom_unasked(images, ["image_1"], " ", "centre") == {}
        assert zoom_unasked(images, ["image_1"], "Where?", "whole") == {}
    assert [record.levelname for record in caplog.records] == ["WARNING"] * 3
    assert "image_3" in caplog.messages[0]
    assert "nowhere" in caplog.messages[1]
    assert "question is empty" in caplog.messages[2]


def test_a_warning_comes_once(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        for message in ("one", "two", "one"):
            warn_once(message)
    assert caplog.messages == ["one", "two"]
