"""Visual tokens: an overview at low detail with a crop, against the picture at full detail.

    python -m training.bench.tokens --data DATA/sroie DATA/forms [--limit 20] [--edges 448 768 2048] [--out DIR]

Counted by the providers' published rules (``cropvlm_tools.views``); nothing is sent. What is readable in either is
measured by ``training.evaluation.run``. Where the policy abstains, the picture stays at full detail and is counted so.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import mean

from tqdm import tqdm

from cropvlm_tools.boxes import Size
from cropvlm_tools.errors import BudgetError
from cropvlm_tools.views import Budget
from cropvlm_tools.zooming.zoom import zoom
from training.bench import report
from training.recipe import check_fields, run_stage
from training.tasks.hub import load_task
from training.tasks.task import Task

MODELS = ("gpt-4o", "gpt-5-mini", "gpt-5", "gpt-5.4", "gpt-5.6", "claude-sonnet-4-6", "claude-opus-4-7")
LOW_EDGE = 512  # px: OpenAI's detail "low"; Claude models are sent a picture shrunk to it


@dataclass(frozen=True)
class Sizes:
    """One zoomed picture: (width, height) in px of the whole and of the crop, None where the policy abstained."""

    whole: Size
    crop: Size | None


@dataclass(frozen=True, kw_only=True)
class TokensRecipe:
    """Visual tokens of overview and crop against the full picture."""

    data: tuple[str, ...] = field(metadata={"help": "question files or their folders, or tasks by name"})
    out: Path | None = field(default=None, metadata={"help": "folder for the printed lines"})
    limit: int = field(default=20, metadata={"help": "pictures of each task"})
    edges: tuple[int, ...] = field(default=(448, 768, 2048), metadata={"help": "px of a crop's longest edge"})
    policy: str = field(default="default", metadata={"help": "who chooses the crop: a policy's name, folder or hub id"})
    images: Path | None = field(default=None, metadata={"help": "folder for named tasks' pictures"})

    def __post_init__(self) -> None:
        check_fields(self, {}, ("limit",))


def measure(task: Task, limit: int, policy: str) -> list[Sizes]:
    """The zooms for the first question on each of the first ``limit`` pictures of a task."""
    zooms = []
    for example in tqdm(task.one_per_image(limit), desc=task.name):
        result = zoom(example.image, example.question, policy)
        zooms.append(Sizes(result.source_size, None if result.crop is None else result.crop.size))
    return zooms


def best(model: str) -> Budget:
    """What the model sees at its highest detail."""
    try:
        return Budget.for_model(model, "original")
    except BudgetError:
        return Budget.for_model(model)


def low(model: str) -> Budget:
    """What it sees of an overview at low detail."""
    try:
        return Budget.for_model(model, "low")
    except BudgetError:
        return replace(Budget.for_model(model), max_edge=LOW_EDGE)


def spent(sizes: Sizes, model: str, crop_budget: Budget) -> int:
    """Visual tokens of the overview at low detail and the crop; of the whole where there is no crop."""
    if sizes.crop is None:
        return best(model).tokens(sizes.whole)
    size = crop_budget.fit(sizes.crop, max_enlarge=8.0)  # as Budget.render
    return low(model).tokens(sizes.whole) + crop_budget.tokens(size)


def table(zooms: Sequence[Sizes], edges: Sequence[int]) -> str:
    """Markdown: mean tokens of the full picture, then of overview and crop, with their share, by the crop's detail."""
    names = ["crop at low", *(f"crop at {edge} px" for edge in edges)]
    lines = [f"| model | full | {' | '.join(names)} |", "|---" * (2 + len(names)) + "|"]
    for model in MODELS:
        full = mean(best(model).tokens(sizes.whole) for sizes in zooms)
        seen = Budget.for_model(model, "auto" if model.startswith("claude") else "high")
        budgets = [low(model), *(replace(seen, max_edge=min(edge, seen.max_edge)) for edge in edges)]
        means = [mean(spent(sizes, model, budget) for sizes in zooms) for budget in budgets]
        lines.append(f"| {model} | {full:.0f} | {' | '.join(f'{m:.0f} ({m / full:.0%})' for m in means)} |")
    return "\n".join(lines)


def run(recipe: TokensRecipe) -> Path | None:
    """Print a table of each task; returns the file where there is one."""
    return report(_lines(recipe), recipe.out, "tokens.md")


def _lines(recipe: TokensRecipe) -> Iterator[str]:
    for source in recipe.data:
        task = load_task(source, "", recipe.images)
        zooms = measure(task, recipe.limit, recipe.policy)
        whole = sum(sizes.crop is None for sizes in zooms)
        yield f"\n{task.name}: {len(zooms)} pictures, {whole} left whole\n\n{table(zooms, recipe.edges)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; 2 after an error, which is one line on standard error."""
    return run_stage(TokensRecipe, run, arguments)


if __name__ == "__main__":
    sys.exit(main())
