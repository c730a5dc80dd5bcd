"""Stage 2, GRPO: boxes drawn from the policy, each rewarded by what the frozen reader makes of the view.

Dr. GRPO (arXiv 2503.20783): advantages are rewards less the group's mean, not divided by its deviation. Every group is
used for one step, so the policy that draws is the policy that is improved, and no ratio is clipped. The evidence stays
what the first stage made it: each case's is that of a network which has not seen the family (``folds``), so that the
policy learns to choose as it will have to on pictures of a kind nobody showed it.
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

from cropvlm_tools.policies.grounded.choosing.reading import EDGES, SHARES
from training.grounded.batches import Offer, batches, choose
from training.grounded.network import BoxNetwork
from training.storage import draft, reading


@dataclass(frozen=True)
class Settings:
    rounds: int = 8
    """Times every case is seen."""

    group: int = 16
    batch: int = 32
    rate: float = 1e-3
    kl: float = 0.005
    """Of the divergence from the supervised policy."""


def train(
    boxes: BoxNetwork,
    offers: Sequence[Offer],
    settings: Settings,
    seed: int,
    log: Callable[[dict[str, float]], None],
    checkpoint: Path | None = None,
) -> None:
    """The box network, in place; deterministic given the seed on one machine.

    Args:
        offers: with rewards.
        checkpoint: file in which the state is kept after each round, and from which a stopped run goes on.
    """
    before = deepcopy(boxes).eval()
    optimiser = torch.optim.AdamW(boxes.parameters(), lr=settings.rate, weight_decay=0.0)
    first = 0
    if checkpoint is not None and checkpoint.exists():
        with reading(checkpoint):
            state = torch.load(checkpoint, weights_only=True)
            first = int(state["rounds"])
            boxes.load_state_dict(state["boxes"])
            before.load_state_dict(state["before"])
            optimiser.load_state_dict(state["optimiser"])
    boxes.eval()  # what draws is what is improved: no dropout
    for turn in range(first, settings.rounds):
        torch.manual_seed(seed * 1000 + turn)
        draw = random.Random(seed * 1000 + turn)
        groups = list(batches(offers, lambda one: len(one.case.inputs.prior), settings.batch, draw))
        for part in optimiser.param_groups:
            part["lr"] = settings.rate * (1 - turn / settings.rounds)
        sums: dict[str, list[float]] = {}
        for place, group in enumerate(groups):
            with torch.no_grad():
                supervised = torch.log_softmax(choose(before, group), dim=1)
            loss, figures = step_loss(torch.log_softmax(choose(boxes, group), dim=1), supervised, group, settings, draw)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(boxes.parameters(), 1.0)
            optimiser.step()
            for name, value in figures.items():
                sums.setdefault(name, []).append(value)
            if (place + 1) % 50 == 0 or place + 1 == len(groups):
                log({"step": turn * len(groups) + place + 1, **{name: float(np.mean(v)) for name, v in sums.items()}})
                sums = {}
        if checkpoint is not None:
            with draft(checkpoint) as file:
                torch.save(_state(turn + 1, boxes, before, optimiser), file)


def _state(rounds: int, boxes: BoxNetwork, before: BoxNetwork, optimiser: torch.optim.Optimizer) -> dict[str, object]:
    networks = {"boxes": boxes.state_dict(), "before": before.state_dict()}
    return {"rounds": rounds, **networks, "optimiser": optimiser.state_dict()}


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
        edge = draw.choices(range(len(EDGES)), SHARES)[0]  # one resolution for the whole group
        rewards[row] = one.rewards[chosen[row].numpy(), edge]
        best.append(float(one.rewards[int(taken[row])] @ np.array(SHARES)))
    reward = torch.from_numpy(rewards)
    advantage = reward - reward.mean(dim=1, keepdim=True)
    gain = (advantage * logs.gather(1, chosen)).mean()
    divergence = (logs.exp() * (logs - before)).sum(dim=1).mean()
    loss = -gain + settings.kl * divergence
    none = float((chosen == 0).float().mean())
    figures = {"reward": float(reward.mean()), "best": float(np.mean(best)), "kl": float(divergence.detach())}
    return loss, {**figures, "none": none, "entropy": float(-(logs.exp() * logs).sum(dim=1).mean().detach())}
