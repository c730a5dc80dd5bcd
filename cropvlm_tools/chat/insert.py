"""Conversations as lists of plain messages: where their images and their question stand, and zooms put into them.

For APIs whose messages are dicts, ``{"role": ..., "content": text or parts}``; SDK objects among them are read too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from PIL import Image

from cropvlm_tools.chat.conversation import ImageRegistry, Unreadable, source_in
from cropvlm_tools.images.load import ImageSource
from cropvlm_tools.policy import Policy
from cropvlm_tools.tool import ToolResult, zoom_unasked
from cropvlm_tools.views import Budget, View
from cropvlm_tools.zooming.options import When
from cropvlm_tools.zooming.zoom import Zoom

_ROLES = ("user", "system", "developer")
_LABEL = re.compile(r"image_\d+:")
_CAPTION = re.compile(r"(?:Image of call [^\n]{1,200}: )?image_\d+ \(\d+x\d+\), (?:zoomed to \[|whole, not zoomed)")


def read(value: Any, name: str) -> Any:
    """A field of a dict or of an SDK's object; None where there is none."""
    return value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)


def find_images(messages: Sequence[Any]) -> dict[tuple[int, int], ImageSource | Unreadable]:
    """The originals of a conversation in order of appearance: (index of the message, of the part) -> source.

    Images of the assistant and of tools are left out, and so is an image right behind its caption: a crop of ours.
    """
    found: dict[tuple[int, int], ImageSource | Unreadable] = {}
    for index, parts in _given(messages, _ROLES):
        before = ""
        for position, part in enumerate(parts):
            source = source_in(part)
            if source is not None and not _CAPTION.match(before):
                found[index, position] = source
            before = _text(part)
    return found


def find_question(messages: Sequence[Any]) -> str:
    """The text of the last user message that has any, without labels and captions of ours; "" where none has."""
    for _, parts in reversed(list(_given(messages, ("user",)))):
        texts = [text for part in parts if not _is_ours(text := _text(part))]
        question = "\n".join(texts).strip()
        if question:
            return question
    return ""


def registry_of(
    messages: Sequence[Any],
    images: ImageSource | Iterable[ImageSource] | None,
    fetch: Callable[[str], bytes] | None,
) -> ImageRegistry:
    """The images given, one or several, or else those of the conversation."""
    if images is None:
        return ImageRegistry(find_images(messages).values(), fetch)
    if isinstance(images, (str, Path, bytes, bytearray, memoryview, Image.Image)):
        images = [images]
    return ImageRegistry(images, fetch)


def as_dict(value: Any) -> dict[str, Any]:
    """A dict as it is, an SDK's object as the dict it is sent as; empty for anything else."""
    if isinstance(value, Mapping):
        return dict(value)
    return value.model_dump(mode="json", exclude_unset=True) if hasattr(value, "model_dump") else {}


def _given(messages: Sequence[Any], roles: tuple[str, ...]) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Index and parts of each message of these roles."""
    for index, message in enumerate(messages):
        if read(message, "role") in roles:
            content = read(message, "content")
            parts = [{"type": "text", "text": content}] if isinstance(content, str) else content or ()
            yield index, [as_dict(part) for part in parts]


def _text(part: Mapping[str, Any]) -> str:
    text = part.get("text") if part.get("type") in ("text", "input_text") else None
    return text if isinstance(text, str) else ""


def _is_ours(text: str) -> bool:
    return bool(_LABEL.fullmatch(text) or _CAPTION.match(text))


class ZoomedMessages(list[Any]):
    """Messages ready to be sent, a list like any other, and what the zooms in them cost."""

    zooms: list[dict[str, Any]]
    """Facts about what was put in, in order, plain JSON data (``ToolResult.artifact``); their tokens are the crop's."""

    tokens_added: int
    """Visual tokens of the images put in, surroundings included."""

    tokens_saved: int
    """Visual tokens that the images of the conversation cost less than before."""

    def __init__(self, messages: Iterable[Any] = ()) -> None:
        super().__init__(messages)
        self.zooms, self.tokens_added, self.tokens_saved = [], 0, 0

    def add(self, result: ToolResult, saved: int = 0) -> None:
        """Count the images that were put in, and the tokens that the overview costs less."""
        self.zooms.append(result.artifact)
        self.tokens_added += sum(view.tokens for _, view in result.shown)
        self.tokens_saved += saved


class Dialect(Protocol):
    """How one API writes the parts of a message. A part is a dict and is never changed."""

    def text(self, text: str, beside: dict[str, Any]) -> dict[str, Any]:
        """A text part that stands beside that image part."""
        ...

    def image(self, view: View, beside: dict[str, Any]) -> dict[str, Any]:
        """An image part like that one."""
        ...

    def overview_budget(self, part: dict[str, Any]) -> Budget:
        """What the model sees of the image in that part once its crop stands behind it."""
        ...

    def overview(self, part: dict[str, Any], zoom: Zoom) -> tuple[dict[str, Any], int]:
        """That part once its crop stands behind it, and the visual tokens it then costs less."""
        ...


def insert_unasked(
    messages: Sequence[Any],
    dialect: Dialect,
    question: str | None,
    policy: str | Path | Policy,
    budget: Budget,
    when: When,
    fetch: Callable[[str], bytes] | None,
    steps: int = 1,
    context: bool = False,
) -> ZoomedMessages:
    """A copy of plain messages in which every original that gains from it is followed by its caption and crop.

    All originals then carry labels (``image_1:``). One that gains nothing, cannot be read or has this crop already
    stays as it is. The messages given are never changed.

    Args:
        question: what to look for; None takes ``find_question``.
        budget: of the crop.
        steps, context: as in ``cropvlm_tools.zoom``; surroundings stand before the crop, with a caption of their own.
    """
    sent = ZoomedMessages(messages)
    originals = find_images(messages)
    images = ImageRegistry(originals.values(), fetch)
    asked = find_question(messages) if question is None else question
    if not originals or not asked.strip():
        return sent
    contents = {index: parts for index, parts in _given(messages, _ROLES) if index in {place[0] for place in originals}}
    crops: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for (index, position), ref in zip(originals, images.refs, strict=True):
        part = contents[index][position]
        found = zoom_unasked(images, [ref], asked, policy, dialect.overview_budget(part), when, steps, context)
        if ref not in found:
            continue
        zoom = replace(found[ref], budget=budget)
        crops[index, position] = [part]
        if zoom.caption not in map(_text, contents[index]):
            overview, saved = dialect.overview(part, zoom)
            shown = [(dialect.text(caption, part), dialect.image(view, part)) for caption, view in zoom.details]
            crops[index, position] = [overview, *(each for pair in shown for each in pair)]
            sent.add(ToolResult(zoom.caption, zoom.view, zoom), saved)
    if not crops:
        return sent
    labels = {place: f"{ref}:" for place, ref in zip(originals, images.refs, strict=True)}
    for index, parts in contents.items():
        written: list[dict[str, Any]] = []
        before = ""
        for position, part in enumerate(parts):
            label = labels.get((index, position), before)
            if label != before:
                written.append(dialect.text(label, part))
            written += crops.get((index, position), [part])
            before = _text(part)
        sent[index] = {**as_dict(messages[index]), "content": written}
    return sent
