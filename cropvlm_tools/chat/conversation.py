"""ImageRegistry: the images of one conversation, under the short names by which a model can ask for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from PIL import Image

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.load import ImageSource, load_image

_REFERENCE = re.compile(r"(?:image[\s_#-]*|#)?(\d{1,6})", re.IGNORECASE)
_URL = re.compile(r"(?:data|https?):", re.IGNORECASE)
_KEPT = 4  # decoded images of one conversation: 12 MP are 36 MB
_INNER = ("image_url", "source", "image", "inline_data", "inlineData", "file_data", "fileData")


class Unreadable:
    """Stands in for an image that keeps its number but cannot be opened here: a URL without a fetcher, a file id."""

    def __init__(self, why: str) -> None:
        """``why``: one short phrase, safe to show to a model, e.g. ``"given as a file id"``."""
        self.why = why


class ImageRegistry:
    """``image_1``, ``image_2``, ... in order of appearance; ``latest`` is the last. Originals only, never crops.

    Args:
        images: anything ``load_image`` takes, or ``Unreadable``. Opened when asked for; the last few stay open.
        fetch: reads an http(s) URL into bytes; without it URLs are refused.
    """

    def __init__(
        self, images: Iterable[ImageSource | Unreadable] = (), fetch: Callable[[str], bytes] | None = None
    ) -> None:
        self._sources = list(images)
        self._opened: dict[int, Image.Image] = {}
        self._fetch = fetch

    def __len__(self) -> int:
        return len(self._sources)

    @property
    def refs(self) -> list[str]:
        """Every name that ``open`` takes, in order."""
        return [f"image_{number}" for number in range(1, len(self) + 1)]

    def resolve(self, ref: str | int | None = "latest") -> str:
        """The full name of an image: ``latest``, None and "" are the last one; ``2``, ``Image 2`` are ``image_2``.

        Raises:
            ImageError: there is no such image; the text lists those there are.
        """
        if not self._sources:
            raise ImageError("There is no image to zoom into.")
        try:
            text = "" if ref is None else str(ref).strip()
        except ValueError:  # an int of more than 4300 digits
            text = "?"
        if text.lower() in ("", "latest", "none", "null"):
            return self.refs[-1]
        match = _REFERENCE.fullmatch(text)
        if match and 1 <= int(match[1]) <= len(self):
            return f"image_{int(match[1])}"
        raise ImageError(f"There is no image {text[:40]!r}. Images: {', '.join(self.refs)}, or 'latest' for the last.")

    def open(self, ref: str | int | None = "latest") -> Image.Image:
        """The upright RGB image of that name.

        Raises:
            ImageError: there is no such image, or it was refused.
        """
        name = self.resolve(ref)
        index = int(name.removeprefix("image_")) - 1
        image = self._opened.get(index)
        if image is None:
            source = self._sources[index]
            if isinstance(source, Unreadable):
                raise ImageError(f"{name} cannot be zoomed into: it is {source.why}.")
            try:
                image = load_image(source, fetch=self._fetch)
            except ImageError as error:
                raise ImageError(f"{name} cannot be zoomed into: {error}") from error
            for oldest in list(self._opened)[: 1 - _KEPT]:
                self._opened.pop(oldest, None)  # another thread may have been faster
            self._opened[index] = image
        return image


def source_in(block: object) -> ImageSource | Unreadable | None:
    """The image in one content block of a chat message, or None where the block holds none.

    Blocks of OpenAI (Chat Completions, Responses), Anthropic, LangChain (v0, v1), Bedrock Converse and Gemini.
    Only data and http(s) URLs are passed on: whoever writes a message must not name a local file.
    """
    if not isinstance(block, Mapping):
        return None
    if block.get("type") == "non_standard":
        return source_in(block.get("value"))
    return _content(block) if _is_image(block) else None


def _is_image(block: Mapping[object, object]) -> bool:
    kind = block.get("type")
    if kind is None:
        inner = next((block[key] for key in _INNER if isinstance(block.get(key), Mapping)), {})
        return isinstance(block.get("image"), Mapping) or _has_image_type(inner)
    return kind in ("image", "image_url", "input_image") or (kind in ("media", "file") and _has_image_type(block))


def _has_image_type(holder: object) -> bool:
    if not isinstance(holder, Mapping):
        return False
    return str(holder.get("mime_type") or holder.get("mimeType")).lower().startswith("image/")


def _content(holder: Mapping[object, object]) -> ImageSource | Unreadable:
    for key in _INNER:
        inner = holder.get(key)
        if isinstance(inner, Mapping):
            return _content(inner)
    for key in ("base64", "data", "bytes"):
        data = holder.get(key)
        if isinstance(data, (bytes, bytearray, memoryview)) and data:
            return data
        if isinstance(data, str) and data:
            return data if _URL.match(data) else f"data:;base64,{data}"
    for key in ("url", "image_url", "file_uri", "fileUri"):
        url = holder.get(key)
        if isinstance(url, str) and url:
            return url if _URL.match(url) else Unreadable("given as a URL of a kind that is not read")
    return Unreadable("given as a file id or in a form that is not read")
