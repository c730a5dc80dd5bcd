"""ZoomTool: the tool contract as a LangChain tool."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from langchain_core.tools import BaseTool, InjectedToolArg, ToolException
from pydantic import BaseModel, BeforeValidator, Field, field_validator

from cropvlm_tools.chat.conversation import ImageRegistry
from cropvlm_tools.errors import CropVLMError, ImageError
from cropvlm_tools.langchain.messages import image_block, original_images, text_block
from cropvlm_tools.tool import DESCRIPTION, IMAGE, NAME, QUESTION, run_zoom, warn_once
from cropvlm_tools.zooming.options import When


def _reference(value: Any) -> Any:
    """Models write null for the latest image and 2 for image_2."""
    return "latest" if value is None else str(value) if isinstance(value, int) else value


class ZoomInput(BaseModel):
    """What the model fills in, and what the agent does: ``runtime`` is not in the schema the model is shown."""

    question: str = Field(description=QUESTION)
    image: Annotated[str, BeforeValidator(_reference)] = Field(default="latest", description=IMAGE)
    runtime: Annotated[Any, InjectedToolArg] = None


class ZoomTool(BaseTool):
    """Zooms into an image of the conversation, or into the images it is given: ``create_agent(model, [ZoomTool()])``.

    The result is a caption and the crop, the artifact ``ToolResult.artifact``. Expected failures are tool errors that
    tell the model what to do instead. On APIs that take no images in tool results, such as Chat Completions, the crop
    only reaches the model through ``ZoomMiddleware`` or ``relocate_tool_images``.

    Args:
        images: one image or several, each anything ``load_image`` takes; by default those that users gave in the
            conversation, which LangGraph's ToolNode hands to the tool.
        policy: a Policy, or anything ``load_policy`` takes.
        budget: a Budget, what the model can see of one image; by default 1568 px and 1568 tokens.
        when: ``"always"``, or ``"needed"`` only where the whole image would not show the evidence legibly.
        fetch: reads an http(s) URL into bytes; without it images given as URLs cannot be zoomed into.
        steps, context: as for ``cropvlm_tools.zoom``; surroundings stand before the crop, with a caption of their own.
    """

    name: str = NAME
    description: str = DESCRIPTION
    args_schema: type[BaseModel] = ZoomInput
    response_format: Literal["content", "content_and_artifact"] = "content_and_artifact"
    handle_tool_error: bool | str | Callable[[ToolException], str] | None = True

    images: Any = Field(default=None, exclude=True, repr=False)
    policy: Any = Field(default="default", exclude=True, repr=False)
    budget: Any = Field(default=None, exclude=True, repr=False)
    when: When = "always"
    fetch: Callable[[str], bytes] | None = Field(default=None, exclude=True, repr=False)
    steps: int = Field(default=1, ge=1)
    context: bool = False

    @field_validator("images", mode="before")
    @classmethod
    def _as_list(cls, images: Any) -> list[Any] | None:
        return list(images) if isinstance(images, (list, tuple)) else None if images is None else [images]

    def _run(
        self, question: str, image: str = "latest", runtime: Annotated[Any, InjectedToolArg] = None
    ) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        sources = original_images(_messages(runtime)).values() if self.images is None else self.images
        try:
            images, options = ImageRegistry(sources, self.fetch), (self.policy, self.budget, self.when)
            result = run_zoom(images, question, image, *options, self.steps, self.context)
        except ImageError as error:
            raise ToolException(str(error)) from error
        except CropVLMError as error:
            warn_once(f"{self.name} does not work: {error}")
            raise ToolException(str(error)) from error
        # Dicts only: one bare str among them and LangGraph turns the whole list into JSON text.
        return [each for text, view in result.shown for each in (text_block(text), image_block(view))], result.artifact


def _messages(runtime: Any) -> list[Any]:
    """The conversation in what ToolNode injects. A caller without ToolNode lets the model write anything here."""
    state = getattr(runtime, "state", None)
    messages = state.get("messages") if isinstance(state, Mapping) else getattr(state, "messages", state)
    return messages if isinstance(messages, list) else []
