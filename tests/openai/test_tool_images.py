"""Images of OpenAI's conversations that no user gave, or that the server keeps: through its real SDK."""

import base64
import io
import json
from typing import Any

import pytest
from PIL import Image

pytest.importorskip("openai", reason="the openai package is not installed")

from openai.types.responses import ResponseInputItemParam

from cropvlm_tools.openai import ImageStore, insert_zooms, run_tool_calls
from tests.conftest import Wire
from tests.openai.exchange import CAPTION, MODEL, asked, reply, send, url
from tests.sdk_types import valid


def small(width: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, 80), "white").save(file, "PNG")
    return file.getvalue()


def zoom_call(image: str | None = None, name: str = "z1") -> tuple[str, str, str]:
    return (name, "zoom_image", json.dumps({"question": "What is red?", "image": image}))


def caption_of(answer: Any) -> str:
    output = answer["output"]
    return output if isinstance(output, str) else output[0]["text"]


OUTPUTS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a function": (
        {"type": "function_call", "call_id": "f1", "name": "screenshot", "arguments": "{}"},
        {
            "type": "function_call_output",
            "call_id": "f1",
            "output": [
                {"type": "input_text", "text": "The screen."},
                {"type": "input_image", "image_url": url(small(300)), "detail": "auto"},
            ],
        },
    ),
    "computer use": (
        {
            "type": "computer_call",
            "id": "cu_1",
            "call_id": "f1",
            "action": {"type": "screenshot"},
            "pending_safety_checks": [],
            "status": "completed",
        },
        {
            "type": "computer_call_output",
            "call_id": "f1",
            "output": {"type": "computer_screenshot", "image_url": url(small(300))},
        },
    ),
}


@pytest.mark.parametrize("kind", OUTPUTS)
@pytest.mark.parametrize("asynchronous", [False, True])
def test_what_other_tools_returned_can_be_zoomed_into_and_our_crops_cannot(
    kind: str, asynchronous: bool, wire: Wire, picture: bytes
) -> None:
    call, output = OUTPUTS[kind]
    messages: list[Any] = asked("responses", picture)
    wire.replies += [{**reply("responses", []), "output": [call]}, reply("responses", [zoom_call()])]
    wire.replies += [reply("responses", [zoom_call("latest", "z2"), zoom_call("first", "z3")])]
    first = send(wire, "responses", messages, asynchronous)
    messages += [*first.output, output]
    second = send(wire, "responses", messages, asynchronous)
    answers = run_tool_calls(second, messages, policy="centre", model=MODEL)
    assert caption_of(answers[0]).startswith("image_2 (300x80), zoomed to")
    messages += [*second.output, *answers]
    third = send(wire, "responses", messages, asynchronous)
    latest, oldest = run_tool_calls(third, messages, policy="centre", model=MODEL)
    assert caption_of(latest).startswith("image_2 (300x80), zoomed to")
    assert caption_of(oldest) == CAPTION
    messages += [*third.output, latest, oldest, {"role": "user", "content": "And now, what is red?"}]
    sent = insert_zooms(messages, policy="centre", model=MODEL)
    text, caption, crop = sent[-1]["content"]
    assert (text["text"], caption["type"], crop["type"]) == ("And now, what is red?", "input_text", "input_image")
    assert caption["text"].startswith("image_2 (300x80), zoomed to")
    valid(ResponseInputItemParam, sent[-1:])


def kept_by_server(previous: str | None = None, conversation: str | None = None, name: str = "r") -> dict[str, Any]:
    body = {**reply("responses", [zoom_call()]), "id": name, "previous_response_id": previous}
    return {**body, "conversation": {"id": conversation}} if conversation else body


@pytest.mark.parametrize("held", [{"previous": "resp_0"}, {"conversation": "conv_1"}])
@pytest.mark.parametrize("images", [0, 1])
def test_where_the_server_keeps_the_images_the_developer_is_told_once(
    held: dict[str, str], images: int, wire: Wire, picture: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    wire.replies += [kept_by_server(**held)] * 2
    messages = asked("responses", picture)[:images] or [{"role": "user", "content": "What is red?"}]
    for _ in range(2):
        response = send(wire, "responses", messages)
        (answer,) = run_tool_calls(response, messages, policy="centre")
        assert ("zoomed to" in caption_of(answer)) is bool(images)
        assert "images=" not in caption_of(answer)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "Pass images=..." in caplog.text
    assert "ImageStore" in caplog.text
    caplog.clear()
    (answer,) = run_tool_calls(response, messages, images=[picture], policy="centre", model=MODEL)
    assert (caption_of(answer), caplog.records) == (CAPTION, [])


@pytest.mark.parametrize("conversation", [None, "conv_1"])
def test_a_store_keeps_the_originals_of_what_the_server_keeps(
    conversation: str | None, wire: Wire, picture: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    store, previous, sent = ImageStore(), None, asked("responses", picture)
    for turn in range(3):
        wire.replies.append(kept_by_server(None if conversation else previous, conversation, name=f"r{turn}"))
        response = send(wire, "responses", sent, **({} if conversation else {"previous_response_id": previous}))
        store.keep(response, sent)
        answers = run_tool_calls(response, images=store.images(response), policy="centre", model=MODEL)
        assert caption_of(answers[0]).startswith(f"image_{turn + 1} (")
        part = {"type": "input_image", "image_url": url(small(200 + turn)), "detail": "auto"}
        sent = [*answers, {"role": "user", "content": [part]}]
        previous = response.id
    assert not caplog.records
    assert len(store.images(response)) == 3


def test_a_store_forgets_the_oldest() -> None:
    store = ImageStore(most=2)
    part = {"type": "input_image", "image_url": url(small(5))}
    for number in range(3):
        store.keep({"id": f"r{number}"}, [{"role": "user", "content": [part]}])
    assert [len(store.images({"id": f"r{number}"})) for number in range(3)] == [0, 1, 1]
    assert store.images({"id": "new", "previous_response_id": "r2"}) == [part["image_url"]]
    store.keep({"id": "r9"}, "a text")
    assert store.images({"id": "r9"}) == store.images(None) == []


def test_images_that_only_the_server_has_can_be_given_to_what_inserts_crops(picture: bytes) -> None:
    question = [{"role": "user", "content": "What is red?"}]
    (sent,) = insert_zooms(question, images=[small(90), picture], policy="centre", model=MODEL)
    assert [part["type"] for part in sent["content"]] == ["input_text", "input_text", "input_image"]
    assert sent["content"][1]["text"] == CAPTION.replace("image_1", "image_2")
    part = {"type": "input_image", "file_id": "file_1", "detail": "auto"}
    text = {"type": "input_text", "text": "What is red?"}
    (sent,) = insert_zooms([{"role": "user", "content": [part, text]}], images=picture, policy="centre", model=MODEL)
    assert sent["content"][:2] == [part, text]
    assert sent["content"][2]["text"] == CAPTION
    assert base64.b64encode(picture).decode() not in json.dumps(sent)


def test_the_names_that_models_write_find_the_file_a_user_named(wire: Wire, picture: bytes) -> None:
    messages = asked("responses", picture)
    messages[0]["content"] = [
        {"type": "input_text", "text": "receipt.jpg:"},
        {"type": "input_image", "image_url": url(small(300)), "detail": "auto"},
        *messages[0]["content"],
    ]
    names = ["receipt.jpg", "RECEIPT", "[image_1]", "image_1:", "first", "image_1.png", "last"]
    wire.replies.append(reply("responses", [zoom_call(name, f"z{at}") for at, name in enumerate(names)]))
    answers = run_tool_calls(send(wire, "responses", messages), messages, policy="centre")
    assert [caption_of(answer).split(" ")[0] for answer in answers] == ["image_1"] * 6 + ["image_2"]
    wire.replies.append(reply("responses", [zoom_call("menu.png")]))
    (answer,) = run_tool_calls(send(wire, "responses", messages), messages, policy="centre")
    assert "Images: image_1 (receipt.jpg), image_2, or" in caption_of(answer)
