"""Each policy zooms for each question, each target is shown what comes of it. One job is one image.

Jobs are measured several at a time, so that models answer in batches (``Plan.batch``).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import ImageError
from cropvlm_tools.policy import Prediction
from training.evaluation.choices import Choice, EvaluationError, Policies
from training.evaluation.looking import Look, Looks, Scene, look
from training.evaluation.metrics import best_line, evidence_shown
from training.evaluation.rows import Key, Row
from training.targets.loading import is_checkpoint, load_target
from training.targets.reading import ANSWERED, Reading
from training.targets.shown import Edge, Picture, Shown, budget_of
from training.targets.spending import Purse
from training.targets.target import Target, read_all
from training.tasks.grading import transcript_score
from training.tasks.task import Example, Task
from training.workers import processes

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import Synchronized

_STRIPS = 4  # at most, of a whole shown at equal tokens
_WORTH_IT = 1.5  # times the tokens of one view: below, strips only spend what rounding leaves
_SAID = 200  # characters of an answer that rows keep


@dataclass(frozen=True)
class Plan:
    """What every worker needs to know."""

    choices: dict[str, Choice]
    windows: dict[str, Box | None]
    """Task -> its best fixed window."""

    targets: tuple[str, ...]
    """The first decides about abstentions."""

    edges: tuple[Edge, ...]
    cache: Path
    purse: Purse
    threads: int
    """Of a policy's OCR engine; -1 is one for each core."""

    batch: int = 1
    """Images that models are asked about at once."""


@dataclass(frozen=True)
class Job:
    """All that is asked about one image, so that its text is read once."""

    task: Task
    """With the examples of this image only."""

    missing: frozenset[Key]
    turn: int
    """Which policy goes first: in turn each does, because only the first zoom into an image shows its true cost."""


_NO_LOOK = Look(Prediction.abstained("As many visual tokens."), 0.0, True)

Named = dict[tuple[str, str], Shown]
"""(id of the question, choice, or "" for the whole alone) -> what is shown."""

Said = dict[tuple[str, str], Reading]
"""The same -> what the target says."""


class Evaluator:
    """Policies, targets and what they remember, in one process."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        for edge in plan.edges:
            budget_of(edge)
        self.targets: dict[str, Target] = {}
        for source in plan.targets:
            target = load_target(source, plan.cache, plan.purse, plan.batch)
            if target.name in self.targets:
                raise EvaluationError(f"Two --targets are called {target.name!r}; rename a folder.")
            self.targets[target.name] = target
        choices = list(plan.choices.values())
        self.policies = Policies(choices, plan.windows, plan.threads, plan.cache, plan.purse, plan.batch)

    def measure(self, jobs: Sequence[Job]) -> list[list[Row]]:
        """The missing rows of each image."""
        scenes = [Scene(job.task, _open(job), job.turn) for job in jobs]
        looks = look(self.policies, list(self.plan.choices.values()), scenes)
        rows: list[list[Row]] = [[] for _ in jobs]
        for edge in self.plan.edges:
            wanted = [number for number, job in enumerate(jobs) if any(key[-1] == edge for key in job.missing)]
            found = self._rows([scenes[number] for number in wanted], [looks[number] for number in wanted], edge)
            for number, own in zip(wanted, found, strict=True):
                rows[number] += [row for row in own if row.key in jobs[number].missing]
        return rows

    def _rows(self, scenes: Sequence[Scene], looks: Sequence[Looks], edge: Edge) -> list[list[Row]]:
        rows: list[list[Row]] = [[] for _ in scenes]
        firsts: list[dict[tuple[str, str], bool]] = [{} for _ in scenes]  # whether the first target is right
        for name, target in self.targets.items() or (("", None),):
            shown = [self._all_shown(*each, edge, target) for each in zip(scenes, looks, strict=True)]
            said = [Said() for _ in scenes] if target is None else _ask(target, scenes, shown)
            for scene, own_looks, own_shown, readings, first, own in zip(
                scenes, looks, shown, said, firsts, rows, strict=True
            ):
                for example in scene.task.examples:
                    for choice in self.plan.choices.values():
                        row = self._row(scene.task, example, choice, own_looks, own_shown, readings, name)
                        first.setdefault((example.id, choice.name), row.value == 1.0)
                        own.append(_recalled(row, example, first[example.id, choice.name]))
        return rows

    def _all_shown(self, scene: Scene, looks: Looks, edge: Edge, target: Target | None) -> Named:
        shown: Named = {}
        for example in scene.task.examples:
            shown[example.id, ""] = Shown(scene.picture, example.prompt, None, edge, edge)
            for choice in self.plan.choices.values():
                shown[example.id, choice.name] = self._shown(scene.picture, example, choice, looks, edge, target)
        return shown

    def _shown(
        self,
        picture: Picture,
        example: Example,
        choice: Choice,
        looks: Looks,
        edge: Edge,
        target: Target | None,
    ) -> Shown:
        if not choice.rival:
            regions = looks[example.id, choice.name].prediction.regions
            first = regions[0] if regions else None
            return Shown(picture, example.prompt, first, edge, edge, choice.context, more=regions[1:])
        rival = self._shown(picture, example, self.plan.choices[choice.rival], looks, edge, target)
        if target is None or rival.box is None:
            return Shown(picture, example.prompt, None, edge, edge)
        return as_costly(Shown(picture, example.prompt, None, edge, edge), target, target.tokens(rival))

    def _row(
        self,
        task: Task,
        example: Example,
        choice: Choice,
        looks: Looks,
        shown: Named,
        readings: Said,
        name: str,
    ) -> Row:
        target = self.targets.get(name)
        whole, seen = shown[example.id, ""], shown[example.id, choice.name]
        look = looks.get((example.id, choice.name), _NO_LOOK)
        regions, outcome = look.prediction.regions, look.prediction.outcome
        if choice.rival and (seen.whole_edge, seen.strips) != (whole.whole_edge, 1):
            outcome = "zoomed"  # the whole, but larger than it is without a policy
        before, after = readings.get((example.id, "")), readings.get((example.id, choice.name))
        transcript = target is not None and target.transcript
        scores = [_score(task, example, text, transcript) for text in after.texts] if after else []
        of_crops = [score for box, score in zip(seen.boxes, scores[1:], strict=False) if box in regions]
        return Row(
            task=task.name,
            id=example.id,
            image=example.image.relative_to(task.root).as_posix(),
            split=example.split,
            field=example.field,
            counting=example.counting,
            size=min((box.area for box in example.boxes), default=None),
            policy=choice.name,
            target=name,
            edge=seen.edge,
            transcript=transcript,
            outcome=outcome,
            regions=tuple(region.xyxy for region in regions),
            area=sum(region.area for region in regions) if regions else 1.0,
            recall=None,
            confidence=look.prediction.confidence,
            reason=look.prediction.reason,
            before=_score(task, example, before.texts[0], transcript) if before else None,
            after=max(scores, default=None),
            alone=max(of_crops, default=None) if transcript else None,
            said_before=_said(example, before, transcript),
            said=_said(example, after, transcript),
            status=after.status if after else ANSWERED,
            tokens_before=target.tokens(whole) if target else 0,
            tokens=target.tokens(seen) if target else 0,
            seconds=look.seconds,
            cold=look.cold,
            target_seconds=after.seconds if after else None,
        )


def as_costly(whole: Shown, target: Target, most: int) -> Shown:
    """The whole as large as costs no more than that; in strips where a larger view would cost no more."""
    low = whole.edge or max(whole.picture.image.size)
    high = max(low, *whole.picture.image.size)
    while low < high:
        middle = (low + high + 1) // 2
        if target.tokens(replace(whole, whole_edge=middle)) <= most:
            low = middle
        else:
            high = middle - 1
    large = whole if whole.edge is None else replace(whole, whole_edge=low)
    spent = target.tokens(large)
    for strips in range(_STRIPS, 1, -1):
        cut = replace(whole, strips=strips)
        if spent * _WORTH_IT <= target.tokens(cut) <= most:
            return cut
    return large


def _open(job: Job) -> Picture:
    first = job.task.examples[0]
    try:
        return Picture(first.image)
    except ImageError as error:
        raise EvaluationError(f"{job.task.name}, {first.id}: {error}") from error


def _ask(target: Target, scenes: Sequence[Scene], shown: Sequence[Named]) -> list[Said]:
    """What the target says to each question it can be asked; what is shown twice is asked once."""
    answerable: list[Named] = []
    for scene, own in zip(scenes, shown, strict=True):
        written = {example.id for example in scene.task.examples if example.written}
        answerable.append({key: each for key, each in own.items() if not target.transcript or key[0] in written})
    different = {each.key: each for own in answerable for each in own.values()}
    readings = dict(zip(different, read_all(target, list(different.values())), strict=True))
    return [{key: readings[each.key] for key, each in own.items()} for own in answerable]


def _score(task: Task, example: Example, text: str, transcript: bool) -> float:
    return transcript_score(text, example.written) if transcript else task.grade(text, example)


def _said(example: Example, reading: Reading | None, transcript: bool) -> str:
    """The answer; of a transcript the line that is most like it."""
    if reading is None:
        return ""
    text = best_line("\n".join(reading.texts), example.written) if transcript else reading.texts[0]
    return " ".join(text.split())[:_SAID]


def _recalled(row: Row, example: Example, first_is_right: bool) -> Row:
    if not example.boxes or example.counting:
        return row
    regions = [Box(*region) for region in row.regions]
    recall = evidence_shown(regions, example.boxes, example.all_boxes) if regions else first_is_right
    return replace(row, recall=recall)


_evaluator: Evaluator


def _start(plan: Plan, started: Synchronized[int]) -> None:
    global _evaluator
    with started.get_lock():
        number = started.value
        started.value += 1
    if any(map(is_checkpoint, (*plan.targets, *(choice.source for choice in plan.choices.values())))):
        use_gpu(number)
    os.environ["OMP_THREAD_LIMIT"] = "1"  # Tesseract's; its threads cost more than they bring on small views
    _evaluator = Evaluator(plan)


def use_gpu(number: int) -> None:
    """Let a process load its models on the GPU whose turn it is, of those there are."""
    torch = import_module("torch")
    if torch.cuda.is_available():
        torch.cuda.set_device(number % torch.cuda.device_count())


def _measure(jobs: Sequence[Job]) -> list[list[Row]]:
    return _evaluator.measure(jobs)


def measure(evaluator: Evaluator, jobs: Sequence[Job], workers: int) -> Iterator[list[Row]]:
    """The rows of each job, as they come."""
    at_once = evaluator.plan.batch
    batches = [jobs[begin : begin + at_once] for begin in range(0, len(jobs), at_once)]
    if workers == 1:
        for batch in batches:
            yield from evaluator.measure(batch)
        return
    started = get_context("spawn").Value("i", 0)
    with processes(workers, partial(_start, evaluator.plan, started)) as executor:
        for future in as_completed([executor.submit(_measure, batch) for batch in batches]):
            yield from future.result()
