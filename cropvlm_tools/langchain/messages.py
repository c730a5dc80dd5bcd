"""LangChain messages: reading and writing their blocks, and tool images where the model will see them."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping, Sequence

from langchain_core.messages import BaseMessage, HumanMessage, ToolMessage
from PIL import Image

from cropvlm_tools.chat.content import Block, as_dict, read, source_in, text_in
from cropvlm_tools.chat.insert import Dialect
from cropvlm_tools.views import Budget, Detail, View

Content = str | Block
"""A block of a message: some are bare texts."""

_BESIDE = ("cache_control", "extras", "metadata", "index")
"""What a block holds besides its image."""

_LABEL = re.compile(r"image_\d+:")


def text_block(text: str) -> Block:
    # No other key: those of text blocks are sent on, and OpenAI refuses what it does not know.
    return {"type": "text", "text": text}


def image_block(view: View, beside: Content | None = None) -> Block:
    """An image block; in OpenAI's shape where the one it stands beside is, as only that carries ``detail``, or where a
    detail was chosen."""
    given = beside.get("image_url") if isinstance(beside, Mapping) else None
    if view.detail != "auto":
        return {"type": "image_url", "image_url": {"url": view.data_url, "detail": view.detail}}
    if isinstance(given, Mapping):
        detail = {"detail": "high" if given["detail"] == "low" else given["detail"]} if given.get("detail") else {}
        return {"type": "image_url", "image_url": {"url": view.data_url, **detail}}
    return {"type": "image", "base64": base64.b64encode(view.data).decode("ascii"), "mime_type": view.mime_type}


def as_plain(messages: Iterable[object]) -> list[Block]:
    """LangChain's messages as those that ``cropvlm_tools.chat`` reads: the user's are those of humans.

    Images in the artifact of a tool's message that has none in its content stand behind the content.
    """
    plain: list[Block] = []
    for message in messages:
        kind, content = getattr(message, "type", None), getattr(message, "content", "")
        if not isinstance(content, str):
            blocks = content if isinstance(content, (list, tuple)) else ()
            content = [text_block(block) if isinstance(block, str) else block for block in blocks]
        if kind == "tool" and not any(source_in(block) for block in content):
            found = images_in(getattr(message, "artifact", None))
            if found:
                content = [text_block(content), *found] if isinstance(content, str) else [*content, *found]
        plain.append({"role": "user" if kind == "human" else kind, "content": content})
    return plain


def images_in(artifact: object, depth: int = 2) -> list[Block]:
    """The image blocks of a tool's artifact: blocks of MCP or LangChain and pictures of PIL, one, several or the values
    of a dict.

    Args:
        depth: of lists and dicts around them.
    """
    if isinstance(artifact, Image.Image):
        return [{"type": "image", "image": artifact}]
    block = as_dict(artifact)
    if source_in(block) is not None:
        return [block]
    inner = (
        artifact if isinstance(artifact, (list, tuple)) else artifact.values() if isinstance(artifact, Mapping) else ()
    )
    return [image for each in inner for image in images_in(each, depth - 1)] if depth else []


class BlockDialect(Dialect[Content]):
    """Of LangChain's content blocks.

    Args:
        keeps_whole: False puts crops in the place of images, not behind them.
        plans_with: as for ``Dialect``.
    """

    def __init__(self, keeps_whole: bool = True, plans_with: Mapping[Detail, Budget] | None = None) -> None:
        self.keeps_whole, self.plans_with = keeps_whole, plans_with

    def label(self, text: str, beside: Content) -> list[Content]:
        return [text_block(text)]

    def crop(self, caption: str, view: View, beside: Content) -> list[Content]:
        return [text_block(caption), image_block(view, beside)]

    def detail_of(self, part: Content) -> Detail:
        detail = read(read(part, "image_url"), "detail")
        return detail if self.plans_with and detail in self.plans_with else "auto"

    def whole(self, part: Content, smaller: View | None) -> Content:
        if smaller is None or isinstance(part, str):
            return part
        return {**{key: value for key, value in part.items() if key in _BESIDE}, **image_block(smaller, part)}

    def words(self, part: Content) -> str:
        return _words(part)


def _words(part: Content) -> str:
    return part if isinstance(part, str) else text_in(part)


def relocate_tool_images(messages: Sequence[BaseMessage]) -> list[BaseMessage]:
    """A copy in which the images of tool results stand in one user message after each run of tool results.

    For APIs that take only text in tool results, such as OpenAI's Chat Completions and most servers that imitate it.
    Texts stay where they are. The messages given are not changed.
    """
    relocated: list[BaseMessage] = []
    moved: list[Content] = []
    for message in messages:
        if isinstance(message, ToolMessage):
            blocks = [message.content] if isinstance(message.content, str) else message.content
            kept: list[Content] = []
            for block in blocks:
                if source_in(block) is None:
                    kept.append(block)
                else:
                    label = kept.pop() if kept and _LABEL.fullmatch(_words(kept[-1])) else None
                    called = f"{message.tool_call_id} ({message.name})" if message.name else message.tool_call_id
                    moved += [text_block(f"Image returned by tool call {called}:"), *([label] if label else []), block]
            if len(kept) < len(blocks):
                kept = kept or [text_block("The image follows in the next user message.")]
                message = message.model_copy(update={"content": kept})
        elif moved:
            relocated.append(HumanMessage(moved))
            moved = []
        relocated.append(message)
    return [*relocated, HumanMessage(moved)] if moved else relocated
