"""What the offline server refuses, as the providers do, and what it reads."""

import base64
import copy
import http.client
import importlib
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cropvlm_tools.demo import draw_page
from tests.examples.requests import (
    ARGUMENTS,
    PNG,
    REQUESTS,
    SVG,
    Change,
    Json,
    chat,
    encoded,
    many_images,
    messages,
    part,
    responses,
    result,
    url,
    with_chat_url,
    with_source,
    with_url,
)

EXAMPLES = Path(__file__).parents[2] / "examples"

pytestmark = [
    # An example is a script: it ends without closing its client, its server and its event loop.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    # Of the frameworks, about themselves.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture(autouse=True)
def _in_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(EXAMPLES)
    for name in ("OPENAI_BASE_URL", "OPENAI_API_BASE", "OPENAI_API_KEY", "ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY"):
        monkeypatch.setenv(name, "")  # so that what an example sets is taken back
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    sys.path.insert(0, str(EXAMPLES))
    try:
        server = importlib.import_module("offline_server").OfflineServer().start()
    finally:
        sys.path.remove(str(EXAMPLES))
    yield server
    server.shutdown()
    server.server_close()


def post(server: Any, path: str, body: Any, **headers: str) -> tuple[int, Json]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port)
    given = {"Authorization": "Bearer x", "anthropic-version": "2023-06-01", "Content-Type": "application/json"}
    connection.request("POST", path, body if isinstance(body, bytes) else json.dumps(body), {**given, **headers})
    response = connection.getresponse()
    answer = response.status, json.loads(response.read())
    connection.close()
    return answer


@pytest.mark.parametrize("api", REQUESTS)
def test_a_right_request_is_answered_and_one_without_a_result_gets_a_call(server: Any, api: str) -> None:
    path, build, conversation = REQUESTS[api]
    assert post(server, path, build())[0] == 200
    body = build()
    del body[conversation][1:]
    status, answer = post(server, path, body)
    assert status == 200
    assert "zoom_image" in json.dumps(answer.get("output") or answer.get("choices") or answer.get("content"))


INVALID_IMAGE = "does not represent a valid image"
WRONG: dict[str, tuple[str, Change, str]] = {
    # images only where the API takes them
    "responses: image of the assistant": (
        "responses",
        lambda b: b["input"][0].update(role="assistant"),
        "Supported values are: 'output_text' and 'refusal'",
    ),
    "responses: chat's part": (
        "responses",
        lambda b: part(b, 0, 0, "input").update(type="image_url"),
        "Invalid value: 'image_url'",
    ),
    "chat: image of a tool": (
        "chat",
        lambda b: b["messages"][3].update(content=[part(b, 0, 0)]),
        "Image URLs are only allowed for messages with role 'user', but this message with role 'tool'",
    ),
    "chat: image of the system": ("chat", lambda b: b["messages"][0].update(role="system"), "with role 'system'"),
    "chat: image of the assistant": ("chat", lambda b: b["messages"][4].update(role="assistant"), "role 'assistant'"),
    "chat: responses' part": (
        "chat",
        lambda b: part(b, 0, 0).update(type="input_image"),
        "Invalid value: 'input_image'",
    ),
    "messages: image of the assistant": (
        "messages",
        lambda b: b["messages"][1]["content"].append(part(b, 0, 0)),
        "Input tag 'image' found",
    ),
    "messages: OpenAI's part": (
        "messages",
        lambda b: part(b, 0, 0).update(type="image_url"),
        "Input tag 'image_url' found",
    ),
    "messages: image in an error": (
        "messages",
        lambda b: result(b).update(is_error=True),
        "all content must be type `text` if `is_error` is true",
    ),
    # results complete, in order, matching the calls
    "responses: no result": ("responses", lambda b: b["input"].pop(), "No tool output found for function call call_1"),
    "responses: result of nothing": (
        "responses",
        lambda b: b["input"][2].update(call_id="call_2"),
        "No tool call found for function call output with call_id call_2",
    ),
    "responses: result before the call": (
        "responses",
        lambda b: b["input"].insert(1, b["input"].pop()),
        "No tool call found",
    ),
    "responses: two results": ("responses", lambda b: b["input"].append(b["input"][2]), "No tool call found"),
    "chat: no result": ("chat", lambda b: b["messages"].pop(2), "did not have response messages: call_1"),
    "chat: no result at the end": ("chat", lambda b: b["messages"].__delitem__(slice(2, 5)), "call_1, call_2"),
    "chat: images between results": (
        "chat",
        lambda b: b["messages"].insert(3, b["messages"].pop()),
        "did not have response messages: call_2",
    ),
    "chat: result of nothing": (
        "chat",
        lambda b: b["messages"][2].update(tool_call_id="call_3"),
        "must be a response to a preceeding message with 'tool_calls'",
    ),
    "chat: two results": ("chat", lambda b: b["messages"].insert(3, b["messages"][2]), "must be a response to"),
    "messages: no result": ("messages", lambda b: b["messages"].pop(), "`tool_use` ids were found without"),
    "messages: text before the result": (
        "messages",
        lambda b: b["messages"][2]["content"].insert(0, {"type": "text", "text": "Here:"}),
        "without `tool_result` blocks immediately after: toolu_1",
    ),
    "messages: result of nothing": (
        "messages",
        lambda b: b["messages"].__delitem__(1),
        "unexpected `tool_use_id` found in `tool_result` blocks: toolu_1",
    ),
    "messages: two results": (
        "messages",
        lambda b: b["messages"][2]["content"].append(result(b)),
        "unexpected `tool_use_id`",
    ),
    # the bytes are what they are said to be
    "responses: media type": ("responses", with_url(url(PNG, "image/jpeg")), "appears to be a image/png image"),
    "responses: media type of a result": (
        "responses",
        lambda b: b["input"][2]["output"][1].update(image_url=url(PNG, "image/webp")),
        "using the image/webp media type",
    ),
    "chat: media type": ("chat", with_chat_url(url(encoded("JPEG"))), "appears to be a image/jpeg image"),
    "messages: media type": ("messages", with_source(media_type="image/jpeg"), "appears to be a image/png image"),
    "messages: media type of a result": (
        "messages",
        lambda b: result(b)["content"][1]["source"].update(media_type="image/gif"),
        "tool_result.content.1.image.source.base64: The image was specified using the image/gif media type",
    ),
    "messages: media type with a line": ("messages", with_source(media_type=None), "using the None media type"),
    "responses: truncated": ("responses", with_url(url(PNG[:80])), INVALID_IMAGE),
    "responses: SVG": ("responses", with_url(url(SVG, "image/svg+xml")), INVALID_IMAGE),
    "responses: animated": ("responses", with_url(url(encoded("GIF", frames=3), "image/gif")), "animated"),
    "chat: TIFF": ("chat", with_chat_url(url(encoded("TIFF"), "image/tiff")), INVALID_IMAGE),
    "chat: not base64": ("chat", with_chat_url("data:image/png;base64,§"), INVALID_IMAGE),
    "messages: not base64": ("messages", with_source(data="no image"), INVALID_IMAGE),
    "messages: data URL as data": ("messages", with_source(data=url(PNG)), INVALID_IMAGE),
    # URLs in each API's own form
    "responses: URL in an object": ("responses", with_url({"url": url(PNG)}), "expected a string, but got dict"),
    "responses: bare base64": ("responses", with_url(PNG), "Expected a base64-encoded data URL"),
    "responses: no media type": (
        "responses",
        with_url(f"data:None;base64,{PNG}"),
        "Expected a base64-encoded data URL",
    ),
    "responses: detail": (
        "responses",
        lambda b: part(b, 0, 0, "input").update(detail="most"),
        "Invalid value: 'most'",
    ),
    "chat: URL as a string": (
        "chat",
        lambda b: part(b, 0, 0).update(image_url=url(PNG)),
        "Missing required parameter: 'messages[0].content[0].image_url.url'",
    ),
    "chat: detail": ("chat", lambda b: part(b, 0, 0)["image_url"].update(detail="most"), "Invalid value: 'most'"),
    # sizes
    "messages: file too large": ("messages", with_source(data=encoded(padding=7_600_000)), "exceeds 10000000 bytes"),
    "messages: edge too long": ("messages", with_source(data=encoded(size=(8001, 4))), "max allowed size: 8000 pixels"),
    "messages: many large images": ("messages", many_images, "many-image requests: 2000 pixels"),
    "messages: too many images": (
        "messages",
        lambda b: b["messages"][0]["content"].extend(copy.deepcopy(part(b, 0, 0)) for _ in range(99)),
        "Too many images: 101 > 100",
    ),
    # tools
    "responses: chat's tool": (
        "responses",
        lambda b: b.update(tools=chat()["tools"]),
        "Missing required parameter: 'tools[0].name'",
    ),
    "chat: responses' tool": (
        "chat",
        lambda b: b.update(tools=responses()["tools"]),
        "Missing required parameter: 'tools[0].function'",
    ),
    "responses: strict with an optional argument": (
        "responses",
        lambda b: b["tools"][0]["parameters"].update(required=["question"]),
        "every key in properties. Missing 'image'",
    ),
    "responses: strict with a default": (
        "responses",
        lambda b: b["tools"][0]["parameters"]["properties"]["image"].update(default="latest"),
        "'default' is not permitted",
    ),
    "chat: strict and open": (
        "chat",
        lambda b: b["tools"][0]["function"]["parameters"].pop("additionalProperties"),
        "'additionalProperties' is required to be supplied and to be false",
    ),
    "chat: no object": (
        "chat",
        lambda b: b["tools"][0]["function"]["parameters"].update(type="array"),
        "schema must be a JSON Schema of 'type: \"object\"'",
    ),
    "chat: tool name": (
        "chat",
        lambda b: b["tools"][0]["function"].update(name="zoom image"),
        "string does not match pattern",
    ),
    "messages: no schema": ("messages", lambda b: b["tools"][0].pop("input_schema"), "input_schema.type"),
    "messages: tool name": ("messages", lambda b: b["tools"][0].update(name="zoom image"), "should match pattern"),
    "messages: arguments as text": (
        "messages",
        lambda b: part(b, 1, 0).update(input=ARGUMENTS),
        "tool_use.input: Input should be a valid dictionary",
    ),
    # the rest
    "responses: no input": ("responses", lambda b: b.pop("input"), "Missing required parameter: 'input'"),
    "chat: no model": ("chat", lambda b: b.pop("model"), "Missing required parameter: 'model'"),
    "chat: role": ("chat", lambda b: b["messages"][0].update(role="human"), "Invalid value: 'human'"),
    "chat: stream": ("chat", lambda b: b.update(stream=True), "does not stream"),
    "messages: no max_tokens": ("messages", lambda b: b.pop("max_tokens"), "max_tokens: Field required"),
    "messages: system role": ("messages", lambda b: b["messages"][0].update(role="system"), "messages.0.role"),
    "messages: assistant first": ("messages", lambda b: b["messages"].pop(0), "messages.0.role"),
    "messages: empty text": ("messages", lambda b: part(b, 0, 1).update(text=" "), "non-whitespace text"),
    "messages: lost thread": (
        "messages",
        lambda b: b.update(thread={"type": "continue", "previous_message_id": "msg_0"}),
        "msg_0 was not found",
    ),
    "messages: bare text in a result": ("messages", lambda b: result(b).update(content=["text"]), "not be understood"),
}


def reason(api: str, answer: Json) -> str:
    """The message of an error, whose shape must be the provider's."""
    if api == "messages":
        assert answer["type"] == "error"
        assert set(answer["error"]) == {"type", "message"}
    else:
        assert set(answer["error"]) == {"message", "type", "param", "code"}
    return str(answer["error"]["message"])


@pytest.mark.parametrize(("api", "change", "expected"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_request_is_refused_for_its_reason(server: Any, api: str, change: Change, expected: str) -> None:
    path, build, _ = REQUESTS[api]
    body = build()
    change(body)
    status, answer = post(server, path, body)
    assert status == 400
    assert expected in reason(api, answer)


@pytest.mark.parametrize("api", REQUESTS)
def test_a_request_without_a_key_or_without_sense_is_refused(server: Any, api: str) -> None:
    path, build, _ = REQUESTS[api]
    status, answer = post(server, path, build(), Authorization="Bearer ")
    assert (status, reason(api, answer)) == (401, "No API key was provided.")
    assert answer["error"]["type"] == "authentication_error"
    status, answer = post(server, path, b"{")
    assert status == 400
    assert "could not be understood" in reason(api, answer)


def test_anthropic_wants_a_version_and_at_most_32_mb(server: Any) -> None:
    status, answer = post(server, "/v1/messages", messages(), **{"anthropic-version": ""})
    assert (status, reason("messages", answer)) == (400, "anthropic-version: header is required")
    status, answer = post(server, "/v1/messages", b" " * 32_000_001)
    assert (status, answer["error"]["type"]) == (413, "request_too_large")
    assert post(server, "/v1/embeddings", {})[0] == 404


def test_the_sdks_read_the_refusals(server: Any) -> None:
    openai = pytest.importorskip("openai", reason="needs openai")
    body = chat()
    body["messages"][3]["content"] = [part(body, 0, 0)]
    client = openai.OpenAI(base_url=f"{server.url}/v1", api_key="x", max_retries=0)
    with client, pytest.raises(openai.BadRequestError, match="only allowed for messages with role") as refused:
        client.chat.completions.create(**body)
    assert (refused.value.param, refused.value.code) == ("messages[3]", "invalid_value")

    anthropic = pytest.importorskip("anthropic", reason="needs anthropic")
    body = messages()
    body["messages"].pop()
    client = anthropic.Anthropic(base_url=server.url, api_key="x", max_retries=0)
    with client, pytest.raises(anthropic.BadRequestError, match="`tool_use` ids were found without"):
        client.messages.create(**body)


def test_it_reads_what_it_is_sent_and_nothing_else(server: Any) -> None:
    page, answers = draw_page()
    question = "What is the total amount due?"
    for image, read in ((page, False), (page.crop((1000, 2050, 1600, 2200)), True)):
        file = io.BytesIO()
        image.save(file, "PNG")
        content = [
            {"type": "input_image", "image_url": url(base64.b64encode(file.getvalue()).decode())},
            {"type": "input_text", "text": question},
        ]
        body = {"model": "gpt-4o", "input": [{"role": "user", "content": content}]}
        _, answer = post(server, "/v1/responses", body)
        assert (answers[question] in answer["output"][0]["content"][0]["text"]) is read
