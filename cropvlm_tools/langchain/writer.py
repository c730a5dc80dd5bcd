"""Crops beside the images of a conversation before a model is called."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import BaseMessage, convert_to_messages
from langchain_core.prompt_values import PromptValue
from langchain_core.runnables import Runnable, RunnableLambda

from cropvlm_tools.chat.conversation import ImageRegistry, Unreadable
from cropvlm_tools.langchain.messages import Place, image_block, original_images, question_of, text_block
from cropvlm_tools.policy import Policy
from cropvlm_tools.tool import zoom_unasked
from cropvlm_tools.views import Budget, View
from cropvlm_tools.zooming.options import When
from cropvlm_tools.zooming.zoom import check_steps

Mode = Literal["tool", "append", "replace"]

Details = list[tuple[str, View]]
"""Captions and views of what is shown besides the whole (``cropvlm_tools.zooming.zoom.Zoom.details``)."""

_KEPT = 64  # crops of one writer, up to 5 MB each


def zoom_messages(
    mode: Literal["append", "replace"] = "append",
    *,
    policy: str | Path | Policy = "default",
    budget: Budget | None = None,
    when: When = "needed",
    fetch: Callable[[str], bytes] | None = None,
    steps: int = 1,
    context: bool = False,
) -> Runnable[LanguageModelInput, list[BaseMessage]]:
    """A step of a chain that puts crops beside the images of a prompt: ``prompt | zoom_messages() | model``.

    The question is the text of the last user message that has any. An image that cannot be read or has nothing to
    gain stays as it is. In an agent use ``ZoomMiddleware``: an agent's model must not be wrapped.

    Args:
        mode: ``"append"`` sends the whole image and its crop, ``"replace"`` the crop without the whole.
        policy: a Policy, or anything ``load_policy`` takes.
        budget: what the model can see of one image; by default 1568 px and 1568 tokens.
        when: ``"needed"`` only where the whole image would not show the evidence legibly, or ``"always"``.
        fetch: reads an http(s) URL into bytes; without it images given as URLs stay as they are.
        steps, context: as for ``cropvlm_tools.zoom``; surroundings stand before the crop, with a caption of their own.

    Raises:
        ValueError: there is no such mode, or ``steps`` is below 1.
    """
    if mode not in ("append", "replace"):
        raise ValueError(f"mode is {mode!r}; it must be 'append' or 'replace'.")
    writer = ZoomWriter(mode, policy, budget, when, fetch, steps, context)

    def insert(prompt: LanguageModelInput) -> list[BaseMessage]:
        if isinstance(prompt, PromptValue):
            return writer.write(prompt.to_messages())
        return writer.write(convert_to_messages([prompt] if isinstance(prompt, (str, BaseMessage)) else prompt))

    async def ainsert(prompt: LanguageModelInput) -> list[BaseMessage]:
        return await asyncio.to_thread(insert, prompt)

    return RunnableLambda(insert, ainsert, name="zoom_messages")


class ZoomWriter:
    """Labels the images of a conversation and, but in mode "tool", puts crops beside them.

    Crops are kept by image and question, for several threads. The arguments are those of ``zoom_messages``.
    """

    def __init__(
        self,
        mode: Mode,
        policy: str | Path | Policy,
        budget: Budget | None,
        when: When,
        fetch: Callable[[str], bytes] | None,
        steps: int = 1,
        context: bool = False,
    ) -> None:
        check_steps(steps)
        self.mode, self.fetch = mode, fetch
        self._options = policy, budget, when, steps, context
        self._kept: OrderedDict[bytes, Details] = OrderedDict()
        self._lock = Lock()

    def write(self, messages: Sequence[BaseMessage], conversation: Iterable[Any] | None = None) -> list[BaseMessage]:
        """A copy of ``messages`` with labels and crops; the same messages where there is no crop to put in.

        Args:
            messages: what the model is to be sent.
            conversation: where images have their numbers from, by default ``messages``; the agent's state, whose
                images ``ZoomTool`` counts, though other middleware may have cut or changed what is sent.
        """
        shown = original_images(messages)
        known = shown if conversation is None else original_images(conversation)
        images = ImageRegistry(known.values(), self.fetch)
        refs = _refs(shown, list(known.values()))
        crops: dict[Place, Details] = {}
        question = "" if self.mode == "tool" else question_of(messages)
        for place, ref in refs.items():
            crop = self._crop(images, ref, shown[place], question) if question else []
            if crop:
                crops[place] = crop
        if not crops and self.mode != "tool":
            return list(messages)
        written = list(messages)
        for index in {index for index, _ in refs}:
            given: list[Any] = [*messages[index].content]
            content: list[Any] = []
            for position, block in enumerate(given):
                place = index, position
                content += self._beside(block, refs.get(place), crops.get(place, []), given)
            written[index] = messages[index].model_copy(update={"content": content})
        return written

    def _beside(self, block: Any, ref: str | None, crop: Details, given: list[Any]) -> list[Any]:
        label = [] if ref is None else [text_block(f"{ref}:")]
        whole = [block] if label and label[0] in given else [*label, block]
        if not crop or text_block(crop[-1][0]) in given:
            return whole
        zoomed = [each for text, view in crop for each in (text_block(text), image_block(view, block))]
        return zoomed if self.mode == "replace" else [*whole, *zoomed]

    def _crop(self, images: ImageRegistry, ref: str, source: Any, question: str) -> Details:
        """Nothing where nothing is gained; of the same image and question made once."""
        data = _identity(source)
        digest = hashlib.sha256(f"{ref}\n{question}\n".encode(errors="surrogatepass"))
        digest.update(data.encode(errors="surrogatepass") if isinstance(data, str) else data)
        key = digest.digest()
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        zoom = zoom_unasked(images, [ref], question, *self._options).get(ref)
        crop = [] if zoom is None else zoom.details
        with self._lock:
            self._kept[key] = crop
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return crop


def _identity(source: Any) -> str | bytes:
    return source.why if isinstance(source, Unreadable) else source


def _refs(shown: dict[Place, Any], known: Sequence[Any]) -> dict[Place, str]:
    """The names of the images that are shown, by those of the whole conversation; an image not in it has none."""
    refs: dict[Place, str] = {}
    rest = 0
    for place, source in shown.items():
        for number in range(rest, len(known)):
            if _identity(known[number]) == _identity(source):
                refs[place], rest = f"image_{number + 1}", number + 1
                break
    return refs
