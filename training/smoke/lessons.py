"""The plain loop that teaches what a run begins with: harder and harder examples, as the loss allows; resumable."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import torch
from tqdm import tqdm

from training.storage import JsonLines, draft, reading
from training.vlm.engine import Saved

_WIDEN = 300  # steps from the easiest examples to the hardest, which need not be taken in a row


@dataclass(frozen=True)
class Lesson:
    """How long and how fast is taught."""

    steps: int = 2200
    batch: int = 32
    learning_rate: float = 2e-3
    warmup: int = 150
    save_every: int = 100
    """Steps."""


Inputs = dict[str, torch.Tensor]
Batch = Callable[[int, float], tuple[Inputs, torch.Tensor]]
"""(step, level in [0, 1]: how hard) -> inputs, and the answers' tokens (B, T), -100 where there is none."""


def teach(
    folder: Path,
    model: torch.nn.Module,
    processor: Saved,
    lesson: Lesson,
    batch: Batch,
    learned: float,
    watch: Callable[[], dict[str, float]],
) -> Path:
    """Train ``model`` and return the folder of the result; stopped, it goes on from the step last saved.

    Args:
        folder: of the run.
        model: to train, all weights.
        processor: saved with it.
        lesson: steps, batch, rate, and after how many steps it is saved.
        batch: makes the examples; the same for the same step and level.
        learned: loss, in nats a token, below which examples get harder.
        watch: what to log whenever it is saved.

    Raises:
        StorageError: what was saved is damaged.
    """
    final = folder / "final"
    if (final / "processor_config.json").is_file():
        return final
    model.train()
    optimisers = _optimisers(model, lesson.learning_rate)
    state, begin, level = folder / "state.pt", 0, 0.0
    if state.is_file():
        with reading(state):
            kept = torch.load(state, weights_only=True)
            model.load_state_dict(kept["model"])
            for optimiser, its in zip(optimisers, kept["optimisers"], strict=True):
                optimiser.load_state_dict(its)
            begin, level = kept["step"], kept["level"]
    log = JsonLines(folder / "log.jsonl")
    progress = tqdm(range(begin, lesson.steps), initial=begin, total=lesson.steps, desc=folder.name, mininterval=10)
    losses: list[float] = []
    for step in progress:
        for group in (group for optimiser in optimisers for group in optimiser.param_groups):
            group["lr"] = lesson.learning_rate * _pace(step, lesson)
        inputs, answers = batch(step, level)
        loss = token_losses(model, inputs, answers).sum() / (answers >= 0).sum()
        model.zero_grad()
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimiser in optimisers:
            optimiser.step()
        losses.append(loss.item())
        level = min(level + (sum(losses[-20:]) / len(losses[-20:]) < learned) / _WIDEN, 1.0)
        if (step + 1) % lesson.save_every == 0 or step + 1 == lesson.steps:
            row = {
                "step": step + 1,
                "level": round(level, 2),
                "loss": round(sum(losses) / len(losses), 4),
                **watch(),
            }
            losses = []
            log.append([row])
            progress.set_postfix(row)
            kept = {
                "model": model.state_dict(),
                "optimisers": [each.state_dict() for each in optimisers],
                "step": step + 1,
                "level": level,
            }
            with draft(state) as part:
                torch.save(kept, part)
    model.eval()
    cast(Saved, model).save_pretrained(final)
    processor.save_pretrained(final)
    return final


def _optimisers(model: torch.nn.Module, rate: float) -> list[torch.optim.Optimizer]:
    """Muon for the matrices inside, AdamW for all else (https://kellerjordan.github.io/posts/muon/)."""
    inside = {name for name, weight in model.named_parameters() if weight.ndim == 2 and "layers." in name}
    matrices = [weight for name, weight in model.named_parameters() if name in inside]
    others = [weight for name, weight in model.named_parameters() if name not in inside]
    return [
        torch.optim.Muon(matrices, rate, weight_decay=0.01, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(others, rate, betas=(0.9, 0.98), weight_decay=0.01),
    ]


def _pace(step: int, lesson: Lesson) -> float:
    """Warm-up, then a cosine down to a fiftieth."""
    done = min((step - lesson.warmup) / max(lesson.steps - lesson.warmup, 1), 1.0)
    return (step + 1) / lesson.warmup if step < lesson.warmup else 0.51 + 0.49 * math.cos(math.pi * done)


def token_losses(model: torch.nn.Module, inputs: Inputs, answers: torch.Tensor) -> torch.Tensor:
    """-log p of each answer's tokens, (B, T); 0 where there is none."""
    logits = model(**inputs, logits_to_keep=answers.shape[1] + 1, use_cache=False).logits[:, :-1]
    return torch.nn.functional.cross_entropy(logits.transpose(1, 2), answers, reduction="none", ignore_index=-100)
