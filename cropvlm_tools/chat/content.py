"""What a chat message is made of: blocks of any API, as dicts or as an SDK's objects, and the image in one of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PIL import Image

from cropvlm_tools.chat.references import file_name
from cropvlm_tools.images.load import ImageSource

_URL = re.compile(r"(?:data|https?):", re.IGNORECASE)
_INNER = (
    *("image_url", "source", "image", "inline_data", "inlineData", "file_data", "fileData", "resource"),
    *("file", "document"),
)
_NAMES = ("filename", "file_name", "fileName", "title")
_FILES = ("file", "input_file", "document", "media", "resource", None)  # types of blocks in which a PDF may stand
_PDF, _IMAGE = "application/pdf", "image/"

Block = dict[str, Any]
"""A message, or one part of it, as an API's JSON has it."""


class Unreadable:
    """Stands in for an image that keeps its number but cannot be opened here: a URL without a fetcher, a file id."""

    def __init__(self, why: str) -> None:
        """``why``: one short phrase, safe to show to a model, e.g. ``"given as a file id"``."""
        self.why = why


@dataclass(frozen=True)
class Named:
    """An image with the name of its file, by which a model or a question may speak of it."""

    source: ImageSource | Unreadable
    name: str


Source = ImageSource | Unreadable | Named
"""What stands in a conversation where an image is."""


def unnamed(source: Source) -> ImageSource | Unreadable:
    """The image itself."""
    return source.source if isinstance(source, Named) else source


def name_of(source: Source) -> str:
    """The name of the file that an image comes from; "" where it is not known."""
    if isinstance(source, Named):
        return source.name
    if isinstance(source, (str, bytes, bytearray, memoryview)):
        return file_name(source) if isinstance(source, str) and len(source) < 4096 else ""
    return file_name(source) or file_name(read(source, "filename")) or file_name(read(source, "name"))


def read(value: object, name: str) -> Any:
    """A field of a dict or of an SDK's object; None where there is none, or it cannot be read."""
    try:
        return value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)
    except Exception:  # a property of somebody else's
        return None


def as_dict(value: object) -> Block:
    """A dict as it is, an SDK's object as the dict it is sent as; empty for anything else."""
    dump = read(value, "model_dump")
    try:
        return dict(value) if isinstance(value, Mapping) else dict(dump(mode="json", exclude_unset=True))
    except Exception:  # no SDK's object
        return {}


def text_in(block: object) -> str:
    """The text of a text block, of Bedrock Converse and Gemini too; "" of any other."""
    kinds = ("text", "input_text", None) if isinstance(block, Mapping) else ("text", "input_text")
    text = read(block, "text") if read(block, "type") in kinds else None
    return text if isinstance(text, str) else ""


def source_in(block: object) -> Source | None:
    """The image or PDF in one content block of a chat message, or None where the block holds none.

    Blocks of OpenAI (Chat Completions, Responses, screenshots of computer use), Anthropic, LangChain (v0, v1), Bedrock
    Converse, Gemini and MCP; ``Named`` where the block tells the file's name.
    Only data and http(s) URLs are passed on: whoever writes a message must not name a local file.
    """
    try:
        if isinstance(block, Mapping) and block.get("type") == "non_standard":
            return source_in(block.get("value"))
        if not (isinstance(block, Mapping) and (_is_image(block) or is_document(block))):
            return None
        source, name = _content(block), _name(block)
        return Named(source, name) if name else source
    except Exception:  # a block that holds itself, or numbers that cannot be written
        return None


def is_document(block: object) -> bool:
    """Whether a content block holds a PDF: its pages are looked at like images, and it is always sent as it is."""
    if not isinstance(block, Mapping) or block.get("type") not in _FILES:
        return False
    inner = [block[key] for key in _INNER if isinstance(block.get(key), Mapping)]
    # Anthropic's documents by URL are PDFs
    by_url = block.get("type") == "document" and any(read(each, "type") == "url" for each in inner)
    return by_url or any(map(_is_pdf, [block, *inner]))


def _is_pdf(holder: Mapping[object, object]) -> bool:
    if _has_type(holder, _PDF) or holder.get("format") == "pdf":
        return True
    named = [holder[key] for key in _NAMES if isinstance(holder.get(key), str)]
    given = [holder[key] for key in ("file_data", "url") if isinstance(holder.get(key), str)]
    return any(str(name).lower().endswith(".pdf") for name in named) or any(
        str(data)[:40].lower().startswith(f"data:{_PDF}") for data in given
    )


def _name(block: Mapping[object, object]) -> str:
    inside = ("metadata", "extras", "file")
    holders = [block, *(block[key] for key in inside if isinstance(block.get(key), Mapping))]
    told = (holder[key] for holder in holders if isinstance(holder, Mapping) for key in _NAMES if key in holder)
    return next(filter(None, map(file_name, told)), "")


def _is_image(block: Mapping[object, object]) -> bool:
    kind = block.get("type")
    if kind is None:
        inner = next((block[key] for key in _INNER if isinstance(block.get(key), Mapping)), {})
        return isinstance(block.get("image"), Mapping) or _has_type(inner, _IMAGE)
    if kind == "resource":
        return _has_type(block.get("resource"), _IMAGE)
    always = kind in ("image", "image_url", "input_image", "computer_screenshot")
    return always or (kind in ("media", "file") and _has_type(block, _IMAGE))


def _has_type(holder: object, beginning: str) -> bool:
    if not isinstance(holder, Mapping):
        return False
    told = (holder.get(key) for key in ("mime_type", "mimeType", "media_type"))
    return any(str(each).lower().startswith(beginning) for each in told if each)


def _content(holder: Mapping[object, object]) -> ImageSource | Unreadable:
    for key in _INNER:
        inner = holder.get(key)
        if isinstance(inner, Mapping):
            return _content(inner)
        if isinstance(inner, Image.Image):
            return inner
    for key in ("base64", "data", "bytes", "blob", "file_data"):
        data = holder.get(key)
        if isinstance(data, (bytes, bytearray, memoryview)) and data:
            return data
        if isinstance(data, str) and data:
            return data if _URL.match(data) else f"data:;base64,{data}"
    for key in ("url", "image_url", "file_url", "file_uri", "fileUri"):
        url = holder.get(key)
        if isinstance(url, str) and url:
            return url if _URL.match(url) else Unreadable("given as a URL of a kind that is not read")
    return Unreadable("given as a file id or in a form that is not read")
