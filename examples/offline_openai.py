"""The rules of OpenAI's Responses and Chat Completions for a request, and their ways to answer.

Sources: developers.openai.com/api/docs/guides (images-vision, function-calling, structured-outputs).
"""

import json
import re
import uuid
from typing import Any

from offline_api import Api, Json, Refused, Talk, one_of, read_function, required
from PIL import Image


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


class Responses(OpenAI):
    path = "/v1/responses"

    def __init__(self) -> None:
        self.kept: dict[str, list[Json]] = {}

    def history(self, body: Json) -> list[Json]:
        """With ``previous_response_id`` or ``conversation`` a request holds the new items only."""
        given = required(body, "input")
        items = [{"role": "user", "content": given}] if isinstance(given, str) else given
        held = body.get("previous_response_id") or held_in(body)
        if body.get("previous_response_id") and held not in self.kept:
            raise Refused(f"Previous response with id '{held}' not found.", "previous_response_id")
        return [*self.kept.get(held or "", ()), *items]

    def count(self, answer: Json, tokens: int, cached: int) -> None:
        answer["usage"] |= {"input_tokens": tokens, "total_tokens": tokens + 1}
        answer["usage"]["input_tokens_details"]["cached_tokens"] = cached

    def read(self, body: Json) -> Talk:
        required(body, "model")
        talk = Talk()
        for number, tool in enumerate(body.get("tools") or ()):
            one_of(tool.get("type"), ["function"], f"tools[{number}].type")
            read_function(tool, f"tools[{number}]", talk)
        called: list[str] = []
        answered: list[str] = []
        kinds = ["message", "function_call", "function_call_output", "reasoning"]
        for number, item in enumerate(self.history(body)):
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
                talk.hear(required(part, "text", place))

    def _response(self, body: Json, output: Json) -> Json:
        response = {"id": f"resp_{uuid.uuid4().hex}", "object": "response", "created_at": 0, "status": "completed"}
        for name in filter(None, (response["id"], held_in(body))):
            self.kept[str(name)] = [*self.history(body), output]
        response |= {"previous_response_id": body.get("previous_response_id")}
        response |= {"conversation": {"id": held_in(body)}} if held_in(body) else {}
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
        name_of_call = f"call_{uuid.uuid4().hex}"
        call = {"type": "function_call", "id": "fc_offline", "call_id": name_of_call, "status": "completed"}
        return self._response(body, {**call, "name": name, "arguments": json.dumps(arguments)})


def held_in(body: Json) -> str | None:
    """The conversation that a request belongs to."""
    conversation = body.get("conversation")
    return conversation.get("id") if isinstance(conversation, dict) else conversation


class ChatCompletions(OpenAI):
    path = "/v1/chat/completions"

    def history(self, body: Json) -> list[Json]:
        return list(required(body, "messages"))

    def count(self, answer: Json, tokens: int, cached: int) -> None:
        answer["usage"] |= {"prompt_tokens": tokens, "total_tokens": tokens + 1}
        answer["usage"] |= {"prompt_tokens_details": {"cached_tokens": cached}}

    def read(self, body: Json) -> Talk:
        required(body, "model")
        talk = Talk()
        for number, tool in enumerate(body.get("tools") or ()):
            one_of(tool.get("type"), ["function"], f"tools[{number}].type")
            read_function(required(tool, "function", f"tools[{number}]"), f"tools[{number}].function", talk)
        waiting: list[str] = []
        for number, message in enumerate(self.history(body)):
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
                if role == "user":
                    talk.hear(text)
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
        calls = [{"id": f"call_{uuid.uuid4().hex}", "type": "function", "function": function}]
        return self._completion(body, "tool_calls", tool_calls=calls)
