"""Which layer of a model looks at the evidence, for AttentionPolicy (ViCrop), and how much better than chance it does.

    python -m training.bench.layers --model FOLDER --data DATA/heldout [--chosen-on 64] [--limit 200] [--write]

The layer is chosen on the first marked questions and judged on the others. ``ratio`` is relative attention inside the
marked place over that in the whole image; ``recall`` is how often it lies at least 90 % inside the window chosen, and
``chance`` the same for windows of that size anywhere. ``--write`` puts a policy.json beside the model, so that
``load_policy(FOLDER)`` and ``training.evaluation.run --policies FOLDER`` take it as an attention policy.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import PolicyError
from cropvlm_tools.images.load import load_image
from cropvlm_tools.policies.attention import PROMPT, AttentionPolicy, attention_ratio
from training.bench import report
from training.evaluation.metrics import evidence_inside
from training.evaluation.statistics import Interval, bootstrap
from training.evaluation.tables import cell
from training.recipe import check_fields, run_stage
from training.storage import write_atomic
from training.tasks.hub import load_task
from training.tasks.task import Example

_PLACES = 200  # windows drawn for chance


@dataclass(frozen=True, kw_only=True)
class LayersRecipe:
    """A layer for AttentionPolicy."""

    model: str = field(metadata={"help": "a checkpoint's folder or hub id"})
    data: tuple[str, ...] = field(metadata={"help": "question files or their folders, or tasks by name"})
    out: Path | None = field(default=None, metadata={"help": "folder for the printed lines"})
    chosen_on: int = field(default=64, metadata={"help": "questions that the layer is chosen on"})
    limit: int = field(default=200, metadata={"help": "questions that it is judged on"})
    window: int = field(default=336, metadata={"help": "px of the smallest crop's edge"})
    prompt: str = field(default=PROMPT, metadata={"help": "what the target will be asked, with {question}"})
    device: str | None = field(default=None, metadata={"help": "as torch names it, else the best there is"})
    write: bool = field(default=False, metadata={"help": "put a policy.json beside the model"})
    images: Path | None = field(default=None, metadata={"help": "folder for named tasks' pictures"})

    def __post_init__(self) -> None:
        check_fields(self, {}, ("chosen_on", "limit", "window"))


def judge(policy: AttentionPolicy, examples: Sequence[Example]) -> dict[str, Interval]:
    """Ratio, recall and what recall has over chance, intervals over images."""
    images = [str(example.image) for example in examples]
    pictures = [load_image(example.image) for example in examples]
    questions = [example.question for example in examples]
    maps = policy.maps(pictures, questions)
    predictions = policy.predict_batch(pictures, questions)
    ratios = [float(attention_ratio(each, _place(example))[policy.layer]) for each, example in zip(maps, examples)]
    random = np.random.default_rng(0)
    hits, chances = [], []
    for prediction, example in zip(predictions, examples, strict=True):
        box = prediction.box or Box(0, 0, 1, 1)
        corners = random.uniform(0, 1, (_PLACES, 2)) * (1 - box.width, 1 - box.height)
        elsewhere = [Box.clipped(x, y, x + box.width, y + box.height) for x, y in corners.tolist()]
        hits.append(float(evidence_inside(box, example.boxes)))
        chances.append(float(np.mean([evidence_inside(each, example.boxes) for each in elsewhere])))
    gained = [hit - chance for hit, chance in zip(hits, chances, strict=True)]
    figures = {"ratio": ratios, "recall": hits, "chance": chances, "recall - chance": gained}
    return {name: bootstrap(values, images) for name, values in figures.items()}


def _place(example: Example) -> Box:
    return min(example.boxes, key=lambda box: box.area)


def run(recipe: LayersRecipe) -> Path | None:
    """Print the layer and how good it is; returns the file where there is one.

    Raises:
        PolicyError: the model cannot be used, or too few questions have a marked place.
    """
    return report(_lines(recipe), recipe.out, "layers.txt")


def _lines(recipe: LayersRecipe) -> Iterator[str]:
    policy = AttentionPolicy.from_pretrained(recipe.model, recipe.device, window=recipe.window, prompt=recipe.prompt)
    examples = [example for source in recipe.data for example in load_task(source, "", recipe.images).examples]
    marked = [example for example in examples if example.boxes and not example.counting]
    first, rest = marked[: recipe.chosen_on], marked[recipe.chosen_on :][: recipe.limit]
    if not first or not rest:
        raise PolicyError(f"{len(marked)} questions have a marked place; more than --chosen-on are needed.")
    ratios = policy.choose_layer(
        [load_image(each.image) for each in first], [each.question for each in first], list(map(_place, first))
    )
    yield f"Ratios of layers 0 to {len(ratios) - 1}: {', '.join(f'{ratio:.2f}' for ratio in ratios)}."
    yield f"Layer {policy.layer}, on {len(rest)} other questions:"
    yield ", ".join(f"{name} {cell(value)}" for name, value in judge(policy, rest).items())
    if recipe.write:
        kept = {"policy": "attention", "layer": policy.layer, "window": recipe.window, "prompt": recipe.prompt}
        write_atomic(Path(recipe.model) / "policy.json", json.dumps(kept, indent=1) + "\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; 2 after an error, which is one line on standard error."""
    return run_stage(LayersRecipe, run, arguments)


if __name__ == "__main__":
    sys.exit(main())
