"""ZoomMiddleware: the zoom in an agent with one line, whatever the API of its model. Needs langchain."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, get_args

from langchain.agents import middleware as agent_middleware
from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse

from cropvlm_tools.langchain.messages import relocate_tool_images
from cropvlm_tools.langchain.tool import ZoomTool
from cropvlm_tools.langchain.writer import Mode, ZoomWriter
from cropvlm_tools.policy import Policy
from cropvlm_tools.views import Budget
from cropvlm_tools.zooming.options import When

_SHOWS_TOOL_IMAGES = {"ChatAnthropic", "ChatAnthropicBedrock", "ChatAnthropicVertex", "ChatBedrockConverse"}


class ZoomMiddleware(AgentMiddleware):
    """The zoom in an agent: ``create_agent(model, middleware=[ZoomMiddleware()])``.

    What it changes is sent to the model and never kept in the agent's state: labels (``image_1:``) beside the images
    that users gave, crops, and tool images moved into a user message where the model's API would lose them.

    Args:
        mode: ``"tool"`` gives the agent ZoomTool; ``"append"`` puts crops beside the images before every model call,
            ``"replace"`` in their place, and no tool is needed. The question is the last user message with text.
        policy: a Policy, or anything ``load_policy`` takes.
        budget: what the model can see of one image; by default 1568 px and 1568 tokens.
        when: ``"always"``, or ``"needed"`` only where the whole image would not show the evidence legibly. By default
            "always" for the tool, which is asked to zoom, and "needed" for the other modes.
        fetch: reads an http(s) URL into bytes; without it images given as URLs cannot be zoomed into.
        relocate: whether images in tool results are moved into a user message. By default yes, but for models known
            to see them where they are: OpenAI through the Responses API, and Anthropic.
        steps, context: as for ``cropvlm_tools.zoom``; surroundings stand before the crop, with a caption of their own.

    Raises:
        ValueError: there is no such mode, or ``steps`` is below 1.
    """

    if hasattr(agent_middleware, "TracePolicy"):  # newer langchain: a trace need not hold every image twice
        trace_policy = agent_middleware.TracePolicy(process_inputs=agent_middleware.omit_payload)

    def __init__(
        self,
        mode: Mode = "tool",
        *,
        policy: str | Path | Policy = "default",
        budget: Budget | None = None,
        when: When | None = None,
        fetch: Callable[[str], bytes] | None = None,
        relocate: bool | None = None,
        steps: int = 1,
        context: bool = False,
    ) -> None:
        if mode not in get_args(Mode):
            raise ValueError(f"mode is {mode!r}; it must be one of {', '.join(map(repr, get_args(Mode)))}.")
        super().__init__()
        self.relocate = relocate
        self._writer = ZoomWriter(mode, policy, budget, when or "needed", fetch, steps, context)
        self.tools = []
        if mode == "tool":
            options: dict[str, Any] = {"fetch": fetch, "steps": steps, "context": context}
            self.tools = [ZoomTool(policy=policy, budget=budget, when=when or "always", **options)]

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        return handler(self._rewritten(request))

    async def awrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], Awaitable[ModelResponse[Any]]]
    ) -> ModelResponse[Any]:
        return await handler(await asyncio.to_thread(self._rewritten, request))

    def _rewritten(self, request: ModelRequest[Any]) -> ModelRequest[Any]:
        messages: list[Any] = self._writer.write(request.messages, request.state.get("messages"))
        if self.relocate or (self.relocate is None and not _shows_tool_images(request)):
            messages = [*relocate_tool_images(messages)]
        return request.override(messages=messages)


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
