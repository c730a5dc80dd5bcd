"""What the APIs of all providers have in common: a request is checked, and what breaks a rule is refused in the
provider's words."""

import base64
import binascii
import io
import re
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
    """Names of tools that have been called since the last question."""

    def hear(self, text: str) -> None:
        """A user's text."""
        self.texts.append(text)
        if "?" in text:
            self.called.clear()


class Api(ABC):
    """One API: ``read`` checks a request, ``say`` and ``call`` write an answer, ``error`` a refusal."""

    path: str
    max_request, max_image, max_edge, max_images = 50_000_000, 50_000_000, 65_535, 500  # bytes, base64, px
    animations = True

    @abstractmethod
    def read(self, body: Json) -> Talk:
        """Raises Refused where the request breaks a rule."""

    @abstractmethod
    def history(self, body: Json) -> list[Json]:
        """All messages, or items: those of the request behind those that the server keeps."""

    @abstractmethod
    def count(self, answer: Json, tokens: int, cached: int) -> None:
        """Write into an answer what its request cost, and how much of that was found in the cache."""

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
