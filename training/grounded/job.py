"""Both stages of one policy, from cases to the folder that ``load_policy`` reads; what is finished is kept.

The families are dealt into ``FOLDS`` parts and one line network is trained without each. The policy's evidence is their
mean; the second stage sees of each case the evidence of the one network to which its family is new.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from cropvlm_tools.policies.grounded.checkpoint import Calibration
from cropvlm_tools.policies.grounded.choosing.reading import held
from cropvlm_tools.policies.grounded.policy import NOWHERE, clues
from cropvlm_tools.policies.grounded.question.words import WordVectors
from training.grounded import calibrate, export, grpo, sft
from training.grounded.batches import Offer, choose, offer
from training.grounded.cases import Case
from training.grounded.network import BoxNetwork, LineEnsemble, LineNetwork

FOLDS = 3

_REAL_SFT, _REAL_GRPO = 8, 3  # times each real question is seen for each time an invented one is


@dataclass(frozen=True)
class Job:
    """One policy to train."""

    name: str
    left_out: frozenset[str]
    """Families it must not see."""


@dataclass(frozen=True)
class Material:
    """What all jobs of a run share."""

    invented: Sequence[Case]
    real: Sequence[Case]
    folds: dict[str, int]
    """Family -> the part it is dealt to."""

    words: Path
    out: Path
    start: Path | None
    grpo_questions: int
    seed: int


def deal(units: Iterable[Iterable[str]]) -> dict[str, int]:
    """Family -> part; the families of a unit stay together."""
    return {family: place % FOLDS for place, unit in enumerate(units) for family in unit}


def train(job: Job, material: Material) -> None:
    """Leave OUT/NAME-sft after the first stage and OUT/NAME after the second."""
    torch.set_num_threads(1)
    after_sft, folder = material.out / f"{job.name}-sft", material.out / job.name
    for made in (after_sft, folder):
        made.mkdir(parents=True, exist_ok=True)
    own = [case for case in material.real if case.family not in job.left_out]
    drawn = random.Random(material.seed).sample(
        list(material.invented), min(material.grpo_questions, len(material.invented))
    )
    ensemble, boxes = networks(material)
    for fold, member in enumerate(ensemble.networks):
        _teach_lines(member, job, fold, own, material, after_sft / f"lines-{fold}.safetensors")
    offers = [
        one
        for fold, member in enumerate(ensemble.networks)
        for one in offer(
            member, [case for case in (*drawn, *own) if material.folds[case.family] == fold and not case.parts], True
        )
    ]
    real = {id(case) for case in own}
    taught = [one for one in offers for _ in range(_REAL_GRPO if id(one.case) in real else 1)]
    about: dict[str, object] = {"left_out": sorted(job.left_out), "seed": material.seed}
    if not all((after_sft / name).exists() for name in ("policy.json", export.NETWORKS)):
        sft.train_boxes(boxes, taught, sft.Settings(), material.seed, Log(folder / "sft.csv", f"{job.name} boxes"))
        _finish(ensemble, boxes, offers, real, material.words, after_sft, {"stage": "sft", **about})
    export.load_networks(after_sft / export.NETWORKS, boxes=boxes)
    log = Log(folder / "grpo.csv", f"{job.name} grpo")
    grpo.train(boxes, taught, grpo.Settings(), material.seed, log, folder / "grpo.pt")
    _finish(ensemble, boxes, offers, real, material.words, folder, {"stage": "grpo", **about})


def networks(material: Material) -> tuple[LineEnsemble, BoxNetwork]:
    """Untrained, or those that are to be trained on."""
    torch.manual_seed(material.seed)
    dimensions = WordVectors.load(material.words).dimensions
    ensemble, boxes = LineEnsemble(LineNetwork(dimensions) for _ in range(FOLDS)), BoxNetwork()
    if material.start is not None:
        export.load_networks(material.start, "Give another --start.", lines=ensemble, boxes=boxes)
    return ensemble, boxes


def _teach_lines(member: LineNetwork, job: Job, fold: int, own: Sequence[Case], material: Material, kept: Path) -> None:
    if not kept.exists():
        seen = [case for case in material.invented if material.folds[case.family] != fold]
        seen += [case for case in own if material.folds[case.family] != fold] * _REAL_SFT
        log = Log(material.out / job.name / f"lines-{fold}.csv", f"{job.name} lines {fold}")
        sft.train_lines(member, seen, sft.Settings(), material.seed * FOLDS + fold, log)
        export.save_networks(kept, lines=member)
    export.load_networks(kept, lines=member)
    member.eval()


def _finish(
    lines: LineEnsemble,
    boxes: BoxNetwork,
    offers: Sequence[Offer],
    real: set[int],
    words: Path,
    folder: Path,
    about: dict[str, object],
) -> None:
    """The policy's folder, its confidence calibrated on evidence about families that were new to it.

    Args:
        real: ids of the cases about real images; all invented ones together count as one family.
    """
    known = [one for one in offers if one.case.places or (one.case.absent and one.absent <= NOWHERE)]
    told, right = [], []
    boxes.eval()
    for one in known:
        with torch.no_grad():
            logits = choose(boxes, [one])[0].numpy()
        best = int(logits.argmax())
        told.append(clues(one.boxes, logits, one.absent, one.answer, one.evidence, one.case.inputs))
        right.append(best > 0 and holds(one.boxes[best], one.case))
    families = [one.case.family if id(one.case) in real else "invented" for one in known]
    calibration = calibrate.fit(np.array(told), np.array(right), families) if known else Calibration()
    weights = [round(weight, 4) for weight in calibration.weights]
    settings = {**about, "calibration": {"bias": round(calibration.bias, 4), "weights": weights}}
    export.save(lines, boxes, words, folder, settings)


def holds(box: np.ndarray, case: Case) -> bool:
    """Whether a place of the answer lies in the box; weak labels."""
    inside = set(np.flatnonzero(held(box[None], case.inputs.boxes)[0]).tolist())
    return any(inside.issuperset(place) for place in case.places)


class Log:
    """Figures as they come, in a CSV file and on standard error."""

    def __init__(self, path: Path, title: str) -> None:
        self.path, self.title = path, title
        self.names: list[str] = []

    def __call__(self, values: dict[str, float]) -> None:
        if list(values) != self.names:
            self.names = list(values)
            self._write(self.names)
        self._write([f"{value:.5g}" for value in values.values()])
        figures = ", ".join(f"{name} {value:.4g}" for name, value in values.items())
        print(f"{self.title}: {figures}", file=sys.stderr, flush=True)

    def _write(self, cells: Sequence[str]) -> None:
        with self.path.open("a", newline="", encoding="utf-8") as file:
            csv.writer(file).writerow(cells)
