"""What reaches Anthropic: through its real SDK, against a server that only records."""

import asyncio
import base64
import copy
import io
import json
import logging
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

anthropic = pytest.importorskip("anthropic", reason="the anthropic package is not installed")

from anthropic.types import MessageParam, ToolParam  # noqa: E402

from cropvlm_tools.anthropic import insert_zooms, run_tool_uses, runnable_zoom_tool, zoom_tool_schema  # noqa: E402
from cropvlm_tools.errors import BudgetError, CropVLMError, MissingDependencyError  # noqa: E402
from cropvlm_tools.policies.fixed import WindowPolicy  # noqa: E402
from cropvlm_tools.views import Budget  # noqa: E402
from tests.conftest import Legible, Surer, Wire  # noqa: E402
from tests.sdk_types import valid  # noqa: E402

MODEL = "claude-sonnet-4-6"
CAPTION = "image_1 (800x600), zoomed to [200, 150, 600, 450]; shown at 1024x768"
ASK = {"question": "What is red?"}


def image_block(picture: bytes) -> dict[str, Any]:
    data = base64.b64encode(picture).decode()
    return {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": data}}


def asked(picture: bytes, **image: Any) -> list[dict[str, Any]]:
    """One user message: a picture, a question."""
    return [{"role": "user", "content": [{**image_block(picture), **image}, {"type": "text", "text": "What is red?"}]}]


def decoded(block: dict[str, Any]) -> Image.Image:
    """The picture in an image block, whose media type is that of its bytes."""
    assert (block["type"], block["source"]["type"]) == ("image", "base64")
    with Image.open(io.BytesIO(base64.b64decode(block["source"]["data"]))) as image:
        assert block["source"]["media_type"] == f"image/{image.format.lower()}"
        return image.convert("RGB")


def is_red(block: dict[str, Any]) -> bool:
    return [colour for _, colour in decoded(block).getcolors()] == [(255, 0, 0)]


def reply(*calls: tuple[str, str, dict[str, Any]]) -> dict[str, Any]:
    """A message that calls tools, (id, tool, input), or says that it is red."""
    content: list[dict[str, Any]] = [{"type": "text", "text": "Red." if not calls else "Let me look."}]
    content += [{"type": "tool_use", "id": i, "name": name, "input": given} for i, name, given in calls]
    head = {"id": "msg_1", "type": "message", "role": "assistant", "model": MODEL, "stop_sequence": None}
    usage = {"input_tokens": 1, "output_tokens": 1}
    return {**head, "stop_reason": "tool_use" if calls else "end_turn", "usage": usage, "content": content}


def send(wire: Wire, messages: Any, asynchronous: bool = False, **options: Any) -> Any:
    """The SDK's response to one request."""
    where = {"base_url": wire.url, "api_key": "key", "max_retries": 0}
    request = {"model": MODEL, "max_tokens": 99, "messages": messages, **options}

    async def create_async() -> Any:
        async with anthropic.AsyncAnthropic(**where) as client:
            return await client.messages.create(**request)

    if asynchronous:
        return asyncio.run(create_async())
    with anthropic.Anthropic(**where) as client:
        return client.messages.create(**request)


@pytest.mark.parametrize("asynchronous", [False, True])
def test_an_inserted_crop_arrives_behind_the_question(asynchronous: bool, wire: Wire, picture: bytes) -> None:
    messages = asked(picture, cache_control={"type": "ephemeral"})
    before = copy.deepcopy(messages)
    zoomed = insert_zooms(messages, model=MODEL, policy="centre")
    assert messages == before
    wire.replies.append(reply())
    send(wire, zoomed, asynchronous)
    ((original, question, caption, crop),) = [message["content"] for message in wire.requests[0]["messages"]]
    assert [question, caption] == [{"type": "text", "text": text} for text in ("What is red?", CAPTION)]
    assert original == messages[0]["content"][0]
    assert is_red(crop)
    assert zoomed.zooms[0]["box_pixels"] == [200, 150, 600, 450]
    valid(MessageParam, list(zoomed))
    assert (zoomed.tokens_added, zoomed.tokens_saved) == (37 * 28, 0)


@pytest.mark.parametrize("asynchronous", [False, True])
def test_all_results_arrive_in_one_user_message_in_order(asynchronous: bool, wire: Wire, picture: bytes) -> None:
    messages: list[Any] = asked(picture)
    calls = [
        ("t1", "zoom_image", ASK),
        ("t2", "weather", {}),
        ("t3", "zoom_image", {"question": "What?", "image": "image_7"}),
        ("t4", "zoom_image", {"question": "What?", "image": "Image 1"}),
    ]
    wire.replies += [reply(*calls), reply()]
    response = send(wire, messages, asynchronous, tools=[zoom_tool_schema()])
    before = copy.deepcopy(messages)
    answers = run_tool_uses(response, messages, model=MODEL, policy="centre")
    assert messages == before
    assert len(answers) == 1
    messages += [{"role": "assistant", "content": response.content}, *answers]
    send(wire, messages, asynchronous)
    message = wire.requests[-1]["messages"][-1]
    assert message["role"] == "user"
    first, wrong, last = message["content"]
    assert [block["tool_use_id"] for block in (first, wrong, last)] == ["t1", "t3", "t4"]
    assert {block["type"] for block in (first, wrong, last)} == {"tool_result"}
    assert [block.get("is_error", False) for block in (first, wrong, last)] == [False, True, False]
    text, image = first["content"]
    assert text == {"type": "text", "text": CAPTION}
    assert is_red(image)
    (text,) = wrong["content"]
    assert text["text"] == "There is no image 'image_7'. Images: image_1, or 'latest' for the last."
    valid(MessageParam, list(answers))
    assert (len(answers.zooms), answers.tokens_added) == (2, 2 * 37 * 28)

    # Crops in results are no originals, and results are no question.
    (again,) = insert_zooms(messages, model=MODEL, policy="centre").zooms
    assert again["ref"] == "image_1"


def runner(wire: Wire, messages: Any, runnable: Any, asynchronous: bool) -> Any:
    """The last message of a run."""
    where = {"base_url": wire.url, "api_key": "key", "max_retries": 0}
    request = {"model": MODEL, "max_tokens": 99, "messages": messages, "tools": [runnable]}

    async def run_async() -> Any:
        async with anthropic.AsyncAnthropic(**where) as client:
            return await client.beta.messages.tool_runner(**request).until_done()

    if asynchronous:
        return asyncio.run(run_async())
    with anthropic.Anthropic(**where) as client:
        return client.beta.messages.tool_runner(**request).until_done()


@pytest.mark.parametrize("asynchronous", [False, True])
def test_the_tool_runner_carries_text_image_and_error(asynchronous: bool, wire: Wire, picture: bytes) -> None:
    messages = asked(picture)
    calls = [
        ("t1", "zoom_image", ASK),
        ("t2", "zoom_image", {"question": "What?", "image": "image_7"}),
        ("t3", "zoom_image", {}),
        ("t4", "zoom_image", {"question": ["no", "text"], "image": None}),
    ]
    wire.replies += [reply(*calls), reply()]
    runnable = runnable_zoom_tool(messages, asynchronous, model=MODEL, policy="centre")
    assert runner(wire, messages, runnable, asynchronous).content[0].text == "Red."
    (schema,) = wire.requests[0]["tools"]
    assert {key: schema[key] for key in zoom_tool_schema()} == zoom_tool_schema()
    results = wire.requests[1]["messages"][-1]["content"]
    assert [block["tool_use_id"] for block in results] == ["t1", "t2", "t3", "t4"]
    text, image = results[0]["content"]
    assert text["text"] == CAPTION
    assert is_red(image)
    assert not results[0].get("is_error")
    for block, said in zip(results[1:], ("Images: image_1", "question is empty", "question is empty"), strict=True):
        assert block["is_error"] is True
        assert said in str(block["content"])
        assert "Error(" not in str(block["content"])


@pytest.mark.parametrize("asynchronous", [False, True])
def test_the_runnable_tool_takes_images_too(asynchronous: bool, wire: Wire, picture: bytes, tmp_path: Path) -> None:
    path = tmp_path / "red.png"
    path.write_bytes(picture)
    for images in ([path], [picture], [Image.open(path)]):
        wire.replies += [reply(("t1", "zoom_image", ASK)), reply()]
        runnable = runnable_zoom_tool(images, asynchronous, model=MODEL, policy="centre")
        runner(wire, [{"role": "user", "content": "What is red?"}], runnable, asynchronous)
        text, image = wire.requests[-1]["messages"][-1]["content"][0]["content"]
        assert text["text"] == CAPTION
        assert is_red(image)


def test_a_missing_sdk_is_named(monkeypatch: pytest.MonkeyPatch, picture: bytes) -> None:
    monkeypatch.setitem(sys.modules, "anthropic", None)
    with pytest.raises(MissingDependencyError, match=r"cropvlm-tools\[anthropic\]"):
        runnable_zoom_tool([picture])
    monkeypatch.undo()
    monkeypatch.setitem(sys.modules, "anyio", None)
    with pytest.raises(ModuleNotFoundError) as error:
        runnable_zoom_tool([picture])
    assert not isinstance(error.value, MissingDependencyError)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (None, "not a JSON object"),
        ([], "not a JSON object"),
        ("{", "not a JSON object"),
        ({}, "question is empty"),
        ({"question": 7}, "question is empty"),
        ({"question": "What?", "image": "image_0"}, "Images: image_1"),
        ({"question": "What?", "image": {"ref": 1}}, "Images: image_1"),
        ({"question": "What?", "image": 10**5000}, "Images: image_1"),
    ],
)
def test_bad_input_is_an_error_the_model_can_act_on(given: Any, said: str, picture: bytes) -> None:
    (message,) = run_tool_uses(reply(("t1", "zoom_image", given)), asked(picture), policy="centre")
    (block,) = message["content"]
    assert block["is_error"] is True
    assert said in block["content"][0]["text"]
    valid(MessageParam, [message])


@pytest.mark.parametrize(
    "shape",
    [
        lambda message: message,
        lambda message: message["content"],
        lambda message: anthropic.types.Message.model_validate(message),
        lambda message: anthropic.types.Message.model_validate(message).content,
    ],
)
def test_a_response_in_any_form(shape: Any, picture: bytes) -> None:
    (message,) = run_tool_uses(shape(reply(("t1", "zoom_image", ASK))), asked(picture), policy="centre")
    assert len(message["content"][0]["content"]) == 2


def test_a_response_without_zoom_calls_has_no_answer(picture: bytes) -> None:
    assert run_tool_uses(reply(), asked(picture)) == []
    assert run_tool_uses(reply(("t1", "weather", {})), asked(picture)) == []


@pytest.mark.parametrize("response", [None, "text", {}, 7])
def test_what_is_no_response_is_refused(response: Any) -> None:
    with pytest.raises(CropVLMError, match="Not a response"):
        run_tool_uses(response)


def test_what_the_program_got_wrong_is_raised(picture: bytes) -> None:
    with pytest.raises(BudgetError):
        insert_zooms(asked(picture), model=MODEL, overview_edge=0)


def test_a_model_that_is_not_known_is_as_good_as_none(picture: bytes, caplog: pytest.LogCaptureFixture) -> None:
    named, unnamed = (insert_zooms(asked(picture), model=model, policy="centre") for model in ("claude-99", None))
    assert named == unnamed
    assert len(named.zooms) == 1
    assert runnable_zoom_tool(asked(picture), model="claude-99").name == "zoom_image"
    assert sum("claude-99" in record.getMessage() for record in caplog.records) == 1


def test_the_overview_is_shrunk_to_save_tokens(picture: bytes) -> None:
    messages = asked(picture, cache_control={"type": "ephemeral"})
    zoomed = insert_zooms(messages, model=MODEL, policy="centre", overview_edge=400)
    overview, _, _, crop = zoomed[0]["content"]
    assert decoded(overview).size == (400, 300)
    assert overview["cache_control"] == {"type": "ephemeral"}
    assert is_red(crop)
    assert zoomed.tokens_saved == 29 * 22 - 15 * 11
    assert (
        insert_zooms(messages, model=MODEL, policy="centre", overview_edge=1000)[0]["content"][0]
        == (messages[0]["content"][0])
    )


def test_an_overview_for_a_model_nobody_knows_is_shrunk_too(picture: bytes) -> None:
    budget = Budget(max_edge=400, max_tokens=None)
    zoomed = insert_zooms(asked(picture), policy="centre", budget=budget, overview_edge=400)
    assert decoded(zoomed[0]["content"][0]).size == (400, 300)


def test_surroundings_stand_before_the_crop(picture: bytes) -> None:
    corner = WindowPolicy((0.25, 0.25, 0.5, 0.5))
    once = insert_zooms(asked(picture), model=MODEL, policy=corner, when="always", context=True)
    *_, caption, wider, second, crop = once[0]["content"]
    assert caption["text"].startswith("image_1 (800x600), zoomed to [100, 75, 500, 375]")
    assert second["text"].startswith("image_1 (800x600), zoomed to [200, 150, 400, 300]")
    assert is_red(crop)
    assert not is_red(wider)
    assert once.tokens_added == sum(Budget.for_model(MODEL).tokens(decoded(part).size) for part in (wider, crop))
    assert insert_zooms(once, model=MODEL, policy=corner, when="always", context=True) == once


@pytest.mark.parametrize("runs", [False, True])
def test_a_call_is_answered_by_surroundings_and_crop_of_the_last_look(runs: bool, wire: Wire, picture: bytes) -> None:
    options: dict[str, Any] = {"policy": Surer(), "steps": 2, "context": True}
    response = reply(("t1", "zoom_image", ASK))
    if runs:
        wire.replies += [response, reply()]
        runner(wire, asked(picture), runnable_zoom_tool(asked(picture), model=MODEL, **options), False)
        messages = wire.requests[-1]["messages"][-1:]
    else:
        messages = run_tool_uses(response, asked(picture), model=MODEL, **options)
        shown = [decoded(part).size for part in messages[0]["content"][0]["content"][1::2]]
        assert messages.tokens_added == sum(map(Budget.for_model(MODEL).tokens, shown))
    first, wider, second, crop = messages[0]["content"][0]["content"]
    assert first["text"].startswith("image_1 (800x600), zoomed to [200, 150, 600, 450]")
    assert second["text"].startswith("image_1 (800x600), zoomed to [300, 225, 500, 375]")
    assert decoded(wider).size == decoded(crop).size


@pytest.mark.parametrize("call", [run_tool_uses, runnable_zoom_tool])
def test_nobody_looks_less_than_once(call: Any, picture: bytes) -> None:
    first = (reply(),) if call is run_tool_uses else ()
    with pytest.raises(ValueError, match="steps is 0"):
        call(*first, asked(picture), steps=0)


@pytest.mark.parametrize(
    ("options", "crops"), [({}, 0), ({"overview_edge": 500}, 1), ({"when": "always"}, 1), ({"overview_edge": 700}, 0)]
)
def test_needed_is_judged_by_what_the_overview_will_show(options: dict[str, Any], crops: int, picture: bytes) -> None:
    messages = asked(picture)
    zoomed = insert_zooms(messages, model=MODEL, policy=Legible(), **options)
    assert len(zoomed.zooms) == crops
    assert (zoomed == messages) is (crops == 0)


@pytest.mark.parametrize(
    "source",
    [
        {"type": "file", "file_id": "file_1"},
        {"type": "url", "url": "https://example.org/red.png"},
        {"type": "url", "url": "/etc/hostname"},
        {"type": "base64", "media_type": "image/png", "data": "AAAA"},
        {"type": "base64", "media_type": "image/png", "data": "/etc/hostname"},
    ],
)
def test_what_cannot_be_read_passes_through_with_one_warning(
    source: dict[str, str], picture: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    messages = asked(picture)
    block = {"type": "image", "source": source}
    messages[0]["content"].insert(0, block)
    assert insert_zooms(messages, policy="centre").zooms[0]["ref"] == "image_2"
    with caplog.at_level(logging.WARNING):
        zoomed = insert_zooms(messages, policy="centre", question="What is in the first image?")
        insert_zooms(messages, policy="centre", question="What is in the first image?")
    assert zoomed == messages
    assert [(skipped["message"], skipped["ref"]) for skipped in zoomed.skipped] == [(0, "image_1")]
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "image_1 cannot be zoomed into" in caplog.text
    assert "hostname" not in caplog.text


def test_crops_stay_within_what_more_than_twenty_images_may_have(picture: bytes) -> None:
    assert Budget.for_model("claude-opus-4-7").max_edge > 2000
    wide = Image.new("RGB", (5200, 400), "red")
    response = reply(("t1", "zoom_image", ASK))
    for options in ({"budget": Budget(2576, 4784)}, {"model": "claude-opus-4-7"}):
        (answer,) = run_tool_uses(response, asked(picture), images=[wide], policy="centre", **options)
        assert max(decoded(answer["content"][0]["content"][1]).size) == 2000


def test_inserting_twice_changes_nothing(picture: bytes) -> None:
    once = insert_zooms(asked(picture), policy="centre", model=MODEL)
    twice = insert_zooms(once, policy="centre", model=MODEL)
    assert twice == once
    assert (twice.zooms, twice.tokens_added) == ([], 0)


def test_the_schema_lets_the_image_be_left_out() -> None:
    schema = zoom_tool_schema()
    valid(ToolParam, [schema])
    assert schema["name"] == "zoom_image"
    assert schema["input_schema"]["required"] == ["question"]
    assert schema["input_schema"]["additionalProperties"] is False
    assert "default" not in json.dumps(schema)
