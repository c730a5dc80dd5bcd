"""Rewards for a policy that may zoom or abstain, in the form TRL's GRPOTrainer calls; none ever raises.

A completion that abstains is worth R(whole, question), one that zooms R(whole, crop, question) - cost, so that within
a group of completions about one picture zooming must pay for itself. Every reward takes ``completions`` and the data
set's columns ``image``, ``question``, ``answers``, each repeated for every completion.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean
from typing import Literal

from PIL import Image

from cropvlm_tools.boxes import Box, Grammar
from cropvlm_tools.errors import BoxError
from training.storage import digest
from training.targets.target import AnsweringTarget, LikelihoodTarget
from training.tasks.grading import grade_answer, main_answer

_log = logging.getLogger(__name__)

FLOOR = 2.0
"""Nats below the whole: three of the spreads of a group's likelihoods (``training.bench.floor``)."""

AnswerStyle = Literal["raw", "sentence"]

Cases = Sequence[tuple[list[Image.Image], str, Sequence[str]]]
"""(views, question, accepted answers) of each."""

Score = Callable[[Cases], list[float]]
"""How good the views of each case are."""


def completion_text(completion: object) -> str:
    """What was written: a string, or the last message's content, as text or as blocks."""
    if isinstance(completion, str):
        return completion
    message = completion[-1] if isinstance(completion, Sequence) and completion else None
    content = message.get("content") if isinstance(message, Mapping) else None
    if isinstance(content, str):
        return content
    blocks = content if isinstance(content, Sequence) else ()
    texts = [block.get("text") for block in blocks if isinstance(block, Mapping)]
    return "".join(text for text in texts if isinstance(text, str))


def find_box(completion: object, grammar: Grammar, size: tuple[int, int] = (1, 1)) -> Box | None:
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

    def __call__(
        self, completions: Sequence[object], image: Sequence[object] = (), **columns: object
    ) -> list[float | None]:
        images = image or [None] * len(completions)
        return [self._score(completion, each) for completion, each in zip(completions, images, strict=False)]

    def _score(self, completion: object, image: object) -> float:
        try:
            find_box(completion, self.grammar, image.size if isinstance(image, Image.Image) else (1, 1))
        except BoxError:
            return 0.0
        return 1.0


Group = tuple[str, str, tuple[str, ...]]
"""What completions are compared about: (picture by its pixels, question, accepted answers)."""


class ViewReward:
    """How good the views are that a completion leads to.

    Args:
        name: in logs.
        score: of views.
        grammar: of the completions.
        cost: of a zoom (lambda), in units of the score.
        floor: so much less than the whole image a completion is worth that names no region; no other is worth less.
    """

    def __init__(self, name: str, score: Score, grammar: Grammar, cost: float, floor: float) -> None:
        self.__name__ = name
        self.score, self.grammar, self.cost, self.floor = score, grammar, cost, floor

    def __call__(
        self,
        completions: Sequence[object],
        image: Sequence[Image.Image] = (),
        question: Sequence[str] = (),
        answers: Sequence[Sequence[str]] = (),
        log_metric: Callable[[str, float], None] | None = None,
        **columns: object,
    ) -> list[float | None]:
        """One reward a completion; None, "does not apply", where a picture fails, or the target at a whole group.

        The whole is read once for each question, and so are completions that lead to the same views. Views that the
        target cannot take are worth what the others of the same question are on average: TRL adds nothing for None,
        and nothing is more than any likelihood. ``log_metric`` is told what boxes brought over the whole, on average.
        """
        rewards: list[float | None] = [None] * len(completions)
        groups: dict[Group, dict[int, Box | BoxError | None]] = {}
        pictures: dict[str, Image.Image] = {}
        seen: dict[int, tuple[str, Image.Image]] = {}
        for row, (completion, source, text, accepted) in enumerate(
            zip(completions, image, question, answers, strict=False)
        ):
            try:
                if id(source) not in seen:
                    rgb = source if source.mode == "RGB" else source.convert("RGB")
                    seen[id(source)] = _key(rgb), rgb
                key, whole = seen[id(source)]
            except Exception as error:
                self._report("picture", error)
                continue
            pictures.setdefault(key, whole)
            groups.setdefault((key, text, tuple(accepted)), {})[row] = self._choice(completion, whole.size)
        boxes = {
            group: dict.fromkeys(each for each in members.values() if not isinstance(each, BoxError))
            for group, members in groups.items()
        }
        wanted = [(group, box) for group, named in boxes.items() for box in {None: None, **named}]
        cases = [(_views(pictures[group[0]], box), group[1], group[2]) for group, box in wanted]
        scores = dict(zip(wanted, self._scores(cases), strict=True))
        for group, members in groups.items():
            for row, value in self._worth(group, members, scores).items():
                rewards[row] = value
        gains = [
            score - base
            for (group, box), score in scores.items()
            if box is not None and score is not None and (base := scores[group, None]) is not None
        ]
        if log_metric is not None and gains:
            log_metric("gain", fmean(gains))
        return rewards

    def _choice(self, completion: object, size: tuple[int, int]) -> Box | BoxError | None:
        try:
            return find_box(completion, self.grammar, size)
        except BoxError as error:
            return error

    def _worth(
        self,
        group: Group,
        members: Mapping[int, Box | BoxError | None],
        scores: Mapping[tuple[Group, Box | None], float | None],
    ) -> dict[int, float | None]:
        """Row -> reward, of the completions about one question."""
        values: dict[int, float] = {}
        for row, choice in members.items():
            score = None if isinstance(choice, BoxError) else scores[group, choice]
            if score is not None:
                values[row] = score - (self.cost if choice else 0.0)
        whole = scores[group, None]
        base = min(values.values(), default=None) if whole is None else whole
        floor = None if base is None else base - self.floor
        if floor is not None:
            values = {row: max(value, floor) for row, value in values.items()}
        others = fmean(values.values()) if values else None
        return {
            row: floor if isinstance(choice, BoxError) else values.get(row, others) for row, choice in members.items()
        }

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
    target: LikelihoodTarget,
    grammar: Grammar,
    cost: float = 0.0,
    floor: float = FLOOR,
    mean: bool = False,
    style: AnswerStyle = "raw",
) -> ViewReward:
    """log p(answer | views, question) by the target, over all tokens of the answer given most often."""

    def score(cases: Cases) -> list[float]:
        views, questions, accepted = zip(*cases, strict=True)
        return target.log_likelihood(views, questions, [styled(main_answer(each), style) for each in accepted], mean)

    return ViewReward("answer_likelihood", score, grammar, cost, floor)


def answer_accuracy(target: AnsweringTarget, grammar: Grammar, cost: float = 0.0, floor: float = 1.0) -> ViewReward:
    """How right the target's own answer is, in [0, 1] (``training.tasks.grading.grade_answer``)."""

    def score(cases: Cases) -> list[float]:
        views, questions, accepted = zip(*cases, strict=True)
        replies = target.answer(views, questions)
        return [grade_answer(reply, right) for reply, right in zip(replies, accepted, strict=True)]

    return ViewReward("answer_accuracy", score, grammar, cost, floor)


def styled(answer: str, style: AnswerStyle) -> str:
    """As it stands in the data, or as a sentence, with a capital letter and a full stop, as CropVLM's authors do."""
    if style == "raw" or not answer:
        return answer
    return answer[0].upper() + answer[1:] + ("" if answer.endswith((".", "!", "?")) else ".")


def _key(image: Image.Image) -> str:
    """Of its pixels: a data set decodes a picture anew for each completion about it."""
    return digest(repr(image.size).encode() + image.tobytes())


def _views(whole: Image.Image, box: Box | None) -> list[Image.Image]:
    return [whole] if box is None else [whole, whole.crop(box.to_pixels(whole.size))]
