"""The one tool contract: what a model is told, what a call answers, what a pydantic class takes."""

import json
import pickle
from dataclasses import fields
from typing import Any

import pytest
from PIL import Image

from cropvlm_tools.boxes import Box
from cropvlm_tools.chat.content import Unreadable
from cropvlm_tools.chat.conversation import ImageRegistry
from cropvlm_tools.chat.look import LONGEST_QUESTION
from cropvlm_tools.errors import ImageError, PolicyError
from cropvlm_tools.images.limits import Limits
from cropvlm_tools.policy import Policy, Prediction
from cropvlm_tools.tool import (
    DESCRIPTION,
    NAME,
    ToolResult,
    checked_question,
    options_of,
    parameters_schema,
    run_call,
    run_zoom,
    with_options,
)
from cropvlm_tools.views import Budget
from cropvlm_tools.zooming.options import ZoomOptions
from cropvlm_tools.zooming.provenance import provenance_of
from tests.conftest import Pair

PAGE = Image.new("RGB", (800, 600), "white")
CENTRE = ZoomOptions(policy="centre")
NOWHERE = ZoomOptions(policy="nowhere")


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
    result = run_zoom(
        images, " Where? ", ZoomOptions(policy=Listening(), budget=Budget(max_edge=400, max_tokens=None)), "image_1"
    )
    assert result.text == "image_1 (800x600), zoomed to [200, 150, 600, 450]; shown at 400x300"
    assert result.view.size == (400, 300)
    facts = result.artifact
    assert json.loads(json.dumps(facts)) == facts
    assert 0 <= facts["seconds"] < 60
    assert facts == {
        "ref": "image_1",
        "outcome": "zoomed",
        "box": [0.25, 0.25, 0.75, 0.75],
        "box_pixels": [200, 150, 600, 450],
        "regions": [[200, 150, 600, 450]],
        "source_size": [800, 600],
        "page": 1,
        "pages": 1,
        "view_size": [400, 300],
        "mime_type": "image/png",
        "tokens": 15 * 11,
        "whole_tokens": 15 * 11,
        "confidence": 0.5,
        "policy": "listening",
        "reason": "The middle.",
        "seconds": facts["seconds"],
        "provenance": provenance_of(result.zoom),
    }


def test_where_nothing_is_gained_the_whole_is_shown(images: ImageRegistry) -> None:
    result = run_zoom(images, "Where?", ZoomOptions(policy="whole"), "image_1")
    assert "whole, not zoomed" in result.text
    assert result.view.size == (800, 600)
    facts = result.artifact
    assert (facts["outcome"], facts["box"], facts["box_pixels"], facts["regions"]) == ("abstained", None, None, [])
    assert result.shown == [(result.text, result.view)]


def test_a_policy_that_fails_shows_the_whole_and_says_so(images: ImageRegistry) -> None:
    result = run_zoom(images, "Where?", ZoomOptions(policy=Broken()), 1)
    assert result.text.startswith("image_1 (800x600), whole, not zoomed: The policy failed (RuntimeError).")
    assert result.view.size == (800, 600)
    assert result.artifact["reason"] == "The policy failed (RuntimeError)."
    assert (result.artifact["outcome"], result.artifact["confidence"]) == ("failed", 0.0)


def test_every_region_is_shown_with_its_caption(images: ImageRegistry) -> None:
    result = run_zoom(images, "Where?", ZoomOptions(policy=Pair(), context=True), 1)
    captions = [caption.partition(";")[0].partition(" (")[2] for caption, _ in result.shown]
    assert [caption.partition("zoomed to ")[2].partition("]")[0] for caption in captions] == [
        "[300, 225, 700, 525",
        "[400, 300, 600, 450",
        "[0, 0, 400, 300",
        "[0, 0, 200, 150",
    ]
    facts = result.artifact
    assert facts["regions"] == [[400, 300, 600, 450], [0, 0, 200, 150]]
    assert (facts["box_pixels"], facts["outcome"]) == (facts["regions"][0], "zoomed")
    (only,) = run_zoom(images, "Where?", ZoomOptions(policy=Pair(), regions=1), 1).shown
    assert only[0].startswith("image_1 (800x600), zoomed to [400, 300, 600, 450]")


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
        run_zoom(images, question, CENTRE, image)
    answer = run_call(images, {"question": question, "image": image}, CENTRE)
    assert isinstance(answer, str)
    assert said in answer


def test_what_only_the_developer_can_mend_is_logged_once_and_not_told(caplog: pytest.LogCaptureFixture) -> None:
    large, url = ImageRegistry([PAGE], limits=Limits(pixels=99)), ImageRegistry(["https://images.example/a.png"])
    for images, says, fix in (
        (
            large,
            "image_1 cannot be zoomed into: The image is 800 x 600",
            "Raise limits=Limits(pixels=...) to allow it.",
        ),
        (url, "URLs are not read here: the image itself is needed", "Pass fetch=cropvlm_tools.images.fetch.fetch_url"),
        (ImageRegistry(), "it must be attached to the conversation", "Pass images=..."),
    ):
        caplog.clear()
        for _ in range(2):
            answer = run_call(images, {"question": "Where?"}, CENTRE)
            assert isinstance(answer, str)
            assert says in answer
            assert fix not in answer
        assert len(caplog.messages) == 1
        assert fix in caplog.text


def test_a_policy_that_cannot_be_loaded_is_raised_to_a_program_and_told_to_a_model(images: ImageRegistry) -> None:
    with pytest.raises(PolicyError):
        run_zoom(images, "Where?", NOWHERE, 1)
    assert run_call(images, {"question": "Where?", "image": 1}, NOWHERE) == (
        "The zoom does not work in this program. Answer from what you see."
    )


def test_a_long_question_is_cut(images: ImageRegistry) -> None:
    policy = Listening()
    run_zoom(images, "  " + "x" * 5000, ZoomOptions(policy=policy), 1)
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
    answer = run_call(images, arguments, CENTRE)
    assert isinstance(answer, ToolResult)
    assert answer.artifact["ref"] == "image_1"


@pytest.mark.parametrize("image", [{}, {"image": None}, {"image": "latest"}, {"image": ""}])
def test_without_a_name_the_latest_is_meant(image: dict[str, Any]) -> None:
    answer = run_call(ImageRegistry([PAGE, PAGE]), {"question": "Where?", **image}, CENTRE)
    assert isinstance(answer, ToolResult)
    assert answer.artifact["ref"] == "image_2"


@pytest.mark.parametrize("arguments", ["", "{", "null", "[]", "7", '"text"', "[" * 100_000, "1" * 5000, None, 7, []])
def test_what_are_no_arguments(arguments: Any, images: ImageRegistry) -> None:
    answer = run_call(images, arguments, CENTRE)
    assert isinstance(answer, str)
    assert answer.startswith("The arguments are not a JSON object. Call zoom_image with")


@pytest.mark.parametrize("image", [["image_1"], {"ref": 1}, 1.5, pytest.param(10**5000, id="huge"), "x" * 100_000])
def test_an_image_of_the_wrong_kind_is_answered_in_short(image: Any, images: ImageRegistry) -> None:
    answer = run_call(images, {"question": "Where?", "image": image}, CENTRE)
    assert isinstance(answer, str)
    assert "Images: image_1" in answer
    assert len(answer) < 200


pydantic = pytest.importorskip("pydantic", reason="pydantic comes with the frameworks' extras")


@with_options(when="needed")
class Looking(pydantic.BaseModel):
    """A class with the options of a zoom."""

    colour: str = "red"


def test_a_pydantic_class_takes_every_option() -> None:
    made = Looking(steps=2, budget=Budget(max_edge=300), colour="blue")
    assert options_of(made) == ZoomOptions(when="needed", steps=2, budget=Budget(max_edge=300))
    assert options_of(Looking()) == ZoomOptions(when="needed")
    assert set(Looking.model_fields) == {"colour", *(option.name for option in fields(ZoomOptions))}
    assert (Looking.__doc__, Looking.__qualname__, made.colour, made.steps) == (
        "A class with the options of a zoom.",
        "Looking",
        "blue",
        2,
    )


def test_what_is_dumped_and_kept_of_a_pydantic_class() -> None:
    made = Looking(steps=2, policy="centre", fetch=len)
    plain = {"colour": "red", "when": "needed", "steps": 2, "context": False, "regions": 3}
    assert made.model_dump() == plain
    assert Looking(**plain).model_dump_json() == made.model_dump_json()
    assert options_of(pickle.loads(pickle.dumps(made))) == options_of(made)
    assert options_of(made.model_copy(update={"steps": 1})) == ZoomOptions(policy="centre", fetch=len, when="needed")


@pytest.mark.parametrize("wrong", [{"steps": 0}, {"regions": 0}, {"when": "never"}, {"budget": 7}, {"steps": "many"}])
def test_a_pydantic_class_refuses_what_the_options_refuse(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Looking(**wrong)
