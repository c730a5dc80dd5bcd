"""PromptedPolicy: asks any chat model for the box, through a function that sends messages and returns its text."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from PIL import Image

from cropvlm_tools.boxes import GRAMMARS, WHOLE, Box, Grammar, Size
from cropvlm_tools.errors import BoxError, PolicyError
from cropvlm_tools.policy import Policy, Prediction
from cropvlm_tools.views import Budget

Messages = list[dict[str, Any]]
"""As OpenAI's Chat Completions take them."""

Ask = Callable[[Messages], str]
"""Messages -> what the model says."""

PROMPT = (
    "{question}\n"
    "Do not answer. Give the one region of the image that would help to answer, as a bounding box: {convention}. "
    "Reply with the box alone, like {example}; {whole} means that the whole image is needed."
)
CONVENTIONS = {
    "percent": "left, top, right, bottom in whole percent of the image's width and height",
    "permille": "left, top, right, bottom, scaled to 0-1000 of the image's width and height",
    "unit": "left, top, right, bottom as shares of the image's width and height, 0 to 1",
    "pixels": "left, top, right, bottom in pixels of this image, which is {width} x {height}",
}
_EXAMPLE = Box(0.1, 0.2, 0.5, 0.6)

_log = logging.getLogger(__name__)


class PromptedPolicy(Policy):
    """A chat model as a policy; what agents do today. As thread-safe as ``ask``.

    The model does not say how sure it is, so the confidence is 0; that it cannot be asked, or names no region, is a
    failure, and that it names the whole image an abstention.

    Args:
        ask: sends messages, with the image as a data URL, and returns the model's text.
        grammar: how the model writes boxes best: a name in ``cropvlm_tools.boxes.GRAMMARS``, or a Grammar. "permille"
            for Qwen3-VL and InternVL, "pixels" for Qwen2.5-VL and Claude, "unit" for Visual-CoT and UV-CoT.
        budget: what the model sees of the image, so that pixels in its answer are pixels it was shown.
        prompt: with ``{question}``, and where they are wanted ``{convention}``, ``{example}`` and ``{whole}``.
        name: of the policy.

    Raises:
        PolicyError: the grammar is unknown, or ``ask`` cannot be called.
    """

    def __init__(
        self,
        ask: Ask,
        grammar: str | Grammar = "permille",
        budget: Budget | None = None,
        prompt: str = PROMPT,
        name: str = "prompted",
    ) -> None:
        if isinstance(grammar, str) and grammar not in GRAMMARS:
            raise PolicyError(f"No grammar {grammar!r:.80}. Give one of {', '.join(GRAMMARS)}.")
        if not callable(ask):
            raise PolicyError(f"ask is {type(ask).__name__}; give a function that takes messages and returns text.")
        self.ask, self.prompt, self.name = ask, prompt, name
        self.grammar = GRAMMARS[grammar] if isinstance(grammar, str) else grammar
        self.budget = budget or Budget()

    def messages(self, image: Image.Image, question: str) -> tuple[Messages, Size]:
        """What the model is sent, and the size of the image in it, (width, height) in px."""
        view = self.budget.render(image, max_enlarge=1.0)
        width, height = view.size
        convention = CONVENTIONS.get(self.grammar.name, "left, top, right, bottom")
        text = self.prompt
        for name, value in (
            ("convention", convention.replace("{width}", str(width)).replace("{height}", str(height))),
            ("example", self.grammar.format(_EXAMPLE, view.size).rstrip(".")),
            ("whole", self.grammar.format(WHOLE, view.size).rstrip(".")),
            ("question", question.strip()),  # last: whatever stands in it stays as it is
        ):
            text = text.replace(f"{{{name}}}", value)
        parts = [{"type": "image_url", "image_url": {"url": view.data_url}}, {"type": "text", "text": text}]
        return [{"role": "user", "content": parts}], view.size

    def predict(self, image: Image.Image, question: str) -> Prediction:
        """The box the model names."""
        messages, size = self.messages(image, question)
        try:
            reply = self.ask(messages)
        except Exception as error:  # of any client: a policy never raises into a run
            _log.warning("The model could not be asked for a region (%s).", type(error).__name__)
            return Prediction.failed(f"The model could not be asked ({type(error).__name__}).")
        try:
            box = self.grammar.parse(reply, size)
        except BoxError:
            return Prediction.failed("The model named no region.")
        if box is None:
            return Prediction.abstained("The model wants the whole image.")
        return Prediction(box, 0.0, "The region the model named.")
