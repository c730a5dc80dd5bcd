"""Cases of like length, padded and stacked."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor

from cropvlm_tools.policies.ocr.candidates import candidates
from training.ocr_policy.cases import Case
from training.ocr_policy.network import TRUST, BoxNetwork, LineNetwork, explain
from training.ocr_policy.readers import Floats, rewards

Example = TypeVar("Example")
_LINES_IN_BATCH = 4096  # after padding; bounds the (n, n) relations held at a time


@dataclass(frozen=True)
class Batch:
    """Tensors as ``LineNetwork`` takes them, and the cases they come from."""

    cases: Sequence[Case]
    lines: Tensor
    meanings: Tensor
    question: Tensor
    asked: Tensor
    relations: Tensor
    prior: Tensor
    present: Tensor
    worth: Tensor
    boxes: Tensor
    heights: Tensor
    trust: Tensor

    def evidence(self, logits: Tensor) -> tuple[Tensor, Tensor]:
        """(b, n) probabilities of being the answer, and of being evidence."""
        answer, evidence = explain(logits, self.prior.masked_fill(self.present < 0.5, -1e4), self.worth, self.trust)
        return answer, evidence

    def lines_by(self, network: LineNetwork) -> tuple[Tensor, Tensor]:
        """(b, n) logits of the lines and (b,) of the answer's absence."""
        logits, absent = network(
            self.lines, self.meanings, self.question, self.asked, self.relations, self.prior, self.present
        )
        return logits, absent

    def boxes_by(self, network: BoxNetwork, logits: Tensor, absent: Tensor, candidates: Tensor) -> Tensor:
        """(b, m) logits of padded candidates; padding is (0, 0, 0, 0) and gets -1e4."""
        answer, evidence = self.evidence(logits)
        scores = network(candidates, self.boxes, self.heights, answer, evidence, absent, self.question)
        offered = candidates[:, :, 2] > 0
        masked: Tensor = scores.masked_fill(~offered, -1e4)
        return masked


def collate(cases: Sequence[Case], trusts: Sequence[float] | None = None) -> Batch:
    """``trusts``: share of the network in each case's distribution over lines, ``network.TRUST`` where None."""
    longest = max(len(case.inputs.prior) for case in cases)

    def stacked(name: str, line_axes: tuple[int, ...]) -> Tensor:
        arrays = []
        for case in cases:
            array = getattr(case.inputs, name)
            missing = [(0, longest - size if axis in line_axes else 0) for axis, size in enumerate(array.shape)]
            arrays.append(np.pad(array, missing))
        return torch.from_numpy(np.stack(arrays))

    present = torch.zeros(len(cases), longest)
    for row, case in enumerate(cases):
        present[row, : len(case.inputs.prior)] = 1.0
    return Batch(
        cases=cases,
        lines=stacked("lines", (0,)),
        meanings=stacked("meanings", (0,)),
        question=stacked("question", ()),
        asked=stacked("asked", ()),
        relations=stacked("relations", (1, 2)),
        prior=stacked("prior", (0,)),
        present=present,
        worth=stacked("worth", (0, 1)),
        boxes=stacked("boxes", (0,)),
        heights=stacked("heights", (0,)),
        trust=torch.tensor([TRUST] * len(cases) if trusts is None else list(trusts)),
    )


def batches(
    examples: Sequence[Example], length: Callable[[Example], int], most: int, draw: random.Random | None = None
) -> Iterator[list[Example]]:
    """All examples once, at most ``most`` at a time, those of like length together; in drawn order where one draws."""
    order = sorted(examples, key=lambda example: length(example) + (draw.uniform(-8, 8) if draw is not None else 0))
    groups: list[list[Example]] = [[]]
    for example in order:
        full = len(groups[-1]) >= most or (len(groups[-1]) + 1) * max(length(example), 16) > _LINES_IN_BATCH
        if groups[-1] and full:
            groups.append([])
        groups[-1].append(example)
    if draw is not None:
        draw.shuffle(groups)
    yield from filter(None, groups)


@dataclass(frozen=True)
class Offer:
    """A case and the boxes to choose among."""

    case: Case
    evidence: Floats
    """(n,) probabilities from which the boxes were made."""

    boxes: Floats
    """(m, 4), the whole image first (``candidates``)."""

    rewards: Floats
    """(m, len(readers.EDGES)); empty where nobody asked."""

    trust: float = TRUST


@torch.no_grad()
def offer(
    network: LineNetwork, cases: Sequence[Case], rewarded: bool, trusts: Sequence[float] | None = None
) -> list[Offer]:
    """The candidates that the network's evidence leads to, in the order of the cases, with rewards where wanted."""
    from tqdm import tqdm

    network.eval()
    found: dict[int, Offer] = {}
    bar = tqdm(total=len(cases), unit="question", desc="candidates", disable=len(cases) < 200)
    for group in batches(list(enumerate(cases)), lambda entry: len(entry[1].inputs.prior), 64):
        shares = [TRUST if trusts is None else trusts[index] for index, _ in group]
        batch = collate([case for _, case in group], shares)
        _, evidence = batch.evidence(batch.lines_by(network)[0])
        for row, (index, case) in enumerate(group):
            own = evidence[row, : len(case.inputs.prior)].numpy().copy()
            boxes = candidates(case.inputs, own, case.extent, case.direction)
            values = rewards(case.reader, boxes) if rewarded else np.zeros((len(boxes), 0), np.float32)
            found[index] = Offer(case, own, boxes, values, shares[row])
        bar.update(len(group))
    bar.close()
    return [found[index] for index in range(len(cases))]


def stack_boxes(offers: Sequence[Offer]) -> Tensor:
    """(b, most, 4), padded with zeros."""
    most = max(len(offer.boxes) for offer in offers)
    return torch.from_numpy(np.stack([np.pad(offer.boxes, ((0, most - len(offer.boxes)), (0, 0))) for offer in offers]))
