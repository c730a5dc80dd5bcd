"""Each policy zooms for each question, each reader is shown what comes of it. One job is one image."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread

from PIL import Image

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import CropVLMError, ImageError
from cropvlm_tools.images import load_image
from cropvlm_tools.policies.fixed import WholePolicy, WindowPolicy
from cropvlm_tools.policy import Policy, Prediction, load_policy
from cropvlm_tools.views import Budget
from cropvlm_tools.zooming import zoom
from training.metrics import evidence_inside
from training.rows import Key, Row
from training.targets import OcrTarget
from training.tasks import Example, Task

ORACLE_MARGIN = 0.02  # of the image on each side, so that a reader has some context
INSTANT = ("whole", "centre", "random", "fixed", "oracle")  # they never look, so they remember nothing either
BASELINES = (*INSTANT, "all-text")


class EvaluationError(CropVLMError):
    """The run cannot be made as asked; the message says what to change."""


class AllTextPolicy(Policy):
    """The box around all lines of text, whatever the question."""

    name = "all-text"
    threads = -1

    def predict(self, image: Image.Image, question: str) -> Prediction:
        from cropvlm_tools.policies.ocr.lines import read_lines

        lines = read_lines(image, self.threads)
        if not lines:
            return Prediction(None, 0.0, "There is no text in the image.")
        box = lines[0].box
        for line in lines[1:]:
            box = box.union(line.box)
        return Prediction(box, 0.0, "All text.")


@dataclass(frozen=True)
class Plan:
    """What every worker needs to know."""

    policies: dict[str, str]
    """Name in the rows -> what ``load_policy`` takes; ``fixed``, ``all-text`` and ``oracle`` are made here."""

    windows: dict[str, Box | None]
    """Task -> its best fixed window."""

    readers: tuple[str, ...]
    edge: int
    """px, longest edge of every view the readers are shown."""

    cache: Path
    threads: int
    """Of a policy's OCR engine; -1 is one for each core."""


@dataclass(frozen=True)
class Job:
    """All that is asked about one image, so that its text is read once."""

    task: Task
    """With the examples of this image only."""

    missing: frozenset[Key]
    turn: int
    """Which policy goes first: in turn each does, because only the first zoom into an image shows its true cost."""


class Evaluator:
    """Policies, readers and what they remember, in one process."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.budget = Budget(max_edge=plan.edge, max_tokens=None)
        self.targets = {name: OcrTarget(name, plan.cache) for name in plan.readers}
        self.policies: dict[str, Policy] = {
            name: AllTextPolicy() if name == "all-text" else load_policy(source)
            for name, source in plan.policies.items()
            if name not in ("fixed", "oracle")
        }
        for policy in self.policies.values():
            if hasattr(policy, "threads"):
                policy.threads = plan.threads

    def policy(self, name: str, task: Task, example: Example) -> Policy:
        if name == "fixed":
            box = self.plan.windows[task.name]
        elif name == "oracle":
            smallest = min(example.boxes, key=lambda box: box.area, default=None)
            box = None if smallest is None else smallest.padded(ORACLE_MARGIN, ORACLE_MARGIN)
        else:
            return self.policies[name]
        return WholePolicy() if box is None else WindowPolicy(box.xyxy)

    def measure(self, job: Job) -> list[Row]:
        """The missing rows of one image."""
        asked = job.task.examples[0]
        try:
            image = load_image(asked.image)
        except ImageError as error:
            raise EvaluationError(f"{job.task.name}, {asked.id}: {error}") from error
        whole = self.read(zoom(image, "", WholePolicy(), self.budget).overview)
        instant = [name for name in self.plan.policies if name in INSTANT]
        others = [name for name in self.plan.policies if name not in INSTANT]
        turn = job.turn % max(len(others), 1)
        rows: list[Row] = []
        for name in others[turn:] + others[:turn] + instant:
            for example in job.task.examples:
                if (job.task.name, example.id, name) in job.missing:
                    rows.append(self.row(job.task, example, name, image, whole, cold=not rows or name in INSTANT))
        return rows

    def read(self, view: Image.Image) -> dict[str, str]:
        return {name: target.read(view) for name, target in self.targets.items()}

    def row(
        self, task: Task, example: Example, name: str, image: Image.Image, whole: dict[str, str], cold: bool
    ) -> Row:
        found = zoom(image, example.question, self.policy(name, task, example), self.budget)
        before: dict[str, float] = {}
        after: dict[str, float] = {}
        if example.written:
            before = {reader: task.grade(text, example) for reader, text in whole.items()}
            if found.box is not None:
                after = {reader: task.grade(text, example) for reader, text in self.read(found.views[1].image).items()}
        recall: bool | None = None
        if example.boxes and not example.counting:
            if found.box is None:
                recall = next(iter(before.values()), 0.0) == 1.0
            else:
                recall = evidence_inside(found.box, example.boxes)
        return Row(
            task=task.name,
            id=example.id,
            image=example.image.relative_to(task.root).as_posix(),
            split=example.split,
            field=example.field,
            counting=example.counting,
            policy=name,
            box=None if found.box is None else found.box.xyxy,
            area=1.0 if found.box is None else found.box.area,
            recall=recall,
            confidence=found.confidence,
            reason=found.reason,
            seconds=found.seconds,
            cold=cold,
            whole=before,
            crop=after,
        )


_evaluator: Evaluator


def _start(plan: Plan) -> None:
    global _evaluator
    os.environ["OMP_THREAD_LIMIT"] = "1"  # Tesseract's; its threads cost more than they bring on small views
    Thread(target=_end_with_parent, daemon=True).start()
    _evaluator = Evaluator(plan)


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for its next job for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _measure(job: Job) -> list[Row]:
    return _evaluator.measure(job)


def measure(evaluator: Evaluator, jobs: Sequence[Job], workers: int) -> Iterator[list[Row]]:
    """The rows of each job, as they come."""
    if workers == 1:
        yield from map(evaluator.measure, jobs)
        return
    with ProcessPoolExecutor(workers, get_context("spawn"), _start, (evaluator.plan,)) as executor:
        try:
            for future in as_completed([executor.submit(_measure, job) for job in jobs]):
                yield future.result()
        except BrokenProcessPool as error:
            raise EvaluationError("A worker died, perhaps for want of memory. The same command resumes.") from error
        finally:
            executor.shutdown(wait=False, cancel_futures=True)
