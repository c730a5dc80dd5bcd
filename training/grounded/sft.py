"""Stage 1, supervised: which lines hold the answer, and boxes made by a machine from them.

The boxes follow the paper's recipe: the tight box is enlarged by how small it is (``training.vlm.expansion``).
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training.grounded.batches import Batch, Offer, batches, choose, collate
from training.grounded.cases import Case
from training.grounded.network import BoxNetwork, LineNetwork
from training.grounded.stream import Stream
from training.storage import draft, reading
from training.vlm.expansion import Floats, area_limits, area_share, enlarged

_WHOLE_WEIGHT = 0.3
_BOX_MOVED_WEIGHT = 1.5  # per nat by which the box network moves away from the readability to be expected

Log = Callable[[dict[str, float]], None]


@dataclass(frozen=True)
class Settings:
    pages: int = 2
    """Pages in a step of the line networks; each sees those of two parts in three."""

    questions: int = 14
    """About one of them, at most."""

    kept: int = 600
    """Steps from one line of the log, and from one checkpoint, to the next."""

    rate: float = 1e-3
    decay: float = 0.02
    batch: int = 32
    box_epochs: int = 2
    box_rate: float = 1e-3


def train_lines(
    members: Sequence[LineNetwork],
    sees: Callable[[int, str], bool],
    stream: Stream,
    settings: Settings,
    seed: int,
    log: Log,
    checkpoint: Path | None = None,
) -> None:
    """The line networks, in place, side by side over one stream of pages; deterministic given the seed on one machine.

    Args:
        members: the networks.
        sees: whether one of them, by its place, may see pages of a family.
        checkpoint: file in which the state is kept now and then, and from which a stopped run goes on.
    """
    steps = len(stream) // settings.pages + 1
    optimisers = [
        torch.optim.AdamW(member.parameters(), lr=settings.rate, weight_decay=settings.decay) for member in members
    ]
    schedules = [
        torch.optim.lr_scheduler.OneCycleLR(optimiser, settings.rate, total_steps=steps + 1) for optimiser in optimisers
    ]
    kept: list[Any] = [*members, *optimisers, *schedules]  # each has a state_dict
    first = 0
    if checkpoint is not None and checkpoint.exists():
        with reading(checkpoint):
            state = torch.load(checkpoint, weights_only=True)
            first = int(state["step"])
            for one, values in zip(kept, state["states"], strict=True):
                one.load_state_dict(values)
    for member in members:
        member.train()
    sums: dict[str, list[float]] = {}
    groups = stream.groups(first * settings.pages)
    for step in range(first, steps):
        shown = [group for group in itertools.islice(groups, settings.pages) if group]
        torch.manual_seed(seed * 1_000_003 + step)
        for place, (member, optimiser, schedule) in enumerate(zip(members, optimisers, schedules, strict=True)):
            own = [group for group in shown if sees(place, group[0].family)]
            optimiser.zero_grad()
            if own:
                parts = _lines_loss(member, own)
                parts["loss"].backward()  # type: ignore[no-untyped-call]
                torch.nn.utils.clip_grad_norm_(member.parameters(), 1.0)
                for name, value in parts.items():
                    sums.setdefault(name, []).append(float(value.detach()))
            optimiser.step()  # nothing, where there is no gradient
            schedule.step()
        if (step + 1) % settings.kept == 0 or step + 1 == steps:
            log({"step": step + 1, **{name: float(np.mean(values)) for name, values in sums.items()}})
            sums = {}
            if checkpoint is not None and step + 1 < steps:
                with draft(checkpoint) as file:
                    torch.save({"step": step + 1, "states": [one.state_dict() for one in kept]}, file)
    for member in members:
        member.eval()


def _lines_loss(network: LineNetwork, groups: Sequence[Sequence[Case]]) -> dict[str, Tensor]:
    told: dict[str, list[Tensor]] = {"line": [], "whole": []}
    for group in groups:
        batch = collate(group)
        logits, whole = batch.lines_by(network)
        told["line"].append(line_loss(batch, logits))
        told["whole"].append(whole_loss(batch, whole))
    parts = {name: torch.stack(values).sum() / sum(map(len, groups)) for name, values in told.items()}
    return {"loss": parts["line"] + _WHOLE_WEIGHT * parts["whole"], **parts}


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
    torch.manual_seed(seed)
    optimiser = torch.optim.AdamW(network.parameters(), lr=settings.box_rate, weight_decay=settings.decay)
    drawn = [
        list(batches(taught, lambda offer: len(offer.case.inputs.prior), settings.batch, draw))
        for _ in range(settings.box_epochs)
    ]
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, settings.box_rate, total_steps=sum(map(len, drawn)) + 1)
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
