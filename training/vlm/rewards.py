"""Rewards for a policy that may zoom or abstain, in the form TRL's GRPOTrainer calls; none ever raises.

A completion that abstains is worth R(whole, question), one that zooms R(whole, crop, question) - cost, so that within
a group of completions about one picture zooming must pay for itself. Every reward takes ``completions`` and the data
set's columns ``image``, ``question``, ``answers``, each repeated for every completion.
"""

from __future__ import annotations

import hashlib
import logging
import math
from collections.abc import Callable, Sequence
from statistics import fmean
from typing import Any

from PIL import Image

from cropvlm_tools.boxes import Box, Grammar
from cropvlm_tools.errors import BoxError
from training.targets.target import AnsweringTarget, LikelihoodTarget
from training.tasks.grading import grade_answer, main_answer

_log = logging.getLogger(__name__)

Cases = Sequence[tuple[list[Image.Image], str, Sequence[str]]]
"""(views, question, accepted answers) of each."""

Score = Callable[[Cases], list[float]]
"""How good the views of each case are."""


def completion_text(completion: Any) -> str:
    """What was written: a string, or the last message's content, as text or as blocks."""
    if isinstance(completion, str):
        return completion
    try:
        content = completion[-1]["content"]
        return content if isinstance(content, str) else "".join(block.get("text", "") for block in content)
    except (AttributeError, IndexError, KeyError, TypeError):
        return ""


def find_box(completion: Any, grammar: Grammar, size: tuple[int, int] = (1, 1)) -> Box | None:
    """The region a completion names; None where it abstains.

    Raises:
        BoxError: it names none. What is no box is never cropped.
    """
    return grammar.parse(completion_text(completion), size)


class ValidBox:
    """1 for a completion that names a region or abstains, 0 for any other."""

    def __init__(self, grammar: Grammar) -> None:
        self.__name__ = "valid_box"
        self.grammar = grammar

    def __call__(self, completions: Sequence[Any], **columns: Any) -> list[float | None]:
        images = columns.get("image") or [None] * len(completions)
        return [self._score(completion, image) for completion, image in zip(completions, images, strict=False)]

    def _score(self, completion: Any, image: Any) -> float:
        try:
            find_box(completion, self.grammar, image.size if isinstance(image, Image.Image) else (1, 1))
        except BoxError:
            return 0.0
        return 1.0


class ViewReward:
    """How good the views are that a completion leads to.

    Args:
        name: in logs.
        score: of views.
        grammar: of the completions.
        cost: of a zoom (lambda), in units of the score.
        floor: of a completion that names no region; no other is worth less.
    """

    def __init__(self, name: str, score: Score, grammar: Grammar, cost: float, floor: float) -> None:
        self.__name__ = name
        self.score, self.grammar, self.cost, self.floor = score, grammar, cost, floor

    def __call__(
        self,
        completions: Sequence[Any],
        image: Sequence[Any] = (),
        question: Sequence[str] = (),
        answers: Sequence[Sequence[str]] = (),
        **columns: Any,
    ) -> list[float | None]:
        """One reward a completion; None, "does not apply", where a picture fails, or the target at a whole group.

        Completions that lead to the same views of the same question are read once. Views that the target cannot take
        are worth what the others of the same question are on average: TRL adds nothing for None, and nothing is more
        than any likelihood.
        """
        rewards: list[float | None] = [None] * len(completions)
        wanted: dict[tuple[bytes, str, tuple[str, ...], Box | None], list[int]] = {}
        pictures: dict[bytes, Image.Image] = {}
        for row, (completion, source, asked, accepted) in enumerate(
            zip(completions, image, question, answers, strict=False)
        ):
            try:
                whole = source.convert("RGB")
                key = _key(whole)
                box = find_box(completion, self.grammar, whole.size)
            except BoxError:
                rewards[row] = self.floor
            except Exception as error:
                self._report("picture", error)
            else:
                pictures.setdefault(key, whole)
                wanted.setdefault((key, asked, tuple(accepted), box), []).append(row)
        cases = [(_views(pictures[key], box), asked, accepted) for key, asked, accepted, box in wanted]
        for (*_, box), rows, value in zip(wanted, wanted.values(), self._scores(cases), strict=True):
            for row in rows:
                rewards[row] = None if value is None else max(value - (self.cost if box else 0.0), self.floor)
        groups: dict[tuple[bytes, str, tuple[str, ...]], list[int]] = {}
        for (key, asked, accepted, _), rows in wanted.items():
            groups.setdefault((key, asked, accepted), []).extend(rows)
        for rows in groups.values():
            known = [value for row in rows if (value := rewards[row]) is not None]
            for row in rows:
                rewards[row] = fmean(known) if known and rewards[row] is None else rewards[row]
        return rewards

    def _scores(self, cases: Cases) -> list[float | None]:
        if not cases:
            return []
        try:
            scores = self.score(cases)
            return [value if math.isfinite(value) else None for value in scores]
        except Exception as error:
            if len(cases) == 1:
                self._report("target", error)
                return [None]
        return [value for case in cases for value in self._scores([case])]

    def _report(self, part: str, error: Exception) -> None:
        _log.warning("%s: the %s failed (%s: %.200s).", self.__name__, part, type(error).__name__, error)


def answer_likelihood(
    target: LikelihoodTarget, grammar: Grammar, cost: float = 0.0, floor: float = -30.0, mean: bool = False
) -> ViewReward:
    """log p(answer | views, question) by the target, over all tokens of the answer given most often."""

    def score(cases: Cases) -> list[float]:
        views, questions, accepted = zip(*cases, strict=True)
        return target.log_likelihood(views, questions, [main_answer(each) for each in accepted], mean)

    return ViewReward("answer_likelihood", score, grammar, cost, floor)


def answer_accuracy(target: AnsweringTarget, grammar: Grammar, cost: float = 0.0, floor: float = -1.0) -> ViewReward:
    """How right the target's own answer is, in [0, 1] (``training.tasks.grading.grade_answer``)."""

    def score(cases: Cases) -> list[float]:
        views, questions, accepted = zip(*cases, strict=True)
        said = target.answer(views, questions)
        return [grade_answer(answer, right) for answer, right in zip(said, accepted, strict=True)]

    return ViewReward("answer_accuracy", score, grammar, cost, floor)


def _key(image: Image.Image) -> bytes:
    """Of its pixels: a data set decodes a picture anew for each completion about it."""
    return hashlib.sha256(repr(image.size).encode() + image.tobytes()).digest()


def _views(whole: Image.Image, box: Box | None) -> list[Image.Image]:
    return [whole] if box is None else [whole, whole.crop(box.to_pixels(whole.size))]
