"""The zoom for the Anthropic API: plain dicts in and out, the SDK's objects are read too.

    client.messages.create(model=..., messages=insert_zooms(messages, model=...))     # no tool call
    response = client.messages.create(model=..., messages=messages, tools=[zoom_tool_schema()])
    messages += [{"role": "assistant", "content": response.content}]
    messages += run_tool_uses(response, messages, model=...)                          # a tool the model calls
    client.beta.messages.tool_runner(..., messages=messages, tools=[runnable_zoom_tool(messages)])

In async code ``await asyncio.to_thread(run_tool_uses, response, messages)``. Nothing given is ever changed.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Unpack

from cropvlm_tools.chat.content import Block, read
from cropvlm_tools.chat.conversation import registry_of
from cropvlm_tools.chat.insert import Dialect, ZoomedMessages, insert_into
from cropvlm_tools.chat.look import needed
from cropvlm_tools.errors import CropVLMError, MissingDependencyError
from cropvlm_tools.images.load import ImageSource
from cropvlm_tools.model_names import known_or_warned
from cropvlm_tools.tool import DESCRIPTION, NAME, ToolResult, parameters_schema, run_call
from cropvlm_tools.views import Budget, View
from cropvlm_tools.zooming.options import ZoomKeywords, ZoomOptions

# More images in one request: none may exceed this edge in px, https://platform.claude.com/docs/en/build-with-claude/vision
_MANY_IMAGES, _MANY_EDGE = 20, 2000
_ENTRIES = 100_000  # of a conversation, looked at to count its images: one that holds itself has no end


def insert_zooms(
    messages: Sequence[object],
    *,
    model: str | None = None,
    question: str | None = None,
    overview_edge: int | None = None,
    **options: Unpack[ZoomKeywords],
) -> ZoomedMessages:
    """A copy of a conversation in which crops stand behind the images that gain from one, each with its caption.

    Meant for each request anew, ``messages=insert_zooms(messages)``; keep your own messages as they are. Images that
    cannot be read here (file ids, URLs without ``fetch``) pass through with a warning and keep their number. The
    list returned also has ``zooms``, ``tokens_added`` and ``tokens_saved``, in visual tokens.

    Args:
        model: the model that will be asked, for its limits. One that is not known gets one warning, and is taken to see
            ``budget``, or 1568 px and 1568 tokens.
        question: what to look for; by default the text of the last user message.
        overview_edge: longest edge in px to which images that got a crop are shrunk, to save tokens.
        options: those of ``ZoomOptions``. ``budget``, of a crop, is by default what the model sees; ``when`` is by
            default ``"needed"``, judged by the whole image as the model will see it.

    Raises:
        BudgetError: ``overview_edge`` is no size.
        ValueError: an option that cannot be.
    """
    chosen = needed(options)
    dialect = _Dialect(messages, model, chosen.budget, overview_edge)
    return insert_into(messages, dialect, question, replace(chosen, budget=dialect.budget))


def zoom_tool_schema() -> Block:
    """The tool for ``tools=[...]``."""
    return {"name": NAME, "description": DESCRIPTION, "input_schema": parameters_schema()}


def run_tool_uses(
    response: object,
    messages: Sequence[object] = (),
    *,
    images: ImageSource | Iterable[ImageSource] | None = None,
    model: str | None = None,
    **options: Unpack[ZoomKeywords],
) -> ZoomedMessages:
    """Answers to all zoom calls of a response: one user message to append behind it, or none where there is no call.

    The message holds one ``tool_result`` for each call, in order; the results of your other tools belong into the
    same message. Arguments that cannot be carried out are answered with ``is_error`` and what to do instead.

    Args:
        response: a Message, its content, or the same as dicts.
        messages: the conversation the images are in.
        images: the images instead, in the order of their names, where the conversation does not hold them.
        model: as in ``insert_zooms``.
        options: those of ``ZoomOptions``. ``budget`` is by default what the model sees.

    Raises:
        ValueError: an option that cannot be.
        CropVLMError: ``response`` is none of these.
    """
    chosen = _options(messages, model, options)
    content = response if isinstance(response, list) else read(response, "content")
    if not isinstance(content, (list, tuple, str)):
        raise CropVLMError("Not a response: give a Message, its content, or the same as a dict.")
    registry = registry_of(messages, images, chosen)
    answers, blocks = ZoomedMessages(), []
    for use in content:
        if read(use, "type") == "tool_use" and read(use, "name") == NAME:
            result = run_call(registry, read(use, "input"), chosen)
            block: Block = {"type": "tool_result", "tool_use_id": read(use, "id")}
            if isinstance(result, ToolResult):
                answers.add(result.artifact, result.shown)
                block["content"] = _content(result)
            else:
                block |= {"content": [_text(result)], "is_error": True}
            blocks.append(block)
    if blocks:
        answers.append({"role": "user", "content": blocks})
    return answers


def runnable_zoom_tool(
    messages_or_images: Sequence[Any],
    asynchronous: bool = False,
    *,
    model: str | None = None,
    **options: Unpack[ZoomKeywords],
) -> Any:
    """The tool for the SDK's tool runner, ``client.beta.messages.tool_runner(tools=[...])``.

    Args:
        messages_or_images: the conversation the images are in, as it stands now, or the images.
        asynchronous: True for ``AsyncAnthropic``, whose runner takes asynchronous tools only.
        model, options: as in ``run_tool_uses``.

    Raises:
        MissingDependencyError: the ``anthropic`` package is not installed.
        ValueError: an option that cannot be.
    """
    chosen = _options(messages_or_images, model, options)
    try:
        from anthropic import beta_async_tool, beta_tool
        from anthropic.lib.tools import ToolError
        from anyio import to_thread
    except ModuleNotFoundError as error:
        if error.name != "anthropic":
            raise
        raise MissingDependencyError("runnable_zoom_tool", "anthropic", "anthropic") from error

    talk = any(read(entry, "role") for entry in messages_or_images)
    registry = registry_of(messages_or_images, None if talk else messages_or_images, chosen)

    # Any and defaults: the SDK answers arguments of a wrong type with no detail, run_call says what is wrong.
    def call(question: Any = None, image: Any = None) -> list[Block]:
        result = run_call(registry, {"question": question, "image": image}, chosen)
        if not isinstance(result, ToolResult):
            raise ToolError(result)
        return _content(result)

    async def call_async(question: Any = None, image: Any = None) -> list[Block]:
        return await to_thread.run_sync(call, question, image)

    names = zoom_tool_schema()
    return beta_async_tool(call_async, **names) if asynchronous else beta_tool(call, **names)


def _options(messages: Sequence[object], model: str | None, options: ZoomKeywords) -> ZoomOptions:
    """Those of a tool call, its budget what the model sees."""
    chosen = ZoomOptions(**options)
    return replace(chosen, budget=_Dialect(messages, model, chosen.budget).budget)


def _text(text: str) -> Block:
    return {"type": "text", "text": text}


def _image(view: View) -> Block:
    data = base64.b64encode(view.data).decode("ascii")
    return {"type": "image", "source": {"type": "base64", "media_type": view.mime_type, "data": data}}


def _content(result: ToolResult) -> list[Block]:
    return [part for caption, view in result.shown for part in (_text(caption), _image(view))]


class _Dialect(Dialect[Block]):
    """Of the Messages API."""

    def __init__(
        self, messages: Sequence[object], model: str | None, budget: Budget | None, overview_edge: int | None = None
    ) -> None:
        model = known_or_warned(model)
        self.knows_model, self.shrinks = model is not None, overview_edge is not None
        self.sees = Budget.for_model(model) if model is not None else budget or Budget()
        self.will_see = self.sees if overview_edge is None else replace(self.sees, max_edge=overview_edge)
        self.budget = budget or self.sees
        if 2 * _count_images(messages) > _MANY_IMAGES:  # each may get a crop
            self.budget = replace(self.budget, max_edge=min(self.budget.max_edge, _MANY_EDGE))

    def label(self, text: str, beside: Block) -> list[Block]:
        return [_text(text)]

    def crop(self, caption: str, view: View, beside: Block) -> list[Block]:
        return [_text(caption), _image(view)]

    def seen(self, part: Block) -> tuple[Budget, Budget]:
        return self.sees, self.will_see

    def whole(self, part: Block, smaller: View | None) -> Block:
        known = part.get("type") == "image"  # of another API's the rest would not fit
        return {**part, **_image(smaller)} if known and smaller is not None else part


def _count_images(messages: object) -> int:
    left, found = [messages], 0
    for _ in range(_ENTRIES):
        if not left:
            break
        entry = left.pop()
        if isinstance(entry, (list, tuple)):
            left += entry
        elif read(entry, "type") == "image":
            found += 1
        elif isinstance(content := read(entry, "content"), (list, tuple)):
            left += content
    return found
