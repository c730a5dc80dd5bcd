"""Which image is which: the images of a conversation, under the short names by which a model can ask for them.

Messages are dicts, ``{"role": ..., "content": text or parts}``; SDK objects among them are read too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar, cast

from PIL import Image

from cropvlm_tools.chat.content import Block, Source, Unreadable, as_dict, read, source_in, text_in
from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.limits import DEFAULT_LIMITS, Limits
from cropvlm_tools.images.load import ImageSource, Loaded, load_page
from cropvlm_tools.images.sources import is_source
from cropvlm_tools.zooming.options import ZoomOptions

_REFERENCE = re.compile(r"(?:image[\s_#-]*|#)?(\d{1,6})", re.IGNORECASE)
_KEPT = 4  # decoded images of one conversation: 12 MP are 36 MB
_ROLES = ("user", "system", "developer")
_LABEL = re.compile(r"image_\d+:")
_CAPTION = re.compile(
    r"(?:Image of call [^\n]{1,200}: )?image_\d+ \(\d+x\d+(?:, page [^)\n]{1,40})?\), "
    r"(?:zoomed to \[|whole, not zoomed)"
)
_PIXELS = re.compile(r", zoomed to \[(\d+), (\d+), (\d+), (\d+)\]")

Part = TypeVar("Part")
Place = tuple[int, int]
"""(index of the message, index of the part)."""


class ImageRegistry:
    """``image_1``, ``image_2``, ... in order of appearance; ``latest`` is the last. Originals only, never crops.

    Args:
        images: anything ``load_image`` takes, or ``Unreadable``. Opened when asked for, of files with several pages
            the first; the last few stay open.
        fetch, limits: as in ``ZoomOptions``.
    """

    def __init__(
        self,
        images: Iterable[Source] = (),
        fetch: Callable[[str], bytes] | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._sources = list(images)
        self._opened: dict[int, Loaded] = {}
        self._fetch, self._limits = fetch, limits

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
            raise ImageError(
                "There is no image to zoom into: it must be attached to the conversation.",
                fix="Pass images=..., where the conversation does not hold them.",
                option="images",
            )
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

    def source(self, ref: str | int | None = "latest") -> Source:
        """What was given under that name.

        Raises:
            ImageError: there is no such image.
        """
        return self._sources[int(self.resolve(ref).removeprefix("image_")) - 1]

    def open(self, ref: str | int | None = "latest") -> Image.Image:
        """The upright RGB image of that name. Raises as ``load`` does."""
        return self.load(ref).image

    def load(self, ref: str | int | None = "latest") -> Loaded:
        """The upright RGB image of that name, and which page of its file it is.

        Raises:
            ImageError: there is no such image, or it was refused.
        """
        name = self.resolve(ref)
        index = int(name.removeprefix("image_")) - 1
        loaded = self._opened.get(index)
        if loaded is None:
            source = self._sources[index]
            if isinstance(source, Unreadable):
                raise ImageError(
                    f"{name} cannot be zoomed into: it is {source.why}.",
                    fix="Pass images=..., with the image itself.",
                    option="images",
                )
            try:
                loaded = load_page(source, self._limits, self._fetch)
            except ImageError as error:
                told = f"{name} cannot be zoomed into: {error.message}"
                raise ImageError(told, fix=error.fix, option=error.option) from error
            for oldest in list(self._opened)[: 1 - _KEPT]:
                self._opened.pop(oldest, None)  # another thread may have been faster
            self._opened[index] = loaded
        return loaded


def registry_of(
    messages: Sequence[object], images: ImageSource | Iterable[Source] | None, options: ZoomOptions
) -> ImageRegistry:
    """The images given, one or several, or else those of the conversation."""
    if images is None:
        images = find_images(messages).values()
    elif is_source(images):
        images = [images]
    return ImageRegistry(cast(Iterable[Source], images), options.fetch, options.limits)


def find_images(messages: Sequence[object]) -> dict[Place, Source]:
    """The originals of a conversation in order of appearance.

    Images of the assistant and of tools are left out, and so is an image right behind its caption: a crop of ours.
    """
    return originals_in(dict(_given(messages, _ROLES)), source_in, text_in)


def originals_in(
    contents: Mapping[int, Sequence[Part]], source: Callable[[Part], Source | None], words: Callable[[Part], str]
) -> dict[Place, Source]:
    """Where the originals stand in the parts of messages (index -> parts), and what they are; crops are none.

    Args:
        source, words: the image and the text of a part.
    """
    originals: dict[Place, Source] = {}
    for index, parts in contents.items():
        before = ""
        for position, part in enumerate(parts):
            image = source(part)
            if image is not None and not _CAPTION.match(before):
                originals[index, position] = image
            before = words(part)
    return originals


def find_question(messages: Sequence[object]) -> str:
    """The text of the last user message that has any, without labels and captions of ours; "" where none has."""
    for _, parts in reversed(list(_given(messages, ("user",)))):
        question = "\n".join(text for part in parts if not is_ours(text := text_in(part))).strip()
        if question:
            return question
    return ""


def is_ours(text: str) -> bool:
    """Whether a text is a label or a caption that was put in beside an image."""
    return bool(_LABEL.fullmatch(text) or _CAPTION.match(text))


def pixels_in(caption: str) -> tuple[int, int, int, int] | None:
    """The region that a caption says is shown, in pixels of the source; None where it is the whole."""
    match = _PIXELS.search(caption)
    return None if match is None else (int(match[1]), int(match[2]), int(match[3]), int(match[4]))


def contents_at(messages: Sequence[object], places: Collection[Place]) -> dict[int, list[Block]]:
    """The parts of each message in which one of these places is."""
    indices = {index for index, _ in places}
    return {index: parts for index, parts in _given(messages, _ROLES) if index in indices}


def names_of(shown: Mapping[Place, Source], known: Iterable[Source]) -> dict[Place, str]:
    """The names of the images that are shown, by those of the whole conversation; an image not in it has none."""
    names: dict[Place, str] = {}
    images, rest = list(known), 0
    for place, source in shown.items():
        for number in range(rest, len(images)):
            if identity(images[number]) == identity(source):
                names[place], rest = f"image_{number + 1}", number + 1
                break
    return names


def identity(source: Source) -> object:
    """What two sources of the same image have in common."""
    return source.why if isinstance(source, Unreadable) else source


def _given(messages: Sequence[object], roles: tuple[str, ...]) -> Iterator[tuple[int, list[Block]]]:
    """Index and parts of each message of these roles; what is neither a dict nor an SDK's object is a part as it is."""
    for index, message in enumerate(messages):
        role, content = read(message, "role"), read(message, "content")
        if isinstance(role, str) and role in roles:
            if isinstance(content, str):
                content = [{"type": "text", "text": content}]
            listed = content if isinstance(content, (list, tuple)) else ()  # an iterator would be used up
            yield index, [as_dict(part) or part for part in listed]
