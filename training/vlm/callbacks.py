"""What happens beside a run: its numbers as CSV, how well its target answers, greedily, and the order it resumes in."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm
from transformers import TrainerCallback, TrainingArguments

from cropvlm_tools.boxes import Grammar
from cropvlm_tools.images.load import load_image
from cropvlm_tools.policies.vlm.policy import VlmPolicy
from training.storage import draft
from training.targets.target import AnsweringTarget
from training.tasks.grading import grade_answer
from training.tasks.task import Example
from training.vlm.engine import Control, Loader, Logs, State, Trainer

_AT_ONCE = 32  # pictures in memory
_WATCHED = ("accuracy", "abstains", "area")


class CsvLog(TrainerCallback):
    """All that a trainer logs, as lines of step, name and value; a resumed run takes back what it does again."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def on_train_begin(self, args: object, state: State, control: object, **more: object) -> None:
        if not state.is_world_process_zero:
            return
        rows = []
        if self.path.is_file():
            with self.path.open(newline="", encoding="utf-8") as file:
                rows = [row for row in csv.reader(file) if len(row) == 3 and row[0].isdigit()]
        with draft(self.path) as part, part.open("w", newline="", encoding="utf-8") as file:
            kept = [row for row in rows if int(row[0]) <= state.global_step != 0]  # 0 is evaluated anew
            csv.writer(file).writerows([["step", "name", "value"], *kept])

    def on_log(self, args: object, state: State, control: object, logs: Logs | None = None, **more: object) -> None:
        if not state.is_world_process_zero:
            return
        values = [(state.global_step, name, value) for name, value in (logs or {}).items()]
        with self.path.open("a", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(row for row in values if isinstance(row[2], (int, float)))


class SameOrder(TrainerCallback):
    """Lets a run that resumes after its first epoch go on in the order it would have had.

    TRL's sampler draws one order after the other; a new one would begin again with the first.
    """

    def on_train_begin(
        self,
        args: TrainingArguments,
        state: State,
        control: object,
        train_dataloader: Loader | None = None,
        **more: object,
    ) -> None:
        assert train_dataloader is not None, "a trainer names its loader"
        steps = -(-len(train_dataloader) // args.gradient_accumulation_steps)
        batches = train_dataloader.batch_sampler
        sampler = getattr(batches, "batch_sampler", batches).sampler  # accelerate's share of one of several processes
        for _ in range(state.global_step // steps):
            next(iter(sampler))  # draws a whole order before its first row


class GreedyEvaluation(TrainerCallback):
    """Every so many steps: what the target answers to questions held out, shown what the policy then chooses.

    Logs ``eval/accuracy`` (``grade_answer``), ``eval/abstains`` and ``eval/area`` (of the crops, as a share of the
    picture; 1 where there is none). Nothing is drawn, so the run is the same with it and without.

    Args:
        trainer: whose model is asked, and who logs.
        target: answers.
        seeds: questions and answers.
        grammar: of the policy.
        every: steps.
    """

    def __init__(
        self, trainer: Trainer, target: AnsweringTarget, seeds: Sequence[Example], grammar: Grammar, every: int
    ) -> None:
        self.trainer, self.target, self.seeds, self.grammar, self.every = trainer, target, seeds, grammar, every

    def on_train_begin(self, args: object, state: State, control: object, **more: object) -> None:
        if state.global_step == 0:
            self._evaluate()

    def on_step_end(self, args: object, state: State, control: Control, **more: object) -> None:
        if state.global_step % self.every == 0 or state.global_step == state.max_steps:
            logs = control.should_log
            self._evaluate()
            control.should_log = logs  # what is logged takes the step's own turn away

    def _evaluate(self) -> None:
        """Each process asks about its share, a few pictures at a time; the sums of all are logged by the first."""
        trainer, accelerator = self.trainer, self.trainer.accelerator
        model = accelerator.unwrap_model(trainer.model)
        training = model.training
        model.eval()
        policy = VlmPolicy(model, trainer.processing_class, self.grammar, batch_size=_AT_ONCE)
        own = self.seeds[accelerator.process_index :: accelerator.num_processes]
        sums = torch.zeros(len(_WATCHED), dtype=torch.float32)
        for begin in range(0, len(own), _AT_ONCE):
            sums += self._sums(policy, own[begin : begin + _AT_ONCE])
        model.train(training)
        total = accelerator.gather(sums[None].to(accelerator.device)).sum(0).cpu() / len(self.seeds)
        if accelerator.is_main_process:
            # before the model trains on: TRL would add what it has gathered of training since its last line
            model.eval()
            trainer.log({f"eval/{name}": float(value) for name, value in zip(_WATCHED, total, strict=True)})
            model.train(training)
        accelerator.wait_for_everyone()

    def _sums(self, policy: VlmPolicy, seeds: Sequence[Example]) -> torch.Tensor:
        """Of ``_WATCHED`` over some questions."""
        images = [load_image(seed.image) for seed in seeds]
        questions = [seed.question for seed in seeds]
        predictions = policy.predict_batch(images, questions)
        boxes = [prediction.box for prediction in predictions]
        views = [
            [image] if box is None else [image, image.crop(box.to_pixels(image.size))]
            for image, box in zip(images, boxes, strict=True)
        ]
        said = self.target.answer(views, questions)
        right = sum(grade_answer(answer, seed.answers) for answer, seed in zip(said, seeds, strict=True))
        abstains = sum(each.outcome == "abstained" for each in predictions)
        return torch.tensor([right, abstains, sum(1.0 if box is None else box.area for box in boxes)])


class Progress(TrainerCallback):
    """On a terminal, a bar with the steps done, the time left, and the latest of a few logged numbers.

    Args:
        shown: whether there is one.
        names: of the log; shown without ``rewards/`` and ``/mean``.
    """

    def __init__(self, shown: bool, *names: str) -> None:
        self.shown, self.names = shown, names
        self._bar: Any = None

    def on_train_begin(self, args: object, state: State, control: object, **more: object) -> None:
        if self.shown and state.is_world_process_zero:
            done, steps = state.global_step, state.max_steps
            self._bar = tqdm(total=steps, initial=done, unit="step", dynamic_ncols=True, disable=None)

    def on_step_end(self, args: object, state: State, control: object, **more: object) -> None:
        if self._bar is not None:
            self._bar.update(1)

    def on_log(self, args: object, state: State, control: object, logs: Logs | None = None, **more: object) -> None:
        if self._bar is not None and logs is not None:
            shown = {name.removeprefix("rewards/").removesuffix("/mean"): logs.get(name) for name in self.names}
            known = {name: f"{float(value):.3g}" for name, value in shown.items() if isinstance(value, (int, float))}
            if known:
                self._bar.set_postfix(known)

    def close(self) -> None:
        """Leave the bar as it is, so that what is said next has a line of its own."""
        if self._bar is not None:
            self._bar.close()
