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
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, Unpack, cast, overload

from cropvlm_tools.chat.content import Block, Source, read
from cropvlm_tools.chat.conversation import questions_in, registry_of
from cropvlm_tools.chat.given_boxes import GivenBoxes
from cropvlm_tools.chat.insert import MAX_CROPS, Dialect, checked_crops, insert_into
from cropvlm_tools.chat.look import ZoomedMessages, needed
from cropvlm_tools.chat.planned import MANY_EDGE, plan_budgets
from cropvlm_tools.errors import CropVLMError, MissingDependencyError
from cropvlm_tools.images.load import ImageSource
from cropvlm_tools.model_names import known_or_warned
from cropvlm_tools.tool import (
    DESCRIPTION,
    NAME,
    BoxOption,
    ToolResult,
    boxes_taken,
    convention_of,
    parameters_schema,
    run_call,
)
from cropvlm_tools.views import Budget, View
from cropvlm_tools.zooming.options import ZoomKeywords, ZoomOptions

if TYPE_CHECKING:
    from anthropic.lib.tools import BetaAsyncFunctionTool, BetaFunctionTool
    from anthropic.types import ToolParam

_VENDOR = "claude"


def insert_zooms(
    messages: Sequence[object],
    *,
    model: str | None = None,
    question: str | None = None,
    overview_edge: int | None = None,
    max_crops: int = MAX_CROPS,
    images: ImageSource | Iterable[Source] | None = None,
    plan: bool = False,
    **options: Unpack[ZoomKeywords],
) -> ZoomedMessages:
    """A copy of a conversation in which crops stand behind the questions that gain from one, each with its caption.

    Meant for each request anew, ``messages=insert_zooms(messages)``; keep your own messages as they are. Each begins
    with what the one before was, to the byte, so that caches hold: a turn's crops stand in that turn and are put in
    again the same. They are of the image that the question names ("the second one", a file's name), or else of the
    newest; small talk gets none. Images that cannot be read here (file ids, URLs without ``fetch``) pass through with a
    warning and keep their number. The list returned also has ``zooms``, ``skipped`` (where nothing was put in, and
    why), ``tokens_added`` and ``tokens_saved``, in visual tokens.

    Args:
        model: the model that will be asked, for its limits. One that is not known gets one warning, and is taken to see
            ``budget``, or 1568 px and 1568 tokens.
        question: what to look for in the last turn, and in none before it: keep the list returned as your messages
            then. By default each turn's own text.
        overview_edge: longest edge in px to which images that got a crop in their own turn are shrunk, to save tokens.
        max_crops: most regions shown in one turn.
        images: all images of the conversation in order, where the messages hold them as file ids.
        plan: whether an image and its crop are sent, in the image's own turn, at the sizes at which they cost least
            (``cropvlm_tools.zooming.planning``): no more than the image alone, unless that alone costs less than any
            two. Later turns see what was sent then. It takes the place of ``overview_edge`` and ``when``.
        options: those of ``ZoomOptions``. ``budget``, of a crop, is by default what the model sees, and never more than
            2000 px, which no image of a request with many may exceed; ``when`` is by default ``"needed"``, judged by
            the whole image as the model will see it.

    Raises:
        BudgetError: ``overview_edge`` is no size.
        ValueError: an option that cannot be.
    """
    chosen = needed(options)
    if plan and overview_edge is not None:
        raise ValueError("plan=True decides what overview_edge does. Give one or the other.")
    dialect = _Dialect(model, chosen.budget, overview_edge, plan)
    chosen = replace(chosen, budget=dialect.budget)
    return insert_into(messages, dialect, question, chosen, checked_crops(max_crops), images, {"type": "image"})


def zoom_tool_schema(*, boxes: BoxOption = False) -> ToolParam:
    """The tool for ``tools=[...]``.

    Args:
        boxes: whether the model may name a ``box`` where it knows better: True, in pixels of the image as it sees it,
            as Claude is taught; or "pixels", "thousandths" or "thousandths-yx".

    Raises:
        ValueError: there is no such convention.
    """
    schema = parameters_schema(boxes=convention_of(boxes, _VENDOR))
    return {"name": NAME, "description": DESCRIPTION, "input_schema": schema}


def run_tool_uses(
    response: object,
    messages: Sequence[object] = (),
    *,
    images: ImageSource | Iterable[Source] | None = None,
    model: str | None = None,
    boxes: BoxOption = False,
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
        boxes: as in ``zoom_tool_schema``; a box that is named is cut, padded, in place of what would be found.
        options: those of ``ZoomOptions``. ``budget`` is by default what the model sees.

    Raises:
        ValueError: an option that cannot be.
        CropVLMError: ``response`` is none of these.
    """
    chosen, given = _options(model, boxes, options)
    content = response if isinstance(response, list) else read(response, "content")
    if not isinstance(content, (list, tuple, str)):
        raise CropVLMError("Not a response: give a Message, its content, or the same as a dict.")
    registry = registry_of(messages, images, chosen)
    if chosen.history is None:
        chosen = replace(chosen, history=questions_in(messages))
    answers, blocks = ZoomedMessages(), []
    for use in content:
        if read(use, "type") == "tool_use" and read(use, "name") == NAME:
            result = run_call(registry, read(use, "input"), chosen, given)
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


@overload
def runnable_zoom_tool(
    messages_or_images: Sequence[object] | Callable[[], Sequence[object]],
    asynchronous: Literal[False] = False,
    *,
    model: str | None = None,
    boxes: BoxOption = False,
    **options: Unpack[ZoomKeywords],
) -> BetaFunctionTool[Any]: ...


@overload
def runnable_zoom_tool(
    messages_or_images: Sequence[object] | Callable[[], Sequence[object]],
    asynchronous: Literal[True],
    *,
    model: str | None = None,
    boxes: BoxOption = False,
    **options: Unpack[ZoomKeywords],
) -> BetaAsyncFunctionTool[Any]: ...


@overload
def runnable_zoom_tool(
    messages_or_images: Sequence[object] | Callable[[], Sequence[object]],
    asynchronous: bool,
    *,
    model: str | None = None,
    boxes: BoxOption = False,
    **options: Unpack[ZoomKeywords],
) -> BetaFunctionTool[Any] | BetaAsyncFunctionTool[Any]: ...


def runnable_zoom_tool(
    messages_or_images: Sequence[object] | Callable[[], Sequence[object]],
    asynchronous: bool = False,
    *,
    model: str | None = None,
    boxes: BoxOption = False,
    **options: Unpack[ZoomKeywords],
) -> BetaFunctionTool[Any] | BetaAsyncFunctionTool[Any]:
    """The tool for the SDK's tool runner, ``client.beta.messages.tool_runner(tools=[...])``.

    Args:
        messages_or_images: the conversation the images are in, or the images, read anew at each call: append to that
            list and its images count; or a function that returns it.
        asynchronous: True for ``AsyncAnthropic``, whose runner takes asynchronous tools only.
        model, boxes, options: as in ``run_tool_uses``.

    Raises:
        MissingDependencyError: the ``anthropic`` package is not installed.
        ValueError: an option that cannot be.
    """
    chosen, taken = _options(model, boxes, options)
    try:
        from anthropic import beta_async_tool, beta_tool
        from anthropic.lib.tools import ToolError
        from anyio import to_thread
    except ModuleNotFoundError as error:
        if error.name != "anthropic":
            raise
        raise MissingDependencyError("runnable_zoom_tool", "anthropic", "anthropic") from error

    # Any and defaults: the SDK answers arguments of a wrong type with no detail, run_call says what is wrong.
    def call(question: Any = None, image: Any = None, box: Any = None) -> list[Block]:
        given = messages_or_images() if callable(messages_or_images) else messages_or_images
        talk = any(read(entry, "role") for entry in given)
        registry = registry_of(given if talk else (), None if talk else cast("Iterable[ImageSource]", given), chosen)
        asked = replace(chosen, history=questions_in(given)) if talk and chosen.history is None else chosen
        result = run_call(registry, {"question": question, "image": image, "box": box}, asked, taken)
        if not isinstance(result, ToolResult):
            raise ToolError(result)
        return _content(result)

    async def call_async(question: Any = None, image: Any = None, box: Any = None) -> list[Block]:
        return await to_thread.run_sync(call, question, image, box)

    names: Block = {**zoom_tool_schema(boxes=boxes)}
    return beta_async_tool(call_async, **names) if asynchronous else beta_tool(call, **names)


def _options(model: str | None, boxes: BoxOption, options: ZoomKeywords) -> tuple[ZoomOptions, GivenBoxes | None]:
    """Those of a tool call, its budget what the model sees; and how its boxes are read."""
    chosen = ZoomOptions(**options)
    dialect = _Dialect(model, chosen.budget)
    return replace(chosen, budget=dialect.budget), boxes_taken(boxes, _VENDOR, dialect.sees)


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
        self, model: str | None, budget: Budget | None, overview_edge: int | None = None, plan: bool = False
    ) -> None:
        model = known_or_warned(model)
        self.knows_model, self.shrinks = model is not None, overview_edge is not None
        self.sees = Budget.for_model(model) if model is not None else budget or Budget()
        self.will_see = self.sees if overview_edge is None else replace(self.sees, max_edge=overview_edge)
        budget = budget or self.sees
        self.budget = replace(budget, max_edge=min(budget.max_edge, MANY_EDGE))
        if plan:  # "high": of what is sent anew
            whole = plan_budgets(model, budget)["auto"]
            self.plans_with = {"auto": whole, "high": replace(whole, max_edge=min(whole.max_edge, MANY_EDGE))}

    def label(self, text: str, beside: Block) -> list[Block]:
        return [_text(text)]

    def crop(self, caption: str, view: View, beside: Block) -> list[Block]:
        return [_text(caption), _image(view)]

    def seen(self, part: Block) -> tuple[Budget, Budget]:
        return self.sees, self.will_see

    def whole(self, part: Block, smaller: View | None) -> Block:
        known = part.get("type") == "image"  # of another API's the rest would not fit
        return {**part, **_image(smaller)} if known and smaller is not None else part
