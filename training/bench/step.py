"""Where the seconds of a GRPO step go before they reach a GPU, and how often a picture is opened.

    python -m training.bench.step [--out DIR] [--pixels torchvision]

Measured: decoding a page (1700 x 2200 px) and a photograph (1024 x 768), and what SmolVLM's processor makes of them
for the policy and, whole and crop, for the target; seconds of one thread's processor time, without GPU or weights. A
step of the paper by arithmetic from that: as it was (every completion's picture opened at each accumulation step,
prepared twice for the policy, and with its crop for the target at the policy's size, one after the other), and as it
is (each picture once, ahead in workers).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from io import BytesIO
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
from PIL import Image, ImageFilter

from cropvlm_tools.images.load import load_image
from cropvlm_tools.policies.vlm.processors import Pixels
from training.bench import report
from training.recipe import check_fields, run_stage

SIZES = {"page": (1700, 2200), "photograph": (1024, 768)}
"""px: of DocVQA's and of TextVQA's pictures, about."""

POLICY, TARGET = 2048, 512
"""px: SmolVLM's own, 17 tiles at most, and the paper's reader, one tile."""

GPU = {1: 25.0, 8: 3.0}
"""Number of GPUs -> seconds a step on A100s by arithmetic (training/README.md)."""

QUESTIONS = 62_000
"""Of a stage of the paper."""


@dataclass(frozen=True, kw_only=True)
class StepRecipe:
    """Seconds of a GRPO step by part. The defaults are CropVLM's."""

    prompts: int = field(default=16, metadata={"help": "questions in a step"})
    group: int = field(default=6, metadata={"help": "completions of a question"})
    batch: int = field(default=6, metadata={"help": "completions on a device at once, on one GPU"})
    workers: int = field(default=4, metadata={"help": "processes that prepare pictures for a GPU"})
    pixels: Pixels = field(default="pil", metadata={"help": "what resizes pictures"})
    repeats: int = field(default=3, metadata={"help": "measurements of each, the fastest of which counts"})
    out: Path | None = field(default=None, metadata={"help": "folder for the printed lines"})

    def __post_init__(self) -> None:
        check_fields(self, {}, ("prompts", "group", "batch", "workers", "repeats"))


@dataclass(frozen=True)
class Costs:
    """Seconds for one picture, mean over page and photograph."""

    decode: float
    policy: float
    target: float
    """Of one view: the whole, or a crop."""


def measured(recipe: StepRecipe) -> dict[str, Costs]:
    """Of each kind of picture."""
    policy, target = _processor(POLICY, recipe.pixels), _processor(TARGET, recipe.pixels)
    found = {}
    for name, size in SIZES.items():
        kept = _picture(name, size)
        picture = load_image(kept)
        small = picture.copy()
        small.thumbnail((TARGET, TARGET), Image.Resampling.LANCZOS)
        found[name] = Costs(
            _seconds(lambda kept=kept: load_image(kept), recipe.repeats),  # type: ignore[misc]  # the loop's own
            _seconds(lambda picture=picture: policy([[picture]], return_tensors="pt"), recipe.repeats),  # type: ignore[misc]  # as above
            _seconds(lambda small=small: target([[small]], return_tensors="pt"), recipe.repeats),  # type: ignore[misc]  # as above
        )
    return found


def _processor(edge: int, pixels: Pixels) -> Any:
    """SmolVLM-256M's image processor as the hub has it, at this edge."""
    module = import_module(f"transformers.models.idefics3.image_processing_{'pil_' if pixels == 'pil' else ''}idefics3")
    kind = module.Idefics3ImageProcessorPil if pixels == "pil" else module.Idefics3ImageProcessor
    return kind(size={"longest_edge": edge}, max_image_size={"longest_edge": 512}, do_image_splitting=edge > 512)


def _picture(name: str, size: tuple[int, int]) -> bytes:
    random = np.random.default_rng(0)
    file = BytesIO()
    if name == "page":
        grid = random.random((size[1] // 4, size[0] // 4)) < 0.1
        Image.fromarray(np.where(grid, 0, 255).astype(np.uint8)).resize(size).convert("RGB").save(file, "JPEG")
    else:
        noise = Image.fromarray(random.integers(0, 256, (size[1], size[0], 3), np.uint8))
        noise.filter(ImageFilter.GaussianBlur(2)).save(file, "JPEG", quality=90)
    return file.getvalue()


def _seconds(work: Callable[[], object], repeats: int) -> float:
    best = float("inf")
    for _ in range(repeats):
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    return best


def lines(recipe: StepRecipe) -> Iterator[str]:
    """The measured seconds and the step by arithmetic, as tables in Markdown."""
    import torch

    torch.set_num_threads(1)
    found = measured(recipe)
    yield f"| seconds for one, {recipe.pixels} | decode | policy, {POLICY} px | target, {TARGET} px, a view |"
    yield "| --- | --- | --- | --- |"
    for name, each in found.items():
        yield f"| {name} | {each.decode:.3f} | {each.policy:.3f} | {each.target:.3f} |"
    mean = Costs(*(fmean(getattr(each, part) for each in found.values()) for part in ("decode", "policy", "target")))
    completions = recipe.prompts * recipe.group
    yield ""
    yield "| per step | 1 GPU, as it was | 8 GPUs, as it was | 1 GPU | 8 GPUs |"
    yield "| --- | --- | --- | --- | --- |"
    columns = [was(mean, completions, completions // recipe.batch, gpus) for gpus in GPU]
    columns += [now(mean, recipe, gpus) for gpus in GPU]
    names = ("pictures opened, each process", "decode", "policy preparing", "target preparing", "GPU", "a step")
    for place, name in enumerate(names):
        cells = [f"{column[place]:.0f}" if place == 0 else f"{column[place]:.1f} s" for column in columns]
        yield f"| {name} | {' | '.join(cells)} |"
    steps = QUESTIONS / recipe.prompts
    epochs = [f"{column[-1] * steps / 3600:.0f} h" for column in columns]
    yield f"| an epoch, {steps:,.0f} steps | {' | '.join(epochs)} |"


def was(costs: Costs, completions: int, accumulate: int, gpus: int) -> tuple[float, ...]:
    """Pictures opened, then seconds by part and of a step, one after the other."""
    own = completions / gpus
    opened = own * (accumulate if gpus == 1 else 1)  # eight GPUs take the step without accumulating
    decode, policy = opened * costs.decode, 2 * own * costs.policy
    target = 2 * own * costs.policy  # its processor enlarged whole and crop to the policy's size again
    return opened, decode, policy, target, GPU[gpus], decode + policy + target + GPU[gpus]


def now(costs: Costs, recipe: StepRecipe, gpus: int) -> tuple[float, ...]:
    """As ``was``: wholes once and ahead in workers, which count only where they take longer than all else; crops in
    as many threads, before the target reads them."""
    wholes, crops = recipe.prompts / gpus, recipe.prompts * recipe.group / gpus
    decode, policy = wholes * costs.decode / recipe.workers, wholes * costs.policy / recipe.workers
    ahead = decode + policy + wholes * costs.target / recipe.workers
    target = crops * costs.target / recipe.workers
    return wholes, decode, policy, target, GPU[gpus], max(ahead, GPU[gpus] + target)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; 2 after an error, which is one line on standard error."""
    return run_stage(StepRecipe, lambda recipe: report(lines(recipe), recipe.out, "step.md"), arguments)


if __name__ == "__main__":
    sys.exit(main())
