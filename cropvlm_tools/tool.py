"""The one tool contract, whatever the framework: its name, what the model is told of it, and what a call does."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cropvlm_tools.chat.conversation import ImageRegistry
from cropvlm_tools.errors import CropVLMError, ImageError
from cropvlm_tools.policy import Policy
from cropvlm_tools.views import Budget, View
from cropvlm_tools.zooming.options import When
from cropvlm_tools.zooming.zoom import Zoom, zoom

NAME = "zoom_image"
DESCRIPTION = (
    "Look closer at an image of this conversation. Images are shrunk before you see them, so small print, numbers and "
    "distant details are lost; this finds the region that answers the question and shows it to you at full resolution. "
    "Use it before you answer from anything small, dense or blurred. You need not know where to look."
)
QUESTION = "What you want to see or read, as one short question about one thing."
IMAGE = "Which image: 'latest', or 'image_1', 'image_2', ... in the order in which the images appeared."
LONGEST_QUESTION = 1000
"""Characters; tool arguments are untrusted and longer ones are cut."""

_log = logging.getLogger(__name__)
_warned: set[str] = set()


def parameters_schema(strict: bool = False) -> dict[str, Any]:
    """JSON Schema of the arguments.

    Args:
        strict: for OpenAI's strict mode: both are required, the image may be null (the latest), no default.
    """
    image: dict[str, Any] = {"type": ["string", "null"] if strict else "string", "description": IMAGE}
    if strict:
        image["description"] += " Null means the latest."
    return {
        "type": "object",
        "properties": {"question": {"type": "string", "description": QUESTION}, "image": image},
        "required": ["question", "image"] if strict else ["question"],
        "additionalProperties": False,
    }


@dataclass(frozen=True)
class ToolResult:
    """What one call shows the model: the text first, then the image."""

    text: str
    """The caption: which image, which region, at which size."""

    view: View
    """The crop, or the whole image where there was nothing to gain by zooming."""

    zoom: Zoom

    @property
    def shown(self) -> list[tuple[str, View]]:
        """Text and image; with ``context``, those of the surroundings before them."""
        return self.zoom.details or [(self.text, self.view)]

    @property
    def artifact(self) -> dict[str, Any]:
        """Facts about the call for the program, plain JSON data: no pixels, no objects."""
        box = self.zoom.box
        return {
            "ref": self.zoom.ref,
            "box": None if box is None else list(box.xyxy),
            "box_pixels": None if box is None else list(box.to_pixels(self.zoom.source_size)),
            "source_size": list(self.zoom.source_size),
            "view_size": list(self.view.size),
            "mime_type": self.view.mime_type,
            "tokens": self.view.tokens,
            "confidence": self.zoom.confidence,
            "policy": self.zoom.policy,
            "seconds": self.zoom.seconds,
            "reason": self.zoom.reason,
        }


def run_zoom(
    images: ImageRegistry,
    question: str,
    image: str | int | None = "latest",
    policy: str | Path | Policy = "default",
    budget: Budget | None = None,
    when: When = "always",
    steps: int = 1,
    context: bool = False,
) -> ToolResult:
    """One tool call; policy, budget, when, steps and context as for ``cropvlm_tools.zoom``.

    Raises:
        ImageError: there is no such image, it was refused, or the question is empty. The text is safe to show to the
            model and names what it can do instead.
        PolicyError: the policy cannot be loaded.
    """
    asked = checked_question(question)
    ref = images.resolve(image)
    source = images.open(ref)
    result = zoom(source, asked, policy, budget, when, ref=ref, steps=steps, context=context)
    return ToolResult(result.caption, result.view, result)


def checked_question(question: object) -> str:
    """The question, stripped and cut to ``LONGEST_QUESTION``.

    Raises:
        ImageError: it is empty, or no text.
    """
    asked = question.strip()[:LONGEST_QUESTION] if isinstance(question, str) else ""
    if not asked:
        raise ImageError("The question is empty. Ask for what you want to see, e.g. 'What is the total?'")
    return asked


def run_call(
    images: ImageRegistry,
    arguments: object,
    policy: str | Path | Policy = "default",
    budget: Budget | None = None,
    when: When = "always",
    steps: int = 1,
    context: bool = False,
) -> ToolResult | str:
    """One call with its arguments as the model wrote them: JSON text, or the object it stands for.

    Returns:
        The result; or, where the call cannot be carried out, a text that tells the model what to do instead.

    Raises:
        PolicyError: the policy cannot be loaded.
        ValueError: ``steps`` is below 1.
    """
    try:
        given = json.loads(arguments) if isinstance(arguments, (str, bytes)) else arguments
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, Mapping):
        return f'The arguments are not a JSON object. Call {NAME} with {{"question": "...", "image": "latest"}}.'
    image = given.get("image")
    try:
        return run_zoom(
            images,
            given.get("question", ""),
            image if image is None or isinstance(image, (str, int)) else type(image).__name__,
            policy,
            budget,
            when,
            steps,
            context,
        )
    except ImageError as error:
        return str(error)


def zoom_unasked(
    images: ImageRegistry,
    refs: Sequence[str],
    question: str,
    policy: str | Path | Policy = "default",
    budget: Budget | None = None,
    when: When = "needed",
    steps: int = 1,
    context: bool = False,
) -> dict[str, Zoom]:
    """Zooms for a helper that inserts crops before a model is called: one for each image that gains from it.

    Never raises for an image or a policy: what cannot be read or loaded is left out, with one warning for each cause.
    """
    zooms: dict[str, Zoom] = {}
    for ref in refs:
        try:
            asked = checked_question(question)
            image, name = images.open(ref), images.resolve(ref)
            result = zoom(image, asked, policy, budget, when, ref=name, steps=steps, context=context)
        except CropVLMError as error:
            warn_once(f"Left as it is: {error}")
            continue
        if result.box is not None:
            zooms[ref] = result
    return zooms


def warn_once(message: str) -> None:
    """Log a warning the first time this message comes up in the process."""
    if message not in _warned:
        _warned.add(message)
        _log.warning(message)
