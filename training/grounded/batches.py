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
from training.grounded.cases import Case, meant
from training.grounded.network import BoxNetwork, LineEnsemble, LineNetwork, explain
from training.grounded.reward.readers import Floats, rewards

Example = TypeVar("Example")
_LINES_IN_BATCH = 4096  # after padding
_QUESTIONS = 32  # about one page at a time


@dataclass(frozen=True)
class Batch:
    """Questions about one page: tensors as ``LineNetwork`` takes them, and the cases they come from."""

    cases: Sequence[Case]
    inputs: dict[str, Tensor]
    worth: Tensor

    def evidence(self, logits: Tensor) -> tuple[Tensor, Tensor]:
        """(q, n) probabilities of being the answer, and of being evidence."""
        return explain(logits, self.inputs["prior"], self.worth)

    def lines_by(self, network: LineNetwork | LineEnsemble) -> tuple[Tensor, Tensor]:
        """(q, n, SLOTS) logits of the lines and (q, SLOTS) of the whole."""
        logits, whole = network(**self.inputs)
        return logits, whole


def collate(cases: Sequence[Case]) -> Batch:
    """Of one page, whose arrays they share."""
    first = cases[0].inputs
    assert all(case.inputs.pairs is first.pairs for case in cases)
    matches = [case.inputs.matches for case in cases]
    longest = max(len(one.tokens) for one in matches)

    def of_pieces(name: str) -> Tensor:
        arrays = [getattr(one, name) for one in matches]
        padded = [np.pad(array, [(0, longest - len(array)), *[(0, 0)] * (array.ndim - 1)]) for array in arrays]
        return torch.from_numpy(np.stack(padded))

    def of_questions(name: str) -> Tensor:
        return torch.from_numpy(np.stack([getattr(case.inputs, name) for case in cases]))

    present = torch.zeros(len(cases), longest)
    for row, one in enumerate(matches):
        present[row, : len(one.tokens)] = 1.0
    page = {name: torch.from_numpy(getattr(first, name)) for name in ("letters", "meanings", "pairs")}
    questions = {name: of_questions(name) for name in ("lines", "prior", "question")}
    pieces = {"asked_letters": of_pieces("tokens"), "asked_meanings": of_pieces("meanings")}
    pieces |= {name: of_pieces(name) for name in ("told", "best")}
    return Batch(cases, {**page, **questions, **pieces, "present": present}, of_questions("worth"))


def by_page(cases: Sequence[Case], most: int, draw: random.Random | None = None) -> list[list[Case]]:
    """All cases once, those about one page together, at most ``most`` at a time; in drawn order where one draws."""
    pages: dict[int, list[Case]] = {}
    for case in cases:
        pages.setdefault(id(case.inputs.pairs), []).append(case)
    groups = []
    for asked in pages.values():
        if draw is not None:
            draw.shuffle(asked)
        groups += [asked[start : start + most] for start in range(0, len(asked), most)]
    if draw is not None:
        draw.shuffle(groups)
    return groups


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
    for group in by_page(cases, _QUESTIONS):
        batch = collate(group)
        logits, whole = batch.lines_by(network)
        answer, evidence = batch.evidence(logits[:, :, 0])
        for row, case in enumerate(group):
            likely, own = answer[row].numpy().copy(), evidence[row].numpy().copy()
            boxes = candidates(case.inputs, own, case.extent, case.direction)
            values = (
                rewards(case.reader, boxes, meant(likely, case.places))
                if rewarded
                else np.zeros((len(boxes), 0), np.float32)
            )
            offers[id(case)] = Offer(case, likely, own, float(whole[row, 0]), boxes, values)
        bar.update(len(group))
    bar.close()
    return [offers[id(case)] for case in cases]


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
