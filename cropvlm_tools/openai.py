"""The zoom for the OpenAI API, Responses and Chat Completions: plain dicts in and out, the SDK's objects are read too.

    client.responses.create(model=..., input=insert_zooms(input, model=...))        # no tool call

    response = client.responses.create(model=..., input=input, tools=[zoom_tool_schema()])
    input += response.output
    input += run_tool_calls(response, input, model=...)                              # a tool the model calls

In async code: ``await asyncio.to_thread(run_tool_calls, response, input)``. Nothing given is ever changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, Unpack, cast, overload

from cropvlm_tools.chat.content import Block, Source, is_document, read
from cropvlm_tools.chat.conversation import questions_in, registry_of
from cropvlm_tools.chat.insert import MAX_CROPS, Dialect, checked_crops, insert_into
from cropvlm_tools.chat.look import ZoomedMessages, needed
from cropvlm_tools.chat.planned import plan_budgets
from cropvlm_tools.chat.store import ImageStore as ImageStore
from cropvlm_tools.errors import BudgetError, CropVLMError
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
from cropvlm_tools.views import Budget, Detail, View
from cropvlm_tools.zooming.options import ZoomKeywords, ZoomOptions

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionFunctionToolParam
    from openai.types.responses import FunctionToolParam

_LOW_EDGE = 512  # px: what detail "low" shows, https://developers.openai.com/api/docs/guides/images-vision


def insert_zooms(
    messages: str | Sequence[object],
    *,
    model: str | None = None,
    question: str | None = None,
    detail: Detail = "high",
    overview_detail: Detail | None = None,
    overview_edge: int | None = None,
    max_crops: int = MAX_CROPS,
    images: ImageSource | Iterable[Source] | None = None,
    plan: bool = False,
    **options: Unpack[ZoomKeywords],
) -> ZoomedMessages:
    """A copy of a conversation in which crops stand behind the questions that gain from one, each with its caption.

    Meant for each request anew, ``messages=insert_zooms(messages)``; keep your own messages as they are. Each begins
    with what the one before was, to the byte: a turn's crops stand in that turn and are put in again the same. They are
    of the image that the question names ("the second one", a file's name), or else of the newest; small talk gets none.
    Which API it is shows in the parts: ``input_image`` is answered by ``input_image``, ``image_url`` by ``image_url``.
    Images that cannot be read here (file ids, URLs without ``fetch``) pass through with a warning and keep their
    number.

    Args:
        messages: Responses input or Chat messages.
        model: the model that will be asked: its limits and its way of counting tokens. One that is not known gets one
            warning, and is taken to see ``budget``, or 1568 px and 1568 tokens.
        question: what to look for in the last turn, and in none before it: keep the list returned as your messages
            then. By default each turn's own text.
        detail: of the crops.
        overview_detail: of the images that got a crop in their own turn, e.g. ``"low"`` to save tokens; None leaves it
            as it is.
        overview_edge: longest edge in px to which images that got a crop in their own turn are shrunk.
        max_crops: most regions shown in one turn.
        images: all images of the conversation in order, where the messages hold only the last of them, or as file ids.
        plan: whether an image and its crop are sent, in the image's own turn, at the sizes and details at which they
            cost least (``cropvlm_tools.zooming.planning``): no more than the image alone, unless that alone costs less
            than any two. Later turns see what was sent then. It takes the place of ``overview_detail``,
            ``overview_edge`` and ``when``; ``budget`` is then the longest edge that is seen of anything.
        options: those of ``ZoomOptions``. ``budget``, of a crop, is by default what the model sees at ``detail``;
            ``when`` is by default ``"needed"``, judged by the whole image as the model will see it.

    Returns:
        The messages, with ``zooms``, ``skipped`` (where nothing was put in, and why), ``tokens_added`` and
        ``tokens_saved``, in visual tokens of ``model``; without a model they are counted by the budget's own rule.

    Raises:
        BudgetError: the model does not offer the detail.
        ValueError: an option that cannot be.
    """
    given = [{"role": "user", "content": messages}] if isinstance(messages, str) else messages
    chosen = needed(options)
    if plan and (overview_detail is not None or overview_edge is not None):
        raise ValueError("plan=True decides what overview_detail and overview_edge do. Give one or the other.")
    dialect = _Dialect(model, chosen.budget, detail, overview_detail, overview_edge, plan)
    chosen = replace(chosen, budget=dialect.budget)
    return insert_into(given, dialect, question, chosen, checked_crops(max_crops), images, {"type": "input_image"})


@overload
def zoom_tool_schema(
    api: Literal["responses"] = "responses", *, boxes: BoxOption = False, model: str | None = None
) -> FunctionToolParam: ...


@overload
def zoom_tool_schema(
    api: Literal["chat"], *, boxes: BoxOption = False, model: str | None = None
) -> ChatCompletionFunctionToolParam: ...


def zoom_tool_schema(
    api: Literal["responses", "chat"] = "responses", *, boxes: BoxOption = False, model: str | None = None
) -> FunctionToolParam | ChatCompletionFunctionToolParam:
    """The tool for ``tools=[...]``, strict.

    Args:
        boxes: whether the model may name a ``box`` where it knows better: True, in thousandths of the image for models
            of OpenAI, or "thousandths", "thousandths-yx" or "pixels" (of the image as the model sees it).
        model: whose vendor's convention True means.

    Raises:
        ValueError: there is no such convention.
    """
    parameters = parameters_schema(strict=True, boxes=convention_of(boxes, model))
    function = {"name": NAME, "description": DESCRIPTION, "parameters": parameters, "strict": True}
    flat: Block = {"type": "function", **function}
    nested: Block = {"type": "function", "function": function}
    if api == "responses":
        return cast("FunctionToolParam", flat)
    return cast("ChatCompletionFunctionToolParam", nested)


def run_tool_calls(
    response: object,
    messages: str | Sequence[object] = (),
    *,
    images: ImageSource | Iterable[Source] | None = None,
    model: str | None = None,
    detail: Detail = "high",
    boxes: BoxOption = False,
    **options: Unpack[ZoomKeywords],
) -> ZoomedMessages:
    """Answers to all zoom calls of a response, to append behind it; empty where there is none.

    Responses: one ``function_call_output`` for each call, text and image. Chat Completions: its tool messages take
    text only, so all images follow in one user message. Append the results of your other tools *before* these,
    because that user message must not stand between tool messages. Arguments that cannot be carried out are answered
    with a text that says what to do instead.

    Args:
        response: a Response or its output; a ChatCompletion or its message; or the same as dicts.
        messages: the conversation the images are in.
        images: the images instead, in the order of their names, where the conversation does not hold them: with
            ``previous_response_id`` or Conversations the server does (``ImageStore``).
        model, detail: as in ``insert_zooms``.
        boxes: as in ``zoom_tool_schema``; a box that is named is cut, padded, in place of what would be found.
        options: those of ``ZoomOptions``. ``budget`` is by default what the model sees at ``detail``.

    Raises:
        BudgetError: the model does not offer the detail.
        ValueError: an option that cannot be.
        CropVLMError: ``response`` is none of these.
    """
    chosen = ZoomOptions(**options)
    dialect = _Dialect(model, chosen.budget, detail)
    chosen, given = replace(chosen, budget=dialect.budget), boxes_taken(boxes, model, dialect.budget)
    registry = registry_of(messages, images, chosen, response)
    if chosen.history is None:
        chosen = replace(chosen, history=questions_in(messages))
    choices = read(response, "choices")
    message = read(choices[0], "message") if isinstance(choices, (list, tuple)) and choices else response
    output = message if isinstance(message, (list, tuple)) else read(message, "output")
    answers = ZoomedMessages()
    if isinstance(output, (list, tuple)):
        for call in output:
            if read(call, "type") == "function_call" and read(call, "name") == NAME:
                result = run_call(registry, read(call, "arguments"), chosen, given)
                shown: str | list[Block] = f"Error: {result}"
                if isinstance(result, ToolResult):
                    answers.add(result.artifact, result.shown)
                    shown = dialect.crops(result.shown, result.artifact, {"type": "input_image"})
                answers.append({"type": "function_call_output", "call_id": read(call, "call_id"), "output": shown})
    elif read(message, "role") == "assistant":
        follow: list[Block] = []
        calls = read(message, "tool_calls")
        for call in calls if isinstance(calls, (list, tuple)) else ():
            function, call_id = read(call, "function"), read(call, "id")
            if read(function, "name") == NAME:
                result = run_call(registry, read(function, "arguments"), chosen, given)
                text = f"Error: {result}"
                if isinstance(result, ToolResult):
                    answers.add(result.artifact, result.shown)
                    text = f"{result.text}. {_announced(len(result.shown))}."
                    for caption, view in result.shown:
                        said = f"Image of call {_line(call_id)}: {caption}"
                        follow += dialect.crop(said, view, {"type": "image_url"})
                answers.append({"role": "tool", "tool_call_id": call_id, "content": text})
        if follow:
            answers.append({"role": "user", "content": follow})
    else:
        raise CropVLMError("Not a response: give a Response, a ChatCompletion, its message, or the same as a dict.")
    return answers


def _line(call_id: object) -> str:
    """A call's id as one short line, by which a caption is known again."""
    return " ".join(call_id.split())[:200] if isinstance(call_id, str) and call_id.strip() else "?"


def _announced(images: int) -> str:
    return {1: "The image follows", 2: "Two images follow"}.get(images, f"{images} images follow")


class _Dialect(Dialect[Block]):
    """Of both APIs."""

    def __init__(
        self,
        model: str | None,
        budget: Budget | None,
        detail: Detail,
        overview_detail: Detail | None = None,
        overview_edge: int | None = None,
        plan: bool = False,
    ) -> None:
        self.model = model = known_or_warned(model)
        self.detail = detail
        self.overview_detail, self.overview_edge = overview_detail, overview_edge
        self.unknown = budget or Budget()  # what a model that nobody named sees
        self.budget = budget or self._seen_at(detail)
        self.knows_model, self.shrinks = model is not None, overview_edge is not None
        if plan:
            self.plans_with = plan_budgets(model, budget)
        if overview_detail is not None:
            self._seen_at(overview_detail)  # refuses what the model does not offer
        if overview_edge is not None:
            replace(self.budget, max_edge=overview_edge)  # refuses what is no size

    def label(self, text: str, beside: Block) -> list[Block]:
        return [{"type": "input_text" if _of_responses(beside) else "text", "text": text}]

    def crop(self, caption: str, view: View, beside: Block) -> list[Block]:
        detail = self.detail if view.detail == "auto" else view.detail
        image: Block = {"type": "image_url", "image_url": {"url": view.data_url, "detail": detail}}
        if _of_responses(beside):
            image = {"type": "input_image", "image_url": view.data_url, "detail": detail}
        return [*self.label(caption, beside), image]

    def takes(self, part: Block) -> bool:
        chat = part.get("type") == "image_url" and isinstance(part.get("image_url"), (str, Mapping))
        return chat or _of_responses(part) or is_document(part)

    def detail_of(self, part: Block) -> Detail:
        given = read(part if _of_responses(part) else part.get("image_url"), "detail")
        detail = cast(Detail, given) if isinstance(given, str) and given else "auto"
        try:
            self._seen_at(detail)
        except BudgetError:  # a detail of another model
            return "auto"
        return detail if self.plans_with is None or detail in self.plans_with else "auto"

    def seen(self, part: Block) -> tuple[Budget, Budget]:
        now = self._seen_at(self.detail_of(part))
        then = self._seen_at(self.overview_detail) if self.overview_detail else now
        edge = then.max_edge if self.overview_edge is None else min(self.overview_edge, then.max_edge)
        return now, replace(then, max_edge=edge)

    def whole(self, part: Block, smaller: View | None) -> Block:
        detail = self.overview_detail if smaller is None or smaller.detail == "auto" else smaller.detail
        changes = {"detail": detail} if detail else {}
        if _of_responses(part):
            url = {} if smaller is None else {"image_url": smaller.data_url}
            return {**part, **changes, **url} if changes or url else part
        url = {} if smaller is None else {"url": smaller.data_url}
        inner = part["image_url"]
        inner = {"url": inner} if isinstance(inner, str) else inner
        return {**part, "image_url": {**inner, **changes, **url}} if changes or url else part

    def _seen_at(self, detail: Detail) -> Budget:
        if self.model is not None:
            return Budget.for_model(self.model, detail)
        whole = self.unknown
        return replace(whole, max_edge=min(whole.max_edge, _LOW_EDGE)) if detail == "low" else whole


def _of_responses(part: Block) -> bool:
    return part.get("type") in ("input_image", "input_file", "computer_screenshot")
