"""Visual tokens: an overview at low detail with a crop, against the picture at full detail.

    python -m training.bench.tokens [--out DIR]
    python -m training.bench.tokens --data DATA/sroie DATA/forms [--limit 20] [--edges 448 768 2048] [--out DIR]

Without data: what ``cropvlm_tools.zooming.planning`` decides for four stated pictures and every provider. With data:
real zooms, at fixed sizes of the crop, and as planned for their evidence. Counted by the providers' rules
(``cropvlm_tools.providers``); nothing is sent. What is readable in either is measured by ``training.evaluation.run``.
Where the policy abstains, the picture stays at full detail and is counted so.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import mean

from tqdm import tqdm

from cropvlm_tools.boxes import Box, Size
from cropvlm_tools.errors import BudgetError
from cropvlm_tools.model_names import find_preset
from cropvlm_tools.policy import Prediction
from cropvlm_tools.views import Budget, Detail
from cropvlm_tools.zooming.planning import Plan, plan_sizes
from cropvlm_tools.zooming.zoom import zoom
from training.bench import report
from training.recipe import check_fields, run_stage
from training.tasks.hub import load_task
from training.tasks.task import Task

MODELS = ("gpt-4o", "gpt-5-mini", "gpt-5", "gpt-5.4", "gpt-5.6", "claude-sonnet-4-6", "claude-opus-4-7")
PROVIDERS = (
    *("gpt-4o", "gpt-5", "gpt-5-mini", "gpt-5.4", "gpt-5.6", "claude-sonnet-4-6", "claude-opus-4-7"),
    *("gemini-2.5", "gemini-3", "qwen2.5-vl", "qwen3-vl", "local:4096", "local:1024", "pixtral", "mistral-small"),
    *("llama-4", "nova-pro", "nova-2", "grok-4"),
)
"""One of each rule, as ``Budget.parse`` takes them."""

PICTURES: dict[str, Size] = {
    "A4 page, 300 dpi": (2480, 3508),
    "4K screen": (3840, 2160),
    "receipt, 12 MP": (3024, 4032),
    "A1 drawing, 300 dpi": (9933, 7016),
}
"""px"""

EVIDENCE = Box(0.3, 0.3, 0.3 + math.sqrt(0.1), 0.3 + math.sqrt(0.1))
"""A tenth of the picture; crops of the default policy are 8 % on the sets of the README."""

PROMISED = {"gpt-5.6": 0.15, "claude-opus-4-7": 0.3, "gemini-3": 0.6}
"""Model -> the largest share of the whole's tokens at equal legibility."""

LOW_EDGE = 512  # px: OpenAI's detail "low"; Claude models are sent a picture shrunk to it


@dataclass(frozen=True)
class Sizes:
    """One zoomed picture: (width, height) in px of the whole and of the crop, None where the policy abstained."""

    whole: Size
    crop: Size | None
    prediction: Prediction | None = None


@dataclass(frozen=True, kw_only=True)
class TokensRecipe:
    """Visual tokens of overview and crop against the full picture."""

    data: tuple[str, ...] = field(
        default=(), metadata={"help": "question files or their folders, or tasks by name; none: the four pictures"}
    )
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
        zooms.append(Sizes(result.source_size, None if result.crop is None else result.crop.size, result.prediction))
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


def planned(model: str, size: Size, prediction: Prediction) -> Plan:
    """What is sent of a picture of that size; ``model`` as ``Budget.parse`` takes it."""
    local = model.startswith("local:")
    budgets: Mapping[Detail, Budget] = {"auto": Budget.parse(model)} if local else Budget.by_detail(model)
    return plan_sizes(size, prediction, budgets)


def provider_table() -> str:
    """Markdown: tokens of the whole, then of what is planned, with its share and how much sharper the evidence is."""
    lines = [f"| model | {' | '.join(PICTURES)} |", "|---" * (1 + len(PICTURES)) + "|"]
    for model in PROVIDERS:
        cells = []
        for size in PICTURES.values():
            plan = planned(model, size, Prediction(EVIDENCE, 1.0))
            share, sharper = plan.tokens / plan.whole_tokens, plan.sharpness / plan.whole_sharpness
            cells.append(f"{plan.whole_tokens} → {plan.tokens} ({share:.0%}, {sharper:.1f}x)")
        known = model.startswith("local:") or find_preset(model).verified
        lines.append(f"| {model}{'' if known else ' *'} | {' | '.join(cells)} |")
    return "\n".join(lines)


def planned_table(zooms: Sequence[Sizes]) -> str:
    """Markdown: mean tokens of the whole as it would be sent, and of what is planned for the evidence of each zoom."""
    lines = ["| model | whole | planned | overview left out |", "|---|---|---|---|"]
    for model in PROVIDERS:
        plans = [planned(model, sizes.whole, sizes.prediction) for sizes in zooms if sizes.prediction is not None]
        whole, sent = (mean(each) for each in ((p.whole_tokens for p in plans), (p.tokens for p in plans)))
        without = sum(plan.overview is None for plan in plans)
        lines.append(f"| {model} | {whole:.0f} | {sent:.0f} ({sent / whole:.0%}) | {without} of {len(plans)} |")
    return "\n".join(lines)


def run(recipe: TokensRecipe) -> Path | None:
    """Print a table of each task, or that of the providers; returns the file where there is one."""
    if not recipe.data:
        return report(_provider_lines(), recipe.out, "providers.md")
    return report(_lines(recipe), recipe.out, "tokens.md")


def _provider_lines() -> Iterator[str]:
    yield "# Visual tokens: the whole picture against overview and crop, for every provider\n"
    yield "Written by `python -m training.bench.tokens --out training/results`; computed, nothing was sent.\n"
    yield (
        "The evidence is a tenth of the picture and shown at least as sharp as the whole would show it; in brackets\n"
        "the share of the whole's tokens, and how much sharper. The whole is sent with the detail that unsaid means.\n"
    )
    yield provider_table()
    yield "\n\\* not verified, in whole or in part: the note of the preset in `cropvlm_tools/providers.py` says what.\n"
    yield "| model | promised | largest share | |\n|---|---|---|---|"
    for model, most in PROMISED.items():
        plans = [planned(model, size, Prediction(EVIDENCE, 1.0)) for size in PICTURES.values()]
        share = max(plan.tokens / plan.whole_tokens for plan in plans)
        yield f"| {model} | {most:.0%} | {share:.0%} | {'reached' if share <= most else 'not reached'} |"
    yield (
        "\nThe whole A1 drawing is more than 30,000 patches, which gpt-5.6 refuses: what is counted is the drawing\n"
        "shrunk to them. Gemini 3 charges a part alike whatever its size; what it sees for that is inferred (the\n"
        "cells of Gemma 4, 48 px), so that its sharpness, but not its tokens, may be otherwise. Nova 2 bills any\n"
        "image 230 tokens: nothing is saved. Tile models show the evidence sharper: larger crops cost no more."
    )


def _lines(recipe: TokensRecipe) -> Iterator[str]:
    for source in recipe.data:
        task = load_task(source, "", recipe.images)
        zooms = measure(task, recipe.limit, recipe.policy)
        whole = sum(sizes.crop is None for sizes in zooms)
        yield f"\n{task.name}: {len(zooms)} pictures, {whole} left whole\n\n{table(zooms, recipe.edges)}"
        yield f"\nAs planned for the evidence of each:\n\n{planned_table(zooms)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; 2 after an error, which is one line on standard error."""
    return run_stage(TokensRecipe, run, arguments)


if __name__ == "__main__":
    sys.exit(main())
