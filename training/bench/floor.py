"""How much of what GRPO learns from comes of completions that are no box, by what such a completion is worth.

    python -m training.bench.floor [--out DIR]

Simulated groups: a box's likelihood stands around that of the whole image, which itself differs from question to
question; a few completions cannot be parsed. Advantages are Dr. GRPO's, reward minus the group's mean. The share counts
whole groups: one completion far below the others makes all of them look good.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from training.bench import report
from training.recipe import check_fields, run_stage
from training.vlm.rewards import FLOOR

WHOLE = (-5.0, 2.0)
"""Mean and spread of log p(answer | whole), nats: of a 256M reader at 512 px on documents."""


@dataclass(frozen=True, kw_only=True)
class FloorRecipe:
    """What the floor of an unparsable completion does to advantages."""

    spread: float = field(default=0.7, metadata={"help": "of a group's likelihoods, nats"})
    group: int = field(default=6, metadata={"help": "completions of a question"})
    groups: int = field(default=20_000, metadata={"help": "simulated"})
    invalid: tuple[float, ...] = field(default=(0.005, 0.02, 0.1), metadata={"help": "shares of completions"})
    out: Path | None = field(default=None, metadata={"help": "folder for the printed lines"})

    def __post_init__(self) -> None:
        check_fields(self, {}, ("spread", "group", "groups"))


def share(invalid: float, fixed: float | None, recipe: FloorRecipe) -> float:
    """Of all |advantage|, in groups that hold a completion that is no box.

    Args:
        invalid: share of the completions.
        fixed: what such a completion is worth, nats; None: ``FLOOR`` below the whole of its question.
        recipe: how it is simulated.
    """
    random = np.random.default_rng(0)
    whole = random.normal(*WHOLE, (recipe.groups, 1))
    rewards = whole + random.normal(0, recipe.spread, (recipe.groups, recipe.group))
    floor = np.broadcast_to(whole - FLOOR if fixed is None else np.array(fixed), rewards.shape)
    broken = random.random(rewards.shape) < invalid
    rewards = np.where(broken, floor, np.maximum(rewards, floor) + 1.0)  # a box is worth valid_weight besides
    sizes = np.abs(rewards - rewards.mean(1, keepdims=True)).sum(1)
    return float(sizes[broken.any(1)].sum() / sizes.sum())


def lines(recipe: FloorRecipe) -> Iterator[str]:
    """A table in Markdown."""
    yield f"| completions that are no box | worth -30 nats | worth {FLOOR:g} nats less than the whole |"
    yield "| --- | --- | --- |"
    for invalid in recipe.invalid:
        before, after = (share(invalid, fixed, recipe) for fixed in (-30.0, None))
        yield f"| {invalid:.1%} | {before:.0%} | {after:.0%} |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 2 after an error, which is one line on standard error."""
    return run_stage(FloorRecipe, lambda recipe: report(lines(recipe), recipe.out, "floor.md"), arguments)


if __name__ == "__main__":
    sys.exit(main())
