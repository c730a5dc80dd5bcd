"""Stage 2, GRPO: boxes drawn from the policy, each rewarded by what the frozen reader makes of the view.

Dr. GRPO (arXiv 2503.20783): advantages are rewards less the group's mean, not divided by its deviation. Every group is
used for one step, so the policy that draws is the policy that is improved, and no ratio is clipped.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from training.ocr_policy.batches import Offer, batches, collate, offer, stack_boxes
from training.ocr_policy.cases import Case
from training.ocr_policy.network import TRUST, BoxNetwork, LineNetwork
from training.ocr_policy.readers import EDGES


@dataclass(frozen=True)
class Settings:
    rounds: int = 3
    """Times the candidates are made anew from the policy as it then is; each round sees every case once."""

    group: int = 16
    batch: int = 32
    rate: float = 1e-3
    line_rate: float = 2e-5
    doubted: float = 0.5
    """Share of the cases in which the lines are the hand-set weights' alone, as on pictures of a kind never seen."""

    kl: float = 0.02
    """Of the divergence from the supervised policy."""


def train(
    lines: LineNetwork,
    boxes: BoxNetwork,
    cases: Sequence[Case],
    settings: Settings,
    seed: int,
    log: Callable[[dict[str, float]], None],
    checkpoint: Path | None = None,
) -> None:
    """Both networks, in place; deterministic given the seed on one machine.

    Args:
        checkpoint: file in which the state is kept after each round, and from which a stopped run goes on.
    """
    lines_before, boxes_before = deepcopy(lines).eval(), deepcopy(boxes).eval()
    optimiser = torch.optim.AdamW(
        [
            {"params": list(lines.parameters()), "lr": settings.line_rate},
            {"params": list(boxes.parameters()), "lr": settings.rate},
        ],
        weight_decay=0.0,
    )
    first = 0
    if checkpoint is not None and checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        first = int(state["rounds"])
        for module, name in ((lines, "lines"), (boxes, "boxes"), (lines_before, "lines_before")):
            module.load_state_dict(state[name])
        boxes_before.load_state_dict(state["boxes_before"])
        optimiser.load_state_dict(state["optimiser"])
    for turn in range(first, settings.rounds):
        torch.manual_seed(seed * 1000 + turn)
        draw = random.Random(seed * 1000 + turn)
        trusts = [0.0 if draw.random() < settings.doubted else TRUST for _ in cases]
        offers = offer(lines, cases, rewarded=True, trusts=trusts)
        lines.eval()  # what draws is what is improved: no dropout
        boxes.eval()
        groups = list(batches(offers, lambda one: len(one.case.inputs.prior), settings.batch, draw))
        sums: dict[str, list[float]] = {}
        for place, group in enumerate(groups):
            batch = collate([one.case for one in group], [one.trust for one in group])
            offered = stack_boxes(group)
            with torch.no_grad():
                before = batch.boxes_by(boxes_before, *batch.lines_by(lines_before), offered)
            logs = torch.log_softmax(batch.boxes_by(boxes, *batch.lines_by(lines), offered), dim=1)
            loss, figures = step_loss(logs, torch.log_softmax(before, dim=1), group, settings, draw)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_([*lines.parameters(), *boxes.parameters()], 1.0)
            optimiser.step()
            for name, value in figures.items():
                sums.setdefault(name, []).append(value)
            if (place + 1) % 50 == 0 or place + 1 == len(groups):
                log({"step": turn * len(groups) + place + 1, **{name: float(np.mean(v)) for name, v in sums.items()}})
                sums = {}
        if checkpoint is not None:
            _keep(checkpoint, turn + 1, lines, boxes, lines_before, boxes_before, optimiser)


def step_loss(
    logs: Tensor, before: Tensor, group: Sequence[Offer], settings: Settings, draw: random.Random
) -> tuple[Tensor, dict[str, float]]:
    """-A log pi over the drawn boxes, and the divergence from the supervised policy.

    Args:
        logs: (b, m) log-probabilities of the policy.
        before: (b, m) of the supervised one.
    """
    chosen = torch.multinomial(logs.detach().exp(), settings.group, replacement=True)  # (b, group)
    rewards = np.zeros(chosen.shape, np.float32)
    taken = logs.detach().argmax(dim=1)
    best = []
    for row, one in enumerate(group):
        edge = draw.randrange(len(EDGES))  # one resolution for the whole group
        rewards[row] = one.rewards[chosen[row].numpy(), edge]
        best.append(float(one.rewards[int(taken[row])].mean()))
    reward = torch.from_numpy(rewards)
    advantage = reward - reward.mean(dim=1, keepdim=True)
    gain = (advantage * logs.gather(1, chosen)).mean()
    divergence = (logs.exp() * (logs - before)).sum(dim=1).mean()
    loss = -gain + settings.kl * divergence
    none = float((chosen == 0).float().mean())
    figures = {"reward": float(reward.mean()), "best": float(np.mean(best)), "kl": float(divergence.detach())}
    return loss, {**figures, "none": none, "entropy": float(-(logs.exp() * logs).sum(dim=1).mean().detach())}


def _keep(
    path: Path,
    rounds: int,
    lines: LineNetwork,
    boxes: BoxNetwork,
    lines_before: LineNetwork,
    boxes_before: BoxNetwork,
    optimiser: torch.optim.Optimizer,
) -> None:
    state = {"rounds": rounds, "lines": lines.state_dict(), "boxes": boxes.state_dict()}
    state |= {"lines_before": lines_before.state_dict(), "boxes_before": boxes_before.state_dict()}
    state["optimiser"] = optimiser.state_dict()
    draft = path.with_suffix(".part")
    torch.save(state, draft)
    draft.replace(path)
