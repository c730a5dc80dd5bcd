"""ZoomMiddleware: the zoom in an agent with one line, whatever the API of its model. Needs langchain."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Unpack, cast, get_args

from langchain.agents import middleware as agent_middleware
from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.messages import AnyMessage

from cropvlm_tools.chat.insert import MAX_CROPS, unharmed
from cropvlm_tools.chat.look import needed
from cropvlm_tools.langchain.insertion import Mode, ZoomWriter
from cropvlm_tools.langchain.messages import relocate_tool_images
from cropvlm_tools.langchain.tool import ZoomTool
from cropvlm_tools.tool import BoxOption
from cropvlm_tools.zooming.options import ZoomKeywords

_SHOWS_TOOL_IMAGES = {"ChatAnthropic", "ChatAnthropicBedrock", "ChatAnthropicVertex", "ChatBedrockConverse"}


class ZoomMiddleware(AgentMiddleware):
    """The zoom in an agent: ``create_agent(model, middleware=[ZoomMiddleware()])``.

    What it changes is sent to the model and never kept in the agent's state: labels (``image_1:``) beside the images
    in mode "tool", crops in the others, and tool images moved into a user message where the model's API would lose
    them. It is the same each time, so what is sent later begins with what was sent before, and caches hold.

    Args:
        mode: ``"tool"`` gives the agent ZoomTool; ``"append"`` puts crops behind each question of a user, ``"replace"``
            in the place of the image that came with it, and no tool is needed. They are of the image that the question
            names, or else of the newest; small talk gets none.
        relocate: whether images in tool results are moved into a user message. By default yes, but for models known
            to see them where they are: OpenAI through the Responses API, and Anthropic.
        max_crops: most regions shown in one turn, in the other modes.
        boxes: in mode "tool", as for ``ZoomTool``.
        plan: in mode "append", whether an image and its crop are sent, in the image's own turn, at the sizes and
            details at which they cost least (``cropvlm_tools.zooming.planning``). Later turns see what was sent then.
            It takes the place of ``when``.
        model: for which that is planned; by default the agent's.
        options: those of ``ZoomOptions``. ``when`` is by default "always" for the tool, which is asked to zoom, and
            "needed" for the other modes.

    Raises:
        ValueError: there is no such mode, or an option cannot be.
    """

    if hasattr(agent_middleware, "TracePolicy"):  # newer langchain: a trace need not hold every image twice
        trace_policy = agent_middleware.TracePolicy(process_inputs=agent_middleware.omit_payload)

    def __init__(
        self,
        mode: Mode = "tool",
        *,
        relocate: bool | None = None,
        max_crops: int = MAX_CROPS,
        boxes: BoxOption = False,
        plan: bool = False,
        model: str | None = None,
        **options: Unpack[ZoomKeywords],
    ) -> None:
        if mode not in get_args(Mode):
            raise ValueError(f"mode is {mode!r}; it must be one of {', '.join(map(repr, get_args(Mode)))}.")
        super().__init__()
        self.relocate = relocate
        if options.get("when") is None:
            options.pop("when", None)
        self._writer = ZoomWriter(mode, needed(options), max_crops, plan, model)
        self.tools = [ZoomTool(boxes=boxes, **options)] if mode == "tool" else []

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        return handler(self._rewritten(request))

    async def awrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], Awaitable[ModelResponse[Any]]]
    ) -> ModelResponse[Any]:
        return await handler(await asyncio.to_thread(self._rewritten, request))

    def _rewritten(self, request: ModelRequest[Any]) -> ModelRequest[Any]:
        return unharmed(lambda: self._rewrite(request), request)

    def _rewrite(self, request: ModelRequest[Any]) -> ModelRequest[Any]:
        messages = self._writer.write(request.messages, request.state.get("messages"), _name_of(request.model))
        if self.relocate or (self.relocate is None and not _shows_tool_images(request)):
            messages = relocate_tool_images(messages)
        return request.override(messages=cast(list[AnyMessage], messages))


def _name_of(model: object) -> str | None:
    """What the provider calls it."""
    while getattr(model, "bound", None) is not None:
        model = getattr(model, "bound", None)
    names = (getattr(model, name, None) for name in ("model_name", "model", "model_id"))
    return next((name for name in names if isinstance(name, str) and name), None)


def _shows_tool_images(request: ModelRequest[Any]) -> bool:
    """Whether the model sees images in tool results. Its profile does not tell: it ignores the API in use."""
    model: Any = request.model
    while getattr(model, "bound", None) is not None:
        model = model.bound
    uses_responses = getattr(model, "_use_responses_api", None)
    if callable(uses_responses):
        tools = [tool if isinstance(tool, dict) else {"type": "function"} for tool in request.tools]
        return bool(uses_responses({**model._default_params, **request.model_settings, "tools": tools}))
    return any(kind.__name__ in _SHOWS_TOOL_IMAGES for kind in type(model).__mro__)
