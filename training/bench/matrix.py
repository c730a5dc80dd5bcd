"""What works with a checkpoint: in use, as a target, in training.

    python -m tests.policies.hub_vlms STANDINS
    python -m training.bench.matrix --models STANDINS/* --out training/results/checkpoints.md

One row a checkpoint. A cell says ``yes``, what was refused on loading, or how it failed; a row is measured once and
kept in OUT.jsonl, so that the same command goes on. The training stages take two steps on pictures of noise.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from cropvlm_tools.errors import CropVLMError
from training.recipe import run_stage
from training.storage import JsonLines, write_atomic

if TYPE_CHECKING:
    from cropvlm_tools.policies.vlm.policy import VlmPolicy
    from training.targets.vlm import VlmTarget

COLUMNS = {
    "loads": "as it lies in its folder",
    "batch": "the policy says of each picture in a batch what it says of it alone",
    "sample": "four draws are boxes, and the same by the same seed",
    "constrained": "boxes are those of decoding token by token",
    "answer": "the target answers in a batch as it does alone",
    "likelihood": "log p of an answer is that of a loop over its tokens, without batch, to 1e-4",
    "SFT": "two steps, and the result is a policy",
    "GRPO": "two steps as the policy, and the result is a policy",
    "GRPO target": "two steps as the target",
}
_SIZES = ((60, 40), (40, 72), (120, 30), (48, 48))
_QUESTIONS = ("What is due?", "Which way does the arrow on the right point, and why?", "?", "Time: now or later?")
_ANSWERS = ("12.50 EUR", "left", "7", "at 12:30: now")


@dataclass(frozen=True, kw_only=True)
class MatrixRecipe:
    """What works with which checkpoint."""

    models: tuple[str, ...] = field(metadata={"help": "checkpoints: folders or hub ids"})
    out: Path = field(metadata={"help": "the table, a .md file"})
    partner: str | None = field(
        default=None, metadata={"help": "the target of a policy, and the policy of a target; else the first of models"}
    )
    training: bool = field(default=True, metadata={"help": "the training stages, too"})


def matrix(recipe: MatrixRecipe) -> Path:
    """Measure what is missing, write the table, and return its file."""
    import transformers

    kept = JsonLines(recipe.out.with_suffix(".jsonl"))
    rows: dict[str, dict[str, str]] = {row["model"]: row for row in kept.read_as(dict)}
    partner = recipe.partner or recipe.models[0]
    for model in recipe.models:
        name = Path(model).name
        if name not in rows:
            rows[name] = {"model": name, **cells(model, partner, recipe.training)}
            kept.append([rows[name]])
    names = [Path(model).name for model in recipe.models]
    columns = [column for column in COLUMNS if any(column in rows[name] for name in names)]
    lines = [
        "# What works with which checkpoint",
        "",
        f"transformers {transformers.__version__}; `python -m training.bench.matrix`.",
        "Of stand-ins with the hub's files and random weights (`python -m tests.policies.hub_vlms DIR`) it says",
        "that a class runs, not what it has learned.",
        "",
        f"| checkpoint | class | {' | '.join(columns)} |",
        "| --- " * (len(columns) + 2) + "|",
    ]
    for name in names:
        row = rows[name]
        lines.append(f"| {name} | {row.get('class', '')} | {' | '.join(row.get(c, '') for c in columns)} |")
    lines += ["", *(f"- {column}: {COLUMNS[column]}" for column in columns)]
    write_atomic(recipe.out, "\n".join(lines) + "\n")
    return recipe.out


def cells(model: str, partner: str, training: bool = True) -> dict[str, str]:
    """Column -> what came of it, for one checkpoint."""
    from cropvlm_tools.policies.vlm.checkpoint import load_checkpoint
    from cropvlm_tools.policies.vlm.policy import VlmPolicy
    from training.targets.vlm import VlmTarget

    row: dict[str, str] = {}
    try:
        loaded = load_checkpoint(model, "cpu")
        policy = VlmPolicy(*loaded)
    except CropVLMError as error:
        return {"loads": _short(error)}
    row |= {"class": type(loaded[1]).__name__, "loads": "yes"}
    for name, check in _IN_USE.items():
        row[name] = _tried(lambda check=check: check(policy))  # type: ignore[misc]  # the loop's own check
    target = VlmTarget(*load_checkpoint(model, "cpu"), batch_size=4)
    for name, of_target in _AS_TARGET.items():
        row[name] = _tried(lambda of_target=of_target: of_target(target))  # type: ignore[misc]  # as above
    if training:
        with TemporaryDirectory() as folder:
            row |= _trained(model, partner, Path(folder))
    return row


def _tried(check: Callable[[], bool]) -> str:
    try:
        return "yes" if check() else "no: it says something else"
    except Exception as error:  # whatever it is, it is what the table is for
        return f"fails: {_short(error)}"


def _short(error: BaseException) -> str:
    return f"{' '.join(str(error).split()):.160}".replace("|", "/") or type(error).__name__


def _pictures() -> list[Image.Image]:
    random = np.random.default_rng(0)
    return [Image.fromarray(random.integers(0, 256, (height, width, 3), np.uint8)) for width, height in _SIZES]


def _batch(policy: VlmPolicy) -> bool:
    together = policy.predict_batch(_pictures(), _QUESTIONS)
    alone = [policy.predict(picture, question) for picture, question in zip(_pictures(), _QUESTIONS, strict=True)]
    return all(
        one.box == other.box and one.outcome == other.outcome != "failed"
        for one, other in zip(together, alone, strict=True)
    )


def _sample(policy: VlmPolicy) -> bool:
    picture = _pictures()[0]
    return policy.sample(picture, "?", 4, seed=1) == policy.sample(picture, "?", 4, seed=1)


def _constrained(policy: VlmPolicy) -> bool:
    from cropvlm_tools.policies.vlm.constraint import BoxTokens, Draft
    from cropvlm_tools.policies.vlm.decoding import TREE, write_boxes
    from cropvlm_tools.policies.vlm.policy import policy_prompt
    from cropvlm_tools.policies.vlm.prompting import Prompter

    prompter = Prompter(policy.processor)
    writer = BoxTokens(policy.processor.tokenizer, policy.grammar, prompter.context, prompter.lead)
    pairs = [([picture], policy_prompt(question)) for picture, question in zip(_pictures(), _QUESTIONS, strict=True)]
    written = []
    for tree in (0, TREE):
        drafts = [Draft(writer, (32, 32)) for _ in pairs]
        write_boxes(policy.model, prompter.to_device(prompter.inputs(pairs), policy.model), drafts, tree=tree)
        written.append([draft.text for draft in drafts])
    return written[0] == written[1]


def _views() -> list[list[Image.Image]]:
    whole, tall, crop, other = _pictures()
    return [[whole], [whole, crop], [tall], [tall, other]]


def _answer(target: VlmTarget) -> bool:
    alone = [target.answer([views], [question])[0] for views, question in zip(_views(), _QUESTIONS, strict=True)]
    return target.answer(_views(), _QUESTIONS) == alone


def _likelihood(target: VlmTarget) -> bool:
    expected = [token_by_token(target, *row) for row in zip(_views(), _QUESTIONS, _ANSWERS, strict=True)]
    return bool(np.allclose(target.log_likelihood(_views(), _QUESTIONS, _ANSWERS), expected, rtol=0, atol=1e-4))


def token_by_token(target: VlmTarget, views: Sequence[Image.Image], question: str, answer: str) -> float:
    """log p of an answer and its end, each token by a pass of its own over all before it."""
    import torch

    from cropvlm_tools.policies.vlm.constraint import tokens_behind
    from cropvlm_tools.policies.vlm.prompting import Prompter
    from training.targets.target import PROMPT

    prompter = Prompter(target.processor)
    inputs: dict[str, Any] = prompter.inputs([(views, PROMPT.replace("{question}", question))])
    (ids,) = tokens_behind(target.processor.tokenizer, prompter.context, [prompter.lead + answer])
    total = 0.0
    for token in [*ids, prompter.end]:
        with torch.no_grad():
            logits = target.model(**inputs).logits[0, -1].float()
        total += float(logits.log_softmax(-1)[token])
        inputs["input_ids"] = torch.cat([inputs["input_ids"], torch.tensor([[token]])], 1)
        inputs["attention_mask"] = torch.ones_like(inputs["input_ids"])
        for key in inputs:
            if key.endswith("token_type_ids"):
                inputs[key] = torch.nn.functional.pad(inputs[key], (0, 1), value=prompter.answer_type)
    return total


_IN_USE = {"batch": _batch, "sample": _sample, "constrained": _constrained}
_AS_TARGET = {"answer": _answer, "likelihood": _likelihood}


def _trained(model: str, partner: str, folder: Path) -> dict[str, str]:
    from training.vlm import grpo, sft

    data = folder / "data.jsonl"
    lines = []
    for number, picture in enumerate(_pictures()):
        picture.save(folder / f"{number}.png")
        box = [picture.width // 4, picture.height // 4, picture.width // 2, picture.height // 2]
        lines.append({"image": f"{number}.png", "question": _QUESTIONS[number], "answers": ["7"], "box": box})
    data.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    shared = f"--data {data} --lora-rank 4 --lora-alpha 8 --lora-targets all-linear --steps 2 --precision float32"
    group = f"{shared} --group 2 --prompts 2 --batch 2 --max-completion 4 --temperature 1 --target-edge 64"
    return {
        "SFT": _stage(sft.main, f"{shared} --model {model} --batch 2 --accumulate 1 --out {folder / 'sft'}"),
        "GRPO": _stage(grpo.main, f"{group} --model {model} --target {partner} --out {folder / 'policy'}"),
        "GRPO target": _stage(grpo.main, f"{group} --model {partner} --target {model} --out {folder / 'target'}"),
    }


def _stage(main: Callable[[Sequence[str]], int], words: str) -> str:
    """Run a stage and load what it made; what it was refused is the last line it wrote."""
    from cropvlm_tools.policies.loading import load_policy

    arguments, said = words.split(), io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
            code = main(arguments)
        if code == 0:
            load_policy(Path(arguments[-1]) / "final").predict(_pictures()[0], "?")
            return "yes"
    except Exception as error:
        return f"fails: {_short(error)}"
    line = said.getvalue().strip().splitlines()[-1].partition(": ")[2]
    return f"refused: {line:.160}".replace("|", "/")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the table; 2 after an error, which is one line on standard error."""
    return run_stage(MatrixRecipe, matrix, arguments)


if __name__ == "__main__":
    sys.exit(main())
