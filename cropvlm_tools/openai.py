"""The zoom for the OpenAI API, Responses and Chat Completions: plain dicts in and out, the SDK's objects are read too.

    client.responses.create(model=..., input=insert_zooms(input, model=...))        # no tool call

    response = client.responses.create(model=..., input=input, tools=[zoom_tool_schema()])
    input += response.output
    input += run_tool_calls(response, input, model=...)                              # a tool the model calls

In async code: ``await asyncio.to_thread(run_tool_calls, response, input)``. Nothing given is ever changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from cropvlm_tools.chat.insert import ZoomedMessages, insert_unasked, read, registry_of
from cropvlm_tools.errors import BudgetError, CropVLMError
from cropvlm_tools.images.load import ImageSource
from cropvlm_tools.policy import Policy
from cropvlm_tools.tool import DESCRIPTION, NAME, ToolResult, parameters_schema, run_call
from cropvlm_tools.views import Budget, Detail, View
from cropvlm_tools.zooming.options import When
from cropvlm_tools.zooming.zoom import Zoom, check_steps

_LOW_EDGE = 512  # px: what detail "low" shows, https://developers.openai.com/api/docs/guides/images-vision


def insert_zooms(
    messages: str | Sequence[Any],
    *,
    model: str | None = None,
    policy: str | Path | Policy = "default",
    budget: Budget | None = None,
    when: When = "needed",
    question: str | None = None,
    detail: Detail = "high",
    overview_detail: Detail | None = None,
    overview_edge: int | None = None,
    fetch: Callable[[str], bytes] | None = None,
    steps: int = 1,
    context: bool = False,
) -> ZoomedMessages:
    """A copy of a conversation in which crops stand behind the images that gain from one, each with its caption.

    Meant for each request anew, ``messages=insert_zooms(messages)``; keep your own messages as they are. Which API it
    is shows in the parts: ``input_image`` is answered by ``input_image``, ``image_url`` by ``image_url``. Images that
    cannot be read here (file ids, URLs without ``fetch``) pass through with a warning and keep their number.

    Args:
        messages: Responses input or Chat messages.
        model: the model that will be asked: its limits and its way of counting tokens.
        budget: of a crop; by default what the model sees at ``detail``.
        when: ``"needed"`` crops only what would not be legible in the whole image as the model will see it.
        question: what to look for; by default the text of the last user message.
        detail: of the crops.
        overview_detail: of the images that got a crop, e.g. ``"low"`` to save tokens; None leaves it as it is.
        overview_edge: longest edge in px to which images that got a crop are shrunk before they are sent.
        fetch: reads an http(s) URL into bytes, e.g. ``cropvlm_tools.images.fetch.fetch_url``.
        policy, steps, context: as in ``cropvlm_tools.zoom``.

    Returns:
        The messages, with ``zooms``, ``tokens_added`` and ``tokens_saved``, in visual tokens of ``model``; without a
        model they are counted by the budget's own rule.

    Raises:
        BudgetError: the model is not known, or does not offer the detail.
    """
    given = [{"role": "user", "content": messages}] if isinstance(messages, str) else messages
    dialect = _Dialect(model, budget, detail, overview_detail, overview_edge)
    return insert_unasked(given, dialect, question, policy, dialect.crop, when, fetch, steps, context)


def zoom_tool_schema(api: Literal["responses", "chat"] = "responses") -> dict[str, Any]:
    """The tool for ``tools=[...]``, strict."""
    function = {"name": NAME, "description": DESCRIPTION, "parameters": parameters_schema(strict=True), "strict": True}
    return {"type": "function", **function} if api == "responses" else {"type": "function", "function": function}


def run_tool_calls(
    response: Any,
    messages: str | Sequence[Any] = (),
    *,
    images: Iterable[ImageSource] | None = None,
    model: str | None = None,
    policy: str | Path | Policy = "default",
    budget: Budget | None = None,
    when: When = "always",
    detail: Detail = "high",
    fetch: Callable[[str], bytes] | None = None,
    steps: int = 1,
    context: bool = False,
) -> ZoomedMessages:
    """Answers to all zoom calls of a response, to append behind it; empty where there is none.

    Responses: one ``function_call_output`` for each call, text and image. Chat Completions: its tool messages take
    text only, so all images follow in one user message. Append the results of your other tools *before* these,
    because that user message must not stand between tool messages. Arguments that cannot be carried out are answered
    with a text that says what to do instead.

    Args:
        response: a Response or its output; a ChatCompletion or its message; or the same as dicts.
        messages: the conversation the images are in.
        images: the images instead, in the order of their names, where the conversation does not hold them.
        model, budget, detail: as in ``insert_zooms``.
        policy, when, steps, context: as in ``cropvlm_tools.zoom``; surroundings stand before the crop, with a caption
            of their own.

    Raises:
        PolicyError: the policy cannot be loaded.
        BudgetError: the model is not known, or does not offer the detail.
        ValueError: ``steps`` is below 1.
        CropVLMError: ``response`` is none of these.
    """
    check_steps(steps)
    dialect = _Dialect(model, budget, detail, None)
    registry = registry_of(messages, images, fetch)
    options = policy, dialect.crop, when, steps, context
    choices = read(response, "choices")
    message = read(choices[0], "message") if choices else response
    output = message if isinstance(message, (list, tuple)) else read(message, "output")
    answers = ZoomedMessages()
    shown: list[dict[str, Any]] = []
    if isinstance(output, (list, tuple)):
        for call in output:
            if read(call, "type") == "function_call" and read(call, "name") == NAME:
                result = run_call(registry, read(call, "arguments"), *options)
                answer: str | list[dict[str, Any]] = f"Error: {result}"
                if isinstance(result, ToolResult):
                    answers.add(result)
                    part = {"type": "input_image"}
                    pairs = [(dialect.text(caption, part), dialect.image(view, part)) for caption, view in result.shown]
                    answer = [each for pair in pairs for each in pair]
                answers.append({"type": "function_call_output", "call_id": read(call, "call_id"), "output": answer})
    elif read(message, "role") == "assistant":
        for call in read(message, "tool_calls") or ():
            function = read(call, "function")
            if read(function, "name") == NAME:
                result = run_call(registry, read(function, "arguments"), *options)
                text = f"Error: {result}"
                if isinstance(result, ToolResult):
                    answers.add(result)
                    text = f"{result.text}. {'The image follows' if len(result.shown) == 1 else 'Two images follow'}."
                    part = {"type": "image_url"}
                    for caption, view in result.shown:
                        label = f"Image of call {read(call, 'id')}: {caption}"
                        shown += [dialect.text(label, part), dialect.image(view, part)]
                answers.append({"role": "tool", "tool_call_id": read(call, "id"), "content": text})
        if shown:
            answers.append({"role": "user", "content": shown})
    else:
        raise CropVLMError("Not a response: give a Response, a ChatCompletion, its message, or the same as a dict.")
    return answers


class _Dialect:
    """``cropvlm_tools.chat.insert.Dialect`` of both APIs."""

    def __init__(
        self,
        model: str | None,
        budget: Budget | None,
        detail: Detail,
        overview_detail: Detail | None,
        overview_edge: int | None = None,
    ) -> None:
        self.model, self.budget, self.detail, self.overview_detail = model, budget, detail, overview_detail
        self.overview_edge = overview_edge
        self.crop = budget or self._seen(detail)
        if overview_detail is not None:
            self._seen(overview_detail)
        if overview_edge is not None:
            replace(self.crop, max_edge=overview_edge)  # refuses what is no size

    def text(self, text: str, beside: dict[str, Any]) -> dict[str, Any]:
        return {"type": "input_text" if beside["type"] == "input_image" else "text", "text": text}

    def image(self, view: View, beside: dict[str, Any]) -> dict[str, Any]:
        if beside["type"] == "input_image":
            return {"type": "input_image", "image_url": view.data_url, "detail": self.detail}
        return {"type": "image_url", "image_url": {"url": view.data_url, "detail": self.detail}}

    def overview_budget(self, part: dict[str, Any]) -> Budget:
        seen = self._seen(self.overview_detail) if self.overview_detail else self._sent(part)
        return seen if self.overview_edge is None else replace(seen, max_edge=min(self.overview_edge, seen.max_edge))

    def overview(self, part: dict[str, Any], zoom: Zoom) -> tuple[dict[str, Any], int]:
        size, sent, seen = zoom.source_size, self._sent(part), self.overview_budget(part)
        changes: dict[str, Any] = {"detail": self.overview_detail} if self.overview_detail else {}
        already = [size] if self.model is None else [size, sent.fit(size)]  # what it will see however large it is sent
        if self.overview_edge is not None and seen.fit(size) not in already:
            changes["url"] = seen.render(zoom.image, max_enlarge=1.0).data_url
        if not changes:
            return part, 0
        saved = sent.tokens(size) - seen.tokens(size)
        if part["type"] == "input_image":
            url = {"image_url": changes.pop("url")} if "url" in changes else {}
            return {**part, **changes, **url}, saved
        inner = part["image_url"]
        inner = {"url": inner} if isinstance(inner, str) else inner
        return {**part, "image_url": {**inner, **changes}}, saved

    def _sent(self, part: dict[str, Any]) -> Budget:
        """What the model sees of that part as the caller sends it."""
        holder = part if part["type"] == "input_image" else part["image_url"]
        try:
            return self._seen((not isinstance(holder, str) and holder.get("detail")) or "auto")
        except BudgetError:  # a detail of another model
            return self._seen("auto")

    def _seen(self, detail: Detail) -> Budget:
        if self.model is not None:
            return Budget.for_model(self.model, detail)
        whole = self.budget or Budget()
        return replace(whole, max_edge=min(whole.max_edge, _LOW_EDGE)) if detail == "low" else whole
