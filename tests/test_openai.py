"""What reaches OpenAI: through its real SDK, against a server that only records."""

import asyncio
import base64
import copy
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

openai = pytest.importorskip("openai", reason="the openai package is not installed")

from openai.types.chat import ChatCompletionMessageParam, ChatCompletionToolParam  # noqa: E402
from openai.types.responses import FunctionToolParam, ResponseInputItemParam  # noqa: E402

from cropvlm_tools import tool  # noqa: E402
from cropvlm_tools.boxes import Box  # noqa: E402
from cropvlm_tools.errors import BudgetError, CropVLMError, PolicyError  # noqa: E402
from cropvlm_tools.openai import insert_zooms, run_tool_calls, zoom_tool_schema  # noqa: E402
from cropvlm_tools.policies.fixed import WindowPolicy  # noqa: E402
from cropvlm_tools.policy import Policy, Prediction  # noqa: E402
from cropvlm_tools.views import Budget  # noqa: E402
from tests.conftest import Surer, Wire  # noqa: E402
from tests.sdk_types import valid  # noqa: E402

CAPTION = "image_1 (800x600), zoomed to [200, 150, 600, 450]; shown at 1024x768"
MODEL = "gpt-4o"


class Legible(Policy):
    """The middle; the whole is legible at 600 px."""

    name = "legible"

    def predict(self, image: Image.Image, question: str) -> Prediction:
        return Prediction(Box(0.25, 0.25, 0.75, 0.75), 1.0, legible_edge=600)


@pytest.fixture(autouse=True)
def forget_warnings() -> Iterator[None]:
    tool._warned.clear()
    yield
    tool._warned.clear()


def url(picture: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(picture).decode()


def asked(api: str, picture: bytes, **image: Any) -> list[dict[str, Any]]:
    """One user message: a picture, a question."""
    if api == "responses":
        parts = [{"type": "input_image", "image_url": url(picture), "detail": "auto", **image}]
        return [{"role": "user", "content": [*parts, {"type": "input_text", "text": "What is red?"}]}]
    part = {"type": "image_url", "image_url": {"url": url(picture), **image}}
    return [{"role": "user", "content": [part, {"type": "text", "text": "What is red?"}]}]


def crop_of(data_url: str) -> tuple[int, ...]:
    """The one colour of the picture in a data URL, whose media type is that of its bytes."""
    header, data = data_url.split(",")
    with Image.open(io.BytesIO(base64.b64decode(data))) as image:
        assert header == f"data:image/{image.format.lower()};base64"
        colours = image.convert("RGB").getcolors()
    assert len(colours) == 1
    return colours[0][1]


ITEM = {"responses": ResponseInputItemParam, "chat": ChatCompletionMessageParam}


def reply(api: str, calls: list[tuple[str, str, str]]) -> dict[str, Any]:
    """A response that calls tools: (call id, tool, arguments)."""
    if api == "responses":
        output = [
            {"type": "function_call", "id": f"fc_{i}", "call_id": i, "name": name, "arguments": arguments}
            for i, name, arguments in calls
        ]
        head = {"type": "reasoning", "id": "rs_1", "summary": []}
        facts = {"id": "r", "object": "response", "created_at": 0, "model": MODEL, "status": "completed"}
        return {**facts, "output": [head, *output], "tools": [], "tool_choice": "auto", "parallel_tool_calls": True}
    tool_calls = [
        {"id": i, "type": "function", "function": {"name": name, "arguments": arguments}}
        for i, name, arguments in calls
    ]
    message = {"role": "assistant", "content": None, "tool_calls": tool_calls}
    choice = {"index": 0, "finish_reason": "tool_calls", "message": message}
    return {"id": "c", "object": "chat.completion", "created": 0, "model": MODEL, "choices": [choice]}


def send(wire: Wire, api: str, messages: Any, asynchronous: bool = False, **options: Any) -> Any:
    """The SDK's response to one request."""
    where = {"base_url": wire.url, "api_key": "key", "max_retries": 0}

    def create(client: Any) -> Any:
        if api == "responses":
            return client.responses.create(model=MODEL, input=messages, **options)
        return client.chat.completions.create(model=MODEL, messages=messages, **options)

    async def create_async() -> Any:
        async with openai.AsyncOpenAI(**where) as client:
            return await create(client)

    if asynchronous:
        return asyncio.run(create_async())
    with openai.OpenAI(**where) as client:
        return create(client)


def sent(wire: Wire, api: str) -> list[dict[str, Any]]:
    return wire.requests[-1]["input" if api == "responses" else "messages"]


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("api", ["responses", "chat"])
def test_an_inserted_crop_arrives_behind_its_image(api: str, asynchronous: bool, wire: Wire, picture: bytes) -> None:
    messages = asked(api, picture)
    before = copy.deepcopy(messages)
    zoomed = insert_zooms(messages, model=MODEL, policy="centre")
    assert messages == before
    wire.replies.append(reply(api, []))
    send(wire, api, zoomed, asynchronous)
    (message,) = sent(wire, api)
    label, original, caption, crop, question = message["content"]
    assert [label["text"], caption["text"], question["text"]] == ["image_1:", CAPTION, "What is red?"]
    assert original == messages[0]["content"][0]
    if api == "responses":
        assert {label["type"], caption["type"]} == {"input_text"}
        assert (crop["type"], crop["detail"]) == ("input_image", "high")
        assert crop_of(crop["image_url"]) == (255, 0, 0)
    else:
        assert {label["type"], caption["type"]} == {"text"}
        assert (crop["type"], crop["image_url"]["detail"]) == ("image_url", "high")
        assert crop_of(crop["image_url"]["url"]) == (255, 0, 0)
    valid(ITEM[api], list(zoomed))
    assert (zoomed.tokens_added, zoomed.tokens_saved) == (85 + 4 * 170, 0)
    assert zoomed.zooms[0]["box_pixels"] == [200, 150, 600, 450]


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
    assert [part["text"].partition(": ")[2] or part["text"] for part in shown if "text" in part] == [
        "image_1 (800x600), zoomed to [200, 150, 600, 450]; shown at 1024x768",
        "image_1 (800x600), zoomed to [300, 225, 500, 375]; shown at 1024x768",
    ]
    assert [part["type"].endswith("image") or part["type"] == "image_url" for part in shown] == [False, True] * 2
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
    assert answer["output"] == "Error: There is no image to zoom into."


def test_a_policy_that_cannot_be_loaded_is_the_programs_fault(picture: bytes) -> None:
    response = reply("responses", [("c1", "zoom_image", '{"question": "What?", "image": null}')])
    with pytest.raises(PolicyError):
        run_tool_calls(response, asked("responses", picture), policy="nowhere")


@pytest.mark.parametrize("api", ["responses", "chat"])
@pytest.mark.parametrize(("model", "saved"), [("gpt-4o", 4 * 170), ("gpt-5.4", 570 - 231), ("gpt-5.6", 570 - 231)])
def test_the_overview_at_low_detail_saves_tokens(api: str, model: str, saved: int, picture: bytes) -> None:
    zoomed = insert_zooms(asked(api, picture), model=model, policy="centre", overview_detail="low")
    _, overview, _, crop, _ = zoomed[0]["content"]
    at = (lambda part: part) if api == "responses" else (lambda part: part["image_url"])
    assert (at(overview)["detail"], at(crop)["detail"]) == ("low", "high")
    whole, low = Budget.for_model(model), Budget.for_model(model, "low")
    assert zoomed.tokens_saved == whole.tokens((800, 600)) - low.tokens((800, 600)) == saved
    assert zoomed.tokens_added == zoomed.zooms[0]["tokens"]


@pytest.mark.parametrize("api", ["responses", "chat"])
@pytest.mark.parametrize("model", [MODEL, None])
def test_the_overview_is_shrunk_before_it_is_sent(api: str, model: str | None, picture: bytes) -> None:
    budget = Budget(max_edge=400, max_tokens=None)
    zoomed = insert_zooms(asked(api, picture), model=model, policy="centre", budget=budget, overview_edge=400)
    _, overview, _, crop, _ = zoomed[0]["content"]
    url = overview["image_url"] if api == "responses" else overview["image_url"]["url"]
    with Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))) as image:
        assert image.size == (400, 300)
    assert crop_of(crop["image_url"] if api == "responses" else crop["image_url"]["url"]) == (255, 0, 0)
    large = insert_zooms(asked(api, picture), model=model, policy="centre", overview_edge=800)
    assert large[0]["content"][1] == asked(api, picture)[0]["content"][0]


@pytest.mark.parametrize("api", ["responses", "chat"])
def test_surroundings_stand_before_the_crop(api: str, picture: bytes) -> None:
    corner = WindowPolicy((0.25, 0.25, 0.5, 0.5))
    zoomed = insert_zooms(asked(api, picture), model=MODEL, policy=corner, when="always", context=True)
    texts = [part["text"] for part in zoomed[0]["content"] if "text" in part]
    assert [text.partition(";")[0] for text in texts[1:3]] == [
        "image_1 (800x600), zoomed to [100, 75, 500, 375]",
        "image_1 (800x600), zoomed to [200, 150, 400, 300]",
    ]
    assert len(zoomed.zooms) == 1
    assert zoomed.tokens_added > zoomed.zooms[0]["tokens"]
    assert insert_zooms(zoomed, model=MODEL, policy=corner, when="always", context=True) == zoomed


@pytest.mark.parametrize(
    ("image", "options", "crops"),
    [
        ({}, {}, 0),  # 768 px and more: legible
        ({"detail": "low"}, {}, 1),
        ({}, {"overview_detail": "low"}, 1),
        ({}, {"when": "always"}, 1),
        ({"detail": "original"}, {}, 0),  # not a detail of this model: as auto
    ],
)
@pytest.mark.parametrize("api", ["responses", "chat"])
def test_needed_is_judged_by_what_the_overview_will_show(
    api: str, image: dict[str, Any], options: dict[str, Any], crops: int, picture: bytes
) -> None:
    messages = asked(api, picture, **image)
    zoomed = insert_zooms(messages, model=MODEL, policy=Legible(), **options)
    assert len(zoomed.zooms) == crops
    assert (zoomed == messages) is (crops == 0)


def test_without_a_model_the_budgets_own_rule_counts(picture: bytes) -> None:
    zoomed = insert_zooms(
        asked("chat", picture), policy="centre", budget=Budget(max_edge=700), overview_detail="low", detail="auto"
    )
    assert max(zoomed.zooms[0]["view_size"]) == 700
    assert zoomed.tokens_added == 25 * 19
    assert zoomed.tokens_saved == 25 * 19 - 19 * 14
    assert zoomed[0]["content"][3]["image_url"]["detail"] == "auto"


@pytest.mark.parametrize("options", [{"model": "gpt-99"}, {"model": MODEL, "detail": "original"}])
def test_a_model_or_detail_that_is_not_known(options: dict[str, Any], picture: bytes) -> None:
    with pytest.raises(BudgetError):
        insert_zooms(asked("chat", picture), **options)
    with pytest.raises(BudgetError):
        run_tool_calls({"output": []}, **options)


@pytest.mark.parametrize(
    "parts",
    [
        [{"type": "input_image", "file_id": "file_1", "detail": "auto"}],
        [{"type": "input_image", "image_url": "https://example.org/red.png", "detail": "auto"}],
        [{"type": "input_image", "image_url": "/etc/hostname", "detail": "auto"}],
        [{"type": "input_image", "image_url": "data:image/svg+xml;base64,AAAA", "detail": "auto"}],
        [{"type": "image_url", "image_url": {"url": "https://example.org/red.png"}}],
        [{"type": "image_url", "image_url": {"url": "file:///etc/hostname"}}],
    ],
)
def test_what_cannot_be_read_passes_through_with_one_warning(
    parts: list[Any], picture: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    api = "responses" if parts[0]["type"] == "input_image" else "chat"
    messages = asked(api, picture)
    messages[0]["content"] = parts + messages[0]["content"]
    with caplog.at_level(logging.WARNING):
        zoomed = insert_zooms(messages, policy="centre")
        insert_zooms(messages, policy="centre")
    label, untouched, second, *_ = zoomed[0]["content"]
    assert [label["text"], untouched, second["text"]] == ["image_1:", parts[0], "image_2:"]
    assert zoomed.zooms[0]["ref"] == "image_2"
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "image_1 cannot be zoomed into" in caplog.text
    assert "hostname" not in caplog.text


def test_a_url_is_read_by_the_fetcher(picture: bytes) -> None:
    part = {"type": "image_url", "image_url": {"url": "https://example.org/red.png"}}
    messages = [{"role": "user", "content": [part, {"type": "text", "text": "What is red?"}]}]
    zoomed = insert_zooms(messages, policy="centre", fetch=lambda url: picture)
    assert zoomed[0]["content"][1] == part
    assert crop_of(zoomed[0]["content"][3]["image_url"]["url"]) == (255, 0, 0)


@pytest.mark.parametrize("api", ["responses", "chat"])
def test_inserting_twice_changes_nothing(api: str, picture: bytes) -> None:
    once = insert_zooms(asked(api, picture), policy="centre", model=MODEL, overview_detail="low")
    twice = insert_zooms(once, policy="centre", model=MODEL, overview_detail="low")
    assert twice == once
    assert (twice.zooms, twice.tokens_added, twice.tokens_saved) == ([], 0, 0)


def test_images_of_earlier_turns_are_zoomed_for_the_latest_question(picture: bytes) -> None:
    seen: list[str] = []

    class Listening(Legible):
        def predict(self, image: Image.Image, question: str) -> Prediction:
            seen.append(question)
            return super().predict(image, question)

    messages = [*asked("chat", picture), {"role": "assistant", "content": "The middle."}]
    messages += [{"role": "user", "content": "And what is white?"}]
    zoomed = insert_zooms(messages, policy=Listening(), when="always")
    assert (seen, len(zoomed[0]["content"]), zoomed[1:]) == (["And what is white?"], 5, messages[1:])
    insert_zooms(messages, policy=Listening(), when="always", question="What is blue?")
    assert seen[1:] == ["What is blue?"]


@pytest.mark.parametrize(
    "messages",
    [
        [],
        [{"role": "user", "content": "No image."}],
        [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}]}],
        [{"type": "function_call_output", "call_id": "c", "output": [{"type": "input_image", "image_url": "data:,"}]}],
    ],
)
def test_a_conversation_without_images_or_question_stays(messages: list[Any]) -> None:
    assert insert_zooms(messages, policy="centre") == messages


def test_a_text_becomes_a_message() -> None:
    assert insert_zooms("What is red?") == [{"role": "user", "content": "What is red?"}]


def test_an_image_url_that_is_a_string(picture: bytes) -> None:
    part = {"type": "image_url", "image_url": url(picture)}
    messages = [{"role": "user", "content": [part, {"type": "text", "text": "What?"}]}]
    zoomed = insert_zooms(messages, policy="centre", model=MODEL, overview_detail="low")
    assert zoomed[0]["content"][1] == {"type": "image_url", "image_url": {"url": url(picture), "detail": "low"}}


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
