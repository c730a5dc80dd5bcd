"""The rules of Gemini's generateContent for a request, and its ways to answer.

Sources: ai.google.dev/gemini-api/docs (image-understanding, function-calling, media-resolution), and what users were
refused: github.com/run-llama/llama_index/pull/22919, github.com/vellum-ai/vellum-assistant/pull/1901.
"""

import re
import uuid
from typing import Any

from offline_api import Api, Json, Refused, Talk, read_function

MEDIA_TYPES = ("image/png", "image/jpeg", "image/webp", "image/heic", "image/heif")
LEVELS = tuple(f"MEDIA_RESOLUTION_{level}" for level in ("LOW", "MEDIUM", "HIGH", "ULTRA_HIGH"))
DATA = ("text", "inlineData", "functionCall", "functionResponse")
"""What a part holds: one of these."""

FREE = ("args", "response", "parameters", "parametersJsonSchema")
"""Whose keys are the caller's."""


def camel(value: Any) -> Any:
    """The same with its keys in camelCase: snake_case is read too, and the SDK writes both."""
    if isinstance(value, list):
        return [camel(each) for each in value]
    if not isinstance(value, dict):
        return value
    named = {re.sub(r"_(\w)", lambda letter: letter[1].upper(), key): each for key, each in value.items()}
    return {key: each if key in FREE else camel(each) for key, each in named.items()}


class GenerateContent(Api):
    path = "/v1beta/models:generateContent"
    """Behind ``models`` stands the model's name."""

    max_request = 20_000_000

    def check_headers(self, headers: Any) -> None:
        if not headers.get("x-goog-api-key"):
            raise Refused("API key not valid. Please pass a valid API key.", status=400)

    def error(self, refused: Refused) -> Json:
        kinds = {401: "UNAUTHENTICATED", 429: "RESOURCE_EXHAUSTED", 500: "INTERNAL"}
        kind = kinds.get(refused.status, "INVALID_ARGUMENT")
        return {"error": {"code": refused.status, "message": refused.message, "status": kind}}

    def history(self, body: Json) -> list[Json]:
        contents = body.get("contents")
        if not contents:
            raise Refused("* GenerateContentRequest.contents: contents is not specified")
        return list(camel(contents))

    def read(self, body: Json) -> Talk:
        talk, calls = Talk(), list[str]()
        for number, tool in enumerate(camel(body.get("tools") or [])):
            for function in tool.get("functionDeclarations") or ():
                schema = function.get("parametersJsonSchema") or function.get("parameters")
                read_function({**function, "parameters": schema}, f"tools[{number}]", talk)
        for number, content in enumerate(self.history(body)):
            where, role, parts = f"contents[{number}]", content.get("role", "user"), content.get("parts")
            if role not in ("user", "model"):
                raise Refused("Please use a valid role: user, model.")
            if not parts:
                raise Refused(f"* GenerateContentRequest.{where}.parts: contents.parts must not be empty.")
            kinds = [self.read_part(part, role, f"{where}.parts[{at}]", talk, body) for at, part in enumerate(parts)]
            answered = [part["functionResponse"]["name"] for part in parts if "functionResponse" in part]
            if answered != calls or (answered and set(kinds) != {"functionResponse"}):
                text = "the number of function response parts is equal to the number of function call parts"
                raise Refused(f"Please ensure that {text} of the function call turn.")
            calls = [part["functionCall"]["name"] for part in parts if "functionCall" in part]
        return talk

    def read_part(self, part: Json, role: str, where: str, talk: Talk, body: Json) -> str:
        """The kind of a part."""
        held = [name for name in DATA if name in part]
        if len(held) != 1:
            raise Refused(f"* GenerateContentRequest.{where}.data: required oneof field 'data' must have one value")
        (kind,), old = held, bool(re.match(r"gemini-[12]\b", body["model"]))
        if resolution := part.get("mediaResolution"):
            if old:
                raise Refused("Media resolution per part is not supported by this model.")
            if resolution.get("level") not in LEVELS:
                raise Refused(f"Invalid value at '{where}.media_resolution.level' {resolution.get('level')!r}")
        if kind == "text" and role == "user":
            talk.hear(part["text"])
        elif kind == "inlineData":
            self.read_blob(part["inlineData"], where, talk)
        elif kind == "functionCall":
            talk.called.add(part["functionCall"]["name"])
        elif kind == "functionResponse":
            response = part["functionResponse"]
            if not isinstance(response.get("response"), dict):
                raise Refused(f"Invalid value at '{where}.function_response.response': a Struct is expected")
            if response.get("parts") and old:
                raise Refused("Multimodal function responses are not supported by this model.")
            for each in response.get("parts") or ():
                self.read_blob(each["inlineData"], where, talk)
        return kind

    def read_blob(self, blob: Json, where: str, talk: Talk) -> None:
        if blob["mimeType"] not in MEDIA_TYPES:
            raise Refused(f"Unsupported MIME type: {blob['mimeType']}")
        data = blob["data"].replace("-", "+").replace("_", "/")  # both alphabets are read
        talk.images.append(self.open_image(data, blob["mimeType"], where))

    def count(self, answer: Json, tokens: int, cached: int) -> None:
        answer["usageMetadata"] |= {"promptTokenCount": tokens, "cachedContentTokenCount": cached}

    def _candidate(self, body: Json, part: Json, reason: str = "STOP") -> Json:
        content = {"role": "model", "parts": [part]}
        usage = {"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2}
        candidate = {"content": content, "finishReason": reason, "index": 0}
        return {"candidates": [candidate], "usageMetadata": usage, "modelVersion": body["model"]}

    def say(self, body: Json, text: str, ended: str = "") -> Json:
        reason = {"length": "MAX_TOKENS", "refusal": "SAFETY"}.get(ended, "STOP")
        return self._candidate(body, {"text": text}, reason)

    def call(self, body: Json, name: str, arguments: Json) -> Json:
        call = {"id": uuid.uuid4().hex[:8], "name": name, "args": arguments}
        return self._candidate(body, {"functionCall": call, "thoughtSignature": "b2ZmbGluZQ=="})
