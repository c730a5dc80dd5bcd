"""Crops beside the images of LangChain's messages before a model is called."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Literal, Unpack, cast

from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import BaseMessage, convert_to_messages
from langchain_core.prompt_values import PromptValue
from langchain_core.runnables import Runnable, RunnableLambda

from cropvlm_tools.chat.conversation import Original, find_images, find_originals, find_turns, names_of
from cropvlm_tools.chat.insert import MAX_CROPS, checked_crops, insert, labelled, unharmed
from cropvlm_tools.chat.look import needed
from cropvlm_tools.chat.planned import openai_details
from cropvlm_tools.chat.registry import ImageRegistry
from cropvlm_tools.langchain.messages import BlockDialect, Content, as_plain
from cropvlm_tools.zooming.options import ZoomKeywords, ZoomOptions

Mode = Literal["tool", "append", "replace"]


def zoom_messages(
    mode: Literal["append", "replace"] = "append",
    *,
    max_crops: int = MAX_CROPS,
    plan: bool = False,
    model: str | None = None,
    **options: Unpack[ZoomKeywords],
) -> Runnable[LanguageModelInput, list[BaseMessage]]:
    """A step of a chain that puts crops behind the questions of a prompt: ``prompt | zoom_messages() | model``.

    Each message of a user asks its own question, of the image that it names or else the newest, and keeps its crops
    whatever comes after it: what is sent later begins with what was sent before. Small talk gets no crop, and an image
    that cannot be read or has nothing to gain stays as it is. In an agent use ``ZoomMiddleware``: an agent's model must
    not be wrapped.

    Args:
        mode: ``"append"`` sends the whole image and its crop, ``"replace"`` in its own turn the crop without the whole.
        max_crops: most regions shown in one turn.
        plan: in mode "append", whether an image and its crop are sent, in the image's own turn, at the sizes and
            details at which they cost least (``cropvlm_tools.zooming.planning``). Later turns see what was sent then.
            It takes the place of ``when``.
        model: for which that is planned; by default one that sees ``budget``.
        options: those of ``ZoomOptions``; ``when`` is by default ``"needed"``.

    Raises:
        ValueError: there is no such mode, or an option cannot be.
    """
    if mode not in ("append", "replace"):
        raise ValueError(f"mode is {mode!r}; it must be 'append' or 'replace'.")
    writer = ZoomWriter(mode, needed(options), max_crops, plan, model)

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
    """Puts crops behind the questions of a conversation, or in mode "tool" labels its images."""

    def __init__(
        self,
        mode: Mode,
        options: ZoomOptions,
        max_crops: int = MAX_CROPS,
        plan: bool = False,
        model: str | None = None,
    ) -> None:
        if plan and mode != "append":
            raise ValueError(f"plan=True is for mode 'append', not {mode!r}.")
        self.mode, self.options, self.max_crops = mode, options, checked_crops(max_crops)
        self.plan, self.model = plan, model

    def write(
        self,
        messages: Sequence[BaseMessage],
        conversation: Iterable[object] | None = None,
        model: str | None = None,
    ) -> list[BaseMessage]:
        """A copy of ``messages`` with labels or crops; the same messages where there is nothing to put in.

        Args:
            messages: what the model is to be sent.
            conversation: where images have their numbers from, by default ``messages``; the agent's state, whose
                images ``ZoomTool`` counts, though other middleware may have cut or changed what is sent.
        """
        return unharmed(lambda: self._write(messages, conversation, self.model or model), list(messages))

    def _write(
        self, messages: Sequence[BaseMessage], conversation: Iterable[object] | None, model: str | None
    ) -> list[BaseMessage]:
        plain = as_plain(messages)
        shown = {place: Original[Content](found.source, found.part) for place, found in find_originals(plain).items()}
        sources = {place: original.source for place, original in shown.items()}
        known = list((sources if conversation is None else find_images(as_plain(conversation))).values())
        names = names_of(sources, known)
        budgets = openai_details(model, self.options.budget) if self.plan else None
        dialect = BlockDialect(self.mode != "replace", budgets)
        changed: dict[int, list[Content]]
        if self.mode == "tool":
            changed = labelled({index: messages[index].content for index, *_ in names}, names, dialect)
        else:
            turns = find_turns(plain)
            images = ImageRegistry(known, self.options.fetch, self.options.limits)
            contents: dict[int, Sequence[Content] | str] = {turn.index: messages[turn.index].content for turn in turns}
            changed = insert(contents, shown, names, images, turns, dialect, self.options, self.max_crops).contents
        written = list(messages)
        for index, content in changed.items():
            written[index] = messages[index].model_copy(update={"content": content})
        return written
