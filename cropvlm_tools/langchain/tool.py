"""ZoomTool: the tool contract as a LangChain tool."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from langchain_core.messages import BaseMessage
from langchain_core.tools import BaseTool, InjectedToolArg, ToolException
from pydantic import BaseModel, BeforeValidator, Field, create_model

from cropvlm_tools.chat.content import Block
from cropvlm_tools.chat.conversation import questions_in, registry_of
from cropvlm_tools.chat.look import Facts
from cropvlm_tools.langchain.messages import as_plain, image_block, text_block
from cropvlm_tools.tool import (
    DESCRIPTION,
    IMAGE,
    NAME,
    QUESTION,
    BoxOption,
    Convention,
    OptionFields,
    box_schema,
    boxes_taken,
    convention_of,
    excuse,
    options_of,
    run_zoom,
    with_options,
)


def _reference(value: object) -> object:
    """Models write null for the latest image and 2 for image_2."""
    return "latest" if value is None else str(value) if isinstance(value, int) else value


class ZoomInput(BaseModel):
    """What the model fills in, and what the agent does: ``runtime`` is not in the schema the model is shown."""

    question: str = Field(description=QUESTION)
    image: Annotated[str, BeforeValidator(_reference)] = Field(default="latest", description=IMAGE)
    runtime: Annotated[Any, InjectedToolArg] = None


def _with_box(convention: Convention) -> type[BaseModel]:
    """The input of a tool that takes a box."""
    described = box_schema(convention)["description"]
    fields: dict[str, Any] = {"box": (list[float] | None, Field(default=None, description=described))}
    return create_model("ZoomInput", __base__=ZoomInput, **fields)


@with_options()
class ZoomTool(BaseTool, OptionFields):
    """Zooms into an image of the conversation, or into the images it is given: ``create_agent(model, [ZoomTool()])``.

    The result is a caption and the crop, the artifact ``ToolResult.artifact``. Expected failures are tool errors that
    tell the model what to do instead. On APIs that take no images in tool results, such as Chat Completions, the crop
    only reaches the model through ``ZoomMiddleware`` or ``relocate_tool_images``.

    Args:
        images: one image or several, each anything ``load_image`` takes; by default those that users gave or other
            tools returned in the conversation, which LangGraph's ToolNode hands to the tool.
        boxes: whether the model may name a ``box`` where it knows better, which is then cut, padded: True, in
            thousandths of the image; or the convention of the model's vendor, "thousandths-yx" (Gemini) or "pixels" of
            the image within ``budget`` (Claude, Qwen2.5-VL).
        options: those of ``ZoomOptions``, each a field.
    """

    name: str = NAME
    description: str = DESCRIPTION
    args_schema: type[BaseModel] = ZoomInput
    response_format: Literal["content", "content_and_artifact"] = "content_and_artifact"
    handle_tool_error: bool | str | Callable[[ToolException], str] | None = True
    handle_validation_error: bool | str | Callable[..., str] | None = (
        f'The arguments do not fit. Call {NAME} with {{"question": "...", "image": "latest"}}.'
    )

    images: Any = Field(default=None, exclude=True, repr=False)
    boxes: BoxOption = False

    def __init__(self, **fields: Any) -> None:
        convention = convention_of(fields.get("boxes", False))
        if convention is not None:
            fields.setdefault("args_schema", _with_box(convention))
        super().__init__(**fields)

    def _run(
        self,
        question: str,
        image: str = "latest",
        runtime: Annotated[Any, InjectedToolArg] = None,
        box: list[float] | None = None,
    ) -> tuple[list[Block], Facts]:
        try:
            options = options_of(self)
            messages = as_plain(_messages(runtime))
            images = registry_of(messages, self.images, options)
            if options.history is None:
                options = replace(options, history=questions_in(messages))
            result = run_zoom(images, question, options, image, box, boxes_taken(self.boxes, None, options.budget))
            # Dicts only: one bare str among them and LangGraph turns the whole list into JSON text.
            blocks = [each for text, view in result.shown for each in (text_block(text), image_block(view))]
            return blocks, result.artifact
        except Exception as error:
            raise ToolException(excuse(error)) from error


def _messages(runtime: object) -> list[object]:
    """The conversation in what ToolNode injects, under whichever key the graph keeps it: the one that holds the call.

    A caller without ToolNode lets the model write anything here.
    """
    state = getattr(runtime, "state", None)
    if isinstance(state, list):
        return state
    held = state if isinstance(state, Mapping) else getattr(state, "__dict__", {})
    lists = {key: value for key, value in held.items() if isinstance(value, list) and _is_talk(value)}
    call = getattr(runtime, "tool_call_id", None)
    calling = [value for value in lists.values() if _calls(value[-1], call)]
    if len(calling) == 1:
        return calling[0]
    messages = held.get("messages", next(iter(lists.values()), None))
    return messages if isinstance(messages, list) else []


def _is_talk(value: list[object]) -> bool:
    return bool(value) and all(isinstance(each, BaseMessage) for each in value)


def _calls(message: object, call: object) -> bool:
    return call is not None and any(each.get("id") == call for each in getattr(message, "tool_calls", ()))
