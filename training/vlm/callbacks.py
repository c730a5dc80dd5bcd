"""What happens beside a run: its numbers as CSV, how well its target answers, greedily, and the order it resumes in."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from transformers import TrainerCallback, TrainingArguments

from cropvlm_tools.boxes import Grammar
from cropvlm_tools.images.load import load_image
from cropvlm_tools.policies.vlm.policy import VlmPolicy
from training.storage import draft
from training.targets.target import AnsweringTarget
from training.tasks.grading import grade_answer
from training.tasks.task import Example
from training.vlm.engine import Control, Loader, Logs, State, Trainer


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
        steps = max(len(train_dataloader) // args.gradient_accumulation_steps, 1)
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
        trainer = self.trainer
        if trainer.accelerator.is_main_process:
            model = trainer.accelerator.unwrap_model(trainer.model)
            training = model.training
            model.eval()
            policy = VlmPolicy(model, trainer.processing_class, self.grammar, batch_size=32)
            images = [load_image(seed.image) for seed in self.seeds]
            questions = [seed.question for seed in self.seeds]
            predictions = policy.predict_batch(images, questions)
            boxes = [prediction.box for prediction in predictions]
            views = [
                [image] if box is None else [image, image.crop(box.to_pixels(image.size))]
                for image, box in zip(images, boxes, strict=True)
            ]
            said = self.target.answer(views, questions)
            count = len(self.seeds)
            scores = [grade_answer(answer, seed.answers) for answer, seed in zip(said, self.seeds, strict=True)]
            trainer.log(
                {
                    "eval/accuracy": sum(scores) / count,
                    "eval/abstains": sum(each.outcome == "abstained" for each in predictions) / count,
                    "eval/area": sum(1.0 if box is None else box.area for box in boxes) / count,
                }
            )  # before the model trains on: TRL would add what it has gathered of training since its last line
            model.train(training)
        trainer.accelerator.wait_for_everyone()
