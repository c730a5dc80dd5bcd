"""Targets: frozen readers that are shown views and say what they see.

A policy is judged by them, never tuned in them. Readers of text are in ``ocr``, models in this process in ``vlm``,
those behind an API in ``chat``; ``loading`` has them by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from PIL import Image

from cropvlm_tools.errors import CropVLMError
from training.targets.reading import Reading
from training.targets.shown import Shown

PROMPT = "{question}\nGive a very brief answer."

Views = Sequence[Image.Image]
"""Of one question: the whole image, then the crop if there is one."""


class TargetError(CropVLMError):
    """A target cannot be asked; the message says what it needs."""


class Target(Protocol):
    """Somebody who is shown an image and, where a policy zooms, its crop."""

    name: str

    transcript: bool
    """It returns all text it can read, one view at a time, and no answer."""

    @property
    def version(self) -> str:
        """Another one wherever it might say something else; part of the key under which answers are kept."""
        ...

    def tokens(self, shown: Shown) -> int:
        """Visual tokens of all views."""
        ...

    def respond(self, shown: Sequence[Shown]) -> Iterator[tuple[int, Reading]]:
        """What it says to each, with its place among them, as it comes. Raises after those that were on their way."""
        ...


def read_all(target: Target, shown: Sequence[Shown]) -> list[Reading]:
    """What a target says to each, in order."""
    readings = dict(target.respond(shown))
    return [readings[place] for place in range(len(shown))]


class AnsweringTarget(Protocol):
    """A target as a reward asks it: from views that are made already."""

    def answer(self, views: Sequence[Views], questions: Sequence[str]) -> list[str]:
        """The answer to each question from its own views."""
        ...


class LikelihoodTarget(AnsweringTarget, Protocol):
    """One in this process, which can also say how likely an answer is."""

    def log_likelihood(
        self, views: Sequence[Views], questions: Sequence[str], answers: Sequence[str], mean: bool = False
    ) -> list[float]:
        """log p(answer | views, question) of each, natural logarithm; divided by its number of tokens if ``mean``."""
        ...
