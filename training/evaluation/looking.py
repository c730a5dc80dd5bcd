"""Each policy looks once for each question; a model that takes a batch is asked about several images at once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from cropvlm_tools.policy import Policy, Prediction
from cropvlm_tools.zooming.asking import lend, report_once
from cropvlm_tools.zooming.zoom import zoom
from training.evaluation.choices import INSTANT, Choice, Policies
from training.targets.shown import Picture
from training.tasks.task import Task


@dataclass(frozen=True)
class Scene:
    """One image, opened, and what is asked about it."""

    task: Task
    """With the examples of this image only."""

    picture: Picture
    turn: int
    """Which policy goes first."""


@dataclass(frozen=True)
class Look:
    """What a policy made of one question."""

    prediction: Prediction
    seconds: float
    cold: bool


Looks = dict[tuple[str, str], Look]
"""(id of the question, choice) -> what its policy made of it."""


class _Answered(Policy):
    """What a policy said to one question in a batch, and its share of the batch's seconds."""

    name = "answered"

    def __init__(self, prediction: Prediction, seconds: float) -> None:
        self.prediction, self.seconds = prediction, seconds

    def predict(self, image: Image.Image, question: str) -> Prediction:
        return self.prediction


_Answers = dict[tuple[str, str], _Answered]
"""(source of the policy, id of the question) -> what it said."""


def look(policies: Policies, choices: Sequence[Choice], scenes: Sequence[Scene]) -> list[Looks]:
    """What each policy makes of each question, image by image."""
    choices = [choice for choice in choices if not choice.rival]
    answers: list[_Answers] = [{} for _ in scenes]
    if len(scenes) > 1:
        for source in dict.fromkeys(choice.source for choice in choices if choice.steps == 1):
            policy = policies.batching(source)
            if policy is not None:
                _ask(policy, source, scenes, answers)
    return [_look(policies, choices, scene, own) for scene, own in zip(scenes, answers, strict=True)]


def _ask(policy: Policy, source: str, scenes: Sequence[Scene], answers: Sequence[_Answers]) -> None:
    """Put to a policy all questions about all images at once; where that fails, each is asked by itself later."""
    asked = [(number, example) for number, scene in enumerate(scenes) for example in scene.task.examples]
    images = [lend(scenes[number].picture.image) for number, _ in asked]
    started = time.perf_counter()
    try:
        predictions = policy.predict_batch(images, [example.question for _, example in asked])
    except Exception as error:
        report_once(f"Policy {source} failed on several images; each is asked about alone.", type(error).__name__)
        return
    seconds = (time.perf_counter() - started) / len(asked)
    for (number, example), prediction in zip(asked, predictions, strict=True):
        answers[number][source, example.id] = _Answered(prediction, seconds)


def _look(policies: Policies, choices: Sequence[Choice], scene: Scene, answers: _Answers) -> Looks:
    quick = [choice for choice in choices if not choice.looks]
    slow = [choice for choice in choices if choice.looks]
    turn = scene.turn % max(len(slow), 1)
    known: dict[tuple[str, int, str], Look] = {}
    for choice in slow[turn:] + slow[:turn] + quick:
        for example in scene.task.examples:
            key = choice.source, choice.steps, example.id
            if key in known:
                continue
            answered = answers.get((choice.source, example.id)) if choice.steps == 1 else None
            policy = answered or policies.find(choice.source, scene.task, example)
            zoomed = zoom(scene.picture.image, example.question, policy, steps=choice.steps)
            policies.check(choice.source)
            seconds = zoomed.seconds + (answered.seconds if answered else 0.0)
            known[key] = Look(zoomed.prediction, seconds, not known or choice.source in INSTANT)
    return {
        (example.id, choice.name): known[choice.source, choice.steps, example.id]
        for choice in choices
        for example in scene.task.examples
    }
