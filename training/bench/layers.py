"""Which layer of a model looks at the evidence, for AttentionPolicy (ViCrop), and how much better than chance it does.

    python -m training.bench.layers --model FOLDER --data TASK [--chosen-on 64] [--limit 200] [--write]

The layer is chosen on the first marked questions and judged on the others. ``ratio`` is relative attention inside the
marked place over that in the whole image; ``recall`` is how often it lies at least 90 % inside the window chosen, and
``chance`` the same for windows of that size anywhere. ``--write`` puts a policy.json beside the model, so that
``load_policy(FOLDER)`` and ``training.evaluation.run --policies FOLDER`` take it as an attention policy.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import CropVLMError, PolicyError
from cropvlm_tools.images.load import load_image
from cropvlm_tools.policies.attention import PROMPT, AttentionPolicy, attention_ratio
from training.evaluation.metrics import evidence_inside
from training.evaluation.statistics import Interval, bootstrap
from training.evaluation.tables import cell
from training.storage import write_atomic
from training.tasks.hub import load_task
from training.tasks.task import Example

_PLACES = 200  # windows drawn for chance


def judge(policy: AttentionPolicy, examples: Sequence[Example]) -> dict[str, Interval]:
    """Ratio, recall and what recall has over chance, intervals over images."""
    images = [str(example.image) for example in examples]
    shown = [load_image(example.image) for example in examples]
    questions = [example.question for example in examples]
    maps = policy.maps(shown, questions)
    predictions = policy.predict_batch(shown, questions)
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


def main(arguments: Sequence[str] | None = None) -> int:
    """0; 2 after an error, which is one line on standard error."""
    parser = argparse.ArgumentParser(prog="python -m training.bench.layers", description="A layer for AttentionPolicy.")
    add = parser.add_argument
    add("--model", required=True, metavar="FOLDER", help="a checkpoint's folder or hub id")
    add("--data", required=True, metavar="TASK", help="a .jsonl file or its folder, with boxes")
    add("--chosen-on", type=int, default=64, metavar="N", help="questions (64)")
    add("--limit", type=int, default=200, metavar="N", help="questions it is judged on (200)")
    add("--window", type=int, default=336, metavar="PX", help="edge of the smallest crop (336)")
    add("--prompt", default=PROMPT, help="what the target will be asked, with {question}")
    add("--device")
    add("--write", action="store_true", help="put a policy.json beside the model")
    options = parser.parse_args(arguments)
    try:
        policy = AttentionPolicy.from_pretrained(
            options.model, options.device, window=options.window, prompt=options.prompt
        )
        marked = [example for example in load_task(options.data).examples if example.boxes and not example.counting]
        first, rest = marked[: options.chosen_on], marked[options.chosen_on :][: options.limit]
        if not first or not rest:
            raise PolicyError(f"{len(marked)} questions have a marked place; more than --chosen-on are needed.")
        ratios = policy.choose_layer(
            [load_image(each.image) for each in first], [each.question for each in first], list(map(_place, first))
        )
        print(f"Ratios of layers 0 to {len(ratios) - 1}: {', '.join(f'{ratio:.2f}' for ratio in ratios)}.")
        print(f"Layer {policy.layer}, on {len(rest)} other questions:")
        print(", ".join(f"{name} {cell(value)}" for name, value in judge(policy, rest).items()))
        if options.write:
            kept = {"policy": "attention", "layer": policy.layer, "window": options.window, "prompt": options.prompt}
            write_atomic(Path(options.model) / "policy.json", json.dumps(kept, indent=1) + "\n")
    except (CropVLMError, OSError) as error:
        print(f"training.bench.layers: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
