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
from pathlib import Path
from typing import Any

from cropvlm_tools.chat.insert import ZoomedMessages, insert_unasked, read, registry_of
from cropvlm_tools.errors import CropVLMError, MissingDependencyError
from cropvlm_tools.images.load import ImageSource
from cropvlm_tools.policy import Policy
from cropvlm_tools.tool import DESCRIPTION, NAME, ToolResult, parameters_schema, run_call
from cropvlm_tools.views import Budget, View
from cropvlm_tools.zooming.options import When
from cropvlm_tools.zooming.zoom import Zoom, check_steps

# More images in one request: none may exceed this edge in px, https://platform.claude.com/docs/en/build-with-claude/vision
_MANY_IMAGES, _MANY_EDGE = 20, 2000


def insert_zooms(
    messages: Sequence[Any],
    *,
    model: str | None = None,
    policy: str | Path | Policy = "default",
    budget: Budget | None = None,
    when: When = "needed",
    question: str | None = None,
    overview_edge: int | None = None,
    fetch: Callable[[str], bytes] | None = None,
    steps: int = 1,
    context: bool = False,
) -> ZoomedMessages:
    """A copy of a conversation in which crops stand behind the images that gain from one, each with its caption.

    Meant for each request anew, ``messages=insert_zooms(messages)``; keep your own messages as they are. Images that
    cannot be read here (file ids, URLs without ``fetch``) pass through with a warning and keep their number. The
    list returned also has ``zooms``, ``tokens_added`` and ``tokens_saved``, in visual tokens.

    Args:
        model, budget: the model that will be asked, for its limits; the budget of a crop, where it is to be smaller.
        policy, when, fetch, steps, context: as in ``cropvlm_tools.zoom``.
        question: what to look for; by default the text of the last user message.
        overview_edge: longest edge in px to which images that got a crop are shrunk, to save tokens.

    Raises:
        BudgetError: the model is not known, or ``overview_edge`` is no size.
    """
    dialect = _Dialect(messages, model, budget, overview_edge)
    return insert_unasked(messages, dialect, question, policy, dialect.crop, when, fetch, steps, context)


def zoom_tool_schema() -> dict[str, Any]:
    """The tool for ``tools=[...]``."""
    return {"name": NAME, "description": DESCRIPTION, "input_schema": parameters_schema()}


def run_tool_uses(
    response: Any,
    messages: Sequence[Any] = (),
    *,
    images: Iterable[ImageSource] | None = None,
    model: str | None = None,
    policy: str | Path | Policy = "default",
    budget: Budget | None = None,
    when: When = "always",
    fetch: Callable[[str], bytes] | None = None,
    steps: int = 1,
    context: bool = False,
) -> ZoomedMessages:
    """Answers to all zoom calls of a response: one user message to append behind it, or none where there is no call.

    The message holds one ``tool_result`` for each call, in order; the results of your other tools belong into the
    same message. Arguments that cannot be carried out are answered with ``is_error`` and what to do instead.

    Args:
        response: a Message, its content, or the same as dicts.
        messages: the conversation the images are in.
        images: the images instead, in the order of their names, where the conversation does not hold them.
        model, budget: as in ``insert_zooms``.
        policy, when, steps, context: as in ``cropvlm_tools.zoom``; surroundings stand before the crop, with a caption
            of their own.

    Raises:
        PolicyError, BudgetError: the policy cannot be loaded; the model is not known.
        ValueError: ``steps`` is below 1.
        CropVLMError: ``response`` is none of these.
    """
    check_steps(steps)
    content = response if isinstance(response, list) else read(response, "content")
    if not isinstance(content, (list, tuple, str)):
        raise CropVLMError("Not a response: give a Message, its content, or the same as a dict.")
    registry, crop = registry_of(messages, images, fetch), _Dialect(messages, model, budget).crop
    answers, blocks = ZoomedMessages(), []
    for use in content:
        if read(use, "type") == "tool_use" and read(use, "name") == NAME:
            result = run_call(registry, read(use, "input"), policy, crop, when, steps, context)
            blocks.append({"type": "tool_result", "tool_use_id": read(use, "id"), "content": _content(result)})
            if isinstance(result, ToolResult):
                answers.add(result)
            else:
                blocks[-1]["is_error"] = True
    if blocks:
        answers.append({"role": "user", "content": blocks})
    return answers


def runnable_zoom_tool(
    messages_or_images: Sequence[Any],
    asynchronous: bool = False,
    *,
    model: str | None = None,
    policy: str | Path | Policy = "default",
    budget: Budget | None = None,
    when: When = "always",
    fetch: Callable[[str], bytes] | None = None,
    steps: int = 1,
    context: bool = False,
) -> Any:
    """The tool for the SDK's tool runner, ``client.beta.messages.tool_runner(tools=[...])``.

    Args:
        messages_or_images: the conversation the images are in, as it stands now, or the images.
        asynchronous: True for ``AsyncAnthropic``, whose runner takes asynchronous tools only.
        model, budget: as in ``insert_zooms``; policy, when, steps, context: as in ``run_tool_uses``.

    Raises:
        MissingDependencyError, BudgetError: the ``anthropic`` package is not installed; the model is not known.
        ValueError: ``steps`` is below 1.
    """
    check_steps(steps)
    try:
        from anthropic import beta_async_tool, beta_tool
        from anthropic.lib.tools import ToolError
        from anyio import to_thread
    except ModuleNotFoundError as error:
        if error.name != "anthropic":
            raise
        raise MissingDependencyError("runnable_zoom_tool", "anthropic", "anthropic") from error

    talk = any(read(entry, "role") for entry in messages_or_images)
    registry = registry_of(messages_or_images, None if talk else messages_or_images, fetch)
    crop = _Dialect(messages_or_images, model, budget).crop

    # Any and defaults: the SDK answers arguments of a wrong type with no detail, run_call says what is wrong.
    def call(question: Any = None, image: Any = None) -> list[dict[str, Any]]:
        result = run_call(registry, {"question": question, "image": image}, policy, crop, when, steps, context)
        if not isinstance(result, ToolResult):
            raise ToolError(result)
        return _content(result)

    async def call_async(question: Any = None, image: Any = None) -> list[dict[str, Any]]:
        return await to_thread.run_sync(call, question, image)

    names = zoom_tool_schema()
    return beta_async_tool(call_async, **names) if asynchronous else beta_tool(call, **names)


def _content(result: ToolResult | str) -> list[dict[str, Any]]:
    if isinstance(result, str):
        return [{"type": "text", "text": result}]
    return [each for text, view in result.shown for each in ({"type": "text", "text": text}, _image(view))]


def _image(view: View) -> dict[str, Any]:
    data = base64.b64encode(view.data).decode("ascii")
    return {"type": "image", "source": {"type": "base64", "media_type": view.mime_type, "data": data}}


class _Dialect:
    """``cropvlm_tools.chat.insert.Dialect`` of the Messages API."""

    def __init__(
        self, messages: Any, model: str | None, budget: Budget | None, overview_edge: int | None = None
    ) -> None:
        self.known, self.shrinks = model is not None, overview_edge is not None
        self.whole = Budget.for_model(model) if model is not None else budget or Budget()
        self.small = self.whole if overview_edge is None else replace(self.whole, max_edge=overview_edge)
        self.crop = budget or self.whole
        if 2 * _count_images(messages) > _MANY_IMAGES:  # each may get a crop
            self.crop = replace(self.crop, max_edge=min(self.crop.max_edge, _MANY_EDGE))

    def text(self, text: str, beside: dict[str, Any]) -> dict[str, Any]:
        return {"type": "text", "text": text}

    def image(self, view: View, beside: dict[str, Any]) -> dict[str, Any]:
        return _image(view)

    def overview_budget(self, part: dict[str, Any]) -> Budget:
        return self.small

    def overview(self, part: dict[str, Any], zoom: Zoom) -> tuple[dict[str, Any], int]:
        size = zoom.source_size
        already = [self.whole.fit(size), size] if self.known else [size]  # what it will see however large it is sent
        if not self.shrinks or self.small.fit(size) in already:
            return part, 0
        saved = self.whole.tokens(size) - self.small.tokens(size)
        return {**part, **_image(self.small.render(zoom.image, max_enlarge=1.0))}, saved


def _count_images(value: Any) -> int:
    if isinstance(value, (list, tuple)):
        return sum(_count_images(entry) for entry in value)
    return 1 if read(value, "type") == "image" else _count_images(read(value, "content") or [])
