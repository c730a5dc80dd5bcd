"""What OpenAI is asked and answers, in the shapes of both its APIs, through its real SDK."""

import asyncio
import base64
import io
from typing import Any

import pytest
from PIL import Image

openai = pytest.importorskip("openai", reason="the openai package is not installed")

from openai.types.chat import ChatCompletionMessageParam  # noqa: E402
from openai.types.responses import ResponseInputItemParam  # noqa: E402

from tests.conftest import Wire  # noqa: E402

CAPTION = "image_1 (800x600), zoomed to [200, 150, 600, 450]; shown at 1024x768"
MODEL = "gpt-4o"


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
