"""What a box costs to write: python -m training.bench.decoding [--rows 1 8] [--edge 512] [--repeats 3]

A model of SmolVLM-256M's shape with random weights writes boxes for pictures side by side, four ways, timed in turns:

- trees: ``VlmPolicy``, several choices settled in each call of the model;
- choices: one call for each choice that the grammar leaves;
- plain: ``generate``, one call for each token of the same text and for the one that ends it;
- one by one: the same for one picture after the other, as in the authors' scripts (arXiv 2511.19820).

Ratios, to "trees", come from one run. Seconds are the processor's, so that what else runs on a machine counts little:
give OMP_NUM_THREADS=1. "decoding" leaves out the calls that read pictures and prompts.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from statistics import median
from typing import Any

import numpy as np
import torch
from PIL import Image

from cropvlm_tools.policies.vlm.constraint import Draft
from cropvlm_tools.policies.vlm.decoding import TREE, cache_name, write_boxes
from cropvlm_tools.policies.vlm.policy import VlmPolicy
from training.smoke.models import Shape, build

_TEXTS = ["What is the total amount due? Outline the region in the image that would help answer this question."]
_QUESTION = "What is the total amount due?"


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
    transformers: Any = import_module("transformers")
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
    return VlmPolicy(model, processor)


def generate(model: Any, inputs: dict[str, Any], texts: Sequence[Sequence[int]], end: int) -> Any:
    """Plain generation that is made to write these tokens and then the end; returns (B, length) of all tokens.

    Raises:
        RuntimeError: it wrote something else; the comparison would be worth nothing.
    """
    begin = inputs["input_ids"].shape[1]
    whole = [[*text, end] for text in texts]

    def next_token(row: int, ids: Any) -> list[int]:
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
    pairs = [(Image.fromarray(pixels), _QUESTION) for pixels in noise]
    model, end = policy.model, int(policy.processor.tokenizer.eos_token_id)
    inputs, sizes = policy._prepare(pairs)
    alone = [policy._prepare([pair])[0] for pair in pairs]

    def drafts() -> list[Draft]:
        return [Draft(policy._writer, size) for size in sizes]

    def constrained(tree: int) -> list[Draft]:
        written = drafts()
        write_boxes(model, dict(inputs), written, 1.0, torch.Generator().manual_seed(0), tree)
        return written

    texts = [draft.tokens for draft in constrained(TREE)]
    ways: dict[str, Callable[[], object]] = {
        "trees": lambda: constrained(TREE),
        "choices": lambda: constrained(0),
        "plain": lambda: generate(model, dict(inputs), texts, end),
        "one by one": lambda: [
            generate(model, dict(each), [text], end) for each, text in zip(alone, texts, strict=True)
        ],
    }
    timed: dict[str, list[dict[str, float]]] = {name: [] for name in ways}
    for _ in range(repeats):
        for name, way in ways.items():
            timed[name].append(_timed(model, way))
    found = {name: {key: median(each[key] for each in runs) for key in runs[0]} for name, runs in timed.items()}
    first = dict(found["trees"])
    for figures in found.values():
        figures |= {f"{key} / trees": figures[key] / first[key] for key in first}
    return found


def _timed(model: Any, way: Callable[[], object]) -> dict[str, float]:
    ends: list[float] = []
    prompts: list[float] = []
    reads_prompt: list[bool] = []

    def before(_: Any, __: Any, given: dict[str, Any]) -> None:
        cache = given.get(cache_name())
        reads_prompt.append(cache is None or cache.get_seq_length() == 0)

    def behind(*_: Any) -> None:
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


def main() -> None:
    parser = argparse.ArgumentParser(description="What a box costs to write, as ratios within one run.")
    parser.add_argument("--rows", nargs="+", type=int, default=[1, 8], help="pictures side by side (1 8)")
    parser.add_argument("--edge", type=int, default=512, help="px that the model sees (512)")
    parser.add_argument("--repeats", type=int, default=3, help="times each way is timed (3)")
    options = parser.parse_args()
    policy = build_policy(Body(), options.edge)
    weights = sum(weight.numel() for weight in policy.model.parameters())
    print(f"{weights:,} weights, {policy.model.dtype}, {policy.model.device}, {torch.get_num_threads()} threads")
    for rows in options.rows:
        for name, figures in bench(policy, rows, options.edge, options.repeats).items():
            rounded = {key: round(value, 2) for key, value in figures.items()}
            print(f"{rows} x {name}: {json.dumps(rounded)}", flush=True)


if __name__ == "__main__":
    main()
