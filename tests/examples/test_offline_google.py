"""What the offline server refuses as Gemini does, and seven turns through the SDK."""

import copy
import http.client
import importlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.examples.requests import PNG, SCHEMA, Json, encoded
from tests.turns import Said, as_google, png

IMAGE = {"inlineData": {"mimeType": "image/png", "data": PNG}}


def post(server: Any, body: Any, model: str = "gemini-3-pro", key: str = "x") -> tuple[int, Json]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port)
    data = body if isinstance(body, bytes) else json.dumps(body)
    headers = {"x-goog-api-key": key, "Content-Type": "application/json"}
    connection.request("POST", f"/v1beta/models/{model}:generateContent", data, headers)
    response = connection.getresponse()
    answer = response.status, json.loads(response.read())
    connection.close()
    return answer


def request() -> Json:
    """A question about an image, a call, and its response with the crop in it."""
    call = {"functionCall": {"id": "1", "name": "zoom_image", "args": {"question": "Where?"}}}
    response = {"id": "1", "name": "zoom_image", "response": {"result": "image_1"}, "parts": [copy.deepcopy(IMAGE)]}
    function = {"name": "zoom_image", "description": "Look closer.", "parametersJsonSchema": copy.deepcopy(SCHEMA)}
    return {
        "tools": [{"functionDeclarations": [function]}],
        "contents": [
            {"role": "user", "parts": [copy.deepcopy(IMAGE), {"text": "Where?"}]},
            {"role": "model", "parts": [call]},
            {"role": "user", "parts": [{"functionResponse": response}]},
        ],
    }


def part(body: Json, content: int, position: int = 0) -> Any:
    return body["contents"][content]["parts"][position]


COUNTS = "number of function response parts is equal to the number of function call parts"
WRONG: dict[str, tuple[Callable[[Json], Any], str]] = {
    "no contents": (lambda b: b.update(contents=[]), "contents is not specified"),
    "no parts": (lambda b: b["contents"][0].update(parts=[]), "must not be empty"),
    "role": (lambda b: b["contents"][1].update(role="assistant"), "valid role: user, model"),
    "two data": (lambda b: part(b, 0).update(text="Where?"), "required oneof field 'data'"),
    "no data": (lambda b: part(b, 0).clear(), "required oneof field 'data'"),
    "GIF": (lambda b: part(b, 0)["inlineData"].update(mimeType="image/gif"), "Unsupported MIME type: image/gif"),
    "media type": (lambda b: part(b, 0)["inlineData"].update(mimeType="image/jpeg"), "appears to be a image/png"),
    "not base64": (lambda b: part(b, 0)["inlineData"].update(data="?"), "does not represent a valid image"),
    "level": (lambda b: part(b, 0).update(mediaResolution={"level": "LOW"}), "media_resolution.level"),
    "no response": (lambda b: b["contents"][2].update(parts=[{"text": "So?"}]), COUNTS),
    "two responses": (lambda b: b["contents"][2]["parts"].append(part(b, 2)), COUNTS),
    "image beside a response": (lambda b: b["contents"][2]["parts"].append(copy.deepcopy(IMAGE)), COUNTS),
    "response of nothing": (lambda b: b["contents"].pop(1), COUNTS),
    "response no object": (lambda b: part(b, 2)["functionResponse"].update(response="text"), "a Struct is expected"),
    "function's name": (lambda b: b["tools"][0]["functionDeclarations"][0].update(name="zoom image"), "pattern"),
    "no sense": (lambda b: b.update(contents=[7]), "could not be understood"),
}


def test_a_right_request_is_answered_and_one_without_a_response_gets_a_call(server: Any) -> None:
    status, answer = post(server, request())
    assert (status, answer["candidates"][0]["content"]["parts"]) == (200, [{"text": "2 images."}])
    body = request()
    del body["contents"][1:]
    (called,) = post(server, body)[1]["candidates"][0]["content"]["parts"]
    assert called["functionCall"]["name"] == "zoom_image"


@pytest.mark.parametrize(("change", "expected"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_request_is_refused_for_its_reason(server: Any, change: Callable[[Json], Any], expected: str) -> None:
    body = request()
    change(body)
    status, answer = post(server, body)
    assert (status, answer["error"]["code"], answer["error"]["status"]) == (400, 400, "INVALID_ARGUMENT")
    assert expected in answer["error"]["message"]


def test_what_older_models_refuse(server: Any) -> None:
    assert "Multimodal function responses" in post(server, request(), "gemini-2.5-flash")[1]["error"]["message"]
    body = request()
    del body["contents"][1:]
    assert post(server, body, "gemini-2.5-flash")[0] == 200
    part(body, 0)["mediaResolution"] = {"level": "MEDIA_RESOLUTION_LOW"}
    assert post(server, body)[0] == 200
    assert "resolution per part" in post(server, body, "gemini-2.5-flash")[1]["error"]["message"]


def test_a_key_is_wanted_and_at_most_20_mb(server: Any) -> None:
    assert "API key not valid" in post(server, request(), key="")[1]["error"]["message"]
    body = request()
    part(body, 0)["inlineData"]["data"] = encoded(padding=16_000_000)
    assert post(server, body)[0] == 413


TURNS = ("What is the total due?", "And the tax?", "Thanks!", "Are you sure?", "What is the total due?")


@pytest.mark.parametrize("model", ["gemini-3-pro", "gemini-2.5-flash"])
@pytest.mark.parametrize("way", ["append", "tool"])
def test_a_conversation_through_the_sdk(way: str, model: str, server: Any) -> None:
    genai = pytest.importorskip("google.genai", reason="the google-genai package is not installed")
    adapter = importlib.import_module("cropvlm_tools.google")
    server.cache.report.clear()
    off: dict[str, Any] = {"automatic_function_calling": {"disable": True}}
    config = off | ({"tools": [adapter.zoom_tool()]} if way == "tool" else {})
    contents: list[Any] = []
    with genai.Client(api_key="key", http_options={"base_url": server.url}) as client:
        for turn, question in enumerate(TURNS):
            contents += as_google([Said("user", question, (png(1),) if turn == 0 else ())])
            answers: Any = [None]
            while answers:
                sent = contents
                if way == "append":
                    sent = adapter.insert_zooms(contents, model=model, policy="centre", when="always")
                response = client.models.generate_content(model=model, contents=sent, config=config)
                answers = adapter.run_function_calls(response, contents, model=model, policy="centre")
                contents += [response.candidates[0].content, *answers]
    assert server.cache.hit() == 1
    calls = sum("?" in question for question in TURNS) if way == "tool" else 0
    assert len(server.cache.report) == len(TURNS) + calls
    assert response.text == ("2 images." if way == "append" else f"{1 + calls} images.")


def test_a_chat_of_the_sdk(server: Any) -> None:
    genai = pytest.importorskip("google.genai", reason="the google-genai package is not installed")
    adapter = importlib.import_module("cropvlm_tools.google")
    config: dict[str, Any] = {"tools": [adapter.zoom_tool()], "automatic_function_calling": {"disable": True}}
    with genai.Client(api_key="key", http_options={"base_url": server.url}) as client:
        chat = client.chats.create(model="gemini-3-pro", config=config)
        image = genai.types.Part.from_bytes(data=png(1), mime_type="image/png")
        response = chat.send_message([image, "What is the total due?"])
        (answer,) = adapter.run_function_calls(response, chat.get_history(), model="gemini-3-pro", policy="centre")
        response = chat.send_message([genai.types.Part.model_validate(part) for part in answer["parts"]])
    assert response.text == "2 images."
