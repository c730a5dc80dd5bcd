"""Both stages of one policy, from cases to the folder that ``load_policy`` reads; what is finished is kept.

The families are dealt into ``FOLDS`` parts and one line network is trained without each. The policy's evidence is their
mean; the second stage sees of each case the evidence of the one network to which its family is new. Beside the policy
lie ``part-0`` and so on, each of one line network alone: what it makes of the families it has not seen (``left_out`` in
its ``policy.json``) is what to expect of new kinds of pictures, the box network aside, which has seen them all.
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
from cropvlm_tools.policies.grounded.policy import clues
from cropvlm_tools.policies.grounded.question.words import WordVectors
from training import pages
from training.grounded import calibrate, export, grpo, sft
from training.grounded.batches import Offer, choose, offer
from training.grounded.cases import Case, invented
from training.grounded.network import BoxNetwork, LineEnsemble, LineNetwork
from training.grounded.stream import Stream

FOLDS = 3

_REAL_GRPO = 3  # times each real question is seen for each time an invented one is
_QUESTIONS = 5  # of the second stage, about one invented page
_OTHERS = 1_000_000  # seed from which its pages are invented, which the first stage has not seen


@dataclass(frozen=True)
class Job:
    """One policy to train."""

    name: str
    left_out: frozenset[str]
    """Families it must not see."""


@dataclass(frozen=True)
class Material:
    """What all jobs of a run share."""

    pages: int
    """Invented, for the line networks."""

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
    ensemble, boxes = networks(material)
    _teach_lines(ensemble, job, own, material, after_sft / "lines.safetensors")
    drawn = others(material)
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
    settings = _finish(ensemble, boxes, offers, real, material.words, folder, {"stage": "grpo", **about})
    for fold, member in enumerate(ensemble.networks):
        unseen = sorted({case.family for case in own if material.folds[case.family] == fold})
        part = {**settings, "left_out": [*sorted(job.left_out), *unseen]}
        export.save(LineEnsemble([member]).eval(), boxes, material.words, folder / f"part-{fold}", part)


def networks(material: Material) -> tuple[LineEnsemble, BoxNetwork]:
    """Untrained, or those that are to be trained on."""
    torch.manual_seed(material.seed)
    dimensions = WordVectors.load(material.words).dimensions
    ensemble, boxes = LineEnsemble(LineNetwork(dimensions) for _ in range(FOLDS)), BoxNetwork()
    if material.start is not None:
        export.load_networks(material.start, "Give another --start.", lines=ensemble, boxes=boxes)
    return ensemble, boxes


def _teach_lines(ensemble: LineEnsemble, job: Job, own: Sequence[Case], material: Material, kept: Path) -> None:
    if not kept.exists():
        settings = sft.Settings()
        stream = Stream(material.pages, own, material.words, material.seed, settings.questions)
        folder = material.out / job.name

        def sees(member: int, family: str) -> bool:
            return material.folds[family] != member

        log = Log(folder / "lines.csv", f"{job.name} lines")
        sft.train_lines(ensemble.networks, sees, stream, settings, material.seed, log, folder / "lines.pt")
        export.save_networks(kept, lines=ensemble)
    export.load_networks(kept, lines=ensemble)
    ensemble.eval()


def others(material: Material) -> list[Case]:
    """Questions about pages that the first stage has not seen."""
    count = -(-material.grpo_questions // _QUESTIONS)
    words = WordVectors.load(material.words)
    made = [case for kind, number in pages.deal(count) for case in invented(_OTHERS + number, words, kind)]
    return random.Random(material.seed).sample(made, min(material.grpo_questions, len(made)))


def _finish(
    lines: LineEnsemble,
    boxes: BoxNetwork,
    offers: Sequence[Offer],
    real: set[int],
    words: Path,
    folder: Path,
    about: dict[str, object],
) -> dict[str, object]:
    """The policy's folder, its confidence calibrated on evidence about families that were new to it.

    Args:
        real: ids of the cases about real images; all invented ones together count as one family.
    """
    placed = [one for one in offers if one.case.places]
    families = {id(one): one.case.family if id(one.case) in real else "invented" for one in offers}
    default = Calibration()
    nowhere = default.nowhere
    if placed:
        absent = np.array([one.absent for one in placed], np.float64)
        nowhere = round(calibrate.nowhere(absent, [families[id(one)] for one in placed]), 4)
    known = [one for one in offers if one.absent <= nowhere and (one.case.places or one.case.absent)]
    told, right = [], []
    boxes.eval()
    for one in known:
        with torch.no_grad():
            logits = choose(boxes, [one])[0].numpy()
        best = int(logits.argmax())
        told.append(clues(one.boxes, logits, one.absent, one.answer, one.evidence, one.case.inputs))
        right.append(best > 0 and holds(one.boxes[best], one.case))
    own = [families[id(one)] for one in known]
    calibration = calibrate.fit(np.array(told), np.array(right), own) if known else default
    weights = [round(weight, 4) for weight in calibration.weights]
    settings = {**about, "calibration": {"bias": round(calibration.bias, 4), "weights": weights, "nowhere": nowhere}}
    export.save(lines, boxes, words, folder, settings)
    return settings


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
