"""Cases of like length, padded and stacked."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor

from cropvlm_tools.policies.grounded.choosing.candidates import candidates
from training.grounded.cases import Case
from training.grounded.network import BoxNetwork, LineEnsemble, LineNetwork, explain
from training.grounded.reward.readers import Floats, rewards

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

    def evidence(self, logits: Tensor) -> tuple[Tensor, Tensor]:
        """(b, n) probabilities of being the answer, and of being evidence."""
        return explain(logits, self.prior.masked_fill(self.present < 0.5, -1e4), self.worth)

    def lines_by(self, network: LineNetwork | LineEnsemble) -> tuple[Tensor, Tensor]:
        """(b, n) logits of the lines and (b,) of the answer's absence."""
        logits, absent = network(
            self.lines, self.meanings, self.question, self.asked, self.relations, self.prior, self.present
        )
        return logits, absent


def collate(cases: Sequence[Case]) -> Batch:
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
    """A case, what a line network makes of it, and the boxes to choose among."""

    case: Case
    answer: Floats
    """(n,) probabilities of the lines being the answer."""

    evidence: Floats
    """(n,) probabilities of being evidence, from which the boxes were made."""

    absent: float
    """Logit of the answer standing nowhere."""

    boxes: Floats
    """(m, 4), the whole image first (``candidates``)."""

    rewards: Floats
    """(m, len(readers.EDGES)); empty where nobody asked."""


@torch.no_grad()
def offer(network: LineNetwork | LineEnsemble, cases: Sequence[Case], rewarded: bool) -> list[Offer]:
    """The candidates that the network's evidence leads to, in the order of the cases, with rewards where wanted."""
    from tqdm import tqdm

    network.eval()
    offers: dict[int, Offer] = {}
    bar = tqdm(total=len(cases), unit="question", desc="candidates", disable=len(cases) < 200)
    for group in batches(list(enumerate(cases)), lambda entry: len(entry[1].inputs.prior), 64):
        batch = collate([case for _, case in group])
        logits, absent = batch.lines_by(network)
        answer, evidence = batch.evidence(logits)
        for row, (index, case) in enumerate(group):
            n = len(case.inputs.prior)
            own = evidence[row, :n].numpy().copy()
            boxes = candidates(case.inputs, own, case.extent, case.direction)
            values = rewards(case.reader, boxes) if rewarded else np.zeros((len(boxes), 0), np.float32)
            offers[index] = Offer(case, answer[row, :n].numpy().copy(), own, float(absent[row]), boxes, values)
        bar.update(len(group))
    bar.close()
    return [offers[index] for index in range(len(cases))]


def choose(network: BoxNetwork, offers: Sequence[Offer]) -> Tensor:
    """(b, m) logits of the boxes of each offer; padding gets -1e4."""

    def stacked(arrays: Sequence[Floats]) -> Tensor:
        most = max(map(len, arrays))
        padded = [np.pad(array, [(0, most - len(array)), *[(0, 0)] * (array.ndim - 1)]) for array in arrays]
        return torch.from_numpy(np.stack(padded))

    offered = stacked([one.boxes for one in offers])
    scores = network(
        offered,
        stacked([one.case.inputs.boxes for one in offers]),
        stacked([one.case.inputs.heights for one in offers]),
        stacked([one.answer for one in offers]),
        stacked([one.evidence for one in offers]),
        torch.tensor([one.absent for one in offers]),
        stacked([one.case.inputs.question for one in offers]),
    )
    masked: Tensor = scores.masked_fill(offered[:, :, 2] <= 0, -1e4)
    return masked
