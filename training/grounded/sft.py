"""Stage 1, supervised: which lines hold the answer, and boxes made by a machine from them.

The boxes follow the paper's recipe: the tight box is enlarged by how small it is (``training.vlm.expansion``).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.grounded.batches import Batch, Offer, batches, by_page, choose, collate
from training.grounded.cases import Case
from training.grounded.network import BoxNetwork, LineNetwork
from training.vlm.expansion import Floats, area_limits, area_share, enlarged

_WHOLE_WEIGHT = 0.3
_BOX_MOVED_WEIGHT = 1.5  # per nat by which the box network moves away from the readability to be expected

Example = TypeVar("Example")
Log = Callable[[dict[str, float]], None]


@dataclass(frozen=True)
class Settings:
    epochs: int = 2
    pages: int = 4
    """Pages in a step of the line network."""

    questions: int = 14
    """About one of them, at most."""

    rate: float = 2e-3
    decay: float = 0.02
    batch: int = 32
    box_epochs: int = 2
    box_rate: float = 1e-3


def train_lines(network: LineNetwork, cases: Sequence[Case], settings: Settings, seed: int, log: Log) -> None:
    """The line network, in place; deterministic given the seed on one machine."""
    draw = random.Random(seed)

    def steps() -> list[list[list[Case]]]:
        groups = by_page(cases, settings.questions, draw)
        return [groups[start : start + settings.pages] for start in range(0, len(groups), settings.pages)]

    def loss(groups: list[list[Case]]) -> dict[str, Tensor]:
        told: dict[str, list[Tensor]] = {"line": [], "whole": []}
        for group in groups:
            batch = collate(group)
            logits, whole = batch.lines_by(network)
            told["line"].append(line_loss(batch, logits))
            told["whole"].append(whole_loss(batch, whole))
        parts = {name: torch.stack(values).sum() / sum(map(len, groups)) for name, values in told.items()}
        return {"loss": parts["line"] + _WHOLE_WEIGHT * parts["whole"], **parts}

    _fit(network, steps, loss, settings.epochs, settings.rate, settings.decay, seed, log)


def train_boxes(network: BoxNetwork, offers: Sequence[Offer], settings: Settings, seed: int, log: Log) -> None:
    """The box network, in place, on machine-made boxes of the offers that have one; the lines stay as they are."""
    limits = seed_limits([offer.case for offer in offers])
    wanted = {id(offer): target(offer, limits) for offer in offers if offer.case.places}
    untrained = deepcopy(network).eval()

    def loss(group: list[Offer]) -> dict[str, Tensor]:
        logits = choose(network, group)
        with torch.no_grad():
            before = torch.log_softmax(choose(untrained, group), dim=1)
        logs = torch.log_softmax(logits, dim=1)
        parts = {
            "box": functional.cross_entropy(logits, torch.tensor([wanted[id(offer)] for offer in group])),
            "moved": (logs.exp() * (logs - before)).sum(dim=1).mean(),
        }
        return {"loss": parts["box"] + _BOX_MOVED_WEIGHT * parts["moved"], **parts}

    taught = [offer for offer in offers if id(offer) in wanted]
    draw = random.Random(seed)

    def steps() -> list[list[Offer]]:
        return list(batches(taught, lambda offer: len(offer.case.inputs.prior), settings.batch, draw))

    _fit(network, steps, loss, settings.box_epochs, settings.box_rate, settings.decay, seed, log)


def _fit(
    network: nn.Module,
    steps: Callable[[], list[list[Example]]],
    loss: Callable[[list[Example]], dict[str, Tensor]],
    epochs: int,
    rate: float,
    decay: float,
    seed: int,
    log: Log,
) -> None:
    """``steps`` draws the examples of an epoch's steps."""
    torch.manual_seed(seed)
    optimiser = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=decay)
    drawn = [steps() for _ in range(epochs)]
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=sum(map(len, drawn)) + 1)
    for epoch, groups in enumerate(drawn):
        network.train()
        sums: dict[str, list[float]] = {}
        for group in groups:
            parts = loss(group)
            optimiser.zero_grad()
            parts["loss"].backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            for name, value in parts.items():
                sums.setdefault(name, []).append(float(value.detach()))
        log({"epoch": epoch, **{name: float(np.mean(values)) for name, values in sums.items()}})
    network.eval()


def target(offer: Offer, limits: Sequence[float]) -> int:
    """The candidate nearest to the machine-made box."""
    return nearest(offer.boxes, seed_box(offer.case, offer.evidence, limits))


def line_loss(batch: Batch, logits: Tensor) -> Tensor:
    """Minus the log of the probability of equally right places, summed over the questions; a place shares its mass
    among its lines. Of two things asked for each slot has its own, in the order of the question."""
    logs = torch.log_softmax(logits, dim=1)
    losses = []
    for row, case in enumerate(batch.cases):
        for slot, places in enumerate(case.parts or (case.places,)):
            if places:
                likely = torch.stack([logs[row, list(place), slot].mean() for place in places])
                losses.append(-torch.logsumexp(likely, dim=0) / len(case.parts or (0,)))
    return torch.stack(losses).sum() if losses else logits.sum() * 0.0


def whole_loss(batch: Batch, whole: Tensor) -> Tensor:
    """Of the answer standing nowhere, where that is known, and of a second thing being asked for; summed."""
    known = torch.tensor([float(case.absent is not None or bool(case.places)) for case in batch.cases])
    truth = torch.tensor([[float(bool(case.absent)), float(bool(case.parts))] for case in batch.cases])
    loss = functional.binary_cross_entropy_with_logits(whole, truth, reduction="none")
    return (loss * known[:, None]).sum()


def tight_box(case: Case, place: Sequence[int]) -> Floats:
    """(4,) around the lines of a place."""
    lines = case.inputs.boxes[list(place)]
    return np.concatenate([lines[:, :2].min(axis=0), lines[:, 2:].max(axis=0)])


def seed_limits(cases: Sequence[Case]) -> tuple[float, ...]:
    """The 20th, 40th, 60th and 80th percentile of the tight boxes' shares of their images."""
    return area_limits([area_share(tight_box(case, case.places[0]), case.extent) for case in cases if case.places])


def seed_box(case: Case, evidence: Floats, limits: Sequence[float]) -> Floats:
    """(4,) the machine-made box of a case with places: around the one most likely meant, enlarged."""
    place = max(case.places, key=lambda lines: float(evidence[list(lines)].sum()))
    return enlarged(tight_box(case, place), case.extent, limits)


def nearest(boxes: Floats, box: Floats) -> int:
    """Which of (m, 4) boxes overlaps most with one, by intersection over union."""
    common = np.minimum(boxes[:, 2:], box[2:]) - np.maximum(boxes[:, :2], box[:2])
    shared = np.clip(common, 0, None).prod(axis=1)
    either = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1) + (box[2:] - box[:2]).prod() - shared
    return int((shared / np.maximum(either, 1e-12)).argmax())
