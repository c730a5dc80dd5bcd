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
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from training.recipe import RecipeError, run_stage
from training.storage import write_atomic


@dataclass(frozen=True)
class SmokeRecipe:
    """The whole training of a tiny policy on a CPU, with nothing downloaded."""

    output: Path = Path("out/smoke")
    results: Path = Path("out/smoke/results")
    seed: int = 0
    reader_steps: int = 2200
    reader_batch: int = 32
    start_steps: int = 1300
    sft_pictures: int = 4000
    sft_steps: int = 2000
    sft_batch: int = 16
    sft_learning_rate: float = 5e-4
    grpo_pictures: int = 1000
    grpo_steps: int = 150
    grpo_prompts: int = 8
    grpo_group: int = 8
    grpo_learning_rate: float = 1.5e-4
    temperature: float = 1.0
    likelihood_cost: float = 0.7
    """Of a zoom, in nats."""

    accuracy_cost: float = 0.2
    """Of a zoom, in right answers."""

    watched: int = 100
    """Held-out pictures asked about in the middle of GRPO."""

    watch_every: int = 25
    held_out: int = 500
    save_every: int = 25

    def __post_init__(self) -> None:
        counts = (
            "reader_steps",
            "start_steps",
            "sft_pictures",
            "sft_steps",
            "grpo_pictures",
            "grpo_steps",
            "watched",
            "held_out",
        )
        for name in counts:
            if getattr(self, name) < 1:
                raise RecipeError(f"{name} is {getattr(self, name)}; give at least 1.")


def run(recipe: SmokeRecipe) -> Path:
    """Every stage that is not done yet; returns the page of results.

    Raises:
        RecipeError: the recipe cannot be used.
    """
    import torch

    from training.smoke import grounding, pictures, readers, table
    from training.smoke.lessons import Lesson
    from training.vlm.grpo import GrpoRecipe, train_grpo
    from training.vlm.sft import SftRecipe, train_sft

    torch.set_num_threads(1)  # models this small spend their time waiting for a second one
    out, seconds = recipe.output, _Seconds(recipe.output / "seconds.json")
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
            data=data,
            output=sft,
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
    for reward, cost in (("likelihood", recipe.likelihood_cost), ("accuracy", recipe.accuracy_cost)):
        folder = out / f"grpo-{reward}"
        policies[f"GRPO {reward}"] = folder / "final"
        if _done(folder):
            continue
        completions = recipe.grpo_prompts * recipe.grpo_group
        grpo_recipe = GrpoRecipe(
            model=str(sft / "final"),
            target=str(targets["reader-1"]),
            data=pictures.write_seeds(out / "data" / "grpo", recipe.seed + 2, recipe.grpo_pictures),
            eval_data=pictures.write_seeds(out / "data" / "watched", recipe.seed + 3, recipe.watched),
            eval_every=recipe.watch_every,
            output=folder,
            target_edge=None,
            target_batch=completions,
            reward=reward,
            zoom_cost=cost,
            floor=-5.5,
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
    recipe.results.mkdir(parents=True, exist_ok=True)
    page = recipe.results / "smoke-table.md"
    times = ", ".join(f"{name} {value / 60:.1f}" for name, value in seconds.all.items())
    page.write_text(f"{table.render(outcomes, list(targets))}\n\nMinutes: {times}.\n", encoding="utf-8")
    _draw_curves({name: out / f"grpo-{name}" / "log.csv" for name in ("likelihood", "accuracy")}, recipe.results)
    return page


def _done(folder: Path) -> bool:
    return (folder / "final" / "policy.json").is_file()


class _Seconds:
    """How long each stage took, over all starts, kept in a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.all: dict[str, float] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}

    def of(self, name: str, stage: Callable[[], Any]) -> Any:
        begin = time.monotonic()
        made = stage()
        self.all[name] = round(self.all.get(name, 0.0) + time.monotonic() - begin, 1)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(self.all) + "\n", encoding="utf-8")
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
