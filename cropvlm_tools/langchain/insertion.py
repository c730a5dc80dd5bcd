"""Crops beside the images of LangChain's messages before a model is called."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Literal, Unpack, cast

from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import BaseMessage, convert_to_messages
from langchain_core.prompt_values import PromptValue
from langchain_core.runnables import Runnable, RunnableLambda

from cropvlm_tools.chat.conversation import ImageRegistry, find_images, find_question, names_of
from cropvlm_tools.chat.insert import Kept, insert, labelled, unharmed
from cropvlm_tools.chat.look import needed
from cropvlm_tools.langchain.messages import BlockDialect, as_plain
from cropvlm_tools.zooming.options import ZoomKeywords, ZoomOptions

Mode = Literal["tool", "append", "replace"]


def zoom_messages(
    mode: Literal["append", "replace"] = "append", **options: Unpack[ZoomKeywords]
) -> Runnable[LanguageModelInput, list[BaseMessage]]:
    """A step of a chain that puts crops beside the images of a prompt: ``prompt | zoom_messages() | model``.

    The question is the text of the last user message that has any. An image that cannot be read or has nothing to
    gain stays as it is. In an agent use ``ZoomMiddleware``: an agent's model must not be wrapped.

    Args:
        mode: ``"append"`` sends the whole image and its crop, ``"replace"`` the crop without the whole.
        options: those of ``ZoomOptions``; ``when`` is by default ``"needed"``.

    Raises:
        ValueError: there is no such mode, or an option cannot be.
    """
    if mode not in ("append", "replace"):
        raise ValueError(f"mode is {mode!r}; it must be 'append' or 'replace'.")
    writer = ZoomWriter(mode, needed(options))

    def write(prompt: LanguageModelInput) -> list[BaseMessage]:
        def zoomed() -> list[BaseMessage]:
            if isinstance(prompt, PromptValue):
                return writer.write(prompt.to_messages())
            return writer.write(convert_to_messages([prompt] if isinstance(prompt, (str, BaseMessage)) else prompt))

        return unharmed(zoomed, cast(list[BaseMessage], prompt))  # what is no prompt the model itself refuses

    async def awrite(prompt: LanguageModelInput) -> list[BaseMessage]:
        return await asyncio.to_thread(write, prompt)

    return RunnableLambda(write, awrite, name="zoom_messages")


class ZoomWriter:
    """Labels the images of a conversation and, but in mode "tool", puts crops beside them; made once, they are kept."""

    def __init__(self, mode: Mode, options: ZoomOptions) -> None:
        self.mode, self.options, self._kept = mode, options, Kept()

    def write(self, messages: Sequence[BaseMessage], conversation: Iterable[object] | None = None) -> list[BaseMessage]:
        """A copy of ``messages`` with labels and crops; the same messages where there is no crop to put in.

        Args:
            messages: what the model is to be sent.
            conversation: where images have their numbers from, by default ``messages``; the agent's state, whose
                images ``ZoomTool`` counts, though other middleware may have cut or changed what is sent.
        """
        return unharmed(lambda: self._write(messages, conversation), list(messages))

    def _write(self, messages: Sequence[BaseMessage], conversation: Iterable[object] | None) -> list[BaseMessage]:
        plain = as_plain(messages)
        shown = find_images(plain)
        known = list((shown if conversation is None else find_images(as_plain(conversation))).values())
        names = names_of(shown, known)
        contents = {index: messages[index].content for index, _ in names}
        dialect = BlockDialect(keeps_whole=self.mode != "replace")
        if self.mode == "tool":
            changed = labelled(contents, names, dialect, {})
        else:
            images = ImageRegistry(known, self.options.fetch, self.options.limits)
            question = find_question(plain)
            changed = insert(contents, images, names, question, dialect, self.options, self._kept).contents
        written = list(messages)
        for index, content in changed.items():
            written[index] = messages[index].model_copy(update={"content": content})
        return written
