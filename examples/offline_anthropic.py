"""The rules of Anthropic's Messages for a request, and its ways to answer. Source: platform.claude.com/docs (vision,
tool use).
"""

import re
import uuid
from typing import Any

from offline_api import Api, Json, Refused, Talk


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
                if role == "user":
                    talk.hear(block["text"])
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

    def count(self, answer: Json, tokens: int, cached: int) -> None:
        answer["usage"] |= {"input_tokens": tokens - cached, "cache_read_input_tokens": cached}

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
            body, "tool_use", {"type": "tool_use", "id": f"toolu_{uuid.uuid4().hex}", "name": name, "input": arguments}
        )
