"""LangChain messages: reading and writing their blocks, and tool images where the model will see them."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from typing import Any

from langchain_core.messages import BaseMessage, HumanMessage, ToolMessage

from cropvlm_tools.chat import insert as plain
from cropvlm_tools.chat.conversation import Unreadable, source_in
from cropvlm_tools.images.load import ImageSource
from cropvlm_tools.views import View

Place = tuple[int, int]
"""(index of the message, index of the block)."""


def text_block(text: str) -> dict[str, Any]:
    # No other key: those of text blocks are sent on, and OpenAI refuses what it does not know.
    return {"type": "text", "text": text}


def image_block(view: View, beside: Any = None) -> dict[str, Any]:
    """An image block; in OpenAI's shape where the one it stands beside is, as only that carries ``detail``."""
    given = beside.get("image_url") if isinstance(beside, dict) else None
    if isinstance(given, dict):
        detail = {"detail": "high" if given["detail"] == "low" else given["detail"]} if given.get("detail") else {}
        return {"type": "image_url", "image_url": {"url": view.data_url, **detail}}
    return {"type": "image", "base64": base64.b64encode(view.data).decode("ascii"), "mime_type": view.mime_type}


def original_images(messages: Iterable[Any]) -> dict[Place, ImageSource | Unreadable]:
    """The images users gave, in order of appearance; not those of tools, and not our crops."""
    return plain.find_images([_as_plain(message) for message in messages])


def question_of(messages: Iterable[Any]) -> str:
    """The text of the last user message that has any, without our labels and captions; "" where none has."""
    return plain.find_question([_as_plain(message) for message in messages])


def _as_plain(message: Any) -> dict[str, Any]:
    kind, content = getattr(message, "type", None), getattr(message, "content", "")
    if not isinstance(content, str):
        content = [text_block(block) if isinstance(block, str) else block for block in content]
    return {"role": "user" if kind == "human" else kind, "content": content}


def relocate_tool_images(messages: Sequence[BaseMessage]) -> list[BaseMessage]:
    """A copy in which the images of tool results stand in one user message after each run of tool results.

    For APIs that take only text in tool results, such as OpenAI's Chat Completions and most servers that imitate it.
    Texts stay where they are. The messages given are not changed.
    """
    relocated: list[BaseMessage] = []
    moved: list[Any] = []
    for message in messages:
        if isinstance(message, ToolMessage):
            blocks = [message.content] if isinstance(message.content, str) else message.content
            kept: list[Any] = []
            for block in blocks:
                if source_in(block) is None:
                    kept.append(block)
                else:
                    called = f"{message.tool_call_id} ({message.name})" if message.name else message.tool_call_id
                    moved += [text_block(f"Image returned by tool call {called}:"), block]
            if len(kept) < len(blocks):
                kept = kept or [text_block("The image follows in the next user message.")]
                message = message.model_copy(update={"content": kept})
        elif moved:
            relocated.append(HumanMessage(moved))
            moved = []
        relocated.append(message)
    return [*relocated, HumanMessage(moved)] if moved else relocated
