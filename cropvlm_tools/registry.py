"""ImageRegistry: the images of one conversation, under the short names by which a model can ask for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from PIL import Image

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images import ImageSource, load_image

_REFERENCE = re.compile(r"(?:image)?[\s_#-]*(\d{1,6})", re.IGNORECASE)
_URL = re.compile(r"(?:data|https?):", re.IGNORECASE)
_INNER = ("image_url", "source", "image", "inline_data", "inlineData", "file_data", "fileData")


class Unreadable:
    """Stands in for an image that keeps its number but cannot be opened here: a URL without a fetcher, a file id."""

    def __init__(self, why: str) -> None:
        """``why``: one short phrase, safe to show to a model, e.g. ``"given as a file id"``."""
        self.why = why


class ImageRegistry:
    """``image_1``, ``image_2``, ... in order of appearance; ``latest`` is the last. Originals only, never crops.

    Args:
        images: anything ``load_image`` takes, or ``Unreadable``. Opened when asked for, once each.
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
        if index not in self._opened:
            source = self._sources[index]
            if isinstance(source, Unreadable):
                raise ImageError(f"{name} cannot be zoomed into: it is {source.why}.")
            try:
                self._opened[index] = load_image(source, fetch=self._fetch)
            except ImageError as error:
                raise ImageError(f"{name} cannot be zoomed into: {error}") from error
        return self._opened[index]


def from_url(url: object) -> str | Unreadable:
    """The source behind an image URL of a message: data and http(s) URLs only, so that no message names a local file.

    Whether an http(s) URL is read is up to the registry's ``fetch``.
    """
    if isinstance(url, str) and re.match(r"(?:data|https?):", url, re.IGNORECASE):
        return url
    return Unreadable("given as something else than a data URL or an http(s) URL")
