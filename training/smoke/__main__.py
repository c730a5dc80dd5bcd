"""All of it, from nothing to the table: ``python -m training.smoke --config training/recipes/smoke.yaml``.

Reader-1 is taught; a tiny VLM that can find marks is made; as a policy it learns by SFT where a careless machine would
look, then by GRPO, once for each reward, where reader-1 reads best. Reader-2, which it never met, is taught last; both
judge it on pictures nobody was taught. Started again with the same command, whatever is done stands, and what was cut
off goes on.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from training.recipe import check_fields, run_stage
from training.storage import read_json, write_atomic

Made = TypeVar("Made")


@dataclass(frozen=True, kw_only=True)
class SmokeRecipe:
    """The whole training of a tiny policy on a CPU, with nothing downloaded."""

    out: Path = field(default=Path("out/smoke"), metadata={"help": "folder for models, data and logs"})
    results: Path = field(default=Path("out/smoke/results"), metadata={"help": "folder for the table and the curves"})
    seed: int = field(default=0, metadata={"help": "of all that is drawn"})
    reader_steps: int = field(default=2200, metadata={"help": "that each reader is taught for"})
    reader_batch: int = field(
        default=32, metadata={"help": "pictures to a step of theirs, and of the model that finds marks"}
    )
    start_steps: int = field(default=1300, metadata={"help": "that the model that finds marks is taught for"})
    sft_pictures: int = field(default=4000, metadata={"help": "invented for SFT"})
    sft_steps: int = field(default=2000, metadata={"help": "of SFT"})
    sft_batch: int = field(default=16, metadata={"help": "pictures to a step of SFT"})
    sft_learning_rate: float = field(default=5e-4, metadata={"help": "of SFT at its highest"})
    grpo_pictures: int = field(default=1000, metadata={"help": "invented for GRPO"})
    grpo_steps: int = field(default=150, metadata={"help": "of GRPO with each reward"})
    grpo_prompts: int = field(default=8, metadata={"help": "questions in a step of GRPO"})
    grpo_group: int = field(default=8, metadata={"help": "completions of a question"})
    grpo_learning_rate: float = field(default=1.5e-4, metadata={"help": "of GRPO at its highest"})
    temperature: float = field(default=1.0, metadata={"help": "of the sampling"})
    likelihood_cost: float = field(default=0.7, metadata={"help": "nats that a zoom must bring"})
    accuracy_cost: float = field(default=0.2, metadata={"help": "right answers that a zoom must bring"})
    watched: int = field(default=100, metadata={"help": "held-out pictures asked about in the middle of GRPO"})
    watch_every: int = field(default=25, metadata={"help": "steps between looks at them"})
    held_out: int = field(default=500, metadata={"help": "pictures that the table is of"})
    save_every: int = field(
        default=25, metadata={"help": "steps of GRPO between checkpoints; SFT saves ten times as seldom"}
    )

    def __post_init__(self) -> None:
        counts = ("reader_steps", "start_steps", "sft_pictures", "sft_steps", "grpo_pictures", "grpo_steps")
        check_fields(self, {}, (*counts, "watched", "held_out"))


def run(recipe: SmokeRecipe) -> Path:
    """Every stage that is not done yet; returns the page of results.

    Raises:
        RecipeError: the recipe cannot be used.
    """
    import torch

    from training.smoke import grounding, pictures, readers, table
    from training.smoke.lessons import Lesson
    from training.vlm.grpo import GrpoRecipe, RewardName, train_grpo
    from training.vlm.sft import SftRecipe, train_sft

    torch.set_num_threads(1)  # models this small spend their time waiting for a second one
    out, seconds = recipe.out, _Seconds(recipe.out / "seconds.json")
    lesson = Lesson(recipe.reader_steps, recipe.reader_batch)
    targets = {"reader-1": seconds.of("reader-1", partial(readers.teach, "reader-1", out / "reader-1", lesson))}
    start = seconds.of(
        "start", partial(grounding.teach, out / "start", Lesson(recipe.start_steps, recipe.reader_batch))
    )
    sft = out / "sft"
    if not _done(sft):
        data = pictures.write_seeds(out / "data" / "sft", recipe.seed + 1, recipe.sft_pictures)
        sft_recipe = SftRecipe(
            model=str(start),
            data=(str(data),),
            out=sft,
            lora_rank=0,
            learning_rate=recipe.sft_learning_rate,
            batch=recipe.sft_batch,
            accumulate=1,
            steps=recipe.sft_steps,
            precision="float32",
            seed=recipe.seed,
            save_every=10 * recipe.save_every,
        )
        seconds.of("SFT", partial(train_sft, sft_recipe))
    policies = {"SFT": sft / "final"}
    costs: dict[RewardName, float] = {"likelihood": recipe.likelihood_cost, "accuracy": recipe.accuracy_cost}
    for reward, cost in costs.items():
        folder = out / f"grpo-{reward}"
        policies[f"GRPO {reward}"] = folder / "final"
        if _done(folder):
            continue
        completions = recipe.grpo_prompts * recipe.grpo_group
        grpo_recipe = GrpoRecipe(
            model=str(sft / "final"),
            target=str(targets["reader-1"]),
            data=(str(pictures.write_seeds(out / "data" / "grpo", recipe.seed + 2, recipe.grpo_pictures)),),
            eval_data=(str(pictures.write_seeds(out / "data" / "watched", recipe.seed + 3, recipe.watched)),),
            eval_every=recipe.watch_every,
            out=folder,
            target_edge=None,
            target_batch=completions,
            reward=reward,
            zoom_cost=cost,
            floor=1.0,
            group=recipe.grpo_group,
            prompts=recipe.grpo_prompts,
            batch=completions,
            temperature=recipe.temperature,
            max_completion=24,
            kl=0.0,
            max_grad_norm=1.0,
            lora_rank=0,
            learning_rate=recipe.grpo_learning_rate,
            schedule="constant_with_warmup",
            warmup=5,
            steps=recipe.grpo_steps,
            precision="float32",
            seed=recipe.seed,
            save_every=recipe.save_every,
            panel_every=recipe.watch_every,
        )
        seconds.of(f"GRPO {reward}", partial(train_grpo, grpo_recipe))
    targets["reader-2"] = seconds.of("reader-2", partial(readers.teach, "reader-2", out / "reader-2", lesson))
    outcomes = seconds.of("table", partial(table.measure, policies, targets, recipe.held_out, out / "outcomes.jsonl"))
    page = recipe.results / "smoke-table.md"
    times = ", ".join(f"{name} {value / 60:.1f}" for name, value in seconds.all.items())
    write_atomic(page, f"{table.render(outcomes, list(targets))}\n\nMinutes: {times}.\n")
    _draw_curves({name: out / f"grpo-{name}" / "log.csv" for name in ("likelihood", "accuracy")}, recipe.results)
    return page


def _done(folder: Path) -> bool:
    return (folder / "final" / "policy.json").is_file()


class _Seconds:
    """How long each stage took, over all starts, kept in a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.all: dict[str, float] = read_json(path) if path.is_file() else {}

    def of(self, name: str, stage: Callable[[], Made]) -> Made:
        begin = time.monotonic()
        made = stage()
        self.all[name] = round(self.all.get(name, 0.0) + time.monotonic() - begin, 1)
        write_atomic(self.path, json.dumps(self.all) + "\n")
        return made


def _draw_curves(logs: dict[str, Path], folder: Path) -> None:
    """smoke.png: held-out accuracy and abstaining of both runs, by step."""
    from training.evaluation.plot import Point, png

    curves: dict[str, list[Point]] = {}
    for reward, path in logs.items():
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))[1:]
        for metric in ("accuracy", "abstains"):
            curves[f"{reward}: {metric}"] = [
                Point(float(step), float(value)) for step, name, value in rows if name == f"eval/{metric}"
            ]
    write_atomic(folder / "smoke.png", png({"GRPO against reader-1: greedy, on held-out pictures": curves}, "step"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all; 2 after an error, which is one line on standard error."""
    return run_stage(SmokeRecipe, run, arguments)


if __name__ == "__main__":
    sys.exit(main())
