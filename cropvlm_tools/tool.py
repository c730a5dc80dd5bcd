"""The one tool contract, whatever the framework: its name, what the model is told of it, and what a call does."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_origin, get_type_hints

from cropvlm_tools.chat.content import Block
from cropvlm_tools.chat.given_boxes import BoxOption as BoxOption
from cropvlm_tools.chat.given_boxes import Convention as Convention
from cropvlm_tools.chat.given_boxes import GivenBoxes
from cropvlm_tools.chat.given_boxes import box_schema as box_schema
from cropvlm_tools.chat.given_boxes import convention_of as convention_of
from cropvlm_tools.chat.look import Captioned, Facts, facts_of, look, told
from cropvlm_tools.chat.look import checked_question as checked_question
from cropvlm_tools.chat.registry import ImageRegistry
from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.limits import Limits
from cropvlm_tools.policy import Policy
from cropvlm_tools.views import Budget, View
from cropvlm_tools.zooming.asking import report_once
from cropvlm_tools.zooming.options import When, ZoomOptions
from cropvlm_tools.zooming.result import Zoom

if TYPE_CHECKING:
    from pydantic import BaseModel

NAME = "zoom_image"
DESCRIPTION = (
    "Look closer at an image of this conversation. Images are shrunk before you see them, so small print, numbers and "
    "distant details are lost; this finds the region that answers the question and shows it to you at full resolution. "
    "Use it before you answer from anything small, dense or blurred. You need not know where to look."
)
QUESTION = "What you want to see or read, as one short question about one thing."
IMAGE = (
    "Which image: 'latest', or 'image_1', 'image_2', ... in the order in which the images appeared; "
    "'any' looks through all of them, 'image_1, page 3' is a page of a PDF."
)


def parameters_schema(strict: bool = False, boxes: Convention | None = None) -> Block:
    """JSON Schema of the arguments.

    Args:
        strict: for OpenAI's strict mode: all are required, the image may be null (the latest), no default.
        boxes: how the model writes a box, where it may name one.
    """
    box = {} if boxes is None else {"box": box_schema(boxes, strict)}
    image: Block = {"type": ["string", "null"] if strict else "string", "description": IMAGE}
    if strict:
        image["description"] += " Null means the latest."
    return {
        "type": "object",
        "properties": {"question": {"type": "string", "description": QUESTION}, "image": image, **box},
        "required": ["question", "image", *box] if strict else ["question"],
        "additionalProperties": False,
    }


def boxes_taken(boxes: BoxOption, model: str | None, sees: Budget | None) -> GivenBoxes | None:
    """How the boxes of a model's calls are read; None where none are taken.

    Args:
        sees: what it sees of a whole image.

    Raises:
        ValueError: there is no such convention.
    """
    convention = convention_of(boxes, model)
    return None if convention is None else GivenBoxes(convention, sees or Budget())


@dataclass(frozen=True)
class ToolResult:
    """What one call shows the model: the text first, then the image."""

    text: str
    """The caption: which image, which region, at which size."""

    view: View
    """The crop, or the whole image where there was nothing to gain by zooming or the policy failed."""

    zoom: Zoom

    @property
    def shown(self) -> Captioned:
        """Text and image of each region; with ``context``, those of the surroundings too."""
        return self.zoom.details or [(self.text, self.view)]

    @property
    def artifact(self) -> Facts:
        """Facts about the call for the program."""
        return facts_of(self.zoom)


def run_zoom(
    images: ImageRegistry,
    question: object,
    options: ZoomOptions,
    image: str | int | None = "latest",
    box: object = None,
    boxes: GivenBoxes | None = None,
) -> ToolResult:
    """One tool call; a ``box`` counts where ``boxes`` says how it is written.

    Raises:
        ImageError: there is no such image, it was refused, or the question is empty. Its message is safe to show to the
            model and names what it can do instead.
        PolicyError: the policy cannot be loaded.
    """
    zoom = look(images, image, question, options, box, boxes)
    return ToolResult(zoom.caption, zoom.view, zoom)


def run_call(
    images: ImageRegistry, arguments: object, options: ZoomOptions, boxes: GivenBoxes | None = None
) -> ToolResult | str:
    """One call with its arguments as the model wrote them: JSON text, or the object it stands for.

    Returns:
        The result; or, where the call cannot be carried out, a text that tells the model what to do instead. Nothing
        is raised: an agent's run goes on whatever fails here, and what only the developer can mend is logged.
    """
    try:
        given = json.loads(arguments) if isinstance(arguments, (str, bytes)) else arguments
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, Mapping):
        return f'The arguments are not a JSON object. Call {NAME} with {{"question": "...", "image": "latest"}}.'
    image = given.get("image")
    name = image if image is None or isinstance(image, (str, int)) else type(image).__name__
    try:
        return run_zoom(images, given.get("question"), options, name, given.get("box"), boxes)
    except Exception as error:
        return excuse(error)


def excuse(error: Exception) -> str:
    """What a model is told of a call that failed; an error that it can do nothing about is logged, once for each kind.

    To be called where it is handled.
    """
    if isinstance(error, ImageError):
        return told(error)
    report_once(f"{NAME} failed.", type(error).__name__)
    return "The zoom does not work in this program. Answer from what you see."


Model = TypeVar("Model", bound="BaseModel")


class OptionFields:
    """What ``with_options`` adds to a class, to be read there by type checkers too."""

    if TYPE_CHECKING:
        policy: str | Path | Policy
        budget: Budget | None
        when: When
        steps: int
        context: bool
        regions: int
        fetch: Callable[[str], bytes] | None
        limits: Limits
        history: Sequence[str] | None


def with_options(**defaults: object) -> Callable[[type[Model]], type[Model]]:
    """Decorates a pydantic class: a field for each of ``ZoomOptions``, checked as there; ``options_of`` reads them.

    Plain values are part of what a model is dumped as; policies, budgets, fetchers and limits are objects and are not.

    Args:
        defaults: where they differ from those of ``ZoomOptions``.
    """
    from pydantic import Field, create_model, model_validator

    def check(model: Model) -> Model:
        options_of(model)
        return model

    def decorate(kind: type[Model]) -> type[Model]:
        hints = get_type_hints(ZoomOptions)
        added: dict[str, Any] = {}
        for option in fields(ZoomOptions):
            hint, default = hints[option.name], defaults.get(option.name, option.default)
            plain = hint in (int, bool) or get_origin(hint) is Literal
            added[option.name] = (hint if plain else Any, Field(default=default, exclude=not plain, repr=plain))
        validators: dict[str, Any] = {"check_options": model_validator(mode="after")(check)}
        made: type[Model] = create_model(
            kind.__name__, __base__=kind, __module__=kind.__module__, __validators__=validators, **added
        )
        made.__doc__, made.__qualname__ = kind.__doc__, kind.__qualname__
        return made

    return decorate


def options_of(model: BaseModel) -> ZoomOptions:
    """The options in the fields of a pydantic object (``with_options``)."""
    return ZoomOptions(**{option.name: getattr(model, option.name) for option in fields(ZoomOptions)})
