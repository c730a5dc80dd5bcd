"""What a box costs to write: python -m training.bench.decoding [--rows 1 8] [--edge 512] [--repeats 3] [--out DIR]

A model of SmolVLM-256M's shape with random weights writes boxes for pictures side by side, four ways, timed in turns:

- trees: ``VlmPolicy``, several choices settled in each call of the model;
- choices: one call for each choice that the grammar leaves;
- plain: ``generate``, one call for each token of the same text and for the one that ends it;
- one by one: the same for one picture after the other, as in the authors' scripts (arXiv 2511.19820).

Ratios, to "trees", come from one run. Seconds are the processor's, so that what else runs on a machine counts little:
give OMP_NUM_THREADS=1. "decoding" leaves out the calls that read pictures and prompts.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Protocol, cast

import numpy as np
import torch
from PIL import Image

from cropvlm_tools.policies.vlm.constraint import BoxTokens, Draft
from cropvlm_tools.policies.vlm.decoding import TREE, cache_name, write_boxes
from cropvlm_tools.policies.vlm.interface import Processor
from cropvlm_tools.policies.vlm.policy import VlmPolicy, policy_prompt
from cropvlm_tools.policies.vlm.prompting import Prompter
from training.bench import report
from training.recipe import check_fields, run_stage
from training.smoke.models import Shape, build

_TEXTS = ["What is the total amount due? Outline the region in the image that would help answer this question."]
Inputs = dict[str, torch.Tensor]
_QUESTION = "What is the total amount due?"


@dataclass(frozen=True, kw_only=True)
class DecodingRecipe:
    """What a box costs to write, as ratios within one run."""

    rows: tuple[int, ...] = field(default=(1, 8), metadata={"help": "pictures side by side"})
    edge: int = field(default=512, metadata={"help": "px that the model sees"})
    repeats: int = field(default=3, metadata={"help": "times each way is timed"})
    out: Path | None = field(default=None, metadata={"help": "folder for the printed lines"})

    def __post_init__(self) -> None:
        check_fields(self, {}, ("edge", "repeats"))


@dataclass(frozen=True)
class Body:
    """How large a model is; the defaults are SmolVLM-256M's (HuggingFaceTB/SmolVLM-256M-Instruct, config.json)."""

    width: int = 576
    layers: int = 30
    heads: int = 9
    key_heads: int = 3
    inner: int = 1536
    words: int = 49280
    vision_width: int = 768
    vision_layers: int = 12
    vision_inner: int = 3072


def build_policy(body: Body, edge: int) -> VlmPolicy:
    """A policy that sees ``edge`` px in one tile, its weights random."""
    transformers = import_module("transformers")
    _, processor = build(Shape(edge, 16, 4, 16, 1, 1), _TEXTS, seed=0)
    words = processor.tokenizer
    config = transformers.Idefics3Config(
        text_config={
            "model_type": "llama",
            "vocab_size": body.words,
            "hidden_size": body.width,
            "intermediate_size": body.inner,
            "num_hidden_layers": body.layers,
            "num_attention_heads": body.heads,
            "num_key_value_heads": body.key_heads,
            "pad_token_id": words.pad_token_id,
            "bos_token_id": words.bos_token_id,
            "eos_token_id": words.eos_token_id,
        },
        vision_config={
            "image_size": edge,
            "patch_size": 16,
            "hidden_size": body.vision_width,
            "intermediate_size": body.vision_inner,
            "num_hidden_layers": body.vision_layers,
            "num_attention_heads": 12,
        },
        scale_factor=4,
        image_token_id=words.convert_tokens_to_ids("<image>"),
        pad_token_id=words.pad_token_id,
    )
    torch.manual_seed(0)
    model = transformers.Idefics3ForConditionalGeneration(config).eval().requires_grad_(False)
    return VlmPolicy(model, cast(Processor, processor))


class Generates(Protocol):
    """A model of transformers."""

    def generate(self, **options: object) -> torch.Tensor: ...


def prepare(policy: VlmPolicy, images: Sequence[Image.Image]) -> Inputs:
    """What the model is given to say where it would look in each."""
    prompter = Prompter(policy.processor)
    prompts = [([image], policy_prompt(_QUESTION)) for image in images]
    return prompter.to_device(prompter.inputs(prompts), policy.model)


def generate(model: Generates, inputs: Inputs, texts: Sequence[Sequence[int]], end: int) -> torch.Tensor:
    """Plain generation that is made to write these tokens and then the end; returns (B, length) of all tokens.

    Raises:
        RuntimeError: it wrote something else; the comparison would be worth nothing.
    """
    begin = inputs["input_ids"].shape[1]
    whole = [[*text, end] for text in texts]

    def next_token(row: int, ids: torch.Tensor) -> list[int]:
        place = len(ids) - begin
        return [whole[row][place]] if place < len(whole[row]) else [end]

    written = model.generate(
        **inputs,
        max_new_tokens=max(map(len, whole)),
        do_sample=False,
        eos_token_id=end,
        pad_token_id=end,
        prefix_allowed_tokens_fn=next_token,
    )
    if [row[: len(text)] for row, text in zip(written[:, begin:].tolist(), whole, strict=True)] != whole:
        raise RuntimeError("Plain generation has written another text.")
    return written


def bench(policy: VlmPolicy, rows: int, edge: int, repeats: int) -> dict[str, dict[str, float]]:
    """Way -> calls, seconds and seconds of decoding alone, medians, and their ratios to those of "trees"."""
    noise = np.random.default_rng(0).integers(0, 256, (rows, edge, edge, 3), np.uint8)
    images = [Image.fromarray(pixels) for pixels in noise]
    model, words = policy.model, policy.processor.tokenizer
    plain, module = cast(Generates, model), cast(torch.nn.Module, model)
    end = int(words.eos_token_id)
    inputs = prepare(policy, images)
    alone = [prepare(policy, [image]) for image in images]
    prompter = Prompter(policy.processor)
    writer = BoxTokens(words, policy.grammar, prompter.context, prompter.lead)

    def constrained(tree: int) -> list[Draft]:
        written = [Draft(writer, (edge, edge)) for _ in images]
        write_boxes(model, dict(inputs), written, 1.0, torch.Generator().manual_seed(0), tree)
        return written

    texts = [draft.tokens for draft in constrained(TREE)]
    ways: dict[str, Callable[[], object]] = {
        "trees": lambda: constrained(TREE),
        "choices": lambda: constrained(0),
        "plain": lambda: generate(plain, dict(inputs), texts, end),
        "one by one": lambda: [
            generate(plain, dict(each), [text], end) for each, text in zip(alone, texts, strict=True)
        ],
    }
    timed: dict[str, list[dict[str, float]]] = {name: [] for name in ways}
    for _ in range(repeats):
        for name, way in ways.items():
            timed[name].append(_timed(module, way))
    medians = {name: {key: median(each[key] for each in runs) for key in runs[0]} for name, runs in timed.items()}
    first = dict(medians["trees"])
    for figures in medians.values():
        figures |= {f"{key} / trees": figures[key] / first[key] for key in first}
    return medians


class Cache(Protocol):
    """Of a model that generates."""

    def get_seq_length(self) -> int: ...


def _timed(model: torch.nn.Module, way: Callable[[], object]) -> dict[str, float]:
    ends: list[float] = []
    prompts: list[float] = []
    reads_prompt: list[bool] = []

    def before(_: torch.nn.Module, __: object, given: Mapping[str, Cache | None]) -> None:
        cache = given.get(cache_name())
        reads_prompt.append(cache is None or cache.get_seq_length() == 0)

    def behind(*_: object) -> None:
        now = time.process_time()
        if reads_prompt[-1]:  # with all that was done for it since the call before: pictures are encoded there
            prompts.append(now - ends[-1])
        ends.append(now)

    handles = [model.register_forward_pre_hook(before, with_kwargs=True), model.register_forward_hook(behind)]
    ends.append(time.process_time())
    way()
    seconds = time.process_time() - ends[0]
    for handle in handles:
        handle.remove()
    return {"calls": len(reads_prompt), "seconds": seconds, "decoding": seconds - sum(prompts)}


def run(recipe: DecodingRecipe) -> Path | None:
    """Print a line for each way and number of pictures; returns the file where there is one."""
    return report(_lines(recipe), recipe.out, "decoding.txt")


def _lines(recipe: DecodingRecipe) -> Iterator[str]:
    policy = build_policy(Body(), recipe.edge)
    weights = sum(weight.numel() for weight in policy.model.parameters())
    yield f"{weights:,} weights, {policy.model.dtype}, {policy.model.device}, {torch.get_num_threads()} threads"
    for rows in recipe.rows:
        for name, figures in bench(policy, rows, recipe.edge, recipe.repeats).items():
            rounded = {key: round(value, 2) for key, value in figures.items()}
            yield f"{rows} x {name}: {json.dumps(rounded)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; 2 after an error, which is one line on standard error."""
    return run_stage(DecodingRecipe, run, arguments)


if __name__ == "__main__":
    sys.exit(main())
