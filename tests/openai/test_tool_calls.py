"""Answers to the tool calls of OpenAI's models, through its real SDK, against a server that only records."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

openai = pytest.importorskip("openai", reason="the openai package is not installed")

from openai.types.chat import ChatCompletionMessageParam, ChatCompletionToolParam  # noqa: E402
from openai.types.responses import FunctionToolParam, ResponseInputItemParam  # noqa: E402

from cropvlm_tools.errors import CropVLMError  # noqa: E402
from cropvlm_tools.openai import run_tool_calls, zoom_tool_schema  # noqa: E402
from tests.conftest import Surer, Wire  # noqa: E402
from tests.openai.exchange import CAPTION, ITEM, MODEL, asked, crop_of, reply, send, sent  # noqa: E402
from tests.sdk_types import valid  # noqa: E402


@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_response_is_answered_by_function_call_outputs(asynchronous: bool, wire: Wire, picture: bytes) -> None:
    messages: list[Any] = asked("responses", picture)
    calls = [
        ("c1", "zoom_image", '{"question": "What is red?", "image": null}'),
        ("c2", "weather", "{}"),
        ("c3", "zoom_image", '{"question": "What?", "image": "image_7"}'),
        ("c4", "zoom_image", '{"question": "What?", "image": "image_1"}'),
    ]
    wire.replies += [reply("responses", calls), reply("responses", [])]
    response = send(wire, "responses", messages, asynchronous, tools=[zoom_tool_schema()])
    before = copy.deepcopy(messages)
    answers = run_tool_calls(response, messages, model=MODEL, policy="centre")
    assert messages == before
    messages += response.output
    messages += answers
    send(wire, "responses", messages, asynchronous)
    first, wrong, last = sent(wire, "responses")[-3:]
    assert [item["type"] for item in (first, wrong, last)] == ["function_call_output"] * 3
    assert [item["call_id"] for item in (first, wrong, last)] == ["c1", "c3", "c4"]
    text, image = first["output"]
    assert text == {"type": "input_text", "text": CAPTION}
    assert {**image, "image_url": ""} == {"type": "input_image", "image_url": "", "detail": "high"}
    assert crop_of(image["image_url"]) == (255, 0, 0)
    assert wrong["output"] == "Error: There is no image 'image_7'. Images: image_1, or 'latest' for the last."
    assert len(last["output"]) == 2
    valid(ResponseInputItemParam, list(answers))
    assert (len(answers.zooms), answers.tokens_added) == (2, 2 * (85 + 4 * 170))


@pytest.mark.parametrize("asynchronous", [False, True])
def test_chat_images_follow_all_tool_messages_in_one_user_message(
    asynchronous: bool, wire: Wire, picture: bytes
) -> None:
    messages: list[Any] = asked("chat", picture)
    calls = [
        ("c1", "zoom_image", '{"question": "What is red?", "image": "latest"}'),
        ("c2", "weather", "{}"),
        ("c3", "zoom_image", '{"question": "", "image": null}'),
        ("c4", "zoom_image", '{"question": "What?", "image": "1"}'),
    ]
    wire.replies += [reply("chat", calls), reply("chat", []), reply("chat", calls[:1])]
    response = send(wire, "chat", messages, asynchronous, tools=[zoom_tool_schema("chat")])
    messages.append(response.choices[0].message)
    messages.append({"role": "tool", "tool_call_id": "c2", "content": "Rain."})
    answers = run_tool_calls(response, messages, model=MODEL, policy="centre")
    messages += answers
    send(wire, "chat", messages, asynchronous)
    *_, weather, first, empty, last, shown = sent(wire, "chat")
    assert [message["role"] for message in (weather, first, empty, last, shown)] == ["tool"] * 4 + ["user"]
    assert [message["tool_call_id"] for message in (weather, first, empty, last)] == ["c2", "c1", "c3", "c4"]
    assert first["content"] == f"{CAPTION}. The image follows."
    assert empty["content"].startswith("Error: The question is empty.")
    label, image, other, _ = shown["content"]
    assert [label["text"], other["text"]] == [f"Image of call c1: {CAPTION}", f"Image of call c4: {CAPTION}"]
    assert crop_of(image["image_url"]["url"]) == (255, 0, 0)
    assert image["image_url"]["detail"] == "high"
    valid(ChatCompletionMessageParam, list(answers))

    # The crops that stand in the conversation now are neither originals nor a question.
    (again, *_) = run_tool_calls(send(wire, "chat", messages), messages, model=MODEL, policy="centre")
    assert again["content"] == f"{CAPTION}. The image follows."


BAD_ARGUMENTS = [
    ("{", "not a JSON object"),
    ("", "not a JSON object"),
    ("[" * 100_000, "not a JSON object"),
    ('"question"', "not a JSON object"),
    ("null", "not a JSON object"),
    (None, "not a JSON object"),
    ("{}", "question is empty"),
    ('{"question": " \\n"}', "question is empty"),
    ('{"question": 7}', "question is empty"),
    ('{"question": "What?", "image": "image_0"}', "Images: image_1"),
    ('{"question": "What?", "image": "../../etc/passwd"}', "Images: image_1"),
    ('{"question": "What?", "image": ["image_1"]}', "Images: image_1"),
    ('{"question": "What?", "image": 2}', "Images: image_1"),
]


@pytest.mark.parametrize("api", ["responses", "chat"])
@pytest.mark.parametrize(("arguments", "said"), BAD_ARGUMENTS)
def test_bad_arguments_are_answered_in_the_apis_shape(api: str, arguments: Any, said: str, picture: bytes) -> None:
    answers = run_tool_calls(reply(api, [("c1", "zoom_image", arguments)]), asked(api, picture), policy="centre")
    (answer,) = answers
    text = answer["output" if api == "responses" else "content"]
    assert text.startswith("Error: ")
    assert said in text
    valid(ITEM[api], list(answers))
    assert answers.zooms == []


@pytest.mark.parametrize("api", ["responses", "chat"])
def test_a_call_is_answered_by_surroundings_and_crop_of_the_last_look(api: str, picture: bytes) -> None:
    response = reply(api, [("c1", "zoom_image", '{"question": "What?", "image": null}')])
    answers = run_tool_calls(response, asked(api, picture), policy=Surer(), model=MODEL, steps=2, context=True)
    (answer,) = (answer for answer in answers if "output" in answer or answer["role"] == "user")
    valid(ITEM[api], answers)
    shown = answer.get("output") or answer["content"]
    head, types = {
        "responses": ("", ["input_text", "input_image"]),
        "chat": ("Image of call c1: ", ["text", "image_url"]),
    }[api]
    assert [part["text"] for part in shown if "text" in part] == [
        f"{head}image_1 (800x600), zoomed to [200, 150, 600, 450]; shown at 1024x768",
        f"{head}image_1 (800x600), zoomed to [300, 225, 500, 375]; shown at 1024x768",
    ]
    assert [part["type"] for part in shown] == types * 2
    assert answers.tokens_added == 2 * answers.zooms[0]["tokens"]
    if api == "chat":
        assert answers[0]["content"].endswith("Two images follow.")
    with pytest.raises(ValueError, match="steps is 0"):
        run_tool_calls(reply(api, []), asked(api, picture), steps=0)


@pytest.mark.parametrize(
    "shape",
    [
        lambda response: response,
        lambda response: response["output"],
        lambda response: openai.types.responses.Response.model_validate(response),
        lambda response: openai.types.responses.Response.model_validate(response).output,
    ],
)
def test_a_response_in_any_form(shape: Any, picture: bytes) -> None:
    response = shape(reply("responses", [("c1", "zoom_image", '{"question": "What?", "image": null}')]))
    (answer,) = run_tool_calls(response, asked("responses", picture), policy="centre")
    assert answer["call_id"] == "c1"
    assert len(answer["output"]) == 2


@pytest.mark.parametrize(
    "shape",
    [
        lambda completion: completion,
        lambda completion: completion["choices"][0]["message"],
        lambda completion: openai.types.chat.ChatCompletion.model_validate(completion),
        lambda completion: openai.types.chat.ChatCompletion.model_validate(completion).choices[0].message,
    ],
)
def test_a_chat_completion_in_any_form(shape: Any, picture: bytes) -> None:
    response = shape(reply("chat", [("c1", "zoom_image", '{"question": "What?", "image": null}')]))
    answer, shown = run_tool_calls(response, asked("chat", picture), policy="centre")
    assert (answer["tool_call_id"], shown["role"]) == ("c1", "user")


@pytest.mark.parametrize("api", ["responses", "chat"])
def test_a_response_without_zoom_calls_has_no_answer(api: str, picture: bytes) -> None:
    assert run_tool_calls(reply(api, [("c1", "weather", "{}")]), asked(api, picture)) == []
    assert run_tool_calls({"role": "assistant", "content": "Red."}, asked(api, picture)) == []


@pytest.mark.parametrize("response", [None, "text", {}, {"role": "user", "content": "?"}, 7])
def test_what_is_no_response_is_refused(response: Any) -> None:
    with pytest.raises(CropVLMError, match="Not a response"):
        run_tool_calls(response)


def test_images_beside_the_conversation(picture: bytes, tmp_path: Path) -> None:
    path = tmp_path / "red.png"
    path.write_bytes(picture)
    response = reply("responses", [("c1", "zoom_image", '{"question": "What?", "image": "image_1"}')])
    for images in ([path], path, [picture]):
        (answer,) = run_tool_calls(response, "What is red?", images=images, policy="centre", model=MODEL)
        assert answer["output"][0]["text"] == CAPTION
    (answer,) = run_tool_calls(response, "What is red?", policy="centre")
    assert answer["output"].startswith(
        "Error: There is no image to zoom into: it must be attached to the conversation."
    )


def test_the_schema_is_strict_in_both_shapes() -> None:
    flat, nested = zoom_tool_schema(), zoom_tool_schema("chat")
    valid(FunctionToolParam, [flat])
    valid(ChatCompletionToolParam, [nested])
    assert nested == {"type": "function", "function": {key: flat[key] for key in flat if key != "type"}}
    assert (flat["type"], flat["name"], flat["strict"]) == ("function", "zoom_image", True)
    parameters = flat["parameters"]
    assert parameters["required"] == list(parameters["properties"]) == ["question", "image"]
    assert parameters["additionalProperties"] is False
    assert parameters["properties"]["image"]["type"] == ["string", "null"]
    assert "default" not in json.dumps(flat)
