"""Conversations of many turns, made up by chance, as each API writes them."""

import base64
import hashlib
import io
from dataclasses import dataclass
from random import Random
from typing import Any

from PIL import Image

from cropvlm_tools.boxes import Box
from cropvlm_tools.policy import Policy, Prediction

QUESTIONS = (
    "What is the total?",
    "And the tax?",
    "Who signed the first one?",
    "What does the last image say?",
    "Compare them: which is older?",
    "Thanks!",
    "Are you sure?",
    "Summarise this.",
    "",
)
Json = dict[str, Any]


def png(number: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (300 + number, 200), (number * 7 % 256, 90, 200)).save(file, "PNG")
    return file.getvalue()


@dataclass(frozen=True)
class Said:
    """One message: of a user, of the model, or what a tool returned."""

    role: str
    text: str
    images: tuple[bytes, ...] = ()


def conversation(seed: int, turns: int = 10) -> list[Said]:
    """Users ask, with and without images; the model answers, now and then after a look with a tool."""
    chance = Random(seed)
    said: list[Said] = []
    for turn in range(turns):
        few = chance.choice((0, 0, 0, 1, 1, 2)) if turn else chance.choice((1, 2, 3))
        images = tuple(png(chance.randrange(200)) for _ in range(few))
        text = chance.choice(QUESTIONS)
        if images and chance.random() < 0.1:
            images = (*images[:-1], b"damaged" * 20)
        said.append(Said("user", text if text or images else "Go on, which one is it?", images))
        if chance.random() < 0.1:
            said.append(Said("user", "And the date?"))
        if chance.random() < 0.3:
            said.append(Said("tool", "the screen", (png(chance.randrange(200)),)))
        said.append(Said("assistant", f"Answer {turn}."))
    return said


def requests(said: list[Said]) -> list[list[Said]]:
    """What is sent: all that was said, whenever the model is to go on."""
    return [said[:at] for at, each in enumerate(said) if each.role == "assistant"]


class ByChance(Policy):
    """Now one region, now two, now none, legible or not: as image and question have it, always the same."""

    name = "by chance"

    def predict(self, image: Image.Image, question: str) -> Prediction:
        drawn = hashlib.sha256(image.tobytes()[:9] + repr((image.size, question)).encode()).digest()
        if drawn[0] < 60:
            return Prediction.abstained("Nothing bears on it.")
        left, top = drawn[1] / 512, drawn[2] / 512
        boxes = (Box(left, top, left + 0.3, top + 0.3), Box(0, 0, 0.2, 0.2))[: 1 + drawn[3] % 2]
        return Prediction(None, 0.8, "", 100 + 2 * drawn[4], boxes)


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def url(data: bytes) -> str:
    return f"data:image/png;base64,{encoded(data)}"


def as_chat(said: list[Said]) -> list[Json]:
    """Chat Completions: a tool's image stands in a user message."""
    messages: list[Json] = []
    for each in said:
        parts: list[Json] = [{"type": "image_url", "image_url": {"url": url(data)}} for data in each.images]
        parts += [{"type": "text", "text": each.text}] if each.text else []
        if each.role == "tool":
            call = {"id": "c", "type": "function", "function": {"name": "screen", "arguments": "{}"}}
            messages += [{"role": "assistant", "content": None, "tool_calls": [call]}]
            messages += [{"role": "tool", "tool_call_id": "c", "content": each.text}]
            messages += [{"role": "user", "content": parts[:1]}]
        else:
            messages.append({"role": each.role, "content": parts if each.images else each.text})
    return messages


def as_responses(said: list[Said]) -> list[Json]:
    items: list[Json] = []
    for each in said:
        parts: list[Json] = [{"type": "input_image", "image_url": url(data), "detail": "auto"} for data in each.images]
        parts += [{"type": "input_text", "text": each.text}] if each.text else []
        if each.role == "tool":
            items += [{"type": "function_call", "call_id": "c", "name": "screen", "arguments": "{}"}]
            items += [{"type": "function_call_output", "call_id": "c", "output": parts}]
        else:
            items.append({"role": each.role, "content": parts if each.images else each.text})
    return items


def as_google(said: list[Said]) -> list[Json]:
    contents: list[Json] = []
    for each in said:
        images: list[Json] = [
            {"inline_data": {"mime_type": "image/png", "data": encoded(data)}} for data in each.images
        ]
        if each.role == "tool":
            contents += [{"role": "model", "parts": [{"function_call": {"name": "screen", "args": {}}}]}]
            response = {"name": "screen", "response": {"result": each.text}, "parts": images}
            contents += [{"role": "user", "parts": [{"function_response": response}]}]
        else:
            role = "model" if each.role == "assistant" else "user"
            contents.append({"role": role, "parts": [*images, *([{"text": each.text}] if each.text else [])]})
    return contents


def as_anthropic(said: list[Said]) -> list[Json]:
    """The first image ends a prefix that is to be cached."""
    messages: list[Json] = []
    for each in said:
        source = {"type": "base64", "media_type": "image/png"}
        parts: list[Json] = [{"type": "image", "source": {**source, "data": encoded(data)}} for data in each.images]
        if parts and not messages:
            parts[-1]["cache_control"] = {"type": "ephemeral"}
        parts += [{"type": "text", "text": each.text}] if each.text else []
        if each.role == "tool":
            messages += [{"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "s", "input": {}}]}]
            messages += [{"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": parts}]}]
        else:
            messages.append({"role": each.role, "content": parts if each.images else each.text})
    return messages
