"""The rules of OpenAI (Responses, Chat Completions) and Anthropic (Messages) for a request, and their ways to answer.

What breaks a rule is refused in the provider's words. Sources: developers.openai.com/api/docs/guides (images-vision,
function-calling, structured-outputs) and platform.claude.com/docs (vision, tool use).
"""

import base64
import binascii
import io
import json
import re
import uuid
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

Json = dict[str, Any]


class Refused(Exception):
    """What the provider answers to a request that breaks its rules."""

    def __init__(self, message: str, param: str | None = None, code: str | None = None, status: int = 400) -> None:
        super().__init__(message)
        self.message, self.param, self.code, self.status = message, param, code, status


@dataclass
class Talk:
    """What a request holds, once it has passed the provider's checks."""

    texts: list[str] = field(default_factory=list)
    """Of users."""

    images: list[Image.Image] = field(default_factory=list)
    tools: dict[str, Json] = field(default_factory=dict)
    """Name -> JSON Schema of the arguments."""

    called: set[str] = field(default_factory=set)
    """Names of tools that have been called."""


class Api(ABC):
    """One API: ``read`` checks a request, ``say`` and ``call`` write an answer, ``error`` a refusal."""

    path: str
    max_request, max_image, max_edge, max_images = 50_000_000, 50_000_000, 65_535, 500  # bytes, base64, px
    animations = True

    @abstractmethod
    def read(self, body: Json) -> Talk:
        """Raises Refused where the request breaks a rule."""

    @abstractmethod
    def say(self, body: Json, text: str, ended: str = "") -> Json:
        """A response that is text; ``ended`` is "refusal" or "length" where it is not the whole answer."""

    @abstractmethod
    def call(self, body: Json, name: str, arguments: Json) -> Json:
        """A response that calls a tool."""

    @abstractmethod
    def error(self, refused: Refused) -> Json:
        """The provider's own shape of a refusal."""

    def check_headers(self, headers: Any) -> None:
        key = headers.get("x-api-key") or headers.get("Authorization", "").removeprefix("Bearer").strip()
        if not key:
            raise Refused("No API key was provided.", code="invalid_api_key", status=401)

    def open_image(self, data: Any, media_type: Any, where: str) -> Image.Image:
        if len(data) > self.max_image:
            raise Refused(f"{where}: image exceeds {self.max_image} bytes", where, "image_too_large")
        try:
            raw = base64.b64decode(data, validate=True)
            image = Image.open(io.BytesIO(raw), formats=("PNG", "JPEG", "GIF", "WEBP"))
            if max(image.size) > self.max_edge:
                text = f"{where}: image dimensions exceed max allowed size: {self.max_edge} pixels"
                raise Refused(text, where, "invalid_image_size")
            image.load()
        except (binascii.Error, ValueError, TypeError, OSError, Image.DecompressionBombError) as error:
            text = "the image data you provided does not represent a valid image: png, jpeg, gif, webp"
            raise Refused(f"{where}: {text}", where, "image_parse_error") from error
        found = Image.MIME[str(image.format)]
        if found != media_type:
            text = f"was specified using the {media_type} media type, but the image appears to be a {found} image"
            raise Refused(f"{where}: The image {text}", where, "invalid_image_format")
        if not self.animations and getattr(image, "is_animated", False):
            raise Refused(f"{where}: animated images are not supported", where, "invalid_image_format")
        return image.convert("RGB")


class OpenAI(Api):
    """What both of OpenAI's APIs share."""

    animations = False

    def error(self, refused: Refused) -> Json:
        kinds = {401: "authentication_error", 429: "rate_limit_error", 500: "server_error"}
        kind = kinds.get(refused.status, "invalid_request_error")
        return {"error": {"message": refused.message, "type": kind, "param": refused.param, "code": refused.code}}

    def open_url(self, url: Any, where: str) -> Image.Image:
        if not isinstance(url, str):
            text = f"Invalid type for '{where}': expected a string, but got {type(url).__name__} instead."
            raise Refused(text, where, "invalid_type")
        match = re.fullmatch(r"data:(image/[\w.+-]+);base64,(.*)", url, re.DOTALL)
        if not match:
            text = f"Invalid '{where}'. Expected a base64-encoded data URL with an image MIME type."
            raise Refused(text, where, "invalid_value")
        return self.open_image(match[2], match[1], where)


def one_of(value: Any, allowed: Sequence[str], where: str) -> str:
    if value not in allowed:
        supported = " and ".join(repr(name) for name in allowed)
        raise Refused(f"Invalid value: {value!r}. Supported values are: {supported}.", where, "invalid_value")
    return str(value)


def required(holder: Any, name: str, where: str = "") -> Any:
    if not isinstance(holder, dict) or holder.get(name) is None:
        missing = f"{where}.{name}".lstrip(".")
        raise Refused(f"Missing required parameter: '{missing}'.", missing, "missing_required_parameter")
    return holder[name]


def read_function(function: Json, where: str, talk: Talk) -> None:
    name, schema = required(function, "name", where), required(function, "parameters", where)
    if not re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name):
        raise Refused(f"Invalid '{where}.name': string does not match pattern.", f"{where}.name", "invalid_value")
    if wrong := _wrong_in_schema(schema, bool(function.get("strict"))):
        text = f"Invalid schema for function '{name}': {wrong}"
        raise Refused(text, f"{where}.parameters", "invalid_function_parameters")
    talk.tools[name] = schema


def _wrong_in_schema(schema: Json, strict: bool) -> str:
    """https://developers.openai.com/api/docs/guides/structured-outputs"""
    if schema.get("type") != "object":
        return "schema must be a JSON Schema of 'type: \"object\"'."
    if not strict:
        return ""
    properties = schema.get("properties", {})
    if schema.get("additionalProperties") is not False:
        return "In context=(), 'additionalProperties' is required to be supplied and to be false."
    for name, value in properties.items():
        if name not in schema.get("required", ()):
            text = "'required' is required to be supplied and to be an array including every key in properties."
            return f"In context=(), {text} Missing '{name}'."
        if "default" in value:
            return f"In context=('properties', '{name}'), 'default' is not permitted."
    return ""


class Responses(OpenAI):
    path = "/v1/responses"

    def read(self, body: Json) -> Talk:
        required(body, "model")
        talk = Talk()
        for number, tool in enumerate(body.get("tools") or ()):
            one_of(tool.get("type"), ["function"], f"tools[{number}].type")
            read_function(tool, f"tools[{number}]", talk)
        given = required(body, "input")
        called: list[str] = []
        answered: list[str] = []
        kinds = ["message", "function_call", "function_call_output", "reasoning"]
        for number, item in enumerate([{"role": "user", "content": given}] if isinstance(given, str) else given):
            where = f"input[{number}]"
            kind = one_of(item.get("type", "message"), kinds, where)
            if kind == "message":
                role = one_of(item.get("role"), ["user", "system", "developer", "assistant"], f"{where}.role")
                self.read_parts(required(item, "content", where), role, f"{where}.content", talk)
            elif kind == "function_call":
                called.append(required(item, "call_id", where))
                talk.called.add(required(item, "name", where))
                json.loads(required(item, "arguments", where))
            elif kind == "function_call_output":
                call_id = required(item, "call_id", where)
                if call_id not in called or call_id in answered:
                    raise Refused(f"No tool call found for function call output with call_id {call_id}.", "input")
                answered.append(call_id)
                self.read_parts(required(item, "output", where), "tool", f"{where}.output", talk)
        if missing := [call_id for call_id in called if call_id not in answered]:
            raise Refused(f"No tool output found for function call {missing[0]}.", "input")
        return talk

    def read_parts(self, content: Any, role: str, where: str, talk: Talk) -> None:
        allowed = ["input_text", "input_image", "input_file"]
        if role == "assistant":
            allowed = ["output_text", "refusal"]
        for number, part in enumerate([{"type": allowed[0], "text": content}] if isinstance(content, str) else content):
            place = f"{where}[{number}]"
            kind = one_of(part.get("type"), allowed, f"{place}.type")
            if kind == "input_image":
                one_of(part.get("detail", "auto"), ["low", "high", "auto", "original"], f"{place}.detail")
                talk.images.append(self.open_url(required(part, "image_url", place), f"{place}.image_url"))
            elif kind == "input_text" and role == "user":
                talk.texts.append(required(part, "text", place))

    def _response(self, body: Json, output: Json) -> Json:
        response = {"id": "resp_offline", "object": "response", "created_at": 0, "status": "completed"}
        details = {"input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}
        usage = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2, **details}
        settings = {"parallel_tool_calls": True, "tool_choice": "auto", "tools": body.get("tools") or []}
        return {**response, **settings, "model": body["model"], "output": [output], "usage": usage}

    def say(self, body: Json, text: str, ended: str = "") -> Json:
        content: list[Json] = [{"type": "output_text", "text": text, "annotations": []}]
        if ended == "refusal":
            content = [{"type": "refusal", "refusal": text}]
        message = {"type": "message", "id": "msg_offline", "role": "assistant", "status": "completed"}
        response = self._response(body, {**message, "content": content})
        if ended == "length":
            response |= {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}
        return response

    def call(self, body: Json, name: str, arguments: Json) -> Json:
        call = {"type": "function_call", "id": "fc_offline", "call_id": "call_offline", "status": "completed"}
        return self._response(body, {**call, "name": name, "arguments": json.dumps(arguments)})


class ChatCompletions(OpenAI):
    path = "/v1/chat/completions"

    def read(self, body: Json) -> Talk:
        required(body, "model")
        talk = Talk()
        for number, tool in enumerate(body.get("tools") or ()):
            one_of(tool.get("type"), ["function"], f"tools[{number}].type")
            read_function(required(tool, "function", f"tools[{number}]"), f"tools[{number}].function", talk)
        waiting: list[str] = []
        for number, message in enumerate(required(body, "messages")):
            where = f"messages[{number}]"
            role = one_of(message.get("role"), ["system", "developer", "user", "assistant", "tool"], f"{where}.role")
            if role != "tool":
                self.check_answered(waiting)
            elif required(message, "tool_call_id", where) not in waiting:
                text = "messages with role 'tool' must be a response to a preceeding message with 'tool_calls'."
                raise Refused(f"Invalid parameter: {text}", f"{where}.role")
            else:
                waiting.remove(message["tool_call_id"])
            calls = message.get("tool_calls") or []
            waiting += [required(call, "id", f"{where}.tool_calls") for call in calls]
            talk.called.update(required(call["function"], "name", where) for call in calls)
            if message.get("content") is not None or not calls:
                self.read_parts(required(message, "content", where), role, where, talk)
        self.check_answered(waiting)
        return talk

    @staticmethod
    def check_answered(waiting: list[str]) -> None:
        if waiting:
            rule = "An assistant message with 'tool_calls' must be followed by tool messages responding to each"
            missing = f"The following tool_call_ids did not have response messages: {', '.join(waiting)}"
            raise Refused(f"{rule} 'tool_call_id'. {missing}", "messages")

    def read_parts(self, content: Any, role: str, where: str, talk: Talk) -> None:
        for number, part in enumerate([{"type": "text", "text": content}] if isinstance(content, str) else content):
            place = f"{where}.content[{number}]"
            kind = one_of(part.get("type"), ["text", "image_url"], f"{place}.type")
            if kind == "text":
                text = required(part, "text", place)
                talk.texts += [text] if role == "user" else []
                continue
            if role != "user":
                rule = "Image URLs are only allowed for messages with role 'user', but this message with role"
                raise Refused(f"Invalid '{where}'. {rule} '{role}' contains an image URL.", where, "invalid_value")
            image = required(part, "image_url", place)
            url = required(image, "url", f"{place}.image_url")
            one_of(image.get("detail", "auto"), ["low", "high", "auto", "original"], f"{place}.image_url.detail")
            talk.images.append(self.open_url(url, f"{place}.image_url.url"))

    def _completion(self, body: Json, reason: str, **message: Any) -> Json:
        completion = {"id": "chatcmpl-offline", "object": "chat.completion", "created": 0, "model": body["model"]}
        message = {"role": "assistant", "content": None, "refusal": None, **message}
        choice = {"index": 0, "finish_reason": reason, "logprobs": None, "message": message}
        return {
            **completion,
            "choices": [choice],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }

    def say(self, body: Json, text: str, ended: str = "") -> Json:
        if ended == "refusal":
            return self._completion(body, "stop", refusal=text)
        return self._completion(body, ended or "stop", content=text)

    def call(self, body: Json, name: str, arguments: Json) -> Json:
        function = {"name": name, "arguments": json.dumps(arguments)}
        calls = [{"id": "call_offline", "type": "function", "function": function}]
        return self._completion(body, "tool_calls", tool_calls=calls)


class Messages(Api):
    path = "/v1/messages"
    max_request, max_image, max_edge, max_images = 32_000_000, 10_000_000, 8000, 100
    many_images, many_edge = 20, 2000

    def __init__(self) -> None:
        self.threads: dict[str, list[Json]] = {}

    def check_headers(self, headers: Any) -> None:
        super().check_headers(headers)
        if not headers.get("anthropic-version"):
            raise Refused("anthropic-version: header is required")

    def error(self, refused: Refused) -> Json:
        kinds = {401: "authentication_error", 413: "request_too_large", 429: "rate_limit_error", 500: "api_error"}
        kind = kinds.get(refused.status, "invalid_request_error")
        error = {"type": kind, "message": refused.message}
        return {"type": "error", "error": error, "request_id": "req_offline"}

    def read(self, body: Json) -> Talk:
        for name in ("model", "max_tokens", "messages"):
            if not body.get(name):
                raise Refused(f"{name}: Field required")
        talk = Talk()
        for number, tool in enumerate(body.get("tools") or ()):
            if tool.get("input_schema", {}).get("type") != "object":
                raise Refused(f"tools.{number}.custom.input_schema.type: Input should be 'object'")
            if not re.fullmatch(r"[a-zA-Z0-9_-]{1,128}", tool.get("name") or ""):
                raise Refused(f"tools.{number}.custom.name: String should match pattern '^[a-zA-Z0-9_-]{{1,128}}$'")
            talk.tools[tool["name"]] = tool["input_schema"]
        used: list[str] = []
        messages = self.history(body)
        for number, message in enumerate(messages):
            where, role, blocks = f"messages.{number}", message["role"], message["content"]
            if role not in (("user", "assistant") if number else ("user",)):
                raise Refused(f"{where}.role: Input should be 'user' or 'assistant', the first one 'user'")
            blocks = [{"type": "text", "text": blocks}] if isinstance(blocks, str) else blocks
            self.check_results(used, blocks, where)
            self.read_blocks(blocks, role, f"{where}.content", talk)
            used = [block["id"] for block in blocks if block["type"] == "tool_use"]
        self.check_results(used, [], f"messages.{len(messages)}")
        if len(talk.images) > self.many_images and any(max(image.size) > self.many_edge for image in talk.images):
            text = f"image dimensions exceed max allowed size for many-image requests: {self.many_edge} pixels"
            raise Refused(f"messages: {text}")
        return talk

    def history(self, body: Json) -> list[Json]:
        """All messages: a request of the SDK's tool runner holds the new ones only, the server holds the others."""
        previous: str = (body.get("thread") or {}).get("previous_message_id", "")
        if previous and previous not in self.threads:
            raise Refused(f"thread.previous_message_id: {previous} was not found")
        return [*self.threads.get(previous, ()), *body["messages"]]

    @staticmethod
    def check_results(used: list[str], blocks: list[Json], where: str) -> None:
        """tool_result blocks stand first, one for each tool_use of the message before."""
        first = next((number for number, block in enumerate(blocks) if block["type"] != "tool_result"), len(blocks))
        answered = [block["tool_use_id"] for block in blocks[:first]]
        if missing := [name for name in used if name not in answered]:
            rule = "Each `tool_use` block must have a corresponding `tool_result` block in the next message."
            text = "`tool_use` ids were found without `tool_result` blocks immediately after"
            raise Refused(f"{where}: {text}: {', '.join(missing)}. {rule}")
        for number, block in enumerate(blocks):
            name = block.get("tool_use_id")
            if block["type"] == "tool_result" and (number >= first or name not in used or name in answered[:number]):
                rule = "Each `tool_result` block must have a corresponding `tool_use` block in the previous message."
                text = "unexpected `tool_use_id` found in `tool_result` blocks"
                raise Refused(f"{where}.content.{number}: {text}: {name}. {rule}")

    def read_blocks(self, blocks: Any, role: str, where: str, talk: Talk) -> None:
        allowed = {"user": ["text", "image", "tool_result"], "assistant": ["text", "tool_use"]}.get(
            role, ["text", "image"]
        )
        for number, block in enumerate(blocks):
            place, kind = f"{where}.{number}", block["type"]
            if kind not in allowed:
                text = f"Input tag '{kind}' found using 'type' does not match any of the expected tags"
                raise Refused(f"{place}: {text}: {', '.join(allowed)}")
            if kind == "text":
                if not block["text"].strip():
                    raise Refused("messages: text content blocks must contain non-whitespace text")
                talk.texts += [block["text"]] if role == "user" else []
            elif kind == "image":
                source = block["source"]
                if source["type"] != "base64":
                    raise Refused(f"{place}.image.source: only base64 is known offline")
                place = f"{place}.image.source.base64"
                talk.images.append(self.open_image(source["data"], source["media_type"], place))
            elif kind == "tool_use":
                if not isinstance(block["input"], dict):
                    raise Refused(f"{place}.tool_use.input: Input should be a valid dictionary")
                talk.called.add(block["name"])
            else:
                content = block.get("content") or []
                content = [{"type": "text", "text": content}] if isinstance(content, str) else content
                if block.get("is_error") and any(part["type"] != "text" for part in content):
                    raise Refused(f"{place}.tool_result: all content must be type `text` if `is_error` is true")
                self.read_blocks(content, "tool", f"{place}.tool_result.content", talk)

    def _message(self, body: Json, reason: str, block: Json) -> Json:
        name = f"msg_{uuid.uuid4().hex}"
        if body.get("thread"):
            self.threads[name] = [*self.history(body), {"role": "assistant", "content": [block]}]
        message = {"id": name, "type": "message", "role": "assistant", "model": body["model"], "content": [block]}
        usage = {"input_tokens": 1, "output_tokens": 1}
        return {**message, "stop_reason": reason, "stop_sequence": None, "usage": usage}

    def say(self, body: Json, text: str, ended: str = "") -> Json:
        reason = {"length": "max_tokens", "refusal": "refusal"}.get(ended, "end_turn")
        return self._message(body, reason, {"type": "text", "text": text})

    def call(self, body: Json, name: str, arguments: Json) -> Json:
        return self._message(
            body, "tool_use", {"type": "tool_use", "id": "toolu_offline", "name": name, "input": arguments}
        )
