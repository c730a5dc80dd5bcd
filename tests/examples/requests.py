"""Right requests to each API, and ways to change one."""

import base64
import copy
import io
from collections.abc import Callable
from typing import Any

from PIL import Image

Json = dict[str, Any]
Change = Callable[[Json], Any]


def encoded(kind: str = "PNG", size: tuple[int, int] = (40, 30), frames: int = 1, padding: int = 0) -> str:
    file = io.BytesIO()
    pictures = [Image.new("RGB", size, color) for color in ("white", "grey", "black")[:frames]]
    pictures[0].save(file, kind, **({"save_all": True, "append_images": pictures[1:]} if frames > 1 else {}))
    return base64.b64encode(file.getvalue() + bytes(padding)).decode()


def url(data: str, media_type: str = "image/png") -> str:
    return f"data:{media_type};base64,{data}"


PNG = encoded()
SVG = base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'/>").decode()
SCHEMA = {
    "type": "object",
    "properties": {"question": {"type": "string"}, "image": {"type": ["string", "null"]}},
    "required": ["question", "image"],
    "additionalProperties": False,
}
FUNCTION = {"name": "zoom_image", "description": "Look closer.", "parameters": SCHEMA, "strict": True}
ARGUMENTS = '{"question": "Where?", "image": null}'


def responses() -> Json:
    """A call and its result, as the API wants it."""
    picture = {"type": "input_image", "image_url": url(PNG), "detail": "auto"}
    call = {"type": "function_call", "call_id": "call_1", "name": "zoom_image", "arguments": ARGUMENTS}
    output = [{"type": "input_text", "text": "image_1"}, picture]
    return {
        "model": "gpt-4o",
        "tools": [{"type": "function", **copy.deepcopy(FUNCTION)}],
        "input": [
            {"role": "user", "content": [picture | {}, {"type": "input_text", "text": "Where?"}]},
            call,
            {"type": "function_call_output", "call_id": "call_1", "output": output},
        ],
    }


def chat() -> Json:
    """Two calls, their results, and the crop in a user message."""
    picture = {"type": "image_url", "image_url": {"url": url(PNG)}}
    calls = [
        {"id": f"call_{n}", "type": "function", "function": {"name": "zoom_image", "arguments": ARGUMENTS}}
        for n in (1, 2)
    ]
    return {
        "model": "gpt-4o",
        "tools": [{"type": "function", "function": copy.deepcopy(FUNCTION)}],
        "messages": [
            {"role": "user", "content": [picture, {"type": "text", "text": "Where?"}]},
            {"role": "assistant", "content": None, "tool_calls": calls},
            {"role": "tool", "tool_call_id": "call_1", "content": "image_1"},
            {"role": "tool", "tool_call_id": "call_2", "content": [{"type": "text", "text": "image_1"}]},
            {"role": "user", "content": [copy.deepcopy(picture)]},
        ],
    }


def messages() -> Json:
    """A use and its result."""
    picture = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PNG}}
    use = {"type": "tool_use", "id": "toolu_1", "name": "zoom_image", "input": {"question": "Where?"}}
    result = [{"type": "text", "text": "image_1"}, copy.deepcopy(picture)]
    return {
        "model": "claude-sonnet-4-5",
        "max_tokens": 100,
        "tools": [{"name": "zoom_image", "description": "Look closer.", "input_schema": copy.deepcopy(SCHEMA)}],
        "messages": [
            {"role": "user", "content": [picture, {"type": "text", "text": "Where?"}]},
            {"role": "assistant", "content": [use]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": result}]},
        ],
    }


REQUESTS: dict[str, tuple[str, Callable[[], Json], str]] = {
    "responses": ("/v1/responses", responses, "input"),
    "chat": ("/v1/chat/completions", chat, "messages"),
    "messages": ("/v1/messages", messages, "messages"),
}


def part(body: Json, message: int, position: int, name: str = "messages") -> Any:
    return body[name][message]["content"][position]


def with_url(value: Any) -> Change:
    return lambda body: part(body, 0, 0, "input").update(image_url=value)


def with_chat_url(value: Any) -> Change:
    return lambda body: part(body, 0, 0)["image_url"].update(url=value)


def with_source(**source: Any) -> Change:
    return lambda body: part(body, 0, 0)["source"].update(source)


def result(body: Json) -> Any:
    return part(body, 2, 0)


def many_images(body: Json) -> None:
    first = body["messages"][0]["content"]
    first += [copy.deepcopy(first[0]) for _ in range(19)]
    first[0]["source"]["data"] = encoded(size=(2001, 4))
